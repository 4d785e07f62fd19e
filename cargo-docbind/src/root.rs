//! A folder or page as the user names it in; the reference read from it out.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use docbind_codegen::options::FaultyPages;
use docbind_codegen::render::{Colour, render_diagnostic};
use docbind_codegen::{Diagnostic, Levels, Options, Reference, Selection, nearest_name, read_reference};

use crate::failure::Failure;
use crate::progress::with_progress;
use crate::session::Session;

/// How many faults of the settings are shown.
const MOST_SHOWN: usize = 20;

/// What a command reads.
pub(crate) struct Wanted<'a> {
    /// The doc root, as the user names it.
    pub(crate) dir: &'a Path,
    /// Which pages below it.
    pub(crate) selection: Selection,
    /// The levels that the user sets.
    pub(crate) levels: Levels,
    /// What becomes of a page with an error.
    pub(crate) faulty_pages: Option<FaultyPages>,
}

impl<'a> Wanted<'a> {
    /// The pages of a folder, at the default levels.
    pub(crate) fn new(dir: &'a Path, selection: Selection) -> Self {
        Self { dir, selection, levels: Levels::default(), faulty_pages: None }
    }

    /// Reads it. What cannot be the user's meaning, such as a folder that is not there, is a failure and no diagnostic.
    pub(crate) fn read(self, session: &Session) -> Result<Reference, Failure> {
        check_folder(self.dir)?;
        let what = format!("reading {}", self.dir.display());
        let options = self.options(session);
        let reference = with_progress(session, &what, || read_reference(&options));
        check_settings(&reference)?;
        Ok(reference)
    }

    /// How it is read.
    pub(crate) fn options(self, session: &Session) -> Options {
        let Self { dir, selection, levels, faulty_pages } = self;
        let settings = session.settings_file();
        Options { selection, levels, faulty_pages, settings, ..Options::folder(dir) }
    }
}

/// Fails where there is no such folder.
pub(crate) fn check_folder(dir: &Path) -> Result<(), Failure> {
    match fs::metadata(dir) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => Err(Failure::refused(format!("`{}` is a file, not a folder of pages", dir.display()))
            .help("name the folder; `cargo docbind show` takes one page")),
        Err(error) => Err(missing("folder", dir, &error)),
    }
}

/// Why a path cannot be used, with the name that was perhaps meant.
fn missing(what: &str, path: &Path, error: &io::Error) -> Failure {
    if error.kind() != io::ErrorKind::NotFound {
        return Failure::refused(format!("cannot read the {what} `{}`: {error}", path.display()));
    }
    let failure = Failure::refused(format!("there is no {what} `{}`", path.display()));
    match near_path(path) {
        Some(near) => failure.help(format!("did you mean `{}`?", near.display())),
        None => failure.help("paths are relative to the current folder"),
    }
}

fn near_path(path: &Path) -> Option<PathBuf> {
    let parent = path.parent()?;
    let folder = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let entries = fs::read_dir(folder).ok()?;
    let mut names: Vec<String> = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort_unstable();
    let near = nearest_name(path.file_name()?.to_str()?, names.iter().map(String::as_str))?;
    Some(parent.join(near))
}

/// What is wrong with settings ends the command. A fault that has a place is shown there.
pub(crate) fn check_settings(reference: &Reference) -> Result<(), Failure> {
    let faults: Vec<&Diagnostic> = reference.diagnostics.iter().filter(|fault| fault.code.is_of_settings()).collect();
    let Some(first) = faults.first() else { return Ok(()) };
    if first.span.is_none() {
        return Err(Failure { help: first.help.clone(), ..Failure::refused(first.message.clone()) });
    }
    let (sources, levels) = (&reference.sources, Levels::default());
    let shown = faults.iter().take(MOST_SHOWN).map(|fault| render_diagnostic(fault, sources, &levels, Colour::Ansi));
    let mut report = shown.collect::<Vec<_>>().join("\n\n");
    if faults.len() > MOST_SHOWN {
        let _ = write!(report, "\n\nand {} more", faults.len() - MOST_SHOWN);
    }
    Err(Failure { report: Some(report), ..Failure::refused("the settings cannot be used, so nothing was done") })
}

/// A page, and the doc root that it lies below.
#[derive(Debug)]
pub(crate) struct PagePath {
    /// The doc root.
    pub(crate) root: PathBuf,
    /// The doc root in reports; empty for the current folder.
    pub(crate) label: String,
    /// The page, as a path below the doc root with `/`.
    pub(crate) page: String,
}

impl PagePath {
    /// Finds the doc root of a page: the one that is named, else the current folder, else the page's own folder.
    pub(crate) fn find(page: &Path, root: Option<&Path>) -> Result<Self, Failure> {
        if let Some(root) = root {
            check_folder(root)?;
        }
        let below_root = root.map(|root| root.join(page)).filter(|joined| !page.exists() && joined.exists());
        let page = below_root.as_deref().unwrap_or(page);
        let full = canonical_page(page)?;
        if let Some(root) = root {
            let label = root.to_string_lossy().into_owned();
            return Self::below(root, &label, &full).ok_or_else(|| {
                Failure::refused(format!("the page `{}` does not lie below the doc root `{label}`", page.display()))
                    .help("name a folder that the page lies below with `--root DIR`")
            });
        }
        let parent = page.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let own = || Self::below(parent, &parent.to_string_lossy(), &full);
        Self::below(Path::new("."), "", &full)
            .or_else(own)
            .ok_or_else(|| Failure::refused(format!("`{}` is no path that can be written as text", page.display())))
    }

    fn below(root: &Path, label: &str, full: &Path) -> Option<Self> {
        let root = root.canonicalize().ok()?;
        let parts = full.strip_prefix(&root).ok()?.iter().map(|part| part.to_str()).collect::<Option<Vec<_>>>()?;
        Some(Self { root, label: label.to_owned(), page: parts.join("/") })
    }

    /// Reads the page, and all that it includes.
    pub(crate) fn read(&self, session: &Session) -> Result<Reference, Failure> {
        Self::read_options(Options { label: self.label.clone(), ..Options::page(&self.root, &self.page) }, session)
    }

    fn read_options(options: Options, session: &Session) -> Result<Reference, Failure> {
        let reference = read_reference(&Options { settings: session.settings_file(), ..options });
        check_settings(&reference)?;
        Ok(reference)
    }

    /// Reads all pages of the doc root.
    pub(crate) fn read_all(&self, session: &Session) -> Result<Reference, Failure> {
        Self::read_options(Options { label: self.label.clone(), ..Options::folder(&self.root) }, session)
    }
}

/// The page's path without links on the way to it; a link at its end stays, for the reader to judge.
fn canonical_page(page: &Path) -> Result<PathBuf, Failure> {
    match fs::metadata(page) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(Failure::refused(format!("`{}` is a folder, not a page", page.display()))
                .help("name a page; `cargo docbind list` takes a folder"));
        }
        Ok(_) => {}
        Err(error) => return Err(missing("page", page, &error)),
    }
    let parent = page.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = page.file_name().ok_or_else(|| Failure::refused(format!("`{}` names no page", page.display())))?;
    let parent = parent.canonicalize().map_err(|error| missing("page", page, &error))?;
    Ok(parent.join(name))
}
