//! One line of input, field by field, so that a field that is wrong is named in words.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
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

/// The id of a line that is wrong elsewhere, also where the line is no JSON further on.
fn id_of(text: &str) -> Option<&RawValue> {
    struct Id<'i, 'l>(&'i mut Option<&'l RawValue>);

    impl<'l> Visitor<'l> for Id<'_, 'l> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<(), A::Error> {
            while let Some(key) = map.next_key::<Cow<'l, str>>()? {
                let value = map.next_value::<&RawValue>()?;
                if key == "id" {
                    *self.0 = Some(value);
                }
            }
            Ok(())
        }
    }

    let mut id = None;
    // That the line is wrong is known.
    let _ = serde_json::Deserializer::from_str(text).deserialize_map(Id(&mut id));
    id
}

impl<'l> Fields<'l> {
    fn into_line(self) -> Result<Line<'l>, String> {
        let now = number(self.now, "`now` must be a time in seconds since 1970 or null")?;
        let now = now.map(Duration::try_from_secs_f64).transpose();
        Ok(Line {
            id: self.id,
            status: whole(self.status, "`status` must be a whole number up to 65535 or null")?,
            headers: self.headers.map_or(Ok(Vec::new()), headers)?,
            body: body(self.body)?,
            attempt: whole(self.attempt, "`attempt` must be a number of calls or null")?,
            now: now.map_err(|_| unlike("`now` must be a time in seconds since 1970 or null", self.now))?,
        })
    }
}

/// The value of a field, or what it must be.
fn number(raw: Option<&RawValue>, must: &str) -> Result<Option<f64>, String> {
    let read = |raw: &RawValue| serde_json::from_str(raw.get()).map_err(|_| unlike(must, Some(raw)));
    raw.map(read).transpose()
}

/// The same for whole numbers, which some logs write as `429.0`.
fn whole<T: TryFrom<u32>>(raw: Option<&RawValue>, must: &str) -> Result<Option<T>, String> {
    let Some(number) = number(raw, must)? else { return Ok(None) };
    let is_whole = number.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&number);
    let value = if is_whole { T::try_from(number as u32).ok() } else { None };
    value.map(Some).ok_or_else(|| unlike(must, raw))
}

/// What was found is not shown where it may be a key.
fn unlike(must: &str, found: Option<&RawValue>) -> String {
    let found = found.map_or("null", RawValue::get);
    let shown = match found.as_bytes().first() {
        Some(b'"') => "a string",
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        _ => found,
    };
    format!("{must}, not {shown}")
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

/// The body as text, or as the JSON that a log has kept: then its text as it is in the line. Null is an empty body.
fn body(raw: &RawValue) -> Result<Cow<'_, [u8]>, String> {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'"') => serde_json::from_str(text).map(|Text(body)| body).map_err(|error| error.to_string()),
        Some(b'{' | b'[') => Ok(Cow::Borrowed(text.as_bytes())),
        Some(b'n') => Ok(Cow::Borrowed(b"")),
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
