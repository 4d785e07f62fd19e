//! `check`: a folder in; all that is wrong in its pages, and the counts, out.

use std::fmt::Write as _;

use docbind_codegen::lock::FILE_NAME;
use docbind_codegen::render::{Colour, Counts, count, render_all, render_counts};
use docbind_codegen::{Levels, Reference};

use crate::args::{CheckArgs, CheckFormat};
use crate::failure::{Exit, Failure};
use crate::github::print_github;
use crate::locked::{Usual, call_of_lock, require_locked};
use crate::output::{print_data, print_text, write_file};
use crate::root::Wanted;
use crate::sarif::print_sarif;
use crate::session::{Session, Verbosity};
use crate::words::counted;

mod baseline;
mod faults;
mod json;

use baseline::{Baseline, Kept};

/// What came of a check.
struct Checked<'a> {
    args: &'a CheckArgs,
    levels: Levels,
    /// The faults that no baseline holds are in its diagnostics.
    reference: Reference,
    counts: Counts,
    /// What became of the baseline.
    kept: Kept,
}

pub(crate) fn run(args: &CheckArgs, session: &Session) -> Result<Exit, Failure> {
    let levels = args.levels.levels();
    // A baseline that cannot be used is told before all pages are read.
    let baseline = args.baseline.as_deref().map(Baseline::read).transpose()?;
    let wanted = Wanted { levels: levels.clone(), ..Wanted::new(&args.dir, args.selection.selection()) };
    let mut reference = wanted.read(session)?;
    let baseline = match &args.write_baseline {
        Some(path) => Some(Baseline::write(path, &reference, &levels, session)?),
        None => baseline,
    };
    let kept = baseline.map(|baseline| baseline.take_from(&mut reference, &levels, args)).unwrap_or_default();
    let counts = count(&reference.diagnostics, &levels);
    let checked = Checked { args, levels, reference, counts, kept };
    checked.show(session)?;
    let usual = Usual { dir: &args.dir, folder: &args.dir, mend: call_of_lock(&args.dir, &args.dir.join(FILE_NAME)) };
    require_locked(&args.locked, &usual, &checked.reference)?;
    Ok(if checked.counts.errors > 0 { Exit::Faults } else { Exit::Done })
}

impl Checked<'_> {
    fn show(&self, session: &Session) -> Result<(), Failure> {
        let is_text = self.args.format == CheckFormat::Text;
        match &self.args.out {
            Some(path) => write_file(path, self.print(Colour::Plain, session.verbosity)?, session)?,
            None if is_text => {
                let text = self.print(Colour::Ansi, session.verbosity)?;
                return print_text(|out| out.write_all(text.as_bytes()));
            }
            None => {
                let data = self.print(Colour::Plain, session.verbosity)?;
                print_data(|out| out.write_all(data.as_bytes()))?;
            }
        }
        session.say(self.summary());
        Ok(())
    }

    fn print(&self, colour: Colour, verbosity: Verbosity) -> Result<String, Failure> {
        Ok(match self.args.format {
            CheckFormat::Text => self.text(colour, verbosity),
            CheckFormat::Json => json::print(self)?,
            CheckFormat::Sarif => print_sarif("check", &self.findings(), &faults::rules()),
            CheckFormat::Github => print_github(&self.findings()),
        })
    }

    fn text(&self, colour: Colour, verbosity: Verbosity) -> String {
        let mut text = render_all(&self.reference.diagnostics, &self.reference.sources, &self.levels, colour);
        text.push_str(&self.kept.text(self.args));
        if verbosity > Verbosity::Quiet {
            text.push_str(&render_counts(&self.counts));
            let _ = writeln!(text, "{}", self.summary());
        }
        text
    }

    fn summary(&self) -> String {
        let pages = counted(self.reference.page_count, "page");
        let operations = counted(self.reference.api.operations.len(), "operation");
        let errors = counted(self.counts.errors, "error");
        let warnings = counted(self.counts.warnings, "warning");
        let mut summary = format!("checked {pages} with {operations}: {errors}, {warnings}");
        if self.kept.left_out > 0 {
            let _ = write!(summary, ", {} more in the baseline", self.kept.left_out);
        }
        summary
    }
}
