//! A file in; its blocks, with the blocks of included files in their places, out.

use std::borrow::Cow;

use super::reader::read_markdown;
use super::tab::keep_http_tab;
use super::{Block, Inline, InlineKind, Text, split_front_matter};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::{FileId, PathFault, SourceMap, Span, resolve_path};

/// How many includes may include one another.
const MAX_INCLUDE_DEPTH: usize = 16;
/// How many files a page may include, each counted as often as it is included.
const MAX_INCLUDES: usize = 500;
/// How large the files together may be that a page includes.
const MAX_INCLUDED_BYTES: usize = 8 << 20;

/// Reads a file and what it includes.
pub(super) struct Includer<'s> {
    sources: &'s SourceMap,
    /// The files that are being read, the including ones first.
    open: Vec<FileId>,
    /// The paths of the files that were looked for.
    pub(super) sought: Vec<String>,
    /// How many more includes are followed.
    files: usize,
    /// How many more bytes may be included.
    bytes: usize,
    /// Whether an include was left out since no more are followed.
    is_spent: bool,
}

/// `[!INCLUDE [text](target)]` at these places of a text.
struct Include<'s> {
    first: usize,
    last: usize,
    target: Inline<'s>,
}

impl<'s> Includer<'s> {
    pub(super) fn new(sources: &'s SourceMap) -> Self {
        let (files, bytes) = (MAX_INCLUDES, MAX_INCLUDED_BYTES);
        Self { sources, open: Vec::new(), sought: Vec::new(), files, bytes, is_spent: false }
    }

