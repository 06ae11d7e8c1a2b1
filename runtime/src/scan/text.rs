//! A string of a body, as it stands there.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

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

    /// Whether [`head`](Self::head) begins with `prefix`, which is in ASCII lower case.
    pub(crate) fn begins_with(self, prefix: &str) -> bool {
        let mut raw = without_status(self.raw.trim_ascii_start());
        if !self.escaped {
            return raw.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes()));
        }
        let mut rest = prefix.as_bytes();
        while let (Some((&wanted, prefix_tail)), Some((unit, tail))) = (rest.split_first(), next(raw)) {
            rest = match unit {
                Unit::Byte(byte) if byte.eq_ignore_ascii_case(&wanted) => prefix_tail,
                Unit::Byte(_) => return false,
                Unit::Char(c) => match rest.strip_prefix(c.encode_utf8(&mut [0; 4]).as_bytes()) {
                    Some(tail) => tail,
                    None => return false,
                },
            };
            raw = tail;
        }
        rest.is_empty()
    }

    /// The beginning of the decoded text in ASCII lower case, as much as fits. White space and a status in front of
    /// it are left out.
    pub(crate) fn head<'b>(self, buffer: &'b mut [u8]) -> &'b [u8] {
        let raw = without_status(self.raw.trim_ascii_start());
        let len = if self.escaped { decode_head(raw, buffer) } else { copy_head(raw, buffer) };
        let head = &mut buffer[..len];
        head.make_ascii_lowercase();
        head
    }
}

/// Gateways pass on what an SDK prints, which is the status and the message.
pub(crate) fn without_status(text: &[u8]) -> &[u8] {
    match text {
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9', b' ', rest @ ..] => rest,
        _ => text,
    }
}

fn copy_head(raw: &[u8], buffer: &mut [u8]) -> usize {
    let len = raw.len().min(buffer.len());
    buffer[..len].copy_from_slice(&raw[..len]);
    len
}

fn decode_head(mut raw: &[u8], buffer: &mut [u8]) -> usize {
    let mut len = 0;
    while let (Some((unit, tail)), Some(space)) = (next(raw), buffer.get_mut(len..)) {
        let Some(first) = space.first_mut() else { break };
        len += match unit {
            Unit::Byte(byte) => {
                *first = byte;
                1
            }
            Unit::Char(c) if c.len_utf8() <= space.len() => c.encode_utf8(space).len(),
            Unit::Char(_) => break,
        };
        raw = tail;
    }
    len
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
