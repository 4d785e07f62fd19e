//! A diff in; Markdown for a changelog or a pull request out: by weight, bounded, nothing of the pages read as Markdown.

use std::io::{self, Write};

use docbind_codegen::diff::{Change, Weight};

use super::Shown;
use crate::words::printable;

/// GitHub takes 65,536 characters in a comment.
const MOST_BYTES: usize = 60_000;

/// Writes the changes, those that break first.
pub(super) fn write(shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut text = format!("Reference: {}\n", escape(&shown.summary()));
    let mut left = 0;
    for weight in Weight::ALL.into_iter().rev().filter(|weight| *weight >= shown.least) {
        let changes: Vec<&Change> = shown.changes().filter(|change| change.kind.weight() == weight).collect();
        if !changes.is_empty() {
            text.push_str(&format!("\n### {}\n\n", heading(weight)));
        }
        for change in changes {
            let item = item(shown, change);
            match text.len() + item.len() <= MOST_BYTES {
                true => text.push_str(&item),
                false => left += 1,
            }
        }
    }
    if left > 0 {
        text.push_str(&format!("\nand {left} more, which `cargo docbind diff` shows as text\n"));
    }
    out.write_all(text.as_bytes())
}

fn heading(weight: Weight) -> &'static str {
    match weight {
        Weight::Breaking => "Breaking",
        Weight::Additive => "Additive",
        Weight::Docs => "Documentation",
    }
}

/// `` - `GET /things/{}`: the header `If-Match` is gone (`parameter-removed`, `docs/api/thing-get.md:12`) ``
fn item(shown: &Shown<'_>, change: &Change) -> String {
    let place = match (&change.new, &change.old) {
        (Some(place), _) => format!(", {}", code(&format!("{}:{}", shown.new.file(place), place.line))),
        (None, Some(place)) => format!(", {}", code(&format!("{}:{}", shown.old.file(place), place.line))),
        (None, None) => String::new(),
    };
    let help = change.help.as_ref().map_or_else(String::new, |help| format!("; {}", escape(help)));
    let (subject, message) = (code(change.subject.name()), escape(&change.message));
    format!("- {subject}: {message}{help} (`{}`{place})\n", change.kind.code())
}

/// Words as a code span.
fn code(words: &str) -> String {
    format!("`{}`", printable(words).replace('`', "'"))
}

/// Words of which only the code spans are read as Markdown.
fn escape(words: &str) -> String {
    let words = printable(words);
    let parts: Vec<&str> = words.split('`').collect();
    let is_balanced = parts.len() % 2 == 1;
    let mut text = String::new();
    for (at, part) in parts.iter().enumerate() {
        match (at % 2 == 1, is_balanced) {
            (true, true) => text.push_str(&code(part)),
            _ => part.chars().for_each(|c| push_escaped(c, &mut text)),
        }
    }
    text
}

fn push_escaped(c: char, text: &mut String) {
    // `@name` calls somebody; `#12` and `&lt;` mean something, too.
    if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ':' | ';' | '\'' | '(' | ')' | '/' | '-' | '?' | '$') {
        text.push('\\');
    }
    text.push(c);
    if c == '@' {
        text.push('\u{200b}');
    }
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn words_of_pages_are_no_markdown() {
        assert_eq!(escape("`a*b` is <b>[gone](x)"), r"`a*b` is \<b\>\[gone\](x)");
        assert_eq!(escape("one ` and *two*"), r"one  and \*two\*");
        assert_eq!(escape("@team #1"), "\\@\u{200b}team \\#1");
    }
}
