//! Rules that only the whole table can break.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::diagnostic::Problems;
use crate::names;
use crate::table::{Matcher, Policy, Remedy, Spanned, Table};

pub(crate) fn table(table: &Table, problems: &mut Problems) {
    names_are_unique(table, problems);
    matchers_never_tie(table, problems);
    policies_exist_and_are_used(table, problems);
    remedies_agree_with_policies(table, problems);
    editions_run_forward(table, problems);
    the_rest_is_covered_last(table, problems);
}

fn names_are_unique(table: &Table, problems: &mut Problems) {
    let mut seen: BTreeMap<&str, &Spanned<String>> = BTreeMap::new();
    for row in table.rows.iter().filter(|row| !row.name.value.is_empty()) {
        let Some(first) = seen.get(row.id.as_str()) else {
            seen.insert(&row.id, &row.name);
            continue;
        };
        let (name, other) = (&row.name.value, &first.value);
        let message = if name == other {
            format!("the name `{name}` is used twice")
        } else {
            format!("the names `{name}` and `{other}` are both `{}` in snake_case", row.id)
        };
        problems.push_pair(row.name.span.clone(), message, first.span.clone(), "first used here");
    }
}

/// What a matcher asks for: code, message, type, status.
type Keys<'a> = (Option<&'a str>, Option<&'a str>, Option<&'a str>, Option<u16>);

fn matchers_never_tie(table: &Table, problems: &mut Problems) {
    let mut seen: BTreeMap<Keys<'_>, &Matcher> = BTreeMap::new();
    for matcher in all_matchers(table).filter(|matcher| matcher.weight() > 0) {
        let keys =
            (matcher.code.as_deref(), matcher.message.as_deref(), matcher.kind.as_deref(), matcher.status);
        if let Some(first) = seen.insert(keys, matcher) {
            problems.push_pair(
                matcher.span.clone(),
                "this matcher ties with another: the same keys and values",
                first.span.clone(),
                "the other one is here",
            );
        }
    }
}

fn all_matchers(table: &Table) -> impl Iterator<Item = &Matcher> {
    let rows = table.rows.iter().flat_map(|row| &row.matchers);
    rows.chain(table.unlisted.iter().flat_map(|entry| &entry.matchers))
}

/// Every mention of a policy.
fn mentions(table: &Table) -> impl Iterator<Item = &Spanned<String>> {
    let rows = table.rows.iter().map(|row| &row.retry);
    let matchers = all_matchers(table).filter_map(|matcher| matcher.retry.as_ref());
    let unlisted = table.unlisted.iter().flat_map(|e| [Some(&e.retry), e.should_retry.as_ref()]);
    rows.chain(matchers).chain(unlisted.flatten()).filter(|name| !name.value.is_empty())
}

fn policies_exist_and_are_used(table: &Table, problems: &mut Problems) {
    let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
    for policy in &table.policies {
        uses.insert(&policy.name.value, 0);
    }
    let mut all_known = true;
    for name in mentions(table) {
        if let Some(count) = uses.get_mut(name.value.as_str()) {
            *count += 1;
            continue;
        }
        all_known = false;
        let known = table.policies.iter().map(|policy| policy.name.value.as_str());
        let hint = names::suggest(&name.value, known);
        problems.push(name.span.clone(), format!("unknown policy `{}`; {hint}", name.value));
    }
    // A misspelt mention is the use that seems to be missing.
    for policy in table.policies.iter().filter(|p| all_known && uses.get(p.name.value.as_str()) == Some(&0)) {
        let message = format!("no row uses the policy `{}`; use or remove it", policy.name.value);
        problems.push(policy.name.span.clone(), message);
    }
}

fn remedies_agree_with_policies(table: &Table, problems: &mut Problems) {
    let policies: BTreeMap<&str, &Policy> =
        table.policies.iter().map(|policy| (policy.name.value.as_str(), policy)).collect();
    let mut check = |remedy: Option<&Spanned<Remedy>>, retry: &Spanned<String>, at: &Range<usize>| {
        let Some(remedy) = remedy.filter(|remedy| remedy.value.is_action()) else { return };
        if policies.get(retry.value.as_str()).is_some_and(|policy| policy.retries()) {
            let message = format!(
                "the remedy `{}` needs an action first, but the policy `{}` retries",
                remedy.value.name(),
                retry.value,
            );
            problems.push(at.clone(), message);
        }
    };
    for row in &table.rows {
        check(Some(&row.remedy), &row.retry, &row.retry.span);
        for m in row.matchers.iter().filter(|m| m.retry.is_some() || m.remedy.is_some()) {
            let remedy = m.remedy.as_ref().unwrap_or(&row.remedy);
            check(Some(remedy), m.retry.as_ref().unwrap_or(&row.retry), &m.span);
        }
    }
    for entry in &table.unlisted {
        check(entry.remedy.as_ref(), &entry.retry, &entry.retry.span);
        for m in entry.matchers.iter().filter(|m| m.retry.is_some() || m.remedy.is_some()) {
            let remedy = m.remedy.as_ref().or(entry.remedy.as_ref());
            check(remedy, m.retry.as_ref().unwrap_or(&entry.retry), &m.span);
        }
    }
}

fn editions_run_forward(table: &Table, problems: &mut Problems) {
    for row in &table.rows {
        let (Some(since), Some(retired)) = (&row.since, &row.retired) else { continue };
        if retired.value <= since.value {
            let message = format!(
                "`{}` is retired ({}) before it began ({})",
                row.name.value, retired.value, since.value
            );
            problems.push_pair(retired.span.clone(), message, since.span.clone(), "it began here");
        }
    }
}

fn the_rest_is_covered_last(table: &Table, problems: &mut Problems) {
    let Some((last, others)) = table.unlisted.split_last() else {
        return; // none at all: said already
    };
    if !last.is_rest() {
        problems.push(
            last.span.clone(),
            "the last `[[unlisted]]` entry must cover the rest: it can have neither `match` nor `status`",
        );
    }
    for entry in others.iter().filter(|entry| entry.is_rest()) {
        problems.push(
            entry.span.clone(),
            "this `[[unlisted]]` entry has neither `match` nor `status`; only the last one covers the rest",
        );
    }
}
