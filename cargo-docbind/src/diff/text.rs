//! A diff in; what changed, by operation and type, for people, out.

use std::io::{self, Write};

use docbind_codegen::api::Place;
use docbind_codegen::diff::{Change, Subject, Weight};

use super::{Origin, Shown};
use crate::session::Verbosity;
use crate::words::{DIM, ERROR, LITERAL, STRONG, WARNING, printable};

/// How much is said of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// What it is, and both places.
    Usual,
    /// Its id, the reason and the rule as well.
    All,
}

impl Detail {
    pub(crate) fn of(verbosity: Verbosity) -> Self {
        if verbosity == Verbosity::Verbose { Self::All } else { Self::Usual }
    }
}

/// Writes the changes, a blank line after those of each operation and type.
pub(crate) fn write_changes(shown: &Shown<'_>, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    let mut before: Option<&Subject> = None;
    for change in shown.changes() {
        if before != Some(&change.subject) {
            if before.is_some() {
                writeln!(out)?;
            }
            writeln!(out, "{STRONG}{}{STRONG:#}", printable(change.subject.name()))?;
        }
        before = Some(&change.subject);
        write_change(shown, change, detail, out)?;
    }
    if before.is_some() { writeln!(out) } else { Ok(()) }
}

fn write_change(shown: &Shown<'_>, change: &Change, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    let style = match change.kind.weight() {
        Weight::Breaking => ERROR,
        Weight::Additive => LITERAL,
        Weight::Docs => DIM,
    };
    let (weight, code) = (change.kind.weight().name(), change.kind.code());
    writeln!(out, "  {style}{weight}[{code}]{style:#}: {}", printable(&change.message))?;
    writeln!(out, "    {DIM}{}{DIM:#}", places(shown, change))?;
    if let Some(help) = &change.help {
        writeln!(out, "    {WARNING}help{WARNING:#}: {}", printable(help))?;
    }
    if detail == Detail::All {
        let (reason, source, seen) = (change.kind.reason(), change.kind.source(), change.kind.seen_from().name());
        writeln!(out, "    why: {reason} (seen from {seen}; {source})")?;
        writeln!(out, "    id: {}", printable(&change.id))?;
    }
    Ok(())
}

/// `docs/api/a.md:3 -> docs/api/a.md:4`; `-` for a side that has no page of it.
fn places(shown: &Shown<'_>, change: &Change) -> String {
    let place = |input: Origin<'_>, place: &Option<Place>| match place {
        Some(place) => printable(&format!("{}:{}", input.file(place), place.line)),
        None => "-".to_owned(),
    };
    format!("{} -> {}", place(shown.old, &change.old), place(shown.new, &change.new))
}
