//! Reads JSON, also inside strings and as other languages print it. The paths to errors are in `envelope`.

use super::cursor::Cursor;
use super::envelope::{Key, Place, step};
use super::found::{Fields, Found, status_number};
use super::printed;
use super::text::Text;
use crate::search::run;

/// How often JSON inside a string is opened: gateways wrap an answer once or twice.
const NESTED_STRINGS: u8 = 3;

/// Reads JSON values to the end of the input.
pub(super) fn read<'a>(bytes: &'a [u8], nesting: u8, found: &mut Found<'a>) {
    let mut walk = Walk { bytes, nesting, found };
    let mut cursor = Cursor::new(bytes, 0);
    // More than one value: newline-delimited streams.
    while let Some(byte) = cursor.peek() {
        match byte {
            b'{' => cursor.jump(walk.root(cursor.at())),
            b'[' => cursor.jump(walk.array(cursor.at(), Place::Root, 0)),
            b'"' => walk.bare_string(cursor.string(), 0),
            _ => cursor.skip(),
        }
    }
}

/// An object that is being read.
struct Frame<'a> {
    place: Place,
    depth: u8,
    fields: Fields<'a>,
    /// A string that was where an error object could be.
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
                b'"' if matches!(place, Place::Error | Place::Inner) => {
                    let text = cursor.string();
                    // What Node prints of an exception in a list looks like a key.
                    if cursor.peek() != Some(b':') {
                        self.bare_string(text, depth);
                    }
                }
                _ => cursor.skip(),
            }
        }
        cursor.at()
    }

    /// A string where an error object could be.
    fn bare_string(&mut self, text: Text<'a>, depth: u8) {
        if !text.raw().is_empty() && !self.opens(text, depth) {
            self.found.offer(&Fields::of_message(Some(text)), depth);
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

    /// From after the brace, or from any item further on.
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
            Key::ErrorCode if fields.code.is_some() => {}
            Key::Code | Key::ErrorCode => self.code(text, fields),
            // The name of the event, which every event has.
            Key::Type if place == Place::Root && text.is("error") => {}
            Key::Type => fields.kind = Some(text),
            Key::Message if !self.opens(text, depth) => fields.message = Some(text),
            Key::Param => fields.param = Some(text),
            Key::Msg if fields.message.is_none() => fields.message = Some(text),
            // Google's name for a type.
            Key::Status if place == Place::Error => fields.kind = fields.kind.or(Some(text)),
            Key::Status => self.found.status = self.found.status.or(status_number(text)),
            Key::RequestId => self.found.request_id = Some(text),
            Key::Delay => self.found.offer_delay(text.raw()),
            Key::Message | Key::Msg => {}
            _ => {
                let inner = step(place, key);
                // `detail.error` may be words, too.
                let is_message = inner == Some(Place::Error) || key == Key::Error;
                if inner.is_some() && !self.opens(text, depth) && is_message {
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
            Key::ErrorCode if fields.code.is_some() => {}
            Key::Code | Key::ErrorCode => self.code(text, fields),
            Key::Status => self.found.status = self.found.status.or(status_number(text)),
            Key::Delay => self.found.offer_delay(text.raw()),
            _ => {}
        }
    }

    #[inline(always)]
    fn code(&mut self, text: Text<'a>, fields: &mut Fields<'a>) {
        if let Some(status) = status_number(text) {
            self.found.status = self.found.status.or(Some(status));
        }
        fields.code = Some(text);
    }

    /// An object has ended: what it says counts where error objects are.
    fn finish(&mut self, frame: &mut Frame<'a>) {
        let Frame { place, mut depth, ref mut fields, fallback } = *frame;
        if !place.has_errors() {
            return;
        }
        if fields.message.is_none() {
            // A string where an error object could be counts as one inside this object.
            depth = depth.saturating_add(u8::from(fallback.is_some()));
            fields.message = fallback;
        }
        // A type alone is what every stream event has.
        if place == Place::Error || fields.code.is_some() || fields.message.is_some() {
            self.found.offer(fields, depth);
        }
    }

    /// Opens JSON inside a string; false when it does not say which error it is, so that the string counts too.
    #[inline(always)]
    fn opens(&mut self, text: Text<'a>, depth: u8) -> bool {
        // Most strings are sentences.
        !text.raw().first().is_none_or(u8::is_ascii_alphabetic) && self.opens_json(text.raw(), depth)
    }

    #[inline(never)]
    fn opens_json(&mut self, raw: &'a [u8], depth: u8) -> bool {
        let text = Text::new(raw);
        let starts_json = matches!(text.start().raw().first(), Some(b'{' | b'['));
        starts_json && self.nesting < NESTED_STRINGS && open_string(text, self.nesting, depth, self.found)
    }
}

/// Reads JSON, or what other languages print for it, at the start of a text or after words. `nesting` counts the
/// strings around the text.
pub(super) fn json_or_printed<'a>(text: &'a [u8], nesting: u8, found: &mut Found<'a>) {
    let Some(start) = json_start(text) else { return };
    let json = &text[start..];
    if !printed::is_printed(json) {
        return read(json, nesting, found);
    }
    let mut inner = Found::default();
    let json = printed::to_json(json);
    read(&json, nesting, &mut inner);
    found.offer_nested(&inner, 0);
}

/// Opens JSON inside a string; false when it does not say which error it is, so that the string counts too.
#[inline(never)]
pub(super) fn open_string(text: Text<'_>, nesting: u8, depth: u8, found: &mut Found<'_>) -> bool {
    let decoded = text.decode();
    let mut inner = Found::default();
    json_or_printed(decoded.as_bytes(), nesting + 1, &mut inner);
    found.offer_nested(&inner, depth.saturating_add(1));
    inner.is_specific()
}

/// Whether a bracket is around words, and no array: `[proxy] timed out`, `[429]: wait`, `[2026-01-02 03:04] no heat`.
pub(super) fn is_word_in_bracket(text: &[u8]) -> bool {
    let inside = text.get(1..).unwrap_or_default();
    let word = &inside[..run(inside, u8::is_ascii_alphabetic)];
    match word {
        b"true" | b"false" | b"null" | b"None" | b"True" | b"False" => false,
        b"" => is_number_in_bracket(inside),
        _ => true,
    }
}

/// Whether words follow the number that a bracket begins with.
fn is_number_in_bracket(inside: &[u8]) -> bool {
    let number =
        run(inside, |byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E'));
    let rest = inside[number..].trim_ascii_start();
    let after = rest.strip_prefix(b"]").unwrap_or(rest).trim_ascii_start();
    number > 0 && !matches!(after.first(), None | Some(b',' | b']' | b'}' | b'{' | b'[' | b'"'))
}

/// Where JSON begins: with an array at the start, else with the first brace that a key follows.
fn json_start(text: &[u8]) -> Option<usize> {
    let trimmed = text.trim_ascii_start();
    if trimmed.starts_with(b"[") && !is_word_in_bracket(trimmed) {
        return Some(0);
    }
    for at in memchr::memchr_iter(b'{', text) {
        let key = text[at + 1..].trim_ascii_start();
        if key.first() == Some(&b'"') || printed::is_printed_key(key) {
            return Some(at);
        }
    }
    None
}
