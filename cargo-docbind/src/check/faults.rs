//! What came of a check in; its findings, for the formats of other programs, out.

use docbind_codegen::{Code, Diagnostic, Level, fingerprint};

use super::Checked;
use crate::explain::section;
use crate::findings::{Finding, FindingLevel, Place, Region, Rule};

/// The code of a line of the baseline whose fault is gone.
const BASELINE_STALE: Rule =
    Rule { code: "baseline-stale", title: "a fault of the baseline is gone", level: FindingLevel::Note, help: None };

/// All kinds of findings.
pub(super) fn rules() -> Vec<Rule> {
    let rules = Code::ALL.iter().map(|code| Rule {
        code: code.name(),
        title: code.title(),
        level: level_of(code.default_level()),
        help: Some(section(*code)),
    });
    rules.chain([BASELINE_STALE]).collect()
}

impl Checked<'_> {
    /// The diagnostics that are reported, with their levels.
    pub(super) fn reported(&self) -> impl Iterator<Item = (&Diagnostic, Level)> {
        let all = self.reference.diagnostics.iter().map(|diagnostic| (diagnostic, self.levels.level(diagnostic)));
        all.filter(|(_, level)| *level != Level::Allow)
    }

    /// Where a diagnostic is; `None` for what has no place in a page.
    pub(super) fn place(&self, diagnostic: &Diagnostic) -> Option<Place> {
        let span = diagnostic.span?;
        let sources = &self.reference.sources;
        let start = sources.location(span)?;
        let end = sources.end_location(span).map(|end| (end.line, end.column));
        let region = Region { line: start.line, column: start.column, end };
        Some(Place { file: sources.display_path(&start.file), region: Some(region) })
    }

    /// What is reported, and what is gone of the baseline. What has no place in a page is a finding of the doc root.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let root = || Place { file: self.args.dir.to_string_lossy().replace('\\', "/"), region: None };
        let faults = self.reported().map(|(diagnostic, level)| Finding {
            code: diagnostic.code.name(),
            title: diagnostic.code.title(),
            level: level_of(level),
            message: diagnostic.message.clone(),
            place: Some(self.place(diagnostic).unwrap_or_else(root)),
            help: diagnostic.help.clone(),
            fingerprint: fingerprint(diagnostic, &self.reference.sources),
            related: Vec::new(),
        });
        faults.chain(self.mended()).collect()
    }

    fn mended(&self) -> impl Iterator<Item = Finding> {
        let file = self.args.baseline.iter().map(|path| path.to_string_lossy().replace('\\', "/"));
        file.flat_map(|file| self.kept.mended.iter().map(move |mended| (file.clone(), mended))).map(|(file, mended)| {
            Finding {
                code: BASELINE_STALE.code,
                title: BASELINE_STALE.title,
                level: BASELINE_STALE.level,
                message: format!("this fault is gone: {}", mended.entry),
                place: Some(Place { file, region: Some(Region { line: mended.line, column: 1, end: None }) }),
                help: Some("take the line out, or write the baseline anew with `--write-baseline`".to_owned()),
                fingerprint: Some(format!("{} {}", BASELINE_STALE.code, mended.entry)),
                related: Vec::new(),
            }
        })
    }
}

fn level_of(level: Level) -> FindingLevel {
    match level {
        Level::Error => FindingLevel::Error,
        Level::Warning => FindingLevel::Warning,
        Level::Allow => FindingLevel::Note,
    }
}
