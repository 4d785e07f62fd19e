//! Why a command could not do what it was asked, and the exit code that says so.

use std::process::ExitCode;

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// As asked.
    Done,
    /// The pages, or the generated files, are not as they should be.
    Faults,
    /// The command could not be carried out.
    Refused,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Faults => Self::from(1),
            Exit::Refused => Self::from(2),
        }
    }
}

/// An error that ends a command.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is shown before it.
    pub(crate) report: Option<String>,
    /// What is wrong, naming the thing.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: Option<String>,
    /// The exit code.
    pub(crate) exit: Exit,
}

impl Failure {
    /// The command could not be carried out.
    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self { report: None, message: message.into(), help: None, exit: Exit::Refused }
    }

    /// The pages, or the generated files, are not as they should be.
    pub(crate) fn faults(message: impl Into<String>) -> Self {
        Self { report: None, message: message.into(), help: None, exit: Exit::Faults }
    }

    /// Sets what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
