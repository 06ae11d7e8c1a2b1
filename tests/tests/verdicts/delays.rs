//! How long to wait: which source is read, what it means, jitter and cap.

use openai_error_policy::{DelaySource, Hints, RateLimits, RetryAfter, RetryPolicy, Stop, policy};

use super::*;

/// Every value a server can send in one header, and the milliseconds it means; none: as if it were absent.
fn check_header(name: &str, source: &str, cases: &[(&str, Option<u64>)]) {
    for (value, delay) in cases {
        let expected = delay.map_or_else(|| millis_from(500, "backoff"), |delay| millis_from(delay, source));
        let verdict = first(&error(429, &[(name, value)], RATE_LIMIT));
        assert_eq!(short(&verdict), expected, "{name}: {value}");
    }
}

#[test]
fn retry_after_ms() {
    check_header(
        "retry-after-ms",
        "retry-after-ms",
        &[
            ("250", Some(250)),
            ("1", Some(1)),
            ("1500.0", Some(1_500)),
            ("120000", Some(120_000)),
            ("0", None),
            ("0.0", None),
            ("-250", None),
            ("1e3", None),
            ("inf", None),
            ("nan", None),
            ("soon", None),
            ("", None),
            ("99999999999999999999999999999999", None),
        ],
    );
}

#[test]
fn retry_after() {
    check_header(
        "retry-after",
        "retry-after",
        &[
            ("1", Some(1_000)),
            ("1.5", Some(1_500)),
            (".25", Some(250)),
            (" 20 ", Some(20_000)),
            ("61", Some(61_000)),
            ("120", Some(120_000)),
            ("0", None),
            ("-1", None),
            ("+1", None),
            ("NaN", None),
            ("1e999", None),
            ("18446744073709551616", None),
            ("a while", None),
            // dates, by the caller's clock
            ("Sun, 22 Nov 2026 14:00:30 GMT", Some(30_000)),
            ("Sunday, 22-Nov-26 14:00:30 GMT", Some(30_000)),
            ("Sun Nov 22 14:00:30 2026", Some(30_000)),
            ("Sun, 22 Nov 2026 14:02:00 GMT", Some(120_000)),
            ("Sun, 22 Nov 2026 14:00:00 GMT", None),
            ("Sun, 22 Nov 2026 13:59:59 GMT", None),
            ("Thu, 01 Jan 1970 00:00:00 GMT", None),
            ("Sun, 22 Nov 2026 14:00:30 +0100", None),
            ("Sun, 22 Nov 99999999999 14:00:30 GMT", None),
        ],
    );
}

#[test]
fn a_date_is_read_by_the_clock_at_the_decision() {
    let error = error(429, &[("retry-after", "Sun, 22 Nov 2026 14:00:30 GMT")], RATE_LIMIT);
    for (now, expected) in [
        (NOW, "30000000 retry-after"),
        (NOW + millis(29_750), "250000 retry-after"),
        (NOW + secs(30), "500000 backoff"),
        (NOW + secs(3_600), "500000 backoff"),
        (NOW - secs(90), "120000000 retry-after"),
        (NOW - secs(91), "delay_too_long"),
    ] {
        assert_eq!(short(&Retry::start(now).decide(&error, now, || 0)), expected, "{now:?}");
    }
}

