//! `diff`: two references, wherever they are, in; what changed between them, and whether it breaks, out.

use docbind_codegen::diff::{Change, Diff, Weight, diff};

use crate::args::{DiffArgs, DiffFormat};
use crate::failure::{Exit, Failure};
use crate::github::print_github;
use crate::output::{write_data, write_text};
use crate::sarif::print_sarif;
use crate::session::Session;

mod document;
mod findings;
mod git;
mod ignore;
mod input;
mod json;
mod markdown;
mod sides;
mod text;

use input::Input;
pub(crate) use input::Origin;
pub(crate) use text::{Detail, write_changes};

pub(crate) fn run(args: &DiffArgs, session: &Session) -> Result<Exit, Failure> {
    let sides = sides::find(args)?;
    let mut old = Input::read(&sides.old, args, session)?;
    let mut new = Input::read(&sides.new, args, session)?;
    old.align(&new);
    new.align(&old);
    let mut diff = diff(&old.api, &new.api);
    if let Some(path) = &args.ignore {
        ignore::Ignored::read(path)?.leave_out(&mut diff, session);
    }
    let exit = match diff.weight() {
        Some(weight) if args.fail_on.weight().is_some_and(|least| weight >= least) => Exit::Faults,
        _ => Exit::Done,
    };
    print(&Shown { diff: &diff, old: old.origin(), new: new.origin(), least: args.level.weight() }, args, session)?;
    Ok(exit)
}

/// What is to be shown of a diff.
pub(crate) struct Shown<'a> {
    pub(crate) diff: &'a Diff,
    pub(crate) old: Origin<'a>,
    pub(crate) new: Origin<'a>,
    /// What weighs less is counted only.
    pub(crate) least: Weight,
}

impl<'a> Shown<'a> {
    /// The changes that weigh enough.
    pub(crate) fn changes(&self) -> impl Iterator<Item = &'a Change> {
        let least = self.least;
        self.diff.changes.iter().filter(move |change| change.kind.weight() >= least)
    }

    /// `2 breaking, 1 additive, 0 docs; the version grows by a major step, or by a minor one below 1.0`
    pub(crate) fn summary(&self) -> String {
        let mut counts: Vec<String> = Vec::new();
        for weight in Weight::ALL.into_iter().rev() {
            counts.push(format!("{} {}", self.diff.count(weight), weight.name()));
        }
        let hint = self.diff.version_hint();
        let hint = match hint.name() {
            "none" => "the version stays".to_owned(),
            name => format!("version: {name}, below 1.0 {}", hint.below_one().name()),
        };
        format!("{}; {hint}", counts.join(", "))
    }
}

fn print(shown: &Shown<'_>, args: &DiffArgs, session: &Session) -> Result<(), Failure> {
    let out = args.out.as_deref();
    let detail = Detail::of(session.verbosity);
    match args.format {
        DiffFormat::Text => write_text(out, session, |out| {
            write_changes(shown, detail, out)?;
            writeln!(out, "{}", shown.summary())
        }),
        DiffFormat::Markdown => write_data(out, session, |out| markdown::write(shown, out)),
        DiffFormat::Json => write_data(out, session, |out| json::write(shown, out)),
        DiffFormat::Sarif => {
            let log = print_sarif("diff", &findings::findings(shown), &findings::rules());
            write_data(out, session, |out| out.write_all(log.as_bytes()))
        }
        DiffFormat::Github => {
            let lines = print_github(&findings::findings(shown));
            write_data(out, session, |out| out.write_all(lines.as_bytes()))
        }
    }
}
