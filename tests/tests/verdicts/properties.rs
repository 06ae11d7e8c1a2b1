//! What holds for all answers, figures and clocks.

use openai_error_policy::{DelaySource, Hints, RetryAfter, RetryPolicy, Row};
use proptest::prelude::*;

use super::*;

/// An error with hints of any value.
#[derive(Debug)]
struct Any {
    policy: &'static RetryPolicy,
    hints: Hints,
}

impl OpenAiErrorPolicy for Any {
    type Kind = openai_error_policy::ErrorKind;

    fn row(&self) -> Option<&'static Row> {
        None
    }

    fn retry_policy(&self) -> &'static RetryPolicy {
        self.policy
    }

    fn hints(&self) -> Hints {
        self.hints
    }
}

fn durations() -> impl Strategy<Value = Duration> {
    let any = (any::<u64>(), 0..1_000_000_000_u32).prop_map(|(secs, nanos)| Duration::new(secs, nanos));
    prop_oneof![
        any,
        (0_u64..200_000).prop_map(Duration::from_millis),
        Just(Duration::ZERO),
        Just(Duration::from_nanos(1)),
        Just(Duration::MAX),
    ]
}

prop_compose! {
    fn answers()(
        status in prop::sample::select(vec![429_u16, 500, 503, 408, 599, 429, 500, 503, 400]),
        // Mostly what is retried, so that operations last.
        code in prop::sample::select(vec![
            "", "", "rate_limit_exceeded", "rate_limit_exceeded", "slow_down", "server_error", "insufficient_quota",
        ]),
        headers in prop::collection::vec((
            prop::sample::select(vec![
                "retry-after-ms", "retry-after", "x-should-retry", "x-ratelimit-limit-tokens",
                "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens",
            ]),
            prop_oneof![
                "[0-9]{1,6}(\\.[0-9]{1,3})?",
                "[0-9]{1,3}(ms|s|m|h)",
                "-?[0-9]{1,40}",
                "true|false|0|nan|inf|1e9",
                "Sun, 22 Nov 2026 14:[0-5][0-9]:[0-5][0-9] GMT",
            ],
        ), 0..5),
        wait in prop_oneof![Just(String::new()), "try again in [0-9]{1,4}(ms|s|m)\\."],
    ) -> ApiError {
        let body = format!(r#"{{"error": {{"code": "{code}", "message": "{wait}"}}}}"#);
        classify(status, &headers, &body).into_error()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_024) })]

    /// Whole operations with random answers, slow calls and random jitter.
    #[test]
    fn no_operation_breaks_a_bound(
        answers in prop::collection::vec((answers(), 0_u64..10_000, any::<u64>()), 1..12),
        max_attempts in prop::option::of(0_u32..12),
        max_wait in prop::option::of(0_u64..200_000),
        budget in prop::option::of(0_u64..60_000),
    ) {
        let mut retry = Retry::start(NOW);
        retry = max_attempts.into_iter().fold(retry, Retry::with_max_attempts);
        retry = max_wait.map(millis).into_iter().fold(retry, Retry::with_max_wait);
        retry = budget.map(millis).into_iter().fold(retry, Retry::with_time_budget);
        let mut now = NOW;
        for (call, (error, took, random)) in (1_u32..).zip(&answers) {
            now += millis(*took);
            let policy = error.retry_policy();
            let verdict = retry.decide(error, now, || *random);
            let Verdict::Retry { after, delay, source, next_attempt, .. } = verdict else { break };

            let cap = max_wait.map_or(policy.max_server_delay, millis);
            prop_assert!(next_attempt == call + 1 && next_attempt <= max_attempts.unwrap_or(policy.max_attempts));
            prop_assert!(delay <= after && after <= cap, "{delay:?} {after:?} {cap:?}");
            if let Some((hint, from)) = error.hints().delay(now) {
                prop_assert!(source == from && delay == hint && after >= hint, "{verdict:?} for {hint:?}");
            } else if source != DelaySource::Backoff {
                prop_assert_eq!(Some(delay), error.hints().rate_limits.reset());
            }
            now += after;
            prop_assert!(now - NOW <= budget.map_or(policy.time_budget, millis));
        }
    }

    /// Nothing overflows, whatever the figures; a wait stays between the delay and the cap.
    #[test]
    fn arithmetic_never_panics(
        times in [durations(), durations(), durations(), durations(), durations(), durations()],
        numbers in any::<[u32; 4]>(),
        random in any::<u64>(),
        hint in 0_u8..5,
        overrides in any::<bool>(),
    ) {
        let [initial_delay, max_delay, max_server_delay, time_budget, start, now] = times;
        let [max_attempts, multiplier, jitter_percent, calls] = numbers;
        let figures = RetryPolicy {
            name: "any", max_attempts, initial_delay, multiplier, max_delay, jitter_percent, max_server_delay,
            time_budget, pacing: None,
        };
        let mut hints = Hints::after(max_delay);
        match hint {
            0 => hints = Hints::NONE,
            1 => hints.retry_after_ms = Some(start),
            2 => hints.retry_after = Some(RetryAfter::Date(initial_delay)),
            3 => {
                hints = Hints::NONE;
                hints.rate_limits.tokens.remaining = Some(0);
                hints.rate_limits.tokens.reset = Some(start);
            }
            _ => {}
        }
        // The trait asks for 'static; a few bytes a case.
        let error = Any { policy: Box::leak(Box::new(figures)), hints };
        let mut retry = Retry::start(start).with_calls(calls);
        if overrides {
            retry = retry.with_max_attempts(u32::MAX).with_max_wait(initial_delay).with_time_budget(Duration::MAX);
        }
        for _ in 0..3 {
            let verdict = retry.decide(&error, now, || random);
            if let Verdict::Retry { after, delay, .. } = verdict {
                let cap = if overrides { initial_delay } else { max_server_delay };
                prop_assert!(delay <= after && after <= cap);
            }
            prop_assert!(!verdict.to_string().is_empty());
        }
        prop_assert_eq!(retry.calls(), calls.saturating_add(3));
    }
}
