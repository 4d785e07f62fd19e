//! What all pages say, each by itself, in; operations with names, and types, each reference resolved, named and with what it inherits,
//! out.
//!
//! Each step is kept with all that it was made of, and is done again only where that is not the same.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::draft::{PropertyDraft, ResourceDraft, TypeDrafts};
use super::name::{NameInput, Names, Titled, name_operations};
use super::property::type_of_object;
use super::reference::Reference;
use super::word::Words;
use super::{Amend, MessageDraft, Naming, ReadPage};
use crate::api::{Enumeration, Operation, Property, Resource, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::memo::{Memo, share};
use crate::options::ModuleLayout;
use crate::page::dialect::Dialect;
use crate::parallel::in_parallel;
use crate::source::Span;

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

use index::TypeIndex;
use known::KnownTypes;

/// The operations and types of a reference, as their pages say it together.
#[derive(Debug, Default)]
pub(crate) struct Linked {
    /// In the order of their pages.
    pub(crate) operations: Vec<Arc<Operation>>,
    pub(crate) types: Arc<Types>,
}

/// The types of a reference, sorted by `id`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Types {
    pub(crate) resources: Vec<Arc<Resource>>,
    pub(crate) enumerations: Vec<Arc<Enumeration>>,
    diagnostics: Diagnostics,
}

/// Links the pages of a reference time and again.
#[derive(Debug, Default)]
pub(crate) struct Links {
    by: LinkedBy,
    names: Memo<NameInput, Vec<Names>>,
    /// The types that pages describe.
    known: Memo<Vec<Arc<TypeDrafts>>, KnownTypes>,
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
    made: Arc<Vec<ResourceDraft>>,
    diagnostics: Diagnostics,
}

/// All that types are made of, beside what the user sets.
#[derive(Debug, PartialEq, Eq)]
struct TypeInput {
    drafts: Vec<Arc<TypeDrafts>>,
    made: Vec<Arc<Vec<ResourceDraft>>>,
    /// The operations that can be called.
    endpoints: Vec<Endpoint>,
}

/// What the names of types depend on of an operation that can be called.
#[derive(Debug, PartialEq, Eq)]
struct Endpoint {
    page: String,
    module: String,
    name: String,
}

impl Endpoint {
    fn of(operation: &Arc<Operation>) -> Option<Self> {
        let Operation { page, module, name, routes, .. } = operation.as_ref();
        (!routes.is_empty()).then(|| Self { page: page.clone(), module: module.clone(), name: name.clone() })
    }
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
        let drafts: Vec<Arc<TypeDrafts>> =
            pages.iter().map(|page| &page.types).filter(|types| !types.is_empty()).cloned().collect();
        let known = self.known.get(drafts.clone(), |drafts, _| KnownTypes::of(drafts));
        let linked = self.link_operations(pages, names, &known);
        let mut made = Vec::new();
        for operation in &linked {
            diagnostics.extend(operation.diagnostics.clone());
            made.extend(Some(&operation.made).filter(|made| !made.is_empty()).cloned());
        }
        let operations: Vec<Arc<Operation>> = linked.iter().map(|linked| Arc::clone(&linked.operation)).collect();
        let input = TypeInput { drafts, made, endpoints: operations.iter().filter_map(Endpoint::of).collect() };
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
                made: share(Arc::new(made), before.map(|before| &before.made)),
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
    draft: &'a ResourceDraft,
}

