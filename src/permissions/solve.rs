//! Clauses in; the least set of scopes that meets all of them, out. All of it can be evaluated in a constant.
//!
//! A set meets a clause if it contains all scopes of one of the clause's alternatives. Sets are compared by their number of
//! scopes; then by the sum, over the clauses, of the position of the first alternative that is met; then the set comes
//! first that has the lowest number which the other has not. No two sets are equal in all three, so the answer is one set.
//!
//! Scopes are decided by rules first, which hold for that one set (`reduce`). What is left falls into components that have no
//! scope in common. Each is searched with a growing limit of size; all sets of the first size that has any are compared.
//! This is the minimum hitting set problem, which is NP-hard (Karp 1972), so the search has a limit of steps.
#![expect(clippy::indexing_slicing, reason = "`slice::get` cannot be called in a constant; clauses hold valid places")]

use super::scope_set::ScopeSet;
use super::tables::Clause;

/// More choices in a row are not followed: rustc evaluates at most 128 calls within each other in a constant.
const DEEPEST: usize = 96;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unsolved {
    /// No alternative of this clause is allowed.
    NoAlternative(usize),
    /// The limit of steps, or of choices in a row, was reached.
    TooHard,
}

/// A problem, and how far it is solved.
pub(super) struct Solver<'w, const W: usize> {
    pub(super) clauses: &'w mut [Clause<W>],
    pub(super) alternatives: &'w [ScopeSet<W>],
    /// Scopes that the answer has.
    pub(super) chosen: ScopeSet<W>,
    /// These, and the scopes that it may have.
    pub(super) allowed: ScopeSet<W>,
    /// How many sets the search may still look at.
    pub(super) steps: usize,
}

/// The best set that a search has found for a component.
#[derive(Clone, Copy)]
struct Best<const W: usize> {
    set: ScopeSet<W>,
    positions: usize,
}

/// A component's search.
struct Search<const W: usize> {
    /// The scopes of the component.
    scopes: ScopeSet<W>,
    best: Option<Best<W>>,
}

/// A place in a search.
#[derive(Clone, Copy)]
struct Node<const W: usize> {
    chosen: ScopeSet<W>,
    allowed: ScopeSet<W>,
    /// How many scopes may be added.
    room: usize,
}

/// What the clauses that a node does not meet leave to do.
enum Outlook {
    /// Nothing.
    Met,
    /// There is no way on within the node's room.
    Hopeless,
    /// This clause leaves the fewest alternatives.
    Open(usize),
}

