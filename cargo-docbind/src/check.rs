//! `check`: a folder in; all that is wrong in its pages, and the counts, out.

use std::io::{self, Write};

use docbind_codegen::render::{Colour, Counts, count, render_all, render_counts};
use docbind_codegen::source::Location;
use docbind_codegen::{Diagnostic, Level, Levels, Reference};
use serde::Serialize;

use crate::args::{CheckArgs, CheckFormat};
use crate::failure::{Exit, Failure};
use crate::locked::require_locked;
use crate::output::{print_data, print_text};
use crate::root::Wanted;
use crate::session::{Session, Verbosity};
use crate::words::counted;

pub(crate) fn run(args: &CheckArgs, session: &Session) -> Result<Exit, Failure> {
    let levels = args.levels.levels();
    let wanted = Wanted { levels: levels.clone(), ..Wanted::new(&args.dir, args.selection.selection()) };
    let reference = wanted.read(session)?;
    let counts = count(&reference.diagnostics, &levels);
    match args.format {
        CheckFormat::Json => {
            print_data(|out| write_json(&reference, &levels, out))?;
            session.say(summary(&reference, &counts));
        }
        CheckFormat::Text => print_text(|out| {
            out.write_all(render_all(&reference.diagnostics, &reference.sources, &levels, Colour::Ansi).as_bytes())?;
            if session.verbosity == Verbosity::Quiet {
                return Ok(());
            }
            write!(out, "{}", render_counts(&counts))?;
            writeln!(out, "{}", summary(&reference, &counts))
        })?,
    }
    require_locked(&args.locked, &args.dir, &reference, session)?;
    Ok(if counts.errors > 0 { Exit::Faults } else { Exit::Done })
}

fn summary(reference: &Reference, counts: &Counts) -> String {
    let pages = counted(reference.page_count, "page");
    let operations = counted(reference.api.operations.len(), "operation");
    let errors = counted(counts.errors, "error");
    let warnings = counted(counts.warnings, "warning");
    format!("checked {pages} with {operations}: {errors}, {warnings}")
}

/// A diagnostic as programs read it.
#[derive(Serialize)]
struct Line<'a> {
    code: &'static str,
    level: &'static str,
    message: &'a str,
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    help: Option<&'a str>,
}

fn write_json(reference: &Reference, levels: &Levels, out: &mut dyn Write) -> io::Result<()> {
    let reported = reference.diagnostics.iter().map(|diagnostic| (diagnostic, levels.level(diagnostic)));
    for (diagnostic, level) in reported.filter(|(_, level)| *level != Level::Allow) {
        serde_json::to_writer(&mut *out, &line_of(diagnostic, level, reference))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn line_of<'a>(diagnostic: &'a Diagnostic, level: Level, reference: &Reference) -> Line<'a> {
    let place = diagnostic.span.and_then(|span| reference.sources.location(span));
    let file = place.as_ref().map(|Location { file, .. }| reference.sources.display_path(file));
    Line {
        code: diagnostic.code.name(),
        level: level.name(),
        message: &diagnostic.message,
        file,
        line: place.as_ref().map(|place| place.line),
        column: place.as_ref().map(|place| place.column),
        help: diagnostic.help.as_deref(),
    }
}
