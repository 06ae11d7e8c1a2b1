//! The data of a table as the build step emits it, and the search in it.

#![allow(missing_docs, unreachable_pub, reason = "public for generated code only")]

use core::cmp::Ordering;

use crate::retry_policy::RetryPolicy;
use crate::row::{Remedy, Row};
use crate::scan::{Fields, Text};

/// Everything a table knows.
#[derive(Debug)]
pub struct Table {
    pub rows: &'static [Row],
    /// Indices of the rows, sorted by id.
    pub by_id: &'static [u16],
    pub codes: Texts,
    pub messages: &'static [MessageGroup],
    pub kinds: Texts,
    pub statuses: &'static [Group<u16>],
    pub unlisted: &'static [UnlistedEntry],
    pub unlisted_statuses: &'static [StatusRange],
    pub delay_phrases: &'static [&'static str],
    pub echoes: &'static [Echo],
}

/// A key and the matchers whose heaviest key it is, the heaviest matcher first. Groups are sorted by key.
#[derive(Debug)]
pub struct Group<K: 'static>(pub K, pub &'static [Matcher]);

/// Groups of texts, the shorter ones first, and where those of each length begin (of length 0 first, and one number
/// more than there are lengths): few are left to compare once the length is known.
#[derive(Debug)]
pub struct Texts(pub &'static [u16], pub &'static [Group<&'static str>]);

/// A message in ASCII lower case, the group with the longest message that this one begins with, and the matchers.
#[derive(Debug)]
pub struct MessageGroup(pub &'static str, pub Option<u16>, pub &'static [Matcher]);

/// What must hold beside the key of the group: message, type, status; empty and 0 always hold.
#[derive(Debug)]
pub struct Matcher(pub &'static str, pub &'static str, pub u16, pub Outcome);

/// What an answer is.
#[derive(Debug, Clone, Copy)]
pub enum Outcome {
    /// The row of this index.
    Listed(u16),
    /// The row of this index, with a policy and a remedy of the matcher's own.
    Special(u16, Option<&'static RetryPolicy>, Option<Remedy>),
    /// The unlisted entry of this index.
    Unlisted(u16),
}

#[derive(Debug)]
pub struct UnlistedEntry {
    pub retry: &'static RetryPolicy,
    pub should_retry: Option<&'static RetryPolicy>,
    pub remedy: Option<Remedy>,
}

/// The first and the last status, and the unlisted entry that covers them.
#[derive(Debug)]
pub struct StatusRange(pub u16, pub u16, pub u16);

/// A message that repeats a secret behind `after` (ASCII lower case) and before `until`.
#[derive(Debug)]
pub struct Echo {
    pub after: &'static str,
    pub until: &'static str,
}

/// What an answer is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recognised {
    pub(crate) row: Option<&'static Row>,
    pub(crate) retry: &'static RetryPolicy,
    /// The policy when the server asks for a retry.
    pub(crate) should_retry: Option<&'static RetryPolicy>,
    pub(crate) remedy: Option<Remedy>,
}

impl Table {
    pub fn row_by_id(&self, id: &str) -> Option<&'static Row> {
        let found = self.by_id.binary_search_by(|&index| self.rows[usize::from(index)].id.cmp(id)).ok()?;
        Some(&self.rows[usize::from(self.by_id[found])])
    }

    /// The first matcher of the heaviest key that holds; else the unlisted entry of the status.
    pub(crate) fn recognise(&self, fields: &Fields<'_>, status: Option<u16>) -> Recognised {
        let facts = Facts { fields, status };
        let found = self
            .by_code(&facts)
            .or_else(|| self.by_message(&facts))
            .or_else(|| self.by_kind(&facts))
            .or_else(|| self.by_status(&facts));
        match found {
            Some(outcome) => self.outcome(*outcome),
            None => self.unlisted(self.unlisted_by_status(status)),
        }
    }

    fn by_code(&self, facts: &Facts<'_>) -> Option<&Outcome> {
        first_that_holds(self.codes.find(facts.fields.code?)?, facts).map(Matcher::outcome)
    }

    /// All messages that the answer's begins with; the heaviest matcher wins, then the longer message.
    fn by_message(&self, facts: &Facts<'_>) -> Option<&Outcome> {
        let message = facts.fields.message?.start();
        let (mut next, mut fits) = self.last_message(message);
        let mut best: Option<(u8, &Outcome)> = None;
        while let Some(MessageGroup(_, shorter, matchers)) = next.map(|index| &self.messages[index]) {
            let held = if fits { first_that_holds(matchers, facts) } else { None };
            if let Some(Matcher(_, kind, status, outcome)) = held {
                let weight = u8::from(!kind.is_empty()) * 2 + u8::from(*status != 0);
                if best.is_none_or(|(heaviest, _)| weight > heaviest) {
                    best = Some((weight, outcome));
                }
            }
            next = shorter.map(usize::from);
            fits = next.is_some_and(|index| message.begins_with(self.messages[index].0));
        }
        best.map(|(_, outcome)| outcome)
    }

    /// The last group whose message does not sort behind this one, and whether this one begins with it.
    fn last_message(&self, message: Text<'_>) -> (Option<usize>, bool) {
        let first = message.first_eight();
        let (mut from, mut to, mut fits) = (0, self.messages.len(), false);
        while from < to {
            let middle = from.midpoint(to);
            let key = self.messages[middle].0;
            let order = match first.map_or(Ordering::Equal, |first| first.cmp(&first_eight(key.as_bytes()))) {
                Ordering::Equal if first.is_some() => message.order_behind_eight(key),
                Ordering::Equal => message.order(key),
                order => order,
            };
            if order.is_lt() {
                to = middle;
            } else {
                from = middle + 1;
                fits = order.is_eq();
            }
        }
        (from.checked_sub(1), fits)
    }

    fn by_kind(&self, facts: &Facts<'_>) -> Option<&Outcome> {
        first_that_holds(self.kinds.find(facts.fields.kind?)?, facts).map(Matcher::outcome)
    }

    fn by_status(&self, facts: &Facts<'_>) -> Option<&Outcome> {
        let status = facts.status?;
        let found = self.statuses.binary_search_by_key(&status, |Group(key, _)| *key).ok()?;
        first_that_holds(self.statuses[found].1, facts).map(Matcher::outcome)
    }

    fn outcome(&self, outcome: Outcome) -> Recognised {
        let (row, retry, remedy) = match outcome {
            Outcome::Unlisted(entry) => return self.unlisted(Some(entry)),
            Outcome::Listed(row) => (row, None, None),
            Outcome::Special(row, retry, remedy) => (row, retry, remedy),
        };
        let row = &self.rows[usize::from(row)];
        Recognised {
            row: Some(row),
            retry: retry.unwrap_or(row.retry),
            should_retry: None,
            remedy: Some(remedy.unwrap_or(row.remedy)),
        }
    }

    fn unlisted_by_status(&self, status: Option<u16>) -> Option<u16> {
        let status = status?;
        let mut ranges = self.unlisted_statuses.iter();
        ranges.find_map(|StatusRange(from, to, entry)| (from..=to).contains(&&status).then_some(*entry))
    }

    /// The entry, or the last one, which covers the rest.
    fn unlisted(&self, entry: Option<u16>) -> Recognised {
        let entry = entry.map_or(self.unlisted.last(), |index| self.unlisted.get(usize::from(index)));
        Recognised {
            row: None,
            retry: entry.map_or(&RetryPolicy::NEVER, |entry| entry.retry),
            should_retry: entry.and_then(|entry| entry.should_retry),
            remedy: entry.and_then(|entry| entry.remedy),
        }
    }
}

/// What matchers ask about.
struct Facts<'a> {
    fields: &'a Fields<'a>,
    status: Option<u16>,
}

