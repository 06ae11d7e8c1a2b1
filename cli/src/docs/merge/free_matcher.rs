//! Matchers for new rows: no two of a table can ask for the same.

use std::collections::HashSet;

use openai_error_policy_build::{Matcher, Table};

use super::PageRow;
use super::proposal::spoken;
use crate::recognise::matchers;

/// What a matcher asks for: code, message, type, status.
type Wanted = (Option<String>, Option<String>, Option<String>, Option<u16>);

/// What the matchers that there are ask for.
#[derive(Debug)]
pub(super) struct Matchers(HashSet<Wanted>);

impl Matchers {
    pub(super) fn of(table: &Table) -> Self {
        let wanted = |m: &Matcher| (m.code.clone(), m.message.clone(), m.error_type.clone(), m.status);
        Self(matchers(table).map(|(_, matcher)| wanted(matcher)).collect())
    }

    /// Forgets the matcher that asks for this code alone.
    pub(super) fn free(&mut self, code: &str) {
        self.0.remove(&(Some(code.to_owned()), None, None, None));
    }

    /// A matcher of its own for the row, as TOML: by the code, else by the title, which the message is likely
    /// to begin with, and by as much beside as it takes.
    pub(super) fn add(&mut self, row: &PageRow) -> String {
        let message = beginning(Matcher::compared(&spoken(&row.title)));
        let (code, title, status) = (row.code.as_deref(), Some(message.as_str()), Some(row.status));
        let ways = match code {
            Some(_) => [(code, None, None), (code, title, None), (code, title, status)],
            None => [(None, title, None), (None, title, status), (None, title, status)],
        };
        let wanted = |(code, message, status): (Option<&str>, Option<&str>, Option<u16>)| {
            (code.map(str::to_owned), message.map(str::to_ascii_lowercase), None, status)
        };
        let way = ways.into_iter().find(|way| !self.0.contains(&wanted(*way))).unwrap_or(ways[2]);
        self.0.insert(wanted(way));
        toml(way)
    }
}

fn toml((code, message, status): (Option<&str>, Option<&str>, Option<u16>)) -> String {
    let quoted = |text: &str| toml_edit::Value::from(text).to_string();
    let parts = [
        code.map(|code| format!("code = {}", quoted(code))),
        message.map(|message| format!("message = {}", quoted(message))),
        status.map(|status| format!("status = {status}")),
    ];
    format!("{{ {} }}", parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
}

/// As much of a text as a matcher can hold.
fn beginning(text: &str) -> String {
    let longest = Matcher::LONGEST_MESSAGE.min(text.len());
    let end = (0..=longest).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    text[..end].trim().to_owned()
}
