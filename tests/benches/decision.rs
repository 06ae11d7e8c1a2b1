//! One decision (an error to a verdict), and its allocations, which are none:
//! `cargo bench -p openai-error-policy-tests --bench decision`.

use std::time::Duration;

use divan::{AllocProfiler, Bencher, black_box};
use openai_error_policy::{ApiError, Pacer, Retry, classify, policy};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

/// 2026-11-22T14:00:00Z.
const NOW: Duration = Duration::from_secs(1_795_356_000);

const NAMES: [&str; 6] = ["backoff", "retry-after", "date", "message", "limits", "quota"];

/// An answer for each way that a verdict is found.
fn error(name: &str) -> ApiError {
    const RATE_LIMIT: &str = r#"{"error": {"code": "rate_limit_exceeded"}}"#;
    const LIMITS: [(&str, &str); 3] = [
        ("x-ratelimit-limit-requests", "500"),
        ("x-ratelimit-remaining-requests", "0"),
        ("x-ratelimit-reset-requests", "700ms"),
    ];
    let answer = match name {
        "retry-after" => classify(429, &[("retry-after", "1.5")], RATE_LIMIT),
        "date" => classify(429, &[("retry-after", "Sun, 22 Nov 2026 14:00:30 GMT")], RATE_LIMIT),
        "message" => classify(429, &(), r#"{"error": {"message": "Please try again in 7m12s."}}"#),
        "limits" => classify(429, &LIMITS, RATE_LIMIT),
        "quota" => classify(429, &(), r#"{"error": {"code": "insufficient_quota"}}"#),
        _ => classify(500, &(), ""),
    };
    answer.into_error()
}

fn main() {
    divan::main();
}

#[divan::bench(args = NAMES)]
fn decide(bencher: Bencher<'_, '_>, name: &str) {
    let error = error(name);
    let retry = Retry::start(NOW);
    bencher.bench(|| retry.clone().decide(black_box(&error), black_box(NOW), || 1 << 63));
}

#[divan::bench]
fn pace(bencher: Bencher<'_, '_>) {
    let limits = error("limits").hints().rate_limits;
    let pacing = policy::SLOW_DOWN.pacing.unwrap_or_else(|| unreachable!("the policy has one"));
    let pacer = Pacer::new(pacing, 600);
    bencher.bench(|| {
        let mut pacer = pacer.clone();
        pacer.rate_limits(black_box(&limits), NOW);
        pacer.next_call(black_box(NOW))
    });
}
