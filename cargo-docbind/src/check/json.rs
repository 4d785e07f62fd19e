//! What came of a check in; the JSON that programs read out.

use docbind_codegen::{Diagnostic, Level, fingerprint};
use serde::Serialize;

use super::Checked;
use super::baseline::Mended;
use crate::failure::Failure;

/// The version of the form.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    format_version: u32,
    pages: usize,
    operations: usize,
    errors: usize,
    warnings: usize,
    in_baseline: usize,
    diagnostics: Vec<Fault<'a>>,
    mended: &'a [Mended],
}

#[derive(Serialize)]
struct Fault<'a> {
    code: &'static str,
    level: &'static str,
    message: &'a str,
    label: Option<&'a str>,
    help: Option<&'a str>,
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    fingerprint: Option<String>,
}

pub(super) fn print(checked: &Checked<'_>) -> Result<String, Failure> {
    let report = Report {
        format_version: VERSION,
        pages: checked.reference.page_count,
        operations: checked.reference.api.operations.len(),
        errors: checked.counts.errors,
        warnings: checked.counts.warnings,
        in_baseline: checked.kept.left_out,
        diagnostics: checked.reported().map(|(diagnostic, level)| fault(diagnostic, level, checked)).collect(),
        mended: &checked.kept.mended,
    };
    let json = serde_json::to_string_pretty(&report);
    json.map(|json| json + "\n").map_err(|error| Failure::refused(format!("cannot write the report as JSON: {error}")))
}

fn fault<'a>(diagnostic: &'a Diagnostic, level: Level, checked: &Checked<'_>) -> Fault<'a> {
    let place = checked.place(diagnostic);
    let region = place.as_ref().and_then(|place| place.region);
    let end = region.and_then(|region| region.end);
    Fault {
        code: diagnostic.code.name(),
        level: level.name(),
        message: &diagnostic.message,
        label: diagnostic.label.as_deref(),
        help: diagnostic.help.as_deref(),
        file: place.map(|place| place.file),
        line: region.map(|region| region.line),
        column: region.map(|region| region.column),
        end_line: end.map(|(line, _)| line),
        end_column: end.map(|(_, column)| column),
        fingerprint: fingerprint(diagnostic, &checked.reference.sources),
    }
}
