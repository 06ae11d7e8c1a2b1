//! `serde` 1: rows, verdicts and errors as JSON, for logs, queues and interfaces.
//!
//! ```
//! use openai_error_policy::{ErrorKind, Retry, classify};
//! # use std::time::Duration;
//!
//! let error = classify(429, &(), r#"{"error": {"code": "insufficient_quota"}}"#).into_error();
//! let verdict = Retry::start(Duration::ZERO).decide(&error, Duration::ZERO, || 0);
//! assert_eq!(serde_json::to_value(&error)?["kind"], "quota_exceeded");
//! assert_eq!(serde_json::to_value(&verdict)?["verdict"], "stop");
//! assert_eq!(serde_json::from_str::<ErrorKind>(r#""slow_down""#)?, ErrorKind::SlowDown);
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! Times are whole milliseconds, rounded up, in keys that end in `_ms`. A key whose value is not known is there, with
//! null, so that a shape never changes. Secrets are redacted as in [`ApiError::message`].
//!
//! | type | JSON |
//! | --- | --- |
//! | `ErrorKind` of any table | its id: `"rate_limit_reached"`. The only one that is read as well |
//! | [`Remedy`], [`DelaySource`] | their `as_str`: `"fix-billing"`, `"retry-after"` |
//! | [`ApiError`] | `kind` (the row's id), `status`, `code`, `type`, `param`, `message`, `request_id`, `remedy`, `retry_policy` (its name), `hints` |
//! | [`Hints`] | `should_retry`, `retry_after_ms`, `retry_after` (`{"delay_ms"}` or `{"date"}` in seconds since 1970), `body_delay_ms`, `message_delay_ms`, `rate_limits` |
//! | [`RateLimits`] | `requests`, `tokens`, `project_tokens`, each `limit`, `remaining`, `reset_ms` |
//! | [`Verdict`] | `{"verdict": "retry", "after_ms", "delay_ms", "source", "next_attempt"}` or `{"verdict": "stop"}` with the keys of [`Stop`] |
//! | [`Stop`] | `reason` (its `as_str`), `message` (its sentence), `kind`, `remedy` |
//! | [`Row`] | `id`, `name`, `status`, `title`, `cause`, `solution` (Markdown), `links` (`text`, `url`), `remedy`, `retry_policy` (its name), `since`, `retired` |

use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use ::serde::de::{self, Deserializer, Visitor};
use ::serde::ser::{Serialize, SerializeStruct, Serializer};

use super::millis;
use crate::api_error::ApiError;
use crate::hints::{DelaySource, Hints, RateLimit, RateLimits, RetryAfter};
use crate::retry::{Stop, Verdict};
use crate::row::{Link, Remedy, Row};

/// An object whose keys are always there.
macro_rules! object {
    ($serializer:expr, $name:literal, { $($key:literal: $value:expr),* $(,)? }) => {{
        let keys = [$($key),*];
        let mut object = $serializer.serialize_struct($name, keys.len())?;
        $(object.serialize_field($key, &$value)?;)*
        object.end()
    }};
}

impl Serialize for ApiError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, "ApiError", {
            "kind": self.row().map(|row| row.id),
            "status": self.status(),
            "code": self.code(),
            "type": self.error_type(),
            "param": self.param(),
            "message": self.message(),
            "request_id": self.request_id(),
            "remedy": self.remedy(),
            "retry_policy": self.retry_policy().name,
            "hints": self.hints(),
        })
    }
}

impl Serialize for Hints {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, "Hints", {
            "should_retry": self.should_retry,
            "retry_after_ms": self.retry_after_ms.map(millis),
            "retry_after": self.retry_after,
            "body_delay_ms": self.body_delay.map(millis),
            "message_delay_ms": self.message_delay.map(millis),
            "rate_limits": self.rate_limits,
        })
    }
}

impl Serialize for RetryAfter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Delay(delay) => object!(serializer, "RetryAfter", { "delay_ms": millis(*delay) }),
            Self::Date(date) => object!(serializer, "RetryAfter", { "date": date.as_secs() }),
        }
    }
}

impl Serialize for RateLimits {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, "RateLimits", {
            "requests": self.requests,
            "tokens": self.tokens,
            "project_tokens": self.project_tokens,
        })
    }
}

impl Serialize for RateLimit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, "RateLimit", {
            "limit": self.limit,
            "remaining": self.remaining,
            "reset_ms": self.reset.map(millis),
        })
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Retry { after, delay, source, next_attempt } => object!(serializer, "Verdict", {
                "verdict": "retry",
                "after_ms": millis(*after),
                "delay_ms": millis(*delay),
                "source": source,
                "next_attempt": next_attempt,
            }),
            Self::Stop(stop) => {
                let (kind, remedy) = asked(stop);
                object!(serializer, "Verdict", {
                    "verdict": "stop",
                    "reason": stop.as_str(),
                    "message": Sentence(stop),
                    "kind": kind,
                    "remedy": remedy,
                })
            }
        }
    }
}

impl Serialize for Stop {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, remedy) = asked(self);
        object!(serializer, "Stop", {
            "reason": self.as_str(),
            "message": Sentence(self),
            "kind": kind,
            "remedy": remedy,
        })
    }
}

/// The row's id and the remedy, where a stop has them.
fn asked(stop: &Stop) -> (Option<&'static str>, Option<Remedy>) {
    match stop {
        Stop::ActionNeeded { remedy, row } => (Some(row.id), Some(*remedy)),
        Stop::NotRetryable { remedy, row } => (row.map(|row| row.id), *remedy),
        _ => (None, None),
    }
}

struct Sentence<'a>(&'a Stop);

impl Serialize for Sentence<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, "Row", {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "title": self.title,
            "cause": self.cause,
            "solution": self.solution_markdown,
            "links": self.links,
            "remedy": self.remedy,
            "retry_policy": self.retry.name,
            "since": self.since,
            "retired": self.retired,
        })
    }
}

impl Serialize for Link {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        object!(serializer, "Link", { "text": self.text, "url": self.url })
    }
}

impl Serialize for Remedy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl Serialize for DelaySource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Reads a kind from its id.
#[doc(hidden)]
pub fn deserialize_kind<'de, K: FromStr, D: Deserializer<'de>>(deserializer: D) -> Result<K, D::Error> {
    deserializer.deserialize_str(Id(PhantomData))
}

struct Id<K>(PhantomData<K>);

impl<K: FromStr> Visitor<'_> for Id<K> {
    type Value = K;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the id of a row")
    }

    fn visit_str<E: de::Error>(self, id: &str) -> Result<K, E> {
        id.parse().map_err(|_| E::custom(format_args!("no row of the table has the id `{id}`")))
    }
}
