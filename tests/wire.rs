//! Faults as they come over a wire: servers on loopback that break off, stall, lie and never end, through each transport.

#![cfg(any(feature = "reqwest", feature = "blocking"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests; clippy only knows the tests themselves"
)]

#[path = "support/server.rs"]
mod server;
mod support;

use std::io::Write as _;
use std::time::Duration;

use bytes::Bytes;
use docbind::{
    Body, BoxError, Endpoint, Error, FromResponse, Operation, Permissions, Request, RetryPolicy, TooLarge, Value,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use server::{Act, Server, answer, send};
use support::{Call, TestClock};

/// How long a client of these tests waits for a whole answer. Only a stall takes as long.
const PATIENCE: Duration = Duration::from_millis(60);

/// How many bytes of an answer a client of these tests reads.
const LIMIT: usize = 100_000;

/// A client, whatever its transport.
enum Any {
    #[cfg(feature = "reqwest")]
    Async(docbind::Client),
    #[cfg(feature = "blocking")]
    Blocking(docbind::blocking::Client),
}

impl Any {
    /// One client for each transport, at `base_url`. A try takes no longer than [`PATIENCE`] where `is_hasty`.
    fn each(base_url: &str, policy: RetryPolicy, is_hasty: bool) -> Vec<Self> {
        // Waits end at once; that a call takes too long is told by the system's clock.
        macro_rules! build {
            ($client:path) => {{
                let builder = <$client>::builder(base_url).token("s3cret").answer_limit(LIMIT).retry(policy);
                match is_hasty {
                    true => builder.timeout(PATIENCE).build().unwrap(),
                    false => builder.clock(TestClock::default()).build().unwrap(),
                }
            }};
        }
        vec![
            #[cfg(feature = "reqwest")]
            Self::Async(build!(docbind::Client)),
            #[cfg(feature = "tower")]
            Self::Async({
                use hyper_util::{client::legacy::Client as HyperClient, rt::TokioExecutor};
                let hyper = HyperClient::builder(TokioExecutor::new()).build_http::<docbind::transport::HttpBody>();
                let builder = docbind::Client::builder(base_url).token("s3cret").answer_limit(LIMIT).retry(policy);
                let builder = builder.transport(docbind::transport::from_service(hyper));
                match is_hasty {
                    true => builder.timeout(PATIENCE).build().unwrap(),
                    false => builder.clock(TestClock::default()).build().unwrap(),
                }
            }),
            #[cfg(feature = "blocking")]
            Self::Blocking(build!(docbind::blocking::Client)),
        ]
    }

    fn send<E: Endpoint>(&self, endpoint: E) -> Result<E::Response, Error> {
        match self {
            #[cfg(feature = "reqwest")]
            Self::Async(client) => server::RUNTIME.block_on(client.send(endpoint)),
            #[cfg(feature = "blocking")]
            Self::Blocking(client) => client.send(endpoint),
        }
    }
}

/// What each transport makes of a server, tried once.
fn once<T: FromResponse>(server: &Server, is_hasty: bool) -> Vec<Result<T, Error>> {
    let clients = Any::each(&server.base_url, RetryPolicy::never(), is_hasty);
    clients.iter().map(|client| client.send(Call::<T>::get())).collect()
}

#[test]
fn a_refused_connection_is_no_connection() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for client in Any::each(&format!("http://{free}"), RetryPolicy::new().tries(3), false) {
        // Nothing was sent, so that a POST may be tried again, too.
        let error = client.send(Call::<()>::post(json!({"a": "p3rsonal"}))).unwrap_err();
        let Error::Transport(inner) = &error else { panic!("{error:?}") };
        assert!(inner.is_connect() && error.is_retryable(), "{error:?}");
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("s3cret") && !shown.contains("p3rsonal"), "{shown}");
    }
}

#[test]
fn a_connection_that_breaks_is_told_and_tried_again_where_that_is_safe() {
    let half_head = "HTTP/1.1 200 OK\r\ncontent-le";
    let half_body = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":";
    let half_chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n40\r\n{\"id\":";
    let no_last_chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n";
    for begun in ["", half_head, half_body, half_chunk, no_last_chunk] {
        for end in [Act::Reset, Act::Close] {
            let server = Server::always([send(begun), end.clone()]);
            for client in Any::each(&server.base_url, RetryPolicy::new().tries(3), false) {
                let before = server.asked().len();
                let error = client.send(Call::<Value>::get()).unwrap_err();
                let Error::Transport(inner) = &error else { panic!("{begun:?}: {error:?}") };
                assert!(!inner.is_connect() && error.is_retryable(), "{begun:?}: {error:?}");
                assert_eq!(server.asked().len() - before, 3, "{begun:?}");
                // Nobody knows whether the service took it.
                assert!(client.send(Call::<Value>::post(json!(1))).unwrap_err().is_retryable());
                assert_eq!(server.asked().len() - before, 4, "{begun:?}");
            }
        }
    }
}

#[test]
fn a_stall_ends_when_the_time_is_over() {
    for begun in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"] {
        let server = Server::always([send(begun), Act::Stall]);
        for result in once::<Value>(&server, true) {
            let error = result.unwrap_err();
            assert!(matches!(error, Error::Timeout(_)) && error.is_retryable(), "{begun:?}: {error:?}");
        }
    }
}

