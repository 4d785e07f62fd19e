//! The words by which the parts of a page are known. Everything that depends on wording is here.

use crate::block::{Inline, Text};

/// A part of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SectionKind {
    /// What stands before the first heading below the title.
    Description,
    /// The routes.
    HttpRequest,
    /// The permissions.
    Permissions,
    /// The request headers.
    Headers,
    /// The parameters in the path.
    PathParameters,
    /// The parameters of a function.
    FunctionParameters,
    /// The query parameters.
    QueryParameters,
    /// The request body.
    RequestBody,
    /// The response.
    Response,
    /// The examples.
    Examples,
    /// A part that only resource pages have.
    Resource,
    /// Anything else.
    Other,
}

/// Headings and the parts they begin: by their whole text, in lower case.
const HEADINGS: &[(&str, SectionKind)] = &[
    ("http request", SectionKind::HttpRequest),
    ("http requests", SectionKind::HttpRequest),
    ("permissions", SectionKind::Permissions),
    ("prerequisites", SectionKind::Permissions),
    ("request headers", SectionKind::Headers),
    ("request header", SectionKind::Headers),
    ("optional request headers", SectionKind::Headers),
    ("headers", SectionKind::Headers),
    ("path parameters", SectionKind::PathParameters),
    ("path parameter", SectionKind::PathParameters),
    ("function parameters", SectionKind::FunctionParameters),
    ("function parameter", SectionKind::FunctionParameters),
    ("query parameters", SectionKind::QueryParameters),
    ("query parameter", SectionKind::QueryParameters),
    ("optional query parameters", SectionKind::QueryParameters),
    ("optional query parameter", SectionKind::QueryParameters),
    ("required query parameters", SectionKind::QueryParameters),
    ("odata query parameters", SectionKind::QueryParameters),
    ("uri parameters", SectionKind::PathParameters),
    ("request body", SectionKind::RequestBody),
    ("response", SectionKind::Response),
    ("responses", SectionKind::Response),
    ("response body", SectionKind::Response),
    ("example", SectionKind::Examples),
    ("examples", SectionKind::Examples),
    ("properties", SectionKind::Resource),
    ("members", SectionKind::Resource),
    ("relationships", SectionKind::Resource),
    ("json representation", SectionKind::Resource),
];

/// The part that a heading begins.
pub(crate) fn section_kind(heading: &str) -> SectionKind {
    let name = heading.trim().trim_end_matches(':').trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let name = name.trim().to_lowercase();
    if let Some((_, kind)) = HEADINGS.iter().find(|(words, _)| *words == name) {
        return *kind;
    }
    match name.as_str() {
        name if name.starts_with("http request ") => SectionKind::HttpRequest,
        name if name.starts_with("permissions ") => SectionKind::Permissions,
        name if name.starts_with("example ") || name.starts_with("examples ") => SectionKind::Examples,
        name if name.starts_with("example:") => SectionKind::Examples,
        _ => SectionKind::Other,
    }
}

/// What a heading says of the tables below it, on a page that describes types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TableHeading {
    /// No heading but the title.
    Start,
    /// Properties.
    Properties,
    /// Navigation properties.
    Relationships,
    /// Members of an enumeration.
    Values,
    /// Anything else.
    Other,
}

/// What the tables below a heading hold.
pub(crate) fn table_heading(heading: &str) -> TableHeading {
    let name = heading.trim().trim_end_matches(':').trim_matches(['*', '`']).to_lowercase();
    let last = name.split_whitespace().last().unwrap_or_default();
    match last {
        "properties" | "property" | "attributes" | "fields" => TableHeading::Properties,
        "relationships" | "relationship" | "navigation" => TableHeading::Relationships,
        _ if name == "relations" => TableHeading::Relationships,
        "values" | "value" | "members" | "options" => TableHeading::Values,
        _ if name.ends_with(" enum type") || name.ends_with(" enumeration") => TableHeading::Values,
        _ => TableHeading::Other,
    }
}

