//! `import --into`: rows that share a title or a code, and matchers in either form.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{Run, read, run, tea_table};
use openai_error_policy_build::{ErrorRow, Table};

/// A row of a page: status, title, code, cause.
type Row = (u16, &'static str, &'static str, &'static str);

/// The rows that the tea table lists.
const TEA: [Row; 3] = [
    (402, "Coin slot empty", "", "The machine has no coins left."),
    (418, "Pot not supported", "", "This pot is a teapot."),
    (503, "Slow pour, please", "", "A sudden rise."),
];

fn page(rows: &[Row]) -> String {
    let solution = |title: &str| match title {
        "Coin slot empty" => "[Add coins](https://slots.example/settings/coins) or ask.",
        "Pot not supported" => "Use a pot.",
        _ => "Pour slower.",
    };
    let row = |(status, title, code, cause): &Row| {
        let code = if code.is_empty() { String::new() } else { format!("**Code:** `{code}` <br /> ") };
        format!(
            "| {status} - {title} | {code}**Cause:** {cause} <br /> **Solution:** {} |\n",
            solution(title)
        )
    };
    let rows: String = rows.iter().map(row).collect();
    format!("| Code | Overview |\n| --- | --- |\n{rows}")
}

fn import(path: &Path, rows: &[Row], more: &[&str]) -> Run {
    let file = path.with_file_name("page.md");
    fs::write(&file, page(rows)).expect("written");
    let files = ["import", file.to_str().expect("UTF-8"), "--into", path.to_str().expect("UTF-8")];
    run(&[&files[..], &["--edition", "2026-08"], more].concat())
}

/// Imports twice; the second time changes nothing, and then the page is in step.
fn import_for_good(path: &Path, rows: &[Row], more: &[&str]) -> String {
    let first = import(path, rows, more);
    let is_expected = |line: &str| line.contains(" is there twice ");
    assert!(first.code == 0 && first.stderr.lines().all(is_expected), "{rows:?} {}", first.stderr);
    let text = read(path);
    let second = import(path, rows, more);
    assert_eq!((second.code, second.stderr.as_str()), (0, ""), "{rows:?}");
    assert!(!second.stdout.contains("+ added") && read(path) == text, "{rows:?} {}", second.stdout);
    if more.contains(&"--update") {
        assert!(second.stdout.starts_with("in step: "), "{rows:?} {}", second.stdout);
    }
    first.stdout
}

fn table(path: &Path) -> Table {
    Table::parse(read(path)).expect("checked before it was written")
}

/// The matchers of a row: code, message, status.
fn matchers(row: &ErrorRow) -> Vec<(Option<&str>, Option<&str>, Option<u16>)> {
    row.matchers.iter().map(|m| (m.code.as_deref(), m.message.as_deref(), m.status)).collect()
}

fn row<'t>(table: &'t Table, name: &str) -> &'t ErrorRow {
    table.rows.iter().find(|row| row.name.value == name).expect(name)
}

/// A tea table whose row of pots has its matchers as tables, and whose row of pouring has but one.
fn other_matchers() -> (tempfile::TempDir, PathBuf) {
    let (folder, path) = tea_table();
    let sample = "sample = { body = '{\"error\": {\"message\": \"Pot not supported\"}}' }\n";
    let text = read(&path)
        .replace("match = [{ message = \"Pot not supported\" }]\n", "")
        .replace(sample, &format!("{sample}\n[[error.match]]\nmessage = \"Pot not supported\"\n"))
        .replace(", { message = \"Slow pour\" }, { status = 429 }]", "]");
    fs::write(&path, text).expect("written");
    assert_eq!(table(&path).rows.len(), 4);
    (folder, path)
}

#[test]
fn rows_of_the_same_title_stay_several() {
    for more in [
        &[(401, "Forbidden", "", "a"), (403, "Forbidden", "", "b")][..],
        &[(403, "Forbidden", "", "a"), (403, "Forbidden", "", "b")],
        &[(418, "Pot not supported", "", "Another one.")],
        &[(418, "Pot not supported", "", "Another one."), (409, "Pot not supported", "", "A third one.")],
        &[(409, "Cold", "cold", "a"), (409, "Cold", "colder", "b")],
        &[(409, "Cold", "cold", "a"), (409, "Colder", "cold", "b"), (410, "Colder", "cold", "c")],
        &[(409, "Cold", "cold", "a"), (409, "Cold", "cold", "a")],
    ] {
        for flags in [&[][..], &["--update"]] {
            let (_folder, path) = tea_table();
            let rows = [&TEA[..], more].concat();
            import_for_good(&path, &rows, flags);
            // Nor does the table drift from its own page.
            let (own, table) = (path.with_file_name("own.md"), path.to_str().expect("UTF-8"));
            let own = own.to_str().expect("UTF-8");
            assert_eq!(run(&["render", "--format", "markdown", "--table", table, "-o", own]).code, 0);
            let check = run(&["check", "--table", table, own]);
            assert_eq!(check.code, 0, "{more:?} {}", check.stdout);
            // A text that changes changes its own row.
            let changed: Vec<Row> = rows
                .iter()
                .map(|row| if row.3 == "b" { (row.0, row.1, row.2, "new") } else { *row })
                .collect();
            let report = import(&path, &changed, &["--update"]).stdout;
            let count = report.matches("~ updated").count();
            assert!(
                !report.contains("+ ") && !report.contains("- ") && count == usize::from(changed != rows),
                "{report}"
            );
        }
    }
}

