//! The wordings of a reference, as a settings file writes them, in; the dialect that its pages are read by, and what is wrong with
//! those that cannot be used, out.

use std::collections::HashMap;
use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;

use super::SettingsFault;
use crate::api::Primitive;
use crate::page::dialect::{
    Bodies, Cells, Clouds, Columns, Dialect, Headings, Pages, Parameters, Placeholders, Primitives, Properties,
    Queries, States, Tables, Tokens, Types, Words,
};

/// How long a wording can be, in bytes.
const LONGEST_WORDING: usize = 200;
/// How many wordings a key can have.
const MOST_WORDINGS: usize = 200;

/// The words by which the parts of a page are known. Each key has a list of wordings that mean the same, in any case of letters. A
/// key that is given stands for the whole list that it has otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DialectSettings {
    /// Whose wordings the keys have that are not given.
    pub extends: BaseDialect,
    /// How routes write the places of values: `{id}` and `<id>` where it is not given.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<PlaceholderForm>>"))]
    pub placeholders: Option<Spanned<Vec<PlaceholderForm>>>,
    /// What becomes of tokens of a kind that the reference has no label for: its list in `tokens` is empty.
    pub unnamed_tokens: UnnamedTokens,
    /// Headings of a page's parts.
    pub headings: Headings<Given>,
    /// Headings of tables on pages of types, and titles that name a type.
    pub tables: Tables<Given>,
    /// Headers of columns.
    pub columns: Columns<Given>,
    /// Cells, and the words that join what stands in one.
    pub cells: Cells<Given>,
    /// Labels of the kinds of token.
    pub tokens: Tokens<Given>,
    /// Headers of the columns of a table of clouds.
    pub clouds: Clouds<Given>,
    /// What a page says of itself as a whole.
    pub pages: Pages<Given>,
    /// What is said of properties and types.
    pub properties: Properties<Given>,
    /// What is said of parameters.
    pub parameters: Parameters<Given>,
    /// What the sections on bodies say.
    pub bodies: Bodies<Given>,
    /// How types are named in sentences and cells.
    pub types: Types<Given>,
    /// Names of primitive types.
    pub primitives: Primitives<Given>,
    /// What is said of query options.
    pub queries: Queries<Given>,
    /// How something is called deprecated or a preview.
    pub states: States<Given>,
}

/// The wordings of a key, where they are given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Given(
    #[cfg_attr(feature = "schema", schemars(with = "Option<Vec<String>>"))] pub Option<Vec<Spanned<String>>>,
);

/// Whose wordings the keys have that are not given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum BaseDialect {
    /// Microsoft Graph's.
    #[default]
    Graph,
    /// They have none.
    None,
}

/// A form in which a route writes the place of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PlaceholderForm {
    /// A name in braces.
    #[serde(rename = "{id}")]
    Braces,
    /// A name in angle brackets.
    #[serde(rename = "<id>")]
    Angles,
    /// A name behind a colon, as a whole segment or a whole value of the query.
    #[serde(rename = ":id")]
    Colon,
}

/// What becomes of tokens of a kind that the reference has no label for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum UnnamedTokens {
    /// The pages say nothing of them, so that every call goes out.
    #[default]
    NotSaid,
    /// Operations with a table of permissions refuse them.
    Refused,
}

impl DialectSettings {
    /// The dialect that these settings make, and what is wrong with wordings that cannot be used.
    pub(crate) fn read(&self) -> (Dialect, Vec<SettingsFault>) {
        let (dialect, reader) = self.read_keys();
        let mut faults = reader.faults;
        faults.extend(conflicts(&reader.keys));
        (dialect, faults)
    }

    /// Every key, as `headings.http-request`, with the wordings that it has where it is not given.
    pub fn keys() -> Vec<(String, &'static [&'static str])> {
        let (_, reader) = Self::default().read_keys();
        reader.keys.into_iter().map(|key| (key.path(), key.graph)).collect()
    }

    fn read_keys(&self) -> (Dialect, Reader) {
        let given = self.clone();
        let mut reader = Reader { extends: self.extends, keys: Vec::new(), faults: Vec::new() };
        let dialect = Dialect {
            headings: given.headings.map(reader.group("headings")),
            tables: given.tables.map(reader.group("tables")),
            columns: given.columns.map(reader.group("columns")),
            cells: given.cells.map(reader.group("cells")),
            tokens: given.tokens.map(reader.group("tokens")),
            clouds: given.clouds.map(reader.group("clouds")),
            pages: given.pages.map(reader.group("pages")),
            properties: given.properties.map(reader.group("properties")),
            parameters: given.parameters.map(reader.group("parameters")),
            bodies: given.bodies.map(reader.group("bodies")),
            types: given.types.map(reader.group("types")),
            primitives: by_name(&given.primitives.map(reader.group("primitives"))),
            queries: given.queries.map(reader.group("queries")),
            states: given.states.map(reader.group("states")),
            placeholders: reader.placeholders(self.placeholders.as_ref()),
            refuses_unnamed_tokens: self.unnamed_tokens == UnnamedTokens::Refused,
        };
        (dialect, reader)
    }
}

impl Default for Dialect {
    fn default() -> Self {
        DialectSettings::default().read_keys().0
    }
}

/// A key and the wordings that it comes to.
struct Key {
    group: &'static str,
    name: &'static str,
    graph: &'static [&'static str],
    /// The wordings in lower case, and where they are given.
    words: Vec<(String, Option<Range<usize>>)>,
}

impl Key {
    fn path(&self) -> String {
        format!("{}.{}", self.group, self.name.trim_start_matches("r#").replace('_', "-"))
    }
}

