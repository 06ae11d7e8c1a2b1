#![doc = include_str!("../README.md")]
//!
//! # The documented errors
//!
#![doc = include_str!(concat!(env!("OUT_DIR"), "/error_table.md"))]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
// Generated code and the derive name this crate by its name.
extern crate self as openai_error_policy;

#[cfg(any(
    feature = "backon",
    feature = "miette",
    feature = "reqwest",
    feature = "serde",
    feature = "tower",
    feature = "tracing"
))]
pub mod adapters;
mod answer;
mod api_error;
mod delay;
mod error_policy;
mod headers;
mod hints;
mod http_date;
mod human;
mod kind;
mod official;

mod redact;
mod retry;
mod retry_policy;
mod row;
mod scan;
mod table;

pub use answer::Answer;
pub use api_error::ApiError;
pub use error_policy::OpenAiErrorPolicy;
pub use headers::{Headers, Status};
pub use hints::{DelaySource, Hints, RateLimit, RateLimits, RetryAfter};
pub use kind::{Kind, UnknownId};
pub use official::{ErrorKind, classify, policy};
#[cfg(feature = "derive")]
pub use openai_error_policy_macros::OpenAiErrorPolicy;
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
    pub use crate::error_policy::{AnswerField, RowField};
    pub use crate::kind::{Kind, Message, UnknownId};
    pub use crate::official::__private::require;
    pub use crate::retry_policy::{Pacing, RetryPolicy};
    pub use crate::row::{Link, Remedy, Row};
    pub use crate::table::{Echo, Group, Matcher, MessageGroup, Outcome, StatusRange, Table, UnlistedEntry};

    /// The error of every `FromStr`.
    pub const UNKNOWN_ID: UnknownId = UnknownId;
}
