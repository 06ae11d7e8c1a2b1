//! A page without tables, cut into lines as a person sees them.

use super::cell::{Cell, Token, is_colon};
use super::split;
use super::status::Status;
use super::table::{RawRow, RawTable};

/// A line as a person sees it: a paragraph, a heading, an item of a list.
#[derive(Debug, Default)]
pub(crate) struct Line {
    pub(crate) tokens: Vec<Token>,
    /// Whether it is a cell at the end of a row, which nothing goes on after.
    ends_row: bool,
    /// Whether it begins where the page's source has a line break that a person does not see.
    is_wrapped: bool,
}

impl Line {
    fn status(&self) -> Option<Status> {
        let cell = Cell { tokens: self.tokens.clone(), ..Cell::default() };
        let text = cell.status_text().plain();
        let text = without_number(&text);
        Status::read(text).or_else(|| Status::read_end(text).filter(|_| self.is_bold()))
    }

    /// Whether it has a status and words: after a dash, or in any way where the line is bold as a whole.
    pub(crate) fn is_title(&self) -> bool {
        let status = self.status().filter(|status| status.rest.contains(char::is_alphanumeric));
        status.is_some_and(|status| status.has_dash || self.is_bold())
    }

    /// Whether it is bold as a whole.
    pub(crate) fn is_bold(&self) -> bool {
        let is_bold = |token: &Token| match token {
            Token::Words { text, strong } => *strong || text.trim().is_empty(),
            _ => true,
        };
        let has_words = self.tokens.iter().any(|token| matches!(token, Token::Words { strong: true, .. }));
        has_words && self.tokens.iter().all(is_bold)
    }

    /// Whether it begins with a bold label, which is not a status: `**Error:** 401 - Wrong key`.
    pub(crate) fn has_label(&self) -> bool {
        let Some(Token::Words { text, strong: true }) = self.tokens.first() else { return false };
        text.trim_end().ends_with(is_colon) && !text.contains(|c: char| c.is_ascii_digit())
    }

    /// The title's status and first word.
    fn beginning(&self) -> Option<(String, String)> {
        let status = self.status()?;
        Some((status.number.to_string(), status.rest.split_whitespace().next()?.to_owned()))
    }

    pub(crate) fn is_heading(&self) -> bool {
        self.is_bold() && !split::begins_with_label(&self.with_break())
    }

    fn is_blank(&self) -> bool {
        self.tokens.iter().all(Token::is_blank)
    }

    /// A row of a table that is too broken for a parser: its cells are lines. Else the line itself.
    fn into_cells(self) -> Vec<Self> {
        let words = |token: Option<&Token>| match token {
            Some(Token::Words { text, .. }) => text.trim().to_owned(),
            _ => String::new(),
        };
        let ends_row = words(self.tokens.last()).ends_with('|');
        let is_row = ends_row || words(self.tokens.first()).starts_with('|');
        if !is_row && !self.is_title() {
            return vec![self];
        }
        let is_wrapped = self.is_wrapped;
        let mut cells = self.split('|');
        // The pipe before the first cell does not begin one.
        cells.retain(|cell| !cell.is_blank());
        if let Some(first) = cells.first_mut() {
            first.is_wrapped = is_wrapped;
        }
        if let Some(last) = cells.last_mut() {
            last.ends_row = ends_row;
        }
        cells
    }

    /// The parts between these signs.
    fn split(self, sign: char) -> Vec<Self> {
        let mut parts = vec![Self::default()];
        for token in self.tokens {
            let Token::Words { text, strong } = token else {
                add(&mut parts, token);
                continue;
            };
            for (i, text) in text.split(sign).enumerate() {
                if i > 0 {
                    parts.push(Self::default());
                }
                add(&mut parts, Token::Words { text: text.to_owned(), strong });
            }
        }
        parts
    }

    pub(crate) fn with_break(&self) -> Vec<Token> {
        self.tokens.iter().cloned().chain([Token::Break]).collect()
    }
}

/// Finds the lines of a page's titles in its source.
pub(crate) struct LineFinder<'s> {
    lines: Vec<&'s str>,
    /// The line of the last title, from 1.
    last: usize,
    /// How many lines may still be looked at: titles that are not found must not take forever.
    patience: usize,
}

impl<'s> LineFinder<'s> {
    pub(crate) fn of(source: &'s str) -> Self {
        let lines: Vec<&str> = source.lines().collect();
        Self { patience: lines.len() * 20, lines, last: 0 }
    }

