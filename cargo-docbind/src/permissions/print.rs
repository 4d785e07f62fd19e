//! Answers in; a table for each kind of token, or Markdown for a request of consent, out.

use std::io::{self, Write};

use docbind::{Demand, Reason};

use super::Answer;
use crate::list::write_rows;
use crate::table::Table;
use crate::words::{HEADING, counted, printable};

pub(super) fn write_tables(answers: &[Answer<'_>], out: &mut dyn Write) -> io::Result<()> {
    for (at, answer) in answers.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        write_table(answer, out)?;
    }
    Ok(())
}

fn write_table(answer: &Answer<'_>, out: &mut dyn Write) -> io::Result<()> {
    let scopes = counted(answer.least.scopes().len(), "scope");
    writeln!(out, "{HEADING}{}: {scopes}{HEADING:#}\n", answer.least.kind())?;
    let mut rows = Vec::new();
    for reason in answer.least.reasons() {
        rows.push([reason.scope.to_owned(), String::new(), reason.why.to_string()]);
        rows.extend(reason.demands.iter().map(|demand| row_of(demand)));
    }
    if !rows.is_empty() {
        write_rows(
            &Table { header: ["SCOPE", "OPERATION", "WHY, AND THE ALTERNATIVES"], shares: [1, 1, 2], rows },
            out,
        )?;
    }
    write_names("not known", answer.least.not_known().map(ToString::to_string), out)?;
    let refused = answer.refused.iter().map(|operation| format!("{} ({})", operation.name, operation.page));
    write_names("not supported", refused, out)
}

fn row_of(demand: &Demand<'_>) -> [String; 3] {
    [String::new(), demand.endpoint.to_owned(), demand.need.to_string()]
}

fn write_names(title: &str, names: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<()> {
    for (at, name) in names.enumerate() {
        if at == 0 {
            writeln!(out, "\n{title}")?;
        }
        writeln!(out, "  {}", printable(&name))?;
    }
    Ok(())
}

pub(super) fn write_markdown(answers: &[Answer<'_>], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "| Permission | Kind of token | Needed by | Why |\n|:--|:--|:--|:--|")?;
    for answer in answers {
        for reason in answer.least.reasons() {
            writeln!(out, "{}", markdown_row(&reason, answer.least.kind().name()))?;
        }
    }
    for answer in answers {
        let unknown: Vec<String> = answer.least.not_known().map(|demand| cell(&demand.to_string())).collect();
        if !unknown.is_empty() {
            writeln!(out, "\nWhat these need of a{} {} is not known:\n", article(answer), answer.least.kind())?;
        }
        unknown.iter().try_for_each(|demand| writeln!(out, "- {demand}"))?;
    }
    Ok(())
}

fn article(answer: &Answer<'_>) -> &'static str {
    if answer.least.kind().name().starts_with('a') { "n" } else { "" }
}

fn markdown_row(reason: &Reason<'_>, kind: &str) -> String {
    let mut names: Vec<String> =
        reason.demands.iter().map(|demand| format!("{} ({})", cell(demand.endpoint), cell(demand.page))).collect();
    names.dedup();
    format!("| `{}` | {kind} | {} | {} |", cell(reason.scope), names.join(", "), cell(&reason.why.to_string()))
}

/// A page's text as it can stand in a cell: on one line, and no Markdown of its own.
fn cell(text: &str) -> String {
    let mut escaped = String::new();
    for c in printable(text).chars() {
        if matches!(c, '\\' | '|' | '<' | '>' | '[' | ']' | '`' | '*' | '&') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
