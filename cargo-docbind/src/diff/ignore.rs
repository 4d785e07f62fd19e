//! A file of stable ids in; a diff without these changes, and what of the file names none, out.

use std::fs;
use std::path::{Path, PathBuf};

use docbind_codegen::diff::Diff;

use crate::failure::Failure;
use crate::session::Session;
use crate::words::printable;

const MAX_BYTES: u64 = 8 << 20;

/// The ids of a file, each with its line.
pub(super) struct Ignored {
    path: PathBuf,
    ids: Vec<(usize, Pattern)>,
}

/// An id, or with `*` at its end all that begin so.
enum Pattern {
    Whole(String),
    Start(String),
}

impl Pattern {
    fn of(line: &str) -> Self {
        match line.strip_suffix('*') {
            Some(start) => Self::Start(start.to_owned()),
            None => Self::Whole(line.to_owned()),
        }
    }

    fn matches(&self, id: &str) -> bool {
        match self {
            Self::Whole(whole) => whole == id,
            Self::Start(start) => id.starts_with(start.as_str()),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Whole(whole) => whole.clone(),
            Self::Start(start) => format!("{start}*"),
        }
    }
}

impl Ignored {
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let fault = |what: String| {
            Failure::refused(format!("cannot read the file of ignored changes `{}`: {what}", path.display()))
                .help("it has an id in each line, and words behind ` #`")
        };
        let metadata = fs::metadata(path).map_err(|error| fault(error.to_string()))?;
        if !metadata.is_file() || metadata.len() > MAX_BYTES {
            return Err(fault(format!("it is no regular file of at most {MAX_BYTES} bytes")));
        }
        let text = fs::read_to_string(path).map_err(|error| fault(error.to_string()))?;
        let lines = text.lines().enumerate().map(|(at, line)| (at + 1, without_comment(line)));
        let ids = lines.filter(|(_, line)| !line.is_empty()).map(|(number, line)| (number, Pattern::of(line)));
        Ok(Self { path: path.to_owned(), ids: ids.collect() })
    }

    /// Takes the changes out. An id that is of no change is warned of.
    pub(super) fn leave_out(&self, diff: &mut Diff, session: &Session) {
        for (line, pattern) in &self.ids {
            if !diff.changes.iter().any(|change| pattern.matches(&change.id)) {
                let id = printable(&pattern.text());
                session.warn(format!("{}:{line}: no change is called `{id}`", self.path.display()));
            }
        }
        diff.changes.retain(|change| !self.ids.iter().any(|(_, pattern)| pattern.matches(&change.id)));
    }
}

/// A `#` begins a comment at the start of a line and behind a space: ids hold it, too.
fn without_comment(line: &str) -> &str {
    let line = line.trim();
    if line.starts_with('#') {
        return "";
    }
    line.split_once(" #").map_or(line, |(id, _)| id.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{Pattern, without_comment};

    #[test]
    fn comments_are_no_part_of_ids() {
        assert_eq!(without_comment("# why"), "");
        assert_eq!(without_comment("  type-removed:a.md#request  # it was never used "), "type-removed:a.md#request");
        assert_eq!(without_comment("route-removed:GET /a:GET /a/b"), "route-removed:GET /a:GET /a/b");
    }

    #[test]
    fn a_star_at_the_end_stands_for_any_words() {
        assert!(Pattern::of("area-changed:*").matches("area-changed:GET /a"));
        assert!(!Pattern::of("area-changed:*").matches("route-added:GET /a"));
        assert!(!Pattern::of("area-changed:GET").matches("area-changed:GET /a"));
    }
}
