//! Any bytes as a docs page: no panic; rows that a table can hold; a table that holds them is in step with the page.

use std::sync::LazyLock;

use openai_error_policy_build::{Table, Text};
use openai_error_policy_cli::fuzz::{PageRow, drift, merge, read};

use super::BAKERY;

static PARSED: LazyLock<Table> = LazyLock::new(|| Table::parse(BAKERY).expect("a seed that is right"));

const MONTH: &str = "2031-01";

/// The bytes as a page of each format.
pub fn run(data: &[u8]) {
    for name in ["page.md", "page.html", "page.json"] {
        match read(name, data, &PARSED) {
            Ok(rows) => {
                rows.iter().for_each(|row| a_table_can_hold(row, data));
                let merged = into(BAKERY, &PARSED, &rows);
                match Table::parse(&merged) {
                    Ok(table) => is_in_step(&merged, &table, &rows),
                    // `import` refuses such a page and writes nothing.
                    Err(problems) => assert!(!tell_rows_apart(&rows), "{problems}\n{merged}"),
                }
            }
            Err(problems) => {
                assert!(!problems.is_empty(), "refused without a reason");
                problems
                    .iter()
                    .for_each(|(line, problem)| assert!(is_line(*line, data), "{line}: {problem}"));
            }
        }
    }
}

fn is_line(line: usize, data: &[u8]) -> bool {
    let lines = data.iter().filter(|byte| **byte == b'\n').count() + 1;
    (1..=lines).contains(&line)
}

fn a_table_can_hold(row: &PageRow, data: &[u8]) {
    assert!(is_line(row.line, data), "{row:?}");
    assert!((100..=599).contains(&row.status), "{row:?}");
    for text in [&row.title, &row.cause, &row.solution] {
        assert!(!text.pieces.is_empty(), "{row:?}");
        assert_eq!(Text::parse(&text.markdown()).as_ref(), Ok(text), "{row:?}");
    }
}

/// Whether each row has a code, or the beginning of a title, that no other row has.
fn tell_rows_apart(rows: &[PageRow]) -> bool {
    let mut keys: Vec<String> = rows
        .iter()
        .map(|row| match &row.code {
            Some(code) => format!("code {code}"),
            None => row.title.plain().to_ascii_lowercase().replace('`', "").chars().take(24).collect(),
        })
        .collect();
    keys.sort();
    keys.windows(2).all(|pair| pair[0] != pair[1])
}

/// The text of the table with the rows of the page.
fn into(text: &str, table: &Table, rows: &[PageRow]) -> String {
    merge(text, table, rows, MONTH).unwrap_or_else(|problem| panic!("{problem}"))
}

/// A page that was brought in has nothing new.
fn is_in_step(text: &str, table: &Table, rows: &[PageRow]) {
    assert_eq!(drift(rows, table), None, "{text}");
    assert_eq!(into(text, table, rows), text, "a second time");
}
