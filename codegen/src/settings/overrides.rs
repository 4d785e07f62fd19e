//! What a user says is otherwise than the pages say, as a settings file writes it.

use serde::Deserialize;

/// One thing that is not as a page says. It names the page, the thing, what becomes of it, and the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(extend("required" = ["page", "reason"])))]
pub struct Override {
    /// The page, as a path below the root of `pages`; for `text`, also a file that pages include.
    pub page: String,
    /// Why. The generated documentation shows it.
    pub reason: String,

    /// A bit of the page's text, as it stands in the file. It must stand there once. Needs `with`.
    pub text: Option<String>,
    /// What stands for that bit.
    pub with: Option<String>,

    /// A route, as the page writes it: `GET /users/{id}`.
    pub route: Option<String>,
    /// A header or query parameter by its name in the request, or an argument of a route by its name on the page.
    pub parameter: Option<String>,
    /// A kind of token, to say what permissions it needs.
    pub permission: Option<OverriddenToken>,
    /// A success status code.
    pub status: Option<u16>,
    /// A property by its name in JSON, of a type that the page describes or of its request or response.
    pub property: Option<String>,
    /// A member of an enumeration by its name in JSON.
    pub member: Option<String>,
    /// A type by its name on the page. Alone it is what is meant; with `property` or `member` it tells which of the page's types has
    /// them.
    pub model: Option<String>,

    /// What the page says now, of a `type` or a `set`. Where the page says something else, the override is stale.
    pub was: Option<String>,
    /// The name in Rust.
    pub rename: Option<String>,
    /// The type of a property or parameter, as a page would write it: `String`, `user collection`.
    #[serde(rename = "type")]
    pub ty: Option<String>,
    /// Whether a property or parameter is required.
    pub required: Option<bool>,
    /// Whether a property can be null.
    pub nullable: Option<bool>,
    /// The permissions, as a cell of a page's table would write them: `User.Read.All, A and B`, `None`, `Not supported`; or
    /// `Not said`, which lets every call through.
    pub set: Option<String>,
    /// Adds what the page leaves out: a route, parameter, status, property or member.
    pub add: bool,
    /// Drops what the page has and the service does not: a route, parameter, status, property or member.
    pub drop: bool,
    /// What the documentation says of an added parameter, property or member.
    pub description: Option<String>,
    /// Where an added parameter goes.
    #[serde(rename = "in")]
    pub place: Option<OverriddenPlace>,
}

/// A kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OverriddenToken {
    /// On behalf of a user with a work or school account.
    DelegatedWork,
    /// On behalf of a user with a personal account.
    DelegatedPersonal,
    /// The application itself.
    Application,
}

/// Where an added parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum OverriddenPlace {
    /// A request header.
    Header,
    /// The query.
    Query,
}
