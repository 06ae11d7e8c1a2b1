//! `explain`: what the table says about an error.

mod unlisted;

use std::io::Write;

use openai_error_policy_build::{ErrorRow, Table};
use serde::Serialize;

use crate::args::ExplainArgs;
use crate::failure::{Failure, Outcome, Result};
use crate::output::{self, LABEL, TITLE};
use crate::recognise::codes;
use crate::render::{Link, links};
use crate::retry_figures::RetryFigures;
use crate::table;

pub(crate) fn explain(args: &ExplainArgs) -> Result {
    let table = table::official()?;
    let rows = match &args.error {
        None => table.rows.iter().collect(),
        Some(wanted) => find(wanted, &table),
    };
    if rows.is_empty() {
        let wanted = args.error.as_deref().unwrap_or_default();
        return Err(Failure::Usage(unlisted::what_happens(wanted, &table)));
    }
    let explained: Vec<Explained<'_>> = rows.iter().map(|row| Explained::new(row, &table)).collect();
    if args.json {
        return output::json(&explained);
    }
    let mut out = output::stdout();
    for (index, row) in explained.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        row.print(&mut out)?;
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

/// The rows of an id, a variant's name, a status, or a code that one of the row's matchers has.
fn find<'t>(wanted: &str, table: &'t Table) -> Vec<&'t ErrorRow> {
    let is_wanted = |row: &&ErrorRow| {
        row.name.value == wanted || row.status.to_string() == wanted || codes(row).any(|code| code == wanted)
    };
    match table.rows.iter().find(|row| row.id == wanted) {
        Some(row) => vec![row],
        None => table.rows.iter().filter(is_wanted).collect(),
    }
}

#[derive(Serialize)]
struct Explained<'t> {
    #[serde(skip)]
    row: &'t ErrorRow,
    id: &'t str,
    name: &'t str,
    status: u16,
    title: String,
    cause: String,
    solution: String,
    links: Vec<Link<'t>>,
    remedy: &'static str,
    codes: Vec<&'t str>,
    since: Option<&'t str>,
    retired: Option<&'t str>,
    retry: Option<RetryFigures<'t>>,
}

impl<'t> Explained<'t> {
    fn new(row: &'t ErrorRow, table: &'t Table) -> Self {
        Self {
            row,
            id: &row.id,
            name: &row.name.value,
            status: row.status,
            title: row.title.plain(),
            cause: row.cause.plain(),
            solution: row.solution.markdown(),
            links: links(row),
            remedy: row.remedy.value.name(),
            codes: codes(row).collect(),
            since: row.since.as_ref().map(|month| month.value.as_str()),
            retired: row.retired.as_ref().map(|month| month.value.as_str()),
            retry: table.policy(&row.retry.value).map(RetryFigures::of),
        }
    }

    fn print(&self, out: &mut impl Write) -> Result<()> {
        writeln!(out, "{TITLE}{} {}{TITLE:#}  {LABEL}{}{LABEL:#}", self.status, self.title, self.id)?;
        output::field(out, "cause", &self.cause)?;
        output::field(out, "solution", &self.row.solution.plain())?;
        for link in &self.links {
            output::field(out, "link", &format!("{} <{}>", link.text, link.url))?;
        }
        if !self.codes.is_empty() {
            output::field(out, "codes", &self.codes.join(", "))?;
        }
        output::field(out, "remedy", self.remedy)?;
        if let Some(retry) = &self.retry {
            output::field(out, "retry", &retry.sentence())?;
        }
        if let Some(pacing) = self.retry.as_ref().and_then(RetryFigures::pacing_sentence) {
            output::field(out, "then", &pacing)?;
        }
        if let Some(since) = self.since {
            output::field(out, "since", since)?;
        }
        if let Some(retired) = self.retired {
            output::field(out, "retired", &format!("{retired}: no longer on the page, still recognised"))?;
        }
        Ok(())
    }
}
