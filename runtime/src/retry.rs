//! The verdict: wait how long, or stop and who must act. Without a clock, a timer or randomness of its own.

use core::fmt;
use core::time::Duration;

use crate::error_policy::OpenAiErrorPolicy;
use crate::hints::{DelaySource, Hints};
use crate::human::Human;
use crate::retry_policy::RetryPolicy;
use crate::row::{Remedy, Row};

/// The state of one operation: calls made, time spent, output consumed.
///
/// ```
/// # use openai_error_policy::{ApiError, Retry, Verdict, classify};
/// # use std::time::{Duration, SystemTime, UNIX_EPOCH};
/// # fn call() -> Result<(), ApiError> {
/// #     Err(classify(429, &(), r#"{"error": {"code": "insufficient_quota"}}"#).into_error())
/// # }
/// # fn random() -> u64 { 4 }
/// # fn operation() -> Result<(), ApiError> {
/// let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
/// let mut retry = Retry::start(now());
/// loop {
///     let error = match call() {
///         Ok(output) => return Ok(output),
///         Err(error) => error,
///     };
///     match retry.decide(&error, now(), random) {
///         Verdict::Retry { after, .. } => std::thread::sleep(after),
///         Verdict::Stop(_) => return Err(error),
///     }
/// }
/// # }
/// # assert!(operation().is_err());
/// ```
///
/// Async code is the same with its own sleep. The limits are the policy's; each can be set for this operation without
/// touching the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    started: Duration,
    calls: u32,
    output_consumed: bool,
    max_attempts: Option<u32>,
    max_wait: Option<Duration>,
    time_budget: Option<Duration>,
}

/// What to do after a failed call. Exhaustive, so that the compiler makes you handle both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Call again after a wait.
    #[non_exhaustive]
    Retry {
        /// How long to wait, jitter included.
        after: Duration,
        /// The same without jitter: what the server asked for, or the policy's backoff.
        delay: Duration,
        /// Where the delay comes from.
        source: DelaySource,
        /// The number of the call that comes next, the first call being 1: at least 2.
        next_attempt: u32,
    },
    /// Do not call again.
    Stop(Stop),
}

/// Why not to call again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// Somebody must act first: no wait will help.
    #[non_exhaustive]
    ActionNeeded {
        /// Who, and how.
        remedy: Remedy,
        /// The documented row.
        row: &'static Row,
    },
    /// The error is not one that passes.
    #[non_exhaustive]
    NotRetryable {
        /// Who must act, where that is known.
        remedy: Option<Remedy>,
        /// The documented row, where there is one.
        row: Option<&'static Row>,
    },
    /// The server said `x-should-retry: false`.
    ServerForbids,
    /// A part of the output was used already; a second call would repeat it.
    OutputConsumed,
    /// All calls are used up.
    #[non_exhaustive]
    AttemptsUsedUp {
        /// Calls made.
        calls: u32,
    },
    /// The server asks for a longer wait than allowed.
    #[non_exhaustive]
    DelayTooLong {
        /// What the server asks for, before jitter.
        delay: Duration,
        /// The longest wait allowed.
        max_wait: Duration,
    },
    /// The next wait would end after the time budget.
    #[non_exhaustive]
    TimeUsedUp {
        /// The wait it would have been, jitter included.
        wait: Duration,
        /// The time budget, counted from the start of the operation.
        budget: Duration,
    },
}

impl Retry {
    /// An operation that starts at `now`, a time since any fixed point; since 1970 if HTTP dates are to be read.
    pub const fn start(now: Duration) -> Self {
        Self {
            started: now,
            calls: 0,
            output_consumed: false,
            max_attempts: None,
            max_wait: None,
            time_budget: None,
        }
    }

    /// Another operation with the same limits.
    #[cfg(feature = "tower")]
    pub(crate) const fn restarted(&self, now: Duration) -> Self {
        Self { started: now, calls: 0, output_consumed: false, ..*self }
    }

