//! Typed queries through what takes more than one request: pages, items, changes and batches.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; clippy only knows the tests themselves"
)]

mod support;

use docbind::{Change, Client, Endpoint, Value};
use percent_encoding::percent_decode_str;
use serde_json::json;

use graph::models::User;
use support::{Answer, Service, TestClock, answer};

mod graph {
    /// The pages of users.
    #[docbind::client("docs/api", include = ["user-*.md"])]
    pub(crate) struct Graph;
}

const BASE: &str = "https://api.example/v1";
const NEXT: &str = "https://api.example/v1/users?$skiptoken=a%2Fb";

fn users(ids: &[&str], link: Option<(&str, &str)>) -> Answer {
    let items: Vec<Value> = ids.iter().map(|id| json!({ "id": id })).collect();
    let mut page = json!({ "value": items });
    if let Some((name, link)) = link {
        page[name] = link.into();
    }
    answer(200, page.to_string())
}

fn client(service: &Service) -> Client {
    service.client(&TestClock::default()).token("s3cret").build().unwrap()
}

/// What was asked, as it reads.
fn asked(service: &Service) -> Vec<String> {
    let plain = |line: String| percent_decode_str(&line).decode_utf8().unwrap().into_owned();
    service.asked().into_iter().map(plain).collect()
}

#[tokio::test]
async fn pages_and_items_ask_once_and_then_follow_links() {
    for is_by_page in [true, false] {
        let service = Service::new([users(&["1", "2"], Some(("@odata.nextLink", NEXT))), users(&["3"], None)]);
        let graph = graph::Graph::new(client(&service));
        let call = graph.list_users().select((User::ID, User::DISPLAY_NAME)).filter(User::DEPARTMENT.eq("R&D")).top(2);
        let mut ids = Vec::new();
        if is_by_page {
            let mut pages = call.pages();
            while let Some(page) = pages.next().await {
                ids.extend(page.unwrap().items.iter().map(|user| user.id().value().map(str::to_owned)));
            }
        } else {
            let mut items = call.items();
            while let Some(user) = items.next().await {
                ids.push(user.unwrap().id().value().map(str::to_owned));
            }
        }
        assert_eq!(ids, ["1", "2", "3"].map(|id| Some(id.to_owned())));
        let first = format!("GET {BASE}/users?$select=id,displayName&$filter=department eq 'R&D'&$top=2");
        let next = format!("GET {NEXT}");
        assert_eq!(asked(&service), [first, percent_decode_str(&next).decode_utf8().unwrap().into_owned()]);
        assert_eq!(service.asked().last(), Some(&next), "a link is taken as it is");
    }
}

#[tokio::test]
async fn changes_take_a_query() {
    let delta = "https://api.example/v1/users/delta?$deltatoken=9";
    let service = Service::new([users(&["1"], Some(("@odata.deltaLink", delta)))]);
    let graph = graph::Graph::new(client(&service));
    let mut changes = graph.user_delta().select((User::ID,)).changes();
    let first = changes.next().await.unwrap().unwrap();
    assert!(matches!(first, Change::Changed(user) if user.id().value() == Some("1")));
    assert!(changes.next().await.is_none());
    assert_eq!(changes.delta_link(), Some(delta));
    assert_eq!(asked(&service), [format!("GET {BASE}/users/delta?$select=id")]);
}

#[tokio::test]
async fn a_part_of_a_batch_takes_a_query() {
    let page = json!({ "value": [{ "id": "1" }] });
    let part = json!({ "id": "1", "status": 200, "headers": { "Content-Type": "application/json" }, "body": page });
    let service = Service::new([answer(200, json!({ "responses": [part] }).to_string())]);
    let client = client(&service);
    let mut batch = client.batch();
    let endpoint = graph::user::ListUsers::new().odata().filter(User::DISPLAY_NAME.starts_with("O'")).top(5);
    let listed = batch.add(endpoint);
    let users = batch.send().await.unwrap().take(listed).unwrap();
    assert_eq!(users.items.first().and_then(|user| user.id().value()), Some("1"));
    let sent: Value = serde_json::from_str(&service.bodies().concat()).unwrap();
    let url = sent.pointer("/requests/0/url").and_then(Value::as_str).unwrap();
    let url = percent_decode_str(url).decode_utf8().unwrap();
    assert_eq!(url, "users?$filter=startswith(displayName,'O''')&$top=5");
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_takes_queries_and_goes_through_pages() {
    let delta = "https://api.example/v1/users/delta?$deltatoken=9";
    let service = Service::new([
        users(&["1", "2"], Some(("@odata.nextLink", NEXT))),
        users(&["3"], None),
        users(&["4"], Some(("@odata.deltaLink", delta))),
    ]);
    let client = docbind::blocking::Client::builder(BASE).transport(service.clone()).build().unwrap();
    let list = graph::user::ListUsers::new();
    let mut users = client.call(list).filter(User::DEPARTMENT.eq("R&D")).items();
    assert_eq!(users.next().unwrap().unwrap().id().value(), Some("1"));
    assert_eq!(service.asked().len(), 1, "no page is asked for before it is needed");
    let ids: Vec<_> = users.map(|user| user.unwrap().id().value().map(str::to_owned)).collect();
    assert_eq!(ids, [Some("2".to_owned()), Some("3".to_owned())]);
    assert_eq!(asked(&service)[0], format!("GET {BASE}/users?$filter=department eq 'R&D'"));
    let mut changes = client.call(graph::user::UserDelta::new()).changes();
    assert!(matches!(changes.next(), Some(Ok(Change::Changed(_)))));
    assert!(changes.next().is_none());
    assert_eq!(changes.get_ref().delta_link(), Some(delta));
}
