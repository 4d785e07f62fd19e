//! The blocking client: endpoints through ureq to a server on loopback, on a thread that knows no async runtime.

#![cfg(feature = "blocking")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests; clippy only knows the tests themselves"
)]

#[path = "support/server.rs"]
mod server;
mod support;

use std::io::{Cursor, ErrorKind, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use docbind::blocking::{Client, block_on, body_from_reader, iter};
use docbind::{Body, BoxError, Error, RetryPolicy, TransportError, Value};
use serde_json::json;

use server::{Act, Server, answer, send};
use support::{Call, TestClock};

fn client(server: &Server) -> Client {
    Client::builder(&server.base_url).token("s3cret").build().unwrap()
}

#[test]
fn a_call_goes_over_the_wire_and_back() {
    let server = Server::always([answer("200 OK", r#"{"id":"1"}"#)]);
    let client = client(&server);
    let call = client.call(Call::<Value>::put(json!({"a": 1}))).query("$select", "id").header("X-A", "b");
    let call = call.prefer("return", "minimal").consistency_level_eventual();
    assert_eq!(call.timeout(Duration::from_secs(9)).retry(RetryPolicy::never()).send().unwrap(), json!({"id": "1"}));
    client.send(Call::<Value>::get()).unwrap();
    let asked = server.asked();
    let put = &asked[0];
    assert!(put.head.starts_with("PUT /v1/things?$select=id HTTP/1.1\r\n"), "{put:?}");
    assert_eq!(put.body, br#"{"a":1}"#);
    for (name, value) in [
        ("authorization", "Bearer s3cret"),
        ("content-type", "application/json"),
        ("content-length", "7"),
        ("accept", "application/json"),
        ("accept-encoding", "gzip"),
        ("x-a", "b"),
        ("prefer", "return=minimal"),
        ("consistencylevel", "eventual"),
    ] {
        assert_eq!(put.header(name), Some(value), "{name}: {put:?}");
    }
    assert_eq!(server.connections(), 1, "a connection is used again");
    assert!(put.header("user-agent").unwrap().starts_with("docbind/"));
    assert!(asked[1].header("content-length").is_none() && asked[1].header("transfer-encoding").is_none());
    assert!(!format!("{client:?} {:?}", client.call(Call::<Value>::get())).contains("s3cret"));
}

#[test]
fn it_repeats_redirects_and_fails_as_the_async_client() {
    let count = AtomicUsize::new(0);
    let server = Server::new(move |asked| match (asked.target(), count.fetch_add(1, Ordering::SeqCst)) {
        ("/v1/things", 0) => vec![answer("503 Later\r\nretry-after: 7", "")],
        ("/v1/things", 1) => vec![answer("302 Found\r\nlocation: /v1/other", "")],
        ("/v1/other", _) => vec![answer("200 OK", r#"{"id":2}"#)],
        _ => vec![answer("404 Not Found", r#"{"error":{"code":"gone"}}"#)],
    });
    let clock = TestClock::default();
    let client = Client::builder(&server.base_url).clock(clock.clone()).build().unwrap();
    assert_eq!(client.send(Call::<Value>::get()).unwrap(), json!({"id": 2}));
    assert_eq!(clock.sleeps(), [7]);
    let error = client.send(Call::<Value>::get()).unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (404, Some("gone")));
}

#[test]
fn an_empty_post_says_its_length_and_a_delete_may_have_a_body() {
    let server = Server::always([answer("204 No Content", "")]);
    let client = client(&server);
    client.send(Call::<()>::post(())).unwrap();
    client.send(Call::<()>::delete(json!([1]))).unwrap();
    let asked = server.asked();
    assert_eq!(asked[0].header("content-length"), Some("0"));
    assert_eq!(asked[1].body, b"[1]");
}

#[test]
fn readers_are_sent_with_a_length_or_in_chunks() {
    let server = Server::always([answer("200 OK", "{}")]);
    let client = client(&server);
    let bytes = vec![b'x'; 300_000];
    for length in [Some(300_000), None] {
        client.send(Call::<()>::put(body_from_reader("text/plain", length, Cursor::new(bytes.clone())))).unwrap();
    }
    let asked = server.asked();
    assert!(asked.iter().all(|asked| asked.body == bytes && asked.header("content-type") == Some("text/plain")));
    assert_eq!(asked[0].header("content-length"), Some("300000"));
    assert_eq!(asked[1].header("transfer-encoding"), Some("chunked"));
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::Error::other("the disk is gone"))
    }
}

#[test]
fn a_reader_that_fails_is_told_and_not_tried_again() {
    let server = Server::always([answer("200 OK", "{}")]);
    let client = client(&server);
    let again = Body::from_fn("text/plain", None, || iter_of(vec![Err("the disk is gone".into())]));
    for body in [body_from_reader("text/plain", None, Broken), again] {
        let error = client.send(Call::<()>::put(body)).unwrap_err();
        assert!(error.to_string().contains("the disk is gone"), "{error}");
        assert!(!error.is_retryable());
    }
    assert!(server.asked().is_empty());
}

/// A stream of what is there.
fn iter_of(items: Vec<Result<Bytes, BoxError>>) -> impl futures_core::Stream<Item = Result<Bytes, BoxError>> + Send {
    struct Items(std::vec::IntoIter<Result<Bytes, BoxError>>);
    impl futures_core::Stream for Items {
        type Item = Result<Bytes, BoxError>;

        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.next())
        }
    }
    Items(items.into_iter())
}

#[test]
fn an_answer_is_read_as_it_comes() {
    let megabyte = vec![b'y'; 1 << 20];
    let body = megabyte.clone();
    let server = Server::new(move |asked| match asked.target() {
        "/v1/things?part=half" => vec![send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), Act::Close],
        "/v1/things?part=stall" => vec![send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), Act::Stall],
        _ => vec![answer("200 OK", &body)],
    });
    let quick = docbind::transport::UreqTransport::from_config(
        ureq::Agent::config_builder().timeout_per_read(Some(Duration::from_millis(50))).build(),
    );
    let client = Client::builder(&server.base_url).transport(quick).answer_limit(10).build().unwrap();
    let open = |part| client.call(Call::<()>::get()).query("part", part).stream().unwrap();
    let mut all = Vec::new();
    open("all").into_body().read_to_end(&mut all).unwrap();
    assert!(all == megabyte);
    for (part, kind) in [("half", ErrorKind::Other), ("stall", ErrorKind::TimedOut)] {
        let mut text = String::new();
        let error = open(part).into_body().read_to_string(&mut text).unwrap_err();
        assert_eq!((text.as_str(), error.kind()), ("half", kind), "{error}");
        assert!(error.get_ref().unwrap().is::<TransportError>());
    }
}

#[test]
fn a_call_that_takes_too_long_ends() {
    let server = Server::new(|asked| match asked.target() {
        "/v1/things?when=head" => vec![Act::Stall],
        _ => vec![send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"), Act::Stall],
    });
    let client = client(&server);
    for when in ["head", "body"] {
        let call = client.call(Call::<Value>::get()).query("when", when).retry(RetryPolicy::never());
        let error = call.timeout(Duration::from_millis(40)).send().unwrap_err();
        assert!(matches!(error, Error::Timeout(_)) && error.is_retryable(), "{error}");
    }
    let call = client.call(Call::<Value>::get()).query("when", "head").retry(RetryPolicy::never());
    let error = call.timeout(Duration::from_millis(40)).stream().unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error}");
}

#[test]
fn what_is_async_is_waited_for() {
    let server = Server::always([answer("200 OK", r#"{"id":"1"}"#)]);
    let client = client(&server);
    assert_eq!(block_on(client.as_async().call(Call::<Value>::get())).unwrap(), json!({"id": "1"}));
    let pieces: Vec<_> = iter(iter_of(vec![Ok("a".into()), Ok("b".into())])).map(Result::unwrap).collect();
    assert_eq!(pieces, ["a", "b"]);
}
