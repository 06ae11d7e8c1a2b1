//! What gateways and programs put in front of a message.

use super::swar::find_space;
use crate::search::run;

/// What follows white space, escaped or not, and a status: gateways pass on what an SDK prints, which is the status
/// and the message, sometimes with a dash between them or in quotes.
#[inline(never)]
pub(super) fn after_status(text: &[u8]) -> &[u8] {
    let text = after_space(text);
    match text {
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9', b' ', rest @ ..] => match rest {
            [b'-', b' ', rest @ ..] | [b'"', rest @ ..] | [b'\\', b'"', rest @ ..] => rest,
            _ => rest,
        },
        _ => text,
    }
}

fn after_space(text: &[u8]) -> &[u8] {
    let mut text = text.trim_ascii_start();
    while let [b'\\', b'n' | b't' | b'r', rest @ ..] = text {
        text = rest.trim_ascii_start();
    }
    text
}

/// Whether a text needs a closer look: most begin with a word that only a space and another word follow.
#[inline]
pub(super) fn may_begin_with_name(text: &[u8]) -> bool {
    match find_space(text, 0).or_else(|| find_space(text, 8)) {
        Some(at) => {
            matches!(text[..at].last(), Some(b':' | b','))
                || text[..at].ends_with(b"Exception")
                || matches!(
                    text.get(at + 1..),
                    Some([b'-', ..] | [b'e' | b'E', b'r', ..] | [b'A', b'P', ..] | [b'c', b'o', ..])
                )
        }
        None => true,
    }
}

/// What follows the names of exceptions; none when there are none.
#[inline(never)]
pub(super) fn after_exceptions(text: &[u8]) -> Option<&[u8]> {
    let mut rest = after_exception(text)?;
    while let Some(next) = after_exception(after_space(rest)) {
        rest = next;
    }
    Some(rest)
}

/// What follows all names, and a status after each.
#[inline(never)]
pub(super) fn after_names(text: &[u8]) -> &[u8] {
    let mut text = text;
    while let Some(rest) = after_exception(text).or_else(|| after_label(text)) {
        text = after_status(rest);
    }
    text
}

/// What follows the name of an exception (`some.lib.RateLimitError: `, `ProviderException - `), or who has the error
/// (`openai error: `, `OpenAI API error: `).
fn after_exception(text: &[u8]) -> Option<&[u8]> {
    let (name, rest) = text.split_at(run(text, is_name));
    if let Some(rest) = after_separator(name, rest) {
        return Some(rest);
    }
    match rest {
        // go-openai
        [b',', b' ', rest @ ..] if name == b"error" && rest.starts_with(b"status code: ") => {
            after_words(rest, b"message: ")
        }
        // The official Python client: `Error code: 429 - {'error': ...`.
        [
            b' ',
            b'c',
            b'o',
            b'd',
            b'e',
            b':',
            b' ',
            b'1'..=b'5',
            b'0'..=b'9',
            b'0'..=b'9',
            b' ',
            b'-',
            b' ',
            rest @ ..,
        ] if name == b"Error" => Some(rest),
        [b' ', rest @ ..] if !name.is_empty() => {
            let words = rest.strip_prefix(b"API ").unwrap_or(rest);
            let after = words.strip_prefix(b"error: ").or_else(|| words.strip_prefix(b"Error: "));
            after.or_else(|| if name.ends_with(b"Exception") { after_second(rest) } else { None })
        }
        _ => None,
    }
}

/// What follows the colon or dash behind the name of an exception.
fn after_separator<'t>(name: &[u8], rest: &'t [u8]) -> Option<&'t [u8]> {
    let is_exception = name.ends_with(b"Error") || name.ends_with(b"Exception") || name == b"error";
    match rest {
        [b':', b' ', rest @ ..] | [b' ', b'-', b' ', rest @ ..] if is_exception => Some(rest),
        _ => None,
    }
}

/// What follows the second of two names (LiteLLM: `AzureException RateLimitError - `).
fn after_second(text: &[u8]) -> Option<&[u8]> {
    let (name, rest) = text.split_at(run(text, is_name));
    after_separator(name, rest)
}

fn after_words<'t>(text: &'t [u8], words: &[u8]) -> Option<&'t [u8]> {
    let mut rest = text;
    while !rest.starts_with(words) {
        rest = rest.get(1..)?;
    }
    Some(&rest[words.len()..])
}

/// What follows a type or a code: `insufficient_quota: `.
fn after_label(text: &[u8]) -> Option<&[u8]> {
    if !text.first().is_some_and(u8::is_ascii_lowercase) {
        return None;
    }
    let (name, rest) = text.split_at(run(text, is_name));
    if name.contains(&b'_') { rest.strip_prefix(b": ") } else { None }
}

