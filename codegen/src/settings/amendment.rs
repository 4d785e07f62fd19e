//! Overrides as a settings file writes them in; what each is about and what becomes of it, and what is wrong with the others, out.

use std::collections::HashMap;
use std::ops::Range;

use toml::Spanned;

use super::overrides::{OverriddenPlace, OverriddenToken, Override};
use super::{Base, Settings, SettingsFault};
use crate::page::dialect::METHODS;
use crate::source::{TextEdit, TextEdits};

/// The overrides of a settings file that can be used.
#[derive(Debug, Default)]
pub(crate) struct Amendments {
    all: Vec<Amendment>,
    by_page: HashMap<String, Vec<usize>>,
}

/// One override.
#[derive(Debug)]
pub(crate) struct Amendment {
    /// The page, as a path below the doc root.
    pub(crate) page: String,
    /// Why.
    pub(crate) reason: String,
    /// What it is about.
    pub(crate) subject: Subject,
    /// What becomes of it.
    pub(crate) change: Change,
    /// Where it stands, in bytes from the start of the settings.
    pub(crate) range: Range<usize>,
}

/// What an override is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A bit of the page's text.
    Text,
    /// The operation.
    Operation,
    /// A route, as written.
    Route { method: String, template: String },
    /// A header, a query parameter, or an argument of a route.
    Parameter(String),
    /// What a kind of token needs.
    Permission(OverriddenToken),
    /// A success status.
    Status(u16),
    /// A property, of the type of this name where the page describes several.
    Property { name: String, model: Option<String> },
    /// A member of an enumeration.
    Member { name: String, model: Option<String> },
    /// A type.
    Model(String),
}

/// What becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Replace { find: String, with: String },
    Rename(String),
    Retype { ty: String, was: Option<String> },
    Require(bool),
    Nullable(bool),
    Set { words: String, was: Option<String> },
    Add(Added),
    Drop,
}

/// What is known of an item that is added.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Added {
    pub(crate) ty: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) place: Option<OverriddenPlace>,
    pub(crate) is_required: bool,
}

impl Amendments {
    /// The overrides of the settings for pages below the doc root, and what is wrong with those that cannot be used.
    pub(crate) fn of(settings: &Settings, base: &Base) -> (Self, Vec<SettingsFault>) {
        let (mut amendments, mut faults) = (Self::default(), Vec::new());
        for written in &settings.overrides {
            match read_override(written) {
                Ok(amendment) => {
                    let Some(page) = base.below_root(&amendment.page) else { continue };
                    amendments.by_page.entry(page.clone()).or_default().push(amendments.all.len());
                    amendments.all.push(Amendment { page, ..amendment });
                }
                Err(fault) => faults.push(fault),
            }
        }
        (amendments, faults)
    }

    /// All, in the order of the file.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Amendment> {
        self.all.iter()
    }

    /// Those of a page, in the order of the file.
    pub(crate) fn of_page(&self, page: &str) -> impl Iterator<Item = &Amendment> {
        self.by_page.get(page).into_iter().flatten().filter_map(|at| self.all.get(*at))
    }

    /// What is replaced in texts. The number of an edit is that of its override in [`Amendments::iter`].
    pub(crate) fn text_edits(&self) -> TextEdits {
        let mut edits = TextEdits::default();
        for (number, amendment) in self.all.iter().enumerate() {
            if let Change::Replace { find, with } = &amendment.change {
                edits.add(&amendment.page, TextEdit { number, find: find.clone(), with: with.clone() });
            }
        }
        edits
    }
}

fn read_override(written: &Spanned<Override>) -> Result<Amendment, SettingsFault> {
    let (range, item) = (written.span(), written.get_ref());
    let fault =
        |(message, help): (String, &str)| SettingsFault { message, range: range.clone(), help: Some(help.to_owned()) };
    let missing = |key: &str, help| fault((format!("the override has no `{key}`"), help));
    if item.page.trim().is_empty() {
        return Err(missing("page", "name the page by its path below the doc root"));
    }
    if item.reason.trim().is_empty() {
        return Err(missing("reason", "say why: the generated documentation shows it"));
    }
    let subject = subject_of(item).map_err(fault)?;
    let change = change_of(item, &subject).map_err(fault)?;
    Ok(Amendment {
        page: item.page.replace('\\', "/").trim_start_matches("./").to_owned(),
        reason: item.reason.trim().to_owned(),
        subject,
        change,
        range: range.clone(),
    })
}

