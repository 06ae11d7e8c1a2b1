//! The docs page of a table, one module a format.

mod gitbook;
mod html;
mod inline;
mod json;
mod json_schema;

use openai_error_policy_build::{ErrorRow, Table, emit};

use crate::args::Format;
pub(crate) use inline::escape;
pub(crate) use json::{Link, links};

/// The page with the rows that `edition` (`YYYY-MM`) lists, or today's; it ends with one line break.
pub(crate) fn render(table: &Table, format: Format, edition: Option<&str>) -> serde_json::Result<String> {
    Ok(match format {
        Format::Gitbook => gitbook::page(table, edition),
        Format::Markdown => emit::markdown(table, edition),
        Format::Html => html::page(table, edition),
        Format::Json => json::rows(table, edition)?,
        Format::JsonSchema => json_schema::schema()?,
    })
}

fn listed<'t>(table: &'t Table, edition: Option<&str>) -> impl Iterator<Item = &'t ErrorRow> {
    table.rows.iter().filter(move |row| row.is_listed(edition))
}
