//! How pages disagree with a lock in; a report for a person, of bounded length, out.

use std::fmt::{self, Write as _};

use super::compare::{Difference, Disagreement, FactChange, PageChange};

/// How many pages are told, how many facts of each, and how much of a fact.
const PAGES: usize = 60;
const FACTS: usize = 12;
const LETTERS: usize = 240;

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has_other_settings {
            writeln!(f, "the settings mean something else than when the lock was written")?;
        }
        for difference in self.differences.iter().take(PAGES) {
            f.write_str(&told(difference))?;
        }
        let more = self.differences.len().saturating_sub(PAGES);
        if more > 0 {
            writeln!(f, "and {more} more")?;
        }
        Ok(())
    }
}

fn told(difference: &Difference) -> String {
    let facts = &difference.facts;
    let mut text = format!("{}\n", difference.change);
    let unchanged = matches!(difference.change, PageChange::Edited(_)) && facts.is_empty();
    if unchanged {
        text.truncate(text.trim_end().len());
        text.push_str("; what the lock holds of it is the same\n");
    }
    for FactChange { is_of_lock, text: fact, place } in facts.iter().take(FACTS) {
        let sign = if *is_of_lock { '-' } else { '+' };
        let _ = writeln!(text, "  {sign} {place}: {}", shortened(fact));
    }
    let more = facts.len().saturating_sub(FACTS);
    if more > 0 {
        let _ = writeln!(text, "    and {more} more");
    }
    safe(&text)
}

fn shortened(fact: &str) -> String {
    match fact.char_indices().nth(LETTERS) {
        Some((end, _)) => format!("{}..", fact.get(..end).unwrap_or_default()),
        None => fact.to_owned(),
    }
}

/// Text of pages must not command a terminal.
fn safe(text: &str) -> String {
    let is_unsafe = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.replace(is_unsafe, "\u{fffd}")
}

impl fmt::Display for PageChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New(page) => write!(f, "new: `{page}`"),
            Self::Vanished(page) => write!(f, "vanished: `{page}`"),
            Self::Edited(page) => write!(f, "edited: `{page}`"),
            Self::ReadOtherwise(page) => write!(f, "read otherwise: `{page}`, whose text is the same"),
            Self::Moved { from, to } => write!(f, "moved: `{from}` to `{to}`"),
            Self::Split { from, to } => write!(f, "split: `{from}` into {}", listed(to)),
            Self::Merged { from, to } => write!(f, "merged: {} into `{to}`", listed(from)),
            Self::Rearranged { from, to } => write!(f, "rearranged: {} as {}", listed(from), listed(to)),
        }
    }
}

fn listed(pages: &[String]) -> String {
    let shown: Vec<String> = pages.iter().take(FACTS).map(|page| format!("`{page}`")).collect();
    let more = pages.len().saturating_sub(FACTS);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