    /// Counts calls that were made before, by another layer or before a restart.
    #[must_use]
    pub const fn with_calls(mut self, calls: u32) -> Self {
        self.calls = calls;
        self
    }

    /// The most calls, the first included, whatever the policy says; 0 counts as 1. A policy that never retries stays
    /// so.
    #[must_use]
    pub const fn with_max_attempts(mut self, calls: u32) -> Self {
        self.max_attempts = Some(calls);
        self
    }

    /// The longest single wait, jitter included, whatever the policy says; a server that asks for more ends the
    /// operation.
    #[must_use]
    pub const fn with_max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = Some(wait);
        self
    }

    /// The longest time from the start to the end of the last wait, whatever the policy says.
    #[must_use]
    pub const fn with_time_budget(mut self, budget: Duration) -> Self {
        self.time_budget = Some(budget);
        self
    }

    /// Notes that a part of the output was used (the first event of a stream was passed on): from now on nothing is
    /// called again.
    pub const fn output_consumed(&mut self) {
        self.output_consumed = true;
    }

    /// Calls that failed so far, as far as [`decide`](Self::decide) was told.
    pub const fn calls(&self) -> u32 {
        self.calls
    }

    /// Decides after a failed call at `now` (as in [`start`](Self::start)), which it counts. `random` is asked at most
    /// once; its numbers must be uniform over all of `u64`, since small ones alone give no jitter.
    ///
    /// The rules, the first that applies; the figures are those of the error's policy or of this operation:
    /// 1. an action is needed, or the policy never retries: stop;
    /// 2. `x-should-retry: false`: stop;
    /// 3. output consumed, calls used up: stop;
    /// 4. the server's delay is above the longest wait: stop, never retry early;
    /// 5. the wait would end after the time budget: stop;
    /// 6. wait the server's delay, else until a used-up rate limit is full again where that is within the longest wait,
    ///    else the backoff; and some jitter, up to the longest wait.
    pub fn decide(
        &mut self,
        error: &(impl OpenAiErrorPolicy + ?Sized),
        now: Duration,
        random: impl FnOnce() -> u64,
    ) -> Verdict {
        self.calls = self.calls.saturating_add(1);
        match self.wait(error, now, random) {
            Ok(retry) => retry,
            Err(stop) => Verdict::Stop(stop),
        }
    }

    fn wait(
        &self,
        error: &(impl OpenAiErrorPolicy + ?Sized),
        now: Duration,
        random: impl FnOnce() -> u64,
    ) -> Result<Verdict, Stop> {
        let policy = error.retry_policy();
        let hints = error.hints();
        match (error.remedy(), error.row()) {
            (Some(remedy), Some(row)) if remedy.is_action() => {
                return Err(Stop::ActionNeeded { remedy, row });
            }
            (remedy, row) if !policy.retries() => return Err(Stop::NotRetryable { remedy, row }),
            _ => {}
        }
        if hints.should_retry == Some(false) {
            return Err(Stop::ServerForbids);
        }
        if self.output_consumed {
            return Err(Stop::OutputConsumed);
        }
        if self.calls >= self.max_attempts.unwrap_or(policy.max_attempts) {
            return Err(Stop::AttemptsUsedUp { calls: self.calls });
        }
        let max_wait = self.max_wait.unwrap_or(policy.max_server_delay);
        let (delay, source) = base_delay(policy, &hints, now, self.calls, max_wait)?;
        let after = with_jitter(delay, policy.jitter_percent, max_wait, random);
        let budget = self.time_budget.unwrap_or(policy.time_budget);
        let elapsed = now.saturating_sub(self.started);
        if elapsed.saturating_add(after) > budget {
            return Err(Stop::TimeUsedUp { wait: after, budget });
        }
        Ok(Verdict::Retry { after, delay, source, next_attempt: self.calls.saturating_add(1) })
    }
}

