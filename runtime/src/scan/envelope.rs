//! Where error objects stand in JSON.
//!
//! Only the paths listed in [`step`] lead to an error object; everything else is skipped, however deep, because answers
//! echo requests. Of several error objects the one that says most is taken, then the innermost, then the first.

use super::cursor::Cursor;
use super::shapes;
use super::text::{Text, without_status};

/// What an error object says.
#[derive(Clone, Default)]
pub(crate) struct Fields<'a> {
    pub(crate) code: Option<Text<'a>>,
    pub(crate) kind: Option<Text<'a>>,
    pub(crate) message: Option<Text<'a>>,
    pub(crate) param: Option<Text<'a>>,
    pub(crate) status: Option<u16>,
    pub(crate) request_id: Option<Text<'a>>,
    /// `retry_after`, `retryDelay` or `resets_in_seconds`, not read yet.
    pub(crate) delay: Option<Text<'a>>,
}

impl<'a> Fields<'a> {
    pub(crate) fn into_owned(self) -> Fields<'static> {
        let owned = |text: Option<Text<'a>>| text.map(Text::into_owned);
        Fields {
            code: owned(self.code),
            kind: owned(self.kind),
            message: owned(self.message),
            param: owned(self.param),
            status: self.status,
            request_id: owned(self.request_id),
            delay: owned(self.delay),
        }
    }

    /// Whether the object says in a field which error it is. A code that is only a status does not.
    fn is_specific(&self) -> bool {
        self.kind.is_some() || self.code.as_ref().is_some_and(|code| status_number(code).is_none())
    }
}

/// The best error object so far, and facts that stand outside of it.
#[derive(Default)]
pub(crate) struct Best<'a> {
    fields: Option<Fields<'a>>,
    rank: (bool, u8),
    status: Option<u16>,
    request_id: Option<Text<'a>>,
    delay: Option<Text<'a>>,
}

impl<'a> Best<'a> {
    pub(crate) fn offer(&mut self, fields: Fields<'a>, depth: u8) {
        let rank = (fields.is_specific(), depth);
        let says_something = rank.0 || fields.message.is_some();
        if says_something && (self.is_empty() || rank > self.rank) {
            self.rank = rank;
            self.fields = Some(fields);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_none()
    }

    pub(crate) fn into_fields(self) -> Fields<'a> {
        let mut fields = self.fields.unwrap_or_default();
        fields.status = fields.status.or(self.status);
        fields.request_id = fields.request_id.or(self.request_id);
        fields.delay = fields.delay.or(self.delay);
        fields
    }

    /// Takes over what was found in JSON inside a string.
    pub(crate) fn offer_nested(&mut self, nested: Best<'_>, depth: u8) {
        if let Some(fields) = nested.fields {
            self.offer(fields.into_owned(), depth + nested.rank.1);
            self.status = self.status.or(nested.status);
        }
    }
}

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

/// The listed paths: which key of which object leads where.
fn step(place: Place, key: &[u8]) -> Option<Place> {
    use Place::{Body, Choice, Details, Error, ErrorDetails, Inner, Metadata, Response, Root, StatusDetails};
    Some(match (place, key) {
        (Root, b"error" | b"errors" | b"last_error" | b"detail") => Error,
        (Root, b"response") => Response,
        (Root, b"body" | b"data") => Body,
        (Root, b"details") => Details,
        (Root, b"choices") => Choice,
        (Response, b"error" | b"last_error") => Error,
        (Response, b"status_details") => StatusDetails,
        (Response, b"body") => Body,
        (Body, b"error" | b"errors" | b"detail") => Error,
        (StatusDetails | Choice, b"error") => Error,
        (Details, b"error" | b"detail") => Error,
        (Root | Error, b"message") => Inner,
        (Error, b"error" | b"data") => Inner,
        (Error, b"metadata") => Metadata,
        (Error, b"details") => ErrorDetails,
        // OpenRouter keeps the provider's own answer here, usually as a string.
        (Metadata, b"raw") => Body,
        _ => return None,
    })
}

/// How often JSON inside a string is opened: gateways wrap an answer once or twice.
const NESTED_STRINGS: u8 = 3;

/// Reads JSON values to the end of the input.
pub(crate) fn json<'a>(bytes: &'a [u8], nesting: u8, best: &mut Best<'a>) {
    let mut walk = Walk { cursor: Cursor::new(bytes), nesting, best };
    // More than one value: newline-delimited streams.
    while walk.cursor.peek().is_some() {
        if let Some(message) = walk.value(Place::Root, 0) {
            walk.best.offer(Fields { message: Some(message), ..Fields::default() }, 0);
        }
    }
}

struct Walk<'a, 'b> {
    cursor: Cursor<'a>,
    nesting: u8,
    best: &'b mut Best<'a>,
}