/// An error that says that an answer is too large.
fn assert_too_large(error: &Error) {
    let Error::Transport(inner) = error else { panic!("{error:?}") };
    assert_eq!(inner.get_ref().downcast_ref::<TooLarge>().unwrap().limit(), LIMIT);
    assert!(!error.is_retryable());
}

#[test]
fn a_body_that_never_ends_is_read_to_the_limit() {
    for head in ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n"] {
        let server = Server::always([send(head), Act::Repeat(vec![b' '; 10_000].into())]);
        once::<Value>(&server, false).into_iter().for_each(|result| assert_too_large(&result.unwrap_err()));
    }
    let chunk = [&b"1000\r\n"[..], &[b' '; 0x1000], b"\r\n"].concat();
    let head = send("HTTP/1.1 500 No\r\ntransfer-encoding: chunked\r\n\r\n");
    let server = Server::always([head, Act::Repeat(chunk.into())]);
    once::<Value>(&server, false).into_iter().for_each(|result| assert_too_large(&result.unwrap_err()));
}

#[test]
fn a_bomb_is_inflated_to_the_limit() {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(&vec![0; 10 << 20]).unwrap();
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 12 << 10);
    let mut small = GzEncoder::new(Vec::new(), Compression::best());
    small.write_all(br#"{"id":1}"#).unwrap();
    let small = small.finish().unwrap();
    let head = "200 OK\r\ncontent-encoding: gzip";
    let server = Server::new(move |asked| match asked.header("accept-encoding") {
        // A transport that inflates nothing asks for nothing of the kind.
        None => vec![answer("200 OK", r#"{"id":1}"#)],
        Some(_) if asked.target() == "/v1/things" => vec![answer(head, &bomb)],
        Some(_) => vec![answer(head, &small)],
    });
    for client in Any::each(&server.base_url, RetryPolicy::never(), false) {
        match client.send(Call::<Value>::get()) {
            Err(error) => assert_too_large(&error),
            Ok(value) => assert_eq!(value, json!({"id": 1})),
        }
        assert_eq!(client.send(Call::<Value>::get().with_query("a", "b")).unwrap(), json!({"id": 1}));
    }
}

#[test]
fn what_is_no_gzip_is_a_broken_answer() {
    let server = Server::always([answer("200 OK\r\ncontent-encoding: gzip", "{}")]);
    for client in Any::each(&server.base_url, RetryPolicy::never(), false) {
        let result = client.send(Call::<Value>::get());
        if server.asked().last().unwrap().header("accept-encoding").is_some() {
            assert!(matches!(result, Err(Error::Transport(_))), "{result:?}");
        }
    }
}

#[test]
fn a_body_that_is_not_what_it_should_be_is_kept_in_the_error() {
    let table = [
        ("200 OK\r\ncontent-type: application/json", "{\"id\":", "EOF while parsing"),
        ("200 OK\r\ncontent-type: text/html", "<html>sign in</html>", "text/html, 20 bytes"),
        ("200 OK\r\ncontent-type: application/json", "[] []", "trailing characters"),
        ("200 OK", "", "the body is empty, where JSON was expected"),
        ("204 No Content", "", "the body is empty, where JSON was expected"),
        ("200 OK", "\u{1}", "expected value"),
    ];
    for (head, body, told) in table {
        let server = Server::always([answer(head, body)]);
        for result in once::<Value>(&server, false) {
            let error = result.unwrap_err();
            let Error::Decode(inner) = &error else { panic!("{error:?}") };
            assert_eq!(inner.response().body(), body);
            assert!(error.to_string().contains(told) && !error.is_retryable(), "{error}");
        }
    }
    // Bytes that are no UTF-8.
    let server = Server::always([answer("200 OK", b"{\"id\": \"\xff\"}")]);
    assert!(once::<Value>(&server, false).iter().all(|result| matches!(result, Err(Error::Decode(_)))));
}

#[test]
fn a_wrong_content_type_is_no_fault_of_json() {
    let server = Server::always([answer("200 OK\r\ncontent-type: text/plain; charset=latin1", r#"{"id":1}"#)]);
    once::<Value>(&server, false).into_iter().for_each(|result| assert_eq!(result.unwrap(), json!({"id": 1})));
}

#[test]
fn a_body_where_none_belongs_is_not_read() {
    // RFC 9110, section 15.3.5: a 204 ends with its headers. What follows is no answer to the next request either.
    let server = Server::always([send("HTTP/1.1 204 No Content\r\ncontent-length: 8\r\n\r\n{\"id\":1}"), Act::Close]);
    for client in Any::each(&server.base_url, RetryPolicy::new(), false) {
        for _ in 0..2 {
            assert_eq!(client.send(Call::<Option<Value>>::get()).unwrap(), None);
        }
    }
}

#[test]
fn what_is_no_http_is_a_broken_answer() {
    for text in
        ["SSH-2.0-OpenSSH_9.9\r\n", "HTTP/1.1 abc\r\n\r\n", "HTTP/1.1 200 OK\r\nno header\r\n\r\n", "\0\0\0\0\0\0"]
    {
        let server = Server::always([send(text), Act::Close]);
        for result in once::<Value>(&server, false) {
            assert!(matches!(result, Err(Error::Transport(_))), "{text:?}: {result:?}");
        }
    }
    // More headers than anyone reads.
    let server = Server::always([send("HTTP/1.1 200 OK\r\n"), Act::Repeat("x-a: b\r\n".repeat(1000).into())]);
    for result in once::<Value>(&server, false) {
        assert!(matches!(result, Err(Error::Transport(_))), "{result:?}");
    }
}

#[test]
fn what_is_no_tls_is_a_failed_connection() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").ok();
        }
    });
    for client in Any::each(&format!("https://{address}"), RetryPolicy::never(), false) {
        let error = client.send(Call::<Value>::get()).unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
    }
}

#[test]
fn a_redirect_to_a_foreign_host_is_followed_without_the_token() {
    let foreign = Server::always([answer("200 OK", r#"{"id":1}"#)]);
    let location = foreign.base_url.clone();
    let server = Server::new(move |_| vec![answer(&format!("307 There\r\nlocation: {location}/x"), "")]);
    for result in once::<Value>(&server, false) {
        assert_eq!(result.unwrap(), json!({"id": 1}));
    }
    assert!(server.asked().iter().all(|asked| asked.header("authorization") == Some("Bearer s3cret")));
    assert!(!foreign.asked().is_empty());
    assert!(foreign.asked().iter().all(|asked| asked.header("authorization").is_none() && asked.target() == "/v1/x"));
}

#[test]
fn a_redirect_in_a_loop_ends() {
    let server = Server::always([answer("302 There\r\nlocation: things", "")]);
    for client in Any::each(&server.base_url, RetryPolicy::new(), false) {
        let before = server.asked().len();
        let error = client.send(Call::<Value>::get()).unwrap_err();
        assert!(error.to_string().contains("too often") && !error.is_retryable(), "{error}");
        assert_eq!(server.asked().len() - before, 11);
    }
}

#[test]
fn a_header_with_a_line_break_is_never_sent() {
    let server = Server::always([answer("200 OK", "{}")]);
    for client in Any::each(&server.base_url, RetryPolicy::new(), false) {
        for value in ["a\r\nX-Evil: 1", "a\nb", "a\rb", "a\0b", "é\r\n"] {
            for call in [Call::<Value>::get().with_header("X-A", value), Call::get().with_header(value, "a")] {
                assert!(matches!(client.send(call), Err(Error::Refused(_))), "{value:?}");
            }
        }
    }
    assert!(server.asked().is_empty());
}

/// An endpoint with a value in its path.
struct Thing<'a>(&'a str);

impl Endpoint for Thing<'_> {
    type Response = Value;
    type Rules = ();
    const OPERATION: Operation = Operation {
        name: "GetThing",
        title: "Get thing",
        page: "thing-get.md",
        base_url: "",
        routes: &["GET /things/{id}/parts"],
        success: &[200],
        ..Operation::EMPTY
    };
    const PERMISSIONS: Permissions = Permissions::NOT_SAID;

    fn into_request(self) -> Request {
        Request::of::<Self>(0, &[self.0])
    }
}

#[test]
fn a_value_of_a_path_stays_one_segment_or_is_refused() {
    let server = Server::always([answer("200 OK", "{}")]);
    let long = "é/".repeat(3_400);
    let far_too_long = "x".repeat(70_000);
    for client in Any::each(&server.base_url, RetryPolicy::new(), false) {
        let before = server.asked().len();
        for value in ["", ".", "..", &far_too_long] {
            let error = client.send(Thing(value)).unwrap_err();
            assert!(matches!(error, Error::Refused(_)) && error.to_string().contains("thing-get.md"), "{error}");
        }
        assert_eq!(server.asked().len(), before);
        for value in ["a/b", "%2f", "?", "#", "😀", "a\\..\\b", "..;", " ", "\r\n", "\0", &long] {
            client.send(Thing(value)).unwrap();
            let target = server.asked().last().unwrap().target().to_owned();
            let [_, _, segment, parts] = *target.trim_start_matches('/').split('/').collect::<Vec<_>>() else {
                panic!("{target}")
            };
            assert_eq!(parts, "parts");
            assert_eq!(percent_encoding::percent_decode_str(segment).decode_utf8().unwrap(), value);
        }
    }
}

#[test]
fn a_body_whose_stream_fails_is_not_sent_again() {
    let server = Server::always([answer("200 OK", "{}")]);
    for client in Any::each(&server.base_url, RetryPolicy::new(), false) {
        let body = Body::from_fn("text/plain", None, || Fails);
        let error = client.send(Call::<Value>::put(body)).unwrap_err();
        assert!(!error.is_retryable() && error.to_string().contains("the disk is gone"), "{error:?}");
    }
    assert!(server.asked().is_empty());
}

/// A stream that fails at once.
struct Fails;

impl futures_core::Stream for Fails {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(Some(Err("the disk is gone".into())))
    }
}
