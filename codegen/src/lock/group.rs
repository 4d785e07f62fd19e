//! The pages of two locks, each with what it is about, in; the pages that are the same, moved, split or merged, together, out.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What pages are known by, by path.
pub(super) type Pages<'p> = BTreeMap<&'p str, Known<'p>>;

/// What a page is known by wherever it lies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Known<'p> {
    /// The digest of its text.
    pub(super) digest: &'p str,
    /// Its routes and the types that it describes.
    pub(super) keys: BTreeSet<String>,
}

/// Pages of before, and what became of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group<'p> {
    pub(super) old: Vec<&'p str>,
    pub(super) new: Vec<&'p str>,
}

/// Puts pages together: those of one path, and those of which one has lost a route or a type that another has gained. A page
/// that vanished goes with a new one of the same text.
pub(super) fn group_pages<'p>(old: &Pages<'p>, new: &Pages<'p>) -> Vec<Group<'p>> {
    let mut sets = Sets::default();
    old.keys().chain(new.keys()).for_each(|path| sets.add(path));
    let (lost, gained) = (missing_keys(old, new), missing_keys(new, old));
    for (key, losers) in &lost {
        let Some(gainers) = gained.get(key) else { continue };
        let mut all = losers.iter().chain(gainers);
        let Some(first) = all.next() else { continue };
        all.for_each(|path| sets.join(first, path));
    }
    let mut spare: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (path, known) in new.iter().rev().filter(|(path, known)| !old.contains_key(*path) && !known.digest.is_empty()) {
        spare.entry(known.digest).or_default().push(path);
    }
    for (path, known) in old.iter().filter(|(path, _)| !new.contains_key(*path)) {
        if !sets.is_alone(path) {
            continue;
        }
        if let Some(same) = spare.get_mut(known.digest).and_then(Vec::pop) {
            sets.join(path, same);
        }
    }
    let of =
        |pages: &Pages<'p>, paths: &[&'p str]| paths.iter().copied().filter(|path| pages.contains_key(path)).collect();
    sets.into_lists().iter().map(|paths| Group { old: of(old, paths), new: of(new, paths) }).collect()
}

/// The keys that pages have here and not there, with the pages.
fn missing_keys<'p, 'k>(here: &'k Pages<'p>, there: &Pages<'p>) -> HashMap<&'k str, Vec<&'p str>> {
    let mut missing: HashMap<&str, Vec<&str>> = HashMap::new();
    for (path, known) in here {
        let other = there.get(path).map(|known| &known.keys);
        for key in known.keys.iter().filter(|key| other.is_none_or(|other| !other.contains(*key))) {
            missing.entry(key).or_default().push(path);
        }
    }
    missing
}

/// Paths that belong together.
#[derive(Default)]
struct Sets<'p> {
    paths: Vec<&'p str>,
    numbers: HashMap<&'p str, usize>,
    /// The number of another path of the same set, or the path's own.
    next: Vec<usize>,
    sizes: Vec<usize>,
}

impl<'p> Sets<'p> {
    fn add(&mut self, path: &'p str) {
        let number = self.paths.len();
        if self.numbers.contains_key(path) {
            return;
        }
        self.numbers.insert(path, number);
        self.paths.push(path);
        self.next.push(number);
        self.sizes.push(1);
    }

    fn root(&self, path: &str) -> Option<usize> {
        let mut number = *self.numbers.get(path)?;
        while let Some(&next) = self.next.get(number).filter(|next| **next != number) {
            number = next;
        }
        Some(number)
    }

    fn size(&self, number: usize) -> usize {
        self.sizes.get(number).copied().unwrap_or_default()
    }

    fn is_alone(&self, path: &str) -> bool {
        self.root(path).is_some_and(|root| self.size(root) == 1)
    }

    /// The smaller set goes to the larger one, so the way to a root stays short.
    fn join(&mut self, path: &str, other: &str) {
        let (Some(a), Some(b)) = (self.root(path), self.root(other)) else { return };
        let (small, large) = if self.size(a) < self.size(b) { (a, b) } else { (b, a) };
        if small == large {
            return;
        }
        let size = self.size(small) + self.size(large);
        if let Some(next) = self.next.get_mut(small) {
            *next = large;
        }
        if let Some(sum) = self.sizes.get_mut(large) {
            *sum = size;
        }
    }

    /// The sets, each sorted, in the order of their first paths.
    fn into_lists(self) -> Vec<Vec<&'p str>> {
        let mut lists: HashMap<usize, Vec<&str>> = HashMap::new();
        for path in &self.paths {
            if let Some(root) = self.root(path) {
                lists.entry(root).or_default().push(path);
            }
        }
        let mut lists: Vec<Vec<&str>> = lists.into_values().collect();
        lists.iter_mut().for_each(|list| list.sort_unstable());
        lists.sort_unstable();
        lists
    }
}

#[cfg(test)]
mod tests {
    use super::{Group, Known, Pages, group_pages};

    fn pages(list: &[(&'static str, &'static str, &[&str])]) -> Pages<'static> {
        let known = |digest, keys: &[&str]| Known { digest, keys: keys.iter().map(|key| (*key).to_owned()).collect() };
        list.iter().map(|(path, digest, keys)| (*path, known(digest, keys))).collect()
    }

    fn group(old: &[&'static str], new: &[&'static str]) -> Group<'static> {
        Group { old: old.to_vec(), new: new.to_vec() }
    }

    #[test]
    fn pages_are_found_again_by_their_routes() {
        let old = pages(&[
            ("gone", "1", &["GET /g"]),
            ("move", "2", &["GET /m"]),
            ("part", "3", &["GET /p", "PUT /p"]),
            ("stay", "4", &["GET /s"]),
            ("two", "5", &["GET /2"]),
            ("one", "6", &["GET /1"]),
        ]);
        let new = pages(&[
            ("both", "7", &["GET /1", "GET /2"]),
            ("fresh", "8", &["GET /f"]),
            ("moved", "9", &["GET /m"]),
            ("part", "10", &["GET /p"]),
            ("part-put", "11", &["PUT /p"]),
            ("stay", "12", &["GET /s", "GET /more"]),
        ]);
        let expected = [
            group(&["one", "two"], &["both"]),
            group(&[], &["fresh"]),
            group(&["gone"], &[]),
            group(&["move"], &["moved"]),
            group(&["part"], &["part", "part-put"]),
            group(&["stay"], &["stay"]),
        ];
        assert_eq!(group_pages(&old, &new), expected);
    }

    #[test]
    fn pages_without_routes_are_found_again_by_their_text() {
        let old = pages(&[("a", "1", &[]), ("b", "1", &[]), ("c", "", &[])]);
        let new = pages(&[("x", "1", &[]), ("y", "", &[])]);
        let expected = [group(&["a"], &["x"]), group(&["b"], &[]), group(&["c"], &[]), group(&[], &["y"])];
        assert_eq!(group_pages(&old, &new), expected);
    }

    #[test]
    fn a_route_that_another_page_has_too_is_not_taken_from_it() {
        let old = pages(&[("a", "1", &["GET /x"]), ("b", "2", &["GET /x"])]);
        let new = pages(&[("b", "2", &["GET /x"])]);
        assert_eq!(group_pages(&old, &new), [group(&["a"], &[]), group(&["b"], &["b"])]);
    }
}
