//! A file's markdown in; its blocks, each with its span, out: includes spliced in, other tabs than HTTP left out.

use std::borrow::Cow;

use crate::diagnostic::Diagnostics;
use crate::source::{FileId, SourceMap, Span};

mod include;
mod pipe;
mod reader;
mod tab;

/// A block of a page.
#[derive(Clone, Debug, PartialEq)]
pub enum Block<'s> {
    /// A heading.
    Heading(Heading<'s>),
    /// A paragraph.
    Paragraph(Text<'s>),
    /// A fenced or indented code block.
    Fence(Fence<'s>),
    /// A table.
    Table(Table<'s>),
    /// A list, each item a run of blocks.
    List(List<'s>),
    /// A block quote.
    Quote(Vec<Block<'s>>),
    /// Raw HTML, mostly a comment.
    Html(Literal<'s>),
    /// A thematic break.
    Rule(Span),
}

/// A heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Heading<'s> {
    /// 1 to 6.
    pub level: u8,
    /// Its words.
    pub text: Text<'s>,
}

/// A code block.
#[derive(Clone, Debug, PartialEq)]
pub struct Fence<'s> {
    /// What stands behind the opening fence.
    pub info: Cow<'s, str>,
    /// The code, in the runs in which it stands in the file.
    pub runs: Vec<Literal<'s>>,
    /// The whole block.
    pub span: Span,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<'s> {
    /// The header cells.
    pub header: Vec<Text<'s>>,
    /// The rows below.
    pub rows: Vec<Vec<Text<'s>>>,
    /// The whole table.
    pub span: Span,
}

/// A list.
#[derive(Clone, Debug, PartialEq)]
pub struct List<'s> {
    /// The first number of a numbered list.
    pub first: Option<u64>,
    /// The items.
    pub items: Vec<Vec<Block<'s>>>,
}

/// Text as it stands in the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal<'s> {
    /// The text.
    pub text: Cow<'s, str>,
    /// Where it stands.
    pub span: Span,
}

/// The words of a paragraph, a heading or a cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text<'s> {
    /// Runs and marks, in order.
    pub inlines: Vec<Inline<'s>>,
    /// Where they stand.
    pub span: Span,
}

/// A run of a text, or the mark at which a style begins or ends.
#[derive(Clone, Debug, PartialEq)]
pub struct Inline<'s> {
    /// What it is.
    pub kind: InlineKind,
    /// Its text; the target at the start of a link; empty for the other marks.
    pub text: Cow<'s, str>,
    /// Where it stands.
    pub span: Span,
}

/// What an [`Inline`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InlineKind {
    /// Words.
    Words,
    /// Code in backticks.
    Code,
    /// Raw HTML.
    Html,
    /// A line break that means a space.
    SoftBreak,
    /// A line break.
    HardBreak,
    /// A link begins.
    Link,
    /// A link ends.
    LinkEnd,
    /// Strong emphasis begins.
    Strong,
    /// Strong emphasis ends.
    StrongEnd,
    /// Emphasis begins.
    Emphasis,
    /// Emphasis ends.
    EmphasisEnd,
}

impl<'s> Text<'s> {
    /// The words alone: no styles, a break or `<br/>` as a space. Of a text with one run these are the run's.
    pub fn plain(&self) -> Cow<'_, str> {
        plain_words(&self.inlines)
    }

    /// The words, with code in backticks; a break or `<br/>` as a space.
    pub fn words(&self) -> String {
        let mut words = String::new();
        for inline in &self.inlines {
            match inline.kind {
                InlineKind::Words => words.push_str(&inline.text),
                InlineKind::Code => words.extend(["`", &inline.text, "`"]),
                InlineKind::SoftBreak | InlineKind::HardBreak => words.push(' '),
                InlineKind::Html if inline.is_line_break() => words.push(' '),
                _ => {}
            }
        }
        words
    }

    /// Whether there is nothing to read.
    pub fn is_blank(&self) -> bool {
        self.inlines.iter().all(|inline| match inline.kind {
            InlineKind::Words | InlineKind::Code => inline.text.chars().all(char::is_whitespace),
            _ => true,
        })
    }

    /// The targets of its links.
    pub fn links(&self) -> impl Iterator<Item = &Inline<'s>> {
        self.inlines.iter().filter(|inline| inline.kind == InlineKind::Link)
    }

    /// What stands in backticks.
    pub fn codes(&self) -> impl Iterator<Item = &Inline<'s>> {
        self.inlines.iter().filter(|inline| inline.kind == InlineKind::Code)
    }
}

