//! `import`: the rows of a docs page, shown or brought into a table.

use std::io::Write;
use std::path::Path;

use openai_error_policy_build::Table;
use serde::Serialize;
use similar::TextDiff;

use crate::args::ImportArgs;
use crate::docs::{self, Drift, Merge, Placed};
use crate::failure::{Failure, Outcome, Result};
use crate::output::{self, LABEL, TITLE};
use crate::page::Page;
use crate::{file, report, table};

pub(crate) fn import(args: &ImportArgs) -> Result {
    if let Some(into) = &args.into {
        return bring_into(into, args);
    }
    let page = Page::read(&args.page, &table::official()?, &[])?;
    if args.json {
        let rows: Vec<Row<'_>> = page.rows.iter().map(Row::new).collect();
        output::json(&rows)?;
    } else {
        print(&page)?;
    }
    Ok(if page.is_whole { Outcome::Fine } else { Outcome::Finding })
}

/// A row as the contract has it; texts are Markdown.
#[derive(Serialize)]
struct Row<'p> {
    status: u16,
    title: String,
    cause: String,
    solution: String,
    code: Option<&'p str>,
    #[serde(rename = "type")]
    kind: Option<&'p str>,
    name: &'p str,
}

impl<'p> Row<'p> {
    fn new(Placed { page: row, name, .. }: &'p Placed) -> Self {
        Self {
            status: row.status,
            title: row.title.markdown(),
            cause: row.cause.markdown(),
            solution: row.solution.markdown(),
            code: row.code.as_deref(),
            kind: row.kind.as_deref(),
            name,
        }
    }
}

fn print(page: &Page) -> Result<()> {
    let mut out = output::stdout();
    for (index, Placed { page: row, name, .. }) in page.rows.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{TITLE}{} {}{TITLE:#}  {LABEL}{name}{LABEL:#}", row.status, row.title.plain())?;
        let optional = |label, value: &Option<String>| value.clone().map(|value| (label, value));
        let facts = [
            optional("type", &row.kind),
            optional("code", &row.code),
            Some(("cause", row.cause.markdown())),
            Some(("solution", row.solution.markdown())),
        ];
        for (label, text) in facts.into_iter().flatten() {
            output::field(&mut out, label, &text)?;
        }
    }
    out.flush()?;
    Ok(())
}

fn bring_into(path: &Path, args: &ImportArgs) -> Result {
    if path == Path::new("-") {
        return Err(Failure::Usage("`--into` needs a file to change, not standard input".to_owned()));
    }
    let shown = path.to_string_lossy().into_owned();
    let bytes = file::read(path)?;
    let table = Table::parse(&bytes).map_err(|problems| Failure::Table(problems.with_file(&shown)))?;
    let page = Page::read(&args.page, &table, &table.rows)?;
    if !page.is_whole {
        let name = &page.name;
        return Err(Failure::Usage(format!(
            "{name}: nothing is written, since rows of it could not be read"
        )));
    }
    let month = args.edition.clone().unwrap_or_else(this_month);
    let mut drift = Drift::between(&page.rows, &table, Some(&month));
    // When a row ceased to be listed is known already.
    drift.dropped.retain(|row| table.rows[*row].retired.is_none());
    let merge = Merge {
        table: &table,
        rows: &page.rows,
        drift: &drift,
        page: &page.name,
        month: &month,
        update: args.update,
    };
    // Checked: a table that parses is UTF-8.
    let text = String::from_utf8_lossy(&bytes);
    let merged = docs::merge(&text, &merge).map_err(|reason| Failure::Usage(format!("{shown}: {reason}")))?;
    let result = Table::parse(&merged).map_err(|problems| Failure::Merge(shown.clone(), problems))?;
    if merged != text {
        file::write(Some(path), &as_written(&text, &merged))?;
    }
    tell_if_foreign(&page, &drift, &shown);
    let mut out = output::stdout();
    report::merged(&mut out, &merge, &result, &shown)?;
    out.flush()?;
    Ok(Outcome::Fine)
}

/// Warns where more rows are retired than the page has of the table: it may be the page of something else, or in another
/// language.
fn tell_if_foreign(page: &Page, drift: &Drift, shown: &str) {
    let known = page.rows.iter().filter(|placed| placed.row.is_some()).count();
    let retired = drift.dropped.len();
    if retired > known.max(2) {
        let name = &page.name;
        output::tell(&format!(
            "warning: {name}: only {known} of its rows are in {shown}, and {retired} rows are retired there; \
             is it the right page?"
        ));
    }
}

/// The new text with the byte order mark of the old one, and the end that each line had; a new line ends as
/// the one above.
fn as_written(old: &str, new: &str) -> String {
    let mark = if old.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let old = old.trim_start_matches('\u{feff}');
    if !old.contains("\r\n") {
        return format!("{mark}{new}");
    }
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let unix: Vec<String> = old.iter().map(|line| line.replace("\r\n", "\n")).collect();
    let unix: Vec<&str> = unix.iter().map(String::as_str).collect();
    let lines: Vec<&str> = new.split_inclusive('\n').collect();
    let mut out = mark.to_owned();
    let mut is_windows = old.first().is_some_and(|line| line.ends_with("\r\n"));
    for change in TextDiff::from_slices(&unix, &lines).iter_all_changes() {
        let Some(at) = change.new_index() else { continue };
        if let Some(same) = change.old_index().filter(|_| lines[at].ends_with('\n')) {
            is_windows = old[same].ends_with("\r\n");
        }
        let end = if is_windows { "\r\n" } else { "\n" };
        out.push_str(&lines[at].replace('\n', end));
    }
    out
}

/// `YYYY-MM`, by universal time.
fn this_month() -> String {
    jiff::Timestamp::now().strftime("%Y-%m").to_string()
}
