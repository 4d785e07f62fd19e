//! What pages say of endpoints in; what each endpoint demands of a token, case by case, out.
#![expect(clippy::indexing_slicing, reason = "`slice::get` cannot be called in a constant; indices are below `len`")]

use super::{Access, TokenKind};
use crate::Endpoint;

/// What one endpoint demands of a token of one kind, in one of the cases that its page tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand<'a> {
    /// The name of the endpoint, such as `DeleteParticipant`.
    pub endpoint: &'a str,
    /// The page that says so.
    pub page: &'a str,
    /// The case; empty where the page tells none apart.
    pub case: &'a str,
    /// What is needed.
    pub need: Need<'a>,
}

/// What is needed to call an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need<'a> {
    /// The page does not say.
    NotSaid,
    /// The page says that this kind of token cannot make the call.
    Unsupported,
    /// No scope.
    Nothing,
    /// One of these, from least to most privileged; each is a set of scopes needed together, with a space between.
    AnyOf(&'a [&'a str]),
}

impl<'a> Demand<'a> {
    /// A demand that is not made: what arrays begin with.
    pub(crate) const NONE: Self = Self { endpoint: "", page: "", case: "", need: Need::Nothing };

    /// The alternatives; none where none is known or needed.
    #[must_use]
    pub const fn alternatives(&self) -> &'a [&'a str] {
        match self.need {
            Need::AnyOf(alternatives) => alternatives,
            Need::NotSaid | Need::Unsupported | Need::Nothing => &[],
        }
    }

    /// Whether nothing can be said of what it needs.
    ///
    /// That is so where the page does not say, and where it says that this kind of token cannot make the call.
    #[must_use]
    pub const fn is_not_known(&self) -> bool {
        match self.need {
            Need::NotSaid | Need::Unsupported => true,
            Need::AnyOf(alternatives) => alternatives.is_empty(),
            Need::Nothing => false,
        }
    }
}

/// An endpoint, and what its page says of one kind of token.
#[derive(Clone, Copy, Debug)]
pub struct Subject {
    pub(super) endpoint: &'static str,
    pub(super) page: &'static str,
    pub(super) access: Access,
}

impl Subject {
    /// What the page of `E` says of tokens of this kind.
    #[must_use]
    pub const fn of<E: Endpoint>(kind: TokenKind) -> Self {
        Self { endpoint: E::OPERATION.name, page: E::OPERATION.page, access: E::PERMISSIONS.access(kind) }
    }

    const fn is(&self, other: &Self) -> bool {
        is_equal(self.endpoint, other.endpoint) && is_equal(self.page, other.page)
    }

    const fn demand(&self, case: &'static str, need: Need<'static>) -> Demand<'static> {
        Demand { endpoint: self.endpoint, page: self.page, case, need }
    }
}

/// Demands in order.
#[derive(Clone, Copy, Debug)]
pub struct Demands<const N: usize> {
    all: [Demand<'static>; N],
    len: usize,
}

impl<const N: usize> Demands<N> {
    /// The demands of subjects, at most `N` (see [`count_demands`]). What is named twice demands once.
    #[must_use]
    pub const fn of(subjects: &[Subject]) -> Self {
        let mut demands = Self { all: [Demand::NONE; N], len: 0 };
        let mut at = 0;
        while at < subjects.len() {
            if !is_named_before(subjects, at) {
                demands.add(&subjects[at], "", subjects[at].access);
            }
            at += 1;
        }
        demands
    }

    /// As a slice.
    #[must_use]
    pub const fn as_slice(&self) -> &[Demand<'static>] {
        self.all.split_at(self.len).0
    }

    const fn add(&mut self, subject: &Subject, case: &'static str, access: Access) {
        let need = match access {
            Access::NotSaid => Need::NotSaid,
            Access::Unsupported => Need::Unsupported,
            Access::NoneNeeded => Need::Nothing,
            Access::AnyOf(alternatives) => Need::AnyOf(alternatives),
            Access::ByCase(cases) => {
                let mut at = 0;
                while at < cases.len() {
                    self.add(subject, cases[at].0, cases[at].1);
                    at += 1;
                }
                return;
            }
        };
        self.all[self.len] = subject.demand(case, need);
        self.len += 1;
    }
}

/// At most how many demands these subjects make.
#[must_use]
pub const fn count_demands(subjects: &[Subject]) -> usize {
    let mut count = 0;
    let mut at = 0;
    while at < subjects.len() {
        count += count_cases(subjects[at].access);
        at += 1;
    }
    count
}

const fn count_cases(access: Access) -> usize {
    let Access::ByCase(cases) = access else { return 1 };
    let mut count = 0;
    let mut at = 0;
    while at < cases.len() {
        count += count_cases(cases[at].1);
        at += 1;
    }
    count
}

const fn is_named_before(subjects: &[Subject], at: usize) -> bool {
    let mut before = 0;
    while before < at {
        if subjects[before].is(&subjects[at]) {
            return true;
        }
        before += 1;
    }
    false
}

/// Whether the page refuses the kind of token, in every case that it tells apart.
pub(super) const fn is_refused(access: Access) -> bool {
    match access {
        Access::Unsupported => true,
        Access::ByCase(cases) => {
            let mut at = 0;
            while at < cases.len() {
                if !is_refused(cases[at].1) {
                    return false;
                }
                at += 1;
            }
            !cases.is_empty()
        }
        Access::NotSaid | Access::NoneNeeded | Access::AnyOf(_) => false,
    }
}

/// `==` of texts, in a constant.
pub(super) const fn is_equal(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    let mut at = 0;
    while at < one.len() {
        if one[at] != other[at] {
            return false;
        }
        at += 1;
    }
    true
}
