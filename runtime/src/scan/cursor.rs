//! Moves through JSON that may be broken or cut, without recursion and always forward.

use memchr::memchr2;

use super::text::Text;

pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next byte that is no white space, not consumed.
    pub(crate) fn peek(&mut self) -> Option<u8> {
        while let Some(&byte) = self.bytes.get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(byte);
            }
            self.at += 1;
        }
        None
    }

    /// Consumes the next byte that is no white space if it is `byte`.
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    /// The string whose opening quote is next, up to its end or to the end of the input.
    pub(crate) fn string(&mut self) -> Text<'a> {
        let start = self.at + 1;
        let mut from = start;
        let mut escaped = false;
        loop {
            let tail = self.bytes.get(from..).unwrap_or_default();
            let Some(found) = memchr2(b'"', b'\\', tail) else {
                self.at = self.bytes.len();
                return Text::new(self.bytes.get(start..).unwrap_or_default(), escaped);
            };
            if tail[found] == b'"' {
                self.at = from + found + 1;
                return Text::new(&self.bytes[start..from + found], escaped);
            }
            escaped = true;
            from += found + 2;
        }
    }

    /// The number or word that is next: all up to the next separator. Always moves.
    pub(crate) fn scalar(&mut self) -> Text<'a> {
        let start = self.at;
        let tail = &self.bytes[start..];
        let is_end = |b: &u8| {
            matches!(b, b',' | b':' | b'}' | b']' | b'{' | b'[' | b'"' | b' ' | b'\n' | b'\r' | b'\t')
        };
        let len = tail.iter().position(is_end).unwrap_or(tail.len());
        self.at = start + len.max(1).min(tail.len());
        Text::new(&self.bytes[start..start + len], false)
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
        while let Some(&byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.string();
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }
}
