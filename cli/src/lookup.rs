//! What of a table belongs to a code or a status.

use openai_error_policy_build::{ErrorRow, Matcher, Table, Unlisted};

/// The codes that alone make an answer this row; one that does so only with a certain message is another
/// row's.
pub(crate) fn codes(row: &ErrorRow) -> impl Iterator<Item = &str> {
    row.matchers.iter().filter_map(code_alone)
}

/// The code of a matcher that asks for nothing else.
pub(crate) fn code_alone(matcher: &Matcher) -> Option<&str> {
    let is_alone = matcher.message.is_none() && matcher.kind.is_none() && matcher.status.is_none();
    matcher.code.as_deref().filter(|_| is_alone)
}

/// The unlisted entry for answers of this status that no matcher recognises.
pub(crate) fn covering(status: Option<u16>, table: &Table) -> Option<&Unlisted> {
    let has = |entry: &&Unlisted| {
        status.is_some_and(|status| entry.statuses.iter().any(|(from, to)| (*from..=*to).contains(&status)))
    };
    table.unlisted.iter().find(has).or(table.unlisted.last())
}
