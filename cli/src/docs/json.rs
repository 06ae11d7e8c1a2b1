//! Rows from what `render --format json` writes.

use openai_error_policy_build::Text;
use serde::Deserialize;

use super::{PageRow, Problem};

#[derive(Deserialize)]
struct Row {
    status: u16,
    title: String,
    cause: String,
    solution: String,
}

/// Reads the rows; their line is that of the whole value, for JSON is no page.
pub(crate) fn rows(text: &str) -> Result<Vec<PageRow>, Vec<Problem>> {
    let rows: Vec<Row> = serde_json::from_str(text)
        .map_err(|error| vec![Problem::new(error.line(), format!("no list of rows: {error}"))])?;
    rows.into_iter()
        .enumerate()
        .map(|(i, row)| page_row(i + 1, &row).map_err(|problem| vec![problem]))
        .collect()
}

fn page_row(number: usize, row: &Row) -> Result<PageRow, Problem> {
    let text = |key: &str, markdown: &str| {
        let unreadable = |error| Problem::new(1, format!("row {number}, `{key}`: {error}"));
        Text::parse(markdown).map_err(unreadable)
    };
    Ok(PageRow {
        line: 1,
        status: row.status,
        title: text("title", &row.title)?,
        cause: text("cause", &row.cause)?,
        solution: text("solution", &row.solution)?,
        code: None,
        kind: None,
    })
}
