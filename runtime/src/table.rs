//! The data of a table as the build step emits it, and the search in it.

#![allow(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    reason = "public for generated code only"
)]

use core::cmp::Ordering;
use core::ops::Range;

use memchr::memchr;

use crate::retry_policy::RetryPolicy;
use crate::row::{Remedy, Row};
use crate::scan::{Fields, Text, first_sixteen, next_part, order};

/// Everything a table knows.
pub struct Table {
    pub rows: &'static [Row],
    /// Indices of the rows, sorted by id.
    pub by_id: &'static [u16],
    /// By their length.
    pub codes: Buckets<Group<&'static str>>,
    /// By their first byte.
    pub messages: Buckets<MessageGroup>,
    /// By their length.
    pub kinds: Buckets<Group<&'static str>>,
    pub statuses: &'static [Group<u16>],
    pub unlisted: &'static [UnlistedEntry],
    pub unlisted_statuses: &'static [StatusRange],
    pub delay_phrases: &'static [&'static str],
    pub echoes: &'static [Echo],
}

/// A key and the matchers whose heaviest key it is, the heaviest matcher first. Groups are sorted by key.
pub struct Group<K: 'static>(pub K, pub &'static [Matcher]);

/// Groups that are sorted by a small number, then by their text, and where those of each number begin (of 0 first; the
/// last one is where all end): few are left to compare once the number is known.
pub struct Buckets<G: 'static>(pub &'static [u16], pub &'static [G]);

/// The matchers of a message.
pub struct MessageGroup {
    /// In ASCII lower case.
    message: &'static str,
    /// Beside it, so that most comparisons need not look at the message.
    first_sixteen: u128,
    /// The group with the longest message that this one begins with.
    shorter: Option<u16>,
    matchers: &'static [Matcher],
}

/// The matchers of a message in ASCII lower case, and the group with the longest message that it begins with.
pub const fn message_group(
    message: &'static str,
    shorter: Option<u16>,
    matchers: &'static [Matcher],
) -> MessageGroup {
    MessageGroup { message, first_sixteen: first_sixteen(message.as_bytes()), shorter, matchers }
}

/// What must hold besides the key of the group: message, type, status; empty and 0 always hold.
pub struct Matcher(pub &'static str, pub &'static str, pub u16, pub Outcome);

/// What a matcher says an answer is, by index.
#[derive(Clone, Copy)]
pub enum Outcome {
    /// The row.
    Listed(u16),
    /// The row, with a policy or a remedy of the matcher's own.
    Special(u16, Option<&'static RetryPolicy>, Option<Remedy>),
    /// The unlisted entry.
    Unlisted(u16),
}

pub struct UnlistedEntry {
    pub retry: &'static RetryPolicy,
    pub should_retry: Option<&'static RetryPolicy>,
    pub remedy: Option<Remedy>,
}

/// How many parts of what a program prints are searched.
const PARTS: usize = 16;

/// What an answer is of which the table says nothing.
const UNKNOWN: UnlistedEntry = UnlistedEntry { retry: &RetryPolicy::NEVER, should_retry: None, remedy: None };

/// The first and the last status, and the unlisted entry that covers them.
pub struct StatusRange(pub u16, pub u16, pub Outcome);

/// A message that repeats a secret after `after` (ASCII lower case) and before `until`.
pub struct Echo {
    pub after: &'static str,
    pub until: &'static str,
}

/// What the table knows of an outcome.
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

