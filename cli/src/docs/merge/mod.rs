//! Brings a page's rows into the text of a table; everything a person wrote there stays as it is.

mod comments;
mod free_matcher;
mod matchers;
mod proposal;

use openai_error_policy_build::Table;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Value};

use super::PageRow;
use super::compare::{Added, Changed, Drift, Field, Placed, changes};
use crate::recognise::Recogniser;
use comments::remove_key_alone;
use free_matcher::Matchers;
use matchers::{add_matcher, raw, take_matcher};

/// What is to be merged, and how.
#[derive(Debug)]
pub(crate) struct Merge<'a> {
    pub(crate) table: &'a Table,
    pub(crate) rows: &'a [Placed],
    pub(crate) drift: &'a Drift,
    /// The page's name, for the comment on a new row.
    pub(crate) page: &'a str,
    /// When new rows began and dropped ones ceased to be listed, `YYYY-MM`.
    pub(crate) month: &'a str,
    /// Whether texts and statuses of rows that are there follow the page.
    pub(crate) update: bool,
}

/// The table's text after the merge, the same where nothing was edited, else without a byte order mark and
/// with the line ends of Unix; `text` is what `merge.table` was read from.
///
/// # Errors
/// A text whose rows are not written as `[[error]]`.
pub(crate) fn merge(text: &str, merge: &Merge<'_>) -> Result<String, String> {
    let unix = text.replace("\r\n", "\n");
    let mut document: DocumentMut = unix.parse().map_err(|error| format!("{error}"))?;
    let before = document.to_string();
    let mut matchers = Matchers::of(merge.table);
    edit_rows(&mut document, merge, &mut matchers)?;
    let taken = take_matchers(&mut document, merge, &mut matchers);
    add_rows(rows(&mut document)?, merge, &taken, &mut matchers)?;
    let merged = document.to_string();
    Ok(if merged == before { text.to_owned() } else { merged })
}

fn rows(document: &mut DocumentMut) -> Result<&mut ArrayOfTables, String> {
    let rows = document.get_mut("error").and_then(Item::as_array_of_tables_mut);
    rows.ok_or("the rows must be written as `[[error]]` each, so that others can be added".to_owned())
}

/// Changes the rows that are there.
fn edit_rows(document: &mut DocumentMut, merge: &Merge<'_>, matchers: &mut Matchers) -> Result<(), String> {
    let relisted = || {
        merge.drift.added.iter().filter_map(|(page, added)| match added {
            Added::New => None,
            Added::Relisted(row) => Some((*page, *row)),
        })
    };
    let rows = rows(document)?;
    for row in merge.drift.dropped.iter().copied() {
        set(rows, row, "retired", Value::from(merge.month));
    }
    for (_, row) in relisted() {
        relist(rows, row, merge);
    }
    if !merge.update {
        return Ok(());
    }
    merge.drift.changed.iter().for_each(|changed| update(document, merge, changed, matchers));
    for (page, row) in relisted() {
        let changes = changes(&merge.rows[page].page, merge.table, row);
        update(document, merge, &Changed { row, page, changes }, matchers);
    }
    Ok(())
}

