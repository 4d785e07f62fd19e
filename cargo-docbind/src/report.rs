//! What is wrong in the pages in; as much of it as the user wants on standard error out.

use std::path::Path;

use docbind_codegen::render::{Colour, Counts, count, render_diagnostic};
use docbind_codegen::{Level, Levels, Reference};

use crate::failure::Failure;
use crate::session::{Session, Verbosity};
use crate::words::{counted, quote_for_shell};

/// The pages of a run, and how their faults are taken.
pub(crate) struct Report<'a> {
    /// The doc root, as the user names it.
    pub(crate) dir: &'a Path,
    /// What was read.
    pub(crate) reference: &'a Reference,
    /// The levels that the user sets.
    pub(crate) levels: &'a Levels,
}

impl Report<'_> {
    /// Shows errors in full, and how many warnings there are; with `--verbose` all in full.
    pub(crate) fn show_errors(&self, session: &Session) -> Counts {
        let least = if session.verbosity == Verbosity::Verbose { Level::Warning } else { Level::Error };
        let counts = self.show_from(least, session);
        if least > Level::Warning && counts.warnings > 0 {
            session.warn(format!("{} in the pages; {}", counted(counts.warnings, "warning"), self.how_to_see()));
        }
        counts
    }

    /// Shows how many errors and warnings there are; with `--verbose` all in full.
    pub(crate) fn show_counts(&self, session: &Session) -> Counts {
        if session.verbosity == Verbosity::Verbose {
            return self.show_from(Level::Warning, session);
        }
        let counts = count(&self.reference.diagnostics, self.levels);
        if counts.errors + counts.warnings > 0 {
            let errors = counted(counts.errors, "error");
            let warnings = counted(counts.warnings, "warning");
            session.warn(format!("{errors} and {warnings} in the pages; {}", self.how_to_see()));
        }
        counts
    }

    /// Fails, with all errors, where there is no operation to speak of.
    pub(crate) fn require_operations(&self, session: &Session) -> Result<(), Failure> {
        if !self.reference.api.operations.is_empty() {
            return Ok(());
        }
        self.show_from(Level::Error, session);
        Err(Failure::faults(format!("no page below `{}` describes an operation", self.dir.display())))
    }

    fn show_from(&self, least: Level, session: &Session) -> Counts {
        let shown = self.reference.diagnostics.iter().filter(|diagnostic| self.levels.level(diagnostic) >= least);
        for diagnostic in shown {
            let text = render_diagnostic(diagnostic, &self.reference.sources, self.levels, Colour::Ansi);
            session.print_error(format_args!("{text}\n"));
        }
        count(&self.reference.diagnostics, self.levels)
    }

    fn how_to_see(&self) -> String {
        format!("`cargo docbind check {}` shows them", quote_for_shell(&self.dir.to_string_lossy()))
    }
}