impl<const W: usize> Solver<'_, W> {
    /// Finds the answer.
    pub(super) const fn solve(&mut self) -> Result<ScopeSet<W>, Unsolved> {
        if let Err(clause) = self.reduce() {
            return Err(Unsolved::NoAlternative(clause));
        }
        self.note_scopes();
        self.drop_implied();
        let mut at = 0;
        while at < self.clauses.len() {
            if !self.is_met(&self.clauses[at], &self.chosen) {
                match self.solve_component(self.component_of(at)) {
                    Ok(set) => self.chosen = self.chosen.union(&set),
                    Err(unsolved) => return Err(unsolved),
                }
            }
            at += 1;
        }
        Ok(self.chosen)
    }

    /// The position of the first alternative of a clause that a set meets.
    const fn position(&self, clause: &Clause<W>, set: &ScopeSet<W>) -> Option<usize> {
        let mut at = clause.start;
        while at < clause.end {
            if self.alternatives[at].is_subset(set) {
                return Some(at - clause.start);
            }
            at += 1;
        }
        None
    }

    const fn is_met(&self, clause: &Clause<W>, set: &ScopeSet<W>) -> bool {
        self.position(clause, set).is_some()
    }

    /// Decides scopes by rules, until no rule decides one more. The error is a clause that cannot be met.
    const fn reduce(&mut self) -> Result<(), usize> {
        loop {
            let before = self.allowed.len() - self.chosen.len();
            if let Err(clause) = self.choose_common() {
                return Err(clause);
            }
            self.rule_out_useless();
            self.rule_out_replaceable();
            if before == self.allowed.len() - self.chosen.len() {
                return Ok(());
            }
        }
    }

    /// A scope that all allowed alternatives of a clause need is chosen.
    const fn choose_common(&mut self) -> Result<(), usize> {
        let mut at = 0;
        while at < self.clauses.len() {
            let clause = self.clauses[at];
            let mut common: Option<ScopeSet<W>> = None;
            let mut alternative = clause.start;
            while alternative < clause.end {
                let scopes = &self.alternatives[alternative];
                if scopes.is_subset(&self.allowed) {
                    common = match common {
                        Some(common) => Some(common.intersection(scopes)),
                        None => Some(*scopes),
                    };
                }
                alternative += 1;
            }
            match common {
                Some(common) => self.chosen = self.chosen.union(&common),
                None => return Err(at),
            }
            at += 1;
        }
        Ok(())
    }

    /// A scope of which no clause that is still to be met has an allowed alternative would be one too many.
    const fn rule_out_useless(&mut self) {
        let mut useful = self.chosen;
        let mut at = 0;
        while at < self.clauses.len() {
            let clause = &self.clauses[at];
            if !self.is_met(clause, &self.chosen) {
                useful = useful.union(&self.allowed_scopes(clause, clause.end, &self.allowed));
            }
            at += 1;
        }
        self.allowed = useful;
    }

    /// All scopes of the allowed alternatives of a clause before one of its alternatives.
    const fn allowed_scopes(&self, clause: &Clause<W>, before: usize, allowed: &ScopeSet<W>) -> ScopeSet<W> {
        let mut scopes = ScopeSet::EMPTY;
        let mut at = clause.start;
        while at < before {
            if self.alternatives[at].is_subset(allowed) {
                scopes = scopes.union(&self.alternatives[at]);
            }
            at += 1;
        }
        scopes
    }

    /// A scope is ruled out for another, of a lower number, that serves wherever it does, at no higher position.
    const fn rule_out_replaceable(&mut self) {
        let mut from = 0;
        while let Some(scope) = self.allowed.minus(&self.chosen).next(from) {
            if let Some(other) = self.substitutes(scope).next(0)
                && other < scope
            {
                self.allowed.remove(scope);
            }
            from = scope + 1;
        }
    }

    /// The scopes each of which can take the place of one: every alternative with it has, at no higher position, one that
    /// needs the other instead.
    const fn substitutes(&self, scope: usize) -> ScopeSet<W> {
        let mut substitutes = self.allowed.minus(&self.chosen);
        substitutes.remove(scope);
        let mut at = 0;
        while at < self.clauses.len() {
            let clause = &self.clauses[at];
            let mut alternative = clause.start;
            while alternative < clause.end {
                let scopes = &self.alternatives[alternative];
                if scopes.contains(scope) && scopes.is_subset(&self.allowed) {
                    let mut others = self.chosen.union(scopes);
                    others.remove(scope);
                    if let Some(here) = self.completions(clause.start, alternative, &others) {
                        substitutes = substitutes.intersection(&here);
                    }
                    if substitutes.is_empty() {
                        return substitutes;
                    }
                }
                alternative += 1;
            }
            at += 1;
        }
        substitutes
    }

    /// The scopes each of which, with `others`, meets an alternative in `start..=end`; nothing if `others` alone do.
    const fn completions(&self, start: usize, end: usize, others: &ScopeSet<W>) -> Option<ScopeSet<W>> {
        let mut completions = ScopeSet::EMPTY;
        let mut at = start;
        while at <= end {
            let missing = self.alternatives[at].minus(others);
            match missing.len() {
                0 => return None,
                1 => completions = completions.union(&missing),
                _ => {}
            }
            at += 1;
        }
        Some(completions)
    }

    /// Notes for each clause which scopes can still decide at what position it is met.
    const fn note_scopes(&mut self) {
        let mut at = 0;
        while at < self.clauses.len() {
            let clause = self.clauses[at];
            let end = match self.position(&clause, &self.chosen) {
                Some(position) => clause.start + position,
                None => clause.end,
            };
            self.clauses[at].scopes = self.allowed_scopes(&clause, end, &self.allowed).minus(&self.chosen);
            at += 1;
        }
    }

    /// Marks the clauses that are met by whatever meets another.
    const fn drop_implied(&mut self) {
        let mut at = 0;
        while at < self.clauses.len() {
            let mut other = 0;
            while other < self.clauses.len() && !self.is_met(&self.clauses[at], &self.chosen) {
                let is_open = other != at && !self.clauses[other].is_implied;
                if is_open && self.implies(&self.clauses[other], &self.clauses[at]) {
                    self.clauses[at].is_implied = true;
                    break;
                }
                other += 1;
            }
            at += 1;
        }
    }

    /// Whether each set that meets a clause meets another clause.
    const fn implies(&self, clause: &Clause<W>, other: &Clause<W>) -> bool {
        if !clause.scopes.intersects(&other.scopes) {
            return false;
        }
        let mut at = clause.start;
        while at < clause.end {
            let scopes = &self.alternatives[at];
            if scopes.is_subset(&self.allowed) && !self.is_met(other, &scopes.union(&self.chosen)) {
                return false;
            }
            at += 1;
        }
        true
    }

    /// The scopes that are linked, by clauses, to those of a clause.
    const fn component_of(&self, clause: usize) -> ScopeSet<W> {
        let mut component = self.clauses[clause].scopes;
        loop {
            let before = component.len();
            let mut at = 0;
            while at < self.clauses.len() {
                if self.clauses[at].scopes.intersects(&component) {
                    component = component.union(&self.clauses[at].scopes);
                }
                at += 1;
            }
            if before == component.len() {
                return component;
            }
        }
    }

    /// The best set of a component's scopes.
    const fn solve_component(&mut self, scopes: ScopeSet<W>) -> Result<ScopeSet<W>, Unsolved> {
        let mut search = Search { scopes, best: None };
        let mut room = 1;
        while room <= DEEPEST {
            self.search(&mut search, Node { chosen: self.chosen, allowed: self.allowed, room });
            if self.steps == 0 {
                break;
            }
            if let Some(best) = search.best {
                return Ok(best.set.intersection(&scopes));
            }
            room += 1;
        }
        Err(Unsolved::TooHard)
    }

    /// Compares all sets below a node with the best one.
    const fn search(&mut self, search: &mut Search<W>, mut node: Node<W>) {
        if self.steps == 0 {
            return;
        }
        self.steps -= 1;
        let clause = match self.outlook(search, &node) {
            Outlook::Hopeless => return,
            Outlook::Met => return self.compare(search, node.chosen),
            Outlook::Open(clause) => self.clauses[clause],
        };
        let mut at = clause.start;
        while at < clause.end {
            let scopes = &self.alternatives[at];
            let missing = scopes.minus(&node.chosen);
            let needed = missing.len();
            if scopes.is_subset(&node.allowed) && needed <= node.room {
                let chosen = node.chosen.union(scopes);
                self.search(search, Node { chosen, room: node.room - needed, ..node });
                if needed == 1 {
                    // The sets with this scope have all been seen.
                    node.allowed = node.allowed.minus(&missing);
                }
            }
            at += 1;
        }
    }

    const fn compare(&self, search: &mut Search<W>, set: ScopeSet<W>) {
        let positions = self.sum_positions(search, &set);
        let is_better = match &search.best {
            None => true,
            Some(best) => positions < best.positions || positions == best.positions && set.comes_before(&best.set),
        };
        if is_better {
            search.best = Some(Best { set, positions });
        }
    }

    /// The sum of the positions at which a set meets the clauses of a component; of those that it does not meet, 0.
    const fn sum_positions(&self, search: &Search<W>, set: &ScopeSet<W>) -> usize {
        let mut sum = 0;
        let mut at = 0;
        while at < self.clauses.len() {
            if self.clauses[at].scopes.intersects(&search.scopes)
                && let Some(position) = self.position(&self.clauses[at], set)
            {
                sum += position;
            }
            at += 1;
        }
        sum
    }

    /// What is to be done at a node, or that nothing there is as good as the best set.
    ///
    /// Clauses that have no scope in common need at least the sum of what each needs.
    const fn outlook(&self, search: &Search<W>, node: &Node<W>) -> Outlook {
        if let Some(best) = &search.best
            && self.sum_positions(search, &node.allowed) > best.positions
        {
            return Outlook::Hopeless;
        }
        let (mut outlook, mut fewest) = (Outlook::Met, usize::MAX);
        let (mut counted, mut needed) = (ScopeSet::EMPTY, 0);
        let mut at = 0;
        while at < self.clauses.len() {
            let clause = &self.clauses[at];
            let is_open = !clause.is_implied && clause.scopes.intersects(&search.scopes);
            if is_open && !self.is_met(clause, &node.chosen) {
                let options = self.options(clause, node);
                if options.count < fewest {
                    fewest = options.count;
                    outlook = Outlook::Open(at);
                }
                if !options.scopes.intersects(&counted) {
                    counted = counted.union(&options.scopes);
                    needed += options.least;
                }
                if options.count == 0 || needed > node.room {
                    return Outlook::Hopeless;
                }
            }
            at += 1;
        }
        outlook
    }

    const fn options(&self, clause: &Clause<W>, node: &Node<W>) -> Options<W> {
        let mut options = Options { count: 0, least: usize::MAX, scopes: ScopeSet::EMPTY };
        let mut at = clause.start;
        while at < clause.end {
            if self.alternatives[at].is_subset(&node.allowed) {
                let missing = self.alternatives[at].minus(&node.chosen);
                let len = missing.len();
                options.count += 1;
                options.scopes = options.scopes.union(&missing);
                if len < options.least {
                    options.least = len;
                }
            }
            at += 1;
        }
        options
    }
}

/// The alternatives that a node leaves a clause.
struct Options<const W: usize> {
    count: usize,
    /// How many scopes the smallest adds.
    least: usize,
    /// What they add, together.
    scopes: ScopeSet<W>,
}
