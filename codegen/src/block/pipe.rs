//! A paragraph in; the table that it is out, where tabs (`→`) in the line below its header hide it from the parser.

use super::{Block, Inline, InlineKind, Table, Text};

/// Takes a paragraph for a table where its second line is the line below a header:
/// ```text
/// | Property | Type         |
/// | -------- |---------→  |
/// ```
pub(super) fn read_paragraph(text: Text<'_>) -> Block<'_> {
    if !has_rule(&text) {
        return Block::Paragraph(text);
    }
    let mut lines =
        text.inlines.split(|inline| inline.kind == InlineKind::SoftBreak).map(|line| split_cells(line, &text));
    let header = lines.next().unwrap_or_default();
    let rows = lines.skip(1).map(|mut row| {
        row.resize_with(header.len(), || Text { inlines: Vec::new(), span: text.span });
        row
    });
    let rows = rows.collect();
    Block::Table(Table { header, rows, span: text.span })
}

fn has_rule(text: &Text<'_>) -> bool {
    let mut lines = text.inlines.split(|inline| inline.kind == InlineKind::SoftBreak);
    let (Some(header), Some(rule)) = (lines.next(), lines.next()) else { return false };
    let has_pipe = header.iter().any(|inline| inline.text.contains('|'));
    let is_mark = |c: char| matches!(c, '|' | '-' | ':' | ' ' | '\t');
    let mut chars = rule.iter().flat_map(|inline| inline.text.chars());
    let has_tab = rule.iter().any(|inline| inline.text.contains('\t'));
    has_pipe && has_tab && chars.all(is_mark) && rule.iter().any(|inline| inline.text.contains("--"))
}

/// The cells of a line. The pipes at its ends are no part of them.
fn split_cells<'s>(line: &[Inline<'s>], text: &Text<'s>) -> Vec<Text<'s>> {
    let mut cells: Vec<Text<'s>> = vec![Text { inlines: Vec::new(), span: text.span }];
    for inline in line {
        if inline.kind != InlineKind::Words || !inline.text.contains('|') {
            push(&mut cells, inline.clone());
            continue;
        }
        let mut at = 0;
        for (number, part) in inline.text.split('|').enumerate() {
            if number > 0 {
                cells.push(Text { inlines: Vec::new(), span: text.span });
            }
            let words = part.trim_matches(['\t', ' ']);
            if !words.is_empty() {
                let span = inline.span.slice(at, at + part.len());
                let text = part.replace('\t', " ").into();
                push(&mut cells, Inline { kind: InlineKind::Words, text, span });
            }
            at += part.len() + 1;
        }
    }
    let is_blank = |cell: Option<&Text<'_>>| cell.is_some_and(Text::is_blank);
    if cells.len() > 1 && is_blank(cells.last()) {
        cells.pop();
    }
    if cells.len() > 1 && is_blank(cells.first()) {
        cells.remove(0);
    }
    cells
}

/// A cell's place is that of its words.
fn push<'s>(cells: &mut [Text<'s>], inline: Inline<'s>) {
    if let Some(cell) = cells.last_mut() {
        cell.span = if cell.inlines.is_empty() { inline.span } else { cell.span.to(inline.span) };
        cell.inlines.push(inline);
    }
}
