//! Types that cells name and no page describes in; those of them that descriptions or JSON tell, added to the rest, out.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use super::Located;
use super::index::{TypeIndex, id_of};
use super::made::report_made;
use crate::api::{self, Member, Origin, Place};
use crate::diagnostic::Diagnostics;
use crate::lower::draft::{EnumerationDraft, PropertyDraft, ResourceDraft, TypeDrafts};
use crate::lower::reference::Reference;
use crate::lower::shown::properties_of_json;
use crate::page::dialect::Dialect;
use crate::parallel::in_parallel;
use crate::source::Span;

/// A type that no page describes.
#[derive(Debug, Default)]
struct Missing {
    name: String,
    namespace: Option<String>,
    area: Option<String>,
    page: String,
    place: Option<Place>,
    span: Span,
    members: Vec<Member>,
    shown: Option<Value>,
}

/// Makes an enumeration for each type of which a description lists the values, and a resource for each of which JSON shows
/// the properties. All are added to the index.
pub(super) fn find_missing(
    drafts: &[Located<'_>],
    index: &mut TypeIndex,
    dialect: &Dialect,
    diagnostics: &mut Diagnostics,
) -> TypeDrafts {
    let mut all: BTreeMap<String, Missing> = BTreeMap::new();
    let known = &*index;
    let rows = in_parallel(drafts, &|located: &Located<'_>| {
        let rows = located.draft.rows.iter();
        rows.filter_map(|row| Some((row, missing_name(row, located, known)?))).collect::<Vec<_>>()
    });
    for (located, rows) in drafts.iter().zip(rows) {
        for (row, (name, namespace)) in rows {
            let key = format!("{}.{name}", namespace.as_deref().unwrap_or_default()).to_lowercase();
            let missing = all.entry(key).or_default();
            if missing.name.is_empty() {
                (missing.name, missing.namespace) = (name, namespace);
            }
            missing.learn(row, &located.draft.resource);
        }
    }
    let mut drafts = TypeDrafts::default();
    for missing in all.into_values() {
        if !missing.members.is_empty() {
            index.add(missing.namespace.as_deref(), &missing.name);
            drafts.enumerations.push(missing.into_enumeration());
        } else if missing.shown.is_some() {
            index.add(missing.namespace.as_deref(), &missing.name);
            let made = missing.into_resource(dialect);
            made.iter().for_each(|draft| report_made(draft, diagnostics));
            drafts.resources.extend(made);
        }
    }
    drafts
}

/// The name and namespace of a row's type, where no page describes it.
fn missing_name(row: &PropertyDraft, located: &Located<'_>, index: &TypeIndex) -> Option<(String, Option<String>)> {
    let reference = Reference::of_kind(&row.property.ty.kind)?;
    let namespace = located.namespace.as_deref();
    let [named] = reference.alternatives.as_slice() else { return None };
    if named.name.is_empty() || index.find(&reference, namespace).is_some() {
        return None;
    }
    Some(match named.name.rsplit_once('.') {
        Some((namespace, name)) => (name.to_owned(), Some(namespace.to_owned())),
        None => (named.name.clone(), namespace.or(index.root()).map(str::to_owned)),
    })
}

impl Missing {
    fn learn(&mut self, row: &PropertyDraft, resource: &api::Resource) {
        let is_new = self.place.is_none() || (self.members.is_empty() && !row.values.is_empty());
        if is_new {
            self.page.clone_from(&resource.page);
            self.area.clone_from(&resource.area);
            self.place = Some(row.property.place.clone());
            self.span = row.span;
        }
        let known: HashSet<&str> = self.members.iter().map(|member| member.wire_name.as_str()).collect();
        let new: Vec<Member> =
            row.values.iter().filter(|member| !known.contains(member.wire_name.as_str())).cloned().collect();
        self.members.extend(new);
        self.shown = self.shown.take().or_else(|| row.shown.as_ref().and_then(shown_object));
    }

    fn place(&self) -> Place {
        self.place.clone().unwrap_or(Place { file: self.page.clone(), line: 1, column: 1 })
    }

    fn into_enumeration(self) -> EnumerationDraft {
        let enumeration = api::Enumeration {
            id: id_of(self.namespace.as_deref(), &self.name),
            origin: Origin::Property,
            place: self.place(),
            page: self.page,
            wire_name: self.name,
            namespace: self.namespace,
            area: self.area,
            name: String::new(),
            module: None,
            description: String::new(),
            members: self.members,
            overridden: Vec::new(),
        };
        EnumerationDraft { enumeration, targets: Vec::new() }
    }

    fn into_resource(self, dialect: &Dialect) -> Option<ResourceDraft> {
        let place = self.place();
        let rows = properties_of_json(self.shown.as_ref()?, dialect, place.clone(), self.span);
        let resource = api::Resource {
            id: id_of(self.namespace.as_deref(), &self.name),
            origin: Origin::Example,
            page: self.page,
            place,
            wire_name: self.name,
            namespace: self.namespace,
            area: self.area,
            name: String::new(),
            module: None,
            base: None,
            is_abstract: false,
            is_open: false,
            summary: String::new(),
            description: String::new(),
            deprecated: None,
            preview: None,
            properties: Vec::new(),
            listings: Vec::new(),
            overridden: Vec::new(),
        };
        Some(ResourceDraft { resource, bases: Vec::new(), rows, span: self.span })
    }
}

/// An object with properties, or the first of an array of such.
fn shown_object(value: &Value) -> Option<Value> {
    match value {
        Value::Array(items) => shown_object(items.first()?),
        Value::Object(object) if object.keys().any(|name| !name.starts_with('@')) => Some(value.clone()),
        _ => None,
    }
}
