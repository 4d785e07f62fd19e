//! Batches: what goes into one request, what comes out for each part, and parts that are sent again.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests; clippy only knows the tests themselves"
)]

mod support;

use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use docbind::error::BatchError;
use docbind::{
    Batch, BatchPart, Body, Client, Endpoint, Error, FromResponse, IntoBody, Operation, Page, Permissions, Request,
    RetryPolicy, Route, TransportError, Value,
};
use serde_json::json;

use support::{Answer, Service, TestClock, answer, answer_with};

/// An endpoint of any answer at `/things/{id}`.
struct Thing<T = Value> {
    request: Request,
    answer: PhantomData<fn() -> T>,
}

impl<T> Thing<T> {
    fn of(request: Request) -> Self {
        Self { request, answer: PhantomData }
    }

    fn get(id: &str) -> Self {
        Self::of(Request::new(Route::get("/things/{id}"), &[id]))
    }

    fn post(body: impl IntoBody) -> Self {
        Self::of(Request::new(Route::post("/things"), &[]).body(body))
    }

    fn link(url: &str) -> Self {
        Self::of(Request::of_link(Route::get("/things/{id}"), url))
    }
}

impl<T: FromResponse> Endpoint for Thing<T> {
    type Response = T;
    type Rules = ();
    const OPERATION: Operation = Operation {
        name: "GetThing",
        title: "Get thing",
        page: "thing-get.md",
        base_url: "https://api.example/v1",
        routes: &["GET /things/{id}"],
        success: &[200],
        ..Operation::EMPTY
    };
    const PERMISSIONS: Permissions = Permissions::NOT_SAID;

    fn into_request(self) -> Request {
        self.request
    }
}

fn client(service: &Service) -> Client {
    service.client(&TestClock::default()).token("s3cret").build().unwrap()
}

/// One answer of a batch, JSON with a status.
fn part(id: usize, status: u16, body: Value) -> Value {
    json!({"id": id.to_string(), "status": status, "headers": {"Content-Type": "application/json"}, "body": body})
}

/// An answer that says when to come again.
fn late(id: usize, status: u16, seconds: &str) -> Value {
    json!({"id": id.to_string(), "status": status, "headers": {"Retry-After": seconds}})
}

fn responses(parts: impl IntoIterator<Item = Value>) -> Answer {
    let parts: Vec<Value> = parts.into_iter().collect();
    answer(200, json!({"responses": parts}).to_string())
}

/// The parts of each request.
fn sent(service: &Service) -> Vec<Vec<Value>> {
    let parts = |body: &String| {
        let mut body: Value = serde_json::from_str(body).unwrap();
        serde_json::from_value(body["requests"].take()).unwrap()
    };
    service.bodies().iter().map(parts).collect()
}

/// The ids of the parts of each request.
fn ids(service: &Service) -> Vec<Vec<usize>> {
    let id = |part: &Value| part["id"].as_str().unwrap().parse().unwrap();
    sent(service).iter().map(|parts| parts.iter().map(id).collect()).collect()
}

/// A batch with parts for the ids from 1 on.
fn gets(batch: &mut Batch, count: usize) -> Vec<BatchPart<Thing>> {
    (1..=count).map(|id| batch.add(Thing::get(&id.to_string()))).collect()
}

