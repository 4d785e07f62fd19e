//! What tests of the client share: an endpoint, a clock that nobody waits for, and a service that answers from a list.

#![allow(dead_code, clippy::unwrap_used, reason = "each test file takes what it needs")]

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use docbind::transport::{BoxFuture, Transport};
use docbind::{
    Body, Client, ClientBuilder, Clock, Endpoint, FromResponse, IntoBody, Operation, Permissions, Request,
    ResponseBody, Route, TransportError, Value,
};

/// An endpoint of any answer.
pub struct Call<T = Value> {
    request: Request,
    answer: PhantomData<fn() -> T>,
}

impl<T> Clone for Call<T> {
    fn clone(&self) -> Self {
        Self::of(self.request.clone())
    }
}

impl<T> Call<T> {
    fn of(request: Request) -> Self {
        Self { request, answer: PhantomData }
    }

    pub fn get() -> Self {
        Self::of(Request::new(Route::get("/things"), &[]))
    }

    pub fn put(body: impl IntoBody) -> Self {
        Self::of(Request::new(Route::put("/things"), &[]).body(body))
    }

    pub fn delete(body: impl IntoBody) -> Self {
        Self::of(Request::new(Route::delete("/things"), &[]).body(body))
    }

    pub fn post(body: impl IntoBody) -> Self {
        Self::of(Request::new(Route::post("/things"), &[]).body(body))
    }
}

impl<T: FromResponse> Endpoint for Call<T> {
    type Response = T;
    type Rules = ();
    const OPERATION: Operation = Operation {
        name: "ListThings",
        title: "List things",
        page: "thing-list.md",
        base_url: "https://api.example/v1",
        routes: &["GET /things"],
        success: &[200],
        ..Operation::EMPTY
    };
    const PERMISSIONS: Permissions = Permissions::NOT_SAID;

    fn into_request(self) -> Request {
        self.request
    }
}

/// A clock that goes on when somebody waits for it, and at no other time.
#[derive(Clone, Default)]
pub struct TestClock(Arc<Mutex<Time>>);

#[derive(Default)]
struct Time {
    now: Duration,
    sleeps: Vec<Duration>,
}

/// When the clock starts: 2021-07-01T00:00:00Z.
pub const START: Duration = Duration::from_secs(1_625_097_600);

impl TestClock {
    pub fn advance(&self, time: Duration) {
        self.0.lock().unwrap().now += time;
    }

    /// How long somebody waited, each time, in seconds.
    pub fn sleeps(&self) -> Vec<u64> {
        self.0.lock().unwrap().sleeps.iter().map(Duration::as_secs).collect()
    }
}

impl Clock for TestClock {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + START + self.elapsed()
    }

    fn elapsed(&self) -> Duration {
        self.0.lock().unwrap().now
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move {
            let mut time = clock.0.lock().unwrap();
            time.now += duration;
            time.sleeps.push(duration);
        })
    }
}

/// What a service answers.
pub enum Answer {
    /// A status, headers and a body.
    Response(u16, Vec<(&'static str, String)>, ResponseBody),
    /// No answer.
    Error(TransportError),
    /// Nothing, ever.
    Silence,
}

/// A status with a body.
pub fn answer(status: u16, body: impl Into<String>) -> Answer {
    Answer::Response(status, Vec::new(), body.into().into())
}

/// A status with a header.
pub fn answer_with(status: u16, name: &'static str, value: impl Into<String>) -> Answer {
    Answer::Response(status, vec![(name, value.into())], "{}".into())
}

/// A service that answers from a list, and then with `{}`, and keeps what it was asked.
#[derive(Clone, Default)]
pub struct Service(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    answers: VecDeque<Answer>,
    seen: Vec<http::Request<Bytes>>,
}

impl Service {
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let script = Script { answers: answers.into_iter().collect(), seen: Vec::new() };
        Self(Arc::new(Mutex::new(script)))
    }

    /// What it was asked, as `GET https://..`.
    pub fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap().seen.iter().map(|request| format!("{} {}", request.method(), request.uri())).collect()
    }

    /// A header of each request; empty where it was not there.
    pub fn header(&self, name: &str) -> Vec<String> {
        let text = |request: &http::Request<Bytes>| {
            request.headers().get(name).map_or_else(String::new, |value| value.to_str().unwrap().to_owned())
        };
        self.0.lock().unwrap().seen.iter().map(text).collect()
    }

    /// The bodies of the requests.
    pub fn bodies(&self) -> Vec<String> {
        let text = |request: &http::Request<Bytes>| String::from_utf8(request.body().to_vec()).unwrap();
        self.0.lock().unwrap().seen.iter().map(text).collect()
    }

    /// A client of the service at `https://api.example/v1`, by a clock, whose random waits are the longest.
    pub fn client(&self, clock: &TestClock) -> ClientBuilder {
        Client::builder("https://api.example/v1").transport(self.clone()).clock(clock.clone()).random(|| u64::MAX)
    }
}

impl Transport for Service {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(async {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.map_err(TransportError::permanent)?;
            let answer = {
                let mut script = self.0.lock().unwrap();
                script.seen.push(http::Request::from_parts(parts, body));
                script.answers.pop_front()
            };
            match answer.unwrap_or_else(|| answer_with(200, "x-default", "1")) {
                Answer::Response(status, headers, body) => {
                    let mut response = http::Response::new(body);
                    *response.status_mut() = status.try_into().unwrap();
                    for (name, value) in headers {
                        response.headers_mut().append(name, value.parse().unwrap());
                    }
                    Ok(response)
                }
                Answer::Error(error) => Err(error),
                Answer::Silence => std::future::pending().await,
            }
        })
    }
}
