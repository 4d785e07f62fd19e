//! Patterns of pages and routes in; whether a page or a route is selected out.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};
use toml::Spanned;

use crate::api::Route;
use crate::diagnostic::Diagnostics;
use crate::options::bad_pattern;
use crate::settings::{Base, LoadedSettings};

/// The most bytes of a pattern: what a longer one costs has no bounds.
const MAX_PATTERN_BYTES: usize = 1_000;

/// Globs of paths below the doc root.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    /// `None` where there is no pattern.
    globs: Option<GlobSet>,
}

impl Patterns {
    /// The globs that a door is given. One that is none is reported and matches nothing.
    pub(crate) fn of_pages(patterns: &[String], diagnostics: &mut Diagnostics) -> Self {
        Self::of(patterns.iter().filter_map(|pattern| match page_glob(pattern) {
            Ok(glob) => Some(glob),
            Err(error) => {
                diagnostics.push(bad_pattern(pattern, &error));
                None
            }
        }))
        .filter(!patterns.is_empty())
    }

    fn of(globs: impl Iterator<Item = Glob>) -> Self {
        let mut set = GlobSetBuilder::new();
        globs.for_each(|glob| {
            set.add(glob);
        });
        Self { globs: Some(set.build().unwrap_or_else(|_| GlobSet::empty())) }
    }

    /// No pattern at all, where there is none.
    fn filter(self, is_any: bool) -> Self {
        if is_any { self } else { Self::default() }
    }

    /// Those of the settings. What is wrong with them is told by `check_settings`.
    pub(crate) fn of_settings(patterns: &[Spanned<String>]) -> Self {
        Self::of(patterns.iter().filter_map(|pattern| page_glob(pattern.get_ref()).ok())).filter(!patterns.is_empty())
    }

    fn is_empty(&self) -> bool {
        self.globs.is_none()
    }

    /// Whether one of them matches.
    pub(crate) fn matches(&self, path: &str) -> bool {
        self.globs.as_ref().is_some_and(|globs| globs.is_match(path))
    }
}

/// The pages that are not read: those that a door leaves out, and those that the settings do.
#[derive(Debug)]
pub(super) struct Excluded<'a> {
    pages: Patterns,
    set_pages: Patterns,
    base: &'a Base,
}

impl<'a> Excluded<'a> {
    /// `patterns` are those that a door is given.
    pub(super) fn new(patterns: &[String], loaded: &'a LoadedSettings, diagnostics: &mut Diagnostics) -> Self {
        let set_pages = Patterns::of_settings(&loaded.settings.pages.exclude);
        Self { pages: Patterns::of_pages(patterns, diagnostics), set_pages, base: &loaded.base }
    }

    /// Whether a page, by its path below the doc root, is left out.
    pub(super) fn has(&self, page: &str) -> bool {
        let is_set = || self.base.in_settings(page).is_some_and(|page| self.set_pages.matches(&page));
        self.pages.matches(page) || is_set()
    }
}

/// The glob of a pattern of pages.
///
/// # Errors
/// Why it cannot be read.
pub(crate) fn page_glob(pattern: &str) -> Result<Glob, String> {
    build_glob(pattern, GlobBuilder::new(pattern).literal_separator(true))
}

fn build_glob(pattern: &str, builder: &GlobBuilder<'_>) -> Result<Glob, String> {
    if pattern.len() > MAX_PATTERN_BYTES {
        return Err(format!("it has more than {MAX_PATTERN_BYTES} bytes"));
    }
    builder.build().map_err(|error| error.kind().to_string())
}

/// What a message says of a pattern that it is about.
pub(crate) fn shown_pattern(pattern: &str) -> String {
    const LONGEST: usize = 100;
    match pattern.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", pattern.get(..at).unwrap_or_default()),
        None => pattern.to_owned(),
    }
}

/// The pages and routes of those that are loaded that a user selects. The default selects all.
#[derive(Debug, Default)]
pub(crate) struct Selected {
    /// Those that a door is given.
    pages: Patterns,
    /// Those of the settings, where a door is given none.
    set_pages: Patterns,
    base: Base,
    included: Vec<RoutePattern>,
    excluded: Vec<RoutePattern>,
}

impl Selected {
    /// The pages that a door is given, or those of the settings, and of these the routes of the settings.
    pub(crate) fn new(pages: Patterns, loaded: &LoadedSettings) -> Self {
        let LoadedSettings { settings, base, .. } = loaded;
        let read = |patterns: &[Spanned<String>]| -> Vec<RoutePattern> {
            patterns.iter().filter_map(|pattern| RoutePattern::parse(pattern.get_ref()).ok()).collect()
        };
        let set_pages = match pages.is_empty() {
            true => Patterns::of_settings(&settings.pages.include),
            false => Patterns::default(),
        };
        let (included, excluded) = (read(&settings.routes.include), read(&settings.routes.exclude));
        Self { pages, set_pages, base: base.clone(), included, excluded }
    }

