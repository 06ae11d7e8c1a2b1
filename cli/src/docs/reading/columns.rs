//! What the columns of a table are: by their heads, by what is in them, by their order.

use super::cell::Cell;
use super::labels::Labelled;
use super::role::Role;
use super::status::Status;
use super::table::{RawRow, RawTable};

/// Where a row's facts stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Columns {
    /// `None` where the section's heading has the status of all rows.
    pub(crate) status: Option<usize>,
    /// A column of its own, or behind the status.
    pub(crate) title: Option<usize>,
    pub(crate) texts: Texts,
    pub(crate) code: Option<usize>,
    pub(crate) kind: Option<usize>,
    /// Whether heads or labels say so; else it is at least in part the order of the columns.
    pub(crate) is_certain: bool,
    /// Whether heads, vague ones too, or labels say which text is which.
    pub(crate) has_heads: bool,
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
        // A heading with a number stands above many a table.
        let of_section = columns.ok().filter(|columns| table.section.is_some() && columns.is_certain);
        of_section.filter(|columns| columns.title.is_some()).ok_or(Unfit::NoStatuses)
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
        let others = || (0..self.width).filter(|column| Some(*column) != status);
        let named = |role: Role| {
            let by = |read: fn(&str) -> Option<Role>| others().find(|at| read(self.head(*at)) == Some(role));
            by(Role::of).or_else(|| by(Role::of_head))
        };
        let mut places = Places {
            status,
            cause: named(Role::Cause),
            solution: named(Role::Solution),
            code: named(Role::Code),
            kind: named(Role::Type),
            ..Places::default()
        };
        places.code = places.code.or_else(|| self.span_column(&places));
        let are_named = places.cause.is_some() && places.solution.is_some();
        let together = self.labelled_column(status).filter(|_| !are_named);
        if let Some(column) = together {
            (places.cause, places.solution) = (Some(column), None);
            self.place_title(&mut places);
            return Some(places.columns(Texts::Together(column), true, true));
        }
        self.place_vague(&mut places);
        self.place_title(&mut places);
        let is_half = places.cause.is_some() != places.solution.is_some();
        if is_half && self.has_title_behind(&places) {
            // A head such as `Reason` can also be that of the titles.
            (places.title, places.cause, places.solution) = (None, None, None);
            self.place_title(&mut places);
        }
        let is_known = places.first_text().is_some();
        let has_heads = places.cause.is_some() && places.solution.is_some();
        self.place_rest(&mut places);
        let texts = Texts::Apart { cause: places.cause?, solution: places.solution? };
        if !has_heads && self.is_shifted(&places) {
            return None;
        }
        let has_title = places.title.is_some() || self.titles_follow(status);
        let fits = are_named || (has_title && (is_known || self.is_plain(status)));
        fits.then(|| places.columns(texts, are_named, has_heads))
    }

    /// Places what a vague head is where no other head is it.
    fn place_vague(&self, places: &mut Places) {
        let vague = |role: Role, places: &Places| {
            let columns = places.free(self.width).into_iter();
            let by_rank = columns.filter_map(|column| Some((role.vagueness(self.head(column))?, column)));
            by_rank.min().map(|(_, column)| column)
        };
        places.cause = places.cause.or_else(|| vague(Role::Cause, places));
        places.solution = places.solution.or_else(|| vague(Role::Solution, places));
    }

    /// Places the title, unless it stands behind the status: by its head, else before cause and solution. A column of
    /// types or codes that are prose is one where no other can be.
    fn place_title(&self, places: &mut Places) {
        let free = places.free(self.width);
        places.title = free.iter().find(|column| is_title_head(self.head(**column))).copied();
        if places.title.is_some() || self.titles_follow(places.status) {
            return;
        }
        let first_free = free.first().copied();
        places.title = first_free.filter(|title| places.first_text().is_none_or(|text| *title < text));
        for place in [&mut places.kind, &mut places.code] {
            if places.title.is_none() && place.is_some_and(|column| self.is_prose(column)) {
                places.title = place.take();
            }
        }
        places.title = places.title.or(first_free);
    }

    /// Whether the title stands behind cause or solution for want of a better place.
    fn has_title_behind(&self, places: &Places) -> bool {
        let title = places.title.filter(|title| !is_title_head(self.head(*title)));
        title.zip(places.first_text()).is_some_and(|(title, text)| title > text)
    }

    /// Places cause and solution, as far as they have no place, behind the title in the first columns of
    /// prose; a solution behind its cause, if it can be.
    fn place_rest(&self, places: &mut Places) {
        let mut prose = places.free(self.width);
        prose.retain(|column| self.is_prose(*column));
        places.cause = places.cause.or_else(|| prose.first().copied());
        prose.retain(|column| Some(*column) != places.cause);
        let behind = prose.iter().find(|column| Some(**column) > places.cause).or(prose.first());
        places.solution = places.solution.or(behind.copied());
    }

    /// The column with a code span in each cell and nothing else, under heads in another language: there it
    /// is the code.
    fn span_column(&self, places: &Places) -> Option<usize> {
        let is_english = |head: &String| Role::of_english(head).is_some() || is_title_head(head);
        let free = places.free(self.width);
        // Titles can be code too; one column more has the texts.
        let has_titles = free.len() > 2 || self.titles_follow(places.status);
        if !has_titles || self.heads.iter().any(is_english) {
            return None;
        }
        let is_span = |column: &usize| {
            let mut cells = self.body.iter().filter_map(|row| row.filled(*column)).peekable();
            !self.head(*column).is_empty() && cells.peek().is_some() && cells.all(Cell::is_code)
        };
        free.into_iter().find(is_span)
    }

    /// Whether prose is left over, and what stands in the place of the titles is none: each fact may be one
    /// column off.
    fn is_shifted(&self, places: &Places) -> bool {
        let is_left = places.free(self.width).into_iter().any(|column| self.is_prose(column));
        is_left && places.title.is_some_and(|title| !self.is_prose(title))
    }

    /// Whether titles stand behind the statuses, in the same cells.
    fn titles_follow(&self, status: Option<usize>) -> bool {
        let statuses = status.map(|column| self.statuses(column)).unwrap_or_default();
        statuses.iter().flatten().any(|status| !status.rest.is_empty())
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
#[derive(Debug, Clone, Copy, Default)]
struct Places {
    status: Option<usize>,
    title: Option<usize>,
    cause: Option<usize>,
    solution: Option<usize>,
    code: Option<usize>,
    kind: Option<usize>,
}

impl Places {
    /// The columns that are nothing yet.
    fn free(&self, width: usize) -> Vec<usize> {
        let taken = [self.status, self.title, self.cause, self.solution, self.code, self.kind];
        (0..width).filter(|column| !taken.contains(&Some(*column))).collect()
    }

    fn first_text(&self) -> Option<usize> {
        self.cause.into_iter().chain(self.solution).min()
    }

    fn columns(self, texts: Texts, is_certain: bool, has_heads: bool) -> Columns {
        let Self { status, title, code, kind, .. } = self;
        Columns { status, title, texts, code, kind, is_certain, has_heads }
    }
}

/// How surely a head is that of statuses; the lower, the surer.
fn status_rank(head: &str) -> usize {
    let head = head.to_ascii_lowercase();
    ["http", "status"].iter().position(|word| head.contains(word)).unwrap_or(2)
}

fn is_title_head(head: &str) -> bool {
    let head = head.to_ascii_lowercase();
    ["title", "error", "error name", "error message", "name", "message", "meaning"].contains(&head.as_str())
}
