//! Answers that come in pages: streams of pages, of items and of changes, and links that lead astray.

#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy only knows the tests themselves")]

mod support;

use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use docbind::{Change, Changes, Client, Error, Items, Page, Pages, RetryPolicy, TransportError, Value};
use futures_core::Stream;
use serde_json::json;

use support::{Answer, Call, Service, TestClock, answer};

type List = Call<Page<Value>>;

const BASE: &str = "https://api.example/v1/things";

/// A page of these items, with a next link where there is one.
fn page(items: &[u32], next: Option<&str>) -> Answer {
    let body = match next {
        Some(next) => json!({"value": items, "@odata.nextLink": next}),
        None => json!({"value": items}),
    };
    answer(200, body.to_string())
}

fn client(service: &Service) -> Client {
    service.client(&TestClock::default()).token("s3cret").retry(RetryPolicy::never()).build().unwrap()
}

async fn all<T>(mut items: Items<T>) -> Vec<T> {
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(item.unwrap());
    }
    all
}

#[tokio::test]
async fn next_links_are_followed_as_they_are_with_the_headers_of_the_call() {
    let links = ["https://api.example/v1/things?$skiptoken=a%2Fb%20c!'x'", "https://API.example:443/other/place?x"];
    let answers = [page(&[1, 2], Some(links[0])), page(&[], Some(links[1])), page(&[3], None)];
    let service = Service::new(answers);
    let client = client(&service);
    let call = client.call(List::get()).query("$top", "2").header("ConsistencyLevel", "eventual");
    let items = all(call.header("Prefer", "a").header("Prefer", "b").items()).await;
    assert_eq!(items, [json!(1), json!(2), json!(3)]);
    let asked = [&format!("{BASE}?$top=2"), links[0], links[1]];
    assert_eq!(service.asked(), asked.map(|url| format!("GET {url}")));
    assert_eq!(service.header("consistencylevel"), ["eventual"; 3]);
    assert_eq!(service.header("prefer"), ["a"; 3]);
    assert_eq!(service.header("accept"), ["application/json"; 3]);
    assert_eq!(service.header("authorization"), ["Bearer s3cret"; 3]);
}

#[tokio::test]
async fn pages_come_one_by_one_and_none_ahead() {
    let second = format!("{BASE}?page=2");
    let first = json!({"value": [1, 2], "@odata.count": 3, "@odata.nextLink": second});
    let service = Service::new([answer(200, first.to_string()), page(&[3], None)]);
    let client = client(&service);
    let mut pages = client.call(List::get()).pages();
    assert_eq!((pages.link(), service.asked().len()), (None, 0));
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!((page.items.len(), page.count()), (2, Some(3)));
    assert_eq!((pages.link(), pages.is_done(), service.asked().len()), (Some(second.as_str()), false, 1));
    assert_eq!(pages.next().await.unwrap().unwrap().items, [json!(3)]);
    assert_eq!((pages.link(), pages.is_done()), (None, true));
    assert!(pages.next().await.is_none() && pages.next().await.is_none());
    assert_eq!(service.asked().len(), 2);
}

#[tokio::test]
async fn items_fetch_a_page_when_they_need_it() {
    let links: Vec<String> = (0..100).map(|at| format!("{BASE}?page={at}")).collect();
    let service = Service::new(links.iter().map(|link| page(&[1, 2], Some(link))));
    let client = client(&service);
    let mut items = client.call(List::get()).items();
    assert_eq!((items.link(), items.count()), (None, None));
    for (taken, asked) in [(1, 1), (2, 1), (3, 2), (4, 2), (5, 3)] {
        items.next().await.unwrap().unwrap();
        assert_eq!(service.asked().len(), asked, "after {taken} items");
    }
    // The item before this place was the first of the page of the second link.
    assert_eq!(items.link(), Some(links[1].as_str()));
    items.next().await.unwrap().unwrap();
    assert_eq!(items.link(), Some(links[2].as_str()));
    drop(items);
    assert_eq!(service.asked().len(), 3);
}

