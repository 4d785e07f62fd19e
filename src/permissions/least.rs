//! Demands in; the least set of scopes that serves all of them, and why each scope is in it, out.

use std::fmt;

use super::TokenKind;
use super::demand::Demand;
use super::scope_set::{ScopeSet, WORD};
use super::solve::{Solver, Unsolved};
use super::tables::{Clause, Numbering, count_alternatives, count_mentions, fill_clauses};

/// How many sets the search looks at, at most.
const STEPS: usize = 2_000_000;
/// How many scopes are told apart, in words of a set.
const WIDTH: usize = 16;

/// A smallest set of scopes with which a token of one kind can call all of some endpoints.
///
/// [`permissions!`](crate::permissions) computes it when the program is compiled; [`LeastPrivilege::of`] when it runs.
///
/// # What is smallest
/// A set serves an endpoint if it has all scopes of one of the alternatives of its page. Of the sets that serve all:
///
/// 1. the set with the fewest scopes;
/// 2. of these, the set for which the positions of the first alternatives served, summed up, are lowest: a page lists
///    alternatives from least to most privileged;
/// 3. of these, the set with the scope that is mentioned first and that the others do not have.
///
/// The answer is exact: no other set is better by these rules. An endpoint that is named twice counts once.
///
/// # Cases
/// Which case of a page holds is not known before a call is made, so all cases are served. A case of which the page does not say
/// what it needs, or which it refuses to this kind of token, is [not known](Self::not_known).
///
/// `Display` writes all of it as lines of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeastPrivilege<'a> {
    kind: TokenKind,
    scopes: Names<'a>,
    demands: &'a [Demand<'a>],
}

/// Names of scopes, found by the compiler or by the program. A `Cow` would make the lifetime invariant.
#[derive(Clone, Debug)]
enum Names<'a> {
    Constant(&'a [&'a str]),
    Found(Vec<&'a str>),
}

impl<'a> Names<'a> {
    const fn as_slice(&self) -> &[&'a str] {
        match self {
            Self::Constant(names) => names,
            Self::Found(names) => names.as_slice(),
        }
    }
}

impl PartialEq for Names<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Names<'_> {}

/// Why one scope is in the least set.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reason<'a> {
    /// The scope.
    pub scope: &'a str,
    /// The demands that ask for it: it is part of the first of their alternatives that the set has.
    pub demands: Vec<&'a Demand<'a>>,
    /// Why nothing less serves.
    pub why: Why<'a>,
}

/// Why a set without a scope would not do as well.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why<'a> {
    /// No alternative of this demand can be had without it.
    Required(&'a Demand<'a>),
    /// The least set without it is larger; it has these scopes instead.
    Fewer(Vec<&'a str>),
    /// The least set without it is as large and serves alternatives that stand later, so are more privileged. It has these
    /// scopes instead.
    LessPrivileged(Vec<&'a str>),
    /// The least set without it is as good; it has these scopes instead, which are mentioned later.
    MentionedFirst(Vec<&'a str>),
    /// The search for a set without it was given up.
    NotFound,
}

/// The search for the least set was given up: it has more choices, or more scopes, than are looked at.
///
/// [`LeastPrivilege::of`] tells 2048 scopes apart and looks at two million sets. Take fewer endpoints at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooManyChoices;

impl fmt::Display for TooManyChoices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the least set of scopes was not found: there are too many choices; take fewer endpoints at a time")
    }
}

impl std::error::Error for TooManyChoices {}

impl<'a> LeastPrivilege<'a> {
    /// The least set for demands of a token of this kind.
    ///
    /// # Errors
    /// [`TooManyChoices`] where the search would take too long.
    pub fn of(kind: TokenKind, demands: &'a [Demand<'a>]) -> Result<Self, TooManyChoices> {
        let scopes = Problem::new(demands).and_then(|problem| {
            let set = problem.solve(problem.all()).map_err(|_| TooManyChoices)?;
            Ok(problem.names_of(&set))
        })?;
        Ok(Self { kind, scopes: Names::Found(scopes), demands })
    }

    /// A set that was found before.
    #[doc(hidden)]
    #[must_use]
    pub const fn of_parts(kind: TokenKind, scopes: &'a [&'a str], demands: &'a [Demand<'a>]) -> Self {
        Self { kind, scopes: Names::Constant(scopes), demands }
    }

    /// The kind of token.
    #[must_use]
    pub const fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The scopes, in the order in which the endpoints' pages mention them.
    #[must_use]
    pub const fn scopes(&self) -> &[&'a str] {
        self.scopes.as_slice()
    }

    /// What each endpoint demands, case by case, in the order in which they were named.
    #[must_use]
    pub const fn demands(&self) -> &'a [Demand<'a>] {
        self.demands
    }

    /// The demands of which nothing is known: the page does not say, or refuses this kind of token in this case.
    pub fn not_known(&self) -> impl Iterator<Item = &'a Demand<'a>> + use<'a> {
        self.demands.iter().filter(|demand| demand.is_not_known())
    }

    /// Which alternative of a demand the set serves: its position, and its scopes as the page has them.
    #[must_use]
    pub fn alternative(&self, demand: &Demand<'a>) -> Option<(usize, &'a str)> {
        let has = |scope: &str| self.scopes().contains(&scope);
        let serves = |alternative: &str| alternative.split(' ').filter(|scope| !scope.is_empty()).all(has);
        demand.alternatives().iter().copied().enumerate().find(|(_, alternative)| serves(alternative))
    }

    /// For each scope, who asks for it and why nothing less serves. Found by a search without the scope, so this takes as
    /// long as [`of`](Self::of) for each.
    #[must_use]
    pub fn reasons(&self) -> Vec<Reason<'a>> {
        let problem = Problem::new(self.demands).ok();
        let reason = |&scope: &&'a str| {
            let asks = |demand: &&Demand<'a>| {
                self.alternative(demand).is_some_and(|(_, scopes)| scopes.split(' ').any(|word| word == scope))
            };
            let why = problem.as_ref().map_or(Why::NotFound, |problem| problem.why(scope, self.scopes()));
            Reason { scope, demands: self.demands.iter().filter(asks).collect(), why }
        };
        self.scopes().iter().map(reason).collect()
    }
}

