//! The flags that say which pages are read, and how their faults are taken: the same for every command.

use std::path::PathBuf;

use clap::ValueHint;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use docbind_codegen::settings::UseSettings;
use docbind_codegen::{Code, Level, Levels, Selection, UseLevel};

#[derive(Debug, clap::Args)]
pub(crate) struct SelectionArgs {
    /// Read only pages whose path below DIR matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(crate) include: Vec<String>,
    /// Leave out pages whose path below DIR matches; may be repeated
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
}

impl SelectionArgs {
    pub(crate) fn selection(&self) -> Selection {
        Selection::Folder { include: self.include.clone(), exclude: self.exclude.clone() }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct LockedArgs {
    /// Fail where the pages or the settings are not as the lock says, and say how
    #[arg(long)]
    pub(crate) locked: bool,
    /// The lock [default: `docbind.lock` in OUT, or in DIR where there is no OUT]
    #[arg(long, value_name = "FILE", requires = "locked", value_hint = ValueHint::FilePath)]
    pub(crate) lock: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct UseArgs {
    /// What becomes of a use of what its page calls deprecated: `allow`, a compiler warning, or a compile error [default: warn]
    #[arg(long, value_name = "LEVEL", value_parser = use_level())]
    deprecated: Option<UseLevel>,
    /// The same of what its page calls a preview; `allow` is for a reference that is a preview as a whole [default: warn]
    #[arg(long, value_name = "LEVEL", value_parser = use_level())]
    preview: Option<UseLevel>,
}

impl UseArgs {
    pub(crate) fn settings(&self) -> UseSettings {
        UseSettings { deprecated: self.deprecated, preview: self.preview }
    }
}

fn use_level() -> impl TypedValueParser<Value = UseLevel> {
    PossibleValuesParser::new(UseLevel::ALL.map(UseLevel::name))
        .map(|name| UseLevel::from_name(&name).expect("the parser takes known levels only"))
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Levels of diagnostics")]
pub(crate) struct LevelArgs {
    /// Take this code, or all `warnings`, as an error; may be repeated
    ///
    /// Codes stand in brackets in a report: `warning[title-missing]`. A code outweighs `warnings`, and the stricter of two
    /// flags for one code holds.
    #[arg(long, value_name = "CODE", value_parser = code_names(), hide_possible_values = true)]
    deny: Vec<String>,
    /// Take this code as a warning; may be repeated
    #[arg(long, value_name = "CODE", value_parser = code_names(), hide_possible_values = true)]
    warn: Vec<String>,
    /// Do not report this code, or no `warnings`; may be repeated
    #[arg(long, value_name = "CODE", value_parser = code_names(), hide_possible_values = true)]
    allow: Vec<String>,
}

impl LevelArgs {
    pub(crate) fn levels(&self) -> Levels {
        let mut levels = Levels::default();
        let flags = [(&self.allow, Level::Allow), (&self.warn, Level::Warning), (&self.deny, Level::Error)];
        for (names, level) in flags {
            for name in names {
                levels.set(name, level).expect("the parser takes known codes only");
            }
        }
        levels
    }
}

fn code_names() -> PossibleValuesParser {
    let all = PossibleValue::new("warnings").help("every code that is a warning by default");
    let codes = Code::ALL.iter().map(|code| PossibleValue::new(code.name()).help(code.title()));
    PossibleValuesParser::new(std::iter::once(all).chain(codes))
}