type Wrong = (String, &'static str);

const SUBJECTS: &str = "name one of `text`, `route`, `parameter`, `permission`, `status`, `property`, `member` or `model`; with none \
                        of them and a `rename`, the operation is meant";

fn subject_of(item: &Override) -> Result<Subject, Wrong> {
    let model = item.model.clone();
    let mut subjects = Vec::new();
    subjects.extend(item.text.as_ref().map(|_| Subject::Text));
    subjects.extend(item.parameter.clone().map(Subject::Parameter));
    subjects.extend(item.permission.map(Subject::Permission));
    subjects.extend(item.status.map(Subject::Status));
    subjects.extend(item.property.clone().map(|name| Subject::Property { name, model: model.clone() }));
    subjects.extend(item.member.clone().map(|name| Subject::Member { name, model: model.clone() }));
    if let Some(route) = &item.route {
        subjects.push(read_route(route)?);
    }
    match (subjects.len(), model) {
        (0, Some(model)) => Ok(Subject::Model(model)),
        (0, None) => Ok(Subject::Operation),
        (1, model) => {
            let subject = subjects.remove(0);
            let has_model = matches!(subject, Subject::Property { .. } | Subject::Member { .. });
            match model.is_some() && !has_model {
                true => {
                    Err(("`model` tells whose property or member is meant, and this is neither".to_owned(), SUBJECTS))
                }
                false => Ok(subject),
            }
        }
        _ => Err(("the override is about several things".to_owned(), "write an override for each")),
    }
}

fn read_route(route: &str) -> Result<Subject, Wrong> {
    let (method, template) = route.trim().split_once(char::is_whitespace).unwrap_or_default();
    let method = method.to_uppercase();
    match METHODS.contains(&method.as_str()) && !template.trim().is_empty() {
        true => Ok(Subject::Route { method, template: template.trim().to_owned() }),
        false => Err((format!("`{route}` is no route"), "write the method and the route, as in `GET /users/{id}`")),
    }
}

fn change_of(item: &Override, subject: &Subject) -> Result<Change, Wrong> {
    let mut changes = Vec::new();
    if let (Some(find), Some(with)) = (&item.text, &item.with) {
        changes.push(Change::Replace { find: find.clone(), with: with.clone() });
    }
    changes.extend(item.rename.clone().map(Change::Rename));
    changes.extend(item.set.clone().map(|words| Change::Set { words, was: item.was.clone() }));
    changes.extend(item.nullable.map(Change::Nullable));
    changes.extend(item.drop.then_some(Change::Drop));
    if item.add {
        let (ty, description) = (item.ty.clone(), item.description.clone());
        let is_required = item.required.unwrap_or_default();
        changes.push(Change::Add(Added { ty, description, place: item.place, is_required }));
    } else {
        changes.extend(item.ty.clone().map(|ty| Change::Retype { ty, was: item.was.clone() }));
        changes.extend(item.required.map(Change::Require));
    }
    let change = match (changes.pop(), changes.is_empty()) {
        (Some(change), true) => change,
        (None, _) => return Err(("the override changes nothing".to_owned(), changes_for(subject))),
        (Some(_), false) => {
            return Err(("the override changes several things".to_owned(), "write an override for each"));
        }
    };
    check_change(item, subject, &change)?;
    Ok(change)
}

/// What can be written of a subject.
fn changes_for(subject: &Subject) -> &'static str {
    match subject {
        Subject::Text => "`text` needs `with`, which stands for it",
        Subject::Operation | Subject::Model(_) => "it can have `rename`",
        Subject::Route { .. } => "a route can have `rename`, `add = true` or `drop = true`",
        Subject::Parameter(_) => "a parameter can have `rename`, `type`, `required`, `add = true` or `drop = true`",
        Subject::Permission(_) => "a permission can have `set`, as a cell of a page's table would say it",
        Subject::Status(_) => "a status can have `add = true` or `drop = true`",
        Subject::Property { .. } => {
            "a property can have `rename`, `type`, `required`, `nullable`, `add = true` or `drop = true`"
        }
        Subject::Member { .. } => "a member can have `rename`, `add = true` or `drop = true`",
    }
}

fn check_change(item: &Override, subject: &Subject, change: &Change) -> Result<(), Wrong> {
    let fits = match change {
        Change::Replace { .. } => matches!(subject, Subject::Text),
        Change::Rename(_) => !matches!(subject, Subject::Text | Subject::Permission(_) | Subject::Status(_)),
        Change::Retype { .. } | Change::Require(_) => {
            matches!(subject, Subject::Parameter(_) | Subject::Property { .. })
        }
        Change::Nullable(_) => matches!(subject, Subject::Property { .. }),
        Change::Set { .. } => matches!(subject, Subject::Permission(_)),
        Change::Add(_) | Change::Drop => {
            !matches!(subject, Subject::Text | Subject::Operation | Subject::Model(_) | Subject::Permission(_))
        }
    };
    if !fits {
        return Err(("what the override changes does not fit what it is about".to_owned(), changes_for(subject)));
    }
    let has_was = matches!(change, Change::Retype { .. } | Change::Set { .. });
    if item.was.is_some() && !has_was {
        return Err(("`was` says nothing here".to_owned(), "it goes with `type` and `set`"));
    }
    let is_added = matches!(change, Change::Add(_));
    if (item.description.is_some() || item.place.is_some()) && !is_added {
        return Err(("`description` and `in` say nothing here".to_owned(), "they go with `add = true`"));
    }
    match (change, subject) {
        (Change::Add(Added { ty: None, .. }), Subject::Property { .. }) => Err((
            "the added property has no `type`".to_owned(),
            "write it as a page would: `String`, `user collection`",
        )),
        (Change::Add(Added { place: None, .. }), Subject::Parameter(_)) => Err((
            "it is not said where the added parameter goes".to_owned(),
            "write `in = \"header\"` or `in = \"query\"`",
        )),
        (Change::Add(_), Subject::Status(status)) if !(200..400).contains(status) => Err((
            format!("{status} is no status of success"),
            "write a code from 200 to 399; all others are errors to the client already",
        )),
        _ => Ok(()),
    }
}
