//! A diagnostic in; a line that it is known by from run to run, out.

use crate::diagnostic::Diagnostic;
use crate::source::SourceMap;

/// The most characters of a page that a fingerprint has.
const LONGEST: usize = 120;

/// What a diagnostic is about: its code, its page, and the words there, or its message where there are none. `None` for what has no
/// place in a text.
///
/// ```text
/// route-elided api/contact-list.md: GET /me/contactFolders/{id}/.../contacts
/// ```
/// Lines above may come and go. Two faults that are alike in all of this have the same fingerprint.
pub fn fingerprint(diagnostic: &Diagnostic, sources: &SourceMap) -> Option<String> {
    let span = diagnostic.span?;
    let line = sources.line_of(span)?;
    let covered = sources.text(span);
    let first = covered.trim_start().lines().next().unwrap_or_default();
    let about = [first, line.text].into_iter().find(|text| text.contains(char::is_alphanumeric));
    let about = about.unwrap_or(&diagnostic.message);
    Some(format!("{} {}: {}", diagnostic.code.name(), plain(sources.stable_path(line.file)), plain(about)))
}

/// Text on one line, without what a person cannot see, and not too long.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let text = words.collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default().trim_end()),
        None => text,
    }
}
