//! The command `openai-errors` as a library: its arguments, its commands, and the [`server`] that answers as the API
//! does, for tests of any client.
//!
//! Exit codes: 0 fine, 1 a finding (a bad line, a row that cannot be read, drift, a breaking difference), 2 bad input or
//! usage. A closed pipe ends quietly.

mod args;
mod commands;
mod difference;
mod docs;
mod failure;
mod file;
#[doc(hidden)]
pub mod fuzz;
mod output;
mod page;
mod recognise;
mod render;
mod report;
mod retry_figures;
pub mod server;
mod table;

use std::io::ErrorKind;
use std::process::ExitCode;

pub use args::Cli;
use args::Command;
use failure::{Failure, Outcome};

/// Runs a command and reports what went wrong on standard error.
pub fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        Command::Explain(args) => commands::explain(&args),
        Command::Classify(args) => commands::classify(&args),
        Command::Import(args) => commands::import(&args),
        Command::Check(args) => commands::check(&args),
        Command::Diff(args) => commands::diff(&args),
        Command::Render(args) => commands::render(&args),
        Command::Generate(args) => commands::generate(&args),
        Command::Serve(args) => commands::serve(&args),
    };
    match result {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Finding) => ExitCode::from(1),
        Err(Failure::Output(error)) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(failure) => {
            let lines = failure.problems().into_iter().chain([failure.to_string()]);
            lines.for_each(|line| output::tell(&format!("error: {line}")));
            ExitCode::from(2)
        }
    }
}
