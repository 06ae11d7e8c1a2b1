//! `check`: is the table right, and in step with its page?

use std::io::Write;

use crate::args::CheckArgs;
use crate::docs::Drift;
use crate::failure::{Outcome, Result};
use crate::output::{self, GOOD};
use crate::page::Page;
use crate::{report, table};

pub(crate) fn check(args: &CheckArgs) -> Result {
    let table = table::chosen(&args.table)?;
    let shown =
        args.table.file.as_ref().map_or("the official table".to_owned(), |path| path.display().to_string());
    let edition = args.edition.as_deref();
    let mut out = output::stdout();
    let Some(path) = &args.page else {
        let count = table.rows.iter().filter(|row| row.is_listed(edition)).count();
        writeln!(out, "{GOOD}fine{GOOD:#}: {shown}, {count} rows listed")?;
        out.flush()?;
        return Ok(Outcome::Fine);
    };
    let page = Page::read(path, &table, &table.rows)?;
    let drift = Drift::between(&page.rows, &table, edition);
    let (name, count) = (&page.name, page.rows.len());
    match (drift.is_empty(), page.is_whole) {
        (true, true) => writeln!(out, "{GOOD}in step{GOOD:#}: {shown} and {name}, {count} rows")?,
        (true, false) => writeln!(out, "not known to be in step: {shown} and {name}, rows were left out")?,
        (false, is_whole) => {
            report::drift(&mut out, &drift, &table, &page, &shown)?;
            if !is_whole && !drift.dropped.is_empty() {
                writeln!(out, "Rows of {name} were left out; a row that seems dropped may be one of them.")?;
            }
        }
    }
    out.flush()?;
    Ok(if drift.is_empty() && page.is_whole { Outcome::Fine } else { Outcome::Finding })
}
