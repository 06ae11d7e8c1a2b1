//! Remedy, policy and sample for a row that the page has and the table lacks. All facts are the table's own:
//! a new row is first treated as the table treats such an answer today.

use openai_error_policy_build::{Matcher, Piece, Policy, Remedy, Text};

use super::PageRow;
use crate::recognise::{Keys, Recogniser, Ruling};

pub(super) struct Proposal {
    pub(super) remedy: Remedy,
    /// Name of the policy.
    pub(super) retry: String,
}

/// How the table, as it is, treats an answer with the row's status, code, type and title.
pub(super) fn propose(row: &PageRow, recogniser: &Recogniser<'_>) -> Proposal {
    let message = spoken(&row.title);
    let message = Matcher::compared(&message).to_ascii_lowercase();
    let ruling = recogniser.ruling(&Keys {
        code: row.code.as_deref(),
        message: Some(&message),
        error_type: row.kind.as_deref(),
        status: Some(row.status),
    });
    let retry = ruling.as_ref().map_or("", |ruling| &ruling.retry().value);
    let fallback = match recogniser.table.policy(retry).is_some_and(Policy::retries) {
        true => Remedy::Wait,
        false => Remedy::ContactSupport,
    };
    let remedy = ruling.as_ref().and_then(Ruling::remedy).unwrap_or(fallback);
    Proposal { remedy, retry: retry.to_owned() }
}

/// The body of an answer as the API would send it.
pub(super) fn sample(row: &PageRow) -> String {
    let json = |text: Option<&str>| serde_json::Value::from(text).to_string();
    format!(
        r#"{{"error": {{"message": {}, "type": {}, "param": null, "code": {}}}}}"#,
        json(Some(&spoken(&row.title))),
        json(row.kind.as_deref()),
        json(row.code.as_deref()),
    )
}

/// A title as a message has it: without backticks.
pub(super) fn spoken(text: &Text) -> String {
    let words = text.pieces.iter().map(|piece| match piece {
        Piece::Words(words) | Piece::Code(words) => words.clone(),
        Piece::Link { text, .. } => spoken(text),
    });
    words.collect()
}