#[tokio::test]
async fn a_saved_link_is_gone_on_from() {
    let link = format!("{BASE}?page=7");
    let service = Service::new([page(&[1], None), page(&[2, 3], Some(&link)), page(&[4], None)]);
    let client = client(&service);
    let saved = format!("{BASE}?page=6");
    assert_eq!(client.resume::<List>(&saved).await.unwrap().items, [json!(1)]);
    let mut items = client.resume::<List>(&saved).header("ConsistencyLevel", "eventual").items();
    assert_eq!(items.link(), Some(saved.as_str()));
    assert_eq!(items.next().await.unwrap().unwrap(), 2);
    assert_eq!(items.link(), Some(saved.as_str()));
    assert_eq!(all(items).await, [json!(3), json!(4)]);
    assert_eq!(service.asked(), [&saved, &saved, &link].map(|url| format!("GET {url}")));
    assert_eq!(service.header("consistencylevel"), ["", "eventual", "eventual"]);
}

#[tokio::test]
async fn an_error_is_not_the_end() {
    let link = format!("{BASE}?page=2");
    let broken = Answer::Error(TransportError::new("the connection was reset"));
    let answers = [
        answer(503, "{}"),
        page(&[1], Some(&link)),
        broken,
        answer(200, r#"{"values": []}"#),
        answer(200, "<html>"),
        page(&[2], None),
    ];
    let service = Service::new(answers);
    let client = client(&service);
    let mut items = client.call(List::get()).items();
    assert_eq!(items.next().await.unwrap().unwrap_err().status().unwrap(), 503);
    assert_eq!(items.next().await.unwrap().unwrap(), 1);
    assert!(matches!(items.next().await, Some(Err(Error::Transport(_)))));
    let error = items.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("`ListThings`") && error.to_string().contains("no property `value`"), "{error}");
    assert!(matches!(items.next().await, Some(Err(Error::Decode(_)))));
    assert_eq!(items.link(), Some(link.as_str()));
    assert_eq!(items.next().await.unwrap().unwrap(), 2);
    assert!(items.next().await.is_none());
    let asked = service.asked();
    assert_eq!(asked[0], asked[1]);
    assert_eq!(asked[2..], vec![format!("GET {link}"); 4]);
}

#[tokio::test]
async fn each_page_is_sent_again_by_the_policy_of_the_call() {
    let link = format!("{BASE}?page=2");
    let answers = [answer(500, ""), page(&[1], Some(&link)), answer(429, ""), page(&[2], None)];
    let (service, clock) = (Service::new(answers), TestClock::default());
    let client = service.client(&clock).retry(RetryPolicy::never()).build().unwrap();
    let policy = RetryPolicy::new().first_wait(Duration::from_secs(9));
    let items = client.call(List::get()).retry(policy).items();
    assert_eq!(all(items).await, [json!(1), json!(2)]);
    assert_eq!(clock.sleeps(), [9, 9]);
}

#[tokio::test]
async fn pages_that_lead_back_end_with_an_error() {
    // To itself; to the first request; in a circle of three.
    for circle in [vec!["?a"], vec!["?a", ""], vec!["?a", "?b", "?c"]] {
        let links: Vec<String> = circle.iter().map(|query| format!("{BASE}{query}")).collect();
        let service = Service::new((0..50).map(|at| page(&[1], Some(&links[at % links.len()]))));
        let client = client(&service);
        let mut items = client.call(List::get()).items();
        let mut count = 0;
        let error = loop {
            match items.next().await.unwrap() {
                Ok(_) => count += 1,
                Err(error) => break error,
            }
        };
        assert!(count <= 4, "{count} pages");
        assert!(matches!(error, Error::Refused(_)));
        assert!(error.to_string().contains("a page that was read before"), "{error}");
        assert!(items.next().await.is_none());
        assert_eq!(service.asked().len(), count);
    }
    let link = format!("{BASE}?saved");
    let service = Service::new([page(&[1], Some(&link))]);
    let client = client(&service);
    let mut pages = client.resume::<List>(&link).pages();
    pages.next().await.unwrap().unwrap();
    assert!(pages.next().await.unwrap().is_err());
    assert_eq!(service.asked().len(), 1);
}

#[tokio::test]
async fn another_host_gets_neither_the_token_nor_other_headers() {
    for link in ["https://evil.example/v1/things?x", "https://api.example:8443/v1/things", "https://api.example.evil/"]
    {
        let service = Service::new([page(&[1], Some(link)), page(&[2], Some(BASE)), page(&[3], None)]);
        let client = client(&service);
        let call = client.call(List::get()).query("$top", "1").header("X-Key", "k3y").header("Cookie", "c00kie");
        let items = call.header("Prefer", "odata.maxpagesize=1").items();
        assert_eq!(all(items).await.len(), 3);
        assert_eq!(service.header("authorization"), ["Bearer s3cret", "", "Bearer s3cret"]);
        assert_eq!(service.header("x-key"), ["k3y", "", "k3y"]);
        assert_eq!(service.header("cookie"), ["c00kie", "", "c00kie"]);
        assert_eq!(service.header("prefer"), ["odata.maxpagesize=1"; 3]);
    }
}

