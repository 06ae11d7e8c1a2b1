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
    if let (true, Some(second)) = (name.ends_with("Exception"), rest.strip_prefix(' ')) {
        if let Some(("the name of an exception", after)) = left_out(second) {
            return Some(("the names of exceptions", after));
        }
    }
    if let Some(rest) = rest.strip_prefix(' ') {
        let rest = rest.strip_prefix("API ").unwrap_or(rest);
        if let Some(rest) = rest.strip_prefix("error: ").or(rest.strip_prefix("Error: ")) {
            return Some(("who has the error", rest));
        }
    }
    if name.ends_with("Error") || name.ends_with("Exception") || name == "error" {
        let rest = rest.strip_prefix(": ").or(rest.strip_prefix(" - "))?;
        return Some(("the name of an exception", rest));
    }
    let is_label =
        message.as_bytes()[0].is_ascii_lowercase() && find_byte(name, 0, |byte| byte == b'_').is_some();
    if is_label { Some(("a type or a code", rest.strip_prefix(": ")?)) } else { None }
}

/// The part of a message that matchers are compared with.
pub(crate) fn compared(message: &str) -> &str {
    let mut rest = message;
    while let Some((_, after)) = left_out(rest) {
        rest = after;
    }
    rest
}
