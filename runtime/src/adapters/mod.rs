//! Bridges to other crates, each behind the feature of its name, all off by default.
//!
//! | feature | gives |
//! | --- | --- |
//! | `http` | statuses and headers of the `http` types, for [`classify`](crate::classify) |
//! | `reqwest` | `ApiError::check` and `ApiError::from_response` |
//! | `backon` | `when`, `adjust` and a `BackoffBuilder` for backon |
//! | `tower` | a `retry::Policy` for Tower |
//! | `miette` | `Diagnostic`: code, help and address |
//! | `serde` | rows, verdicts and errors as JSON |
//! | `tracing` | the fields that OpenTelemetry names |
//!
//! **Streams.** Whatever the adapter: retry only before the first output. An error that comes in a stream after a part
//! of the output was passed on goes to whoever reads the stream, since a second call would repeat that part. The
//! adapters keep this rule where they wrap the call that opens the stream; a loop of your own says
//! [`Retry::output_consumed`](crate::Retry::output_consumed).

#[cfg(feature = "backon")]
pub mod backon;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "miette")]
pub mod miette;
#[cfg(feature = "reqwest")]
pub mod reqwest;
#[cfg(feature = "serde")]
pub mod serde;
#[cfg(any(feature = "backon", feature = "tower"))]
mod system;
#[cfg(feature = "tower")]
pub mod tower;
#[cfg(feature = "tracing")]
pub mod tracing;

/// Whole milliseconds, never fewer than the time.
#[cfg(any(feature = "serde", feature = "tracing"))]
fn millis(time: core::time::Duration) -> u64 {
    u64::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}
