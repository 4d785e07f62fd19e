//! Many calls at once, and one answer of a million items: what each takes of memory is counted by the allocator.

#![cfg(feature = "reqwest")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; clippy only knows the tests themselves"
)]

#[path = "support/server.rs"]
mod server;
mod support;

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use docbind::transport::{BoxFuture, ReqwestTransport, Transport};
use docbind::{
    Body, Client, FromResponse, Model, ModelType, Object, Page, Property, ResponseBody, RetryPolicy, TransportError,
    Value,
};
use peak_alloc::PeakAlloc;
use serde_json::json;
use tokio::sync::Semaphore;

use server::{RUNTIME, Server, answer};
use support::Call;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// One test at a time, so that each counts its own memory.
static TURN: Mutex<()> = Mutex::new(());

/// How many calls are under way at once.
const CALLS: usize = 10_000;

/// How many connections the transport of the test opens: file handles are few, and a service would not like more either.
const CONNECTIONS: usize = 64;

/// reqwest, with so many connections at most. A call waits for its turn here.
struct Limited {
    inner: ReqwestTransport,
    turns: Semaphore,
}

impl Transport for Limited {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(async {
            let _turn = self.turns.acquire().await.map_err(TransportError::permanent)?;
            let (parts, body) = self.inner.send(request).await?.into_parts();
            // The connection is free once the body is read.
            Ok(http::Response::from_parts(parts, body.collect(1000).await?.into()))
        })
    }
}

#[test]
fn ten_thousand_calls_to_a_service_that_throttles_are_each_answered_once() {
    let _turn = TURN.lock();
    // How often each item was taken, and how often the service was asked.
    let taken = Arc::new(Mutex::new(HashMap::<String, u32>::new()));
    let (record, count) = (Arc::clone(&taken), AtomicUsize::new(0));
    let server = Server::new(move |asked| {
        let number = count.fetch_add(1, Ordering::Relaxed);
        if number % 3 == 2 {
            return vec![answer("429 Too Many Requests\r\nretry-after: 0", r#"{"error":{"code":"busy"}}"#)];
        }
        *record.lock().unwrap().entry(String::from_utf8(asked.body.clone()).unwrap()).or_default() += 1;
        vec![answer("201 Created", &asked.body)]
    });
    let transport = Limited { inner: ReqwestTransport::new().unwrap(), turns: Semaphore::new(CONNECTIONS) };
    // One in three is throttled, so that somebody is throttled ten times in a row.
    let client = Client::builder(&server.base_url).transport(transport).retry(RetryPolicy::new().tries(100));
    let client = client.build().unwrap();
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let calls: Vec<_> = (0..CALLS)
        .map(|id| {
            let client = client.clone();
            // A POST, which is not sent again unless the service did not take it.
            RUNTIME.spawn(async move { client.send(Call::<Value>::post(json!({"id": id}))).await })
        })
        .collect();
    let answers = calls.into_iter().map(|call| RUNTIME.block_on(call).unwrap().unwrap());
    for (id, answer) in answers.enumerate() {
        assert_eq!(answer, json!({"id": id}));
    }
    let taken = taken.lock().unwrap();
    assert_eq!(taken.len(), CALLS);
    assert!(taken.values().all(|times| *times == 1));
    assert!(server.asked().len() > CALLS * 4 / 3, "it throttled");
    // What the server keeps of 15,000 requests is counted, too.
    let each = (MEMORY.peak_usage() - before) / CALLS;
    println!("{each} bytes for each call under way, at most");
    assert!(each < 16_000, "{each} bytes for each call");
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Thing(Object);

impl Model for Thing {
    const TYPE: &'static ModelType =
        &ModelType { name: "thing", page: "thing.md", properties: &[], read_only: &[], subtypes: &[] };

    fn from_object(object: Object) -> Self {
        Self(object)
    }

    fn as_object(&self) -> &Object {
        &self.0
    }
}

#[test]
fn a_page_of_a_million_items_is_read() {
    let _turn = TURN.lock();
    const ITEMS: usize = 1_000_000;
    let mut body = String::from(r#"{"value":["#);
    for number in 0..ITEMS {
        let comma = if number == 0 { "" } else { "," };
        body.push_str(&format!(r#"{comma}{{"id":"{number:07}","name":"x"}}"#));
    }
    body.push_str("]}");
    let length = body.len();
    let server = Server::always([answer("200 OK", body)]);
    let client = Client::builder(&server.base_url).build().unwrap();
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let page = RUNTIME.block_on(client.send(Call::<Page<Thing>>::get())).unwrap();
    let (held, peak) = (MEMORY.current_usage() - before, MEMORY.peak_usage() - before);
    println!("{} KB of JSON, {} KB as models, {} KB at most", length >> 10, held >> 10, peak >> 10);
    assert_eq!(page.items.len(), ITEMS);
    let id: Property<&str> = docbind::get(&page.items[ITEMS - 1], "id");
    assert_eq!(id.value(), Some("0999999"));
    assert!(peak < 12 * length, "{peak}");
    assert!(Page::<Thing>::from_response(http::Response::new(docbind::Bytes::from_static(b"{}"))).is_err());
}