impl<'a> Walk<'a, '_> {
    /// The value that is next; a string that is no JSON itself is handed back.
    fn value(&mut self, place: Place, depth: u8) -> Option<Text<'a>> {
        match self.cursor.peek()? {
            b'{' => self.object(place, depth),
            b'[' => self.array(place, depth),
            b'"' => {
                let text = self.cursor.string();
                return (!self.nested(&text, depth)).then_some(text);
            }
            _ => self.cursor.skip(),
        }
        None
    }

    fn array(&mut self, place: Place, depth: u8) {
        self.cursor.eat(b'[');
        while let Some(byte) = self.cursor.peek() {
            match byte {
                b']' => break,
                b'{' => self.object(place, depth),
                // Only `"errors": ["text"]` and the like: a list in a list is no envelope.
                b'"' if matches!(place, Place::Error | Place::Inner) => {
                    let message = self.value(place, depth);
                    self.best.offer(Fields { message, ..Fields::default() }, depth);
                }
                _ => self.cursor.skip(),
            }
        }
        self.cursor.eat(b']');
    }

    fn object(&mut self, place: Place, depth: u8) {
        self.cursor.eat(b'{');
        let mut fields = Fields::default();
        let mut fallback = None;
        while let Some(byte) = self.cursor.peek() {
            match byte {
                b'}' => break,
                b'"' => {
                    let key = self.cursor.string();
                    if self.cursor.eat(b':') {
                        self.member(place, depth, &key, &mut fields, &mut fallback);
                    }
                }
                _ => self.cursor.skip(),
            }
        }
        self.cursor.eat(b'}');
        self.finish(place, depth, fields, fallback);
    }

    fn member(
        &mut self,
        place: Place,
        depth: u8,
        key: &Text<'a>,
        fields: &mut Fields<'a>,
        fallback: &mut Option<Text<'a>>,
    ) {
        let key = key.unescaped();
        let key: &[u8] = &key;
        if let Some(inner) = step(place, key) {
            let text = self.value(inner, depth + 1);
            if key == b"message" {
                fields.message = text.or(fields.message.take());
            } else if inner == Place::Error {
                *fallback = text.or(fallback.take());
            }
            return;
        }
        let scalar = matches!(self.cursor.peek(), Some(b) if !matches!(b, b'{' | b'['));
        if !scalar || !is_field(key) {
            return self.cursor.skip();
        }
        let quoted = self.cursor.peek() == Some(b'"');
        let text = if quoted { self.cursor.string() } else { self.cursor.scalar() };
        set(place, key, quoted, text, fields);
    }

    /// An object has ended: what it says counts where error objects stand.
    fn finish(&mut self, place: Place, depth: u8, mut fields: Fields<'a>, fallback: Option<Text<'a>>) {
        let best = &mut *self.best;
        best.status = best.status.or(fields.status);
        best.request_id = best.request_id.take().or(fields.request_id.take());
        best.delay = best.delay.take().or(fields.delay.take());
        fields.message = fields.message.or(fallback);
        if matches!(place, Place::Root | Place::Body | Place::Error | Place::Inner) {
            // A type alone is what every stream event has.
            if place == Place::Error || fields.code.is_some() || fields.message.is_some() {
                best.offer(fields, depth);
            }
        }
    }

    /// Opens JSON inside a string; false when there is no error in it.
    fn nested(&mut self, text: &Text<'a>, depth: u8) -> bool {
        let starts_json =
            text.raw().iter().find(|b| !b.is_ascii_whitespace()).is_some_and(|b| matches!(b, b'{' | b'['));
        if !starts_json || self.nesting >= NESTED_STRINGS {
            return false;
        }
        let decoded = text.decode();
        let mut inner = Best::default();
        shapes::find(without_status(decoded.trim_ascii_start().as_bytes()), self.nesting + 1, &mut inner);
        let found = !inner.is_empty();
        self.best.offer_nested(inner, depth);
        found
    }
}

fn is_field(key: &[u8]) -> bool {
    matches!(
        key,
        b"code"
            | b"type"
            | b"message"
            | b"msg"
            | b"param"
            | b"status"
            | b"status_code"
            | b"statusCode"
            | b"request_id"
            | b"retry_after"
            | b"retryDelay"
            | b"resets_in_seconds"
    )
}

fn set<'a>(place: Place, key: &[u8], quoted: bool, text: Text<'a>, fields: &mut Fields<'a>) {
    let is_null = !quoted && text.is("null");
    if is_null || text.raw().is_empty() {
        return;
    }
    match key {
        b"code" => {
            fields.status = fields.status.or_else(|| status_number(&text));
            fields.code = Some(text);
        }
        b"type" if quoted && !(place == Place::Root && text.is("error")) => fields.kind = Some(text),
        b"message" if quoted => fields.message = Some(text),
        b"msg" if quoted && fields.message.is_none() => fields.message = Some(text),
        b"param" if quoted => fields.param = Some(text),
        // Google's name for a type.
        b"status" if quoted && place == Place::Error && fields.kind.is_none() => fields.kind = Some(text),
        b"status" | b"status_code" | b"statusCode" => fields.status = status_number(&text).or(fields.status),
        b"request_id" if quoted => fields.request_id = Some(text),
        b"retry_after" | b"retryDelay" | b"resets_in_seconds" => fields.delay = Some(text),
        _ => {}
    }
}

/// An HTTP status that stands where a code or a status should: three digits, 100 to 599.
pub(crate) fn status_number(text: &Text<'_>) -> Option<u16> {
    let [a @ b'1'..=b'5', b @ b'0'..=b'9', c @ b'0'..=b'9'] = *text.raw() else { return None };
    Some(u16::from(a - b'0') * 100 + u16::from(b - b'0') * 10 + u16::from(c - b'0'))
}
