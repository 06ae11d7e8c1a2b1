//! What a table makes of an answer.

use openai_error_policy_build::{Remedy, Spanned, Table};

use crate::recognise::{Keys, Owner, Recogniser};

/// How an answer is treated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Treatment<'t> {
    /// Name of the row, if there is one.
    pub(super) row: Option<&'t str>,
    /// Whether it is a matcher that says so, not only the status.
    pub(super) is_recognised: bool,
    /// Whether all is the row's own, none of it the matcher's.
    pub(super) is_rows: bool,
    pub(super) remedy: Option<Remedy>,
    /// Name of the policy, if it retries.
    pub(super) retry: Option<&'t str>,
    /// The same when the server asks for a retry.
    pub(super) when_asked: Option<&'t str>,
}

impl<'t> Treatment<'t> {
    pub(super) fn of(answer: &Keys<'_>, recogniser: &Recogniser<'t>) -> Self {
        let Some(ruling) = recogniser.ruling(answer) else { return Self::default() };
        let (row, should_retry) = match ruling.owner {
            Owner::Row(row) => (Some(row.name.value.as_str()), None),
            Owner::Unlisted(entry) => (None, entry.should_retry.as_ref()),
        };
        let is_owners = ruling.matcher.is_some_and(|m| m.remedy.is_none() && m.retry.is_none());
        let retry = retrying(ruling.retry(), recogniser.table);
        Self {
            row,
            is_recognised: ruling.matcher.is_some(),
            is_rows: row.is_some() && is_owners,
            remedy: ruling.remedy(),
            retry,
            when_asked: should_retry.map_or(retry, |name| retrying(name, recogniser.table)),
        }
    }

    pub(super) fn words(&self) -> String {
        let by = |policy: &str| format!("retried by `{policy}`");
        let retry = self.retry.map_or("not retried".to_owned(), by);
        let remedy = self.remedy.map_or(String::new(), |remedy| format!(", {}", remedy.name()));
        let asked = match self.when_asked {
            same if same == self.retry => String::new(),
            None => "; not retried when the server asks for it".to_owned(),
            Some(policy) => format!("; {} when the server asks for it", by(policy)),
        };
        format!("{} ({retry}{remedy}{asked})", self.row.unwrap_or("unlisted"))
    }
}

/// The policy's name, if it retries.
fn retrying<'t>(name: &'t Spanned<String>, table: &Table) -> Option<&'t str> {
    table.policy(&name.value).filter(|policy| policy.retries()).map(|_| name.value.as_str())
}
