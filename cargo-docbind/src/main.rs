//! The command line in; what a command printed, and its exit code, out. A thin door: all work is done by `docbind-codegen`,
//! and the search for least privilege by `docbind`.

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

mod args;
mod check;
mod completions;
mod diff;
mod explain;
mod export;
mod failure;
mod findings;
mod generate;
mod github;
mod list;
mod lock;
mod locked;
mod output;
mod permissions;
mod progress;
mod report;
mod root;
mod sarif;
mod session;
mod show;
mod signature;
mod stale;
mod table;
mod watch;
mod words;

use args::{Args, Command};
use failure::{Exit, Failure};
use session::Session;

/// Reading and writing a reference makes and drops many small texts, on all cores.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let words = args::own_words(std::env::args_os());
    let args = Args::parse_from(&words);
    let session = Session::new(&args.common, words);
    match run(&args.command, &session) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            session.show_failure(&failure);
            failure.exit.into()
        }
    }
}

fn run(command: &Command, session: &Session) -> Result<Exit, Failure> {
    match command {
        Command::Generate(args) => generate::run(args, session),
        Command::Watch(args) => watch::run(args, session),
        Command::Check(args) => check::run(args, session),
        Command::Explain(args) => explain::run(args),
        Command::Lock(args) => lock::run(args, session),
        Command::List(args) => list::run(args, session),
        Command::Show(args) => show::run(args, session),
        Command::Export(args) => export::run(args, session),
        Command::Diff(args) => diff::run(args, session),
        Command::Permissions(args) => permissions::run(args, session),
        Command::Completions(args) => completions::run(args),
    }
}
