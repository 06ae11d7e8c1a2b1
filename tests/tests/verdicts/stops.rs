//! Whether to retry at all, and the reason where not.

use openai_error_policy::{ErrorKind, Remedy, Stop};
use openai_error_policy_build::{OFFICIAL_TABLE, Table};

use super::*;

#[test]
fn what_x_should_retry_changes() {
    const LISTED: &str = r#"{"error": {"code": "server_error"}}"#;
    const TOKEN_LIMIT: &str = r#"{"error": {"code": "token_limit_exceeded"}}"#;
    const CLOSED: &str = r#"{"error": {"code": "account_deactivated"}}"#;
    let backoff = "500000 backoff";
    for (status, body, absent, yes, no) in [
        (500, LISTED, backoff, backoff, "server_forbids"),
        (429, RATE_LIMIT, backoff, backoff, "server_forbids"),
        // unlisted, retried anyway
        (502, "", backoff, backoff, "server_forbids"),
        // unlisted, never
        (400, "", "not_retryable", backoff, "not_retryable"),
        (401, "", "not_retryable", backoff, "not_retryable"),
        (404, "", "not_retryable", backoff, "not_retryable"),
        (402, "", "not_retryable", backoff, "not_retryable"),
        // the same where the answer is recognised
        (401, CLOSED, "not_retryable", backoff, "not_retryable"),
        // a row with an action
        (401, r#"{"error": {"code": "invalid_api_key"}}"#, "action_needed", "action_needed", "action_needed"),
        (
            429,
            r#"{"error": {"code": "insufficient_quota"}}"#,
            "action_needed",
            "action_needed",
            "action_needed",
        ),
        // a matcher's own never
        (429, TOKEN_LIMIT, "not_retryable", "not_retryable", "not_retryable"),
        (
            429,
            r#"{"error": {"message": "Request too large for x"}}"#,
            "action_needed",
            "action_needed",
            "action_needed",
        ),
    ] {
        let verdict = |headers: Headers<'_>| short(&first(&error(status, headers, body)));
        assert_eq!(verdict(&[]), absent, "{status} {body}");
        assert_eq!(verdict(&[("x-should-retry", "true")]), yes, "{status} {body}, true");
        assert_eq!(verdict(&[("x-should-retry", "false")]), no, "{status} {body}, false");
        for other in ["TRUE", "True", "FALSE", "1", "yes", ""] {
            assert_eq!(verdict(&[("x-should-retry", other)]), absent, "{status} {body}, {other}");
        }
    }
}

#[test]
fn other_vendors_ask_for_money_in_their_own_words() {
    for (status, body) in [
        (
            403,
            r#"{"error": {"message": "no quota left (request id: 7)", "code": "insufficient_user_quota"}}"#,
        ),
        (429, r#"{"error": {"message": "no quota left", "type": "x", "code": "insufficient_user_quota"}}"#),
        (400, r#"{"error": {"message": "Spent: 3, most: 2", "type": "budget_exceeded", "code": "400"}}"#),
        (402, r#"{"error": {"message": "Top up first", "type": "credit_limit", "code": null}}"#),
        (
            400,
            r#"{"error": {"type": "invalid_request_error", "message": "Your credit balance is too low to call"}}"#,
        ),
        (429, r#"{"error": {"code": "7", "message": "Your account is in arrears, recharge it"}}"#),
        (429, r#"{"code": "Some resource has been exhausted", "error": "Your team 7 has spent it all."}"#),
        (400, r#"{"error": {"code": "Arrearage", "message": "Denied, see your account."}}"#),
        (429, r#"{"code": "7", "message": "The postpaid bill is overdue, see your account."}"#),
        (402, r#"{"type": "server_error", "message": "The oven: no flour left"}"#),
        (
            429,
            r#"{"error": {"status": "RESOURCE_EXHAUSTED", "message": "Your prepayment credits are depleted, x"}}"#,
        ),
        (429, r#"{"error": "4006: you have used up your daily free allocation of loaves"}"#),
    ] {
        let error = error(status, &[], body);
        assert_eq!(short(&first(&error)), "not_retryable", "{body}");
        assert_eq!(error.remedy(), Some(Remedy::FixBilling), "{body}");
    }
}

#[test]
fn a_plan_that_is_used_up_for_hours_stops() {
    for body in [
        r#"{"error": {"code": "1310", "type": "rate_limit_error", "message": "x, reset at 2031-01-01 00:00:00"}}"#,
        r#"{"error": {"type": "rate_limit_error", "message": "usage limit exceeded, 5-hour limit of loaves"}}"#,
        r#"{"error": {"code": "AccountQuotaExceeded", "message": "Until Monday."}}"#,
        r#"{"error": {"status": "RESOURCE_EXHAUSTED", "message": "Your quota will reset after 159h5m4s."}}"#,
    ] {
        let error = error(429, &[], body);
        assert_eq!(error.kind(), Some(ErrorKind::RateLimitReached), "{body}");
        assert!(matches!(first(&error), Verdict::Stop(_)), "{body}");
    }
    let soon = error(429, &[], r#"{"error": {"message": "Your quota will reset after 55s."}}"#);
    assert_eq!(short(&first(&soon)), "55000000 message");
}

#[test]
fn a_request_that_is_too_long_stops_though_the_server_takes_the_blame() {
    for message in ["input (9 tokens) is too much for me", "input is too large to process, make it shorter"] {
        let body = format!(r#"{{"error": {{"code": 500, "message": "{message}", "type": "server_error"}}}}"#);
        let error = error(500, &[], &body);
        assert_eq!(short(&first(&error)), "not_retryable", "{body}");
        assert_eq!(error.remedy(), Some(Remedy::FixRequest), "{body}");
    }
}

#[test]
fn the_cap_holds_also_when_the_server_wants_a_retry() {
    let headers = [("x-should-retry", "true"), ("retry-after", "121")];
    assert_eq!(short(&first(&error(400, &headers, ""))), "delay_too_long");
    assert_eq!(short(&first(&error(429, &headers, RATE_LIMIT))), "delay_too_long");
}

/// Whatever the server says beside it.
const EAGER: [Headers<'static>; 4] = [
    &[],
    &[("retry-after", "1")],
    &[("x-should-retry", "true"), ("retry-after-ms", "1")],
    &[("retry-after", "9999")],
];

#[test]
fn exhausted_quota_stops_at_the_first_call() {
    let codes = [
        "insufficient_quota",
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "organization_usage_limit_exceeded",
    ];
    let by_code =
        codes.iter().map(|code| format!(r#"{{"error": {{"code": "{code}", "type": "rate_limit_error"}}}}"#));
    let by_type = [r#"{"error": {"type": "insufficient_quota", "code": "brand_new"}}"#.to_owned()];
    for body in by_code.chain(by_type) {
        for headers in EAGER {
            for status in [403, 429, 500, 503] {
                let verdict = first(&error(status, headers, &body));
                let Verdict::Stop(Stop::ActionNeeded { remedy, row, .. }) = verdict else {
                    panic!("{status} {body} {headers:?}: {verdict}");
                };
                assert_eq!((remedy, remedy.as_str()), (row.remedy, "fix-billing"));
            }
        }
    }
}

#[test]
fn request_too_large_stops_at_the_first_call() {
    let message = "Request too large for gpt-example on tokens per min (TPM): Limit 30000, Requested 31000. Please try again in 1s.";
    for code in [r#""rate_limit_exceeded""#, "null", r#""429""#] {
        let body = format!(r#"{{"error": {{"code": {code}, "type": "tokens", "message": "{message}"}}}}"#);
        for headers in EAGER {
            let verdict = first(&error(429, headers, &body));
            let Verdict::Stop(Stop::ActionNeeded { remedy, row, .. }) = verdict else {
                panic!("{body} {headers:?}: {verdict}");
            };
            assert_eq!((remedy.as_str(), row.id), ("fix-request", "rate_limit_reached"));
        }
    }
}

#[test]
fn every_row_with_an_action_stops_at_the_first_call_and_every_other_retries() {
    for row in Table::parse(OFFICIAL_TABLE).unwrap().rows {
        let error = error(row.sample.status, &[], &row.sample.body);
        let verdict = first(&error);
        assert_eq!(error.row().map(|row| row.id), Some(row.id.as_str()));
        assert_eq!(verdict.is_retry(), !error.remedy().unwrap().is_action(), "{}: {verdict}", row.id);
    }
}

#[test]
fn attempts_count_the_first_call() {
    let error = error(500, &[], "");
    let mut retry = Retry::start(NOW);
    for next in [2, 3] {
        let verdict = retry.decide(&error, NOW, || 0);
        assert!(matches!(verdict, Verdict::Retry { next_attempt, .. } if next_attempt == next), "{verdict}");
    }
    let verdict = retry.decide(&error, NOW, || 0);
    assert!(matches!(verdict, Verdict::Stop(Stop::AttemptsUsedUp { calls: 3, .. })), "{verdict}");
    assert_eq!(retry.calls(), 3);
}

#[test]
fn limits_of_the_operation_win_over_the_table() {
    let start = || Retry::start(NOW);
    let plain = error(500, &[], "");
    let asks = error(429, &[("retry-after", "30")], RATE_LIMIT);
    let resets = [
        ("x-ratelimit-limit-requests", "500"),
        ("x-ratelimit-remaining-requests", "0"),
        ("x-ratelimit-reset-requests", "30s"),
    ];
    let resets = error(429, &resets, RATE_LIMIT);
    let quota = error(429, &[], r#"{"error": {"code": "insufficient_quota"}}"#);
    let unlisted = error(418, &[], "");
    for (name, mut retry, error, expected) in [
        ("one call", start().with_max_attempts(1), &plain, "attempts_used_up"),
        ("no call counts as one", start().with_max_attempts(0), &plain, "attempts_used_up"),
        ("calls made before", start().with_calls(1), &plain, "1000000 backoff"),
        ("all calls made before", start().with_calls(2), &plain, "attempts_used_up"),
        ("more calls", start().with_calls(2).with_max_attempts(4), &plain, "2000000 backoff"),
        (
            "too many calls to count",
            start().with_calls(u32::MAX).with_max_attempts(u32::MAX),
            &plain,
            "attempts_used_up",
        ),
        ("more calls do not make a never", start().with_max_attempts(9), &unlisted, "not_retryable"),
        ("nor pay the bill", start().with_max_attempts(9), &quota, "action_needed"),
        ("a shorter cap", start().with_max_wait(secs(29)), &asks, "delay_too_long"),
        ("a cap just long enough", start().with_max_wait(secs(30)), &asks, "30000000 retry-after"),
        ("a shorter cap ignores a reset", start().with_max_wait(secs(29)), &resets, "500000 backoff"),
        ("a shorter cap cuts the backoff", start().with_max_wait(millis(200)), &plain, "200000 backoff"),
        ("a budget too short", start().with_time_budget(millis(29_999)), &asks, "time_used_up"),
        ("a budget just long enough", start().with_time_budget(secs(30)), &asks, "30000000 retry-after"),
        ("no budget at all", start().with_time_budget(Duration::ZERO), &plain, "time_used_up"),
    ] {
        assert_eq!(short(&retry.decide(error, NOW, || 0)), expected, "{name}");
    }
    let longer = error(429, &[("retry-after", "500")], RATE_LIMIT);
    let mut retry = start().with_max_wait(secs(500));
    assert_eq!(short(&retry.decide(&longer, NOW, || u64::MAX)), "500000000 retry-after", "a longer cap");
}

#[test]
fn the_budget_counts_calls_and_waits() {
    let error = error(500, &[], "");
    let decide = |spent| {
        let mut retry = Retry::start(NOW);
        short(&retry.decide(&error, NOW + spent, || 0))
    };
    assert_eq!(decide(secs(600) - millis(500)), "500000 backoff");
    assert_eq!(decide(secs(600) - millis(499)), "time_used_up");
    // A clock that went back costs nothing.
    assert_eq!(short(&Retry::start(NOW).decide(&error, Duration::ZERO, || 0)), "500000 backoff");
}

#[test]
fn jitter_counts_towards_the_budget() {
    let error = error(500, &[], "");
    let decide =
        |random| short(&Retry::start(NOW).with_time_budget(millis(600)).decide(&error, NOW, || random));
    assert_eq!(decide(0), "500000 backoff");
    assert_eq!(decide(u64::MAX), "time_used_up");
}

/// Each case breaks all rules from its own on; the reason is that of the first.
#[test]
fn the_first_rule_that_applies_gives_the_reason() {
    let long = ("retry-after", "9999");
    let forbidden = [("x-should-retry", "false"), long];
    let never = r#"{"error": {"code": "token_limit_exceeded"}}"#;
    let action = r#"{"error": {"code": "insufficient_quota"}}"#;
    let exhausted = || {
        let mut retry = Retry::start(NOW).with_calls(9).with_time_budget(Duration::ZERO);
        retry.output_consumed();
        retry
    };
    let unconsumed = Retry::start(NOW).with_calls(9).with_time_budget(Duration::ZERO);
    let fresh = Retry::start(NOW).with_time_budget(Duration::ZERO);
    for (mut retry, headers, body, expected) in [
        (exhausted(), &forbidden[..], action, "action_needed"),
        (exhausted(), &forbidden, never, "not_retryable"),
        (exhausted(), &forbidden, RATE_LIMIT, "server_forbids"),
        (exhausted(), &[long], RATE_LIMIT, "output_consumed"),
        (unconsumed, &[long], RATE_LIMIT, "attempts_used_up"),
        (fresh.clone(), &[long], RATE_LIMIT, "delay_too_long"),
        (fresh, &[], RATE_LIMIT, "time_used_up"),
    ] {
        assert_eq!(short(&retry.decide(&error(429, headers, body), NOW, || 0)), expected);
    }
}

#[test]
fn consumed_output_is_never_repeated() {
    let error = classify(None, &(), r#"{"type": "error", "error": {"code": "server_error"}}"#).into_error();
    let mut retry = Retry::start(NOW).with_max_attempts(100);
    assert!(retry.decide(&error, NOW, || 0).is_retry());
    retry.output_consumed();
    for _ in 0..3 {
        assert_eq!(short(&retry.decide(&error, NOW, || 0)), "output_consumed");
    }
}

#[test]
fn randomness_is_asked_only_for_a_wait() {
    let mut asked = 0;
    for (status, expected) in [(500, 1), (401, 1), (503, 2)] {
        let verdict = Retry::start(NOW).decide(&error(status, &[], ""), NOW, || {
            asked += 1;
            0
        });
        assert_eq!(asked, expected, "{verdict}");
    }
}

#[test]
fn sentences() {
    let limits = [
        ("x-ratelimit-limit-tokens", "60000"),
        ("x-ratelimit-remaining-tokens", "0"),
        ("x-ratelimit-reset-tokens", "6s"),
    ];
    let code = |code: &str| format!(r#"{{"error": {{"code": "{code}"}}}}"#);
    let message = |message: &str| format!(r#"{{"error": {{"message": "{message}"}}}}"#);
    let plain = || Retry::start(NOW);
    let mut consumed = plain();
    consumed.output_consumed();
    let answers: Vec<(&str, Retry, ApiError)> = vec![
        ("backoff", plain(), error(500, &[], "")),
        ("retry-after-ms", plain(), error(429, &[("retry-after-ms", "250")], RATE_LIMIT)),
        ("retry-after", plain(), error(429, &[("retry-after", "1.5")], RATE_LIMIT)),
        ("body", plain(), error(429, &[], r#"{"error": {"code": "slow_down"}, "retry_after": 3}"#)),
        ("message", plain(), error(429, &[], &message("Please try again in 1m26.4s."))),
        ("limit", plain(), error(429, &limits, RATE_LIMIT)),
        ("quota", plain(), error(429, &[], &code("insufficient_quota"))),
        ("key", plain(), error(401, &[], &code("invalid_api_key"))),
        ("region", plain(), error(403, &[], &code("unsupported_country_region_territory"))),
        ("too large", plain(), error(429, &[], &message("Request too large for x"))),
        ("batches", plain(), error(429, &[], &code("token_limit_exceeded"))),
        ("bad request", plain(), error(400, &[], "")),
        ("account", plain(), error(401, &[], &code("account_deactivated"))),
        ("payment", plain(), error(402, &[], "")),
        ("no error", plain(), error(200, &[], "")),
        ("forbidden", plain(), error(500, &[("x-should-retry", "false")], "")),
        ("consumed", consumed, error(500, &[], "")),
        ("attempts", plain().with_calls(2), error(500, &[], "")),
        ("one attempt", plain().with_max_attempts(1), error(500, &[], "")),
        ("too long", plain(), error(429, &[], &message("Please try again in 7m12s."))),
        ("a little too long", plain(), error(429, &[("retry-after", "120.25")], RATE_LIMIT)),
        ("no time", plain().with_time_budget(secs(90)), error(429, &[("retry-after", "100")], RATE_LIMIT)),
    ];
    let mut all = String::new();
    for (name, mut retry, error) in answers {
        all.push_str(&format!("{name}: {}\n", retry.decide(&error, NOW, || 0)));
    }
    insta::assert_snapshot!("sentences", all);
}
