//! What a server answers, and what a client must make of it.

use std::time::{Duration, SystemTime};

use openai_error_policy::{ErrorKind, policy};

/// A script and what must come of it.
pub(crate) struct Case {
    pub(crate) script: String,
    pub(crate) calls: usize,
    /// The least time before each call but the first.
    pub(crate) least_ms: Vec<u64>,
    /// `ok`, or what the error is called: its row's id, else its code, else its status.
    pub(crate) end: String,
}

fn case(script: impl Into<String>, least_ms: &[u64], end: &str) -> Case {
    let (calls, least_ms) = (least_ms.len() + 1, least_ms.to_vec());
    Case { script: script.into(), calls, least_ms, end: end.to_owned() }
}

pub(crate) fn all() -> Vec<Case> {
    let mut cases = every_row();
    cases.extend(exhausted_quota());
    cases.extend(never_cured_by_waiting());
    cases.extend(waits());
    cases.extend(odd_answers());
    cases
}

/// A wait that no backoff of the table's reaches the first time, so that whoever does not hear the server is found out.
const LONG_MS: u64 = 700;

/// A row that passes is called again until it has passed; a row that needs an action never, whatever a header says.
fn every_row() -> Vec<Case> {
    let longest_backoff = policy::BACKOFF.initial_delay * (100 + policy::BACKOFF.jitter_percent) / 100;
    assert!(Duration::from_millis(LONG_MS) > longest_backoff);
    let mut cases = Vec::new();
    for kind in ErrorKind::ALL {
        let (id, hints) = (kind.id(), "retry-after-ms=20; x-should-retry=true");
        if kind.retry_policy().retries() {
            cases.push(case(format!("{id}[{hints}]"), &[20], "ok"));
            cases.push(case(format!("{id}[{hints}]x2"), &[20, 20], "ok"));
            cases.push(case(format!("{id}[{hints}]x9"), &[20, 20], id));
        } else {
            cases.push(case(format!("{id}[{hints}]x9"), &[], id));
        }
    }
    cases
}

/// In all its codes, beside whatever type and status.
fn exhausted_quota() -> Vec<Case> {
    let codes = [
        ("insufficient_quota", "quota_exceeded"),
        ("credit_balance_exhausted", "credit_balance_exhausted"),
        ("organization_spend_limit_exceeded", "organization_spend_limit_reached"),
        ("project_spend_limit_exceeded", "project_spend_limit_reached"),
        ("organization_usage_limit_exceeded", "organization_usage_limit_reached"),
    ];
    let of_code = |(code, row): &(&str, &'static str)| {
        let hints = "retry-after=1; x-should-retry=true";
        [
            case(format!("quota_exceeded[code={code}; {hints}]x9"), &[], row),
            case(format!("429[code={code}; {hints}]x9"), &[], row),
            case(format!("429[code={code}; type=rate_limit_error; message=]x9"), &[], row),
            case(format!("500[code={code}; type=null; message=null; {hints}]x9"), &[], row),
        ]
    };
    let mut cases: Vec<Case> = codes.iter().flat_map(of_code).collect();
    cases.push(case("429[code=null; type=insufficient_quota; message=null]x9", &[], "quota_exceeded"));
    cases.push(case(
        "429[code=new_code; type=insufficient_quota; message=No money.]x9",
        &[],
        "quota_exceeded",
    ));
    cases
}

fn never_cured_by_waiting() -> Vec<Case> {
    let too_large =
        "Request too large for gpt-example on tokens per min (TPM): Limit 30000, Requested 40000.";
    vec![
        case(format!("429[message={too_large}; type=tokens]x9"), &[], "rate_limit_reached"),
        case(format!("429[message={too_large}; code=null; type=null]x9"), &[], "rate_limit_reached"),
        case("500[x-should-retry=false; retry-after-ms=20]x9", &[], "server_error"),
        case("429[x-should-retry=false]x9", &[], "rate_limit_reached"),
        case("400[code=model_busy; retry-after=1]x9", &[], "model_busy"),
        case("404x9", &[], "404"),
        case("413[retry-after=1]x9", &[], "413"),
        case("422x9", &[], "422"),
        // Longer than the table lets a server ask for: never early, never for hours.
        case("429[retry-after=121]x9", &[], "rate_limit_reached"),
        case("503[retry-after-ms=86400000]x9", &[], "engine_overloaded"),
    ]
}

fn waits() -> Vec<Case> {
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(3));
    let quiet = "retry-after=; x-ratelimit-remaining-requests=; message=Rate limit reached";
    vec![
        case(format!("429[retry-after-ms={LONG_MS}]"), &[LONG_MS], "ok"),
        // The milliseconds win over the seconds.
        case(format!("429[retry-after-ms={LONG_MS}; retry-after=0.001]"), &[LONG_MS], "ok"),
        case("503[retry-after=1]", &[1_000], "ok"),
        case("500[retry-after=0.7]", &[LONG_MS], "ok"),
        // Dates have whole seconds, and the case may start late.
        case(format!("429[retry-after={date}]"), &[1_000], "ok"),
        case("429[retry-after=; message=Rate limit reached. Please try again in 700ms.]", &[LONG_MS], "ok"),
        case(
            "429[retry-after=; message=Rate limit reached; x-ratelimit-reset-requests=700ms]",
            &[LONG_MS],
            "ok",
        ),
        // Nothing that can be read: the backoff, 500 ms and then 1 s.
        case(format!("429[{quiet}]"), &[500], "ok"),
        case(format!("429[{quiet}; retry-after-ms=0]x2"), &[500, 1_000], "ok"),
        case("500[retry-after=-1]", &[500], "ok"),
        case("500[retry-after=soon]", &[500], "ok"),
    ]
}

/// What gateways and broken connections make of answers.
fn odd_answers() -> Vec<Case> {
    let quick = "retry-after-ms=20";
    vec![
        case(format!("429[body=; {quick}]x9"), &[20, 20], "rate_limit_reached"),
        case(format!("429[body=<html><title>429</title>; {quick}]"), &[20], "ok"),
        case(format!("503[body=<html><title>503 no server</title>; {quick}]x9"), &[20, 20], "503"),
        case(format!("529[{quick}]"), &[20], "ok"),
        case(format!("429[code=429; {quick}]"), &[20], "ok"),
        case(format!("408[{quick}]"), &[20], "ok"),
        case(format!("409[{quick}]"), &[20], "ok"),
        case(format!("slow_down[status=429; {quick}]"), &[20], "ok"),
        case(format!("engine_overloaded[status=429; {quick}]x9"), &[20, 20], "engine_overloaded"),
        // Only where the table has no row and says so.
        case(format!("400[x-should-retry=true; {quick}]"), &[20], "ok"),
        // A body that breaks off takes neither status nor headers with it, nor what came before.
        case(format!("429[cut=0; {quick}]x9"), &[20, 20], "rate_limit_reached"),
        case(format!("500[cut=30; {quick}]"), &[20], "ok"),
        case("quota_exceeded[cut=70]x9", &[], "quota_exceeded"),
        // No answer at all.
        case("cut", &[500], "ok"),
    ]
}
