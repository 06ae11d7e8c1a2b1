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
        Some(path) => in_file(path, args.extend_official),
    }
}

pub(crate) fn in_file(path: &Path, on_top_of_official: bool) -> Result<Table> {
    let bytes = file::read(path)?;
    let table = if on_top_of_official { Table::parse_over(bytes, official()?) } else { Table::parse(bytes) };
    table.map_err(problems_of(path))
}

pub(crate) fn official() -> Result<Table> {
    Table::parse(OFFICIAL_TABLE).map_err(Failure::Table)
}

fn problems_of(path: &Path) -> impl FnOnce(Diagnostics) -> Failure + '_ {
    |problems| Failure::Table(problems.with_file(path.to_string_lossy()))
}
