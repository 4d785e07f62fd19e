//! The types of all pages in; the `id` of a type that a page names out.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::Located;
use crate::api::{Enumeration, Resource};
use crate::lower::draft::{Drafts, EnumerationDraft, ResourceDraft};
use crate::lower::reference::{Named, Reference};

/// Where types are found. All keys are in lower case: pages vary in case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct TypeIndex {
    /// The namespace of most types.
    root: Option<String>,
    by_target: HashMap<String, String>,
    by_id: HashMap<String, String>,
    by_name: HashMap<String, Vec<String>>,
    /// What types that are in the index derive from, where a page says so.
    bases: HashMap<String, Reference>,
}

impl TypeIndex {
    /// Indexes the types of all pages. Types of the same id, but for case, get the first one's.
    pub(super) fn of(drafts: &Drafts) -> Self {
        let mut index = Self { root: root_namespace(drafts), ..Self::default() };
        for draft in &drafts.resources {
            let resource = &draft.resource;
            // A body that has no OData name is no type that others could name.
            if !resource.id.is_empty() {
                continue;
            }
            let id = index.add(index.namespace(&resource.namespace).as_deref(), &resource.wire_name);
            if let Some(base) = draft.bases.first() {
                index.bases.entry(id.clone()).or_insert_with(|| base.clone());
            }
            index.by_target.entry(resource.page.to_lowercase()).or_insert(id);
        }
        for draft in &drafts.enumerations {
            let enumeration = &draft.enumeration;
            let id = index.add(index.namespace(&enumeration.namespace).as_deref(), &enumeration.wire_name);
            for target in &draft.targets {
                index.by_target.entry(target.clone()).or_insert_with(|| id.clone());
            }
        }
        index
    }

    /// The namespace of a type whose page names this one, or none.
    fn namespace(&self, named: &Option<String>) -> Option<String> {
        named.as_ref().or(self.root.as_ref()).cloned()
    }

