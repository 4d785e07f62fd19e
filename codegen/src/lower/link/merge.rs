//! Drafts with their references resolved in; one type for each `id`, from all pages that describe it, out.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::index::TypeIndex;
use super::row::RowLinker;
use super::{Located, group_by_key};
use crate::api::{Enumeration, Listing, Origin, Property, Resource};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::draft::{PropertyDraft, ResourceDraft};
use crate::lower::file_stem;
use crate::lower::reference::Reference;
use crate::parallel::in_parallel;
use crate::source::Span;

/// A type, from all pages that describe it, before inheritance.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Merged {
    /// What the pages say, the main one first.
    drafts: Vec<Arc<ResourceDraft>>,
    pub(super) resource: Resource,
    /// Where the title of its page stands.
    pub(super) span: Span,
    /// The types that rows say they are inherited from, in the order of the properties.
    pub(super) marks: Vec<Option<String>>,
    /// The ids that rows refer to.
    used: HashSet<String>,
    diagnostics: Diagnostics,
}

/// Types before inheritance, by `id`.
pub(super) type MergedTypes = BTreeMap<String, Arc<Merged>>;

/// Resolves what pages name in their types, and merges what several pages say of one type. The page with the type's name comes
/// first, then the one with most rows. `before` is what was merged with the same index.
pub(super) fn merge_types(
    drafts: &[Located<'_>],
    index: &TypeIndex,
    before: Option<&MergedTypes>,
    diagnostics: &mut Diagnostics,
) -> MergedTypes {
    let mut groups = group_by_key(drafts, |located| &located.id);
    for group in &mut groups {
        group
            .sort_by_key(|Located { draft, .. }| (!has_own_page(&draft.resource), std::cmp::Reverse(draft.rows.len())));
    }
    let merged = in_parallel(&groups, &|group| {
        let main = *group.first()?;
        let kept = before.and_then(|before| before.get(&main.id));
        let kept = kept.filter(|kept| kept.drafts.iter().eq(group.iter().map(|located| located.draft)));
        Some(kept.cloned().unwrap_or_else(|| Arc::new(Merged::of(main, group, index))))
    });
    let merged = merged.into_iter().flatten();
    let merged = merged.inspect(|merged| diagnostics.extend(merged.diagnostics.clone()));
    merged.map(|merged| (merged.resource.id.clone(), merged)).collect()
}

/// Merges what several pages say of one enumeration. A list of values on another type's page is a type only where a property is of it.
pub(super) fn merge_enumerations(enumerations: Vec<Enumeration>, merged: &MergedTypes) -> Vec<Enumeration> {
    let used: HashSet<&String> = merged.values().flat_map(|merged| &merged.used).collect();
    let is_wanted = |item: &Enumeration| item.origin == Origin::Page || used.contains(&item.id);
    let groups = group_by_key(enumerations.into_iter().filter(is_wanted), |item| &item.id);
    let all = groups.into_iter().filter_map(merge_enumeration);
    all.filter(|item| !merged.contains_key(&item.id)).collect()
}

fn has_own_page(resource: &Resource) -> bool {
    file_stem(&resource.page).eq_ignore_ascii_case(&resource.wire_name)
}

impl Merged {
    fn of(main: &Located<'_>, group: &[&Located<'_>], index: &TypeIndex) -> Self {
        let mut linker = RowLinker { index, used: HashSet::new(), diagnostics: Diagnostics::default() };
        let linked: Vec<Vec<Property>> = group.iter().map(|located| linker.link_rows(located)).collect();
        let RowLinker { used, mut diagnostics, .. } = linker;
        let mut resource = Resource {
            id: main.id.clone(),
            namespace: main.namespace.clone(),
            is_abstract: group.iter().any(|located| located.draft.resource.is_abstract),
            is_open: group.iter().any(|located| located.draft.resource.is_open),
            ..main.draft.resource.clone()
        };
        if group.len() > 1 {
            resource.listings =
                group.iter().zip(&linked).map(|(located, properties)| listing(located, properties)).collect();
        }
        // The first row of each name counts.
        let mut seen = HashSet::new();
        let rows = group.iter().flat_map(|located| &located.draft.rows).zip(linked.into_iter().flatten());
        let rows = rows.filter(|(row, _)| seen.insert(row.property.wire_name.as_str()));
        let mark = |row: &PropertyDraft| index.find(row.inherited_from.as_ref()?, main.namespace.as_deref());
        let (marks, properties): (Vec<Option<String>>, _) = rows.map(|(row, property)| (mark(row), property)).unzip();
        let bases: Vec<&Reference> = group.iter().flat_map(|located| &located.draft.bases).collect();
        let mut report = |fault: &str| report_base(fault, &resource, main.draft.span, &mut diagnostics);
        let base = find_base(&bases, &resource, index, &mut report);
        resource.base = base.or_else(|| base_of_rows(&marks));
        resource.properties = properties;
        let drafts = group.iter().map(|located| Arc::clone(located.draft)).collect();
        Self { drafts, resource, span: main.draft.span, marks, used, diagnostics }
    }
}

fn listing(located: &Located<'_>, properties: &[Property]) -> Listing {
    let mut seen = HashSet::new();
    let new = properties.iter().filter(|property| seen.insert(&property.wire_name));
    let pairs = new.map(|property| (property.wire_name.clone(), property.ty.clone()));
    Listing { page: located.draft.resource.page.clone(), properties: pairs.collect() }
}

/// The named base type that derives from the others, or the first. Not the resource itself.
fn find_base(
    bases: &[&Reference],
    resource: &Resource,
    index: &TypeIndex,
    report: &mut dyn FnMut(&str),
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
