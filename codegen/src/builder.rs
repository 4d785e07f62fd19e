//! The door for build.rs: a doc root in; a file below `OUT_DIR` for `docbind::include_api!` out.

use std::env;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::diagnostic::Level;
use crate::lock::Lock;
use crate::options::{FaultyPages, Options, Selection, SettingsFile, UseLevel};
use crate::print::{Layout, print_reference};
use crate::render::{Colour, count, render_all};
use crate::settings::UseSettings;
use crate::source::SourceMap;
use crate::write::{WriteError, apply, compare};
use crate::{Reference, read_reference};

/// Generates a client in a build script.
///
/// ```no_run
/// docbind_codegen::Builder::new("docs/api").emit_or_exit("calls");
/// ```
/// and in the crate: `docbind::include_api!("calls");`
#[derive(Clone, Debug)]
pub struct Builder {
    docs: PathBuf,
    options: Options,
    client: Option<String>,
    uses: UseSettings,
    out_dir: Option<PathBuf>,
    lock: Option<PathBuf>,
    faults: Vec<String>,
}

/// Why nothing was generated.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// What the caller set is not usable.
    Settings(String),
    /// The pages have errors; the report says where and what to do.
    Pages(String),
    /// The lock cannot be read, or the pages are not as it says; the report says how.
    Lock(String),
    /// The output could not be written.
    Write(WriteError),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Settings(what) => f.write_str(what),
            Self::Pages(report) | Self::Lock(report) => f.write_str(report.trim_end()),
            Self::Write(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {}

impl Builder {
    /// A builder for the pages below a folder, which is relative to the crate's manifest.
    pub fn new(docs: impl AsRef<Path>) -> Self {
        let docs = docs.as_ref().to_owned();
        Self {
            docs,
            options: Options::default(),
            client: None,
            uses: UseSettings::default(),
            out_dir: None,
            lock: None,
            faults: Vec::new(),
        }
    }

    /// Reads only pages whose path below the folder matches this glob or another one given so.
    pub fn include(mut self, glob: impl Into<String>) -> Self {
        if let Selection::Folder { include, .. } = &mut self.options.selection {
            include.push(glob.into());
        }
        self
    }

    /// Leaves out pages whose path below the folder matches this glob.
    pub fn exclude(mut self, glob: impl Into<String>) -> Self {
        if let Selection::Folder { exclude, .. } = &mut self.options.selection {
            exclude.push(glob.into());
        }
        self
    }

    /// Names the client. Without this call it has the name in the settings, or is named after the output: `calls` gives `Calls`.
    pub fn client(mut self, name: impl Into<String>) -> Self {
        self.client = Some(name.into());
        self
    }

    /// Sets the level of a diagnostic by its code, or of all warnings by `warnings`.
    pub fn level(mut self, code: &str, level: Level) -> Self {
        self.faults.extend(self.options.levels.set(code, level).err());
        self
    }

    /// Fails the build where a page has an error. Otherwise the page's endpoint is left out, and a warning says so.
    pub fn faulty_pages(mut self, faulty_pages: FaultyPages) -> Self {
        self.options.faulty_pages = Some(faulty_pages);
        self
    }

    /// What becomes of a use of what its page calls deprecated. Without this call the compiler warns.
    pub fn deprecated(mut self, level: UseLevel) -> Self {
        self.uses.deprecated = Some(level);
        self
    }

    /// What becomes of a use of what its page calls a preview. Without this call the compiler warns.
    pub fn preview(mut self, level: UseLevel) -> Self {
        self.uses.preview = Some(level);
        self
    }

    /// Takes the settings from this file, whose path is relative to the crate's manifest, instead of the `docbind.toml` that is found
    /// beside the pages or above them.
    pub fn settings(mut self, file: impl Into<PathBuf>) -> Self {
        let path = file.into();
        let label = path.to_string_lossy().replace('\\', "/");
        self.options.settings = SettingsFile::At { path, label };
        self
    }

    /// Fails the build where the pages or the settings are not as this lock says, whose path is relative to the crate's manifest.
    /// `cargo docbind lock` writes it.
    pub fn lock(mut self, file: impl Into<PathBuf>) -> Self {
        self.lock = Some(file.into());
        self
    }

    /// Writes to this folder instead of `OUT_DIR`.
    pub fn out_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(folder.into());
        self
    }

    /// Generates `NAME.rs` and tells cargo what it depends on.
    ///
    /// # Errors
    /// Where a setting is wrong, the pages have errors that are not to be skipped, or the file cannot be written.
    pub fn emit(&self, name: &str) -> Result<(), BuildError> {
        if let Some(fault) = self.faults.first() {
            return Err(BuildError::Settings(fault.clone()));
        }
        let out_dir = self.out_dir.clone().or_else(|| env::var_os("OUT_DIR").map(PathBuf::from));
        let out_dir = out_dir.ok_or_else(|| {
            BuildError::Settings("`OUT_DIR` is not set; call this in a build script, or set `out_dir`".to_owned())
        })?;
        let reference = self.read();
        self.report(&reference)?;
        self.check_lock(&reference)?;
        let set = || reference.settings.output.client().map(str::to_owned);
        let said = self.client.as_deref().map(crate::word::camel_name);
        let client = said.or_else(set).unwrap_or_else(|| crate::word::camel_name(name));
        let target = reference.target(client, self.uses);
        let layout = Layout::SingleFile(format!("{name}.rs"));
        let files = print_reference(&reference.api, &target, &[], &layout);
        let changes = compare(&out_dir, &files).map_err(BuildError::Write)?;
        let changes = crate::write::Changes { remove: Vec::new(), ..changes };
        apply(&out_dir, &changes).map_err(BuildError::Write)
    }

    /// As [`emit`](Self::emit); on an error, prints it and ends the build script.
    pub fn emit_or_exit(&self, name: &str) {
        if let Err(error) = self.emit(name) {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }

    fn check_lock(&self, reference: &Reference) -> Result<(), BuildError> {
        let Some(path) = &self.lock else { return Ok(()) };
        let full = manifest_folder().join(path);
        println!("cargo::rerun-if-changed={}", full.display());
        let lock = Lock::read(&full).map_err(|fault| BuildError::Lock(fault.to_string()))?;
        match lock.compare(&Lock::of(reference), &reference.sources) {
            None => Ok(()),
            Some(disagreement) => {
                let (path, docs) = (path.display(), self.docs.display());
                let mend = format!("to take them as they are, run `cargo docbind lock {docs} -o {path}`");
                Err(BuildError::Lock(format!("the pages are not as `{path}` says\n{disagreement}help: {mend}")))
            }
        }
    }

    fn read(&self) -> Reference {
        let manifest = manifest_folder();
        let settings = match &self.options.settings {
            SettingsFile::At { path, label } => SettingsFile::At { path: manifest.join(path), label: label.clone() },
            other => other.clone(),
        };
        let options = Options {
            settings,
            root: manifest.join(&self.docs),
            label: self.docs.to_string_lossy().into_owned(),
            ..self.options.clone()
        };
        read_reference(&options)
    }

    /// Tells cargo what was read, and the user what is wrong in it: errors in full, warnings by their number.
    fn report(&self, reference: &Reference) -> Result<(), BuildError> {
        for path in &reference.watched {
            println!("cargo::rerun-if-changed={}", path.display());
        }
        let counts = count(&reference.diagnostics, &self.options.levels);
        let render =
            |sources: &SourceMap, levels: &_| render_all(&reference.diagnostics, sources, levels, Colour::Plain);
        let is_fatal = reference.faulty_pages(self.options.faulty_pages) == FaultyPages::Fail
            || counts.by_code.keys().any(|(code, _)| code.is_of_settings())
            || reference.api.callable().next().is_none();
        if counts.errors > 0 && is_fatal {
            return Err(BuildError::Pages(render(&reference.sources, &self.options.levels)));
        }
        let errors_only = self.options.levels.errors_only();
        for line in render(&reference.sources, &errors_only).lines().filter(|line| !line.is_empty()) {
            println!("cargo::warning={line}");
        }
        if counts.warnings > 0 {
            let docs = self.docs.display();
            let many = if counts.warnings == 1 { "" } else { "s" };
            println!(
                "cargo::warning={} warning{many} in the pages; `cargo docbind check {docs}` shows them",
                counts.warnings
            );
        }
        Ok(())
    }
}

/// The folder of the crate whose build script runs.
fn manifest_folder() -> PathBuf {
    env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default()
}
