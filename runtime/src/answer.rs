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
use crate::table::{Recognised, Table};

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
    recognised: Recognised,
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
    let mut found = Found::default();
    scan::scan(body, &mut found);
    // Inside a stream the transport said 200 (or 101) long ago; then the body's own status counts.
    let said = status.0.filter(|status| !(100..300).contains(status));
    Answer {
        table,
        recognised: found.with_error(|error| table.recognise(error, said.or(found.status).or(status.0))),
        status: status.0,
        header_hints: Hints::from_headers(headers),
        request_id: REQUEST_ID.iter().find_map(|name| headers.value(name).filter(|id| !id.trim().is_empty())),
        found,
    }
}

impl Answer<'_> {
    /// As [`ApiError::row`].
    pub fn row(&self) -> Option<&'static Row> {
        self.recognised.row
    }

    /// As [`ApiError::retry_policy`].
    pub fn retry_policy(&self) -> &'static RetryPolicy {
        let asked = self.header_hints.should_retry == Some(true);
        let by_request = self.recognised.should_retry.filter(|_| asked);
        by_request.unwrap_or(self.recognised.retry)
    }

    /// As [`ApiError::remedy`].
    pub fn remedy(&self) -> Option<Remedy> {
        self.recognised.remedy
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
        let message = self.found.error().message.map(Text::decode);
        Hints {
            body_delay: self.found.delay,
            message_delay: message.and_then(|text| delay::in_message(&text, self.table.delay_phrases)),
            ..self.header_hints
        }
    }

    /// An error that owns what the answer says.
    pub fn into_error(self) -> ApiError {
        let owned = |text: Option<Cow<'_, str>>| text.map(|text| text.into_owned().into_boxed_str());
        let message = owned(self.message());
        ApiError(Box::new(Facts {
            row: self.row(),
            retry: self.retry_policy(),
            remedy: self.remedy(),
            hints: self.hints(),
            status: self.status(),
            code: owned(self.code()),
            error_type: owned(self.error_type()),
            param: owned(self.param()),
            raw_message: owned(self.raw_message()).filter(|raw| Some(raw) != message.as_ref()),
            message,
            request_id: owned(self.request_id()),
        }))
    }

    fn shown<'t>(&self, text: Option<Text<'t>>) -> Option<Cow<'t, str>> {
        let decoded = text?.decode();
        Some(match redact(&decoded, self.table.echoes) {
            Cow::Borrowed(_) => decoded,
            Cow::Owned(redacted) => Cow::Owned(redacted),
        })
    }
}

impl fmt::Debug for Answer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clone().into_error().debug("Answer", f)
    }
}
