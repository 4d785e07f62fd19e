//! The client from outside: endpoints written as generated code writes them, through a closure
//! and through reqwest to a server on loopback.

#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy only knows the tests themselves")]

use std::borrow::Cow;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use docbind::__private::{Parameter, Text};
use docbind::transport::from_fn;
use docbind::{Call, Client, Endpoint, Error, IntoBody, Json, Operation, Permissions, Request};
use serde_json::{Value, json};

#[derive(Clone, Debug)]
struct UpdateUser {
    request: Request,
}

impl UpdateUser {
    fn new(user_id: &str, body: impl IntoBody) -> Self {
        Self { request: Request::of::<Self>(0, &[user_id]).body(body) }
    }

    fn if_match(self, if_match: &str) -> Self {
        Self { request: self.request.header("If-Match", if_match) }
    }
}

impl Endpoint for UpdateUser {
    type Response = Option<Value>;
    type Rules = ();
    const OPERATION: Operation = Operation {
        name: "UpdateUser",
        title: "Update user",
        page: "user-update.md",
        base_url: "https://graph.microsoft.com/v1.0",
        routes: &["PATCH /users/{user_id}"],
        success: &[204],
        ..Operation::EMPTY
    };
    const PERMISSIONS: Permissions = Permissions::NOT_SAID;

    fn into_request(self) -> Request {
        self.request
    }
}

/// A struct of the user's own, as the derive fills it in.
struct Rename<'a> {
    user_id: &'a str,
    tag: Option<Cow<'a, str>>,
}

impl Endpoint for Rename<'_> {
    type Response = ();
    type Rules = ();
    const OPERATION: Operation = UpdateUser::OPERATION;
    const PERMISSIONS: Permissions = Permissions::NOT_SAID;

    fn into_request(self) -> Request {
        let user_id = Parameter::<Text>::text(&self.user_id);
        let mut request = Request::of::<UpdateUser>(0, &[&user_id]);
        if let Some(tag) = &self.tag {
            request = request.header("If-Match", &Parameter::<Text>::text(tag));
        }
        request
    }
}

/// A client, as `#[docbind::client]` makes it.
struct Users {
    client: Client,
}

impl Users {
    fn update_user(&self, user_id: &str, body: impl IntoBody) -> Call<'_, UpdateUser> {
        self.client.call(UpdateUser::new(user_id, body))
    }
}

type Seen = Arc<Mutex<Vec<http::Request<Bytes>>>>;

/// A client that answers all with `body`, and what it was asked.
fn client(status: u16, body: &'static str) -> (Client, Seen) {
    let seen = Seen::default();
    let record = Arc::clone(&seen);
    let transport = from_fn(move |request| {
        record.lock().unwrap().push(request);
        async move { Ok(http::Response::builder().status(status).body(body).unwrap()) }
    });
    let client = Client::builder("https://api.example/v1/").token("s3cret").transport(transport).build().unwrap();
    (client, seen)
}

