//! Text as HTML.

use openai_error_policy_build::{Piece, Text};

/// The text with its code spans and links, everything else escaped.
pub(crate) fn html(text: &Text) -> String {
    text.pieces.iter().map(piece).collect()
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Words(words) => escape(words),
        Piece::Code(code) => format!("<code>{}</code>", escape(code)),
        Piece::Link { text, url } => format!("<a href=\"{}\">{}</a>", escape(url), html(text)),
    }
}

/// Plain words as HTML, between tags and in quoted attributes.
pub(crate) fn escape(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}