    /// What the first matcher of the heaviest key that holds says; else the unlisted entry of the status; else none.
    pub(crate) fn recognise(
        &self,
        fields: &Fields<'_>,
        status: Option<u16>,
        is_printed: bool,
    ) -> Option<&'static Outcome> {
        let has_parts = is_printed && fields.code.is_none();
        let by_part = if has_parts { self.by_part(fields, status) } else { None };
        if by_part.is_some() {
            return by_part;
        }
        let facts = Facts { fields, message: fields.message.map(Text::without_front), status };
        self.by_code(&facts)
            .or_else(|| self.by_message(&facts))
            .or_else(|| self.by_kind(&facts))
            .or_else(|| self.by_status(&facts))
            .or_else(|| self.unlisted_by_status(status))
    }

    fn by_code(&self, facts: &Facts<'_>) -> Option<&'static Outcome> {
        first_that_holds(self.codes.find(facts.fields.code?)?, facts).map(Matcher::outcome)
    }

    /// The message that the last part begins with: programs print one error around the other. Only what they print is
    /// searched so, up to the first object: that and the message of an answer may repeat what users sent.
    #[inline(never)]
    fn by_part(&self, fields: &Fields<'_>, status: Option<u16>) -> Option<&'static Outcome> {
        let text = fields.message?.raw();
        let end = memchr(b'{', text).unwrap_or(text.len());
        let (mut rest, mut found) = (&text[..end], None);
        for _ in 0..PARTS {
            let Some(part) = next_part(rest) else { break };
            let message = Some(Text::plain(part).without_front());
            found = self.by_message(&Facts { fields, message, status }).or(found);
            rest = part;
        }
        found
    }

    /// All messages that the answer's begins with; the heaviest matcher wins, then the longer message.
    #[inline(always)]
    fn by_message(&self, facts: &Facts<'_>) -> Option<&'static Outcome> {
        let message = facts.message?;
        let Buckets(_, groups) = &self.messages;
        let (mut next, mut fits) = self.last_message(message);
        let mut best: Option<(u8, &'static Outcome)> = None;
        while let Some(MessageGroup { shorter, matchers, .. }) = next.map(|index| &groups[index]) {
            let held = if fits { first_that_holds(matchers, facts) } else { None };
            if let Some(Matcher(_, kind, status, outcome)) = held {
                let weight = u8::from(!kind.is_empty()) * 2 + u8::from(*status != 0);
                if best.is_none_or(|(heaviest, _)| weight > heaviest) {
                    best = Some((weight, outcome));
                }
            }
            next = shorter.map(usize::from);
            fits = matches!(next, Some(index) if message.begins_with(groups[index].message));
        }
        best.map(|(_, outcome)| outcome)
    }

    /// The last group whose message does not sort after this one, and whether this one begins with it.
    fn last_message(&self, message: Text<'_>) -> (Option<usize>, bool) {
        let Buckets(starts, groups) = &self.messages;
        let first = message.first_sixteen();
        let Range { start, end } = match message.first() {
            Some(byte) => range(starts, usize::from(byte)),
            None => 0..groups.len(),
        };
        let (mut from, mut to) = (start, end);
        while from < to {
            let middle = from.midpoint(to);
            let group = &groups[middle];
            let order = match first {
                Some(ours) if ours != group.first_sixteen => ours.cmp(&group.first_sixteen),
                Some(_) => message.order_after_sixteen(group.message),
                None => message.order(group.message),
            };
            if order.is_lt() {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        let last = if from > start { Some(from - 1) } else { None };
        (last, last.is_some_and(|last| message.begins_with(groups[last].message)))
    }

    fn by_kind(&self, facts: &Facts<'_>) -> Option<&'static Outcome> {
        first_that_holds(self.kinds.find(facts.fields.kind?)?, facts).map(Matcher::outcome)
    }

    fn by_status(&self, facts: &Facts<'_>) -> Option<&'static Outcome> {
        let status = facts.status?;
        let found = self.statuses.binary_search_by_key(&status, |Group(key, _)| *key).ok()?;
        first_that_holds(self.statuses[found].1, facts).map(Matcher::outcome)
    }

    #[inline]
    pub(crate) fn recognised(&self, outcome: Option<&Outcome>) -> Recognised {
        let (row, retry, remedy) = match outcome {
            None => return unlisted(self.unlisted.last()),
            Some(Outcome::Unlisted(entry)) => return unlisted(self.unlisted.get(usize::from(*entry))),
            Some(Outcome::Listed(row)) => (*row, None, None),
            Some(Outcome::Special(row, retry, remedy)) => (*row, *retry, *remedy),
        };
        let row = &self.rows[usize::from(row)];
        Recognised {
            row: Some(row),
            retry: retry.unwrap_or(row.retry),
            should_retry: None,
            remedy: Some(remedy.unwrap_or(row.remedy)),
        }
    }

    fn unlisted_by_status(&self, status: Option<u16>) -> Option<&'static Outcome> {
        let status = status?;
        for StatusRange(from, to, entry) in self.unlisted_statuses {
            if (*from..=*to).contains(&status) {
                return Some(entry);
            }
        }
        None
    }
}

/// The last entry covers the rest; a table may have none.
#[inline]
fn unlisted(entry: Option<&UnlistedEntry>) -> Recognised {
    let UnlistedEntry { retry, should_retry, remedy } = *entry.unwrap_or(&UNKNOWN);
    Recognised { row: None, retry, should_retry, remedy }
}

/// What matchers ask about.
struct Facts<'a> {
    fields: &'a Fields<'a>,
    /// Where matchers begin to compare.
    message: Option<Text<'a>>,
    status: Option<u16>,
}

impl Matcher {
    fn outcome(&self) -> &Outcome {
        &self.3
    }

    fn holds(&self, facts: &Facts<'_>) -> bool {
        let Self(message, kind, status, _) = self;
        (message.is_empty() || facts.message.is_some_and(|text| text.begins_with(message)))
            && (kind.is_empty() || facts.fields.kind.is_some_and(|text| text.is(kind)))
            && (*status == 0 || facts.status == Some(*status))
    }
}

/// Where the groups of a number are.
fn range(starts: &[u16], number: usize) -> Range<usize> {
    match starts.get(number..number + 2) {
        Some(&[start, end]) => usize::from(start)..usize::from(end),
        _ => 0..0,
    }
}

impl Buckets<Group<&'static str>> {
    #[inline]
    fn find(&self, key: Text<'_>) -> Option<&'static [Matcher]> {
        if key.is_escaped() { self.find_bytes(&key.unescaped()) } else { self.find_bytes(key.raw()) }
    }

    fn find_bytes(&self, key: &[u8]) -> Option<&'static [Matcher]> {
        // The standard search compares an equal key several times, and equal texts are the costly ones to compare.
        let Self(starts, groups) = self;
        let mut rest = &groups[range(starts, key.len())];
        loop {
            let (before, [Group(text, matchers), after @ ..]) = rest.split_at(rest.len() / 2) else {
                return None;
            };
            rest = match order(text.as_bytes(), key) {
                Ordering::Equal => return Some(matchers),
                Ordering::Greater => before,
                Ordering::Less => after,
            };
        }
    }
}

fn first_that_holds<'a>(matchers: &'a [Matcher], facts: &Facts<'_>) -> Option<&'a Matcher> {
    matchers.iter().find(|matcher| matcher.holds(facts))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An answer's policy has the name of its matcher.
    const fn entry(retry: &'static RetryPolicy) -> UnlistedEntry {
        UnlistedEntry { retry, should_retry: None, remedy: None }
    }

    const fn any(entry: u16) -> Matcher {
        Matcher("", "", 0, Outcome::Unlisted(entry))
    }

    /// One message begins with b, three with l, one with z.
    static FIRST_BYTES: [u16; 124] = {
        let (mut starts, mut byte) = ([0; 124], 0);
        while byte < 124 {
            starts[byte] = (byte > b'b' as usize) as u16
                + (byte > b'l' as usize) as u16 * 3
                + (byte > b'z' as usize) as u16;
            byte += 1;
        }
        starts
    };

    static TABLE: Table = Table {
        rows: &[],
        by_id: &[],
        codes: Buckets(
            &[0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 7],
            &[
                Group("one", &[any(0)]),
                Group("two", &[any(1)]),
                Group("code_nr_10", &[any(2)]),
                Group("code_nr_20", &[any(3)]),
                Group("code_nr_21", &[any(4)]),
                Group("code_nr_30", &[any(5)]),
                Group("core_nr_10", &[any(6)]),
            ],
        ),
        messages: Buckets(
            &FIRST_BYTES,
            &[
                message_group("busy", None, &[any(0)]),
                message_group(
                    "limit",
                    None,
                    &[
                        Matcher("", "typed", 0, Outcome::Unlisted(1)),
                        Matcher("", "", 429, Outcome::Unlisted(2)),
                        any(3),
                    ],
                ),
                message_group(
                    "limit reached",
                    Some(1),
                    &[Matcher("", "", 500, Outcome::Unlisted(4)), any(5)],
                ),
                message_group(
                    "limit reached for all",
                    Some(2),
                    &[
                        Matcher("", "both", 503, Outcome::Unlisted(6)),
                        Matcher("", "long", 0, Outcome::Unlisted(7)),
                    ],
                ),
                message_group("zebra crossing", None, &[any(7)]),
            ],
        ),
        kinds: Buckets(&[], &[]),
        statuses: &[Group(402, &[any(0)]), Group(418, &[any(1)]), Group(451, &[any(2)])],
        unlisted: &[
            entry(&RetryPolicy::never("0")),
            entry(&RetryPolicy::never("1")),
            entry(&RetryPolicy::never("2")),
            entry(&RetryPolicy::never("3")),
            entry(&RetryPolicy::never("4")),
            entry(&RetryPolicy::never("5")),
            entry(&RetryPolicy::never("6")),
            entry(&RetryPolicy::never("7")),
            entry(&RetryPolicy::never("none")),
        ],
        unlisted_statuses: &[
            StatusRange(400, 404, Outcome::Unlisted(3)),
            StatusRange(403, 409, Outcome::Unlisted(4)),
        ],
        delay_phrases: &[],
        echoes: &[],
    };

    fn text(text: &str) -> Option<Text<'_>> {
        Some(Text::new(text.as_bytes())).filter(|text| !text.raw().is_empty())
    }

    fn found(fields: Fields<'_>, status: u16) -> &'static str {
        let status = Some(status).filter(|status| *status != 0);
        TABLE.recognised(TABLE.recognise(&fields, status, false)).retry.name
    }

    #[test]
    fn the_heaviest_matcher_of_all_beginnings_then_the_longest() {
        for (message, kind, status, expected) in [
            ("Limit", "", 0, "3"),
            ("limits of all sorts", "", 0, "3"),
            ("LIMIT REACHED", "", 0, "5"),
            ("limit reached for a", "", 0, "5"),
            ("limit reached for all", "", 0, "5"),
            // a type or a status says more than a longer message, a type more than a status
            ("limit reached", "typed", 0, "1"),
            ("limit reached", "", 429, "2"),
            ("limit reached", "typed", 429, "1"),
            ("limit reached", "", 500, "4"),
            ("limit reached", "typed", 500, "1"),
            ("limit reached for all", "typed", 503, "1"),
            ("limit reached for all", "both", 503, "6"),
            ("limit reached for all", "both", 429, "2"),
            ("limit reached for all", "long", 500, "7"),
            // first, last and none, shorter and longer than eight bytes
            ("busy", "", 0, "0"),
            ("Busy, try again later", "", 0, "0"),
            ("bus", "", 0, "none"),
            ("buszy, try again later", "", 0, "none"),
            ("zebra crossing!", "", 0, "7"),
            ("zebra crossinG", "", 0, "7"),
            ("zebra crossinh", "", 0, "none"),
            ("zebra cross", "", 0, "none"),
            ("zz", "", 0, "none"),
            ("a", "", 0, "none"),
            ("limi", "", 0, "none"),
            ("limit: reached", "", 0, "3"),
            // with escapes
            (r"bus\u0079, try again later", "", 0, "0"),
            (r"limit\u0020reached for al\u006C", "long", 0, "7"),
        ] {
            let fields = Fields { message: text(message), kind: text(kind), ..Fields::default() };
            assert_eq!(found(fields, status), expected, "{message} {kind} {status}");
        }
    }

    #[test]
    fn every_code_and_none_beside_them() {
        for (code, expected) in [
            ("one", "0"),
            ("two", "1"),
            ("code_nr_10", "2"),
            ("code_nr_20", "3"),
            ("code_nr_21", "4"),
            ("code_nr_30", "5"),
            ("core_nr_10", "6"),
            (r"code_nr_\u0032\u0031", "4"),
            ("aaa", "none"),
            ("owo", "none"),
            ("zzz", "none"),
            ("code_nr_00", "none"),
            ("code_nr_25", "none"),
            ("core_nr_99", "none"),
            ("code", "none"),
            ("code_nr_100", "none"),
            ("a code longer than all", "none"),
        ] {
            assert_eq!(found(Fields { code: text(code), ..Fields::default() }, 0), expected, "{code}");
        }
    }

    #[test]
    fn every_status_then_the_first_range_that_has_it() {
        for (status, expected) in [
            (402, "0"),
            (418, "1"),
            (451, "2"),
            (400, "3"),
            (404, "3"),
            (405, "4"),
            (409, "4"),
            (399, "none"),
            (410, "none"),
            (0, "none"),
        ] {
            assert_eq!(found(Fields::default(), status), expected, "{status}");
        }
    }
}
