//! `explain`: what the table says about an error.

mod unlisted;

use std::io::Write;

use openai_error_policy::{ErrorKind, Row};
use openai_error_policy_build::{OFFICIAL_TABLE, Table};
use serde::Serialize;

use crate::args::ExplainArgs;
use crate::failure::{Failure, Outcome, Result};
use crate::output::{self, LABEL, TITLE};
use crate::retry_figures::RetryFigures;

pub(crate) fn explain(args: &ExplainArgs) -> Result {
    let table = Table::parse(OFFICIAL_TABLE).map_err(Failure::Table)?;
    let rows = match &args.error {
        None => ErrorKind::ALL.iter().map(|kind| kind.row()).collect(),
        Some(wanted) => find(wanted, &table),
    };
    if rows.is_empty() {
        return Err(Failure::Usage(unlisted::what_happens(
            args.error.as_deref().unwrap_or_default(),
            &table,
        )));
    }
    let explained: Vec<Explained> = rows.iter().map(|row| Explained::new(row, &table)).collect();
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
fn find(wanted: &str, table: &Table) -> Vec<&'static Row> {
    let is_wanted = |row: &&Row| {
        row.id == wanted
            || row.name == wanted
            || row.status.to_string() == wanted
            || codes(row, table).any(|code| code == wanted)
    };
    let by_id = ErrorKind::ALL.iter().map(|kind| kind.row()).find(|row| row.id == wanted);
    match by_id {
        Some(row) => vec![row],
        None => ErrorKind::ALL.iter().map(|kind| kind.row()).filter(is_wanted).collect(),
    }
}

fn codes<'t>(row: &Row, table: &'t Table) -> impl Iterator<Item = &'t str> {
    table.rows.iter().filter(|r| r.name.value == row.name).flat_map(crate::lookup::codes)
}

#[derive(Serialize)]
struct Explained {
    #[serde(skip)]
    row: &'static Row,
    id: &'static str,
    name: &'static str,
    status: u16,
    title: &'static str,
    cause: &'static str,
    solution: &'static str,
    links: Vec<Link>,
    remedy: &'static str,
    codes: Vec<String>,
    since: Option<&'static str>,
    retired: Option<&'static str>,
    retry: RetryFigures<'static>,
}

#[derive(Serialize)]
struct Link {
    text: &'static str,
    url: &'static str,
}

impl Explained {
    fn new(row: &'static Row, table: &Table) -> Self {
        Self {
            row,
            id: row.id,
            name: row.name,
            status: row.status,
            title: row.title,
            cause: row.cause,
            solution: row.solution_markdown,
            links: row.links.iter().map(|link| Link { text: link.text, url: link.url }).collect(),
            remedy: row.remedy.as_str(),
            codes: codes(row, table).map(str::to_owned).collect(),
            since: row.since,
            retired: row.retired,
            retry: RetryFigures::compiled(row.retry),
        }
    }

    fn print(&self, out: &mut impl Write) -> Result<()> {
        writeln!(out, "{TITLE}{} {}{TITLE:#}  {LABEL}{}{LABEL:#}", self.status, self.title, self.id)?;
        output::field(out, "cause", self.cause)?;
        output::field(out, "solution", self.row.solution)?;
        for link in &self.links {
            output::field(out, "link", &format!("{} <{}>", link.text, link.url))?;
        }
        if !self.codes.is_empty() {
            output::field(out, "codes", &self.codes.join(", "))?;
        }
        output::field(out, "remedy", self.remedy)?;
        output::field(out, "retry", &self.retry.sentence())?;
        if let Some(pacing) = self.retry.pacing_sentence() {
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
