//! Two models in; what changed from one to the other, and how much each change weighs, out.
//!
//! Operations are matched by their routes first and by their pages then; types by their `id`; parameters, properties and members by
//! their names.

use crate::api::{Api, Place};

mod date;
mod kind;
mod matching;
mod operation;
mod permission;
mod property;
mod request;
mod route;
mod state;
mod types;
mod version;

pub use kind::{Kind, SeenFrom, Weight};
pub use version::VersionHint;

/// What changed from one model to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// The changes: operations first, then types, each in the order of their names; what breaks stands first.
    pub changes: Vec<Change>,
}

/// A change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What kind of change it is.
    pub kind: Kind,
    /// What it is of.
    pub subject: Subject,
    /// Its stable name: made of the kind's code and of names of the service alone, so that it is the same however often the models
    /// are compared, in whatever order the pages say things, and whatever they are called in Rust.
    pub id: String,
    /// What changed, in words.
    pub message: String,
    /// What to do, or what may have happened.
    pub help: Option<String>,
    /// Where the old pages say it; for what is new, where it would be. `None` where there is no such page.
    pub old: Option<Place>,
    /// Where the new pages say it; for what is gone, where it would be. `None` where there is no such page.
    pub new: Option<Place>,
}

/// What a change is of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// An operation, by the shortest route that both models have: `GET /users/{}`; by its page where it has none.
    Operation(String),
    /// A type, by its `id`.
    Type(String),
}

impl Subject {
    /// The route, the page or the `id`.
    pub fn name(&self) -> &str {
        match self {
            Self::Operation(name) | Self::Type(name) => name,
        }
    }
}

impl Change {
    /// Sets the places that are known better than those of the subject.
    fn at(&mut self, old: Option<&Place>, new: Option<&Place>) -> &mut Self {
        self.old = old.cloned().or(self.old.take());
        self.new = new.cloned().or(self.new.take());
        self
    }

    /// Sets what to do.
    fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }
}

impl Diff {
    /// How many changes have this weight.
    pub fn count(&self, weight: Weight) -> usize {
        self.changes.iter().filter(|change| change.kind.weight() == weight).count()
    }

    /// The greatest weight of a change. `None` where there is none.
    pub fn weight(&self) -> Option<Weight> {
        self.changes.iter().map(|change| change.kind.weight()).max()
    }

    /// What becomes of the version number.
    pub fn version_hint(&self) -> VersionHint {
        VersionHint::of(self.weight())
    }
}

/// Compares two models.
pub fn diff(old: &Api, new: &Api) -> Diff {
    let matched = matching::match_operations(&old.operations, &new.operations);
    let mut changes = Vec::new();
    operation::compare_operations(&matched, (old, new), &mut changes);
    types::compare_types((old, new), &matched, &mut changes);
    let order = |change: &Change| {
        (change.subject.clone(), std::cmp::Reverse(change.kind.weight()), change.kind, change.id.clone())
    };
    changes.sort_by_cached_key(order);
    changes.dedup_by(|next, before| next.id == before.id && next.message == before.message);
    Diff { changes }
}

/// Takes the changes of one subject.
struct Log<'a> {
    changes: &'a mut Vec<Change>,
    subject: Subject,
    old: Option<&'a Place>,
    new: Option<&'a Place>,
}

impl Log<'_> {
    /// Adds a change. `part` tells it from others of the kind and the subject.
    fn tell(&mut self, kind: Kind, part: &str, message: impl Into<String>) -> &mut Change {
        let subject = self.subject.name();
        let id = match part {
            "" => format!("{}:{subject}", kind.code()),
            part => format!("{}:{subject}:{part}", kind.code()),
        };
        self.changes.push(Change {
            kind,
            subject: self.subject.clone(),
            id,
            message: message.into(),
            help: None,
            old: self.old.cloned(),
            new: self.new.cloned(),
        });
        self.changes.last_mut().expect("a change was just added")
    }
}

/// Names in backticks, with commas between.
fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