fn batch_error(error: Error) -> Box<BatchError> {
    match error {
        Error::Batch(error) => error,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn parts_go_as_one_request_and_each_has_its_answer() {
    let answers = [
        part(3, 404, json!({"error": {"code": "notFound", "message": "Gone."}})),
        part(2, 200, json!({"value": [1, 2]})),
        json!({"id": "4", "status": 204}),
        part(1, 200, json!({"id": 1.10})),
    ];
    let service = Service::new([responses(answers)]);
    let mut batch = client(&service).batch();
    let one = batch.add(Thing::<Value>::get("a/b").with_query("$select", "id").with_header("Prefer", "x"));
    let two = batch.add(Thing::<Page<Value>>::get("2"));
    let three = batch.add(Thing::<Value>::get("3"));
    let four = batch.add(Thing::<()>::post(json!({"n": 1.10}))).depends_on(&one).depends_on(&two).depends_on(&one);
    assert_eq!((batch.len(), batch.is_empty()), (4, false));
    let mut answers = batch.send().await.unwrap();
    assert_eq!(answers.status(&three).unwrap(), 404);
    assert_eq!(answers.take(one).unwrap(), json!({"id": 1.1}));
    assert_eq!(answers.take(two).unwrap().items, [json!(1), json!(2)]);
    let error = answers.take(three).unwrap_err();
    assert_eq!(error.to_string(), "`GetThing` failed with 404 Not Found: notFound: Gone.");
    answers.take(four).unwrap();
    assert_eq!(service.asked(), ["POST https://api.example/v1/$batch"]);
    assert_eq!(service.header("authorization"), ["Bearer s3cret"]);
    assert_eq!(service.header("content-type"), ["application/json"]);
    let accept = json!({"accept": "application/json"});
    let wanted = json!([
        {
            "id": "1",
            "method": "GET",
            "url": "things/a%2Fb?$select=id",
            "headers": {"prefer": "x", "accept": "application/json"},
        },
        {"id": "2", "method": "GET", "url": "things/2", "headers": accept},
        {"id": "3", "method": "GET", "url": "things/3", "headers": accept},
        {
            "id": "4",
            "method": "POST",
            "url": "things",
            "dependsOn": ["1", "2"],
            "headers": {"accept": "application/json", "content-type": "application/json"},
            "body": {"n": 1.1},
        },
    ]);
    assert_eq!(Value::from(sent(&service).remove(0)), wanted);
}

#[tokio::test]
async fn bodies_are_json_or_base64() {
    let image = json!({"id": "6", "status": 200, "headers": {"content-type": "image/png"}, "body": "-_-_"});
    let padded = json!({"id": "7", "status": 200, "headers": {"Content-Type": "image/png"}, "body": "+/8="});
    let text = json!({"id": "8", "status": 200, "headers": {"Content-Type": "text/plain"}, "body": "aGk="});
    let plain = json!({"id": "9", "status": 200, "headers": {"Content-Type": "Text/plain; x"}, "body": "Hello, you"});
    let bare = json!({"id": "10", "status": 200, "body": {"a": [1, 2.50]}});
    let service = Service::new([responses([image, padded, text, plain, bare])]);
    let mut batch = client(&service).batch();
    let _ = batch.add(Thing::<()>::post(json!({"big": 12_345_678_901_234_567_890_u64})));
    let _ = batch.add(Thing::<()>::post(Body::new("application/vnd.x+json; v=1", " [1.0] ")));
    let _ = batch.add(Thing::<()>::post(Bytes::from_static(b"\xfb\xff")));
    let _ = batch.add(Thing::<()>::post(Body::new("text/plain", "")));
    let _ = batch.add(Thing::<()>::post(()).with_header("Prefer", "a").with_header("prefer", "b"));
    let image = batch.add(Thing::<Bytes>::get("6"));
    let padded = batch.add(Thing::<Bytes>::get("7"));
    let text = batch.add(Thing::<String>::get("8"));
    let plain = batch.add(Thing::<String>::get("9"));
    let bare = batch.add(Thing::<Bytes>::get("10"));
    let mut answers = batch.send().await.unwrap();
    assert_eq!(answers.take(image).unwrap(), b"\xfb\xff\xbf".as_slice());
    assert_eq!(answers.take(padded).unwrap(), b"\xfb\xff".as_slice());
    assert_eq!(answers.take(text).unwrap(), "hi");
    assert_eq!(answers.take(plain).unwrap(), "Hello, you");
    assert_eq!(answers.take(bare).unwrap(), r#"{"a":[1,2.5]}"#);
    let parts = sent(&service).remove(0);
    let bodies: Vec<&Value> = parts[..5].iter().map(|part| &part["body"]).collect();
    let wanted =
        [&json!({"big": 12_345_678_901_234_567_890_u64}), &json!([1.0]), &json!("-_8="), &json!(""), &json!({})];
    assert_eq!(bodies, wanted);
    assert_eq!(parts[4]["headers"]["content-type"], "application/json");
    assert_eq!(parts[4]["headers"]["prefer"], "a, b");
    assert!(parts[5].get("body").is_none());
    assert!(service.bodies()[0].contains(r#""body":[1.0]"#), "JSON is sent as it is");
}

#[tokio::test]
async fn more_than_twenty_are_split_and_a_dependency_on_an_earlier_request_is_met() {
    let answers = (0..3).map(|at| {
        let range = at * 20 + 1..=(at * 20 + 20).min(45);
        responses(range.map(|id| part(id, if id == 2 { 409 } else { 200 }, json!(id))))
    });
    let service = Service::new(answers);
    let mut batch = client(&service).batch();
    let mut parts = gets(&mut batch, 43);
    let met = batch.add(Thing::<Value>::get("44")).depends_on(&parts[0]).depends_on(&parts[42]);
    let unmet = batch.add(Thing::<Value>::get("45")).depends_on(&parts[1]);
    let beyond = batch.add(Thing::<Value>::get("46")).depends_on(&unmet);
    let mut answers = batch.send().await.unwrap();
    let first: Vec<usize> = (1..=20).collect();
    let second: Vec<usize> = (21..=40).collect();
    assert_eq!(ids(&service), [first, second, vec![41, 42, 43, 44]]);
    assert_eq!(sent(&service)[2][3]["dependsOn"], json!(["43"]));
    assert_eq!(answers.take(met).unwrap(), 44);
    assert_eq!(answers.take(parts.remove(1)).unwrap_err().status().unwrap(), 409);
    for part in [unmet, beyond] {
        let error = answers.take(part).unwrap_err();
        assert_eq!(error.status().unwrap(), 424);
        assert!(!error.is_retryable());
        let told = "`GetThing` is not sent, because it depends on a part that failed, a `GetThing`";
        assert_eq!(error.to_string(), told);
        let error = batch_error(error);
        assert!(error.is_failed_dependency() && !error.was_sent() && error.cause().is_none());
    }
    for (at, part) in parts.into_iter().enumerate() {
        let id = if at == 0 { 1 } else { at + 2 };
        assert_eq!(answers.take(part).unwrap(), id);
    }
}

#[tokio::test]
async fn throttled_parts_are_sent_again_alone_after_the_longest_wait() {
    let answers = [
        responses([part(1, 200, json!(1)), late(2, 429, "3"), late(3, 503, "7"), part(4, 400, json!({}))]),
        responses([part(2, 200, json!(2)), late(3, 429, "Thu, 01 Jul 2021 00:00:09 GMT")]),
        responses([part(3, 200, json!(3))]),
    ];
    let (service, clock) = (Service::new(answers), TestClock::default());
    let client = service.client(&clock).build().unwrap();
    let mut batch = client.batch();
    let mut parts = gets(&mut batch, 4);
    let mut answers = batch.send().await.unwrap();
    assert_eq!(ids(&service), [vec![1, 2, 3, 4], vec![2, 3], vec![3]]);
    assert_eq!(clock.sleeps(), [7, 2]);
    assert_eq!(answers.take(parts.remove(3)).unwrap_err().status().unwrap(), 400);
    for (at, part) in parts.into_iter().enumerate() {
        assert_eq!(answers.take(part).unwrap(), at + 1);
    }
}

#[tokio::test]
async fn what_waits_keeps_no_other_part_waiting() {
    let answers = [
        responses((1..=20).map(|id| late(id, 429, "5"))),
        responses([part(21, 200, json!(21))]),
        responses((1..=20).map(|id| part(id, 200, json!(id)))),
    ];
    let (service, clock) = (Service::new(answers), TestClock::default());
    let mut batch = service.client(&clock).build().unwrap().batch();
    let parts = gets(&mut batch, 21);
    let mut answers = batch.send().await.unwrap();
    assert_eq!(ids(&service).iter().map(Vec::len).collect::<Vec<_>>(), [20, 1, 20]);
    assert_eq!(clock.sleeps(), [5]);
    for (at, part) in parts.into_iter().enumerate() {
        assert_eq!(answers.take(part).unwrap(), at + 1);
    }
}

#[tokio::test]
async fn parts_that_depend_on_a_throttled_one_go_with_it() {
    let answers = [
        responses([late(1, 429, "5"), part(2, 424, json!({})), part(3, 424, json!({})), part(4, 200, json!(4))]),
        responses([part(1, 200, json!(1)), part(2, 201, json!(2)), part(3, 424, json!({}))]),
    ];
    let service = Service::new(answers);
    let mut batch = client(&service).batch();
    let one = batch.add(Thing::<Value>::get("1"));
    let two = batch.add(Thing::<Value>::post(json!({}))).depends_on(&one);
    let three = batch.add(Thing::<Value>::get("3")).depends_on(&two);
    let four = batch.add(Thing::<Value>::get("4"));
    let mut answers = batch.send().await.unwrap();
    assert_eq!(ids(&service), [vec![1, 2, 3, 4], vec![1, 2, 3]]);
    assert_eq!(answers.take(one).unwrap(), 1);
    assert_eq!(answers.take(two).unwrap(), 2);
    assert_eq!(answers.take(three).unwrap_err().status().unwrap(), 424, "nothing that it depends on is sent again");
    assert_eq!(answers.take(four).unwrap(), 4);
}

#[tokio::test]
async fn a_part_is_sent_again_by_the_policy() {
    let throttle = || responses([late(1, 429, "1"), part(2, 500, json!({})), part(3, 500, json!({}))]);
    let again = || responses([late(1, 429, "1"), part(2, 502, json!({}))]);
    let (service, clock) = (Service::new([throttle(), again(), again()]), TestClock::default());
    let client = service.client(&clock).build().unwrap();
    let mut batch = client.batch().retry(RetryPolicy::new().tries(3));
    let throttled = batch.add(Thing::<Value>::get("1"));
    let get = batch.add(Thing::<Value>::get("2"));
    let post = batch.add(Thing::<Value>::post(json!({})));
    let mut answers = batch.send().await.unwrap();
    assert_eq!(ids(&service), [vec![1, 2, 3], vec![1, 2], vec![1, 2]]);
    assert_eq!(clock.sleeps(), [1, 2], "the longest of what the service asks for and of the backoff");
    assert_eq!(answers.take(throttled).unwrap_err().status().unwrap(), 429);
    assert_eq!(answers.take(get).unwrap_err().status().unwrap(), 502);
    assert_eq!(answers.take(post).unwrap_err().status().unwrap(), 500);

    // A wait that is longer than the policy allows is an answer.
    let service = Service::new([responses([late(1, 429, "1000")])]);
    let mut batch = service.client(&clock).build().unwrap().batch();
    let part = batch.add(Thing::<Value>::get("1"));
    let error = batch.send().await.unwrap().take(part).unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), service.asked().len()), (429, 1));
}

#[tokio::test]
async fn a_batch_that_fails_is_an_error_for_all() {
    for (answer, told) in [
        (
            answer(400, r#"{"error": {"code": "bad", "message": "No."}}"#),
            "`Batch` failed with 400 Bad Request: bad: No.",
        ),
        (answer(200, "<html>"), "the answer of `Batch` cannot be read"),
        (answer(200, "{}"), "has no property `responses`"),
        (answer(200, r#"{"responses": {}}"#), "the answer of `Batch` cannot be read"),
        (answer(204, ""), "the body is empty"),
        (Answer::Error(TransportError::permanent("no")), "the transport failed: no"),
    ] {
        let service = Service::new([answer]);
        let mut batch = client(&service).batch();
        let _ = gets(&mut batch, 25);
        let error = batch.send().await.unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
        assert_eq!(service.asked().len(), 1);
    }
}

#[tokio::test]
async fn a_batch_is_sent_again_as_a_whole_and_keeps_what_came_before_it_failed() {
    let first = responses((1..=20).map(|id| part(id, 200, json!(id))));
    let answers = [answer_with(503, "retry-after", "4"), first, answer(401, r#"{"error": {"code": "expired"}}"#)];
    let (service, clock) = (Service::new(answers), TestClock::default());
    let mut batch = service.client(&clock).build().unwrap().batch();
    let mut parts = gets(&mut batch, 45);
    let mut answers = batch.send().await.unwrap();
    assert_eq!(clock.sleeps(), [4]);
    assert_eq!(service.asked().len(), 3);
    let last = answers.take(parts.remove(44)).unwrap_err();
    assert!(last.to_string().starts_with("`GetThing` is not sent, because a batch before it failed: `Batch` failed"));
    assert!(!batch_error(last).was_sent());
    let failed = answers.take(parts.remove(30)).unwrap_err();
    assert_eq!((failed.status().unwrap().as_u16(), failed.code()), (401, Some("expired")));
    assert!(failed.to_string().starts_with("`GetThing` failed with its batch: `Batch` failed with 401"), "{failed}");
    let failed = batch_error(failed);
    assert!(failed.was_sent() && failed.operation() == Some("GetThing"));
    assert_eq!(failed.cause().unwrap().status().unwrap(), 401);
    assert_eq!(answers.take(parts.remove(19)).unwrap(), 20);
}

#[tokio::test]
async fn what_no_batch_carries_is_refused_alone() {
    let service = Service::new([responses([part(9, 200, json!("ok")), part(10, 200, json!("link"))])]);
    let mut batch = client(&service).batch();
    let refused = [
        (batch.add(Thing::<Value>::get("..")), "`..` segment"),
        (batch.add(Thing::post(Body::from_fn("text/plain", None, Empty::default))), "its body is a stream"),
        (batch.add(Thing::link("https://evil.example/v1/things/1")), "not below the client's base URL"),
        (batch.add(Thing::link("https://api.example/beta/things/1")), "not below the client's base URL"),
        (batch.add(Thing::link("https://api.example/v1things/1")), "not below the client's base URL"),
        (batch.add(Thing::link("https://api.example/v1/../x")), "not below the client's base URL"),
        (batch.add(Thing::link("https://me@api.example/v1/things")), "not below the client's base URL"),
        (batch.add(Thing::post(Body::new("application/json", "{"))), "its body is no JSON"),
    ];
    let good = batch.add(Thing::<Value>::get("9"));
    let link = batch.add(Thing::<Value>::link("https://api.example/v1/things?$skiptoken=a%20b"));
    let depends = batch.add(Thing::<Value>::get("11")).depends_on(&refused[0].0);
    let mut answers = batch.send().await.unwrap();
    assert_eq!(ids(&service), [vec![9, 10]]);
    assert_eq!(sent(&service)[0][1]["url"], "things?$skiptoken=a%20b");
    for (part, told) in refused {
        let error = answers.take(part).unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error}");
        assert!(error.to_string().contains(told) && error.to_string().contains("`GetThing`"), "{error}");
    }
    assert_eq!(answers.take(good).unwrap(), "ok");
    assert_eq!(answers.take(link).unwrap(), "link");
    assert!(batch_error(answers.take(depends).unwrap_err()).is_failed_dependency());
}

/// A stream of nothing.
#[derive(Default)]
struct Empty;

impl futures_core::Stream for Empty {
    type Item = Result<Bytes, docbind::BoxError>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(None)
    }
}

#[tokio::test]
async fn handles_belong_to_one_batch() {
    let service = Service::new([responses([part(1, 200, json!(1))]), responses([part(1, 200, json!(2))])]);
    let client = client(&service);
    let (mut one, mut two) = (client.batch(), client.batch());
    let of_one = one.add(Thing::<Value>::get("1"));
    let of_two = two.add(Thing::<Value>::get("1"));
    let mixed = two.add(Thing::<Value>::get("2")).depends_on(&of_one);
    let later = two.add(Thing::<Value>::get("3"));
    let circular = two.add(Thing::<Value>::get("4"));
    let later = later.depends_on(&circular);
    let (_, mut answers) = (one.send().await.unwrap(), two.send().await.unwrap());
    assert_eq!(answers.status(&of_one), None);
    let error = answers.take(of_one).unwrap_err();
    assert_eq!(error.to_string(), "the `GetThing` that is asked for is no part of this batch");
    assert!(!batch_error(error).was_sent());
    for part in [mixed, later] {
        let error = answers.take(part).unwrap_err();
        let told = "it depends on a part that was not added to the same batch before it";
        assert!(matches!(error, Error::Refused(_)) && error.to_string().contains(told), "{error}");
    }
    assert_eq!(answers.take(of_two).unwrap(), 2);
    assert_eq!(ids(&service), [vec![1], vec![1, 4]]);
}

#[tokio::test]
async fn an_empty_batch_sends_nothing_and_dropped_handles_lose_nothing_else() {
    let service = Service::new([responses([part(1, 200, json!(1)), part(2, 200, json!(2))])]);
    let client = client(&service);
    client.batch().send().await.unwrap();
    assert!(service.asked().is_empty());
    let mut batch = client.batch();
    let mut parts = gets(&mut batch, 2);
    drop(parts.remove(0));
    assert_eq!(batch.send().await.unwrap().take(parts.remove(0)).unwrap(), 2);
}

#[tokio::test]
async fn hostile_answers_cost_their_own_part() {
    let body = r#"{"responses": [
        {"id": "1", "status": 200, "body": 1},
        {"id": "2", "status": "201", "body": 2},
        {"id": 3, "status": 200, "body": 3},
        {"id": "4", "status": 200, "body": 4}, {"id": "4", "status": 200, "body": 4},
        {"id": "5", "status": "well", "body": 5},
        {"id": "6", "status": 70000}, {"id": "7"}, {"id": "8", "status": 200.5},
        {"id": "9", "status": 200, "headers": 7},
        {"id": "10", "status": 200, "headers": {"Content-Type": "image/png"}, "body": {"a": 1}},
        {"id": "11", "status": 200, "headers": {"Content-Type": "image/png"}, "body": "%%%"},
        {"id": "12", "status": 403, "headers": {"Content-Type": "text/html"}, "body": {"error": {"code": "no"}}},
        {"id": "13", "status": 200, "headers": {"A B": "x", "X": "a\r\nb", "Y": ["1", 2], "Content-Type": null}, "body": 13},
        {"id": "99", "status": 200}, {"id": "0", "status": 200}, {"id": "-1"}, {"id": "x"}, {"id": {}}, {}, 7, null, [1],
        {"id": "15", "status": 200, "body": "not JSON as an object"}
    ], "extra": [1]}"#;
    let service = Service::new([answer(200, body)]);
    let mut batch = client(&service).batch();
    let mut parts: Vec<_> = (1..=14).map(|id| Some(batch.add(Thing::<Value>::get(&id.to_string())))).collect();
    let typed = batch.add(Thing::<Page<Value>>::get("15"));
    let mut answers = batch.send().await.unwrap();
    let mut take = |id: usize| answers.take(parts[id - 1].take().unwrap());
    for id in [1, 2, 3, 13] {
        assert_eq!(take(id).unwrap(), id);
    }
    for (id, told) in [
        (4, "several answers"),
        (5, "no valid status"),
        (6, "no valid status"),
        (7, "no valid status"),
        (8, "no valid status"),
        (9, "headers that are no object"),
        (10, "is no string"),
        (11, "not base64"),
    ] {
        let error = take(id).unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{id}: {error}");
        assert!(error.to_string().contains(told) && error.to_string().contains("`GetThing`"), "{id}: {error}");
    }
    assert_eq!(take(12).unwrap_err().code(), Some("no"));
    let error = take(14).unwrap_err();
    assert_eq!(error.to_string(), "the answer of the batch has none for `GetThing`");
    assert!(batch_error(error).was_sent());
    assert!(matches!(answers.take(typed), Err(Error::Decode(_))));
}

#[tokio::test]
async fn headers_of_a_part_are_those_of_its_answer() {
    let answer = json!({"id": "1", "status": 202, "headers": {"LOCATION": "https://x.example/1", "Y": ["1", 2]}});
    let service = Service::new([responses([answer])]);
    let mut batch = client(&service).batch();
    let part = batch.add(Thing::<docbind::Raw>::get("1"));
    let response = batch.send().await.unwrap().take(part).unwrap();
    assert_eq!(response.headers()["location"], "https://x.example/1");
    assert_eq!(response.headers().get_all("y").iter().collect::<Vec<_>>(), ["1", "2"]);
}

#[tokio::test]
async fn a_batch_has_a_time_limit_and_moves_between_threads() {
    let service = Service::new([Answer::Silence]);
    let clock = TestClock::default();
    let client = service.client(&clock).build().unwrap();
    let mut batch = client.batch().timeout(Duration::from_secs(3)).retry(RetryPolicy::never());
    let _ = batch.add(Thing::<Value>::get("1"));
    let shown = format!("{batch:?}");
    assert!(shown.contains("parts: 1"), "{shown}");
    let error = tokio::spawn(batch.send()).await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error}");
}

/// Random numbers that are the same each time (Numerical Recipes, section 7.1).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

/// A service that throttles one part in three and refuses one in ten, and counts how often it did each.
struct Moody {
    dice: Dice,
    done: Vec<usize>,
    most: usize,
}

impl Moody {
    fn answer(&mut self, body: &[u8]) -> String {
        let body: Value = serde_json::from_slice(body).unwrap();
        let parts = body["requests"].as_array().unwrap();
        self.most = self.most.max(parts.len());
        let (mut responses, mut failed) = (Vec::new(), Vec::new());
        for part in parts {
            let id: usize = part["id"].as_str().unwrap().parse().unwrap();
            let status = match part.get("dependsOn") {
                Some(on) if on.as_array().unwrap().iter().any(|on| failed.contains(on)) => 424,
                _ => [200, 200, 429, 429, 429, 200, 200, 200, 404, 200][self.dice.below(10)],
            };
            if status == 200 {
                self.done[id - 1] += 1;
            } else {
                failed.push(part["id"].clone());
            }
            let headers = if status == 429 { json!({"Retry-After": "2"}) } else { json!({}) };
            responses.push(json!({"id": part["id"], "status": status, "headers": headers, "body": id}));
        }
        // In any order.
        let at = self.dice.below(responses.len());
        responses.rotate_left(at);
        json!({"responses": responses}).to_string()
    }
}

#[tokio::test]
async fn whatever_the_service_throttles_each_part_is_done_once_and_answered_once() {
    for seed in 0..60 {
        let mut dice = Dice(seed);
        let count = 1 + dice.below(70);
        let service = Arc::new(Mutex::new(Moody { dice: Dice(seed + 1000), done: vec![0; count], most: 0 }));
        let shared = Arc::clone(&service);
        let transport = docbind::transport::from_fn(move |request: http::Request<Bytes>| {
            let answer = shared.lock().unwrap().answer(request.body());
            async move { Ok(http::Response::new(answer)) }
        });
        let builder = Client::builder("https://api.example").transport(transport).clock(TestClock::default());
        let policy = RetryPolicy::new().tries(1000).total(Duration::MAX);
        let mut batch = builder.retry(policy).build().unwrap().batch();
        let (mut parts, mut depends): (Vec<BatchPart<Thing>>, Vec<Vec<usize>>) = (Vec::new(), Vec::new());
        for at in 0..count {
            let on: Vec<usize> = (0..dice.below(3)).map(|_| dice.below(at + 1)).filter(|on| *on < at).collect();
            let part = batch.add(Thing::<Value>::post(json!({})));
            parts.push(on.iter().fold(part, |part, on| part.depends_on(&parts[*on])));
            depends.push(on);
        }
        let mut answers = batch.send().await.unwrap();
        let service = service.lock().unwrap();
        assert!(service.most <= 20);
        let mut succeeded = Vec::new();
        for (at, part) in parts.into_iter().enumerate() {
            let outcome = answers.take(part).map_err(|error| error.status().unwrap().as_u16());
            let may_be_done = depends[at].iter().all(|on| succeeded[*on]);
            match (may_be_done, &outcome) {
                (true, Ok(body)) => assert_eq!(*body, at + 1),
                (true, Err(status)) => assert_eq!(*status, 404, "part {at} of seed {seed}"),
                (false, outcome) => assert_eq!(*outcome, Err(424), "part {at} of seed {seed}"),
            }
            assert_eq!(service.done[at], usize::from(outcome.is_ok()), "part {at} of seed {seed}");
            succeeded.push(outcome.is_ok());
        }
    }
}
