//! A table of properties in; its rows, column by column, out. Resource pages, request bodies and parameters have such tables.

use super::dialect::{Dialect, Words};
use super::header_names;
use crate::block::{Table, Text};
use crate::source::Span;

/// A table of properties, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyTable<'s> {
    /// What its rows are.
    pub kind: PropertyKind,
    /// The rows.
    pub rows: Vec<PropertyRow<'s>>,
    /// The whole table.
    pub span: Span,
}

/// What the rows of a table of properties are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyKind {
    /// Properties with values of their own.
    Structural,
    /// Properties that lead to other entities.
    Navigation,
}

/// A property, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyRow<'s> {
    /// The cell with its name.
    pub name: Text<'s>,
    /// The cell of the type column.
    pub ty: Option<Text<'s>>,
    /// The cell of the column that says whether it is required.
    pub required: Option<Text<'s>>,
    /// The cell of the description column.
    pub description: Option<Text<'s>>,
    /// The row.
    pub span: Span,
}

/// Which column holds what.
struct Columns {
    name: usize,
    ty: Option<usize>,
    required: Option<usize>,
    description: Option<usize>,
}

/// Reads a table whose header names a column for names and one for types. `None` for other tables.
pub(super) fn parse_property_table<'s>(table: &Table<'s>, dialect: &Dialect) -> Option<PropertyTable<'s>> {
    parse_table(table, dialect).filter(|(_, columns)| columns.ty.is_some()).map(|(table, _)| table)
}

/// Reads a table of what a body holds. Its column for types may be called that for values:
/// ```text
/// | Name | Value | Description |
/// |:-----|:------|:------------|
/// | name | string | Optional. |
/// ```
pub(crate) fn parse_body_table<'s>(table: &Table<'s>, dialect: &Dialect) -> Option<PropertyTable<'s>> {
    let header = header_names(table);
    let columns = find_columns(&header, dialect)?;
    let values = header.iter().position(|name| dialect.columns.value.is(name));
    let ty = columns.ty.or(values.filter(|_| columns.description.is_some()));
    let columns = Columns { ty: Some(ty?), ..columns };
    let rows = table.rows.iter().filter_map(|row| read_row(row, &columns)).collect();
    Some(PropertyTable { kind: PropertyKind::Structural, rows, span: table.span })
}

/// Reads a table below a heading that says that it lists properties: one column for names is enough where its header is
/// no more than `Property` or `Name`.
pub(super) fn parse_named_table<'s>(table: &Table<'s>, dialect: &Dialect) -> Option<PropertyTable<'s>> {
    let header = header_names(table);
    let is_bare =
        |columns: &Columns| header.get(columns.name).is_some_and(|name| dialect.columns.property.is_bare(name));
    parse_table(table, dialect).filter(|(_, columns)| columns.ty.is_some() || is_bare(columns)).map(|(table, _)| table)
}

fn parse_table<'s>(table: &Table<'s>, dialect: &Dialect) -> Option<(PropertyTable<'s>, Columns)> {
    let header = header_names(table);
    let columns = find_columns(&header, dialect)?;
    let is_navigation = header.get(columns.name).is_some_and(|name| dialect.columns.navigation.is(name));
    let kind = if is_navigation { PropertyKind::Navigation } else { PropertyKind::Structural };
    let rows = table.rows.iter().filter_map(|row| read_row(row, &columns)).collect();
    Some((PropertyTable { kind, rows, span: table.span }, columns))
}

/// ```text
/// | Property name | Type | Required? | Description |
/// ```
fn find_columns(header: &[String], dialect: &Dialect) -> Option<Columns> {
    let find = |words: &Words| header.iter().position(|name| words.is(name));
    let columns = &dialect.columns;
    Some(Columns {
        name: find(&columns.property)?,
        ty: find(&columns.r#type),
        required: find(&columns.required),
        description: find(&columns.description),
    })
}

fn read_row<'s>(row: &[Text<'s>], columns: &Columns) -> Option<PropertyRow<'s>> {
    let span = row.first()?.span.to(row.last()?.span);
    let cell = |column: Option<usize>| row.get(column?).filter(|cell| !cell.is_blank()).cloned();
    let name = row.get(columns.name)?.clone();
    let (ty, required, description) = (cell(columns.ty), cell(columns.required), cell(columns.description));
    // A line between rows has no cell but empty ones.
    let is_divider = name.is_blank() && ty.is_none();
    (!is_divider).then_some(PropertyRow { name, ty, required, description, span })
}
