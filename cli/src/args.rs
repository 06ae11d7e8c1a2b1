//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// What an OpenAI API error means and what to do now.
#[derive(Debug, Parser)]
#[command(name = "openai-errors", version)]
pub struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Explain an error: message, cause, solution, links and retry policy
    Explain(ExplainArgs),
    /// Recognise an answer of the API and say what to do
    Classify(ClassifyArgs),
    /// Print the Rust code that the build step makes of a table
    Generate(GenerateArgs),
    /// Answer as the API does, row by row, to test any client
    Serve(ServeArgs),
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// A row's id (`rate_limit_reached`), a status (`429`) or a code (`insufficient_quota`); without it, the whole table
    pub(crate) error: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ClassifyArgs {
    /// The body of the answer; `-` or nothing reads standard input
    #[arg(value_name = "FILE")]
    pub(crate) body: Option<PathBuf>,
    /// The HTTP status; leave it out for an event inside a stream
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(100..=599))]
    pub(crate) status: Option<u16>,
    /// A header of the answer, can be repeated
    #[arg(short = 'H', long = "header", value_name = "NAME: VALUE", value_parser = header)]
    pub(crate) headers: Vec<(String, String)>,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Read one answer per line from standard input, print one verdict per line
    #[arg(long, conflicts_with_all = ["body", "status", "headers", "json"])]
    pub(crate) jsonl: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// The table [default: the official one]
    #[arg(long, value_name = "FILE")]
    pub(crate) table: Option<PathBuf>,
    /// Where to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 8429)]
    pub(crate) port: u16,
    /// The answers in order, by status or row id, each with an optional count; then 200 for ever. Without a script,
    /// every row of the table in turn
    #[arg(long, value_name = "429x2,slow_down,200")]
    pub(crate) script: Option<String>,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("expected `name: value`")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}
