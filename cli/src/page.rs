//! A docs page, read for a command.

use std::fmt;
use std::io::Write;
use std::path::Path;

use openai_error_policy_build::{ErrorRow, Table};

use crate::docs::{self, Identity, Links, PageRow};
use crate::failure::{Failure, Result};
use crate::{file, output};

/// The rows of a page, and what they are to a table.
pub(crate) struct Page {
    /// The file's name without its folders.
    pub(crate) name: String,
    pub(crate) rows: Vec<PageRow>,
    pub(crate) identities: Vec<Identity>,
    /// A name for each row: the table's, or a proposal.
    pub(crate) names: Vec<String>,
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
            warn(format_args!("{shown}:{problem}; the row is left out"));
        }
        let (rows, is_whole) = (reading.rows, reading.skipped.is_empty());
        let identities = docs::identify(&rows, table);
        let names = docs::propose_names(&rows, table, &identities, beside);
        let name = path.file_name().filter(|_| !is_input);
        let name = name.map_or(shown, |name| name.to_string_lossy().into_owned());
        Ok(Self { name, rows, identities, names, is_whole })
    }
}

/// Tells of what is no mistake. Standard error may be closed; then there is nobody left to tell.
pub(crate) fn warn(what: fmt::Arguments<'_>) {
    let _ = writeln!(anstream::stderr(), "warning: {}", output::lines(&what.to_string()));
}

fn table_for_page(shown: &str) -> Failure {
    Failure::Usage(format!(
        "{shown} is an error table, and a docs page is expected here; \
         `openai-errors check --table FILE` checks a table"
    ))
}
