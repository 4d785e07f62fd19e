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
    let is_ascii_name = name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let suggested = word::camel_name(name);
    match name != "Self" && (is_ascii_name || suggested == name) {
        true => Ok(name.to_owned()),
        false => Err(format!("it is not a type's name; write one like `{suggested}`")),
    }
}

/// Takes what cargo takes for a package's name.
pub(crate) fn parse_crate_name(name: &str) -> Result<String, String> {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
    if !starts_well || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_') {
        return Err("write a name of ASCII letters, digits, `-` and `_` that begins with a letter".to_owned());
    }
    let module = name.replace('-', "_");
    let is_taken = ["docbind", "test", "core", "std", "alloc", "proc_macro", "proc-macro", "self_", "super_", "crate_"];
    if word::snake_name(&module).starts_with("r#")
        || is_taken.contains(&name)
        || ["self", "super", "crate"].contains(&name)
    {
        return Err("it is a word of Rust, or the name of another crate that is needed".to_owned());
    }
    Ok(name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::{bounded_list, parse_crate_name, parse_type_name, printable, quote_for_shell, wrap};

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
    fn names_are_checked() {
        for name in ["Calls", "HTTPClient", "Serviço", "A_1"] {
            assert!(parse_type_name(name).is_ok(), "{name}");
        }
        for name in ["calls", "Self", "", "A-B", "1A", "A B"] {
            assert!(parse_type_name(name).is_err(), "{name}");
        }
        for name in ["graph-client", "calls", "a_1"] {
            assert!(parse_crate_name(name).is_ok(), "{name}");
        }
        for name in ["fn", "1a", "", "a b", "a\"b", "docbind", "crate", "café", "-a"] {
            assert!(parse_crate_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn lists_are_bounded_and_lines_are_wrapped() {
        assert_eq!(bounded_list(["a", "b", "c"], 2), "a, b and 1 more");
        assert_eq!(bounded_list(["a", "b"], 2), "a, b");
        assert_eq!(wrap("one two  three", 7), ["one two", "three"]);
    }
}
