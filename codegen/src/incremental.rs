//! The pages of a doc root, time and again, in; the reference that a first reading would give, out. Only pages are parsed whose
//! texts changed since the last time, or the texts of files that they include.
//!
//! All texts are read from the disk each time and compared, so no clock and no notice of a change is trusted. What is not kept
//! from time to time is made anew: names, links between pages, checks.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use crate::lower::Amend;
use crate::lower::word::Words;
use crate::options::Options;
use crate::page::dialect::Dialect;
use crate::parallel::in_parallel;
use crate::source::{FileId, SourceMap};
use crate::{ReadPage, Reference, read_page, read_selected};

/// Reads the pages of a doc root time and again.
#[derive(Debug, Default)]
pub struct Rereader {
    last: Reference,
    /// What the pages say, by path; of those that the user's settings override, nothing.
    pages: HashMap<String, Arc<ReadPage>>,
    read_by: ReadBy,
    parsed: usize,
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
        let (pages, before) = (std::mem::take(&mut self.pages), &self.last.sources);
        let read_by = std::mem::take(&mut self.read_by);
        let known = RefCell::new(Known { before, pages, read_by, parsed: 0 });
        let reference = read_selected(options, Some(before), &|files, amend| known.borrow_mut().read(files, amend));
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
    fn read(&mut self, files: &[FileId], amend: &Amend<'_>) -> Vec<ReadPage> {
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
            let page = kept.unwrap_or_else(|| Arc::new(read_page(*file, amend)));
            (ReadPage::clone(&page), page, is_new)
        });
        self.pages.clear();
        self.parsed = read.iter().filter(|(_, _, is_new)| *is_new).count();
        let pages = files.iter().map(|file| path(*file)).zip(read);
        pages
            .map(|(path, (read, page, _))| {
                if amend.amendments.of_page(path).next().is_none() {
                    self.pages.insert(path.to_owned(), page);
                }
                read
            })
            .collect()
    }

    /// Whether what is known of a page is what reading it would give: no text that goes into it changed or moved, and nothing
    /// overrides it.
    fn holds(&self, page: &ReadPage, path: &str, amend: &Amend<'_>) -> bool {
        let mut texts = std::iter::once(path).chain(page.included.iter().map(String::as_str));
        texts.all(|path| amend.sources.is_same(path, self.before)) && amend.amendments.of_page(path).next().is_none()
    }
}
