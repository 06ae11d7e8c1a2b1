//! The status that a program names in words.

use super::found::status_number;
use super::text::Text;

/// How many words may be in front of a status.
const WORDS_BEFORE_STATUS: usize = 12;

const NAMES_OF_STATUS: [&[u8]; 7] =
    [b"HTTP", b"HTTP/1.1", b"HTTP/2", b"status", b"code", b"status_code", b"statusCode"];

/// The status that a program names in its first words: `HTTP 503`, `status code: 503`, `failed (503): `,
/// `503 status code`, `SomeException: 503: `, or at the start and after a colon as HTTP does, `503 Service Unavailable`.
pub(super) fn named_status(text: &[u8]) -> Option<u16> {
    // The word before, and the one before that.
    let (mut last, mut last_but_one): (&[u8], &[u8]) = (b":", b"");
    for word in text.split(u8::is_ascii_whitespace).take(WORDS_BEFORE_STATUS) {
        let number = match word {
            [b'(', number @ .., b')', b':'] => number,
            [number @ .., b':' | b','] | number if is_name(last) => number,
            [number @ .., b':'] if last.ends_with(b"Exception:") || last.ends_with(b"Error:") => number,
            b"status" => last,
            [b'A'..=b'Z', ..] if last_but_one.ends_with(b":") => last,
            // reqwest: `HTTP status server error (503 Service Unavailable)`.
            [b'A'..=b'Z', ..] if last_but_one == b"error" => last.strip_prefix(b"(").unwrap_or_default(),
            _ => b"",
        };
        match status_number(Text::plain(number)) {
            Some(status) if status / 100 >= 4 => return Some(status),
            _ => (last, last_but_one) = (word, last),
        }
    }
    None
}

fn is_name(word: &[u8]) -> bool {
    let name = word.strip_suffix(b":").unwrap_or(word);
    for known in &NAMES_OF_STATUS {
        if name.eq_ignore_ascii_case(known) {
            return true;
        }
    }
    false
}
