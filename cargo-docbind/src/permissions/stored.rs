//! Answers in; the JSON that `--check` reads, and what has changed since it was written, out.

use std::io::{self, Write};
use std::path::Path;

use docbind::{Demand, LeastPrivilege, Reason, TokenKind};
use serde::{Deserialize, Serialize};

use super::{Answer, read};
use crate::failure::Failure;

/// The version of the form of this file.
const VERSION: u32 = 1;

/// The needs of a program, as they were when the file was written.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Stored {
    format_version: u32,
    kinds: Vec<StoredKind>,
}

/// What a token of one kind needs.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StoredKind {
    kind: String,
    scopes: Vec<StoredScope>,
    not_known: Vec<StoredDemand>,
    refused: Vec<StoredOperation>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredScope {
    scope: String,
    why: String,
    operations: Vec<StoredDemand>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct StoredDemand {
    name: String,
    page: String,
    #[serde(default)]
    case: String,
    /// From least to most privileged; scopes needed together are in one list.
    alternatives: Vec<Vec<String>>,
}

#[derive(Debug, Serialize, Deserialize)]
struct StoredOperation {
    name: String,
    page: String,
}

/// What differs from the file.
pub(super) struct Changes<'a> {
    /// Demands that the scopes of the file do not serve.
    pub(super) not_served: Vec<&'a Demand<'a>>,
    /// Demands that are not known, and were not in the file.
    pub(super) not_known: Vec<&'a Demand<'a>>,
    /// Scopes of the least set that the file has not.
    pub(super) added: Vec<&'a str>,
    /// Scopes of the file that the least set has not.
    pub(super) gone: Vec<&'a str>,
}

/// The word for a kind, as on the command line.
pub(super) fn word(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::DelegatedWork => "delegated-work",
        TokenKind::DelegatedPersonal => "delegated-personal",
        TokenKind::Application => "application",
    }
}

impl Stored {
    pub(super) fn of(answers: &[Answer<'_>]) -> Self {
        Self { format_version: VERSION, kinds: answers.iter().map(StoredKind::of).collect() }
    }

    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let refused = |reason: &str| {
            let message = format!("`{}` is no file of `cargo docbind permissions`: {reason}", path.display());
            Failure::refused(message).help("write one with `--format json`")
        };
        let stored: Self = serde_json::from_slice(&read(path)?).map_err(|error| refused(&error.to_string()))?;
        match stored.format_version {
            VERSION => Ok(stored),
            other => Err(refused(&format!("its format version is {other}, not {VERSION}"))),
        }
    }

    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }

    pub(super) fn kind(&self, kind: TokenKind) -> Option<&StoredKind> {
        self.kinds.iter().find(|stored| stored.kind == word(kind))
    }
}

impl StoredKind {
    /// A kind that needs nothing.
    pub(super) fn none(kind: TokenKind) -> Self {
        Self { kind: word(kind).to_owned(), scopes: Vec::new(), not_known: Vec::new(), refused: Vec::new() }
    }

    fn of(answer: &Answer<'_>) -> Self {
        let of_operation = |operation: &&docbind_codegen::api::Operation| StoredOperation {
            name: operation.name.clone(),
            page: operation.page.clone(),
        };
        Self {
            kind: word(answer.least.kind()).to_owned(),
            scopes: answer.least.reasons().iter().map(StoredScope::of).collect(),
            not_known: answer.least.not_known().map(StoredDemand::of).collect(),
            refused: answer.refused.iter().map(of_operation).collect(),
        }
    }

    pub(super) fn compare<'a>(&'a self, answer: &'a Answer<'a>) -> Changes<'a> {
        let least = &answer.least;
        let scopes: Vec<&str> = self.scopes.iter().map(|stored| stored.scope.as_str()).collect();
        let held = LeastPrivilege::of_parts(least.kind(), &scopes, least.demands());
        let asks = |demand: &&Demand<'_>| !demand.alternatives().is_empty();
        let is_new = |demand: &&Demand<'_>| !self.not_known.contains(&StoredDemand::of(demand));
        Changes {
            not_served: least
                .demands()
                .iter()
                .filter(asks)
                .filter(|demand| held.alternative(demand).is_none())
                .collect(),
            not_known: least.not_known().filter(is_new).collect(),
            added: least.scopes().iter().copied().filter(|scope| !scopes.contains(scope)).collect(),
            gone: scopes.iter().filter(|scope| !least.scopes().contains(scope)).copied().collect(),
        }
    }
}

impl StoredScope {
    fn of(reason: &Reason<'_>) -> Self {
        let operations = reason.demands.iter().map(|demand| StoredDemand::of(demand)).collect();
        Self { scope: reason.scope.to_owned(), why: reason.why.to_string(), operations }
    }
}

impl StoredDemand {
    fn of(demand: &Demand<'_>) -> Self {
        let words = |text: &&str| text.split(' ').map(str::to_owned).collect();
        Self {
            name: demand.endpoint.to_owned(),
            page: demand.page.to_owned(),
            case: demand.case.to_owned(),
            alternatives: demand.alternatives().iter().map(words).collect(),
        }
    }
}
