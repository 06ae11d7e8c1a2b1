//! Brings a page's rows into the text of a table; everything a person wrote there stays as it is.

use openai_error_policy_build::Table;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Value};

use super::drift::{Changed, Drift, Field};
use super::identity::{Identity, codes};
use super::matchers::{add_matcher, raw, take_matcher};
use super::{PageRow, proposal};

/// What is to be merged, and how.
#[derive(Debug)]
pub(crate) struct Merge<'a> {
    pub(crate) table: &'a Table,
    pub(crate) rows: &'a [PageRow],
    pub(crate) identities: &'a [Identity],
    /// A name for each row of the page.
    pub(crate) names: &'a [String],
    pub(crate) drift: &'a Drift,
    /// The page's name, for the comment on a new row.
    pub(crate) page: &'a str,
    /// When new rows began and dropped ones ceased to be listed, `YYYY-MM`.
    pub(crate) month: &'a str,
    /// Whether texts and statuses of rows that are there follow the page.
    pub(crate) update: bool,
}

/// The table's text after the merge; `text` is what `merge.table` was read from.
///
/// # Errors
/// A text whose rows are not written as `[[error]]`.
pub(crate) fn merge(text: &str, merge: &Merge<'_>) -> Result<String, String> {
    let unix = text.replace("\r\n", "\n");
    let mut document: DocumentMut = unix.parse().map_err(|error| format!("{error}"))?;
    let comments = take_matchers(&mut document, merge);
    let rows = document.get_mut("error").and_then(Item::as_array_of_tables_mut);
    let rows = rows.ok_or("the rows must be written as `[[error]]` each, so that others can be added")?;
    // By index: before new rows shift them.
    for row in merge.drift.dropped.iter().copied() {
        set(rows, row, "retired", Value::from(merge.month));
    }
    for row in merge.drift.added.iter().filter_map(|(_, row)| *row) {
        rows.get_mut(row).and_then(|table| table.remove("retired"));
    }
    if merge.update {
        merge.drift.changed.iter().for_each(|changed| update(rows, merge, changed));
        for (page, row) in merge.drift.added.iter().filter_map(|(page, row)| row.map(|row| (*page, row))) {
            let changes = super::drift::changes(&merge.rows[page], merge.table, row);
            update(rows, merge, &Changed { row, page, changes });
        }
    }
    add_rows(rows, merge, &comments)?;
    let merged = document.to_string();
    Ok(if text.contains("\r\n") { merged.replace('\n', "\r\n") } else { merged })
}

/// Sets a key and keeps the comments around its value.
fn set(rows: &mut ArrayOfTables, row: usize, key: &str, mut value: Value) {
    let Some(table) = rows.get_mut(row) else { return };
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *value.decor_mut() = old.decor().clone();
            *old = value;
        }
        None => {
            table.insert(key, Item::Value(value));
        }
    }
}

fn update(rows: &mut ArrayOfTables, merge: &Merge<'_>, changed: &Changed) {
    let page = &merge.rows[changed.page];
    for change in &changed.changes {
        let value = match change.field {
            Field::Status => Value::from(i64::from(page.status)),
            Field::Title | Field::Cause | Field::Solution => Value::from(change.new.as_str()),
            Field::Code => {
                // A code that another row has is a person's to move.
                if merge.table.rows.iter().all(|row| codes(row).all(|code| code != change.new)) {
                    let matcher = proposal::matcher(page, merge.table);
                    rows.get_mut(changed.row).into_iter().for_each(|row| add_matcher(row, &matcher));
                }
                continue;
            }
        };
        set(rows, changed.row, change.field.key(), value);
    }
}

/// The rows of the page that the table gets.
fn new_pages<'m>(merge: &'m Merge<'_>) -> impl Iterator<Item = usize> + 'm {
    merge.drift.added.iter().filter(|(_, row)| row.is_none()).map(|(page, _)| *page)
}

/// Takes the codes of the new rows from where the table has them so far: no two matchers can be the same. Returns the
/// comment that stood at each.
fn take_matchers(document: &mut DocumentMut, merge: &Merge<'_>) -> Vec<String> {
    let mut take = |page: usize| {
        let code = merge.rows[page].code.as_deref()?;
        ["error", "unlisted"].into_iter().find_map(|key| {
            let entries = document.get_mut(key)?.as_array_of_tables_mut()?;
            entries.iter_mut().find_map(|entry| take_matcher(entry, code))
        })
    };
    new_pages(merge).map(|page| take(page).unwrap_or_default()).collect()
}

