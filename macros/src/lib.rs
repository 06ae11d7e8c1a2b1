//! The derive macro of [`openai-error-policy`], which re-exports it: depend on
//! that crate, not on this one.
//!
//! [`openai-error-policy`]: https://docs.rs/openai-error-policy

mod ast;
mod attr;
mod context;
mod expand;
mod fallback;
mod key;
mod methods;
#[cfg(test)]
mod tests;
mod validate;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements the trait `OpenAiErrorPolicy` for an error type of your own.
///
/// Each variant says which row of the error table it stands for. What the table
/// knows of that row (may it be retried, who must act, what is the cause) is
/// then known of your error too, and the compiler rejects a type that disagrees
/// with the table.
///
/// ```
/// use openai_error_policy::{ApiError, OpenAiErrorPolicy};
///
/// #[derive(Debug, thiserror::Error, OpenAiErrorPolicy)]
/// #[openai(from)]
/// enum Error {
///     #[error("slow down")]
///     #[openai(RateLimitReached, SlowDown)]
///     Busy(#[source] ApiError),
///     #[error("the account has no credit left")]
///     #[openai(QuotaExceeded)]
///     NoCredit(#[source] ApiError),
///     #[error("the API answered with an error")]
///     #[openai(unlisted)]
///     Api(#[source] ApiError),
///     #[error("the connection failed")]
///     #[openai(policy = backoff)]
///     Network(#[from] std::io::Error),
///     #[error("the answer is not what was asked for")]
///     #[openai(never)]
///     Content,
/// }
///
/// let error = Error::Content;
/// assert!(error.row().is_none());
/// assert_eq!(Error::ROWS.len(), 3);
/// ```
///
/// The derive works beside thiserror, snafu, displaydoc and a hand-written
/// `Error` implementation, on enums and structs of all shapes.
///
/// # Attributes
///
/// | where | form | meaning |
/// | --- | --- | --- |
/// | variant, struct | [`#[openai(RateLimitReached)]`](#rows) | stands for this row of the table |
/// | variant, struct | [`#[openai(RateLimitReached, SlowDown)]`](#several-rows) | stands for one of these rows; a field says which |
/// | variant, struct | [`#[openai(transparent)]`](#transparent) | everything is asked of the only field |
/// | variant | [`#[openai(unlisted)]`](#unlisted) | an answer of the API without a row |
/// | variant, struct | [`#[openai(policy = backoff)]`](#policy-and-never) | no answer of the API; retried by this policy of the table |
/// | variant, struct | [`#[openai(never)]`](#policy-and-never) | no answer of the API; never retried |
/// | field | [`#[openai(hints)]`](#hints) | holds the server's hints |
/// | field | [`#[openai(row)]`](#several-rows) | says which of several rows it is |
/// | enum | [`#[openai(exhaustive)]`](#exhaustive) | every live row of the table must be covered |
/// | enum | [`#[openai(from)]`](#from) | implements `From<ApiError>` |
/// | enum | [`#[openai(default = never)]`](#default) | what a variant without an attribute means |
/// | enum, struct | [`#[openai(crate = path)]`](#crate-and-table) | where the crate `openai-error-policy` is found |
/// | enum, struct | [`#[openai(table = path)]`](#crate-and-table) | a table module of your own |
///
/// Several attributes on one item, and several entries in one attribute, mean
/// the same. A variant has exactly one meaning: a row brings its own policy, so
/// `policy` or `never` beside it is an error.
///
/// ## Rows
///
/// A row is named as the variant of `ErrorKind` that it is, without a path. The
/// compiler looks the name up, so a typo is its own "no variant named", at your
/// word and with a suggestion. A row can stand on one variant only.
///
/// ```
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(Debug, OpenAiErrorPolicy)]
/// #[openai(QuotaExceeded)]
/// struct NoCredit;
///
/// assert_eq!(NoCredit.row().map(|row| row.status), Some(429));
/// ```
///
/// ```compile_fail
/// // no variant named `QuotaExceded` found for enum `ErrorKind`
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(OpenAiErrorPolicy)]
/// #[openai(QuotaExceded)]
/// struct NoCredit;
/// ```
///
/// ## Several rows
///
/// With more than one row, a field marked `#[openai(row)]` says which of them
/// it is: an `ApiError` or an `ErrorKind`, also in an `Option`, `Box` or `Arc`.
/// Under [`from`](#from) the field with the `ApiError` does, without a mark.
///
/// ```
/// use openai_error_policy::{ErrorKind, OpenAiErrorPolicy};
///
/// #[derive(Debug, OpenAiErrorPolicy)]
/// #[openai(RateLimitReached, SlowDown)]
/// struct Busy {
///     #[openai(row)]
///     kind: ErrorKind,
/// }
///
/// let error = Busy { kind: ErrorKind::SlowDown };
/// assert_eq!(error.kind(), Some(ErrorKind::SlowDown));
/// ```
///
/// ```compile_fail
/// // a struct with several rows needs a field marked `#[openai(row)]`
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(OpenAiErrorPolicy)]
/// #[openai(RateLimitReached, SlowDown)]
/// struct Busy;
/// ```
///
/// ## Hints
///
/// A field marked `#[openai(hints)]` keeps what the server said about waiting:
/// an `ApiError`, a `Hints` or a `Duration`, also in an `Option`, `Box` or
/// `Arc`. An `ApiError` also brings the policy and the remedy of what it was
/// recognised by, which may be stricter than its row's. Under [`from`](#from)
/// the field with the `ApiError` needs no mark.
///
/// ```
/// use std::time::Duration;
///
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(Debug, OpenAiErrorPolicy)]
/// #[openai(RateLimitReached)]
/// struct RateLimited {
///     #[openai(hints)]
///     retry_after: Option<Duration>,
/// }
///
/// let error = RateLimited { retry_after: Some(Duration::from_secs(7)) };
/// assert_ne!(error.hints(), openai_error_policy::Hints::NONE);
/// ```
///
/// ```compile_fail
/// // a `String` holds no hints
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(OpenAiErrorPolicy)]
/// #[openai(RateLimitReached)]
/// struct RateLimited(#[openai(hints)] String);
/// ```
///
/// ## Transparent
///
/// Everything is asked of the only field, which implements the trait itself:
/// another derived error, an `ApiError`, a type parameter, or one of these
/// behind a reference, a `Box`, an `Arc` or a `dyn OpenAiErrorPolicy`. It covers
/// no row.
///
/// ```
/// use openai_error_policy::{ApiError, OpenAiErrorPolicy};
///
/// #[derive(Debug, OpenAiErrorPolicy)]
/// enum Error<E> {
///     #[openai(transparent)]
///     Api(Box<ApiError>),
///     #[openai(transparent)]
///     Backend(E),
/// }
/// ```
///
/// ```compile_fail
/// // `transparent` needs exactly one field
/// use openai_error_policy::{ApiError, OpenAiErrorPolicy};
///
/// #[derive(OpenAiErrorPolicy)]
/// enum Error {
///     #[openai(transparent)]
///     Api(ApiError, u32),
/// }
/// ```
///
/// ## Unlisted
///
/// The variant for what the API answers without a row of the table: an unknown
/// code, or a gateway's page. The policy is the one of the `ApiError` in the
/// field marked `#[openai(hints)]`; without one it is never retried.
///
/// ```
/// use openai_error_policy::{ApiError, OpenAiErrorPolicy};
///
/// #[derive(Debug, OpenAiErrorPolicy)]
/// enum Error {
///     #[openai(unlisted)]
///     Other(#[openai(hints)] ApiError),
/// }
/// ```
///
/// ## Policy and never
///
/// For what is not an answer of the API: the network, the file system, parsing.
/// `policy` names a policy of the table in snake case, `never` says that trying
/// again cannot help. An unknown policy is the compiler's own error, at your
/// word.
///
/// ```
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(Debug, OpenAiErrorPolicy)]
/// enum Error {
///     #[openai(policy = backoff)]
///     Network(std::io::Error),
///     #[openai(never)]
///     Utf8(std::str::Utf8Error),
/// }
/// ```
///
/// ```compile_fail
/// // a row brings its own policy
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(OpenAiErrorPolicy)]
/// #[openai(RateLimitReached, never)]
/// struct RateLimited;
/// ```
///
/// ```compile_fail
/// // no policy of the table is called `backof`
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(OpenAiErrorPolicy)]
/// #[openai(policy = backof)]
/// struct Network;
/// ```
///
/// ## Default
///
/// Every variant needs an attribute, so that a new one is not retried, or given
/// up, by accident. `#[openai(default = never)]` on the enum, or a policy such
/// as `#[openai(default = backoff)]`, is what the others mean.
///
/// ```
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(Debug, OpenAiErrorPolicy)]
/// #[openai(default = never)]
/// enum Error {
///     #[openai(SlowDown)]
///     SlowDown,
///     Config(String),
///     Utf8(std::str::Utf8Error),
/// }
/// ```
///
/// ```compile_fail
/// // variant `Config` needs `#[openai(..)]`
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(OpenAiErrorPolicy)]
/// enum Error {
///     #[openai(SlowDown)]
///     SlowDown,
///     Config(String),
/// }
/// ```
///
/// ## Exhaustive
///
/// Every live row of the table must stand on a variant. A row that is added to
/// the table then breaks the build, with one error at the name of the type
/// that lists what is missing.
///
/// ```compile_fail
/// // the other rows are missing
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(OpenAiErrorPolicy)]
/// #[openai(exhaustive)]
/// enum Error {
///     #[openai(SlowDown)]
///     SlowDown,
/// }
/// ```
///
/// ## From
///
/// Implements `From<ApiError>`, for the `?` operator: a recognised answer
/// becomes the variant with its row, every other answer the variant marked
/// `#[openai(unlisted)]`, which must be there. The variants with rows and the
/// unlisted one have exactly one field, an `ApiError` or what is made from one
/// (`Box<ApiError>`, `Arc<ApiError>`). It is kept, so that the hints and
/// the exact policy survive.
///
/// ```
/// use openai_error_policy::{ApiError, OpenAiErrorPolicy};
///
/// #[derive(Debug, OpenAiErrorPolicy)]
/// #[openai(from)]
/// enum Error {
///     #[openai(RateLimitReached, SlowDown)]
///     Busy(ApiError),
///     #[openai(unlisted)]
///     Other(Box<ApiError>),
/// }
///
/// fn check(answer: Result<(), ApiError>) -> Result<(), Error> {
///     Ok(answer?)
/// }
/// ```
///
/// thiserror's `#[from]` on a field with an `ApiError` would implement the same
/// conversion; remove it.
///
/// ```compile_fail
/// // `from` needs a variant marked `#[openai(unlisted)]`
/// use openai_error_policy::{ApiError, OpenAiErrorPolicy};
///
/// #[derive(OpenAiErrorPolicy)]
/// #[openai(from)]
/// enum Error {
///     #[openai(SlowDown)]
///     SlowDown(ApiError),
/// }
/// ```
///
/// ## Crate and table
///
/// `crate` says where `openai-error-policy` is found if it is not at
/// `::openai_error_policy`: renamed, or re-exported by a crate of yours.
/// `table` is the module of a table of your own, built by `openai-error-policy-build`.
///
/// ```
/// mod sdk {
///     pub use openai_error_policy as errors;
/// }
///
/// use sdk::errors::OpenAiErrorPolicy;
///
/// // A module with `include_table!()` in it would stand for `table` here.
/// #[derive(Debug, OpenAiErrorPolicy)]
/// #[openai(SlowDown, crate = crate::sdk::errors, table = crate::sdk::errors)]
/// struct Slow;
///
/// fn main() {
///     assert_eq!(Slow.row().map(|row| row.id), Some("slow_down"));
/// }
/// ```
///
/// # Mistakes
///
/// All mistakes are reported at once, each at its place, and the `impl` is there
/// in any case, so that no other error follows from a mistake in an attribute.
/// Beside those above:
///
/// A row on two variants; the error names both places.
///
/// ```compile_fail
/// // the row `SlowDown` stands on two variants
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(OpenAiErrorPolicy)]
/// enum Error {
///     #[openai(SlowDown)]
///     Slow,
///     #[openai(SlowDown)]
///     Slower,
/// }
/// ```
///
/// A key that is unknown, in the wrong place or given twice; the error says what
/// may stand there, and what was probably meant.
///
/// ```compile_fail
/// // unknown key `transparant` (did you mean `transparent`?)
/// use openai_error_policy::{ApiError, OpenAiErrorPolicy};
///
/// #[derive(OpenAiErrorPolicy)]
/// #[openai(transparant)]
/// struct Error(ApiError);
/// ```
///
/// ```compile_fail
/// // `hints` belongs on a field
/// use openai_error_policy::{ApiError, OpenAiErrorPolicy};
///
/// #[derive(OpenAiErrorPolicy)]
/// #[openai(SlowDown, hints)]
/// struct Error(ApiError);
/// ```
///
/// ```compile_fail
/// // duplicate `never`
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(OpenAiErrorPolicy)]
/// #[openai(never, never)]
/// struct Error;
/// ```
///
/// A variant that `from` cannot fill.
///
/// ```compile_fail
/// // variant `SlowDown` needs exactly one field
/// use openai_error_policy::{ApiError, OpenAiErrorPolicy};
///
/// #[derive(OpenAiErrorPolicy)]
/// #[openai(from)]
/// enum Error {
///     #[openai(SlowDown)]
///     SlowDown,
///     #[openai(unlisted)]
///     Other(ApiError),
/// }
/// ```
///
/// `from` beside thiserror's `#[from]` of the same type.
///
/// ```compile_fail
/// // both would implement `From<ApiError>`
/// use openai_error_policy::{ApiError, OpenAiErrorPolicy};
///
/// #[derive(Debug, thiserror::Error, OpenAiErrorPolicy)]
/// #[openai(from)]
/// enum Error {
///     #[error("the API answered with an error")]
///     #[openai(unlisted)]
///     Api(#[from] ApiError),
/// }
/// ```
///
/// A union, or an enum without variants.
///
/// ```compile_fail
/// // not for a union
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(OpenAiErrorPolicy)]
/// union Error {
///     code: u32,
///     status: u16,
/// }
/// ```
///
/// ```compile_fail
/// // an empty enum has no errors to describe
/// use openai_error_policy::OpenAiErrorPolicy;
///
/// #[derive(OpenAiErrorPolicy)]
/// enum Error {}
/// ```
///
/// # What is generated
///
/// - `impl OpenAiErrorPolicy`, one `match` per method. It allocates nothing.
///   Bounds are added only for fields whose type names a type parameter.
/// - `const ROWS: &'static [ErrorKind]` in an inherent `impl`, as visible as the
///   type: the rows that it stands for.
/// - `impl From<ApiError>` under [`from`](#from).
#[proc_macro_derive(OpenAiErrorPolicy, attributes(openai))]
pub fn derive_openai_error_policy(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::derive(&input).into_tokens().into()
}
