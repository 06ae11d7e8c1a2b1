//! An answer of the API as an error of its own.

use alloc::boxed::Box;
use core::fmt;

use crate::error_policy::OpenAiErrorPolicy;
use crate::hints::Hints;
use crate::official::ErrorKind;
use crate::retry_policy::RetryPolicy;
use crate::row::{Remedy, Row};

/// An error answer of the API: which row it is, and all that it says. Nothing of the answer is lost when it has no row.
///
/// One pointer wide. Display is `429 rate_limit_reached: <message> (request req_1)`; `{:#}` adds cause, solution and
/// links. Display and Debug hide what looks like a key: only [`raw_message`](Self::raw_message) has the message as it
/// was sent.
#[derive(Clone)]
pub struct ApiError(pub(crate) Box<Facts>);

/// What an answer says.
#[derive(Clone)]
pub(crate) struct Facts {
    pub(crate) row: Option<&'static Row>,
    pub(crate) retry: &'static RetryPolicy,
    pub(crate) remedy: Option<Remedy>,
    pub(crate) hints: Hints,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<Box<str>>,
    pub(crate) error_type: Option<Box<str>>,
    pub(crate) param: Option<Box<str>>,
    pub(crate) message: Option<Box<str>>,
    /// Only where it differs from the message that is shown.
    pub(crate) raw_message: Option<Box<str>>,
    pub(crate) request_id: Option<Box<str>>,
}

impl ApiError {
    /// The documented row; none for an answer that the table does not list.
    pub fn row(&self) -> Option<&'static Row> {
        self.0.row
    }

    /// The documented error of the official table. For a table of your own, ask
    /// [`ErrorKind::of`](crate::ErrorKind::of) of its module.
    pub fn kind(&self) -> Option<ErrorKind> {
        ErrorKind::of(self)
    }

    /// The HTTP status, as given to `classify`; one that only the body states when none was given.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// `error.code`, numbers as text, with secrets redacted.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// `error.type`, with secrets redacted.
    pub fn error_type(&self) -> Option<&str> {
        self.0.error_type.as_deref()
    }

    /// `error.param`: which part of the request is meant; with secrets redacted.
    pub fn param(&self) -> Option<&str> {
        self.0.param.as_deref()
    }

    /// The message with secrets redacted.
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The message as it was sent, its escapes decoded. It may repeat a part of a key: never log it.
    pub fn raw_message(&self) -> Option<&str> {
        self.0.raw_message.as_deref().or(self.message())
    }

    /// The request id, for questions to the provider: of the first header that has one (`x-request-id`,
    /// `x-oai-request-id`, `apim-request-id`, `request-id`), else of the body.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What the server says about waiting, in headers and body.
    pub fn hints(&self) -> Hints {
        self.0.hints
    }

    /// The retry policy: the matcher's own, the row's, or that of unlisted answers. An unlisted answer may have
    /// a second policy, used when the server sends `x-should-retry: true`.
    pub fn retry_policy(&self) -> &'static RetryPolicy {
        self.0.retry
    }

    /// Who must act: the matcher's own word, the row's, or that of unlisted answers; none where the table has none.
    pub fn remedy(&self) -> Option<Remedy> {
        self.0.remedy
    }

    /// What an answer is called in one word: the row's id, else its code, else its type.
    pub(crate) fn name(&self) -> Option<&str> {
        self.row().map(|row| row.id).or(self.code()).or(self.error_type())
    }

    /// Debug, also for the answer that it was made of.
    pub(crate) fn debug(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("row", &self.row().map(|row| row.id))
            .field("status", &self.status())
            .field("code", &self.code())
            .field("type", &self.error_type())
            .field("param", &self.param())
            .field("message", &self.message())
            .field("request_id", &self.request_id())
            .field("retry_policy", &self.retry_policy().name)
            .field("hints", &self.hints())
            .finish()
    }
}

impl OpenAiErrorPolicy for ApiError {
    type Kind = ErrorKind;

    fn row(&self) -> Option<&'static Row> {
        self.0.row
    }

    fn retry_policy(&self) -> &'static RetryPolicy {
        self.0.retry
    }

    fn remedy(&self) -> Option<Remedy> {
        self.0.remedy
    }

    fn hints(&self) -> Hints {
        self.0.hints
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(status) = self.status() {
            write!(f, "{status} ")?;
        }
        f.write_str(self.name().unwrap_or("unlisted error"))?;
        if let Some(message) = self.message() {
            write!(f, ": {message}")?;
        }
        if let Some(id) = self.request_id() {
            write!(f, " (request {id})")?;
        }
        match self.help() {
            Some(help) if f.alternate() => write!(f, "\n{help}"),
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.debug("ApiError", f)
    }
}

impl core::error::Error for ApiError {}
