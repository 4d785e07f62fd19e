//! A table of properties, as written, in; its properties, their types not yet looked up among the pages, out.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::draft::PropertyDraft;
use super::query::lower_property_query;
use super::reference::{Named, Reference, target_path};
use super::state::{self, Item};
use super::type_cell::lower_type;
use super::{Context, markdown};
use crate::api::{self, Primitive, Type, TypeKind};
use crate::block::{InlineKind, Text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::page::dialect::{Dialect, Properties, Words};
use crate::page::{PropertyKind, PropertyRow, PropertyTable};
use crate::source::Span;

/// How many values of one description are kept.
const MAX_VALUES: usize = 1_000;

/// What lowering a table needs beside the table.
pub(crate) struct TableContext<'a> {
    pub(crate) context: &'a Context<'a>,
    /// The page, as a path below the doc root.
    pub(crate) page: &'a str,
    /// The JSON that the page shows of what the table describes.
    pub(crate) shown: &'a Value,
}

/// The properties of a table. Rows without a usable name are reported; `@odata.type` is no property.
pub(crate) fn lower_properties(
    table: &PropertyTable<'_>,
    around: &TableContext<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<PropertyDraft> {
    let rows = table.rows.iter().filter_map(|row| lower_row(row, around, diagnostics));
    let mut drafts: Vec<PropertyDraft> = rows.collect();
    for draft in &mut drafts {
        draft.property.is_navigation = table.kind == PropertyKind::Navigation;
    }
    drafts
}

fn lower_row(row: &PropertyRow<'_>, around: &TableContext<'_>, diagnostics: &mut Diagnostics) -> Option<PropertyDraft> {
    let dialect = around.context.dialect;
    let written = markdown::clean(row.name.plain()).trim().to_owned();
    let name = wire_name(&written);
    if name == "@odata.type" {
        return None;
    }
    let is_sentence = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|' | '<' | '>');
    if name.is_empty() || name.contains(is_sentence) {
        report_name(row, &written, diagnostics);
        return None;
    }
    let shown = around.shown.get(&name).cloned();
    let ty = row.ty.as_ref().and_then(|cell| lower_type(cell, around.page, dialect));
    let ty = ty.map(|ty| Type { is_collection: ty.is_collection && !shows_one(&ty, shown.as_ref(), dialect), ..ty });
    let ty = ty
        .or_else(|| shown.as_ref().and_then(|shown| type_of_shown(shown, dialect)))
        .unwrap_or_else(|| unreadable(row, diagnostics));
    let words = &dialect.properties;
    let plain = row.description.as_ref().map(|text| markdown::clean(text.plain())).unwrap_or_default();
    let type_words = row.ty.as_ref().map(Text::plain).unwrap_or_default();
    let lower = plain.to_lowercase();
    let (deprecated, preview) = states(&written, &Item::Part(&name), row.description.as_ref(), ("property", dialect));
    let property = api::Property {
        name: String::new(),
        is_navigation: false,
        is_read_only: is_read_only(&plain, &lower, words) || is_read_only_cell(in_parentheses(&type_words), words),
        is_required: is_required(row, &lower, dialect),
        is_nullable: says(&lower, &words.not_nullable).then_some(false),
        is_listed: true,
        inherited_from: None,
        deprecated,
        preview,
        docs: row.description.as_ref().map(markdown::render_text).unwrap_or_default(),
        query: lower_property_query(&lower, dialect),
        place: around.context.place(row.span),
        wire_name: name,
        ty,
    };
    let description = row.description.as_ref().filter(|_| words.values.is_in(&lower));
    let values = description.map(|text| values_in_words(text, dialect)).unwrap_or_default();
    let inherited_from = row.description.as_ref().and_then(|text| inherited_from(text, around.page, dialect));
    Some(PropertyDraft { property, values, inherited_from, shown, span: type_span(row) })
}

/// Whether the JSON names a primitive type where a collection of it would stand in brackets: `"activity": "string"`.
fn shows_one(ty: &Type, shown: Option<&Value>, dialect: &Dialect) -> bool {
    let named = shown.and_then(Value::as_str).and_then(|name| dialect.primitive_of(name));
    named.is_some_and(|named| ty.kind == TypeKind::Primitive(named))
}

/// ```text
/// | **displayName**(deprecated) |   | id \* |   | `type`<sup>1</sup> |
/// ```
fn wire_name(written: &str) -> String {
    let name = written.split([' ', '\t']).next().unwrap_or_default();
    // What follows in parentheses or brackets is a remark; anything else belongs to a name that is none.
    let rest = written.get(name.len()..).unwrap_or_default().trim();
    let is_remark = rest.is_empty() || rest.starts_with(['(', '[', '*', '†']);
    let name = if is_remark { name } else { written };
    let name = name.split_once('(').map_or(name, |(name, _)| name);
    let is_mark = |c: char| matches!(c, '*' | '`' | '"' | '\'' | '†' | '‡' | ',' | ':' | ';' | '\\' | '¹' | '²' | '³');
    name.trim_matches(is_mark).trim().to_owned()
}

/// Where a fault of the type is marked.
fn type_span(row: &PropertyRow<'_>) -> Span {
    row.ty.as_ref().map_or(row.span, |cell| cell.span)
}

fn report_name(row: &PropertyRow<'_>, written: &str, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Diagnostic::new(Code::PropertyRow, row.span, format!("`{written}` is no name of a property"))
            .help("write the name as it is in JSON, without spaces"),
    );
}

