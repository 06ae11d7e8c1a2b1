//! How a page and a table differ, row by row.

use openai_error_policy_build::{ErrorRow, Table, Text};

use super::PageRow;
use super::identity::Identity;
use super::reading::normal;
use crate::lookup::codes;

/// All differences between a page and a table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Drift {
    /// Page rows that the table does not list, by their index; with the index of the table's row when it has the row
    /// but does not list it.
    pub(crate) added: Vec<(usize, Option<usize>)>,
    pub(crate) changed: Vec<Changed>,
    /// The table's rows that the page does not list, by their index.
    pub(crate) dropped: Vec<usize>,
}

/// A row that both have, with different facts.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Changed {
    /// Index of the table's row.
    pub(crate) row: usize,
    /// Index of the page's row.
    pub(crate) page: usize,
    pub(crate) changes: Vec<Change>,
}

/// One fact of a row, as the table and as the page has it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) field: Field,
    pub(crate) old: String,
    pub(crate) new: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Status,
    Title,
    Cause,
    Solution,
    /// The page names a code that none of the row's matchers has.
    Code,
}

impl Field {
    /// Its key in the table.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Status => "status",
            Self::Title => "title",
            Self::Cause => "cause",
            Self::Solution => "solution",
            Self::Code => "code",
        }
    }
}

impl Drift {
    /// Compares the page with what the table lists in `edition`, or today.
    pub(crate) fn between(
        rows: &[PageRow],
        table: &Table,
        identities: &[Identity],
        edition: Option<&str>,
    ) -> Self {
        let mut drift = Self::default();
        for (page, (page_row, identity)) in rows.iter().zip(identities).enumerate() {
            match identity {
                Identity::New => drift.added.push((page, None)),
                Identity::Row(row) if !table.rows[*row].is_listed(edition) => {
                    drift.added.push((page, Some(*row)));
                }
                Identity::Row(row) => {
                    let changes = changes(page_row, table, *row);
                    if !changes.is_empty() {
                        drift.changed.push(Changed { row: *row, page, changes });
                    }
                }
            }
        }
        let is_on_page = |row: usize| identities.contains(&Identity::Row(row));
        let listed = |row: &usize| table.rows[*row].is_listed(edition);
        let (on_page, off): (Vec<usize>, Vec<usize>) =
            (0..table.rows.len()).filter(listed).partition(|row| is_on_page(*row));
        // A page that says the same twice is read as if it said it once.
        let is_said =
            |row: &usize| on_page.iter().any(|other| are_same(&table.rows[*row], &table.rows[*other]));
        drift.dropped = off.into_iter().filter(|row| !is_said(row)).collect();
        drift
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.dropped.is_empty()
    }
}

/// Whether a page cannot tell the rows apart.
fn are_same(row: &ErrorRow, other: &ErrorRow) -> bool {
    let texts = |row: &ErrorRow| [&row.title, &row.cause, &row.solution].map(normal);
    row.status == other.status && texts(row) == texts(other)
}

/// What the page says differently about a row of the table.
pub(crate) fn changes(page: &PageRow, table: &Table, row: usize) -> Vec<Change> {
    let row = &table.rows[row];
    let mut changes = Vec::new();
    if row.status != page.status {
        changes.push(Change {
            field: Field::Status,
            old: row.status.to_string(),
            new: page.status.to_string(),
        });
    }
    let texts = [
        (Field::Title, &row.title, &page.title),
        (Field::Cause, &row.cause, &page.cause),
        (Field::Solution, &row.solution, &page.solution),
    ];
    for (field, old, new) in texts {
        if normal(old) != normal(new) {
            changes.push(Change { field, old: markdown(old), new: markdown(new) });
        }
    }
    // A code that several rows share is told apart by more than the code.
    let has = |code: &str| row.matchers.iter().any(|matcher| matcher.code.as_deref() == Some(code));
    if let Some(code) = page.code.as_deref().filter(|code| !has(code)) {
        let old = codes(row).collect::<Vec<_>>().join(", ");
        changes.push(Change { field: Field::Code, old, new: code.to_owned() });
    }
    changes
}

fn markdown(text: &Text) -> String {
    normal(text).markdown()
}
