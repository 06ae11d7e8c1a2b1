//! Where error objects stand in JSON.
//!
//! Only the paths listed in [`step`] lead to an error object; everything else is skipped, however deep, because answers
//! echo requests. Of several error objects the one that says most is taken, then the innermost, then the first.

use super::cursor::Cursor;
use super::found::{Fields, Found, status_number};
use super::shapes;
use super::text::Text;

/// The kinds of object on the way to an error.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Root,
    Response,
    Body,
    StatusDetails,
    Details,
    Choice,
    Error,
    /// An error object inside an error object.
    Inner,
    Metadata,
    /// `error.details[]`, where delays stand.
    ErrorDetails,
}

impl Place {
    /// Whether the object itself may be the error.
    fn has_errors(self) -> bool {
        matches!(self, Self::Root | Self::Body | Self::Error | Self::Inner)
    }
}

/// The keys that matter anywhere.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Body,
    Choices,
    Code,
    Data,
    Delay,
    Detail,
    Details,
    Error,
    Errors,
    LastError,
    Message,
    Metadata,
    Msg,
    Param,
    Raw,
    RequestId,
    Response,
    Status,
    StatusDetails,
    Type,
}

impl Key {
    /// The key that is next, with its colon. Skips those that are not ours, and their values.
    #[inline]
    fn read(cursor: &mut Cursor<'_>) -> Option<Self> {
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
            b"code" => Self::Code,
            b"data" => Self::Data,
            b"retry_after" | b"retryDelay" => Self::Delay,
            b"retry_after_seconds" | b"reset_seconds" | b"resets_in_seconds" => Self::Delay,
            b"detail" => Self::Detail,
            b"details" => Self::Details,
            b"error" => Self::Error,
            b"errors" => Self::Errors,
            b"last_error" => Self::LastError,
            b"message" => Self::Message,
            b"metadata" => Self::Metadata,
            b"msg" => Self::Msg,
            b"param" => Self::Param,
            b"raw" => Self::Raw,
            b"request_id" => Self::RequestId,
            b"response" => Self::Response,
            b"status" | b"status_code" | b"statusCode" => Self::Status,
            b"status_details" => Self::StatusDetails,
            b"type" => Self::Type,
            _ => return None,
        })
    }
}

/// The listed paths: which key of which object leads where.
fn step(place: Place, key: Key) -> Option<Place> {
    Some(match (place, key) {
        (Place::Root, Key::Error | Key::Errors | Key::LastError | Key::Detail) => Place::Error,
        (Place::Root, Key::Response) => Place::Response,
        (Place::Root, Key::Body | Key::Data) => Place::Body,
        (Place::Root, Key::Details) => Place::Details,
        (Place::Root, Key::Choices) => Place::Choice,
        (Place::Response, Key::Error | Key::LastError) => Place::Error,
        (Place::Response, Key::StatusDetails) => Place::StatusDetails,
        (Place::Response, Key::Body) => Place::Body,
        (Place::Body, Key::Error | Key::Errors | Key::Detail) => Place::Error,
        (Place::StatusDetails | Place::Choice, Key::Error) => Place::Error,
        (Place::Details, Key::Error | Key::Detail) => Place::Error,
        (Place::Root | Place::Error, Key::Message) => Place::Inner,
        (Place::Error, Key::Error | Key::Data) => Place::Inner,
        (Place::Error, Key::Metadata) => Place::Metadata,
        (Place::Error, Key::Details) => Place::ErrorDetails,
        // OpenRouter keeps the provider's own answer here, usually as a string.
        (Place::Metadata, Key::Raw) => Place::Body,
        _ => return None,
    })
}

/// How often JSON inside a string is opened: gateways wrap an answer once or twice.
const NESTED_STRINGS: u8 = 3;

/// Reads JSON values to the end of the input.
pub(crate) fn json<'a>(bytes: &'a [u8], nesting: u8, found: &mut Found<'a>) {
    let mut walk = Walk { bytes, nesting, found };
    let mut cursor = Cursor::new(bytes, 0);
    // More than one value: newline-delimited streams.
    while let Some(byte) = cursor.peek() {
        match byte {
            b'{' => cursor.jump(walk.root(cursor.at())),
            b'[' => cursor.jump(walk.array(cursor.at(), Place::Root, 0)),
            b'"' => walk.words(cursor.string(), 0),
            _ => cursor.skip(),
        }
    }
}

/// An object that is being read.
struct Frame<'a> {
    place: Place,
    depth: u8,
    fields: Fields<'a>,
    /// A string that stood where an error object could stand.
    fallback: Option<Text<'a>>,
}

struct Walk<'a, 'b> {
    bytes: &'a [u8],
    nesting: u8,
    found: &'b mut Found<'a>,
}

