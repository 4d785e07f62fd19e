//! What a page says and the overrides of it in; what the user says it should say out, and a report of each override that finds
//! nothing.
//!
//! Routes are changed on the page as written, so that all that follows from a route follows from the user's. All else is changed
//! where it has its meaning, and before it is linked to other pages and named.

use super::word::{Words, camel_name, snake_name};
use super::{Context, LoweredPage};
use crate::api;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::nearest::nearest_name;
use crate::page::dialect::Dialect;
use crate::page::{self, Page};
use crate::settings::{Amendment, Amendments, Change, Subject};
use crate::source::{SourceMap, Span};

mod named;
mod operation;
mod report;
mod types;
mod words;

use operation::amend_operation;
use words::{change_words, subject_words};

/// The overrides of a run.
#[derive(Clone, Copy)]
pub(crate) struct Amend<'a> {
    pub(crate) amendments: &'a Amendments,
    /// Where the settings begin in the address space of the sources.
    pub(crate) start: u32,
    pub(crate) sources: &'a SourceMap,
    pub(crate) dialect: &'a Dialect,
    /// The words that the user spells.
    pub(crate) words: &'a Words,
}

/// Why an override is not carried out.
enum Unfit {
    /// It has nothing to override: what it was written for is mended, or gone.
    Stale(String),
    /// It says what cannot be.
    Wrong(String, &'static str),
}

type Amended = Result<(), Unfit>;

fn stale(what: impl Into<String>) -> Amended {
    Err(Unfit::Stale(what.into()))
}

/// What an override names is not on the page. `known` is what the page has of its kind, such as properties.
fn not_there<'n>(kind: &str, name: &str, known: impl IntoIterator<Item = &'n str>) -> Amended {
    stale(match nearest_name(name, known) {
        Some(near) => format!("the page has no {kind} `{name}`, but `{near}`"),
        None => format!("the page has no {kind} `{name}`"),
    })
}

impl Amend<'_> {
    /// Adds and drops routes.
    pub(crate) fn amend_routes(&self, page: &mut Page<'_>, diagnostics: &mut Diagnostics) {
        for amendment in self.amendments.of_page(page.path) {
            let Subject::Route { method, template } = &amendment.subject else { continue };
            let is_same = |route: &page::Route| route.method == *method && route.template.trim() == template;
            let has_route = page.routes.iter().any(is_same);
            let amended = match &amendment.change {
                Change::Add(_) if has_route => stale("the page has the route now"),
                Change::Add(_) => {
                    page.routes.push(self.added_route(method, template, amendment));
                    Ok(())
                }
                Change::Drop if !has_route => stale("the page does not have the route"),
                Change::Drop => {
                    page.routes.retain(|route| !is_same(route));
                    Ok(())
                }
                _ => continue,
            };
            self.note(amended, amendment, diagnostics);
        }
    }

    fn added_route(&self, method: &str, template: &str, amendment: &Amendment) -> page::Route {
        page::Route {
            method: method.to_owned(),
            template: template.to_owned(),
            span: self.span(amendment),
            annotation: None,
            is_example: false,
            fault: None,
        }
    }

    /// Changes what a page says of its operation and its types, and notes each change there for the documentation.
    pub(crate) fn amend_lowered(&self, path: &str, lowered: &mut LoweredPage, diagnostics: &mut Diagnostics) {
        for amendment in self.amendments.of_page(path) {
            let (subject, change) = (&amendment.subject, &amendment.change);
            let amended = match (subject, change) {
                // These are reported where they are carried out.
                (Subject::Text | Subject::Operation, _) | (Subject::Route { .. }, Change::Add(_) | Change::Drop) => {
                    note_in(lowered, amendment);
                    continue;
                }
                (Subject::Property { .. } | Subject::Member { .. } | Subject::Model(_), _) => {
                    types::amend_types(lowered, amendment, self)
                }
                _ => match &mut lowered.operation {
                    Some(operation) => amend_operation(operation, amendment, self),
                    None => stale("the page describes no operation"),
                },
            };
            if amended.is_ok() {
                note_in(lowered, amendment);
            }
            self.note(amended, amendment, diagnostics);
        }
    }

    /// Where an override stands.
    fn span(&self, amendment: &Amendment) -> Span {
        let start = self.start as usize;
        Span::new(start + amendment.range.start, start + amendment.range.end)
    }

    fn place(&self, amendment: &Amendment) -> api::Place {
        Context { sources: self.sources, dialect: self.dialect }.place(self.span(amendment))
    }

    fn note(&self, amended: Amended, amendment: &Amendment, diagnostics: &mut Diagnostics) {
        let span = self.span(amendment);
        match amended {
            Ok(()) => {}
            Err(Unfit::Stale(why)) => {
                let subject = subject_words(&amendment.subject);
                let what = format!("the override of {subject} on `{}` has nothing to override: {why}", amendment.page);
                let help = "see what the page says now, then take the override out or mend it";
                diagnostics.push(Diagnostic::new(Code::OverrideStale, span, what).help(help));
            }
            Err(Unfit::Wrong(what, help)) => {
                diagnostics.push(Diagnostic::new(Code::BadSettings, span, what).help(help));
            }
        }
    }
}

/// Says in the documentation of what the page describes that it is overridden.
fn note_in(lowered: &mut LoweredPage, amendment: &Amendment) {
    let what = format!("{}: {}", subject_words(&amendment.subject), change_words(&amendment.change));
    let note = format!("{}. {}", super::markdown::clean(what), super::markdown::render_words(&amendment.reason));
    let types = &mut lowered.types;
    let resources = types.resources.iter_mut().map(|draft| &mut draft.resource.overridden);
    let enumerations = types.enumerations.iter_mut().map(|draft| &mut draft.enumeration.overridden);
    let operation = lowered.operation.iter_mut().map(|operation| &mut operation.overridden);
    resources.chain(enumerations).chain(operation).for_each(|notes| notes.push(note.clone()));
}

/// A name as Rust writes those of functions and fields.
fn rust_name(name: &str) -> Result<String, Unfit> {
    let usual = snake_name(name);
    match usual == name {
        true => Ok(usual),
        false => Err(Unfit::Wrong(format!("`{name}` is no name of a function; `{usual}` is"), "write it so")),
    }
}

/// A name as Rust writes those of types.
fn type_name(name: &str) -> Result<String, Unfit> {
    let usual = camel_name(name);
    match usual == name {
        true => Ok(usual),
        false => Err(Unfit::Wrong(format!("`{name}` is no name of a type; `{usual}` is"), "write it so")),
    }
}

fn taken(name: &str) -> Unfit {
    Unfit::Wrong(format!("something else beside it is called `{name}` already"), "choose another name")
}

/// Says in an item's documentation why it is not as the page says.
fn append_reason(docs: &mut String, reason: &str) {
    if !docs.is_empty() {
        docs.push_str("\n\n");
    }
    docs.push_str(&super::markdown::render_words(&format!("Not as the page says: {reason}")));
}
