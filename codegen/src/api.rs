//! The API model: names and types resolved, ready to print. What `export` writes as JSON.

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::source::Location;

mod model;
mod query;

pub use model::{Enumeration, Listing, Member, Origin, Property, Resource, Shape, Type, TypeKind};
pub use query::{FilterOperator, PropertyQuery, QueryOption, QueryOptions};

/// The version of the exported JSON. It grows when a field changes its meaning or goes.
pub const FORMAT_VERSION: u32 = 3;

/// What the pages of a doc root describe.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Api {
    /// The version of this format.
    #[cfg_attr(feature = "schema", schemars(extend("const" = FORMAT_VERSION)))]
    pub format_version: u32,
    /// The operations, sorted by page.
    pub operations: Vec<Arc<Operation>>,
    /// The structured types, sorted by `id`.
    pub resources: Vec<Arc<Resource>>,
    /// The enumerations, sorted by `id`.
    pub enumerations: Vec<Arc<Enumeration>>,
}

/// An operation: what one page describes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Operation {
    /// The page, as a path below the doc root.
    pub page: String,
    /// The page's title, as written; the file's name where it has none.
    pub title: String,
    /// The title's place.
    pub place: Place,
    /// The endpoint's name in Rust: `DeleteParticipant`.
    pub name: String,
    /// The client method's name in Rust: `delete_participant`.
    pub method_name: String,
    /// The module that holds it in Rust: `participant`.
    pub module: String,
    /// What the page's `Namespace:` line says.
    pub namespace: Option<String>,
    /// What the front matter calls the part of the service: `ms.prod`, `ms.subservice`.
    pub area: Option<String>,
    /// The first sentence of the description, as Markdown.
    pub summary: String,
    /// The description, as Markdown.
    pub description: String,
    /// The URL that the examples put before the routes, or that settings name: `https://graph.microsoft.com/v1.0`.
    pub base_url: Option<String>,
    /// The routes that can be called, in page order.
    pub routes: Vec<Route>,
    /// Which of the routes a call takes that names none.
    pub default_route: usize,
    /// The routes that no constructor is made for: those that cannot be called as written, repeat another, or are samples.
    pub unused_routes: Vec<UnusedRoute>,
    /// Who may call it.
    pub permissions: Permissions,
    /// Headers and query parameters, in page order.
    pub parameters: Vec<Parameter>,
    /// Which OData query options a call can have.
    #[serde(default)]
    pub query_options: QueryOptions,
    /// What the request carries.
    pub request_body: RequestBody,
    /// What the request body section says, as Markdown.
    pub request_docs: String,
    /// The successful responses, the usual one first.
    pub responses: Vec<Response>,
    /// What the response section says, as Markdown.
    pub response_docs: String,
    /// What the page says where it calls the operation deprecated.
    pub deprecated: Option<String>,
    /// What the page says where it calls the operation a preview.
    pub preview: Option<String>,
    /// What the user's settings override of the page, and why, as Markdown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overridden: Vec<String>,
    /// The clouds that serve it. Empty where the page does not say.
    #[serde(default)]
    pub clouds: Vec<Cloud>,
    /// The requests and responses that the page shows.
    pub examples: Vec<Example>,
}

/// A reference without anything in it.
impl Default for Api {
    fn default() -> Self {
        Self { format_version: FORMAT_VERSION, operations: Vec::new(), resources: Vec::new(), enumerations: Vec::new() }
    }
}

impl Api {
    /// The operations that can be called: those with a route.
    pub fn callable(&self) -> impl Iterator<Item = &Operation> {
        self.shared_callable().map(Arc::as_ref)
    }

    /// The same, as they are shared.
    pub(crate) fn shared_callable(&self) -> impl Iterator<Item = &Arc<Operation>> {
        self.operations.iter().filter(|operation| !operation.routes.is_empty())
    }

    /// The structured types by `id`.
    pub(crate) fn resources_by_id(&self) -> HashMap<&str, &Resource> {
        self.resources.iter().map(|resource| (resource.id.as_str(), resource.as_ref())).collect()
    }
}

impl Operation {
    /// The `id`s of the types of its body and its answers.
    pub fn needed_types(&self) -> impl Iterator<Item = &str> {
        let body = match &self.request_body {
            RequestBody::Json(shape) => Some(shape),
            RequestBody::None | RequestBody::Bytes | RequestBody::NotSaid => None,
        };
        let answers = self.responses.iter().filter_map(|response| match &response.content {
            Content::Json(shape) => Some(shape),
            Content::None | Content::Bytes | Content::Location | Content::NotSaid => None,
        });
        body.into_iter().chain(answers).filter_map(|shape| shape.kind()?.id())
    }

