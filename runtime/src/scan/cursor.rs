//! Moves through JSON that may be broken or cut, without recursion and always forward.

use memchr::memchr2;

use super::swar::{before, chunk, spaces, string_ends};
use super::text::Text;

/// How many times eight bytes are searched in a string before a vector search takes over.
const SHORT: usize = 4;

/// A place in the input.
#[derive(Clone, Copy)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// How many bytes are consumed.
    #[inline]
    pub(crate) fn at(self) -> usize {
        self.at
    }

    /// Goes to a place further on.
    #[inline]
    pub(crate) fn jump(&mut self, at: usize) {
        self.at = at;
    }

    /// The next byte that is no white space, not consumed. Control characters count as white space.
    #[inline]
    pub(crate) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if byte > b' ' {
                return Some(byte);
            }
            self.at += 1;
            // Indentation is skipped eight spaces at a time.
            if byte != b' ' {
                self.at += self.ahead().map_or(0, spaces);
            }
        }
    }

    /// Consumes one byte that was peeked at.
    #[inline]
    pub(crate) fn bump(&mut self) {
        self.at += 1;
    }

    /// The first byte of the next item of an object or array, commas left out, not consumed.
    #[inline]
    pub(crate) fn peek_item(&mut self) -> Option<u8> {
        loop {
            match self.peek()? {
                b',' => self.bump(),
                byte => return Some(byte),
            }
        }
    }

    /// Consumes the colon that is next.
    #[inline]
    pub(crate) fn eat_colon(&mut self) -> bool {
        let found = self.peek() == Some(b':');
        self.at += usize::from(found);
        found
    }

    /// The next eight bytes, the first one in the lowest bits; none near the end.
    #[inline]
    pub(crate) fn ahead(self) -> Option<u64> {
        chunk(self.bytes, self.at)
    }

    /// Consumes these bytes if they are next.
    #[inline]
    pub(crate) fn eat_short(&mut self, bytes: &[u8]) -> bool {
        let found = self.bytes.get(self.at..).is_some_and(|rest| rest.starts_with(bytes));
        if found {
            self.at += bytes.len();
        }
        found
    }

    /// The string whose opening quote is next, up to its end or to the end of the input.
    #[inline(always)]
    pub(crate) fn string(&mut self) -> Text<'a> {
        let start = self.at + 1;
        self.text(start, short_end(self.bytes, start))
    }

    /// As [`string`](Self::string), for values that are usually sentences.
    #[inline(always)]
    pub(crate) fn sentence(&mut self) -> Text<'a> {
        let start = self.at + 1;
        self.text(start, long_end(self.bytes, start))
    }

    #[inline(always)]
    fn text(&mut self, start: usize, (end, escape): (usize, usize)) -> Text<'a> {
        self.at = end + 1;
        Text::with_escapes(self.bytes.get(start..end).unwrap_or_default(), escape - start)
    }

    /// The number or word that is next: all up to the next separator. Always moves.
    #[inline]
    pub(crate) fn scalar(&mut self) -> Text<'a> {
        let start = self.at;
        let end = scalar_end(self.bytes, start);
        self.at = end.max(start + 1);
        Text::plain(self.bytes.get(start..end).unwrap_or_default())
    }

    /// Skips the value that is next, however deep it is.
    #[inline]
    pub(crate) fn skip(&mut self) {
        self.at = value_end(self.bytes, self.at);
    }
}

// Where something ends that begins at `at` in `bytes`. None of these takes a cursor, which keeps the caller's in
// registers.

fn scalar_end(bytes: &[u8], mut at: usize) -> usize {
    while let Some(byte) = bytes.get(at) {
        match byte {
            b',' | b':' | b'}' | b']' | b'{' | b'[' | b'"' | b' ' | b'\n' | b'\r' | b'\t' => break,
            _ => at += 1,
        }
    }
    at
}

fn value_end(bytes: &[u8], at: usize) -> usize {
    let mut cursor = Cursor::new(bytes, at);
    match cursor.peek() {
        Some(b'"') => drop(cursor.string()),
        Some(b'{' | b'[') => return container_end(bytes, cursor.at),
        Some(_) => drop(cursor.scalar()),
        None => {}
    }
    cursor.at
}

fn container_end(bytes: &[u8], at: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = at;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'"' => at = short_end(bytes, at).0 + 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    at
}

/// Where the string that began before `at` ends, and where the first escape is from `at` on, else again the end. Keys
/// and most values are shorter than a vector search costs to set up.
fn short_end(bytes: &[u8], mut at: usize) -> (usize, usize) {
    for _ in 0..SHORT {
        let Some(chunk) = chunk(bytes, at) else {
            while !matches!(bytes.get(at), None | Some(b'"' | b'\\')) {
                at += 1;
            }
            break;
        };
        let ends = string_ends(chunk);
        at += before(ends);
        if ends != 0 {
            break;
        }
    }
    if bytes.get(at) == Some(&b'"') { (at, at) } else { long_end(bytes, at) }
}

