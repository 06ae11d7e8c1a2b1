//! A string of a body, as it is written there.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::front::{after_exceptions, after_names, after_status, may_begin_with_name};
use super::swar::{begin_differently, chunk, first_sixteen, lower, lower_sixteen};
use crate::search::run;

/// The bytes between two quotes, escapes included, or a bare number or word.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    raw: &'a [u8],
    /// How many bytes are in front of the first escape: all of them without one. As wide as the others, since narrower
    /// fields are slow to copy.
    plain: usize,
}

impl<'a> Text<'a> {
    /// A text that may have escapes.
    pub(crate) fn new(raw: &'a [u8]) -> Self {
        Self { raw, plain: run(raw, |byte| *byte != b'\\') }
    }

    /// A text without escapes.
    pub(crate) fn plain(raw: &'a [u8]) -> Self {
        Self { raw, plain: raw.len() }
    }

    /// A text whose first escape is behind so many bytes; none when there are no more.
    pub(crate) fn with_escapes(raw: &'a [u8], plain: usize) -> Self {
        Self { raw, plain: plain.min(raw.len()) }
    }

    pub(crate) fn is_escaped(self) -> bool {
        self.plain < self.raw.len()
    }

    /// The end of the text, from a place on that is between two of its characters.
    fn tail(self, raw: &'a [u8]) -> Self {
        match self.plain.checked_sub(self.raw.len() - raw.len()) {
            Some(plain) => Self { raw, plain },
            None => Self::new(raw),
        }
    }

    /// The bytes as they are written in the body.
    pub(crate) fn raw(self) -> &'a [u8] {
        self.raw
    }

    /// The bytes with escapes resolved.
    pub(crate) fn unescaped(self) -> Cow<'a, [u8]> {
        if self.is_escaped() { Cow::Owned(unescape(self.raw)) } else { Cow::Borrowed(self.raw) }
    }

    /// The decoded text; what is not UTF-8 or not a character becomes U+FFFD.
    pub(crate) fn decode(self) -> Cow<'a, str> {
        match self.unescaped() {
            Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
            Cow::Owned(bytes) => Cow::Owned(match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
            }),
        }
    }

    /// Whether the decoded text is `word`.
    #[inline(always)]
    pub(crate) fn is(self, word: &str) -> bool {
        if self.is_escaped() { unescape(self.raw) == word.as_bytes() } else { self.raw == word.as_bytes() }
    }

    /// The text without what gateways put in front of it: white space, escaped or not, and a status.
    #[inline]
    pub(crate) fn start(self) -> Self {
        // Most texts begin with a word.
        if self.raw.first().is_some_and(u8::is_ascii_alphabetic) {
            self
        } else {
            self.tail(after_status(self.raw))
        }
    }

    /// The text after the names of exceptions; none when it does not begin with one.
    #[inline]
    pub(crate) fn after_exceptions(self) -> Option<Self> {
        if may_begin_with_name(self.raw) { Some(self.tail(after_exceptions(self.raw)?)) } else { None }
    }

    /// The text where a message begins that matchers know: after all that is put in front of it.
    #[inline(always)]
    pub(crate) fn without_front(self) -> Self {
        let start = self.start();
        if may_begin_with_name(start.raw) { start.tail(after_names(start.raw)) } else { start }
    }

    /// The first byte in ASCII lower case; none when it must be decoded.
    pub(crate) fn first(self) -> Option<u8> {
        if self.plain > 0 { Some(self.raw[0].to_ascii_lowercase()) } else { None }
    }

    /// The first sixteen bytes in ASCII lower case, as a number that sorts as they do; none when they must be decoded.
    #[inline]
    pub(crate) fn first_sixteen(self) -> Option<u128> {
        match self.raw.first_chunk::<16>() {
            Some(chunk) if self.plain >= 16 => Some(lower_sixteen(u128::from_be_bytes(*chunk))),
            _ if self.is_escaped() => None,
            _ => Some(lower_sixteen(first_sixteen(self.raw))),
        }
    }

    /// Whether the decoded text begins with `prefix` (in ASCII lower case), whatever its ASCII case.
    #[inline]
    pub(crate) fn begins_with(self, prefix: &str) -> bool {
        // Most texts differ at once.
        let differs = self.plain >= 8 && begin_differently(self.raw, prefix.as_bytes());
        !differs && self.order(prefix).is_eq()
    }

    /// Whether the decoded text comes before `prefix` (in ASCII lower case), begins with it, whatever its ASCII case,
    /// or comes after it.
    pub(crate) fn order(self, prefix: &str) -> Ordering {
        self.order_from(prefix, 0)
    }

    /// As [`order`](Self::order), of two with the same [first sixteen](Self::first_sixteen).
    pub(crate) fn order_after_sixteen(self, prefix: &str) -> Ordering {
        self.order_from(prefix, 16)
    }

    /// From byte `at` on, up to which both are the same and without escapes.
    fn order_from(self, prefix: &str, at: usize) -> Ordering {
        let (raw, prefix) = (self.raw, prefix.as_bytes());
        if self.is_escaped() && self.plain < prefix.len() {
            escaped_order(raw.get(at..).unwrap_or_default(), prefix.get(at..).unwrap_or_default())
        } else {
            plain_order(raw, prefix, at)
        }
    }
}

