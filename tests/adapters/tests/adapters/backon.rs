//! The waits of a policy, and predicates that give the engine's verdicts.

use std::time::Duration;

use backon::{BackoffBuilder, Retryable};
use openai_error_policy::adapters::backon::{adjust_with, is_retryable};
use openai_error_policy::{ApiError, Retry, RetryPolicy, policy};

use super::{error, server};

#[test]
fn a_policy_gives_its_waits() {
    let policy = RetryPolicy { max_attempts: 7, ..policy::BACKOFF };
    let waits: Vec<Duration> = (&policy).build().collect();
    assert_eq!(waits.len(), 6);
    for (wait, secs) in waits.iter().zip([0.5, 1.0, 2.0, 4.0, 8.0, 8.0]) {
        let least = Duration::from_secs_f64(secs);
        assert!((least..=least * 5 / 4).contains(wait), "{wait:?}");
    }
    let again: Vec<Duration> = policy.build().collect();
    assert_ne!(waits, again, "jitter differs");
    let second = Duration::from_secs(1);
    let capped = RetryPolicy { max_server_delay: second, ..policy }.build().skip(1);
    assert_eq!(
        capped.collect::<Vec<_>>(),
        [second; 5],
        "no wait is longer than the longest, jitter included"
    );
    assert_eq!(policy::NEVER.build().next(), None);
}

#[tokio::test]
async fn what_passes_is_retryable() {
    for (script, expected) in [
        ("429[retry-after-ms=30]", true),
        ("slow_down", true),
        ("quota_exceeded[retry-after-ms=30]", false),
        ("429[retry-after=121]", false),
        ("500[x-should-retry=false]", false),
        ("400", false),
    ] {
        assert_eq!(is_retryable(&error(script).await), expected, "{script}");
    }
}

/// `adjust` alone decides, also against the policy that backon was given.
#[tokio::test]
async fn the_limits_are_those_of_the_operation() {
    let server = server("500[retry-after-ms=1]x9");
    let url = server.url();
    let call = || async { ApiError::check(reqwest::get(&url).await.unwrap()).await.map(|_| ()) };
    let adjust = adjust_with(Retry::start(Duration::ZERO).with_max_attempts(5), || Duration::ZERO, || 0);
    call.retry(&policy::NEVER).adjust(adjust).await.unwrap_err();
    assert_eq!(server.calls().len(), 5);
}
