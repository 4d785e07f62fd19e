//! Diagnostics in; the report that a person reads out. The one place where they are rendered.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level as SnippetLevel, Renderer, Snippet, Title};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level};
use crate::options::Levels;
use crate::source::{SourceLine, SourceMap, Span};

/// A line that is longer is named, not shown, where it is no page's.
const LONGEST_LINE: usize = 4_000;

/// Whether a report has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// ANSI colours.
    Ansi,
    /// None.
    Plain,
}

/// How many diagnostics of each code a run has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// By code and level, those that are reported.
    pub by_code: BTreeMap<(Code, Level), usize>,
    /// Those of the level error.
    pub errors: usize,
    /// Those of the level warning.
    pub warnings: usize,
}

/// What is wrong in a text that is no page, such as a baseline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// What is wrong, naming the thing.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// What to do.
    pub help: Option<String>,
}

/// Renders one diagnostic, as compilers do: the message, `--> file:line:column`, the line with a mark under it, the help.
/// No newline ends it.
pub fn render_diagnostic(diagnostic: &Diagnostic, sources: &SourceMap, levels: &Levels, colour: Colour) -> String {
    let level = match levels.level(diagnostic) {
        Level::Error => SnippetLevel::ERROR,
        _ => SnippetLevel::WARNING,
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.name());
    let place = diagnostic.span.and_then(|span| Some((sources, span, sources.line_of(span)?)));
    render_group(title, place, diagnostic.label.as_deref(), diagnostic.help.as_deref(), colour)
}

/// Renders an error in a text that is no page, in the same way.
pub fn render_error(message: &str, place: Option<(&SourceMap, Span)>, help: Option<&str>, colour: Colour) -> String {
    let place = place.and_then(|(sources, span)| Some((sources, span, sources.line_of(span)?)));
    match place {
        Some((sources, _, line)) if line.text.len() > LONGEST_LINE => {
            let message = format!("{message}, at {}:{}", sources.display_path(line.file), line.number);
            render_group(SnippetLevel::ERROR.primary_title(message), None, None, help, colour)
        }
        place => render_group(SnippetLevel::ERROR.primary_title(message), place, None, help, colour),
    }
}

/// Renders what is wrong in a line of a text, in the same way.
pub fn render_text_fault(fault: &TextFault, file: &str, text: &str, colour: Colour) -> String {
    let mut sources = SourceMap::default();
    let before: usize = text.split_inclusive('\n').take(fault.line.saturating_sub(1)).map(str::len).sum();
    let line = text.get(before..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let start = sources.push_settings(file, text).map(|start| start as usize + before);
    let span = start.map(|start| Span::new(start, start + line.len()));
    render_error(&fault.message, span.map(|span| (&sources, span)), fault.help.as_deref(), colour)
}

fn render_group(
    title: Title<'_>,
    place: Option<(&SourceMap, Span, SourceLine<'_>)>,
    label: Option<&str>,
    help: Option<&str>,
    colour: Colour,
) -> String {
    let path = place.as_ref().map(|(sources, _, line)| sources.display_path(line.file));
    let path = path.unwrap_or_default().replace(char::is_control, "\u{fffd}");
    let mut group = match place {
        Some((_, span, line)) => {
            let annotation = AnnotationKind::Primary.span(range_in_line(span, &line)).label(label);
            let snippet = Snippet::source(line.text).line_start(line.number as usize);
            title.element(snippet.path(path).annotation(annotation))
        }
        None => Group::with_title(title),
    };
    if let Some(help) = help {
        group = group.element(SnippetLevel::HELP.message(help));
    }
    let renderer = match colour {
        Colour::Ansi => Renderer::styled(),
        Colour::Plain => Renderer::plain(),
    };
    // The renderer shows the control characters of ASCII; terminals obey those above it, too.
    renderer.render(&[group]).replace(|c| ('\u{80}'..='\u{9f}').contains(&c), "\u{fffd}")
}

/// The part of a span that lies in the line it begins in, its ends between characters.
fn range_in_line(span: Span, line: &SourceLine<'_>) -> std::ops::Range<usize> {
    let whole = |at: u32| {
        let mut at = (at.saturating_sub(line.span.start) as usize).min(line.text.len());
        while !line.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    whole(span.start)..whole(span.end).max(whole(span.start))
}

/// Renders all diagnostics that are not allowed, a blank line after each.
pub fn render_all(diagnostics: &Diagnostics, sources: &SourceMap, levels: &Levels, colour: Colour) -> String {
    let mut report = String::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| levels.level(diagnostic) != Level::Allow) {
        report.push_str(&render_diagnostic(diagnostic, sources, levels, colour));
        report.push_str("\n\n");
    }
    report
}

/// Counts the diagnostics that are not allowed.
pub fn count(diagnostics: &Diagnostics, levels: &Levels) -> Counts {
    let mut counts = Counts::default();
    for diagnostic in diagnostics.iter() {
        let level = levels.level(diagnostic);
        match level {
            Level::Allow => continue,
            Level::Warning => counts.warnings += 1,
            Level::Error => counts.errors += 1,
        }
        *counts.by_code.entry((diagnostic.code, level)).or_default() += 1;
    }
    counts
}

/// Renders the counts, a line for each code and level, most frequent first.
pub fn render_counts(counts: &Counts) -> String {
    let mut lines: Vec<(usize, Code, Level)> =
        counts.by_code.iter().map(|((code, level), count)| (*count, *code, *level)).collect();
    lines.sort_by_key(|(count, code, level)| (std::cmp::Reverse(*count), *code, *level));
    let mut report = String::new();
    for (count, code, level) in lines {
        let _ = writeln!(report, "{count:>6}  {:<8} {:<22} {}", level.name(), code.name(), code.title());
    }
    report
}
