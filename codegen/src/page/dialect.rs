//! The words by which the parts of a page are known. Everything that depends on wording is here, as data: the settings can set all
//! of it.

use std::collections::HashMap;

use crate::api::Primitive;
use crate::block::{Inline, Text};

mod wordings;
mod words;

pub use wordings::{
    Bodies, Cells, Clouds, Columns, Headings, Pages, Parameters, Primitives, Properties, Queries, States, Tables,
    Tokens, Types,
};
pub use words::Words;

/// The methods of a route.
pub(crate) const METHODS: &[&str] = &["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS"];

/// The words of a reference.
#[derive(Debug)]
pub struct Dialect {
    pub(crate) headings: Headings<Words>,
    pub(crate) tables: Tables<Words>,
    pub(crate) columns: Columns<Words>,
    pub(crate) cells: Cells<Words>,
    pub(crate) tokens: Tokens<Words>,
    pub(crate) clouds: Clouds<Words>,
    pub(crate) pages: Pages<Words>,
    pub(crate) properties: Properties<Words>,
    pub(crate) parameters: Parameters<Words>,
    pub(crate) bodies: Bodies<Words>,
    pub(crate) types: Types<Words>,
    pub(crate) queries: Queries<Words>,
    pub(crate) states: States<Words>,
    /// The primitive types by their names in lower case.
    pub(crate) primitives: HashMap<String, Primitive>,
    /// How routes write the places of values.
    pub(crate) placeholders: Placeholders,
    /// Whether a token of a kind that the reference has no label for is refused.
    pub(crate) refuses_unnamed_tokens: bool,
}

/// How routes write the places of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Placeholders {
    /// `{id}`
    pub(crate) braces: bool,
    /// `<id>`
    pub(crate) angles: bool,
    /// `:id`
    pub(crate) colon: bool,
}

impl Default for Placeholders {
    fn default() -> Self {
        Self { braces: true, angles: true, colon: false }
    }
}

impl Placeholders {
    /// The place of the value of a name, in the first form that routes have, for advice on what to write.
    pub(crate) fn show(self, name: &str) -> String {
        match self {
            Self { braces: true, .. } => format!("{{{name}}}"),
            Self { angles: true, .. } => format!("<{name}>"),
            Self { .. } => format!(":{name}"),
        }
    }
}

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

/// A token kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TokenKind {
    /// On behalf of a user with a work or school account.
    DelegatedWork,
    /// On behalf of a user with a personal account.
    DelegatedPersonal,
    /// The application itself.
    Application,
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

/// Of some kinds, the one with the longest wording that the text is; the first of several.
fn longest<K: Copy, const N: usize>(text: &str, kinds: [(&Words, K); N]) -> Option<K> {
    let fitting = kinds.into_iter().rev().filter_map(|(words, kind)| Some((words.longest(text)?, kind)));
    fitting.max_by_key(|(letters, _)| *letters).map(|(_, kind)| kind)
}

impl Dialect {
    /// The part that a heading begins.
    pub(crate) fn section_kind(&self, heading: &str) -> SectionKind {
        let name = heading.trim().trim_end_matches(':').trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let (headings, name) = (&self.headings, name.trim().to_lowercase());
        let kinds = [
            (&headings.http_request, SectionKind::HttpRequest),
            (&headings.permissions, SectionKind::Permissions),
            (&headings.headers, SectionKind::Headers),
            (&headings.path_parameters, SectionKind::PathParameters),
            (&headings.function_parameters, SectionKind::FunctionParameters),
            (&headings.query_parameters, SectionKind::QueryParameters),
            (&headings.request_body, SectionKind::RequestBody),
            (&headings.response, SectionKind::Response),
            (&headings.examples, SectionKind::Examples),
            (&headings.types, SectionKind::Resource),
        ];
        longest(&name, kinds).unwrap_or(SectionKind::Other)
    }

    /// What the tables below a heading hold.
    pub(crate) fn table_heading(&self, heading: &str) -> TableHeading {
        let name = heading.trim().trim_end_matches(':').trim_matches(['*', '`']).to_lowercase();
        let kinds = [
            (&self.tables.properties, TableHeading::Properties),
            (&self.tables.relationships, TableHeading::Relationships),
            (&self.tables.values, TableHeading::Values),
        ];
        longest(&name, kinds).unwrap_or(TableHeading::Other)
    }

    /// The enumeration that a heading names: `riskLevel` of `riskLevel values`. `None` where it names none: `Members`.
    pub(crate) fn enumeration_name(&self, heading: &str) -> Option<String> {
        let name = self.tables.values.name_in(heading.trim().trim_end_matches(':'))?;
        Some(name.trim_matches(['*', '`']).to_owned()).filter(|name| is_type_name(name))
    }