    /// A type that was indexed, or that has its `id` already.
    pub(super) fn locate<'d>(&self, draft: &'d Arc<ResourceDraft>) -> Located<'d> {
        let Resource { id, namespace, wire_name, .. } = &draft.resource;
        if !id.is_empty() {
            return Located { id: id.clone(), namespace: namespace.clone(), draft };
        }
        let namespace = self.namespace(namespace);
        Located { id: self.id(namespace.as_deref(), wire_name), namespace, draft }
    }

    /// An enumeration that was indexed, with its `id` and its namespace.
    pub(super) fn locate_enumeration(&self, draft: &EnumerationDraft) -> Enumeration {
        let namespace = self.namespace(&draft.enumeration.namespace);
        let id = self.id(namespace.as_deref(), &draft.enumeration.wire_name);
        Enumeration { id, namespace, ..draft.enumeration.clone() }
    }

    /// The id of a type that was added.
    fn id(&self, namespace: Option<&str>, name: &str) -> String {
        let id = id_of(namespace, name);
        self.by_id.get(&id.to_lowercase()).cloned().unwrap_or(id)
    }

    /// Adds a type, and gives its id.
    pub(super) fn add(&mut self, namespace: Option<&str>, name: &str) -> String {
        let id = id_of(namespace, name);
        let known = self.by_id.entry(id.to_lowercase()).or_insert_with(|| id).clone();
        let ids = self.by_name.entry(name.to_lowercase()).or_default();
        if !ids.contains(&known) {
            ids.push(known.clone());
        }
        known
    }

    /// Whether no page describes a type: then the pages that do were not read.
    pub(super) fn is_empty(&self) -> bool {
        self.by_target.is_empty()
    }

    /// The namespace of most types.
    pub(super) fn root(&self) -> Option<&str> {
        self.root.as_deref()
    }

    /// The id that a type of this name has in the namespace of most types.
    pub(super) fn qualify(&self, name: &str) -> String {
        match &self.root {
            Some(root) if !name.contains('.') => format!("{root}.{name}"),
            _ => name.to_owned(),
        }
    }

    /// The type that a page means. Of several, the nearest that all derive from.
    pub(super) fn find(&self, reference: &Reference, namespace: Option<&str>) -> Option<String> {
        match reference.alternatives.as_slice() {
            [] => None,
            [named] => self.find_named(named, namespace),
            several => {
                let found: Option<Vec<String>> =
                    several.iter().map(|named| self.find_named(named, namespace)).collect();
                self.common_base(&found?)
            }
        }
    }

    /// The page that a link leads to tells a type apart from others of its name; the words do where the page describes
    /// another: `[invitationParticipantInfo](participantinfo.md)`.
    fn find_named(&self, named: &Named, namespace: Option<&str>) -> Option<String> {
        let linked = named.target.as_deref().and_then(|target| self.find_target(target));
        let by_name = || self.find_name(&named.name, namespace);
        match linked {
            Some(id) if named.name.is_empty() || has_name(id, &named.name) => Some(id.to_owned()),
            Some(id) => by_name().or_else(|| Some(id.to_owned())),
            None => by_name(),
        }
    }

    fn find_target(&self, target: &str) -> Option<&String> {
        let page = target.split('#').next().unwrap_or_default();
        self.by_target.get(target).or_else(|| self.by_target.get(page))
    }

    /// By the qualified name, then in the page's namespace, then in that of most types, then in the only one that has it.
    fn find_name(&self, name: &str, namespace: Option<&str>) -> Option<String> {
        let lower = name.to_lowercase();
        if lower.contains('.') {
            return self.by_id.get(&lower).or_else(|| self.by_id.get(&self.spell_out(&lower)?)).cloned();
        }
        let within = |space: &str| self.by_id.get(&format!("{}.{lower}", space.to_lowercase()));
        let only = || self.by_name.get(&lower).and_then(|ids| if ids.len() == 1 { ids.first() } else { None });
        let found = namespace.and_then(within).or_else(|| self.root.as_deref().and_then(within));
        found.or_else(|| self.by_id.get(&lower)).or_else(only).cloned()
    }

    /// `graph.user`, by an alias of the namespace, as `microsoft.graph.user`; without namespaces, as `user`.
    fn spell_out(&self, lower: &str) -> Option<String> {
        let (space, name) = lower.rsplit_once('.')?;
        let Some(root) = &self.root else { return Some(name.to_owned()) };
        let root = root.to_lowercase();
        root.ends_with(&format!(".{space}")).then(|| format!("{root}.{name}"))
    }

    fn common_base(&self, ids: &[String]) -> Option<String> {
        let (first, rest) = ids.split_first()?;
        let chains: Vec<Vec<String>> = rest.iter().map(|id| self.chain(id)).collect();
        self.chain(first).into_iter().find(|id| chains.iter().all(|chain| chain.contains(id)))
    }

    /// A type and those that it derives from, the nearest first.
    pub(super) fn chain(&self, id: &str) -> Vec<String> {
        const DEEPEST: usize = 32;
        let mut chain = vec![id.to_owned()];
        while let Some(base) = chain.last().and_then(|last| self.bases.get(last)) {
            let found = base.alternatives.first().and_then(|named| self.find_named(named, None));
            match found {
                Some(found) if !chain.contains(&found) && chain.len() < DEEPEST => chain.push(found),
                _ => break,
            }
        }
        chain
    }
}

/// The id of a type of this name.
pub(super) fn id_of(namespace: Option<&str>, name: &str) -> String {
    namespace.map_or_else(|| name.to_owned(), |namespace| format!("{namespace}.{name}"))
}

/// Whether the last part of an id is the name.
fn has_name(id: &str, name: &str) -> bool {
    let last = |id: &str| id.rsplit('.').next().unwrap_or_default().to_lowercase();
    last(id) == last(name)
}

/// The namespace that most types are in; of several, the first in alphabetical order.
fn root_namespace(drafts: &Drafts) -> Option<String> {
    let resources = drafts.resources.iter().filter_map(|draft| draft.resource.namespace.as_deref());
    let enumerations = drafts.enumerations.iter().filter_map(|draft| draft.enumeration.namespace.as_deref());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    resources.chain(enumerations).for_each(|namespace| *counts.entry(namespace).or_default() += 1);
    let most = counts.values().max().copied()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(namespace, _)| namespace.to_owned())
}
