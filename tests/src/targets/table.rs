//! Any bytes as a table: every problem has its place in them; what is a table makes Rust and a page that say the same.

use openai_error_policy_build::{Diagnostics, Place, Table, Text, emit};
use openai_error_policy_cli::fuzz::{drift, read};

use super::BAKERY;

/// The bytes as a table, alone and on top of another one.
pub fn run(data: &[u8]) {
    match Table::parse(data) {
        Ok(table) => is_whole(&table),
        Err(problems) => have_their_places(&problems, data),
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    // Of no use where nothing can be added.
    if text.contains("[[") {
        let base = Table::parse(BAKERY).expect("a seed that is right");
        match Table::parse_over(text, base) {
            Ok(table) => is_whole(&table),
            Err(problems) => have_their_places(&problems, data),
        }
    }
}

fn have_their_places(problems: &Diagnostics, data: &[u8]) {
    assert!(problems.iter().count() > 0, "refused without a reason");
    assert!(problems.lines().iter().all(|line| !line.contains('\n')), "{problems}");
    let mut last = 0;
    for problem in problems {
        assert!(!problem.message.is_empty());
        lies_in(&problem.place, data);
        assert!(last <= problem.place.span.0, "{problems}");
        last = problem.place.span.0;
        problem.related.iter().for_each(|(place, _)| lies_in(place, data));
    }
}

fn lies_in(place: &Place, data: &[u8]) {
    let (start, end) = place.span;
    assert!(start <= end && end <= data.len(), "{place:?} of {} bytes", data.len());
    let before = &data[..start];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let line_start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let column = String::from_utf8_lossy(&before[line_start..]).chars().count() + 1;
    assert_eq!((place.line, place.column), (line, column), "{place:?}");
}

fn is_whole(table: &Table) {
    let rust = emit::rust(table, "::openai_error_policy");
    let file = syn::parse_file(&rust).unwrap_or_else(|error| panic!("{error} in {rust}"));
    assert!(!file.items.is_empty());
    for row in &table.rows {
        [&row.title, &row.cause, &row.solution].into_iter().for_each(reads_as_it_is_written);
    }
    page_is_in_step(table);
}

fn reads_as_it_is_written(text: &Text) {
    assert_eq!(Text::parse(&text.markdown()).as_ref(), Ok(text));
}

/// The page that a table makes says what the table says.
fn page_is_in_step(table: &Table) {
    if table.rows.iter().all(|row| !row.is_listed(None)) {
        return; // a page without rows is no page
    }
    let page = emit::markdown(table, None);
    let rows = read("page.md", page.as_bytes(), table);
    let rows = rows.unwrap_or_else(|problems| panic!("{problems:?} in {page}"));
    assert_eq!(drift(&rows, table), None, "in {page}");
}
