//! Retry policies: plain figures, each from the table.

use core::time::Duration;

/// How often and how long to retry. The table has the source of each of its figures.
///
/// The named policies of the table are the constants in [`policy`](crate::policy); change a copy where your program
/// needs other limits:
///
/// ```
/// use openai_error_policy::{RetryPolicy, policy};
///
/// const PATIENT: RetryPolicy = RetryPolicy { max_attempts: 6, ..policy::BACKOFF };
/// assert_eq!(PATIENT.backoff(2), std::time::Duration::from_secs(1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// The name in the table.
    pub name: &'static str,
    /// The most calls, the first included. 1 is never retried; 0 counts as 1.
    pub max_attempts: u32,
    /// The first wait, jitter not included.
    pub initial_delay: Duration,
    /// The factor from one wait to the next: 1 to 10 in a table, any number here.
    pub multiplier: u32,
    /// The longest wait of our own choosing, jitter not included.
    pub max_delay: Duration,
    /// Random addition to every wait, in percent of it: 0 to 100 in a table, any number here.
    pub jitter_percent: u32,
    /// The longest single wait, jitter included: a server that asks for more ends the operation.
    pub max_server_delay: Duration,
    /// The longest time from the first call to the end of the last wait.
    pub time_budget: Duration,
    /// How to come back to speed afterwards, for rows that ask for it.
    pub pacing: Option<Pacing>,
}

/// How to come back to speed after a slow-down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacing {
    /// How long the earlier rate is held.
    pub hold: Duration,
    /// The most the rate may rise every [`raise_every`](Self::raise_every), in percent.
    pub raise_percent: u32,
    /// The time between two rises.
    pub raise_every: Duration,
}

impl RetryPolicy {
    /// Never retried.
    pub const NEVER: Self = Self::never("never");

    /// Never retried, under a name of its own: one call, all times zero.
    pub const fn never(name: &'static str) -> Self {
        Self {
            name,
            max_attempts: 1,
            initial_delay: Duration::ZERO,
            multiplier: 1,
            max_delay: Duration::ZERO,
            jitter_percent: 0,
            max_server_delay: Duration::ZERO,
            time_budget: Duration::ZERO,
            pacing: None,
        }
    }

    /// Whether a second call is ever allowed.
    pub const fn retries(&self) -> bool {
        self.max_attempts > 1
    }

    /// The wait after `calls` calls, at least 1, when the server says nothing; before jitter.
    pub fn backoff(&self, calls: u32) -> Duration {
        let factor = self.multiplier.saturating_pow(calls.saturating_sub(1));
        self.initial_delay.saturating_mul(factor).min(self.max_delay)
    }
}
