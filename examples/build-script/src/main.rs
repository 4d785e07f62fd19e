//! A client from build.rs.

use docbind::Endpoint;

docbind::include_api!("notes");

fn main() -> Result<(), docbind::Error> {
    let request = note::GetNote::new("note-1").to_http(note::GetNote::OPERATION.base_url)?;
    println!("{} {}", request.method(), request.uri());
    Ok(())
}
