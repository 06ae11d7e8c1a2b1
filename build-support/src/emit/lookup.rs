//! The matchers as sorted groups, so that the runtime finds the right one by binary search.

use super::layout::Node;
use crate::order::{self, Groups};
use crate::table::{Matcher, Remedy, Table};

/// A matcher and whose it is.
struct Rule<'a> {
    matcher: &'a Matcher,
    owner: Owner,
}

/// The index of a row or of an unlisted entry.
#[derive(Clone, Copy)]
enum Owner {
    Row(usize),
    Unlisted(usize),
}

/// Matchers by the heaviest key they have. A code outweighs all other keys together, a message the two below it, a
/// type the status; so the first group with a matcher that holds has the winner.
pub(crate) struct Lookup {
    pub(crate) codes: Node,
    pub(crate) messages: Node,
    pub(crate) error_types: Node,
    pub(crate) statuses: Node,
}

pub(crate) fn lookup(table: &Table) -> Lookup {
    let rules = rules(table);
    let by = |key: &dyn Fn(&Matcher) -> Option<String>| {
        order::group(rules.len(), &|index| key(rules[index].matcher))
    };
    // Codes and types by length first: the runtime looks among those of the same length only.
    let codes = by(&|m| m.code.as_ref().map(|code| by_length(code)));
    let messages = by(&|m| m.message.clone().filter(|_| m.code.is_none()));
    let error_types = by(&|m| m.error_type.as_ref().filter(|_| m.weight() < 4).map(|text| by_length(text)));
    let statuses = by(&|m| m.status.filter(|_| m.weight() == 1).map(|status| status.to_string()));
    Lookup {
        codes: texts(&codes, &rules),
        messages: message_groups(&messages, &rules),
        error_types: texts(&error_types, &rules),
        statuses: groups(&statuses, &rules, &|key| Node::atom(key)),
    }
}

const LENGTH_DIGITS: usize = 8;

/// The text after its length, so that shorter ones sort first.
fn by_length(text: &str) -> String {
    format!("{:0LENGTH_DIGITS$}{text}", text.len())
}

fn rules(table: &Table) -> Vec<Rule<'_>> {
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

fn texts(by_length: &Groups, rules: &[Rule<'_>]) -> Node {
    // Where the texts of each length begin, and after the last length where they end.
    let mut lengths = Vec::new();
    for (index, (key, _)) in by_length.iter().enumerate() {
        while lengths.len() <= key.len() - LENGTH_DIGITS {
            lengths.push(index);
        }
    }
    lengths.push(by_length.len());
    let groups = groups(by_length, rules, &|key| Node::string(&key[LENGTH_DIGITS..]));
    Node::tuple("Texts", vec![Node::numbers(&lengths), groups])
}

fn groups(groups: &Groups, rules: &[Rule<'_>], key: &dyn Fn(&str) -> Node) -> Node {
    let mut nodes = Vec::new();
    for (text, members) in groups {
        nodes.push(Node::tuple("Group", vec![key(text), matchers(members, rules)]));
    }
    Node::slice(nodes)
}

/// Message groups also say which other group's message is the longest that theirs begins with: the runtime finds
/// the last one that does not sort after the answer's message, and follows these links.
fn message_groups(groups: &Groups, rules: &[Rule<'_>]) -> Node {
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut nodes = Vec::new();
    for (index, (key, members)) in groups.iter().enumerate() {
        while open.last().is_some_and(|(_, outer)| !key.starts_with(outer)) {
            open.pop();
        }
        let shorter = open.last().map(|(outer, _)| Node::atom(outer.to_string()));
        open.push((index, key));
        let parts = vec![Node::string(key), option(shorter), matchers(members, rules)];
        nodes.push(Node::tuple("MessageGroup", parts));
    }
    Node::slice(nodes)
}

/// The heaviest first, so that the first that holds is the winner; then the longer message.
fn matchers(members: &[usize], rules: &[Rule<'_>]) -> Node {
    let heaviness = |index: usize| {
        let matcher = rules[members[index]].matcher;
        (matcher.weight(), matcher.message.as_ref().map_or(0, String::len))
    };
    let mut nodes = Vec::new();
    for index in order::sort(members.len(), &|a, b| heaviness(a) > heaviness(b)) {
        nodes.push(matcher(&rules[members[index]]));
    }
    Node::slice(nodes)
}

/// The keys beside the heaviest one, which the group has already tested.
fn matcher(rule: &Rule<'_>) -> Node {
    let Matcher { code, message, error_type, status, .. } = rule.matcher;
    let message_counts = code.is_some();
    let error_type_counts = message_counts || message.is_some();
    let text = |text: &Option<String>, counts: bool| match text {
        Some(text) if counts => Node::string(text),
        _ => Node::string(""),
    };
    let status = status.filter(|_| rule.matcher.weight() > 1).unwrap_or(0);
    let parts = vec![
        text(message, message_counts),
        text(error_type, error_type_counts),
        Node::atom(status.to_string()),
        outcome(rule),
    ];
    Node::tuple("Matcher", parts)
}

fn outcome(rule: &Rule<'_>) -> Node {
    let Matcher { retry, remedy, .. } = rule.matcher;
    let (name, index) = match rule.owner {
        Owner::Unlisted(index) => ("Unlisted", index),
        Owner::Row(index) if retry.is_none() && remedy.is_none() => ("Listed", index),
        Owner::Row(index) => ("Special", index),
    };
    let mut parts = vec![Node::atom(index.to_string())];
    if name == "Special" {
        parts.push(option(retry.as_ref().map(|name| Node::atom(policy_path(&name.value)))));
        parts.push(option(remedy.as_ref().map(|remedy| Node::atom(remedy_path(remedy.value)))));
    }
    Node::tuple(name, parts)
}

pub(crate) fn option(value: Option<Node>) -> Node {
    match value {
        Some(value) => Node::some(value),
        None => Node::atom("None"),
    }
}

/// The constant of a policy.
pub(crate) fn constant(policy: &str) -> String {
    policy.to_ascii_uppercase()
}

pub(crate) fn policy_path(name: &str) -> String {
    format!("&policy::{}", constant(name))
}

pub(crate) fn remedy_path(remedy: Remedy) -> String {
    format!("Remedy::{remedy:?}")
}
