//! Reads the keys of one TOML table; each problem is noted at its place and reading goes on.

use std::ops::Range;
use std::time::Duration;

use crate::diagnostic::Problems;
use crate::document::{self, Kind, Value};
use crate::format;
use crate::strings::find_byte;
use crate::table::{Remedy, Spanned};
use crate::text::Text;
use crate::{duration, names};

/// One table of the file, the keys it may have, and how to speak of it.
pub(crate) struct Fields<'a, 'i> {
    table: &'a document::Table<'i>,
    /// Where a missing key is reported.
    pub(crate) span: Range<usize>,
    what: &'a str,
    /// Keys that are there, but misspelt: not reported as missing as well.
    misspelt: Vec<&'static str>,
}

impl<'a, 'i> Fields<'a, 'i> {
    /// Notes every key of `table` that is not in `allowed`.
    pub(crate) fn new(
        table: &'a document::Table<'i>,
        span: Range<usize>,
        what: &'a str,
        allowed: &[&'static str],
        problems: &mut Problems,
    ) -> Self {
        let mut misspelt = Vec::new();
        for document::Entry { key, .. } in &table.entries {
            let name: &str = &key.name;
            if !allowed.contains(&name) {
                let hint = names::suggest(name, allowed);
                if let Some(meant) = names::nearest(name, allowed) {
                    misspelt.push(meant);
                }
                problems.push(key.span.clone(), format!("unknown key `{name}` in {what}; {hint}"));
            }
        }
        Self { table, span, what, misspelt }
    }

    /// As [`new`](Self::new), from a value that must be a table.
    pub(crate) fn of_value(
        value: &'a Value<'i>,
        what: &'a str,
        allowed: &[&'static str],
        problems: &mut Problems,
    ) -> Option<Self> {
        let Some(table) = value.as_table() else {
            wrong_type(value, what, "a table", problems);
            return None;
        };
        Some(Self::new(table, value.span.clone(), what, allowed, problems))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&'a Value<'i>> {
        self.table.get(key)
    }

    pub(crate) fn require(&self, key: &str, problems: &mut Problems) -> Option<&'a Value<'i>> {
        let value = self.get(key);
        if value.is_none() && !self.misspelt.contains(&key) {
            problems.push(self.span.clone(), format!("{} has no `{key}`", self.what));
        }
        value
    }

    /// A required string that is not empty and has neither control characters nor marks of direction.
    pub(crate) fn string(&self, key: &str, problems: &mut Problems) -> Spanned<String> {
        let value = self.require(key, problems);
        value.and_then(|value| string(value, key, problems)).unwrap_or_default()
    }

    pub(crate) fn optional_string(&self, key: &str, problems: &mut Problems) -> Option<Spanned<String>> {
        string(self.get(key)?, key, problems)
    }

    pub(crate) fn strings(&self, key: &str, problems: &mut Problems) -> Vec<Spanned<String>> {
        let mut strings = Vec::new();
        for value in self.array(key, problems) {
            if let Some(text) = string(value, key, problems) {
                strings.push(text);
            }
        }
        strings
    }

    /// The elements of an optional array.
    pub(crate) fn array(&self, key: &str, problems: &mut Problems) -> &'a [Value<'i>] {
        let Some(value) = self.get(key) else { return &[] };
        let Some(array) = value.as_array() else {
            wrong_type(value, &format!("`{key}`"), "an array", problems);
            return &[];
        };
        array
    }

    /// A required Markdown text.
    pub(crate) fn text(&self, key: &str, problems: &mut Problems) -> Text {
        let source = self.string(key, problems);
        match Text::parse(&source.value) {
            Ok(text) => text,
            Err(error) => {
                problems.push(inside(&source, error.at), error.message);
                Text::default()
            }
        }
    }

    pub(crate) fn duration(
        &self,
        key: &str,
        range: (Duration, Duration),
        problems: &mut Problems,
    ) -> Option<Duration> {
        let text = self.optional_string(key, problems)?;
        let Some(delay) = duration::parse(&text.value) else {
            let message = format!(
                "unreadable duration `{}` for `{key}`, expected for example \"500ms\", \"8s\", \"1m30s\" or \"1h\"",
                text.value
            );
            problems.push(text.span, message);
            return None;
        };
        if delay < range.0 || delay > range.1 {
            let (from, to) = (duration::write(range.0), duration::write(range.1));
            let message = format!("`{key}` is out of range, expected {from} to {to}");
            problems.push(text.span, message);
            return None;
        }
        Some(delay)
    }

    pub(crate) fn integer(&self, key: &str, range: format::Range, problems: &mut Problems) -> Option<u32> {
        integer(self.get(key)?, key, range, problems)
    }

    pub(crate) fn status(&self, key: &str, problems: &mut Problems) -> Option<u16> {
        status(self.get(key)?, key, problems)
    }

    pub(crate) fn remedy(&self, key: &str, problems: &mut Problems) -> Option<Spanned<Remedy>> {
        let name = self.optional_string(key, problems)?;
        let mut known = Vec::new();
        for (value, its_name) in &Remedy::ALL {
            if *its_name == name.value {
                return Some(Spanned { value: *value, span: name.span });
            }
            known.push(*its_name);
        }
        let hint = names::suggest(&name.value, &known);
        problems.push(name.span, format!("unknown remedy `{}`; {hint}", name.value));
        None
    }

    /// An optional month, `YYYY-MM`.
    pub(crate) fn month(&self, key: &str, problems: &mut Problems) -> Option<Spanned<String>> {
        let month = self.optional_string(key, problems)?;
        if !is_month(&month.value) {
            let message = format!("`{key}` is not a month, expected \"YYYY-MM\", for example \"2026-02\"");
            problems.push(month.span, message);
            return None;
        }
        Some(month)
    }
}

/// The place of byte `at` of a string: exact unless the string has escapes, whose length differs in the file.
fn inside(string: &Spanned<String>, at: usize) -> Range<usize> {
    let quotes = string.span.len().saturating_sub(string.value.len());
    let start = if quotes == 2 { string.span.start + 1 + at } else { string.span.start };
    start..start + 1
}

/// Whether `text` is `YYYY-MM`.
pub(crate) fn is_month(text: &str) -> bool {
    let [year @ .., b'-', tens, ones] = text.as_bytes() else { return false };
    let is_month = matches!((tens, ones), (b'0', b'1'..=b'9') | (b'1', b'0'..=b'2'));
    is_month && year.len() == 4 && year.iter().all(u8::is_ascii_digit)
}

pub(crate) fn string(value: &Value<'_>, key: &str, problems: &mut Problems) -> Option<Spanned<String>> {
    let Some(text) = value.as_str() else {
        wrong_type(value, &format!("`{key}`"), "a string", problems);
        return None;
    };
    if text.trim().is_empty() {
        problems.push(value.span.clone(), format!("`{key}` is empty"));
        return None;
    }
    if let Some(what) = forbidden(text) {
        problems.push(value.span.clone(), format!("`{key}` contains {what}"));
        return None;
    }
    Some(Spanned { value: text.to_owned(), span: value.span.clone() })
}

/// What a text contains that it may not. Most texts are printable ASCII, which takes no second look.
fn forbidden(text: &str) -> Option<&'static str> {
    let unusual = find_byte(text, 0, |byte| !matches!(byte, b' '..=b'~'))?;
    for c in text[unusual..].chars() {
        match c {
            // In the doc comments of the emitted code they would be an error of rustc.
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {
                return Some("invisible marks of text direction (U+202A to U+202E, U+2066 to U+2069)");
            }
            c if c.is_control() => return Some("control characters or line breaks"),
            _ => {}
        }
    }
    None
}

pub(crate) fn integer(
    value: &Value<'_>,
    key: &str,
    (min, max): format::Range,
    problems: &mut Problems,
) -> Option<u32> {
    let Kind::Integer(digits, radix) = &value.kind else {
        wrong_type(value, &format!("`{key}`"), "a whole number", problems);
        return None;
    };
    // Whatever is not a `u32` is in no range.
    match u32::from_str_radix(digits, *radix) {
        Ok(number) if min <= number && number <= max => Some(number),
        _ => {
            problems.push(value.span.clone(), format!("`{key}` is out of range, expected {min} to {max}"));
            None
        }
    }
}

pub(crate) fn status(value: &Value<'_>, key: &str, problems: &mut Problems) -> Option<u16> {
    u16::try_from(integer(value, key, format::STATUS, problems)?).ok()
}

pub(crate) fn wrong_type(value: &Value<'_>, what: &str, expected: &str, problems: &mut Problems) {
    let found = value.name();
    problems.push(value.span.clone(), format!("{what} must be {expected}, found {found}"));
}
