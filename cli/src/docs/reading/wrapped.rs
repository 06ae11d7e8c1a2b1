//! Rows of a pipe table whose cells go on in the next lines of the page. A parser takes each line for a row.

use super::cell::{Cell, Token};
use super::table::RawRow;

/// The rows of a table, each with its line where its cells are between pipes.
pub(crate) fn joined<'a>(rows: impl Iterator<Item = (RawRow, Option<&'a str>)>) -> Vec<RawRow> {
    let mut wrapped = Wrapped::default();
    for (row, source) in rows {
        match source {
            Some(source) => wrapped.add(row, source.trim()),
            None => wrapped.rows.push(row),
        }
    }
    wrapped.rows
}

#[derive(Debug, Default)]
struct Wrapped {
    rows: Vec<RawRow>,
    /// Whether the last row lacks its closing pipe, and if so, whether it has an opening one.
    open: Option<bool>,
    /// Lines after it without a pipe.
    between: Vec<Cell>,
}

impl Wrapped {
    /// Adds a line as a row, or to the row above that it closes. Text right below a table is neither.
    fn add(&mut self, row: RawRow, source: &str) {
        if !source.contains('|') {
            self.between.extend(row.cells.into_iter().take(1));
            return;
        }
        let between = std::mem::take(&mut self.between);
        let closes = source.ends_with('|') && !source.ends_with("\\|");
        let goes_on = closes && self.goes_on(&row, source);
        self.open = (!closes && !row.is_heading).then(|| source.starts_with('|'));
        match self.rows.last_mut().filter(|_| goes_on) {
            Some(above) => join(above, between, row),
            None => self.rows.push(row),
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

/// The lines' first cells go on with the last cell of the row above, the others follow it.
fn join(above: &mut RawRow, between: Vec<Cell>, row: RawRow) {
    let Some(last) = above.cells.iter().rposition(|cell| !cell.is_empty()) else { return };
    let mut cells = row.cells.into_iter();
    for line in between.into_iter().chain(cells.next()) {
        above.cells[last].tokens.push(Token::Break);
        above.cells[last].tokens.extend(line.tokens);
    }
    above.cells.iter_mut().skip(last + 1).zip(cells).for_each(|(cell, next)| *cell = next);
    above.too_long |= row.too_long;
}