/// Reads the keys of settings one by one.
struct Reader {
    extends: BaseDialect,
    keys: Vec<Key>,
    faults: Vec<SettingsFault>,
}

impl Reader {
    /// What makes the words of each key of a group.
    fn group(&mut self, group: &'static str) -> impl FnMut(&'static str, Given, &'static [&'static str]) -> Words {
        move |name, given, graph| {
            let mut key = Key { group, name, graph, words: Vec::new() };
            let words = match (given.0, self.extends) {
                (Some(given), _) => self.given_words(&given, &mut key),
                (None, BaseDialect::Graph) => {
                    key.words.extend(graph.iter().map(|word| (word.to_lowercase(), None)));
                    Words::of(graph.iter().copied())
                }
                (None, BaseDialect::None) => Words::default(),
            };
            self.keys.push(key);
            words
        }
    }

    fn given_words(&mut self, given: &[Spanned<String>], key: &mut Key) -> Words {
        if let Some(first) = given.get(MOST_WORDINGS) {
            let message = format!("`{}` has more than {MOST_WORDINGS} wordings", key.path());
            self.faults.push(fault(message, first.span(), "a `*` at an end of a wording stands for any words"));
        }
        let given = given.iter().take(MOST_WORDINGS);
        let usable: Vec<&Spanned<String>> = given.filter(|wording| self.is_usable(wording, key)).collect();
        key.words.extend(usable.iter().map(|wording| (wording.get_ref().trim().to_lowercase(), Some(wording.span()))));
        Words::of(usable.iter().map(|wording| wording.get_ref().as_str()))
    }

    fn is_usable(&mut self, wording: &Spanned<String>, key: &Key) -> bool {
        let text = wording.get_ref();
        let (what, help) = if text.trim_matches(|c: char| c.is_whitespace() || c == '*').is_empty() {
            ("says nothing", "take it out: without wordings, the list of a key is `[]`")
        } else if text.len() > LONGEST_WORDING {
            ("is longer than 200 bytes", "write its first words and a `*`")
        } else {
            return true;
        };
        self.faults.push(fault(format!("a wording of `{}` {what}", key.path()), wording.span(), help));
        false
    }

    fn placeholders(&mut self, given: Option<&Spanned<Vec<PlaceholderForm>>>) -> Placeholders {
        let Some(given) = given else { return Placeholders::default() };
        let has = |form| given.get_ref().contains(&form);
        if given.get_ref().is_empty() {
            let help = "name the forms that routes have, such as `[\":id\"]`";
            self.faults.push(fault("the reference has no form of placeholders".to_owned(), given.span(), help));
        }
        Placeholders {
            braces: has(PlaceholderForm::Braces),
            angles: has(PlaceholderForm::Angles),
            colon: has(PlaceholderForm::Colon),
        }
    }
}

fn fault(message: String, range: Range<usize>, help: impl Into<String>) -> SettingsFault {
    SettingsFault { message, range, help: Some(help.into()) }
}

/// Groups in which a wording can have one meaning only.
const APART: &[&str] = &["headings", "tokens", "clouds", "primitives"];

/// Wordings that would mean two things.
fn conflicts(keys: &[Key]) -> Vec<SettingsFault> {
    let mut faults = Vec::new();
    let mut known: HashMap<(&str, &str), &Key> = HashMap::new();
    for key in keys.iter().filter(|key| APART.contains(&key.group)) {
        for (word, range) in &key.words {
            let Some(other) = known.insert((key.group, word), key).filter(|other| other.name != key.name) else {
                continue;
            };
            // One of them is given: the wordings of Microsoft Graph mean one thing each.
            let (wrong, right) = if range.is_some() { (key, other) } else { (other, key) };
            let message = format!("`{word}` is a wording of `{}` and of `{}`", wrong.path(), right.path());
            let help = match range_of(right, word) {
                Some(_) => "take it out of one of them".to_owned(),
                None => format!("`{}` has it where it is not given: give it without", right.path()),
            };
            faults.extend(range_of(wrong, word).map(|range| fault(message, range, help)));
        }
    }
    faults
}

/// Where a wording of a key is given.
fn range_of(key: &Key, word: &str) -> Option<Range<usize>> {
    key.words.iter().find(|(known, _)| known == word)?.1.clone()
}

/// The primitive types by the names that a dialect gives them.
fn by_name(primitives: &Primitives<Words>) -> HashMap<String, Primitive> {
    let kinds = [
        (&primitives.string, Primitive::String),
        (&primitives.boolean, Primitive::Boolean),
        (&primitives.int32, Primitive::Int32),
        (&primitives.int16, Primitive::Int16),
        (&primitives.byte, Primitive::Byte),
        (&primitives.sbyte, Primitive::SByte),
        (&primitives.int64, Primitive::Int64),
        (&primitives.double, Primitive::Double),
        (&primitives.single, Primitive::Single),
        (&primitives.decimal, Primitive::Decimal),
        (&primitives.binary, Primitive::Binary),
        (&primitives.guid, Primitive::Guid),
        (&primitives.date_time_offset, Primitive::DateTimeOffset),
        (&primitives.date, Primitive::Date),
        (&primitives.time_of_day, Primitive::TimeOfDay),
        (&primitives.duration, Primitive::Duration),
        (&primitives.stream, Primitive::Stream),
        (&primitives.json, Primitive::Json),
    ];
    kinds.into_iter().flat_map(|(words, kind)| words.folded().map(move |word| (word.to_owned(), kind))).collect()
}
