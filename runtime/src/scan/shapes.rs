//! The shapes a body can have: JSON, an event stream, HTML, plain text.

use alloc::vec::Vec;

use memchr::memmem;

use super::envelope::{self, Fields, Found};
use super::text::Text;

/// What the error in `body` says; nothing of it when there is none.
pub(crate) fn scan<'a>(body: &'a [u8], found: &mut Found<'a>) {
    match body.first() {
        // The usual body needs no closer look.
        Some(b'{') => envelope::json(body, 0, found),
        _ => find(body, 0, found),
    }
}

/// Looks for error objects. `nesting` counts the strings around the text.
pub(crate) fn find<'a>(body: &'a [u8], nesting: u8, found: &mut Found<'a>) {
    let text = trim(body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body));
    match text.first() {
        None => {}
        Some(b'{' | b'[' | b'"') => envelope::json(text, nesting, found),
        Some(b'<') => found.offer(Fields::of_message(html_title(text)), 0),
        Some(_) if is_event_stream(text) => events(text, nesting, found),
        Some(_) => found.offer(plain(text), 0),
    }
}

fn trim(text: &[u8]) -> &[u8] {
    text.trim_ascii()
}

fn html_title(html: &[u8]) -> Option<Text<'_>> {
    let open =
        [b"<title>", b"<TITLE>"].iter().find_map(|tag| memmem::find(html, *tag).map(|at| at + tag.len()))?;
    let rest = &html[open..];
    let end = memchr::memchr(b'<', rest).unwrap_or(rest.len());
    Some(Text::new(trim(&rest[..end]), false)).filter(|title| !title.raw().is_empty())
}

fn is_event_stream(text: &[u8]) -> bool {
    let fields: [&[u8]; 5] = [b"data:", b"event:", b"id:", b"retry:", b":"];
    fields.iter().any(|field| text.starts_with(field))
}

/// Server-sent events: the data lines of each, joined; text that is no JSON counts in events called error.
fn events<'a>(stream: &'a [u8], nesting: u8, found: &mut Found<'a>) {
    let mut event = Event::default();
    for line in stream.split(|&b| b == b'\n').chain([&b""[..]]) {
        let line = trim(line);
        if let Some(payload) = line.strip_prefix(b"data:") {
            event.push(trim(payload));
        } else if let Some(name) = line.strip_prefix(b"event:") {
            event.is_error = trim(name) == b"error";
        } else if line.is_empty() {
            event.finish(nesting, found);
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

    fn finish(&self, nesting: u8, found: &mut Found<'a>) {
        let starts_json = |text: &[u8]| matches!(text.first(), Some(b'{' | b'['));
        let Some(first) = self.first else { return };
        if !starts_json(first) {
            if self.is_error {
                found.offer(plain(first), 0);
            }
        } else if self.more.iter().all(|line| starts_json(line)) {
            // Each line on its own is JSON in practice, also where the blank line between events got lost.
            envelope::json(first, nesting, found);
            self.more.iter().for_each(|line| envelope::json(line, nesting, found));
        } else {
            let mut joined = Found::default();
            let text = [&[first], &*self.more].concat().join(&b"\n"[..]);
            envelope::json(&text, nesting, &mut joined);
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
