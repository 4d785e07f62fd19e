//! The flags that say which pages are read, and how their faults are taken: the same for every command.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgMatches, Command, FromArgMatches};
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

    /// Whether no page is left out.
    pub(crate) fn is_whole(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }
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

/// The levels that flags set, in the order of the command line.
#[derive(Clone, Debug)]
pub(crate) struct LevelArgs {
    set: Vec<(String, Level)>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Levels of diagnostics")]
struct LevelFlags {
    /// Take this code, or all `warnings`, as an error; may be repeated
    ///
    /// Codes stand in brackets in a report: `warning[title-missing]`. The last flag for a code holds, and a code outweighs
    /// `warnings`, which are the codes that are warnings by default. Flags outweigh the settings file.
    #[arg(long, value_name = "CODE", value_parser = level_names(), hide_possible_values = true)]
    deny: Vec<String>,
    /// Take this code as a warning; may be repeated
    #[arg(long, value_name = "CODE", value_parser = level_names(), hide_possible_values = true)]
    warn: Vec<String>,
    /// Do not report this code, or no `warnings`; may be repeated
    #[arg(long, value_name = "CODE", value_parser = level_names(), hide_possible_values = true)]
    allow: Vec<String>,
}

impl clap::Args for LevelArgs {
    fn augment_args(command: Command) -> Command {
        <LevelFlags as clap::Args>::augment_args(command)
    }

    fn augment_args_for_update(command: Command) -> Command {
        <LevelFlags as clap::Args>::augment_args_for_update(command)
    }
}

impl FromArgMatches for LevelArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let flags = [("deny", Level::Error), ("warn", Level::Warning), ("allow", Level::Allow)];
        let mut set: Vec<(usize, String, Level)> = Vec::new();
        for (flag, level) in flags {
            let places = matches.indices_of(flag).into_iter().flatten();
            let names = matches.get_many::<String>(flag).into_iter().flatten();
            set.extend(places.zip(names).map(|(place, name)| (place, name.clone(), level)));
        }
        set.sort_by_key(|(place, ..)| *place);
        Ok(Self { set: set.into_iter().map(|(_, name, level)| (name, level)).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl LevelArgs {
    pub(crate) fn levels(&self) -> Levels {
        let mut levels = Levels::default();
        for (name, level) in &self.set {
            levels.set(name, *level).expect("the parser takes known codes only");
        }
        levels
    }
}

fn level_names() -> PossibleValuesParser {
    let all = PossibleValue::new("warnings").help("every code that is a warning by default");
    PossibleValuesParser::new(std::iter::once(all).chain(code_names()))
}

/// Takes the name of a diagnostic.
pub(crate) fn code() -> impl TypedValueParser<Value = Code> {
    PossibleValuesParser::new(code_names())
        .map(|name| Code::from_name(&name).expect("the parser takes known codes only"))
}

fn code_names() -> impl Iterator<Item = PossibleValue> {
    Code::ALL.iter().map(|code| PossibleValue::new(code.name()).help(code.title()))
}
