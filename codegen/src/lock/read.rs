//! The text of a lock in; the lock, or what is wrong with the text, out.

use std::fmt;
use std::ops::Range;

use super::{Lock, VERSION};
use crate::render::{Colour, TextFault, render_text_fault};
use crate::settings::message::{Explained, explain};
use crate::source::{SourceMap, Span};

/// The marks that git leaves where it cannot merge.
const CONFLICT_MARKS: [&str; 4] = ["<<<<<<<", "|||||||", "=======", ">>>>>>>"];
const WRITE_ANEW: &str = "write it anew with `cargo docbind lock`";

/// Whether a line is a mark that git leaves where it cannot merge.
pub fn is_conflict_mark(line: &str) -> bool {
    CONFLICT_MARKS.iter().any(|mark| line.starts_with(mark))
}

/// Why a text cannot be used as a lock.
#[derive(Debug)]
pub struct LockFault {
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// What reports call the lock, its text, and the line.
    place: Option<Box<(String, String, usize)>>,
}

impl LockFault {
    /// A lock that cannot be read from the disk.
    pub(super) fn unreadable(label: &str, what: &str) -> Self {
        let help = "name a lock with `--lock`, or write one with `cargo docbind lock`".to_owned();
        Self { message: format!("cannot read the lock `{label}`: {what}"), help: Some(help), place: None }
    }

    /// What is wrong, with the line and a mark under it, and what to do.
    pub fn render(&self, colour: Colour) -> String {
        let (message, help) = (self.message.clone(), self.help.clone());
        match self.place.as_deref() {
            Some((label, text, line)) => {
                render_text_fault(&TextFault { message, line: *line, help }, label, text, colour)
            }
            None => format!("{message}\n{}", help.unwrap_or_default()),
        }
    }
}

impl fmt::Display for LockFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Colour::Plain))
    }
}

impl std::error::Error for LockFault {}

struct Wrong {
    message: String,
    help: String,
    range: Range<usize>,
}

pub(super) fn read_lock(text: &str, label: &str) -> Result<Lock, LockFault> {
    let mut sources = SourceMap::default();
    // A lock is alone in its address space, so a byte of its text is a place.
    sources.push_settings(label, text);
    let facts = check_conflicts(text).and_then(|()| check_version(text)).and_then(|()| {
        toml::from_str(text).map_err(|error| {
            let range = error.span().unwrap_or_default();
            let Explained { message, help } = explain(error.message(), "key");
            let help = help.map_or_else(|| WRITE_ANEW.to_owned(), |help| format!("{help}; or {WRITE_ANEW}"));
            Wrong { message: format!("the lock cannot be read: {message}"), help, range }
        })
    });
    match facts {
        Ok(facts) => Ok(Lock { facts, sources }),
        Err(Wrong { message, help, range }) => {
            let location = sources.location(Span::new(range.start, range.end));
            let line = location.map_or(1, |location| location.line as usize);
            Err(LockFault {
                message,
                help: Some(help),
                place: Some(Box::new((label.to_owned(), text.to_owned(), line))),
            })
        }
    }
}

fn check_conflicts(text: &str) -> Result<(), Wrong> {
    let Some((start, line)) = lines(text).find(|(_, line)| is_conflict_mark(line)) else { return Ok(()) };
    Err(Wrong {
        message: "the lock has conflict marks of git".to_owned(),
        help: format!("take either side, as by `git checkout --ours`, or remove the file, and {WRITE_ANEW}"),
        range: start..start + line.len(),
    })
}

/// `version = 1`, before the first table.
fn check_version(text: &str) -> Result<(), Wrong> {
    let mut head = lines(text).take_while(|(_, line)| !line.starts_with('['));
    let found = head.find_map(|(start, line)| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "version").then(|| (start, line, value.trim().to_owned()))
    });
    let Some((start, line, version)) = found else { return Ok(()) };
    if version == VERSION.to_string() {
        return Ok(());
    }
    Err(Wrong {
        message: format!("the lock has version {version} of the format, and this docbind reads version {VERSION}"),
        help: format!("use the docbind that wrote it, or {WRITE_ANEW}"),
        range: start..start + line.len(),
    })
}

/// The lines, each with the byte that it begins at.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_inclusive('\n').scan(0, |at, line| {
        let start = *at;
        *at += line.len();
        Some((start, line.trim_end_matches(['\n', '\r'])))
    })
}
