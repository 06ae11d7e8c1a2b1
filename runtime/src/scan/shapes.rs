//! The shapes a body can have: JSON, an event stream, HTML, plain text.

use alloc::vec::Vec;

use super::found::{Fields, Found, status_number};
use super::json;
use super::printed;
use super::text::Text;

/// What the error in `body` says; nothing of it when there is none.
pub(crate) fn scan<'a>(body: &'a [u8], found: &mut Found<'a>) {
    match body {
        // The usual body needs no closer look.
        [b'{', b'"', ..] => json::read(body, 0, found),
        [b'{', b' ' | b'\n' | b'\r' | b'\t', ..] if !printed::is_printed(body) => {
            json::read(body, 0, found);
        }
        _ => find(body, found),
    }
    // Other sentences are not opened: they repeat what users sent.
    if let Some((text, depth)) = found.exception() {
        json::open_string(text, 0, depth, found);
    }
}

#[inline(never)]
fn find<'a>(body: &'a [u8], found: &mut Found<'a>) {
    let text = trim(body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body));
    match text.first() {
        None => {}
        Some(b'"') => json::read(text, 0, found),
        Some(b'{' | b'[') if !is_word_in_bracket(text) => json::json_or_printed(text, 0, found),
        Some(b'<') => html_page(text, found),
        Some(_) if is_event_stream(text) => events(text, found),
        Some(_) => plain_text(text, found),
    }
}

/// Whether a bracket is around a word: `[proxy] upstream timed out`.
fn is_word_in_bracket(text: &[u8]) -> bool {
    let inside = text.get(1..).unwrap_or_default();
    let word_end = inside.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(inside.len());
    word_end > 0
        && !matches!(&inside[..word_end], b"true" | b"false" | b"null" | b"None" | b"True" | b"False")
}

/// Plain text is the message, unless an error object follows words: what a client or a proxy printed.
fn plain_text<'a>(text: &'a [u8], found: &mut Found<'a>) {
    let mut printed = Found::default();
    if label(text).is_none() {
        json::json_or_printed(text, 0, &mut printed);
    }
    if printed.is_envelope() {
        *found = printed;
    } else {
        found.offer(plain(text), 0);
    }
    found.status = found.status.or_else(|| named_status(text));
}

/// The status that a program names in its first words: `HTTP 503`, `status code: 503`, `failed (503): `.
fn named_status(text: &[u8]) -> Option<u16> {
    let mut before: &[u8] = b"";
    text.split(u8::is_ascii_whitespace).take(WORDS_BEFORE_STATUS).find_map(|word| {
        let name = before.strip_suffix(b":").unwrap_or(before);
        let is_name = NAMES_OF_STATUS.iter().any(|known| name.eq_ignore_ascii_case(known));
        let in_brackets = word.strip_prefix(b"(").and_then(|word| word.strip_suffix(b"):"));
        let bare = word.strip_suffix(b":").or(word.strip_suffix(b",")).unwrap_or(word);
        before = word;
        let number = in_brackets.or(is_name.then_some(bare))?;
        status_number(Text::new(number, false)).filter(|status| status / 100 >= 4)
    })
}

fn trim(text: &[u8]) -> &[u8] {
    text.trim_ascii()
}

/// A page's title is its message; what a proxy made begins it with the status.
fn html_page<'a>(html: &'a [u8], found: &mut Found<'a>) {
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

/// Server-sent events: the data lines of each, joined; text that is not JSON counts in events called error.
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
            json::read(first, 0, found);
            self.more.iter().for_each(|line| json::read(line, 0, found));
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
}

/// How many words may be in front of a status.
const WORDS_BEFORE_STATUS: usize = 12;

const NAMES_OF_STATUS: [&[u8]; 5] = [b"HTTP", b"HTTP/1.1", b"HTTP/2", b"status", b"code"];

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
