//! From the tables of a page to the rows of the API's errors.

use openai_error_policy_build::{Piece, Text};

use super::cell::{self, Cell, Token, normal, without_links};
use super::columns::{Columns, Status, Texts, Unfit};
use super::labels::{Labelled, Role};
use super::{PageRow, Problem};

/// A table of a page, nothing understood yet.
#[derive(Debug)]
pub(crate) struct RawTable {
    pub(crate) rows: Vec<RawRow>,
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
    fn has_status(&self) -> bool {
        self.cells.iter().any(|cell| Status::read(&cell.text().plain()).is_some())
    }

    /// The row's beginning, for messages.
    fn words(&self) -> String {
        let cells = self.cells.iter().map(|cell| cell.text().plain());
        let words = cells.filter(|words| !words.is_empty()).take(2).collect::<Vec<_>>().join(" | ");
        let short: String = words.chars().take(50).collect();
        if short.len() < words.len() { format!("{short}...") } else { words }
    }
}

impl RawTable {
    /// The rows that are neither headings nor blank. Copies of a page can lose which row was the head, so a first row
    /// without status is one.
    pub(crate) fn body(&self) -> impl Iterator<Item = &RawRow> {
        let is_head = |(i, row): &(usize, &RawRow)| (*i == 0 || row.is_heading) && !row.has_status();
        let rows = self.rows.iter().filter(|row| !row.cells.iter().all(Cell::is_empty));
        rows.enumerate().filter(move |row| !is_head(row)).map(|(_, row)| row)
    }

    /// The heads of the columns, as far as there are any.
    pub(crate) fn heads(&self) -> &[Cell] {
        let first = self.rows.iter().find(|row| !row.cells.iter().all(Cell::is_empty));
        first.filter(|row| !row.has_status()).map_or(&[], |row| row.cells.as_slice())
    }

    fn line(&self) -> usize {
        self.rows.first().map_or(1, |row| row.line)
    }
}

/// The rows of every table that has statuses, causes and solutions.
pub(crate) fn read(tables: &[RawTable]) -> Result<Vec<PageRow>, Vec<Problem>> {
    let mut rows: Vec<PageRow> = Vec::new();
    let mut problems = Vec::new();
    let layouts: Vec<_> = tables.iter().map(|table| (table, Columns::of(table))).collect();
    let is_certain = |layout: &Result<Columns, Unfit>| matches!(layout, Ok(columns) if columns.is_certain);
    let has_certain = layouts.iter().any(|(_, layout)| is_certain(layout));
    for (table, layout) in layouts.iter().filter(|(_, layout)| is_certain(layout) || !has_certain) {
        if let Ok(columns) = layout {
            read_table(table, *columns, &mut rows, &mut problems);
        }
    }
    if rows.is_empty() && problems.is_empty() {
        let textless = layouts.iter().find(|(_, layout)| *layout == Err(Unfit::NoTexts));
        problems.push(no_table(textless.map(|(table, _)| table.line())));
    }
    if problems.is_empty() { Ok(rows) } else { Err(problems) }
}

fn no_table(textless: Option<usize>) -> Problem {
    match textless {
        Some(line) => Problem::new(
            line,
            "this table has statuses but no causes and solutions, expected columns for both or a cell with `Cause:` and `Solution:`",
        ),
        None => Problem::new(
            1,
            "no table of API errors on this page, expected one whose rows have a status, a title, a cause and a solution",
        ),
    }
}

fn read_table(table: &RawTable, columns: Columns, rows: &mut Vec<PageRow>, problems: &mut Vec<Problem>) {
    let of_other_tables = rows.len();
    for raw in table.body() {
        match read_row(raw, columns) {
            // Some pages show their table twice, for wide screens and for narrow ones.
            Ok(row) if rows[..of_other_tables].iter().any(|other| other.says_the_same(&row)) => {}
            Ok(row) => rows.push(row),
            Err(reason) => {
                problems.push(Problem::new(raw.line, format!("unreadable row `{}`: {reason}", raw.words())));
            }
        }
    }
}

fn read_row(raw: &RawRow, columns: Columns) -> Result<PageRow, &'static str> {
    if raw.too_long {
        return Err("it has more cells than the table has columns; is a `|` in it not escaped?");
    }
    let cell = |column: usize| raw.cells.get(column).filter(|cell| !cell.is_empty());
    let status_cell = cell(columns.status).ok_or("it has no HTTP status")?;
    let status = Status::read(&status_cell.text().plain())
        .ok_or("it has no HTTP status, expected a number from 100 to 599")?;
    let labelled = match columns.texts {
        Texts::Together(column) => {
            Labelled::read(&cell(column).ok_or("it has no cause and no solution")?.tokens)
        }
        Texts::Apart { .. } => Labelled::default(),
    };
    let (cause, solution) = match columns.texts {
        Texts::Together(_) => (labelled.get(Role::Cause), labelled.get(Role::Solution)),
        Texts::Apart { cause, solution } => {
            (cell(cause).map(|c| c.tokens.as_slice()), cell(solution).map(|c| c.tokens.as_slice()))
        }
    };
    let cause = present(cause).ok_or("it has no cause")?;
    let solution = present(solution).ok_or("it has no solution")?;
    let title = match columns.title {
        Some(column) => cell(column).map(Cell::text).unwrap_or_default(),
        None if status.rest.is_empty() => cell::text(&labelled.lead),
        None => behind_status(&status_cell.text(), &status.rest),
    };
    let title = without_links(&title);
    if title.pieces.is_empty() {
        return Err("it has no title");
    }
    let value = |role: Role, column: Option<usize>| {
        let tokens = labelled.get(role).or_else(|| column.and_then(cell).map(|c| c.tokens.as_slice()));
        tokens.and_then(identifier)
    };
    let (code, kind) = (value(Role::Code, columns.code), value(Role::Type, columns.kind));
    Ok(PageRow { line: raw.line, status: status.number, title, cause, solution, code, kind })
}

fn present(tokens: Option<&[Token]>) -> Option<Text> {
    tokens.map(cell::text).filter(|text| !text.pieces.is_empty())
}

/// The end of `cell` whose plain text is `rest`.
fn behind_status(cell: &Text, rest: &str) -> Text {
    let flat = without_links(cell);
    let plain = flat.plain();
    let mut skip = plain.trim_end().len().saturating_sub(rest.len());
    let mut pieces = Vec::new();
    for piece in flat.pieces {
        let length = Text { pieces: vec![piece.clone()] }.plain().len();
        match piece {
            Piece::Words(words) if skip < length => {
                pieces.push(Piece::Words(words.get(skip..).unwrap_or_default().to_owned()));
            }
            // The status alone was marked as code.
            _ if skip > 0 => {}
            other => pieces.push(other),
        }
        skip = skip.saturating_sub(length);
    }
    normal(&Text { pieces })
}

/// A code or type: its code span, else its words. "null" and dashes say that there is none.
fn identifier(tokens: &[Token]) -> Option<String> {
    let span = tokens.iter().find_map(|token| match token {
        Token::Code(code) => Some(code.trim().to_owned()),
        _ => None,
    });
    let value = span.unwrap_or_else(|| cell::text(tokens).plain());
    let value = value.trim_matches(|c: char| c.is_whitespace() || "\"'`.,;".contains(c));
    let is_none = ["null", "none", "n/a"].contains(&value.to_ascii_lowercase().as_str())
        || !value.contains(char::is_alphanumeric);
    (!is_none).then(|| value.to_owned())
}
