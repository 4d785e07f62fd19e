//! `permissions`: a folder, and perhaps executables, in; the scopes that their operations need at least, and why, out.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use docbind::{LeastPrivilege, TokenKind};
use docbind_codegen::Levels;
use docbind_codegen::api::Operation;

use crate::args::{PermissionsArgs, PermissionsFormat};
use crate::failure::{Exit, Failure};
use crate::output::{print_data, print_text};
use crate::report::Report;
use crate::root::Wanted;
use crate::session::Session;
use crate::words::{bounded_list, counted, printable};

mod demands;
mod print;
mod scan;
mod stored;

use demands::{OwnedDemand, access_of, demands_of, is_refused};
use scan::Mark;
use stored::{Changes, Stored, StoredKind};

/// How many names a message has at most.
const MOST_NAMES: usize = 20;

/// What a token of one kind needs.
struct Answer<'a> {
    least: LeastPrivilege<'a>,
    /// The operations that take no token of this kind.
    refused: Vec<&'a Operation>,
}

/// What a command line asks for, of one kind of token.
struct Question<'a> {
    kind: TokenKind,
    demands: Vec<OwnedDemand<'a>>,
    refused: Vec<&'a Operation>,
}

pub(crate) fn run(args: &PermissionsArgs, session: &Session) -> Result<Exit, Failure> {
    let stored = args.check.as_deref().map(Stored::read).transpose()?;
    let reference = Wanted::new(&args.dir, args.selection.selection()).read(session)?;
    let report = Report { dir: &args.dir, reference: &reference, levels: &Levels::default() };
    report.require_operations(session)?;
    let operations = match args.binaries.is_empty() {
        true => reference.api.operations.iter().map(Arc::as_ref).collect(),
        false => operations_in(&args.binaries, &reference.api.operations)?,
    };
    let kinds = kinds_of(args, stored.as_ref());
    let questions: Vec<Question<'_>> = kinds.iter().map(|kind| Question::new(*kind, &operations)).collect();
    let texts: Vec<Vec<Vec<&str>>> = questions.iter().map(|question| texts_of(&question.demands)).collect();
    let demands: Vec<Vec<docbind::Demand<'_>>> =
        questions.iter().zip(&texts).map(|(q, texts)| q.demands(texts)).collect();
    let answers = questions.iter().zip(&demands).map(|(question, demands)| question.answer(demands));
    let answers: Vec<Answer<'_>> = answers.collect::<Result<_, _>>()?;
    if let Some(stored) = &stored {
        return Ok(check(stored, &answers, session));
    }
    match args.format {
        PermissionsFormat::Table => print_text(|out| print::write_tables(&answers, out))?,
        PermissionsFormat::Markdown => print_data(|out| print::write_markdown(&answers, out))?,
        PermissionsFormat::Json => print_data(|out| Stored::of(&answers).write(out))?,
    }
    session.say(counted(operations.len(), "operation"));
    report.show_counts(session);
    Ok(Exit::Done)
}

/// The kinds that are named; without, those of the file to check; without that, all.
fn kinds_of(args: &PermissionsArgs, stored: Option<&Stored>) -> Vec<TokenKind> {
    let named = |kind: &TokenKind| args.kinds.iter().any(|named| named.kind() == *kind);
    let held = |kind: &TokenKind| stored.is_none_or(|stored| stored.kind(*kind).is_some());
    let is_wanted = |kind: &TokenKind| if args.kinds.is_empty() { held(kind) } else { named(kind) };
    TokenKind::ALL.into_iter().filter(is_wanted).collect()
}

