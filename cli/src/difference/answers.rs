//! Answers: which row they are, and what happens to those without one.

use std::collections::BTreeSet;

use openai_error_policy_build::Table;

use super::treatment::Treatment;
use super::{Effect, Finding, Renamed};
use crate::recognise::{Keys, Recogniser};

pub(super) fn changes(old: &Table, new: &Table, renamed: &Renamed<'_>) -> Vec<Finding> {
    // Of all answers that a matcher of either table asks for: a new matcher may take those of an old one.
    let (old, new) = (Recogniser::new(old), Recogniser::new(new));
    let asked: BTreeSet<Keys<'_>> = old.answers().chain(new.answers()).collect();
    let finding = |answer: &Keys<'_>| {
        let (was, is) = (Treatment::of(answer, &old), Treatment::of(answer, &new));
        one_change(&format!("answers with {}", words(answer)), &was, &is, renamed)
    };
    let mut findings: Vec<Finding> = asked.iter().filter_map(finding).collect();
    findings.extend(by_status(&old, &new, &asked, renamed));
    findings
}

fn one_change(who: &str, was: &Treatment<'_>, is: &Treatment<'_>, renamed: &Renamed<'_>) -> Option<Finding> {
    let effect = effect(was, is, renamed)?;
    Some(match (was.is_recognised, is.is_recognised) {
        // The matchers of a new row are not news of their own.
        (false, true) if is.row.is_some_and(|row| renamed.is_new_row(row)) => return None,
        (false, true) => Finding::new(Effect::Additive, format!("{who} are recognised: {}", is.words())),
        (true, false) => {
            let text = format!("{who} are no longer recognised as {}", was.words());
            Finding::new(Effect::Breaking, text)
        }
        _ => Finding::new(effect, format!("{who}: {} becomes {}", was.words(), is.words())),
    })
}

/// What the change means, if there is one that rows and policies do not say themselves.
fn effect(was: &Treatment<'_>, is: &Treatment<'_>, renamed: &Renamed<'_>) -> Option<Effect> {
    let is_same_row = renamed.is_same_row(was.row, is.row);
    if is_same_row && was.is_recognised == is.is_recognised && was.is_rows && is.is_rows {
        return None;
    }
    let retries = |treatment: &Treatment<'_>| (treatment.retry.is_some(), treatment.when_asked.is_some());
    let is_gone = was.row.is_some_and(|row| renamed.is_gone_row(row));
    let is_treated_alike = was.remedy == is.remedy && retries(was) == retries(is);
    let is_same_policy = |was, is| renamed.is_same_policy(was, is);
    if !is_treated_alike || !(is_same_row || is_gone) || was.is_recognised != is.is_recognised {
        Some(Effect::Breaking)
    } else if is_same_policy(was.retry, is.retry) && is_same_policy(was.when_asked, is.when_asked) {
        None
    } else {
        Some(Effect::Wording)
    }
}

/// Answers that no matcher recognises, by status; statuses that change in the same way as one range.
fn by_status(
    old: &Recogniser<'_>,
    new: &Recogniser<'_>,
    asked: &BTreeSet<Keys<'_>>,
    renamed: &Renamed<'_>,
) -> Vec<Finding> {
    let statuses = std::iter::once(None).chain((100..=599).map(Some));
    let mut ranges: Vec<(Range, Treatment<'_>, Treatment<'_>)> = Vec::new();
    for status in statuses.filter(|status| !asked.contains(&bare(*status))) {
        let answer = bare(status);
        let (was, is) = (Treatment::of(&answer, old), Treatment::of(&answer, new));
        match ranges.last_mut() {
            Some((range, a, b)) if range.is_before(status) && *a == was && *b == is => range.last = status,
            _ => ranges.push((Range { first: status, last: status }, was, is)),
        }
    }
    let finding = |(range, was, is): (Range, Treatment<'_>, Treatment<'_>)| {
        one_change(&format!("unlisted answers with {}", range.words()), &was, &is, renamed)
    };
    ranges.into_iter().filter_map(finding).collect()
}

/// An answer that says nothing but a status, or nothing at all.
fn bare(status: Option<u16>) -> Keys<'static> {
    Keys { code: None, message: None, error_type: None, status }
}

fn words(answer: &Keys<'_>) -> String {
    let text = |key: &str, value: Option<&str>| value.map(|value| format!("{key} \"{value}\""));
    let parts = [
        text("code", answer.code),
        text("message", answer.message),
        text("type", answer.error_type),
        answer.status.map(|status| format!("status {status}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Statuses from the first to the last; `None`, an answer without a status, comes before 100.
struct Range {
    first: Option<u16>,
    last: Option<u16>,
}

impl Range {
    fn is_before(&self, status: Option<u16>) -> bool {
        status == Some(self.last.map_or(100, |last| last + 1))
    }

    fn words(&self) -> String {
        match (self.first, self.last) {
            (None, None) => "no status".to_owned(),
            (None, Some(last)) => format!("no status or one up to {last}"),
            (Some(first), Some(last)) if first != last => format!("statuses {first}-{last}"),
            (Some(status), _) => format!("status {status}"),
        }
    }
}
