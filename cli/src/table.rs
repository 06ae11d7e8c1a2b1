//! The table a command works on.

use std::path::Path;

use openai_error_policy_build::{Diagnostics, OFFICIAL_TABLE, Table};

use crate::args::TableArgs;
use crate::failure::{Failure, Result};
use crate::file;

/// The official table, or one of the user's own.
pub(crate) fn chosen(args: &TableArgs) -> Result<Table> {
    match &args.file {
        None => official(),
        Some(path) if args.extend_official => on_top_of_official(path),
        Some(path) => in_file(path),
    }
}

pub(crate) fn in_file(path: &Path) -> Result<Table> {
    Table::parse_bytes(&file::read(path)?).map_err(problems_of(path))
}

pub(crate) fn official() -> Result<Table> {
    Table::parse(OFFICIAL_TABLE).map_err(Failure::Table)
}

fn on_top_of_official(path: &Path) -> Result<Table> {
    let bytes = file::read(path)?;
    match std::str::from_utf8(&bytes) {
        Ok(text) => Table::parse_over(text, official()?).map_err(problems_of(path)),
        // Says where the bytes are wrong.
        Err(_) => Table::parse_bytes(&bytes).map_err(problems_of(path)),
    }
}

fn problems_of(path: &Path) -> impl FnOnce(Diagnostics) -> Failure + '_ {
    |problems| Failure::Table(problems.with_file(path.to_string_lossy()))
}
