//! `[output]` of settings that could be read, in; what is wrong with its names, its URL and its paths, out.

use std::fmt::Display;

use toml::Spanned;

use super::derives::check_derives;
use super::names::check_names;
use super::{Dependency, OutputSettings, Split};
use crate::options::ModuleLayout;
use crate::settings::SettingsFault;
use crate::word::{check_crate_name, check_type_name};

/// Checks what the form of `[output]` does not tell.
pub(in crate::settings) fn check_output(output: &OutputSettings) -> Vec<SettingsFault> {
    let client = output.client.iter().filter_map(|name| {
        let why = check_type_name(name.get_ref()).err()?;
        Some(fault(name, format!("`{}` cannot be the client's name", name.get_ref()), why))
    });
    let names = output.crate_name.iter().chain(output.dependencies.keys()).filter_map(|name| {
        let why = check_crate_name(name.get_ref()).err()?;
        Some(fault(name, format!("`{}` cannot be the name of a crate here", name.get_ref()), why))
    });
    let base_url = output.base_url.iter().filter_map(check_base_url);
    let visibility = output.visibility.iter().filter_map(check_visibility);
    let mut faults: Vec<SettingsFault> = client.chain(names).chain(base_url).chain(visibility).collect();
    faults.extend(output.split.iter().filter_map(|split| check_split(split, output.modules)));
    faults.extend(output.dependencies.iter().filter_map(|(name, dependency)| check_version(name, dependency)));
    faults.extend(check_derives(&output.derives));
    faults.extend(check_names(&output.names));
    faults
}

fn fault<T>(at: &Spanned<T>, message: String, help: impl Display) -> SettingsFault {
    SettingsFault { message, range: at.span(), help: Some(help.to_string()) }
}

/// What the runtime's client takes too, so that no program fails where it is built.
fn check_base_url(url: &Spanned<String>) -> Option<SettingsFault> {
    let text = url.get_ref().as_str();
    let why = base_url_fault(text)?;
    Some(fault(url, format!("the base URL {why}"), "write one such as `https://api.example/v1`"))
}

fn base_url_fault(text: &str) -> Option<&'static str> {
    let Some(rest) = ["https://", "http://"].iter().find_map(|scheme| text.strip_prefix(scheme)) else {
        return Some("is not absolute, by `https` or `http`");
    };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let is_of_url = |c: char| c.is_ascii_graphic() && !"\"<>\\^`{|}".contains(c);
    if !text.chars().all(is_of_url) {
        return Some("has a character that no URL has");
    }
    if text.contains(['?', '#']) {
        return Some("has a query or a fragment");
    }
    if authority.contains('@') {
        return Some("has a user or a password");
    }
    if !is_authority(authority) {
        return Some("has no host, or a bad one");
    }
    path.split('/').any(|segment| matches!(segment, "." | "..")).then_some("has a `.` or `..` segment")
}

/// `api.example`, `localhost:8080`, `[::1]:80`
fn is_authority(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, rest)) if host.parse::<core::net::Ipv6Addr>().is_ok() => ("v6", rest.strip_prefix(':').ok_or(rest)),
        Some(_) => return false,
        None => text.split_once(':').map_or((text, Err("")), |(host, port)| (host, Ok(port))),
    };
    let is_port = match port {
        Ok(port) => port.parse::<u16>().is_ok(),
        Err(rest) => rest.is_empty(),
    };
    let is_label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || "-_~".contains(c));
    is_port && host.trim_end_matches('.').split('.').all(is_label)
}

fn check_visibility(visibility: &Spanned<String>) -> Option<SettingsFault> {
    let text = visibility.get_ref();
    let is_said = syn::parse_str::<syn::Visibility>(text).is_ok_and(|it| !matches!(it, syn::Visibility::Inherited));
    let help = "write `pub`, `pub(crate)`, `pub(super)` or `pub(in path)`";
    (!is_said).then(|| fault(visibility, format!("`{text}` is no visibility of Rust"), help))
}

fn check_split(split: &Spanned<Split>, modules: ModuleLayout) -> Option<SettingsFault> {
    let is_one = *split.get_ref() == Split::FeaturesByArea && modules == ModuleLayout::Single;
    let what = "features leave out modules, and there is one alone";
    is_one.then(|| fault(split, what.to_owned(), "take `modules = \"by-area\"`, or leave `split` out"))
}

fn check_version(name: &Spanned<String>, dependency: &Dependency) -> Option<SettingsFault> {
    let (Dependency::Version(version) | Dependency::Table { version, .. }) = dependency;
    let is_version = |c: char| c.is_ascii_alphanumeric() || "*.+-,=<>^~ ".contains(c);
    let is_good = version.chars().any(|c| c.is_ascii_digit() || c == '*') && version.chars().all(is_version);
    let what = format!("`{version}` is no version of `{}`", name.get_ref());
    (!is_good).then(|| fault(name, what, "write one as cargo takes it, such as `\"1.2\"`"))
}
