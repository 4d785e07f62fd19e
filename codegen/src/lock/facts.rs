//! What a lock holds, as serde reads and writes it. A field that is not written has the value that most have.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use toml::Spanned;

use super::notation::{WrittenBody, WrittenResponse, WrittenType};
use crate::api::{
    Access, Cloud, Encoding, FilterOperator, Origin, ParameterPlace, Place, Primitive, QueryOption, QueryOptions,
};

/// A lock.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Facts {
    /// The version of the format.
    pub(super) version: u32,
    /// The digest of what the settings mean; `None` where nothing is set.
    pub(super) settings: Option<String>,
    /// The files that were read, by path below the doc root.
    #[serde(rename = "page", default)]
    pub(super) pages: BTreeMap<String, Fact<PageFacts>>,
    /// The structured types, by `id`.
    #[serde(rename = "type", default)]
    pub(super) types: BTreeMap<String, Fact<TypeFacts>>,
    /// The enumerations, by `id`.
    #[serde(rename = "enum", default)]
    pub(super) enumerations: BTreeMap<String, Fact<EnumFacts>>,
}

/// A fact, and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Fact<T> {
    pub(super) value: T,
    pub(super) at: At,
}

/// Where a fact stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum At {
    /// On a page.
    Page(Place),
    /// In a lock, at a byte.
    Lock(usize),
}

/// A file that was read; and, where it is the page of an operation, what it says.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PageFacts {
    pub(super) digest: String,
    pub(super) operation: Option<OperationFact>,
    pub(super) area: Option<String>,
    pub(super) base_url: Option<String>,
    #[serde(default)]
    pub(super) clouds: Vec<Cloud>,
    pub(super) deprecated: Option<String>,
    pub(super) preview: Option<String>,
    pub(super) docs: Option<String>,
    /// The digest of what the settings override.
    pub(super) overridden: Option<String>,
    pub(super) delegated_work: Option<Fact<Access>>,
    pub(super) delegated_personal: Option<Fact<Access>>,
    pub(super) application: Option<Fact<Access>>,
    #[serde(default)]
    pub(super) query: QueryOptions,
    pub(super) body: Option<WrittenBody>,
    /// The usual one first.
    #[serde(default)]
    pub(super) responses: Vec<WrittenResponse>,
    #[serde(default)]
    pub(super) parameters: Vec<Fact<ParameterFact>>,
    #[serde(default)]
    pub(super) routes: Vec<Fact<RouteFact>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct OperationFact {
    pub(super) title: String,
    pub(super) module: String,
    pub(super) name: String,
    pub(super) method: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) namespace: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct RouteFact {
    pub(super) method: String,
    pub(super) path: String,
    /// The name of the constructor.
    pub(super) name: String,
    /// The template on the page, where it is another than `path` with the names of the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) written: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) default: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) deprecated: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) arguments: Vec<ArgumentFact>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ArgumentFact {
    pub(super) name: String,
    /// The name on the page, where it is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) written: Option<String>,
    #[serde(rename = "type", default = "text", skip_serializing_if = "is_text")]
    pub(super) ty: Primitive,
    #[serde(default = "segment", skip_serializing_if = "is_segment")]
    pub(super) encoding: Encoding,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) docs: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct ParameterFact {
    pub(super) name: String,
    #[serde(rename = "in")]
    pub(super) place: ParameterPlace,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) preference: Option<String>,
    #[serde(rename = "type")]
    pub(super) ty: Primitive,
    /// The name in Rust.
    pub(super) rust: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) docs: Option<String>,
}

/// A structured type.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct TypeFacts {
    pub(super) page: String,
    #[serde(default = "page")]
    pub(super) origin: Origin,
    pub(super) name: NameFact,
    pub(super) area: Option<String>,
    pub(super) base: Option<String>,
    #[serde(rename = "abstract", default)]
    pub(super) is_abstract: bool,
    #[serde(rename = "open", default)]
    pub(super) is_open: bool,
    pub(super) deprecated: Option<String>,
    pub(super) preview: Option<String>,
    pub(super) docs: Option<String>,
    pub(super) overridden: Option<String>,
    /// Without those that follow from the base types.
    #[serde(default)]
    pub(super) properties: Vec<Fact<PropertyFact>>,
}

/// What a type is called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct NameFact {
    /// In Rust.
    pub(super) rust: String,
    /// The module below that of the models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) module: Option<String>,
    /// On the page. Empty where it has none.
    pub(super) wire: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) namespace: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct PropertyFact {
    pub(super) name: String,
    #[serde(rename = "type")]
    pub(super) ty: WrittenType,
    /// The name in Rust.
    pub(super) rust: String,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) navigation: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) read_only: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) nullable: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) inherited: Option<String>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) unlisted: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) deprecated: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) preview: Option<String>,
    /// The operators of `$filter`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) filter: Option<Vec<FilterOperator>>,
    /// The query options that can name it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) query: Vec<QueryOption>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(super) only_on_select: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) docs: Option<String>,
}

/// An enumeration.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct EnumFacts {
    pub(super) page: String,
    #[serde(default = "page")]
    pub(super) origin: Origin,
    pub(super) name: NameFact,
    pub(super) area: Option<String>,
    pub(super) docs: Option<String>,
    pub(super) overridden: Option<String>,
    #[serde(default)]
    pub(super) members: Vec<Fact<MemberFact>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct MemberFact {
    pub(super) name: String,
    /// The name in Rust.
    pub(super) rust: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) deprecated: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) preview: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) docs: Option<String>,
}

impl<T> Fact<T> {
    /// A fact that a page says.
    pub(super) fn on_page(value: T, place: &Place) -> Self {
        Self { value, at: At::Page(place.clone()) }
    }
}

/// Facts are the same wherever they stand.
impl<T: PartialEq> PartialEq for Fact<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Serialize> Serialize for Fact<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Fact<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = Spanned::<T>::deserialize(deserializer)?;
        let at = At::Lock(read.span().start);
        Ok(Self { value: read.into_inner(), at })
    }
}

// serde asks for functions that take references.
fn is_false(value: &bool) -> bool {
    !value
}

fn text() -> Primitive {
    Primitive::String
}

fn is_text(ty: &Primitive) -> bool {
    *ty == text()
}

fn segment() -> Encoding {
    Encoding::Segment
}

fn is_segment(encoding: &Encoding) -> bool {
    *encoding == segment()
}

fn page() -> Origin {
    Origin::Page
}
