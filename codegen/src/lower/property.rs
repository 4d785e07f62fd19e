//! A table of properties, as written, in; its properties, their types not yet looked up among the pages, out.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::draft::PropertyDraft;
use super::query::lower_property_query;
use super::reference::{Named, Reference, target_path};
use super::state::{self, Item};
use super::type_cell::{lower_type, primitive_of};
use super::{Context, markdown};
use crate::api::{self, Primitive, Type, TypeKind};
use crate::block::{InlineKind, Text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::page::{PropertyKind, PropertyRow, PropertyTable, dialect};

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
    let ty = row.ty.as_ref().and_then(|cell| lower_type(cell, around.page));
    let ty = ty.map(|ty| Type { is_collection: ty.is_collection && !shows_one(&ty, shown.as_ref()), ..ty });
    let ty = ty.or_else(|| shown.as_ref().and_then(type_of_shown)).unwrap_or_else(|| unreadable(row, diagnostics));
    let plain = row.description.as_ref().map(|text| markdown::clean(text.plain())).unwrap_or_default();
    let type_words = row.ty.as_ref().map(Text::plain).unwrap_or_default();
    let (deprecated, preview) = states(&written, &name, row.description.as_ref(), "property");
    let property = api::Property {
        name: String::new(),
        is_navigation: false,
        is_read_only: is_read_only(&plain) || is_read_only(in_parentheses(&type_words)),
        is_required: is_required(row, &plain),
        is_nullable: says_not_nullable(&plain).then_some(false),
        is_listed: true,
        inherited_from: None,
        deprecated,
        preview,
        docs: row.description.as_ref().map(markdown::render_text).unwrap_or_default(),
        query: lower_property_query(&plain),
        place: around.context.place(row.span),
        wire_name: name,
        ty,
    };
    let values = row.description.as_ref().map(values_in_words).unwrap_or_default();
    let inherited_from = row.description.as_ref().and_then(|text| inherited_from(text, around.page));
    Some(PropertyDraft { property, values, inherited_from, shown, span: row.span })
}

/// Whether the JSON names a primitive type where a collection of it would stand in brackets: `"activity": "string"`.
fn shows_one(ty: &Type, shown: Option<&Value>) -> bool {
    let named = shown.and_then(Value::as_str).and_then(primitive_of);
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
    let span = row.ty.as_ref().map_or(row.span, |cell| cell.span);
    diagnostics.push(
        Diagnostic::new(Code::PropertyRow, span, what)
            .help("name a type, such as `String`, `[user](user.md)` or `String collection`"),
    );
    Type::one(TypeKind::Unknown(words))
}

/// The type of a value as the JSON on a page shows it: `"String (timestamp)"`, `true`, `{"@odata.type": ".."}`, `[..]`.
pub(crate) fn type_of_shown(value: &Value) -> Option<Type> {
    let primitive = |primitive| Some(Type::one(TypeKind::Primitive(primitive)));
    match value {
        Value::Null => None,
        Value::Bool(_) => primitive(Primitive::Boolean),
        Value::Number(number) if number.is_f64() => primitive(Primitive::Double),
        Value::Number(_) => primitive(Primitive::Int32),
        Value::String(text) => primitive(primitive_of_shown(text)),
        Value::Array(items) => {
            let item = type_of_shown(items.first()?)?;
            Some(Type::many(item.kind))
        }
        Value::Object(object) => {
            let name = object.get("@odata.type").and_then(Value::as_str)?;
            let name = name.trim_start_matches('#');
            let item = name.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
            let kind = Reference::by_name(item.unwrap_or(name)).to_kind();
            Some(Type { kind, is_collection: item.is_some() })
        }
    }
}

/// `String (timestamp)`, `Int32`, `string`; any other text is an example of a string.
fn primitive_of_shown(text: &str) -> Primitive {
    let (name, remark) = text.split_once('(').unwrap_or((text, ""));
    if remark.trim_start().starts_with("timestamp") {
        return Primitive::DateTimeOffset;
    }
    primitive_of(name.trim()).unwrap_or(Primitive::String)
}

/// `a (b) c` as `b`.
fn in_parentheses(words: &str) -> &str {
    let inner = words.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    inner.map_or("", |(inner, _)| inner)
}

/// "Read-only." as a statement of its own, not "read-only if the user is synchronised".
fn is_read_only(written: &str) -> bool {
    // Most descriptions have none of these, which is told without writing them in lower case.
    let has = |word: &str| written.contains(word);
    let may_say = || ["ead-only", "ead only", "eadonly", "ead-Only", "ead Only"].into_iter().any(has);
    if !(has("ead") && may_say() || has("EAD")) {
        return false;
    }
    // "the range selected Read-only.": the capital begins a sentence whose stop before it is missing.
    let ends = |sentence: &str| ["Read-only", "Read-Only", "Read only"].iter().any(|said| sentence.ends_with(said));
    if written.split(['.', ';']).map(str::trim_end).any(ends) {
        return true;
    }
    let words = written.to_lowercase().replace("read only", "read-only").replace("readonly", "read-only");
    let words = words.as_str();
    if !words.contains("read-only") {
        return false;
    }
    const WHOLE: &[&str] = &[
        "this property is read-only",
        "the property is read-only",
        "this is read-only",
        "it is read-only",
        "it's read-only",
        "this is a read-only",
        "read-only property",
    ];
    const CASES: &[&str] =
        &[" if ", " when ", " unless ", " except ", " mode", " for ", " access", " after ", " once "];
    let is_statement = |part: &str| part == "read-only" || WHOLE.contains(&part);
    words.contains("(read-only)")
        || words.split(['.', ';', '!']).map(str::trim).any(|sentence| {
            let has_case = CASES.iter().any(|case| sentence.contains(case));
            sentence.split(',').any(|part| is_statement(part.trim()))
                || (!has_case
                    && (sentence.starts_with("read-only") || WHOLE.iter().any(|said| sentence.starts_with(said))))
        })
}

