//! Settings that could be read in; what is wrong with their patterns and codes, and the levels that they give diagnostics, out.

use std::collections::BTreeMap;

use globset::GlobMatcher;
use toml::Spanned;

use super::{Base, LintLevel, Settings, SettingsFault};
use crate::diagnostic::{Code, Diagnostics, Level, SetLevel};
use crate::nearest::nearest_name;
use crate::options::{RoutePattern, page_glob};
use crate::source::SourceMap;

/// The name that stands for all codes that are warnings by default.
const WARNINGS: &str = "warnings";

/// Checks what the form of the settings does not tell.
pub(crate) fn check_settings(settings: &Settings) -> Vec<SettingsFault> {
    let pages = settings.pages.include.iter().chain(&settings.pages.exclude).chain(settings.page_lints.keys());
    let pages = pages.filter_map(|pattern| {
        let error = page_glob(pattern.get_ref()).err()?;
        Some(bad_pattern(pattern, error.kind(), "write a path below the root of `pages`, with `*` and `**`"))
    });
    let routes = settings.routes.include.iter().chain(&settings.routes.exclude);
    let routes = routes.filter_map(|pattern| {
        let error = RoutePattern::parse(pattern.get_ref()).err()?;
        Some(bad_pattern(pattern, &error, "write a route, a route and a method, or a method: `/users/**#GET`"))
    });
    let codes = settings.lints.keys().chain(settings.page_lints.values().flat_map(BTreeMap::keys));
    pages.chain(routes).chain(codes.filter_map(unknown_code)).collect()
}

fn bad_pattern(pattern: &Spanned<String>, error: impl std::fmt::Display, help: &str) -> SettingsFault {
    SettingsFault {
        message: format!("the pattern `{}` cannot be read: {error}", pattern.get_ref()),
        range: pattern.span(),
        help: Some(help.to_owned()),
    }
}

fn unknown_code(name: &Spanned<String>) -> Option<SettingsFault> {
    let text = name.get_ref().as_str();
    if text == WARNINGS || Code::from_name(text).is_some() {
        return None;
    }
    let near = nearest_name(text, Code::ALL.iter().map(|code| code.name()));
    let help = near.map_or_else(
        || "codes stand in brackets in a report: `warning[title-missing]`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    let message = format!("there is no diagnostic `{text}`");
    Some(SettingsFault { message, range: name.span(), help: Some(help) })
}

/// Gives diagnostics the levels of the settings: those of the page before those of all pages, and a code before `warnings`.
pub(crate) fn set_levels(settings: &Settings, base: &Base, sources: &SourceMap, diagnostics: &mut Diagnostics) {
    if settings.lints.is_empty() && settings.page_lints.is_empty() {
        return;
    }
    let pages: Vec<(GlobMatcher, &Lints)> = settings
        .page_lints
        .iter()
        .filter_map(|(pattern, lints)| Some((page_glob(pattern.get_ref()).ok()?.compile_matcher(), lints)))
        .collect();
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| !diagnostic.code.is_of_settings()) {
        let file = diagnostic.span.and_then(|span| sources.file_of(span));
        let file = file.and_then(|file| base.in_settings(&file.path));
        let own = pages.iter().rev().filter(|(glob, _)| file.as_ref().is_some_and(|file| glob.is_match(file.as_ref())));
        let mut lints = own.map(|(_, lints)| *lints).chain([&settings.lints]);
        diagnostic.level = lints.find_map(|lints| level_of(lints, diagnostic.code));
    }
}

type Lints = BTreeMap<Spanned<String>, LintLevel>;

fn level_of(lints: &Lints, code: Code) -> Option<SetLevel> {
    let named = |name: &str| lints.iter().find(|(key, _)| key.get_ref() == name).map(|(_, level)| Level::from(*level));
    let of_warnings = || named(WARNINGS).filter(|_| code.default_level() == Level::Warning);
    named(code.name()).map(SetLevel::OfCode).or_else(|| of_warnings().map(SetLevel::OfWarnings))
}
