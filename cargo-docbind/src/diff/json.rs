//! A diff in; JSON for programs out.

use std::io::{self, Write};

use docbind_codegen::api::Place;
use docbind_codegen::diff::{Change, Subject, Weight};
use serde::Serialize;

use super::{Origin, Shown};

/// The version of this form. It grows when a field changes its meaning or goes.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    format_version: u32,
    old: &'a str,
    new: &'a str,
    counts: Counts,
    version: Version,
    changes: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Counts {
    breaking: usize,
    additive: usize,
    docs: usize,
}

#[derive(Serialize)]
struct Version {
    from_one: &'static str,
    below_one: &'static str,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    code: &'static str,
    title: &'static str,
    level: &'static str,
    seen_from: &'static str,
    reason: &'static str,
    source: &'static str,
    operation: Option<&'a str>,
    #[serde(rename = "type")]
    ty: Option<&'a str>,
    message: &'a str,
    help: Option<&'a str>,
    old: Option<At>,
    new: Option<At>,
}

#[derive(Serialize)]
struct At {
    file: String,
    line: u32,
    column: u32,
}

/// Writes one object.
pub(super) fn write(shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let (diff, hint) = (shown.diff, shown.diff.version_hint());
    let document = Document {
        format_version: VERSION,
        old: shown.old.name,
        new: shown.new.name,
        counts: Counts {
            breaking: diff.count(Weight::Breaking),
            additive: diff.count(Weight::Additive),
            docs: diff.count(Weight::Docs),
        },
        version: Version { from_one: hint.name(), below_one: hint.below_one().name() },
        changes: shown.changes().map(|change| item(shown, change)).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}

fn item<'a>(shown: &Shown<'_>, change: &'a Change) -> Item<'a> {
    let (operation, ty) = match &change.subject {
        Subject::Operation(name) => (Some(name.as_str()), None),
        Subject::Type(name) => (None, Some(name.as_str())),
    };
    let at = |input: Origin<'_>, place: &Option<Place>| {
        let place = place.as_ref()?;
        Some(At { file: input.file(place), line: place.line, column: place.column })
    };
    Item {
        id: &change.id,
        code: change.kind.code(),
        title: change.kind.title(),
        level: change.kind.weight().name(),
        seen_from: change.kind.seen_from().name(),
        reason: change.kind.reason(),
        source: change.kind.source(),
        operation,
        ty,
        message: &change.message,
        help: change.help.as_deref(),
        old: at(shown.old, &change.old),
        new: at(shown.new, &change.new),
    }
}
