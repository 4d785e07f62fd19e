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
pub mod diff;
pub mod emit;
mod fingerprint;
#[cfg(feature = "build")]
pub mod lock;
mod lower;
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
pub use lower::word;
pub use nearest::nearest_name;
pub use options::{Levels, Options, Selection, SettingsFile, UseLevel, UseLevels};
pub use settings::Settings;
pub use texts::{SettingsText, Texts};

use emit::Target;
use lower::{Amend, Naming};
use options::{FaultyPages, Selected};
use page::PageKind;
use parallel::in_parallel;
use settings::{LoadedSettings, UseSettings};
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
    let mut diagnostics = Diagnostics::default();
    let settings = LoadedSettings::load(options);
    let edits = settings.amendments.text_edits();
    let (loaded, selected) = match settings.faults.is_empty() {
        true => options.load(&settings, &edits, &mut diagnostics),
        false => Default::default(),
    };
    read_loaded(loaded, Chosen { settings, selected }, diagnostics)
}

/// Reads texts that are in memory, by path, as the pages of a doc root.
pub fn read_texts<P: Into<String>, T: Into<String>>(texts: impl IntoIterator<Item = (P, T)>) -> Reference {
    let files = texts.into_iter().map(|(path, text)| (path.into(), text.into().into_bytes())).collect();
    Texts { files, ..Texts::default() }.read()
}

/// What a user chose, in settings and otherwise.
#[derive(Debug, Default)]
struct Chosen {
    settings: LoadedSettings,
    selected: Selected,
}

fn read_loaded(mut loaded: Loaded, chosen: Chosen, mut diagnostics: Diagnostics) -> Reference {
    let Chosen { settings, selected } = chosen;
    let settings = settings.place(&mut loaded, &mut diagnostics);
    let Loaded { sources, pages, watched, edits_found } = loaded;
    let output = &settings.settings.output;
    let naming = Naming { words: &output.names.words(), modules: output.modules };
    let LoadedSettings { amendments, start, dialect, .. } = &settings;
    let amend = Amend { amendments, start: *start, sources: &sources, dialect, words: naming.words };
    let mut names = lower::KnownNames::new(naming.words);
    let mut operations = Vec::new();
    let mut drafts = lower::TypeDrafts::default();
    for read in in_parallel(&pages, &|file: &FileId| read_page(*file, &amend)) {
        diagnostics.extend(read.diagnostics);
        names.learn_words(read.spellings);
        names.extend_resources(read.resource);
        operations.extend(read.lowered.operation);
        drafts.extend(read.lowered.types);
    }
    lower::name_operations(&mut operations, &names);
    amend.rename_operations(&mut operations, &mut diagnostics);
    let types = lower::link_types(drafts, &mut operations, (naming, dialect), &mut diagnostics);
    set_base_url(&mut operations, output.base_url());
    let api =
        api::Api { operations, resources: types.resources, enumerations: types.enumerations, ..api::Api::default() };
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

/// Where the settings name the URL that routes are below, no page knows better.
fn set_base_url(operations: &mut [api::Operation], url: Option<&str>) {
    let Some(url) = url else { return };
    operations.iter_mut().for_each(|operation| operation.base_url = Some(url.to_owned()));
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

fn read_page(file: FileId, amend: &Amend<'_>) -> ReadPage {
    let mut diagnostics = Diagnostics::default();
    let mut page = page::parse_page(amend.sources, file, amend.dialect, &mut diagnostics);
    amend.amend_routes(&mut page, &mut diagnostics);
    let (path, resource) = (page.path, (page.kind == PageKind::Resource).then(|| page.path.to_owned()));
    let spellings = lower::spellings(&page.words_with_casing());
    let mut lowered = lower::lower_page(page, amend.sources, &mut diagnostics);
    amend.amend_lowered(path, &mut lowered, &mut diagnostics);
    ReadPage { lowered, resource, spellings, diagnostics }
}
