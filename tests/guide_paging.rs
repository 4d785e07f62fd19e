//! The examples of the guide's pages on paging and batches, as programs that run: each line of theirs stands here.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use docbind::{Change, Endpoint, Error, RetryPolicy};
use serde_json::{Value, json};

use support::{Service, TestClock, answer};

/// A client of the pages in docs/api.
#[docbind::client("docs/api")]
pub struct Graph;

use models::User;
use user::{GetUser, ListUsers, UpdateUser, UserDelta};

const BASE: &str = "https://api.example/v1";

fn graph(service: &Service) -> Graph {
    Graph::new(service.client(&TestClock::default()).build().unwrap())
}

/// Users of these names, with more beside them.
fn users(names: &[&str], beside: &[(&str, Value)]) -> support::Answer {
    let users: Vec<Value> = names.iter().map(|name| json!({"id": name, "displayName": name})).collect();
    let mut body = serde_json::Map::from_iter([("value".to_owned(), users.into())]);
    body.extend(beside.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
    answer(200, Value::from(body).to_string())
}

#[tokio::test]
async fn items() {
    async fn run(graph: &Graph) -> Result<Vec<String>, Error> {
        let mut names = Vec::new();
        let mut users = graph.list_users().header("ConsistencyLevel", "eventual").items();
        while let Some(user) = users.next().await {
            let user = user?;
            println!("{}", user.display_name().value().unwrap_or("no name"));
            names.push(user.display_name().value().unwrap_or_default().to_owned());
        }
        Ok(names)
    }
    let next = format!("{BASE}/users?$skiptoken=1");
    let service = Service::new([users(&["Ana", "Bo"], &[("@odata.nextLink", next.into())]), users(&["Cy"], &[])]);
    assert_eq!(run(&graph(&service)).await.unwrap(), ["Ana", "Bo", "Cy"]);
    assert_eq!(service.header("consistencylevel"), ["eventual"; 2]);
}

#[tokio::test]
async fn pages_and_a_saved_link() {
    async fn run(graph: &Graph) -> Result<Option<String>, Error> {
        let mut saved: Option<String> = None;
        let mut pages = graph.list_users().query("$count", "true").header("ConsistencyLevel", "eventual").pages();
        while let Some(page) = pages.next().await {
            let page = page?;
            println!("{} of {:?}", page.items.len(), page.count());
            saved = pages.link().map(str::to_owned);
            if saved.is_some() {
                break;
            }
        }
        Ok(saved)
    }
    async fn go_on(client: &docbind::Client, link: &str) -> Result<(), Error> {
        let mut users = client.resume::<ListUsers>(link).header("ConsistencyLevel", "eventual").items();
        while let Some(user) = users.next().await {
            println!("{}", user?.display_name().value().unwrap_or("no name"));
        }
        Ok(())
    }
    let next = format!("{BASE}/users?$skiptoken=1");
    let service = Service::new([users(&["Ana"], &[("@odata.nextLink", next.clone().into())]), users(&["Bo"], &[])]);
    let saved = run(&graph(&service)).await.unwrap();
    go_on(&service.client(&TestClock::default()).build().unwrap(), &saved.unwrap()).await.unwrap();
    assert_eq!(service.asked(), [format!("GET {BASE}/users?$count=true"), format!("GET {next}")]);
}

#[tokio::test]
async fn changes() {
    async fn run(client: &docbind::Client, saved: Option<String>) -> Result<Option<String>, Error> {
        let mut changes = match &saved {
            Some(link) => client.resume::<UserDelta>(link).changes(),
            None => client.call(UserDelta::new()).changes(),
        };
        while let Some(change) = changes.next().await {
            match change? {
                Change::Changed(user) => println!("changed: {:?}", user.display_name()),
                Change::Removed { id, reason, .. } => println!("removed: {id:?}, {reason:?}"),
            }
        }
        let saved = changes.delta_link().map(str::to_owned);
        Ok(saved)
    }
    fn start_again(error: &Error) -> bool {
        match error {
            error if error.status() == Some(http::StatusCode::GONE) => true,
            error if matches!(error.code(), Some("syncStateNotFound" | "resyncRequired")) => true,
            _ => false,
        }
    }
    let delta = format!("{BASE}/users/delta?$deltatoken=1");
    let answers = [
        users(&["Ana"], &[("@odata.deltaLink", delta.clone().into())]),
        answer(410, r#"{"error": {"code": "syncStateNotFound"}}"#),
    ];
    let service = Service::new(answers);
    let client = service.client(&TestClock::default()).build().unwrap();
    let saved = run(&client, None).await.unwrap();
    assert_eq!(saved.as_ref(), Some(&delta));
    assert!(start_again(&run(&client, saved).await.unwrap_err()));
}

#[tokio::test]
async fn a_batch() {
    async fn run(client: &docbind::Client) -> Result<String, Error> {
        let mut batch = client.batch();
        let rename = batch.add(UpdateUser::user("ana", &User::new().set_display_name("Ana B.")));
        let ana = batch.add(GetUser::user("ana").with_query("$select", "displayName")).depends_on(&rename);
        let bo = batch.add(GetUser::user("bo"));

        let mut answers = batch.send().await?;
        answers.take(rename)?;
        let ana = answers.take(ana)?;
        match answers.take(bo) {
            Ok(bo) => println!("{:?}", bo.display_name()),
            Err(error) if error.code() == Some("Request_ResourceNotFound") => println!("there is no Bo"),
            Err(error) => return Err(error),
        }
        Ok(ana.display_name().value().unwrap_or_default().to_owned())
    }
    async fn many(client: &docbind::Client, ids: &[&str]) -> Result<Vec<String>, Error> {
        let mut batch = client.batch().retry(RetryPolicy::new().tries(8));
        let parts: Vec<_> = ids.iter().map(|id| batch.add(GetUser::user(id))).collect();
        let mut answers = batch.send().await?;
        let users = parts.into_iter().map(|part| answers.take(part)).collect::<Result<Vec<_>, _>>()?;
        Ok(users.iter().map(|user| user.display_name().value().unwrap_or_default().to_owned()).collect())
    }
    let body = json!({"responses": [
        {"id": "1", "status": 204},
        {"id": "2", "status": 200, "body": {"displayName": "Ana B."}},
        {"id": "3", "status": 404, "body": {"error": {"code": "Request_ResourceNotFound"}}},
    ]});
    let pair = json!({"responses": [
        {"id": "2", "status": 200, "body": {"displayName": "Bo"}},
        {"id": "1", "status": 200, "body": {"displayName": "Ana"}},
    ]});
    let service = Service::new([answer(200, body.to_string()), answer(200, pair.to_string())]);
    let client = service.client(&TestClock::default()).build().unwrap();
    assert_eq!(run(&client).await.unwrap(), "Ana B.");
    assert_eq!(many(&client, &["ana", "bo"]).await.unwrap(), ["Ana", "Bo"]);
}

#[test]
fn the_examples_of_the_guide_stand_here() {
    let here: Vec<&str> = include_str!("guide_paging.rs").lines().map(str::trim).collect();
    for page in [include_str!("../docs/guide/src/paging.md"), include_str!("../docs/guide/src/batch.md")] {
        let blocks: Vec<&str> = page.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
        assert!(!blocks.is_empty());
        for line in blocks.iter().flat_map(|block| block.lines()).map(str::trim) {
            assert!(here.contains(&line), "no line of this file: {line}");
        }
    }
}
