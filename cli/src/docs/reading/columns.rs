//! What the columns of a table are: by their heads, by what is in them, by their order.

use super::cell::Cell;
use super::labels::Labelled;
use super::role::{Role, is_title_head, status_rank};
use super::status::Status;
use super::table::{RawRow, RawTable};

/// Where the facts of a row are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Columns {
    /// `None` where the section's heading has the status of all rows.
    pub(crate) status: Option<usize>,
    /// `None` where titles are beside the statuses, or the codes or types are all there is.
    pub(crate) title: Option<usize>,
    /// Whether most statuses have their titles beside them, in the same cells.
    pub(crate) titles_follow: bool,
    pub(crate) texts: Texts,
    pub(crate) code: Option<usize>,
    pub(crate) kind: Option<usize>,
    /// Whether heads or labels say so; else it is at least in part the order of the columns.
    pub(crate) is_certain: bool,
    /// Whether heads, vague ones too, or labels say which text is which.
    pub(crate) has_heads: bool,
}

/// Where cause and solution are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Texts {
    /// In one cell, each with its label.
    Together(usize),
    Apart {
        cause: usize,
        solution: usize,
    },
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
        let sheet = Sheet::of(table);
        let status = sheet.status_column();
        let columns = sheet.columns(status).ok_or(Unfit::NoTexts);
        if status.is_some() {
            return columns;
        }
        // Many a table is below a heading with a number.
        let of_section = columns.ok().filter(|columns| table.section.is_some() && columns.is_certain);
        of_section.filter(|columns| columns.title().is_some()).ok_or(Unfit::NoStatuses)
    }

    /// The column of the titles, for want of one that of the codes or types.
    pub(crate) fn title(&self) -> Option<usize> {
        self.title.or(self.code).or(self.kind)
    }
}

/// A table, seen by columns.
struct Sheet<'t> {
    body: Vec<&'t RawRow>,
    heads: Vec<String>,
    width: usize,
}

impl<'t> Sheet<'t> {
    fn of(table: &'t RawTable) -> Self {
        let body: Vec<&RawRow> = table.body().collect();
        let width = body.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let heads = table.heads().iter().map(|cell| cell.text().plain()).collect();
        Self { body, heads, width }
    }

    fn head(&self, column: usize) -> &str {
        self.heads.get(column).map_or("", |head| head.trim())
    }

    /// The first column in which at least half of the rows have a status, or a blank below one; before all
    /// one whose head says so, for an API's own codes can look like statuses.
    fn status_column(&self) -> Option<usize> {
        let count = |column: &usize| self.statuses(*column).iter().flatten().count();
        let columns = (0..self.width).filter(|column| count(column) * 2 >= self.body.len().max(1));
        columns.min_by_key(|column| status_rank(self.head(*column)))
    }

    /// The status of each row; a blank cell is under the status above.
    fn statuses(&self, column: usize) -> Vec<Option<Status>> {
        let mut above = None;
        let status = |row: &&RawRow| {
            above = match row.filled(column) {
                Some(cell) => cell.status(),
                None => above.as_ref().map(|above: &Status| Status::alone(above.number)),
            };
            above.clone()
        };
        self.body.iter().map(status).collect()
    }

    fn columns(&self, status: Option<usize>) -> Option<Columns> {
        let mut found = self.named(status);
        let are_named = found.has_texts();
        if let Some(column) = self.labelled_column(status).filter(|_| !are_named) {
            (found.cause, found.solution) = (Some(column), None);
            self.assign_title(&mut found);
            return Some(found.columns(Texts::Together(column), true, true));
        }
        self.assign_vague(&mut found);
        self.assign_title(&mut found);
        if !found.has_texts() && self.has_title_after(&found) {
            // A head such as `Reason` can also be that of the titles.
            (found.title, found.cause, found.solution) = (None, None, None);
            self.assign_title(&mut found);
        }
        let is_known = found.first_text().is_some();
        let has_heads = found.has_texts();
        self.assign_rest(&mut found);
        let texts = Texts::Apart { cause: found.cause?, solution: found.solution? };
        if !has_heads && self.is_shifted(&found) {
            return None;
        }
        let columns = found.columns(texts, are_named, has_heads);
        let has_title = columns.title().is_some() || columns.titles_follow;
        (are_named || (has_title && (is_known || self.is_plain(status)))).then_some(columns)
    }

    /// What the heads name.
    fn named(&self, status: Option<usize>) -> Assignment {
        let others = || (0..self.width).filter(|column| Some(*column) != status);
        let named = |role: Role| {
            let by = |read: fn(&str) -> Option<Role>| others().find(|at| read(self.head(*at)) == Some(role));
            by(Role::of).or_else(|| by(Role::of_head))
        };
        let mut found = Assignment {
            status,
            titles_follow: self.titles_follow(status),
            title: None,
            cause: named(Role::Cause),
            solution: named(Role::Solution),
            code: named(Role::Code),
            kind: named(Role::Type),
        };
        found.code = found.code.or_else(|| self.span_column(&found));
        found
    }

    /// Assigns what a vague head is where no other head is it.
    fn assign_vague(&self, found: &mut Assignment) {
        let vague = |role: Role, found: &Assignment| {
            let columns = found.free(self.width).into_iter();
            let by_rank = columns.filter_map(|column| Some((role.vagueness(self.head(column))?, column)));
            by_rank.min().map(|(_, column)| column)
        };
        found.cause = found.cause.or_else(|| vague(Role::Cause, found));
        found.solution = found.solution.or_else(|| vague(Role::Solution, found));
    }

