//! Docs pages: from a file to its rows, and from the rows to what a table lacks.

mod compare;
mod merge;
mod notes;
mod reading;

use openai_error_policy_build::Text;

pub(crate) use compare::{Added, Change, Drift, Placed, likely_former_row, place};
pub(crate) use merge::{Merge, merge};
pub(crate) use notes::notes;
pub(crate) use reading::{Links, Problem, is_error_table, read};

/// A row of a docs page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRow {
    /// Line of the page, from 1.
    pub line: usize,
    /// The HTTP status, the first where the page names several.
    pub status: u16,
    /// The others of them, which no row of a table can have as well.
    pub further_statuses: Vec<u16>,
    /// What the error is called.
    pub title: Text,
    /// Why it happens.
    pub cause: Text,
    /// What to do about it.
    pub solution: Text,
    /// What the page says `error.code` is.
    pub code: Option<String>,
    /// What the page says `error.type` is.
    pub kind: Option<String>,
}

impl PageRow {
    /// Whether all that a table keeps is the same.
    fn says_the_same(&self, other: &Self) -> bool {
        let Self { line: _, status, further_statuses: _, title, cause, solution, code, kind } = self;
        *status == other.status
            && (title, cause, solution) == (&other.title, &other.cause, &other.solution)
            && (code, kind) == (&other.code, &other.kind)
    }
}

/// What titles of the same row have in common: ASCII case, the kind of white space and a full stop are ignored.
fn title_key(title: &Text) -> String {
    let title = title.plain().to_ascii_lowercase();
    let words: Vec<&str> = title.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}
