//! A page without tables, cut into lines as a person sees them.

use super::cell::{Cell, Token};
use super::split;
use super::status::Status;

/// A line as a person sees it: a paragraph, a heading, an item of a list.
#[derive(Debug, Default)]
pub(crate) struct Line {
    pub(crate) tokens: Vec<Token>,
    /// Whether it begins where the page's source has a line break and a person sees none.
    is_wrapped: bool,
}

impl Line {
    fn status(&self) -> Option<Status> {
        let cell = Cell { tokens: self.tokens.clone(), ..Cell::default() };
        let text = cell.status_text().plain();
        let text = without_number(&text);
        Status::read(text).or_else(|| Status::read_end(text).filter(|_| self.is_bold()))
    }

    /// Whether it has a status and words: behind a dash, or in any way where the line is bold as a whole.
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
        let is_row = words(self.tokens.first()).starts_with('|') || words(self.tokens.last()).ends_with('|');
        if !is_row && !self.is_title() {
            return vec![self];
        }
        let mut cells = vec![Self { tokens: Vec::new(), is_wrapped: self.is_wrapped }];
        for token in self.tokens {
            let Token::Words { text, strong } = token else {
                add(&mut cells, token);
                continue;
            };
            for (i, text) in text.split('|').enumerate() {
                // The pipe before the first cell begins none.
                if i > 0 && !cells.last().is_none_or(Self::is_blank) {
                    cells.push(Self::default());
                }
                add(&mut cells, Token::Words { text: text.to_owned(), strong });
            }
        }
        cells
    }

    pub(crate) fn with_break(&self) -> Vec<Token> {
        self.tokens.iter().cloned().chain([Token::Break]).collect()
    }
}

/// Where the titles of a page stand in its source.
pub(crate) struct Places<'s> {
    lines: Vec<&'s str>,
    /// The line of the last title, from 1.
    last: usize,
    /// How many lines may still be looked at: titles that stand nowhere must not take forever.
    patience: usize,
}

impl<'s> Places<'s> {
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
    let mut lines: Vec<Line> = Vec::new();
    for line in source_lines {
        let begins = !line.is_wrapped || is_lined || split::begins_with_label(&line.tokens);
        match lines.last_mut().filter(|_| !begins) {
            Some(above) => {
                above.tokens.push(Token::words(" "));
                above.tokens.extend(line.tokens);
            }
            None => lines.push(line),
        }
    }
    lines
}

fn source_lines(tokens: &[Token]) -> Vec<Line> {
    let mut lines = vec![Line::default()];
    for token in tokens {
        match token {
            Token::Break => end(&mut lines, false),
            Token::Words { text, strong } => {
                for (i, text) in text.split('\n').enumerate() {
                    // A paragraph does not begin with its line break.
                    if i > 0 && !lines.last().is_none_or(Line::is_blank) {
                        end(&mut lines, true);
                    }
                    add(&mut lines, Token::Words { text: text.to_owned(), strong: *strong });
                }
            }
            other => add(&mut lines, other.clone()),
        }
    }
    lines.into_iter().flat_map(Line::into_cells).filter(|line| !line.is_blank()).collect()
}

fn end(lines: &mut Vec<Line>, is_wrapped: bool) {
    lines.push(Line { tokens: Vec::new(), is_wrapped });
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
