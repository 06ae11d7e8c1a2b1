//! The HTTP status that a cell, a line or a heading begins with.

use super::cell::{is_colon, is_dash};

/// A status at the start of a text, and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) number: u16,
    /// The text behind the number and its dash.
    pub(crate) rest: String,
    /// Whether a dash or colon parts the two.
    pub(crate) has_dash: bool,
}

impl Status {
    /// A status whose title stands elsewhere.
    pub(crate) fn alone(number: u16) -> Self {
        Self { number, rest: String::new(), has_dash: false }
    }

    /// Reads `401`, `401 - Title`, `HTTP 401: Title`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text =
            without_version(text.trim_start_matches(|c: char| c.is_whitespace() || "*_`#".contains(c)));
        let at = text.find(|c: char| c.is_ascii_digit())?;
        let is_prefix = |word: &str| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
            ["", "http", "status", "response", "code", "error"].contains(&word.as_str())
        };
        if !text[..at].split_whitespace().all(is_prefix) {
            return None;
        }
        let (number, rest) = number(&text[at..]).filter(|(_, rest)| !goes_on(rest))?;
        // The end of the markup that a status alone can stand in.
        let rest = rest.strip_prefix('`').unwrap_or(rest);
        let title = without_dash(rest);
        Some(Self { number, rest: title.unwrap_or(rest).trim().to_owned(), has_dash: title.is_some() })
    }

    /// Reads `Title (401)`; the rest is the title.
    pub(crate) fn read_end(text: &str) -> Option<Self> {
        let (title, inside) = text.trim_end().strip_suffix(')')?.rsplit_once('(')?;
        let status = Self::read(inside).filter(|status| status.rest.is_empty())?;
        Some(Self { rest: title.trim().to_owned(), ..status })
    }
}

/// The text behind a version that is no status: `HTTP/1.1 401`.
fn without_version(text: &str) -> &str {
    let is_version = |word: &str| word.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("http/"));
    text.split_once(char::is_whitespace).filter(|(word, _)| is_version(word)).map_or(text, |(_, rest)| rest)
}

/// The status that `text` begins with, and what follows its digits.
fn number(text: &str) -> Option<(u16, &str)> {
    let (number, rest) = text.split_at_checked(3)?;
    let number = number.parse().ok().filter(|number| (100..=599).contains(number))?;
    Some((number, rest))
}

/// Whether the digits before `rest` are no single status: "4291", "429.5", "429/503", "500-599", "500, 502 or
/// 503".
fn goes_on(rest: &str) -> bool {
    let is_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let behind = rest.trim_start();
    let mut joins = [",", ";", "&", "+", "and ", "or "].iter().filter_map(|join| behind.strip_prefix(join));
    rest.starts_with(|c: char| c.is_alphanumeric() || "/.".contains(c))
        || rest.strip_prefix(is_dash).is_some_and(is_digit)
        || joins.any(|next| number(next.trim_start()).is_some())
}

/// What stands behind the dash, if there is one.
fn without_dash(text: &str) -> Option<&str> {
    let is_dash = |c: char| is_dash(c) || is_colon(c) || "|)·•,".contains(c);
    let title = text.trim_start_matches(|c: char| c.is_whitespace() || "*_".contains(c));
    title.strip_prefix(is_dash).map(|title| title.trim_start_matches('-'))
}