/// "Required", in a column of its own or as a statement in the description.
fn is_required(row: &PropertyRow<'_>, words: &str) -> bool {
    if let Some(cell) = &row.required {
        let cell = cell.plain().trim().to_lowercase();
        return cell.starts_with("yes") || cell.starts_with("true") || cell.starts_with("required");
    }
    let words = words.to_lowercase();
    const WHOLE: &[&str] = &["required", "this property is required", "it is required", "(required)"];
    words.contains("required") && words.split(['.', ';', ',']).any(|part| WHOLE.contains(&part.trim()))
}

/// "Not nullable", as a statement in the description.
fn says_not_nullable(words: &str) -> bool {
    let words = words.to_lowercase();
    words.contains("nullable")
        && words
            .split(['.', ';', ','])
            .any(|part| matches!(part.trim(), "not nullable" | "non-nullable" | "(not nullable)"))
}

/// What calls a property or a member deprecated, and what calls it a preview: a mark behind its name, or its description.
pub(super) fn states(
    written: &str,
    name: &str,
    description: Option<&Text<'_>>,
    what: &str,
) -> (Option<String>, Option<String>) {
    // Most descriptions say neither, which is told without putting their words together.
    let words = description.filter(|text| dialect::is_remark(text)).map(Text::words).unwrap_or_default();
    let (deprecated, preview) = state::marked(written, what);
    let deprecated = state::deprecation(&words, Item::Part(name)).or(deprecated);
    (deprecated, state::preview(&words, Item::Part(name)).or(preview))
}

/// "Possible values are: `a`, `b`, `unknownFutureValue`.", with or without backticks.
fn values_in_words(text: &Text<'_>) -> Vec<api::Member> {
    if !text.inlines.iter().any(|inline| inline.text.contains("alue") || inline.text.contains("one of")) {
        return Vec::new();
    }
    let lower = text.plain().to_lowercase();
    if !dialect::VALUES.iter().any(|phrase| lower.contains(phrase)) {
        return Vec::new();
    }
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
                // Most runs have none, which `contains` tells sooner than `find`.
                let said = dialect::VALUES.iter().filter(|phrase| words.contains(**phrase));
                let phrase = said.filter_map(|phrase| Some(words.find(phrase)? + phrase.len())).max();
                is_listing = match phrase {
                    Some(end) => {
                        let rest = inline.text.get(end..).unwrap_or_default();
                        values.extend(values_of_sentence(rest));
                        !ends_sentence(rest)
                    }
                    None => is_listing && !ends_sentence(&words),
                };
            }
            InlineKind::Code if is_listing => values.extend(split_values(&inline.text)),
            _ => {}
        }
    }
    let mut seen = HashSet::new();
    let new = values.into_iter().filter(|value| seen.insert(value.clone())).take(MAX_VALUES);
    new.map(|wire_name| {
        let mark = marks.get(&wire_name).map(String::as_str).unwrap_or_default();
        let (deprecated, preview) = state::marked(mark, "member");
        api::Member { name: String::new(), wire_name, deprecated, preview, docs: String::new(), place: None }
    })
    .collect()
}

fn ends_sentence(words: &str) -> bool {
    words.contains(". ") || words.trim_end().ends_with('.')
}

/// ` are: low, medium, high.`
fn values_of_sentence(rest: &str) -> Vec<String> {
    let sentence = rest.split(". ").next().unwrap_or_default();
    let Some((_, list)) = sentence.split_once(':') else { return Vec::new() };
    let values = split_values(list.trim().trim_end_matches('.'));
    if values.len() > 1 { values } else { Vec::new() }
}

/// `a`, `a, b`, `a | b`. Empty where one of them is no name.
fn split_values(list: &str) -> Vec<String> {
    let strip = |part: &str| {
        let part = part.trim();
        let part = part.strip_prefix("and ").or_else(|| part.strip_prefix("or ")).unwrap_or(part);
        part.trim_matches(['"', '\'', '`', ' ', '“', '”']).to_owned()
    };
    let parts: Vec<String> = list.split([',', '|']).map(strip).filter(|part| !part.is_empty()).collect();
    let parts: Vec<String> = parts.into_iter().filter(|part| part != "null").collect();
    let is_value = |part: &String| part.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    if parts.iter().all(is_value) { parts } else { Vec::new() }
}

/// "Inherited from [directoryObject](directoryobject.md)."
pub(super) fn inherited_from(text: &Text<'_>, page: &str) -> Option<Reference> {
    let mut inlines = text.inlines.iter().enumerate();
    let (at, _) = inlines.find(|(_, inline)| {
        let words = inline.text.trim_end().trim_end_matches([':', '*']).trim_end();
        inline.kind == InlineKind::Words && dialect::INHERITANCE.iter().any(|phrase| words.ends_with(phrase))
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
