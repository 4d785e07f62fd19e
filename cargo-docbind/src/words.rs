//! The words and colours that the commands share.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Effects, Style};
use docbind_codegen::word;
use unicode_width::UnicodeWidthStr as _;

pub(crate) const HEADING: Style = AnsiColor::BrightGreen.on_default().effects(Effects::BOLD);
pub(crate) const LITERAL: Style = AnsiColor::BrightCyan.on_default().effects(Effects::BOLD);
pub(crate) const PLACEHOLDER: Style = AnsiColor::Cyan.on_default();
pub(crate) const ERROR: Style = AnsiColor::BrightRed.on_default().effects(Effects::BOLD);
pub(crate) const WARNING: Style = AnsiColor::BrightYellow.on_default().effects(Effects::BOLD);
pub(crate) const DIM: Style = Style::new().effects(Effects::DIMMED);
pub(crate) const STRONG: Style = Style::new().effects(Effects::BOLD);

/// `1 page`, `2 pages`.
pub(crate) fn counted(count: usize, one: &str) -> String {
    format!("{count} {one}{}", if count == 1 { "" } else { "s" })
}

/// At most `most` names, and how many more there are.
pub(crate) fn bounded_list<'a>(names: impl IntoIterator<Item = &'a str>, most: usize) -> String {
    let names: Vec<String> = names.into_iter().map(printable).collect();
    let mut list = names.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > most {
        let _ = write!(list, " and {} more", names.len() - most);
    }
    list
}

/// A page's text as one line that is safe on a terminal: no control characters, no marks that turn the writing round.
pub(crate) fn printable(text: &str) -> String {
    let is_unsafe = |c: char| {
        c.is_control() || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let safe = text.chars().map(|c| match c {
        '\n' | '\r' | '\t' => ' ',
        c if is_unsafe(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    });
    safe.collect()
}

/// Breaks text into lines of at most `width` columns, between words.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in printable(text).split(' ').filter(|word| !word.is_empty()) {
        let line = lines.last_mut().expect("there is a first line");
        if line.is_empty() {
            line.push_str(word);
        } else if line.width() + 1 + word.width() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

/// A word as a POSIX shell takes it.
pub(crate) fn quote_for_shell(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./=,:@+".contains(c);
    match !word.is_empty() && word.chars().all(is_plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}

/// Takes what can be the name of a Rust type.
pub(crate) fn parse_type_name(name: &str) -> Result<String, String> {
    word::check_type_name(name).map(|()| name.to_owned())
}

/// Takes what cargo takes for a package's name.
pub(crate) fn parse_crate_name(name: &str) -> Result<String, String> {
    word::check_crate_name(name).map(|()| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{bounded_list, printable, quote_for_shell, wrap};

    #[test]
    fn page_text_is_safe_on_a_terminal() {
        assert_eq!(printable("a\u{1b}[31mb\nc\u{202e}d"), "a\u{fffd}[31mb c\u{fffd}d");
    }

    #[test]
    fn words_are_quoted_where_a_shell_would_read_them() {
        assert_eq!(quote_for_shell("docs/api"), "docs/api");
        assert_eq!(quote_for_shell("user-*.md"), "'user-*.md'");
        assert_eq!(quote_for_shell("it's"), r"'it'\''s'");
        assert_eq!(quote_for_shell(""), "''");
    }

    #[test]
    fn lists_are_bounded_and_lines_are_wrapped() {
        assert_eq!(bounded_list(["a", "b", "c"], 2), "a, b and 1 more");
        assert_eq!(bounded_list(["a", "b"], 2), "a, b");
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
    }
}
