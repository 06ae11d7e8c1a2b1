//! How a page and a table differ, row by row.

use openai_error_policy_build::{ErrorRow, Table, Text};

use super::{PageRow, Placed, normal};
use crate::recognise::codes;

/// All differences between a page and a table.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Drift {
    /// Page rows that the table does not list, by their index.
    pub(crate) added: Vec<(usize, Added)>,
    pub(crate) changed: Vec<Changed>,
    /// The table's rows that the page does not list, by their index.
    pub(crate) dropped: Vec<usize>,
}

/// Why the table does not list a row of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Added {
    /// It has no such row.
    New,
    /// It has the row, at this index, in other editions only.
    Relisted(usize),
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
    pub(crate) fn between(rows: &[Placed], table: &Table, edition: Option<&str>) -> Self {
        let mut drift = Self::default();
        let listed = |row: &usize| table.rows[*row].is_listed(edition);
        for (page, placed) in rows.iter().enumerate() {
            match placed.row {
                None => drift.added.push((page, Added::New)),
                Some(row) if !listed(&row) => drift.added.push((page, Added::Relisted(row))),
                Some(row) => {
                    let changes = changes(&placed.page, table, row);
                    if !changes.is_empty() {
                        drift.changed.push(Changed { row, page, changes });
                    }
                }
            }
        }
        let is_on_page = |row: usize| rows.iter().any(|placed| placed.row == Some(row));
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