/// The delay before jitter: what the server asks for, else the backoff.
fn base_delay(
    policy: &RetryPolicy,
    hints: &Hints,
    now: Duration,
    calls: u32,
    max_wait: Duration,
) -> Result<(Duration, DelaySource), Stop> {
    if let Some((delay, source)) = hints.delay(now) {
        if delay > max_wait {
            return Err(Stop::DelayTooLong { delay, max_wait });
        }
        return Ok((delay, source));
    }
    // Until a limit is full again: too long a time is no reason to stop.
    Ok(match hints.rate_limits.reset_within(max_wait) {
        Some(reset) => (reset, DelaySource::RateLimitReset),
        None => (policy.backoff(calls).min(max_wait), DelaySource::Backoff),
    })
}

/// The delay and a random part of `percent` of it, at most `max_wait`.
pub(crate) fn with_jitter(
    delay: Duration,
    percent: u32,
    max_wait: Duration,
    random: impl FnOnce() -> u64,
) -> Duration {
    if percent == 0 {
        return delay.min(max_wait);
    }
    let most = delay.as_nanos().saturating_mul(u128::from(percent)) / 100;
    // Both factors below 2^64, so that the product fits.
    let most = u64::try_from(most).unwrap_or(u64::MAX);
    let part = (u128::from(most) * u128::from(random())) >> 64;
    delay.saturating_add(Duration::from_nanos(u64::try_from(part).unwrap_or(u64::MAX))).min(max_wait)
}

impl Verdict {
    /// Whether to call again.
    pub const fn is_retry(&self) -> bool {
        matches!(self, Self::Retry { .. })
    }
}

impl Stop {
    /// The reason in one word, for logs and JSON.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::ActionNeeded { .. } => "action_needed",
            Self::NotRetryable { .. } => "not_retryable",
            Self::ServerForbids => "server_forbids",
            Self::OutputConsumed => "output_consumed",
            Self::AttemptsUsedUp { .. } => "attempts_used_up",
            Self::DelayTooLong { .. } => "delay_too_long",
            Self::TimeUsedUp { .. } => "time_used_up",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Retry { delay, source: DelaySource::Backoff, next_attempt, .. } => {
                write!(f, "retry: call {next_attempt} after {} (backoff)", Human(*delay))
            }
            Self::Retry { delay, source, next_attempt, .. } => {
                write!(
                    f,
                    "retry: call {next_attempt} after {}, as the server asks ({})",
                    Human(*delay),
                    source.as_str()
                )
            }
            Self::Stop(stop) => write!(f, "stopped: {stop}"),
        }
    }
}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ActionNeeded { remedy, row } => {
                write!(f, "{}; waiting will not help, {}", row.id, remedy.advice())?;
                // A remedy of the matcher's own is not what the row's link is about.
                match row.links.first() {
                    Some(link) if *remedy == row.remedy => write!(f, ": {} <{}>", link.text, link.url),
                    _ => Ok(()),
                }
            }
            Self::NotRetryable { remedy, .. } => match remedy {
                Some(remedy) if remedy.is_action() => {
                    write!(f, "waiting will not help, {}", remedy.advice())
                }
                _ => f.write_str("not an error that a retry cures"),
            },
            Self::ServerForbids => f.write_str("the server says that a retry will not help"),
            Self::OutputConsumed => f.write_str("output was already consumed; a retry would repeat it"),
            Self::AttemptsUsedUp { calls: 1 } => f.write_str("the only call allowed has failed"),
            Self::AttemptsUsedUp { calls } => write!(f, "all {calls} calls have failed"),
            Self::DelayTooLong { delay, max_wait } => {
                let (delay, max_wait) = (Human(*delay), Human(*max_wait));
                write!(f, "the server asks to wait {delay}, longer than the {max_wait} allowed")
            }
            Self::TimeUsedUp { wait, budget } => {
                let (wait, budget) = (Human(*wait), Human(*budget));
                write!(f, "another wait of {wait} would exceed the time budget of {budget}")
            }
        }
    }
}
