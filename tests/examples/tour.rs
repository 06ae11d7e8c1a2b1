//! `cargo run --example tour`: a local server answers as the API does, the client of the README meets every row.

use std::fmt;
use std::io::{self, Write};
use std::time::Duration;

use openai_error_policy::{ErrorKind, OpenAiErrorPolicy, Retry, classify};
use openai_error_policy_cli::server::{Call, Script, Server};
use openai_error_policy_tests::client::{ChatError, Client};
use tokio::task::JoinSet;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// What became of a question.
struct Met {
    row: ErrorKind,
    outcome: std::result::Result<String, ChatError>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let server = Server::start(0, Script::every_row())?;
    say(format_args!("A server on {} answers as the API does.", server.url()));
    say(format_args!("A client with an error type of its own asks it, once for each documented error:\n"));
    let mut asked = JoinSet::new();
    for row in ErrorKind::ALL {
        let client = Client::new(&format!("{}/rows/{}/v1", server.url(), row.id()), "sk-example");
        asked.spawn(async move { Met { row: *row, outcome: client.ask("Hello?").await } });
    }
    let mut met = asked.join_all().await;
    met.sort_by_key(|met| met.row);
    say(format_args!("{:<6} {:<34} {:<7} {:<16} WHY IT ENDED", "STATUS", "ROW", "CALLS", "WAITED"));
    for met in &met {
        print_row(met, &server.calls());
    }
    say(format_args!(""));
    recovery().await?;
    permanent_429().await
}

/// Prints a line. Whoever reads no further has seen enough.
fn say(line: fmt::Arguments<'_>) {
    if writeln!(io::stdout(), "{line}").is_err() {
        std::process::exit(0);
    }
}

fn print_row(met: &Met, calls: &[Call]) {
    let path = format!("/rows/{}/", met.row.id());
    let times: Vec<Duration> =
        calls.iter().filter(|call| call.request.contains(&path)).map(|call| call.at).collect();
    let waits: Vec<String> =
        times.windows(2).map(|pair| format!("{:.1}s", (pair[1] - pair[0]).as_secs_f64())).collect();
    let waits = if waits.is_empty() { "-".to_owned() } else { waits.join(", ") };
    let ended = match &met.outcome {
        Ok(_) => "answered".to_owned(),
        Err(error) => ending(error, times.len()),
    };
    say(format_args!(
        "{:<6} {:<34} {:<7} {:<16} {ended}",
        met.row.status(),
        met.row.id(),
        times.len(),
        waits
    ));
}

/// What the engine said after the last of so many calls.
fn ending(error: &ChatError, calls: usize) -> String {
    let before = u32::try_from(calls).unwrap_or(u32::MAX).saturating_sub(1);
    Retry::start(Duration::ZERO).with_calls(before).decide(error, Duration::ZERO, || 0).to_string()
}

/// Two rate limits and an overload, then an answer.
async fn recovery() -> Result<()> {
    let script = "rate_limit_reached,engine_overloaded,200";
    let server = Server::start(0, script.parse()?)?;
    let answer = Client::new(&format!("{}/v1", server.url()), "sk-example").ask("Hello?").await?;
    say(format_args!("{script}: answered {answer:?} at call {}.", server.calls().len()));
    Ok(())
}

/// The same status and code as a rate limit, but no wait will ever cure it.
async fn permanent_429() -> Result<()> {
    let body =
        r#"{"error": {"code": "rate_limit_exceeded", "message": "Request too large for gpt-example"}}"#;
    let error = ChatError::from(classify(ErrorKind::RateLimitReached.status(), &(), body).into_error());
    say(format_args!("{error}\n  {}", ending(&error, 1)));
    say(format_args!(
        "\nWhat to do about it is in the error as well:\n{}",
        error.help().ok_or("a documented row has help")?
    ));
    Ok(())
}