#[tokio::test]
async fn links_that_lead_astray_are_refused() {
    for (link, told) in [
        (json!("http://api.example/v1/things?x"), "from https to http"),
        (json!("http://127.0.0.1/v1/things"), "from https to http"),
        (json!("https://me:pw@api.example/v1/things"), "has a user or a password"),
        (json!("not a URL"), "the link is no valid URI"),
        (json!("/v1/things?page=2"), "the link is no absolute URL"),
        (json!("things"), "the link is no absolute URL"),
        (json!(""), "the link is no valid URI"),
        (json!("file:///etc/passwd"), "the link is no"),
        (json!("ftp://api.example/"), "the link is no absolute URL"),
        (json!(7), "the link is no absolute URL"),
        (json!(["https://api.example/"]), "the link is no valid URI"),
    ] {
        let body = json!({"value": [1], "@odata.nextLink": link});
        let service = Service::new([answer(200, body.to_string())]);
        let client = client(&service);
        let mut pages = client.call(List::get()).pages();
        assert_eq!(pages.next().await.unwrap().unwrap().items, [json!(1)]);
        let error = pages.next().await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error}");
        assert!(error.to_string().contains(told) && error.to_string().contains("`ListThings`"), "{link}: {error}");
        assert!(!error.to_string().contains("pw"));
        assert!(pages.next().await.is_none());
        assert_eq!(service.asked().len(), 1);
    }
}

#[tokio::test]
async fn what_is_refused_before_the_first_page_ends_the_stream() {
    let service = Service::default();
    let client = client(&service);
    let mut items = client.call(List::get()).header("Authorization", "x").items();
    assert!(matches!(items.next().await, Some(Err(Error::Refused(_)))));
    assert!(items.next().await.is_none() && items.is_done());
    assert!(service.asked().is_empty());
}