/// Demands in tables.
struct Problem<'a> {
    demands: &'a [Demand<'a>],
    names: Vec<&'a str>,
    clauses: Vec<Clause<WIDTH>>,
    alternatives: Vec<ScopeSet<WIDTH>>,
}

impl<'a> Problem<'a> {
    fn new(demands: &'a [Demand<'a>]) -> Result<Self, TooManyChoices> {
        let mentioned = count_mentions(demands);
        let (mut names, mut mentions) = (vec![""; mentioned], vec![0; mentioned]);
        let mut numbering = Numbering { names: &mut names, hashes: &mut vec![0; mentioned], mentions: &mut mentions };
        let count = numbering.fill(demands);
        if count > WIDTH * WORD {
            return Err(TooManyChoices);
        }
        names.truncate(count);
        let mut clauses = vec![Clause::NONE; demands.len()];
        let mut alternatives = vec![ScopeSet::EMPTY; count_alternatives(demands)];
        let count = fill_clauses(demands, &mentions, &mut clauses, &mut alternatives);
        clauses.truncate(count);
        Ok(Self { demands, names, clauses, alternatives })
    }

    fn all(&self) -> ScopeSet<WIDTH> {
        ScopeSet::first(self.names.len())
    }

    fn solve(&self, allowed: ScopeSet<WIDTH>) -> Result<ScopeSet<WIDTH>, Unsolved> {
        let (mut clauses, alternatives) = (self.clauses.clone(), self.alternatives.as_slice());
        let chosen = ScopeSet::EMPTY;
        Solver { clauses: &mut clauses, alternatives, chosen, allowed, steps: STEPS }.solve()
    }

    fn names_of(&self, set: &ScopeSet<WIDTH>) -> Vec<&'a str> {
        let numbered = self.names.iter().enumerate();
        numbered.filter(|(number, _)| set.contains(*number)).map(|(_, name)| *name).collect()
    }

    fn set_of(&self, scopes: &[&str]) -> ScopeSet<WIDTH> {
        let mut set = ScopeSet::EMPTY;
        let numbered = self.names.iter().enumerate();
        numbered.filter(|(_, name)| scopes.contains(name)).for_each(|(number, _)| set.insert(number));
        set
    }

    /// Why the best set without a scope is not as good as the best set with it.
    fn why(&self, scope: &str, best: &[&str]) -> Why<'a> {
        let best = self.set_of(best);
        match self.solve(self.all().minus(&self.set_of(&[scope]))) {
            Ok(other) => {
                let instead = self.names_of(&other.minus(&best));
                if best.len() < other.len() {
                    Why::Fewer(instead)
                } else if self.sum_positions(&best) < self.sum_positions(&other) {
                    Why::LessPrivileged(instead)
                } else {
                    Why::MentionedFirst(instead)
                }
            }
            Err(Unsolved::NoAlternative(clause)) => {
                let mut with_clauses = self.demands.iter().filter(|demand| !demand.alternatives().is_empty());
                with_clauses.nth(clause).map_or(Why::NotFound, Why::Required)
            }
            Err(Unsolved::TooHard) => Why::NotFound,
        }
    }

    fn sum_positions(&self, set: &ScopeSet<WIDTH>) -> usize {
        let position = |clause: &Clause<WIDTH>| {
            let alternatives = self.alternatives.get(clause.start..clause.end).unwrap_or_default();
            alternatives.iter().position(|alternative| alternative.is_subset(set)).unwrap_or_default()
        };
        self.clauses.iter().map(position).sum()
    }
}
