//! Words of the command line in; what is asked for out. The doc comments here are the help texts.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::Styles;
use clap::{ColorChoice, Parser, Subcommand, ValueEnum, ValueHint};
use docbind::TokenKind;
use docbind_codegen::Code;
use docbind_codegen::options::FaultyPages;

use crate::words;

mod diff;
mod pages;

pub(crate) use diff::{DiffArgs, DiffFormat};
pub(crate) use pages::LockedArgs;
use pages::{LevelArgs, SelectionArgs, UseArgs, code};

const STYLES: Styles = Styles::styled()
    .header(words::HEADING)
    .usage(words::HEADING)
    .literal(words::LITERAL)
    .placeholder(words::PLACEHOLDER)
    .error(words::ERROR)
    .valid(words::LITERAL)
    .invalid(words::WARNING);

const EXAMPLES: &str = "\
Examples:
  cargo docbind generate docs/api -o src/calls           write a client into a crate
  cargo docbind generate docs/api -o src/calls --check   fail in CI where it is stale
  cargo docbind watch docs/api -o src/calls              write it again each time that a page changes
  cargo docbind check docs/api                           say what is wrong in the pages
  cargo docbind show docs/api/user-get.md                say what docbind makes of a page
  cargo docbind diff main..HEAD --pages docs/api         say what changed, and what it breaks

Exit codes:
  0  done
  1  the pages have errors, the generated files or the lock are not what the pages say, or a change breaks
  2  the command could not be carried out: wrong usage, a folder that is not there, a file that cannot be written

Results go to standard output, all else to standard error. NO_COLOR is respected.";

/// Turns an API reference in markdown into a typed Rust client.
///
/// A page says the route, the parameters, the permissions, the request and the response; docbind reads it, and the
/// compiler holds your program to it.
#[derive(Debug, Parser)]
#[command(name = "cargo-docbind", bin_name = "cargo docbind", version)]
#[command(styles = STYLES, max_term_width = 100, after_help = EXAMPLES, arg_required_else_help = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: CommonArgs,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct CommonArgs {
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorChoice,
    /// Say nothing but results and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// Take the settings from this file, instead of the `docbind.toml` in DIR or a folder above it
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) settings: Option<PathBuf>,
    /// Show the diagnostics that are only counted otherwise
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Generate(GenerateArgs),
    Watch(WatchArgs),
    Check(CheckArgs),
    Explain(ExplainArgs),
    Lock(LockArgs),
    List(ListArgs),
    Show(ShowArgs),
    Export(ExportArgs),
    Diff(DiffArgs),
    Permissions(PermissionsArgs),
    Completions(CompletionsArgs),
}

/// Write a client, as a module or as a crate, to be checked in
///
/// A module is `OUT/mod.rs` with a file for each module beside it; with `--crate`, OUT is a whole crate that depends on
/// `docbind`. Files that are as they should be are not touched, files that docbind wrote and that no page asks for any
/// more are removed, and a file that docbind did not write is never replaced. `OUT/docbind.lock` says what was taken from the
/// pages.
///
/// A page of which no route can be called is reported and left out, unless `--strict` is given.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo docbind generate docs/api -o src/calls
  cargo docbind generate docs/api -o graph --crate graph-client --client Graph
  cargo docbind generate docs/api -o src/users --include 'user-*.md' --exclude '*-delta.md'
  cargo docbind generate docs/api -o src/calls --strict --check    # for CI

Exit codes: 0 written, or up to date; 1 stale (--check), pages that are not as the lock says (--locked), errors in the pages \
(--strict), or no route to write code for; 2 could not be carried out.")]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) code: CodeArgs,
    /// Write nothing; fail where OUT is stale, and show what differs
    #[arg(long)]
    pub(crate) check: bool,
    #[command(flatten)]
    pub(crate) locked: LockedArgs,
}

