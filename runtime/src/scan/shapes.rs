//! The shapes a body can have: JSON, an event stream, HTML, plain text.

use alloc::vec::Vec;

use super::cursor::Cursor;
use super::found::{Fields, Found, status_number};
use super::json;
use super::named_status::named_status;
use super::printed::is_printed;
use super::text::Text;
use crate::search::run;

/// What the error in `body` says; nothing of it when there is none.
pub(crate) fn scan<'a>(body: &'a [u8], found: &mut Found<'a>) {
    // The usual body needs no closer look.
    if body.first() == Some(&b'{') && Cursor::new(body, 1).peek() == Some(b'"') {
        json::read(body, 0, found);
        if found.is_nothing() && is_printed(body) {
            json::json_or_printed(body, 0, found);
        }
    } else {
        find(body, found);
    }
    // Other sentences are not opened: they repeat what users sent.
    if let Some((text, depth)) = found.around_an_answer() {
        json::open_string(text, 0, depth, found);
    }
}

#[inline(never)]
fn find<'a>(body: &'a [u8], found: &mut Found<'a>) {
    let text = trim(body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body));
    match text.first() {
        None => {}
        Some(b'"') => json::read(text, 0, found),
        Some(b'{' | b'[') if !json::is_word_in_bracket(text) => json::json_or_printed(text, 0, found),
        Some(b'<') if is_tag(text) => html_page(text, found),
        Some(_) if is_event_stream(text) => events(text, found),
        Some(_) => plain_text(text, found),
    }
}

/// Plain text is the message, unless an error object follows words: what a client or a proxy printed.
fn plain_text<'a>(text: &'a [u8], found: &mut Found<'a>) {
    let mut printed = Found::default();
    if label(text).is_none() {
        json::json_or_printed(text, 0, &mut printed);
        let text = Text::new(text);
        // A body as a string, as Rust prints one: `Some("{\"error\": ...}")`.
        if printed.is_nothing() && text.is_escaped() {
            json::open_string(text, 0, 0, &mut printed);
        }
    }
    let named = named_status(text);
    // Behind a status a message alone is an answer, too.
    if printed.is_envelope() || (named.is_some() && !printed.is_nothing()) {
        *found = printed;
    } else {
        found.offer(&plain(text), 0);
        found.is_printed = true;
    }
    found.status = found.status.or(named);
}

fn trim(text: &[u8]) -> &[u8] {
    text.trim_ascii()
}

/// Whether a text that begins with `<` is HTML or XML; logs begin with `<2>`.
fn is_tag(text: &[u8]) -> bool {
    matches!(text.get(1), Some(b'!' | b'?' | b'/' | b'a'..=b'z' | b'A'..=b'Z'))
}

/// A page's title is its message; what a proxy made begins it with the status.
fn html_page<'a>(html: &'a [u8], found: &mut Found<'a>) {
    let Some(title) = html_title(html) else { return };
    let first_word = &title.raw()[..run(title.raw(), |byte| *byte != b' ')];
    found.status = status_number(Text::plain(first_word));
    found.offer(&Fields::of_message(Some(title)), 0);
}

fn html_title(html: &[u8]) -> Option<Text<'_>> {
    for tag in memchr::memchr_iter(b'<', html) {
        let tag = &html[tag..];
        if is_title(tag) {
            let (_, rest) = tag.split_at(memchr::memchr(b'>', tag)? + 1);
            let title = trim(&rest[..memchr::memchr(b'<', rest).unwrap_or(rest.len())]);
            return if title.is_empty() { None } else { Some(Text::plain(title)) };
        }
    }
    None
}

fn is_title(tag: &[u8]) -> bool {
    const TITLE: &[u8] = b"<title";
    let Some((name, rest)) = tag.split_at_checked(TITLE.len()) else { return false };
    name.eq_ignore_ascii_case(TITLE) && matches!(rest, [b'>' | b' ' | b'\n' | b'\r' | b'\t', ..])
}

/// Whether it begins with a field of an event and has data; words may begin so too (`id: 77 is down`).
fn is_event_stream(text: &[u8]) -> bool {
    if beginning(text, &[b"data:", b"event:", b"id:", b"retry:", b":"]).is_none() {
        return false;
    }
    let mut lines = Lines::new(text);
    while let Some(line) = lines.next() {
        if line.starts_with(b"data:") {
            return true;
        }
    }
    false
}

/// Lines end with a line feed, or all of them with a carriage return. One before a line feed stays.
struct Lines<'a> {
    rest: &'a [u8],
    end: u8,
}

impl<'a> Lines<'a> {
    fn new(text: &'a [u8]) -> Self {
        let end = if memchr::memchr(b'\n', text).is_some() { b'\n' } else { b'\r' };
        Self { rest: text, end }
    }

    /// The next line; none at the end.
    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(self.end, self.rest).unwrap_or(self.rest.len());
        let line = &self.rest[..end];
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        Some(line)
    }
}

/// Server-sent events: the data lines of each, joined; text that is not JSON counts in events called error.
fn events<'a>(stream: &'a [u8], found: &mut Found<'a>) {
    let mut event = Event::default();
    let mut lines = Lines::new(stream);
    while let Some(line) = lines.next() {
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
    event.finish(found);
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
        let Some(first) = self.first else { return };
        if !starts_json(first) {
            if self.is_error {
                found.offer(&plain(first), 0);
            }
        } else if self.has_json_lines() {
            json::read(first, 0, found);
            for line in &self.more {
                json::read(line, 0, found);
            }
        } else {
            let mut joined = Found::default();
            let mut text = first.to_vec();
            for line in &self.more {
                text.push(b'\n');
                text.extend_from_slice(line);
            }
            json::read(&text, 0, &mut joined);
            found.offer_nested(&joined, 0);
        }
    }

    /// Each line on its own is JSON in practice, also where the blank line between events got lost.
    fn has_json_lines(&self) -> bool {
        for line in &self.more {
            if !starts_json(line) {
                return false;
            }
        }
        true
    }
}

fn starts_json(text: &[u8]) -> bool {
    matches!(text, [b'{' | b'[', ..])
}

const LABELS: [&[u8]; 4] = [b"message:", b"type:", b"param:", b"code:"];

/// Plain text is the message, unless it is an error object written as `message: ...`, `type: ...` lines.
fn plain(text: &[u8]) -> Fields<'_> {
    if label(text).is_none() {
        return Fields::of_message(Some(Text::plain(text)));
    }
    let mut fields = Fields::default();
    let mut rest = text;
    while let Some(name) = label(rest) {
        let end = labelled_end(rest);
        let value = match trim(&rest[name.len()..end]) {
            b"" | b"null" => None,
            value => Some(Text::plain(value)),
        };
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

/// Where the next line with a label ends this one.
fn labelled_end(text: &[u8]) -> usize {
    for at in memchr::memchr_iter(b'\n', text) {
        if label(&text[at + 1..]).is_some() {
            return at;
        }
    }
    text.len()
}

fn label(text: &[u8]) -> Option<&'static [u8]> {
    beginning(text, &LABELS)
}

/// Which of these a text begins with.
fn beginning(text: &[u8], known: &[&'static [u8]]) -> Option<&'static [u8]> {
    known.iter().copied().find(|beginning| text.starts_with(beginning))
}
