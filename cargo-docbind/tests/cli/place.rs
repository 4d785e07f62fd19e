//! Pages in; a folder in which the program can be called, and what came of a call, out.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The project's own pages.
pub(crate) const PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/api");

pub(crate) const PAGE: &str = "\
# Get thing

Read a thing.

## Permissions

| Permission type | Permissions |
|:--|:--|
| Delegated (work or school account) | Things.Read |
| Delegated (personal Microsoft account) | Not supported. |
| Application | None |

## HTTP request

```http
GET /things/{id}
```

## Request body
Do not supply a request body.

## Response
It answers with `200 OK`.
";

/// A page of which no route can be called.
pub(crate) const FAULTY: &str = "\
# Get other

## Permissions

| Permission type | Permissions |
|:--|:--|
| Application | None |

## HTTP request

```http
GET /others/.../x
```

## Response
It answers with `200 OK`.
";

/// A folder with pages in `docs`, in which the program is called.
pub(crate) struct Place {
    pub(crate) folder: TempDir,
}

impl Place {
    pub(crate) fn new(pages: &[(&str, &str)]) -> Self {
        let place = Self { folder: TempDir::new().unwrap() };
        fs::create_dir(place.path("docs")).unwrap();
        for (name, text) in pages {
            place.write(&format!("docs/{name}"), text);
        }
        place
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    pub(crate) fn run(&self, words: &[&str]) -> Run {
        Run::of(command(words).current_dir(self.folder.path()))
    }

    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// A call of the program.
pub(crate) fn command(words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-docbind"));
    command.args(words).stdin(Stdio::null());
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command
}

/// A call of the program where it does not matter where.
pub(crate) fn run(words: &[&str]) -> Run {
    Run::of(&mut command(words))
}

/// What came of a call.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output { status, stdout, stderr } = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let run = Self { code: status.code().expect("no signal ended it"), out: text(stdout), err: text(stderr) };
        assert!(!run.err.contains("panicked"), "{}", run.err);
        run
    }

    #[track_caller]
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Self {
        assert!(self.err.contains(words), "`{words}` is not in:\n{}", self.err);
        self
    }

    #[track_caller]
    pub(crate) fn prints(self, words: &str) -> Self {
        assert!(self.out.contains(words), "`{words}` is not in:\n{}", self.out);
        self
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap())
    }
}
