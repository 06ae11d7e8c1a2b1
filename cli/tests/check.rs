//! `check`: a page of which not everything could be read.

mod common;

use std::fs;

use common::{read, run, tea_table};

#[test]
fn a_page_with_an_unreadable_row_is_a_finding() {
    let (folder, path) = tea_table();
    let page = folder.path().join("page.md");
    let (table, shown) = (path.to_str().expect("UTF-8"), page.to_str().expect("UTF-8"));
    assert_eq!(run(&["render", "--format", "markdown", "--table", table, "-o", shown]).code, 0);
    let whole = read(&page);
    assert_eq!(run(&["check", "--table", table, shown]).code, 0);
    for odd in [
        "| 4xx - New thing | **Cause:** c <br /> **Solution:** s |",
        "| 409 - New thing | **Cause:** c |",
        "\n| Status | Title | Summary | Advice |\n| --- | --- | --- | --- |\n| 409 | New thing | A cause. | A solution. |",
    ] {
        fs::write(&page, format!("{}\n{odd}\n", whole.trim_end())).expect("written");
        let check = run(&["check", "--table", table, shown]);
        let said = format!("not known to be in step: {table} and page.md, rows were left out\n");
        assert_eq!((check.code, check.stdout), (1, said), "{odd}");
        assert!(check.stderr.contains("ew thing") && check.stderr.lines().count() == 1, "{}", check.stderr);
        // Nor does an import change anything.
        let before = read(&path);
        let import = run(&["import", shown, "--into", table]);
        assert_eq!((import.code, import.stdout.as_str()), (2, ""), "{}", import.stderr);
        assert_eq!(read(&path), before);
    }
}

#[test]
fn rows_in_a_table_with_vaguer_heads_are_compared() {
    let (folder, path) = tea_table();
    let page = folder.path().join("page.md");
    let (table, shown) = (path.to_str().expect("UTF-8"), page.to_str().expect("UTF-8"));
    let text = "| Status | Title | Cause | Solution |\n|---|---|---|---|\n\
                | 402 | Coin slot empty | The machine has no coins left. | [Add coins](/settings/coins) or ask. |\n\n\
                | Status | Title | Description | Action |\n|---|---|---|---|\n\
                | 418 | Pot not supported | This pot is a teapot. | Use a pot. |\n\
                | 503 | Slow pour, please | A sudden rise. | Pour slower. |\n";
    fs::write(&page, text).expect("written");
    let check = run(&["check", "--table", table, shown]);
    assert_eq!((check.code, check.stderr.as_str()), (0, ""), "{}", check.stdout);
    fs::write(&page, format!("{text}| 409 | Pot cracked | It fell. | Buy another. |\n")).expect("written");
    let check = run(&["check", "--table", table, shown]);
    assert!(check.code == 1 && check.stdout.contains("1 added, 0 changed, 0 dropped"), "{}", check.stdout);
}