/// Lets the editions in which the row is listed reach the merge's month.
fn relist(rows: &mut ArrayOfTables, row: usize, merge: &Merge<'_>) {
    let began_later =
        merge.table.rows[row].since.as_ref().is_some_and(|since| since.value.as_str() > merge.month);
    if began_later {
        set(rows, row, "since", Value::from(merge.month));
    } else if let Some(table) = rows.get_mut(row) {
        remove_key_alone(table, "retired");
    }
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

fn update(document: &mut DocumentMut, merge: &Merge<'_>, changed: &Changed, matchers: &mut Matchers) {
    let page = &merge.rows[changed.page].page;
    for change in &changed.changes {
        if change.field == Field::Code && take(document, "unlisted", &change.new, |_| true).is_some() {
            matchers.free(&change.new);
        }
        let Ok(rows) = rows(document) else { return };
        let value = match change.field {
            Field::Status => Value::from(i64::from(page.status)),
            Field::Title | Field::Cause | Field::Solution => Value::from(change.new.as_str()),
            Field::Code => {
                let matcher = matchers.add(page);
                rows.get_mut(changed.row).into_iter().for_each(|row| add_matcher(row, &matcher));
                continue;
            }
        };
        set(rows, changed.row, change.field.key(), value);
    }
}

/// The rows of the page that the table gets.
fn new_pages<'m>(merge: &'m Merge<'_>) -> impl Iterator<Item = usize> + 'm {
    merge.drift.added.iter().filter(|(_, added)| *added == Added::New).map(|(page, _)| *page)
}

/// Takes the codes of the new rows from where the table has them so far, unless the page still names the code
/// there: no two matchers can be the same. Returns the comment at each.
fn take_matchers(document: &mut DocumentMut, merge: &Merge<'_>, matchers: &mut Matchers) -> Vec<String> {
    let names = |row: usize, code: &str| {
        let on_page = merge.rows.iter().find(|placed| placed.row == Some(row));
        on_page.is_some_and(|placed| placed.page.code.as_deref() == Some(code))
    };
    let take_for = |page: usize| {
        let code = merge.rows[page].page.code.as_deref()?;
        let taken = take(document, "error", code, |row| !names(row, code));
        let comment = taken.or_else(|| take(document, "unlisted", code, |_| true))?;
        matchers.free(code);
        Some(comment)
    };
    new_pages(merge).map(take_for).map(Option::unwrap_or_default).collect()
}

/// Takes the matcher that consists of `code` alone from the first entry that has one and `may` lose it.
fn take(document: &mut DocumentMut, key: &str, code: &str, may: impl Fn(usize) -> bool) -> Option<String> {
    let entries = document.get_mut(key)?.as_array_of_tables_mut()?;
    let mut entries = entries.iter_mut().enumerate().filter(|(index, _)| may(*index));
    entries.find_map(|(_, entry)| take_matcher(entry, code))
}

fn add_rows(
    rows: &mut ArrayOfTables,
    merge: &Merge<'_>,
    comments: &[String],
    matchers: &mut Matchers,
) -> Result<(), String> {
    let recogniser = Recogniser::new(merge.table);
    let mut order: Vec<Slot> = (0..rows.len()).map(Slot::Old).collect();
    let mut tables = Vec::new();
    for (page, comment) in new_pages(merge).zip(comments) {
        let placed = &merge.rows[page];
        let matchers = list_of(&matchers.add(&placed.page), comment);
        tables.push((page, new_row(placed, &matchers, &recogniser, merge)?));
        let at = position(&order, merge.rows, page);
        order.insert(at, Slot::New(page));
    }
    for (page, table) in tables.into_iter().rev() {
        // From the last to the first, so that the slots of those before hold.
        let at = order.iter().position(|slot| *slot == Slot::New(page)).unwrap_or(order.len());
        let new_before = order[..at].iter().filter(|slot| matches!(slot, Slot::New(_))).count();
        insert(rows, at - new_before, table);
    }
    Ok(())
}

/// A row in the file: an old one by its index, or a new one by its index on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Old(usize),
    New(usize),
}

/// Right after the row that is before it on the page, else right before the one after it, else last.
fn position(order: &[Slot], rows: &[Placed], page: usize) -> usize {
    let slot = |page: usize| rows[page].row.map_or(Slot::New(page), Slot::Old);
    let find = |page: usize| order.iter().position(|other| *other == slot(page));
    let after = (0..page).rev().find_map(find).map(|at| at + 1);
    let before = || (page + 1..rows.len()).find_map(find);
    after.or_else(before).unwrap_or(order.len())
}

fn insert(rows: &mut ArrayOfTables, at: usize, mut table: toml_edit::Table) {
    table.set_position(None);
    // What is above the first row, with an empty line between, heads all rows, not that one.
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

/// A list of one matcher, after its comment if there is one.
fn list_of(matcher: &str, comment: &str) -> String {
    match comment {
        "" => format!("[{matcher}]"),
        comment => format!("[\n{comment}    {matcher},\n]"),
    }
}

fn new_row(
    placed: &Placed,
    matchers: &str,
    recogniser: &Recogniser<'_>,
    merge: &Merge<'_>,
) -> Result<toml_edit::Table, String> {
    let row = &placed.page;
    let proposal = proposal::propose(row, recogniser);
    let quoted = |text: &str| Value::from(text).to_string();
    let body = proposal::sample(row);
    let body = if body.contains("'''") { quoted(&body) } else { format!("'''{body}'''") };
    let text = format!(
        "[[error]]\nname = {}\nstatus = {}\ntitle = {}\ncause = {}\nsolution = {}\nremedy = {}\nretry = {}\n\
         match = {matchers}\nsample = {{ body = {body} }}\nsince = {}\n",
        quoted(&placed.name),
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
