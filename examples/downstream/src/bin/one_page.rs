//! One page: the attribute fills the struct.

use docbind::Endpoint;

/// Removes a note.
#[docbind::endpoint("docs/api/note-delete.md")]
pub struct DeleteNote;

fn main() -> Result<(), docbind::Error> {
    let request = DeleteNote::new("note-1").if_match("v2").to_http(DeleteNote::OPERATION.base_url)?;
    println!("{} {}", request.method(), request.uri());
    println!("an application needs {}", DeleteNote::PERMISSIONS.application);
    Ok(())
}
