//! `import --into`: a page's rows brought into a table that a person wrote.

mod common;

use std::fs;
use std::path::Path;

use common::{Run, pages, read, run, tea_table};
use openai_error_policy_build::Table;
use similar::TextDiff;

const PAGE: &str = "tea-now.md";

fn import(table: &Path, more: &[&str]) -> Run {
    let table = table.to_str().expect("UTF-8");
    let mut args = vec!["import", PAGE, "--into", table, "--edition", "2026-08"];
    args.extend(more);
    run(&args)
}

/// The lines that changed, with two lines around.
fn changes(old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().context_radius(2).to_string()
}

#[test]
fn new_rows_come_in_dropped_ones_retire_and_the_rest_stays() {
    let (_folder, path) = tea_table();
    let before = read(&path);
    let run = import(&path, &[]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("into_report", run.stdout.replace(&path.display().to_string(), "tea.toml"));
    insta::assert_snapshot!("into", changes(&before, &read(&path)));
}

#[test]
fn update_lets_texts_and_statuses_follow_the_page() {
    let (_folder, path) = tea_table();
    import(&path, &[]);
    let before = read(&path);
    let run = import(&path, &["--update"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("update", changes(&before, &read(&path)));
    let check = common::run(&["check", "--table", path.to_str().expect("UTF-8"), PAGE]);
    assert_eq!(check.code, 0, "{}", check.stdout);
}

#[test]
fn a_title_that_changed_is_asked_about() {
    let (folder, path) = tea_table();
    let page = folder.path().join("page.md");
    let (page_name, table) = (page.to_str().expect("UTF-8"), path.to_str().expect("UTF-8"));
    assert_eq!(run(&["render", "--format", "markdown", "--table", table, "-o", page_name]).code, 0);
    let before = read(&page);
    let retitled = before.replace("Pot not supported", "This vessel cannot brew");
    assert_ne!(before, retitled);
    fs::write(&page, &retitled).expect("written");
    let check = run(&["check", "--table", table, page_name]);
    assert_eq!(check.code, 1);
    let import = run(&["import", page_name, "--into", table, "--edition", "2026-08"]);
    assert_eq!((import.code, import.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("retitled", [check.stdout, import.stdout].join("\n").replace(table, "tea.toml"));
    // It stays a question: the row is new, the old one retired.
    let merged = Table::parse(read(&path)).expect("checked before it was written");
    let row = |name: &str| merged.rows.iter().find(|row| row.name.value == name).expect(name);
    assert!(row("VesselCannotBrew").retired.is_none() && row("PotNotSupported").retired.is_some());
}

#[test]
fn other_rows_of_the_status_are_not_taken_for_it() {
    let (folder, path) = tea_table();
    let page = folder.path().join("page.md");
    let (page_name, table) = (page.to_str().expect("UTF-8"), path.to_str().expect("UTF-8"));
    let rows = [
        "| 418 - Kettle on strike | **Cause:** It wants a rest. <br /> **Solution:** Come back tomorrow. |",
        "| 421 - No such pot | **Cause:** This pot is a teapot. <br /> **Solution:** Use a pot. |",
    ];
    fs::write(&page, format!("| Code | Overview |\n|---|---|\n{}\n", rows.join("\n"))).expect("written");
    let report = run(&["import", page_name, "--into", table, "--edition", "2026-08"]).stdout;
    assert!(report.contains("KettleOnStrike") && report.contains("- retired  418"), "{report}");
    assert!(!report.contains("retitled?"), "{report}");
}

#[test]
fn a_second_run_changes_nothing() {
    for more in [&[][..], &["--update"]] {
        let (_folder, path) = tea_table();
        import(&path, more);
        let first = read(&path);
        let written = fs::metadata(&path).and_then(|file| file.modified()).expect("a time");
        assert_eq!(import(&path, more).code, 0);
        assert_eq!(read(&path), first);
        assert_eq!(fs::metadata(&path).and_then(|file| file.modified()).expect("a time"), written);
    }
}

#[test]
fn a_page_in_step_leaves_the_table_alone() {
    let (folder, path) = tea_table();
    let page = folder.path().join("page.md");
    let (table, shown) = (path.to_str().expect("UTF-8"), page.to_str().expect("UTF-8"));
    let before = read(&path);
    assert_eq!(run(&["render", "--format", "markdown", "--table", table, "-o", shown]).code, 0);
    for more in [&[][..], &["--update"]] {
        let args = [&["import", shown, "--into", table], more].concat();
        let run = run(&args);
        assert_eq!(run.code, 0, "{}", run.stderr);
        assert!(run.stdout.starts_with("in step: "), "{}", run.stdout);
        assert_eq!(read(&path), before);
    }
}

#[test]
fn windows_line_ends_stay() {
    let (_folder, path) = tea_table();
    let unix = read(&path);
    fs::write(&path, unix.replace('\n', "\r\n")).expect("written");
    assert_eq!(import(&path, &["--update"]).code, 0);
    let windows = read(&path);
    assert_eq!(windows.matches('\n').count(), windows.matches("\r\n").count());
    fs::write(&path, unix).expect("written");
    import(&path, &["--update"]);
    assert_eq!(windows.replace("\r\n", "\n"), read(&path));
}

/// Imports the page that the table makes, after a change of the table's file.
fn import_own_page(path: &Path, more: &[&str]) -> Run {
    let page = path.with_file_name("own.md");
    let (page, table) = (page.to_str().expect("UTF-8"), path.to_str().expect("UTF-8"));
    assert_eq!(run(&["render", "--format", "markdown", "--table", table, "-o", page]).code, 0);
    run(&[&["import", page, "--into", table], more].concat())
}

#[test]
fn in_step_not_a_byte_changes() {
    let (_folder, path) = tea_table();
    let text = read(&path);
    for text in [
        text.replace('\n', "\r\n"),
        text.replacen('\n', "\r\n", 3),
        format!("\u{feff}{text}"),
        text.trim_end().to_owned(),
    ] {
        for more in [&[][..], &["--update"]] {
            fs::write(&path, &text).expect("written");
            let run = import_own_page(&path, more);
            assert!(run.code == 0 && run.stdout.starts_with("in step: "), "{}", run.stderr);
            assert_eq!(read(&path), text);
        }
    }
}

#[test]
fn what_is_edited_keeps_its_mark_and_line_ends() {
    let (_folder, path) = tea_table();
    let unix = read(&path);
    import(&path, &["--update"]);
    let edited = read(&path);
    let (head, rest) = unix.split_once("\n# ---").expect("a heading");
    let mixed = format!("\u{feff}{}\r\n# ---{rest}", head.replace('\n', "\r\n"));
    fs::write(&path, &mixed).expect("written");
    assert_eq!(import(&path, &["--update"]).code, 0);
    let (head, rest) = edited.split_once("\n# ---").expect("a heading");
    assert_eq!(read(&path), format!("\u{feff}{}\r\n# ---{rest}", head.replace('\n', "\r\n")));
}

#[test]
fn comments_at_what_goes_stay() {
    let retired = "retired = \"2024-03\" # replaced\n";
    for (old, new, kept) in [
        (
            retired,
            "# See issue 12.\nretired = \"2024-03\" # replaced\n",
            "}' }\n# See issue 12.\n# replaced\n\n",
        ),
        (
            "name = \"OldKettle\"\n",
            "# A\nretired = \"2024-03\" # replaced\n# B\nname = \"OldKettle\"\n",
            "[[error]]\n# B\n# A\n# replaced\nname = \"OldKettle\"\n",
        ),
    ] {
        let (_folder, path) = tea_table();
        let text = read(&path);
        let text = if old == retired { text } else { text.replace(retired, "") };
        fs::write(&path, text.replace(old, new)).expect("written");
        assert_eq!(import(&path, &[]).code, 0);
        assert!(read(&path).contains(kept), "{}", read(&path));
    }
}

#[test]
fn a_page_with_a_row_that_cannot_be_read_writes_nothing() {
    let (folder, path) = tea_table();
    let page = folder.path().join("page.md");
    let shown = page.to_str().expect("UTF-8");
    let odd = "| — | **Cause:** The line is dead. <br /> **Solution:** Mend it. |\n";
    fs::write(&page, format!("{}{odd}", read(&pages().join(PAGE)))).expect("written");
    let before = read(&path);
    let table = path.to_str().expect("UTF-8");
    let run = common::run(&["import", shown, "--into", table, "--edition", "2026-08"]);
    let warning =
        format!("warning: {shown}:11: unreadable row `— | Cause: The line is dead. Solution: Mend it.`: ");
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.starts_with(&warning), "{}", run.stderr);
    let error = "error: page.md: nothing is written, since rows of it could not be read\n";
    assert!(run.stderr.ends_with(error), "{}", run.stderr);
    assert_eq!(read(&path), before);
}

#[test]
fn a_bad_page_or_a_bad_result_writes_nothing() {
    let (folder, path) = tea_table();
    let table = path.to_str().expect("UTF-8");
    let before = read(&path);
    // Nothing tells the answers of these rows apart.
    let pages = tempfile::tempdir().expect("a folder");
    let alike = pages.path().join("alike.md");
    let row = |cause| format!("| 409 - Cup taken | **Cause:** {cause}. <br /> **Solution:** Wait. |\n");
    let rows = ["A", "B", "C"].map(row).concat();
    fs::write(&alike, format!("| Code | Overview |\n| --- | --- |\n{rows}")).expect("written");
    let alike = alike.to_str().expect("UTF-8");
    for page in ["bad/no-table.md", "no-such-page.md", alike] {
        let run = run(&["import", page, "--into", table, "--edition", "2026-08"]);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{page}");
        assert!(run.stderr.contains("error: "), "{}", run.stderr);
        assert_eq!(read(&path), before);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing half written is left");
    }
}

#[test]
fn pages_of_one_month_follow_each_other() {
    let (folder, path) = tea_table();
    let without = folder.path().join("without.md");
    let rows = read(&pages().join(PAGE));
    let (row, without) = ("| 429 - Cups", without.to_str().expect("UTF-8"));
    let lines: Vec<&str> = rows.lines().filter(|line| !line.starts_with(row)).collect();
    fs::write(without, lines.join("\n")).expect("written");
    assert_eq!(import(&path, &[]).code, 0);
    let with_row = read(&path);
    let added = "since = \"2026-08\"\n";
    let run = run(&["import", without, "--into", path.to_str().expect("UTF-8"), "--edition", "2026-08"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(changes(&with_row, &read(&path)).matches("+retired = \"2026-08\"").count(), 1);
    assert!(import(&path, &[]).stdout.contains("+ listed   429 Cups are full  CupsFull  in 2026-08"));
    assert!(read(&path) == with_row && with_row.contains(added));
}

#[test]
fn of_later_rows_an_early_page_says_nothing() {
    let (_folder, path) = tea_table();
    let retry = |name: &str| format!("name = \"{name}\"\n");
    let later =
        |text: &str, name: &str| text.replace(&retry(name), &format!("{}since = \"2025-06\"\n", retry(name)));
    fs::write(&path, later(&later(&read(&path), "PotNotSupported"), "CoinSlotEmpty")).expect("written");
    let before = read(&path);
    let table = path.to_str().expect("UTF-8");
    let early = ["import", PAGE, "--into", table, "--edition", "2024-01"];
    assert_eq!(run(&early).code, 0);
    let after = changes(&before, &read(&path));
    // The pot is not on the page, and came later; the coin slot is on it, so it came earlier; the kettle went later.
    let edited: Vec<&str> =
        after.lines().filter(|line| line.starts_with("-s") || line.starts_with("-r")).collect();
    assert_eq!(edited, ["-since = \"2025-06\""], "{after}");
    assert!(after.contains("\n+since = \"2024-01\"\n title = \"Coin slot empty\""), "{after}");
    let once = read(&path);
    assert_eq!(run(&early).code, 0);
    assert_eq!(read(&path), once);
}

#[test]
fn a_bad_table_is_an_error_with_its_place() {
    let (_folder, path) = tea_table();
    fs::write(&path, read(&path).replace("status = 418", "status = 1418")).expect("written");
    let run = import(&path, &[]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    let place = format!("error: {}:42:10: `status` is out of range", path.display());
    assert!(run.stderr.starts_with(&place), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_permissions_stay() {
    use std::os::unix::fs::PermissionsExt;
    let (folder, path) = tea_table();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
    let link = folder.path().join("link.toml");
    std::os::unix::fs::symlink("tea.toml", &link).expect("linked");
    assert_eq!(import(&link, &[]).code, 0);
    assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
    assert!(read(&path).contains("CupsFull"));
    assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
}

#[test]
fn what_comes_in_is_recognised_as_it_says() {
    let (_folder, path) = tea_table();
    import(&path, &["--update"]);
    let table = Table::parse(read(&path)).expect("checked before it was written");
    let order: Vec<&str> = table.rows.iter().map(|row| row.name.value.as_str()).collect();
    let expected = [
        "InvalidLeafSize",
        "CoinSlotEmpty",
        "PurseEmpty",
        "PotNotSupported",
        "OldKettle",
        "CupsFull",
        "SlowPour",
    ];
    assert_eq!(order, expected);
    let since: Vec<bool> = table.rows.iter().map(|row| row.since.is_some()).collect();
    assert_eq!(since, [true, false, true, false, false, true, false]);
}

#[test]
fn a_table_without_double_brackets_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("flat.toml");
    let row = "{ name = \"A\", status = 400, title = \"A\", cause = \"a\", solution = \"a\", remedy = \"fix-request\", \
               retry = \"never\", match = [{ status = 400 }], sample = { body = \"{}\" } }";
    fs::write(
        &path,
        format!("error = [{row}]\nunlisted = [{{ retry = \"never\" }}]\n[retry.never]\nmax_attempts = 1\n"),
    )
    .expect("written");
    let run = import(&path, &[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("must be written as `[[error]]`"), "{}", run.stderr);
    assert!(pages().join(PAGE).exists());
}

#[test]
fn a_code_of_an_unlisted_answer_moves_to_its_new_row() {
    let (folder, path) = tea_table();
    let text = read(&path).replacen(
        "[[unlisted]]\nstatus = [\"500-599\"]",
        "[[unlisted]]\nmatch = [{ code = \"cups_full\" }] # all of them\nstatus = [\"500-599\"]",
        1,
    );
    fs::write(&path, &text).expect("written");
    assert_eq!(import(&path, &[]).code, 0);
    let table = Table::parse(read(&path)).expect("checked");
    let new = table.rows.iter().find(|row| row.name.value == "CupsFull").expect("added");
    // As the entry treated it, whatever the status.
    assert_eq!((new.remedy.value.name(), new.retry.value.as_str()), ("wait", "soon"));
    assert!(table.unlisted[0].matchers.is_empty());
    assert!(read(&path).contains("match = [\n    # all of them\n    { code = \"cups_full\" },\n]\n"));
    drop(folder);
}

#[test]
fn update_adds_a_code_that_the_page_names() {
    let (folder, path) = tea_table();
    let page = folder.path().join("page.md");
    let row = |status: u16, title: &str, code: &str| {
        format!("| {status} - {title} | **Code:** `{code}` <br /> **Cause:** c. <br /> **Solution:** s. |\n")
    };
    let rows = [row(402, "coin slot EMPTY", "no_coin"), row(418, "Pot not supported", "bad_pot")].concat();
    fs::write(&page, format!("| Code | Overview |\n|---|---|\n{rows}")).expect("written");
    let (page, table) = (page.to_str().expect("UTF-8"), path.to_str().expect("UTF-8"));
    let before = read(&path);
    assert_eq!(run(&["import", page, "--into", table, "--update", "--edition", "2026-08"]).code, 0);
    insta::assert_snapshot!("update_code", changes(&before, &read(&path)));
}
