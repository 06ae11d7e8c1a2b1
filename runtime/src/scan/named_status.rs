//! The status that a program names in words.

use super::found::status_number;
use super::text::Text;

/// How many words may be in front of a status.
const WORDS_BEFORE_STATUS: usize = 40;

const NAMES_OF_STATUS: [&[u8]; 7] =
    [b"HTTP", b"HTTP/1.1", b"HTTP/2", b"status", b"code", b"status_code", b"statusCode"];

/// The status that a program names in its first words: `HTTP 503`, `status code: 503`, `failed (503): `,
/// `503 status code`, `SomeException: 503: `, or at the start and after a colon as HTTP does, `503 Service Unavailable`.
pub(super) fn named_status(text: &[u8]) -> Option<u16> {
    // The word before, and the one before that.
    let (mut last, mut last_but_one): (&[u8], &[u8]) = (b":", b"");
    for word in text.split(u8::is_ascii_whitespace).take(WORDS_BEFORE_STATUS) {
        let number = match word {
            [b'(', number @ .., b')', b':'] | [b'[', number @ .., b']', b':'] => number,
            [number @ .., b':' | b','] | number if is_name(last) => number,
            [b'[', number @ .., b']'] if last.eq_ignore_ascii_case(b"error") => number,
            [number @ .., b':'] if introduces(last) => number,
            b"status" => last,
            // `error (503 Service Unavailable)`, `error: 503 {"error": ..}`, "error '503 Service Unavailable'".
            [b'A'..=b'Z' | b'{' | b'<' | 0x80.., ..] | [b'(', b'A'..=b'Z', ..]
                if last_but_one.ends_with(b":") || last_but_one.eq_ignore_ascii_case(b"error") =>
            {
                let number = last.strip_prefix(b"(").or(last.strip_prefix(b"'")).unwrap_or(last);
                number.strip_suffix(b")").unwrap_or(number)
            }
            // Guzzle: "resulted in a `503 Service Unavailable` response".
            [b'A'..=b'Z', ..] if last_but_one == b"a" => last.strip_prefix(b"`").unwrap_or_default(),
            _ => b"",
        };
        match status_number(Text::plain(number)) {
            Some(status) if status / 100 >= 4 => return Some(status),
            _ => (last, last_but_one) = (word, last),
        }
    }
    None
}

/// Whether a number between a word and a colon is a status: `Error 503: `, `SomeException: 503: `, ` - 503: `, and at the
/// start.
fn introduces(word: &[u8]) -> bool {
    matches!(word, b":" | b"-")
        || word.ends_with(b"Exception:")
        || word.ends_with(b"Error:")
        || word.eq_ignore_ascii_case(b"error")
        || word.eq_ignore_ascii_case(b"response")
}

fn is_name(word: &[u8]) -> bool {
    let name = word.strip_suffix(b":").unwrap_or(word);
    let name = name.strip_prefix(b"\"").unwrap_or(name);
    for known in &NAMES_OF_STATUS {
        if name.eq_ignore_ascii_case(known) {
            return true;
        }
    }
    false
}
