//! Rules that only the whole table can break.

use std::ops::Range;

use crate::diagnostic::Problems;
use crate::table::{Matcher, Remedy, Spanned, Table};
use crate::{names, order};

pub(crate) fn table(table: &Table, problems: &mut Problems) {
    names_are_unique(table, problems);
    matchers_never_tie(table, problems);
    policies_exist_and_are_used(table, problems);
    remedies_agree_with_policies(table, problems);
    editions_run_forward(table, problems);
    the_rest_is_covered_last(table, problems);
}

fn names_are_unique(table: &Table, problems: &mut Problems) {
    let id = |index: usize| Some(table.rows[index].id.clone()).filter(|id| !id.is_empty());
    for same in order::group(table.rows.len(), &id).values() {
        let first = &table.rows[same[0]].name;
        for row in same[1..].iter().map(|&index| &table.rows[index]) {
            let (name, other) = (&row.name.value, &first.value);
            let message = if name == other {
                format!("the name `{name}` is used twice")
            } else {
                format!("the names `{name}` and `{other}` are both `{}` in snake_case", row.id)
            };
            problems.push_pair(row.name.span.clone(), message, first.span.clone(), "first used here");
        }
    }
}

fn matchers_never_tie(table: &Table, problems: &mut Problems) {
    let matchers = all_matchers(table);
    let keys = |index: usize| {
        let Matcher { code, message, kind, status, .. } = matchers[index];
        (matchers[index].weight() > 0).then(|| format!("{code:?} {message:?} {kind:?} {status:?}"))
    };
    for same in order::group(matchers.len(), &keys).values() {
        for &index in &same[1..] {
            problems.push_pair(
                matchers[index].span.clone(),
                "this matcher ties with another: the same keys and values",
                matchers[same[0]].span.clone(),
                "the other one is here",
            );
        }
    }
}

fn all_matchers(table: &Table) -> Vec<&Matcher> {
    let mut matchers = Vec::new();
    for row in &table.rows {
        matchers.extend(&row.matchers);
    }
    for entry in &table.unlisted {
        matchers.extend(&entry.matchers);
    }
    matchers
}

/// Every mention of a policy.
fn mentions(table: &Table) -> Vec<&Spanned<String>> {
    let mut names = Vec::new();
    for row in &table.rows {
        names.push(&row.retry);
    }
    for matcher in all_matchers(table) {
        names.extend(&matcher.retry);
    }
    for entry in &table.unlisted {
        names.push(&entry.retry);
        names.extend(&entry.should_retry);
    }
    names.retain(|name| !name.value.is_empty());
    names
}

fn policies_exist_and_are_used(table: &Table, problems: &mut Problems) {
    let known: Vec<&str> = table.policies.iter().map(|policy| policy.name.value.as_str()).collect();
    let mut used = vec![false; table.policies.len()];
    let mut all_known = true;
    for name in mentions(table) {
        if let Some(index) = known.iter().position(|policy| *policy == name.value) {
            used[index] = true;
            continue;
        }
        all_known = false;
        let hint = match known.as_slice() {
            [] => "the table has no `[retry.NAME]`".to_owned(),
            known => names::suggest(&name.value, known),
        };
        problems.push(name.span.clone(), format!("unknown policy `{}`; {hint}", name.value));
    }
    if !all_known {
        return; // a misspelt mention is the use that seems to be missing
    }
    for (policy, used) in table.policies.iter().zip(used) {
        // One of the table that this one stands on is not the author's to remove.
        if !used && !policy.name.span.is_empty() {
            let message = format!("no row uses the policy `{}`; use or remove it", policy.name.value);
            problems.push(policy.name.span.clone(), message);
        }
    }
}

fn remedies_agree_with_policies(table: &Table, problems: &mut Problems) {
    let mut told = Vec::new();
    for (remedy, retry, at) in remedies(table) {
        let Some(policy) = table.policy(retry).filter(|policy| policy.retries()) else { continue };
        if !remedy.is_action() {
            continue;
        }
        if !at.is_empty() {
            let remedy = remedy.name();
            let message =
                format!("the remedy `{remedy}` needs an action first, but the policy `{retry}` retries");
            problems.push(at.clone(), message);
        } else if !told.contains(&retry) {
            // It has replaced one of the table that this one stands on, where many answers may have it.
            told.push(retry);
            let message = format!(
                "the policy `{retry}` retries, but remedies of the table that this one stands on \
                 need an action first"
            );
            problems.push(policy.name.span.clone(), message);
        }
    }
}

/// Every remedy, the policy beside it, and the place of the two.
fn remedies(table: &Table) -> Vec<(Remedy, &str, &Range<usize>)> {
    let mut remedies = Vec::new();
    for row in &table.rows {
        remedies.push((row.remedy.value, row.retry.value.as_str(), &row.retry.span));
        for m in row.matchers.iter().filter(|m| m.retry.is_some() || m.remedy.is_some()) {
            let remedy = m.remedy.as_ref().unwrap_or(&row.remedy);
            let retry = m.retry.as_ref().unwrap_or(&row.retry);
            remedies.push((remedy.value, retry.value.as_str(), &m.span));
        }
    }
    for entry in &table.unlisted {
        let Some(remedy) = &entry.remedy else { continue };
        remedies.push((remedy.value, entry.retry.value.as_str(), &entry.retry.span));
    }
    remedies
}

fn editions_run_forward(table: &Table, problems: &mut Problems) {
    for row in &table.rows {
        let (Some(since), Some(retired)) = (&row.since, &row.retired) else { continue };
        // A row can begin and cease in one month: then no edition lists it.
        if retired.value < since.value {
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
