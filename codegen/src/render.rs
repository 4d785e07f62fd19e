//! Diagnostics in; the report that a person reads out. The one place where they are rendered.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level as SnippetLevel, Renderer, Snippet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level};
use crate::options::Levels;
use crate::source::{SourceLine, SourceMap, Span};

/// Whether a report has colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// ANSI colours.
    Ansi,
    /// None.
    Plain,
}

/// The most characters that are shown of a line of a text that is no page.
const LONGEST_LINE: usize = 400;

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
    let place = diagnostic.span.and_then(|span| Some((span, sources.line_of(span)?)));
    let group = match &place {
        Some((span, line)) => {
            let annotation =
                AnnotationKind::Primary.span(range_in_line(*span, line)).label(diagnostic.label.as_deref());
            let snippet = Snippet::source(line.text).line_start(line.number as usize);
            title.element(snippet.path(shown_path(&sources.display_path(line.file))).annotation(annotation))
        }
        None => Group::with_title(title),
    };
    render_group(group, diagnostic.help.as_deref(), colour)
}

/// Renders what is wrong in the text of a file, as [`render_diagnostic`] does, with the whole line marked.
pub fn render_text_fault(fault: &TextFault, file: &str, text: &str, colour: Colour) -> String {
    let line = text.lines().nth(fault.line.saturating_sub(1)).unwrap_or_default();
    let shown: String = line.chars().take(LONGEST_LINE).collect();
    let annotation = AnnotationKind::Primary.span(0..shown.len());
    let snippet = Snippet::source(shown.as_str()).line_start(fault.line).path(shown_path(file)).annotation(annotation);
    let group = SnippetLevel::ERROR.primary_title(fault.message.as_str()).element(snippet);
    render_group(group, fault.help.as_deref(), colour)
}

fn shown_path(path: &str) -> String {
    path.replace(char::is_control, "\u{fffd}")
}

fn render_group<'a>(mut group: Group<'a>, help: Option<&'a str>, colour: Colour) -> String {
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
