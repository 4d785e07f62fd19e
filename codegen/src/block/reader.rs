//! Markdown in; its blocks, as the parser sees them, out. The only file that names pulldown-cmark.

use std::borrow::Cow;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::{Block, Fence, Heading, Inline, InlineKind, List, Literal, Table, Text};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Span;

/// How deep lists and quotes are followed; what lies deeper is read as if it stood at this depth.
const MAX_DEPTH: usize = 48;
/// How many rows of a table are read.
const MAX_ROWS: usize = 20_000;

/// Turns parser events into blocks.
struct Reader<'s, 'd> {
    text: &'s str,
    base: usize,
    stack: Vec<Open<'s>>,
    inlines: Vec<Inline<'s>>,
    skipped_depth: usize,
    diagnostics: &'d mut Diagnostics,
}

/// A block that has begun and not ended.
struct Open<'s> {
    kind: OpenKind<'s>,
    blocks: Vec<Block<'s>>,
    start: usize,
}

enum OpenKind<'s> {
    File,
    Quote,
    Item,
    List(Option<u64>, Vec<Vec<Block<'s>>>),
    Fence(Cow<'s, str>, Vec<Literal<'s>>),
    Html(Vec<Literal<'s>>),
    Table(Table<'s>, Vec<Text<'s>>),
}

pub(super) fn read_markdown<'s>(text: &'s str, base: usize, diagnostics: &mut Diagnostics) -> Vec<Block<'s>> {
    let mut reader = Reader {
        text,
        base,
        stack: vec![Open { kind: OpenKind::File, blocks: Vec::new(), start: 0 }],
        inlines: Vec::new(),
        skipped_depth: 0,
        diagnostics,
    };
    for (event, range) in Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter() {
        reader.read_event(event, range);
    }
    reader.stack.pop().map(|file| file.blocks).unwrap_or_default()
}

