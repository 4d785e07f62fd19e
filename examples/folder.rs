//! A folder of pages, one client: `cargo run --example folder`.

use docbind::transport::from_fn;
use docbind::{Client, Endpoint};

/// A method for each page of docs/api, and a module of endpoints for each resource.
#[docbind::client("docs/api")]
pub struct Graph;

#[tokio::main]
async fn main() -> Result<(), docbind::Error> {
    // A transport that needs no network. Leave it out to send through reqwest.
    let transport = from_fn(|request| async move {
        println!("{} {}", request.method(), request.uri());
        let body = if request.method() == "GET" { r#"{"displayName": "Ana"}"# } else { "" };
        Ok(http::Response::new(body))
    });
    let client = Client::builder("https://graph.microsoft.com/v1.0").token("a-token").transport(transport).build()?;
    let graph = Graph::new(client);

    graph.delete_participant("call-1", "participant-2").await?;
    let me = graph.get_user().query("$select", "displayName").await?;
    println!("{}", me.display_name().value().unwrap_or("not told"));

    // The other routes of a page are constructors of its endpoint.
    let ana = graph.send(user::GetUser::user("ana@contoso.com")).await?;
    println!("{}", ana.display_name().value().unwrap_or("not told"));
    println!("an application needs {}", user::GetUser::PERMISSIONS.application);
    Ok(())
}
