//! The parameter tables of a page in; typed headers and query parameters out, and what is said of the routes' values.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::route::Routes;
use super::template::FunctionTypes;
use super::word::{TakenNames, snake_name, unraw};
use super::{Context, markdown};
use crate::api::{self, Argument, Encoding, Primitive};
use crate::block::Text;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::page::{Page, ParameterPlace, ParameterRow};

/// The OData system query options, OData 4.01 URL conventions, section 5.1, and their types.
const SYSTEM_QUERY_OPTIONS: &[(&str, Primitive)] = &[
    ("$select", Primitive::String),
    ("$expand", Primitive::String),
    ("$filter", Primitive::String),
    ("$orderby", Primitive::String),
    ("$search", Primitive::String),
    ("$top", Primitive::Int32),
    ("$skip", Primitive::Int32),
    ("$count", Primitive::Boolean),
    ("$skipToken", Primitive::String),
    ("$deltatoken", Primitive::String),
    ("$format", Primitive::String),
];

/// How long the words on a route's value may be, which each of its constructors repeats.
const LONGEST_DOCS: usize = 4_000;

/// The types that the function tables give.
pub(super) fn function_types(page: &Page<'_>) -> FunctionTypes {
    let tables = page.parameters.iter().filter(|table| table.place == ParameterPlace::Function);
    tables.flat_map(|table| &table.rows).map(|row| (row_name(row).to_lowercase(), row_type(row))).collect()
}

/// What the tables of path, function and query parameters say of the routes' values: rows by name, and where they stand.
pub(super) struct Descriptions<'p, 's> {
    in_path: HashMap<String, (usize, &'p ParameterRow<'s>)>,
    in_query: HashMap<String, (usize, &'p ParameterRow<'s>)>,
}

impl<'p, 's> Descriptions<'p, 's> {
    pub(super) fn of(page: &'p Page<'s>) -> Self {
        let mut descriptions = Self { in_path: HashMap::new(), in_query: HashMap::new() };
        for table in &page.parameters {
            let rows = match table.place {
                ParameterPlace::Header => continue,
                ParameterPlace::Query => &mut descriptions.in_query,
                ParameterPlace::Path | ParameterPlace::Function => &mut descriptions.in_path,
            };
            for row in &table.rows {
                let place = rows.len();
                rows.entry(fold(&row_name(row).replace(['{', '}'], ""))).or_insert((place, row));
            }
        }
        descriptions
    }

    /// What the first row says that has the value's name, as the page writes it or as Rust does.
    pub(super) fn docs(&self, argument: &Argument) -> String {
        let rows = if argument.encoding == Encoding::Query { &self.in_query } else { &self.in_path };
        let names = [fold(&argument.written), fold(unraw(&argument.name))];
        let found = names.iter().filter_map(|name| rows.get(name)).min_by_key(|(place, _)| *place);
        found.map(|(_, row)| row_docs(row)).filter(|docs| docs.len() <= LONGEST_DOCS).unwrap_or_default()
    }
}

fn fold(name: &str) -> String {
    name.replace(['_', '-', ' '], "").to_lowercase()
}

pub(super) fn lower_parameters(
    page: &Page<'_>,
    routes: &Routes,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<api::Parameter> {
    let mut taken = taken_names(&routes.callable);
    let mut parameters: Vec<api::Parameter> = Vec::new();
    let mut known = HashSet::new();
    let in_templates = query_of_templates(page);
    for table in &page.parameters {
        for row in &table.rows {
            let parameter = match table.place {
                ParameterPlace::Header => lower_header(row, diagnostics),
                ParameterPlace::Query => lower_query(row, diagnostics),
                ParameterPlace::Path | ParameterPlace::Function => None,
            };
            let is_new = |parameter: &api::Parameter| {
                let wire_name = parameter.wire_name.to_lowercase();
                !in_templates.contains(&wire_name) && known.insert((wire_name, parameter.preference.clone()))
            };
            let row = Some(context.place(row.name.span));
            parameters.extend(parameter.filter(is_new).map(|parameter| api::Parameter { row, ..parameter }));
        }
    }
    parameters.extend(options_in_words(page, &parameters, &in_templates));
    let in_brackets = routes.optional_query.iter().filter(|name| known.insert((name.to_lowercase(), None)));
    parameters.extend(in_brackets.map(|name| optional_query(name, Primitive::String)));
    for parameter in &mut parameters {
        parameter.name = taken.take(&parameter.name, "_");
    }
    parameters
}

/// The names of the query parameters that the routes already hold, in lower case.
fn query_of_templates(page: &Page<'_>) -> BTreeSet<String> {
    // What stands in brackets is optional, and no part of the route.
    let templates = page.routes.iter().filter_map(|route| route.template.split('[').next());
    let queries = templates.filter_map(|template| template.split_once('?'));
    let pairs = queries.flat_map(|(_, query)| query.split('&')).filter_map(|pair| pair.split('=').next());
    pairs.map(|name| name.trim().to_lowercase()).collect()
}

/// A row of a header table:
/// ```text
/// | Prefer: outlook.timezone | Use this to specify the time zone. Optional. |
/// ```
fn lower_header(row: &ParameterRow<'_>, diagnostics: &mut Diagnostics) -> Option<api::Parameter> {
    let written = row_name(row);
    let (header, rest) = written.split_once(':').unwrap_or((&written, ""));
    let (header, rest) = (header.trim(), rest.trim());
    let is_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if header.is_empty() || !header.chars().all(is_token) {
        report_name(row, &written, "a header's name has letters, digits and `-`", diagnostics);
        return None;
    }
    if is_for_the_client(header, row) {
        return None;
    }
    let preference = rest.split(['=', ' ']).next().unwrap_or_default();
    let has_preference = header.eq_ignore_ascii_case("prefer") && !preference.is_empty() && !rest.contains(' ');
    Some(api::Parameter {
        name: snake_name(&if has_preference { format!("{header} {preference}") } else { header.to_owned() }),
        wire_name: header.to_owned(),
        preference: has_preference.then(|| preference.to_owned()),
        place: api::ParameterPlace::Header,
        row: None,
        ty: Primitive::String,
        is_required: is_required(row),
        docs: row_docs(row),
    })
}

/// Who calls sets no token, no length, and no content type where it is always JSON.
fn is_for_the_client(header: &str, row: &ParameterRow<'_>) -> bool {
    let header = header.to_lowercase();
    let words =
        [&row.value, &row.description].into_iter().flatten().map(Text::plain).collect::<String>().to_lowercase();
    let types = words.split([' ', ',', '`', ';']).filter(|word| word.split('/').count() == 2 && !word.contains(':'));
    let is_json = types.into_iter().all(|word| word.trim_end_matches('.').ends_with("application/json"));
    match header.as_str() {
        "authorization" | "content-length" | "host" => true,
        "content-type" | "accept" => is_json,
        _ => false,
    }
}

fn lower_query(row: &ParameterRow<'_>, diagnostics: &mut Diagnostics) -> Option<api::Parameter> {
    let written = row_name(row);
    let name = written.split(['=', ' ', ',']).next().unwrap_or_default().trim_start_matches('?');
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '$' | '-' | '_' | '.' | '@');
    if name.is_empty() || !name.chars().all(is_name) {
        report_name(row, &written, "a query parameter's name has letters, digits, `$`, `-` and `_`", diagnostics);
        return None;
    }
    let known = SYSTEM_QUERY_OPTIONS.iter().find(|(option, _)| option.eq_ignore_ascii_case(name));
    Some(api::Parameter {
        name: snake_name(name),
        wire_name: name.to_owned(),
        preference: None,
        place: api::ParameterPlace::Query,
        row: None,
        ty: known.map_or_else(|| row_type(row), |(_, ty)| *ty),
        is_required: is_required(row),
        docs: row_docs(row),
    })
}

