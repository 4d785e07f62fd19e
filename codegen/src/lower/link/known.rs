//! The types of all pages and JSON that a page shows in; how well the one fits the other out.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::Value;

use super::index::TypeIndex;
use crate::lower::draft::{Drafts, PropertyDraft, ResourceDraft};
use crate::lower::file_stem;
use crate::lower::reference::Reference;
use crate::parallel::in_parallel;

/// The structured types that pages describe, as far as messages are typed with them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct KnownTypes {
    index: TypeIndex,
    /// The names of their properties, each with whether it is a collection.
    properties: HashMap<String, HashMap<String, bool>>,
    /// What each type derives from, itself first.
    chains: HashMap<String, Vec<String>>,
    /// Pages and types, by the file name of the page in lower case.
    by_stem: HashMap<String, Vec<(String, String)>>,
}

impl KnownTypes {
    pub(super) fn of(drafts: &Drafts) -> Self {
        let index = TypeIndex::of(drafts);
        let described = in_parallel(&drafts.resources, &|draft: &Arc<ResourceDraft>| {
            let id = index.locate(draft).id;
            let rows = draft.rows.iter().map(|row| (row.property.wire_name.clone(), row.property.ty.is_collection));
            (index.chain(&id), id, rows.rev().collect::<HashMap<String, bool>>())
        });
        let mut known = Self { index, ..Self::default() };
        for (draft, (chain, id, rows)) in drafts.resources.iter().zip(described) {
            match known.properties.entry(id.clone()) {
                Entry::Vacant(entry) => _ = entry.insert(rows),
                Entry::Occupied(mut entry) => {
                    rows.into_iter()
                        .for_each(|(name, is_collection)| _ = entry.get_mut().entry(name).or_insert(is_collection));
                }
            }
            known.chains.entry(id.clone()).or_insert(chain);
            let page = &draft.resource.page;
            known.by_stem.entry(file_stem(page).to_lowercase()).or_default().push((page.clone(), id));
        }
        known
    }

    /// Where types are found.
    pub(super) fn index(&self) -> &TypeIndex {
        &self.index
    }

    /// The structured type that a page means.
    pub(super) fn find(&self, reference: &Reference, namespace: Option<&str>) -> Option<String> {
        self.index.find(reference, namespace).filter(|id| self.properties.contains_key(id.as_str()))
    }

    /// The type whose page has the longest beginning of an operation page's file name: `user.md` for `user-update.md`.
    pub(super) fn find_by_stem(&self, page: &str) -> Option<String> {
        let stem = file_stem(page).to_lowercase();
        let ends = stem.match_indices(['-', '_']).map(|(at, _)| at).rev();
        let pages = ends.filter_map(|end| self.by_stem.get(stem.get(..end)?)).next()?;
        let shared = |other: &str| page.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        pages.iter().max_by_key(|(other, _)| shared(other)).map(|(_, id)| id.clone())
    }

    /// Whether a property of a type, or of those that it derives from, is a collection. `None` where there is no such property.
    fn is_collection(&self, id: &str, name: &str) -> Option<bool> {
        let chain = self.chains.get(id)?;
        chain.iter().find_map(|id| self.properties.get(id)?.get(name).copied())
    }

    fn has_property(&self, id: &str, name: &str) -> bool {
        self.is_collection(id, name).is_some()
    }

    /// Whether one of the types derives from the other, or is the other.
    pub(super) fn is_related(&self, one: &str, other: &str) -> bool {
        self.derives(one, other) || self.derives(other, one)
    }

    /// Whether a type is another, or derives from it.
    pub(super) fn derives(&self, id: &str, base: &str) -> bool {
        self.chains.get(id).is_some_and(|chain| chain.iter().any(|link| link == base))
    }

    /// How many of the properties of JSON objects a type has, from 0 to 1. `None` where the JSON has none.
    pub(super) fn fit(&self, id: &str, shown: &[&Value]) -> Option<f64> {
        let mut names: HashSet<&str> = HashSet::new();
        let mut is_named = false;
        for object in shown.iter().flat_map(|json| self.objects_of(id, json)) {
            let named = object.get("@odata.type").and_then(Value::as_str).map(|name| name.trim_start_matches('#'));
            let named = named.and_then(|name| self.find(&Reference::by_name(name), None));
            is_named |= named.is_some_and(|named| named != id && self.derives(&named, id));
            names.extend(own_names(object));
        }
        match (is_named, names.len()) {
            (true, _) => Some(1.0),
            (false, 0) => None,
            (false, count) => Some(share(names.iter().filter(|name| self.has_property(id, name)).count(), count)),
        }
    }

    /// How many rows of a table are properties of a type, from 0 to 1.
    pub(super) fn fit_rows(&self, id: &str, rows: &[PropertyDraft]) -> f64 {
        let is_known = |row: &&PropertyDraft| self.has_property(id, &row.property.wire_name);
        share(rows.iter().filter(is_known).count(), rows.len().max(1))
    }

    /// The objects of the type that a body would hold: the items of an array, what is in `value`, or the body itself.
    pub(super) fn objects_of<'j>(&self, id: &str, json: &'j Value) -> Vec<&'j Value> {
        match (Form::of(json), json) {
            (_, Value::Array(items)) => items.iter().collect(),
            (Form::Page, _) if !self.holds_value(id, json) => match json.get("value") {
                Some(Value::Array(items)) => items.iter().collect(),
                _ => Vec::new(),
            },
            (Form::Wrapped, _) if !self.holds_value(id, json) => json.get("value").into_iter().collect(),
            _ => vec![json],
        }
    }

    /// Whether `value` in the JSON is a property of the type, and not the envelope around it.
    pub(super) fn holds_value(&self, id: &str, json: &Value) -> bool {
        let value = json.get("value");
        let is_list = value.is_some_and(Value::is_array);
        self.is_collection(id, "value") == Some(is_list)
            && !value.is_some_and(|value| is_list && value.as_array().is_some_and(|items| self.are_of(id, items)))
    }

    /// Whether items are objects with properties of the type.
    fn are_of(&self, id: &str, items: &[Value]) -> bool {
        let names: HashSet<&str> = items.iter().flat_map(own_names).collect();
        !names.is_empty() && names.iter().all(|name| self.has_property(id, name))
    }
}

/// What JSON looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `{"value": [..]}`
    Page,
    /// `{"value": ..}`
    Wrapped,
    /// `[..]`
    Array,
    /// An object of any other kind.
    Object,
    /// Neither an object nor an array.
    Bare,
}

impl Form {
    pub(super) fn of(json: &Value) -> Self {
        match json {
            Value::Array(_) => Self::Array,
            Value::Object(object) => {
                let is_alone = own_names(json).all(|name| name == "value");
                match object.get("value") {
                    Some(Value::Array(_)) if is_alone => Self::Page,
                    Some(_) if is_alone => Self::Wrapped,
                    _ => Self::Object,
                }
            }
            _ => Self::Bare,
        }
    }
}

/// The names of an object's properties, without annotations such as `@odata.etag` and `members@odata.bind`.
pub(super) fn own_names(json: &Value) -> impl Iterator<Item = &str> {
    json.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).filter(|name| !name.contains('@'))
}

#[allow(clippy::cast_precision_loss, reason = "counts of properties are small")]
fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
