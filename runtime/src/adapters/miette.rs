//! `miette` 7: what an error means and what to do, where miette shows it.
//!
//! ```
//! use miette::Diagnostic;
//! use openai_error_policy::classify;
//!
//! let error = classify(429, &(), r#"{"error": {"code": "insufficient_quota"}}"#).into_error();
//! assert_eq!(Diagnostic::code(&error).unwrap().to_string(), "quota_exceeded");
//! assert!(error.url().unwrap().to_string().starts_with("https://"));
//! let report = miette::Report::new(error);
//! ```
//!
//! Errors of your own with `#[derive(OpenAiErrorPolicy)]` become diagnostics in [`Explained`].

use alloc::boxed::Box;
use alloc::format;
use core::error::Error;
use core::fmt::{self, Display};

use ::miette::Diagnostic;

use crate::api_error::ApiError;
use crate::error_policy::OpenAiErrorPolicy;
use crate::retry::Stop;

/// The code is the row's id, else the server's code or type.
impl Diagnostic for ApiError {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(self.name()?))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        help(self)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        url(self)
    }
}

/// Any error that knows its row, as a diagnostic: the row's id, its cause and solution, its first link.
///
/// ```
/// use openai_error_policy::{OpenAiErrorPolicy, adapters::miette::Explained};
///
/// #[derive(Debug, thiserror::Error, OpenAiErrorPolicy)]
/// #[error("no credit left")]
/// #[openai(QuotaExceeded)]
/// struct NoCredit;
///
/// fn main_like() -> miette::Result<()> {
///     Err(Explained(NoCredit))?
/// }
/// # assert!(main_like().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained<E>(pub E);

impl<E: Display> Display for Explained<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<E: Error> Error for Explained<E> {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}

impl<E: Error + OpenAiErrorPolicy> Diagnostic for Explained<E> {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        self.0.row().map(|row| Box::new(row.id) as Box<dyn Display>)
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        help(&self.0)
    }

    fn url<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        url(&self.0)
    }
}

/// Cause and solution; without those of a row that fit, the action that is asked for.
fn help(error: &dyn OpenAiErrorPolicy) -> Option<Box<dyn Display>> {
    if let (Some(cause), Some(solution)) = (error.cause(), error.solution()) {
        return Some(Box::new(format!("{cause}\n{solution}")));
    }
    // An answer without a row may be worth a retry, because the server says so, though its remedy is an action.
    let is_final = error.row().is_some() || !error.retry_policy().retries();
    let action = error.remedy().filter(|remedy| is_final && remedy.is_action())?;
    Some(Box::new(Stop::NotRetryable { remedy: Some(action), row: None }))
}

fn url(error: &dyn OpenAiErrorPolicy) -> Option<Box<dyn Display>> {
    Some(Box::new(error.link()?.url))
}
