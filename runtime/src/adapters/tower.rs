//! `tower` 0.5: a `retry::Policy` for services whose error is an [`OpenAiErrorPolicy`].
//!
//! ```
//! use std::sync::Arc;
//!
//! use openai_error_policy::{ApiError, adapters::tower::Policy};
//! use tower::retry::{RetryLayer, budget::TpsBudget};
//! # use tower::{Layer, Service, ServiceExt};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), ApiError> {
//! # let client = tower::service_fn(|prompt: String| async move { Ok::<_, ApiError>(prompt) });
//! let policy = Policy::new(tokio::time::sleep)
//!     .with_max_attempts(5)
//!     .with_budget(Arc::new(TpsBudget::default()));
//! let mut service = RetryLayer::new(policy).layer(client);
//! # assert_eq!(service.ready().await?.call("fine".to_owned()).await?, "fine");
//! # Ok(())
//! # }
//! ```
//!
//! Put it right around the client: layers that box their errors hide what the server said. A client whose error answers
//! are `Ok` needs a layer below that makes errors of them, such as `AndThenLayer` with
//! `ApiError::check`.

use alloc::sync::Arc;
use core::fmt;
use core::future::Future;
use core::time::Duration;

use ::tower::retry::budget::Budget;

use super::system;
use crate::error_policy::OpenAiErrorPolicy;
use crate::retry::{Retry, Verdict};

/// Decides with the engine whether a call is repeated, and waits. Each request is an operation of its own.
///
/// The clock and the randomness are the system's; the timer is yours.
#[derive(Clone)]
pub struct Policy<S> {
    sleep: S,
    /// The request at hand; before the first one only the limits.
    retry: Retry,
    budget: Option<Arc<dyn Budget + Send + Sync>>,
}

impl<S> Policy<S> {
    /// A policy that waits with `sleep`, such as `tokio::time::sleep`.
    pub fn new(sleep: S) -> Self {
        Self { sleep, retry: Retry::start(Duration::ZERO), budget: None }
    }

    /// The most calls of a request, the first included; see [`Retry::with_max_attempts`].
    #[must_use]
    pub fn with_max_attempts(mut self, calls: u32) -> Self {
        self.retry = self.retry.with_max_attempts(calls);
        self
    }

    /// The longest single wait; see [`Retry::with_max_wait`].
    #[must_use]
    pub fn with_max_wait(mut self, wait: Duration) -> Self {
        self.retry = self.retry.with_max_wait(wait);
        self
    }

    /// The longest time for a request with all its retries; see [`Retry::with_time_budget`].
    #[must_use]
    pub fn with_time_budget(mut self, budget: Duration) -> Self {
        self.retry = self.retry.with_time_budget(budget);
        self
    }

    /// A budget that all requests share: a success deposits, a retry withdraws, and without a balance there is none.
    #[must_use]
    pub fn with_budget(mut self, budget: Arc<dyn Budget + Send + Sync>) -> Self {
        self.budget = Some(budget);
        self
    }

    fn withdraw(&self) -> bool {
        self.budget.as_ref().is_none_or(|budget| budget.withdraw())
    }
}

impl<Req, Res, E, S, F> ::tower::retry::Policy<Req, Res, E> for Policy<S>
where
    Req: Clone,
    E: OpenAiErrorPolicy,
    S: Fn(Duration) -> F,
    F: Future<Output = ()>,
{
    type Future = F;

    fn retry(&mut self, _: &mut Req, result: &mut Result<Res, E>) -> Option<F> {
        let Err(error) = result else {
            if let Some(budget) = &self.budget {
                budget.deposit();
            }
            return None;
        };
        match self.retry.decide(error, system::now(), system::random) {
            Verdict::Retry { after, .. } if self.withdraw() => Some((self.sleep)(after)),
            _ => None,
        }
    }

    /// Tower asks this first before the first call; then the operation starts.
    fn clone_request(&mut self, request: &Req) -> Option<Req> {
        if self.retry.calls() == 0 {
            self.retry = self.retry.restarted(system::now());
        }
        Some(request.clone())
    }
}

impl<S> fmt::Debug for Policy<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("retry", &self.retry)
            .field("has_budget", &self.budget.is_some())
            .finish_non_exhaustive()
    }
}