fn add_rows(rows: &mut ArrayOfTables, merge: &Merge<'_>, comments: &[String]) -> Result<(), String> {
    // Each place in the file: an old row by its index, or a new one by its index on the page.
    let mut order: Vec<Place> = (0..rows.len()).map(Place::Old).collect();
    let mut tables = Vec::new();
    for (page, comment) in new_pages(merge).zip(comments) {
        tables.push((page, new_row(merge, page, comment)?));
        let at = position(&order, merge.identities, page);
        order.insert(at, Place::New(page));
    }
    for (page, table) in tables.into_iter().rev() {
        // From the last to the first, so that the places of those before hold.
        let at = order.iter().position(|place| *place == Place::New(page)).unwrap_or(order.len());
        let new_before = order[..at].iter().filter(|place| matches!(place, Place::New(_))).count();
        insert(rows, at - new_before, table);
    }
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Old(usize),
    New(usize),
}

/// Right behind the row that is before it on the page, else right before the one behind it, else last.
fn position(order: &[Place], identities: &[Identity], page: usize) -> usize {
    let place = |page: usize| match identities[page] {
        Identity::Row(row) => Place::Old(row),
        Identity::New => Place::New(page),
    };
    let find = |page: usize| order.iter().position(|other| *other == place(page));
    let behind = (0..page).rev().find_map(find).map(|at| at + 1);
    let before = || (page + 1..identities.len()).find_map(find);
    behind.or_else(before).unwrap_or(order.len())
}

fn insert(rows: &mut ArrayOfTables, at: usize, mut table: toml_edit::Table) {
    table.set_position(None);
    // What stands above the first row with an empty line between heads all rows, not that one.
    if let Some(first) = rows.get_mut(0).filter(|_| at == 0) {
        let above = raw(first.decor().prefix().and_then(|prefix| prefix.as_str()));
        if let Some(end) = above.trim_end_matches([' ', '\t']).rfind("\n\n").filter(|_| above.contains('#')) {
            let own = raw(table.decor().prefix().and_then(|prefix| prefix.as_str()));
            table.decor_mut().set_prefix(format!("{}{own}", &above[..=end]));
            first.decor_mut().set_prefix(above[end + 1..].to_owned());
        }
    }
    rows.insert(at, table);
}

fn new_row(merge: &Merge<'_>, page: usize, comment: &str) -> Result<toml_edit::Table, String> {
    let row = &merge.rows[page];
    let proposal = proposal::propose(row, merge.table);
    let quoted = |text: &str| Value::from(text).to_string();
    let matcher = proposal::matcher(row, merge.table);
    let matchers = match comment {
        "" => format!("[{matcher}]"),
        comment => format!("[\n{comment}    {matcher},\n]"),
    };
    let body = proposal::sample(row);
    let body = if body.contains("'''") { quoted(&body) } else { format!("'''{body}'''") };
    let text = format!(
        "[[error]]\nname = {}\nstatus = {}\ntitle = {}\ncause = {}\nsolution = {}\nremedy = {}\nretry = {}\n\
         match = {matchers}\nsample = {{ body = {body} }}\nsince = {}\n",
        quoted(&merge.names[page]),
        row.status,
        quoted(&row.title.markdown()),
        quoted(&row.cause.markdown()),
        quoted(&row.solution.markdown()),
        quoted(proposal.remedy.name()),
        quoted(&proposal.retry),
        quoted(merge.month),
    );
    let mut document: DocumentMut = text.parse().map_err(|error| format!("{error}"))?;
    let tables = document.get_mut("error").and_then(Item::as_array_of_tables_mut);
    let mut table =
        tables.filter(|tables| !tables.is_empty()).map(|tables| tables.remove(0)).unwrap_or_default();
    table.decor_mut().set_prefix(format!(
        "\n# From {}: please confirm the name, remedy, retry, match and sample, then remove this line.\n",
        merge.page
    ));
    Ok(table)
}
