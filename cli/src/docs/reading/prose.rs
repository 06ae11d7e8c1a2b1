//! Rows of a page that has no table: a line with a status and a title, and below it the labelled cause and
//! solution. Else lines of cells with tabs between them.

use openai_error_policy_build::{Piece, Text};

use super::cell::{self, Cell, Token, is_colon, is_dash, without_links};
use super::labels::Labelled;
use super::lines::{self, Line, LineFinder, without_number};
use super::role::Role;
use super::rows::{self, identifier};
use super::status::Status;
use super::{PageRow, Problem, Reading};

/// The rows on a page of these `tokens`; `source` tells their lines.
pub(crate) fn read(tokens: &[Token], source: &str) -> Reading {
    let reading = titled_rows(tokens, source);
    if reading.rows.is_empty() {
        return rows::read(&lines::tables(tokens, source)).unwrap_or(reading);
    }
    reading
}

fn titled_rows(tokens: &[Token], source: &str) -> Reading {
    let lines = lines::of(tokens);
    let mut reading = Reading { rows: Vec::new(), skipped: Vec::new() };
    let mut finder = LineFinder::of(source);
    // Right below a title a label begins its first text, whatever status that has.
    let is_text = |at: usize| at > 0 && lines[at].has_label() && lines[at - 1].is_title();
    let is_title = |at: &usize| lines[*at].is_title() && !is_text(*at);
    for at in (0..lines.len()).filter(is_title) {
        let title = &lines[at];
        let line = finder.next(title);
        let goes_on = |next: &usize| !is_title(next) && !lines[*next].is_heading();
        let body: Vec<Token> =
            (at + 1..lines.len()).take_while(goes_on).flat_map(|next| lines[next].with_break()).collect();
        match row(title, &body) {
            Some(row) if reading.rows.iter().any(|other| other.says_the_same(&row)) => {}
            Some(row) => reading.rows.push(PageRow { line, ..row }),
            None => reading.skipped.extend(half(title, &body).map(|message| Problem::new(line, message))),
        }
    }
    reading
}

/// What a title lacks that has one of cause and solution.
fn half(title: &Line, body: &[Token]) -> Option<String> {
    let labelled = Labelled::read(body);
    let lacks = match (labelled.get(Role::Cause), labelled.get(Role::Solution)) {
        (Some(_), None) => "solution",
        (None, Some(_)) => "cause",
        _ => return None,
    };
    Some(format!("unreadable row `{}`: it has no {lacks}", cell::text(&title.tokens).plain()))
}

/// The row that a title has. Labels follow at once, on its line or below, unless the title is a heading: then
/// a text may come first.
fn row(title: &Line, body: &[Token]) -> Option<PageRow> {
    let all: Vec<Token> = [&title.with_break(), body].concat();
    let labelled = Labelled::read(&all);
    if labelled.has_cause_and_solution() && !labelled.lead.contains(&Token::Break) {
        if let Some(row) = labelled_row(&labelled.lead, &labelled) {
            return Some(row);
        }
    }
    // A title with a colon is no label.
    let below = Labelled::read(body);
    let follows = title.is_bold() || below.lead.iter().all(Token::is_blank);
    if follows { labelled_row(&title.tokens, &below) } else { None }
}

fn labelled_row(title: &[Token], labelled: &Labelled) -> Option<PageRow> {
    let cell = Cell { tokens: title.to_vec(), ..Cell::default() };
    let (Status { number: status, further: further_statuses, .. }, title) =
        status_and_title(&cell.status_text())?;
    let title = title_of(&title);
    let last = labelled.parts.last().map(|(role, _)| *role);
    let text = |role: Role| {
        let tokens = labelled.get(role)?;
        Some(if last == Some(role) { own_text(tokens) } else { cell::text(tokens) })
    };
    let (cause, solution) = (text(Role::Cause)?, text(Role::Solution)?);
    let value = |role: Role| labelled.get(role).and_then(identifier);
    let is_whole = [&title, &cause, &solution].iter().all(|text| !text.pieces.is_empty());
    let (code, kind) = (value(Role::Code), value(Role::Type));
    let row = PageRow { line: 1, status, further_statuses, title, cause, solution, code, kind };
    is_whole.then(|| rows::with_code(row))
}

fn status_and_title(text: &Text) -> Option<(Status, Text)> {
    let plain = text.plain();
    let plain = without_number(&plain);
    let status = Status::read(plain).or_else(|| Status::read_end(plain))?;
    let title = rows::part(text, &status.rest);
    Some((status, title))
}

/// The title without what parts it from a label on its line.
fn title_of(text: &Text) -> Text {
    let mut title = without_links(text);
    if let Some(Piece::Words(words)) = title.pieces.last_mut() {
        *words = words
            .trim_end_matches(|c: char| c.is_whitespace() || c == '|' || is_colon(c) || is_dash(c))
            .to_owned();
    }
    cell::normal(&title)
}

/// The text of a title's last label: its line. A label without one, or with one that introduces a list, has the lines
/// below. Where another label follows, all up to it is the text.
fn own_text(tokens: &[Token]) -> Text {
    let end = tokens.iter().position(|token| matches!(token, Token::Break)).unwrap_or(tokens.len());
    let line = cell::text(&tokens[..end]);
    let introduces = line.pieces.is_empty() || line.plain().ends_with(is_colon);
    if introduces { cell::text(tokens) } else { line }
}
