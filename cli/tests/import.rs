//! `import`: pages of every kind, read into rows.

mod common;

use common::{pages_in, run, run_with, stdout};

/// What every page in `pages/same` says, each in its own form.
const TEA: &str = r#"[
  {
    "status": 402,
    "title": "Coin slot empty",
    "cause": "The machine has no coins left.",
    "solution": "[Add coins](https://slots.example/settings/coins) or ask the [staff](https://slots.example/staff?desk=1&floor=2).",
    "code": null,
    "type": null,
    "name": "CoinSlotEmpty"
  },
  {
    "status": 418,
    "title": "Cup, jug, or kettle not supported",
    "cause": "This pot is a teapot.",
    "solution": "Use a pot from [this list](https://platform.openai.com/docs/kettles).",
    "code": null,
    "type": null,
    "name": "CupJugOrKettleNotSupported"
  },
  {
    "status": 429,
    "title": "Too many `tea_leaves` at once",
    "cause": "You sent more than `max_leaves` leaves.",
    "solution": "Send fewer. Read the [`Retry-After` guide](https://platform.openai.com/docs/guides/tea#limits).",
    "code": null,
    "type": null,
    "name": "TooManyTeaLeavesAtOnce"
  },
  {
    "status": 503,
    "title": "Slow - pour, please",
    "cause": "A sudden rise in your pouring rate.",
    "solution": "Pour at the earlier rate for 5 minutes, then a little faster.",
    "code": null,
    "type": null,
    "name": "SlowPour"
  }
]
"#;

#[test]
fn every_form_of_a_page_gives_the_same_rows() {
    for page in pages_in("same") {
        assert_eq!(stdout(&["import", &page, "--json"]), TEA, "{page}");
    }
}

#[test]
fn line_ends_and_a_byte_order_mark_make_no_difference() {
    for page in
        ["same/official.md", "same/gitbook.md", "same/plain.html", "same/html-table-with-markdown-cells.md"]
    {
        let text = common::read(&common::pages().join(page));
        for changed in [text.replace('\n', "\r\n"), format!("\u{feff}{text}"), text.trim_end().to_owned()] {
            let run = run_with(&["import", "-", "--json"], &changed);
            assert_eq!((run.code, run.stdout.as_str()), (0, TEA), "{page}: {}", run.stderr);
        }
    }
}

#[test]
fn codes_types_and_what_stands_around_them() {
    for page in pages_in("other") {
        let name = page.trim_start_matches("other/").replace(['.', '-'], "_");
        insta::assert_snapshot!(name, stdout(&["import", &page, "--json"]));
    }
}

#[test]
fn what_cannot_be_read_is_told_with_its_line() {
    let mut report = String::new();
    for page in pages_in("bad") {
        let run = run(&["import", &page, "--json"]);
        // Of a page with good rows only the bad ones are left out.
        assert_eq!(
            (run.code, run.stdout.is_empty()),
            if run.stderr.starts_with("warning") { (0, false) } else { (2, true) }
        );
        report.push_str(&run.stderr);
        report.push('\n');
    }
    insta::assert_snapshot!("bad_pages", report);
}

#[test]
fn a_page_that_is_not_there_is_an_error() {
    let run = run(&["import", "no/such/page.md"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.starts_with("error: cannot read no/such/page.md: "), "{}", run.stderr);
}

#[test]
fn for_people_the_rows_are_listed() {
    insta::assert_snapshot!("listed", stdout(&["import", "other/type-and-code.md"]));
}

#[test]
fn names_are_of_the_page_alone() {
    let page = "| Code | Cause | Solution |\n| --- | --- | --- |\n\
        | 429 - Rate Limit Reached | a | b |\n\
        | 401 - No cup | a | b |\n\
        | 403 - No cup | c | d |\n\
        | 403 - No cup | e | f |\n\
        | 418 - Small pot（小壶） | a | b |\n\
        | 503 - 超载 | a | b |\n\
        | 503 - 满 | a | b |\n";
    let run = run_with(&["import", "-", "--json"], page);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).expect("JSON");
    let names: Vec<&str> = rows.iter().map(|row| row["name"].as_str().expect("a name")).collect();
    let expected =
        ["RateLimitReached", "NoCup", "NoCup403", "NoCup403No2", "SmallPot", "Status503", "Status503No2"];
    assert_eq!(names, expected);
}

#[test]
fn rows_of_the_official_table_keep_their_names() {
    let page = "| Code | Overview |\n| --- | --- |\n\
        | 429 - SLOW DOWN | **Cause:** Too fast. <br /> **Solution:** Slower. |\n\
        | 503 - The kettle is full | **Code:** `server_is_overloaded` <br /> **Cause:** Full. <br /> **Solution:** Wait. |\n";
    let run = run_with(&["import", "-", "--json"], page);
    let names: Vec<&str> =
        run.stdout.lines().filter(|line| line.contains("\"name\"")).map(str::trim).collect();
    assert_eq!(names, [r#""name": "SlowDown""#, r#""name": "EngineOverloaded""#]);
}
