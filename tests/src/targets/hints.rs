//! What servers say about waiting: any header value, no panic, never early, never for ever.

use std::time::{Duration, UNIX_EPOCH};

use openai_error_policy::{
    ApiError, DelaySource, Headers, Hints, RateLimit, Retry, RetryAfter, Stop, Verdict, classify,
};

/// The first second of the year 10000, which no HTTP date can say.
const YEAR_10000: u64 = 253_402_300_800;

/// Lines `name: value` up to an empty one, then the body. The names `:status`, `:now` (seconds since 1970), `:calls`
/// and `:random` are no headers but what they say.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let pairs = head.lines().filter_map(|line| line.split_once(':').map(|_| pair(line)));
    let (said, headers): (Vec<_>, Vec<_>) = pairs.partition(|(name, _)| name.starts_with(':'));
    let number = |name: &str| said.value(name).and_then(|value| value.trim().parse::<u64>().ok());
    let now = Duration::from_secs(number(":now").unwrap_or(1_800_000_000));
    let status = number(":status").and_then(|status| u16::try_from(status).ok());
    let error = classify(status, &headers, body).into_error();
    let hints = error.hints();
    figures_are_read_as_they_are_written(&headers, &hints);
    dates_are_those_of_another_reader(&headers, &hints);
    written_dates_are_read(now);
    limits_are_known_or_not(&hints);
    let calls = number(":calls").and_then(|calls| u32::try_from(calls).ok()).unwrap_or(0);
    for random in [0, number(":random").unwrap_or(1 << 63), u64::MAX] {
        verdict_keeps_its_word(&error, calls, now, random);
        a_loop_ends(&error, now, random);
    }
}

/// The name (which may begin with a colon) and the value of a line.
fn pair(line: &str) -> (String, String) {
    let colon = line.char_indices().position(|(at, c)| at > 0 && c == ':');
    let at = colon.and_then(|nth| line.char_indices().nth(nth)).map_or(line.len(), |(at, _)| at);
    (line[..at].to_owned(), line[at..].strip_prefix(':').unwrap_or_default().to_owned())
}

/// A number of units, in seconds; none when it is no plain decimal.
fn plain_decimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    text.parse().ok().filter(|_| is_plain)
}

fn figures_are_read_as_they_are_written(headers: &impl Headers, hints: &Hints) {
    let asked = headers.value("x-should-retry");
    assert_eq!(hints.should_retry, asked.filter(|v| ["true", "false"].contains(v)).map(|v| v == "true"));
    let seconds = match hints.retry_after {
        Some(RetryAfter::Delay(delay)) => Some(delay),
        _ => None,
    };
    is_as_written("retry-after", headers.value("retry-after"), 1.0, seconds);
    is_as_written("retry-after-ms", headers.value("retry-after-ms"), 0.001, hints.retry_after_ms);
}

fn is_as_written(name: &str, text: Option<&str>, unit: f64, read: Option<Duration>) {
    let written = text.and_then(plain_decimal).map(|number| number * unit);
    match (written, read) {
        (Some(written), Some(read)) => {
            let error = (read.as_secs_f64() - written).abs();
            assert!(!read.is_zero() && error <= written * 1e-9 + 1e-9, "{name}: {text:?} is no {read:?}");
        }
        // Less than the clock can tell, or more than a time can be.
        (Some(written), None) => {
            assert!(!(2e-9..1e16).contains(&written), "{name}: {text:?} is not read");
        }
        (None, read) => assert_eq!(read, None, "{name}: {text:?}"),
    }
}

/// Every date that the crate `httpdate` reads, we read as it does; we also read some that it refuses. It takes any
/// character for a space, we do not.
fn dates_are_those_of_another_reader(headers: &impl Headers, hints: &Hints) {
    let Some(text) = headers.value("retry-after") else { return };
    // A digit in the place of a space makes a number longer.
    let is_number = |word: &str| matches!(word.len(), 1 | 2 | 4) && word.bytes().all(|b| b.is_ascii_digit());
    let is_word = |word: &str| is_number(word) || word.bytes().all(|b| b.is_ascii_alphabetic());
    if !text.split([' ', ',', '-', ':']).all(is_word) {
        return;
    }
    let Ok(date) = httpdate::parse_http_date(text.trim()) else { return };
    let Ok(expected) = date.duration_since(UNIX_EPOCH) else { return };
    assert_eq!(hints.retry_after, Some(RetryAfter::Date(expected)), "{text}");
}