impl<'a> Question<'a> {
    fn new(kind: TokenKind, operations: &[&'a Operation]) -> Self {
        let takes_none = |operation: &&Operation| is_refused(access_of(operation, kind));
        let (refused, callable): (Vec<&Operation>, Vec<&Operation>) = operations.iter().copied().partition(takes_none);
        let demands = callable.iter().flat_map(|operation| demands_of(operation, kind)).collect();
        Self { kind, demands, refused }
    }

    fn demands<'t>(&'t self, texts: &'t [Vec<&'t str>]) -> Vec<docbind::Demand<'t>> {
        self.demands.iter().zip(texts).map(|(demand, texts)| demand.borrow(texts)).collect()
    }

    fn answer<'t>(&'t self, demands: &'t [docbind::Demand<'t>]) -> Result<Answer<'t>, Failure> {
        let least = LeastPrivilege::of(self.kind, demands)
            .map_err(|error| Failure::refused(error.to_string()).help("name fewer pages with `--include GLOB`"))?;
        Ok(Answer { least, refused: self.refused.clone() })
    }
}

fn texts_of<'t>(demands: &'t [OwnedDemand<'_>]) -> Vec<Vec<&'t str>> {
    demands.iter().map(|demand| demand.alternatives.iter().map(String::as_str).collect()).collect()
}

/// The operations whose marks are in these files.
fn operations_in<'a>(binaries: &[PathBuf], operations: &'a [Arc<Operation>]) -> Result<Vec<&'a Operation>, Failure> {
    let mut marks: Vec<Mark> = Vec::new();
    for path in binaries {
        marks.extend(scan::find_marks(&read(path)?));
    }
    marks.sort_unstable();
    marks.dedup();
    if marks.is_empty() {
        return Err(Failure::faults("no operation of docbind is in the binary")
            .help("a program that sends none, or one whose code was generated by an older docbind, has no marks"));
    }
    let mut found: Vec<&Operation> = Vec::new();
    let mut unknown: Vec<String> = Vec::new();
    for mark in &marks {
        match mark.operation(operations) {
            Some(operation) => found.push(operation),
            None => unknown.push(format!("{} ({})", mark.name, mark.page)),
        }
    }
    if !unknown.is_empty() {
        let names = bounded_list(unknown.iter().map(String::as_str), MOST_NAMES);
        return Err(Failure::faults(format!(
            "the binary can send what is not the operation of one page here: {names}"
        ))
        .help("name the doc root that the program was generated from, and leave no page out"));
    }
    found.sort_unstable_by_key(|operation| &operation.page);
    found.dedup_by_key(|operation| &operation.page);
    Ok(found)
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::refused(format!("cannot read `{}`: {error}", path.display())))
}

/// Tells what has changed since the file was written. The need has grown where the scopes of the file no longer serve all.
fn check(stored: &Stored, answers: &[Answer<'_>], session: &Session) -> Exit {
    let mut exit = Exit::Done;
    for answer in answers {
        let kind = stored::word(answer.least.kind());
        let none = StoredKind::none(answer.least.kind());
        let changes = stored.kind(answer.least.kind()).unwrap_or(&none).compare(answer);
        for demand in &changes.not_known {
            session.warn(format_args!("{kind}: what this needs is not known: {}", printable(&demand.to_string())));
        }
        if changes.not_served.is_empty() {
            tell_less(kind, &changes, session);
            continue;
        }
        exit = Exit::Faults;
        for scope in &changes.added {
            session.print_error(format_args!("{kind}: `{}` is needed now", printable(scope)));
        }
        for demand in &changes.not_served {
            session
                .print_error(format_args!("{kind}: more than before is needed by {}", printable(&demand.to_string())));
        }
    }
    match exit {
        Exit::Done => session.say("nothing more is needed than before"),
        Exit::Faults | Exit::Refused => session.help("once this is granted, write the file again with `--format json`"),
    }
    exit
}

fn tell_less(kind: &str, changes: &Changes<'_>, session: &Session) {
    let names =
        |scopes: &[&str]| scopes.iter().map(|scope| format!("`{}`", printable(scope))).collect::<Vec<_>>().join(", ");
    match (changes.gone.as_slice(), changes.added.as_slice()) {
        ([], _) => {}
        (gone, []) => session.say(format_args!("{kind}: no longer needed: {}", names(gone))),
        (gone, added) => session.say(format_args!("{kind}: {} would do instead of {}", names(added), names(gone))),
    }
}
