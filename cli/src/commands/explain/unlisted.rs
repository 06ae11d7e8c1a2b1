//! What has no row: what the table does with it all the same.

use openai_error_policy_build::{Policy, Spanned, Table, Unlisted};

use crate::recognise::{code_alone, codes, covering};
use crate::retry_figures::RetryFigures;

/// Why there is no row to explain, and what happens to such an answer.
pub(super) fn what_happens(wanted: &str, table: &Table) -> String {
    let nothing = format!("no row of the table has the id, status or code `{wanted}`");
    let has_code =
        |entry: &&Unlisted| entry.matchers.iter().filter_map(code_alone).any(|code| code == wanted);
    if let Some(entry) = table.unlisted.iter().find(has_code) {
        return format!("{nothing}; an answer with this code:\n{}", facts(entry, table));
    }
    let status = wanted.parse().ok().filter(|status| (100..=599).contains(status));
    if let Some(entry) = status.and_then(|_| covering(status, table)) {
        let whose = "an answer with this status and no known code, message or type";
        return format!("{nothing}; {whose}:\n{}", facts(entry, table));
    }
    let ids: Vec<&str> = table.rows.iter().map(|row| row.id.as_str()).collect();
    let more = near_miss(wanted, table)
        .map_or_else(|| by_status(table), |known| format!("; did you mean `{known}`?"));
    format!("{nothing}{more}\nids: {}", ids.join(", "))
}

/// The likeliest id or code that was meant.
fn near_miss<'t>(wanted: &str, table: &'t Table) -> Option<&'t str> {
    let ids = table.rows.iter().map(|row| row.id.as_str());
    let listed = table.rows.iter().flat_map(codes);
    let unlisted = table.unlisted.iter().flat_map(|entry| &entry.matchers).filter_map(code_alone);
    let likeness = |known: &str| strsim::jaro_winkler(wanted, known);
    let near = ids.chain(listed).chain(unlisted).max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
    near.filter(|known| likeness(known) > 0.8)
}

/// What happens to an answer of this entry, a line a fact.
fn facts(entry: &Unlisted, table: &Table) -> String {
    let sentence = |name: &Spanned<String>| {
        let policy = table.policy(&name.value);
        policy.map_or(String::new(), |policy| RetryFigures::of(policy).sentence())
    };
    let remedy = entry.remedy.as_ref().map_or("not known", |remedy| remedy.value.name());
    let asked = entry.should_retry.as_ref().map(sentence);
    let asked = asked.map_or(String::new(), |asked| format!("\n  when the server asks for a retry: {asked}"));
    format!("  remedy: {remedy}\n  retry: {}{asked}", sentence(&entry.retry))
}

/// What happens to answers of each status, a line an entry that covers some.
fn by_status(table: &Table) -> String {
    let covering = table.unlisted.iter().filter(|entry| !entry.statuses.is_empty() || entry.is_rest());
    let lines: String = covering.map(|entry| line(entry, table)).collect();
    format!("; an answer with no known code, message or type goes by its status:{lines}")
}

/// `400-499: fix-request, never retried`.
fn line(entry: &Unlisted, table: &Table) -> String {
    let range = |(from, to): &(u16, u16)| if from == to { from.to_string() } else { format!("{from}-{to}") };
    let ranges: Vec<String> = entry.statuses.iter().map(range).collect();
    let statuses = if entry.is_rest() { "others".to_owned() } else { ranges.join(", ") };
    let remedy = entry.remedy.as_ref().map_or(String::new(), |remedy| format!("{}, ", remedy.value.name()));
    let retry = match table.policy(&entry.retry.value).is_some_and(Policy::retries) {
        true => format!("retried by {}", entry.retry.value),
        false => "not retried".to_owned(),
    };
    let asked = entry.should_retry.as_ref();
    let asked =
        asked.map_or(String::new(), |name| format!("; when the server asks for a retry: {}", name.value));
    format!("\n  {statuses}: {remedy}{retry}{asked}")
}
