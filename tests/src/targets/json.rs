//! JSON as it stands in a body, read by `serde_json`.
//!
//! Not its `Value`, which forgets the order of the keys, those that stand twice, and how a number was written.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Deeper bodies are not read.
const DEEPEST: usize = 60;

/// A value.
#[derive(Debug, Clone)]
pub enum Json<'b> {
    /// `null`.
    Null,
    /// A number, `true` or `false`, as it is written.
    Bare(&'b str),
    /// A string.
    Text(Words<'b>),
    /// An array.
    List(Vec<Json<'b>>),
    /// An object, with every key.
    Object(Vec<(String, Json<'b>)>),
}

/// A string.
#[derive(Debug, Clone)]
pub struct Words<'b> {
    /// As it is meant.
    pub decoded: String,
    /// As it is written, without the quotes.
    raw: &'b str,
}

impl<'b> Json<'b> {
    /// The one value that `text` is; none when it is something else, or too deep.
    pub fn read(text: &'b str) -> Option<Self> {
        let value: &RawValue = serde_json::from_str(text).ok()?;
        Self::value(value, DEEPEST)
    }

    fn value(value: &'b RawValue, depth_left: usize) -> Option<Self> {
        let text = value.get();
        let inside = |inner| Self::value(inner, depth_left.checked_sub(1)?);
        Some(match text.as_bytes().first()? {
            b'n' => Self::Null,
            b'"' => {
                let decoded = serde_json::from_str(text).ok()?;
                Self::Text(Words { decoded, raw: text.get(1..text.len() - 1)? })
            }
            b'[' => {
                let items: Vec<&RawValue> = serde_json::from_str(text).ok()?;
                Self::List(items.into_iter().map(inside).collect::<Option<_>>()?)
            }
            b'{' => {
                let Entries(entries) = serde_json::from_str(text).ok()?;
                let entry = |(key, value)| Some((key, inside(value)?));
                Self::Object(entries.into_iter().map(entry).collect::<Option<_>>()?)
            }
            _ => Self::Bare(text),
        })
    }
}

impl Words<'_> {
    /// The string without the white space, the names of exceptions and the status in front of it.
    pub fn start(&self) -> &str {
        start_of(&self.decoded)
    }

    /// Whether an escape hides where the string begins: a brace, a status or a letter that is written as its number.
    /// The scanner looks at the bytes as they are written; what would be right for such a string, nobody has said.
    pub fn hides_its_start(&self) -> bool {
        let mut raw = self.raw.trim_ascii_start();
        while let Some(rest) = ["\\n", "\\r", "\\t"].iter().find_map(|space| raw.strip_prefix(space)) {
            raw = rest.trim_ascii_start();
        }
        let raw = start_of(raw);
        let as_written: Option<String> = serde_json::from_str(&format!("\"{raw}\"")).ok();
        as_written.as_deref() != Some(self.start())
            || self.start().starts_with(['{', '[']) != raw.starts_with(['{', '['])
    }

    /// Whether the name of an exception stands in front.
    pub fn is_exception(&self) -> bool {
        behind_exception(self.decoded.trim_ascii_start()).is_some()
    }

    /// Whether an escape hides three characters, which may be a status.
    pub fn hides_a_status(&self) -> bool {
        self.decoded.len() == 3 && self.raw.len() != 3
    }
}

/// `text` without the white space, the names and the status in front of it, and the quote behind that.
pub fn start_of(text: &str) -> &str {
    let mut text = behind_status(text);
    while let Some(rest) = behind_exception(text).or(behind_label(text)) {
        text = behind_status(rest);
    }
    text
}

fn behind_status(text: &str) -> &str {
    let text = text.trim_ascii_start();
    match text.as_bytes() {
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9', b' ', ..] => {
            let text = &text[4..];
            text.strip_prefix("- ").or(text.strip_prefix('"')).unwrap_or(text)
        }
        _ => text,
    }
}

/// What stands behind `SomeError: `, `some.module.SomeException - ` or `someone error: `.
pub fn behind_exception(text: &str) -> Option<&str> {
    let (name, rest) = name_and_rest(text)?;
    if let Some(printed) = text.strip_prefix("Error code: ") {
        let (status, rest) = printed.split_once(" - ")?;
        let is_status = matches!(status.as_bytes(), [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9']);
        return Some(rest).filter(|_| is_status);
    }
    if let Some(printed) = text.strip_prefix("error, status code: ") {
        return printed.split_once("message: ").map(|(_, message)| message);
    }
    let someone = ["error: ", "Error: ", "API error: ", "API Error: "]
        .iter()
        .find_map(|words| rest.strip_prefix(' ')?.strip_prefix(words));
    if someone.is_some() && !name.is_empty() {
        return someone;
    }
    let second = || {
        let (name, rest) = name_and_rest(rest.strip_prefix(' ').filter(|_| name.ends_with("Exception"))?)?;
        behind_separator(rest).filter(|_| is_exception(name))
    };
    behind_separator(rest).filter(|_| is_exception(name)).or_else(second)
}

fn is_exception(name: &str) -> bool {
    name.ends_with("Error") || name.ends_with("Exception") || name == "error"
}

fn behind_separator(rest: &str) -> Option<&str> {
    rest.strip_prefix(": ").or(rest.strip_prefix(" - "))
}

/// What stands behind `some_word: `.
fn behind_label(text: &str) -> Option<&str> {
    let (name, rest) = name_and_rest(text)?;
    let is_label = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.contains('_');
    rest.strip_prefix(": ").filter(|_| is_label)
}

fn name_and_rest(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !['.', '_', '-'].contains(&c))?;
    Some(text.split_at(end))
}

/// The entries of an object in their order.
struct Entries<'b>(Vec<(String, &'b RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EntriesVisitor)
    }
}

struct EntriesVisitor;

impl<'de> Visitor<'de> for EntriesVisitor {
    type Value = Entries<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Entries(entries))
    }
}
