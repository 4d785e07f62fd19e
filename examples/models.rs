//! Reads a user, changes two properties, and sends the change, through a transport that answers by itself.
//!
//! ```text
//! cargo run --example models
//! ```

use bytes::Bytes;
use docbind::{Client, Model, Property};
use graph::Graph;
use graph::models::User;
use graph::user::{GetUser, UpdateUser};

mod graph {
    #[docbind::client("docs/api")]
    pub struct Graph;
}

const ADELE: &str = r##"{
    "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#users/$entity",
    "id": "87d349ed-44d7-43e1-9a83-5f2406dee5bd",
    "displayName": "Adele Vance",
    "department": null,
    "businessPhones": ["+47 555 0100"],
    "jobTitle": 7,
    "favouriteKnot": "bowline"
}"##;

#[tokio::main]
async fn main() -> Result<(), docbind::Error> {
    let transport = docbind::transport::from_fn(|request: http::Request<Bytes>| async move {
        println!("{} {} {}", request.method(), request.uri().path(), String::from_utf8_lossy(request.body()));
        let is_read = request.method() == http::Method::GET;
        let answer = http::Response::builder().status(if is_read { 200 } else { 204 });
        Ok(answer.body(if is_read { ADELE } else { "" }).expect("a status and a body make a response"))
    });
    let client = Client::builder("https://graph.microsoft.com/v1.0").token("a-token").transport(transport).build()?;
    let graph = Graph::new(client);

    let user = graph.send(GetUser::user("adele")).await?;
    println!("name: {}", user.display_name().optional()?.unwrap_or("not told"));
    match user.department() {
        Property::Value(name) => println!("department: {name}"),
        Property::Null => println!("department: none"),
        Property::Absent => println!("department: not told"),
        Property::Mistyped(error) => println!("department: {error}"),
    }
    for fault in user.faults() {
        println!("fault: {fault}");
    }
    println!("not on the page: {:?}", user.property("favouriteKnot"));

    let changes = User::new().set_job_title("Lamp keeper").clear(User::department);
    graph.send(UpdateUser::user("adele", &changes)).await?;
    Ok(())
}