fn unreadable(row: &PropertyRow<'_>, diagnostics: &mut Diagnostics) -> Type {
    let written = row.ty.as_ref().map(|cell| markdown::clean(cell.plain())).unwrap_or_default();
    let words = written.split_whitespace().collect::<Vec<_>>().join(" ");
    let what = match words.as_str() {
        "" => "the property has no type".to_owned(),
        words => format!("`{words}` is no type"),
    };
    diagnostics.push(
        Diagnostic::new(Code::PropertyRow, type_span(row), what)
            .help("name a type, such as `String`, `[user](user.md)` or `String collection`"),
    );
    Type::one(TypeKind::Unknown(words))
}

/// The type of a value as the JSON on a page shows it: `"String (timestamp)"`, `true`, `{"@odata.type": ".."}`, `[..]`.
pub(crate) fn type_of_shown(value: &Value, dialect: &Dialect) -> Option<Type> {
    let primitive = |primitive| Some(Type::one(TypeKind::Primitive(primitive)));
    match value {
        Value::Null => None,
        Value::Bool(_) => primitive(Primitive::Boolean),
        Value::Number(number) if number.is_f64() => primitive(Primitive::Double),
        Value::Number(_) => primitive(Primitive::Int32),
        Value::String(text) => primitive(primitive_of_shown(text, dialect)),
        Value::Array(items) => {
            let item = type_of_shown(items.first()?, dialect)?;
            Some(Type::many(item.kind))
        }
        Value::Object(_) => type_of_object(value),
    }
}

/// The type that an object names: `{"@odata.type": "microsoft.graph.user"}`.
pub(crate) fn type_of_object(value: &Value) -> Option<Type> {
    let name = value.get("@odata.type").and_then(Value::as_str)?;
    let name = name.trim_start_matches('#');
    let item = name.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
    let kind = Reference::by_name(item.unwrap_or(name)).to_kind();
    Some(Type { kind, is_collection: item.is_some() })
}

/// `String (timestamp)`, `Int32`, `string`; any other text is an example of a string.
fn primitive_of_shown(text: &str, dialect: &Dialect) -> Primitive {
    let (name, remark) = text.split_once('(').unwrap_or((text, ""));
    let remark = remark.trim_start().split([')', ' ']).next().unwrap_or_default();
    if dialect.primitive_of(remark) == Some(Primitive::DateTimeOffset) {
        return Primitive::DateTimeOffset;
    }
    dialect.primitive_of(name.trim()).unwrap_or(Primitive::String)
}

/// `a (b) c` as `b`.
fn in_parentheses(words: &str) -> &str {
    let inner = words.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    inner.map_or("", |(inner, _)| inner)
}

/// "Read-only." as a statement of its own, not "read-only if the user is synchronised". `lower` is the same in lower case.
fn is_read_only(written: &str, lower: &str, properties: &Properties<Words>) -> bool {
    let names = &properties.read_only;
    if !names.is_in(lower) {
        return false;
    }
    // "the range selected Read-only.": the capital begins a sentence whose stop before it is missing.
    if written.split(['.', ';']).any(|sentence| names.end_with_capital(sentence.trim_end())) {
        return true;
    }
    let Some(first) = names.folded().next() else { return false };
    let words = names.folded().skip(1).fold(lower.to_owned(), |words, name| words.replace(name, first));
    let statements = &properties.read_only_statement;
    words.contains(&format!("({first})"))
        || words.split(['.', ';', '!']).map(str::trim).any(|sentence| {
            let has_case = properties.in_some_cases.is_in(sentence);
            sentence.split(',').map(str::trim).any(|part| part == first || statements.is(part))
                || (!has_case && (sentence.starts_with(first) || statements.begin(sentence)))
        })
}

fn is_read_only_cell(written: &str, properties: &Properties<Words>) -> bool {
    !written.is_empty() && is_read_only(written, &written.to_lowercase(), properties)
}

/// "Required", in a column of its own or as a statement in the description, which is in lower case.
fn is_required(row: &PropertyRow<'_>, words: &str, dialect: &Dialect) -> bool {
    match &row.required {
        Some(cell) => dialect.cells.required.is(cell.plain().trim().to_lowercase().as_str()),
        None => says(words, &dialect.properties.required),
    }
}

