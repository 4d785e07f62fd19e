//! What a user wants derived, and the crates that have it, in; what cannot be derived out.

use serde::Deserialize;
use toml::Spanned;

use crate::nearest::nearest_name;
use crate::settings::SettingsFault;

/// Paths of macros that are derived beside what always is, by what they are derived for: `serde::Serialize`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DeriveSettings {
    /// For the structs of models, which are newtypes around `docbind::Object`. They have `Clone`, `Debug`, `Default` and `PartialEq`.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub models: Vec<Spanned<String>>,
    /// For the structs of endpoints, which have one field of the type `docbind::Request`: `Clone`, `Debug`, and macros of other crates
    /// that take such a struct.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub endpoints: Vec<Spanned<String>>,
    /// For enumerations. They have `Clone`, `Debug` and `PartialEq`; `Eq`, `PartialOrd`, `Ord` and `Hash` can be had.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub enumerations: Vec<Spanned<String>>,
}

impl DeriveSettings {
    /// The crates whose macros are derived, sorted.
    pub fn crates(&self) -> Vec<String> {
        let paths = self.models.iter().chain(&self.endpoints).chain(&self.enumerations);
        let of_others = paths.filter_map(|path| {
            let path = parse_path(path.get_ref()).filter(|path| standard_name(path).is_none())?;
            path.segments.first().map(|first| first.ident.to_string())
        });
        let mut crates: Vec<String> = of_others.filter(|name| name != "docbind").collect();
        crates.sort_unstable();
        crates.dedup();
        crates
    }
}

/// A crate that generated code needs: its version, or a table with `version`, `features` and `default-features`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    deny_unknown_fields,
    expecting = "a dependency is a version, or a table with `version`, `features` and `default-features`"
)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Dependency {
    /// `"1"`
    Version(String),
    /// `{ version = "1", features = ["derive"] }`
    Table {
        /// The version, as cargo takes it.
        version: String,
        /// The features to turn on.
        #[serde(default)]
        features: Vec<String>,
        /// Whether the default features are on.
        #[serde(default = "is_on", rename = "default-features")]
        default_features: bool,
    },
}

fn is_on() -> bool {
    true
}

impl Dependency {
    /// What stands behind the name in a manifest.
    pub(super) fn as_toml(&self) -> String {
        // What JSON escapes, TOML escapes alike.
        let text = |text: &str| serde_json::Value::from(text).to_string();
        match self {
            Self::Version(version) => text(version),
            Self::Table { version, features, default_features } => {
                let list = features.iter().map(|feature| text(feature)).collect::<Vec<_>>().join(", ");
                let features = if features.is_empty() { String::new() } else { format!(", features = [{list}]") };
                let default = if *default_features { "" } else { ", default-features = false" };
                format!("{{ version = {}{default}{features} }}", text(version))
            }
        }
    }
}

pub(super) fn paths(written: &[Spanned<String>]) -> Vec<String> {
    written.iter().map(|path| path.get_ref().clone()).collect()
}

/// What a kind of type has, and what of the standard library's it can have.
struct Shape {
    /// How a report names it.
    name: &'static str,
    has: &'static [&'static str],
    can: &'static [&'static str],
}

/// The macros of the standard library that derive.
const STANDARD: &[&str] = &["Clone", "Copy", "Debug", "Default", "PartialEq", "Eq", "PartialOrd", "Ord", "Hash"];

const MODELS: Shape = Shape { name: "models", has: &["Clone", "Debug", "Default", "PartialEq"], can: &[] };
const ENDPOINTS: Shape = Shape { name: "endpoints", has: &[], can: &["Clone", "Debug"] };
const ENUMERATIONS: Shape =
    Shape { name: "enumerations", has: &["Clone", "Debug", "PartialEq"], can: &["Eq", "PartialOrd", "Ord", "Hash"] };

/// What is wrong with what a user wants derived.
pub(super) fn check_derives(settings: &DeriveSettings) -> Vec<SettingsFault> {
    let kinds = [(&settings.models, MODELS), (&settings.endpoints, ENDPOINTS), (&settings.enumerations, ENUMERATIONS)];
    let mut faults = Vec::new();
    for (paths, shape) in kinds {
        for (at, path) in paths.iter().enumerate() {
            let before = paths.get(..at).unwrap_or_default();
            let is_again = before.iter().any(|other| other.get_ref() == path.get_ref());
            let again = || fault(path, format!("`{}` stands here twice", path.get_ref()), "leave one out");
            faults.extend(if is_again { Some(again()) } else { check_path(path, &shape, paths) });
        }
    }
    faults
}

fn check_path(path: &Spanned<String>, shape: &Shape, all: &[Spanned<String>]) -> Option<SettingsFault> {
    let text = path.get_ref().as_str();
    let Some(parsed) = parse_path(text) else {
        return Some(fault(path, format!("`{text}` is no path of a macro"), "write one such as `serde::Serialize`"));
    };
    let Shape { name, has, can } = shape;
    let derived = standard_name(&parsed)?;
    if has.contains(&derived.as_str()) {
        return Some(fault(path, format!("the {name} have `{derived}` already"), "leave it out"));
    }
    if can.contains(&derived.as_str()) {
        let is_there = |wanted: &str| all.iter().any(|other| other.get_ref().rsplit("::").next() == Some(wanted));
        let missing = needs(&derived).iter().find(|wanted| !is_there(wanted))?;
        return Some(fault(path, format!("`{derived}` needs `{missing}`"), "write it beside"));
    }
    let help = match can {
        [] => "leave it out; the macro of another crate is written with its path".to_owned(),
        can => format!("it can be {}, or the macro of another crate with its path", quoted(can)),
    };
    let what = match STANDARD.contains(&derived.as_str()) {
        true => format!("`{derived}` cannot be derived for {name}: it would not compile"),
        false => format!("the standard library has no `{derived}` to derive"),
    };
    let near = nearest_name(&derived, can.iter().copied()).filter(|_| !STANDARD.contains(&derived.as_str()));
    Some(fault(path, what, &near.map_or(help, |near| format!("did you mean `{near}`?"))))
}

/// A path without generics.
fn parse_path(text: &str) -> Option<syn::Path> {
    let path = syn::parse_str::<syn::Path>(text).ok()?;
    path.segments.iter().all(|segment| segment.arguments.is_none()).then_some(path)
}

/// The name of what the standard library derives: of `Hash` and `std::hash::Hash`. `None` for the macro of another crate.
fn standard_name(path: &syn::Path) -> Option<String> {
    let (first, last) = (path.segments.first()?, path.segments.last()?);
    let is_standard = path.segments.len() == 1 || first.ident == "std" || first.ident == "core";
    is_standard.then(|| last.ident.to_string())
}

fn needs(name: &str) -> &'static [&'static str] {
    match name {
        "Ord" => &["Eq", "PartialOrd"],
        _ => &[],
    }
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn fault(at: &Spanned<String>, message: String, help: &str) -> SettingsFault {
    SettingsFault { message, range: at.span(), help: Some(help.to_owned()) }
}
