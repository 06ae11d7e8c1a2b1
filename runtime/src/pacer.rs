//! How fast to call: back to an earlier rate after a slow-down, and gradually up again. Without a clock of its own.

use core::cmp::Ordering;
use core::time::Duration;

use crate::hints::{RateLimit, RateLimits};
use crate::retry_policy::Pacing;

const MINUTE: Duration = Duration::from_secs(60);

/// Slow-downs within this time of a lowered rate answer calls that were on their way, so they do not lower it again.
/// Our choice: rates are per minute, and less than a minute of the new rate shows nothing.
const ON_THE_WAY: Duration = MINUTE;

/// Spaces the calls of a program, and slows down where the API asks for it.
///
/// A [`Retry`](crate::Retry) decides about one operation; a `Pacer` is shared by all operations of one program.
///
/// - After a slow-down, the rate goes back to what it was before its last rise. That rate is held
///   ([`Pacing::hold`]), then raised step by step ([`Pacing::raise_percent`], [`Pacing::raise_every`]) until the
///   wanted rate is reached again. Where no earlier rate is known, one such step is undone. Slow-downs that
///   continue begin the hold anew, and after a minute at the lowered rate they lower it further, to one call a
///   minute at the least.
/// - With less than half of a rate limit left, calls become rarer in proportion, until the limit is full again.
///
/// All figures but that minute are from the table: "maintain a consistent rate for at least 15 minutes", "at most
/// 50 % per 15 minutes". `now` is a time since any fixed point, by a clock that never goes back. Calls are spaced
/// evenly; idle time is not saved up for a burst.
///
/// ```
/// use openai_error_policy::{OpenAiErrorPolicy, Pacer, classify, policy};
/// use std::time::Duration;
///
/// let start = Duration::ZERO;
/// let mut pacer = Pacer::new(policy::SLOW_DOWN.pacing.unwrap(), 600);
///
/// // Before each call: how long to wait first.
/// assert_eq!(pacer.next_call(start), Duration::ZERO);
/// assert_eq!(pacer.next_call(start), Duration::from_millis(100));
///
/// // After each answer: what it says about the rate.
/// let error = classify(503, &(), r#"{"error": {"code": "slow_down"}}"#).into_error();
/// if error.retry_policy().pacing.is_some() {
///     pacer.slow_down(start);
/// }
/// pacer.rate_limits(&error.hints().rate_limits, start);
///
/// assert_eq!(pacer.interval(start), Duration::from_millis(150));
/// assert_eq!(pacer.interval(start + Duration::from_secs(15 * 60)), Duration::from_millis(100));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pacer {
    pacing: Pacing,
    /// Times between two calls: the shorter, the faster.
    wanted: Duration,
    interval: Duration,
    /// Before the last rise, where that is known.
    earlier: Option<Duration>,
    lowered_at: Option<Duration>,
    /// None at the wanted rate.
    next_rise: Option<Duration>,
    /// The interval that the rate limits ask for, and until when.
    limited: Option<(Duration, Duration)>,
    /// When the last call was due.
    last_call: Option<Duration>,
}

impl Pacer {
    /// Calls at the wanted rate until the API asks for less. 0 calls per minute count as 1.
    ///
    /// The figures are in the policy of the row: `policy::SLOW_DOWN.pacing`.
    pub const fn new(pacing: Pacing, calls_per_minute: u32) -> Self {
        let interval = interval_of(calls_per_minute);
        Self {
            pacing,
            wanted: interval,
            interval,
            earlier: None,
            lowered_at: None,
            next_rise: None,
            limited: None,
            last_call: None,
        }
    }

    /// Wants another rate from now on, 0 counting as 1; a slow-down goes back to the one before. During a hold, and on
    /// the way up from it, a higher rate is only aimed at.
    pub fn set_rate(&mut self, calls_per_minute: u32, now: Duration) {
        self.rise(now);
        self.wanted = interval_of(calls_per_minute);
        if self.next_rise.is_some() {
            self.interval = self.interval.max(self.wanted);
            self.earlier = self.earlier.filter(|earlier| *earlier > self.interval);
            return;
        }
        match self.wanted.cmp(&self.interval) {
            Ordering::Less => self.earlier = Some(self.interval),
            Ordering::Equal => {}
            Ordering::Greater => self.earlier = None,
        }
        self.interval = self.wanted;
    }

