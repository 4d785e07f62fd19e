//! An override in; what it is about, and what becomes of it, in words, out.

use crate::settings::{Change, OverriddenToken, Subject};

/// What an override is about. What settings give stands in code spans.
pub(super) fn subject_words(subject: &Subject) -> String {
    match subject {
        Subject::Text => "the text".to_owned(),
        Subject::Operation => "the operation".to_owned(),
        Subject::Route { method, template } => format!("the route {}", code(&format!("{method} {template}"))),
        Subject::Parameter(name) => format!("the parameter {}", code(name)),
        Subject::Permission(kind) => format!("the permissions of {}", kind_words(*kind)),
        Subject::Status(status) => format!("the status {status}"),
        Subject::Property { name, .. } => format!("the property {}", code(name)),
        Subject::Member { name, .. } => format!("the member {}", code(name)),
        Subject::Model(name) => format!("the type {}", code(name)),
    }
}

fn kind_words(kind: OverriddenToken) -> &'static str {
    match kind {
        OverriddenToken::DelegatedWork => "delegated tokens of work and school accounts",
        OverriddenToken::DelegatedPersonal => "delegated tokens of personal accounts",
        OverriddenToken::Application => "application tokens",
    }
}

/// What becomes of it.
pub(super) fn change_words(change: &Change) -> String {
    match change {
        Change::Replace { .. } => "a bit of it is replaced".to_owned(),
        Change::Rename(name) => format!("named {}", code(name)),
        Change::Retype { ty, .. } => format!("of the type {}", code(ty)),
        Change::Require(true) => "required".to_owned(),
        Change::Require(false) => "optional".to_owned(),
        Change::Nullable(true) => "can be null".to_owned(),
        Change::Nullable(false) => "never null".to_owned(),
        Change::Set { words, .. } => code(words),
        Change::Add(_) => "added".to_owned(),
        Change::Drop => "dropped".to_owned(),
    }
}

/// A code span on one line.
fn code(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    format!("`{}`", words.join(" ").replace('`', "'"))
}
