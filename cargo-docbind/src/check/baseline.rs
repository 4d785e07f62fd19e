//! The faults of pages in; a file that records them, and what a later check finds beyond it, out.
//!
//! ```text
//! # docbind baseline 1
//! route-elided api/contact-list.md: GET /me/contactFolders/{id}/.../contacts
//! ```
//! A line each, sorted, so that two branches merge. A fault that stands there twice is left out twice.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use docbind_codegen::lock::is_conflict_mark;
use docbind_codegen::render::{Colour, TextFault, render_text_fault};
use docbind_codegen::source::read_text_file;
use docbind_codegen::{Code, Level, Levels, Reference, fingerprint, nearest_name};
use serde::Serialize;

use crate::args::CheckArgs;
use crate::failure::Failure;
use crate::output::write_file;
use crate::session::Session;
use crate::words::{counted, printable, quote_for_shell};

/// What the first line of every version begins with.
const MARK: &str = "# docbind baseline ";
/// The version of the form, and of what a fingerprint is made of.
const VERSION: &str = "1";
/// How many lines of mended faults a report has.
const MOST_MENDED: usize = 10;
/// The most characters that are said of a word that is no code.
const LONGEST_CODE: usize = 60;

/// Faults that are known: by fingerprint, the lines that have it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Baseline {
    lines: BTreeMap<String, Vec<u32>>,
}

/// What became of a baseline.
#[derive(Default)]
pub(super) struct Kept {
    /// How many faults it left out.
    pub(super) left_out: usize,
    /// Its lines that no fault has.
    pub(super) mended: Vec<Mended>,
}

/// A line of a baseline whose fault is gone.
#[derive(Serialize)]
pub(super) struct Mended {
    pub(super) line: u32,
    pub(super) entry: String,
}

impl Baseline {
    /// Reads a file.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text = read_text_file(path).map_err(|what| {
            Failure::refused(format!("cannot read the baseline `{}`: {what}", path.display()))
                .help("write one with `--write-baseline FILE`")
        })?;
        Self::parse(&text).map_err(|fault| {
            let report = render_text_fault(&fault, &path.to_string_lossy(), &text, Colour::Ansi);
            Failure { report: Some(report), ..Failure::refused("the baseline cannot be used, so nothing was checked") }
        })
    }

    fn parse(text: &str) -> Result<Self, TextFault> {
        let mut all = text.lines().zip(1..);
        let first = all.next().map_or("", |(line, _)| line).trim_end();
        if first.strip_prefix(MARK) != Some(VERSION) {
            return Err(bad_start(first));
        }
        let mut lines = BTreeMap::<String, Vec<u32>>::new();
        for (line, number) in all {
            let entry = line.trim();
            if entry.is_empty() || entry.starts_with('#') {
                continue;
            }
            check_entry(entry).map_err(|fault| TextFault { line: number as usize, ..fault })?;
            lines.entry(entry.to_owned()).or_default().push(number);
        }
        Ok(Self { lines })
    }

    /// Records the faults that are reported and that have a place in a page.
    pub(super) fn write(
        path: &Path,
        reference: &Reference,
        levels: &Levels,
        session: &Session,
    ) -> Result<Self, Failure> {
        if read_text_file(path).is_ok_and(|text| !text.is_empty() && !text.starts_with(MARK)) {
            let message = format!("`{}` is no baseline and is not replaced", path.display());
            return Err(Failure::refused(message).help("move it away, or choose another name"));
        }
        let text = Self::print(reference, levels);
        write_file(path, text.clone(), session)?;
        Ok(Self::parse(&text).expect("what is printed can be read"))
    }

    fn print(reference: &Reference, levels: &Levels) -> String {
        let reported = reference.diagnostics.iter().filter(|diagnostic| levels.level(diagnostic) != Level::Allow);
        let mut entries: Vec<String> =
            reported.filter_map(|diagnostic| fingerprint(diagnostic, &reference.sources)).collect();
        entries.sort_unstable();
        let mut text = format!(
            "{MARK}{VERSION}\n# Faults that are known. `cargo docbind check DIR --write-baseline FILE` writes them anew.\n"
        );
        for entry in entries {
            text.push_str(&entry);
            text.push('\n');
        }
        text
    }

    /// Takes the faults that it holds out of the diagnostics. Where only some pages were asked for, nothing can be said of lines that
    /// no fault has.
    pub(super) fn take_from(mut self, reference: &mut Reference, levels: &Levels, args: &CheckArgs) -> Kept {
        let mut left_out = 0;
        let Reference { diagnostics, sources, .. } = reference;
        diagnostics.retain(|diagnostic| {
            let entry = fingerprint(diagnostic, sources);
            let lines = entry.as_ref().and_then(|entry| self.lines.get_mut(entry));
            let is_known = lines.is_some_and(|lines| lines.pop().is_some());
            left_out += usize::from(is_known && levels.level(diagnostic) != Level::Allow);
            !is_known
        });
        let left = self.lines.into_iter().filter(|_| args.selection.is_whole());
        let mended = left.flat_map(|(entry, lines)| lines.into_iter().map(move |line| (line, entry.clone())));
        let mut mended: Vec<Mended> = mended.map(|(line, entry)| Mended { line, entry }).collect();
        mended.sort_by_key(|mended| mended.line);
        Kept { left_out, mended }
    }
}

