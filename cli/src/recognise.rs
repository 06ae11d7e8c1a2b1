//! How a table recognises an answer, and what of it belongs to a code or a status.

use std::collections::BTreeMap;

use openai_error_policy_build::{ErrorRow, Matcher, Remedy, Spanned, Table, Unlisted};

/// The codes that alone make an answer this row; one that does so only with a certain message is another
/// row's.
pub(crate) fn codes(row: &ErrorRow) -> impl Iterator<Item = &str> {
    row.matchers.iter().filter_map(code_alone)
}

/// The code of a matcher that asks for nothing else.
pub(crate) fn code_alone(matcher: &Matcher) -> Option<&str> {
    let is_alone = matcher.message.is_none() && matcher.error_type.is_none() && matcher.status.is_none();
    matcher.code.as_deref().filter(|_| is_alone)
}

/// The unlisted entry for answers of this status that no matcher recognises.
pub(crate) fn covering(status: Option<u16>, table: &Table) -> Option<&Unlisted> {
    let has = |entry: &&Unlisted| {
        status.is_some_and(|status| entry.statuses.iter().any(|(from, to)| (*from..=*to).contains(&status)))
    };
    table.unlisted.iter().find(has).or(table.unlisted.last())
}

/// What a matcher asks for, or what an answer says; a message in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Keys<'t> {
    pub(crate) code: Option<&'t str>,
    pub(crate) message: Option<&'t str>,
    pub(crate) error_type: Option<&'t str>,
    pub(crate) status: Option<u16>,
}

impl<'t> Keys<'t> {
    pub(crate) fn of(matcher: &'t Matcher) -> Self {
        let Matcher { code, message, error_type, status, .. } = matcher;
        Self {
            code: code.as_deref(),
            message: message.as_deref(),
            error_type: error_type.as_deref(),
            status: *status,
        }
    }

    fn is_matched(&self, matcher: &Matcher) -> bool {
        let wanted = Keys::of(matcher);
        let begins = |start: &str| self.message.is_some_and(|message| message.starts_with(start));
        wanted.code.is_none_or(|code| self.code == Some(code))
            && wanted.message.is_none_or(begins)
            && wanted.error_type.is_none_or(|error_type| self.error_type == Some(error_type))
            && wanted.status.is_none_or(|status| self.status == Some(status))
    }

    /// The groups in which matchers can hold, the heaviest first.
    fn groups(&self) -> impl Iterator<Item = Heaviest<'t>> {
        let groups = [
            self.code.map(Heaviest::Code),
            self.message.map(|_| Heaviest::Message),
            self.error_type.map(Heaviest::Type),
            self.status.map(Heaviest::Status),
        ];
        groups.into_iter().flatten()
    }
}

/// The heaviest key of a matcher: a heavier one outweighs all lighter ones together.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Heaviest<'t> {
    Code(&'t str),
    Message,
    Type(&'t str),
    Status(u16),
}

/// Who speaks of an answer.
#[derive(Clone, Copy)]
pub(crate) enum Owner<'t> {
    Row(&'t ErrorRow),
    Unlisted(&'t Unlisted),
}

/// What a table says of an answer.
pub(crate) struct Ruling<'t> {
    pub(crate) owner: Owner<'t>,
    /// The matcher of the owner that holds; `None` where only the status counts.
    pub(crate) matcher: Option<&'t Matcher>,
}

impl<'t> Ruling<'t> {
    /// The matcher's own remedy, else its owner's.
    pub(crate) fn remedy(&self) -> Option<Remedy> {
        let of_owner = match self.owner {
            Owner::Row(row) => Some(&row.remedy),
            Owner::Unlisted(entry) => entry.remedy.as_ref(),
        };
        self.matcher.and_then(|matcher| matcher.remedy.as_ref()).or(of_owner).map(|remedy| remedy.value)
    }

    /// The name of the matcher's own policy, else of its owner's.
    pub(crate) fn retry(&self) -> &'t Spanned<String> {
        let of_owner = match self.owner {
            Owner::Row(row) => &row.retry,
            Owner::Unlisted(entry) => &entry.retry,
        };
        self.matcher.and_then(|matcher| matcher.retry.as_ref()).unwrap_or(of_owner)
    }
}

/// A table's matchers by their heaviest keys.
pub(crate) struct Recogniser<'t> {
    pub(crate) table: &'t Table,
    groups: BTreeMap<Heaviest<'t>, Vec<(Owner<'t>, &'t Matcher)>>,
}

impl<'t> Recogniser<'t> {
    pub(crate) fn new(table: &'t Table) -> Self {
        let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (owner, matcher) in matchers(table) {
            if let Some(heaviest) = Keys::of(matcher).groups().next() {
                groups.entry(heaviest).or_default().push((owner, matcher));
            }
        }
        Self { table, groups }
    }

    /// The heaviest matcher that holds wins, then the longer message; without one, the status counts.
    pub(crate) fn ruling(&self, answer: &Keys<'_>) -> Option<Ruling<'t>> {
        let winner = answer.groups().find_map(|group| {
            let holding = self.groups.get(&group)?.iter().filter(|(_, matcher)| answer.is_matched(matcher));
            holding.max_by_key(|(_, m)| (m.weight(), m.message.as_ref().map(String::len)))
        });
        match winner {
            Some((owner, matcher)) => Some(Ruling { owner: *owner, matcher: Some(*matcher) }),
            None => covering(answer.status, self.table)
                .map(|entry| Ruling { owner: Owner::Unlisted(entry), matcher: None }),
        }
    }

    /// The answers that the matchers ask for.
    pub(crate) fn answers(&self) -> impl Iterator<Item = Keys<'t>> {
        self.groups.values().flatten().map(|(_, matcher)| Keys::of(matcher))
    }
}

/// All matchers of a table, each with its owner.
pub(crate) fn matchers(table: &Table) -> impl Iterator<Item = (Owner<'_>, &Matcher)> {
    let rows = table.rows.iter().map(|row| (Owner::Row(row), &row.matchers));
    let unlisted = table.unlisted.iter().map(|entry| (Owner::Unlisted(entry), &entry.matchers));
    rows.chain(unlisted).flat_map(|(owner, matchers)| matchers.iter().map(move |matcher| (owner, matcher)))
}
