//! Limits and budgets of the Tower policy.

use std::sync::Arc;
use std::sync::atomic::{AtomicIsize, Ordering};
use std::time::Duration;

use openai_error_policy::ApiError;
use openai_error_policy::adapters::tower::Policy;
use tower::retry::RetryLayer;
use tower::retry::budget::Budget;
use tower::{Layer, Service, ServiceExt};

use super::server;

async fn call(url: String) -> Result<(), ApiError> {
    ApiError::check(reqwest::get(url).await.expect("an answer")).await.map(|_| ())
}

/// A purse with a coin for each retry.
#[derive(Debug)]
struct Purse(AtomicIsize);

impl Budget for Purse {
    fn deposit(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    fn withdraw(&self) -> bool {
        self.0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |coins| (coins > 0).then(|| coins - 1))
            .is_ok()
    }
}

#[tokio::test]
async fn each_request_has_the_limits_for_itself() {
    let server = server("500[retry-after-ms=1]x7, 200, 429[retry-after-ms=50]x9");
    let policy = Policy::new(tokio::time::sleep).with_max_attempts(4);
    let mut service = RetryLayer::new(policy).layer(tower::service_fn(call));
    for (ends_well, calls) in [(false, 4), (true, 8), (false, 12)] {
        let result = service.ready().await.unwrap().call(server.url()).await;
        assert_eq!((result.is_ok(), server.calls().len()), (ends_well, calls));
    }
    let short = Policy::new(tokio::time::sleep).with_max_wait(Duration::from_millis(49));
    RetryLayer::new(short).layer(tower::service_fn(call)).oneshot(server.url()).await.unwrap_err();
    let brief = Policy::new(tokio::time::sleep).with_time_budget(Duration::from_millis(49));
    RetryLayer::new(brief).layer(tower::service_fn(call)).oneshot(server.url()).await.unwrap_err();
    assert_eq!(server.calls().len(), 14);
}

/// Only retries take from the budget, a success gives, and what is not retried does neither.
#[tokio::test]
async fn an_empty_budget_ends_retries() {
    let server = server("500[retry-after-ms=1]x3, quota_exceeded, 200, 500[retry-after-ms=1]x9");
    let purse = Arc::new(Purse(AtomicIsize::new(1)));
    let budget: Arc<dyn Budget + Send + Sync> = purse.clone();
    let policy = Policy::new(tokio::time::sleep).with_budget(budget);
    let mut service = RetryLayer::new(policy).layer(tower::service_fn(call));
    for (ends_well, calls, coins) in
        [(false, 2, 0), (false, 3, 0), (false, 4, 0), (true, 5, 1), (false, 7, 0)]
    {
        let result = service.ready().await.unwrap().call(server.url()).await;
        let coins_left = purse.0.load(Ordering::SeqCst);
        assert_eq!((result.is_ok(), server.calls().len(), coins_left), (ends_well, calls, coins));
    }
}

#[test]
fn a_policy_shows_its_limits() {
    let policy = Policy::new(tokio::time::sleep).with_max_attempts(4).with_max_wait(Duration::from_secs(9));
    let shown = format!("{policy:?}");
    assert!(
        shown.starts_with("Policy { retry: Retry { ") && shown.ends_with("has_budget: false, .. }"),
        "{shown}"
    );
    assert!(shown.contains("max_attempts: Some(4), max_wait: Some(9s), time_budget: None"), "{shown}");
}