impl Matcher {
    fn outcome(&self) -> &Outcome {
        &self.3
    }

    fn holds(&self, facts: &Facts<'_>) -> bool {
        let Self(message, kind, status, _) = self;
        (message.is_empty() || facts.fields.message.is_some_and(|text| text.start().begins_with(message)))
            && (kind.is_empty() || facts.fields.kind.is_some_and(|text| text.is(kind)))
            && (*status == 0 || facts.status == Some(*status))
    }
}

impl Texts {
    fn find(&self, key: Text<'_>) -> Option<&'static [Matcher]> {
        if key.is_escaped() { self.find_bytes(&key.unescaped()) } else { self.find_bytes(key.raw()) }
    }

    fn find_bytes(&self, key: &[u8]) -> Option<&'static [Matcher]> {
        let Self(lengths, groups) = self;
        let [start, end] = *lengths.get(key.len()..key.len() + 2)? else { return None };
        let same_length = &groups[usize::from(start)..usize::from(end)];
        // The standard search looks at a hit again and again, which is the one costly comparison.
        let mut rest = same_length;
        loop {
            let (before, [Group(text, matchers), behind @ ..]) = rest.split_at(rest.len() / 2) else {
                return None;
            };
            rest = match order(text.as_bytes(), key) {
                Ordering::Equal => return Some(matchers),
                Ordering::Greater => before,
                Ordering::Less => behind,
            };
        }
    }
}

/// As texts compare; the first eight bytes settle it in most cases, without a call.
#[inline]
fn order(ours: &[u8], theirs: &[u8]) -> Ordering {
    match (ours.first_chunk(), theirs.first_chunk()) {
        (Some(a), Some(b)) if a != b => u64::from_be_bytes(*a).cmp(&u64::from_be_bytes(*b)),
        _ => ours.cmp(theirs),
    }
}

/// The first eight bytes as a number that sorts as they do: it settles most comparisons without a call.
fn first_eight(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some(chunk) => u64::from_be_bytes(*chunk),
        None => text.iter().rev().fold(0, |number, &byte| (number >> 8) | (u64::from(byte) << 56)),
    }
}

fn first_that_holds<'a>(matchers: &'a [Matcher], facts: &Facts<'_>) -> Option<&'a Matcher> {
    matchers.iter().find(|matcher| matcher.holds(facts))
}
