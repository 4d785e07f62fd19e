//! From API reference pages in markdown to Rust code.
//!
//! ```text
//! source ─► block ─► page ─► lower ─► api ─► check ─► emit ─► print
//! ```
//! [`read_reference`] runs the front half over a doc root, [`emit::emit_reference`] and [`print::print_reference`] the back
//! half. Every stage takes what it can use and pushes what is wrong into one [`Diagnostics`]; none stops at the first fault.
//! The macros, [`Builder`] in a build.rs and `cargo docbind` are thin doors to these functions.

use std::path::PathBuf;
use std::sync::Arc;

pub mod api;
mod block;
#[cfg(feature = "build")]
mod builder;
mod check;
pub mod diagnostic;
pub mod diff;
pub mod emit;
mod fingerprint;
mod incremental;
#[cfg(feature = "build")]
pub mod lock;
mod lower;
mod memo;
mod nearest;
pub mod options;
mod page;
pub mod parallel;
#[cfg(feature = "build")]
pub mod print;
mod reach;
pub mod render;
pub mod settings;
pub mod source;
mod texts;
#[cfg(feature = "build")]
pub mod write;

#[cfg(feature = "build")]
pub use builder::Builder;
pub use diagnostic::{Code, Diagnostic, Diagnostics, Level, SetLevel};
pub use fingerprint::fingerprint;
pub use incremental::Rereader;
pub use lower::word;
pub use nearest::nearest_name;
pub use options::{Levels, Options, Selection, SettingsFile, UseLevel, UseLevels};
pub use settings::Settings;
pub use texts::{SettingsText, Texts};

use emit::Target;
use lower::{Amend, Linked, Links, LoweredPage, Naming, ReadPage};
use options::{FaultyPages, Selected};
use page::PageKind;
use parallel::in_parallel;
use settings::{LoadedSettings, UseSettings};
use source::{FileId, Loaded, SourceMap};

/// What the pages of a doc root say, and what is wrong in them. The default is that of no page.
#[derive(Debug, Default)]
pub struct Reference {
    /// The API model.
    pub api: api::Api,
    /// The texts that the diagnostics point into.
    pub sources: SourceMap,
    /// All faults, sorted by place.
    pub diagnostics: Diagnostics,
    /// How many pages were read, operations or not.
    pub page_count: usize,
    /// These pages, sorted by path.
    pub pages: Vec<FileId>,
    /// Every file and folder whose change means another result.
    pub watched: Vec<PathBuf>,
    /// What the settings file says.
    pub settings: Settings,
}

impl Reference {
    /// What becomes of pages with errors, where `said` is what a door is told.
    pub fn faulty_pages(&self, said: Option<FaultyPages>) -> FaultyPages {
        let set = match self.settings.strict {
            Some(true) => FaultyPages::Fail,
            Some(false) | None => FaultyPages::Skip,
        };
        said.unwrap_or(set)
    }

    /// What the settings say of generated code, where `uses` are the levels that a door is told.
    pub fn target(&self, client: impl Into<String>, uses: UseSettings) -> Target {
        let Settings { output, uses: set, .. } = &self.settings;
        Target {
            client: client.into(),
            visibility: output.visibility().to_owned(),
            uses: set.levels(uses),
            style: output.style(),
        }
    }
}

/// Reads the pages that `options` select. Never fails: what could not be read is in the diagnostics. Where the settings cannot be
/// used, no page is read.
pub fn read_reference(options: &Options) -> Reference {
    read_looked(Looked::at_all(options, None), (&read_pages, &mut Links::default()))
}