/// As [`short_end`], with a vector search first.
#[inline(never)]
fn long_end(bytes: &[u8], mut at: usize) -> (usize, usize) {
    let mut escape = None;
    loop {
        let tail = bytes.get(at..).unwrap_or_default();
        let found = memchr2(b'"', b'\\', tail);
        let end = found.map_or(bytes.len(), |found| at + found);
        if bytes.get(end) != Some(&b'\\') {
            return (end, escape.unwrap_or(end));
        }
        escape = escape.or(Some(end));
        at = end + 2;
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;

    /// Quotes and backslashes with one bit changed, the ends of the range, and a letter.
    const PLAIN: [u8; 9] = [b'a', b'#', b'!', b']', b'X', b'"' | 0x80, b'\\' | 0x80, 0x00, 0xFF];

    fn ends(bytes: &[u8]) -> [(usize, usize); 2] {
        [short_end(bytes, 0), long_end(bytes, 0)]
    }

    #[test]
    fn a_quote_ends_a_string_wherever_it_is() {
        for (plain, length) in PLAIN.iter().flat_map(|&plain| (0..45).map(move |length| (plain, length))) {
            let mut bytes = vec![plain; length];
            assert_eq!(ends(&bytes), [(length, length); 2], "{plain} {length}");
            for quote in 0..length {
                bytes[quote..].fill(plain);
                bytes[quote] = b'"';
                assert_eq!(ends(&bytes), [(quote, quote); 2], "{plain} {length} {quote}");
                // Only the first one counts.
                bytes[quote..].fill(b'"');
                assert_eq!(ends(&bytes), [(quote, quote); 2], "{plain} {length} {quote}");
                bytes[quote] = plain;
            }
        }
    }

    #[test]
    fn an_escaped_quote_ends_no_string() {
        let length = 45;
        for (plain, escape) in PLAIN.iter().flat_map(|&plain| (0..length).map(move |escape| (plain, escape)))
        {
            let mut bytes = vec![plain; length];
            bytes[escape] = b'\\';
            assert_eq!(ends(&bytes), [(length, escape); 2], "{plain} {escape}");
            for quote in escape + 1..length {
                bytes[quote] = b'"';
                let end = if quote == escape + 1 { length } else { quote };
                assert_eq!(ends(&bytes), [(end, escape); 2], "{plain} {escape} {quote}");
                bytes[quote] = plain;
            }
        }
    }

    #[test]
    fn white_space_of_every_length_is_passed() {
        let kinds: [&[u8]; 7] = [b" ", b"\n", b"\t", b"\r", b"\n  ", b"\r\n\t ", b"\0"];
        for (kind, length) in kinds.iter().flat_map(|&kind| (0..40).map(move |length| (kind, length))) {
            // What has most bits in common with a space, in front of enough for a look at eight bytes.
            for next in *b"!0`x" {
                let space: Vec<u8> = kind.iter().copied().cycle().take(length).collect();
                let bytes = [&space[..], &[next; 9]].concat();
                let mut cursor = Cursor::new(&bytes, 0);
                assert_eq!((cursor.peek(), cursor.at()), (Some(next), length), "{bytes:?}");
                assert_eq!(Cursor::new(&space, 0).peek(), None, "{space:?}");
            }
        }
    }

    /// The bar is where the value ends.
    #[test]
    fn values_are_skipped_whole() {
        for text in [
            r#"{}|,"#,
            r#"[]|]"#,
            r#"  {"a": 1}|, "b": 2}"#,
            r#"{"a": {"b": [1, {"c": []}]}}|}"#,
            r#"[[[]], {}]|]]"#,
            // What is in strings does not count.
            r#"{"a": "}"}|, "b""#,
            r#"{"a": "{"}|, "b""#,
            r#"{"a": "\"}"}|, "b": "}""#,
            r#"{"a": "\\"}|, "b": "}""#,
            r#"{"}": "]", "{": "["}|, "b": "}""#,
            r#"["]", "[", "long enough for a vector search, ] and \" and ["]|, "[""#,
            r#""}"|}"#,
            r#""a\"b"|, "c""#,
            r#" ""|}"#,
            r#"12.5e3|}"#,
            r#"null|,"#,
            r#"true|]"#,
            r#"-1| }"#,
            // Nothing is there, and still it goes on.
            r#"}|}"#,
            r#"{"a": {"b": 1}|"#,
            r#"[1, "]|"#,
        ] {
            let bytes = text.replacen('|', "", 1);
            let mut cursor = Cursor::new(bytes.as_bytes(), 0);
            cursor.skip();
            // A string that is cut ends after the end.
            assert_eq!(Some(cursor.at().min(bytes.len())), text.find('|'), "{text}");
        }
    }
}
