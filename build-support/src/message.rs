//! Where the message of an answer begins for matchers. The runtime does the same (`scan::front`).

use crate::strings::{find, find_byte};

/// What is left out at the beginning of a message, and what follows it.
pub(crate) fn left_out(message: &str) -> Option<(&'static str, &str)> {
    if let Some(rest) = message.strip_prefix(' ') {
        return Some(("a space", rest));
    }
    if let [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9', b' ', ..] = message.as_bytes() {
        let rest = &message[4..];
        // Programs print a dash there, or the message in quotes.
        let rest = rest.strip_prefix("- ").or(rest.strip_prefix('"')).unwrap_or(rest);
        return Some(("a status and a space", rest));
    }
    let ends_name = |byte: u8| !byte.is_ascii_alphanumeric() && !matches!(byte, b'.' | b'_' | b'-');
    let (name, rest) = message.split_at(find_byte(message, 0, ends_name)?);
    if name.is_empty() {
        return None;
    }
    if name == "error" && rest.starts_with(", status code: ") {
        let label = "message: ";
        let at = find(rest, 0, label)?;
        return Some(("what go-openai prints", &rest[at + label.len()..]));
    }
    if let ("Error", Some(rest)) = (name, rest.strip_prefix(" code: ")) {
        if let [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9', b' ', b'-', b' ', ..] = rest.as_bytes() {
            return Some(("what the Python client prints", &rest[6..]));
        }
    }
    if let Some(after) = after_exception(name, rest) {
        return Some(("the name of an exception", after));
    }
    if let Some(rest) = rest.strip_prefix(' ') {
        let words = rest.strip_prefix("API ").unwrap_or(rest);
        if let Some(rest) = words.strip_prefix("error: ").or(words.strip_prefix("Error: ")) {
            return Some(("who has the error", rest));
        }
        if name.ends_with("Exception") {
            let (second, rest) = rest.split_at(find_byte(rest, 0, ends_name)?);
            return Some(("the names of exceptions", after_exception(second, rest)?));
        }
    }
    let is_label =
        message.as_bytes()[0].is_ascii_lowercase() && find_byte(name, 0, |byte| byte == b'_').is_some();
    if is_label { Some(("a type or a code", rest.strip_prefix(": ")?)) } else { None }
}

/// What follows the colon or dash behind the name of an exception.
fn after_exception<'t>(name: &str, rest: &'t str) -> Option<&'t str> {
    let is_exception = name.ends_with("Error") || name.ends_with("Exception") || name == "error";
    rest.strip_prefix(": ").or(rest.strip_prefix(" - ")).filter(|_| is_exception)
}

/// The part of a message that matchers are compared with.
pub(crate) fn compared(message: &str) -> &str {
    let mut rest = message;
    while let Some((_, after)) = left_out(rest) {
        rest = after;
    }
    rest
}