/// The words of a part of a text.
pub(crate) fn plain_words<'t>(inlines: &'t [Inline<'_>]) -> Cow<'t, str> {
    let mut parts = inlines.iter().filter_map(Inline::plain);
    let first = parts.next().unwrap_or_default();
    let Some(second) = parts.next() else { return Cow::Borrowed(first) };
    let mut plain = String::with_capacity(inlines.iter().map(|inline| inline.text.len().max(1)).sum());
    plain.extend([first, second].into_iter().chain(parts));
    Cow::Owned(plain)
}

impl Inline<'_> {
    fn plain(&self) -> Option<&str> {
        match self.kind {
            InlineKind::Words | InlineKind::Code => Some(&self.text),
            InlineKind::SoftBreak | InlineKind::HardBreak => Some(" "),
            InlineKind::Html if self.is_line_break() => Some(" "),
            _ => None,
        }
    }

    /// Whether this is the HTML `<br>`, in any of its spellings.
    pub fn is_line_break(&self) -> bool {
        let tag = self.text.trim_matches(['<', '>', '/', ' ']);
        self.kind == InlineKind::Html && tag.eq_ignore_ascii_case("br")
    }
}

/// One line of a code block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line<'a> {
    /// The line without its end.
    pub text: &'a str,
    /// Where it stands.
    pub span: Span,
}

impl Fence<'_> {
    /// The lines of the code.
    pub fn lines(&self) -> impl Iterator<Item = Line<'_>> {
        self.runs.iter().flat_map(|run| {
            let mut offset = 0;
            run.text.split_inclusive('\n').map(move |whole| {
                let text = whole.trim_end_matches(['\n', '\r']);
                let span = run.span.slice(offset, offset + text.len());
                offset += whole.len();
                Line { text, span }
            })
        })
    }

    /// The code as one text.
    pub fn code(&self) -> Cow<'_, str> {
        match self.runs.as_slice() {
            [run] => Cow::Borrowed(&run.text),
            runs => runs.iter().map(|run| run.text.as_ref()).collect(),
        }
    }
}

/// Reads a file's blocks, from byte `from` of its text on (behind the front matter). Beside them, the paths of the files that it
/// includes, or would where they were there.
pub(crate) fn parse_blocks<'s>(
    sources: &'s SourceMap,
    file: FileId,
    from: usize,
    diagnostics: &mut Diagnostics,
) -> (Vec<Block<'s>>, Vec<String>) {
    let mut includer = include::Includer::new(sources);
    let blocks = includer.read_file(file, from, diagnostics);
    (blocks, includer.sought)
}

/// The byte at which the text behind a front matter begins, and the front matter's lines.
///
/// `None` for the lines where there is none, or where it does not end: then all is content.
pub(crate) fn split_front_matter(text: &str) -> (usize, Option<&str>) {
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let rest = text.get(bom..).unwrap_or_default();
    let Some(opening) = rest.split_inclusive('\n').next().filter(|line| line.trim_end() == "---") else {
        return (bom, None);
    };
    let start = bom + opening.len();
    let mut at = start;
    for line in text.get(start..).unwrap_or_default().split_inclusive('\n') {
        if line.trim_end() == "---" {
            return (at + line.len(), text.get(start..at));
        }
        at += line.len();
    }
    (bom, None)
}

/// Calls `visit` with each paragraph, those of quotes and lists among them, in page order.
pub(crate) fn visit_paragraphs<'s>(blocks: &[Block<'s>], visit: &mut dyn FnMut(&Text<'s>)) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => visit(text),
            Block::Quote(blocks) => visit_paragraphs(blocks, visit),
            Block::List(list) => list.items.iter().for_each(|item| visit_paragraphs(item, visit)),
            _ => {}
        }
    }
}

/// Calls `visit` with each paragraph, heading and cell, those of quotes and lists among them, in page order.
pub(crate) fn visit_texts<'s>(blocks: &[Block<'s>], visit: &mut dyn FnMut(&Text<'s>)) {
    for block in blocks {
        match block {
            Block::Paragraph(text) => visit(text),
            Block::Heading(heading) => visit(&heading.text),
            Block::Table(table) => table.header.iter().chain(table.rows.iter().flatten()).for_each(&mut *visit),
            Block::Quote(blocks) => visit_texts(blocks, visit),
            Block::List(list) => list.items.iter().for_each(|item| visit_texts(item, visit)),
            Block::Fence(_) | Block::Html(_) | Block::Rule(_) => {}
        }
    }
}
