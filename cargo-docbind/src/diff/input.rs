//! A folder, a file or a revision in; its model, and what reports call its places, out.

use std::path::Path;

use docbind_codegen::api::{Api, Place};
use docbind_codegen::lock::Lock;
use docbind_codegen::source::SourceMap;
use docbind_codegen::{Levels, Reference};

use super::document::{Document, parse, read_bounded};
use super::sides::Side;
use crate::args::DiffArgs;
use crate::failure::Failure;
use crate::progress::with_progress;
use crate::report::Report;
use crate::root::{Wanted, check_settings};
use crate::session::Session;

/// A reference that is compared.
pub(super) struct Input {
    /// What the user calls it.
    name: String,
    pub(super) api: Api,
    /// Whether it is of a lock, which holds digests in the place of words.
    is_lock: bool,
    /// The texts, where they were read: they know how paths are shown.
    sources: Option<SourceMap>,
}

impl Input {
    /// What pages say.
    fn of_reference(name: String, reference: Reference) -> Self {
        Self { name, api: reference.api, is_lock: false, sources: Some(reference.sources) }
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
                if let Some(bytes) = revision.file() {
                    return with_progress(session, &what, || Self::of_document(name, parse(name, &bytes?)?));
                }
                let reference = with_progress(session, &what, || -> Result<Reference, Failure> {
                    Ok(revision.texts(name, selection, session)?.read())
                })?;
                check_settings(&reference)?;
                Self::of_pages(name.clone(), Path::new(name), reference, session)
            }
            Side::File(path) => with_progress(session, &format!("reading {}", path.display()), || {
                let name = path.to_string_lossy();
                Self::of_document(&name, parse(&name, &read_bounded(path)?)?)
            }),
        }
    }

    fn of_document(name: &str, document: Document) -> Result<Self, Failure> {
        let (api, is_lock) = match document {
            Document::Model(api) => (api, false),
            Document::Lock(lock) => (lock.api(), true),
        };
        Ok(Self { name: name.to_owned(), api, is_lock, sources: None })
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

    /// Where one of the two is of a lock, makes the other hold what a lock holds, and no more.
    pub(super) fn align(&mut self, other: &Self) {
        if other.is_lock && !self.is_lock {
            self.api = Lock::of_api(&self.api).api();
        }
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
