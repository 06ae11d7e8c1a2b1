//! The page reader for the fuzz targets, which are in a crate of their own. Not a part of the public API.

use std::path::Path;

use openai_error_policy_build::Table;

pub use crate::docs::PageRow;
use crate::docs::{self, Drift, Links, Merge, Placed};

/// The rows of a page, or why it is refused, each reason with its line.
///
/// # Errors
/// A page without readable rows.
pub fn read(name: &str, page: &[u8], table: &Table) -> Result<Vec<PageRow>, Vec<(usize, String)>> {
    let links = Links::relative_to(table.page.embed.as_deref());
    let reading = docs::read(Path::new(name), page, &links);
    reading
        .map(|reading| reading.rows)
        .map_err(|problems| problems.into_iter().map(|problem| (problem.line, problem.message)).collect())
}

/// What differs between the rows and the table; `None` when they are in step.
pub fn drift(rows: &[PageRow], table: &Table) -> Option<String> {
    let (_, drift) = compare(rows, table);
    (!drift.is_empty()).then(|| format!("{drift:?}"))
}

/// The text of the table with the rows brought in.
///
/// # Errors
/// A text whose rows are not written as `[[error]]`.
pub fn merge(text: &str, table: &Table, rows: &[PageRow], month: &str) -> Result<String, String> {
    let (rows, drift) = compare(rows, table);
    docs::merge(text, &Merge { table, rows: &rows, drift: &drift, page: "page", month, update: true })
}

fn compare(rows: &[PageRow], table: &Table) -> (Vec<Placed>, Drift) {
    let rows = docs::place(rows.to_vec(), table, &table.rows);
    let drift = Drift::between(&rows, table, None);
    (rows, drift)
}
