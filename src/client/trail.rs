//! The addresses of pages in, one after the other; whether one of them was there before out.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many of the last addresses are known by name.
const RECENT: usize = 16;

/// The way through pages so far, in little memory whatever its length.
///
/// A circle of few pages is seen when it closes, by the last addresses. One of any length is seen before it was gone through
/// three times, by a mark that moves on at each power of two (R. P. Brent, "An improved Monte Carlo factorization algorithm",
/// section 3).
#[derive(Debug, Default)]
pub(super) struct Trail {
    recent: VecDeque<u64>,
    mark: Option<u64>,
    /// How many addresses came since the mark was set.
    steps: u64,
    /// After how many it is set again.
    limit: u64,
}

impl Trail {
    /// Whether an address was there before, as far as that is known.
    pub(super) fn has(&self, address: &str) -> bool {
        let hash = hash_of(address);
        self.mark == Some(hash) || self.recent.contains(&hash)
    }

    /// Adds an address.
    pub(super) fn push(&mut self, address: &str) {
        let hash = hash_of(address);
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(hash);
        self.steps += 1;
        if self.steps >= self.limit {
            self.mark = Some(hash);
            self.steps = 0;
            self.limit = self.limit.saturating_mul(2).max(1);
        }
    }
}

fn hash_of(address: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    address.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::{RECENT, Trail};

    /// How many pages are read of a way that goes to `start` and then in a circle.
    fn read(start: u32, circle: u32) -> u32 {
        let mut trail = Trail::default();
        for step in 0..1_000_000 {
            let place = if step < start { step } else { start + (step - start) % circle };
            let address = place.to_string();
            if trail.has(&address) {
                return step;
            }
            trail.push(&address);
        }
        panic!("the circle was not seen");
    }

    #[test]
    fn a_circle_of_few_pages_is_seen_when_it_closes() {
        for circle in 1..=16 {
            for start in [0, 1, 7, 1000] {
                assert_eq!(read(start, circle), start + circle);
            }
        }
    }

    #[test]
    fn a_circle_of_any_length_is_seen() {
        for (start, circle) in [(0, 17), (3, 100), (1000, 999), (20_000, 50_000)] {
            assert!(read(start, circle) <= 3 * (start + circle), "{start} {circle}");
        }
    }

    #[test]
    fn a_way_without_a_circle_goes_on_and_keeps_little() {
        let mut trail = Trail::default();
        for step in 0..10_000 {
            let address = step.to_string();
            assert!(!trail.has(&address));
            trail.push(&address);
        }
        assert_eq!(trail.recent.len(), RECENT);
    }
}
