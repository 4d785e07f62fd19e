//! Blocks of a page in; Markdown that says the same and can do no harm out: no HTML, no code that a tool would run.

use std::borrow::Cow;

use crate::block::{Block, Fence, Inline, InlineKind, List, Table, Text};

/// Renders blocks. Headings become strong lines, since a section of a page is no section of the docs.
pub(super) fn render_blocks(blocks: &[Block<'_>]) -> String {
    let rendered: Vec<String> = blocks.iter().filter_map(render_block).collect();
    rendered.join("\n\n")
}

/// Renders a description: what a page says of its state in quotes before the first sentence stands behind it.
pub(super) fn render_description(blocks: &[Block<'_>]) -> String {
    let quotes = blocks.iter().take_while(|block| matches!(block, Block::Quote(_))).count();
    let (quotes, rest) = blocks.split_at(quotes);
    let (first, rest) = rest.split_at(rest.len().min(1));
    let parts = [first, quotes, rest].map(render_blocks);
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Renders a text on one line.
pub(super) fn render_text(text: &Text<'_>) -> String {
    trimmed(render_inlines(&text.inlines))
}

fn trimmed(text: String) -> String {
    if text.trim().len() == text.len() { text } else { text.trim().to_owned() }
}

/// Renders words that have no marks.
pub(super) fn render_words(words: &str) -> String {
    let mut out = String::new();
    push_words(words.trim(), &mut out);
    out
}

/// The first sentence of the first paragraph, as Markdown.
pub(super) fn first_sentence(blocks: &[Block<'_>]) -> Option<String> {
    let text = blocks.iter().find_map(|block| match block {
        Block::Paragraph(text) if !text.is_blank() => Some(render_text(text)),
        _ => None,
    })?;
    let ends = text.match_indices(". ").map(|(at, _)| at);
    let end = ends.into_iter().find(|&at| !ends_abbreviation(text.get(..at).unwrap_or_default()));
    let sentence = end.and_then(|at| text.get(..=at)).unwrap_or(&text);
    Some(if is_whole(sentence) { sentence.to_owned() } else { text })
}

/// Whether no code, style or link begins in a text that does not end in it.
fn is_whole(sentence: &str) -> bool {
    let mut code = None;
    let mut rest = sentence;
    while let Some(at) = rest.find(['`', '\\']) {
        let run = rest.get(at..).unwrap_or_default().bytes().take_while(|&byte| byte == b'`').count();
        let skipped = match (run, code) {
            (0, None) => 2,
            (0, Some(_)) => 1,
            (run, Some(mark)) => {
                code = (mark != run).then_some(mark);
                run
            }
            (run, None) => {
                code = Some(run);
                run
            }
        };
        rest = rest.get(at + skipped..).unwrap_or_default();
    }
    let is_closed = sentence.matches("**").count().is_multiple_of(2);
    code.is_none() && is_closed && sentence.matches("](").count() <= sentence.matches(')').count()
}

fn ends_abbreviation(before: &str) -> bool {
    ["e.g", "i.e", "etc", "vs", "Inc"].iter().any(|word| before.ends_with(word))
}

fn render_block(block: &Block<'_>) -> Option<String> {
    let rendered = match block {
        Block::Heading(heading) => format!("**{}**", render_text(&heading.text).replace("**", "")),
        Block::Paragraph(text) => render_text(text),
        Block::Fence(fence) => render_fence(fence),
        Block::Table(table) => render_table(table),
        Block::List(list) => render_list(list),
        Block::Quote(blocks) => indent(&spell_alert(render_blocks(blocks)), "> ", ">"),
        Block::Html(_) | Block::Rule(_) => return None,
    };
    (!rendered.trim().is_empty()).then_some(rendered)
}

/// `[!NOTE]` at the start of a quote, which renders nowhere else than on the page's own site, as `**Note:**`.
fn spell_alert(quote: String) -> String {
    let alert = quote.strip_prefix("\\[!").and_then(|rest| rest.split_once("\\]"));
    match alert {
        Some((kind, rest)) if kind.chars().all(|c| c.is_ascii_alphabetic()) => {
            let (first, others) = kind.split_at(kind.len().min(1));
            let rest = rest.trim_start();
            // A fence, a list or a table begins on a line of its own.
            let is_block = rest.starts_with("```")
                || rest.starts_with(['-', '|', '>'])
                || rest.starts_with(|c: char| c.is_ascii_digit());
            let gap = if is_block { "\n\n" } else { " " };
            format!("**{}{}:**{gap}{rest}", first.to_uppercase(), others.to_lowercase())
        }
        _ => quote,
    }
}

fn indent(text: &str, prefix: &str, blank: &str) -> String {
    let line = |line: &str| if line.is_empty() { blank.to_owned() } else { format!("{prefix}{line}") };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The language is kept where it cannot make the code a test: rustdoc runs fences without one.
fn render_fence(fence: &Fence<'_>) -> String {
    let language = match fence.info.trim().to_lowercase().as_str() {
        language @ ("http" | "json" | "xml" | "csv" | "html") => language.to_owned(),
        _ => "text".to_owned(),
    };
    // What does not show is taken out first: it could hide a mark that ends the fence.
    let code = fence.code();
    let lines: Vec<Cow<'_, str>> = code.lines().map(clean).collect();
    let longest = lines.iter().map(|line| line.trim_start().chars().take_while(|&c| c == '`').count()).max();
    let mark = "`".repeat(longest.unwrap_or(0).max(2) + 1);
    let mut rendered = format!("{mark}{language}\n");
    for line in &lines {
        rendered.extend([line.trim_end(), "\n"]);
    }
    if lines.is_empty() {
        rendered.push('\n');
    }
    rendered.push_str(&mark);
    rendered
}

fn render_table(table: &Table<'_>) -> String {
    let mut rendered = String::new();
    push_row(&table.header, &mut rendered);
    rendered.push_str("\n|");
    rendered.extend(table.header.iter().map(|_| " --- |"));
    for row in &table.rows {
        rendered.push('\n');
        push_row(row, &mut rendered);
    }
    rendered
}

fn push_row(cells: &[Text<'_>], out: &mut String) {
    out.push_str("| ");
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            out.push_str(" | ");
        }
        let cell = render_text(cell);
        match cell.contains('|') {
            true => out.push_str(&cell.replace('|', "\\|")),
            false => out.push_str(&cell),
        }
    }
    out.push_str(" |");
}

fn render_list(list: &List<'_>) -> String {
    let mut number = list.first;
    let items = list.items.iter().map(|item| {
        let mark = number.map_or("- ".to_owned(), |number| format!("{number}. "));
        // A longer number begins no item.
        number = number.map(|number| (number + 1).min(999_999_999));
        let body = indent(&render_blocks(item), &" ".repeat(mark.len()), "");
        format!("{mark}{}", body.trim_start())
    });
    items.collect::<Vec<_>>().join("\n")
}

/// Styles that stay open or close twice would make another text of it, so they are counted.
fn render_inlines(inlines: &[Inline<'_>]) -> String {
    let mut out = String::with_capacity(inlines.iter().map(|inline| inline.text.len() + 2).sum());
    let mut links: Vec<Option<&str>> = Vec::new();
    for (at, inline) in inlines.iter().enumerate() {
        match inline.kind {
            InlineKind::Words => push_words(&inline.text, &mut out),
            InlineKind::Code => push_code(&inline.text, &mut out),
            InlineKind::SoftBreak | InlineKind::HardBreak => out.push(' '),
            InlineKind::Html if inline.is_line_break() => out.push(' '),
            InlineKind::Html => {}
            InlineKind::Link => {
                let target = link_target(&inline.text).filter(|_| has_words(inlines.get(at + 1..).unwrap_or_default()));
                if target.is_some() {
                    out.push('[');
                }
                links.push(target);
            }
            InlineKind::LinkEnd => {
                if let Some(Some(target)) = links.pop() {
                    out.extend(["](", target, ")"]);
                }
            }
            InlineKind::Strong | InlineKind::StrongEnd => out.push_str("**"),
            InlineKind::Emphasis | InlineKind::EmphasisEnd => out.push('*'),
        }
    }
    out
}

fn has_words(inlines: &[Inline<'_>]) -> bool {
    inlines.iter().take_while(|inline| inline.kind != InlineKind::LinkEnd).any(|inline| !inline.text.trim().is_empty())
}

/// Links to the web and to other pages are kept. Those to pages stay as the page writes them: what they lead to is known
/// when all pages are read.
fn link_target(target: &str) -> Option<&str> {
    let is_web = target.starts_with("https://") || target.starts_with("http://");
    let is_page = !target.contains(':') && target.split(['#', '?']).next().is_some_and(|path| path.ends_with(".md"));
    let is_plain =
        target.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '(' | ')' | '<' | '>' | '\\' | '`' | '"'));
    ((is_web || is_page) && is_plain).then_some(target)
}

fn push_code(code: &str, out: &mut String) {
    let code = clean(code);
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    out.extend(std::iter::repeat_n('`', longest + 1));
    out.extend([pad, &code, pad]);
    out.extend(std::iter::repeat_n('`', longest + 1));
}

/// Escapes what Markdown or rustdoc would read as a mark, and puts bare URLs in angle brackets.
fn push_words(words: &str, out: &mut String) {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'.' | b',' | b'(' | b')' | b'\'' | b'/');
    let words = clean(words);
    let mut rest = words.as_ref();
    // What stands between words with other characters is taken as it is.
    while let Some(at) = rest.bytes().position(|byte| !is_plain(byte)) {
        let start = rest.as_bytes().iter().take(at).rposition(|byte| *byte == b' ').map_or(0, |space| space + 1);
        let end = rest.bytes().skip(at).position(|byte| byte == b' ').map_or(rest.len(), |len| at + len);
        out.push_str(rest.get(..start).unwrap_or_default());
        push_word(rest.get(start..end).unwrap_or_default(), out);
        rest = rest.get(end..).unwrap_or_default();
    }
    out.push_str(rest);
}

fn push_word(word: &str, out: &mut String) {
    let is_url = word.starts_with("https://") || word.starts_with("http://");
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#@!$&*+;=%".contains(c);
    let url = word.trim_end_matches(['.', ',', ';', ':', ')']);
    match is_url && !url.is_empty() && url.chars().all(plain) {
        true => out.extend(["<", url, ">", word.get(url.len()..).unwrap_or_default()]),
        false => push_escaped(word, out),
    }
}

fn push_escaped(word: &str, out: &mut String) {
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        let starts_line = || out.is_empty() || out.ends_with('\n');
        let inside_word =
            || out.ends_with(char::is_alphanumeric) && chars.clone().next().is_some_and(char::is_alphanumeric);
        let is_mark = match c {
            '[' | ']' | '<' | '>' | '*' | '`' | '\\' | '~' => true,
            '_' => !inside_word(),
            '#' | '-' | '+' | '=' => starts_line(),
            ':' => word.contains("http"),
            _ => false,
        };
        if is_mark {
            out.push('\\');
        }
        out.push(c);
    }
}

/// Takes out what no text needs and a compiler refuses: control characters, and marks that change the direction of
/// reading.
pub(crate) fn clean<'t>(text: impl Into<Cow<'t, str>>) -> Cow<'t, str> {
    let text = text.into();
    let is_hidden =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_control()) {
        return text;
    }
    let kept = text.chars().filter(|&c| !is_hidden(c));
    kept.map(|c| if c.is_control() || c == '\u{a0}' { ' ' } else { c }).collect()
}