    /// Assigns the title, unless it is beside the status: by its head, else before cause and solution. For
    /// want of such a column types or codes are the titles, and nothing else if they are prose.
    fn assign_title(&self, found: &mut Assignment) {
        let free = found.free(self.width);
        found.title = free.iter().find(|column| is_title_head(self.head(**column))).copied();
        if found.title.is_some() || found.titles_follow {
            return;
        }
        let first_free = free.first().copied();
        found.title = first_free.filter(|title| found.first_text().is_none_or(|text| *title < text));
        for column in [&mut found.kind, &mut found.code] {
            if found.title.is_none() && column.is_some_and(|column| self.is_prose(column)) {
                found.title = column.take();
            }
        }
        if found.code.or(found.kind).is_none() {
            found.title = found.title.or(first_free);
        }
    }

    /// Whether the title is after cause or solution for want of a better place.
    fn has_title_after(&self, found: &Assignment) -> bool {
        let title = found.title.filter(|title| !is_title_head(self.head(*title)));
        title.zip(found.first_text()).is_some_and(|(title, text)| title > text)
    }

    /// Assigns cause and solution, as far as they are not yet, after the title in the first columns of
    /// prose; a solution after its cause, if it can be.
    fn assign_rest(&self, found: &mut Assignment) {
        let mut prose = found.free(self.width);
        prose.retain(|column| self.is_prose(*column));
        found.cause = found.cause.or_else(|| prose.first().copied());
        prose.retain(|column| Some(*column) != found.cause);
        let after = prose.iter().find(|column| Some(**column) > found.cause).or(prose.first());
        found.solution = found.solution.or(after.copied());
    }

    /// The column with a code span in each cell and nothing else, under heads in another language: there it
    /// is the code.
    fn span_column(&self, found: &Assignment) -> Option<usize> {
        let is_english = |head: &String| Role::of_english(head).is_some() || is_title_head(head);
        let free = found.free(self.width);
        // Titles can be code too; one column more has the texts, unless both are found.
        let has_titles = free.len() > if found.has_texts() { 1 } else { 2 } || found.titles_follow;
        if !has_titles || self.heads.iter().any(is_english) {
            return None;
        }
        let is_span = |column: &usize| {
            let mut cells = self.body.iter().filter_map(|row| row.filled(*column)).peekable();
            !self.head(*column).is_empty() && cells.peek().is_some() && cells.all(Cell::is_code)
        };
        free.into_iter().find(is_span)
    }

    /// Whether prose is left over, and the titles are not prose: each fact may be one column off.
    fn is_shifted(&self, found: &Assignment) -> bool {
        let is_left = found.free(self.width).into_iter().any(|column| self.is_prose(column));
        is_left && found.title.is_some_and(|title| !self.is_prose(title))
    }

    fn titles_follow(&self, status: Option<usize>) -> bool {
        let statuses = status.map(|column| self.statuses(column)).unwrap_or_default();
        let follow = statuses.iter().flatten().filter(|status| !status.rest.is_empty()).count();
        follow > 0 && follow * 2 >= statuses.iter().flatten().count()
    }

    /// Whether every row begins with a status, as on pages whose heads are in another language.
    fn is_plain(&self, status: Option<usize>) -> bool {
        status == Some(0) && self.statuses(0).iter().all(Option::is_some)
    }

    /// Whether every row with a cell in this column has words there, and some row more than one.
    fn is_prose(&self, column: usize) -> bool {
        let texts =
            self.body.iter().map(|row| row.cell(column).map(|cell| cell.text().plain()).unwrap_or_default());
        let texts: Vec<String> = texts.collect();
        let is_long = |text: &String| text.chars().filter(|c| c.is_alphabetic()).count() > 3;
        let has_words =
            |text: &String| text.contains(|c: char| c == ' ' || (c.is_alphabetic() && !c.is_ascii()));
        texts.iter().all(is_long) && texts.iter().any(has_words)
    }

    /// The column in which most rows have labels for cause and solution, bold ones before all.
    fn labelled_column(&self, status: Option<usize>) -> Option<usize> {
        let score = |column: usize| {
            let cells = self.body.iter().filter_map(|row| row.cell(column));
            cells.fold((0, 0), |(bold, any), cell| {
                let labelled = Labelled::of(cell);
                let found = labelled.has_cause_and_solution();
                (bold + usize::from(found && labelled.is_bold), any + usize::from(found))
            })
        };
        let columns = (0..self.width).filter(|column| Some(*column) != status);
        let scores = columns.map(|column| (score(column), column));
        scores.filter(|((_, any), _)| *any > 0).max().map(|(_, column)| column)
    }
}

/// The columns that have been found so far.
#[derive(Debug, Clone, Copy)]
struct Assignment {
    status: Option<usize>,
    titles_follow: bool,
    title: Option<usize>,
    cause: Option<usize>,
    solution: Option<usize>,
    code: Option<usize>,
    kind: Option<usize>,
}

impl Assignment {
    /// The columns that are nothing yet.
    fn free(&self, width: usize) -> Vec<usize> {
        let taken = [self.status, self.title, self.cause, self.solution, self.code, self.kind];
        (0..width).filter(|column| !taken.contains(&Some(*column))).collect()
    }

    fn has_texts(&self) -> bool {
        self.cause.is_some() && self.solution.is_some()
    }

    fn first_text(&self) -> Option<usize> {
        self.cause.into_iter().chain(self.solution).min()
    }

    fn columns(self, texts: Texts, is_certain: bool, has_heads: bool) -> Columns {
        let Self { status, titles_follow, title, code, kind, .. } = self;
        Columns { status, titles_follow, title, texts, code, kind, is_certain, has_heads }
    }
}
