//! A diff in; its changes as findings, for the formats of other programs, out.

use docbind_codegen::api;
use docbind_codegen::diff::{Change, Kind, Weight};

use super::{Origin, Shown};
use crate::findings::{Finding, FindingLevel, Place, Region, Rule};

/// All kinds of changes.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |kind: &Kind| Rule {
        code: kind.code(),
        title: kind.title(),
        level: level_of(kind.weight()),
        help: Some(kind.reason()),
    };
    Kind::ALL.iter().map(rule).collect()
}

/// The changes, each at its place in the new pages; at that in the old ones where there is none.
pub(super) fn findings(shown: &Shown<'_>) -> Vec<Finding> {
    shown.changes().map(|change| finding(shown, change)).collect()
}

fn finding(shown: &Shown<'_>, change: &Change) -> Finding {
    let old = change.old.as_ref().map(|at| place(shown.old, at));
    let new = change.new.as_ref().map(|at| place(shown.new, at));
    let related = match (&old, &new) {
        (Some(old), Some(_)) => vec![("before the change".to_owned(), old.clone())],
        _ => Vec::new(),
    };
    Finding {
        code: change.kind.code(),
        title: change.kind.title(),
        level: level_of(change.kind.weight()),
        message: format!("{}: {}", change.subject.name(), change.message),
        place: new.or(old),
        help: change.help.clone(),
        fingerprint: Some(change.id.clone()),
        related,
    }
}

fn place(input: Origin<'_>, at: &api::Place) -> Place {
    Place { file: input.file(at), region: Some(Region { line: at.line, column: at.column, end: None }) }
}

fn level_of(weight: Weight) -> FindingLevel {
    match weight {
        Weight::Breaking => FindingLevel::Error,
        Weight::Additive | Weight::Docs => FindingLevel::Note,
    }
}
