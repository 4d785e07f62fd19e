//! A folder, an exported model or a revision in; its model, and what reports call its places, out.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use docbind_codegen::api::{Api, FORMAT_VERSION, Place};
use docbind_codegen::source::SourceMap;
use docbind_codegen::{Levels, Reference};
use serde::Deserialize;

use super::sides::Side;
use crate::args::DiffArgs;
use crate::failure::Failure;
use crate::progress::with_progress;
use crate::report::Report;
use crate::root::{Wanted, check_settings};
use crate::session::Session;

/// The largest exported model that is read. That of Microsoft Graph, laid out for people, has 120 MB.
const MAX_MODEL_BYTES: u64 = 1 << 30;

/// A reference that is compared.
pub(super) struct Input {
    /// What the user calls it.
    name: String,
    pub(super) api: Api,
    /// The texts, where they were read: they know how paths are shown.
    sources: Option<SourceMap>,
}

impl Input {
    /// What pages say.
    fn of_reference(name: String, reference: Reference) -> Self {
        Self { name, api: reference.api, sources: Some(reference.sources) }
    }

    /// Reads one side of a diff.
    pub(super) fn read(side: &Side, args: &DiffArgs, session: &Session) -> Result<Self, Failure> {
        let selection = args.selection.selection();
        match side {
            Side::Folder(dir) => {
                let reference = Wanted::new(dir, selection).read(session)?;
                let name = dir.to_string_lossy().into_owned();
                Self::of_pages(name, dir, reference, session)
            }
            Side::Revision(revision, name) => {
                let what = format!("reading {name}");
                let reference = with_progress(session, &what, || -> Result<Reference, Failure> {
                    let texts = revision.texts(name, selection, session)?;
                    Ok(texts.read())
                })?;
                check_settings(&reference)?;
                Self::of_pages(name.clone(), Path::new(name), reference, session)
            }
            Side::File(path) => Ok(Self {
                name: path.to_string_lossy().into_owned(),
                api: with_progress(session, &format!("reading {}", path.display()), || read_model(path))?,
                sources: None,
            }),
        }
    }

    fn of_pages(name: String, dir: &Path, reference: Reference, session: &Session) -> Result<Self, Failure> {
        if reference.page_count == 0 {
            let report = Report { dir, reference: &reference, levels: &Levels::default() };
            report.show_errors(session);
            return Err(Failure::refused(format!("there is no page in `{name}`"))
                .help("name the folder that the pages lie below"));
        }
        Ok(Self::of_reference(name, reference))
    }

    /// Where it comes from.
    pub(super) fn origin(&self) -> Origin<'_> {
        Origin { name: &self.name, sources: self.sources.as_ref() }
    }
}

/// Where a model comes from, for reports.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// What the user calls it.
    pub(crate) name: &'a str,
    /// The texts, where they were read: they know how paths are shown.
    pub(crate) sources: Option<&'a SourceMap>,
}

impl Origin<'_> {
    /// The file of a place, as a user finds it.
    pub(crate) fn file(&self, place: &Place) -> String {
        self.sources.map_or_else(|| place.file.clone(), |sources| sources.display_path(&place.file))
    }
}

/// The version of an exported model, whatever else it holds.
#[derive(Deserialize)]
struct Version {
    format_version: Option<serde_json::Value>,
}

fn read_model(path: &Path) -> Result<Api, Failure> {
    let bytes = read_bounded(path)?;
    let start = bytes.trim_ascii_start();
    if start.first() != Some(&b'{') {
        return Err(no_model(path, start));
    }
    let fault = |error: &serde_json::Error| {
        Failure::refused(format!("`{}` is no exported model: {error}", path.display()))
            .help("write one with `cargo docbind export DIR -o FILE`")
    };
    let version: Version = serde_json::from_slice(&bytes).map_err(|error| fault(&error))?;
    match version.format_version {
        Some(version) if version == FORMAT_VERSION => {}
        Some(version) => {
            return Err(Failure::refused(format!(
                "`{}` is a model of the format version {version}, and this is docbind for version {FORMAT_VERSION}",
                path.display()
            ))
            .help("export it again from its pages; pages of the past are in git: `cargo docbind diff REV:PATH ..`"));
        }
        None => {
            return Err(Failure::refused(format!(
                "`{}` is no exported model: it has no `format_version`",
                path.display()
            ))
            .help("write one with `cargo docbind export DIR -o FILE`"));
        }
    }
    serde_json::from_slice(&bytes).map_err(|error| fault(&error))
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, Failure> {
    let fault = |what: &str| Failure::refused(format!("cannot read `{}`: {what}", path.display()));
    // Opening a pipe would wait for its writer.
    let metadata = fs::metadata(path).map_err(|error| fault(&error.to_string()))?;
    if !metadata.is_file() {
        return Err(fault("not a regular file"));
    }
    if metadata.len() > MAX_MODEL_BYTES {
        return Err(fault(&format!("it has {} bytes; at most {MAX_MODEL_BYTES} are read", metadata.len())));
    }
    let file = fs::File::open(path).map_err(|error| fault(&error.to_string()))?;
    let mut bytes = Vec::new();
    file.take(MAX_MODEL_BYTES).read_to_end(&mut bytes).map_err(|error| fault(&error.to_string()))?;
    Ok(bytes)
}

/// What a file is that is no JSON object.
fn no_model(path: &Path, start: &[u8]) -> Failure {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    if name.ends_with(".lock") || start.starts_with(b"# docbind.lock") {
        return Failure::refused(format!("`{}` is a lock file, which cannot be compared", path.display()))
            .help("name the pages that it was written from, or an exported model");
    }
    if name.to_lowercase().ends_with(".md") {
        return Failure::refused(format!("`{}` is a page, not a folder of pages", path.display()))
            .help("name the folder, and the page with `--include`");
    }
    Failure::refused(format!("`{}` is no exported model: it does not begin with `{{`", path.display()))
        .help("write one with `cargo docbind export DIR -o FILE`")
}