/// Write a client, and again each time that the pages change
///
/// Does what `generate` does, with the same flags, and then waits: for a page, a file that pages include, the settings, or DIR
/// itself to change. It says which files changed, what is wrong in the pages that was not before, what the change means for the API,
/// and which files were written. Only files whose text changes are written. What is wrong in the pages does not end it; Ctrl-C does.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo docbind watch docs/api -o src/calls
  cargo docbind watch docs/api -o graph --crate graph-client --client Graph
  cargo docbind watch /mnt/share/docs -o src/calls --poll    # a network share sends no events

Exit codes: 0 ended by Ctrl-C; 2 could not be carried out.")]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    pub(crate) code: CodeArgs,
    /// Look at the pages every now and then, where the file system does not tell of changes
    #[arg(long)]
    pub(crate) poll: bool,
}

// Which pages, and which code is made of them. A doc comment would become the help of the commands.
#[derive(Debug, clap::Args)]
pub(crate) struct CodeArgs {
    /// The doc root: the folder that the pages lie below
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    /// The folder to write to
    #[arg(short, long, value_name = "OUT", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// Write a whole crate of this name [default: `crate` under `[output]` of the settings; without it, a module]
    #[arg(long = "crate", value_name = "NAME", value_parser = words::parse_crate_name)]
    pub(crate) crate_name: Option<String>,
    /// Give the crate a cargo feature for each area that the pages name (`ms.prod`, `ms.subservice`), all off by default
    #[arg(long)]
    pub(crate) features_by_area: bool,
    /// Write a crate for each area beside it, below `OUT/areas`; a feature brings each, and they compile side by side
    #[arg(long, conflicts_with = "features_by_area")]
    pub(crate) crates_by_area: bool,
    /// The client's name [default: that of the settings, or made from the crate's name, or from the name of OUT: `src/calls` gives `Calls`]
    #[arg(long, value_name = "NAME", value_parser = words::parse_type_name)]
    pub(crate) client: Option<String>,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) uses: UseArgs,
    /// Write nothing where a page has an error
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) levels: LevelArgs,
}

/// Say what is wrong in the pages, with the line and what to do
///
/// Prints every diagnostic, the counts by code, and a summary. `cargo docbind explain CODE` says more about a code.
///
/// A baseline is a file with the faults that are known: they are not reported. Each is known by its code, its page and the words
/// it is about, not by its line. A second fault that is alike is reported, and so is a fault that has no place in a page.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo docbind check docs/api
  cargo docbind check docs/api --deny warnings --allow title-missing
  cargo docbind check docs/api --write-baseline docbind.baseline      # take the pages as they are
  cargo docbind check docs/api --baseline docbind.baseline --deny warnings    # for CI
  cargo docbind check docs/api --format sarif -o docbind.sarif
  cargo docbind check docs/api --format json | jq -r '.diagnostics[] | select(.level == \"error\").file'

With `--format json`, one object: format_version (1), pages, operations, errors, warnings, in_baseline (how many faults it left \
out), diagnostics, and mended, the lines of the baseline (line, entry) whose faults are gone. A diagnostic has code, level, \
message, label, help, file, line, column, end_line, end_column and fingerprint. Lines and columns count from 1, columns in \
characters; what there is none of is null.

Exit codes: 0 no error; 1 errors in the pages, or pages that are not as the lock says (--locked); 2 could not be carried out.")]
pub(crate) struct CheckArgs {
    /// The doc root: the folder that the pages lie below
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    #[command(flatten)]
    pub(crate) levels: LevelArgs,
    /// How to print the diagnostics
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: CheckFormat,
    /// The file to write them to [default: standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Leave out the faults that this file records
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) baseline: Option<PathBuf>,
    /// Record the faults of all pages in this file, and leave them out
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["baseline", "include", "exclude"])]
    pub(crate) write_baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) locked: LockedArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    /// For people: the line with a mark under it, and counts
    Text,
    /// For programs
    Json,
    /// For code scanning: SARIF 2.1.0
    Sarif,
    /// For GitHub Actions, which makes annotations of it
    Github,
}

/// Say more about a diagnostic: what it means, a bad and a good example; or list all
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo docbind explain
  cargo docbind explain route-elided