impl<'s> Reader<'s, '_> {
    fn span(&self, range: &std::ops::Range<usize>) -> Span {
        Span::new(self.base + range.start, self.base + range.end)
    }

    fn read_event(&mut self, event: Event<'s>, range: std::ops::Range<usize>) {
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag, range),
            Event::Text(text) => self.push_text(Cow::from(text), range),
            Event::Code(text) => self.push_inline(InlineKind::Code, Cow::from(text), range),
            Event::Html(text) => self.push_text(Cow::from(text), range),
            Event::InlineHtml(text) => self.push_inline(InlineKind::Html, Cow::from(text), range),
            Event::SoftBreak => self.push_inline(InlineKind::SoftBreak, Cow::Borrowed(" "), range),
            Event::HardBreak => self.push_inline(InlineKind::HardBreak, Cow::Borrowed("\n"), range),
            Event::Rule => self.push_block(Block::Rule(self.span(&range))),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => {}
        }
    }

    fn open(&mut self, tag: Tag<'s>, range: std::ops::Range<usize>) {
        let kind = match tag {
            Tag::BlockQuote(_) => OpenKind::Quote,
            Tag::List(first) => OpenKind::List(first, Vec::new()),
            Tag::Item => OpenKind::Item,
            Tag::CodeBlock(kind) => return self.open_fence(kind, range),
            Tag::HtmlBlock => OpenKind::Html(Vec::new()),
            Tag::Table(_) => {
                OpenKind::Table(Table { header: Vec::new(), rows: Vec::new(), span: self.span(&range) }, Vec::new())
            }
            Tag::Link { dest_url, .. } => return self.push_inline(InlineKind::Link, Cow::from(dest_url), range),
            Tag::Strong => return self.push_inline(InlineKind::Strong, Cow::Borrowed(""), range),
            Tag::Emphasis => return self.push_inline(InlineKind::Emphasis, Cow::Borrowed(""), range),
            _ => return,
        };
        let is_container = matches!(kind, OpenKind::Quote | OpenKind::Item | OpenKind::List(..));
        if is_container && (self.skipped_depth > 0 || self.stack.len() > MAX_DEPTH) {
            self.skip_container(&range);
            return;
        }
        self.flush_loose_text();
        self.stack.push(Open { kind, blocks: Vec::new(), start: range.start });
    }

    fn skip_container(&mut self, range: &std::ops::Range<usize>) {
        if self.skipped_depth == 0 {
            let span = self.span(&(range.start..range.start));
            let what = "lists or quotes are nested too deeply";
            self.diagnostics.push(
                Diagnostic::new(Code::NestingTooDeep, span, what).help("what lies deeper is read as if it stood here"),
            );
        }
        self.flush_loose_text();
        self.skipped_depth += 1;
    }

    fn open_fence(&mut self, kind: CodeBlockKind<'s>, range: std::ops::Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => Cow::from(info),
            CodeBlockKind::Indented => Cow::Borrowed(""),
        };
        self.flush_loose_text();
        self.stack.push(Open { kind: OpenKind::Fence(info, Vec::new()), blocks: Vec::new(), start: range.start });
    }

    fn close(&mut self, tag: TagEnd, range: std::ops::Range<usize>) {
        match tag {
            TagEnd::Paragraph => {
                let text = self.take_text(&range);
                self.push_block(super::pipe::read_paragraph(text));
            }
            TagEnd::Heading(level) => {
                let text = self.take_text(&range);
                self.push_block(Block::Heading(Heading { level: level as u8, text }));
            }
            TagEnd::TableCell => self.close_cell(&range),
            TagEnd::TableHead | TagEnd::TableRow => self.close_row(matches!(tag, TagEnd::TableHead)),
            TagEnd::Link => self.push_inline(InlineKind::LinkEnd, Cow::Borrowed(""), range),
            TagEnd::Strong => self.push_inline(InlineKind::StrongEnd, Cow::Borrowed(""), range),
            TagEnd::Emphasis => self.push_inline(InlineKind::EmphasisEnd, Cow::Borrowed(""), range),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item if self.skipped_depth > 0 => {
                self.flush_loose_text();
                self.skipped_depth -= 1;
            }
            TagEnd::BlockQuote(_)
            | TagEnd::List(_)
            | TagEnd::Item
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::Table => self.close_container(&range),
            _ => {}
        }
    }

    fn close_container(&mut self, range: &std::ops::Range<usize>) {
        self.flush_loose_text();
        let span = self.span(range);
        let Some(open) = self.stack.pop() else { return };
        match open.kind {
            OpenKind::File => self.stack.push(open),
            OpenKind::Quote => self.push_block(Block::Quote(open.blocks)),
            OpenKind::Item => {
                if let Some(Open { kind: OpenKind::List(_, items), .. }) = self.stack.last_mut() {
                    items.push(open.blocks);
                }
            }
            OpenKind::List(first, items) => self.push_block(Block::List(List { first, items })),
            OpenKind::Fence(info, runs) => {
                self.check_fence_end(range);
                self.push_block(Block::Fence(Fence { info, runs, span }));
            }
            OpenKind::Html(runs) => self.push_block(Block::Html(join_runs(runs, span))),
            OpenKind::Table(table, _) => self.push_table(table),
        }
    }

    fn push_table(&mut self, mut table: Table<'s>) {
        if table.rows.len() > MAX_ROWS {
            let what = format!("the table has {} rows; {MAX_ROWS} are read", table.rows.len());
            self.diagnostics.push(Diagnostic::new(Code::TableTooLarge, table.span, what).help("split the table"));
            table.rows.truncate(MAX_ROWS);
        }
        self.push_block(Block::Table(table));
    }

    /// A fence that the end of the file closes:
    /// ````text
    /// ```http
    /// GET /x
    /// ````
    fn check_fence_end(&mut self, range: &std::ops::Range<usize>) {
        let block = self.text.get(range.clone()).unwrap_or_default();
        let Some(mark) = block.chars().next().filter(|mark| matches!(mark, '`' | '~')) else { return };
        let last = block.trim_end().lines().last().unwrap_or_default();
        let last = last.trim_start_matches([' ', '\t', '>']).trim();
        let is_closed = block.trim_end().contains('\n') && last.len() >= 3 && last.chars().all(|c| c == mark);
        if !is_closed && self.text.get(range.end..).unwrap_or_default().trim().is_empty() {
            let opening = block.lines().next().unwrap_or_default().len();
            let span = self.span(&(range.start..range.start + opening));
            self.diagnostics.push(
                Diagnostic::new(Code::UnclosedFence, span, "the code fence is not closed")
                    .help(format!("add a line `{}` behind the code", String::from(mark).repeat(3))),
            );
        }
    }

    fn close_cell(&mut self, range: &std::ops::Range<usize>) {
        let text = self.take_text(range);
        if let Some(Open { kind: OpenKind::Table(_, cells), .. }) = self.stack.last_mut() {
            cells.push(text);
        }
    }

    fn close_row(&mut self, is_head: bool) {
        let Some(Open { kind: OpenKind::Table(table, cells), .. }) = self.stack.last_mut() else { return };
        let cells = std::mem::take(cells);
        match is_head {
            true => table.header = cells,
            false => table.rows.push(cells),
        }
    }

    fn push_text(&mut self, text: Cow<'s, str>, range: std::ops::Range<usize>) {
        let span = self.span(&range);
        if let Some(Open { kind: OpenKind::Fence(_, runs) | OpenKind::Html(runs), .. }) = self.stack.last_mut() {
            match runs.last_mut() {
                Some(last) if is_joined((&last.text, last.span), (&text, span)) => {
                    last.span.end = span.end;
                    last.text = slice_text(self.text, self.base, last.span);
                }
                _ => runs.push(Literal { text, span }),
            }
            return;
        }
        self.push_inline(InlineKind::Words, text, range);
    }

    fn push_inline(&mut self, kind: InlineKind, text: Cow<'s, str>, range: std::ops::Range<usize>) {
        let span = self.span(&range);
        match self.inlines.last_mut() {
            Some(last) if kind == InlineKind::Words && last.kind == kind => {
                let is_joined = is_joined((&last.text, last.span), (&text, span));
                last.span.end = span.end;
                match is_joined {
                    true => last.text = slice_text(self.text, self.base, last.span),
                    false => last.text.to_mut().push_str(&text),
                }
            }
            _ => self.inlines.push(Inline { kind, text, span }),
        }
    }

    fn take_text(&mut self, range: &std::ops::Range<usize>) -> Text<'s> {
        Text { inlines: self.inlines.drain(..).collect(), span: self.span(range) }
    }

    /// The words of a tight list item come without a paragraph.
    fn flush_loose_text(&mut self) {
        let Some((first, last)) = self.inlines.first().zip(self.inlines.last()) else { return };
        let span = first.span.to(last.span);
        let text = Text { inlines: self.inlines.drain(..).collect(), span };
        self.push_block(Block::Paragraph(text));
    }

    fn push_block(&mut self, block: Block<'s>) {
        if !self.inlines.is_empty() {
            self.flush_loose_text();
        }
        if let Some(open) = self.stack.last_mut() {
            debug_assert!(open.start <= self.text.len(), "blocks begin inside the text");
            open.blocks.push(block);
        }
    }
}

/// Whether two runs follow one another in the file and are written there as they read.
fn is_joined((first, first_span): (&Cow<'_, str>, Span), (second, second_span): (&Cow<'_, str>, Span)) -> bool {
    let is_verbatim = |text: &Cow<'_, str>, span: Span| {
        matches!(text, Cow::Borrowed(_)) && text.len() == span.end.saturating_sub(span.start) as usize
    };
    first_span.end == second_span.start && is_verbatim(first, first_span) && is_verbatim(second, second_span)
}

fn slice_text(text: &str, base: usize, span: Span) -> Cow<'_, str> {
    let range = (span.start as usize).saturating_sub(base)..(span.end as usize).saturating_sub(base);
    Cow::Borrowed(text.get(range).unwrap_or_default())
}

fn join_runs<'s>(mut runs: Vec<Literal<'s>>, span: Span) -> Literal<'s> {
    if let [run] = runs.as_mut_slice() {
        return Literal { text: std::mem::take(&mut run.text), span: run.span };
    }
    Literal { text: runs.iter().map(|run| run.text.as_ref()).collect::<String>().into(), span }
}
