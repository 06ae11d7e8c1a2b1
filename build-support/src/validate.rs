//! Rules that only the whole table can break.

use std::ops::Range;

use crate::diagnostic::Problems;
use crate::table::{Matcher, Policy, Remedy, Spanned, Table, is_of_base};
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
    let mut ids = order::Keys::new();
    for (index, row) in table.rows.iter().enumerate() {
        if !row.id.is_empty() {
            ids.push((row.id.clone(), index));
        }
    }
    for (_, same) in &order::group(ids) {
        let first = &table.rows[same[0]].name;
        for index in &same[1..] {
            let row = &table.rows[*index];
            let (name, other) = (&row.name.value, &first.value);
            let message = if name == other {
                format!("the name `{name}` is used twice")
            } else {
                format!("the names `{name}` and `{other}` are both `{}` in snake_case", row.id)
            };
            problems.push_pair(row.name.span.clone(), &message, first.span.clone(), "first used here");
        }
    }
}

fn matchers_never_tie(table: &Table, problems: &mut Problems) {
    let matchers = all_matchers(table);
    let mut keys = order::Keys::new();
    for (index, matcher) in matchers.iter().enumerate() {
        if matcher.weight() > 0 {
            keys.push((keys_and_values(matcher), index));
        }
    }
    for (_, same) in &order::group(keys) {
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

/// Equal for two matchers that tie.
fn keys_and_values(matcher: &Matcher) -> String {
    let mut out = String::new();
    for text in [&matcher.code, &matcher.message, &matcher.error_type] {
        if let Some(text) = text {
            out.push_str(text);
        }
        // No text has line breaks, and none is empty.
        out.push('\n');
    }
    if let Some(status) = matcher.status {
        out.push_str(&status.to_string());
    }
    out
}

fn all_matchers(table: &Table) -> Vec<&Matcher> {
    let mut matchers = Vec::new();
    for row in &table.rows {
        for matcher in &row.matchers {
            matchers.push(matcher);
        }
    }
    for entry in &table.unlisted {
        for matcher in &entry.matchers {
            matchers.push(matcher);
        }
    }
    matchers
}

/// Every mention of a policy.
fn mentions(table: &Table) -> Vec<&Spanned<String>> {
    let mut names = Vec::new();
    for row in &table.rows {
        names.push(&row.retry);
    }
    for matcher in &all_matchers(table) {
        if let Some(retry) = &matcher.retry {
            names.push(retry);
        }
    }
    for entry in &table.unlisted {
        names.push(&entry.retry);
        if let Some(should_retry) = &entry.should_retry {
            names.push(should_retry);
        }
    }
    names
}

fn policies_exist_and_are_used(table: &Table, problems: &mut Problems) {
    let mut known = Vec::new();
    for policy in &table.policies {
        known.push(policy.name.value.as_str());
    }
    let mut used = Vec::new();
    let mut all_known = true;
    for mention in &mentions(table) {
        let Spanned { value: name, span } = *mention;
        if known.contains(&name.as_str()) {
            used.push(name.as_str());
        } else if !name.is_empty() {
            all_known = false;
            let hint = match known.as_slice() {
                [] => "the table has no `[retry.NAME]`".to_owned(),
                known => names::suggest(name, known),
            };
            problems.push(span.clone(), format!("unknown policy `{name}`; {hint}"));
        }
    }
    if !all_known {
        return; // a misspelt mention is the use that seems to be missing
    }
    for Policy { name: Spanned { value: name, span }, .. } in &table.policies {
        // One of the table that this one extends is not the author's to remove.
        if !is_of_base(span) && !used.contains(&name.as_str()) {
            problems.push(span.clone(), format!("no row uses the policy `{name}`; use or remove it"));
        }
    }
}

fn remedies_agree_with_policies(table: &Table, problems: &mut Problems) {
    let mut told = Vec::new();
    for &(remedy, retry, at) in &remedies(table) {
        let Some(policy) = table.policy(retry) else { continue };
        if !policy.retries() || !remedy.is_action() {
            continue;
        }
        if !is_of_base(at) {
            let remedy = remedy.name();
            let message =
                format!("the remedy `{remedy}` needs an action first, but the policy `{retry}` retries");
            problems.push(at.clone(), message);
        } else if !told.contains(&retry) {
            // It has replaced one of the table that this one extends, where many answers may have it.
            told.push(retry);
            let message = format!(
                "the policy `{retry}` retries, but remedies of the table that this one extends \
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
        for m in &row.matchers {
            if m.retry.is_none() && m.remedy.is_none() {
                continue;
            }
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
            problems.push_pair(retired.span.clone(), &message, since.span.clone(), "it began here");
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
    for entry in others {
        if entry.is_rest() {
            problems.push(
                entry.span.clone(),
                "this `[[unlisted]]` entry has neither `match` nor `status`; only the last one covers the rest",
            );
        }
    }
}
