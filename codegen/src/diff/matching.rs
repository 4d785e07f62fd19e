//! The operations of two models in; which of them are the same out: by their routes first, by their pages then.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use crate::api::{Operation, Route};

/// At most so many operations are looked at for one route. 27 pages of Microsoft Graph have
/// `GET /deviceManagement/deviceConfigurations`.
const MOST_OF_A_ROUTE: usize = 128;

/// An operation of each model.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) old: &'a Operation,
    pub(super) new: &'a Operation,
    pub(super) link: Link,
}

/// What two operations have to do with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Link {
    /// They are the same.
    Same,
    /// Some routes of the old one, which goes on, are on the page of the new one, which was not there.
    Split,
    /// The routes of the old one, which is gone, are on the page of the new one, which was there.
    Merged,
}

/// Which operations are the same.
#[derive(Default)]
pub(super) struct Matched<'a> {
    pub(super) pairs: Vec<Pair<'a>>,
    pub(super) removed: Vec<&'a Operation>,
    pub(super) added: Vec<&'a Operation>,
    /// The routes that are on another page than they were, by their keys, and the page that they are on.
    pub(super) moved_routes: HashMap<String, &'a str>,
}

impl<'a> Matched<'a> {
    /// The new pages of operations whose page has another path, by the old ones.
    pub(super) fn moved_pages(&self) -> HashMap<&'a str, &'a str> {
        let same = self.pairs.iter().filter(|pair| pair.link == Link::Same && pair.old.page != pair.new.page);
        same.map(|pair| (pair.old.page.as_str(), pair.new.page.as_str())).collect()
    }

    /// The page that a route, by its key, of an old operation is on, where that is another operation than it was.
    pub(super) fn moved_to(&self, key: &str) -> Option<&'a str> {
        self.moved_routes.get(key).copied()
    }

    /// Whether a page is new, and has routes of an old operation.
    pub(super) fn is_split(&self, old: &Operation, page: &str) -> bool {
        self.pairs.iter().any(|pair| pair.link == Link::Split && pair.old.page == old.page && pair.new.page == page)
    }
}

/// A route without regard to what its placeholders are called: `GET /users/{}/messages`.
pub(super) fn route_name(route: &Route) -> String {
    let mut name = format!("{} ", route.method);
    let mut parts = route.template.split('{');
    name.push_str(parts.next().unwrap_or_default());
    for part in parts {
        name.push_str("{}");
        name.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    name
}

/// By what a route is found again: its name, without regard to case.
pub(super) fn route_key(route: &Route) -> String {
    route_name(route).to_lowercase()
}

pub(super) fn match_operations<'a>(old: &'a [Arc<Operation>], new: &'a [Arc<Operation>]) -> Matched<'a> {
    let mut matching = Matching { old: Side::of(old), new: Side::of(new) };
    matching.pair_by_page(Needs::ARoute);
    matching.pair_by_route();
    matching.pair_by_page(Needs::Nothing);
    matching.into_matched()
}

/// What two operations of a page need to have in common to be the same.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    ARoute,
    Nothing,
}

/// The operations of a model.
struct Side<'a> {
    operations: &'a [Arc<Operation>],
    keys: Vec<BTreeSet<String>>,
    /// The operations that have a route.
    by_key: HashMap<String, Vec<usize>>,
    by_page: HashMap<&'a str, usize>,
    /// For each operation the one of the other model that is the same.
    pair: Vec<Option<usize>>,
}

impl<'a> Side<'a> {
    fn of(operations: &'a [Arc<Operation>]) -> Self {
        let keys: Vec<BTreeSet<String>> =
            operations.iter().map(|operation| operation.routes.iter().map(route_key).collect()).collect();
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, keys) in keys.iter().enumerate() {
            for key in keys {
                let having = by_key.entry(key.clone()).or_default();
                if having.len() < MOST_OF_A_ROUTE {
                    having.push(at);
                }
            }
        }
        let by_page = operations.iter().enumerate().map(|(at, operation)| (operation.page.as_str(), at)).collect();
        Self { operations, keys, by_key, by_page, pair: vec![None; operations.len()] }
    }

    fn is_free(&self, at: usize) -> bool {
        self.pair.get(at).is_some_and(Option::is_none)
    }

    fn keys(&self, at: usize) -> impl Iterator<Item = &String> {
        self.keys.get(at).into_iter().flatten()
    }

    fn has(&self, at: usize, key: &str) -> bool {
        self.keys.get(at).is_some_and(|keys| keys.contains(key))
    }

    fn free(&self) -> Vec<usize> {
        (0..self.operations.len()).filter(|at| self.is_free(*at)).collect()
    }

    /// How many of the routes each operation of this model has that `is_fit` takes with them; those that have none are left out.
    fn counts<'k>(
        &self,
        keys: impl Iterator<Item = &'k String>,
        is_fit: impl Fn(usize, &str) -> bool,
    ) -> BTreeMap<usize, usize> {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for key in keys {
            for at in self.by_key.get(key).into_iter().flatten().filter(|at| is_fit(**at, key)) {
                *counts.entry(*at).or_default() += 1;
            }
        }
        counts
    }

    /// How many routes an operation has.
    fn count(&self, at: usize) -> usize {
        self.keys.get(at).map_or(0, BTreeSet::len)
    }

    fn title(&self, at: usize) -> Option<&str> {
        self.operations.get(at).map(|operation| operation.title.as_str())
    }
}

