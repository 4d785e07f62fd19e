//! `[output]` of a settings file: what generated code is called, where it lies, and of which types its values are.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::options::{DateLibrary, DateTypes, Derives, ModuleLayout, Style};

mod check;
mod derives;
mod names;

pub(super) use check::check_output;
pub use derives::{Dependency, DeriveSettings};
pub use names::NameSettings;

/// What generated code is called, where it lies, and of which types its values are. A door that knows better keeps its own: a flag, a
/// call of the builder, or the name and the visibility of a struct in the program.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OutputSettings {
    /// The client's name: `Calls`. Without it, it is made from the name of the output.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub client: Option<Spanned<String>>,
    /// The URL that the routes of all operations are below: `https://graph.microsoft.com/v1.0`. It stands for what the pages name.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub base_url: Option<Spanned<String>>,
    /// The visibility of the client and of the modules beside it: `pub`, which is what it is without this, or `pub(crate)`, `pub(super)`,
    /// `pub(in path)`.
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub visibility: Option<Spanned<String>>,
    /// Which modules there are.
    pub modules: ModuleLayout,
    /// The name of the crate that `cargo docbind generate` writes. Without it, it writes a module.
    #[serde(rename = "crate")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub crate_name: Option<Spanned<String>>,
    /// How that crate is split by the areas that the pages name. Without it, it is one crate without features for areas.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Split>"))]
    pub split: Option<Spanned<Split>>,
    /// What is derived beside what always is.
    pub derives: DeriveSettings,
    /// What the manifest of the generated crate depends on beside docbind: the crates of `derives`, by name.
    #[cfg_attr(feature = "schema", schemars(with = "BTreeMap<String, Dependency>"))]
    pub dependencies: BTreeMap<Spanned<String>, Dependency>,
    /// Whose types hold values of `Edm.DateTimeOffset`.
    pub date_times: DateLibrary,
    /// Whose types hold values of `Edm.Date`.
    pub dates: DateLibrary,
    /// Whose types hold values of `Edm.TimeOfDay`.
    pub times: DateLibrary,
    /// Whose types hold values of `Edm.Duration`.
    pub durations: DateLibrary,
    /// How names are made.
    pub names: NameSettings,
}

/// How a generated crate is split by the areas that the pages name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Split {
    /// A cargo feature for each area, all off by default.
    FeaturesByArea,
    /// A crate for each area, below `areas`; a feature brings each.
    CratesByArea,
}

impl OutputSettings {
    /// The client's name, where it is set.
    pub fn client(&self) -> Option<&str> {
        self.client.as_ref().map(|name| name.get_ref().as_str())
    }

    /// The URL that routes are below, where it is set.
    pub fn base_url(&self) -> Option<&str> {
        self.base_url.as_ref().map(|url| url.get_ref().as_str())
    }

    /// The visibility of the client and of the modules beside it.
    pub fn visibility(&self) -> &str {
        self.visibility.as_ref().map_or("pub", |visibility| visibility.get_ref().as_str())
    }

    /// The name of the generated crate, where it is set.
    pub fn crate_name(&self) -> Option<&str> {
        self.crate_name.as_ref().map(|name| name.get_ref().as_str())
    }

    /// How generated code looks.
    pub fn style(&self) -> Style {
        let Self { date_times, dates, times, durations, .. } = *self;
        Style {
            visibility: self.visibility.as_ref().map(|visibility| visibility.get_ref().clone()),
            modules: self.modules,
            derives: Derives {
                models: derives::paths(&self.derives.models),
                endpoints: derives::paths(&self.derives.endpoints),
                enumerations: derives::paths(&self.derives.enumerations),
            },
            dates: DateTypes { date_times, dates, times, durations },
            dependencies: self.dependencies.iter().map(|(name, it)| (name.get_ref().clone(), it.as_toml())).collect(),
        }
    }
}
