//! Demands in; the tables that `solve.rs` works on out: scopes by number, alternatives as sets of them.
//!
//! The caller gives the room, so that constants can use arrays and programs vectors.
#![expect(clippy::indexing_slicing, reason = "`slice::get` cannot be called in a constant; the caller counts first")]

use super::demand::{Demand, is_equal};
use super::scope_set::ScopeSet;

/// The alternatives of one demand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clause<const W: usize> {
    /// The place of the first alternative in the table of alternatives.
    pub(super) start: usize,
    /// The place after the last one.
    pub(super) end: usize,
    /// The scopes that decide which alternative is the first that is met.
    pub(super) scopes: ScopeSet<W>,
    /// Whether whatever meets the other clauses meets this one.
    pub(super) is_implied: bool,
}

impl<const W: usize> Clause<W> {
    pub(super) const NONE: Self = Self { start: 0, end: 0, scopes: ScopeSet::EMPTY, is_implied: false };
}

/// How many alternatives the demands have.
#[must_use]
pub const fn count_alternatives(demands: &[Demand<'_>]) -> usize {
    let mut count = 0;
    let mut at = 0;
    while at < demands.len() {
        count += demands[at].alternatives().len();
        at += 1;
    }
    count
}

/// How often the demands mention a scope.
#[must_use]
pub const fn count_mentions(demands: &[Demand<'_>]) -> usize {
    let mut count = 0;
    let mut at = 0;
    while at < demands.len() {
        let alternatives = demands[at].alternatives();
        let mut alternative = 0;
        while alternative < alternatives.len() {
            let mut words = Words(alternatives[alternative]);
            while words.next().is_some() {
                count += 1;
            }
            alternative += 1;
        }
        at += 1;
    }
    count
}

/// The words of a text, between spaces.
pub(super) struct Words<'a>(pub(super) &'a str);

impl<'a> Words<'a> {
    pub(super) const fn next(&mut self) -> Option<&'a str> {
        let bytes = self.0.as_bytes();
        let mut start = 0;
        while start < bytes.len() && bytes[start] == b' ' {
            start += 1;
        }
        let mut end = start;
        while end < bytes.len() && bytes[end] != b' ' {
            end += 1;
        }
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        if start < end { Some(word.split_at(start).1) } else { None }
    }
}

/// Room to number scopes in: for each list as many places as scopes are mentioned.
pub(super) struct Numbering<'w, 'a> {
    /// The scopes, in the order in which they are first mentioned.
    pub(super) names: &'w mut [&'a str],
    /// A hash of each, which spares most comparisons.
    pub(super) hashes: &'w mut [u32],
    /// For each mention, the number of its scope.
    pub(super) mentions: &'w mut [usize],
}

impl<'a> Numbering<'_, 'a> {
    /// Numbers all scopes, and says how many there are.
    pub(super) const fn fill(&mut self, demands: &[Demand<'a>]) -> usize {
        let mut count = 0;
        let mut mention = 0;
        let mut at = 0;
        while at < demands.len() {
            let alternatives = demands[at].alternatives();
            let mut alternative = 0;
            while alternative < alternatives.len() {
                let mut words = Words(alternatives[alternative]);
                while let Some(scope) = words.next() {
                    let number = self.number(scope, count);
                    self.mentions[mention] = number;
                    mention += 1;
                    if number == count {
                        count += 1;
                    }
                }
                alternative += 1;
            }
            at += 1;
        }
        count
    }

    /// The number of a scope; `count` for one that was not mentioned before.
    const fn number(&mut self, scope: &'a str, count: usize) -> usize {
        let hash = hash(scope);
        let mut number = 0;
        while number < count {
            if self.hashes[number] == hash && is_equal(self.names[number], scope) {
                return number;
            }
            number += 1;
        }
        self.names[count] = scope;
        self.hashes[count] = hash;
        count
    }
}

/// FNV-1a, 32 bits.
const fn hash(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let mut hash: u32 = 0x811c_9dc5;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u32).wrapping_mul(0x0100_0193);
        at += 1;
    }
    hash
}

/// Fills a clause for each demand that has alternatives, and says how many there are.
pub(super) const fn fill_clauses<const W: usize>(
    demands: &[Demand<'_>],
    mentions: &[usize],
    clauses: &mut [Clause<W>],
    alternatives: &mut [ScopeSet<W>],
) -> usize {
    let (mut count, mut end, mut mention, mut at) = (0, 0, 0, 0);
    while at < demands.len() {
        let texts = demands[at].alternatives();
        let start = end;
        while end - start < texts.len() {
            let mut words = Words(texts[end - start]);
            while words.next().is_some() {
                alternatives[end].insert(mentions[mention]);
                mention += 1;
            }
            end += 1;
        }
        if start < end {
            clauses[count] = Clause { start, end, ..Clause::NONE };
            count += 1;
        }
        at += 1;
    }
    count
}
