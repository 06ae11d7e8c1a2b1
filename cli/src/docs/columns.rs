//! What the columns of a table are: by their heads, by what is in them, by their order.

use super::labels::{Labelled, Role};
use super::rows::{RawRow, RawTable};

/// Where a row's facts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) status: usize,
    /// A column of its own, or behind the status.
    pub(crate) title: Option<usize>,
    pub(crate) texts: Texts,
    pub(crate) code: Option<usize>,
    pub(crate) kind: Option<usize>,
    /// Whether heads or labels say so; else it is only the order of the columns.
    pub(crate) is_certain: bool,
}

/// Where cause and solution stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Texts {
    /// In one cell, each with its label.
    Together(usize),
    Apart {
        cause: usize,
        solution: usize,
    },
}

/// A status at the start of a cell, and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) number: u16,
    /// The text behind the number and its dash.
    pub(crate) rest: String,
}

impl Status {
    /// Reads `401`, `401 - Title`, `HTTP 401: Title`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || "*_`#".contains(c));
        let at = text.find(|c: char| c.is_ascii_digit())?;
        let is_prefix = |word: &str| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
            ["", "http", "http/1", "status", "code", "error"].contains(&word.as_str())
        };
        if !text[..at].split_whitespace().all(is_prefix) {
            return None;
        }
        let (number, rest) = text[at..].split_at_checked(3)?;
        let number = number.parse().ok().filter(|number| (100..=599).contains(number))?;
        // "4291", "429.5", "429/503" and "500-599" are no status.
        let goes_on = rest.starts_with(|c: char| c.is_alphanumeric() || c == '/' || c == '.')
            || rest
                .strip_prefix(['-', '–'])
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        (!goes_on).then(|| Self { number, rest: without_dash(rest).to_owned() })
    }
}

fn without_dash(text: &str) -> &str {
    // The end of the markup that a status alone can stand in.
    let text = text.strip_prefix('`').unwrap_or(text);
    let dash = |c: char| "-:|.)−－：·•".contains(c) || ('\u{2010}'..='\u{2015}').contains(&c);
    let title = text.trim_start_matches(|c: char| c.is_whitespace() || "*_".contains(c));
    title.strip_prefix(dash).unwrap_or(text).trim()
}

/// Why a table is not the one with the API's errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// Its rows have no statuses.
    NoStatuses,
    /// It has statuses, but no causes and solutions.
    NoTexts,
}

impl Columns {
    pub(crate) fn of(table: &RawTable) -> Result<Self, Unfit> {
        let body: Vec<&RawRow> = table.body().collect();
        let status = status_column(&body).ok_or(Unfit::NoStatuses)?;
        let heads = table.heads();
        let width = body.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let head = |column: usize| heads.get(column).map(|cell| cell.text().plain()).unwrap_or_default();
        let by_head = |role: Role| (0..width).find(|c| *c != status && Role::of(&head(*c)) == Some(role));
        let apart = by_head(Role::Cause).zip(by_head(Role::Solution));
        let together = labelled_column(&body, width, status).filter(|_| apart.is_none());
        let (code, kind) = (by_head(Role::Code), by_head(Role::Type));
        let known = [Some(status), together, code, kind];
        let mut free: Vec<usize> = (0..width).filter(|c| !known.contains(&Some(*c))).collect();
        let texts = match (together, apart) {
            (Some(column), _) => Texts::Together(column),
            (None, Some((cause, solution))) => Texts::Apart { cause, solution },
            (None, None) => by_order(&body, &free, status).ok_or(Unfit::NoTexts)?,
        };
        let is_certain = together.or(apart.map(|(cause, _)| cause)).is_some();
        if let Texts::Apart { cause, solution } = texts {
            free.retain(|c| *c != cause && *c != solution);
        }
        let named = free.iter().find(|c| is_title_head(&head(**c))).copied();
        let beside = free.first().copied().filter(|_| !titles_follow(&body, status));
        Ok(Self { status, title: named.or(beside), texts, code, kind, is_certain })
    }
}

/// The first column in which at least half of the rows have a status.
fn status_column(body: &[&RawRow]) -> Option<usize> {
    let width = body.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let count = |column: usize| body.iter().filter(|row| status_at(row, column).is_some()).count();
    (0..width).find(|column| count(*column) * 2 >= body.len().max(1))
}

pub(crate) fn status_at(row: &RawRow, column: usize) -> Option<Status> {
    Status::read(&row.cells.get(column)?.text().plain())
}

/// Whether titles stand behind the statuses, in the same cells.
fn titles_follow(body: &[&RawRow], status: usize) -> bool {
    body.iter().filter_map(|row| status_at(row, status)).any(|status| !status.rest.is_empty())
}

/// The column in which most rows have labels for cause and solution, bold ones before all.
fn labelled_column(body: &[&RawRow], width: usize, status: usize) -> Option<usize> {
    let score = |column: usize| {
        let cells = body.iter().filter_map(|row| row.cells.get(column));
        cells.fold((0, 0), |(bold, any), cell| {
            let labelled = Labelled::read(&cell.tokens);
            let found = labelled.has_cause_and_solution();
            (bold + usize::from(found && labelled.is_bold), any + usize::from(found))
        })
    };
    let scores = (0..width).filter(|column| *column != status).map(|column| (score(column), column));
    scores.filter(|((_, any), _)| *any > 0).max().map(|(_, column)| column)
}

fn is_title_head(head: &str) -> bool {
    let head = head.trim().to_ascii_lowercase();
    ["title", "error", "error name", "error message", "name", "message", "meaning"].contains(&head.as_str())
}

/// Cause and solution as the last of the columns that nothing else explains, as on pages in other languages: the
/// status first in every row, and sentences behind.
fn by_order(body: &[&RawRow], free: &[usize], status: usize) -> Option<Texts> {
    let needed = if titles_follow(body, status) { 2 } else { 3 };
    let &[.., cause, solution] = free else { return None };
    let is_prose = |row: &&RawRow, column: usize| {
        let text = row.cells.get(column).map(|cell| cell.text().plain()).unwrap_or_default();
        text.chars().filter(|c| c.is_alphabetic()).count() > 3
    };
    let is_row =
        |row: &&RawRow| status_at(row, status).is_some() && is_prose(row, cause) && is_prose(row, solution);
    let fits = status == 0 && free.len() >= needed && body.iter().all(is_row);
    fits.then_some(Texts::Apart { cause, solution })
}
