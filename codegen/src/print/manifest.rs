//! What a generated crate is and needs, in; its `Cargo.toml` out.

use super::MARK;
use crate::emit::{Home, part_name};
use crate::options::Style;

/// The folder of the crates beside the client's, below its own.
pub(crate) const PARTS: &str = "areas";

/// The version of all generated crates.
const VERSION: &str = "0.1.0";

/// A manifest to print.
pub(super) struct Manifest<'a> {
    name: String,
    /// Whether the crate has the client, and so a transport.
    has_client: bool,
    /// Whether it has items of its own, and so needs the crates that these name.
    has_items: bool,
    /// The generated crates that it depends on.
    parts: Vec<Part<'a>>,
    /// The features of areas, each with the package that it brings.
    features: Vec<(String, Option<String>)>,
}

/// A dependency on a generated crate.
struct Part<'a> {
    name: String,
    home: &'a Home,
    /// What leads from the crate's folder to those of the parts.
    way: &'static str,
}

impl<'a> Manifest<'a> {
    /// The crate that all code is in.
    pub(super) fn of_client(name: &str) -> Self {
        Self { name: name.to_owned(), has_client: true, has_items: true, parts: Vec::new(), features: Vec::new() }
    }

    /// The same, with a feature for each of these areas.
    pub(super) fn with_features(mut self, areas: &[&str]) -> Self {
        self.features = areas.iter().map(|area| ((*area).to_owned(), None)).collect();
        self
    }

    /// The crate that shows what is in others: each area by a feature, what is shared always.
    pub(super) fn of_face(name: &str, homes: impl Iterator<Item = &'a Home>) -> Self {
        let parts: Vec<Part<'a>> =
            homes.map(|home| Part { name: part_name(name, home), home, way: "areas/" }).collect();
        let features = parts.iter().filter_map(|part| match part.home {
            Home::Area(area) => Some((area.clone(), Some(part.name.clone()))),
            Home::Shared => None,
        });
        Self { features: features.collect(), parts, has_items: false, ..Self::of_client(name) }
    }

    /// The crate of a home. All others depend on the shared one, and on no further.
    pub(super) fn of_part(face: &str, home: &Home, has_shared: bool) -> Self {
        let shared = (has_shared && *home != Home::Shared).then_some(&Home::Shared);
        let parts = shared.map(|home| Part { name: part_name(face, home), home, way: "../" });
        Self {
            name: part_name(face, home),
            has_client: false,
            has_items: true,
            parts: parts.into_iter().collect(),
            features: Vec::new(),
        }
    }

    /// The text. The style says what the code needs beside docbind, and of docbind.
    pub(super) fn print(&self, style: &Style) -> String {
        let (mark, name) = (MARK.replacen("//", "#", 1), &self.name);
        let docbind = env!("CARGO_PKG_VERSION");
        let parts: String = self.parts.iter().map(Part::print).collect();
        let features: Vec<String> = style.dates.features().iter().map(|feature| format!("\"{feature}\"")).collect();
        let features =
            if features.is_empty() { String::new() } else { format!(", features = [{}]", features.join(", ")) };
        let others = style.dependencies.iter().filter(|_| self.has_items);
        let others: String = others.map(|(name, it)| format!("{name} = {it}\n")).collect();
        format!(
            "{mark}\n\n[package]\nname = \"{name}\"\nversion = \"{VERSION}\"\nedition = \"2024\"\n\n[dependencies]\n\
             docbind = {{ version = \"{docbind}\", default-features = false{features} }}\n{others}{parts}{}",
            self.print_features()
        )
    }

    fn print_features(&self) -> String {
        let mut text = String::new();
        if self.has_client {
            text.push_str("\n[features]\ndefault = [\"reqwest\"]\nreqwest = [\"docbind/reqwest\"]\n");
        }
        if !self.features.is_empty() {
            let all: Vec<String> = self.features.iter().map(|(name, _)| format!("\"{name}\"")).collect();
            text.push_str(&format!("full = [{}]\n", all.join(", ")));
        }
        text.extend(self.features.iter().map(|(name, package)| match package {
            Some(package) => format!("{name} = [\"dep:{package}\"]\n"),
            None => format!("{name} = []\n"),
        }));
        text
    }
}

impl Part<'_> {
    /// With a version, so that the crates can be published.
    fn print(&self) -> String {
        let Self { name, home, way } = self;
        let optional = if matches!(home, Home::Area(_)) { ", optional = true" } else { "" };
        format!("{name} = {{ version = \"{VERSION}\", path = \"{way}{}\"{optional} }}\n", home.name())
    }
}
