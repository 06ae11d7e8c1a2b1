//! A recognised answer, borrowing from the body.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::fmt;

use crate::api_error::{ApiError, Facts};
use crate::delay;
use crate::headers::{Headers, Status};
use crate::hints::Hints;
use crate::redact::{redact, redact_id};
use crate::retry_policy::RetryPolicy;
use crate::row::{Remedy, Row};
use crate::scan::{self, Found, Text};
use crate::table::{Outcome, Recognised, Table};

/// The headers that carry a request id, the provider's own first.
const REQUEST_ID: [&str; 4] = ["x-request-id", "x-oai-request-id", "apim-request-id", "request-id"];

/// A recognised answer. Made by [`classify`](crate::classify) without an allocation, unless the body has JSON inside a
/// string, quotes as Python prints them or an event of several lines; borrows from the body.
///
/// [`into_error`](Self::into_error) makes an error of it that owns everything.
#[derive(Clone)]
pub struct Answer<'a> {
    table: &'static Table,
    status: Option<u16>,
    found: Found<'a>,
    outcome: Option<&'static Outcome>,
    header_hints: Hints,
    request_id: Option<&'a str>,
}

/// Recognises an answer with the rows of `table`.
#[doc(hidden)]
pub fn classify<'a>(
    table: &'static Table,
    status: Status,
    headers: &'a (impl Headers + ?Sized),
    body: &'a [u8],
) -> Answer<'a> {
    let header_hints = Hints::from_headers(headers);
    let request_id = request_id(headers);
    let mut found = Found::default();
    scan::scan(body, &mut found);
    // Inside a stream the transport said 200 (or 101) long ago; then the body's own status counts.
    let said = match status.0 {
        Some(100..300) => None,
        said => said,
    };
    Answer {
        table,
        outcome: found
            .with_error(|error| table.recognise(error, said.or(found.status).or(status.0), found.is_printed)),
        status: status.0,
        header_hints,
        request_id,
        found,
    }
}

fn request_id(headers: &(impl Headers + ?Sized)) -> Option<&str> {
    for name in &REQUEST_ID {
        match headers.value(name) {
            Some(id) if !id.trim().is_empty() => return Some(id),
            _ => {}
        }
    }
    None
}

impl Answer<'_> {
    /// As [`ApiError::row`].
    pub fn row(&self) -> Option<&'static Row> {
        self.recognised().row
    }

    /// As [`ApiError::retry_policy`].
    pub fn retry_policy(&self) -> &'static RetryPolicy {
        let Recognised { retry, should_retry, .. } = self.recognised();
        match (self.header_hints.should_retry, should_retry) {
            (Some(true), Some(by_request)) => by_request,
            _ => retry,
        }
    }

    /// As [`ApiError::remedy`].
    pub fn remedy(&self) -> Option<Remedy> {
        self.recognised().remedy
    }

    /// As [`ApiError::status`].
    pub fn status(&self) -> Option<u16> {
        self.status.or(self.found.status)
    }

    /// As [`ApiError::code`].
    pub fn code(&self) -> Option<Cow<'_, str>> {
        self.shown(self.found.error().code)
    }

    /// As [`ApiError::error_type`].
    pub fn error_type(&self) -> Option<Cow<'_, str>> {
        self.shown(self.found.error().kind)
    }

    /// As [`ApiError::param`].
    pub fn param(&self) -> Option<Cow<'_, str>> {
        self.shown(self.found.error().param)
    }

    /// As [`ApiError::message`].
    pub fn message(&self) -> Option<Cow<'_, str>> {
        self.shown(self.found.error().message)
    }

    /// As [`ApiError::raw_message`]: never log it.
    pub fn raw_message(&self) -> Option<Cow<'_, str>> {
        self.found.error().message.map(Text::decode)
    }

    /// As [`ApiError::request_id`].
    pub fn request_id(&self) -> Option<Cow<'_, str>> {
        if let Some(id) = self.request_id {
            return Some(redact_id(id));
        }
        let id = self.found.request_id()?.decode();
        Some(redact_id(&id).into_owned().into())
    }

    /// As [`ApiError::hints`].
    pub fn hints(&self) -> Hints {
        let message_delay = match self.raw_message() {
            Some(message) => delay::in_message(&message, self.table.delay_phrases),
            None => None,
        };
        Hints { body_delay: self.found.delay, message_delay, ..self.header_hints }
    }

    /// An error that owns what the answer says.
    pub fn into_error(self) -> ApiError {
        let (message, raw_message) = (owned(self.message()), owned(self.raw_message()));
        ApiError(Box::new(Facts {
            row: self.row(),
            retry: self.retry_policy(),
            remedy: self.remedy(),
            hints: self.hints(),
            status: self.status(),
            code: owned(self.code()),
            error_type: owned(self.error_type()),
            param: owned(self.param()),
            raw_message: if raw_message == message { None } else { raw_message },
            message,
            request_id: owned(self.request_id()),
        }))
    }

    #[inline]
    fn recognised(&self) -> Recognised {
        self.table.recognised(self.outcome)
    }

    fn shown<'t>(&self, text: Option<Text<'t>>) -> Option<Cow<'t, str>> {
        let decoded = text?.decode();
        Some(match redact(&decoded, self.table.echoes) {
            Cow::Borrowed(_) => decoded,
            Cow::Owned(redacted) => Cow::Owned(redacted),
        })
    }
}

fn owned(text: Option<Cow<'_, str>>) -> Option<Box<str>> {
    Some(text?.into_owned().into_boxed_str())
}

impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clone().into_error().debug("Answer", f)
    }
}
