//! From the tables of a page to the rows of the API's errors.

use std::collections::HashSet;

use openai_error_policy_build::{Piece, Text};

use super::super::title_key;
use super::cell::{self, Cell, Token, normal, without_links};
use super::columns::{Columns, Texts, Unfit};
use super::labels::Labelled;
use super::role::Role;
use super::status::Status;
use super::table::{RawRow, RawTable};
use super::{PageRow, Problem, Reading};

/// The rows of every table that has statuses, causes and solutions.
pub(crate) fn read(tables: &[RawTable]) -> Result<Reading, Refusal> {
    let mut found = Found::default();
    let layouts: Vec<_> = tables.iter().map(|table| (table, Columns::of(table))).collect();
    let fitting = || layouts.iter().filter_map(|(table, layout)| Some((*table, layout.ok()?)));
    fitting().filter(|(_, columns)| columns.is_certain).for_each(|(table, columns)| {
        found.read_table(table, columns);
    });
    let has_certain = !found.is_empty();
    for (table, columns) in fitting().filter(|(_, columns)| !columns.is_certain) {
        if has_certain {
            found.read_beside(table, columns);
        } else {
            found.read_table(table, columns);
        }
    }
    if found.is_empty() {
        let textless = layouts.iter().find(|(_, layout)| *layout == Err(Unfit::NoTexts));
        return Err(Refusal::NoTable(no_table(textless.map(|(table, _)| table.line()))));
    }
    found.into_reading()
}

/// Why tables give no rows.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// None of them is one of API errors.
    NoTable(Problem),
    Rows(Vec<Problem>),
}

impl Refusal {
    pub(crate) fn problems(self) -> Vec<Problem> {
        match self {
            Self::NoTable(problem) => vec![problem],
            Self::Rows(problems) => problems,
        }
    }
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

/// What the tables have given so far.
#[derive(Debug, Default)]
struct Found {
    rows: Vec<PageRow>,
    /// Rows that could not be read among others.
    skipped: Vec<Problem>,
}

impl Found {
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.skipped.is_empty()
    }

    /// A page without a row that could be read is refused.
    fn into_reading(mut self) -> Result<Reading, Refusal> {
        self.rows.sort_by_key(|row| row.line);
        self.skipped.sort_by_key(|problem| problem.line);
        if self.rows.is_empty() {
            return Err(Refusal::Rows(self.skipped));
        }
        Ok(Reading { rows: self.rows, skipped: self.skipped })
    }

    /// Reads a table whose heads are vaguer than those of another on the page. It may tell of the same errors
    /// again, and where only the order of its columns tells what they are, it may be one of anything.
    fn read_beside(&mut self, table: &RawTable, columns: Columns) {
        let mut beside = Self::default();
        beside.read_table(table, columns);
        let fact = |row: &PageRow| (row.status, title_key(&row.title));
        let known: HashSet<(u16, String)> = self.rows.iter().map(fact).collect();
        let is_known = |row: &PageRow| known.contains(&fact(row));
        beside.rows.retain(|row| !is_known(row));
        if columns.has_heads {
            self.rows.append(&mut beside.rows);
        }
        let unsure = beside.rows.iter().map(|row| {
            let title = row.title.plain();
            let reason = "its table does not say which column is the cause and which the solution";
            Problem::new(row.line, format!("unreadable row `{} | {title}`: {reason}", row.status))
        });
        self.skipped.extend(unsure.chain(beside.skipped));
    }

    fn read_table(&mut self, table: &RawTable, columns: Columns) {
        let mut above = table.section.filter(|_| columns.status.is_none());
        for raw in table.body() {
            let unreadable =
                |reason: &str| Problem::new(raw.line, format!("unreadable row `{}`: {reason}", raw.words()));
            let status = status(raw, columns, above);
            above = status.as_ref().ok().map(|status| status.number);
            let status = match status {
                Ok(status) => status,
                Err(reason) => {
                    self.skipped.push(unreadable(reason));
                    continue;
                }
            };
            match read_row(raw, columns, &status) {
                // Some pages show their table twice, for wide screens and for narrow ones.
                Ok(row) if self.rows.iter().any(|other| other.says_the_same(&row)) => {}
                Ok(row) => self.rows.push(row),
                Err(reason) => self.skipped.push(unreadable(reason)),
            }
        }
    }
}

