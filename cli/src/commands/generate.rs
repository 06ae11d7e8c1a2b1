//! `generate`: the Rust code of a table, for those who check it in.

use std::fs;
use std::io::Write;
use std::path::Path;

use openai_error_policy_build::{OFFICIAL_TABLE, Table, emit};

use crate::args::GenerateArgs;
use crate::failure::{Failure, Outcome, Result};
use crate::output;

pub(crate) fn generate(args: &GenerateArgs) -> Result {
    let table = read_table(args.table.as_deref())?;
    write(args.output.as_deref(), &emit::rust(&table, "::openai_error_policy"))
}

/// The table in `path`, or the official one.
pub(crate) fn read_table(path: Option<&Path>) -> Result<Table> {
    let Some(path) = path else {
        return Table::parse(OFFICIAL_TABLE).map_err(Failure::Table);
    };
    let bytes = fs::read(path).map_err(Failure::read(path))?;
    Table::parse_bytes(&bytes).map_err(|problems| Failure::Table(problems.with_file(path.to_string_lossy())))
}

/// Writes to the file, whole or not at all, or to standard output.
pub(crate) fn write(path: Option<&Path>, text: &str) -> Result {
    let Some(path) = path else {
        let mut out = output::stdout();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        return Ok(Outcome::Fine);
    };
    let beside = path.with_extension("tmp");
    let written = fs::write(&beside, text).and_then(|()| fs::rename(&beside, path));
    written.map_err(|error| Failure::Write(path.to_owned(), error))?;
    Ok(Outcome::Fine)
}
