//! What the rows of a page are to a table, and how the two differ.

mod drift;
mod identity;
mod name;
mod retitled;

use openai_error_policy_build::{ErrorRow, Table};

use super::reading::normal;
use super::{PageRow, title_key};
pub(crate) use drift::{Added, Change, Changed, Drift, Field, changes};
pub(crate) use retitled::likely_former_row;

/// A row of a page and what it is to a table.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) page: PageRow,
    /// Index of the table's row that it is.
    pub(crate) row: Option<usize>,
    /// The name of that row, else a proposal.
    pub(crate) name: String,
}

/// Finds the table's row of each page row; no new name is one of the rows `beside`.
pub(crate) fn place(rows: Vec<PageRow>, table: &Table, beside: &[ErrorRow]) -> Vec<Placed> {
    let identities = identity::identify(&rows, table);
    let known: Vec<_> = identities.iter().map(|row| row.map(|row| &table.rows[row])).collect();
    let names = name::propose_names(&rows, &known, beside);
    let placed = rows.into_iter().zip(identities).zip(names);
    placed.map(|((page, row), name)| Placed { page, row, name }).collect()
}