#[tokio::test]
async fn a_call_is_sent_with_all_that_was_added() {
    let (client, seen) = client(200, r#"{"id":"1"}"#);
    let call = client
        .call(UpdateUser::new("a/b", json!({"name": null})))
        .query("$select", "id")
        .with(|update| update.if_match("W/\"1\""))
        .header("Prefer", "return=representation");
    assert_eq!(call.await.unwrap(), Some(json!({"id": "1"})));

    let seen = seen.lock().unwrap();
    let request = &seen[0];
    assert_eq!(request.method(), "PATCH");
    assert_eq!(request.uri(), "https://api.example/v1/users/a%2Fb?$select=id");
    assert_eq!(request.body(), r#"{"name":null}"#);
    let headers = request.headers();
    assert_eq!(headers["authorization"], "Bearer s3cret");
    assert_eq!(headers["if-match"], "W/\"1\"");
    assert_eq!(headers["prefer"], "return=representation");
    assert_eq!(headers["content-type"], "application/json");
    assert_eq!(headers["client-request-id"].len(), 36);
    assert_eq!(headers.len(), 6);
}

#[tokio::test]
async fn preferences_are_sent_as_rfc_7240_has_them() {
    let (client, seen) = client(204, "");
    let call = client.call(UpdateUser::new("1", ())).prefer("return", "minimal").prefer("respond-async", "");
    let call = call.prefer("outlook.timezone", r#"Pacific "Standard" Time"#).prefer("odata.maxpagesize", "50");
    call.consistency_level_eventual().await.unwrap();
    let error = client.call(UpdateUser::new("1", ())).prefer("a", "b\r\nX-Evil: 1").await.unwrap_err();
    assert!(matches!(error, Error::Refused(_)), "{error}");
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 1);
    let headers = seen[0].headers();
    let preferences: Vec<_> = headers.get_all("prefer").iter().collect();
    let timezone = r#"outlook.timezone="Pacific \"Standard\" Time""#;
    assert_eq!(preferences, ["return=minimal", "respond-async", timezone, "odata.maxpagesize=50"]);
    assert_eq!(headers["consistencylevel"], "eventual");
}

#[tokio::test]
async fn an_endpoint_is_sent_and_may_move_to_another_thread() {
    let (client, _) = client(204, "");
    let answer = tokio::spawn({
        let client = client.clone();
        async move { client.send(UpdateUser::new("1", ())).await }
    });
    assert_eq!(answer.await.unwrap().unwrap(), None);
    let answer = tokio::spawn(async move { client.call(UpdateUser::new("1", ())).await });
    assert_eq!(answer.await.unwrap().unwrap(), None);
}

#[tokio::test]
async fn borrowed_endpoints_and_generated_clients_are_sent() {
    let (client, seen) = client(204, "");
    let user_id = String::from("1");
    let tag = Some(Cow::from("x"));
    client.send(Rename { user_id: &user_id, tag }).await.unwrap();
    let users = Users { client };
    users.update_user(&user_id, Json(["x"])).await.unwrap();

    let seen = seen.lock().unwrap();
    assert_eq!(seen[0].headers()["if-match"], "x");
    assert_eq!(seen[1].body(), r#"["x"]"#);
}

#[tokio::test]
async fn what_is_refused_is_never_sent() {
    let (client, seen) = client(204, "");
    for user_id in ["", ".", ".."] {
        let error = client.send(UpdateUser::new(user_id, ())).await.unwrap_err();
        assert!(matches!(error, Error::Refused(_)), "{error}");
    }
    let call = client.call(UpdateUser::new("1", ()));
    let error = call.header("Authorization", "Bearer other").await.unwrap_err();
    assert!(error.to_string().contains("`Authorization`"), "{error}");
    assert!(seen.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_status_carries_the_service_s_words() {
    let body = r#"{"error":{"code":"notFound","message":"No such user."}}"#;
    let (client, _) = client(404, body);
    let error = client.send(UpdateUser::new("1", ())).await.unwrap_err();
    assert_eq!(error.status(), Some(http::StatusCode::NOT_FOUND));
    assert_eq!(error.code(), Some("notFound"));
    assert_eq!(error.to_string(), "`UpdateUser` failed with 404 Not Found: notFound: No such user.");
}

#[tokio::test]
async fn html_with_200_is_a_decode_error() {
    let (client, _) = client(200, "<html>sign in</html>");
    let error = client.send(UpdateUser::new("1", ())).await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)));
    assert!(error.to_string().starts_with("the answer of `UpdateUser` cannot be read: "));
}

#[test]
fn the_token_is_never_shown() {
    let builder = Client::builder("https://api.example").token("s3cret");
    let shown = format!("{builder:?}");
    let (client, _) = client(204, "");
    let call = client.call(UpdateUser::new("1", ()));
    let shown = format!("{shown} {client:?} {call:?}");
    assert!(!shown.contains("s3cret"), "{shown}");
}

#[cfg(not(feature = "reqwest"))]
#[test]
fn without_reqwest_a_transport_must_be_given() {
    let error = Client::builder("https://api.example").build().unwrap_err();
    assert!(error.to_string().contains("no transport"), "{error}");
}

#[cfg(feature = "reqwest")]
mod reqwest_transport {
    use docbind::{Client, Error, RetryPolicy};
    use serde_json::json;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::task::JoinHandle;

    use super::UpdateUser;

    /// A server that answers one request with `answer`; the client for it, and what it was asked.
    async fn serve(answer: &'static str) -> (Client, JoinHandle<String>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}/v1", listener.local_addr().unwrap());
        let asked = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let request = read_request(&mut stream).await;
            stream.write_all(answer.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
            request
        });
        let client = Client::builder(base_url).token("s3cret").build().unwrap();
        (client, asked)
    }

    /// Reads a request whose body, if there is one, ends with `}`.
    async fn read_request(stream: &mut TcpStream) -> String {
        let mut request = Vec::new();
        while !is_whole(&String::from_utf8_lossy(&request)) {
            let length = stream.read_buf(&mut request).await.unwrap();
            assert!(length > 0, "the request ends early");
        }
        String::from_utf8(request).unwrap()
    }

    fn is_whole(request: &str) -> bool {
        match request.split_once("\r\n\r\n") {
            Some((head, body)) => !head.contains("content-type:") || body.ends_with('}'),
            None => false,
        }
    }

    #[tokio::test]
    async fn a_request_goes_over_the_wire_and_back() {
        let (client, asked) =
            serve("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n{\"id\":\"1\"}")
                .await;
        let call = client.call(UpdateUser::new("a/b", json!({"name": "x"})));
        let answer = call.query("$select", "id").await.unwrap();
        assert_eq!(answer, Some(json!({"id": "1"})));
        let asked = asked.await.unwrap();
        assert!(asked.starts_with("PATCH /v1/users/a%2Fb?$select=id HTTP/1.1\r\n"), "{asked}");
        assert!(asked.contains("\r\nauthorization: Bearer s3cret\r\n"), "{asked}");
        assert!(asked.contains("\r\ncontent-length: 12\r\n"), "{asked}");
        assert!(asked.ends_with("\r\n\r\n{\"name\":\"x\"}"), "{asked}");
    }

    #[tokio::test]
    async fn no_body_is_sent_and_204_is_read() {
        let (client, asked) = serve("HTTP/1.1 204 No Content\r\n\r\n").await;
        let answer = client.send(UpdateUser::new("1", ())).await.unwrap();
        assert_eq!(answer, None);
        let asked = asked.await.unwrap();
        assert!(!asked.contains("content-type"), "{asked}");
        assert!(asked.contains("\r\ncontent-length: 0\r\n"), "{asked}");
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_not_followed() {
        let (client, asked) =
            serve("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/elsewhere\r\ncontent-length: 0\r\n\r\n").await;
        let error = client.send(UpdateUser::new("1", ())).await.unwrap_err();
        assert_eq!(error.status(), Some(http::StatusCode::FOUND));
        let Error::Status(error) = error else { panic!() };
        assert_eq!(error.response().headers()["location"], "http://127.0.0.1:1/elsewhere");
        asked.await.unwrap();
    }

    #[tokio::test]
    async fn half_a_body_is_a_transport_error() {
        let (client, asked) = serve("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":").await;
        let error = client.send(UpdateUser::new("1", ())).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error}");
        asked.await.unwrap();
    }

    #[tokio::test]
    async fn a_refused_connection_is_told_without_token_and_values() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let client = Client::builder(base_url).token("s3cret").retry(RetryPolicy::never()).build().unwrap();
        let error = client.send(UpdateUser::new("p3rsonal", ())).await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("p3rsonal"), "{shown}");
    }
}
