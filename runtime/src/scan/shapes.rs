//! The shapes a body can have: JSON, an event stream, HTML, plain text.

use alloc::vec::Vec;

use super::envelope;
use super::found::{Fields, Found, status_number};
use super::printed;
use super::text::Text;

/// What the error in `body` says; nothing of it when there is none.
pub(crate) fn scan<'a>(body: &'a [u8], found: &mut Found<'a>) {
    match body {
        // The usual body needs no closer look.
        [b'{', b'"', ..] => envelope::json(body, 0, found),
        [b'{', b' ' | b'\n' | b'\r' | b'\t', ..] if !printed::is_printed(body) => {
            envelope::json(body, 0, found);
        }
        _ => find(body, found),
    }
    // Other sentences are not opened: they repeat what users sent.
    if let Some((text, depth)) = found.exception() {
        open(text, 0, depth, found);
    }
}

#[inline(never)]
fn find<'a>(body: &'a [u8], found: &mut Found<'a>) {
    let text = trim(body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body));
    match text.first() {
        None => {}
        Some(b'"') => envelope::json(text, 0, found),
        Some(b'{' | b'[') if !is_word_in_bracket(text) => json_in(text, 0, found),
        Some(b'<') => page(text, found),
        Some(_) if is_event_stream(text) => events(text, found),
        Some(_) => words(text, found),
    }
}

/// Whether a bracket stands around a word: `[proxy] upstream timed out`.
fn is_word_in_bracket(text: &[u8]) -> bool {
    let behind = text.get(1..).unwrap_or_default();
    let word_end = behind.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(behind.len());
    word_end > 0
        && !matches!(&behind[..word_end], b"true" | b"false" | b"null" | b"None" | b"True" | b"False")
}

/// Reads JSON, or what other languages print for it, at the start of a text or behind words. `nesting` counts the
/// strings around the text.
fn json_in<'a>(text: &'a [u8], nesting: u8, found: &mut Found<'a>) {
    let Some(json) = json_start(text).map(|at| &text[at..]) else { return };
    if !printed::is_printed(json) {
        return envelope::json(json, nesting, found);
    }
    let mut inner = Found::default();
    let json = printed::to_json(json);
    envelope::json(&json, nesting, &mut inner);
    found.offer_nested(&inner, 0);
}

/// Opens JSON inside a string; false when it does not say which error it is, so that the string counts too.
#[inline(never)]
pub(crate) fn open(text: Text<'_>, nesting: u8, depth: u8, found: &mut Found<'_>) -> bool {
    let decoded = text.decode();
    let mut inner = Found::default();
    json_in(decoded.as_bytes(), nesting + 1, &mut inner);
    found.offer_nested(&inner, depth.saturating_add(1));
    inner.is_specific()
}

/// Where JSON begins: at the start, else with the first brace that a key follows.
fn json_start(text: &[u8]) -> Option<usize> {
    if matches!(text.trim_ascii_start().first(), Some(b'{' | b'[')) {
        return Some(0);
    }
    let opens_object = |at: &usize| {
        let key = text[at + 1..].trim_ascii_start();
        matches!(key.first(), Some(b'"' | b'\'')) || printed::is_bare_key(key)
    };
    memchr::memchr_iter(b'{', text).find(opens_object)
}

/// Plain text is the message, unless an error object stands behind words: what a client or a proxy printed.
fn words<'a>(text: &'a [u8], found: &mut Found<'a>) {
    let mut printed = Found::default();
    if label(text).is_none() {
        json_in(text, 0, &mut printed);
    }
    if printed.is_envelope() {
        *found = printed;
    } else {
        found.offer(plain(text), 0);
    }
}

fn trim(text: &[u8]) -> &[u8] {
    text.trim_ascii()
}

/// A page's title is its message; what a proxy made begins it with the status.
fn page<'a>(html: &'a [u8], found: &mut Found<'a>) {
    let title = html_title(html);
    let first_word = title.and_then(|title| title.raw().split(|&byte| byte == b' ').next());
    found.status = first_word.and_then(|word| status_number(Text::new(word, false)));
    found.offer(Fields::of_message(title), 0);
}

