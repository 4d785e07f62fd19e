//! What all pages say, each by itself, in; operations with names, and types, each reference resolved, named and with what it inherits,
//! out.
//!
//! Each step is kept with all that it was made of, and is done again only where that is not the same.

use std::collections::HashMap;
use std::sync::Arc;

use super::draft::{Drafts, ResourceDraft};
use super::name::{NameInput, Names, Titled, name_operations};
use super::word::Words;
use super::{Amend, MessageDraft, Naming, ReadPage};
use crate::api::Operation;
use crate::diagnostic::Diagnostics;
use crate::memo::{Memo, share};
use crate::options::ModuleLayout;
use crate::page::dialect::Dialect;
use crate::parallel::in_parallel;

mod answer;
mod body;
mod index;
mod inherit;
mod known;
mod made;
mod merge;
mod message;
mod missing;
mod naming;
mod row;
mod types;

use known::KnownTypes;
use types::{Endpoint, TypeInput, Types, link_types};

/// The operations and types of a reference, as their pages say it together.
#[derive(Debug, Default)]
pub(crate) struct Linked {
    /// In the order of their pages.
    pub(crate) operations: Vec<Arc<Operation>>,
    pub(crate) types: Arc<Types>,
}

/// Links the pages of a reference time and again.
#[derive(Debug, Default)]
pub(crate) struct Links {
    by: LinkedBy,
    names: Memo<NameInput, Vec<Names>>,
    /// The types that pages describe.
    known: Memo<Drafts, KnownTypes>,
    /// By the paths of their pages. All were linked with the same known types.
    operations: HashMap<String, Arc<LinkedOperation>>,
    linked_with: Arc<KnownTypes>,
    types: Memo<TypeInput, Types>,
}

/// What the user sets of the linking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct LinkedBy {
    words: Words,
    modules: ModuleLayout,
    dialect: Dialect,
    base_url: Option<String>,
}

/// An operation, with all that it was linked from, beside the known types.
#[derive(Debug)]
struct LinkedOperation {
    /// As its page says it.
    read: Arc<Operation>,
    names: Names,
    message: Arc<MessageDraft>,
    operation: Arc<Operation>,
    /// The types that are made for its messages.
    made: Vec<Arc<ResourceDraft>>,
    diagnostics: Diagnostics,
}

impl Links {
    /// Links pages. Where the settings name the URL that routes are below, no page knows better.
    pub(crate) fn link(
        &mut self,
        pages: &[Arc<ReadPage>],
        amend: &Amend<'_>,
        (naming, base_url): (Naming<'_>, Option<&str>),
        diagnostics: &mut Diagnostics,
    ) -> Linked {
        let (words, dialect) = (naming.words.clone(), amend.dialect.clone());
        let by = LinkedBy { words, modules: naming.modules, dialect, base_url: base_url.map(str::to_owned) };
        if self.by != by {
            *self = Self { by, ..Self::default() };
        }
        let names = self.name_operations(pages, amend, diagnostics);
        let mut drafts = Drafts::default();
        pages.iter().for_each(|page| drafts.extend(&page.types));
        let known = self.known.get(drafts.clone(), |drafts, _| KnownTypes::of(drafts));
        let linked = self.link_operations(pages, names, &known);
        let mut made = Vec::new();
        for operation in &linked {
            diagnostics.extend(operation.diagnostics.clone());
            made.extend(operation.made.iter().cloned());
        }
        let operations: Vec<Arc<Operation>> = linked.iter().map(|linked| Arc::clone(&linked.operation)).collect();
        let input = TypeInput {
            drafts,
            made,
            endpoints: operations.iter().filter_map(|operation| Endpoint::of(operation)).collect(),
        };
        let types = self.types.get(input, |input, before| link_types(input, &known, (naming, amend.dialect), before));
        diagnostics.extend(types.diagnostics.clone());
        Linked { operations, types }
    }

    fn name_operations(
        &mut self,
        pages: &[Arc<ReadPage>],
        amend: &Amend<'_>,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Names> {
        let titled =
            |operation: &Arc<Operation>| Titled { page: operation.page.clone(), title: operation.title.clone() };
        let operations: Vec<&Arc<Operation>> = operations(pages).map(|(operation, _)| operation).collect();
        let input = NameInput {
            spellings: pages.iter().map(|page| Arc::clone(&page.spellings)).collect(),
            resources: pages.iter().filter_map(|page| page.resource.clone()).collect(),
            operations: operations.iter().copied().map(titled).collect(),
        };
        let mut names = self.names.get(input, |input, _| name_operations(input, amend.words)).to_vec();
        amend.rename_operations(&operations, &mut names, diagnostics);
        names
    }

    fn link_operations(
        &mut self,
        pages: &[Arc<ReadPage>],
        names: Vec<Names>,
        known: &Arc<KnownTypes>,
    ) -> Vec<Arc<LinkedOperation>> {
        let is_known = Arc::ptr_eq(&self.linked_with, known);
        let named: Vec<(&Arc<Operation>, &Arc<MessageDraft>, Names)> =
            operations(pages).zip(names).map(|((operation, message), names)| (operation, message, names)).collect();
        let linked = in_parallel(&named, &|(read, message, names)| {
            let before = self.operations.get(&read.page);
            let is_same = |before: &&Arc<LinkedOperation>| {
                is_known && before.read == **read && before.message == **message && before.names == *names
            };
            if let Some(before) = before.filter(is_same) {
                return Arc::clone(before);
            }
            let named = Operation {
                name: names.name.clone(),
                method_name: names.method_name.clone(),
                module: names.module.clone(),
                base_url: self.by.base_url.clone().or_else(|| read.base_url.clone()),
                ..Operation::clone(read)
            };
            let message::Typed { operation, made, diagnostics } =
                message::type_operation(named, message, (known, &self.by.words));
            Arc::new(LinkedOperation {
                read: Arc::clone(read),
                names: names.clone(),
                message: Arc::clone(message),
                operation: share(Arc::new(operation), before.map(|before| &before.operation)),
                made: made.into_iter().map(Arc::new).collect(),
                diagnostics,
            })
        });
        self.operations = linked.iter().map(|linked| (linked.read.page.clone(), Arc::clone(linked))).collect();
        self.linked_with = Arc::clone(known);
        linked
    }
}

/// The operations of pages, each with what its page says of its messages.
fn operations(pages: &[Arc<ReadPage>]) -> impl Iterator<Item = (&Arc<Operation>, &Arc<MessageDraft>)> {
    pages.iter().filter_map(|page| page.operation.as_ref()).map(|(operation, message)| (operation, message))
}

/// A structured type that a page describes, with the `id` and the namespace that it has among all.
struct Located<'a> {
    id: String,
    namespace: Option<String>,
    draft: &'a Arc<ResourceDraft>,
}

/// The items by key, keeping the order in which keys come first.
fn group_by_key<T>(items: impl IntoIterator<Item = T>, key: impl Fn(&T) -> &str) -> Vec<Vec<T>> {
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut groups: Vec<Vec<T>> = Vec::new();
    for item in items {
        let position = match at.get(key(&item)) {
            Some(position) => *position,
            None => {
                at.insert(key(&item).to_owned(), groups.len());
                groups.len()
            }
        };
        match groups.get_mut(position) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}
