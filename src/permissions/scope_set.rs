//! Numbers of scopes in; sets of them, as bits, out. All of it can be evaluated in a constant.
#![expect(clippy::indexing_slicing, reason = "`slice::get` cannot be called in a constant; words are counted by `W`")]

/// How many scopes a word of a set holds.
pub(super) const WORD: usize = u128::BITS as usize;

/// A set of up to `W` times 128 scopes, each by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ScopeSet<const W: usize>([u128; W]);

impl<const W: usize> ScopeSet<W> {
    /// No scope.
    pub(super) const EMPTY: Self = Self([0; W]);

    /// The scopes with the numbers below `count`.
    pub(super) const fn first(count: usize) -> Self {
        let mut set = Self::EMPTY;
        let mut number = 0;
        while number < count {
            set.insert(number);
            number += 1;
        }
        set
    }

    pub(super) const fn insert(&mut self, number: usize) {
        self.0[number / WORD] |= 1 << (number % WORD);
    }

    pub(super) const fn remove(&mut self, number: usize) {
        self.0[number / WORD] &= !(1 << (number % WORD));
    }

    pub(super) const fn contains(&self, number: usize) -> bool {
        self.0[number / WORD] >> (number % WORD) & 1 == 1
    }

    pub(super) const fn union(mut self, other: &Self) -> Self {
        let mut word = 0;
        while word < W {
            self.0[word] |= other.0[word];
            word += 1;
        }
        self
    }

    pub(super) const fn intersection(mut self, other: &Self) -> Self {
        let mut word = 0;
        while word < W {
            self.0[word] &= other.0[word];
            word += 1;
        }
        self
    }

    pub(super) const fn minus(mut self, other: &Self) -> Self {
        let mut word = 0;
        while word < W {
            self.0[word] &= !other.0[word];
            word += 1;
        }
        self
    }

    pub(super) const fn is_subset(&self, other: &Self) -> bool {
        let mut word = 0;
        while word < W {
            if self.0[word] & !other.0[word] != 0 {
                return false;
            }
            word += 1;
        }
        true
    }

    pub(super) const fn intersects(&self, other: &Self) -> bool {
        let mut word = 0;
        while word < W {
            if self.0[word] & other.0[word] != 0 {
                return true;
            }
            word += 1;
        }
        false
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.is_subset(&Self::EMPTY)
    }

    pub(super) const fn len(&self) -> usize {
        let mut len = 0;
        let mut word = 0;
        while word < W {
            len += self.0[word].count_ones() as usize;
            word += 1;
        }
        len
    }

    /// The lowest number that is at least `from`.
    pub(super) const fn next(&self, from: usize) -> Option<usize> {
        let mut word = from / WORD;
        let mut skipped = from % WORD;
        while word < W {
            let bits = self.0[word] >> skipped << skipped;
            if bits != 0 {
                return Some(word * WORD + bits.trailing_zeros() as usize);
            }
            skipped = 0;
            word += 1;
        }
        None
    }

    /// Whether the lowest number that only one of two sets has is in this one. False for equal sets.
    pub(super) const fn comes_before(&self, other: &Self) -> bool {
        match (self.minus(other).next(0), other.minus(self).next(0)) {
            (Some(own), Some(others)) => own < others,
            (own, _) => own.is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ScopeSet;

    fn set(numbers: &[usize]) -> ScopeSet<2> {
        let mut set = ScopeSet::EMPTY;
        numbers.iter().for_each(|&number| set.insert(number));
        set
    }

    #[test]
    fn sets_span_their_words() {
        let numbers = [0, 5, 127, 128, 255];
        let mut held = Vec::new();
        let mut next = set(&numbers).next(0);
        while let Some(number) = next {
            held.push(number);
            next = set(&numbers).next(number + 1);
        }
        assert_eq!(held, numbers);
        assert_eq!(set(&numbers).len(), 5);
        assert_eq!(ScopeSet::<2>::first(130).len(), 130);
        assert!(set(&[127, 128]).is_subset(&set(&numbers)) && !set(&[126]).is_subset(&set(&numbers)));
        assert!(set(&[200, 255]).intersects(&set(&numbers)) && !set(&[200]).intersects(&set(&numbers)));
        assert_eq!(set(&numbers).minus(&set(&[128])), set(&[0, 5, 127, 255]));
        assert_eq!(set(&numbers).intersection(&set(&[128, 129])), set(&[128]));
    }

    #[test]
    fn the_lowest_difference_decides() {
        assert!(set(&[1, 200]).comes_before(&set(&[2, 3])));
        assert!(!set(&[2, 3]).comes_before(&set(&[1, 200])));
        assert!(set(&[1, 150]).comes_before(&set(&[1, 200])));
        assert!(!set(&[1]).comes_before(&set(&[1])));
    }
}
