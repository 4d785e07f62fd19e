//! What a user can set, the same through every door.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Deserialize;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level, SetLevel};
use crate::settings::LoadedSettings;
use crate::source::{self, DocRoot, Loaded, SourceMap, TextEdits};

mod selected;
mod style;

#[cfg(feature = "build")]
pub(crate) use selected::path_of;
use selected::{Excluded, Patterns};
pub(crate) use selected::{RoutePattern, Selected, page_glob, shown_pattern};
pub use style::{DateLibrary, DateTypes, Derives, ModuleLayout, Style};

/// Which pages are read, and how what is wrong in them is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The doc root: the folder that pages, and the paths in reports, lie below.
    pub root: PathBuf,
    /// What reports call the doc root.
    pub label: String,
    /// Which pages below it.
    pub selection: Selection,
    /// The levels that the user sets.
    pub levels: Levels,
    /// What becomes of a page with an error. Where it is not said here, the settings file says it.
    pub faulty_pages: Option<FaultyPages>,
    /// Where the settings are.
    pub settings: SettingsFile,
}

/// Where the settings of a run are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SettingsFile {
    /// In the first `docbind.toml` in the doc root or a folder above it, up to the first folder with a `Cargo.toml` or a `.git`
    /// folder. Without one, nothing is set.
    #[default]
    Search,
    /// In this file.
    At {
        /// The file.
        path: PathBuf,
        /// What reports call it.
        label: String,
    },
    /// Nowhere: nothing is set.
    Without,
}

/// Which pages are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// One page, by its path below the doc root.
    Page(String),
    /// The pages below the doc root whose paths match one of `include`, or all where it is empty, and none of `exclude`; with
    /// the types that they reach on other pages that `exclude` does not leave out.
    Folder {
        /// Globs of the pages to take.
        include: Vec<String>,
        /// Globs of the pages to leave out.
        exclude: Vec<String>,
    },
}

impl Default for Selection {
    fn default() -> Self {
        Self::Folder { include: Vec::new(), exclude: Vec::new() }
    }
}

/// What becomes of a page with an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FaultyPages {
    /// It is reported, and its endpoint is left out where it has no route.
    #[default]
    Skip,
    /// The build fails.
    Fail,
}

/// The levels of diagnostics, where they are not the default ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    set: BTreeMap<Code, Level>,
    all_warnings: Option<Level>,
    hides_warnings: bool,
}

impl Levels {
    /// Sets the level of a code, or of all that are warnings by default where the name is `warnings`.
    ///
    /// # Errors
    /// The name, with the nearest known one, where there is no such code.
    pub fn set(&mut self, name: &str, level: Level) -> Result<(), String> {
        if name == "warnings" {
            self.all_warnings = Some(level);
            return Ok(());
        }
        let Some(code) = Code::from_name(name) else {
            let near = crate::nearest_name(name, Code::ALL.iter().map(|code| code.name()));
            let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            return Err(format!("there is no diagnostic `{name}`{hint}"));
        };
        self.set.insert(code, level);
        Ok(())
    }

    /// The same levels, but that warnings are not reported.
    pub fn errors_only(&self) -> Self {
        Self { hides_warnings: true, ..self.clone() }
    }

    /// The level of a diagnostic: the one set for its code, here or in the settings file, else the one set for `warnings`, here or
    /// there, else the default of its code.
    pub fn level(&self, diagnostic: &Diagnostic) -> Level {
        let (of_code, of_warnings) = match diagnostic.level {
            Some(SetLevel::OfCode(level)) => (Some(level), None),
            Some(SetLevel::OfWarnings(level)) => (None, Some(level)),
            None => (None, None),
        };
        let default = diagnostic.code.default_level();
        let all = self.all_warnings.filter(|_| default == Level::Warning).or(of_warnings);
        match self.set.get(&diagnostic.code).copied().or(of_code).or(all).unwrap_or(default) {
            Level::Warning if self.hides_warnings => Level::Allow,
            level => level,
        }
    }
}

