//! The matchers as sorted groups, so that the runtime finds the right one by binary search.
//!
//! A matcher is grouped by the heaviest key it has. A code outweighs all other keys together, a message the two below
//! it, a type the status; so the first group with a matcher that holds has the winner.

use super::expression::{literal, option, policy, remedy, slice};
use crate::order::{self, Groups, Keys};
use crate::table::{Matcher, Table};

/// All matchers, and which of them have which key as their heaviest.
pub(crate) struct Lookup {
    rules: Vec<Rule>,
    codes: Groups,
    messages: Groups,
    error_types: Groups,
    statuses: Groups,
}

/// A matcher as text.
struct Rule {
    /// Its weight, then the length of its message.
    heaviness: (u32, usize),
    text: String,
}

/// The index of a row or of an unlisted entry.
#[derive(Clone, Copy)]
enum Owner {
    Row(usize),
    Unlisted(usize),
}

impl Lookup {
    /// Each matcher is read once: those of a large table are spread over much memory.
    pub(crate) fn new(table: &Table) -> Self {
        let mut rules = Vec::new();
        let (mut codes, mut messages) = (Keys::new(), Keys::new());
        let (mut error_types, mut statuses) = (Keys::new(), Keys::new());
        for (matcher, owner) in matchers(table) {
            let index = rules.len();
            if let Some(code) = &matcher.code {
                codes.push((by_length(code), index));
            } else if let Some(message) = &matcher.message {
                messages.push((message.clone(), index));
            } else if let Some(error_type) = &matcher.error_type {
                error_types.push((by_length(error_type), index));
            } else if let Some(status) = matcher.status {
                statuses.push((status.to_string(), index));
            }
            let heaviness = (matcher.weight(), matcher.message.as_ref().map_or(0, String::len));
            rules.push(Rule { heaviness, text: rule(matcher, owner) });
        }
        Self {
            rules,
            codes: order::group(codes),
            messages: order::group(messages),
            error_types: order::group(error_types),
            statuses: order::group(statuses),
        }
    }

    /// The matchers with a code.
    pub(crate) fn codes(&self) -> String {
        self.texts(&self.codes)
    }

    /// Those with a message and nothing heavier.
    pub(crate) fn messages(&self) -> String {
        self.message_groups(&self.messages)
    }

    /// Those with a type and nothing heavier.
    pub(crate) fn error_types(&self) -> String {
        self.texts(&self.error_types)
    }

    /// Those with a status only.
    pub(crate) fn statuses(&self) -> String {
        self.groups(&self.statuses, str::to_owned)
    }

    fn texts(&self, by_length: &Groups) -> String {
        let groups = self.groups(by_length, |key| literal(&key[LENGTH_DIGITS..]));
        buckets(by_length, |key| key.len() - LENGTH_DIGITS, &groups)
    }

    fn groups(&self, groups: &Groups, key: fn(&str) -> String) -> String {
        let mut list = Vec::new();
        for (text, members) in groups {
            list.push(format!("Group({}, {})", key(text), self.matchers(members)));
        }
        slice(&list)
    }

    /// Message groups also say which other group's message is the longest that theirs begins with: the runtime finds
    /// the last one that does not sort after the answer's message, and follows these links.
    fn message_groups(&self, groups: &Groups) -> String {
        let mut open: Vec<usize> = Vec::new();
        let mut list = Vec::new();
        for (index, (key, members)) in groups.iter().enumerate() {
            while open.last().is_some_and(|&outer| !key.starts_with(&groups[outer].0)) {
                open.pop();
            }
            let shorter = option(open.last().map(usize::to_string));
            open.push(index);
            list.push(format!("message_group({}, {shorter}, {})", literal(key), self.matchers(members)));
        }
        let first_byte = |key: &str| key.as_bytes().first().map_or(0, |&byte| usize::from(byte));
        buckets(groups, first_byte, &slice(&list))
    }

    /// The heaviest first, so that the first that holds is the winner.
    fn matchers(&self, members: &[usize]) -> String {
        let heaviness = |index: usize| self.rules[members[index]].heaviness;
        let mut list = Vec::new();
        for &index in &order::sort(members.len(), &|a, b| heaviness(a) > heaviness(b)) {
            list.push(self.rules[members[index]].text.clone());
        }
        slice(&list)
    }
}

fn matchers(table: &Table) -> Vec<(&Matcher, Owner)> {
    let mut matchers = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        for matcher in &row.matchers {
            matchers.push((matcher, Owner::Row(index)));
        }
    }
    for (index, entry) in table.unlisted.iter().enumerate() {
        for matcher in &entry.matchers {
            matchers.push((matcher, Owner::Unlisted(index)));
        }
    }
    matchers
}

const LENGTH_DIGITS: usize = 8;

/// The text after its length, so that shorter ones sort first: the runtime looks among those of the same length only.
fn by_length(text: &str) -> String {
    format!("{:0LENGTH_DIGITS$}{text}", text.len())
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

/// The keys beside the heaviest one, which the group has already tested.
fn rule(matcher: &Matcher, owner: Owner) -> String {
    let Matcher { code, message, error_type, status, .. } = matcher;
    let message_counts = code.is_some();
    let error_type_counts = message_counts || message.is_some();
    let text = |text: &Option<String>, counts: bool| match text {
        Some(text) if counts => literal(text),
        _ => literal(""),
    };
    let status = if matcher.weight() > 1 { status.unwrap_or(0) } else { 0 };
    let [message, error_type] = [text(message, message_counts), text(error_type, error_type_counts)];
    format!("Matcher({message}, {error_type}, {status}, {})", outcome(matcher, owner))
}

fn outcome(matcher: &Matcher, owner: Owner) -> String {
    let retry = matcher.retry.as_ref().map(|name| policy(&name.value));
    let own_remedy = matcher.remedy.as_ref().map(|of| remedy(of.value));
    match owner {
        Owner::Unlisted(index) => format!("Unlisted({index})"),
        Owner::Row(index) if retry.is_none() && own_remedy.is_none() => format!("Listed({index})"),
        Owner::Row(index) => format!("Special({index}, {}, {})", option(retry), option(own_remedy)),
    }
}
