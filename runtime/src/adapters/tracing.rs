//! `tracing` 0.1: failed calls with the fields that OpenTelemetry names, as plain fields.
//!
//! | field | value |
//! | --- | --- |
//! | `error.type` | [`error_type`]: few values, fit for metrics |
//! | `http.response.status_code` | the status |
//! | `http.request.resend_count` | how often the request was sent again so far |
//! | `openai.request_id` | the request id |
//! | `openai.verdict` | `retry`, or the stop's reason in one word |
//! | `openai.retry_after_ms` | the wait with its jitter, in milliseconds |
//! | `openai.error.message` | what the server said, redacted |
//!
//! ```
//! use openai_error_policy::{Retry, adapters::tracing as traced, classify};
//! # use std::time::Duration;
//! # let now = Duration::ZERO;
//!
//! let span = tracing::info_span!("chat", error.type = tracing::field::Empty);
//! let error = classify(503, &(), r#"{"error": {"code": "slow_down"}}"#).into_error();
//! let mut retry = Retry::start(now);
//! let verdict = retry.decide(&error, now, || 0);
//! span.in_scope(|| traced::emit(&error, &retry, &verdict));
//! traced::record(&span, &error, &retry);
//! ```

use alloc::borrow::Cow;
use alloc::string::ToString;

use ::tracing::Span;

use super::millis;
use crate::api_error::ApiError;
use crate::retry::{Retry, Verdict};

/// OpenTelemetry's word for an error that is not one of the known ones.
const OTHER: &str = "_OTHER";

/// The longest code that is taken for a name, in bytes.
const LONGEST_CODE: usize = 64;

/// What OpenTelemetry calls `error.type`: the row's id, else the server's code where it is a name, else the status,
/// else `_OTHER`.
pub fn error_type(error: &ApiError) -> Cow<'_, str> {
    if let Some(row) = error.row() {
        return Cow::Borrowed(row.id);
    }
    match (error.code().filter(|code| is_name(code)), error.status()) {
        (Some(code), _) => Cow::Borrowed(code),
        (None, Some(status)) => Cow::Owned(status.to_string()),
        (None, None) => Cow::Borrowed(OTHER),
    }
}

/// A code with more in it could be another one in each answer.
fn is_name(code: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    (1..=LONGEST_CODE).contains(&code.len()) && code.bytes().all(is_part)
}

/// Emits an event for a failed call: a warning when it will be made again, an error when not. Its text is the verdict's
/// sentence. Call it after [`Retry::decide`].
pub fn emit(error: &ApiError, retry: &Retry, verdict: &Verdict) {
    macro_rules! event {
        ($level:ident, $verdict:expr, $after:expr) => {
            ::tracing::$level!(
                error.type = &*error_type(error),
                http.response.status_code = error.status(),
                http.request.resend_count = resend_count(retry),
                openai.request_id = error.request_id(),
                openai.verdict = $verdict,
                openai.retry_after_ms = $after,
                openai.error.message = error.message(),
                "{verdict}"
            )
        };
    }
    match verdict {
        Verdict::Retry { after, .. } => {
            event!(warn, "retry", millis(*after));
        }
        Verdict::Stop(stop) => event!(error, stop.as_str(), ::tracing::field::Empty),
    }
}

/// Records `error.type`, `http.response.status_code`, `http.request.resend_count` and `openai.request_id` in a span;
/// fields that the span does not declare are left out, as ever.
pub fn record(span: &Span, error: &ApiError, retry: &Retry) {
    span.record("error.type", &*error_type(error));
    span.record("http.response.status_code", error.status());
    span.record("http.request.resend_count", resend_count(retry));
    span.record("openai.request_id", error.request_id());
}

fn resend_count(retry: &Retry) -> u32 {
    retry.calls().saturating_sub(1)
}
