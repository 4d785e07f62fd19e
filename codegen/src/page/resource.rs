//! The sections of a page that describes types in; their tables of properties and of values, and the JSON shown, out.

use serde_json::Value;

use super::annotation::{Annotation, parse_annotation, parse_json};
use super::dialect::{Dialect, TableHeading, Words};
use super::property::{PropertyKind, PropertyTable, parse_named_table, parse_property_table};
use super::{Section, header_names};
use crate::block::{Block, Fence, List, Table, Text};
use crate::diagnostic::Diagnostics;
use crate::source::Span;

/// What a page says of types, as written.
#[derive(Debug, Default)]
pub struct TypeParts<'s> {
    /// The tables of properties and of relationships, in page order.
    pub tables: Vec<PropertyTable<'s>>,
    /// The lists of an enumeration's members, in page order.
    pub values: Vec<ValueTable<'s>>,
    /// The JSON shown, in page order.
    pub representations: Vec<Representation>,
}

/// A list of an enumeration's members, as written.
#[derive(Debug)]
pub struct ValueTable<'s> {
    /// The enumeration's name, where the heading has it: `riskLevel` of `### riskLevel values`.
    pub name: Option<String>,
    /// What links to the heading: `risklevel-values`.
    pub anchor: String,
    /// The members: the cell with the name, and what is said of it.
    pub rows: Vec<ValueRow<'s>>,
    /// The whole list.
    pub span: Span,
}

/// A member as written, and what is said of it.
type ValueRow<'s> = (Text<'s>, Option<Text<'s>>);

/// The JSON that a page shows of a type.
#[derive(Debug)]
pub struct Representation {
    /// What the comment before it says.
    pub annotation: Annotation,
    /// The JSON; `Null` where it cannot be read.
    pub json: Value,
}

pub(super) fn parse_types<'s>(
    sections: &[Section<'s>],
    dialect: &Dialect,
    diagnostics: &mut Diagnostics,
) -> TypeParts<'s> {
    let mut reader = TypeReader { dialect, parts: TypeParts::default(), heading: Heading::start(), annotation: None };
    for section in sections {
        reader.heading = match &section.heading {
            Some(text) => Heading::of(&text.plain(), TableHeading::Other, dialect),
            None => Heading::start(),
        };
        reader.read_blocks(&section.blocks, diagnostics);
    }
    reader.parts
}

/// The heading that a table stands under.
struct Heading {
    kind: TableHeading,
    /// The kind of the last heading that says what its tables are.
    outer: TableHeading,
    words: String,
}

impl Heading {
    fn start() -> Self {
        Self { kind: TableHeading::Start, outer: TableHeading::Start, words: String::new() }
    }

    fn of(words: &str, outer: TableHeading, dialect: &Dialect) -> Self {
        let kind = dialect.table_heading(words);
        let outer = if kind == TableHeading::Other { outer } else { kind };
        Self { kind, outer, words: words.trim().to_owned() }
    }
}

struct TypeReader<'s, 'd> {
    dialect: &'d Dialect,
    parts: TypeParts<'s>,
    heading: Heading,
    annotation: Option<Annotation>,
}

impl<'s> TypeReader<'s, '_> {
    fn read_blocks(&mut self, blocks: &[Block<'s>], diagnostics: &mut Diagnostics) {
        for block in blocks {
            match block {
                Block::Heading(heading) => {
                    self.heading = Heading::of(&heading.text.plain(), self.heading.outer, self.dialect);
                }
                Block::Table(table) => self.read_table(table),
                Block::List(list) => self.read_list(list),
                Block::Html(html) => {
                    self.annotation = parse_annotation(html, diagnostics).or(self.annotation.take());
                }
                Block::Fence(fence) => self.read_fence(fence),
                Block::Quote(inner) => self.read_blocks(inner, diagnostics),
                Block::Paragraph(_) | Block::Rule(_) => {}
            }
        }
    }

    fn read_table(&mut self, table: &Table<'s>) {
        let properties = match self.heading.kind {
            TableHeading::Properties | TableHeading::Relationships => parse_named_table(table, self.dialect),
            // A heading inside the section parts the properties into groups.
            TableHeading::Other
                if matches!(self.heading.outer, TableHeading::Properties | TableHeading::Relationships) =>
            {
                parse_property_table(table, self.dialect)
            }
            TableHeading::Start => parse_property_table(table, self.dialect),
            TableHeading::Other | TableHeading::Values => None,
        };
        if let Some(mut properties) = properties {
            if self.heading.outer == TableHeading::Relationships {
                properties.kind = PropertyKind::Navigation;
            }
            self.parts.tables.push(properties);
        } else if let Some(rows) = value_rows(table, self.heading.kind, self.dialect) {
            self.push_values(rows, table.span);
        }
    }

    /// ```text
    /// ## Members
    /// - `low`: a few are affected
    /// ```
    fn read_list(&mut self, list: &List<'s>) {
        if self.heading.kind != TableHeading::Values {
            return;
        }
        let items = list.items.iter().filter_map(|item| match item.first() {
            Some(Block::Paragraph(text)) => Some(split_item(text)),
            _ => None,
        });
        let rows: Vec<_> = items.collect();
        if let (Some((first, _)), Some((last, _))) = (rows.first(), rows.last()) {
            let span = first.span.to(last.span);
            self.push_values(rows, span);
        }
    }

    fn push_values(&mut self, rows: Vec<ValueRow<'s>>, span: Span) {
        let name = self.dialect.enumeration_name(&self.heading.words);
        self.parts.values.push(ValueTable { name, anchor: anchor(&self.heading.words), rows, span });
    }

    fn read_fence(&mut self, fence: &Fence<'_>) {
        let Some(annotation) = self.annotation.take() else { return };
        if annotation.block_type.as_deref() != Some("resource") {
            return;
        }
        let json = parse_json(&fence.code());
        self.parts.representations.push(Representation { annotation, json });
    }
}

/// ```text
/// | Member | Value | Description |
/// ```
fn value_rows<'s>(table: &Table<'s>, heading: TableHeading, dialect: &Dialect) -> Option<Vec<ValueRow<'s>>> {
    let header = header_names(table);
    let columns = &dialect.columns;
    let find = |words: &[&Words]| header.iter().position(|name| words.iter().any(|words| words.is(name)));
    let name = match heading {
        TableHeading::Values => find(&[&columns.member, &columns.property, &columns.value]).or(Some(0)),
        _ => find(&[&columns.member]),
    }?;
    let description = find(&[&columns.description]);
    let rows = table.rows.iter().filter_map(|row| {
        let name = row.get(name).filter(|name| !name.is_blank())?.clone();
        Some((name, description.and_then(|at| row.get(at)).cloned()))
    });
    Some(rows.collect())
}

/// The first run of an item is the member, what follows is said of it.
fn split_item<'s>(text: &Text<'s>) -> (Text<'s>, Option<Text<'s>>) {
    use crate::block::InlineKind;
    let is_word = |kind: InlineKind| matches!(kind, InlineKind::Words | InlineKind::Code);
    let Some(at) = text.inlines.iter().position(|inline| is_word(inline.kind)) else { return (text.clone(), None) };
    let part = |inlines: &[crate::block::Inline<'s>]| Text { inlines: inlines.to_vec(), span: text.span };
    let (first, rest) = text.inlines.split_at(at + 1);
    (part(first), Some(part(rest)).filter(|rest| !rest.is_blank()))
}

/// What a site makes of a heading for links to it: lower case, spaces as hyphens, no other marks.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}
