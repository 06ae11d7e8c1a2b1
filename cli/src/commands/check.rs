//! `check`: is the table right, and in step with its page?

use std::io::Write;

use super::page::Page;
use super::table;
use crate::args::CheckArgs;
use crate::docs::Drift;
use crate::failure::{Outcome, Result};
use crate::output::{self, GOOD};
use crate::report;

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
    let page = Page::read(path, &table)?;
    let drift = Drift::between(&page.rows, &table, &page.identities, edition);
    if drift.is_empty() {
        writeln!(out, "{GOOD}in step{GOOD:#}: {shown} and {}, {} rows", page.name, page.rows.len())?;
    } else {
        report::drift(&mut out, &drift, &table, &page, &shown)?;
    }
    out.flush()?;
    Ok(if drift.is_empty() { Outcome::Fine } else { Outcome::Finding })
}
