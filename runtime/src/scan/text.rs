//! A string of a body, as it stands there.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

/// The bytes between two quotes, escapes included, or a bare number or word.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    raw: &'a [u8],
    escaped: bool,
}

impl<'a> Text<'a> {
    pub(crate) fn new(raw: &'a [u8], escaped: bool) -> Self {
        Self { raw, escaped }
    }

    pub(crate) fn is_escaped(self) -> bool {
        self.escaped
    }

    /// The bytes as they stand in the body.
    pub(crate) fn raw(self) -> &'a [u8] {
        self.raw
    }

    /// The bytes with escapes resolved.
    pub(crate) fn unescaped(self) -> Cow<'a, [u8]> {
        if !self.escaped {
            return Cow::Borrowed(self.raw);
        }
        let mut bytes = Vec::with_capacity(self.raw.len());
        let mut rest = self.raw;
        while let Some((unit, tail)) = next(rest) {
            match unit {
                Unit::Byte(byte) => bytes.push(byte),
                Unit::Char(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
            rest = tail;
        }
        Cow::Owned(bytes)
    }

    /// The decoded text; what is no UTF-8 or no character becomes U+FFFD.
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
    pub(crate) fn is(self, word: &str) -> bool {
        if self.escaped { *self.unescaped() == *word.as_bytes() } else { self.raw == word.as_bytes() }
    }

    /// The text without the white space, escaped or not, and the status in front of it.
    pub(crate) fn start(self) -> Self {
        let mut raw = self.raw.trim_ascii_start();
        while let [b'\\', b'n' | b't' | b'r', rest @ ..] = raw {
            raw = rest.trim_ascii_start();
        }
        Self { raw: without_status(raw), escaped: self.escaped }
    }

    /// The first eight bytes in ASCII lower case, as a number that sorts as they do; none when they must be decoded.
    pub(crate) fn first_eight(self) -> Option<u64> {
        let is_plain = |chunk: &&[u8; 8]| !self.escaped || !chunk.contains(&b'\\');
        self.raw.first_chunk().filter(is_plain).map(|chunk| lower(*chunk))
    }

    /// Whether the decoded text begins with `prefix` (in ASCII lower case), whatever its ASCII case.
    #[inline]
    pub(crate) fn begins_with(self, prefix: &str) -> bool {
        // Most texts differ at once. What is upper case differs from lower case in this bit only.
        const CASE: u64 = u64::from_ne_bytes([0x20; 8]);
        let bits = |text: &[u8]| chunk(text, 0).map(|chunk| u64::from_ne_bytes(chunk) | CASE);
        let (ours, theirs) = (bits(self.raw), bits(prefix.as_bytes()));
        let differ = !self.escaped && theirs.is_some() && ours != theirs;
        !differ && self.order(prefix).is_eq()
    }

    /// Whether the decoded text comes before `prefix` (in ASCII lower case), begins with it, whatever its ASCII case,
    /// or comes after it.
    pub(crate) fn order(self, prefix: &str) -> Ordering {
        if self.escaped {
            escaped_order(self.raw, prefix.as_bytes())
        } else {
            plain_order(self.raw, prefix.as_bytes(), 0)
        }
    }

    /// As [`order`](Self::order), of two with the same [first eight](Self::first_eight).
    pub(crate) fn order_behind_eight(self, prefix: &str) -> Ordering {
        let (raw, prefix) = (self.raw, prefix.as_bytes());
        if self.escaped {
            escaped_order(raw.get(8..).unwrap_or_default(), prefix.get(8..).unwrap_or_default())
        } else {
            plain_order(raw, prefix, 8)
        }
    }
}

/// Gateways pass on what an SDK prints, which is the status and the message.
pub(crate) fn without_status(text: &[u8]) -> &[u8] {
    match text {
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9', b' ', rest @ ..] => rest,
        _ => text,
    }
}

/// From byte `at` on, up to which both are the same.
fn plain_order(text: &[u8], prefix: &[u8], mut at: usize) -> Ordering {
    while let (Some(ours), Some(theirs)) = (chunk(text, at), chunk(prefix, at)) {
        if ours != theirs {
            let order = lower(ours).cmp(&u64::from_be_bytes(theirs));
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
    let (text, prefix) = (text.get(at..).unwrap_or_default(), prefix.get(at..).unwrap_or_default());
    text.iter().take(prefix.len()).map(u8::to_ascii_lowercase).cmp(prefix.iter().copied())
}

fn escaped_order(mut text: &[u8], mut prefix: &[u8]) -> Ordering {
    while let Some((unit, tail)) = next(text).filter(|_| !prefix.is_empty()) {
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
    if prefix.is_empty() { Ordering::Equal } else { Ordering::Less }
}

/// The eight bytes from a place on.
fn chunk(text: &[u8], at: usize) -> Option<[u8; 8]> {
    text.get(at..)?.first_chunk().copied()
}

/// Eight bytes in ASCII lower case, as a number that sorts as they do.
fn lower(chunk: [u8; 8]) -> u64 {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    // The highest bit of each byte tells; no sum runs into the next byte.
    let chunk = u64::from_be_bytes(chunk);
    let ascii = chunk & each(0x7F);
    let (from_a, behind_z) = (ascii + each(0x80 - b'A'), ascii + each(0x7F - b'Z'));
    let upper = from_a & !behind_z & !chunk & each(0x80);
    chunk | (upper >> 2)
}

enum Unit {
    Byte(u8),
    Char(char),
}

/// The first byte or escaped character, and what stands behind it.
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
    let second = rest.strip_prefix(b"\\u").and_then(hex4);
    let paired = second.filter(|low| first < 0xDC00 && (0xDC00..0xE000).contains(low));
    match paired.and_then(|low| char::from_u32(0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00))) {
        Some(c) => (Unit::Char(c), &rest[6..]),
        None => (Unit::Char(char::REPLACEMENT_CHARACTER), rest),
    }
}

fn hex4(bytes: &[u8]) -> Option<u32> {
    let digits = bytes.get(..4)?;
    digits.iter().try_fold(0, |value, &b| Some(value * 16 + char::from(b).to_digit(16)?))
}