fn html_title(html: &[u8]) -> Option<Text<'_>> {
    let opens = |at: &usize| {
        let tag = html[*at..].get(..TITLE.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(TITLE));
        tag && matches!(html.get(at + TITLE.len()), Some(b'>' | b' ' | b'\n' | b'\r' | b'\t'))
    };
    let tag = memchr::memchr_iter(b'<', html).find(opens)?;
    let open = tag + memchr::memchr(b'>', &html[tag..])? + 1;
    let rest = &html[open..];
    let end = memchr::memchr(b'<', rest).unwrap_or(rest.len());
    Some(Text::new(trim(&rest[..end]), false)).filter(|title| !title.raw().is_empty())
}

const TITLE: &[u8] = b"<title";

/// Whether it begins with a field of an event and has data; words may begin so too (`id: 77 is down`).
fn is_event_stream(text: &[u8]) -> bool {
    let fields: [&[u8]; 5] = [b"data:", b"event:", b"id:", b"retry:", b":"];
    let begins = fields.iter().any(|field| text.starts_with(field));
    begins && lines(text).any(|line| line.starts_with(b"data:"))
}

/// Lines end with a line feed, or all of them with a carriage return. One before a line feed stays.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = if memchr::memchr(b'\n', text).is_some() { b'\n' } else { b'\r' };
    text.split(move |byte| *byte == end)
}

/// Server-sent events: the data lines of each, joined; text that is no JSON counts in events called error.
fn events<'a>(stream: &'a [u8], found: &mut Found<'a>) {
    let mut event = Event::default();
    for line in lines(stream).chain([&b""[..]]) {
        let line = trim(line);
        if let Some(payload) = line.strip_prefix(b"data:") {
            event.push(trim(payload));
        } else if let Some(name) = line.strip_prefix(b"event:") {
            event.is_error = trim(name) == b"error";
        } else if line.is_empty() {
            event.finish(found);
            event = Event::default();
        }
    }
}

/// An event that is being read. Nearly all have one line of data.
#[derive(Default)]
struct Event<'a> {
    is_error: bool,
    first: Option<&'a [u8]>,
    more: Vec<&'a [u8]>,
}

impl<'a> Event<'a> {
    fn push(&mut self, data: &'a [u8]) {
        match self.first {
            None => self.first = Some(data),
            Some(_) => self.more.push(data),
        }
    }

    fn finish(&self, found: &mut Found<'a>) {
        let starts_json = |text: &[u8]| matches!(text.first(), Some(b'{' | b'['));
        let Some(first) = self.first else { return };
        if !starts_json(first) {
            if self.is_error {
                found.offer(plain(first), 0);
            }
        } else if self.more.iter().all(|line| starts_json(line)) {
            // Each line on its own is JSON in practice, also where the blank line between events got lost.
            envelope::json(first, 0, found);
            self.more.iter().for_each(|line| envelope::json(line, 0, found));
        } else {
            let mut joined = Found::default();
            let mut text = first.to_vec();
            for line in &self.more {
                text.push(b'\n');
                text.extend_from_slice(line);
            }
            envelope::json(&text, 0, &mut joined);
            found.offer_nested(&joined, 0);
        }
    }
}

const LABELS: [&[u8]; 4] = [b"message:", b"type:", b"param:", b"code:"];

/// Plain text is the message, unless it is an error object written as `message: ...`, `type: ...` lines.
fn plain(text: &[u8]) -> Fields<'_> {
    if label(text).is_none() {
        return Fields::of_message(Some(Text::new(text, false)));
    }
    let mut fields = Fields::default();
    let mut rest = text;
    while let Some(name) = label(rest) {
        let end = memchr::memchr_iter(b'\n', rest)
            .find(|&at| label(&rest[at + 1..]).is_some())
            .unwrap_or(rest.len());
        let value = trim(&rest[name.len()..end]);
        let value = (!value.is_empty() && value != b"null").then(|| Text::new(value, false));
        match name {
            b"message:" => fields.message = value,
            b"type:" => fields.kind = value,
            b"param:" => fields.param = value,
            _ => fields.code = value,
        }
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    fields
}

fn label(text: &[u8]) -> Option<&'static [u8]> {
    LABELS.into_iter().find(|label| text.starts_with(label))
}
