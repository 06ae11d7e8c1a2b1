//! The matchers as sorted groups, so that the runtime finds the right one by binary search.
//!
//! A matcher is grouped by the heaviest key it has. A code outweighs all other keys together, a message the two below
//! it, a type the status; so the first group with a matcher that holds has the winner.

use super::expression::{literal, option, policy, remedy, slice};
use crate::order::{self, Groups};
use crate::table::{Matcher, Table};

/// A matcher and whose it is.
pub(crate) struct Rule<'a> {
    matcher: &'a Matcher,
    owner: Owner,
}

/// The index of a row or of an unlisted entry.
#[derive(Clone, Copy)]
enum Owner {
    Row(usize),
    Unlisted(usize),
}

/// The matchers with a code.
pub(crate) fn codes(rules: &[Rule<'_>]) -> String {
    // Codes and types by length first: the runtime looks among those of the same length only.
    texts(&group(rules, |m| by_length(m.code.as_ref()?)), rules)
}

/// Those with a message and nothing heavier.
pub(crate) fn messages(rules: &[Rule<'_>]) -> String {
    message_groups(&group(rules, |m| if m.code.is_none() { m.message.clone() } else { None }), rules)
}

/// Those with a type and nothing heavier.
pub(crate) fn error_types(rules: &[Rule<'_>]) -> String {
    texts(&group(rules, |m| if m.weight() < 4 { by_length(m.error_type.as_ref()?) } else { None }), rules)
}

/// Those with a status only.
pub(crate) fn statuses(rules: &[Rule<'_>]) -> String {
    let by_status = group(rules, |m| if m.weight() == 1 { Some(m.status?.to_string()) } else { None });
    groups(&by_status, rules, str::to_owned)
}

fn group(rules: &[Rule<'_>], key: fn(&Matcher) -> Option<String>) -> Groups {
    order::group(rules.len(), &|index| key(rules[index].matcher))
}

const LENGTH_DIGITS: usize = 8;

/// The text after its length, so that shorter ones sort first.
fn by_length(text: &str) -> Option<String> {
    Some(format!("{:0LENGTH_DIGITS$}{text}", text.len()))
}

pub(crate) fn rules(table: &Table) -> Vec<Rule<'_>> {
    let mut rules = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        for matcher in &row.matchers {
            rules.push(Rule { matcher, owner: Owner::Row(index) });
        }
    }
    for (index, entry) in table.unlisted.iter().enumerate() {
        for matcher in &entry.matchers {
            rules.push(Rule { matcher, owner: Owner::Unlisted(index) });
        }
    }
    rules
}

fn texts(by_length: &Groups, rules: &[Rule<'_>]) -> String {
    let groups = groups(by_length, rules, |key| literal(&key[LENGTH_DIGITS..]));
    buckets(by_length, |key| key.len() - LENGTH_DIGITS, &groups)
}

/// Groups, and in front of them where those of each number begin, and after the last number where they end.
fn buckets(sorted: &Groups, number: fn(&str) -> usize, groups: &str) -> String {
    let mut starts = Vec::new();
    for (index, (key, _)) in sorted.iter().enumerate() {
        while starts.len() <= number(key) {
            starts.push(index.to_string());
        }
    }
    starts.push(sorted.len().to_string());
    format!("Buckets({}, {groups})", slice(&starts))
}

fn groups(groups: &Groups, rules: &[Rule<'_>], key: fn(&str) -> String) -> String {
    let mut list = Vec::new();
    for (text, members) in groups {
        list.push(format!("Group({}, {})", key(text), matchers(members, rules)));
    }
    slice(&list)
}

/// Message groups also say which other group's message is the longest that theirs begins with: the runtime finds
/// the last one that does not sort after the answer's message, and follows these links.
fn message_groups(groups: &Groups, rules: &[Rule<'_>]) -> String {
    let mut open: Vec<usize> = Vec::new();
    let mut list = Vec::new();
    for (index, (key, members)) in groups.iter().enumerate() {
        while open.last().is_some_and(|&outer| !key.starts_with(&groups[outer].0)) {
            open.pop();
        }
        let shorter = option(open.last().map(usize::to_string));
        open.push(index);
        list.push(format!("message_group({}, {shorter}, {})", literal(key), matchers(members, rules)));
    }
    let first_byte = |key: &str| key.as_bytes().first().map_or(0, |&byte| usize::from(byte));
    buckets(groups, first_byte, &slice(&list))
}

/// The heaviest first, so that the first that holds is the winner; then the longer message.
fn matchers(members: &[usize], rules: &[Rule<'_>]) -> String {
    let heaviness = |index: usize| {
        let matcher = rules[members[index]].matcher;
        (matcher.weight(), matcher.message.as_ref().map_or(0, String::len))
    };
    let mut list = Vec::new();
    for &index in &order::sort(members.len(), &|a, b| heaviness(a) > heaviness(b)) {
        list.push(matcher(&rules[members[index]]));
    }
    slice(&list)
}

/// The keys beside the heaviest one, which the group has already tested.
fn matcher(rule: &Rule<'_>) -> String {
    let Matcher { code, message, error_type, status, .. } = rule.matcher;
    let message_counts = code.is_some();
    let error_type_counts = message_counts || message.is_some();
    let text = |text: &Option<String>, counts: bool| match text {
        Some(text) if counts => literal(text),
        _ => literal(""),
    };
    let status = if rule.matcher.weight() > 1 { status.unwrap_or(0) } else { 0 };
    let [message, error_type] = [text(message, message_counts), text(error_type, error_type_counts)];
    format!("Matcher({message}, {error_type}, {status}, {})", outcome(rule))
}

fn outcome(rule: &Rule<'_>) -> String {
    let retry = rule.matcher.retry.as_ref().map(|name| policy(&name.value));
    let own_remedy = rule.matcher.remedy.as_ref().map(|of| remedy(of.value));
    match rule.owner {
        Owner::Unlisted(index) => format!("Unlisted({index})"),
        Owner::Row(index) if retry.is_none() && own_remedy.is_none() => format!("Listed({index})"),
        Owner::Row(index) => format!("Special({index}, {}, {})", option(retry), option(own_remedy)),
    }
}
