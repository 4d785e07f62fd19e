//! `completions`: a shell in; its completion script out.

use clap::CommandFactory as _;

use crate::args::{Args, CompletionsArgs};
use crate::failure::{Exit, Failure};
use crate::output::print_data;

pub(crate) fn run(args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    let mut command = Args::command().bin_name("cargo-docbind");
    clap_complete::generate(args.shell, &mut command, "cargo-docbind", &mut script);
    print_data(|out| out.write_all(&script))?;
    Ok(Exit::Done)
}
