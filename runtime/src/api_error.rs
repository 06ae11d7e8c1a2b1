//! An answer of the API as an error of its own.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::fmt;

use crate::answer::Answer;
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
pub struct ApiError(Box<Facts>);

#[derive(Clone)]
struct Facts {
    row: Option<&'static Row>,
    retry: &'static RetryPolicy,
    remedy: Option<Remedy>,
    hints: Hints,
    status: Option<u16>,
    code: Option<Box<str>>,
    error_type: Option<Box<str>>,
    param: Option<Box<str>>,
    message: Option<Box<str>>,
    /// Only where it differs from the message that is shown.
    raw_message: Option<Box<str>>,
    request_id: Option<Box<str>>,
}

impl ApiError {
    pub(crate) fn new(answer: &Answer<'_>) -> Self {
        let owned = |text: Option<Cow<'_, str>>| text.map(|text| text.into_owned().into_boxed_str());
        let message = owned(answer.message());
        Self(Box::new(Facts {
            row: answer.row(),
            retry: answer.retry_policy(),
            remedy: answer.remedy(),
            hints: answer.hints(),
            status: answer.status(),
            code: owned(answer.code()),
            error_type: owned(answer.error_type()),
            param: owned(answer.param()),
            raw_message: owned(answer.raw_message()).filter(|raw| Some(raw) != message.as_ref()),
            message,
            request_id: owned(answer.request_id()),
        }))
    }

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

    /// The request id, for questions to the provider: of the headers, else of the body.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What the server says about waiting, in headers and body.
    pub fn hints(&self) -> Hints {
        self.0.hints
    }

    /// The retry policy: the matcher's own, the row's, or that of unlisted answers, of which some have another one for
    /// `x-should-retry: true`.
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
        match self.help().filter(|_| f.alternate()) {
            Some(help) => write!(f, "\n{help}"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiError")
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

impl core::error::Error for ApiError {}
