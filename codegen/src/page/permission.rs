//! A section on permissions in; its tables, with what stands before each, out.

use std::rc::Rc;

use super::annotation::{Annotation, parse_annotation};
use super::dialect::{Dialect, METHODS};
use super::{Section, header_names};
use crate::block::{Block, Table, Text};
use crate::diagnostic::Diagnostics;

/// A table of permissions, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct PermissionTable<'s> {
    /// The table.
    pub table: Table<'s>,
    /// The nearest heading or sentence before it, below the section's own heading.
    pub caption: Option<Text<'s>>,
    /// The section's heading.
    pub heading: Option<Rc<Text<'s>>>,
    /// What the annotation before it says.
    pub annotation: Option<Annotation>,
    /// The `METHOD template` lines of the fences between the table before and this one.
    pub routes: Vec<String>,
}

/// Takes the tables that speak of token kinds; role tables, cloud tables and the like are none.
pub(super) fn parse_permissions<'s>(
    section: Section<'s>,
    dialect: &Dialect,
    tables: &mut Vec<PermissionTable<'s>>,
    diagnostics: &mut Diagnostics,
) {
    let heading = section.heading.map(Rc::new);
    let mut caption = None;
    let mut annotation = None;
    let mut routes = Vec::new();
    let mut blocks: Vec<Block<'s>> = section.blocks;
    blocks.reverse();
    while let Some(block) = blocks.pop() {
        match block {
            Block::Table(table) if is_permission_table(&table, dialect) => tables.push(PermissionTable {
                table,
                caption: caption.take(),
                heading: heading.clone(),
                annotation: annotation.take(),
                routes: std::mem::take(&mut routes),
            }),
            Block::Html(html) => annotation = parse_annotation(&html, diagnostics).or(annotation),
            Block::Heading(heading) => caption = Some(heading.text),
            Block::Paragraph(text) => caption = Some(text),
            Block::Fence(fence) => {
                let is_route = |text: &str| METHODS.iter().any(|method| text.starts_with(method));
                routes.extend(fence.lines().map(|line| line.text.trim().to_owned()).filter(|line| is_route(line)));
            }
            Block::Quote(inner) => blocks.extend(inner.into_iter().rev()),
            Block::List(list) => blocks.extend(list.items.into_iter().flatten().rev()),
            Block::Table(_) | Block::Rule(_) => {}
        }
    }
}

/// Token kinds stand in the rows of the first column, or in the header.
fn is_permission_table(table: &Table<'_>, dialect: &Dialect) -> bool {
    let in_header = header_names(table).iter().skip(1).any(|name| dialect.token_kind(name).is_some());
    let mut labels = table.rows.iter().filter_map(|row| row.first());
    in_header || labels.any(|label| dialect.token_kind(label.plain().trim()).is_some())
}
