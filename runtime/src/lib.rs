//! What does this OpenAI API error mean, and what do I do now?
//!
//! - [`classify`] recognises an answer (status, headers, body of any shape) as a row of the error table.
//! - [`ApiError`] owns what it says; [`ErrorKind`] is the row, with cause, solution, links and policy.
//! - [`OpenAiErrorPolicy`] gives your own error types the same knowledge; derive it, and the compiler checks your type
//!   against the table.
//! - [`Retry`] gives the [`Verdict`]: wait how long, or stop and who must act.
//! - [`Pacer`] spaces the calls of a program, and slows down where the API asks for it.
//!
//! The [guide] leads from `cargo add` to a client that retries rightly.
//!
//! [guide]: https://github.com/openai-error-policy/openai-error-policy/blob/main/docs/guide.md
//!
//! ```
//! use openai_error_policy::{ErrorKind, Retry, Stop, Verdict, classify};
//! use std::time::Duration;
//!
//! let body = r#"{"error": {"message": "You have no credits remaining.", "type": "insufficient_quota"}}"#;
//! let error = classify(429, &(), body).into_error();
//! assert_eq!(error.kind(), Some(ErrorKind::CreditBalanceExhausted));
//!
//! let verdict = Retry::start(Duration::ZERO).decide(&error, Duration::ZERO, || 0);
//! assert!(matches!(verdict, Verdict::Stop(Stop::ActionNeeded { .. })));
//! assert!(verdict.to_string().starts_with("stopped: credit_balance_exhausted; waiting will not help"));
//! ```
//!
//! # The loop
//!
//! Ten lines, here without a runtime; async code is the same with its own sleep. [`Retry`] has the details.
//!
//! ```
//! # use openai_error_policy::{ApiError, Retry, Verdict, classify};
//! # use std::time::{Duration, SystemTime, UNIX_EPOCH};
//! # fn call() -> Result<(), ApiError> { Err(classify(403, &(), "").into_error()) }
//! # fn random() -> u64 { 4 }
//! fn call_until_answered() -> Result<(), ApiError> {
//!     let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
//!     let mut retry = Retry::start(now());
//!     loop {
//!         let Err(error) = call() else { return Ok(()) };
//!         match retry.decide(&error, now(), random) {
//!             Verdict::Retry { after, .. } => std::thread::sleep(after),
//!             Verdict::Stop(_) => return Err(error),
//!         }
//!     }
//! }
//! # assert!(call_until_answered().is_err());
//! ```
//!
//! For a stream: retry only before the first output. Tell [`Retry::output_consumed`] when you pass some on.
//!
//! # Features
//!
//! `std` and `derive` are default. Without `std` all but `HashMap` headers works with `alloc` alone.
//!
//! | feature | gives |
//! | --- | --- |
//! | `derive` | `#[derive(OpenAiErrorPolicy)]` |
//! | `http` | headers from `http::HeaderMap`, statuses from `http::StatusCode` |
//! | `reqwest`, `backon`, `tower`, `miette`, `serde`, `tracing` | what the module [`adapters`] says |
//!
//! # The documented errors
//!
#![doc = include_str!(concat!(env!("OUT_DIR"), "/error_table.md"))]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
// Generated code and the derive name this crate by its name.
extern crate self as openai_error_policy;

pub mod adapters;
mod answer;
mod api_error;
mod coverage;
mod delay;
mod error_policy;
mod fields;
mod headers;
mod hints;
mod http_date;
mod human;
mod kind;
mod official;
mod pacer;
mod redact;
mod retry;
mod retry_policy;
mod row;
mod scan;
mod search;
mod table;
mod table_module;

pub use answer::Answer;
pub use api_error::ApiError;
pub use error_policy::OpenAiErrorPolicy;
pub use headers::{Headers, Status};
pub use hints::{DelaySource, Hints, RateLimit, RateLimits, RetryAfter};
pub use kind::{Kind, UnknownId};
pub use official::{ErrorKind, classify, policy};
#[cfg(feature = "derive")]
pub use openai_error_policy_macros::OpenAiErrorPolicy;
pub use pacer::Pacer;
pub use retry::{Retry, Stop, Verdict};
pub use retry_policy::{Pacing, RetryPolicy};
pub use row::{Help, Link, Remedy, Row};

/// What generated code and the derive use. Not a public interface: it changes without notice.
#[doc(hidden)]
#[allow(missing_docs, reason = "not a public interface")]
pub mod __private {
    pub use core;
    #[cfg(feature = "serde")]
    pub use serde;

    #[cfg(feature = "serde")]
    pub use crate::adapters::serde::deserialize_kind;
    pub use crate::answer::classify;
    pub use crate::coverage::Message;
    pub use crate::fields::{AnswerField, RowField, hints_of, remedy_of, retry_policy_of};
    pub use crate::kind::parse_id;
    pub use crate::official::__private::require;
    pub use crate::retry_policy::{Pacing, RetryPolicy};
    pub use crate::row::{Link, Remedy, Row};
    pub use crate::table::{
        Buckets, Echo, Group, Matcher, Outcome, StatusRange, Table, UnlistedEntry, message_group,
    };
}
