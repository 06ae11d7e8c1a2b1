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
            "this table has statuses but no causes and solutions, expected columns for both \
             or a cell with `Cause:` and `Solution:`",
        ),
        None => Problem::new(
            1,
            "no table of API errors on this page, expected one in Markdown, HTML, tab-separated text or JSON \
             whose rows have a status, a title, a cause and a solution",
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
        (None, Some(above)) if columns.title().is_some() => Ok(Status::alone(above)),
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
    let value = |role: Role, column: Option<usize>| {
        labelled.get(role).or_else(|| column.and_then(tokens)).and_then(identifier)
    };
    let title = title(raw, columns, status, &labelled.lead)
        .or_else(|| name_in(&cause).filter(|_| columns.titles_follow))
        .ok_or("it has no title")?;
    let (code, kind) = (value(Role::Code, columns.code), value(Role::Type, columns.kind));
    Ok(with_code(PageRow {
        line: raw.line,
        status: status.number,
        further_statuses: status.further.clone(),
        title,
        cause,
        solution,
        code,
        kind,
    }))
}

/// The title: in a column of its own, beside the status, before the labels, or else the code or type.
fn title(raw: &RawRow, columns: Columns, status: &Status, lead: &[Token]) -> Option<Text> {
    let cell = |column: Option<usize>| column.and_then(|column| raw.filled(column));
    let beside_status = || {
        let cell = cell(columns.status).filter(|_| !status.rest.is_empty())?;
        Some(part(&cell.status_text(), &status.rest))
    };
    let title = cell(columns.title).map(Cell::text).or_else(beside_status);
    let title = title.or_else(|| present(Some(lead))).or_else(|| cell(columns.title()).map(Cell::text));
    title.map(|title| without_links(&title)).filter(|title| !title.pieces.is_empty())
}

fn present(tokens: Option<&[Token]>) -> Option<Text> {
    tokens.map(cell::text).filter(|text| !text.pieces.is_empty())
}

/// A cause that is the error's name and not a sentence: that of a row without a title, where others have one.
fn name_in(cause: &Text) -> Option<Text> {
    const LONGEST: usize = 60;
    let words = cause.plain();
    let is_sentence = words.ends_with(['.', '!', '?', '。']) || words.chars().count() > LONGEST;
    (!is_sentence).then(|| without_links(cause))
}

/// The part of `text` whose plain text is `words`: what is beside its status.
pub(crate) fn part(text: &Text, words: &str) -> Text {
    let flat = without_links(text);
    let start = flat.plain().rfind(words).unwrap_or_default();
    let end = start + words.len();
    let mut at = 0;
    let mut pieces = Vec::new();
    for piece in flat.pieces {
        let range = at..at + Text { pieces: vec![piece.clone()] }.plain().len();
        at = range.end;
        let (from, to) = (start.max(range.start), end.min(range.end));
        match piece {
            _ if from >= to => {}
            Piece::Words(words) => {
                let words = words.get(from - range.start..to - range.start).unwrap_or_default();
                pieces.push(Piece::Words(words.to_owned()));
            }
            // A code span that has the status too is not the title's.
            other if (from, to) == (range.start, range.end) => pieces.push(other),
            _ => {}
        }
    }
    normal(&Text { pieces })
}

/// The row with its code: the one that it says it has, else its title where that can be one: `no_coins`.
pub(crate) fn with_code(row: PageRow) -> PageRow {
    let said = row.code.filter(|code| is_code(code, row.status));
    let by_title = || match row.title.pieces.as_slice() {
        [Piece::Words(word) | Piece::Code(word)] if row.kind.as_ref() != Some(word) => Some(word.clone()),
        _ => None,
    };
    PageRow { code: said.or_else(|| by_title().filter(|word| is_snake_case(word))), ..row }
}

fn is_snake_case(word: &str) -> bool {
    let parts = word.split('_');
    let is_part =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    word.contains('_') && { parts }.all(is_part)
}

/// Some pages say the status once more where others have the code.
pub(crate) fn is_code(code: &str, status: u16) -> bool {
    code != status.to_string()
}

/// A code or type: the first code span of its line, else its only word. "null" and dashes say that the row
/// has neither.
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