    /// The line of the next title; where it is not found, that of the one before.
    pub(crate) fn next(&mut self, title: &Line) -> usize {
        let below = self.lines.iter().skip(self.last).take(self.patience);
        let found = title.beginning().and_then(|(number, word)| {
            let is_it = |line: &&str| line.contains(&number) && line.contains(&word);
            below.clone().position(is_it)
        });
        self.patience -= found.map_or(below.len(), |at| at + 1);
        self.last += found.map_or(0, |at| at + 1);
        self.last.max(1)
    }
}

/// The page in lines. Where titles begin in the midst of paragraphs, the lines of the source are the page's.
pub(crate) fn of(tokens: &[Token]) -> Vec<Line> {
    let source_lines = source_lines(tokens);
    let is_lined = source_lines.iter().any(|line| line.is_wrapped && line.is_title());
    let begin = beginnings(&source_lines, is_lined);
    let mut lines: Vec<Line> = Vec::new();
    for (line, begins) in source_lines.into_iter().zip(begin) {
        let goes_on = |above: &&mut Line| !begins && !(is_lined && (above.is_title() || above.ends_row));
        match lines.last_mut().filter(goes_on) {
            Some(above) => {
                above.tokens.push(Token::words(" "));
                above.tokens.extend(line.tokens);
            }
            None => lines.push(line),
        }
    }
    lines
}

/// Whether each line of the source begins one. A text goes on until a label or title follows in its
/// paragraph; what is not followed by one, or by the first label of a title that is unknown here, may be
/// anything.
fn beginnings(lines: &[Line], is_lined: bool) -> Vec<bool> {
    let mut is_between = false;
    let begins = lines.iter().rev().map(|line| {
        let is_label = split::begins_with_label(&line.tokens);
        let is_apart =
            is_label || (is_lined && (line.is_title() || split::words_before_colon(&line.tokens).is_some()));
        is_between = line.is_wrapped && (is_between || is_apart) && !split::begins_facts(&line.tokens);
        !line.is_wrapped || is_apart || (is_lined && !is_between)
    });
    let mut begins: Vec<bool> = begins.collect();
    begins.reverse();
    begins
}

/// The tables that a browser copies: lines of cells with tabs between them.
pub(crate) fn tables(tokens: &[Token], source: &str) -> Vec<RawTable> {
    let mut finder = LineFinder::of(source);
    let rows = raw_lines(tokens).into_iter().filter(|line| !line.is_blank()).map(|line| {
        let number = if line.status().is_some() { finder.next(&line) } else { finder.last.max(1) };
        let cell = |part: Line| Cell { tokens: part.tokens, ..Cell::default() };
        let cells = line.split('\t').into_iter().map(cell).collect();
        RawRow { line: number, cells, is_heading: false, too_long: false }
    });
    let mut tables: Vec<RawTable> = Vec::new();
    for row in rows {
        let is_as_wide = |above: &RawRow| above.cells.len() == row.cells.len();
        match tables.last_mut().filter(|table| table.rows.last().is_some_and(is_as_wide)) {
            Some(table) => table.rows.push(row),
            None => tables.push(RawTable { rows: vec![row], section: None }),
        }
    }
    tables
}

/// The lines of the page's source, rows of broken tables by cells.
fn source_lines(tokens: &[Token]) -> Vec<Line> {
    let cells = raw_lines(tokens).into_iter().flat_map(Line::into_cells);
    cells.filter(|line| !line.is_blank()).collect()
}

fn raw_lines(tokens: &[Token]) -> Vec<Line> {
    let mut lines = vec![Line::default()];
    for token in tokens {
        match token {
            Token::Break => end(&mut lines, false),
            Token::Words { text, strong } => {
                for (i, text) in text.split('\n').enumerate() {
                    if i > 0 {
                        // A paragraph does not begin with its line break, but with one more.
                        let is_wrapped = !lines.last().is_none_or(Line::is_blank);
                        end(&mut lines, is_wrapped);
                    }
                    add(&mut lines, Token::Words { text: text.to_owned(), strong: *strong });
                }
            }
            other => add(&mut lines, other.clone()),
        }
    }
    lines
}

fn end(lines: &mut Vec<Line>, is_wrapped: bool) {
    lines.push(Line { is_wrapped, ..Line::default() });
}

fn add(lines: &mut [Line], token: Token) {
    if let Some(line) = lines.last_mut() {
        line.tokens.push(token);
    }
}

/// The text without the number that a list or a heading counts with.
pub(crate) fn without_number(text: &str) -> &str {
    let text = text.trim_start();
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = (1..=2).contains(&(text.len() - rest.len()));
    rest.strip_prefix(['.', ')']).filter(|_| is_number).unwrap_or(text)
}
