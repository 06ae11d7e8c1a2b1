//! What a table makes of an answer.

use std::collections::BTreeMap;

use openai_error_policy_build::{ErrorRow, Matcher, Remedy, Spanned, Table, Unlisted};

use crate::lookup::covering;

/// What a matcher asks for, or what an answer says: code, message, type, status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Keys<'t> {
    code: Option<&'t str>,
    message: Option<&'t str>,
    kind: Option<&'t str>,
    status: Option<u16>,
}

impl<'t> Keys<'t> {
    pub(super) fn of(matcher: &'t Matcher) -> Self {
        let Matcher { code, message, kind, status, .. } = matcher;
        Self { code: code.as_deref(), message: message.as_deref(), kind: kind.as_deref(), status: *status }
    }

    /// An answer that says nothing but a status, or nothing at all.
    pub(super) fn bare(status: Option<u16>) -> Self {
        Self { code: None, message: None, kind: None, status }
    }

    fn is_matched(&self, matcher: &Matcher) -> bool {
        let holds = |wanted: &Option<String>, given: Option<&str>| {
            wanted.as_ref().is_none_or(|wanted| given == Some(wanted.as_str()))
        };
        let begins = |start: &String| self.message.is_some_and(|message| message.starts_with(start.as_str()));
        holds(&matcher.code, self.code)
            && matcher.message.as_ref().is_none_or(begins)
            && holds(&matcher.kind, self.kind)
            && matcher.status.is_none_or(|status| self.status == Some(status))
    }

    pub(super) fn words(&self) -> String {
        let text = |key: &str, value: Option<&str>| value.map(|value| format!("{key} \"{value}\""));
        let parts = [
            text("code", self.code),
            text("message", self.message),
            text("type", self.kind),
            self.status.map(|status| format!("status {status}")),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// How an answer is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Whose matcher it is.
#[derive(Clone, Copy)]
enum Owner<'t> {
    Row(&'t ErrorRow),
    Unlisted(&'t Unlisted),
}

/// The heaviest key of a matcher: a heavier one outweighs all lighter ones together.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Heaviest<'t> {
    Code(&'t str),
    Message,
    Kind(&'t str),
    Status(u16),
}

impl<'t> Keys<'t> {
    /// The groups in which matchers can hold, the heaviest first.
    fn groups(&self) -> impl Iterator<Item = Heaviest<'t>> {
        let message = self.message.map(|_| Heaviest::Message);
        let (code, kind) = (self.code.map(Heaviest::Code), self.kind.map(Heaviest::Kind));
        [code, message, kind, self.status.map(Heaviest::Status)].into_iter().flatten()
    }
}

/// A table's matchers by their heaviest keys.
pub(super) struct Recogniser<'t> {
    table: &'t Table,
    groups: BTreeMap<Heaviest<'t>, Vec<(Owner<'t>, &'t Matcher)>>,
}

impl<'t> Recogniser<'t> {
    pub(super) fn new(table: &'t Table) -> Self {
        let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (owner, matcher) in matchers(table) {
            if let Some(heaviest) = Keys::of(matcher).groups().next() {
                groups.entry(heaviest).or_default().push((owner, matcher));
            }
        }
        Self { table, groups }
    }

    /// What the table makes of the answer: the heaviest matcher that holds wins, then the longer message.
    pub(super) fn treatment(&self, answer: &Keys<'_>) -> Treatment<'t> {
        let winner = answer.groups().find_map(|group| {
            let holding = self.groups.get(&group)?.iter().filter(|(_, matcher)| answer.is_matched(matcher));
            holding.max_by_key(|(_, m)| (m.weight(), m.message.as_ref().map(String::len)))
        });
        match winner {
            Some((Owner::Row(row), matcher)) => Treatment::of_row(row, matcher, self.table),
            Some((Owner::Unlisted(entry), _)) => {
                let treatment = Treatment::of_unlisted(Some(entry), self.table);
                Treatment { is_recognised: true, ..treatment }
            }
            None => Treatment::of_unlisted(covering(answer.status, self.table), self.table),
        }
    }

    /// The answers that the matchers ask for.
    pub(super) fn answers(&self) -> impl Iterator<Item = Keys<'t>> {
        self.groups.values().flatten().map(|(_, matcher)| Keys::of(matcher))
    }
}

impl<'t> Treatment<'t> {
    fn of_row(row: &'t ErrorRow, matcher: &'t Matcher, table: &'t Table) -> Self {
        let remedy = matcher.remedy.as_ref().unwrap_or(&row.remedy);
        let retry = retrying(matcher.retry.as_ref().unwrap_or(&row.retry), table);
        Self {
            row: Some(&row.name.value),
            is_recognised: true,
            is_rows: matcher.remedy.is_none() && matcher.retry.is_none(),
            remedy: Some(remedy.value),
            retry,
            when_asked: retry,
        }
    }

    fn of_unlisted(entry: Option<&'t Unlisted>, table: &'t Table) -> Self {
        let retry = entry.and_then(|entry| retrying(&entry.retry, table));
        let when_asked = entry.and_then(|entry| entry.should_retry.as_ref());
        Self {
            row: None,
            is_recognised: false,
            is_rows: false,
            remedy: entry.and_then(|entry| entry.remedy.as_ref()).map(|remedy| remedy.value),
            retry,
            when_asked: when_asked.map_or(retry, |name| retrying(name, table)),
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

fn matchers(table: &Table) -> impl Iterator<Item = (Owner<'_>, &Matcher)> {
    let rows = table.rows.iter().map(|row| (Owner::Row(row), &row.matchers));
    let unlisted = table.unlisted.iter().map(|entry| (Owner::Unlisted(entry), &entry.matchers));
    rows.chain(unlisted).flat_map(|(owner, matchers)| matchers.iter().map(move |matcher| (owner, matcher)))
}

/// The policy's name, if it retries.
fn retrying<'t>(name: &'t Spanned<String>, table: &Table) -> Option<&'t str> {
    table.policy(&name.value).filter(|policy| policy.retries()).map(|_| name.value.as_str())
}
