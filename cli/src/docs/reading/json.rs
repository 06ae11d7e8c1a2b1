//! Rows from what `render --format json` and `import --json` write.

use openai_error_policy_build::Text;
use serde::Deserialize;

use super::cell::{normal, without_links};
use super::rows::is_code;
use super::{PageRow, Problem};

#[derive(Deserialize)]
struct Row {
    status: u16,
    title: String,
    cause: String,
    solution: String,
    /// Of `import --json` alone, and the type too.
    code: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

/// Reads the rows; their line is that of the whole value, because JSON is not read by lines.
pub(crate) fn rows(text: &str) -> Result<Vec<PageRow>, Vec<Problem>> {
    let rows: Vec<Row> = serde_json::from_str(text)
        .map_err(|error| vec![Problem::new(error.line(), format!("not a list of rows: {error}"))])?;
    if rows.is_empty() {
        return Err(vec![Problem::new(1, "the list has no rows")]);
    }
    rows.into_iter()
        .enumerate()
        .map(|(i, row)| page_row(i + 1, &row).map_err(|problem| vec![problem]))
        .collect()
}

fn page_row(number: usize, row: &Row) -> Result<PageRow, Problem> {
    let text = |key: &str, markdown: &str| {
        let unreadable = |error| Problem::new(1, format!("row {number}, `{key}`: {error}"));
        let text = normal(&Text::parse(markdown).map_err(unreadable)?);
        if text.pieces.is_empty() {
            return Err(Problem::new(1, format!("row {number}: `{key}` is empty")));
        }
        Ok(text)
    };
    if !(100..=599).contains(&row.status) {
        let message = format!("row {number}: `status` is {}, expected a number from 100 to 599", row.status);
        return Err(Problem::new(1, message));
    }
    Ok(PageRow {
        line: 1,
        status: row.status,
        further_statuses: Vec::new(),
        title: without_links(&text("title", &row.title)?),
        cause: text("cause", &row.cause)?,
        solution: text("solution", &row.solution)?,
        code: row.code.clone().filter(|code| is_code(code, row.status)),
        kind: row.kind.clone(),
    })
}