/// The row's status; a blank cell is under the one `above` where the title has a column of its own.
fn status(raw: &RawRow, columns: Columns, above: Option<u16>) -> Result<Status, &'static str> {
    let cell = columns.status.and_then(|column| raw.filled(column));
    match (cell, above) {
        (Some(cell), _) => cell.status().ok_or("it has no HTTP status, expected a number from 100 to 599"),
        (None, Some(above)) if columns.title.is_some() => Ok(Status::alone(above)),
        (None, _) => Err("it has no HTTP status"),
    }
}

fn read_row(raw: &RawRow, columns: Columns, status: &Status) -> Result<PageRow, &'static str> {
    if raw.too_long {
        return Err("it has more cells than the table has columns, perhaps for a `|` that is not escaped");
    }
    let cell = |column: usize| raw.filled(column);
    let tokens = |column: usize| cell(column).map(|cell| cell.tokens.as_slice());
    let labelled = match columns.texts {
        Texts::Together(column) => Labelled::of(cell(column).ok_or("it has no cause and no solution")?),
        Texts::Apart { .. } => Labelled::default(),
    };
    let (cause, solution) = match columns.texts {
        Texts::Together(_) => (labelled.get(Role::Cause), labelled.get(Role::Solution)),
        Texts::Apart { cause, solution } => (tokens(cause), tokens(solution)),
    };
    let cause = present(cause).ok_or("it has no cause")?;
    let solution = present(solution).ok_or("it has no solution")?;
    let title = match columns.title {
        Some(column) => cell(column).map(Cell::text).unwrap_or_default(),
        None if status.rest.is_empty() => cell::text(&labelled.lead),
        None => {
            let status_cell = columns.status.and_then(cell).map(Cell::status_text).unwrap_or_default();
            behind_status(&status_cell, &status.rest)
        }
    };
    let title = without_links(&title);
    if title.pieces.is_empty() {
        return Err("it has no title");
    }
    let value = |role: Role, column: Option<usize>| {
        labelled.get(role).or_else(|| column.and_then(tokens)).and_then(identifier)
    };
    let code = value(Role::Code, columns.code).filter(|code| is_code(code, status.number));
    let kind = value(Role::Type, columns.kind);
    Ok(PageRow { line: raw.line, status: status.number, title, cause, solution, code, kind })
}

fn present(tokens: Option<&[Token]>) -> Option<Text> {
    tokens.map(cell::text).filter(|text| !text.pieces.is_empty())
}

/// The end of `cell` whose plain text is `rest`.
pub(crate) fn behind_status(cell: &Text, rest: &str) -> Text {
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

/// Some pages say the status once more where others have the code.
pub(crate) fn is_code(code: &str, status: u16) -> bool {
    code != status.to_string()
}

/// A code or type: the first code span of its line, else its only word. "null" and dashes say that there is none.
pub(crate) fn identifier(tokens: &[Token]) -> Option<String> {
    let mut lines = tokens.split(|token| matches!(token, Token::Break));
    let line = lines.find(|line| !line.iter().all(Token::is_blank))?;
    let span = line.iter().find_map(|token| match token {
        Token::Code(code) => Some(code.trim().to_owned()),
        _ => None,
    });
    let value = span.unwrap_or_else(|| cell::text(line).plain());
    let first = value.split([',', ';']).next().unwrap_or_default();
    let value = first.trim_matches(|c: char| c.is_whitespace() || "\"'`.".contains(c));
    let is_none = ["null", "none", "n/a"].contains(&value.to_ascii_lowercase().as_str())
        || !value.contains(char::is_alphanumeric)
        || value.contains(char::is_whitespace);
    (!is_none).then(|| value.to_owned())
}
