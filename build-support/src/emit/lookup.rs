//! The matchers as sorted groups, so that the runtime finds the right one by binary search.

use std::collections::BTreeMap;

use super::layout::Node;
use crate::table::{Matcher, Table};

/// A matcher and what an answer it fits is.
struct Rule<'a> {
    matcher: &'a Matcher,
    outcome: Node,
}

/// Matchers by the heaviest key they have, codes and types sorted by length first: most comparisons end there. A code outweighs all other keys together, a message the two below it,
/// a type the status; so the first group with a matcher that holds has the winner.
pub(crate) struct Lookup {
    pub(crate) codes: Node,
    pub(crate) messages: Node,
    pub(crate) kinds: Node,
    pub(crate) statuses: Node,
}

type Groups<'a, K> = BTreeMap<K, Vec<Rule<'a>>>;

pub(crate) fn lookup(table: &Table, policy: impl Fn(&str) -> String) -> Lookup {
    let mut codes: Groups<'_, (usize, &str)> = BTreeMap::new();
    let mut messages: Groups<'_, &str> = BTreeMap::new();
    let mut kinds: Groups<'_, (usize, &str)> = BTreeMap::new();
    let mut statuses: Groups<'_, u16> = BTreeMap::new();
    for rule in rules(table, policy) {
        let matcher = rule.matcher;
        if let Some(code) = &matcher.code {
            codes.entry((code.len(), code)).or_default().push(rule);
        } else if let Some(message) = &matcher.message {
            messages.entry(message).or_default().push(rule);
        } else if let Some(kind) = &matcher.kind {
            kinds.entry((kind.len(), kind)).or_default().push(rule);
        } else if let Some(status) = matcher.status {
            statuses.entry(status).or_default().push(rule);
        }
    }
    Lookup {
        messages: message_groups(messages),
        codes: groups(codes, |(_, code)| Node::string(code)),
        kinds: groups(kinds, |(_, kind)| Node::string(kind)),
        statuses: groups(statuses, |status| Node::atom(status.to_string())),
    }
}

fn rules(table: &Table, policy: impl Fn(&str) -> String) -> Vec<Rule<'_>> {
    let mut rules = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        for matcher in &row.matchers {
            rules.push(Rule { matcher, outcome: row_outcome(index, matcher, &policy) });
        }
    }
    for (index, entry) in table.unlisted.iter().enumerate() {
        for matcher in &entry.matchers {
            let outcome = Node::tuple("Unlisted", vec![Node::atom(index.to_string())]);
            rules.push(Rule { matcher, outcome });
        }
    }
    rules
}

fn row_outcome(index: usize, matcher: &Matcher, policy: impl Fn(&str) -> String) -> Node {
    let index = Node::atom(index.to_string());
    if matcher.retry.is_none() && matcher.remedy.is_none() {
        return Node::tuple("Listed", vec![index]);
    }
    let retry = matcher.retry.as_ref().map(|name| Node::atom(format!("&{}", policy(&name.value))));
    let remedy = matcher.remedy.as_ref().map(|remedy| Node::atom(format!("Remedy::{:?}", remedy.value)));
    Node::tuple("Special", vec![index, option(retry), option(remedy)])
}

pub(crate) fn option(value: Option<Node>) -> Node {
    value.map_or_else(|| Node::atom("None"), Node::some)
}

fn groups<K>(groups: Groups<'_, K>, key: impl Fn(K) -> Node) -> Node {
    let group = |(k, rules)| Node::tuple("Group", vec![key(k), matchers(rules)]);
    Node::slice(groups.into_iter().map(group).collect())
}

/// Message groups also say which other group's message is the longest that theirs begins with: the runtime finds
/// the last one that is not behind the answer's message, and follows these links.
fn message_groups(groups: Groups<'_, &str>) -> Node {
    let keys: Vec<&str> = groups.keys().copied().collect();
    let mut open: Vec<usize> = Vec::new();
    let mut nodes = Vec::new();
    for (index, (key, rules)) in groups.into_iter().enumerate() {
        while open.last().is_some_and(|&outer| !key.starts_with(keys[outer])) {
            open.pop();
        }
        let shorter = open.last().map(|outer| Node::atom(outer.to_string()));
        open.push(index);
        let parts = vec![Node::string(key), option(shorter), matchers(rules)];
        nodes.push(Node::tuple("MessageGroup", parts));
    }
    Node::slice(nodes)
}

/// The heaviest first, so that the first that holds is the winner.
fn matchers(mut rules: Vec<Rule<'_>>) -> Node {
    let length = |rule: &Rule<'_>| rule.matcher.message.as_ref().map_or(0, String::len);
    rules.sort_by_key(|rule| std::cmp::Reverse((rule.matcher.weight(), length(rule))));
    Node::slice(rules.into_iter().map(matcher).collect())
}

/// The keys beside the heaviest one, which the group has already tested.
fn matcher(rule: Rule<'_>) -> Node {
    let Matcher { code, message, kind, status, .. } = rule.matcher;
    let message = message.as_deref().filter(|_| code.is_some());
    let kind = kind.as_deref().filter(|_| code.is_some() || rule.matcher.message.is_some());
    let status = status.filter(|_| rule.matcher.weight() > 1);
    let status = Node::atom(status.unwrap_or(0).to_string());
    let texts = [message, kind].map(|text| Node::string(text.unwrap_or_default()));
    Node::tuple("Matcher", texts.into_iter().chain([status, rule.outcome]).collect())
}
