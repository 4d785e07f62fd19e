//! From API reference pages in markdown to Rust code.
//!
//! ```text
//! source ─► block ─► page ─► lower ─► api ─► check ─► emit ─► print
//! ```
//! [`read_reference`] runs the front half over a doc root, [`emit::emit_reference`] and [`print::print_reference`] the back
//! half. Every stage takes what it can use and pushes what is wrong into one [`Diagnostics`]; none stops at the first fault.
//! The macros, [`Builder`] in a build.rs and `cargo docbind` are thin doors to these functions.

use std::path::PathBuf;

pub mod api;
mod block;
#[cfg(feature = "build")]
mod builder;
mod check;
pub mod diagnostic;
pub mod emit;
mod lower;
mod nearest;
pub mod options;
mod page;
pub mod parallel;
#[cfg(feature = "build")]
pub mod print;
mod reach;
pub mod render;
pub mod source;
#[cfg(feature = "build")]
pub mod write;

#[cfg(feature = "build")]
pub use builder::Builder;
pub use diagnostic::{Code, Diagnostic, Diagnostics, Level};
pub use lower::word;
pub use nearest::nearest_name;
pub use options::{Levels, Options, Selection, UseLevel, UseLevels};

use options::Selected;
use page::PageKind;
use parallel::in_parallel;
use source::{FileId, Loaded, SourceMap};

/// What the pages of a doc root say, and what is wrong in them.
#[derive(Debug)]
pub struct Reference {
    /// The API model.
    pub api: api::Api,
    /// The texts that the diagnostics point into.
    pub sources: SourceMap,
    /// All faults, sorted by place.
    pub diagnostics: Diagnostics,
    /// How many pages were read, operations or not.
    pub page_count: usize,
    /// Every file and folder whose change means another result.
    pub watched: Vec<PathBuf>,
}

/// Reads the pages that `options` select. Never fails: what could not be read is in the diagnostics.
pub fn read_reference(options: &Options) -> Reference {
    let mut diagnostics = Diagnostics::default();
    let (loaded, selected) = options.load(&mut diagnostics);
    read_loaded(loaded, &selected, diagnostics)
}

/// Reads texts that are in memory, by path, as the pages of a doc root.
pub fn read_texts<P: Into<String>, T: Into<String>>(texts: impl IntoIterator<Item = (P, T)>) -> Reference {
    let mut diagnostics = Diagnostics::default();
    read_loaded(Loaded::from_texts(texts, &mut diagnostics), &Selected::default(), diagnostics)
}

fn read_loaded(loaded: Loaded, selected: &Selected, mut diagnostics: Diagnostics) -> Reference {
    let Loaded { sources, pages, watched } = loaded;
    let mut names = lower::KnownNames::default();
    let mut operations = Vec::new();
    let mut drafts = lower::TypeDrafts::default();
    for read in in_parallel(&pages, &|file: &FileId| read_page(&sources, *file)) {
        diagnostics.extend(read.diagnostics);
        names.learn_words(read.spellings);
        names.extend_resources(read.resource);
        operations.extend(read.lowered.operation);
        drafts.extend(read.lowered.types);
    }
    lower::name_operations(&mut operations, &names);
    let types = lower::link_types(drafts, &mut operations, &mut diagnostics);
    let api =
        api::Api { operations, resources: types.resources, enumerations: types.enumerations, ..api::Api::default() };
    let page_count = pages.len();
    let mut reference = Reference { api, sources, diagnostics, page_count, watched };
    if !selected.is_all() {
        reach::retain_selected(&mut reference, &pages, selected);
    }
    check::check_api(&reference.api, reference.page_count, &mut reference.diagnostics);
    reference.diagnostics.sort();
    reference
}

/// What one page adds to a reference.
struct ReadPage {
    lowered: lower::LoweredPage,
    /// The path of a resource page.
    resource: Option<String>,
    /// Words whose casing others can learn from, in lower case and as they are spelled.
    spellings: Vec<(String, String)>,
    diagnostics: Diagnostics,
}

fn read_page(sources: &SourceMap, file: FileId) -> ReadPage {
    let mut diagnostics = Diagnostics::default();
    let page = page::parse_page(sources, file, &mut diagnostics);
    let resource = (page.kind == PageKind::Resource).then(|| page.path.to_owned());
    let spellings = lower::spellings(&page.words_with_casing());
    let lowered = lower::lower_page(page, sources, &mut diagnostics);
    ReadPage { lowered, resource, spellings, diagnostics }
}