impl Kept {
    /// What a person reads of the faults that are gone.
    pub(super) fn text(&self, args: &CheckArgs) -> String {
        let Some(path) = args.baseline.as_deref().filter(|_| !self.mended.is_empty()) else { return String::new() };
        let count = counted(self.mended.len(), "fault");
        let mut text = format!("note: gone from the pages: {count} of the baseline `{}`\n", path.display());
        for mended in self.mended.iter().take(MOST_MENDED) {
            let _ = writeln!(text, "{:>6}  {}", mended.line, printable(&mended.entry));
        }
        if self.mended.len() > MOST_MENDED {
            let _ = writeln!(text, "        and {} more", self.mended.len() - MOST_MENDED);
        }
        let quoted = |path: &Path| quote_for_shell(&path.to_string_lossy());
        let call = format!("cargo docbind check {} --write-baseline {}", quoted(&args.dir), quoted(path));
        let _ = writeln!(text, "help: write it anew: `{call}`\n");
        text
    }
}

fn bad_start(first: &str) -> TextFault {
    let (message, help) = match first.strip_prefix(MARK) {
        Some(version) => (
            format!("this is a baseline of version `{version}`, and only version `{VERSION}` can be read"),
            "write it anew",
        ),
        None => ("this is no baseline".to_owned(), "write one"),
    };
    TextFault {
        message,
        line: 1,
        help: Some(format!("{help} with `--write-baseline FILE`; its first line is `{MARK}{VERSION}`")),
    }
}

/// Checks that a line is `code page: words`.
fn check_entry(entry: &str) -> Result<(), TextFault> {
    let fault = |message: String, help: String| Err(TextFault { message, line: 0, help: Some(help) });
    if is_conflict_mark(entry) {
        let help = "keep the lines of both sides, or write the baseline anew with `--write-baseline FILE`";
        return fault("git left a conflict here".to_owned(), help.to_owned());
    }
    let (code, rest) = entry.split_once(' ').unwrap_or((entry, ""));
    if Code::from_name(code).is_none() {
        let code: String = code.chars().take(LONGEST_CODE).collect();
        let near = nearest_name(&code, Code::ALL.iter().map(|code| code.name()));
        let help = near.map_or("a line is `code page: words`".to_owned(), |near| format!("did you mean `{near}`?"));
        return fault(format!("there is no diagnostic `{}`", printable(&code)), help);
    }
    match rest.contains(": ") {
        true => Ok(()),
        false => fault("the line names no fault".to_owned(), "a line is `code page: words`".to_owned()),
    }
}