    /// Notes an answer that asks to slow down: one whose policy has a [`Pacing`].
    pub fn slow_down(&mut self, now: Duration) {
        self.rise(now);
        let on_the_way = matches!(self.lowered_at, Some(at) if now.saturating_sub(at) < ON_THE_WAY);
        // A rise since then makes it a new slow-down.
        if !on_the_way || self.earlier.is_some() {
            let one_step = scaled(self.interval, self.raised_percent(), 100);
            let slowest = self.wanted.max(MINUTE);
            self.interval = self.earlier.take().unwrap_or(one_step).min(slowest);
            self.lowered_at = Some(now);
        }
        self.next_rise = Some(now.saturating_add(self.pacing.hold));
    }

    /// Notes the rate limits of an answer, good or bad. A limit counts when the server states all three of its
    /// values; an answer without any changes nothing.
    pub fn rate_limits(&mut self, limits: &RateLimits, now: Duration) {
        self.rise(now);
        let (mut is_stated, mut asked) = (false, None);
        for limit in &[limits.requests, limits.tokens, limits.project_tokens] {
            is_stated |= is_whole(limit);
            asked = asked.max(self.limited_by(limit));
        }
        if is_stated {
            self.limited = asked.map(|(interval, reset)| (interval, now.saturating_add(reset)));
        }
    }

    /// How long to wait before the next call, which counts as made: ask once per call, just before it. Zero is at once.
    pub fn next_call(&mut self, now: Duration) -> Duration {
        self.rise(now);
        let due = match self.last_call {
            Some(last) => self.after(last).max(now),
            None => now,
        };
        self.last_call = Some(due);
        due.saturating_sub(now)
    }

    /// When the next call is due after one at `last`. The limit's interval counts until the limit is full.
    fn after(&self, last: Duration) -> Duration {
        let usual = last.saturating_add(self.interval);
        match self.limited {
            Some((interval, until)) => last.saturating_add(interval).min(until).max(usual),
            None => usual,
        }
    }

    /// The time between two calls as it is at `now`.
    pub fn interval(&self, now: Duration) -> Duration {
        let mut risen = self.clone();
        risen.rise(now);
        match self.limited {
            Some((interval, until)) if now < until => interval.max(risen.interval),
            _ => risen.interval,
        }
    }

    /// Makes up for the rises that were due until `now`.
    fn rise(&mut self, now: Duration) {
        while let Some(due) = self.next_rise {
            if due > now {
                return;
            }
            let raised = scaled(self.interval, 100, self.raised_percent());
            if raised >= self.interval {
                return;
            }
            self.earlier = Some(self.interval);
            self.interval = raised.max(self.wanted);
            let arrived = self.interval == self.wanted;
            self.next_rise = if arrived { None } else { Some(due.saturating_add(self.pacing.raise_every)) };
        }
    }

    /// The interval for a limit with less than half remaining, and the time until it is full.
    fn limited_by(&self, limit: &RateLimit) -> Option<(Duration, Duration)> {
        let (most, remaining, reset) = (limit.limit?, limit.remaining?, limit.reset?);
        let half = most.div_ceil(2);
        if remaining >= half {
            return None;
        }
        let in_proportion = scaled(self.interval, half, remaining.max(1));
        // The server's own pace: what is missing comes back until the reset.
        let one_back = scaled(reset, 1, most - remaining);
        Some((in_proportion.max(one_back).min(reset), reset))
    }

    /// The rate after a rise, in percent of the one before.
    fn raised_percent(&self) -> u64 {
        u64::from(self.pacing.raise_percent) + 100
    }
}

/// Whether the server states all three values.
fn is_whole(limit: &RateLimit) -> bool {
    limit.limit.is_some() && limit.remaining.is_some() && limit.reset.is_some()
}

/// An interval times `factor / divisor`, rounded up: never faster than the rules allow. `divisor` is above 0.
fn scaled(interval: Duration, factor: u64, divisor: u64) -> Duration {
    let nanos = interval.as_nanos().saturating_mul(u128::from(factor)).div_ceil(u128::from(divisor));
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
}

/// The time between calls, never too short.
const fn interval_of(calls_per_minute: u32) -> Duration {
    let calls = if calls_per_minute == 0 { 1 } else { calls_per_minute as u64 };
    Duration::from_nanos((MINUTE.as_secs() * 1_000_000_000).div_ceil(calls))
}
