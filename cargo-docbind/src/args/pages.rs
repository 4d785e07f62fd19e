//! The flags that say which pages are read, and how their faults are taken: the same for every command.

use clap::builder::{PossibleValue, PossibleValuesParser};
use docbind_codegen::{Code, Level, Levels, Selection};

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
