//! What a user can set, the same through every door.

use std::collections::BTreeMap;
use std::path::PathBuf;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level};
use crate::source::{self, Loaded};

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
    /// Whether a page of which no route can be used fails the build. Otherwise it is reported and left out.
    pub faulty_pages: FaultyPages,
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
        let mut levels = self.clone();
        for code in Code::ALL.iter().copied().filter(|code| self.level(*code) == Level::Warning) {
            levels.set.insert(code, Level::Allow);
        }
        levels
    }

    /// The level of a code.
    pub fn level(&self, code: Code) -> Level {
        let default = match (code.default_level(), self.all_warnings) {
            (Level::Warning, Some(level)) => level,
            (level, _) => level,
        };
        self.set.get(&code).copied().unwrap_or(default)
    }
}

/// What becomes of a use of an item that its page calls deprecated, or a preview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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
    /// what the selected ones reach among them.
    pub(crate) fn load(&self, diagnostics: &mut Diagnostics) -> (Loaded, Selected) {
        match &self.selection {
            Selection::Page(page) => {
                (source::load_page(&self.root, &self.label, page, diagnostics), Selected { include: None })
            }
            Selection::Folder { include, exclude } => {
                let include = build_globs(include, diagnostics);
                let exclude = build_globs(exclude, diagnostics);
                let is_wanted = |path: &str| !exclude.as_ref().is_some_and(|globs| globs.is_match(path));
                let loaded = source::load_folder(&self.root, &self.label, &is_wanted, diagnostics);
                (loaded, Selected { include })
            }
        }
    }
}

/// The pages of those that are loaded that a user selects.
#[derive(Debug, Default)]
pub(crate) struct Selected {
    /// `None` selects all.
    include: Option<GlobSet>,
}

impl Selected {
    /// Whether it is all pages.
    pub(crate) fn is_all(&self) -> bool {
        self.include.is_none()
    }

    /// Whether a page, by its path below the doc root, is selected.
    pub(crate) fn has(&self, page: &str) -> bool {
        self.include.as_ref().is_none_or(|globs| globs.is_match(page))
    }
}

/// `None` where there is no pattern. A pattern that is none is reported and matches nothing.
fn build_globs(patterns: &[String], diagnostics: &mut Diagnostics) -> Option<GlobSet> {
    if patterns.is_empty() {
        return None;
    }
    let mut globs = GlobSetBuilder::new();
    for pattern in patterns {
        match GlobBuilder::new(pattern).literal_separator(true).build() {
            Ok(glob) => {
                globs.add(glob);
            }
            Err(error) => diagnostics.push(
                Diagnostic::without_span(
                    Code::BadPattern,
                    format!("the pattern `{pattern}` cannot be read: {}", error.kind()),
                )
                .help("write a path below the doc root, with `*` for a part of a name and `**` for any folders"),
            ),
        }
    }
    Some(globs.build().unwrap_or_else(|_| GlobSet::empty()))
}