/// The next part of what a program prints: what follows a colon, a dash, an arrow, a closing bracket, the end of a line or
/// a quoted field's name (`error_message='`), without the quote in front of it.
pub(crate) fn next_part(text: &[u8]) -> Option<&[u8]> {
    for at in 0..text.len() {
        let (before, rest) = (&text[..at], &text[at + 1..]);
        let ends_part = match text[at] {
            b'\n' => true,
            b':' | b']' => rest.starts_with(b" "),
            b'-' => rest.starts_with(b" ") && before.ends_with(b" "),
            b'=' => matches!(rest, [b'\'' | b'"', ..]),
            b'>' => before.ends_with(b"="),
            _ => false,
        };
        if ends_part {
            let rest = rest.trim_ascii_start();
            return Some(match rest {
                [b'\'' | b'"', rest @ ..] | [b'-', b' ', rest @ ..] => rest,
                _ => rest,
            });
        }
    }
    None
}

fn is_name(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-')
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn names_in_front_of_a_message() {
        for (text, exceptions, names) in [
            ("Rate limit reached", None, "Rate limit reached"),
            ("RateLimitError: text", Some("text"), "text"),
            ("litellm.RateLimitError: AzureException - text", Some("text"), "text"),
            ("error: text", Some("text"), "text"),
            ("AzureException RateLimitError - text", Some("text"), "text"),
            (
                "AnException OtherException LastError - text",
                None,
                "AnException OtherException LastError - text",
            ),
            ("AnException API error: text", Some("text"), "text"),
            ("AzureException - RateLimitError text", Some("RateLimitError text"), "RateLimitError text"),
            ("Error: 429 text", Some("429 text"), "text"),
            ("openai error: text", Some("text"), "text"),
            ("azure-openai error: Error: text", Some("text"), "text"),
            ("OpenAI API error: 503 text", Some("503 text"), "text"),
            ("API Error: text", Some("text"), "text"),
            ("insufficient_quota: text", None, "text"),
            ("Error: insufficient_quota: text", Some("insufficient_quota: text"), "text"),
            ("server_error: server_error: text", None, "text"),
            ("server_error: 500 - text", None, "text"),
            ("error, status code: 429, status: 429 Too Many, message: text", Some("text"), "text"),
            ("error, status code: 429, message: 4: text", Some("4: text"), "4: text"),
            ("Error code: 429 - text", Some("text"), "text"),
            ("Error: Error code: 503 - 503 - text", Some("503 - text"), "text"),
            // No name, or nothing that follows one.
            ("Error code: 600 - text", None, "Error code: 600 - text"),
            ("Error code: 429 text", None, "Error code: 429 text"),
            ("Errors code: 429 - text", None, "Errors code: 429 - text"),
            ("error, status code: 429", None, "error, status code: 429"),
            ("error, message: text", None, "error, message: text"),
            ("errors: text", None, "errors: text"),
            ("An error: text", Some("text"), "text"),
            ("An error occurred: text", None, "An error occurred: text"),
            ("note: text", None, "note: text"),
            ("4006: text", None, "4006: text"),
            ("Not_lower: text", None, "Not_lower: text"),
            ("RateLimitError:text", None, "RateLimitError:text"),
            ("RateLimitErrors: text", None, "RateLimitErrors: text"),
            ("", None, ""),
        ] {
            let rest = after_exceptions(text.as_bytes()).map(|rest| str::from_utf8(rest).unwrap());
            assert_eq!(rest, exceptions, "{text}");
            assert_eq!(after_names(text.as_bytes()), names.as_bytes(), "{text}");
            assert!(
                may_begin_with_name(text.as_bytes()) || after_names(text.as_bytes()) == text.as_bytes(),
                "{text}"
            );
        }
    }

    #[test]
    fn parts_of_what_a_program_prints() {
        for (text, parts) in [
            ("", vec![]),
            ("one", vec![]),
            ("one: two - three\nfour", vec!["two - three\nfour", "three\nfour", "four"]),
            ("well-known: a:b -c x=y http://x", vec!["a:b -c x=y http://x"]),
            ("one:\n\n two", vec!["two"]),
            ("one: \"two\"", vec!["two\""]),
            ("one='two' three=\"four", vec!["two' three=\"four", "four"]),
            ("[one]=>two => 'three", vec!["two => 'three", "three"]),
            ("[one] two[3]", vec!["two[3]"]),
            ("[one] - two", vec!["two"]),
            ("one > two", vec![]),
            ("one: ", vec![""]),
            ("- one", vec![]),
            ("one -", vec![]),
        ] {
            let (mut found, mut rest) = (Vec::new(), text.as_bytes());
            while let Some(part) = next_part(rest) {
                found.push(str::from_utf8(part).unwrap());
                rest = part;
            }
            assert_eq!(found, parts, "{text}");
        }
    }
}
