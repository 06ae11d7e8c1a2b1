//! Where error objects are in JSON.
//!
//! Only the paths listed in [`step`] lead to an error object; everything else is skipped, however deep, because answers
//! echo requests. Of several error objects the one that says most is taken, then the innermost, then the first.

use super::cursor::Cursor;

/// The kinds of object on the way to an error.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    Root,
    Response,
    Body,
    StatusDetails,
    Details,
    /// An output, beside which an error may be.
    Output,
    Error,
    /// An error object inside an error object.
    Inner,
    /// One more inside that. No path goes on from here: each path has an end, so that no body is read too deep.
    Innermost,
    Metadata,
    /// `error.details[]`, where delays are.
    ErrorDetails,
}

impl Place {
    /// Whether the object itself may be the error.
    #[inline]
    pub(super) fn has_errors(self) -> bool {
        matches!(self, Self::Root | Self::Body | Self::Error | Self::Inner | Self::Innermost)
    }
}

/// The keys that matter anywhere.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Key {
    Body,
    Choices,
    Code,
    Data,
    Delay,
    Detail,
    Details,
    Error,
    /// Other names of the code, which count where there is none.
    ErrorCode,
    Errors,
    Fault,
    LastError,
    Message,
    Metadata,
    /// Other names of the message, which count where there is none.
    Msg,
    Param,
    Raw,
    RequestId,
    Response,
    Result,
    Status,
    StatusDetails,
    Type,
}

impl Key {
    /// The key that is next, with its colon. Skips those that are not ours, and their values.
    #[inline]
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
        if let Some((key, len)) = cursor.ahead().and_then(Self::usual) {
            cursor.jump(cursor.at() + len);
            if key != Self::Message || cursor.eat_short(b"\":") {
                return Some(key);
            }
            cursor.jump(cursor.at() - len);
        }
        let key = cursor.string();
        if !cursor.eat_colon() {
            return None;
        }
        let key = if key.is_escaped() { Self::of(&key.unescaped()) } else { Self::of(key.raw()) };
        if key.is_none() {
            cursor.skip();
        }
        key
    }

    /// The keys of nearly every error object, from eight bytes and without looking for their ends; and how many of
    /// the bytes are used up. The longest one needs a look at what follows.
    #[inline]
    fn usual(ahead: u64) -> Option<(Self, usize)> {
        const ERROR: u64 = u64::from_le_bytes(*b"\"error\":");
        const PARAM: u64 = u64::from_le_bytes(*b"\"param\":");
        const MESSAGE: u64 = u64::from_le_bytes(*b"\"message");
        const CODE: u64 = u64::from_le_bytes(*b"\"code\":\0");
        const TYPE: u64 = u64::from_le_bytes(*b"\"type\":\0");
        const SEVEN: u64 = u64::MAX >> 8;
        Some(match ahead {
            ERROR => (Self::Error, 8),
            PARAM => (Self::Param, 8),
            MESSAGE => (Self::Message, 8),
            _ => match ahead & SEVEN {
                CODE => (Self::Code, 7),
                TYPE => (Self::Type, 7),
                _ => return None,
            },
        })
    }

    fn of(key: &[u8]) -> Option<Self> {
        Some(match key {
            b"body" => Self::Body,
            b"choices" => Self::Choices,
            b"code" | b"Code" => Self::Code,
            b"data" => Self::Data,
            b"retry_after" | b"retryDelay" => Self::Delay,
            b"retry_after_seconds" | b"reset_seconds" | b"resets_in_seconds" => Self::Delay,
            b"detail" => Self::Detail,
            b"details" => Self::Details,
            b"error" | b"Error" => Self::Error,
            b"error_code" | b"errorCode" => Self::ErrorCode,
            b"errors" => Self::Errors,
            b"fault" | b"cause" => Self::Fault,
            b"last_error" | b"lastError" => Self::LastError,
            b"message" | b"Message" => Self::Message,
            b"metadata" => Self::Metadata,
            b"msg" | b"error_msg" | b"errorMessage" | b"error_message" | b"faultstring" => Self::Msg,
            b"param" => Self::Param,
            b"raw" => Self::Raw,
            b"request_id" | b"requestId" | b"RequestId" => Self::RequestId,
            b"response" | b"Response" => Self::Response,
            b"result" => Self::Result,
            b"status" | b"status_code" | b"statusCode" => Self::Status,
            b"status_details" => Self::StatusDetails,
            b"type" => Self::Type,
            _ => return None,
        })
    }
}

/// The listed paths: which key of which object leads where.
#[inline]
pub(super) fn step(place: Place, key: Key) -> Option<Place> {
    Some(match (place, key) {
        (Place::Root, Key::Error | Key::Errors | Key::LastError | Key::Detail | Key::Fault) => Place::Error,
        (Place::Root, Key::Response) => Place::Response,
        (Place::Root, Key::Body | Key::Data) => Place::Body,
        (Place::Root, Key::Details) => Place::Details,
        (Place::Root, Key::Choices | Key::Result) => Place::Output,
        (Place::Response, Key::Error | Key::LastError) => Place::Error,
        (Place::Response, Key::StatusDetails) => Place::StatusDetails,
        (Place::Response, Key::Body | Key::Data) => Place::Body,
        (Place::Body, Key::Error | Key::Errors | Key::Detail) => Place::Error,
        (Place::StatusDetails | Place::Output, Key::Error) => Place::Error,
        (Place::Details, Key::Error | Key::Detail) => Place::Error,
        (Place::Root | Place::Error, Key::Message) => Place::Inner,
        (Place::Error, Key::Error | Key::Data) => Place::Inner,
        (Place::Inner | Place::ErrorDetails, Key::Error) => Place::Innermost,
        (Place::Error, Key::Metadata) => Place::Metadata,
        (Place::Error, Key::Details) => Place::ErrorDetails,
        // OpenRouter keeps the provider's own answer here, usually as a string.
        (Place::Metadata, Key::Raw) => Place::Body,
        _ => return None,
    })
}
