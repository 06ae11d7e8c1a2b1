//! The tables of a page, nothing understood yet.

use super::cell::Cell;

#[derive(Debug, Default)]
pub(crate) struct RawTable {
    pub(crate) rows: Vec<RawRow>,
    /// The status that the heading above the table begins with.
    pub(crate) section: Option<u16>,
}

#[derive(Debug)]
pub(crate) struct RawRow {
    /// Line of the page, from 1.
    pub(crate) line: usize,
    pub(crate) cells: Vec<Cell>,
    /// Made as a heading: of the columns or of the rows below.
    pub(crate) is_heading: bool,
    /// Has more cells than the table has columns.
    pub(crate) too_long: bool,
}

impl RawRow {
    pub(crate) fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.get(column)
    }

    /// The cell, when there is something in it.
    pub(crate) fn filled(&self, column: usize) -> Option<&Cell> {
        self.cell(column).filter(|cell| !cell.is_empty())
    }

    /// The row's beginning, for messages.
    pub(crate) fn words(&self) -> String {
        let cells = self.cells.iter().map(|cell| cell.text().plain());
        let words = cells.filter(|words| !words.is_empty()).take(2).collect::<Vec<_>>().join(" | ");
        let short: String = words.chars().take(50).collect();
        if short.len() < words.len() { format!("{short}...") } else { words }
    }

    fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_empty)
    }

    fn has_status(&self) -> bool {
        self.cells.iter().any(|cell| cell.status().is_some())
    }

    /// Whether the row heads those below it: words in its first cell alone, which are no status unless the
    /// page made the row a heading.
    fn is_group(&self) -> bool {
        let is_first_alone = self.cells.len() > 1 && self.cells.iter().skip(1).all(Cell::is_empty);
        is_first_alone && (self.is_heading || !self.has_status())
    }
}

impl RawTable {
    /// The rows that are neither headings nor blank. Copies of a page can lose which row was the head, so a
    /// first row without status is one.
    pub(crate) fn body(&self) -> impl Iterator<Item = &RawRow> {
        let is_head = |i: usize, row: &RawRow| (i == 0 || row.is_heading) && !row.has_status();
        let rows = self.rows.iter().filter(|row| !row.is_blank()).enumerate();
        rows.filter(move |(i, row)| !is_head(*i, row) && !row.is_group()).map(|(_, row)| row)
    }

    /// The heads of the columns, as far as there are any.
    pub(crate) fn heads(&self) -> &[Cell] {
        let first = self.rows.iter().find(|row| !row.is_blank() && !row.is_group());
        first.filter(|row| !row.has_status()).map_or(&[], |row| row.cells.as_slice())
    }

    pub(crate) fn line(&self) -> usize {
        self.rows.first().map_or(1, |row| row.line)
    }
}
