//! Which row of the table a row of the page is: the one with its code, else the one with its title, else none.

use std::collections::HashMap;

use openai_error_policy_build::{ErrorRow, Table};

use super::{PageRow, normal, title_key};
use crate::recognise::codes;

/// The index of each page row's row of the table. Two page rows are never the same row of the table: where
/// the page has split a row whose matchers hold several codes, the part that kept its title or its first code
/// is the row, the others are new.
pub(super) fn identify(rows: &[PageRow], table: &Table) -> Vec<Option<usize>> {
    let by_code: Vec<Option<usize>> = rows.iter().map(|row| with_code(table, row.code.as_deref()?)).collect();
    let with_title = rows_by_title(table);
    let by_title = rows.iter().map(|row| with_title.get(&title_key(&row.title)).cloned().unwrap_or_default());
    let by_title: Vec<Vec<usize>> = by_title.collect();
    let mut identities = vec![None; rows.len()];
    let mut taken = vec![false; table.rows.len()];
    let mut take = |page: usize, row: usize, identities: &mut [Option<usize>]| {
        if !taken[row] && identities[page].is_none() {
            taken[row] = true;
            identities[page] = Some(row);
        }
    };
    let pages = || 0..rows.len();
    for page in pages() {
        if let Some(row) = by_code[page].filter(|row| is_undisputed(&by_code, &by_title, page, *row)) {
            take(page, row, &mut identities);
        }
    }
    // Of several claims: the one by code and title, then by title alone, then by the row's first code.
    for page in pages() {
        let row = by_code[page].filter(|row| by_title[page].contains(row));
        row.into_iter().for_each(|row| take(page, row, &mut identities));
    }
    for likeness in Likeness::ALL {
        for page in pages() {
            let alike = by_title[page].iter().filter(|row| likeness.is_met(&rows[page], &table.rows[**row]));
            alike.for_each(|row| take(page, *row, &mut identities));
        }
    }
    for page in pages() {
        let is_first = |row: &usize| first_code(&table.rows[*row]) == rows[page].code.as_deref();
        by_code[page].filter(is_first).into_iter().for_each(|row| take(page, row, &mut identities));
    }
    identities
}

/// Whether no other page row has a claim on `row`.
fn is_undisputed(by_code: &[Option<usize>], by_title: &[Vec<usize>], page: usize, row: usize) -> bool {
    let claims = |other: usize| {
        by_code[other] == Some(row) || (by_code[other].is_none() && by_title[other].contains(&row))
    };
    (0..by_code.len()).filter(|other| *other != page).all(|other| !claims(other))
}

fn with_code(table: &Table, code: &str) -> Option<usize> {
    table.rows.iter().position(|row| codes(row).any(|known| known == code))
}

fn first_code(row: &ErrorRow) -> Option<&str> {
    codes(row).next()
}

/// The rows with each title: several errors can have the same.
fn rows_by_title(table: &Table) -> HashMap<String, Vec<usize>> {
    let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, row) in table.rows.iter().enumerate() {
        rows.entry(title_key(&row.title)).or_default().push(index);
    }
    rows
}

/// How much a row of the table with the title is that of the page; the surest first.
#[derive(Debug, Clone, Copy)]
enum Likeness {
    Texts,
    Status,
    Listed,
    Title,
}

impl Likeness {
    const ALL: [Self; 4] = [Self::Texts, Self::Status, Self::Listed, Self::Title];

    fn is_met(self, page: &PageRow, row: &ErrorRow) -> bool {
        let has_status = row.is_listed(None) && row.status == page.status;
        match self {
            Self::Texts => {
                has_status
                    && (normal(&row.cause), normal(&row.solution))
                        == (normal(&page.cause), normal(&page.solution))
            }
            Self::Status => has_status,
            Self::Listed => row.is_listed(None),
            Self::Title => true,
        }
    }
}
