//! How generated code is laid out and of which types its values are; what every printer of it is told.

use serde::Deserialize;

/// How generated code looks, whatever the pages say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// The visibility of the modules beside the client, as Rust writes it. `pub` where it is not set.
    pub visibility: Option<String>,
    /// Which modules there are.
    pub modules: ModuleLayout,
    /// What is derived beside what always is.
    pub derives: Derives,
    /// Of which types dates, times and lengths of time are.
    pub dates: DateTypes,
    /// What the manifests of generated crates depend on for `derives`, as TOML: a name, and what stands behind it.
    pub dependencies: Vec<(String, String)>,
}

/// Which modules generated code has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum ModuleLayout {
    /// One for the operations of each resource, and `models` for the types.
    #[default]
    ByResource,
    /// The same, but that the modules of operations lie in one for each area that the pages name (`ms.prod`, `ms.subservice`).
    ByArea,
    /// One for all: `api`.
    Single,
}

/// Paths of macros that are derived beside what always is, by the shape of the type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derives {
    /// For the structs of models, which are newtypes around `docbind::Object`.
    pub models: Vec<String>,
    /// For the structs of endpoints, which have one field of the type `docbind::Request`.
    pub endpoints: Vec<String>,
    /// For enumerations.
    pub enumerations: Vec<String>,
}

/// Whose types hold values of the types of OData that are about time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateTypes {
    /// `Edm.DateTimeOffset`
    pub date_times: DateLibrary,
    /// `Edm.Date`
    pub dates: DateLibrary,
    /// `Edm.TimeOfDay`
    pub times: DateLibrary,
    /// `Edm.Duration`
    pub durations: DateLibrary,
}

/// Whose types hold dates and times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum DateLibrary {
    /// Those of docbind: `DateTimeOffset`, which keeps the offset, and types of jiff.
    #[default]
    Docbind,
    /// Those of jiff: `Timestamp`, `civil::Date`, `civil::Time`, `Span`.
    Jiff,
    /// Those of chrono: `DateTime<FixedOffset>`, `NaiveDate`, `NaiveTime`, `TimeDelta`. Needs docbind's feature `chrono`.
    Chrono,
    /// Those of time: `OffsetDateTime`, `Date`, `Time`, `Duration`. Needs docbind's feature `time`.
    Time,
    /// The text as the service writes it.
    String,
}

impl DateTypes {
    /// The features of docbind that the code needs, sorted.
    pub fn features(self) -> Vec<&'static str> {
        let used = [self.date_times, self.dates, self.times, self.durations];
        let needed = [(DateLibrary::Chrono, "chrono"), (DateLibrary::Time, "time")];
        needed.into_iter().filter(|(library, _)| used.contains(library)).map(|(_, feature)| feature).collect()
    }
}
