//! Docs pages: from a file to its rows, and from the rows to what a table lacks.

mod comments;
mod drift;
mod identity;
mod into;
mod matchers;
mod name;
mod proposal;
mod reading;
mod retitled;

use openai_error_policy_build::Text;

pub(crate) use drift::{Change, Drift};
pub(crate) use identity::{Identity, identify};
pub(crate) use into::{Merge, merge};
pub(crate) use name::propose_names;
pub(crate) use reading::{Links, Problem, is_error_table, read};
pub(crate) use retitled::likely_before;

/// A row of a docs page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageRow {
    /// Line of the page, from 1.
    pub(crate) line: usize,
    pub(crate) status: u16,
    pub(crate) title: Text,
    pub(crate) cause: Text,
    pub(crate) solution: Text,
    /// What the page says `error.code` is.
    pub(crate) code: Option<String>,
    /// What the page says `error.type` is.
    pub(crate) kind: Option<String>,
}

impl PageRow {
    /// Whether all but the place is the same.
    fn says_the_same(&self, other: &Self) -> bool {
        let Self { line: _, status, title, cause, solution, code, kind } = self;
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