    pub(super) fn read_file(&mut self, file: FileId, from: usize, diagnostics: &mut Diagnostics) -> Vec<Block<'s>> {
        let source = self.sources.file(file);
        let text = source.text.get(from..).unwrap_or_default();
        let blocks = read_markdown(text, source.start as usize + from, diagnostics);
        let blocks = keep_http_tab(blocks, self.sources, diagnostics);
        self.open.push(file);
        let blocks = self.splice_blocks(blocks, diagnostics);
        self.open.pop();
        blocks
    }

    fn splice_blocks(&mut self, blocks: Vec<Block<'s>>, diagnostics: &mut Diagnostics) -> Vec<Block<'s>> {
        let mut spliced = Vec::with_capacity(blocks.len());
        for block in blocks {
            match block {
                Block::Paragraph(text) => self.splice_paragraph(text, &mut spliced, diagnostics),
                Block::Heading(mut heading) => {
                    heading.text = self.splice_text(heading.text, diagnostics);
                    spliced.push(Block::Heading(heading));
                }
                Block::Quote(blocks) => spliced.push(Block::Quote(self.splice_blocks(blocks, diagnostics))),
                Block::List(mut list) => {
                    let items = std::mem::take(&mut list.items);
                    list.items = items.into_iter().map(|item| self.splice_blocks(item, diagnostics)).collect();
                    spliced.push(Block::List(list));
                }
                Block::Table(mut table) => {
                    for cell in table.rows.iter_mut().flatten() {
                        *cell = self.splice_text(std::mem::take(cell), diagnostics);
                    }
                    spliced.push(Block::Table(table));
                }
                block => spliced.push(block),
            }
        }
        spliced
    }

    /// Blocks of an included file stand between what the paragraph says before and after the include.
    fn splice_paragraph(&mut self, mut text: Text<'s>, spliced: &mut Vec<Block<'s>>, diagnostics: &mut Diagnostics) {
        let mut is_rest = false;
        while let Some(include) = self.next_include(&text) {
            let (before, after) = split_text(text, &include);
            let included = self.read_target(&include.target, diagnostics);
            match <[Block<'s>; 1]>::try_from(included) {
                Ok([Block::Paragraph(included)]) => {
                    let span = before.span.to(after.span);
                    let inlines = [before, included, after].into_iter().flat_map(|text| text.inlines).collect();
                    text = Text { inlines, span };
                }
                other => {
                    if !before.is_blank() {
                        spliced.push(Block::Paragraph(before));
                    }
                    spliced.extend(other.map_or_else(|blocks| blocks, Vec::from));
                    is_rest = true;
                    text = after;
                }
            }
        }
        if !(is_rest && text.is_blank()) {
            spliced.push(Block::Paragraph(text));
        }
    }

    /// In a cell or a heading only the included paragraphs fit.
    fn splice_text(&mut self, mut text: Text<'s>, diagnostics: &mut Diagnostics) -> Text<'s> {
        while let Some(include) = self.next_include(&text) {
            let span = text.span;
            let (before, after) = split_text(text, &include);
            let mut inlines = before.inlines;
            for block in self.read_target(&include.target, diagnostics) {
                if let Block::Paragraph(text) = block {
                    inlines.extend(text.inlines);
                }
            }
            inlines.extend(after.inlines);
            text = Text { inlines, span };
        }
        text
    }

    /// The first include of a text; those beyond the limits stay as they are written.
    fn next_include(&self, text: &Text<'s>) -> Option<Include<'s>> {
        if self.is_spent { None } else { find_include(&text.inlines) }
    }

    fn read_target(&mut self, target: &Inline<'s>, diagnostics: &mut Diagnostics) -> Vec<Block<'s>> {
        let from = self.open.last().map_or("", |file| self.sources.file(*file).path.as_str());
        let found = self.find_target(from, target);
        self.is_spent |= self.files == 0;
        self.files = self.files.saturating_sub(1);
        match found {
            Ok(file) => {
                let text = &self.sources.file(file).text;
                self.bytes = self.bytes.saturating_sub(text.len());
                let (start, _) = split_front_matter(text);
                self.read_file(file, start, diagnostics)
            }
            Err(fault) => {
                let is_refused = |path: String| self.sources.is_refused(&path);
                if !resolve_path(from, target.text.trim()).is_ok_and(is_refused) {
                    diagnostics.push(fault);
                }
                Vec::new()
            }
        }
    }

    fn find_target(&mut self, from: &str, target: &Inline<'s>) -> Result<FileId, Diagnostic> {
        let name = target.text.trim();
        let path = resolve_path(from, name).map_err(|fault| path_fault(fault, target.span, name))?;
        if !self.sought.contains(&path) {
            self.sought.push(path.clone());
        }
        let Some(file) = self.sources.find(&path) else {
            let what = format!("the included file `{path}` does not exist");
            return Err(Diagnostic::new(Code::IncludeMissing, target.span, what)
                .help("mend the path, or add the file; a path that begins with `/` is read from the doc root"));
        };
        if self.open.contains(&file) {
            let what = format!("`{path}` includes itself");
            return Err(Diagnostic::new(Code::IncludeCycle, target.span, what).help("take one of the includes out"));
        }
        let is_too_large = self.sources.file(file).text.len() > self.bytes;
        if self.open.len() > MAX_INCLUDE_DEPTH || self.files == 0 || is_too_large {
            let what = format!(
                "a page includes at most {MAX_INCLUDES} files of {} MB together, {MAX_INCLUDE_DEPTH} inside one another",
                MAX_INCLUDED_BYTES >> 20
            );
            return Err(Diagnostic::new(Code::IncludeCycle, target.span, what).help("include the inner file directly"));
        }
        Ok(file)
    }
}

fn path_fault(fault: PathFault, span: Span, name: &str) -> Diagnostic {
    match fault {
        PathFault::Outside => {
            Diagnostic::new(Code::OutsideRoot, span, format!("the include `{name}` leads out of the doc root"))
                .help("name a doc root that holds both files")
        }
        PathFault::Unresolvable => Diagnostic::new(
            Code::IncludeUnresolvable,
            span,
            format!("the include `{name}` is no path below the doc root"),
        )
        .help("write the path relative to this file, or from the doc root with a leading `/`"),
    }
}

/// Finds `[!INCLUDE ` + link + `]` among the runs of a text.
fn find_include<'s>(inlines: &[Inline<'s>]) -> Option<Include<'s>> {
    for (at, inline) in inlines.iter().enumerate() {
        let opens = at.checked_sub(1).and_then(|before| inlines.get(before)).is_some_and(opens_include);
        if inline.kind != InlineKind::Link || !opens {
            continue;
        }
        let behind = inlines.get(at..)?;
        let end = at + behind.iter().position(|inline| inline.kind == InlineKind::LinkEnd)?;
        let closes = inlines.get(end + 1).is_some_and(|inline| inline.text.trim_start().starts_with(']'));
        if closes {
            return Some(Include { first: at - 1, last: end + 1, target: inline.clone() });
        }
    }
    None
}

fn opens_include(words: &Inline<'_>) -> bool {
    const MARK: &str = "[!include";
    let text = words.text.trim_end();
    let start = text.len().checked_sub(MARK.len());
    words.kind == InlineKind::Words
        && start.and_then(|start| text.get(start..)).is_some_and(|end| end.eq_ignore_ascii_case(MARK))
}

/// What a text says before and after an include.
fn split_text<'s>(text: Text<'s>, include: &Include<'s>) -> (Text<'s>, Text<'s>) {
    let span = text.span;
    let mut before: Vec<Inline<'s>> = text.inlines;
    let mut after = before.split_off((include.last).min(before.len()));
    before.truncate(include.first + 1);
    if let Some(last) = before.last_mut() {
        let end = last.text.to_ascii_lowercase().rfind("[!include").unwrap_or_default();
        last.text = cut(&last.text, 0, end);
    }
    if let Some(first) = after.first_mut() {
        let start = first.text.find(']').map_or(0, |at| at + 1);
        first.text = cut(&first.text, start, first.text.len());
    }
    (Text { inlines: before, span }, Text { inlines: after, span })
}

fn cut<'s>(text: &Cow<'s, str>, from: usize, to: usize) -> Cow<'s, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(from..to).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(from..to).unwrap_or_default().to_owned()),
    }
}
