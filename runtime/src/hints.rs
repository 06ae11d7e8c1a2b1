//! What a server says about waiting.

use core::time::Duration;

use crate::headers::Headers;
use crate::{delay, http_date};

/// What an answer says about waiting: headers, a field of the body, words in the message, rate limits.
///
/// Values that are zero, negative, unreadable or too large to be a time are absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Hints {
    /// `x-should-retry`: exactly `true` or `false`.
    pub should_retry: Option<bool>,
    /// `retry-after-ms`: milliseconds, whole or with a fraction.
    pub retry_after_ms: Option<Duration>,
    /// `retry-after`: seconds or a date.
    pub retry_after: Option<RetryAfter>,
    /// A delay field of the body: `retry_after`, `retry_after_seconds`, `reset_seconds` and `resets_in_seconds` in
    /// seconds, `retryDelay` with its unit (`"39s"`).
    pub body_delay: Option<Duration>,
    /// A delay in the message ("try again in 7m12s"), after one of the table's `delay_phrases`.
    pub message_delay: Option<Duration>,
    /// `x-ratelimit-*`, see [`RateLimits`].
    pub rate_limits: RateLimits,
}

/// The value of a `retry-after` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// Seconds, whole or with a fraction.
    Delay(Duration),
    /// An HTTP date, as time since 1970-01-01T00:00:00Z.
    Date(Duration),
}

/// Where a delay comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DelaySource {
    /// `retry-after-ms`.
    RetryAfterMs,
    /// `retry-after`.
    RetryAfter,
    /// A field of the body.
    Body,
    /// Words in the message.
    Message,
    /// `x-ratelimit-reset-*` of a limit with nothing remaining.
    RateLimitReset,
    /// The policy's own backoff: the server said nothing.
    Backoff,
}

impl DelaySource {
    /// The name for logs and JSON, mostly that of the header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RetryAfterMs => "retry-after-ms",
            Self::RetryAfter => "retry-after",
            Self::Body => "body",
            Self::Message => "message",
            Self::RateLimitReset => "x-ratelimit-reset",
            Self::Backoff => "backoff",
        }
    }
}

/// The rate limits of an answer, `x-ratelimit-{limit,remaining,reset}-*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RateLimits {
    /// Requests, `x-ratelimit-*-requests`.
    pub requests: RateLimit,
    /// Tokens, `x-ratelimit-*-tokens`.
    pub tokens: RateLimit,
    /// Tokens of the project, `x-ratelimit-*-project-tokens`; only with a limit of its own.
    pub project_tokens: RateLimit,
}

/// One rate limit. All fields are empty where the server sends none, or the -1 and 0 by which Azure says "unknown".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct RateLimit {
    /// The most there is, in requests or tokens.
    pub limit: Option<u64>,
    /// What is left of it.
    pub remaining: Option<u64>,
    /// The time until the limit is *full* again, so more than the time until the next request passes.
    pub reset: Option<Duration>,
}

impl Hints {
    /// A server that said nothing.
    pub const NONE: Self = Self {
        should_retry: None,
        retry_after_ms: None,
        retry_after: None,
        body_delay: None,
        message_delay: None,
        rate_limits: RateLimits::NONE,
    };

    /// Reads the headers. The delays of body and message stay empty; what is unreadable is absent.
    pub fn from_headers(headers: &(impl Headers + ?Sized)) -> Self {
        Self {
            should_retry: match headers.value("x-should-retry") {
                Some("true") => Some(true),
                Some("false") => Some(false),
                _ => None,
            },
            retry_after_ms: headers.value("retry-after-ms").and_then(delay::millis),
            retry_after: headers.value("retry-after").and_then(RetryAfter::parse),
            rate_limits: RateLimits::from_headers(headers),
            ..Self::NONE
        }
    }

