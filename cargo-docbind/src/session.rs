//! Common flags in; where, and how loud, a command speaks to the person who called it out.

use std::ffi::OsString;
use std::fmt::Display;
use std::io::Write as _;
use std::path::PathBuf;

use anstyle::Style;
use docbind_codegen::SettingsFile;

use crate::args::CommonArgs;
use crate::failure::Failure;
use crate::words;

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Verbosity {
    /// Errors.
    Quiet,
    /// Errors, counts and summaries.
    Normal,
    /// All diagnostics.
    Verbose,
}

/// One call of the program.
#[derive(Debug)]
pub(crate) struct Session {
    /// How much is said on standard error.
    pub(crate) verbosity: Verbosity,
    /// The settings file that the user names.
    pub(crate) settings: Option<PathBuf>,
    /// The words of the call, the program's name first.
    words: Vec<OsString>,
}

impl Session {
    pub(crate) fn new(common: &CommonArgs, words: Vec<OsString>) -> Self {
        let choice = match common.color {
            clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
            clap::ColorChoice::Always => anstream::ColorChoice::Always,
            clap::ColorChoice::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
        let verbosity = match (common.quiet, common.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        Self { verbosity, settings: common.settings.clone(), words }
    }

    /// Where the settings are.
    pub(crate) fn settings_file(&self) -> SettingsFile {
        match &self.settings {
            Some(path) => SettingsFile::At { path: path.clone(), label: path.to_string_lossy().into_owned() },
            None => SettingsFile::Search,
        }
    }

    /// The call as one can type it, without one of its flags.
    pub(crate) fn call_without(&self, flag: &str) -> String {
        let words = self.words.iter().skip(1).map(|word| word.to_string_lossy());
        let words = words.filter(|word| word != flag).map(|word| words::quote_for_shell(&word));
        std::iter::once("cargo docbind".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
    }

    /// Says how it went.
    pub(crate) fn say(&self, text: impl Display) {
        if self.verbosity > Verbosity::Quiet {
            print_line(&text);
        }
    }

    /// Says what is not as it should be, and does not end the command.
    pub(crate) fn warn(&self, text: impl Display) {
        self.say(labelled("warning", words::WARNING, &text));
    }

    /// Says what to do.
    pub(crate) fn help(&self, text: impl Display) {
        self.say(labelled("help", words::LITERAL, &text));
    }

    /// Prints, whatever the verbosity, what is rendered already.
    pub(crate) fn print_error(&self, text: impl Display) {
        print_line(&text);
    }

    /// Prints why a command ends.
    pub(crate) fn show_failure(&self, failure: &Failure) {
        if let Some(report) = &failure.report {
            print_line(&format_args!("{report}\n"));
        }
        print_line(&labelled("error", words::ERROR, &failure.message));
        if let Some(help) = &failure.help {
            print_line(&labelled("help", words::LITERAL, help));
        }
    }
}

fn labelled(label: &str, style: Style, text: &dyn Display) -> String {
    format!("{style}{label}{style:#}: {text}")
}

/// A standard error that is closed is no reason to end.
fn print_line(text: &dyn Display) {
    let _ = writeln!(anstream::stderr(), "{text}");
}
