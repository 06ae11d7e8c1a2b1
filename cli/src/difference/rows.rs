//! Rows: what users match on and what they read.

use openai_error_policy_build::{ErrorRow, Spanned, Table};

use super::treatment::Keys;
use super::{Effect, Finding, Renamed};

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
    let mut findings = Vec::new();
    let mut note = |effect, text: String| findings.push(Finding::new(effect, format!("{name}: {text}")));
    if old.status != new.status {
        note(Effect::Breaking, format!("status {} becomes {}", old.status, new.status));
    }
    if old.remedy.value != new.remedy.value {
        let text = format!("remedy {} becomes {}", old.remedy.value.name(), new.remedy.value.name());
        note(Effect::Breaking, text);
    }
    let [was, is] = [(old, renamed.old), (new, renamed.new)].map(|(row, table)| {
        table.policy(&row.retry.value).is_some_and(openai_error_policy_build::Policy::retries)
    });
    if was != is {
        note(Effect::Breaking, if is { "is retried now" } else { "is no longer retried" }.to_owned());
    } else if !renamed.is_same_policy(Some(&old.retry.value), Some(&new.retry.value)) {
        let text = format!("policy `{}` becomes `{}`", old.retry.value, new.retry.value);
        note(Effect::Wording, text);
    }
    for (key, from, to) in [
        ("title", &old.title, &new.title),
        ("cause", &old.cause, &new.cause),
        ("solution", &old.solution, &new.solution),
    ] {
        if from != to {
            note(Effect::Wording, format!("{key} \"{}\" becomes \"{}\"", from.markdown(), to.markdown()));
        }
    }
    if sample(old) != sample(new) {
        note(Effect::Wording, "another sample".to_owned());
    }
    let month =
        |month: &Option<Spanned<String>>| month.as_ref().map_or("none".to_owned(), |m| m.value.clone());
    let is_retired_in_both = old.retired.is_some() && new.retired.is_some();
    for (key, from, to) in [("since", &old.since, &new.since), ("retired", &old.retired, &new.retired)] {
        let (from, to) = (month(from), month(to));
        if from != to && (key == "since" || is_retired_in_both) {
            note(Effect::Wording, format!("{key} {from} becomes {to}"));
        }
    }
    if old.is_listed(None) && !new.is_listed(None) {
        note(Effect::Additive, "is retired; it is still recognised".to_owned());
    }
    if !old.is_listed(None) && new.is_listed(None) {
        findings.push(Finding::row_to_handle(format!("{name}: is listed again")));
    }
    findings
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
