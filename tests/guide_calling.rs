//! The examples of the guide's page on calling, as programs that run: each line of theirs stands here.

#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use std::io::Write as _;

use docbind::{BoxError, Bytes, Error};
use serde_json::json;

use support::{Service, TestClock, answer};

/// A client of the pages in docs/api.
#[docbind::client("docs/api")]
pub struct Graph;

use profilephoto::{GetPhoto, UpdatePhoto};
use user::GetUser;

fn client_of(service: &Service) -> docbind::Client {
    service.client(&TestClock::default()).token("s3cret").build().unwrap()
}

fn ana() -> support::Answer {
    answer(200, json!({"id": "1", "displayName": "Ana"}).to_string())
}

#[test]
fn a_client() {
    fn run() -> Result<docbind::Client, Error> {
        use docbind::Client;

        let client = Client::builder("https://graph.microsoft.com/v1.0").token("a-token").build()?;
        Ok(client)
    }
    assert_eq!(run().unwrap().base_url(), "https://graph.microsoft.com/v1.0");
}

#[tokio::test]
async fn sending() {
    async fn run(client: docbind::Client) -> Result<(), Error> {
        let me = client.send(GetUser::me()).await?;
        assert_eq!(me.display_name().value(), Some("Ana"));
        let graph = Graph::new(client);
        let me = graph.get_user().with(|get| get.select("id")).query("debug", "true").header("X-Trace", "1").await?;
        assert_eq!(me.id().value(), Some("1"));
        let users = graph.list_users().prefer("odata.maxpagesize", "50").consistency_level_eventual().await?;
        assert_eq!(users.items.len(), 1);
        Ok(())
    }
    let users = answer(200, json!({"value": [{"id": "1"}]}).to_string());
    let service = Service::new([ana(), ana(), users]);
    run(client_of(&service)).await.unwrap();
    let url = |rest| format!("GET https://api.example/v1/{rest}");
    assert_eq!(service.asked(), [url("me"), url("me?$select=id&debug=true"), url("users")]);
    assert_eq!(service.header("x-trace"), ["", "1", ""]);
    assert_eq!(service.header("prefer"), ["", "", "odata.maxpagesize=50"]);
    assert_eq!(service.header("consistencylevel"), ["", "", "eventual"]);
}

#[test]
fn without_a_client() {
    fn run(response: http::Response<Bytes>) -> Result<models::User, Error> {
        use docbind::Endpoint;

        let request = GetUser::user("ana").to_http("https://graph.microsoft.com/v1.0")?;
        assert_eq!(request.uri(), "https://graph.microsoft.com/v1.0/users/ana");
        // send it as you like, then
        let user = GetUser::read(response)?;
        Ok(user)
    }
    let user = run(http::Response::new(Bytes::from_static(br#"{"displayName": "Ana"}"#))).unwrap();
    assert_eq!(user.display_name().value(), Some("Ana"));
}

mod typed_answers {
    use super::support::Service;
    use super::{GetUser, ana, client_of};

    use docbind::{Endpoint, Json, Operation, Permissions, Request};

    #[derive(serde::Deserialize)]
    struct User {
        id: String,
    }

    struct TypedGetUser(GetUser);

    impl Endpoint for TypedGetUser {
        type Response = Json<User>;
        type Rules = ();
        const OPERATION: Operation = GetUser::OPERATION;
        const PERMISSIONS: Permissions = GetUser::PERMISSIONS;

        fn into_request(self) -> Request {
            self.0.into_request()
        }
    }

    #[tokio::test]
    async fn run() {
        let client = client_of(&Service::new([ana()]));
        let user = client.send(TypedGetUser(GetUser::me())).await.unwrap();
        assert_eq!(user.0.id, "1");
    }
}

#[tokio::test]
async fn bodies_and_answers_as_streams() {
    struct Pieces(std::vec::IntoIter<Bytes>);

    impl futures_core::Stream for Pieces {
        type Item = Result<Bytes, BoxError>;

        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.next().map(Ok))
        }
    }

    fn read_photo() -> Pieces {
        Pieces(vec![Bytes::from_static(b"ab"), Bytes::from_static(b"cd")].into_iter())
    }

    async fn run(client: &docbind::Client, file: &mut Vec<u8>, length: u64) -> Result<(), BoxError> {
        let mut photo = client.call(GetPhoto::user_photo("ana")).stream().await?.into_body();
        while let Some(piece) = photo.next().await {
            file.write_all(&piece?)?;
        }

        let body = docbind::Body::from_fn("image/jpeg", Some(length), read_photo);
        client.send(UpdatePhoto::user_photo("ana", "image/jpeg", body)).await?;
        Ok(())
    }
    let service = Service::new([answer(200, "photo")]);
    let mut file = Vec::new();
    run(&client_of(&service), &mut file, 4).await.unwrap();
    assert_eq!(file, b"photo");
    assert_eq!(service.bodies(), ["", "abcd"]);
}

#[test]
fn what_the_client_does_when_a_call_fails() {
    async fn run() -> Result<(), Error> {
        use docbind::{Client, RetryPolicy};
        use std::time::Duration;

        let client = Client::builder("https://graph.microsoft.com/v1.0")
            .retry(RetryPolicy::new().tries(8).longest_wait(Duration::from_secs(30)))
            .timeout(Duration::from_secs(60))
            .build()?;
        client.call(GetUser::me()).retry(RetryPolicy::never()).timeout(Duration::from_secs(5)).await?;
        Ok(())
    }
    // It would ask the real service, so that it is compiled and not run.
    drop(run());
}

#[tokio::test]
async fn errors() {
    async fn run(graph: &Graph) -> Result<(), Error> {
        match graph.send(user::GetUser::user("gone")).await {
            Err(error) if error.code() == Some("itemNotFound") => println!("{error}"),
            other => println!("{:?}", other?),
        }
        Ok(())
    }
    let gone = || answer(404, json!({"error": {"code": "itemNotFound", "message": "It is gone."}}).to_string());
    let service = Service::new([gone(), gone()]);
    let graph = Graph::new(client_of(&service));
    run(&graph).await.unwrap();
    let error = graph.send(GetUser::user("gone")).await.unwrap_err();
    assert_eq!(error.to_string(), "`GetUser` failed with 404 Not Found: itemNotFound: It is gone.");
}

#[test]
fn the_examples_of_the_guide_stand_here() {
    let here: Vec<&str> = include_str!("guide_calling.rs").lines().map(str::trim).collect();
    let page = include_str!("../docs/guide/src/calling.md");
    let blocks: Vec<&str> = page.split("```rust\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(!blocks.is_empty());
    for line in blocks.iter().flat_map(|block| block.lines()).map(str::trim) {
        assert!(here.contains(&line), "no line of this file: {line}");
    }
}
