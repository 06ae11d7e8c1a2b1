//! Moves through JSON that may be broken or cut, without recursion and always forward.

use memchr::memchr2;

use super::text::Text;

/// How many times eight bytes are searched in a string before a vector search takes over.
const SHORT: usize = 4;

/// What is left of the input.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next byte that is no white space, not consumed.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        let mut rest = self.rest;
        while let [b' ' | b'\n' | b'\r' | b'\t', tail @ ..] = rest {
            rest = tail;
        }
        self.rest = rest;
        rest.first().copied()
    }

    /// Consumes one byte that was peeked at.
    #[inline]
    pub(crate) fn bump(&mut self) {
        self.rest = self.rest.get(1..).unwrap_or_default();
    }

    /// The first byte of the next item of an object or array, commas left out, not consumed.
    #[inline]
    pub(crate) fn peek_item(&mut self) -> Option<u8> {
        // The usual ways to write it; the loop does the same for all others.
        if let [b',', b' ', tail @ ..] | [b',', tail @ ..] = self.rest {
            self.rest = tail;
        }
        if let Some(b'"') = self.rest.first() {
            return Some(b'"');
        }
        let mut rest = self.rest;
        while let [b' ' | b'\n' | b'\r' | b'\t' | b',', tail @ ..] = rest {
            rest = tail;
        }
        self.rest = rest;
        rest.first().copied()
    }

    /// Consumes the colon that is next, and a space behind it.
    #[inline]
    pub(crate) fn eat_colon(&mut self) -> bool {
        if let [b':', b' ', tail @ ..] | [b':', tail @ ..] = self.rest {
            self.rest = tail;
            return true;
        }
        let found = self.peek() == Some(b':');
        if found {
            self.bump();
        }
        found
    }

    /// Consumes these bytes if they are next.
    #[inline]
    pub(crate) fn eat_short(&mut self, bytes: &[u8]) -> bool {
        let tail = self.rest.strip_prefix(bytes);
        self.rest = tail.unwrap_or(self.rest);
        tail.is_some()
    }

    /// The string whose opening quote is next, up to its end or to the end of the input.
    #[inline]
    pub(crate) fn string(&mut self) -> Text<'a> {
        let inside = self.rest.get(1..).unwrap_or_default();
        let mut plain = 0;
        // Keys and most values are shorter than a vector search costs to set up.
        for _ in 0..SHORT {
            let tail = inside.get(plain..).unwrap_or_default();
            let Some(chunk) = tail.first_chunk() else {
                plain += tail.iter().take_while(|byte| !matches!(byte, b'"' | b'\\')).count();
                break;
            };
            let ends = string_ends(u64::from_le_bytes(*chunk));
            plain += ends.trailing_zeros() as usize / 8;
            if ends != 0 {
                break;
            }
        }
        match inside.split_at_checked(plain) {
            Some((text, [b'"', rest @ ..])) => {
                self.rest = rest;
                Text::new(text, false)
            }
            _ => self.long_string(inside, plain),
        }
    }

    /// As [`string`](Self::string), for values that are usually sentences.
    pub(crate) fn sentence(&mut self) -> Text<'a> {
        self.long_string(self.rest.get(1..).unwrap_or_default(), 0)
    }

    /// A string whose first `plain` bytes are neither quote nor backslash.
    fn long_string(&mut self, inside: &'a [u8], mut plain: usize) -> Text<'a> {
        let mut escaped = false;
        loop {
            let tail = inside.get(plain..).unwrap_or_default();
            let Some(found) = memchr2(b'"', b'\\', tail) else {
                self.rest = &[];
                return Text::new(inside, escaped);
            };
            plain += found;
            if inside[plain] == b'"' {
                self.rest = &inside[plain + 1..];
                return Text::new(&inside[..plain], escaped);
            }
            escaped = true;
            plain += 2;
        }
    }

    /// The number or word that is next: all up to the next separator. Always moves.
    pub(crate) fn scalar(&mut self) -> Text<'a> {
        let is_end = |b: &u8| {
            matches!(b, b',' | b':' | b'}' | b']' | b'{' | b'[' | b'"' | b' ' | b'\n' | b'\r' | b'\t')
        };
        let len = self.rest.iter().position(is_end).unwrap_or(self.rest.len());
        let (text, rest) = self.rest.split_at(len);
        self.rest = rest;
        if len == 0 {
            self.bump();
        }
        Text::new(text, false)
    }

    /// Skips the value that is next, however deep it is.
    pub(crate) fn skip(&mut self) {
        match self.peek() {
            Some(b'"') => drop(self.string()),
            Some(b'{' | b'[') => self.skip_container(),
            Some(_) => drop(self.scalar()),
            None => {}
        }
    }

    fn skip_container(&mut self) {
        let mut depth = 0_usize;
        while let [byte, tail @ ..] = self.rest {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.rest = tail;
            if depth == 0 {
                return;
            }
        }
    }
}

/// Marks the quotes and backslashes among eight bytes; the lowest mark is always right.
#[inline]
fn string_ends(chunk: u64) -> u64 {
    const LOW: u64 = u64::from_le_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let quotes = chunk ^ u64::from_le_bytes([b'"'; 8]);
    let escapes = chunk ^ u64::from_le_bytes([b'\\'; 8]);
    (quotes.wrapping_sub(LOW) & !quotes | escapes.wrapping_sub(LOW) & !escapes) & HIGH
}
