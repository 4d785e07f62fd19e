//! What a user gets wrong with each macro, and what the compiler then says.

use std::path::Path;
use std::{fs, io};

/// Each case in tests/ui with the messages beside it. `TRYBUILD=overwrite cargo test --test ui` writes them anew.
#[test]
fn faults_are_told_where_they_are() {
    place_pages().expect("the target folder can be written");
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

/// trybuild compiles the cases in a crate of its own below the target folder; paths to pages are relative to that crate.
fn place_pages() -> io::Result<()> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the folder lies below the target folder");
    let case_crate = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in ["tests/ui/pages", "docs/api"] {
        copy_folder(&root.join(folder), &case_crate.join(folder))?;
    }
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_folder(&entry.path(), &to)?,
            false => fs::copy(entry.path(), to).map(|_| ())?,
        }
    }
    Ok(())
}
