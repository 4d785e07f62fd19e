//! A section on headers or parameters in; its tables, column by column, out.

use super::dialect::{Dialect, Words};
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
    dialect: &Dialect,
    tables: &mut Vec<ParameterTable<'s>>,
    diagnostics: &mut Diagnostics,
) {
    let place = match section.kind {
        SectionKind::Headers => ParameterPlace::Header,
        SectionKind::PathParameters => ParameterPlace::Path,
        SectionKind::FunctionParameters => ParameterPlace::Function,
        _ => ParameterPlace::Query,
    };
    for block in section.blocks {
        let Block::Table(table) = block else { continue };
        match find_columns(&table, dialect) {
            Some(columns) => {
                let rows = table.rows.into_iter().filter_map(|row| read_row(row, &columns)).collect();
                tables.push(ParameterTable { place, rows });
            }
            // Tables of another kind belong to the prose of their section.
            None if place == ParameterPlace::Query => {}
            None => report_table(&table, dialect, diagnostics),
        }
    }
}

/// `None` where no column is for names: a table of attributes to filter by, of values, of casts.
fn find_columns(table: &Table<'_>, dialect: &Dialect) -> Option<Columns> {
    let header = header_names(table);
    let find = |words: &Words| header.iter().position(|name| words.is(name));
    let columns = &dialect.columns;
    Some(Columns {
        name: find(&columns.parameter)?,
        ty: find(&columns.r#type),
        required: find(&columns.required),
        value: find(&columns.value),
        description: find(&columns.description),
    })
}

fn read_row<'s>(mut row: Vec<Text<'s>>, columns: &Columns) -> Option<ParameterRow<'s>> {
    let span = row.first()?.span.to(row.last()?.span);
    let mut take = |column: Option<usize>| row.get_mut(column?).map(std::mem::take);
    let (ty, required, value) = (take(columns.ty), take(columns.required), take(columns.value));
    let (name, description) = (take(Some(columns.name))?, take(columns.description));
    (!name.is_blank()).then_some(ParameterRow { name, ty, required, value, description, span })
}

fn report_table(table: &Table<'_>, dialect: &Dialect, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Diagnostic::new(Code::ParameterTable, table.span, "no column of the table is for the parameters' names")
            .help(format!("give it a header row, such as `{}`", dialect.usual_header())),
    );
}
