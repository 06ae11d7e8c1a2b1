//! The page as GitBook exports it: Markdown around a table in one line of HTML.

use openai_error_policy_build::{ErrorRow, Table};

use super::inline::{escape, html};
use super::listed;

const COLUMNS: usize = 3;

pub(crate) fn page(table: &Table, edition: Option<&str>) -> String {
    let page = &table.page;
    let mut out = String::new();
    if !page.title.pieces.is_empty() {
        out.push_str(&format!("# {}\n\n", page.title.markdown()));
    }
    if let Some(embed) = &page.embed {
        out.push_str(&format!("{{% embed url=\"<{embed}>\" %}}\n\n"));
    }
    out.push_str("<table><thead><tr>");
    for column in 0..COLUMNS {
        let width = page.column_widths.get(column);
        let width = width.map_or(String::new(), |width| format!(" width=\"{}\"", escape(width)));
        let head = if column == 0 { html(&page.heading) } else { String::new() };
        out.push_str(&format!("<th{width} valign=\"top\">{head}</th>"));
    }
    out.push_str("</tr></thead><tbody>");
    listed(table, edition).for_each(|row| out.push_str(&line(row)));
    out.push_str("</tbody></table>\n");
    out
}

fn line(row: &ErrorRow) -> String {
    format!(
        "<tr><td valign=\"top\"><strong>{}</strong></td><td valign=\"top\">{}</td><td valign=\"top\">\
         <strong>Cause:</strong> {}<br><strong>Solution:</strong> {}</td></tr>",
        row.status,
        html(&row.title),
        html(&row.cause),
        html(&row.solution),
    )
}
