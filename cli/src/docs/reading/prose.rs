//! Rows of a page that has no table: a line with a status and a title, and below it the labelled cause and solution.

use openai_error_policy_build::{Piece, Text};

use super::PageRow;
use super::cell::{self, Cell, Token, without_links};
use super::labels::Labelled;
use super::lines::{self, Line, without_number};
use super::role::Role;
use super::rows::{behind_status, identifier};
use super::status::Status;

/// The rows on a page of these `tokens`; `source` tells their lines.
pub(crate) fn rows(tokens: &[Token], source: &str) -> Vec<PageRow> {
    let lines = lines::of(tokens);
    let mut rows: Vec<PageRow> = Vec::new();
    let mut place = 0;
    for (at, title) in lines.iter().enumerate().filter(|(_, line)| line.is_title()) {
        place = title.place(source, place).unwrap_or(place);
        let goes_on = |line: &&Line| !line.is_title() && !line.is_heading();
        let body: Vec<Token> =
            lines[at + 1..].iter().take_while(goes_on).flat_map(Line::with_break).collect();
        if let Some(row) = row(title, &body).filter(|row| !rows.iter().any(|other| other.says_the_same(row)))
        {
            rows.push(PageRow { line: place.max(1), ..row });
        }
    }
    rows
}

/// The row that a title has. Labels follow at once, on its line or below, unless the title is a heading: then a text may
/// come first.
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
    let text = cell.status_text();
    let status = Status::read(without_number(&text.plain()))?;
    let title = title_of(&behind_status(&text, &status.rest));
    let (cause, solution) = (own_text(labelled.get(Role::Cause)?), own_text(labelled.get(Role::Solution)?));
    let value = |role: Role| labelled.get(role).and_then(identifier);
    let is_whole = [&title, &cause, &solution].iter().all(|text| !text.pieces.is_empty());
    let (code, kind) = (value(Role::Code), value(Role::Type));
    is_whole.then_some(PageRow { line: 1, status: status.number, title, cause, solution, code, kind })
}

/// The title without what parts it from a label on its line.
fn title_of(text: &Text) -> Text {
    let mut title = without_links(text);
    if let Some(Piece::Words(words)) = title.pieces.last_mut() {
        *words = words.trim_end_matches(|c: char| c.is_whitespace() || ":|-–—".contains(c)).to_owned();
    }
    cell::normal(&title)
}

/// The text of a label: its line. A label that has none, or one that introduces a list, has the lines below.
fn own_text(tokens: &[Token]) -> Text {
    let end = tokens.iter().position(|token| matches!(token, Token::Break)).unwrap_or(tokens.len());
    let line = cell::text(&tokens[..end]);
    let introduces = line.pieces.is_empty() || line.plain().ends_with([':', '：']);
    if introduces { cell::text(tokens) } else { line }
}
