//! A section on headers or parameters in; its tables, column by column, out.

use super::{Section, SectionKind, header_names};
use crate::block::{Block, Table, Text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// Where the parameters of a table go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterPlace {
    /// Request headers.
    Header,
    /// The path.
    Path,
    /// The parentheses of a function call.
    Function,
    /// The query.
    Query,
}

/// A table of parameters, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterTable<'s> {
    /// Where its parameters go.
    pub place: ParameterPlace,
    /// Whether the section's heading calls them optional.
    pub is_optional: bool,
    /// The rows.
    pub rows: Vec<ParameterRow<'s>>,
}

/// A parameter, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterRow<'s> {
    /// The cell with its name.
    pub name: Text<'s>,
    /// The cell of the type column.
    pub ty: Option<Text<'s>>,
    /// The cell of the column that says whether it is required.
    pub required: Option<Text<'s>>,
    /// The cell of the value column.
    pub value: Option<Text<'s>>,
    /// The cell of the description column.
    pub description: Option<Text<'s>>,
    /// The row.
    pub span: Span,
}

/// Which column holds what.
#[derive(Default)]
struct Columns {
    name: usize,
    ty: Option<usize>,
    required: Option<usize>,
    value: Option<usize>,
    description: Option<usize>,
}

pub(super) fn parse_parameters<'s>(
    section: Section<'s>,
    tables: &mut Vec<ParameterTable<'s>>,
    diagnostics: &mut Diagnostics,
) {
    let place = match section.kind {
        SectionKind::Headers => ParameterPlace::Header,
        SectionKind::PathParameters => ParameterPlace::Path,
        SectionKind::FunctionParameters => ParameterPlace::Function,
        _ => ParameterPlace::Query,
    };
    let heading = section.heading.map(|heading| heading.plain().to_lowercase()).unwrap_or_default();
    for block in section.blocks {
        let Block::Table(table) = block else { continue };
        match find_columns(&table) {
            Some(columns) => {
                let rows = table.rows.into_iter().filter_map(|row| read_row(row, &columns)).collect();
                tables.push(ParameterTable { place, is_optional: heading.contains("optional"), rows });
            }
            None => report_table(&table, diagnostics),
        }
    }
}

/// The first column is the name's where no header says otherwise; a table with one column has only names.
fn find_columns(table: &Table<'_>) -> Option<Columns> {
    let names = header_names(table);
    let find = |words: &[&str]| names.iter().position(|name| words.iter().any(|word| name == word));
    let columns = Columns {
        name: find(&["name", "parameter", "header", "parameter name", "property", "query option", "request header"])
            .unwrap_or(0),
        ty: find(&["type", "data type"]),
        required: find(&["required", "required?"]),
        value: find(&["value", "values", "example"]),
        description: find(&["description", "meaning", "comments"]),
    };
    (!names.is_empty()).then_some(columns)
}

fn read_row<'s>(mut row: Vec<Text<'s>>, columns: &Columns) -> Option<ParameterRow<'s>> {
    let span = row.first()?.span.to(row.last()?.span);
    let mut take = |column: Option<usize>| row.get_mut(column?).map(std::mem::take);
    let (ty, required, value) = (take(columns.ty), take(columns.required), take(columns.value));
    let (name, description) = (take(Some(columns.name))?, take(columns.description));
    (!name.is_blank()).then_some(ParameterRow { name, ty, required, value, description, span })
}

fn report_table(table: &Table<'_>, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Diagnostic::new(Code::ParameterTable, table.span, "the parameter table has no header")
            .help("give it a header row, such as `Name | Type | Description`"),
    );
}
