//! Searches in text, compiled once for all: the standard library's are compiled anew for each closure they are given.

use core::str::Split;

use memchr::{memchr, memrchr};

/// How many bytes from the first on pass a test.
pub(crate) fn run(text: &[u8], test: fn(&u8) -> bool) -> usize {
    let mut len = 0;
    while len < text.len() && test(&text[len]) {
        len += 1;
    }
    len
}

/// Whether a byte passes a test.
pub(crate) fn has(text: &str, test: fn(&u8) -> bool) -> bool {
    text.as_bytes().iter().any(test)
}

/// Whether each byte passes a test.
pub(crate) fn all(text: &str, test: fn(&u8) -> bool) -> bool {
    run(text.as_bytes(), test) == text.len()
}

/// The pieces between separators.
pub(crate) fn split(text: &str, is_separator: fn(char) -> bool) -> Split<'_, fn(char) -> bool> {
    text.split(is_separator)
}

/// The text without the characters at its end that pass a test.
pub(crate) fn trim_end(text: &str, test: fn(char) -> bool) -> &str {
    text.trim_end_matches(test)
}

/// Where the first `part` of a text begins; an empty one is nowhere.
pub(crate) fn find(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let mut at = 0;
    loop {
        at += memchr(*part.first()?, &text[at..])?;
        if text[at..].starts_with(part) {
            return Some(at);
        }
        at += 1;
    }
}

/// Where the last `part` of a text begins; an empty one is nowhere.
pub(crate) fn rfind(text: &str, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let mut end = text.len();
    loop {
        end = memrchr(*part.first()?, &text[..end])?;
        if text[end..].starts_with(part) {
            return Some(end);
        }
    }
}
