//! `generate`: the Rust code of a table, for those who check it in.

use std::path::Path;

use openai_error_policy_build::{OFFICIAL_TABLE, Table, emit};

use crate::args::GenerateArgs;
use crate::failure::{Failure, Result};
use crate::file;

pub(crate) fn generate(args: &GenerateArgs) -> Result {
    let table = read_table(args.table.as_deref())?;
    file::write(args.output.as_deref(), &emit::rust(&table, "::openai_error_policy"))
}

/// The table in `path`, or the official one.
pub(crate) fn read_table(path: Option<&Path>) -> Result<Table> {
    let Some(path) = path else {
        return Table::parse(OFFICIAL_TABLE).map_err(Failure::Table);
    };
    Table::parse_bytes(&file::read(path)?)
        .map_err(|problems| Failure::Table(problems.with_file(path.to_string_lossy())))
}