Exit codes: 0 printed; 2 there is no such diagnostic.")]
pub(crate) struct ExplainArgs {
    /// The code, as it stands in brackets in a report: `warning[title-missing]`
    #[arg(value_name = "CODE", value_parser = code(), hide_possible_values = true)]
    pub(crate) code: Option<Code>,
}

/// Write what the pages say into a lock, to be checked in, or hold the pages against one
///
/// A lock has the digest of each page and of the settings, and what was taken from the pages, one fact a line. `generate` writes
/// one beside the code; this is for code that is made by build.rs or a macro, and for a lock that git could not merge.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo docbind lock docs/api
  cargo docbind lock docs/api -o src/calls/docbind.lock
  cargo docbind lock docs/api --check    # for CI

Exit codes: 0 written, or the pages are as the lock says; 1 they are not (--check), or no page describes an operation; 2 could \
not be carried out.")]
pub(crate) struct LockArgs {
    /// The doc root: the folder that the pages lie below
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// The lock [default: DIR/docbind.lock]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Write nothing; fail where the pages or the settings are not as the lock says, and say how
    #[arg(long)]
    pub(crate) check: bool,
}

/// List the operations: page, routes, permissions, status; or the types: page, properties and their types
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo docbind list docs/api
  cargo docbind list docs/api --format jsonl | jq -r 'select(.permissions.application == \"none\").doc'
  cargo docbind list docs --resources

In the table, a scope is the least privileged alternative, `+2` counts the others, and `-` means not supported.

With `--format jsonl`, each line is an object: doc, title, routes (method and template as written), permissions by token \
kind (\"unsupported\", \"none\", alternatives of scopes needed together, or null where the page has no single answer), \
and status, the usual success code. With `--resources` too: doc, type, namespace, base (the qualified name of the type that \
it derives from, or null) and properties (name, type without `Edm.`, and whether it is a collection; those that the page \
itself lists).

Exit codes: 0 listed; 1 no page describes an operation (with `--resources`, a type); 2 could not be carried out.")]
pub(crate) struct ListArgs {
    /// The doc root: the folder that the pages lie below
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// List the types that pages describe, instead of the operations
    #[arg(long)]
    pub(crate) resources: bool,
    /// How to print the list
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: ListFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people: a line for each operation or type, cut to the terminal's width
    Table,
    /// For programs: an object a line
    Jsonl,
}

/// Show one page as docbind understands it, or its code
///
/// Names are those of the page alone. With `--root` the whole folder is read, and names are those that `generate` gives.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo docbind show docs/api/user-get.md
  cargo docbind show user-get.md --root docs/api --code

Exit codes: 0 shown; 1 the page describes no operation, or has no code to show; 2 could not be carried out.")]
pub(crate) struct ShowArgs {
    /// The page
    #[arg(value_name = "PAGE", value_hint = ValueHint::FilePath)]
    pub(crate) page: PathBuf,
    /// The doc root [default: the current folder if the page lies below it, else the page's own folder]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) root: Option<PathBuf>,
    /// Print the Rust code that is generated from the page
    #[arg(long)]
    pub(crate) code: bool,
}

/// Write the API model as JSON, or the JSON Schema of it or of docbind.toml
///
/// The model is what the code is generated from, with all names and types resolved. It carries `format_version`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo docbind export docs/api -o api.json
  cargo docbind export docs/api | jq '.operations[].name'
  cargo docbind export --schema
  cargo docbind export --schema=settings -o docbind.schema.json

Exit codes: 0 written; 1 no page describes an operation; 2 could not be carried out.")]
pub(crate) struct ExportArgs {
    /// The doc root: the folder that the pages lie below
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath, required_unless_present = "schema")]
    pub(crate) dir: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Lay the JSON out for people
    #[arg(long)]
    pub(crate) pretty: bool,
    /// Write a JSON Schema instead, that of the model unless another is named
    #[arg(long, value_name = "OF", num_args = 0..=1, require_equals = true, default_missing_value = "model")]
    #[arg(conflicts_with_all = ["dir", "include", "exclude", "pretty"])]
    pub(crate) schema: Option<SchemaOf>,
}

/// What a JSON Schema describes.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SchemaOf {
    /// What `export` writes
    Model,
    /// The file docbind.toml
    Settings,
}

