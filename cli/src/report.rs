//! Differences for people: what was added, changed and dropped, old and new words side by side.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use openai_error_policy_build::{ErrorRow, Table};
use similar::{DiffTag, TextDiff};

use crate::docs::{Added, Change, Drift, Merge, Placed, likely_former_row};
use crate::output::{LABEL, TITLE};
use crate::page::Page;

const OLD: Style = AnsiColor::Red.on_default();
const NEW: Style = AnsiColor::Green.on_default();
const CHANGED: Style = AnsiColor::Yellow.on_default();

/// The drift report of `check`, row by row.
pub(crate) fn drift(
    out: &mut impl Write,
    drift: &Drift,
    table: &Table,
    page: &Page,
    shown: &str,
) -> io::Result<()> {
    let (added, changed, dropped) = (drift.added.len(), drift.changed.len(), drift.dropped.len());
    writeln!(
        out,
        "{TITLE}{shown} and {} differ{TITLE:#}: {added} added, {changed} changed, {dropped} dropped",
        page.name
    )?;
    for (index, added) in &drift.added {
        let placed = &page.rows[*index];
        let (former, known) = match added {
            Added::New => (likely_former_row(&placed.page, drift, table), String::new()),
            Added::Relisted(row) => (None, unlisted_note(&table.rows[*row])),
        };
        let (head, line) = (page_head(placed), placed.page.line);
        writeln!(out, "\n{NEW}+ added{NEW:#}    {head}  {LABEL}{}:{line}{known}{LABEL:#}", page.name)?;
        former.map_or(Ok(()), |former| print_retitled(out, former, ASK_DRIFT))?;
    }
    for changed in &drift.changed {
        let place = format!("{}:{}", page.name, page.rows[changed.page].page.line);
        let head = table_head(&table.rows[changed.row]);
        writeln!(out, "\n{CHANGED}~ changed{CHANGED:#}  {head}  {LABEL}{place}{LABEL:#}")?;
        changed.changes.iter().try_for_each(|change| print_change(out, change))?;
    }
    for row in &drift.dropped {
        writeln!(out, "\n{OLD}- dropped{OLD:#}  {}", table_head(&table.rows[*row]))?;
    }
    Ok(())
}

/// What to do where a new row is an old one under another title.
const ASK_DRIFT: &str = "then change its title in the table";
const ASK_MERGED: &str = "then give it the new title, take back its `retired`, and remove the new row";

/// The question whether a new row is an old one.
fn print_retitled(out: &mut impl Write, former: &ErrorRow, then: &str) -> io::Result<()> {
    let (name, title) = (&former.name.value, former.title.plain());
    writeln!(out, "  {CHANGED}retitled?{CHANGED:#}  likely {name}, \"{title}\"  {LABEL}{then}{LABEL:#}")
}

fn page_head(Placed { page, name, .. }: &Placed) -> String {
    format!("{TITLE}{} {}{TITLE:#}  {name}", page.status, page.title.plain())
}

fn table_head(row: &ErrorRow) -> String {
    format!("{TITLE}{} {}{TITLE:#}  {}", row.status, row.title.plain(), row.name.value)
}

/// Why a row that the table has counts as added.
fn unlisted_note(row: &ErrorRow) -> String {
    let retired = row.retired.as_ref().map(|month| format!(", in the table retired {}", month.value));
    let since = row.since.as_ref().map(|month| format!(", in the table since {}", month.value));
    retired.or(since).unwrap_or_default()
}

/// Old above new, the words that differ marked where there are colours.
fn print_change(out: &mut impl Write, change: &Change) -> io::Result<()> {
    let diff = TextDiff::from_words(change.old.as_str(), change.new.as_str());
    let paint = |words: String, is_same: bool, style: Style| {
        let style = if is_same { style } else { style.bold().underline() };
        if words.is_empty() { words } else { format!("{style}{words}{style:#}") }
    };
    let (mut old, mut new) = (String::new(), String::new());
    for op in diff.ops() {
        let is_same = op.tag() == DiffTag::Equal;
        old.push_str(&paint(diff.old_slices()[op.old_range()].concat(), is_same, OLD));
        new.push_str(&paint(diff.new_slices()[op.new_range()].concat(), is_same, NEW));
    }
    let key = change.field.key();
    writeln!(out, "  {LABEL}{key:<8}{LABEL:#}  {OLD}- {OLD:#}{old}")?;
    writeln!(out, "  {:<8}  {NEW}+ {NEW:#}{new}", "")
}

/// What `import --into` did, and what it left to do.
pub(crate) fn merged(out: &mut impl Write, merge: &Merge<'_>, result: &Table, shown: &str) -> io::Result<()> {
    let drift = merge.drift;
    for (index, added) in &drift.added {
        let placed = &merge.rows[*index];
        let head = page_head(placed);
        match added {
            Added::New => {
                let row = result.rows.iter().find(|row| row.name.value == placed.name);
                let proposal = row.map_or(String::new(), |row| {
                    format!("remedy {}, retry {}", row.remedy.value.name(), row.retry.value)
                });
                writeln!(out, "{NEW}+ added{NEW:#}    {head}  {LABEL}please confirm: {proposal}{LABEL:#}")?;
                let former = likely_former_row(&placed.page, drift, merge.table);
                former.map_or(Ok(()), |former| print_retitled(out, former, ASK_MERGED))?;
            }
            Added::Relisted(_) => {
                writeln!(out, "{NEW}+ listed{NEW:#}   {head}  {LABEL}in {}{LABEL:#}", merge.month)?;
            }
        }
    }
    let verb = if merge.update { "updated" } else { "differs" };
    for changed in &drift.changed {
        let keys: Vec<&str> = changed.changes.iter().map(|change| change.field.key()).collect();
        let head = table_head(&merge.table.rows[changed.row]);
        writeln!(out, "{CHANGED}~ {verb}{CHANGED:#}  {head}  {LABEL}{}{LABEL:#}", keys.join(", "))?;
    }
    for row in &drift.dropped {
        let head = table_head(&merge.table.rows[*row]);
        writeln!(out, "{OLD}- retired{OLD:#}  {head}  {LABEL}{}{LABEL:#}", merge.month)?;
    }
    if !merge.update && !drift.changed.is_empty() {
        writeln!(out, "Rows that differ stay as they are; `--update` makes them follow the page.")?;
    }
    if drift.is_empty() {
        writeln!(out, "in step: {shown} and {}", merge.page)?;
    }
    Ok(())
}
