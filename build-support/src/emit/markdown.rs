//! The docs page in the official Markdown form: `Code | Overview`.

use crate::table::{ErrorRow, Table};
use crate::text::Text;

/// Emits the page of today: a heading and the table of the rows that are not retired.
pub fn markdown(table: &Table) -> String {
    let mut out = String::new();
    if !table.page.title.pieces.is_empty() {
        out.push_str(&format!("## {}\n\n", table.page.title.markdown()));
    }
    out.push_str("| Code | Overview |\n| --- | --- |\n");
    for row in table.rows.iter().filter(|row| row.is_listed(None)) {
        out.push_str(&line(row));
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

/// A pipe ends a cell even inside a code span, so it is escaped everywhere.
fn cell(text: &Text) -> String {
    text.markdown().replace('|', "\\|")
}
