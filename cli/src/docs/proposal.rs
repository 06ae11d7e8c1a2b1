//! Remedy, policy, matcher and sample for a row that the page has and the table has not. All facts are the table's own:
//! a new row is first treated as the table treats such an answer today.

use std::collections::HashSet;

use openai_error_policy_build::{Matcher, Piece, Remedy, Table, Text};

use super::PageRow;
use crate::lookup::covering;

pub(crate) struct Proposal {
    pub(crate) remedy: Remedy,
    pub(crate) retry: String,
}

/// How the table, as it is, treats an answer with the row's status, code, type and title.
pub(crate) fn propose(row: &PageRow, table: &Table) -> Proposal {
    let listed = table
        .rows
        .iter()
        .flat_map(|r| r.matchers.iter().map(move |m| (m, Some(r.remedy.value), r.retry.value.as_str())));
    let unlisted = table.unlisted.iter().flat_map(|entry| {
        let remedy = entry.remedy.as_ref().map(|remedy| remedy.value);
        entry.matchers.iter().map(move |m| (m, remedy, entry.retry.value.as_str()))
    });
    let message = spoken(&row.title);
    let message = Matcher::compared(&message).to_ascii_lowercase();
    let matching = listed.chain(unlisted).filter(|(matcher, ..)| matches(matcher, row, &message));
    let length = |matcher: &Matcher| matcher.message.as_ref().map_or(0, String::len);
    let heaviest = matching.max_by_key(|(matcher, ..)| (matcher.weight(), length(matcher)));
    let (remedy, retry) = match heaviest {
        Some((matcher, remedy, retry)) => (
            matcher.remedy.as_ref().map(|remedy| remedy.value).or(remedy),
            matcher.retry.as_ref().map_or(retry, |retry| retry.value.as_str()),
        ),
        None => by_status(row.status, table),
    };
    let retries = table.policy(retry).is_some_and(openai_error_policy_build::Policy::retries);
    let fallback = if retries { Remedy::Wait } else { Remedy::ContactSupport };
    Proposal { remedy: remedy.unwrap_or(fallback), retry: retry.to_owned() }
}

fn matches(matcher: &Matcher, row: &PageRow, message: &str) -> bool {
    matcher.code.as_ref().is_none_or(|code| row.code.as_ref() == Some(code))
        && matcher.kind.as_ref().is_none_or(|kind| row.kind.as_ref() == Some(kind))
        && matcher.status.is_none_or(|status| status == row.status)
        && matcher.message.as_ref().is_none_or(|prefix| message.starts_with(prefix.as_str()))
}

fn by_status(status: u16, table: &Table) -> (Option<Remedy>, &str) {
    covering(Some(status), table).map_or((None, ""), |entry| {
        (entry.remedy.as_ref().map(|remedy| remedy.value), entry.retry.value.as_str())
    })
}

/// What a matcher asks for: code, message, type, status.
type Keys = (Option<String>, Option<String>, Option<String>, Option<u16>);

/// The matchers that there are. No two can ask for the same.
#[derive(Debug)]
pub(crate) struct Matchers(HashSet<Keys>);

impl Matchers {
    pub(crate) fn of(table: &Table) -> Self {
        let listed = table.rows.iter().flat_map(|row| &row.matchers);
        let all = listed.chain(table.unlisted.iter().flat_map(|entry| &entry.matchers));
        Self(all.map(|m| (m.code.clone(), m.message.clone(), m.kind.clone(), m.status)).collect())
    }

    /// Forgets the matcher that asks for this code alone.
    pub(crate) fn free(&mut self, code: &str) {
        self.0.remove(&(Some(code.to_owned()), None, None, None));
    }

    /// A matcher of its own for the row, as TOML: by the code, else by the title, which the message is likely
    /// to begin with, and by as much beside as it takes.
    pub(crate) fn add(&mut self, row: &PageRow) -> String {
        let message = beginning(Matcher::compared(&spoken(&row.title)));
        let (code, title, status) = (row.code.as_deref(), Some(message.as_str()), Some(row.status));
        let ways = match code {
            Some(_) => [(code, None, None), (code, title, None), (code, title, status)],
            None => [(None, title, None), (None, title, status), (None, title, status)],
        };
        let keys = |(code, message, status): (Option<&str>, Option<&str>, Option<u16>)| {
            (code.map(str::to_owned), message.map(str::to_ascii_lowercase), None, status)
        };
        let way = ways.into_iter().find(|way| !self.0.contains(&keys(*way))).unwrap_or(ways[2]);
        self.0.insert(keys(way));
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

/// The body of an answer as the API would send it.
pub(crate) fn sample(row: &PageRow) -> String {
    let json = |text: Option<&str>| serde_json::Value::from(text).to_string();
    format!(
        r#"{{"error": {{"message": {}, "type": {}, "param": null, "code": {}}}}}"#,
        json(Some(&spoken(&row.title))),
        json(row.kind.as_deref()),
        json(row.code.as_deref()),
    )
}

/// A title as a message has it: without backticks.
fn spoken(text: &Text) -> String {
    let words = text.pieces.iter().map(|piece| match piece {
        Piece::Words(words) | Piece::Code(words) => words.clone(),
        Piece::Link { text, .. } => spoken(text),
    });
    words.collect()
}