/// Objects and arrays are read from a place in the bytes to the returned one.
impl<'a> Walk<'a, '_> {
    fn array(&mut self, at: usize, place: Place, depth: u8) -> usize {
        let mut cursor = Cursor::new(self.bytes, at + 1);
        while let Some(byte) = cursor.peek_item() {
            match byte {
                b']' => {
                    cursor.bump();
                    break;
                }
                b'{' => cursor.jump(self.object(cursor.at() + 1, place, depth)),
                // `"errors": ["text"]` and the like. A list in a list is no envelope.
                b'"' if matches!(place, Place::Error | Place::Inner) => self.words(cursor.string(), depth),
                _ => cursor.skip(),
            }
        }
        cursor.at()
    }

    /// A string where an error object could stand.
    fn words(&mut self, text: Text<'a>, depth: u8) {
        if !text.raw().is_empty() && !self.nested(text, depth) {
            self.found.offer(Fields::of_message(Some(text)), depth);
        }
    }

    /// An object at the top. Most hold the error object and nothing else: those need no frame of their own.
    #[inline]
    fn root(&mut self, at: usize) -> usize {
        let mut cursor = Cursor::new(self.bytes, at + 1);
        let begins_with_error =
            cursor.peek() == Some(b'"') && cursor.eat_short(b"\"error\":") && cursor.peek() == Some(b'{');
        if !begins_with_error {
            return self.object(at + 1, Place::Root, 0);
        }
        cursor.jump(self.object(cursor.at() + 1, Place::Error, 1));
        if cursor.peek() == Some(b'}') { cursor.at() + 1 } else { self.object(cursor.at(), Place::Root, 0) }
    }

    /// From behind the brace, or from any item further on.
    fn object(&mut self, at: usize, place: Place, depth: u8) -> usize {
        let mut cursor = Cursor::new(self.bytes, at);
        let mut frame = Frame { place, depth, fields: Fields::default(), fallback: None };
        while let Some(byte) = cursor.peek_item() {
            match byte {
                b'"' => {}
                b'}' => {
                    cursor.bump();
                    break;
                }
                _ => {
                    cursor.skip();
                    continue;
                }
            }
            let Some(key) = Key::read(&mut cursor) else { continue };
            match cursor.peek() {
                Some(b'"') => {
                    let text = if key == Key::Message { cursor.sentence() } else { cursor.string() };
                    self.string(&mut frame, key, text);
                }
                Some(byte @ (b'{' | b'[')) => match step(place, key) {
                    Some(inner) if byte == b'{' => {
                        cursor.jump(self.object(cursor.at() + 1, inner, depth.saturating_add(1)));
                    }
                    Some(inner) => cursor.jump(self.array(cursor.at(), inner, depth.saturating_add(1))),
                    None => cursor.skip(),
                },
                Some(_) if cursor.eat_short(b"null") => {}
                Some(_) => self.number(&mut frame.fields, key, cursor.scalar()),
                None => {}
            }
        }
        self.finish(&mut frame);
        cursor.at()
    }

    fn string(&mut self, frame: &mut Frame<'a>, key: Key, text: Text<'a>) {
        let Frame { place, depth, ref mut fields, ref mut fallback } = *frame;
        if text.raw().is_empty() {
            return;
        }
        match key {
            Key::Code => self.code(text, fields),
            // The name of the event, which every event has.
            Key::Type if place == Place::Root && text.is("error") => {}
            Key::Type => fields.kind = Some(text),
            Key::Message if !self.nested(text, depth) => fields.message = Some(text),
            Key::Param => fields.param = Some(text),
            Key::Msg if fields.message.is_none() => fields.message = Some(text),
            // Google's name for a type.
            Key::Status if place == Place::Error => fields.kind = fields.kind.or(Some(text)),
            Key::Status => self.found.status = self.found.status.or(status_number(text)),
            Key::RequestId => self.found.request_id = Some(text),
            Key::Delay => self.found.offer_delay(text),
            Key::Message | Key::Msg => {}
            _ => {
                let inner = step(place, key);
                if inner.is_some() && !self.nested(text, depth) && inner == Some(Place::Error) {
                    *fallback = Some(text);
                }
            }
        }
    }

    /// Other bare words than numbers say nothing: `true`, a `null` that is cut.
    #[inline(never)]
    fn number(&mut self, fields: &mut Fields<'a>, key: Key, text: Text<'a>) {
        if !matches!(text.raw().first(), Some(b'-' | b'0'..=b'9')) {
            return;
        }
        match key {
            Key::Code => self.code(text, fields),
            Key::Status => self.found.status = self.found.status.or(status_number(text)),
            Key::Delay => self.found.offer_delay(text),
            _ => {}
        }
    }

    fn code(&mut self, text: Text<'a>, fields: &mut Fields<'a>) {
        if let Some(status) = status_number(text) {
            self.found.status = self.found.status.or(Some(status));
        }
        fields.code = Some(text);
    }

    /// An object has ended: what it says counts where error objects stand.
    fn finish(&mut self, frame: &mut Frame<'a>) {
        let Frame { place, mut depth, ref mut fields, fallback } = *frame;
        if !place.has_errors() {
            return;
        }
        if fields.message.is_none() {
            // A string where an error object could stand counts as one inside this object.
            depth = depth.saturating_add(u8::from(fallback.is_some()));
            fields.message = fallback;
        }
        // A type alone is what every stream event has.
        if place == Place::Error || fields.code.is_some() || fields.message.is_some() {
            self.found.offer(*fields, depth);
        }
    }

    /// Opens JSON inside a string; false when it does not say which error it is, so that the string counts too.
    #[inline]
    fn nested(&mut self, text: Text<'a>, depth: u8) -> bool {
        // Most strings are sentences.
        !text.raw().first().is_none_or(u8::is_ascii_alphabetic) && self.nested_json(text, depth)
    }

    #[inline(never)]
    fn nested_json(&mut self, text: Text<'a>, depth: u8) -> bool {
        let starts_json = matches!(text.start().raw().first(), Some(b'{' | b'['));
        starts_json && self.nesting < NESTED_STRINGS && shapes::open(text, self.nesting, depth, self.found)
    }
}
