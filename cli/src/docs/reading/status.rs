//! The HTTP status that a cell, a line or a heading begins or ends with.

use super::cell::{is_colon, is_dash, is_symbol};

/// A status at the start or end of a text, and the rest of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Status {
    /// The first where a text has several.
    pub(crate) number: u16,
    /// The others.
    pub(crate) further: Vec<u16>,
    /// The text without the number and its dash or brackets.
    pub(crate) rest: String,
    /// Whether a dash or colon parts the two.
    pub(crate) has_dash: bool,
}

impl Status {
    /// A status whose title is elsewhere.
    pub(crate) fn alone(number: u16) -> Self {
        Self { number, further: Vec::new(), rest: String::new(), has_dash: false }
    }

    /// Reads `401`, `401 - Title`, `HTTP 401: Title`, `401 (Title)`, `401/403 - Title`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        // An answer as JSON has a status too.
        if text.trim_start().starts_with('{') {
            return None;
        }
        let text =
            without_version(text.trim_start_matches(|c: char| c.is_whitespace() || "*_`#".contains(c)));
        let at = text.find(|c: char| c.is_ascii_digit())?;
        let is_prefix = |word: &str| {
            let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
            let is_range = word.contains(['<', '>', '≤', '≥']);
            !is_range
                && ["", "http", "status", "response", "code", "error", "issue", "problem"]
                    .contains(&bare.as_str())
        };
        if !text[..at].split_whitespace().all(is_prefix) {
            return None;
        }
        let (number, mut rest) = number(&text[at..])?;
        let are_alone = !rest.contains(char::is_alphabetic);
        let mut further = Vec::new();
        while let Some((next, after)) = next(rest, are_alone) {
            further.push(next);
            rest = after;
        }
        // The end of the markup that a status alone can have.
        let rest = rest.strip_prefix('`').unwrap_or(rest);
        let title = without_dash(rest);
        let rest = without_brackets(title.unwrap_or(rest).trim());
        Some(Self { number, further, rest: rest.to_owned(), has_dash: title.is_some() })
    }

    /// Reads `Title (401)`.
    pub(crate) fn read_end(text: &str) -> Option<Self> {
        let (title, inside) = text.trim_end().strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
        let status = Self::read(inside).filter(|status| status.rest.is_empty())?;
        Some(Self { rest: title.trim().to_owned(), ..status })
    }
}

/// The text after a version that is not a status: `HTTP/1.1 401`.
fn without_version(text: &str) -> &str {
    let is_version = |word: &str| word.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("http/"));
    text.split_once(char::is_whitespace).filter(|(word, _)| is_version(word)).map_or(text, |(_, rest)| rest)
}

/// The status that `text` begins with, and what follows its digits. "4291", "429.5", "5xx", "500-599" and
/// "500+" are not one.
fn number(text: &str) -> Option<(u16, &str)> {
    let (number, rest) = text.split_at_checked(3)?;
    let number = number.parse().ok().filter(|number| (100..=599).contains(number))?;
    let is_digit = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let goes_on = rest.starts_with(|c: char| c.is_alphanumeric() || ".+".contains(c))
        || rest.strip_prefix(is_dash).is_some_and(is_digit)
        || rest.strip_prefix('/').is_some_and(|next| !is_digit(next));
    (!goes_on).then_some((number, rest))
}

/// One more status and what follows it: in `500, 502 or 503 - Title`, or where statuses `are_alone` in their cell,
/// each on its line.
fn next(rest: &str, are_alone: bool) -> Option<(u16, &str)> {
    const JOINS: [&str; 10] = [", and ", ", or ", ",", ";", "&", "+", "/", "、", "and ", "or "];
    let trim = |text| str::trim_start_matches(text, |c: char| c.is_whitespace() || c == '`' || is_symbol(c));
    let next = trim(rest);
    let joined = JOINS.iter().find_map(|join| next.strip_prefix(join));
    let next = joined.map(trim).or(Some(next).filter(|_| are_alone && next.len() < rest.len()))?;
    number(next)
}

/// What follows the dash, if there is one.
fn without_dash(text: &str) -> Option<&str> {
    let is_dash = |c: char| is_dash(c) || is_colon(c) || "|)]·•,".contains(c);
    let title = text.trim_start_matches(|c: char| c.is_whitespace() || "*_".contains(c));
    title.strip_prefix(is_dash).map(|title| title.trim_start_matches('-'))
}

/// A title that is in brackets as a whole, without them.
fn without_brackets(title: &str) -> &str {
    let inside = title.strip_prefix(['(', '（']).and_then(|rest| rest.strip_suffix([')', '）']));
    inside.filter(|inside| !inside.contains(['(', ')', '（', '）'])).unwrap_or(title)
}
