//! The command `openai-errors`.

use std::process::ExitCode;

use clap::Parser;
use openai_error_policy_cli::{Cli, run};

fn main() -> ExitCode {
    run(Cli::parse())
}
