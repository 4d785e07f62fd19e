//! A folder of pages: a client with a method for each.

use docbind::transport::from_fn;
use docbind::{Client, Endpoint};

#[docbind::client("docs/api/note-get.md")]
pub struct Notes;

fn main() -> Result<(), docbind::Error> {
    let transport = from_fn(|_| async { Ok(docbind::Raw::default()) });
    let client = Client::builder(note::GetNote::OPERATION.base_url).transport(transport).build()?;
    // A call is sent when it is awaited. This crate has no async runtime, so it shows what would be called.
    println!("{:?}", Notes::new(client).get_note("note-1"));
    Ok(())
}
