//! A day's work in a tenant, against a service in this process: lists all users page by page, moves some to another department
//! in batches that the service throttles, uploads a file in ranges, and waits for a copy of it.
//!
//! ```text
//! cargo run --example tenant
//! ```

mod service;

use std::sync::Arc;

use bytes::Bytes;
use docbind::{Client, Progress, RetryPolicy};
use graph::drive_item::{CopyItem, CopyItemBody, DriveItemCreateUploadSession, DriveItemCreateUploadSessionBody};
use graph::models::User;
use graph::user::UpdateUser;
use graph::{Graph, models};
use service::{BASE_URL, Service};

mod graph {
    #[docbind::client("docs/api")]
    pub struct Graph;
}

/// How large the file is: three ranges.
const SIZE: usize = 3 * 320 * 1024;

#[tokio::main]
async fn main() -> Result<(), docbind::Error> {
    let service = Arc::new(Service::default());
    let server = Arc::clone(&service);
    let transport = docbind::transport::from_fn(move |request| {
        let server = Arc::clone(&server);
        async move { server.answer(&request) }
    });
    let retry = RetryPolicy::new().tries(10);
    let client = Client::builder(BASE_URL).token("a-token").transport(transport).retry(retry).build()?;
    let graph = Graph::new(client.clone());

    let users = list_users(&graph).await?;
    println!("users: {}", users.len());
    move_users(&client, &users).await?;
    println!("user-7 is in: {}", service.department("user-7").as_deref().unwrap_or("no department"));
    let file = upload(&client, &graph).await?;
    println!("uploaded: {} of {} bytes", service.uploaded(), SIZE);
    copy(&client, &graph, &file).await
}

/// The ids of all users.
async fn list_users(graph: &Graph) -> Result<Vec<String>, docbind::Error> {
    let mut pages = graph.list_users().with(|list| list.select("id,displayName")).pages();
    let mut ids = Vec::new();
    while let Some(page) = pages.next().await.transpose()? {
        println!("a page of {}", page.items.len());
        for user in &page.items {
            ids.extend(user.id().optional()?.map(str::to_owned));
        }
    }
    Ok(ids)
}

/// Moves every second user. A part that is throttled is sent again, alone.
async fn move_users(client: &Client, users: &[String]) -> Result<(), docbind::Error> {
    let body = User::new().set_department("Lighthouse");
    let mut batch = client.batch();
    let moved = users.iter().skip(1).step_by(2);
    let parts: Vec<_> = moved.map(|id| batch.add(UpdateUser::user(id, &body))).collect();
    let count = parts.len();
    let mut answers = batch.send().await?;
    for part in parts {
        answers.take(part)?;
    }
    println!("moved: {count}");
    Ok(())
}

/// Uploads a file in ranges; one of them fails and is sent again.
async fn upload(client: &Client, graph: &Graph) -> Result<String, docbind::Error> {
    let session = graph
        .send(DriveItemCreateUploadSession::me_drive_root("report.bin", &DriveItemCreateUploadSessionBody::new()))
        .await?;
    let url = session.upload_url().optional()?.unwrap_or_default().to_owned();
    let file = Bytes::from(vec![7; SIZE]);
    let mut upload = client
        .upload(url, file)
        .range_size(320 * 1024)
        .on_progress(|sent, total| println!("sent {} %", 100 * sent / total));
    let item: models::DriveItem = upload.finish().await?;
    Ok(item.id().optional()?.unwrap_or_default().to_owned())
}

/// Copies the file, and waits until the copy is there.
async fn copy(client: &Client, graph: &Graph, file: &str) -> Result<(), docbind::Error> {
    let body = CopyItemBody::new().set_name("copy.bin");
    let location = graph.send(CopyItem::me_drive_item(file, &body)).await?;
    let mut monitor = client.monitor(&location)?;
    while let Some(progress) = monitor.next().await.transpose()? {
        match progress {
            Progress::Running { percent, .. } => println!("copied {} %", percent.unwrap_or_default()),
            Progress::Done(done) => println!("copy: {}", done.resource_id().unwrap_or("no id")),
            other => println!("{other:?}"),
        }
    }
    Ok(())
}