/// Say which scopes a token needs at least, for all operations of the pages or for those that a program can send
///
/// For each kind of token it finds a smallest set of scopes that serves all operations: the fewest scopes; of such sets, the
/// one whose scopes stand earliest in the pages' lists, which go from least to most privileged. All cases that a page tells apart
/// are served. It says which operations ask for each scope and why nothing less serves, and names the operations of which
/// the pages do not say what they need.
///
/// With `--binary` the operations are those that an executable can send: each has a mark that the linker keeps only where the
/// operation is sent by code that is linked. The file is searched byte by byte, so it may be stripped, but not compressed. Code
/// that is linked counts, whether it ever runs or not. Requests that are not made of an operation are not seen: those of
/// other libraries, and URLs that the program writes itself.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo docbind permissions docs/api --kind application
  cargo docbind permissions docs/api --binary target/release/sync --format markdown
  cargo docbind permissions docs/api --binary target/release/sync --format json > permissions.json
  cargo docbind permissions docs/api --binary target/release/sync --check permissions.json    # for CI

With `--format json`, one object: format_version (1) and kinds, a list of: kind, scopes (scope, why, operations), not_known \
and refused. An operation has name, page, case (empty where the page tells none apart) and alternatives, from least to most \
privileged, each a list of scopes needed together; one that is refused has name and page alone.

Exit codes: 0 done, or nothing more is needed than before; 1 the need grew (--check), the binary has no operation or one that \
no page describes, or no page describes an operation; 2 could not be carried out.")]
pub(crate) struct PermissionsArgs {
    /// The doc root: the folder that the pages lie below
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) dir: PathBuf,
    #[command(flatten)]
    pub(crate) selection: SelectionArgs,
    /// The kind of token; may be repeated [default: all, or those of the file to check]
    #[arg(long = "kind", value_name = "KIND")]
    pub(crate) kinds: Vec<KindArg>,
    /// Take only the operations that this executable can send; may be repeated
    #[arg(long = "binary", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) binaries: Vec<PathBuf>,
    /// How to print the scopes
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    pub(crate) format: PermissionsFormat,
    /// Print nothing; fail where the scopes of a file written with `--format json` no longer serve
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "format")]
    pub(crate) check: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindArg {
    /// The application itself, without a user
    Application,
    /// A user with a work or school account
    DelegatedWork,
    /// A user with a personal account
    DelegatedPersonal,
}

impl KindArg {
    pub(crate) fn kind(self) -> TokenKind {
        match self {
            Self::Application => TokenKind::Application,
            Self::DelegatedWork => TokenKind::DelegatedWork,
            Self::DelegatedPersonal => TokenKind::DelegatedPersonal,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PermissionsFormat {
    /// For people: scopes, who asks for them and why, cut to the terminal's width
    Table,
    /// For a request of consent
    Markdown,
    /// For programs, and for `--check`
    Json,
}

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Example:
  cargo-docbind completions bash > ~/.local/share/bash-completion/completions/cargo-docbind

The script completes `cargo-docbind`; cargo's own completions know no subcommands of others.")]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

impl CodeArgs {
    pub(crate) fn faulty_pages(&self) -> Option<FaultyPages> {
        self.strict.then_some(FaultyPages::Fail)
    }
}

/// The words meant for docbind: `cargo docbind list x` reaches the program as `cargo-docbind docbind list x`.
pub(crate) fn own_words(words: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let is_cargos = |(at, word): &(usize, OsString)| *at == 1 && word == "docbind";
    words.enumerate().filter(|word| !is_cargos(word)).map(|(_, word)| word).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::{Args, own_words};

    #[test]
    fn the_commands_are_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn the_word_that_cargo_adds_is_dropped_once() {
        let own = |words: &[&str]| own_words(words.iter().map(Into::into));
        assert_eq!(own(&["cargo-docbind", "docbind", "list", "docbind"]), ["cargo-docbind", "list", "docbind"]);
        assert_eq!(own(&["cargo-docbind", "list", "docbind"]), ["cargo-docbind", "list", "docbind"]);
    }
}
