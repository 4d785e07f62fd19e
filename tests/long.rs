//! Long operations against a service that answers from a list: each form of report, waits, faults, and where the token goes.

#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy only knows the tests themselves")]

mod support;

use std::time::Duration;

use docbind::{Accepted, Client, Error, Location, Monitor, PollPolicy, Progress, RetryPolicy, Value};
use serde_json::json;

use support::{Answer, Call, Service, TestClock, answer, answer_with};

const MONITOR: &str = "https://files.example/monitor/1?key=s3cret";

fn with_headers(status: u16, headers: &[(&'static str, &str)], body: &str) -> Answer {
    let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    Answer::Response(status, headers, body.to_owned().into())
}

fn client(answers: impl IntoIterator<Item = Answer>) -> (Service, TestClock, Client) {
    let (service, clock) = (Service::new(answers), TestClock::default());
    let client = service.client(&clock).token("t0ken").build().unwrap();
    (service, clock, client)
}

/// A monitor of an operation at [`MONITOR`].
fn monitor(answers: impl IntoIterator<Item = Answer>) -> (Service, TestClock, Monitor) {
    let (service, clock, client) = client(answers);
    (service, clock, client.monitor_url(MONITOR).unwrap())
}

#[tokio::test]
async fn a_copy_is_followed_to_its_end_on_another_host_without_the_token() {
    let answers = [
        with_headers(202, &[("location", MONITOR)], ""),
        answer(
            202,
            r#"{"operation": "ItemCopy", "percentageComplete": 27.8, "resourceId": "7", "status": "inProgress"}"#,
        ),
        with_headers(202, &[("retry-after", "9")], r#"{"percentageComplete": 90.5, "status": "updating"}"#),
        answer(200, r#"{"percentageComplete": 100.0, "resourceId": "8", "status": "completed"}"#),
    ];
    let (service, clock, client) = client(answers);
    let location = client.send(Call::<Location>::post(json!({}))).await.unwrap();
    let mut monitor = client.monitor(&location).unwrap();
    let done = monitor.wait().await.unwrap();
    assert_eq!((done.resource_id(), done.status()), (Some("8"), Some("completed")));
    assert_eq!(done.json().unwrap()["percentageComplete"], 100.0);
    assert_eq!(clock.sleeps(), [1, 9]);
    let look = format!("GET {MONITOR}");
    assert_eq!(service.asked(), ["POST https://api.example/v1/things", &look, &look, &look]);
    assert_eq!(service.header("authorization"), ["Bearer t0ken", "", "", ""]);
    // The end is kept, and asked for no more.
    assert_eq!(monitor.wait().await.unwrap().resource_id(), Some("8"));
    assert!(matches!(monitor.poll().await.unwrap(), Progress::Done(_)));
    assert_eq!(service.asked().len(), 4);
    let error = monitor.result::<Value>().await.unwrap_err();
    assert!(error.to_string().contains("does not say where the result is"), "{error}");
}

#[tokio::test]
async fn an_answer_that_may_be_done_at_once_is_followed_where_it_is_not() {
    let answers = [
        answer(201, r#"{"id": "1"}"#),
        with_headers(202, &[("location", "https://api.example/v1/operations/1"), ("retry-after", "4")], ""),
        answer(200, r#"{"status": "running"}"#),
        answer(200, r#"{"status": "succeeded", "resourceLocation": "https://api.example/v1/sessions/2"}"#),
        answer(200, r#"{"id": "2"}"#),
    ];
    let (service, clock, client) = client(answers);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let session: Value = match client.send(Call::<Accepted<Value>>::post(json!({}))).await.unwrap() {
            Accepted::Done(session) => session,
            Accepted::Accepted(location) => client.monitor(&location).unwrap().result().await.unwrap(),
        };
        ids.push(session["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(ids, ["1", "2"]);
    assert_eq!(clock.sleeps(), [4, 1]);
    assert_eq!(service.asked()[4], "GET https://api.example/v1/sessions/2");
    assert_eq!(service.header("authorization"), ["Bearer t0ken"; 5]);
}

#[tokio::test]
async fn each_end_is_understood() {
    let table = [
        (answer_with(303, "location", "https://api.example/v1/items/2"), Some("https://api.example/v1/items/2")),
        (answer_with(302, "location", "/result"), Some("https://files.example/result")),
        (answer_with(201, "location", "result"), Some("https://files.example/monitor/result")),
        (
            answer(200, r#"{"status": "succeeded", "targetResourceLocation": "https://x.example/t"}"#),
            Some("https://x.example/t"),
        ),
        (answer(204, ""), None),
        (answer(200, ""), None),
        (answer(200, "<html>done</html>"), None),
        (answer(200, r#"{"id": "1"}"#), None),
    ];
    for (last, location) in table {
        let (service, _, mut monitor) = monitor([answer(202, ""), last]);
        let done = monitor.wait().await.unwrap();
        assert_eq!(done.location(), location);
        assert_eq!(service.asked().len(), 2);
    }
    let (_, _, mut nowhere) = monitor([answer(303, "")]);
    assert!(matches!(nowhere.wait().await, Err(Error::Decode(_))));
}

#[tokio::test]
async fn the_result_is_read_from_where_it_is() {
    let answers = [answer_with(303, "location", "https://api.example/v1/items/2"), answer(200, r#"{"id": "2"}"#)];
    let (service, _, mut monitor) = monitor(answers);
    assert_eq!(monitor.result::<Value>().await.unwrap(), json!({"id": "2"}));
    assert_eq!(service.header("authorization"), ["", "Bearer t0ken"]);

    let (_, _, mut monitor) = self::monitor([answer(202, ""), answer(200, r#"{"id": "3"}"#)]);
    assert_eq!(monitor.result::<Value>().await.unwrap(), json!({"id": "3"}));

    let (_, _, mut monitor) = self::monitor([answer(202, ""), answer(204, "")]);
    monitor.result::<()>().await.unwrap();

    let gone = [answer_with(303, "location", "https://api.example/v1/items/2"), answer(404, "")];
    let (_, _, mut monitor) = self::monitor(gone);
    let error = monitor.result::<Value>().await.unwrap_err();
    assert_eq!(error.to_string(), "`GetOperationResult` failed with 404 Not Found");
}

#[tokio::test]
async fn a_failure_is_an_error_with_its_code() {
    let body = r#"{"status": "failed", "error": {"code": "quotaLimitReached", "message": "It is full."}}"#;
    let (_, _, mut monitor) = monitor([answer(202, ""), answer(200, body)]);
    let error = monitor.wait().await.unwrap_err();
    assert_eq!(error.code(), Some("quotaLimitReached"));
    assert_eq!(error.to_string(), "the operation has ended as `failed`: quotaLimitReached: It is full.");
    assert!(!error.is_retryable());
    let Progress::Failed(failed) = monitor.poll().await.unwrap() else { panic!() };
    assert_eq!((failed.status(), failed.message()), ("failed", Some("It is full.")));

    let (_, _, mut monitor) = self::monitor([answer(200, r#"{"status": "skipped"}"#)]);
    let Err(Error::Operation(failed)) = monitor.wait().await else { panic!() };
    assert_eq!((failed.status(), failed.code()), ("skipped", None));
}

#[tokio::test]
async fn unknown_words_count_as_running_and_progress_never_goes_back() {
    let answers = [
        answer(200, r#"{"status": "notStarted", "percentageComplete": 0}"#),
        answer(200, r#"{"status": "folding", "percentageComplete": "40"}"#),
        answer(200, r#"{"status": "running", "percentageComplete": 10}"#),
        answer(200, r#"{"status": "running"}"#),
        answer(200, r#"{"status": "running", "percentageComplete": 900}"#),
        answer(200, r#"{"status": "succeeded"}"#),
    ];
    let (_, _, mut monitor) = monitor(answers);
    let mut seen = Vec::new();
    let mut words = Vec::new();
    while let Some(progress) = monitor.next().await {
        match progress.unwrap() {
            Progress::Running { percent, status, .. } => {
                seen.push(percent);
                words.push(status.unwrap());
            }
            other => assert!(matches!(other, Progress::Done(_))),
        }
    }
    assert_eq!(seen, [Some(0.0), Some(40.0), Some(40.0), Some(40.0), Some(100.0)]);
    assert_eq!(words, ["notStarted", "folding", "running", "running", "running"]);
    assert!(monitor.next().await.is_none());
}

#[tokio::test]
async fn waits_grow_and_end() {
    let (service, clock, monitor) = monitor((0..100).map(|_| answer(202, "")));
    let policy = PollPolicy::new().first_wait(Duration::from_secs(2)).longest_wait(Duration::from_secs(9));
    let mut monitor = monitor.policy(policy.total(Duration::from_secs(40)));
    let error = monitor.wait().await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)) && error.is_retryable(), "{error}");
    assert_eq!(error.to_string(), "the call took too long: the operation has not ended within 40s");
    assert_eq!(clock.sleeps(), [2, 4, 8, 9, 9]);
    assert_eq!(service.asked().len(), 6);
    // It can be waited for again, and as a stream it ends.
    monitor = monitor.policy(policy.total(Duration::from_secs(10)));
    assert!(matches!(monitor.next().await, Some(Ok(Progress::Running { .. }))));
    assert!(matches!(monitor.next().await, Some(Err(Error::Timeout(_)))));
    assert!(monitor.next().await.is_none());
    assert!(matches!(monitor.poll().await, Ok(Progress::Running { .. })));
}

#[tokio::test]
async fn what_the_service_asks_for_wins_and_nothing_hammers_it() {
    let answers = [
        answer_with(202, "retry-after", "60"),
        answer_with(202, "retry-after", "Thu, 01 Jul 2021 00:01:30 GMT"),
        answer_with(202, "retry-after", "0"),
        answer_with(202, "retry-after", "soon"),
        answer_with(202, "retry-after", "-1"),
        answer_with(202, "retry-after", "99999999999999999999"),
    ];
    let (service, clock, mut monitor) = monitor(answers);
    let error = monitor.wait().await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error}");
    assert_eq!(clock.sleeps(), [60, 30, 4, 8, 16]);
    assert_eq!(service.asked().len(), 6);
}

#[tokio::test]
async fn faults_on_the_way_are_tried_again_and_told_at_last() {
    let answers = [
        answer_with(503, "retry-after", "3"),
        answer(500, ""),
        Answer::Error(docbind::TransportError::new("reset")),
        answer(202, r#"{"percentageComplete": 5}"#),
        answer(404, r#"{"error": {"code": "itemNotFound"}}"#),
        answer(200, r#"{"status": "completed"}"#),
    ];
    let (service, _, mut monitor) = monitor(answers);
    let error = monitor.wait().await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (404, Some("itemNotFound")));
    assert_eq!(error.to_string(), "`PollOperation` failed with 404 Not Found: itemNotFound");
    assert_eq!(service.asked().len(), 5);
    monitor.wait().await.unwrap();

    let (service, clock) = (Service::new((0..9).map(|_| answer(500, ""))), TestClock::default());
    let client = service.client(&clock).retry(RetryPolicy::new().tries(2)).build().unwrap();
    let mut monitor = client.monitor_url(MONITOR).unwrap();
    assert!(monitor.next().await.unwrap().is_err());
    assert!(monitor.next().await.unwrap().is_err(), "an error does not end the stream");
    assert_eq!(service.asked().len(), 4);
    assert_eq!(clock.sleeps(), [1, 1, 1], "a retry, a wait, a retry");
}

#[tokio::test]
async fn a_url_that_moves_is_followed_and_can_be_saved() {
    let answers = [
        with_headers(202, &[("location", "../monitor/2")], ""),
        with_headers(202, &[("location", "http://files.example/plain")], ""),
        with_headers(202, &[("location", "ftp://files.example/")], ""),
        with_headers(202, &[("location", "//other.example/3")], ""),
        with_headers(202, &[("operation-location", "https://api.example/v1/operations/4"), ("location", "/x")], ""),
        with_headers(202, &[("location", "/operations('5')")], ""),
        with_headers(202, &[("location", "/v1/operations/6")], ""),
    ];
    let (service, _, mut monitor) = monitor(answers);
    let mut urls = Vec::new();
    for _ in 0..7 {
        assert!(matches!(monitor.poll().await.unwrap(), Progress::Running { .. }));
        urls.push(monitor.url());
    }
    assert_eq!(
        urls,
        [
            "https://files.example/monitor/../monitor/2",
            "https://files.example/monitor/../monitor/2",
            "https://files.example/monitor/../monitor/2",
            "https://other.example/3",
            "https://api.example/v1/operations/4",
            "https://api.example/v1/operations('5')",
            "https://api.example/v1/operations/6",
        ]
    );
    assert_eq!(service.header("authorization"), ["", "", "", "", "", "Bearer t0ken", "Bearer t0ken"]);
}

#[tokio::test]
async fn places_are_found_as_the_service_means_them() {
    let table = [
        ("/teams('1')/operations('2')", Some("https://api.example/v1/teams('1')/operations('2')")),
        ("/v1/operations/2", Some("https://api.example/v1/operations/2")),
        ("/v10/operations/2", Some("https://api.example/v1/v10/operations/2")),
        ("operations/2", Some("https://api.example/v1/operations/2")),
        ("https://other.example/2", Some("https://other.example/2")),
        ("//other.example/2", Some("https://other.example/2")),
        ("ftp://other.example/2", None),
        ("https://user@other.example/2", None),
        ("", None),
        ("https://", None),
    ];
    for (place, url) in table {
        let (_, _, client) = client([answer_with(202, "location", place)]);
        let location = client.send(Call::<Location>::post(json!({}))).await.unwrap();
        let monitor = client.monitor(&location);
        match url {
            Some(url) => assert_eq!(monitor.unwrap().url(), url),
            // An empty reference is the URL itself.
            None if place.is_empty() => assert_eq!(monitor.unwrap().url(), "https://api.example/v1/"),
            None => assert!(matches!(monitor, Err(Error::Refused(_))), "{place}"),
        }
    }
    let (_, _, client) = client([answer(202, "")]);
    let location = client.send(Call::<Location>::post(json!({}))).await.unwrap();
    let error = client.monitor(&location).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`PollOperation` is not sent: the answer names no URL to look at (route `GET {+monitorUrl}`)"
    );
    for url in ["/operations/2", "ftp://x.example", "", "a b"] {
        assert!(matches!(client.monitor_url(url), Err(Error::Refused(_))), "{url}");
    }
}

#[tokio::test]
async fn a_url_without_tls_is_refused_and_none_is_shown() {
    let (service, _, client) = client([]);
    let error = client.monitor_url("http://files.example/s3cret").unwrap().wait().await.unwrap_err();
    assert!(matches!(error, Error::Refused(_)), "{error}");
    assert!(service.asked().is_empty());
    let monitor = client.monitor_url(MONITOR).unwrap();
    let shown = format!("{monitor:?} {error} {error:?}");
    assert!(!shown.contains("s3cret") && !shown.contains("t0ken"), "{shown}");
}

#[tokio::test]
async fn a_monitor_moves_between_threads_and_a_dropped_wait_loses_nothing() {
    let (service, _, mut monitor) =
        monitor([answer(202, ""), Answer::Silence, answer(200, r#"{"status": "completed"}"#)]);
    monitor.poll().await.unwrap();
    {
        let mut wait = std::pin::pin!(monitor.wait());
        let poll = std::future::poll_fn(|context| std::task::Poll::Ready(wait.as_mut().poll(context).is_pending()));
        assert!(poll.await);
    }
    let done = tokio::spawn(async move { monitor.wait().await.unwrap() }).await.unwrap();
    assert_eq!(done.status(), Some("completed"));
    assert_eq!(service.asked().len(), 3);
}