    /// The name of the type that a title gives: `user` of `user resource type`, `Audio facet`, `bodyType enum type`.
    pub(crate) fn type_name(&self, title: &str) -> Option<String> {
        let mut words = title.split_whitespace();
        let alone = words.next().filter(|_| words.next().is_none());
        let name = self.tables.title.name_in(title.trim()).or_else(|| alone.map(str::to_owned))?;
        Some(name.trim_matches(['*', '`']).to_owned()).filter(|name| is_type_name(name))
    }

    /// The token kind that a row's or column's label names.
    pub(crate) fn token_kind(&self, label: &str) -> Option<TokenKind> {
        let label = label.trim_matches(|c: char| c.is_whitespace() || c == '*').to_lowercase();
        let kinds = [
            (&self.tokens.delegated_personal, TokenKind::DelegatedPersonal),
            (&self.tokens.delegated_work, TokenKind::DelegatedWork),
            (&self.tokens.application, TokenKind::Application),
        ];
        longest(&label, kinds)
    }

    /// Whether the reference has labels for a kind of token.
    pub(crate) fn names_token(&self, kind: TokenKind) -> bool {
        let words = match kind {
            TokenKind::DelegatedWork => &self.tokens.delegated_work,
            TokenKind::DelegatedPersonal => &self.tokens.delegated_personal,
            TokenKind::Application => &self.tokens.application,
        };
        !words.is_empty()
    }

    /// The header row that a table of parameters has, for advice on what to write.
    pub(crate) fn usual_header(&self) -> String {
        let columns = &self.columns;
        [&columns.parameter, &columns.r#type, &columns.description].map(Words::first).join(" | ")
    }

    /// The first label of each kind of token that has one, for advice on what to write.
    pub(crate) fn token_labels(&self) -> Vec<&str> {
        let tokens = &self.tokens;
        let labels = [&tokens.delegated_work, &tokens.delegated_personal, &tokens.application];
        labels.into_iter().map(Words::first).filter(|label| !label.is_empty()).collect()
    }

    /// The cloud that the header of a column names, in lower case.
    pub(crate) fn cloud(&self, header: &str) -> Option<Cloud> {
        let kinds = [
            (&self.clouds.global, Cloud::Global),
            (&self.clouds.us_government, Cloud::UsGovernment),
            (&self.clouds.us_government_dod, Cloud::UsGovernmentDod),
            (&self.clouds.china, Cloud::China),
        ];
        longest(header, kinds)
    }

    /// Whether a cell has a tick. `None` where it has neither a tick nor a cross.
    pub(crate) fn is_ticked(&self, cell: &str) -> Option<bool> {
        let cell = cell.trim().to_lowercase();
        match (self.cells.tick.is(&cell), cell.is_empty() || self.cells.cross.is(&cell)) {
            (true, _) => Some(true),
            (false, true) => Some(false),
            (false, false) => None,
        }
    }

    /// Whether the words may be about the state of an operation, of its routes, or of what they describe else.
    pub(crate) fn is_remark(&self, text: &Text<'_>) -> bool {
        let states = &self.states;
        let is_about = |inline: &Inline<'_>| {
            states.deprecation.is_in_any_case(&inline.text) || states.may_be_preview.is_in_any_case(&inline.text)
        };
        text.inlines.iter().any(is_about)
    }

    /// The primitive type of a name, with or without `Edm.`. `None` for other names.
    pub(crate) fn primitive_of(&self, name: &str) -> Option<Primitive> {
        let name = name.to_lowercase();
        self.primitives.get(name.strip_prefix("edm.").unwrap_or(&name)).copied()
    }

    /// What stands before the query options are called so: ` the $select and $top ` of "supports the $select and $top OData query
    /// parameters".
    pub(crate) fn before_query_options<'w>(&self, words: &'w str) -> &'w str {
        self.queries.options.split(words).map_or(words, |(before, _)| before)
    }

    /// Whether a sentence says of query options, and of nothing else, that they are not supported: "Note: `$filter` is not
    /// supported".
    pub(crate) fn is_option_refusal(&self, sentence: &str) -> bool {
        let words = sentence.replace(',', " ");
        let words = words.split_whitespace();
        let rest = words.filter(|word| !word.starts_with('$') && !self.queries.filler.is(word));
        self.queries.option_refusal.is(&rest.collect::<Vec<_>>().join(" "))
    }
}

fn is_type_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_'))
}
