//! What pages say of OData query options: of an operation, and of a property.

use serde::{Deserialize, Serialize};

/// An OData query option (OData 4.01 protocol, section 11.2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum QueryOption {
    /// `$select`
    Select,
    /// `$expand`
    Expand,
    /// `$filter`
    Filter,
    /// `$orderby`
    OrderBy,
    /// `$search`
    Search,
    /// `$top`
    Top,
    /// `$skip`
    Skip,
    /// `$count`
    Count,
}

impl QueryOption {
    /// All options, in the order in which they are told.
    pub const ALL: [Self; 8] =
        [Self::Select, Self::Expand, Self::Filter, Self::OrderBy, Self::Search, Self::Top, Self::Skip, Self::Count];

    /// The name in a URL: `$orderby`.
    pub fn wire_name(self) -> &'static str {
        match self {
            Self::Select => "$select",
            Self::Expand => "$expand",
            Self::Filter => "$filter",
            Self::OrderBy => "$orderby",
            Self::Search => "$search",
            Self::Top => "$top",
            Self::Skip => "$skip",
            Self::Count => "$count",
        }
    }
}

/// Which query options the page of an operation says that a call can have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum QueryOptions {
    /// The page does not say.
    #[default]
    NotSaid,
    /// None.
    Unsupported,
    /// Those of OData, in general; or it names some as examples.
    Any,
    /// These and no others.
    AnyOf(Vec<QueryOption>),
}

/// An operator of `$filter` (OData 4.01 URL conventions, section 5.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FilterOperator {
    /// `eq`
    Eq,
    /// `ne`
    Ne,
    /// `not`
    Not,
    /// `gt`
    Gt,
    /// `ge`
    Ge,
    /// `lt`
    Lt,
    /// `le`
    Le,
    /// `in`
    In,
    /// `has`
    Has,
    /// `startsWith`
    StartsWith,
    /// `endsWith`
    EndsWith,
    /// `contains`
    Contains,
}

impl FilterOperator {
    /// The name that pages write: `startsWith`.
    pub fn wire_name(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Not => "not",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
            Self::In => "in",
            Self::Has => "has",
            Self::StartsWith => "startsWith",
            Self::EndsWith => "endsWith",
            Self::Contains => "contains",
        }
    }
}

/// What the page of a type says of a property in queries.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PropertyQuery {
    /// The operators that the page lists: "Supports `$filter` (`eq`, `ne`)". `None` where it lists none.
    pub operators: Option<Vec<FilterOperator>>,
    /// The query options of which the page says that they can name the property: "Supports `$filter` and `$orderby`".
    pub options: Vec<QueryOption>,
    /// Whether an answer has it only where `$select` names it: "Returned only on `$select`".
    pub is_only_on_select: bool,
}
