//! A docs page, read for a command.

use std::path::Path;

use openai_error_policy_build::{ErrorRow, Table};

use crate::docs::{self, Links, Placed};
use crate::failure::{Failure, Result};
use crate::{file, output};

/// The rows of a page, and what they are to a table.
pub(crate) struct Page {
    /// The file's name without its folders.
    pub(crate) name: String,
    pub(crate) rows: Vec<Placed>,
    /// Whether no row was left out.
    pub(crate) is_whole: bool,
}

impl Page {
    /// Reads the page; no new name is one of the rows `beside`.
    pub(crate) fn read(path: &Path, table: &Table, beside: &[ErrorRow]) -> Result<Self> {
        let is_input = path == Path::new("-");
        let shown = if is_input { "standard input".to_owned() } else { path.display().to_string() };
        let bytes = file::read(path)?;
        let links = Links::relative_to(table.page.embed.as_deref());
        let reading = docs::read(path, &bytes, &links).map_err(|problems| {
            if docs::is_error_table(path, &bytes) {
                table_for_page(&shown)
            } else {
                Failure::Page(shown.clone(), problems)
            }
        })?;
        for problem in &reading.skipped {
            output::tell(&format!("warning: {shown}:{problem}; the row is left out"));
        }
        let is_whole = reading.skipped.is_empty();
        let rows = docs::place(reading.rows, table, beside);
        for note in docs::notes(&rows) {
            output::tell(&format!("warning: {shown}:{note}"));
        }
        let name = path.file_name().filter(|_| !is_input);
        let name = name.map_or(shown, |name| name.to_string_lossy().into_owned());
        Ok(Self { name, rows, is_whole })
    }
}

fn table_for_page(shown: &str) -> Failure {
    Failure::Usage(format!(
        "{shown} is an error table, and a docs page is expected here; \
         `openai-errors check --table FILE` checks a table"
    ))
}
