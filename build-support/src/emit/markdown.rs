//! The docs page in the official Markdown form: `Code | Overview`.

use crate::strings::{find, replaced};
use crate::table::{ErrorRow, Table};
use crate::text::{Piece, Text, is_entity, push_code, push_escaped};

/// Emits a page: a heading and the table of the rows that the page of `edition` (`YYYY-MM`) lists; without one, of
/// those that are not retired.
pub fn markdown(table: &Table, edition: Option<&str>) -> String {
    let mut out = String::new();
    if !table.page.title.pieces.is_empty() {
        out.push_str(&format!("## {}\n\n", table.page.title.markdown()));
    }
    out.push_str("| Code | Overview |\n| --- | --- |\n");
    for row in &table.rows {
        if row.is_listed(edition) {
            out.push_str(&line(row));
        }
    }
    out
}

fn line(row: &ErrorRow) -> String {
    format!(
        "| {} - {} | **Cause:** {} <br /> **Solution:** {} |\n",
        row.status,
        cell(&row.title),
        cell(&row.cause),
        cell(&row.solution),
    )
}

/// The text inside a cell, where a pipe would end it and an address is read for entities.
fn cell(text: &Text) -> String {
    let mut out = String::new();
    let mut is_after_link = false;
    for piece in &text.pieces {
        match piece {
            Piece::Words(words) => {
                // Some Markdown flavours take braces after a link for its attributes.
                if is_after_link && words.starts_with('{') {
                    out.push('\\');
                }
                let mut escaped = String::new();
                push_escaped(&mut escaped, words);
                out.push_str(&replaced(&escaped, "|", "\\|"));
            }
            Piece::Code(code) => push_cell_code(&mut out, code),
            Piece::Link { text, url } => {
                out.push_str(&format!("[{}]({})", cell(text), cell_address(url)));
            }
        }
        is_after_link = matches!(piece, Piece::Link { .. });
    }
    out
}

fn cell_address(url: &str) -> String {
    let mut out = String::new();
    for (at, c) in url.char_indices() {
        match c {
            '&' if is_entity(&url[at + 1..]) => out.push_str("&amp;"),
            '|' => out.push_str("\\|"),
            c => out.push(c),
        }
    }
    out
}

/// A pipe ends a cell even inside a code span, so it is escaped; after a backslash only HTML can hold it.
fn push_cell_code(out: &mut String, code: &str) {
    if find(code, 0, "\\|").is_none() {
        let mut span = String::new();
        push_code(&mut span, code);
        out.push_str(&replaced(&span, "|", "\\|"));
        return;
    }
    let mut escaped = String::new();
    push_escaped(&mut escaped, code);
    let escaped = replaced(&replaced(&escaped, "\\\\", "&#92;"), "|", "&#124;");
    out.push_str(&format!("<code>{escaped}</code>"));
}
