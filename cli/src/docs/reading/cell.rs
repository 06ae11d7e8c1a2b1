//! A table's cell as a person sees it, whatever format the page has.

use openai_error_policy_build::{Piece, Text};

use super::status::Status;

/// A part of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    /// Plain words; `strong` ones may be a label.
    Words {
        text: String,
        strong: bool,
    },
    Code(String),
    Link {
        text: Text,
        url: String,
    },
    /// A new line or paragraph.
    Break,
}

impl Token {
    pub(crate) fn words(text: impl Into<String>) -> Self {
        Self::Words { text: text.into(), strong: false }
    }

    /// Whether it has text without a letter or digit: a picture, a bullet, nothing.
    pub(crate) fn is_mark(&self) -> bool {
        matches!(self, Self::Words { text, .. } if !text.contains(char::is_alphanumeric))
    }

    pub(crate) fn is_blank(&self) -> bool {
        match self {
            Self::Words { text, .. } => text.trim().is_empty(),
            Self::Break => true,
            _ => false,
        }
    }
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cell {
    pub(crate) tokens: Vec<Token>,
    /// The cell of an HTML table as it is if it was meant as Markdown; empty where nothing speaks for that.
    pub(crate) as_markdown: Vec<Token>,
}

impl Cell {
    pub(crate) fn is_empty(&self) -> bool {
        self.tokens.iter().all(Token::is_blank)
    }

    /// Whether it is a code span and nothing else.
    pub(crate) fn is_code(&self) -> bool {
        let mut tokens = self.tokens.iter().filter(|token| !token.is_blank());
        matches!((tokens.next(), tokens.next()), (Some(Token::Code(_)), None))
    }

    /// All of the cell as one text.
    pub(crate) fn text(&self) -> Text {
        text(&self.tokens)
    }

    /// As [`Cell::text`], for a cell that may begin with a status: one that is marked as code together with
    /// its title is as if neither were.
    pub(crate) fn status_text(&self) -> Text {
        let mut text = self.text();
        if let Some(Piece::Code(code)) = text.pieces.first() {
            if Status::read(code).is_some_and(|status| !status.rest.is_empty()) {
                text.pieces[0] = Piece::Words(code.clone());
            }
        }
        normal(&text)
    }

    /// The status that the cell begins with, or has in brackets at its end.
    pub(crate) fn status(&self) -> Option<Status> {
        let text = self.status_text().plain();
        Status::read(&text).or_else(|| Status::read_end(&text))
    }
}

/// The tokens as a text of a table: breaks are spaces, emphasis is dropped.
pub(crate) fn text(tokens: &[Token]) -> Text {
    let pieces = tokens.iter().map(|token| match token {
        Token::Words { text, .. } => Piece::Words(text.clone()),
        Token::Code(code) => Piece::Code(code.clone()),
        Token::Link { text, url } => Piece::Link { text: text.clone(), url: url.clone() },
        Token::Break => Piece::Words(" ".to_owned()),
    });
    normal(&Text { pieces: pieces.collect() })
}

/// The text with each run of white space as one space, none at the ends, and no two pieces of a kind side by
/// side: what a reader of the rendered page can tell apart is kept, nothing else.
pub(crate) fn normal(text: &Text) -> Text {
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in &text.pieces {
        match (pieces.last_mut(), piece) {
            (Some(Piece::Words(before)), Piece::Words(words)) => before.push_str(words),
            (Some(Piece::Code(before)), Piece::Code(code)) => before.push_str(code),
            _ => pieces.push(piece.clone()),
        }
    }
    for piece in &mut pieces {
        if let Piece::Words(words) = piece {
            *words = one_space(words);
        }
    }
    if let Some(Piece::Words(first)) = pieces.first_mut() {
        *first = first.trim_start().to_owned();
    }
    if let Some(Piece::Words(last)) = pieces.last_mut() {
        *last = last.trim_end().to_owned();
    }
    pieces.retain(|piece| !matches!(piece, Piece::Words(words) if words.is_empty()));
    Text { pieces }
}

/// Runs of white space, also such as does not break, and of control characters as one space.
pub(crate) fn one_space(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let is_space = c.is_ascii_whitespace() || c.is_control() || c == '\u{a0}';
        let c = if is_space { ' ' } else { c };
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '−' | '－')
}

pub(crate) fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '﹕' | '︰' | '∶')
}

/// Pictures, arrows, bullets and what joins them: they come before words, and say nothing.
pub(crate) fn is_symbol(c: char) -> bool {
    matches!(c, '\u{200d}' | '\u{2022}' | '\u{20e3}' | '\u{2190}'..='\u{21ff}' | '\u{2300}'..='\u{2bff}')
        || matches!(c, '\u{fe0e}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}')
}

/// The text without its links: their words stay.
pub(crate) fn without_links(text: &Text) -> Text {
    let flat = text.pieces.iter().flat_map(|piece| match piece {
        Piece::Link { text, .. } => text.pieces.clone(),
        other => vec![other.clone()],
    });
    normal(&Text { pieces: flat.collect() })
}
