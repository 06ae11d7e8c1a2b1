//! The command line.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use hyper::header::HeaderName;

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
    /// Read the rows of a docs page, and bring them into a table
    Import(ImportArgs),
    /// Check a table, and whether it is in step with a docs page
    Check(CheckArgs),
    /// Say what a change of a table means for users
    Diff(DiffArgs),
    /// Make the docs page of a table
    Render(RenderArgs),
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
    ///
    /// A line: {"id": any, "status": 429 or null, "headers": {}, "body": "text", "attempt": calls made (default 1),
    /// "now": epoch seconds (optional)}. The body may also be the JSON itself: an object, an array or null.
    /// The value of a header is text, a number, a list of these, or null. Other keys are ignored. A bad line
    /// gives {"id", "error"} and work goes on.
    #[arg(long, conflicts_with_all = ["body", "status", "headers", "json"])]
    pub(crate) jsonl: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The page, Markdown or HTML; `-` reads standard input
    #[arg(value_name = "PAGE")]
    pub(crate) page: PathBuf,
    /// Print JSON
    #[arg(long, conflicts_with = "into")]
    pub(crate) json: bool,
    /// Bring the rows into this table: new ones are added, dropped ones marked retired
    #[arg(long, value_name = "TABLE")]
    pub(crate) into: Option<PathBuf>,
    /// Change the texts and statuses of rows that the table has
    #[arg(long, requires = "into")]
    pub(crate) update: bool,
    /// The month of the page, for `since` and `retired` [default: this month]
    #[arg(long, value_name = "YYYY-MM", requires = "into", value_parser = month)]
    pub(crate) edition: Option<String>,
}

/// Which table.
#[derive(Debug, Args)]
pub(crate) struct TableArgs {
    /// The table [default: the official one]
    #[arg(long = "table", value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// The table goes on top of the official one, as with `Config::extend_official`
    #[arg(long, requires = "file")]
    pub(crate) extend_official: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The page the table should be in step with; `-` reads standard input
    #[arg(value_name = "PAGE")]
    pub(crate) page: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) table: TableArgs,
    /// Compare the rows that this edition of the page lists [default: those not retired]
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub(crate) edition: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The table as it was
    pub(crate) old: PathBuf,
    /// The table as it is to be
    pub(crate) new: PathBuf,
    /// Both go on top of the official one, as with `Config::extend_official`
    #[arg(long)]
    pub(crate) extend_official: bool,
}

#[derive(Debug, Args)]
pub(crate) struct RenderArgs {
    #[arg(long, value_enum)]
    pub(crate) format: Format,
    /// The rows that this edition of the page lists [default: those not retired]
    #[arg(long, value_name = "YYYY-MM", value_parser = month)]
    pub(crate) edition: Option<String>,
    #[command(flatten)]
    pub(crate) table: TableArgs,
    /// Where to write; `-` or nothing is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// A format of `render`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Markdown around an HTML table, as GitBook exports it
    Gitbook,
    /// The official Markdown, a table of two columns
    Markdown,
    /// A self-contained page for people
    Html,
    /// All facts of the rows, for programs
    Json,
    /// The form of a table, for editors
    JsonSchema,
}

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    #[command(flatten)]
    pub(crate) table: TableArgs,
    /// Where to write; `-` or nothing is standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = crate::server::GRAMMAR)]
pub(crate) struct ServeArgs {
    /// The port; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 8429)]
    pub(crate) port: u16,
    /// The address to listen on. Whoever reaches it is answered
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) host: IpAddr,
    /// The answers in order, see below. Without a script, every row of the table in turn
    #[arg(long, value_name = "429x2,slow_down,200")]
    pub(crate) script: Option<String>,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once(':').ok_or("expected `name: value`")?;
    let name = name.trim();
    HeaderName::try_from(name).map_err(|_| format!("`{name}` is not the name of a header"))?;
    Ok((name.to_owned(), value.trim().to_owned()))
}

/// `2026-02`, or a day of that month.
fn month(text: &str) -> Result<String, String> {
    let month = text.get(..7).unwrap_or(text);
    let is_day = text.len() == 10 && text.parse::<jiff::civil::Date>().is_ok();
    let is_month = text.len() == 7 && format!("{month}-01").parse::<jiff::civil::Date>().is_ok();
    if is_day || is_month {
        Ok(month.to_owned())
    } else {
        Err("expected a month, for example 2026-02".to_owned())
    }
}
