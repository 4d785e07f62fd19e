//! What `cargo docbind diff` is told.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{ValueEnum, ValueHint};
use docbind_codegen::diff::Weight;

use super::pages::SelectionArgs;

/// Say what changed between two references, and whether it breaks programs
///
/// OLD and NEW are each a folder of pages, a file of `cargo docbind export`, or a revision of the git repository here: `REV:PATH`, or
/// `REV` with `--pages`. `OLD..NEW` names two revisions at once. Revisions are read from git; no file is touched.
///
/// Operations are matched by their routes, types by their names. Each change is breaking, additive or of the documentation only, seen
/// from the service, from the generated Rust code, or from both.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo docbind diff old/docs new/docs
  cargo docbind diff main..HEAD --pages docs/api
  cargo docbind diff v1.2:docs/api docs/api --format markdown
  cargo docbind diff api.json docs/api --fail-on additive --ignore known-changes.txt

In text, `--verbose` adds the reason, the rule and the stable id of each change. With `--format json`, one object: format_version \
(1), old, new, counts, version (from_one and below_one: major, minor, patch or none) and changes.

A file of ignored changes has a stable id in each line, `*` at its end for all that begin so, and words behind ` #`.

Exit codes: 0 no change as weighty as --fail-on; 1 there is one; 2 could not be carried out.")]
pub(crate) struct DiffArgs {
    /// The reference as it was; or both revisions, as `OLD..NEW`
    #[arg(value_name = "OLD")]
    pub(crate) old: OsString,
    /// The reference as it is
    #[arg(value_name = "NEW")]
    pub(crate) new: Option<OsString>,
    /// The folder of the pages in a revision [default: the folder that OLD or NEW names, else `root` of the settings]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) pages: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// How to print the changes
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: DiffFormat,
    /// Show only changes of this weight or more; others are counted
    #[arg(long, value_name = "LEVEL", default_value = "docs")]
    pub(crate) level: LevelArg,
    /// End with 1 where a change has this weight or more
    #[arg(long, value_name = "LEVEL", default_value = "breaking")]
    pub(crate) fail_on: FailOn,
    /// Take no notice of the changes whose ids this file lists
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) ignore: Option<PathBuf>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people: by operation and type, with both places
    Text,
    /// For a changelog or a pull request
    Markdown,
    /// For programs: one object
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// For GitHub Actions: a line for each annotation
    Github,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LevelArg {
    /// All changes
    Docs,
    /// Those that add, and those that break
    Additive,
    /// Those that break
    Breaking,
}

impl LevelArg {
    pub(crate) fn weight(self) -> Weight {
        match self {
            Self::Docs => Weight::Docs,
            Self::Additive => Weight::Additive,
            Self::Breaking => Weight::Breaking,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Any change
    Docs,
    /// One that adds, or breaks
    Additive,
    /// One that breaks
    Breaking,
    /// None
    Never,
}

impl FailOn {
    /// The least weight that fails. `None` where none does.
    pub(crate) fn weight(self) -> Option<Weight> {
        match self {
            Self::Docs => Some(Weight::Docs),
            Self::Additive => Some(Weight::Additive),
            Self::Breaking => Some(Weight::Breaking),
            Self::Never => None,
        }
    }
}