#[tokio::test]
async fn a_post_goes_on_by_get_without_its_body() {
    let service = Service::new([page(&[1], Some(BASE)), page(&[2], None)]);
    let client = client(&service);
    let items = client.call(List::post(json!({"a": 1}))).header("If-Match", "x").items();
    assert_eq!(all(items).await.len(), 2);
    assert_eq!(service.asked(), [format!("POST {BASE}"), format!("GET {BASE}")]);
    assert_eq!(service.bodies(), [r#"{"a":1}"#, ""]);
    assert_eq!(service.header("content-type"), ["application/json", ""]);
    assert_eq!(service.header("if-match"), ["x", ""]);
}

#[tokio::test]
async fn control_information_may_have_no_prefix() {
    let first = json!({"value": [1], "@count": "2", "@nextLink": format!("{BASE}?2")});
    let last = json!({"value": [2], "@odata.nextLink": null, "@deltaLink": "d"});
    let service = Service::new([answer(200, first.to_string()), answer(200, last.to_string())]);
    let client = client(&service);
    let mut pages = client.call(List::get()).pages();
    assert_eq!(pages.next().await.unwrap().unwrap().count(), Some(2));
    assert_eq!(pages.next().await.unwrap().unwrap().delta_link(), Some("d"));
    assert_eq!((pages.delta_link(), pages.is_done()), (Some("d"), true));
}

#[tokio::test]
async fn changes_lead_to_the_delta_link_and_on_from_it() {
    let (next, delta) = (format!("{BASE}?$skiptoken=1"), format!("{BASE}?$deltatoken=2"));
    let first = json!({
        "value": [{"id": "1", "name": "a"}, {"id": "2", "@removed": {"reason": "deleted"}}],
        "@odata.nextLink": next,
    });
    let last = json!({
        "value": [
            {"@odata.id": "things/3", "@odata.removed": {"reason": "changed"}},
            {"@removed": null},
            {"id": "5"},
        ],
        "@odata.deltaLink": delta,
    });
    let nothing = json!({"value": [], "@odata.deltaLink": delta});
    let service = Service::new([first, last, nothing].map(|body| answer(200, body.to_string())));
    let client = client(&service);
    let mut changes = client.call(List::get()).changes();
    let mut seen = Vec::new();
    while let Some(change) = changes.next().await {
        seen.push(match change.unwrap() {
            Change::Changed(item) => format!("changed {}", item["id"]),
            Change::Removed { id, reason, item } => {
                assert!(item.is_object());
                format!("removed {} {}", id.unwrap_or_default(), reason.unwrap_or_default())
            }
        });
        assert_eq!(changes.delta_link().is_some(), seen.len() == 5, "no change is lost between");
    }
    let told = ["changed \"1\"", "removed 2 deleted", "removed things/3 changed", "removed  ", "changed \"5\""];
    assert_eq!(seen, told);
    assert_eq!((changes.delta_link(), changes.link(), changes.is_done()), (Some(delta.as_str()), None, true));

    // Nothing changed, and the delta link is the same.
    let mut changes = client.resume::<List>(changes.delta_link().unwrap()).changes();
    assert!(changes.next().await.is_none());
    assert_eq!(changes.delta_link(), Some(delta.as_str()));
    assert_eq!(service.asked(), [BASE, &next, &delta].map(|url| format!("GET {url}")));
}

#[tokio::test]
async fn a_delta_link_beside_a_next_link_counts_for_nothing() {
    let body = json!({"value": [{"id": "1"}], "@odata.nextLink": "nowhere", "@odata.deltaLink": format!("{BASE}?d")});
    let service = Service::new([answer(200, body.to_string())]);
    let client = client(&service);
    let mut changes = client.call(List::get()).changes();
    changes.next().await.unwrap().unwrap();
    assert!(matches!(changes.next().await, Some(Err(Error::Refused(_)))));
    assert!(changes.next().await.is_none() && changes.is_done());
    assert_eq!(changes.delta_link(), None, "not all changes were read");
}

#[tokio::test]
async fn a_delta_link_that_is_forgotten_is_told_by_status_and_code() {
    let body = r#"{"error": {"code": "syncStateNotFound", "message": "Start again."}}"#;
    let fresh = format!("{BASE}?$deltatoken=");
    let gone = Answer::Response(410, vec![("location", fresh.clone())], body.into());
    let service = Service::new([gone, page(&[], None)]);
    let client = client(&service);
    let mut changes = client.resume::<List>(&format!("{BASE}?$deltatoken=old")).changes();
    let error = changes.next().await.unwrap().unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (410, Some("syncStateNotFound")));
    assert!(!error.is_retryable() && changes.delta_link().is_none());
    let Error::Status(error) = error else { panic!("{error}") };
    let location = error.response().headers()["location"].to_str().unwrap();
    let mut changes = client.resume::<List>(location).changes();
    assert!(changes.next().await.is_none());
    assert_eq!(service.asked()[1], format!("GET {fresh}"));
}

/// What polling once gives, without an async runtime.
fn poll_once<S: Stream + Unpin>(stream: &mut S) -> Poll<Option<S::Item>> {
    Pin::new(stream).poll_next(&mut Context::from_waker(Waker::noop()))
}

#[test]
fn streams_need_no_runtime_and_go_on_after_a_poll_was_given_up() {
    fn moves<T: Send + Unpin + 'static>(value: T) -> T {
        value
    }
    let service = Service::new([Answer::Silence, page(&[1], None), answer(200, "{}")]);
    let client = client(&service);
    let mut pages: Pages<Value> = moves(client.call(List::get()).pages());
    assert!(poll_once(&mut pages).is_pending());
    assert!(poll_once(&mut pages).is_pending());
    assert_eq!(service.asked().len(), 1, "the request under way is kept");
    drop(pages);
    let mut items: Items<Value> = moves(client.call(List::get()).items());
    assert!(matches!(poll_once(&mut items), Poll::Ready(Some(Ok(item))) if item == 1));
    assert!(matches!(poll_once(&mut items), Poll::Ready(None)));
    let mut changes: Changes<Value> = moves(client.call(List::get()).changes());
    assert!(matches!(poll_once(&mut changes), Poll::Ready(Some(Err(Error::Decode(_))))));
}

#[tokio::test]
async fn debug_shows_no_link() {
    let service = Service::new([page(&[1], Some("https://api.example/v1/things?name=p3rsonal"))]);
    let client = client(&service);
    let mut pages = client.call(List::get()).pages();
    pages.next().await.unwrap().unwrap();
    let items = client.resume::<List>("https://api.example/?p3rsonal").items();
    let shown = format!("{pages:?} {items:?} {:?}", client.call(List::get()).changes());
    assert!(shown.contains("ListThings") && !shown.contains("p3rsonal") && !shown.contains("s3cret"), "{shown}");
}
