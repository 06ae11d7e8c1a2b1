//! `import`: what is read but cannot be kept as it is, said in a warning.

mod common;

use common::{import_page, listed, markdown_table, pages, read, run, tea_table};

const HEADS: &str = "Code | Overview";

#[test]
fn statuses_after_the_first_are_told() {
    let texts = "**Cause:** Too fast. <br> **Solution:** Wait.";
    for (row, told) in [
        ("502, 503 or 504 - Slow", "only 502 is kept, not 503, 504"),
        ("502/503 Slow", "only 502 is kept, not 503"),
        ("Slow (502, 503)", "only 502 is kept, not 503"),
    ] {
        for (page, line) in [
            (markdown_table(HEADS, &[&format!("{row} | {texts}")]), 3),
            (format!("# Tea\n\n## {row}\n\n{}\n", texts.replace(" <br> ", "\n\n")), 3),
        ] {
            let run = import_page(&page);
            let warning = format!("warning: standard input:{line}: `Slow` has several statuses; {told}\n");
            assert_eq!((run.code, &run.stderr), (0, &warning), "{page}");
            assert_eq!(listed(&run, &["title"]), ["502 | Slow"], "{page}");
        }
    }
}

#[test]
fn a_row_that_is_there_twice_with_different_texts_is_told() {
    let first = "503 - Slow | **Cause:** Too fast. <br> **Solution:** Wait.";
    let other = first.replace("Wait", "Stop").replace("Slow", "slow");
    let run = import_page(&markdown_table(HEADS, &[first, &other, first]));
    let warning = "warning: standard input:4: `503 slow` is there twice (first on line 3) with different texts; both are kept\n";
    assert_eq!((run.code, run.stderr.as_str()), (0, warning));
    assert_eq!(listed(&run, &["solution", "name"]), ["503 | Wait. | Slow", "503 | Stop. | Slow503"]);
}

#[test]
fn a_page_of_something_else_is_told() {
    let (_folder, table) = tea_table();
    let path = table.with_file_name("other.md");
    std::fs::write(
        &path,
        markdown_table(HEADS, &["503 - Slow | **Cause:** Too fast. <br> **Solution:** Wait."]),
    )
    .expect("written");
    let [page, into] = [&path, &table].map(|path| path.to_str().expect("UTF-8"));
    let run = run(&["import", page, "--into", into]);
    let shown = format!(
        "warning: other.md: only 0 of its rows are in {into}, and 3 rows are retired there; is it the right page?\n"
    );
    assert_eq!((run.code, run.stderr), (0, shown));
    let (_folder, table) = tea_table();
    let right = pages().join("tea-now.md");
    let run =
        common::run(&["import", right.to_str().expect("UTF-8"), "--into", table.to_str().expect("UTF-8")]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(read(&table).contains("retired"));
}
