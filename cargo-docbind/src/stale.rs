//! What writing would change in; for a person, what differs and how to mend it, out.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use docbind_codegen::print::File;
use docbind_codegen::write::Changes;
use similar::TextDiff;

use crate::failure::Failure;
use crate::output::print_text;
use crate::session::Session;
use crate::words::{DIM, STRONG, counted, printable};

/// How many files are listed, how many of them with what differs in them, and how many lines of that each.
const LISTED: usize = 50;
const DIFFS: usize = 5;
const DIFF_LINES: usize = 24;
/// Past this a diff is less exact.
const DIFF_TIME: Duration = Duration::from_millis(500);

const ADDED: Style = AnsiColor::Green.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();

/// Fails where the folder is not as it should be, and shows what differs.
pub(crate) fn require_fresh(folder: &Path, changes: &Changes, session: &Session) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    print_text(|out| write_changes(folder, changes, out))?;
    let count = changes.write.len() + changes.remove.len();
    let files = counted(count, "file");
    let differ = if count == 1 { "differs" } else { "differ" };
    Err(Failure::faults(format!("`{}` is stale: {files} {differ} from what the pages say", folder.display()))
        .help(format!("run `{}`", session.call_without("--check"))))
}

fn write_changes(folder: &Path, changes: &Changes, out: &mut dyn Write) -> io::Result<()> {
    for (at, file) in changes.write.iter().take(LISTED).enumerate() {
        let path = folder.join(&file.path);
        let old = fs::read_to_string(&path).ok();
        let what = if old.is_some() { "changed" } else { "missing" };
        writeln!(out, "{STRONG}{what}{STRONG:#} {}", path.display())?;
        if let Some(old) = old.filter(|_| at < DIFFS) {
            write_diff(&old, file, out)?;
        }
    }
    for path in changes.remove.iter().take(LISTED) {
        writeln!(out, "{STRONG}surplus{STRONG:#} {}", folder.join(path).display())?;
    }
    let more = changes.write.len().saturating_sub(LISTED) + changes.remove.len().saturating_sub(LISTED);
    if more > 0 {
        writeln!(out, "and {more} more")?;
    }
    Ok(())
}

fn write_diff(old: &str, new: &File, out: &mut dyn Write) -> io::Result<()> {
    let diff = TextDiff::configure().timeout(DIFF_TIME).diff_lines(old, &new.text);
    let text = diff.unified_diff().context_radius(1).to_string();
    for line in text.lines().take(DIFF_LINES) {
        let style = match line.chars().next() {
            Some('+') => ADDED,
            Some('-') => REMOVED,
            _ => DIM,
        };
        writeln!(out, "  {style}{}{style:#}", printable(line))?;
    }
    let left = text.lines().count().saturating_sub(DIFF_LINES);
    if left > 0 {
        writeln!(out, "  {DIM}and {}{DIM:#}", counted(left, "more line"))?;
    }
    Ok(())
}