/// What becomes of a use of an item that its page calls deprecated, or a preview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum UseLevel {
    /// Nothing: the documentation says it.
    Allow,
    /// The compiler warns, by its lint `deprecated`.
    #[default]
    Warn,
    /// It does not compile; the error has the page's sentence, the page and the line.
    Deny,
}

impl UseLevel {
    /// Every level, in order.
    pub const ALL: [Self; 3] = [Self::Allow, Self::Warn, Self::Deny];

    /// The word for it: `allow`, `warn`, `deny`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }

    /// The level with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

/// What becomes of uses of what pages call deprecated, and of what they call a preview. Both are warned of unless set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UseLevels {
    /// Operations, routes, types, properties and members that are deprecated.
    pub deprecated: UseLevel,
    /// Operations, properties and members that are a preview.
    pub preview: UseLevel,
}

impl Options {
    /// A folder of pages.
    pub fn folder(root: impl Into<PathBuf>) -> Self {
        let root = root.into();
        Self { label: root.to_string_lossy().into_owned(), root, ..Self::default() }
    }

    /// One page below a doc root.
    pub fn page(root: impl Into<PathBuf>, page: impl Into<String>) -> Self {
        Self { selection: Selection::Page(page.into()), ..Self::folder(root) }
    }

    /// Loads the pages that may be needed: those that are selected, and for a folder the others that are not excluded, for
    /// what the selected ones reach among them. Texts of `before` keep their addresses where they can.
    pub(crate) fn load(
        &self,
        settings: &LoadedSettings,
        edits: &TextEdits,
        before: Option<&SourceMap>,
        diagnostics: &mut Diagnostics,
    ) -> (Loaded, Selected) {
        let root = DocRoot { path: &self.root, label: &self.label, edits, before };
        match &self.selection {
            Selection::Page(page) => (source::load_page(root, page, diagnostics), Selected::default()),
            Selection::Folder { include, exclude } => {
                let include = Patterns::of_pages(include, diagnostics);
                let excluded = Excluded::new(exclude, settings, diagnostics);
                let loaded = source::load_folder(root, &|path| !excluded.has(path), diagnostics);
                (loaded, Selected::new(include, settings))
            }
        }
    }

    /// Loads what was loaded before, where at most the texts of these files on the disk are other ones. `None` where more may be.
    pub(crate) fn load_again(
        &self,
        settings: &LoadedSettings,
        edits: &TextEdits,
        (before, changed): (&Loaded, &[PathBuf]),
    ) -> Option<(Loaded, Selected)> {
        let root = DocRoot { path: &self.root, label: &self.label, edits, before: None };
        let loaded = before.reread(root, changed)?;
        match &self.selection {
            Selection::Page(_) => Some((loaded, Selected::default())),
            Selection::Folder { include, .. } => {
                let mut diagnostics = Diagnostics::default();
                let include = Patterns::of_pages(include, &mut diagnostics);
                diagnostics.is_empty().then(|| (loaded, Selected::new(include, settings)))
            }
        }
    }

    /// The same for texts that are in memory.
    pub(crate) fn load_texts(
        &self,
        files: Vec<(String, Vec<u8>)>,
        (settings, edits): (&LoadedSettings, &TextEdits),
        diagnostics: &mut Diagnostics,
    ) -> (Loaded, Selected) {
        let (include, exclude) = match &self.selection {
            Selection::Page(page) => (Patterns::of_pages(&[globset::escape(page)], diagnostics), &Vec::new()),
            Selection::Folder { include, exclude } => (Patterns::of_pages(include, diagnostics), exclude),
        };
        let excluded = Excluded::new(exclude, settings, diagnostics);
        let loaded = Loaded::from_texts(files, edits, &|path| !excluded.has(path), diagnostics);
        (loaded, Selected::new(include, settings))
    }
}

/// What is wrong with a pattern, and what to write.
pub(crate) fn bad_pattern(pattern: &str, error: &str) -> Diagnostic {
    Diagnostic::without_span(
        Code::BadPattern,
        format!("the pattern `{}` cannot be read: {error}", shown_pattern(pattern)),
    )
    .help("write a path below the doc root, with `*` for a part of a name and `**` for any folders")
}
