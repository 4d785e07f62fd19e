//! What the client does when calls fail: repetition, timeouts, redirects, tokens and limits, by a clock that nobody waits for.

#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy only knows the tests themselves")]

mod support;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use docbind::transport::BoxFuture;
use docbind::{
    Body, BoxError, Clock, Error, ResponseBody, RetryPolicy, Token, TokenNeed, TokenProvider, TooLarge, TransportError,
    Value,
};
use serde_json::json;

use support::{Answer, Call, Service, TestClock, answer, answer_with};

#[tokio::test]
async fn what_may_pass_is_sent_again_after_the_wait_that_the_service_asks_for() {
    let answers = [
        answer_with(503, "retry-after", "7"),
        answer_with(429, "retry-after", "Thu, 01 Jul 2021 00:00:20 GMT"),
        answer(500, ""),
        Answer::Error(TransportError::new("the connection was reset")),
        answer(200, r#"{"id": 1}"#),
    ];
    let (service, clock) = (Service::new(answers), TestClock::default());
    let client = service.client(&clock).build().unwrap();
    assert_eq!(client.send(Call::<Value>::get()).await.unwrap(), json!({"id": 1}));
    assert_eq!(clock.sleeps(), [7, 13, 4, 8]);
    assert_eq!(service.asked(), vec!["GET https://api.example/v1/things"; 5]);
    let ids = service.header("client-request-id");
    assert!(ids.iter().all(|id| *id == ids[0] && id.len() == 36), "{ids:?}");
}

#[tokio::test]
async fn the_last_answer_is_the_error() {
    let body = r#"{"error": {"code": "busy", "message": "Later.", "innerError": {"request-id": "r1", "date": "d1"}}}"#;
    let service = Service::new((0..9).map(|_| answer(503, body)));
    let client = service.client(&TestClock::default()).retry(RetryPolicy::new().tries(3)).build().unwrap();
    let error = client.send(Call::<()>::get()).await.unwrap_err();
    assert_eq!(service.asked().len(), 3);
    assert!(error.is_retryable());
    assert_eq!((error.status().unwrap().as_u16(), error.code()), (503, Some("busy")));
    let Error::Status(error) = error else { panic!("{error}") };
    assert_eq!((error.request_id().as_deref(), error.date().as_deref()), (Some("r1"), Some("d1")));
}

#[tokio::test]
async fn what_is_not_idempotent_is_sent_again_only_if_it_was_not_taken() {
    for status in [500, 502, 504, 408] {
        let service = Service::new([answer(status, "")]);
        let client = service.client(&TestClock::default()).build().unwrap();
        let error = client.send(Call::<()>::post(json!({}))).await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(service.asked().len(), 1);
    }
    let answers = [answer(429, ""), Answer::Error(TransportError::connect("refused")), answer(201, "{}")];
    let service = Service::new(answers);
    let client = service.client(&TestClock::default()).build().unwrap();
    client.send(Call::<()>::post(json!({"a": 1}))).await.unwrap();
    assert_eq!(service.bodies(), [r#"{"a":1}"#; 3]);
}

#[tokio::test]
async fn a_stream_that_can_be_read_once_is_sent_once() {
    let pieces = || support_stream(["ab", "cd"]);
    let service = Service::new([answer(500, ""), answer(500, "")]);
    let client = service.client(&TestClock::default()).build().unwrap();
    let once = Body::stream("text/plain", Some(4), pieces());
    assert_eq!(client.send(Call::<()>::put(once)).await.unwrap_err().status().unwrap(), 500);
    let again = Body::from_fn("text/plain", None, pieces);
    client.send(Call::<()>::put(again)).await.unwrap();
    assert_eq!(service.bodies(), ["abcd"; 3]);
    assert_eq!(service.header("content-type"), ["text/plain"; 3]);
}

/// A stream of these pieces.
fn support_stream(
    pieces: [&'static str; 2],
) -> impl futures_core::Stream<Item = Result<Bytes, BoxError>> + Send + use<> {
    struct Pieces(std::array::IntoIter<&'static str, 2>);
    impl futures_core::Stream for Pieces {
        type Item = Result<Bytes, BoxError>;

        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(self.0.next().map(|piece| Ok(Bytes::from(piece))))
        }
    }
    Pieces(pieces.into_iter())
}

#[tokio::test]
async fn a_call_that_takes_too_long_ends() {
    let service = Service::new([Answer::Silence, Answer::Silence]);
    let clock = TestClock::default();
    let client = service.client(&clock).timeout(Duration::from_secs(30)).build().unwrap();
    client.send(Call::<()>::get()).await.unwrap();
    assert_eq!(clock.sleeps(), [30, 1, 30, 2]);
    let service = Service::new([Answer::Silence]);
    let client = service.client(&clock).build().unwrap();
    let error = client.call(Call::<()>::post(())).timeout(Duration::from_secs(2)).await.unwrap_err();
    assert!(matches!(error, Error::Timeout(_)), "{error}");
    assert_eq!(error.to_string(), "the call took too long: there was no whole answer within 2s");
}

#[tokio::test]
async fn redirects_are_followed_and_the_token_stays_at_home() {
    let answers = [
        answer_with(302, "location", "/v1/other?a=1"),
        answer_with(307, "location", "https://files.example/x"),
        answer_with(301, "location", "y"),
        answer(200, "{}"),
    ];
    let service = Service::new(answers);
    let client = service.client(&TestClock::default()).token("s3cret").build().unwrap();
    client.send(Call::<()>::get()).await.unwrap();
    let asked = [
        "GET https://api.example/v1/things",
        "GET https://api.example/v1/other?a=1",
        "GET https://files.example/x",
        "GET https://files.example/y",
    ];
    assert_eq!(service.asked(), asked);
    assert_eq!(service.header("authorization"), ["Bearer s3cret", "Bearer s3cret", "", ""]);
}

#[tokio::test]
async fn redirects_that_lead_astray_are_refused() {
    for (location, told) in [
        ("http://api.example/v1/things", "from https to http"),
        ("ftp://api.example/", "to what is no URL"),
        ("https://a@api.example/", "to what is no URL"),
    ] {
        let service = Service::new([answer_with(302, "location", location)]);
        let client = service.client(&TestClock::default()).build().unwrap();
        let error = client.send(Call::<()>::get()).await.unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
        assert_eq!(service.asked().len(), 1);
    }
    let service = Service::new((0..100).map(|_| answer_with(302, "location", "/v1/things")));
    let client = service.client(&TestClock::default()).build().unwrap();
    let error = client.send(Call::<()>::get()).await.unwrap_err();
    assert!(error.to_string().contains("too often") && !error.is_retryable(), "{error}");
    assert_eq!(service.asked().len(), 11);
}

#[tokio::test]
async fn other_methods_are_redirected_as_http_says() {
    let answers = [answer_with(308, "location", "/v1/b"), answer_with(303, "location", "/v1/c"), answer(200, "{}")];
    let service = Service::new(answers);
    let client = service.client(&TestClock::default()).build().unwrap();
    client.send(Call::<()>::post(json!(1))).await.unwrap();
    assert_eq!(
        service.asked(),
        ["POST https://api.example/v1/things", "POST https://api.example/v1/b", "GET https://api.example/v1/c"]
    );
    assert_eq!(service.bodies(), ["1", "1", ""]);
    let service = Service::new([answer_with(302, "location", "/v1/b")]);
    let client = service.client(&TestClock::default()).build().unwrap();
    assert_eq!(client.send(Call::<()>::post(())).await.unwrap_err().status().unwrap(), 302);
}

/// A provider that numbers its tokens, and keeps what it was asked for.
#[derive(Clone)]
struct Numbered {
    clock: TestClock,
    life: Option<Duration>,
    count: Arc<AtomicU32>,
    claims: Arc<Mutex<Vec<String>>>,
    is_broken: Arc<AtomicU32>,
}

impl Numbered {
    fn new(clock: &TestClock, life: Option<u64>) -> Self {
        Self {
            clock: clock.clone(),
            life: life.map(Duration::from_secs),
            count: Arc::default(),
            claims: Arc::default(),
            is_broken: Arc::default(),
        }
    }
}

impl TokenProvider for Numbered {
    fn token<'a>(&'a self, need: TokenNeed<'a>) -> BoxFuture<'a, Result<Token, BoxError>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            let number = self.count.fetch_add(1, Ordering::SeqCst) + 1;
            self.claims.lock().unwrap().extend(need.claims.map(str::to_owned));
            if self.is_broken.load(Ordering::SeqCst) > 0 {
                return Err("the authority is down".into());
            }
            let token = Token::new(format!("t{number}"));
            Ok(match self.life {
                Some(life) => token.with_expiry(self.clock.now() + life),
                None => token,
            })
        })
    }
}

#[tokio::test]
async fn many_calls_ask_for_one_token() {
    let (service, clock) = (Service::default(), TestClock::default());
    let provider = Numbered::new(&clock, Some(3600));
    let client = service.client(&clock).token_provider(provider.clone()).build().unwrap();
    let call = |_| {
        let client = client.clone();
        tokio::spawn(async move { client.send(Call::<()>::get()).await })
    };
    let calls: Vec<_> = (0..100).map(call).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(provider.count.load(Ordering::SeqCst), 1);
    assert_eq!(service.header("authorization"), vec!["Bearer t1"; 100]);
}

#[tokio::test]
async fn a_token_is_replaced_before_it_expires() {
    let (service, clock) = (Service::default(), TestClock::default());
    let provider = Numbered::new(&clock, Some(3600));
    let client = service.client(&clock).token_provider(provider.clone()).build().unwrap();
    let send = || client.send(Call::<()>::get());
    send().await.unwrap();
    clock.advance(Duration::from_secs(3200));
    send().await.unwrap();
    clock.advance(Duration::from_secs(101));
    send().await.unwrap();
    // What cannot be replaced yet is used while it is good.
    provider.is_broken.store(1, Ordering::SeqCst);
    clock.advance(Duration::from_secs(3400));
    send().await.unwrap();
    send().await.unwrap();
    assert_eq!(provider.count.load(Ordering::SeqCst), 3);
    clock.advance(Duration::from_secs(200));
    let error = send().await.unwrap_err();
    assert_eq!(error.to_string(), "there is no token: the authority is down");
    assert_eq!(service.header("authorization"), ["Bearer t1", "Bearer t1", "Bearer t2", "Bearer t2", "Bearer t2"]);
}

#[tokio::test]
async fn a_claims_challenge_is_answered_once() {
    let challenge = r#"Bearer error="insufficient_claims", claims="eyJhIjoxfQ==""#;
    let refused = || answer_with(401, "www-authenticate", challenge);
    let (service, clock) = (Service::new([refused(), answer(200, "{}")]), TestClock::default());
    let provider = Numbered::new(&clock, None);
    let client = service.client(&clock).token_provider(provider.clone()).build().unwrap();
    client.send(Call::<()>::post(json!(1))).await.unwrap();
    assert_eq!(service.header("authorization"), ["Bearer t1", "Bearer t2"]);
    assert_eq!(*provider.claims.lock().unwrap(), [r#"{"a":1}"#]);

    let service = Service::new([refused(), refused(), refused()]);
    let client = service.client(&clock).token("fixed").build().unwrap();
    let Err(Error::Status(error)) = client.send(Call::<()>::get()).await else { panic!() };
    assert_eq!(error.claims().as_deref(), Some(r#"{"a":1}"#));
    assert_eq!(service.asked().len(), 1, "there is no other token to try");
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read() {
    let endless = || {
        let mut sent = 0;
        ResponseBody::stream(support_repeat(move || {
            sent += 1;
            assert!(sent < 100, "it is read on and on");
            Bytes::from_static(&[b' '; 1000])
        }))
    };
    let service = Service::new([Answer::Response(200, Vec::new(), endless())]);
    let client = service.client(&TestClock::default()).answer_limit(10_000).build().unwrap();
    let error = client.send(Call::<Value>::get()).await.unwrap_err();
    let Error::Transport(inner) = &error else { panic!("{error}") };
    assert_eq!(inner.get_ref().downcast_ref::<TooLarge>().unwrap().limit(), 10_000);
    assert!(!error.is_retryable());
    assert_eq!(service.asked().len(), 1);
}

/// A stream without an end.
fn support_repeat(
    make: impl FnMut() -> Bytes + Send + Unpin + 'static,
) -> impl futures_core::Stream<Item = Result<Bytes, TransportError>> + Send {
    struct Repeat<F>(F);
    impl<F: FnMut() -> Bytes + Unpin> futures_core::Stream for Repeat<F> {
        type Item = Result<Bytes, TransportError>;

        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Ready(Some(Ok((self.0)())))
        }
    }
    Repeat(make)
}

#[tokio::test]
async fn a_streamed_answer_comes_in_pieces_and_an_error_whole() {
    let answers = [
        Answer::Response(200, Vec::new(), ResponseBody::stream(support_repeat(|| Bytes::from_static(b"x")))),
        answer(404, r#"{"error": {"code": "gone"}}"#),
    ];
    let service = Service::new(answers);
    let client = service.client(&TestClock::default()).answer_limit(100).build().unwrap();
    let mut body = client.call(Call::<()>::get()).stream().await.unwrap().into_body();
    for _ in 0..1000 {
        assert_eq!(body.next().await.unwrap().unwrap(), "x");
    }
    let error = client.call(Call::<()>::get()).stream().await.unwrap_err();
    assert_eq!(error.code(), Some("gone"));
}

#[tokio::test]
async fn hooks_see_each_try() {
    let (service, seen) = (Service::new([answer(500, ""), answer(200, "{}")]), Arc::new(Mutex::new(Vec::new())));
    let record = Arc::clone(&seen);
    let client = service
        .client(&TestClock::default())
        .before_send(|facts, headers| {
            headers.insert("x-try", facts.tries().into());
        })
        .after_send(move |facts, outcome| {
            let line = format!("{} {} {:?}", facts.operation().name, facts.route().template, outcome.status());
            record.lock().unwrap().push(line);
        })
        .build()
        .unwrap();
    client.send(Call::<()>::get()).await.unwrap();
    assert_eq!(service.header("x-try"), ["1", "2"]);
    assert_eq!(*seen.lock().unwrap(), ["ListThings /things Some(500)", "ListThings /things Some(200)"]);
}

#[test]
fn a_moment_of_the_test_clock_is_a_date() {
    assert_eq!(TestClock::default().now(), SystemTime::UNIX_EPOCH + support::START);
}
