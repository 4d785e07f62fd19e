//! What all pages say, each by itself, in; operations with names, and types, each reference resolved, named and with what it inherits,
//! out.
//!
//! Each step is kept with all that it was made of, and is done again only where that is not the same.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::draft::{Drafts, PropertyDraft, ResourceDraft};
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
use inherit::Bases;
use known::KnownTypes;
use merge::{Merged, MergedTypes};
use naming::{Called, Unnamed};

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
    index: Arc<TypeIndex>,
    merged: MergedTypes,
    /// The structured types, by `id`.
    linked: BTreeMap<String, Arc<LinkedType>>,
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

/// All that types are made of, beside what the user sets.
#[derive(Debug, PartialEq, Eq)]
struct TypeInput {
    drafts: Drafts,
    made: Vec<Arc<ResourceDraft>>,
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

/// A type as it is in the model, with all that it is made of.
#[derive(Debug, PartialEq, Eq)]
struct LinkedType {
    merged: Arc<Merged>,
    /// What its inheritance depends on.
    above: Vec<Arc<Merged>>,
    called: Called,
    resource: Arc<Resource>,
}

/// Resolves what the pages name in their types. What is made of the same as before is shared.
fn link_types(
    input: &TypeInput,
    known: &KnownTypes,
    (naming, dialect): (Naming<'_>, &Dialect),
    before: Option<&Types>,
) -> Types {
    let mut diagnostics = Diagnostics::default();
    let mut index = known.index().clone();
    let all = input.drafts.resources.iter().chain(&input.made);
    let mut drafts: Vec<Located<'_>> = all.map(|draft| index.locate(draft)).collect();
    let missing = Drafts::from(missing::find_missing(&drafts, &mut index, dialect, &mut diagnostics));
    drafts.extend(missing.resources.iter().map(|draft| index.locate(draft)));
    let index = share(Arc::new(index), before.map(|before| &before.index));
    let same = before.filter(|before| Arc::ptr_eq(&before.index, &index)).map(|before| &before.merged);
    let merged = merge::merge_types(&drafts, &index, same, &mut diagnostics);
    let all = input.drafts.enumerations.iter().chain(&missing.enumerations);
    let enumerations = all.map(|draft| index.locate_enumeration(draft)).collect();
    let enumerations = merge::merge_enumerations(enumerations, &merged);
    let bases = Bases::of(&merged, &mut diagnostics);
    let unnamed = merged.values().map(|merged| unnamed_resource(&merged.resource));
    let unnamed: Vec<Unnamed<'_>> = unnamed.chain(enumerations.iter().map(unnamed_enumeration)).collect();
    let mut called = naming::name_types(&unnamed, &input.endpoints, &index, naming).into_iter();
    let named: Vec<(&Arc<Merged>, Called)> = merged.values().zip(called.by_ref()).collect();
    let linked = in_parallel(&named, &|(merged, called)| {
        let before = before.and_then(|before| before.linked.get(&merged.resource.id));
        link_type((merged, bases.above(&merged.resource.id), called), before, naming.words)
    });
    let named = enumerations.into_iter().zip(called);
    let mut enumerations: Vec<Arc<Enumeration>> = named
        .map(|(mut enumeration, called)| {
            (enumeration.name, enumeration.module) = (called.name, called.module);
            naming::name_members(&mut enumeration, naming.words);
            Arc::new(enumeration)
        })
        .collect();
    enumerations.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(before) = before {
        share_each(&mut enumerations, &before.enumerations);
    }
    let resources = linked.iter().map(|linked| Arc::clone(&linked.resource)).collect();
    let linked = linked.into_iter().map(|linked| (linked.resource.id.clone(), linked)).collect();
    Types { resources, enumerations, diagnostics, index, merged, linked }
}

fn unnamed_resource(resource: &Resource) -> Unnamed<'_> {
    let Resource { id, origin, wire_name, namespace, name, .. } = resource;
    Unnamed { id, origin: *origin, wire_name, namespace: namespace.as_deref(), wanted: name }
}

fn unnamed_enumeration(enumeration: &Enumeration) -> Unnamed<'_> {
    let Enumeration { id, origin, wire_name, namespace, name, .. } = enumeration;
    Unnamed { id, origin: *origin, wire_name, namespace: namespace.as_deref(), wanted: name }
}

/// A type with what it inherits, and with its names.
fn link_type(
    (merged, above, called): (&Arc<Merged>, Vec<Arc<Merged>>, &Called),
    before: Option<&Arc<LinkedType>>,
    words: &Words,
) -> Arc<LinkedType> {
    let is_same =
        |before: &&Arc<LinkedType>| before.merged == *merged && before.above == above && before.called == *called;
    if let Some(before) = before.filter(is_same) {
        return Arc::clone(before);
    }
    let mut resource = inherit::inherit(merged, &above);
    (resource.name, resource.module) = (called.name.clone(), called.module.clone());
    naming::name_properties(&mut resource, words);
    let resource = share(Arc::new(resource), before.map(|before| &before.resource));
    Arc::new(LinkedType { merged: Arc::clone(merged), above, called: called.clone(), resource })
}

/// Takes what was there before of all that is as it was. Both are sorted by `id`.
fn share_each(all: &mut [Arc<Enumeration>], before: &[Arc<Enumeration>]) {
    for item in all {
        let at = before.binary_search_by(|other| other.id.cmp(&item.id));
        *item = share(Arc::clone(item), at.ok().and_then(|at| before.get(at)));
    }
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
