//! One page, one typed call: `cargo run --example delete_participant`.
//!
//! The page is docs/api/participant-delete.md. A small server on this machine stands in for the service and answers as the
//! page's example says.

use docbind::{Client, Endpoint};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// The page says the rest: route, arguments, permissions, answer.
#[docbind::endpoint("docs/api/participant-delete.md")]
pub struct DeleteParticipant;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base_url = format!("http://{}/beta", listener.local_addr()?);
    let server = tokio::spawn(answer_one(listener));

    let client = Client::builder(base_url).token("a-token").build()?;
    client.send(DeleteParticipant::new("call-1", "participant-2")).await?;

    let operation = DeleteParticipant::OPERATION;
    println!("page:        {} ({})", operation.page, operation.title);
    println!("request:     {}", server.await??);
    println!("answer:      success, as the page says: {:?}", operation.success);
    let permissions = DeleteParticipant::PERMISSIONS;
    println!("permissions: delegated, work or school account: {}", permissions.delegated_work);
    println!("             delegated, personal account:       {}", permissions.delegated_personal);
    println!("             application:                       {}", permissions.application);
    Ok(())
}

/// Answers one request with `204 No Content`, and returns its first line.
async fn answer_one(listener: TcpListener) -> std::io::Result<String> {
    let (mut connection, _) = listener.accept().await?;
    let mut lines = BufReader::new(&mut connection).lines();
    let request_line = lines.next_line().await?.unwrap_or_default();
    while lines.next_line().await?.is_some_and(|line| !line.is_empty()) {}
    connection.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").await?;
    Ok(request_line)
}
