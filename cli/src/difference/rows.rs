//! Rows: what users match on and what they read.

use openai_error_policy_build::{ErrorRow, Policy, Spanned, Table};

use super::{Effect, Finding, Renamed};
use crate::recognise::Keys;

pub(super) fn changes(old: &Table, new: &Table, renamed: &Renamed<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for row in &old.rows {
        let name = &row.name.value;
        match (find(new, name), renamed.row(name)) {
            (Some(now), _) => findings.extend(row_changes(row, now, renamed)),
            (None, Some(to)) => {
                findings.push(Finding::new(Effect::Breaking, format!("{name} is renamed {to}")));
                let now = find(new, to);
                findings.extend(now.into_iter().flat_map(|now| row_changes(row, now, renamed)));
            }
            (None, None) => findings.push(Finding::new(
                Effect::Breaking,
                format!("{name} is removed; give it `retired` instead, such answers are still sent"),
            )),
        }
    }
    let is_new = |row: &&ErrorRow| renamed.is_new_row(&row.name.value);
    findings.extend(new.rows.iter().filter(is_new).map(|row| {
        Finding::row_to_handle(format!("{} is new: {} {}", row.name.value, row.status, row.title.plain()))
    }));
    findings.extend(order(old, new));
    findings
}

fn find<'t>(table: &'t Table, name: &str) -> Option<&'t ErrorRow> {
    table.rows.iter().find(|row| row.name.value == name)
}

/// Removed rows whose title or first matcher a new row has, with its name.
pub(super) fn renamed<'t>(old: &'t Table, new: &'t Table) -> Vec<(&'t str, &'t str)> {
    let mut pairs: Vec<(&str, &str)> = Vec::new();
    for row in old.rows.iter().filter(|row| find(new, &row.name.value).is_none()) {
        let is_it = |other: &&ErrorRow| {
            find(old, &other.name.value).is_none()
                && (other.title == row.title || first_matcher(other) == first_matcher(row))
                && !pairs.iter().any(|(_, to)| *to == other.name.value.as_str())
        };
        if let Some(other) = new.rows.iter().find(is_it) {
            pairs.push((&row.name.value, &other.name.value));
        }
    }
    pairs
}

fn first_matcher(row: &ErrorRow) -> Option<Keys<'_>> {
    row.matchers.first().map(Keys::of)
}

fn row_changes(old: &ErrorRow, new: &ErrorRow, renamed: &Renamed<'_>) -> Vec<Finding> {
    let name = &new.name.value;
    let mut changes = handling(old, new, renamed);
    changes.extend(wording(old, new));
    changes.extend(months(old, new));
    let mut findings: Vec<Finding> =
        changes.into_iter().map(|(effect, text)| Finding::new(effect, format!("{name}: {text}"))).collect();
    if !old.is_listed(None) && new.is_listed(None) {
        findings.push(Finding::row_to_handle(format!("{name}: is listed again")));
    }
    findings
}

/// How users feel a change of a row, and its words.
type Change = (Effect, String);

/// Status, remedy and policy.
fn handling(old: &ErrorRow, new: &ErrorRow, renamed: &Renamed<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    if old.status != new.status {
        changes.push((Effect::Breaking, format!("status {} becomes {}", old.status, new.status)));
    }
    let (was, is) = (old.remedy.value, new.remedy.value);
    if was != is {
        changes.push((Effect::Breaking, format!("remedy {} becomes {}", was.name(), is.name())));
    }
    let [was, is] = [(old, renamed.old), (new, renamed.new)]
        .map(|(row, table)| table.policy(&row.retry.value).is_some_and(Policy::retries));
    if was != is {
        let text = if is { "is retried now" } else { "is no longer retried" };
        changes.push((Effect::Breaking, text.to_owned()));
    } else if !renamed.is_same_policy(Some(&old.retry.value), Some(&new.retry.value)) {
        let text = format!("policy `{}` becomes `{}`", old.retry.value, new.retry.value);
        changes.push((Effect::Wording, text));
    }
    changes
}

/// Texts and sample.
fn wording(old: &ErrorRow, new: &ErrorRow) -> Vec<Change> {
    let texts = [
        ("title", &old.title, &new.title),
        ("cause", &old.cause, &new.cause),
        ("solution", &old.solution, &new.solution),
    ];
    let changed = texts.iter().filter(|(_, was, is)| was != is);
    let texts =
        changed.map(|(key, was, is)| format!("{key} \"{}\" becomes \"{}\"", was.markdown(), is.markdown()));
    let sample = (sample(old) != sample(new)).then(|| "another sample".to_owned());
    texts.chain(sample).map(|text| (Effect::Wording, text)).collect()
}

/// Since when, and until when, the page lists the row.
fn months(old: &ErrorRow, new: &ErrorRow) -> Vec<Change> {
    let month =
        |month: &Option<Spanned<String>>| month.as_ref().map_or("none".to_owned(), |m| m.value.clone());
    let is_retired_in_both = old.retired.is_some() && new.retired.is_some();
    let mut changes = Vec::new();
    for (key, was, is) in [("since", &old.since, &new.since), ("retired", &old.retired, &new.retired)] {
        let (was, is) = (month(was), month(is));
        if was != is && (key == "since" || is_retired_in_both) {
            changes.push((Effect::Wording, format!("{key} {was} becomes {is}")));
        }
    }
    if old.is_listed(None) && !new.is_listed(None) {
        changes.push((Effect::Additive, "is retired; it is still recognised".to_owned()));
    }
    changes
}

/// The sample, with its status only where it is not the row's.
fn sample(row: &ErrorRow) -> (Option<u16>, &[(String, String)], &str) {
    let sample = &row.sample;
    (Some(sample.status).filter(|status| *status != row.status), &sample.headers, &sample.body)
}

fn order(old: &Table, new: &Table) -> Option<Finding> {
    let names = |table: &Table, other: &Table| -> Vec<String> {
        let both = table.rows.iter().filter(|row| find(other, &row.name.value).is_some());
        both.map(|row| row.name.value.clone()).collect()
    };
    (names(old, new) != names(new, old)).then(|| Finding::new(Effect::Wording, "the order of the rows"))
}
