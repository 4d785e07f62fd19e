//! Crates as users have them, built by cargo: each way in works with `docbind` alone, and an edited page is a new build.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fs, io};

use docbind_codegen::emit::Target;
use docbind_codegen::print::{Layout, print_reference};
use docbind_codegen::{Options, read_reference};

const GET_PAGE: &str = "downstream/docs/api/note-get.md";
const DELETE_PAGE: &str = "downstream/docs/api/note-delete.md";
const UPDATE_PAGE: &str = "downstream/docs/api/note-update.md";
const PERMISSIONS: &str = "downstream/docs/api/includes/note-permissions.md";

/// One build at a time: the tests share a target folder.
static BUILD: Mutex<()> = Mutex::new(());

#[test]
fn every_way_in_compiles_without_a_warning() {
    let crates = Crates::new("compiles");
    for name in ["downstream", "build-script"] {
        let output = crates.cargo(name, &["check"]);
        assert!(output.status.success(), "{}", text(&output));
        assert!(!text(&output).contains("warning"), "{}", text(&output));
    }
}

#[test]
fn an_edited_page_is_seen_by_each_macro() {
    let crates = Crates::new("edited");
    let check = |bin: &str| crates.cargo("downstream", &["check", "--bin", bin]);
    for bin in ["one_page", "own_struct", "folder"] {
        assert!(check(bin).status.success(), "{}", text(&check(bin)));
    }
    for (bin, page, told) in [
        ("one_page", DELETE_PAGE, "takes 2 arguments but 1 argument was supplied"),
        ("own_struct", UPDATE_PAGE, "the field `book_id` is missing"),
        ("folder", GET_PAGE, "takes 2 arguments but 1 argument was supplied"),
    ] {
        let before = crates.edit(page, "/notes/{note-id}", "/books/{book-id}/notes/{note-id}");
        let output = check(bin);
        assert!(!output.status.success() && text(&output).contains(told), "{}", text(&output));
        crates.write(page, &before);
        assert!(check(bin).status.success(), "{}", text(&check(bin)));
    }
}

#[test]
fn an_edited_include_is_seen_by_the_macros() {
    let crates = Crates::new("include");
    let run = || text(&crates.cargo("downstream", &["run", "--bin", "one_page"]));
    assert!(run().contains("an application needs Notes.ReadWrite.All"), "{}", run());
    crates.edit(PERMISSIONS, "Notes.ReadWrite.All", "Notes.Delete.All");
    assert!(run().contains("an application needs Notes.Delete.All"), "{}", run());
}

#[test]
fn an_edited_or_added_page_is_seen_by_the_build_script() {
    let crates = Crates::new("build-script");
    let run = || text(&crates.cargo("build-script", &["run"]));
    assert!(run().contains("GET https://notes.example/v1/notes/note-1"), "{}", run());
    crates.edit(GET_PAGE, "/notes/{note-id}", "/all-notes/{note-id}");
    assert!(run().contains("GET https://notes.example/v1/all-notes/note-1"), "{}", run());

    let page = crates.read(GET_PAGE).replace("Get note", "Find note");
    crates.write("downstream/docs/api/note-find.md", &page);
    crates.edit("build-script/src/main.rs", "note::GetNote::new", "note::FindNote::new");
    assert!(run().contains("GET https://notes.example/v1/all-notes/note-1"), "{}", run());
}

#[test]
fn a_client_of_several_crates_compiles_with_any_features() {
    let crates = Crates::new("several");
    crates.generate_several("graph");
    let check = |command: &[&str], features: &str| {
        let output = crates.cargo("graph", &[command, &["--no-default-features", "--features", features]].concat());
        assert!(output.status.success(), "{features}: {}", text(&output));
        assert!(!text(&output).contains("warning"), "{features}: {}", text(&output));
    };
    for features in ["", "cloud-communications", "full"] {
        check(&["check"], features);
    }
    check(&["doc", "--workspace", "--no-deps"], "full");
}

/// Copies of the example crates, to edit.
struct Crates {
    folder: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

impl Crates {
    fn new(test: &str) -> Self {
        let turn = BUILD.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("downstream").join(test);
        let crates = Self { folder, _turn: turn };
        crates.copy().expect("the target folder can be written");
        crates
    }

    fn copy(&self) -> io::Result<()> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        for name in ["downstream", "build-script"] {
            copy_folder(&root.join("examples").join(name), &self.folder.join(name))?;
            fs::copy(root.join("Cargo.lock"), self.folder.join(name).join("Cargo.lock"))?;
            let manifest = format!("{name}/Cargo.toml");
            self.edit(&manifest, "path = \"../..", &format!("path = \"{}", root.display()));
        }
        Ok(())
    }

    /// A client of the pages in docs/api.
    fn generate_several(&self, name: &str) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let api = read_reference(&Options::folder(root.join("docs/api"))).api;
        let target = Target { client: "Graph".to_owned(), visibility: "pub".to_owned(), ..Target::default() };
        for file in print_reference(&api, &target, &[], &Layout::CratesByArea(name.to_owned())) {
            let path = self.folder.join(name).join(&file.path);
            fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("the copy can be written");
            fs::write(path, file.text.as_bytes()).expect("the copy can be written");
        }
        let manifest = format!("{name}/Cargo.toml");
        let patch = format!("[workspace]\n\n[patch.crates-io]\ndocbind = {{ path = \"{}\" }}\n", root.display());
        self.write(&manifest, &format!("{}\n{patch}", self.read(&manifest)));
        fs::copy(root.join("Cargo.lock"), self.folder.join(name).join("Cargo.lock")).expect("the copy can be written");
    }

    /// Runs cargo in one of the crates. The versions of the workspace's lock file are there already, so no network is needed.
    fn cargo(&self, name: &str, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO"))
            .args(arguments)
            .args(["--offline", "--quiet"])
            .current_dir(self.folder.join(name))
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("downstream-target"))
            .env_remove("RUSTFLAGS")
            .output()
            .expect("cargo runs")
    }

    /// Replaces a text in a file, and returns what was there before.
    fn edit(&self, path: &str, from: &str, to: &str) -> String {
        let before = self.read(path);
        assert!(before.contains(from), "`{from}` is in {path}");
        self.write(path, &before.replace(from, to));
        before
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.join(path)).expect("the file is in the copy")
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.folder.join(path), text).expect("the copy can be written");
    }
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            _ if entry.file_name() == "target" => {}
            true => copy_folder(&entry.path(), &to)?,
            false => fs::write(to, fs::read(entry.path())?)?,
        }
    }
    Ok(())
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