/// From byte `at` on, up to which both are the same.
fn plain_order(text: &[u8], prefix: &[u8], mut at: usize) -> Ordering {
    while let (Some(ours), Some(theirs)) = (chunk(text, at), chunk(prefix, at)) {
        if ours != theirs {
            let order = lower(ours.swap_bytes()).cmp(&theirs.swap_bytes());
            if order.is_ne() {
                return order;
            }
        }
        let last = prefix.len() - 8;
        if at == last {
            return Ordering::Equal;
        }
        // The last eight bytes may overlap those before.
        at = last.min(at + 8);
    }
    while let (Some(ours), Some(theirs)) = (text.get(at), prefix.get(at)) {
        let order = ours.to_ascii_lowercase().cmp(theirs);
        if order.is_ne() {
            return order;
        }
        at += 1;
    }
    if at < prefix.len() { Ordering::Less } else { Ordering::Equal }
}

fn escaped_order(mut text: &[u8], mut prefix: &[u8]) -> Ordering {
    while !prefix.is_empty() {
        let Some((unit, tail)) = next(text) else { return Ordering::Less };
        let mut buffer = [0; 4];
        let bytes = match unit {
            Unit::Byte(byte) => &[byte][..],
            Unit::Char(c) => c.encode_utf8(&mut buffer).as_bytes(),
        };
        let (theirs, prefix_tail) = prefix.split_at(prefix.len().min(bytes.len()));
        let order = plain_order(bytes, theirs, 0);
        if order.is_ne() {
            return order;
        }
        (text, prefix) = (tail, prefix_tail);
    }
    Ordering::Equal
}

fn unescape(mut raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(raw.len());
    while let Some((unit, tail)) = next(raw) {
        match unit {
            Unit::Byte(byte) => bytes.push(byte),
            Unit::Char(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
        raw = tail;
    }
    bytes
}

enum Unit {
    Byte(u8),
    Char(char),
}

/// The first byte or escaped character, and what follows it.
fn next(raw: &[u8]) -> Option<(Unit, &[u8])> {
    let (&first, rest) = raw.split_first()?;
    if first != b'\\' {
        return Some((Unit::Byte(first), rest));
    }
    let Some((&letter, rest)) = rest.split_first() else {
        return None; // cut within an escape
    };
    let byte = match letter {
        b'n' => b'\n',
        b't' => b'\t',
        b'r' => b'\r',
        b'b' => 8,
        b'f' => 12,
        b'u' => return Some(unicode(rest)),
        other => other,
    };
    Some((Unit::Byte(byte), rest))
}

fn unicode(rest: &[u8]) -> (Unit, &[u8]) {
    let Some(first) = hex4(rest) else {
        return (Unit::Char(char::REPLACEMENT_CHARACTER), &rest[rest.len().min(4)..]);
    };
    let rest = &rest[4..];
    if let Some(c) = char::from_u32(first) {
        return (Unit::Char(c), rest);
    }
    let second = match rest {
        [b'\\', b'u', digits @ ..] => hex4(digits),
        _ => None,
    };
    let paired = match second {
        Some(low @ 0xDC00..0xE000) if first < 0xDC00 => {
            char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00))
        }
        _ => None,
    };
    match paired {
        Some(c) => (Unit::Char(c), &rest[6..]),
        None => (Unit::Char(char::REPLACEMENT_CHARACTER), rest),
    }
}

