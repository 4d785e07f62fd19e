//! What is wrong in the pages, before and after a change, in; what came and what went out.

use std::collections::HashMap;

use docbind_codegen::render::{Colour, render_diagnostic};
use docbind_codegen::{Code, Diagnostic, Level, Levels, Reference};

use crate::session::Session;
use crate::words::{counted, printable};

/// How many faults are shown of those that came, and of those that went.
const SHOWN: usize = 10;

/// A fault, wherever on its page it stands: lines move when others come and go.
type Key<'a> = (Code, &'a str, Option<&'a str>);

/// Shows the faults that came in full, and those that went with a line each.
pub(super) fn show_changed_faults(before: &Reference, now: &Reference, levels: &Levels, session: &Session) {
    let came = only_in(now, before, levels);
    for fault in came.iter().take(SHOWN) {
        let text = render_diagnostic(fault, &now.sources, levels, Colour::Ansi);
        session.say(format_args!("{text}\n"));
    }
    let went = only_in(before, now, levels);
    for fault in went.iter().take(SHOWN) {
        let (code, message, file) = key(fault, before);
        let place = file.map_or_else(String::new, |file| format!(" in {}", before.sources.display_path(file)));
        session.say(format!("mended{}: {} [{}]", printable(&place), printable(message), code.name()));
    }
    let more = came.len().saturating_sub(SHOWN) + went.len().saturating_sub(SHOWN);
    if more > 0 {
        session.say(format!("and {} that came or went", counted(more, "more diagnostic")));
    }
}

fn key<'r>(fault: &'r Diagnostic, reference: &'r Reference) -> Key<'r> {
    let file = fault.span.and_then(|span| reference.sources.file_of(span));
    (fault.code, &fault.message, file.map(|file| file.path.as_str()))
}

/// The faults of a reference that another does not have, or has less often.
fn only_in<'r>(reference: &'r Reference, other: &Reference, levels: &Levels) -> Vec<&'r Diagnostic> {
    let is_shown = |fault: &&Diagnostic| levels.level(fault) != Level::Allow;
    let mut known: HashMap<Key<'_>, usize> = HashMap::new();
    for fault in other.diagnostics.iter().filter(is_shown) {
        *known.entry(key(fault, other)).or_default() += 1;
    }
    let mut only = Vec::new();
    for fault in reference.diagnostics.iter().filter(is_shown) {
        match known.get_mut(&key(fault, reference)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => only.push(fault),
        }
    }
    only
}
