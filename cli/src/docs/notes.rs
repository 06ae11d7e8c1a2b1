//! What a page says that a table cannot hold as it is: its rows are read, but people should know.

use super::{PageRow, Placed, Problem, title_key};

/// Notes about the rows of a page, in their order.
pub(crate) fn notes(rows: &[Placed]) -> Vec<Problem> {
    let of_row = |at: usize| {
        let statuses = further_statuses(&rows[at].page);
        statuses.into_iter().chain(repeated(&rows[at], &rows[..at]))
    };
    (0..rows.len()).flat_map(of_row).collect()
}

fn further_statuses(row: &PageRow) -> Option<Problem> {
    let further: Vec<String> = row.further_statuses.iter().map(u16::to_string).collect();
    let (title, status) = (row.title.plain(), row.status);
    let message =
        format!("`{title}` has several statuses; only {status} is kept, not {}", further.join(", "));
    (!further.is_empty()).then(|| Problem::new(row.line, message))
}

/// A new row that is told apart from one `before` it by its texts alone.
fn repeated(row: &Placed, before: &[Placed]) -> Option<Problem> {
    let fact = |row: &PageRow| (row.status, title_key(&row.title), row.code.clone());
    let (line, own) = (row.page.line, fact(&row.page));
    let first = before.iter().filter(|_| row.row.is_none()).find(|other| fact(&other.page) == own)?;
    let (status, title, first) = (row.page.status, row.page.title.plain(), first.page.line);
    let message = format!(
        "`{status} {title}` is there twice (first on line {first}) with different texts; both are kept"
    );
    Some(Problem::new(line, message))
}
