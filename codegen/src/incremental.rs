//! The pages of a doc root, time and again, in; the reference that a first reading would give, out. Only pages are parsed whose
//! texts changed since the last time, or the texts of files that they include.
//!
//! All texts are read from the disk and compared, so no clock is trusted, and no notice of a change: who is told which files changed
//! can read these alone, and have all looked at afterwards.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::lower::word::Words;
use crate::lower::{Amend, Links, ReadPage};
use crate::options::Options;
use crate::page::dialect::Dialect;
use crate::parallel::in_parallel;
use crate::settings::{FoundFile, LoadedSettings};
use crate::source::{FileId, Loaded, SourceMap};
use crate::{Diagnostics, Looked, Reference, read_looked, read_page};

/// Reads the pages of a doc root time and again.
#[derive(Debug, Default)]
pub struct Rereader {
    last: Reference,
    /// What the pages say, by path; of those that the user's settings override, nothing.
    pages: HashMap<String, Arc<ReadPage>>,
    read_by: ReadBy,
    parsed: usize,
    links: Links,
    /// `None` where no file can be read alone.
    kept: Option<KeptLook>,
}

/// What was loaded, and for what.
#[derive(Debug)]
struct KeptLook {
    options: Options,
    settings: Option<FoundFile>,
    loaded: Loaded,
    diagnostics: Diagnostics,
}

impl KeptLook {
    /// Nothing is kept where a text has faults that loading it found, or where nothing was loaded.
    fn of(options: &Options, looked: &Looked) -> Option<Self> {
        let Looked { settings, loaded, diagnostics, .. } = looked;
        let is_kept = settings.faults.is_empty() && diagnostics.iter().all(|fault| fault.span.is_none());
        let (options, settings) = (options.clone(), settings.file.clone());
        is_kept.then(|| Self { options, settings, loaded: loaded.clone(), diagnostics: diagnostics.clone() })
    }

    /// Loads the same again, where at most the texts of these files are other ones, as far as can be told without a look at all.
    fn look_again(&self, options: &Options, changed: &[PathBuf]) -> Option<Looked> {
        let settings = LoadedSettings::load(options);
        if self.options != *options || self.settings != settings.file {
            return None;
        }
        let edits = settings.amendments.text_edits();
        let (loaded, selected) = options.load_again(&settings, &edits, (&self.loaded, changed))?;
        Some(Looked { settings, selected, loaded, diagnostics: self.diagnostics.clone() })
    }
}

/// By which words all pages were read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct ReadBy {
    dialect: Dialect,
    words: Words,
}

/// What pages say, from one time to the next.
struct Known<'a> {
    /// The texts that they were read from.
    before: &'a SourceMap,
    pages: HashMap<String, Arc<ReadPage>>,
    read_by: ReadBy,
    /// How many were parsed, since they are not as they were.
    parsed: usize,
}

impl Rereader {
    /// What was read last.
    pub fn reference(&self) -> &Reference {
        &self.last
    }

    /// Reads the pages that `options` select, as [`read_reference`](crate::read_reference) does. What was read the time before is
    /// given back.
    pub fn read(&mut self, options: &Options) -> Reference {
        let looked = Looked::at_all(options, Some(&self.last.sources));
        self.read_looked(options, looked)
    }

    /// The same, where only these files on the disk may have changed: where that can be all, no other is looked at. If another has
    /// changed, that is found by [`read`](Self::read) alone.
    pub fn read_files(&mut self, options: &Options, changed: &[PathBuf]) -> Reference {
        match self.kept.as_ref().and_then(|kept| kept.look_again(options, changed)) {
            Some(looked) => self.read_looked(options, looked),
            None => self.read(options),
        }
    }

    fn read_looked(&mut self, options: &Options, looked: Looked) -> Reference {
        self.kept = KeptLook::of(options, &looked);
        let (pages, before) = (std::mem::take(&mut self.pages), &self.last.sources);
        let read_by = std::mem::take(&mut self.read_by);
        let known = RefCell::new(Known { before, pages, read_by, parsed: 0 });
        let read_pages = |files: &[FileId], amend: &Amend<'_>| known.borrow_mut().read(files, amend);
        let reference = read_looked(looked, (&read_pages, &mut self.links));
        let Known { pages, read_by, parsed, .. } = known.into_inner();
        (self.pages, self.read_by, self.parsed) = (pages, read_by, parsed);
        std::mem::replace(&mut self.last, reference)
    }

    /// How many pages were parsed the last time.
    pub fn parsed_pages(&self) -> usize {
        self.parsed
    }
}

impl Known<'_> {
    /// Reads the pages that are not as they were, and keeps them for the next time.
    fn read(&mut self, files: &[FileId], amend: &Amend<'_>) -> Vec<Arc<ReadPage>> {
        let path = |file: FileId| amend.sources.file(file).path.as_str();
        let read_by = ReadBy { dialect: amend.dialect.clone(), words: amend.words.clone() };
        if self.read_by != read_by {
            self.pages.clear();
            self.read_by = read_by;
        }
        let read = in_parallel(files, &|file: &FileId| {
            let path = path(*file);
            let kept = self.pages.get(path).filter(|page| self.holds(page, path, amend)).cloned();
            let is_new = kept.is_none();
            (kept.unwrap_or_else(|| Arc::new(read_page(*file, amend))), is_new)
        });
        self.parsed = read.iter().filter(|(_, is_new)| *is_new).count();
        let pages: Vec<Arc<ReadPage>> = read.into_iter().map(|(page, _)| page).collect();
        let paths = files.iter().map(|file| path(*file)).zip(&pages);
        let kept = paths.filter(|(path, _)| amend.amendments.of_page(path).next().is_none());
        self.pages = kept.map(|(path, page)| (path.to_owned(), Arc::clone(page))).collect();
        pages
    }

    /// Whether what is known of a page is what reading it would give: no text that goes into it changed or moved, and nothing
    /// overrides it.
    fn holds(&self, page: &ReadPage, path: &str, amend: &Amend<'_>) -> bool {
        let mut texts = std::iter::once(path).chain(page.included.iter().map(String::as_str));
        texts.all(|path| amend.sources.is_same(path, self.before)) && amend.amendments.of_page(path).next().is_none()
    }
}