/// Matchers are compared after the names of exceptions and a status; marks of direction are not for tables.
#[test]
fn a_title_that_begins_as_what_programs_print() {
    let (_folder, path) = tea_table();
    let odd = [(409, "Error: 409 Cup \u{202e}taken", "", "a"), (410, "TeaException - Pot gone", "", "b")];
    import_for_good(&path, &[&TEA[..], &odd].concat(), &[]);
    let table = table(&path);
    let last_two = table.rows[table.rows.len() - 2..].iter().flat_map(|row| row.matchers.iter());
    let messages: Vec<_> = last_two.map(|m| m.message.as_deref()).collect();
    assert_eq!(messages, [Some("cup taken"), Some("pot gone")]);
}

#[test]
fn rows_that_nobody_can_tell_apart_are_in_step() {
    let (_folder, path) = tea_table();
    let text = read(&path);
    let (_, from) = text.split_once("[[error]]\nname = \"PotNotSupported\"").expect("there");
    let (row, _) = from.split_once("\n\n").expect("an end");
    let twin = row.replace("{ message = \"Pot", "{ status = 418, message = \"Pot");
    fs::write(
        &path,
        text.replace(
            "[[unlisted]]\nstatus = [\"500",
            &format!("[[error]]\nname = \"Twin\"{twin}\n\n[[unlisted]]\nstatus = [\"500"),
        ),
    )
    .expect("written");
    for format in ["markdown", "json"] {
        let own = path.with_file_name(format!("own.{}", format.replace("markdown", "md")));
        let (own, table) = (own.to_str().expect("UTF-8"), path.to_str().expect("UTF-8"));
        assert_eq!(run(&["render", "--format", format, "--table", table, "-o", own]).code, 0);
        let check = run(&["check", "--table", table, own]);
        assert_eq!(check.code, 0, "{format} {}", check.stdout);
    }
}

#[test]
fn a_code_that_a_row_still_has_stays_there() {
    let pour = (503, "Slow pour, please", "slow_pour", "A sudden rise.");
    let rows = [TEA[0], TEA[1], pour, (418, "Pot cracked", "slow_pour", "It fell.")];
    for flags in [&[][..], &["--update"]] {
        let (_folder, path) = tea_table();
        import_for_good(&path, &rows, flags);
        let table = table(&path);
        assert_eq!(matchers(row(&table, "SlowPour"))[0], (Some("slow_pour"), None, None));
        assert_eq!(matchers(row(&table, "PotCracked")), [(Some("slow_pour"), Some("pot cracked"), None)]);
    }
}

#[test]
fn no_row_loses_its_only_matcher() {
    let pour = (503, "Slow pour, please", "slower_pour", "A sudden rise.");
    let rows = [TEA[0], TEA[1], pour, (503, "Gush", "slow_pour", "A flood.")];
    let (_folder, path) = other_matchers();
    import_for_good(&path, &rows, &[]);
    assert_eq!(matchers(row(&table(&path), "SlowPour")), [(Some("slow_pour"), None, None)]);
    assert_eq!(matchers(row(&table(&path), "Gush")), [(Some("slow_pour"), Some("gush"), None)]);
    // With the new code it can do without the old one.
    let (_folder, path) = other_matchers();
    import_for_good(&path, &rows, &["--update"]);
    assert_eq!(matchers(row(&table(&path), "SlowPour")), [(Some("slower_pour"), None, None)]);
    assert_eq!(matchers(row(&table(&path), "Gush")), [(Some("slow_pour"), None, None)]);
}

#[test]
fn what_update_tells_it_has_done() {
    let pot = |code| (418, "Pot not supported", code, "This pot is a teapot.");
    for (code, matcher) in [
        ("teapot", (Some("teapot"), None, None)),
        ("slow_pour", (Some("slow_pour"), Some("pot not supported"), None)),
    ] {
        for (_folder, path) in [tea_table(), other_matchers()] {
            let report = import_for_good(&path, &[TEA[0], pot(code), TEA[2]], &["--update"]);
            assert!(report.contains("~ updated  418 Pot not supported  PotNotSupported  code"), "{report}");
            let table = table(&path);
            let found = matchers(row(&table, "PotNotSupported"));
            assert_eq!(found, [(None, Some("pot not supported"), None), matcher]);
        }
    }
}

#[test]
fn a_new_row_gets_its_code_from_a_list_of_tables() {
    let (_folder, path) = other_matchers();
    let pot = [TEA[0], (418, "Pot not supported", "teapot", TEA[1].3), TEA[2]];
    import_for_good(&path, &pot, &["--update"]);
    let kettle = (418, "Kettle not supported", "teapot", "It is a kettle.");
    import_for_good(&path, &[TEA[0], TEA[1], TEA[2], kettle], &[]);
    assert_eq!(matchers(row(&table(&path), "PotNotSupported")).len(), 1);
    assert_eq!(matchers(row(&table(&path), "KettleNotSupported")), [(Some("teapot"), None, None)]);
}
