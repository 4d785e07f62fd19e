//! Drafts with their references resolved in; one type for each `id`, from all pages that describe it, out.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::index::TypeIndex;
use super::{Types, group_by_key};
use crate::api::{Enumeration, Listing, Property, Resource};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::draft::{PropertyDraft, ResourceDraft, TypeDrafts};
use crate::lower::file_stem;
use crate::lower::reference::Reference;
use crate::source::Span;

/// The types of a reference, before inheritance.
#[derive(Debug, Default)]
pub(super) struct Merged {
    /// By id.
    pub(super) resources: BTreeMap<String, Resource>,
    /// Where the title of a resource's page stands, by id.
    pub(super) spans: HashMap<String, Span>,
    /// The types that rows say they are inherited from, in the order of the resource's listed properties.
    pub(super) marks: HashMap<String, Vec<Option<String>>>,
    enumerations: Vec<Enumeration>,
}

impl Merged {
    pub(super) fn into_types(self) -> Types {
        Types { resources: self.resources.into_values().collect(), enumerations: self.enumerations }
    }
}

/// Merges what several pages say of one type. The page with the type's name comes first, then the one with most rows.
pub(super) fn merge_types(drafts: TypeDrafts, index: &TypeIndex, diagnostics: &mut Diagnostics) -> Merged {
    let mut merged = Merged::default();
    for mut group in group_by_key(drafts.resources, |draft| draft.resource.id.clone()) {
        group.sort_by_key(|draft| (!has_own_page(&draft.resource), std::cmp::Reverse(draft.rows.len())));
        merge_resource(group, index, &mut merged, diagnostics);
    }
    for group in group_by_key(drafts.enumerations, |draft| draft.enumeration.id.clone()) {
        let enumerations = group.into_iter().map(|draft| draft.enumeration).collect();
        let enumeration = merge_enumeration(enumerations).filter(|all| !merged.resources.contains_key(&all.id));
        merged.enumerations.extend(enumeration);
    }
    merged
}

fn has_own_page(resource: &Resource) -> bool {
    file_stem(&resource.page).eq_ignore_ascii_case(&resource.wire_name)
}

fn merge_resource(group: Vec<ResourceDraft>, index: &TypeIndex, merged: &mut Merged, diagnostics: &mut Diagnostics) {
    let listings = if group.len() > 1 { group.iter().map(listing).collect() } else { Vec::new() };
    let mut drafts = group.into_iter();
    let Some(main) = drafts.next() else { return };
    let (mut resource, span) = (main.resource, main.span);
    let (mut bases, mut rows) = (main.bases, main.rows);
    for further in drafts {
        bases.extend(further.bases);
        rows.extend(further.rows);
        resource.is_abstract |= further.resource.is_abstract;
        resource.is_open |= further.resource.is_open;
    }
    drop_repeated(&mut rows);
    resource.listings = listings;
    let marks: Vec<Option<String>> = rows.iter().map(|row| mark_of(row, &resource, index)).collect();
    resource.base = find_base(&bases, &resource, index, |fault| report_base(fault, &resource, span, diagnostics))
        .or_else(|| base_of_rows(&marks));
    resource.properties = rows.into_iter().map(|row| row.property).collect();
    merged.spans.insert(resource.id.clone(), span);
    merged.marks.insert(resource.id.clone(), marks);
    merged.resources.insert(resource.id.clone(), resource);
}

/// Keeps the first row of each name.
fn drop_repeated(rows: &mut Vec<PropertyDraft>) {
    let mut seen = HashSet::with_capacity(rows.len());
    let is_new: Vec<bool> = rows.iter().map(|row| seen.insert(row.property.wire_name.as_str())).collect();
    let mut is_new = is_new.into_iter();
    rows.retain(|_| is_new.next().unwrap_or(true));
}

fn listing(draft: &ResourceDraft) -> Listing {
    let mut seen = HashSet::new();
    let new = draft.rows.iter().filter(|row| seen.insert(&row.property.wire_name));
    let pair = |property: &Property| (property.wire_name.clone(), property.ty.clone());
    Listing { page: draft.resource.page.clone(), properties: new.map(|row| pair(&row.property)).collect() }
}

fn mark_of(row: &PropertyDraft, resource: &Resource, index: &TypeIndex) -> Option<String> {
    index.find(row.inherited_from.as_ref()?, resource.namespace.as_deref())
}

/// The named base type that derives from the others, or the first. Not the resource itself.
fn find_base(
    bases: &[Reference],
    resource: &Resource,
    index: &TypeIndex,
    mut report: impl FnMut(&str),
) -> Option<String> {
    let named = bases.iter().filter_map(|base| index.find(base, resource.namespace.as_deref()));
    let (own, found): (Vec<String>, Vec<String>) = named.partition(|id| *id == resource.id);
    match (found.is_empty(), own.is_empty(), bases.first()) {
        (true, false, _) => report("itself"),
        (true, true, Some(base)) => report(&format!("`{}`, which no page describes", base.written)),
        _ => {}
    }
    let derives = |id: &&String| {
        let chain = index.chain(id);
        found.iter().all(|other| chain.contains(other))
    };
    found.iter().find(derives).or(found.first()).cloned()
}

/// The type that most rows are inherited from.
fn base_of_rows(marks: &[Option<String>]) -> Option<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    marks.iter().flatten().for_each(|id| *counts.entry(id).or_default() += 1);
    let (id, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (count * 2 > marks.len()).then(|| id.to_owned())
}

pub(super) fn report_base(base: &str, resource: &Resource, span: Span, diagnostics: &mut Diagnostics) {
    let name = &resource.wire_name;
    diagnostics.push(
        Diagnostic::new(Code::Inheritance, span, format!("`{name}` derives from {base}"))
            .help("name a base type that does not derive from it; without one it is taken to have none"),
    );
}

fn merge_enumeration(group: Vec<Enumeration>) -> Option<Enumeration> {
    let mut all = group.into_iter();
    let mut first = all.next()?;
    let mut known: HashSet<String> = HashSet::new();
    first.members.retain(|member| known.insert(member.wire_name.clone()));
    for further in all {
        first.members.extend(further.members.into_iter().filter(|member| known.insert(member.wire_name.clone())));
        if first.description.is_empty() {
            first.description = further.description;
        }
    }
    Some(first)
}