/// The enumeration that a heading names: `riskLevel` of `riskLevel values`. `None` where it names none: `Members`.
pub(crate) fn enumeration_name(heading: &str) -> Option<String> {
    const ENDS: &[&str] =
        &[" property values", " values", " value", " members", " options", " enumeration", " enum type"];
    let heading = heading.trim().trim_end_matches(':');
    let name = ENDS.iter().find_map(|end| {
        let cut = heading.len().checked_sub(end.len())?;
        heading.get(cut..).filter(|last| last.eq_ignore_ascii_case(end)).and(heading.get(..cut))
    })?;
    let name = name.trim_matches(['*', '`', ' ']);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
    is_name.then(|| name.to_owned())
}

/// The name of the type that a title gives: `user` of `user resource type`, `Audio facet`, `bodyType enum type`.
pub(crate) fn type_name(title: &str) -> Option<&str> {
    let mut words = title.split_whitespace();
    let name = words.next()?.trim_matches(['*', '`']);
    let is_kind = |word: &str| {
        let word = word.to_lowercase();
        ["resource", "enum", "enumeration", "facet", "complex", "entity", "type", "object"].contains(&word.as_str())
    };
    let is_name = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
    (is_name && words.next().is_none_or(is_kind)).then_some(name)
}

/// Phrases before the base type of a type: "Inherits from [entity](entity.md)."
pub(crate) const INHERITANCE: &[&str] =
    &["nherits from", "nherited from", "erived from", "erives from", "derived type of", "subtype of"];

/// Phrases before the values that a property can have, in lower case.
pub(crate) const VALUES: &[&str] = &[
    "possible values",
    "possible value",
    "allowed values",
    "supported values",
    "valid values",
    "values are",
    "following values",
    "value can be",
    "values can be",
    "can be one of",
    "one of the following",
    "one of:",
];

pub(crate) fn is_operation_doc_type(doc_type: &str) -> bool {
    doc_type.eq_ignore_ascii_case("apiPageType")
}

pub(crate) fn is_resource_doc_type(doc_type: &str) -> bool {
    ["resourcePageType", "enumPageType"].iter().any(|name| doc_type.eq_ignore_ascii_case(name))
}

pub(crate) fn is_concept_doc_type(doc_type: &str) -> bool {
    doc_type.eq_ignore_ascii_case("conceptualPageType")
}

/// The languages of a fence that holds an HTTP request.
pub(crate) fn is_http_language(language: &str) -> bool {
    matches!(language, "" | "http" | "msgraph-interactive" | "msgraph" | "https" | "rest" | "text")
}

/// The methods of a route.
pub(crate) const METHODS: &[&str] = &["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"];

/// A token kind, or the rule for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenKind {
    /// On behalf of a user with a work or school account.
    DelegatedWork,
    /// On behalf of a user with a personal account.
    DelegatedPersonal,
    /// The application itself.
    Application,
}

/// The token kind that a row's or column's label names.
pub(crate) fn token_kind(label: &str) -> Option<TokenKind> {
    // A sentence that speaks of a delegated permission is no label.
    let label = label.trim_matches(|c: char| c.is_whitespace() || c == '*').to_lowercase();
    let starts_with = |word: &str| label.starts_with(word);
    if starts_with("delegated") && label.contains("personal") {
        Some(TokenKind::DelegatedPersonal)
    } else if starts_with("delegated") {
        Some(TokenKind::DelegatedWork)
    } else if starts_with("application") {
        Some(TokenKind::Application)
    } else {
        None
    }
}

/// Whether a cell refuses the token kind.
pub(crate) fn is_refusal(cell: &str) -> bool {
    matches!(cell, "not supported" | "not available" | "not applicable" | "n/a" | "na" | "unsupported" | "not support")
}

/// Whether a cell says that no permission is needed.
pub(crate) fn is_none_needed(cell: &str) -> bool {
    matches!(cell, "none" | "no permission required" | "no permissions required" | "none required")
}

/// A cloud that runs the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cloud {
    /// The one for all the world.
    Global,
    /// US Government L4.
    UsGovernment,
    /// US Government L5, of the Department of Defense.
    UsGovernmentDod,
    /// The one in China.
    China,
}

