//! Small pages in; beside each, what the reader makes of it, out: the operation (`.json`), its code (`.rs`) and the
//! report (`.txt`). Pages of resources in; the code of fifteen of them out.
//!
//! ```text
//! UPDATE_GOLDEN=1 cargo test -p docbind-codegen --test golden
//! ```
//! writes what is made now; read the difference before it is kept. The code is compiled by `tests/golden_compile.rs`.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use docbind_codegen::print::{Layout, print_reference};
use docbind_codegen::render::{Colour, render_all};
use docbind_codegen::{Levels, Options, Reference, read_reference, read_texts};

#[path = "shared/printed.rs"]
mod printed;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[test]
fn pages_are_read_as_their_goldens_say() {
    let pages = markdown_files(&folder());
    assert!(pages.len() >= 8, "the pages are found");
    let mut differing = Vec::new();
    for page in &pages {
        let reference = read_golden(page);
        printed::check_printed(&reference);
        printed::check_names(&reference.api);
        for (extension, text) in outputs(&reference) {
            let path = folder().join(page).with_extension(extension);
            differing.extend(compare(&path, &text));
        }
    }
    assert!(differing.is_empty(), "{}\nUPDATE_GOLDEN=1 takes what is made now", differing.join("\n"));
}

/// The resources of `docs/api` whose code is kept: each kind of property, inheritance over several levels, an enumeration, an
/// open type, a namespace of its own.
const MODELS: &[&str] = &[
    "attendee",
    "body_type",
    "call",
    "call_records/session",
    "drive_item",
    "email_address",
    "event",
    "identity_set",
    "ios_lob_app",
    "mobile_app",
    "open_type_extension",
    "password_profile",
    "recurrence_pattern",
    "subscription",
    "user",
];

#[test]
fn models_read_as_their_goldens_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/api");
    let reference = read_reference(&Options::folder(root));
    let files = print_reference(&reference.api, &printed::target(), &[], &Layout::Module);
    let mut differing = Vec::new();
    for name in MODELS {
        let path = format!("models/{name}.rs");
        let file = files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("{path} is not generated"));
        let golden = folder().join("models").join(format!("{}.rs", name.replace('/', "_")));
        differing.extend(compare(&golden, &file.text));
    }
    assert!(differing.is_empty(), "{}\nUPDATE_GOLDEN=1 takes what is made now", differing.join("\n"));
}

/// Names of the Markdown files of a folder, in order.
fn markdown_files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".md")).collect();
    names.sort();
    names
}

/// Reads a page, and all includes beside it.
fn read_golden(page: &str) -> Reference {
    let includes = markdown_files(&folder().join("includes")).into_iter().map(|name| format!("includes/{name}"));
    let paths = includes.chain([page.to_owned()]);
    read_texts(paths.map(|path| {
        let text = fs::read_to_string(folder().join(&path)).unwrap();
        (path, text)
    }))
}

fn outputs(reference: &Reference) -> [(&'static str, String); 3] {
    let operations = serde_json::to_string_pretty(&reference.api.operations).unwrap();
    let code = print_reference(&reference.api, &printed::target(), &[], &Layout::SingleFile("api.rs".to_owned()));
    let report = render_all(&reference.diagnostics, &reference.sources, &Levels::default(), Colour::Plain);
    let code = code.iter().map(|file| &*file.text).collect();
    [("json", format!("{operations}\n")), ("rs", code), ("txt", report)]
}

/// What differs from a golden, if something does; writes the golden where it is to be updated.
fn compare(path: &Path, text: &str) -> Option<String> {
    let golden = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    if golden == text {
        return None;
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path, text).unwrap();
        return None;
    }
    let differs = golden.lines().zip(text.lines()).position(|(old, new)| old != new);
    let line = differs.unwrap_or_else(|| golden.lines().count().min(text.lines().count()));
    let show = |text: &str| text.lines().nth(line).unwrap_or("the end").to_owned();
    Some(format!("{}:{}\n  golden: {}\n  now:    {}", path.display(), line + 1, show(&golden), show(text)))
}