/// "Not nullable", as a statement in the description, which is in lower case.
fn says(words: &str, statements: &Words) -> bool {
    statements.is_in(words) && words.split(['.', ';', ',']).any(|part| statements.is(part.trim()))
}

/// What calls a property or a member deprecated, and what calls it a preview: a mark behind its name, or its description.
pub(super) fn states(
    written: &str,
    item: &Item<'_>,
    description: Option<&Text<'_>>,
    (what, dialect): (&str, &Dialect),
) -> (Option<String>, Option<String>) {
    // Most descriptions say neither, which is told without putting their words together.
    let words = description.filter(|text| dialect.is_remark(text)).map(Text::words).unwrap_or_default();
    let states = &dialect.states;
    let (deprecated, preview) = state::marked(written, what, states);
    let deprecated = state::deprecation(&words, *item, states).or(deprecated);
    (deprecated, state::preview(&words, *item, states).or(preview))
}

/// "Possible values are: `a`, `b`, `unknownFutureValue`.", with or without backticks.
fn values_in_words(text: &Text<'_>, dialect: &Dialect) -> Vec<api::Member> {
    let mut values: Vec<String> = Vec::new();
    // `c` of "`a`, `b`, `c` (deprecated)", with what stands in the parentheses.
    let mut marks: HashMap<String, String> = HashMap::new();
    let mut is_listing = false;
    for inline in &text.inlines {
        match inline.kind {
            InlineKind::Words => {
                let words = inline.text.to_lowercase();
                if let (true, Some(last)) = (is_listing && words.trim_start().starts_with('('), values.last()) {
                    let mark = words.split_once(')').map_or("", |(mark, _)| mark);
                    marks.insert(last.clone(), format!("{mark})"));
                }
                is_listing = match dialect.properties.values.last_end(&words) {
                    Some(end) => {
                        let rest = inline.text.get(end..).unwrap_or_default();
                        values.extend(values_of_sentence(rest, dialect));
                        !ends_sentence(rest)
                    }
                    None => is_listing && !ends_sentence(&words),
                };
            }
            InlineKind::Code if is_listing => values.extend(split_values(&inline.text, dialect)),
            _ => {}
        }
    }
    let mut seen = HashSet::new();
    let new = values.into_iter().filter(|value| seen.insert(value.clone())).take(MAX_VALUES);
    new.map(|wire_name| {
        let mark = marks.get(&wire_name).map(String::as_str).unwrap_or_default();
        let (deprecated, preview) = state::marked(mark, "member", &dialect.states);
        api::Member { name: String::new(), wire_name, deprecated, preview, docs: String::new(), place: None }
    })
    .collect()
}

fn ends_sentence(words: &str) -> bool {
    words.contains(". ") || words.trim_end().ends_with('.')
}

/// ` are: low, medium, high.`
fn values_of_sentence(rest: &str, dialect: &Dialect) -> Vec<String> {
    let sentence = rest.split(". ").next().unwrap_or_default();
    let Some((_, list)) = sentence.split_once(':') else { return Vec::new() };
    let values = split_values(list.trim().trim_end_matches('.'), dialect);
    if values.len() > 1 { values } else { Vec::new() }
}

/// `a`, `a, b`, `a | b`. Empty where one of them is no name.
fn split_values(list: &str, dialect: &Dialect) -> Vec<String> {
    let strip = |part: &str| {
        let part = part.trim();
        let part = dialect.properties.and_or.rest_behind(part).unwrap_or(part);
        part.trim_matches(['"', '\'', '`', ' ', '“', '”']).to_owned()
    };
    let parts: Vec<String> = list.split([',', '|']).map(strip).filter(|part| !part.is_empty()).collect();
    let parts: Vec<String> = parts.into_iter().filter(|part| !dialect.cells.null.is(part)).collect();
    let is_value = |part: &String| part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if parts.iter().all(is_value) { parts } else { Vec::new() }
}

/// "Inherited from [directoryObject](directoryobject.md)."
pub(super) fn inherited_from(text: &Text<'_>, page: &str, dialect: &Dialect) -> Option<Reference> {
    let mut inlines = text.inlines.iter().enumerate();
    let (at, _) = inlines.find(|(_, inline)| {
        let words = inline.text.trim_end().trim_end_matches([':', '*']).trim_end();
        inline.kind == InlineKind::Words && dialect.properties.inherited.end_in_any_case(words)
    })?;
    let mut rest = text.inlines.iter().skip(at + 1);
    let next = rest.find(|inline| matches!(inline.kind, InlineKind::Link | InlineKind::Code | InlineKind::Words))?;
    let (target, name) = match next.kind {
        InlineKind::Link => (target_path(page, &next.text), rest.find(|inline| !inline.text.trim().is_empty())?),
        _ => (None, next),
    };
    let name = name.text.split_whitespace().next()?.trim_matches(['.', ',', '*', '`']).to_owned();
    Some(Reference { written: name.clone(), alternatives: vec![Named { target, name }] })
}
