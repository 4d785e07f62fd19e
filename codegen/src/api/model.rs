//! The types that pages describe: resources, enumerations, and the shapes of the JSON that operations take and give.

use std::collections::HashSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Place, Primitive, PropertyQuery};

/// A structured type: an entity, a complex type, or a body that a page describes by a table of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Resource {
    /// What [`TypeKind::Named`] calls it. The qualified OData name, `microsoft.graph.user`; for a type that has none, a page
    /// and what of it: `api/user-assignlicense.md#request`.
    pub id: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The page, as a path below the doc root.
    pub page: String,
    /// The title's place; for a type without a page of its own, the place of what it is made from.
    pub place: Place,
    /// The name on the page, without the namespace: `user`. Empty for a type that has no OData name.
    pub wire_name: String,
    /// The OData namespace: `microsoft.graph`. `None` where the page names none.
    pub namespace: Option<String>,
    /// What the front matter calls the part of the service: `ms.prod`, `ms.subservice`.
    pub area: Option<String>,
    /// The name in Rust: `User`.
    pub name: String,
    /// The module in Rust below that of the models: `call_records`. `None` for the models' own.
    pub module: Option<String>,
    /// The `id` of the type that this one derives from.
    pub base: Option<String>,
    /// Whether only types that derive from it have values.
    pub is_abstract: bool,
    /// Whether values can have properties that no page describes.
    pub is_open: bool,
    /// The first sentence of the description, as Markdown.
    pub summary: String,
    /// The description, as Markdown.
    pub description: String,
    /// What the page says where it calls the type deprecated.
    pub deprecated: Option<String>,
    /// What the page says where it calls the type a preview.
    #[serde(default)]
    pub preview: Option<String>,
    /// The properties in page order: those that the page lists, then those of base types that it leaves out.
    pub properties: Vec<Property>,
    /// What each page lists, where several describe the type; empty where one does.
    pub listings: Vec<Listing>,
    /// What the user's settings override of the page, and why, as Markdown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overridden: Vec<String>,
}

/// The properties that one of several pages lists of a type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Listing {
    /// The page, as a path below the doc root.
    pub page: String,
    /// The names in JSON and the types, in page order.
    pub properties: Vec<(String, Type)>,
}

/// Where a type comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// A page of its own.
    Page,
    /// The table of a request body, or the parameters of an action.
    Request,
    /// The table of a response.
    Response,
    /// A property that lists its values, or a table on another type's page.
    Property,
    /// The JSON that a page shows.
    Example,
}

/// A property of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Property {
    /// The name in Rust: `display_name`.
    pub name: String,
    /// The name in JSON: `displayName`.
    pub wire_name: String,
    /// The type.
    pub ty: Type,
    /// Whether it leads to other entities: the page lists it among the relationships.
    pub is_navigation: bool,
    /// Whether the service alone sets it.
    pub is_read_only: bool,
    /// Whether the page calls it required.
    pub is_required: bool,
    /// Whether it can be null. `None` where the page does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_nullable: Option<bool>,
    /// Whether a page of the type lists it, and not only one of a base type.
    pub is_listed: bool,
    /// The `id` of the base type that it comes from, where it is inherited.
    pub inherited_from: Option<String>,
    /// What the page says where it calls the property deprecated.
    pub deprecated: Option<String>,
    /// What the page says where it calls the property a preview.
    #[serde(default)]
    pub preview: Option<String>,
    /// What the page says of it, as Markdown.
    pub docs: String,
    /// What the page says of it in queries.
    #[serde(default)]
    pub query: PropertyQuery,
    /// The row of the table.
    pub place: Place,
}

/// The type of a property, of a body, or of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Type {
    /// The type of the value, or of each value of a collection.
    pub kind: TypeKind,
    /// Whether it is a collection.
    pub is_collection: bool,
}

/// A type without regard to whether there is one value or a collection.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum TypeKind {
    /// A primitive type of OData.
    Primitive(Primitive),
    /// The resource or enumeration with this `id`.
    Named(String),
    /// What the page writes, where no page describes it: the value stays raw JSON.
    Unknown(String),
}

