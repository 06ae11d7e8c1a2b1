//! Rows of a pipe table whose cells go on in the next lines of the page. A parser takes each line for a row.

use super::cell::{Cell, Token};
use super::table::{RawRow, RawTable};

/// Puts the lines of a table together.
#[derive(Debug, Default)]
pub(crate) struct Wrapped {
    /// Whether the last row lacks its closing pipe, and if so, whether it has an opening one.
    open: Option<bool>,
    /// Lines behind it without a pipe.
    between: Vec<Cell>,
}

impl Wrapped {
    /// Adds the line `source`, read as a row, to the table: as a row, or to the row above that it closes. Text right
    /// below a table is neither.
    pub(crate) fn add(&mut self, table: &mut RawTable, row: RawRow, source: &str) {
        let source = source.trim();
        if !source.contains('|') {
            self.between.extend(row.cells.into_iter().take(1));
            return;
        }
        let between = std::mem::take(&mut self.between);
        let closes = source.ends_with('|') && !source.ends_with("\\|");
        let above = table.rows.last_mut().filter(|_| closes && self.goes_on(&row, source));
        self.open = (!closes && !row.is_heading).then(|| source.starts_with('|'));
        match above {
            Some(above) => join(above, between, row),
            None => table.rows.push(row),
        }
    }

    /// Without opening pipes, only a line with nothing but its closing one surely goes on.
    fn goes_on(&self, row: &RawRow, source: &str) -> bool {
        let is_text =
            !source.starts_with('|') && row.cells.first().is_some_and(|cell| cell.status().is_none());
        let has_one_pipe = source.matches('|').count() == 1;
        is_text && self.open.is_some_and(|has_opening| has_opening || has_one_pipe)
    }
}

/// The lines' first cells go on with the last cell of the row above, the others stand behind it.
fn join(above: &mut RawRow, between: Vec<Cell>, row: RawRow) {
    let Some(last) = above.cells.iter().rposition(|cell| !cell.is_empty()) else { return };
    let mut cells = row.cells.into_iter();
    for line in between.into_iter().chain(cells.next()) {
        above.cells[last].tokens.push(Token::Break);
        above.cells[last].tokens.extend(line.tokens);
    }
    above.cells.iter_mut().skip(last + 1).zip(cells).for_each(|(cell, behind)| *cell = behind);
    above.too_long |= row.too_long;
}
