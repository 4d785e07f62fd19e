//! Tower services as transports: functions, layers, and hyper's client to a server on loopback.

#![cfg(feature = "tower")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests; clippy only knows the tests themselves"
)]

#[path = "support/server.rs"]
mod server;
mod support;

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use bytes::{Buf, Bytes};
use docbind::transport::{HttpBody, from_service};
use docbind::{Body, BoxError, Client, ClientBuilder, Error, RetryPolicy, TransportError, Value};
use http_body::Frame;
use hyper_util::client::legacy::Client as HyperClient;
use hyper_util::rt::TokioExecutor;
use serde_json::json;
use tower::{Service, ServiceExt, service_fn};

use server::{Act, Server, answer, send};
use support::{Call, TestClock};

fn builder() -> ClientBuilder {
    Client::builder("https://api.example/v1").clock(TestClock::default())
}

/// A stream of pieces, as a body that is sent once.
fn pieces(pieces: Vec<Result<Bytes, BoxError>>) -> impl futures_core::Stream<Item = Result<Bytes, BoxError>> + Send {
    struct Pieces(std::vec::IntoIter<Result<Bytes, BoxError>>);
    impl futures_core::Stream for Pieces {
        type Item = Result<Bytes, BoxError>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.next())
        }
    }
    Pieces(pieces.into_iter())
}

async fn collect(mut body: HttpBody) -> Result<Bytes, BoxError> {
    let mut all = Vec::new();
    while let Some(frame) =
        std::future::poll_fn(|context| http_body::Body::poll_frame(Pin::new(&mut body), context)).await
    {
        all.extend_from_slice(&frame?.into_data().unwrap());
    }
    assert!(http_body::Body::is_end_stream(&body) || http_body::Body::size_hint(&body).exact().is_none());
    Ok(all.into())
}

#[tokio::test]
async fn a_function_is_a_transport_and_is_told_the_size() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&seen);
    let service = service_fn(move |request: http::Request<HttpBody>| {
        let record = Arc::clone(&record);
        async move {
            let (parts, body) = request.into_parts();
            let exact = http_body::Body::size_hint(&body).exact();
            let all = collect(body).await?;
            record.lock().unwrap().push((parts.method, parts.uri.to_string(), exact, all));
            Ok::<_, BoxError>(http::Response::new(String::from(r#"{"id":"1"}"#)))
        }
    });
    let client = builder().transport(from_service(service)).build().unwrap();
    assert_eq!(client.send(Call::<Value>::put(json!([1]))).await.unwrap(), json!({"id": "1"}));
    client.send(Call::<Value>::get()).await.unwrap();
    let two = || pieces(vec![Ok("ab".into()), Ok("c".into())]);
    client.send(Call::<Value>::put(Body::stream("text/plain", Some(3), two()))).await.unwrap();
    client.send(Call::<Value>::put(Body::stream("text/plain", None, two()))).await.unwrap();
    let seen = seen.lock().unwrap();
    let seen: Vec<_> = seen.iter().map(|(method, uri, exact, all)| (method.as_str(), &**uri, *exact, &**all)).collect();
    let uri = "https://api.example/v1/things";
    assert_eq!(
        seen,
        [
            ("PUT", uri, Some(3), &b"[1]"[..]),
            ("GET", uri, Some(0), b""),
            ("PUT", uri, Some(3), b"abc"),
            ("PUT", uri, None, b"abc"),
        ]
    );
}

/// A service around another that is ready when it was asked the third time, as one that limits a rate; each clone starts anew.
#[derive(Clone)]
struct Slow<S> {
    inner: S,
    asked: u32,
}

impl<S: Service<http::Request<HttpBody>>> Service<http::Request<HttpBody>> for Slow<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.asked += 1;
        if self.asked < 3 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: http::Request<HttpBody>) -> S::Future {
        assert_eq!(self.asked, 3, "it is ready before it is called");
        self.inner.call(request)
    }
}

