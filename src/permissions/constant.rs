//! Demands in; the least set of scopes out, in arrays that a constant can hold.
#![expect(
    clippy::indexing_slicing,
    reason = "`slice::get` cannot be called in a constant; numbers are below the count"
)]

use super::demand::Demand;
use super::scope_set::{ScopeSet, WORD};
use super::solve::Solver;
use super::tables::{Clause, Numbering, fill_clauses};

/// How many sets the search looks at, at most: the compiler takes milliseconds for each.
const STEPS: usize = 20_000;

/// The scopes that demands mention, numbered in the order of their first mention. `N` mentions at most.
#[derive(Clone, Copy, Debug)]
pub struct Scopes<'a, const N: usize> {
    names: [&'a str; N],
    mentions: [usize; N],
    count: usize,
}

impl<'a, const N: usize> Scopes<'a, N> {
    /// Numbers the scopes.
    #[must_use]
    pub const fn of(demands: &[Demand<'a>]) -> Self {
        let mut scopes = Self { names: [""; N], mentions: [0; N], count: 0 };
        let (names, mentions) = (&mut scopes.names, &mut scopes.mentions);
        scopes.count = Numbering { names, hashes: &mut [0; N], mentions }.fill(demands);
        scopes
    }

    /// How wide a set of them is.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.count.div_ceil(WORD)
    }

    /// The least set, from `D` demands with `A` alternatives: a constant, so a failure is a compile error.
    #[must_use]
    pub const fn least<const D: usize, const A: usize, const W: usize>(&self, demands: &[Demand<'a>]) -> Self {
        let mut clauses = [Clause::<W>::NONE; D];
        let mut alternatives = [ScopeSet::<W>::EMPTY; A];
        let count = fill_clauses(demands, &self.mentions, &mut clauses, &mut alternatives);
        let mut solver = Solver {
            clauses: clauses.split_at_mut(count).0,
            alternatives: &alternatives,
            chosen: ScopeSet::EMPTY,
            allowed: ScopeSet::first(self.count),
            steps: STEPS,
        };
        match solver.solve() {
            Ok(set) => self.kept(&set),
            Err(_) => too_many_choices(),
        }
    }

    const fn kept<const W: usize>(&self, set: &ScopeSet<W>) -> Self {
        let mut kept = Self { names: [""; N], mentions: [0; N], count: 0 };
        let mut from = 0;
        while let Some(number) = set.next(from) {
            kept.names[kept.count] = self.names[number];
            kept.count += 1;
            from = number + 1;
        }
        kept
    }

    /// The names of the scopes.
    #[must_use]
    pub const fn names(&self) -> &[&'a str] {
        self.names.split_at(self.count).0
    }
}

#[expect(clippy::panic, reason = "a constant that panics is a compile error")]
const fn too_many_choices() -> ! {
    panic!(
        "the least set of scopes was not found: these endpoints leave too many choices to compare at compile time; \
         name fewer endpoints in one `permissions!`"
    )
}
