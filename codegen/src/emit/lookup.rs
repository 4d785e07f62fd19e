//! Questions of emitted code about types and pages elsewhere in; the answers, and a list of what was asked, out.
//!
//! Code is emitted again only where what it is made of changed, or the answer to something that it asked. So nothing here
//! answers without noting the question.

use std::cell::RefCell;
use std::collections::HashSet;

use proc_macro2::TokenStream;

use super::path::{TypeFacts, TypePath, TypePaths};
use super::usage::allow_deprecated;

/// Types and pages: those that some code asks about, or those of which the answers changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// By `id`.
    pub(super) types: HashSet<String>,
    /// By path, in lower case.
    pub(super) pages: HashSet<String>,
}

impl Asked {
    /// Whether a type or a page is among both.
    pub fn meets(&self, other: &Self) -> bool {
        !self.types.is_disjoint(&other.types) || !self.pages.is_disjoint(&other.pages)
    }
}

/// Answers the questions of one module, and notes them.
#[derive(Debug)]
pub(crate) struct Lookup<'a> {
    paths: &'a TypePaths,
    asked: RefCell<Asked>,
}

impl<'a> Lookup<'a> {
    pub(super) fn of(paths: &'a TypePaths) -> Self {
        Self { paths, asked: RefCell::default() }
    }

    /// What was asked.
    pub(super) fn into_asked(self) -> Asked {
        self.asked.into_inner()
    }

    fn facts(&self, id: &str) -> Option<&'a TypeFacts> {
        note(&mut self.asked.borrow_mut().types, id);
        self.paths.facts(id)
    }

    /// Where a type is.
    pub(super) fn get(&self, id: &str) -> Option<&'a TypePath> {
        Some(&self.facts(id)?.path)
    }

    /// What is generated from a page.
    pub(super) fn of_page(&self, page: &str) -> Option<&'a TypePath> {
        let page = page.to_lowercase();
        note(&mut self.asked.borrow_mut().pages, &page);
        self.paths.of_page(&page)
    }

    /// `#[allow(deprecated)]` for code that names these types, where one of them is deprecated.
    pub(super) fn allowance<'t>(&self, mut ids: impl Iterator<Item = &'t str>) -> Option<TokenStream> {
        ids.any(|id| self.facts(id).is_some_and(|facts| facts.is_deprecated)).then(allow_deprecated)
    }

    /// The `id`s of the types that a type derives from, the nearest first.
    pub(super) fn ancestors(&self, id: &str) -> &'a [String] {
        self.facts(id).map_or(&[], |facts| &facts.ancestors)
    }

    /// Whether other types derive from this one.
    pub(super) fn is_base(&self, id: &str) -> bool {
        self.facts(id).is_some_and(|facts| facts.is_base)
    }

    /// Whether a query can name the properties of this one.
    pub(super) fn is_queried(&self, id: &str) -> bool {
        self.facts(id).is_some_and(|facts| facts.is_queried)
    }

    /// The qualified names of the types that derive from this one, sorted by the `id`s.
    pub(super) fn subtypes(&self, id: &str) -> &'a [String] {
        self.facts(id).map_or(&[], |facts| &facts.subtypes)
    }
}

fn note(asked: &mut HashSet<String>, what: &str) {
    if !asked.contains(what) {
        asked.insert(what.to_owned());
    }
}
