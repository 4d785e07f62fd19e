//! One page, a struct of one's own: the derive holds its fields against the page.

use docbind::{Endpoint, Value};

#[derive(docbind::Endpoint)]
#[endpoint("docs/api/note-update.md")]
struct Rename<'a> {
    note_id: &'a str,
    body: Value,
}

fn main() -> Result<(), docbind::Error> {
    let rename = Rename { note_id: "note-1", body: Value::from("a title") };
    let request = rename.to_http(Rename::OPERATION.base_url)?;
    println!("{} {}", request.method(), request.uri());
    Ok(())
}