    /// Whether it is all pages and routes.
    pub(crate) fn is_all(&self) -> bool {
        self.pages.is_empty() && self.set_pages.is_empty() && !self.picks_routes()
    }

    /// Whether some routes may be left out.
    pub(crate) fn picks_routes(&self) -> bool {
        !self.included.is_empty() || !self.excluded.is_empty()
    }

    /// Whether a page, by its path below the doc root, is selected.
    pub(crate) fn has_page(&self, page: &str) -> bool {
        if !self.set_pages.is_empty() {
            return self.base.in_settings(page).is_some_and(|page| self.set_pages.matches(&page));
        }
        self.pages.is_empty() || self.pages.matches(page)
    }

    /// Whether a route of a selected page is selected.
    pub(crate) fn has_route(&self, route: &Route) -> bool {
        let path = path_of(&route.written);
        let matches = |patterns: &[RoutePattern]| patterns.iter().any(|pattern| pattern.matches(&route.method, &path));
        (self.included.is_empty() || matches(&self.included)) && !matches(&self.excluded)
    }
}

/// A pattern of routes: `/users/**#GET`.
#[derive(Debug)]
pub(crate) struct RoutePattern {
    path: globset::GlobMatcher,
    /// Empty for all.
    method: String,
}

impl RoutePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, where it cannot match a route.
    pub(crate) fn parse(pattern: &str) -> Result<Self, String> {
        let (path, method) = pattern.split_once('#').unwrap_or((pattern, ""));
        let method = method.trim().to_uppercase();
        if !method.is_empty() && !method.chars().all(|c| c.is_ascii_alphabetic()) {
            return Err(format!("`{method}` is no method"));
        }
        let path = path.trim();
        if path.is_empty() && method.is_empty() {
            return Err("it is empty".to_owned());
        }
        let path = if path.is_empty() { "**".to_owned() } else { glob_of_path(path) };
        let glob = build_glob(&path, GlobBuilder::new(&path).literal_separator(true).case_insensitive(true))?;
        Ok(Self { path: glob.compile_matcher(), method })
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        (self.method.is_empty() || self.method.eq_ignore_ascii_case(method)) && self.path.is_match(path)
    }
}

/// The path of a route, each placeholder as `{}`, with one slash before it and none behind.
pub(crate) fn path_of(written: &str) -> String {
    let path = written.split('?').next().unwrap_or_default();
    format!("/{}", replace_placeholders(path, "{}").trim_matches('/'))
}

/// The path of a pattern, where braces are a placeholder and no alternatives.
fn glob_of_path(path: &str) -> String {
    format!("/{}", replace_placeholders(path, "[{][}]").trim_matches('/'))
}

/// A path with `by` for each `{name}` and `<name>`.
fn replace_placeholders(path: &str, by: &str) -> String {
    let mut replaced = String::new();
    let mut rest = path;
    while let Some(start) = rest.find(['{', '<']) {
        let (before, opened) = rest.split_at(start);
        let end = if opened.starts_with('{') { '}' } else { '>' };
        let Some(len) = opened.find(end) else { break };
        replaced.push_str(before);
        replaced.push_str(by);
        rest = opened.get(len + 1..).unwrap_or_default();
    }
    replaced.push_str(rest);
    replaced
}

#[cfg(test)]
mod tests {
    use super::{RoutePattern, path_of};

    #[test]
    fn a_pattern_takes_paths_and_methods() {
        for (pattern, method, route, is_match) in [
            ("/users/**#GET", "GET", "/users/{id | userPrincipalName}/messages", true),
            ("/users/**#GET", "POST", "/users/{id}/messages", false),
            ("/users/**", "GET", "users/{id}", true),
            ("/users/*", "GET", "/users/{id}/messages", false),
            ("/Users/{user-id}", "GET", "/users/<address>?$select=id", true),
            ("/users/{id}", "GET", "/users/me", false),
            ("#delete", "DELETE", "/me/events/{id}/", true),
            ("#delete", "GET", "/me/events/{id}", false),
            ("/me/**", "GET", "/users/me/x", false),
            ("/reports/get*(date={date})", "GET", "/reports/getActivity(date={date_value})", true),
        ] {
            let read = RoutePattern::parse(pattern).expect("it is a pattern");
            assert_eq!(read.matches(method, &path_of(route)), is_match, "{pattern} {method} {route}");
        }
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for pattern in ["", "#", "/users/[", "/users#GET PUT"] {
            assert!(RoutePattern::parse(pattern).is_err(), "{pattern}");
        }
    }
}