/// The first that has most.
fn most(counts: BTreeMap<usize, usize>) -> Option<usize> {
    counts.into_iter().max_by_key(|(at, count)| (*count, std::cmp::Reverse(*at))).map(|(at, _)| at)
}

/// How alike two operations are: by the part of their routes that both have, in thousandths, then by their titles.
type Score = (usize, bool);

struct Matching<'a> {
    old: Side<'a>,
    new: Side<'a>,
}

impl<'a> Matching<'a> {
    fn join(&mut self, old: usize, new: usize) {
        if let (Some(of_old), Some(of_new)) = (self.old.pair.get_mut(old), self.new.pair.get_mut(new)) {
            *of_old = Some(new);
            *of_new = Some(old);
        }
    }

    fn pair_by_page(&mut self, needs: Needs) {
        for old in self.old.free() {
            let Some(operation) = self.old.operations.get(old) else { continue };
            let Some(&new) = self.new.by_page.get(operation.page.as_str()) else { continue };
            let is_alike = needs == Needs::Nothing || self.old.keys(old).any(|key| self.new.has(new, key));
            if is_alike && self.new.is_free(new) {
                self.join(old, new);
            }
        }
    }

    /// Those that are most alike are joined first.
    fn pair_by_route(&mut self) {
        let mut alike: Vec<(Score, usize, usize)> =
            self.old.free().into_iter().flat_map(|old| self.alike(old)).collect();
        alike.sort_unstable_by_key(|(score, old, new)| (std::cmp::Reverse(*score), *old, *new));
        for (_, old, new) in alike {
            if self.old.is_free(old) && self.new.is_free(new) {
                self.join(old, new);
            }
        }
    }

    /// The new operations that share a route with an old one.
    fn alike(&self, old: usize) -> Vec<(Score, usize, usize)> {
        let counts = self.new.counts(self.old.keys(old), |at, _| self.new.is_free(at));
        let scored = counts.into_iter().map(|(new, both)| {
            let either = (self.old.count(old) + self.new.count(new)).saturating_sub(both).max(1);
            ((both * 1_000 / either, self.old.title(old) == self.new.title(new)), old, new)
        });
        scored.collect()
    }

    fn into_matched(self) -> Matched<'a> {
        let mut matched = Matched { moved_routes: self.moved_routes(), ..Matched::default() };
        let pair = |old: usize, new: usize, link| {
            Some(Pair { old: self.old.operations.get(old)?, new: self.new.operations.get(new)?, link })
        };
        for (old, operation) in self.old.operations.iter().enumerate() {
            match self.old.pair.get(old).copied().flatten() {
                Some(new) => matched.pairs.extend(pair(old, new, Link::Same)),
                None => match self.merged_into(old) {
                    Some(new) => matched.pairs.extend(pair(old, new, Link::Merged)),
                    None => matched.removed.push(operation),
                },
            }
        }
        for new in self.new.free() {
            match self.split_from(new) {
                Some(old) => matched.pairs.extend(pair(old, new, Link::Split)),
                None => matched.added.extend(self.new.operations.get(new).map(Arc::as_ref)),
            }
        }
        matched
    }

    /// Routes that an old operation has and the same new one has not, and that a new operation has and the same old one has not.
    fn moved_routes(&self) -> HashMap<String, &'a str> {
        let lost: HashSet<&String> = lost_keys(&self.old, &self.new).map(|(_, key)| key).collect();
        let gained = lost_keys(&self.new, &self.old).filter(|(_, key)| lost.contains(key));
        gained.map(|(operation, key)| (key.clone(), operation.page.as_str())).collect()
    }

    /// The new operation that has routes of an old one, which the operation that it was had not.
    fn merged_into(&self, old: usize) -> Option<usize> {
        let is_fit = |new: usize, key: &str| {
            self.new.pair.get(new).copied().flatten().is_some_and(|before| !self.old.has(before, key))
        };
        most(self.new.counts(self.old.keys(old), is_fit))
    }

    /// The old operation that had routes of a new one, which the operation that it is has not.
    fn split_from(&self, new: usize) -> Option<usize> {
        let is_fit = |old: usize, key: &str| {
            self.old.pair.get(old).copied().flatten().is_some_and(|after| !self.new.has(after, key))
        };
        most(self.old.counts(self.new.keys(new), is_fit))
    }
}

/// The routes of operations of one model that the same operations of the other have not.
fn lost_keys<'s, 'a>(of: &'s Side<'a>, other: &'s Side<'_>) -> impl Iterator<Item = (&'a Operation, &'s String)> {
    of.operations.iter().enumerate().flat_map(move |(at, operation)| {
        let pair = of.pair.get(at).copied().flatten();
        let lost = of.keys(at).filter(move |key| pair.is_none_or(|pair| !other.has(pair, key)));
        lost.map(move |key| (operation.as_ref(), key))
    })
}