    /// A server that asks for this delay in `retry-after`. A delay of zero is none.
    #[must_use]
    pub const fn after(delay: Duration) -> Self {
        let mut hints = Self::NONE;
        hints.retry_after = Some(RetryAfter::Delay(delay));
        hints
    }

    /// The delay the server asks for at `now` (time since 1970), and where it says so: the first readable of
    /// `retry-after-ms`, `retry-after`, body and message. Rate limits are not asked here, since they state a longer
    /// time than is needed.
    pub fn delay(&self, now: Duration) -> Option<(Duration, DelaySource)> {
        let retry_after = self.retry_after.and_then(|value| value.delay(now));
        let delays = [
            (self.retry_after_ms, DelaySource::RetryAfterMs),
            (retry_after, DelaySource::RetryAfter),
            (self.body_delay, DelaySource::Body),
            (self.message_delay, DelaySource::Message),
        ];
        for (delay, source) in &delays {
            match delay {
                Some(delay) if !delay.is_zero() => return Some((*delay, *source)),
                _ => {}
            }
        }
        None
    }
}

impl RetryAfter {
    fn parse(text: &str) -> Option<Self> {
        match delay::seconds(text) {
            Some(delay) => Some(Self::Delay(delay)),
            None => http_date::parse(text).map(Self::Date),
        }
    }

    /// The time from `now` (since 1970) on; none when the date is past or now. A delay is the same at any time.
    pub fn delay(self, now: Duration) -> Option<Duration> {
        match self {
            Self::Delay(delay) => Some(delay),
            Self::Date(date) if date > now => Some(date - now),
            Self::Date(_) => None,
        }
    }
}

impl RateLimits {
    /// A server that sends no limits.
    pub const NONE: Self =
        Self { requests: RateLimit::NONE, tokens: RateLimit::NONE, project_tokens: RateLimit::NONE };

    /// Reads the headers; what is unreadable is absent.
    pub fn from_headers(headers: &(impl Headers + ?Sized)) -> Self {
        let limit = |limit, remaining, reset| {
            let values = [headers.value(limit), headers.value(remaining), headers.value(reset)];
            if let [None, None, None] = values { RateLimit::NONE } else { RateLimit::parse(values) }
        };
        Self {
            requests: limit(
                "x-ratelimit-limit-requests",
                "x-ratelimit-remaining-requests",
                "x-ratelimit-reset-requests",
            ),
            tokens: limit(
                "x-ratelimit-limit-tokens",
                "x-ratelimit-remaining-tokens",
                "x-ratelimit-reset-tokens",
            ),
            project_tokens: limit(
                "x-ratelimit-limit-project-tokens",
                "x-ratelimit-remaining-project-tokens",
                "x-ratelimit-reset-project-tokens",
            ),
        }
    }

    /// The longest time until a limit that has nothing remaining is full again; none when each has something left.
    pub fn reset(&self) -> Option<Duration> {
        self.reset_within(Duration::MAX)
    }

    /// The same without limits whose time is above `longest`: until they are full says little about the next call.
    pub(crate) fn reset_within(&self, longest: Duration) -> Option<Duration> {
        let mut most = Duration::ZERO;
        for limit in &[self.requests, self.tokens, self.project_tokens] {
            match limit {
                RateLimit { remaining: Some(0), reset: Some(reset), .. } if *reset <= longest => {
                    most = most.max(*reset);
                }
                _ => {}
            }
        }
        if most.is_zero() { None } else { Some(most) }
    }
}

impl RateLimit {
    const NONE: Self = Self { limit: None, remaining: None, reset: None };

    fn parse([limit, remaining, reset]: [Option<&str>; 3]) -> Self {
        let number = |text: &str| text.trim().parse::<u64>().ok();
        let most = limit.and_then(number);
        if limit.is_some() && matches!(most, None | Some(0)) {
            return Self::NONE;
        }
        Self { limit: most, remaining: remaining.and_then(number), reset: reset.and_then(delay::go) }
    }
}