#[tokio::test]
async fn a_service_is_called_once_it_is_ready() {
    let inner = service_fn(|request: http::Request<HttpBody>| async move {
        assert_eq!(request.headers()["x-layer"], "1");
        Ok::<_, io::Error>(http::Response::new(String::from("{}")))
    });
    let layered = inner.map_request(|mut request: http::Request<HttpBody>| {
        request.headers_mut().insert("x-layer", http::HeaderValue::from_static("1"));
        request
    });
    // A boxed service can be sent to another thread, and not be shared by two.
    let boxed = tower::util::BoxCloneService::new(Slow { inner: layered, asked: 0 });
    let client = builder().transport(from_service(boxed)).build().unwrap();
    for _ in 0..3 {
        client.send(Call::<()>::get()).await.unwrap();
    }
}

/// A body in frames of several pieces, with trailers.
struct Frames(Vec<Frame<bytes::buf::Chain<&'static [u8], &'static [u8]>>>);

impl http_body::Body for Frames {
    type Data = bytes::buf::Chain<&'static [u8], &'static [u8]>;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Self::Data>>>> {
        Poll::Ready(self.0.pop().map(Ok))
    }
}

#[tokio::test]
async fn a_body_comes_in_frames_of_any_data_and_trailers_are_passed_over() {
    let service = service_fn(|_: http::Request<HttpBody>| async {
        let trailers = Frame::trailers(http::HeaderMap::new());
        let data = |one: &'static [u8], two: &'static [u8]| Frame::data(Buf::chain(one, two));
        Ok::<_, io::Error>(http::Response::new(Frames(vec![trailers, data(b"1", b"}"), data(b"{\"a\"", b":")])))
    });
    let client = builder().transport(from_service(service)).build().unwrap();
    assert_eq!(client.send(Call::<Value>::get()).await.unwrap(), json!({"a": 1}));
}

#[tokio::test]
async fn an_error_says_what_it_knows() {
    let fail = |error: fn() -> BoxError| {
        let service =
            service_fn(move |_: http::Request<HttpBody>| async move { Err::<http::Response<String>, _>(error()) });
        builder().retry(RetryPolicy::never()).transport(from_service(service)).build().unwrap()
    };
    type Case = (fn() -> BoxError, bool, bool);
    let table: [Case; 4] = [
        (|| "gone".into(), false, true),
        (|| io::Error::from(io::ErrorKind::ConnectionRefused).into(), true, true),
        (|| TransportError::connect("no route").into(), true, true),
        (|| TransportError::permanent("no such scheme").into(), false, false),
    ];
    for (error, is_connect, is_transient) in table {
        let client = fail(error);
        let Err(Error::Transport(error)) = client.send(Call::<()>::get()).await else { panic!() };
        assert_eq!((error.is_connect(), error.is_transient()), (is_connect, is_transient), "{error}");
    }
}

#[tokio::test]
async fn hyper_s_client_is_a_transport() {
    let server = Server::new(|asked| match asked.target() {
        "/v1/things?half=" => vec![send("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"), Act::Close],
        _ => vec![answer("200 OK", r#"{"id":"1"}"#)],
    });
    let hyper = || HyperClient::builder(TokioExecutor::new()).build_http::<HttpBody>();
    let client = Client::builder(&server.base_url).transport(from_service(hyper())).build().unwrap();
    assert_eq!(client.send(Call::<Value>::put(json!({"a": 1}))).await.unwrap(), json!({"id": "1"}));
    client.send(Call::<Value>::post(())).await.unwrap();
    let broken = Body::from_fn("text/plain", None, || pieces(vec![Ok("a".into()), Err("the disk is gone".into())]));
    let error = client.send(Call::<()>::put(broken)).await.unwrap_err();
    assert!(!error.is_retryable(), "{error:?}");
    let asked = server.asked();
    assert_eq!(asked[0].body, br#"{"a":1}"#);
    assert_eq!((asked[0].header("content-length"), asked[1].header("content-length")), (Some("7"), Some("0")));

    let half = client.call(Call::<()>::get()).query("half", "").retry(RetryPolicy::never()).await;
    assert!(matches!(&half, Err(Error::Transport(error)) if !error.is_connect()), "{half:?}");
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = Client::builder(format!("http://{free}")).transport(from_service(hyper()));
    let client = client.retry(RetryPolicy::never()).build().unwrap();
    let Err(Error::Transport(error)) = client.send(Call::<()>::get()).await else { panic!() };
    assert!(error.is_connect(), "{error:?}");
}