    /// The route that a call takes that names none. `None` where no route can be called.
    pub fn default_route(&self) -> Option<&Route> {
        self.routes.get(self.default_route)
    }
}

/// A cloud that runs the service. They share nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Cloud {
    /// The one for all the world.
    Global,
    /// US Government L4.
    UsGovernment,
    /// US Government L5, of the Department of Defense.
    UsGovernmentDod,
    /// The one in China, operated by 21Vianet.
    China,
}

/// A place on a page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Place {
    /// The file, as a path below the doc root.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl From<Location> for Place {
    fn from(location: Location) -> Self {
        Self { file: location.file, line: location.line, column: location.column }
    }
}

/// A route that can be called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Route {
    /// The method, in capitals.
    pub method: String,
    /// The template as the page writes it.
    pub written: String,
    /// The template as the runtime reads it: `/users/{user_id}/range(address='{address}')`, `/root:/{+item_path}:/x`.
    pub template: String,
    /// The constructor's name in Rust: `user`.
    pub name: String,
    /// The placeholders of the template, in order.
    pub arguments: Vec<Argument>,
    /// What the page says where it calls this route deprecated.
    pub deprecated: Option<String>,
    /// The line on the page.
    pub place: Place,
}

/// A route that no constructor is made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UnusedRoute {
    /// The method, in capitals.
    pub method: String,
    /// The template as the page writes it.
    pub written: String,
    /// Why there is none.
    pub reason: String,
    /// The line on the page.
    pub place: Place,
}

/// A value that a route takes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Argument {
    /// The argument's name in Rust: `user_id`. It is also the placeholder's name in the template.
    pub name: String,
    /// The placeholder as the page writes it.
    pub written: String,
    /// How the value goes into the URL.
    pub encoding: Encoding,
    /// The value's type.
    pub ty: Primitive,
    /// What the page says of it, as Markdown.
    pub docs: String,
}

/// How a value goes into a URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Encoding {
    /// Percent-encoded, as one path segment or as a part of one.
    Segment,
    /// As an OData string in quotes: each `'` doubled, then percent-encoded.
    Quoted,
    /// Percent-encoded, its slashes kept.
    Path,
    /// Percent-encoded, in the query.
    Query,
}

/// A primitive type of OData, as the Common Schema Definition Language names them (OData CSDL 4.01, section 3.3), and
/// `Json` for what is any JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Primitive {
    /// Text, and every type whose values are written as text.
    String,
    /// `true` or `false`.
    Boolean,
    /// A whole number from 0 to 255.
    Byte,
    /// A whole number of 8 bits.
    SByte,
    /// A whole number of 16 bits.
    Int16,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A floating-point number.
    Double,
    /// A floating-point number of 32 bits.
    Single,
    /// A decimal number.
    Decimal,
    /// Bytes, in base64url or base64.
    Binary,
    /// A UUID.
    Guid,
    /// A date with a time and an offset.
    DateTimeOffset,
    /// A date.
    Date,
    /// A time of day.
    TimeOfDay,
    /// A length of time, as in ISO 8601.
    Duration,
    /// Bytes that have a URL of their own.
    Stream,
    /// Any JSON.
    Json,
}

impl Primitive {
    /// Every one, in the order of declaration.
    pub const ALL: [Self; 18] = [
        Self::String,
        Self::Boolean,
        Self::Byte,
        Self::SByte,
        Self::Int16,
        Self::Int32,
        Self::Int64,
        Self::Double,
        Self::Single,
        Self::Decimal,
        Self::Binary,
        Self::Guid,
        Self::DateTimeOffset,
        Self::Date,
        Self::TimeOfDay,
        Self::Duration,
        Self::Stream,
        Self::Json,
    ];

    /// The name in OData, without `Edm.`.
    pub fn edm_name(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::Boolean => "Boolean",
            Self::Byte => "Byte",
            Self::SByte => "SByte",
            Self::Int16 => "Int16",
            Self::Int32 => "Int32",
            Self::Int64 => "Int64",
            Self::Double => "Double",
            Self::Single => "Single",
            Self::Decimal => "Decimal",
            Self::Binary => "Binary",
            Self::Guid => "Guid",
            Self::DateTimeOffset => "DateTimeOffset",
            Self::Date => "Date",
            Self::TimeOfDay => "TimeOfDay",
            Self::Duration => "Duration",
            Self::Stream => "Stream",
            Self::Json => "Json",
        }
    }
}

