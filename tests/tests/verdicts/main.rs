//! Wait how long, or stop and why: every rule of the engine, on answers as servers send them.

mod delays;
mod properties;
mod stops;

use std::time::Duration;

use openai_error_policy::{ApiError, OpenAiErrorPolicy, Retry, Verdict, classify};

type Headers<'a> = &'a [(&'a str, &'a str)];

/// 2026-11-22T14:00:00Z, the time of every table here.
const NOW: Duration = Duration::from_secs(1_795_356_000);

const RATE_LIMIT: &str = r#"{"error": {"code": "rate_limit_exceeded"}}"#;

fn error(status: u16, headers: Headers<'_>, body: &str) -> ApiError {
    classify(status, headers, body).into_error()
}

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// The verdict after the first call, without jitter.
fn first(error: &impl OpenAiErrorPolicy) -> Verdict {
    Retry::start(NOW).decide(error, NOW, || 0)
}

/// The wait and where it comes from, or the reason to stop.
fn short(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Retry { after, source, .. } => format!("{} {}", after.as_micros(), source.as_str()),
        Verdict::Stop(stop) => stop.as_str().to_owned(),
    }
}

fn millis_from(delay: u64, source: &str) -> String {
    format!("{} {source}", delay * 1_000)
}
