//! The text of a `docbind.toml` in; what a user decides once for all doors, and what is wrong in it, out.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use crate::diagnostic::Level;
use crate::options::{UseLevel, UseLevels};

mod amendment;
mod base;
mod check;
mod dialect;
mod file;
pub(crate) mod message;
mod output;
mod overrides;
#[cfg(feature = "schema")]
mod schema;

pub(crate) use amendment::{Added, Amendment, Amendments, Change, Subject};
pub(crate) use base::Base;
pub(crate) use check::{check_settings, set_levels};
pub use dialect::{BaseDialect, DialectSettings, Given, PlaceholderForm, UnnamedTokens};
pub(crate) use file::{FoundFile, LoadedSettings};
pub use output::{Dependency, DeriveSettings, NameSettings, OutputSettings, Split};
pub use overrides::{OverriddenPlace, OverriddenToken, Override};

/// The name of a settings file.
pub const FILE_NAME: &str = "docbind.toml";

/// What a `docbind.toml` holds. What a door is told directly (an argument, a flag, a call of the builder) stands for the
/// same setting here, unless its description says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Settings {
    /// Which pages are read.
    pub pages: PagePatterns,
    /// Which routes are taken.
    pub routes: RoutePatterns,
    /// What becomes of uses of what is deprecated or a preview.
    pub uses: UseSettings,
    /// What generated code is called, where it lies, and of which types its values are.
    pub output: OutputSettings,
    /// Whether an error in a page fails the build. Otherwise it is reported, and an endpoint without a route is left out.
    pub strict: Option<bool>,
    /// Levels of diagnostics, by code; `warnings` is every code that is a warning by default.
    #[cfg_attr(feature = "schema", schemars(schema_with = "schema::lints"))]
    pub lints: BTreeMap<Spanned<String>, LintLevel>,
    /// Levels of diagnostics on some pages: by a glob of paths below the root of `pages`, then by code. They outweigh `lints`; of
    /// two globs that match a page, the later in alphabetical order does.
    #[cfg_attr(feature = "schema", schemars(schema_with = "schema::page_lints"))]
    pub page_lints: BTreeMap<Spanned<String>, BTreeMap<Spanned<String>, LintLevel>>,
    /// The words by which the parts of a page are known.
    pub dialect: DialectSettings,
    /// What is not as the pages say, and why.
    #[serde(rename = "override")]
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Override>"))]
    pub overrides: Vec<Spanned<Override>>,
}

/// Which pages are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PagePatterns {
    /// The folder that paths and globs of pages in the settings are below, as a path from the settings file. Without it, that is the
    /// folder of the file.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub root: Option<Spanned<String>>,
    /// Globs of the pages to take, by path below `root`; all where it is empty. Globs that a door is given stand for
    /// these.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub include: Vec<Spanned<String>>,
    /// Globs of the pages to leave out. Globs that a door is given are added.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub exclude: Vec<Spanned<String>>,
}

/// Which routes of these pages are taken. A pattern is `PATH`, `PATH#METHOD` or `#METHOD`, such as `/users/**#GET`: `*` stands for
/// one segment, `**` for any number, `{id}` for any placeholder. A page that is named alone keeps all its routes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RoutePatterns {
    /// The routes to take; all where it is empty. An operation of which no route is taken is left out.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub include: Vec<Spanned<String>>,
    /// The routes to leave out.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub exclude: Vec<Spanned<String>>,
}

/// What becomes of uses of what pages call deprecated or a preview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UseSettings {
    /// Operations, routes, types, properties and members that are deprecated. A warning where it is not set.
    pub deprecated: Option<UseLevel>,
    /// Operations, properties and members that are a preview. A warning where it is not set.
    pub preview: Option<UseLevel>,
}

impl UseSettings {
    /// The levels, where `set` are those that a door is told.
    pub fn levels(&self, set: Self) -> UseLevels {
        let level = |set: Option<UseLevel>, own: Option<UseLevel>| set.or(own).unwrap_or_default();
        UseLevels { deprecated: level(set.deprecated, self.deprecated), preview: level(set.preview, self.preview) }
    }
}

/// The level of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum LintLevel {
    /// It is not reported.
    Allow,
    /// It is a warning.
    Warn,
    /// It is an error.
    Deny,
}

impl From<LintLevel> for Level {
    fn from(level: LintLevel) -> Self {
        match level {
            LintLevel::Allow => Self::Allow,
            LintLevel::Warn => Self::Warning,
            LintLevel::Deny => Self::Error,
        }
    }
}

/// The folder of the pages that the text of a settings file names, as it writes it. `None` where it names none, or cannot be read.
pub fn pages_root(text: &str) -> Option<String> {
    let root = Settings::parse(text).ok()?.pages.root?;
    Some(root.into_inner())
}

/// What is wrong in a settings file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SettingsFault {
    /// What is wrong.
    pub(crate) message: String,
    /// Where, in bytes from the start of the text.
    pub(crate) range: Range<usize>,
    /// What to do.
    pub(crate) help: Option<String>,
}

impl Settings {
    /// Reads the text of a settings file.
    pub(crate) fn parse(text: &str) -> Result<Self, SettingsFault> {
        toml::from_str(text).map_err(|error| {
            let range = error.span().unwrap_or_default();
            let message::Explained { message, help } = message::explain(error.message(), "setting");
            SettingsFault { message, range, help }
        })
    }
}