/// Who may call an operation, by token kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Permissions {
    /// On behalf of a user with a work or school account.
    pub delegated_work: Access,
    /// On behalf of a user with a personal account.
    pub delegated_personal: Access,
    /// The application itself.
    pub application: Access,
    /// Where the page says it of each token kind.
    #[serde(default, skip_serializing_if = "PermissionRows::is_empty")]
    pub rows: PermissionRows,
}

/// The rows of a table of permissions: for each token kind the first that speaks of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default)]
pub struct PermissionRows {
    /// On behalf of a user with a work or school account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delegated_work: Option<Place>,
    /// On behalf of a user with a personal account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delegated_personal: Option<Place>,
    /// The application itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application: Option<Place>,
}

impl Permissions {
    /// What holds for each token kind, in the order of the fields, and the row that says it.
    pub fn by_kind(&self) -> [(&Access, Option<&Place>); 3] {
        [
            (&self.delegated_work, self.rows.delegated_work.as_ref()),
            (&self.delegated_personal, self.rows.delegated_personal.as_ref()),
            (&self.application, self.rows.application.as_ref()),
        ]
    }

    /// The rows that refuse a token kind as a whole, in the order of the fields.
    pub fn refusals(&self) -> [Option<&Place>; 3] {
        self.by_kind().map(|(access, row)| row.filter(|_| *access == Access::Unsupported))
    }
}

impl PermissionRows {
    /// Whether no row is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How one token kind may call an operation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// The page does not say, or says it in prose.
    NotSaid,
    /// The page refuses the token kind.
    Unsupported,
    /// No permission is needed.
    NoneNeeded,
    /// One of these is needed, from least to most privileged; each is a set of scopes needed together.
    AnyOf(Vec<Vec<String>>),
    /// The page tells cases apart.
    ByCase(Vec<AccessCase>),
}

/// What holds in one case that a page tells apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccessCase {
    /// The case, in the page's words.
    pub case: String,
    /// What holds then.
    pub access: Access,
}

/// A header or a query parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Parameter {
    /// The name in Rust: `if_match`.
    pub name: String,
    /// The name in the request: `If-Match`.
    pub wire_name: String,
    /// The preference that a `Prefer` header names, RFC 7240: `outlook.timezone`.
    pub preference: Option<String>,
    /// Where it goes.
    pub place: ParameterPlace,
    /// The row of the table. `None` where no table lists it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<Place>,
    /// The value's type.
    pub ty: Primitive,
    /// Whether every request has it.
    pub is_required: bool,
    /// What the page says of it, as Markdown.
    pub docs: String,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ParameterPlace {
    /// A request header.
    Header,
    /// The query.
    Query,
}

/// What a request carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum RequestBody {
    /// Nothing.
    None,
    /// JSON.
    Json(Shape),
    /// Bytes.
    Bytes,
    /// The page does not say.
    NotSaid,
}

/// A successful response.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// What it carries.
    pub content: Content,
}

/// What a response carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// Nothing.
    None,
    /// JSON.
    Json(Shape),
    /// Bytes.
    Bytes,
    /// A `Location` header that leads on: to a download, or to a monitor.
    Location,
    /// The page does not say.
    NotSaid,
}

/// A request or a response that a page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Example {
    /// Names that join a request with its responses.
    pub names: Vec<String>,
    /// The type of the body that the page declares.
    pub odata_type: Option<String>,
    /// Whether the body is a collection of that type.
    pub is_collection: bool,
    /// Whether the body is shortened.
    pub is_truncated: bool,
    /// Whether an error is shown.
    pub expects_error: bool,
    /// The message.
    pub message: Message,
    /// The place of the fence.
    pub place: Place,
}

/// An HTTP message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// A request.
    Request {
        /// The method.
        method: String,
        /// The URL or path.
        target: String,
        /// The headers, as written.
        headers: Vec<(String, String)>,
        /// The body, as written.
        body: String,
    },
    /// A response.
    Response {
        /// The status code.
        status: u16,
        /// The headers, as written.
        headers: Vec<(String, String)>,
        /// The body, as written.
        body: String,
    },
}
