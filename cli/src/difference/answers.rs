//! Answers: which row they are, and what happens to those without one.

use std::collections::BTreeMap;

use openai_error_policy_build::{Matcher, Policy, Remedy, Table};

use super::{Effect, Finding};

/// What a matcher asks for: code, message, type, status.
pub(super) type Keys<'t> = (Option<&'t str>, Option<&'t str>, Option<&'t str>, Option<u16>);

pub(super) fn keys(matcher: &Matcher) -> Keys<'_> {
    (matcher.code.as_deref(), matcher.message.as_deref(), matcher.kind.as_deref(), matcher.status)
}

/// How an answer is treated.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Treatment<'t> {
    /// Name of the row, if there is one.
    row: Option<&'t str>,
    remedy: Option<Remedy>,
    retries: bool,
}

impl Treatment<'_> {
    fn words(&self) -> String {
        let row = self.row.unwrap_or("unlisted");
        let retry = if self.retries { "retried" } else { "not retried" };
        let remedy = self.remedy.map_or(String::new(), |remedy| format!(", {}", remedy.name()));
        format!("{row} ({retry}{remedy})")
    }
}

pub(super) fn changes(old: &Table, new: &Table) -> Vec<Finding> {
    let mut findings = Vec::new();
    let (before, after) = (treatments(old), treatments(new));
    for (keys, was) in &before {
        match after.get(keys) {
            None => findings.push(Finding::new(
                Effect::Breaking,
                format!("answers with {} are no longer recognised as {}", words(keys), was.words()),
            )),
            // Of a row that is gone or renamed that itself is said already.
            Some(is) if is != was && !only_renamed(was, is, new) => findings.push(Finding::new(
                Effect::Breaking,
                format!("answers with {}: {} becomes {}", words(keys), was.words(), is.words()),
            )),
            Some(_) => {}
        }
    }
    let is_new = |(keys, _): &(&Keys<'_>, &Treatment<'_>)| !before.contains_key(*keys);
    // The matchers of a new row are no news beside the row.
    let is_known = |row: Option<&str>| row.is_none_or(|name| old.rows.iter().any(|r| r.name.value == name));
    for (keys, is) in after.iter().filter(is_new).filter(|(_, is)| is_known(is.row)) {
        let text = format!("answers with {} are recognised: {}", words(keys), is.words());
        findings.push(Finding::new(Effect::Additive, text));
    }
    findings.extend(unlisted(old, new));
    findings
}

fn only_renamed(was: &Treatment<'_>, is: &Treatment<'_>, new: &Table) -> bool {
    let is_gone = was.row.is_some_and(|name| new.rows.iter().all(|row| row.name.value != name));
    is_gone && (was.remedy, was.retries) == (is.remedy, is.retries)
}

fn treatments(table: &Table) -> BTreeMap<Keys<'_>, Treatment<'_>> {
    let retries = |name: &str| table.policy(name).is_some_and(Policy::retries);
    let mut all = BTreeMap::new();
    let mut add = |matcher, row, remedy: Option<Remedy>, retry: &str| {
        let matcher: &Matcher = matcher;
        let remedy = matcher.remedy.as_ref().map(|remedy| remedy.value).or(remedy);
        let retry = matcher.retry.as_ref().map_or(retry, |retry| retry.value.as_str());
        all.insert(keys(matcher), Treatment { row, remedy, retries: retries(retry) });
    };
    for row in &table.rows {
        for matcher in &row.matchers {
            add(matcher, Some(row.name.value.as_str()), Some(row.remedy.value), &row.retry.value);
        }
    }
    for entry in &table.unlisted {
        for matcher in &entry.matchers {
            add(matcher, None, entry.remedy.as_ref().map(|remedy| remedy.value), &entry.retry.value);
        }
    }
    all
}

fn words(keys: &Keys<'_>) -> String {
    let (code, message, kind, status) = keys;
    let text = |key: &str, value: &Option<&str>| value.map(|value| format!("{key} \"{value}\""));
    let parts = [
        text("code", code),
        text("message", message),
        text("type", kind),
        status.map(|status| format!("status {status}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Statuses without a row, as ranges that change in the same way.
fn unlisted(old: &Table, new: &Table) -> Vec<Finding> {
    const NO_ERROR: u16 = 99;
    let mut ranges: Vec<(u16, u16, Treatment<'_>, Treatment<'_>)> = Vec::new();
    for status in NO_ERROR..=599 {
        let (was, is) = (of_status(old, status), of_status(new, status));
        if was == is {
            continue;
        }
        match ranges.last_mut() {
            Some((_, to, a, b)) if *to + 1 == status && *a == was && *b == is => *to = status,
            _ => ranges.push((status, status, was, is)),
        }
    }
    let finding = |(from, to, was, is): (u16, u16, Treatment<'_>, Treatment<'_>)| {
        let statuses = match (from, to) {
            (NO_ERROR, NO_ERROR) => "no status".to_owned(),
            (NO_ERROR, to) => format!("no status or one up to {to}"),
            (from, to) if from == to => format!("status {from}"),
            (from, to) => format!("statuses {from}-{to}"),
        };
        let text = format!("unlisted answers with {statuses}: {} becomes {}", was.words(), is.words());
        Finding::new(Effect::Breaking, text)
    };
    ranges.into_iter().map(finding).collect()
}

fn of_status(table: &Table, status: u16) -> Treatment<'_> {
    let covers = |(from, to): &(u16, u16)| (*from..=*to).contains(&status);
    let entry =
        table.unlisted.iter().find(|entry| entry.statuses.iter().any(covers)).or(table.unlisted.last());
    Treatment {
        row: None,
        remedy: entry.and_then(|entry| entry.remedy.as_ref()).map(|remedy| remedy.value),
        retries: entry.and_then(|entry| table.policy(&entry.retry.value)).is_some_and(Policy::retries),
    }
}