/// Options that the prose of the section names in backticks: "supports `$select` and `$top`".
fn options_in_words(page: &Page<'_>, known: &[api::Parameter], in_templates: &BTreeSet<String>) -> Vec<api::Parameter> {
    let codes = page.query_words.iter().flat_map(Text::codes).map(|code| code.text.trim().to_lowercase());
    let named: BTreeSet<String> =
        codes.map(|code| code.split(['=', '(', ' ']).next().unwrap_or_default().to_owned()).collect();
    let is_new = |option: &str| {
        !known.iter().any(|parameter| parameter.wire_name.eq_ignore_ascii_case(option))
            && !in_templates.contains(option)
    };
    let options = SYSTEM_QUERY_OPTIONS.iter().filter(|(option, _)| {
        let lower = option.to_lowercase();
        named.contains(&lower) && is_new(&lower)
    });
    options.map(|(option, ty)| optional_query(option, *ty)).collect()
}

/// A query parameter of which the page says no more than its name.
fn optional_query(name: &str, ty: Primitive) -> api::Parameter {
    api::Parameter {
        name: snake_name(name),
        wire_name: name.to_owned(),
        preference: None,
        place: api::ParameterPlace::Query,
        row: None,
        ty,
        is_required: false,
        docs: String::new(),
    }
}

/// What a parameter cannot be called, since a constructor or a constructor's argument is.
fn taken_names(routes: &[api::Route]) -> TakenNames {
    let names = routes.iter().flat_map(|route| {
        let arguments = route.arguments.iter().map(|argument| argument.name.clone());
        arguments.chain(std::iter::once(route.name.clone()))
    });
    TakenNames::of(names.chain(["new", "body"].map(str::to_owned)))
}

/// "Required", in a column of its own or in the description.
fn is_required(row: &ParameterRow<'_>) -> bool {
    if let Some(cell) = &row.required {
        let cell = cell.plain().trim().to_lowercase();
        return cell.starts_with("yes") || cell.starts_with("true") || cell.starts_with("required");
    }
    let words: String =
        [&row.value, &row.description].into_iter().flatten().map(|text| format!("{} ", text.plain())).collect();
    let is_said = words.contains("Required") || words.trim_end_matches(['.', ' ']).ends_with(" required");
    is_said && !words.contains("Optional") && !words.to_lowercase().contains("not required")
}

fn row_name(row: &ParameterRow<'_>) -> String {
    markdown::clean(row.name.plain()).trim().trim_end_matches('*').trim().to_owned()
}

fn row_docs(row: &ParameterRow<'_>) -> String {
    let cells = [&row.value, &row.description].into_iter().flatten();
    let words: Vec<String> = cells.map(markdown::render_text).filter(|words| !words.is_empty()).collect();
    words.join(" ")
}

fn row_type(row: &ParameterRow<'_>) -> Primitive {
    let ty = row.ty.as_ref().map(Text::plain).unwrap_or_default().trim().to_lowercase();
    match ty.trim_start_matches("edm.").split([' ', ',', '(']).next().unwrap_or_default() {
        "boolean" | "bool" => Primitive::Boolean,
        "int32" | "int" | "integer" | "int16" | "number" => Primitive::Int32,
        "int64" | "long" => Primitive::Int64,
        "double" | "single" | "float" | "decimal" => Primitive::Double,
        _ => Primitive::String,
    }
}

fn report_name(row: &ParameterRow<'_>, written: &str, rule: &str, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Diagnostic::new(Code::ParameterName, row.name.span, format!("`{written}` is no name of a parameter"))
            .help(rule),
    );
}
