//! Policies: constants that users name, and their figures.

use std::time::Duration;

use humantime::format_duration;
use openai_error_policy_build::{Policy, Table};

use super::{Effect, Finding};

pub(super) fn changes(old: &Table, new: &Table) -> Vec<Finding> {
    let mut findings = Vec::new();
    for policy in &old.policies {
        let name = &policy.name.value;
        match (new.policy(name), twin(policy, old, new)) {
            (Some(now), _) => findings.extend(figures(policy, now)),
            (None, Some(twin)) => {
                let text = format!("policy `{name}` is renamed `{}`", twin.name.value);
                findings.push(Finding::new(Effect::Breaking, text));
            }
            (None, None) => {
                findings.push(Finding::new(Effect::Breaking, format!("policy `{name}` is removed")));
            }
        }
    }
    for policy in &new.policies {
        let name = &policy.name.value;
        if old.policy(name).is_none() && twin(policy, new, old).is_none() {
            findings.push(Finding::new(Effect::Additive, format!("policy `{name}` is new")));
        }
    }
    findings
}

/// The policy that only `there` has, where `policy` is one that only `here` has and all but the name is the same.
pub(super) fn twin<'t>(policy: &Policy, here: &Table, there: &'t Table) -> Option<&'t Policy> {
    let is_only = |policy: &Policy, other: &Table| other.policy(&policy.name.value).is_none();
    let mut others = there.policies.iter().filter(|other| is_only(other, here) && same(policy, other));
    others.next().filter(|_| is_only(policy, there))
}

/// Whether all but the name is the same.
fn same(a: &Policy, b: &Policy) -> bool {
    figures(a, b).is_none()
}

fn figures(old: &Policy, new: &Policy) -> Option<Finding> {
    let pacing = |policy: &Policy| {
        policy.pacing.map_or("none".to_owned(), |p| {
            format!("{}, {} % every {}", time(p.hold), p.raise_percent, time(p.raise_every))
        })
    };
    let figures = [
        ("max_attempts", old.max_attempts.to_string(), new.max_attempts.to_string()),
        ("initial_delay", time(old.initial_delay), time(new.initial_delay)),
        ("multiplier", old.multiplier.to_string(), new.multiplier.to_string()),
        ("max_delay", time(old.max_delay), time(new.max_delay)),
        ("jitter_percent", old.jitter_percent.to_string(), new.jitter_percent.to_string()),
        ("max_server_delay", time(old.max_server_delay), time(new.max_server_delay)),
        ("time_budget", time(old.time_budget), time(new.time_budget)),
        ("pacing", pacing(old), pacing(new)),
    ];
    let changed = figures.iter().filter(|(_, was, is)| was != is);
    let words: Vec<String> = changed.map(|(key, was, is)| format!("{key} {was} becomes {is}")).collect();
    let text = format!("policy `{}`: {}", old.name.value, words.join("; "));
    (!words.is_empty()).then(|| Finding::new(effect(old, new), text))
}

/// Breaking where an answer that was retried may now stop, or the other way round, and where users find no pacing any
/// more. More patience is more than before; other figures leave the treatment as it is.
fn effect(old: &Policy, new: &Policy) -> Effect {
    let is_less_patient = |a: &Policy, b: &Policy| {
        b.max_attempts < a.max_attempts
            || b.max_server_delay < a.max_server_delay
            || b.time_budget < a.time_budget
            || (a.pacing.is_some() && b.pacing.is_none())
    };
    if is_less_patient(old, new) || old.retries() != new.retries() {
        Effect::Breaking
    } else if is_less_patient(new, old) {
        Effect::Additive
    } else {
        Effect::Wording
    }
}

fn time(duration: Duration) -> String {
    format_duration(duration).to_string()
}