/// An enumeration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Enumeration {
    /// What [`TypeKind::Named`] calls it, as for a resource.
    pub id: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The page, as a path below the doc root.
    pub page: String,
    /// Where the members are listed.
    pub place: Place,
    /// The name on the page, without the namespace. Empty where it has none.
    pub wire_name: String,
    /// The OData namespace.
    pub namespace: Option<String>,
    /// What the front matter calls the part of the service: `ms.prod`, `ms.subservice`.
    pub area: Option<String>,
    /// The name in Rust: `BodyType`.
    pub name: String,
    /// The module in Rust below that of the models.
    pub module: Option<String>,
    /// The description, as Markdown.
    pub description: String,
    /// The members, in page order.
    pub members: Vec<Member>,
    /// What the user's settings override of the page, and why, as Markdown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overridden: Vec<String>,
}

/// A member of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Member {
    /// The name in Rust: `Html`.
    pub name: String,
    /// The name in JSON: `html`.
    pub wire_name: String,
    /// What the page says where it calls the member deprecated.
    #[serde(default)]
    pub deprecated: Option<String>,
    /// What the page says where it calls the member a preview.
    #[serde(default)]
    pub preview: Option<String>,
    /// What the page says of it, as Markdown.
    pub docs: String,
    /// The row of the table. `None` where no table lists it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
}

/// The shape of a JSON body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// What the page does not tell: any JSON.
    Any,
    /// A value of the type: an object, a primitive, or, for a collection, a bare array.
    Plain(Type),
    /// `{"value": ..}` around a value of the type that is no collection of entities to page through.
    Wrapped(Type),
    /// `{"value": [..], "@odata.nextLink": ".."}`: one page of a collection of values of this type.
    Page(TypeKind),
}

impl Type {
    /// One value.
    pub fn one(kind: TypeKind) -> Self {
        Self { kind, is_collection: false }
    }

    /// A collection.
    pub fn many(kind: TypeKind) -> Self {
        Self { kind, is_collection: true }
    }
}

impl Resource {
    /// The `id`s of the types that it cannot do without: its base, and those of its properties. Navigation properties need
    /// none: they would bring nearly everything.
    pub fn needed_types(&self) -> impl Iterator<Item = &str> {
        let structural = self.properties.iter().filter(|property| !property.is_navigation);
        self.base.as_deref().into_iter().chain(structural.filter_map(|property| property.ty.kind.id()))
    }

    /// The `id`s of all types that it names: those that it needs, and those of its navigation properties.
    pub fn named_types(&self) -> impl Iterator<Item = &str> {
        self.base.as_deref().into_iter().chain(self.properties.iter().filter_map(|property| property.ty.kind.id()))
    }
}

impl Resource {
    /// The properties of base types, the nearest first, that the type itself does not have.
    #[cfg(feature = "build")]
    pub(crate) fn missing_properties<'a>(&'a self, bases: impl Iterator<Item = &'a Self>) -> Vec<Property> {
        self.missing_of(bases.flat_map(|base| {
            let properties = base.properties.iter();
            properties.map(|property| (property, property.inherited_from.as_ref().unwrap_or(&base.id)))
        }))
    }

    /// Of the properties of base types, each with the `id` of the one that it is from, those that the type itself does not have.
    pub(crate) fn missing_of<'a>(&'a self, offered: impl Iterator<Item = (&'a Property, &'a String)>) -> Vec<Property> {
        let mut known: HashSet<&str> = self.properties.iter().map(|property| property.wire_name.as_str()).collect();
        let new = offered.filter(|(property, _)| property.is_listed && known.insert(&property.wire_name));
        let inherited = |(property, base): (&Property, &String)| Property {
            is_listed: false,
            inherited_from: Some(base.clone()),
            ..property.clone()
        };
        new.map(inherited).collect()
    }
}

impl TypeKind {
    /// The `id` of the resource or enumeration. `None` for other types.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Named(id) => Some(id),
            Self::Primitive(_) | Self::Unknown(_) => None,
        }
    }
}

impl Shape {
    /// The type of the value, or of each value. `None` where it is any JSON.
    pub fn kind(&self) -> Option<&TypeKind> {
        match self {
            Self::Any => None,
            Self::Plain(Type { kind, .. }) | Self::Wrapped(Type { kind, .. }) | Self::Page(kind) => Some(kind),
        }
    }
}

/// The Edm name, the `id`, or what the page writes.
impl fmt::Display for TypeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Primitive(primitive) => f.write_str(primitive.edm_name()),
            Self::Named(name) | Self::Unknown(name) => f.write_str(name),
        }
    }
}