/// Reads each of some pages.
type ReadPages<'a> = &'a dyn Fn(&[FileId], &Amend<'_>) -> Vec<Arc<ReadPage>>;

/// How pages are read and linked: what is known of them from an earlier time is taken where it is as reading would give it.
type Reading<'a> = (ReadPages<'a>, &'a mut Links);

/// The settings and the texts of a reference, before anything is made of them.
#[derive(Debug, Default)]
struct Looked {
    settings: LoadedSettings,
    selected: Selected,
    loaded: Loaded,
    diagnostics: Diagnostics,
}

impl Looked {
    /// Loads what `options` select. Texts of `before` keep their addresses where they can.
    fn at_all(options: &Options, before: Option<&SourceMap>) -> Self {
        let mut diagnostics = Diagnostics::default();
        let settings = LoadedSettings::load(options);
        if !settings.faults.is_empty() {
            return Self { settings, ..Self::default() };
        }
        let edits = settings.amendments.text_edits();
        let (loaded, selected) = options.load(&settings, &edits, before, &mut diagnostics);
        if before.is_some() && loaded.sources.is_crowded() {
            return Self::at_all(options, None);
        }
        Self { settings, selected, loaded, diagnostics }
    }
}

/// Reads texts that are in memory, by path, as the pages of a doc root.
pub fn read_texts<P: Into<String>, T: Into<String>>(texts: impl IntoIterator<Item = (P, T)>) -> Reference {
    let files = texts.into_iter().map(|(path, text)| (path.into(), text.into().into_bytes())).collect();
    Texts { files, ..Texts::default() }.read()
}

fn read_looked(looked: Looked, (read_pages, links): Reading<'_>) -> Reference {
    let Looked { settings, selected, mut loaded, mut diagnostics } = looked;
    let settings = settings.place(&mut loaded, &mut diagnostics);
    let Loaded { sources, pages, watched, edits_found } = loaded;
    let output = &settings.settings.output;
    let naming = Naming { words: &output.names.words(), modules: output.modules };
    let LoadedSettings { amendments, start, dialect, .. } = &settings;
    let amend = Amend { amendments, start: *start, sources: &sources, dialect, words: naming.words };
    let read = read_pages(&pages, &amend);
    read.iter().for_each(|page| diagnostics.extend(page.diagnostics.clone()));
    let Linked { operations, types } = links.link(&read, &amend, (naming, output.base_url()), &mut diagnostics);
    let (resources, enumerations) = (types.resources.clone(), types.enumerations.clone());
    let api = api::Api { operations, resources, enumerations, ..api::Api::default() };
    amend.report(&api, &edits_found, &mut diagnostics);
    let LoadedSettings { settings, base, dialect, .. } = settings;
    let page_count = pages.len();
    let mut reference = Reference { api, sources, diagnostics, page_count, pages, watched, settings };
    if !selected.is_all() {
        reach::retain_selected(&mut reference, &selected);
    }
    check::check_api(&reference.api, reference.page_count, &dialect, &mut reference.diagnostics);
    settings::set_levels(&reference.settings, &base, &reference.sources, &mut reference.diagnostics);
    reference.diagnostics.sort();
    reference
}

fn read_pages(pages: &[FileId], amend: &Amend<'_>) -> Vec<Arc<ReadPage>> {
    in_parallel(pages, &|file: &FileId| Arc::new(read_page(*file, amend)))
}

fn read_page(file: FileId, amend: &Amend<'_>) -> ReadPage {
    let mut diagnostics = Diagnostics::default();
    let mut page = page::parse_page(amend.sources, file, amend.dialect, &mut diagnostics);
    amend.amend_routes(&mut page, &mut diagnostics);
    let (path, resource) = (page.path, (page.kind == PageKind::Resource).then(|| page.path.to_owned()));
    let spellings = Arc::new(lower::spellings(&page.words_with_casing()));
    let included = std::mem::take(&mut page.included);
    let mut lowered = lower::lower_page(page, amend.sources, &mut diagnostics);
    amend.amend_lowered(path, &mut lowered, &mut diagnostics);
    let LoweredPage { operation, message, mut types } = lowered;
    types.name_properties(amend.words);
    let operation = operation.zip(message).map(|(operation, message)| (Arc::new(operation), Arc::new(message)));
    ReadPage { operation, types: types.into(), resource, spellings, included, diagnostics }
}
