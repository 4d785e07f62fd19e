//! The bytes of a file in; the exported model or the lock that they are out.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use docbind_codegen::api::{Api, FORMAT_VERSION};
use docbind_codegen::lock::Lock;
use serde::Deserialize;

use crate::failure::Failure;
use crate::locked::refuse;

/// The largest file that is read. The exported model of Microsoft Graph has 16 MB.
pub(super) const MAX_BYTES: u64 = 1 << 30;

/// A file that stands for pages.
pub(super) enum Document {
    Model(Api),
    Lock(Box<Lock>),
}

/// The version of an exported model, whatever else it holds.
#[derive(Deserialize)]
struct Version {
    format_version: Option<serde_json::Value>,
}

/// Reads what a file holds. `name` is what the user calls it.
pub(super) fn parse(name: &str, bytes: &[u8]) -> Result<Document, Failure> {
    match bytes.trim_ascii_start().first() {
        Some(b'{') => parse_model(name, bytes).map(Document::Model),
        _ => parse_lock(name, bytes).map(|lock| Document::Lock(Box::new(lock))),
    }
}

fn parse_model(name: &str, bytes: &[u8]) -> Result<Api, Failure> {
    let fault = |what: &str| {
        Failure::refused(format!("`{name}` is no exported model: {what}"))
            .help("write one with `cargo docbind export DIR -o FILE`")
    };
    let version: Version = serde_json::from_slice(bytes).map_err(|error| fault(&error.to_string()))?;
    match version.format_version {
        Some(version) if version == FORMAT_VERSION => {}
        Some(version) => {
            let message = format!(
                "`{name}` is a model of the format version {version}, and this is docbind for version {FORMAT_VERSION}"
            );
            return Err(Failure::refused(message).help("export it again from its pages, or name these: `REV:PATH`"));
        }
        None => return Err(fault("it has no `format_version`")),
    }
    serde_json::from_slice(bytes).map_err(|error| fault(&error.to_string()))
}

fn parse_lock(name: &str, bytes: &[u8]) -> Result<Lock, Failure> {
    match std::str::from_utf8(bytes) {
        Ok(text) if Lock::is_lock(text) => Lock::parse(text, name).map_err(refuse),
        _ if name.to_lowercase().ends_with(".md") => {
            Err(Failure::refused(format!("`{name}` is a page, not a folder of pages"))
                .help("name the folder, and the page with `--include`"))
        }
        _ => Err(Failure::refused(format!("`{name}` is neither an exported model nor a lock"))
            .help("write one with `cargo docbind export DIR -o FILE`, or `cargo docbind lock DIR`")),
    }
}

/// Reads a file that is not larger than what is read.
pub(super) fn read_bounded(path: &Path) -> Result<Vec<u8>, Failure> {
    let fault = |what: &str| Failure::refused(format!("cannot read `{}`: {what}", path.display()));
    // Opening a pipe would wait for its writer.
    let metadata = fs::metadata(path).map_err(|error| fault(&error.to_string()))?;
    if !metadata.is_file() {
        return Err(fault("not a regular file"));
    }
    if metadata.len() > MAX_BYTES {
        return Err(fault(&format!("it has {} bytes; at most {MAX_BYTES} are read", metadata.len())));
    }
    let file = fs::File::open(path).map_err(|error| fault(&error.to_string()))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes).map_err(|error| fault(&error.to_string()))?;
    Ok(bytes)
}
