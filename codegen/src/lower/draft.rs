//! What the pages say of types, one by one: the values that pass from the reading of a page to the linking of all.

use std::sync::Arc;

use serde_json::Value;

use super::reference::Reference;
use super::word::Words;
use crate::api;
use crate::source::Span;

/// The types that one page describes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TypeDrafts {
    pub(crate) resources: Vec<ResourceDraft>,
    pub(crate) enumerations: Vec<EnumerationDraft>,
}

/// The types that pages describe, each shared with its page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Drafts {
    pub(crate) resources: Vec<Arc<ResourceDraft>>,
    pub(crate) enumerations: Vec<Arc<EnumerationDraft>>,
}

/// A structured type, its references not yet resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ResourceDraft {
    /// The type. `id` is empty where the namespace and name make it, and so is `name`; `properties` are in `rows`.
    pub(crate) resource: api::Resource,
    /// What the page names as its base type, the surest first.
    pub(crate) bases: Vec<Reference>,
    /// The properties that the page lists.
    pub(crate) rows: Vec<PropertyDraft>,
    /// The title's place.
    pub(crate) span: Span,
}

/// A property, its type not yet resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PropertyDraft {
    /// The property. Its name in Rust is the one that it should have, or empty where nothing says it yet.
    pub(crate) property: api::Property,
    /// The values that its description lists.
    pub(crate) values: Vec<api::Member>,
    /// The type that its description says it is inherited from.
    pub(crate) inherited_from: Option<Reference>,
    /// What the JSON on the page shows of it.
    pub(crate) shown: Option<Value>,
    /// The cell of its type; the row where there is none.
    pub(crate) span: Span,
}

/// An enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct EnumerationDraft {
    /// The enumeration, without `id` and name in Rust.
    pub(crate) enumeration: api::Enumeration,
    /// What links lead to it: the page's path, with the anchor of a heading where the page describes several.
    pub(crate) targets: Vec<String>,
}

impl PropertyDraft {
    /// A property that no table lists.
    pub(crate) fn shown(wire_name: &str, ty: api::Type, place: api::Place, span: Span) -> Self {
        let property = api::Property {
            name: String::new(),
            wire_name: wire_name.to_owned(),
            ty,
            is_navigation: false,
            is_read_only: false,
            is_required: false,
            is_nullable: None,
            is_listed: true,
            inherited_from: None,
            deprecated: None,
            preview: None,
            docs: String::new(),
            query: api::PropertyQuery::default(),
            place,
        };
        Self { property, values: Vec::new(), inherited_from: None, shown: None, span }
    }
}

impl TypeDrafts {
    /// Gives properties the names in Rust that they should have, as far as nothing else says it.
    pub(crate) fn name_properties(&mut self, words: &Words) {
        let properties = self.resources.iter_mut().flat_map(|draft| &mut draft.rows).map(|row| &mut row.property);
        for property in properties.filter(|property| property.name.is_empty()) {
            property.name = words.snake_name(&property.wire_name);
        }
    }
}

impl From<TypeDrafts> for Drafts {
    fn from(drafts: TypeDrafts) -> Self {
        let TypeDrafts { resources, enumerations } = drafts;
        let resources = resources.into_iter().map(Arc::new).collect();
        Self { resources, enumerations: enumerations.into_iter().map(Arc::new).collect() }
    }
}

impl Drafts {
    /// Adds the types of another page.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.resources.extend(other.resources.iter().cloned());
        self.enumerations.extend(other.enumerations.iter().cloned());
    }
}