#[test]
fn delays_in_bodies_and_messages() {
    for (body, expected) in [
        (r#"{"error": {"code": "slow_down", "retry_after": 3}}"#, millis_from(3_000, "body")),
        (r#"{"error": {"code": "slow_down"}, "retry_after": 2.5}"#, millis_from(2_500, "body")),
        (
            r#"{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "details": [{"@type": "x"}, {"retryDelay": "39s"}]}}"#,
            millis_from(39_000, "body"),
        ),
        (
            r#"{"error": {"message": "{\"error\": {\"message\": \"Busy\", \"details\": [{\"retryDelay\": \"39s\"}]}}"}}"#,
            millis_from(39_000, "body"),
        ),
        (
            r#"{"error": {"message": "Busy", "code": 429, "metadata": {"retry_after_seconds": 40}}}"#,
            millis_from(40_000, "body"),
        ),
        (
            r#"{"error": {"message": "All keys rest", "code": "cooling", "reset_seconds": 90}}"#,
            millis_from(90_000, "body"),
        ),
        (r#"{"error": {"type": "x", "resets_in_seconds": 4000}}"#, "delay_too_long".to_owned()),
        // the first readable one
        (
            r#"{"error": {"retryDelay": "39s", "retry_after": 0, "retryDelay": "?"}}"#,
            millis_from(39_000, "body"),
        ),
        (
            r#"{"error": {"retryDelay": "", "retry_after": "soon", "reset_seconds": 3}}"#,
            millis_from(3_000, "body"),
        ),
        (
            r#"{"error": {"code": "slow_down", "message": "{\"message\": \"x\", \"retry_after\": 4}"}}"#,
            millis_from(4_000, "body"),
        ),
        (r#"{"error": {"code": "slow_down", "retry_after": 0}}"#, millis_from(500, "backoff")),
        (r#"{"error": {"code": "slow_down", "retry_after": -3}}"#, millis_from(500, "backoff")),
        (r#"{"error": {"code": "slow_down", "retry_after": "soon"}}"#, millis_from(500, "backoff")),
        (
            r#"{"error": {"code": "rate_limit_exceeded", "message": "Please try again in 1m26.4s. Visit us"}}"#,
            millis_from(86_400, "message"),
        ),
        (
            r#"{"error": {"code": "rate_limit_exceeded", "message": "Limit 3. Please try again in 28ms."}}"#,
            millis_from(28, "message"),
        ),
        (
            r#"{"error": {"code": "429", "message": "Too fast. Please retry after 33 seconds."}}"#,
            millis_from(33_000, "message"),
        ),
        (
            r#"{"error": {"message": "Concurrency 3 reached, please try again after 2 seconds", "type": "x"}}"#,
            millis_from(2_000, "message"),
        ),
        (
            r#"[{"error": {"code": 429, "message": "Out of free calls.\nPlease retry in 34.07s."}}]"#,
            millis_from(34_070, "message"),
        ),
        (
            r#"{"error": {"code": "Fast", "message": "Limit of 9 per 60s. Please wait 41 seconds before a retry."}}"#,
            millis_from(41_000, "message"),
        ),
        (
            r#"{"error": {"code": "rate_limit_exceeded", "message": "Please try again in 7m12s."}}"#,
            "delay_too_long".to_owned(),
        ),
        (
            r#"{"error": {"code": "rate_limit_exceeded", "message": "Please try again in 0s."}}"#,
            millis_from(500, "backoff"),
        ),
        (
            r#"{"error": {"code": "rate_limit_exceeded", "message": "Please try again in 99999999999999999999h."}}"#,
            millis_from(500, "backoff"),
        ),
        (
            r#"{"error": {"code": "rate_limit_exceeded", "message": "Please try again later."}}"#,
            millis_from(500, "backoff"),
        ),
    ] {
        assert_eq!(short(&first(&error(429, &[], body))), expected, "{body}");
    }
}

#[test]
fn the_reset_of_a_rate_limit() {
    let requests = |limit, remaining, reset| {
        vec![
            ("x-ratelimit-limit-requests", limit),
            ("x-ratelimit-remaining-requests", remaining),
            ("x-ratelimit-reset-requests", reset),
        ]
    };
    let tokens = |remaining, reset| {
        vec![
            ("x-ratelimit-limit-tokens", "60000"),
            ("x-ratelimit-remaining-tokens", remaining),
            ("x-ratelimit-reset-tokens", reset),
        ]
    };
    let project = vec![
        ("x-ratelimit-limit-project-tokens", "9"),
        ("x-ratelimit-remaining-project-tokens", "0"),
        ("x-ratelimit-reset-project-tokens", "17ms"),
    ];
    let backoff = millis_from(500, "backoff");
    let reset = |delay| millis_from(delay, "x-ratelimit-reset");
    for (headers, expected) in [
        (requests("500", "0", "700ms"), reset(700)),
        (requests("500", "0", "1m26.4s"), reset(86_400)),
        (requests("500", "0", "2m0s"), reset(120_000)),
        (requests("500", "0", "20"), reset(20_000)),
        (project, reset(17)),
        // time until the limit is full: above the cap it says nothing
        (requests("500", "0", "2m0.001s"), backoff.clone()),
        (requests("500", "0", "6h12m"), backoff.clone()),
        // something is left, so this is not the limit that was reached
        (requests("500", "1", "700ms"), backoff.clone()),
        (requests("500", "", "700ms"), backoff.clone()),
        // Azure's ways to say "unknown"
        (requests("-1", "0", "700ms"), backoff.clone()),
        (requests("0", "0", "700ms"), backoff.clone()),
        (requests("500", "-1", "700ms"), backoff.clone()),
        (requests("500", "0", "0"), backoff.clone()),
        (requests("500", "0", "-1"), backoff.clone()),
        (requests("500", "0", "soon"), backoff.clone()),
        // the longest of those that count
        ([requests("500", "0", "2s"), tokens("0", "3s")].concat(), reset(3_000)),
        ([requests("500", "0", "2s"), tokens("8", "3s")].concat(), reset(2_000)),
        ([requests("10000", "0", "8h"), tokens("0", "3s")].concat(), reset(3_000)),
    ] {
        assert_eq!(short(&first(&error(429, &headers, RATE_LIMIT))), expected, "{headers:?}");
    }
}

#[test]
fn the_longest_reset_of_those_used_up() {
    let used_up = |remaining, reset| {
        RateLimits::from_headers(&[
            ("x-ratelimit-limit-requests", "500"),
            ("x-ratelimit-remaining-requests", remaining),
            ("x-ratelimit-reset-requests", reset),
            ("x-ratelimit-remaining-tokens", "0"),
            ("x-ratelimit-reset-tokens", "3s"),
        ])
    };
    assert_eq!(used_up("0", "6h").reset(), Some(secs(6 * 3_600)));
    assert_eq!(used_up("0", "2s").reset(), Some(secs(3)));
    assert_eq!(used_up("1", "6h").reset(), Some(secs(3)));
    assert_eq!(RateLimits::NONE.reset(), None);
    let mut full = RateLimits::NONE;
    (full.tokens.remaining, full.tokens.reset) = (Some(0), Some(Duration::ZERO));
    assert_eq!(full.reset(), None);
}

#[test]
fn a_wait_of_nothing_is_none() {
    assert_eq!(Hints::after(Duration::ZERO).delay(NOW), None);
    assert_eq!(Hints::after(secs(1)).delay(NOW), Some((secs(1), DelaySource::RetryAfter)));
    assert_eq!(RetryAfter::Date(NOW).delay(NOW), None);
    assert_eq!(RetryAfter::Date(NOW + secs(1)).delay(NOW), Some(secs(1)));
    assert_eq!(RetryAfter::Date(NOW).delay(NOW + secs(1)), None);
    assert_eq!(RetryAfter::Delay(secs(1)).delay(NOW), Some(secs(1)));
}

#[test]
fn the_first_readable_source_decides() {
    let all = [
        ("retry-after-ms", "1000"),
        ("retry-after", "2"),
        ("x-ratelimit-limit-requests", "500"),
        ("x-ratelimit-remaining-requests", "0"),
        ("x-ratelimit-reset-requests", "5s"),
    ];
    let [ms, after, ..] = all;
    let limits = &all[2..];
    let bodies = [
        r#"{"error": {"code": "rate_limit_exceeded", "retry_after": 3, "message": "try again in 4s"}}"#,
        r#"{"error": {"code": "rate_limit_exceeded", "message": "try again in 4s"}}"#,
        RATE_LIMIT,
    ];
    let with = |first: Headers<'static>| [first, limits].concat();
    let garbage: Headers<'static> =
        &[("retry-after-ms", "0"), ("retry-after", "Sun, 22 Nov 2026 13:00:00 GMT")];
    for (headers, body, expected) in [
        (all.to_vec(), bodies[0], millis_from(1_000, "retry-after-ms")),
        ([&[after], limits].concat(), bodies[0], millis_from(2_000, "retry-after")),
        ([&[("retry-after-ms", "-1"), after], limits].concat(), bodies[0], millis_from(2_000, "retry-after")),
        ([&[ms, ("retry-after", "x")], limits].concat(), bodies[0], millis_from(1_000, "retry-after-ms")),
        (with(&[]), bodies[0], millis_from(3_000, "body")),
        (with(garbage), bodies[0], millis_from(3_000, "body")),
        (with(garbage), bodies[1], millis_from(4_000, "message")),
        (with(garbage), bodies[2], millis_from(5_000, "x-ratelimit-reset")),
        (garbage.to_vec(), bodies[2], millis_from(500, "backoff")),
    ] {
        assert_eq!(short(&first(&error(429, &headers, body))), expected, "{headers:?} {body}");
    }
}

#[test]
fn a_source_above_the_cap_stops_although_a_later_one_is_short() {
    let body = r#"{"error": {"code": "rate_limit_exceeded", "message": "try again in 4s"}}"#;
    for (name, value) in [("retry-after-ms", "120001"), ("retry-after", "120.001"), ("retry-after", "86400")]
    {
        let verdict = first(&error(429, &[(name, value)], body));
        assert!(
            matches!(verdict, Verdict::Stop(Stop::DelayTooLong { max_wait, .. }) if max_wait == secs(120))
        );
    }
}

#[test]
fn backoff_doubles_and_jitter_only_adds() {
    let error = error(500, &[], "");
    let waits = |random: u64| -> Vec<u128> {
        let mut retry = Retry::start(NOW).with_max_attempts(9);
        std::iter::from_fn(|| match retry.decide(&error, NOW, || random) {
            Verdict::Retry { after, .. } => Some(after.as_millis()),
            Verdict::Stop(_) => None,
        })
        .collect()
    };
    assert_eq!(waits(0), [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000, 8_000]);
    assert_eq!(waits(1 << 63), [562, 1_125, 2_250, 4_500, 9_000, 9_000, 9_000, 9_000]);
    assert_eq!(waits(u64::MAX), [624, 1_249, 2_499, 4_999, 9_999, 9_999, 9_999, 9_999]);
}

#[test]
fn a_servers_delay_is_a_minimum_and_the_cap_a_maximum() {
    for (value, random, wait) in [
        ("20", 0, secs(20)),
        ("20", 1 << 63, millis(22_500)),
        ("110", u64::MAX, secs(120)),
        ("120", u64::MAX, secs(120)),
    ] {
        let error = error(429, &[("retry-after", value)], RATE_LIMIT);
        let verdict = Retry::start(NOW).decide(&error, NOW, || random);
        let Verdict::Retry { after, delay, .. } = verdict else { panic!("{verdict}") };
        assert_eq!((after, delay), (wait, secs(value.parse().unwrap())));
    }
}

#[test]
fn the_default_figures_are_the_official_clients() {
    let backoff = policy::BACKOFF;
    assert_eq!((backoff.max_attempts, backoff.multiplier, backoff.jitter_percent), (3, 2, 25));
    assert_eq!((backoff.initial_delay, backoff.max_delay), (millis(500), secs(8)));
    assert_eq!((backoff.max_server_delay, backoff.time_budget), (secs(120), secs(600)));

    assert!(!RetryPolicy { max_attempts: 0, ..backoff }.retries(), "0 counts as 1");
}
