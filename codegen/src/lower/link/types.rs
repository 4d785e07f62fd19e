//! What pages describe and what is made for messages in; the types, each reference resolved, named and with what it inherits, out.
//!
//! What is made of the same as the time before is shared, type by type.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Located;
use super::index::TypeIndex;
use super::inherit::{Bases, inherit};
use super::known::KnownTypes;
use super::merge::{Merged, MergedTypes, merge_enumerations, merge_types};
use super::missing::find_missing;
use super::naming::{Called, Unnamed, name_members, name_properties, name_types};
use crate::api::{Enumeration, Operation, Resource};
use crate::diagnostic::Diagnostics;
use crate::lower::Naming;
use crate::lower::draft::{Drafts, ResourceDraft};
use crate::lower::word::Words;
use crate::memo::share;
use crate::page::dialect::Dialect;
use crate::parallel::in_parallel;

/// The types of a reference, sorted by `id`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Types {
    pub(crate) resources: Vec<Arc<Resource>>,
    pub(crate) enumerations: Vec<Arc<Enumeration>>,
    pub(super) diagnostics: Diagnostics,
    index: Arc<TypeIndex>,
    /// The structured types, without what they inherit.
    merged: MergedTypes,
    /// The structured types, by `id`.
    linked: BTreeMap<String, Arc<LinkedType>>,
}

/// All that types are made of, beside what the user sets.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TypeInput {
    pub(super) drafts: Drafts,
    /// The types that are made for messages.
    pub(super) made: Vec<Arc<ResourceDraft>>,
    /// The operations that can be called.
    pub(super) endpoints: Vec<Endpoint>,
}

/// What the names of types depend on of an operation that can be called.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Endpoint {
    pub(super) page: String,
    pub(super) module: String,
    pub(super) name: String,
}

impl Endpoint {
    pub(super) fn of(operation: &Operation) -> Option<Self> {
        let Operation { page, module, name, routes, .. } = operation;
        (!routes.is_empty()).then(|| Self { page: page.clone(), module: module.clone(), name: name.clone() })
    }
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
pub(super) fn link_types(
    input: &TypeInput,
    known: &KnownTypes,
    (naming, dialect): (Naming<'_>, &Dialect),
    before: Option<&Types>,
) -> Types {
    let mut diagnostics = Diagnostics::default();
    let mut index = known.index().clone();
    let all = input.drafts.resources.iter().chain(&input.made);
    let mut drafts: Vec<Located<'_>> = all.map(|draft| index.locate(draft)).collect();
    let missing = Drafts::from(find_missing(&drafts, &mut index, dialect, &mut diagnostics));
    drafts.extend(missing.resources.iter().map(|draft| index.locate(draft)));
    let index = share(Arc::new(index), before.map(|before| &before.index));
    let same = before.filter(|before| Arc::ptr_eq(&before.index, &index)).map(|before| &before.merged);
    let merged = merge_types(&drafts, &index, same, &mut diagnostics);
    let all = input.drafts.enumerations.iter().chain(&missing.enumerations);
    let enumerations = all.map(|draft| index.locate_enumeration(draft)).collect();
    let enumerations = merge_enumerations(enumerations, &merged);
    let bases = Bases::of(&merged, &mut diagnostics);
    let unnamed = merged.values().map(|merged| unnamed_resource(&merged.resource));
    let unnamed: Vec<Unnamed<'_>> = unnamed.chain(enumerations.iter().map(unnamed_enumeration)).collect();
    let mut called = name_types(&unnamed, &input.endpoints, &index, naming).into_iter();
    let named: Vec<(&Arc<Merged>, Called)> = merged.values().zip(called.by_ref()).collect();
    let linked = in_parallel(&named, &|(merged, called)| {
        let before = before.and_then(|before| before.linked.get(&merged.resource.id));
        link_type((merged, bases.above(&merged.resource.id), called), before, naming.words)
    });
    let enumerations = enumerations.into_iter().zip(called);
    let enumerations = enumerations.map(|(item, called)| name_enumeration(item, called, naming.words));
    let mut enumerations: Vec<Arc<Enumeration>> = enumerations.map(Arc::new).collect();
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
    let mut resource = inherit(merged, &above);
    (resource.name, resource.module) = (called.name.clone(), called.module.clone());
    name_properties(&mut resource, words);
    let resource = share(Arc::new(resource), before.map(|before| &before.resource));
    Arc::new(LinkedType { merged: Arc::clone(merged), above, called: called.clone(), resource })
}

fn name_enumeration(mut enumeration: Enumeration, called: Called, words: &Words) -> Enumeration {
    (enumeration.name, enumeration.module) = (called.name, called.module);
    name_members(&mut enumeration, words);
    enumeration
}

/// Takes what was there before of all that is as it was. Both are sorted by `id`.
fn share_each(all: &mut [Arc<Enumeration>], before: &[Arc<Enumeration>]) {
    for item in all {
        let at = before.binary_search_by(|other| other.id.cmp(&item.id));
        *item = share(Arc::clone(item), at.ok().and_then(|at| before.get(at)));
    }
}
