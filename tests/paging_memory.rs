//! How much memory a walk through many pages takes: that of one page, however many there are.

use std::sync::atomic::{AtomicUsize, Ordering};

use docbind::transport::from_fn;
use docbind::{Client, Endpoint, Operation, Page, Permissions, Request, Value};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

struct ListThings;

impl Endpoint for ListThings {
    type Response = Page<Value>;
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
        Request::of::<Self>(0, &[])
    }
}

/// A page of a hundred items, and a link to the next.
fn page(number: usize) -> String {
    let items = vec![r#"{"id": "0123456789", "name": "a thing among others"}"#; 100].join(",");
    format!(r#"{{"value": [{items}], "@odata.nextLink": "https://api.example/v1/things?page={number}"}}"#)
}

#[tokio::test]
async fn a_walk_through_many_pages_takes_the_memory_of_one() {
    let count = AtomicUsize::new(0);
    let transport = from_fn(move |_| {
        let answer = page(count.fetch_add(1, Ordering::Relaxed));
        async move { Ok(http::Response::new(answer)) }
    });
    let client = Client::builder("https://api.example/v1").transport(transport).build().unwrap();
    let mut items = client.call(ListThings).items();
    let mut peaks = Vec::new();
    for pages in [20, 1000] {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        for _ in 0..pages * 100 {
            items.next().await.unwrap().unwrap();
        }
        peaks.push(MEMORY.peak_usage().saturating_sub(before));
    }
    assert!(peaks[1] <= peaks[0] + 10_000, "{peaks:?} bytes");
}
