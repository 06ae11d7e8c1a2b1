//! TOML as a tree, with the place of every key and value. The parser and the decoder are those of `toml`; its own tree
//! would cost every consumer's build half a second more, for dates, floats and conversions that no table has.

mod reader;

use std::borrow::Cow;
use std::ops::Range;

use toml_parser::{Expected, ParseError};

pub(crate) use reader::read;

/// A value and where it is written; of a table with a header, where the header is.
pub(crate) struct Value<'i> {
    pub(crate) span: Range<usize>,
    pub(crate) kind: Kind<'i>,
}

pub(crate) enum Kind<'i> {
    String(Cow<'i, str>),
    /// The digits without their prefix, and the radix.
    Integer(Cow<'i, str>, u32),
    /// Floats, booleans and dates, which no key takes: what it is.
    Other(&'static str),
    Array(Vec<Value<'i>>),
    /// `[[name]]`: elements that further headers add to.
    Tables(Vec<Value<'i>>),
    Table(Table<'i>),
}

/// Entries in the order of their keys.
pub(crate) struct Table<'i> {
    pub(crate) entries: Vec<Entry<'i>>,
    form: Form,
}

pub(crate) struct Entry<'i> {
    pub(crate) key: Key<'i>,
    pub(crate) value: Value<'i>,
}

pub(crate) struct Key<'i> {
    pub(crate) name: Cow<'i, str>,
    pub(crate) span: Range<usize>,
}

/// How a table came to be, which decides what may still be added to it.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// `[name]`, or an element of `[[name]]`.
    Header,
    /// On the way to a header: `a` of `[a.b]`.
    Implied,
    /// On the way to a key: `a` of `a.b = 1`.
    Dotted,
    /// `{ .. }`
    Inline,
}

impl<'i> Value<'i> {
    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Kind::String(text) = &self.kind { Some(text) } else { None }
    }

    pub(crate) fn as_array(&self) -> Option<&[Self]> {
        if let Kind::Array(list) | Kind::Tables(list) = &self.kind { Some(list) } else { None }
    }

    pub(crate) fn as_table(&self) -> Option<&Table<'i>> {
        if let Kind::Table(table) = &self.kind { Some(table) } else { None }
    }

    /// What it is, in words.
    pub(crate) fn name(&self) -> &'static str {
        match &self.kind {
            Kind::String(_) => "string",
            Kind::Integer(..) => "integer",
            Kind::Other(name) => name,
            Kind::Array(_) | Kind::Tables(_) => "array",
            Kind::Table(_) => "table",
        }
    }
}

impl<'i> Table<'i> {
    fn new(form: Form) -> Self {
        Self { entries: Vec::new(), form }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Value<'i>> {
        let at = self.find(name).ok()?;
        Some(&self.entries[at].value)
    }

    /// Where the key is, else where it would be.
    fn find(&self, name: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| (*entry.key.name).cmp(name))
    }

    fn add(&mut self, at: usize, key: Key<'i>, value: Value<'i>) -> &mut Value<'i> {
        self.entries.insert(at, Entry { key, value });
        &mut self.entries[at].value
    }
}

/// An error in words, with what was expected.
pub(crate) fn message(error: &ParseError) -> String {
    let mut words = error.description().to_owned();
    let mut before = ", expected ";
    for expected in error.expected().unwrap_or_default() {
        words.push_str(before);
        match expected {
            Expected::Literal("\n") => words.push_str("newline"),
            Expected::Literal(literal) => words.extend(["`", literal, "`"]),
            Expected::Description(description) => words.push_str(description),
            _ => words.push_str("etc"),
        }
        before = ", ";
    }
    if error.expected().is_some_and(<[_]>::is_empty) {
        words.push_str(", expected nothing");
    }
    words
}