fn written_dates_are_read(now: Duration) {
    let date = Duration::from_secs(now.as_secs() % YEAR_10000);
    let text = httpdate::fmt_http_date(UNIX_EPOCH + date);
    let hints = Hints::from_headers(&[("Retry-After", &text)]);
    assert_eq!(hints.retry_after, Some(RetryAfter::Date(date)), "{text}");
    assert_eq!(hints.delay(date), None, "a date that is past is no delay");
}

fn limits_are_known_or_not(hints: &Hints) {
    let limits = hints.rate_limits;
    for limit in [limits.requests, limits.tokens, limits.project_tokens] {
        let RateLimit { limit, reset, .. } = limit;
        assert_ne!(limit, Some(0), "the unknown is no limit");
        assert_ne!(reset, Some(Duration::ZERO), "a reset that is over is no hint");
    }
    for delay in [hints.retry_after_ms, hints.body_delay, hints.message_delay, limits.reset()] {
        assert_ne!(delay, Some(Duration::ZERO), "no wait is no hint");
    }
}

fn verdict_keeps_its_word(error: &ApiError, calls: u32, now: Duration, random: u64) {
    let (policy, hints) = (error.retry_policy(), error.hints());
    let cap = policy.max_server_delay;
    let mut retry = Retry::start(now).with_calls(calls);
    let verdict = retry.decide(error, now, || random);
    assert!(!verdict.to_string().contains('\n') && retry.calls() == calls.saturating_add(1));
    let server = hints.delay(now);
    match verdict {
        Verdict::Retry { after, delay, source, next_attempt, .. } => {
            assert!(policy.retries() && hints.should_retry != Some(false));
            assert!(!error.remedy().is_some_and(|remedy| remedy.is_action() && error.row().is_some()));
            assert!(next_attempt == retry.calls() + 1 && next_attempt <= policy.max_attempts);
            assert!(delay <= after && after <= cap, "{delay:?} {after:?}");
            let most = delay.as_nanos() * u128::from(100 + policy.jitter_percent) / 100;
            assert!(after.as_nanos() <= most && after <= policy.time_budget);
            assert!(random != 0 || after == delay, "jitter without randomness");
            match (server, source) {
                (Some(server), source) => assert_eq!(server, (delay, source), "early or late"),
                (None, DelaySource::RateLimitReset) => assert!(is_reset_of_a_used_up_limit(&hints, delay)),
                (None, source) => {
                    assert_eq!(source, DelaySource::Backoff);
                    assert!(delay <= policy.max_delay && delay >= policy.initial_delay.min(cap));
                }
            }
        }
        Verdict::Stop(Stop::DelayTooLong { delay, max_wait, .. }) => {
            assert!(delay > max_wait && max_wait == cap);
            assert_eq!(server.map(|(delay, _)| delay), Some(delay));
        }
        Verdict::Stop(Stop::ServerForbids) => assert_eq!(hints.should_retry, Some(false)),
        Verdict::Stop(Stop::AttemptsUsedUp { calls, .. }) => assert!(calls >= policy.max_attempts),
        Verdict::Stop(Stop::TimeUsedUp { wait, budget, .. }) => assert!(wait > budget),
        Verdict::Stop(Stop::ActionNeeded { remedy, .. }) => assert!(remedy.is_action()),
        Verdict::Stop(Stop::NotRetryable { .. }) => assert!(!policy.retries()),
        Verdict::Stop(other) => panic!("no reason for {other:?}"),
    }
}

fn is_reset_of_a_used_up_limit(hints: &Hints, delay: Duration) -> bool {
    let limits = hints.rate_limits;
    let limits = [limits.requests, limits.tokens, limits.project_tokens];
    limits.iter().any(|limit| limit.remaining == Some(0) && limit.reset == Some(delay))
}

/// The same answer again and again: as many calls as the policy allows, within its time.
fn a_loop_ends(error: &ApiError, start: Duration, random: u64) {
    let policy = error.retry_policy();
    let (mut retry, mut now) = (Retry::start(start), start);
    while let Verdict::Retry { after, .. } = retry.decide(error, now, || random) {
        now += after;
        assert!(now - start <= policy.time_budget && retry.calls() < policy.max_attempts);
    }
    assert!(retry.calls() <= policy.max_attempts);
}
