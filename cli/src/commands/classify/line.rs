//! One line of input, field by field, so that a field that is wrong is named in words.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

/// An answer of the API as a log has it.
#[derive(Debug)]
pub(super) struct Line<'l> {
    /// As it is in the line: numbers of any length, in any spelling.
    pub(super) id: Option<&'l RawValue>,
    pub(super) status: Option<u16>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Cow<'l, [u8]>,
    pub(super) attempt: Option<u32>,
    /// Since 1970.
    pub(super) now: Option<Duration>,
}

/// Why a line cannot be read, and its id where that can.
pub(super) struct BadLine<'l> {
    pub(super) id: Option<&'l RawValue>,
    /// From 1, where the fault has a place of its own.
    pub(super) column: Option<usize>,
    pub(super) problem: String,
}

/// Other keys are ignored: logs have more than is asked for.
#[derive(Deserialize)]
struct Fields<'l> {
    #[serde(borrow, default)]
    id: Option<&'l RawValue>,
    #[serde(borrow, default)]
    status: Option<&'l RawValue>,
    #[serde(borrow, default)]
    headers: Option<&'l RawValue>,
    #[serde(borrow)]
    body: &'l RawValue,
    #[serde(borrow, default)]
    attempt: Option<&'l RawValue>,
    #[serde(borrow, default)]
    now: Option<&'l RawValue>,
}

impl<'l> Line<'l> {
    /// Reads a line, with its end or without.
    pub(super) fn read(text: &'l str) -> Result<Self, BadLine<'l>> {
        let text = text.trim_ascii_end();
        // An array would be taken for the fields in their order.
        if !text.trim_ascii_start().starts_with('{') {
            return Err(BadLine { id: None, column: None, problem: "not a JSON object".to_owned() });
        }
        let fields = serde_json::from_str::<Fields<'_>>(text).map_err(|error| BadLine::new(text, &error))?;
        let id = fields.id;
        fields.into_line().map_err(|problem| BadLine { id, column: None, problem })
    }
}

impl<'l> BadLine<'l> {
    fn new(text: &'l str, error: &serde_json::Error) -> Self {
        let words = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        Self {
            id: id_of(text),
            // A key that is missing or there twice is missing everywhere.
            column: Some(error.column()).filter(|_| error.classify() != Category::Data),
            problem: words.strip_suffix(&place).unwrap_or(&words).to_owned(),
        }
    }
}

/// The id of a line that is wrong elsewhere; the rest is skipped, however deep it is.
fn id_of(text: &str) -> Option<&RawValue> {
    #[derive(Deserialize)]
    struct OnlyId<'l> {
        #[serde(borrow, default)]
        id: Option<&'l RawValue>,
    }
    serde_json::from_str::<OnlyId<'_>>(text).ok().and_then(|line| line.id)
}

impl<'l> Fields<'l> {
    fn into_line(self) -> Result<Line<'l>, String> {
        let is_status = |status: &u16| (100..=599).contains(status);
        let seconds = value(self.now, "`now` must be a time in seconds since 1970 or null", |_: &f64| true)?;
        let now = seconds.map(Duration::try_from_secs_f64).transpose();
        Ok(Line {
            id: self.id,
            status: value(self.status, "`status` must be a whole number from 100 to 599 or null", is_status)?,
            headers: self.headers.map_or(Ok(Vec::new()), headers)?,
            body: body(self.body)?,
            attempt: value(self.attempt, "`attempt` must be a number of calls or null", |_: &u32| true)?,
            now: now.map_err(|_| unlike("`now` must be a time in seconds since 1970 or null", self.now))?,
        })
    }
}

/// The value of a field, or what it must be.
fn value<'l, T: Deserialize<'l>>(
    raw: Option<&'l RawValue>,
    must: &str,
    is_it: impl Fn(&T) -> bool,
) -> Result<Option<T>, String> {
    let Some(text) = raw else { return Ok(None) };
    let value = serde_json::from_str(text.get()).ok().filter(is_it);
    value.map(Some).ok_or_else(|| unlike(must, raw))
}

fn unlike(must: &str, found: Option<&RawValue>) -> String {
    const SHOWN: usize = 40;
    let found = found.map_or("null", RawValue::get);
    match found.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{must}, not {}...", &found[..end]),
        None => format!("{must}, not {found}"),
    }
}

/// The header lines. A list is a header that was sent more than once, null one that was not.
fn headers(raw: &RawValue) -> Result<Vec<(String, String)>, String> {
    // Values are not shown: they may be keys.
    let all: BTreeMap<String, &RawValue> =
        serde_json::from_str(raw.get()).map_err(|_| "`headers` must be an object or null".to_owned())?;
    let mut lines = Vec::new();
    for (name, raw) in all {
        let values = header_values(raw).ok_or_else(|| {
            format!("the header `{name}` must be a string, a number, a list of these or null")
        })?;
        lines.extend(values.into_iter().map(|value| (name.clone(), value)));
    }
    Ok(lines)
}

fn header_values(raw: &RawValue) -> Option<Vec<String>> {
    match raw.get().as_bytes().first()? {
        b'[' => {
            let elements: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
            elements.into_iter().map(header_value).collect()
        }
        b'n' => Some(Vec::new()),
        _ => header_value(raw).map(|value| vec![value]),
    }
}

/// Numbers are common in logs.
fn header_value(raw: &RawValue) -> Option<String> {
    match raw.get().as_bytes().first()? {
        b'"' => {
            let Text(value) = serde_json::from_str(raw.get()).ok()?;
            Some(String::from_utf8_lossy(&value).into_owned())
        }
        b'-' | b'0'..=b'9' => Some(raw.get().to_owned()),
        _ => None,
    }
}

/// The body as text, or as the JSON that a log has kept: then its text as it is in the line.
fn body(raw: &RawValue) -> Result<Cow<'_, [u8]>, String> {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map(|Text(body)| body).map_err(|error| error.to_string()),
        Some(b'{' | b'[' | b'n') => Ok(Cow::Borrowed(text.as_bytes())),
        _ => Err(unlike("`body` must be a string, an object, an array or null", Some(raw))),
    }
}

/// Text that may hold lone surrogates, which `String` refuses.
struct Text<'l>(Cow<'l, [u8]>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl<'de> Visitor<'de> for Bytes {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(bytes)))
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(bytes.to_vec())))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}
