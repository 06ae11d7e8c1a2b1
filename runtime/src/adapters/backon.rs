//! `backon` 1: the engine decides, backon calls and sleeps.
//!
//! ```
//! use backon::Retryable;
//! use openai_error_policy::adapters::backon::{adjust, is_retryable};
//! use openai_error_policy::{ApiError, policy};
//!
//! # async fn call() -> Result<String, ApiError> { Ok("fine".to_owned()) }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), ApiError> {
//! let output = call.retry(&policy::BACKOFF).when(is_retryable).adjust(adjust()).await?;
//! # assert_eq!(output, "fine");
//! # Ok(())
//! # }
//! ```
//!
//! With [`adjust`] every wait and every stop is the engine's, by the policy of the error at hand, so that the policy
//! given to `retry` does not count. Without it the waits are those of that policy: no hint of the server is heard, so
//! use it only where errors keep no hints. backon's blocking retry has no `adjust`: there, the ten lines of
//! [`Retry`] are the better loop.

use core::time::Duration;

use ::backon::BackoffBuilder;

use super::system;
use crate::error_policy::OpenAiErrorPolicy;
use crate::retry::{Retry, Verdict, with_jitter};
use crate::retry_policy::RetryPolicy;

/// Whether a first call that fails so is called again: for backon's `when`.
pub fn is_retryable(error: &impl OpenAiErrorPolicy) -> bool {
    let now = system::now();
    // No jitter: a wait that is clipped is a wait as well.
    Retry::start(now).decide(error, now, || 0).is_retry()
}

/// The waits and stops of the engine, for backon's `adjust`: an operation that starts now, with the limits of the
/// error's policy, the system's clock and its randomness.
pub fn adjust<E: OpenAiErrorPolicy>() -> impl FnMut(&E, Option<Duration>) -> Option<Duration> {
    adjust_with(Retry::start(system::now()), system::now, system::random)
}

/// As [`adjust`], with an operation, a clock and randomness of your own.
///
/// ```
/// use openai_error_policy::{Retry, adapters::backon::adjust_with};
/// # use openai_error_policy::ApiError;
/// # use std::time::Duration;
/// # fn now() -> Duration { Duration::ZERO }
/// # fn random() -> u64 { 4 }
/// let retry = Retry::start(now()).with_max_attempts(6).with_time_budget(Duration::from_secs(60));
/// let adjust = adjust_with::<ApiError>(retry, now, random);
/// ```
pub fn adjust_with<E: OpenAiErrorPolicy>(
    mut retry: Retry,
    mut now: impl FnMut() -> Duration,
    mut random: impl FnMut() -> u64,
) -> impl FnMut(&E, Option<Duration>) -> Option<Duration> {
    move |error, _| match retry.decide(error, now(), &mut random) {
        Verdict::Retry { after, .. } => Some(after),
        Verdict::Stop(_) => None,
    }
}

/// The waits of a policy, jitter included, one fewer than its calls.
impl BackoffBuilder for RetryPolicy {
    type Backoff = Waits;

    fn build(self) -> Waits {
        Waits { policy: self, calls: 0 }
    }
}

/// As the policy itself.
impl BackoffBuilder for &RetryPolicy {
    type Backoff = Waits;

    fn build(self) -> Waits {
        (*self).build()
    }
}

/// The waits of a [`RetryPolicy`] when the server says nothing.
#[derive(Debug, Clone)]
pub struct Waits {
    policy: RetryPolicy,
    calls: u32,
}

impl Iterator for Waits {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        self.calls = self.calls.saturating_add(1);
        if self.calls >= self.policy.max_attempts {
            return None;
        }
        let RetryPolicy { jitter_percent, max_server_delay, .. } = self.policy;
        let wait = self.policy.backoff(self.calls);
        Some(with_jitter(wait, jitter_percent, max_server_delay, system::random))
    }
}