/// Resolves what the pages name in their types. What comes out as it did before is shared.
fn link_types(
    input: &TypeInput,
    known: &KnownTypes,
    (naming, dialect): (Naming<'_>, &Dialect),
    before: Option<&Types>,
) -> Types {
    let mut diagnostics = Diagnostics::default();
    let mut index = known.index().clone();
    let of_pages = input.drafts.iter().flat_map(|drafts| &drafts.resources);
    let of_messages = input.made.iter().flat_map(|made| made.iter());
    let mut drafts: Vec<Located<'_>> = of_pages.chain(of_messages).map(|draft| index.locate(draft)).collect();
    let missing = missing::find_missing(&drafts, &mut index, dialect, &mut diagnostics);
    drafts.extend(missing.resources.iter().map(|draft| index.locate(draft)));
    let mut merged = merge::merge_types(&drafts, &index, &mut diagnostics);
    inherit::inherit_properties(&mut merged, &mut diagnostics);
    let of_pages = input.drafts.iter().flat_map(|drafts| &drafts.enumerations);
    let enumerations = of_pages.chain(&missing.enumerations).map(|draft| index.locate_enumeration(draft));
    let mut enumerations = merge::merge_enumerations(enumerations.collect(), &merged);
    let mut resources: Vec<Resource> = merged.resources.into_values().collect();
    let unnamed = naming::Unnamed { resources: &mut resources, enumerations: &mut enumerations };
    naming::name_types(unnamed, &input.endpoints, &index, naming);
    enumerations.sort_by(|a, b| a.id.cmp(&b.id));
    let resources = resources.into_iter().map(Arc::new).collect();
    let enumerations = enumerations.into_iter().map(Arc::new).collect();
    let mut types = Types { resources, enumerations, diagnostics };
    if let Some(before) = before {
        share_each(&mut types.resources, &before.resources, |resource| &resource.id);
        share_each(&mut types.enumerations, &before.enumerations, |enumeration| &enumeration.id);
    }
    types
}

/// Takes what was there before of all that is as it was. Both are sorted by `id`.
fn share_each<T: PartialEq + Send + Sync>(all: &mut Vec<Arc<T>>, before: &[Arc<T>], id: fn(&T) -> &str) {
    let known = |item: &T| before.binary_search_by(|other| id(other).cmp(id(item))).ok().and_then(|at| before.get(at));
    *all = in_parallel(all, &|item: &Arc<T>| share(Arc::clone(item), known(item)));
}

/// Where the references of rows lead.
struct Linker<'a> {
    index: &'a TypeIndex,
    /// The ids that something refers to.
    used: HashSet<String>,
    diagnostics: Diagnostics,
}

impl Linker<'_> {
    /// The properties that a page lists, their types found.
    fn link_rows(&mut self, located: &Located<'_>) -> Vec<Property> {
        let namespace = located.namespace.as_deref();
        located.draft.rows.iter().map(|row| self.link_row(row, namespace)).collect()
    }

    fn link_row(&mut self, row: &PropertyDraft, namespace: Option<&str>) -> Property {
        let Some(reference) = Reference::of_kind(&row.property.ty.kind) else { return row.property.clone() };
        let found = self.find(&reference, namespace);
        let kind = match found.or_else(|| self.find_shown(row, namespace)) {
            Some(id) => TypeKind::Named(id),
            None => {
                if !self.index.is_empty() {
                    report_unknown(&reference, row.span, &mut self.diagnostics);
                }
                self.unknown(&reference)
            }
        };
        let ty = Type { kind, is_collection: row.property.ty.is_collection };
        Property { ty, ..row.property.clone() }
    }

    fn find(&mut self, reference: &Reference, namespace: Option<&str>) -> Option<String> {
        let id = self.index.find(reference, namespace)?;
        self.used.insert(id.clone());
        Some(id)
    }

    /// The JSON on the page may name the type that the cell does not.
    fn find_shown(&mut self, row: &PropertyDraft, namespace: Option<&str>) -> Option<String> {
        let shown = type_of_object(row.shown.as_ref()?)?;
        let reference = Reference::of_kind(&shown.kind)?;
        self.find(&reference, namespace)
    }

    /// The name that the service has for a type that no page describes.
    fn unknown(&self, reference: &Reference) -> TypeKind {
        match reference.alternatives.as_slice() {
            [named] if !named.name.is_empty() => TypeKind::Unknown(self.index.qualify(&named.name)),
            _ => TypeKind::Unknown(reference.written.clone()),
        }
    }
}

fn report_unknown(reference: &Reference, span: Span, diagnostics: &mut Diagnostics) {
    let written = &reference.written;
    diagnostics.push(
        Diagnostic::new(Code::TypeUnknown, span, format!("no page describes the type `{written}`"))
            .help("link to the page that describes it, or list its values in the description"),
    );
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