fn hex4(bytes: &[u8]) -> Option<u32> {
    let mut value = 0;
    for byte in bytes.get(..4)? {
        value = value * 16 + char::from(*byte).to_digit(16)?;
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    /// Texts with many lengths and their beginnings, with one byte changed at each place or none.
    fn each_pair(check: impl Fn(&[u8], &str)) {
        let whole = "Rate LIMIT reached for gpt-Example [org@x], Z{";
        for length in (0..=26).chain([whole.len()]) {
            let prefix = whole[..length].to_ascii_lowercase();
            for more in [0, 1, 9] {
                let text = &whole.as_bytes()[..whole.len().min(length + more)];
                check(text, &prefix);
                check(&text.to_ascii_uppercase(), &prefix);
                for place in 0..length {
                    check(&text[..place], &prefix);
                    for other in [0x00, b'~', 0xC3] {
                        let mut changed = text.to_vec();
                        changed[place] = other;
                        check(&changed, &prefix);
                    }
                }
            }
        }
    }

    fn expected(decoded: &[u8], prefix: &str) -> Ordering {
        let start = &decoded[..decoded.len().min(prefix.len())];
        start.to_ascii_lowercase().as_slice().cmp(prefix.as_bytes())
    }

    fn agrees(text: Text<'_>, decoded: &[u8], prefix: &str) {
        let shown = || String::from_utf8_lossy(text.raw());
        let order = expected(decoded, prefix);
        assert_eq!(text.order(prefix), order, "{:?} {prefix:?}", shown());
        assert_eq!(text.begins_with(prefix), order.is_eq(), "{:?} {prefix:?}", shown());
        let Some(first) = text.first_sixteen() else { return };
        let lower = |bytes: &[u8]| first_sixteen(&bytes.to_ascii_lowercase());
        assert_eq!(first, lower(decoded), "{:?}", shown());
        if first == first_sixteen(prefix.as_bytes()) {
            assert_eq!(text.order_after_sixteen(prefix), order, "{:?} {prefix:?}", shown());
        }
    }

    #[test]
    fn plain_texts_are_compared_with_beginnings() {
        each_pair(|text, prefix| agrees(Text::plain(text), text, prefix));
    }

    #[test]
    fn so_are_texts_with_an_escape_at_any_place() {
        each_pair(|text, prefix| {
            for place in [0, 6, 7, 8, 9, 17] {
                let Some(&byte) = text.get(place).filter(|byte| byte.is_ascii()) else { continue };
                let escape = format!("\\u{:04x}", u32::from(byte));
                let raw = [&text[..place], escape.as_bytes(), &text[place + 1..]].concat();
                agrees(Text::with_escapes(&raw, place), text, prefix);
            }
        });
    }

    #[test]
    fn the_first_sixteen_are_without_an_escape() {
        for (raw, sixteen) in [
            ("", true),
            ("1234567", true),
            ("1234567890123456", true),
            ("1234567890123456\\n", true),
            ("123456789012345\\n", false),
            ("\\n1234567890123456", false),
            ("1\\n", false),
        ] {
            assert_eq!(Text::new(raw.as_bytes()).first_sixteen().is_some(), sixteen, "{raw}");
        }
    }

    #[test]
    fn escapes() {
        for (raw, decoded) in [
            (r#"\n\t\r\b\f\/\\\"\x"#, "\n\t\r\u{8}\u{c}/\\\"x"),
            (r"a\u0041\u00e9\u20AC.", "aA\u{e9}\u{20ac}."),
            (r"\ud83d\ude00!", "\u{1f600}!"),
            (r"\uD800\uDC00", "\u{10000}"),
            (r"\udbff\udfff", "\u{10ffff}"),
            (r"\uffff\ud7ff\ue000", "\u{ffff}\u{d7ff}\u{e000}"),
            // one half of a pair, or two that do not fit
            (r"\ud800", "\u{fffd}"),
            (r"\ud800x", "\u{fffd}x"),
            (r"\ud800\n", "\u{fffd}\n"),
            (r"\ud800\u0041", "\u{fffd}A"),
            (r"\ud800\ue000", "\u{fffd}\u{e000}"),
            (r"\ud800\ud83d\ude00", "\u{fffd}\u{1f600}"),
            (r"\udc00\ud800", "\u{fffd}\u{fffd}"),
            (r"\udc00\udc00", "\u{fffd}\u{fffd}"),
            (r"\udfff\udfff", "\u{fffd}\u{fffd}"),
            // no digits, or cut
            (r"\u00zz!", "\u{fffd}!"),
            (r"\u12", "\u{fffd}"),
            (r"\u", "\u{fffd}"),
            (r"\ud83d\u", "\u{fffd}\u{fffd}"),
            (r"a\", "a"),
        ] {
            let text = Text::new(raw.as_bytes());
            assert_eq!(text.decode(), decoded, "{raw}");
            assert!(text.is(decoded), "{raw}");
            assert!(!text.is("other"), "{raw}");
        }
    }

    #[test]
    fn what_is_not_utf_8_is_replaced() {
        assert_eq!(Text::plain(b"a\xFFb").decode(), "a\u{fffd}b");
        assert_eq!(Text::new(b"a\xFF\\n").decode(), "a\u{fffd}\n");
        assert_eq!(Text::plain(br"a\n").decode(), r"a\n", "a text without escapes is taken as it is");
    }

    #[test]
    fn white_space_and_a_status_in_front_do_not_count() {
        for (raw, start) in [
            ("text", "text"),
            ("  text", "text"),
            (r" \n \t\r text", "text"),
            ("429 text", "text"),
            (r"\n 503 text", "text"),
            ("100 text", "text"),
            ("599 text", "text"),
            ("600 text", "600 text"),
            ("099 text", "099 text"),
            ("4290 text", "4290 text"),
            ("429text", "429text"),
            ("42 text", "42 text"),
        ] {
            assert_eq!(Text::new(raw.as_bytes()).start().raw(), start.as_bytes(), "{raw}");
            assert_eq!(Text::new(raw.as_bytes()).start().plain, Text::new(start.as_bytes()).plain, "{raw}");
        }
    }
}