/// The cloud that the header of a column names, in lower case.
pub(crate) fn cloud(header: &str) -> Option<Cloud> {
    match header {
        "global service" | "global" => Some(Cloud::Global),
        "us government l4" => Some(Cloud::UsGovernment),
        header if header.starts_with("us government l5") => Some(Cloud::UsGovernmentDod),
        header if header.starts_with("china") => Some(Cloud::China),
        _ => None,
    }
}

/// Whether a cell has a tick. `None` where it has neither a tick nor a cross.
pub(crate) fn is_ticked(cell: &str) -> Option<bool> {
    match cell.trim().to_lowercase().as_str() {
        ":white_check_mark:" | ":heavy_check_mark:" | "✅" | "✔" | "✔\u{fe0f}" | "✓" | "yes" => Some(true),
        ":x:" | "❌" | "✖" | "no" | "" => Some(false),
        _ => None,
    }
}

/// Whether the words may be about the state of an operation, of its routes, or of what they describe else.
pub(crate) fn is_remark(text: &Text<'_>) -> bool {
    // Without their first letters, which may be capitals.
    const WORDS: &[&str] = &["eprecat", "EPRECAT", "review", "REVIEW", "/beta"];
    let is_about = |inline: &Inline<'_>| WORDS.iter().any(|word| inline.text.contains(word));
    text.inlines.iter().any(is_about)
}

/// Whether a sentence, in lower case, speaks of the OData query options as such.
pub(crate) fn names_query_options(sentence: &str) -> bool {
    QUERY_OPTIONS.iter().any(|name| sentence.contains(name))
}

/// What the OData query options are called, in lower case.
const QUERY_OPTIONS: &[&str] = &["query parameter", "query option", "odata"];

/// What stands before the query options are called so: ` the $select and $top ` of "supports the $select and $top OData query
/// parameters".
pub(crate) fn before_query_options(words: &str) -> &str {
    let ends = QUERY_OPTIONS.iter().filter_map(|name| words.find(name));
    words.get(..ends.min().unwrap_or(words.len())).unwrap_or_default()
}

/// Whether a sentence, in lower case, says that something is not supported.
pub(crate) fn is_query_refusal(sentence: &str) -> bool {
    const REFUSALS: &[&str] = &["not support", "n't support", "not currently support", "**not** support"];
    REFUSALS.iter().any(|refusal| sentence.contains(refusal))
}

/// Whether a sentence is all that a section on query options says, and refuses them: "None."
pub(crate) fn is_whole_refusal(sentence: &str) -> bool {
    matches!(sentence, "none" | "not supported" | "not applicable")
}

/// Whether a sentence says of query options, and of nothing else, that they are not supported: "Note: `$filter` is not
/// supported".
pub(crate) fn is_option_refusal(sentence: &str) -> bool {
    let words = sentence.trim_start_matches("note:").replace(',', " ");
    let is_filler =
        |word: &str| matches!(word, "the" | "and" | "or" | "query" | "parameter" | "parameters" | "currently");
    let rest = words.split_whitespace().filter(|word| !word.starts_with('$') && !is_filler(word));
    let rest = rest.collect::<Vec<_>>().join(" ");
    matches!(rest.as_str(), "is not supported" | "are not supported" | "isn't supported" | "aren't supported")
}

/// Whether the options that a sentence names are examples.
pub(crate) fn is_open_list(sentence: &str) -> bool {
    const WORDS: &[&str] = &["includ", "some of", "such as", "e.g", "for example", "like ", "same "];
    WORDS.iter().any(|word| sentence.contains(word))
}

/// Whether a sentence of a property's description, in lower case, says that no filter can name it.
pub(crate) fn is_unfilterable(sentence: &str) -> bool {
    matches!(
        sentence,
        "not filterable" | "does not support $filter" | "doesn't support $filter" | "$filter is not supported"
    )
}

/// What is said of a property that answers have only on demand, in lower case.
pub(crate) const ONLY_ON_SELECT: &[&str] = &[
    "returned only on $select",
    "returned only on applying a $select",
    "returned only when $select",
    "only returned on $select",
    "returned only if $select",
];
