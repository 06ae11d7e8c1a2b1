//! `import`: pages of every kind, read into rows.

mod common;

use common::{import_page, listed, pages_in, rows, run, run_with, stdout};

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
fn codes_types_and_what_is_around_them() {
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
            if run.stderr.starts_with("warning") { (1, false) } else { (2, true) }
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

/// What the tests below ask for; the other facts are as in the tests of shapes.
const KEYS: [&str; 4] = ["title", "cause", "solution", "code"];

/// A table of one row.
fn table(heads: &str, row: &str) -> String {
    let delimiter = heads.split('|').map(|_| "---").collect::<Vec<_>>().join(" | ");
    format!("| {heads} |\n| {delimiter} |\n| {row} |\n")
}

#[test]
fn what_parts_a_text_from_the_next_label_is_dropped() {
    for separator in
        ["/", "  /  ", ";", "—", "–", " - ", "\\|", "(2)", "· ", "<br> (2)", "<br> 2.", "<br> -", "<br> /"]
    {
        let spaced = format!(" {} ", separator.trim());
        for (cause, solution) in
            [("**Cause:**", "**Solution:**"), ("**Cause**:", "**Solution**:"), ("原因：", "解決策：")]
        {
            let cell = format!("{cause} No coins.{spaced}{solution} Add some.");
            assert_eq!(
                rows(&table("Code | Overview", &format!("402 - Coins spent | {cell}")), &KEYS),
                ["402 | Coins spent | No coins. | Add some. | -"],
                "{cell}"
            );
        }
    }
    for cause in
        ["No coins (two)", "No coin/cup", "See `a` (402)", "Coins;cups", "See [a](https://a.example) -1"]
    {
        let cell = format!("**Cause:** {cause} **Solution:** Add some.");
        let expected = format!("402 | Coins spent | {cause} | Add some. | -");
        assert_eq!(
            rows(&table("Code | Overview", &format!("402 - Coins spent | {cell}")), &KEYS),
            [expected]
        );
    }
}

#[test]
fn of_several_statuses_the_first_is_the_rows() {
    let good = "402 - Coins spent | No coins. | Add some.";
    for (several, title) in [
        ("500 / 502 / 503 - Broken", "Broken"),
        ("500/502 - Broken", "Broken"),
        ("`500` / `502` - Broken", "Broken"),
        ("500, 502, and 503: Broken", "Broken"),
        ("500 or 502 (Broken)", "Broken"),
        ("HTTP 500 & 502 Broken", "Broken"),
        ("500、502 – Broken", "Broken"),
        ("Broken (500, 502)", "Broken"),
        // The numbers are all of the cell: the cause has the name.
        ("500<br>502<br>503", "A name"),
        ("🔴 500 🔴 502", "A name"),
        ("500, 502", "A name"),
        ("500 - 3 cups, 502 kettles", "3 cups, 502 kettles"),
        ("500, 5000 cups", "5000 cups"),
        ("500 100 cups", "100 cups"),
    ] {
        let page = format!("{}| {several} | A name | Mend it. |\n", table("Code | Cause | Solution", good));
        let expected = [
            "402 | Coins spent | No coins. | Add some. | -",
            &format!("500 | {title} | A name | Mend it. | -"),
        ];
        let run = import_page(&page);
        assert_eq!((run.code, listed(&run, &KEYS)), (0, expected.map(str::to_owned).into()), "{several}");
    }
    for range in ["5xx", "500-599", "500–599", "&gt;=500", "500+", "500/min"] {
        let odd = format!("| {range} - Broken | It is broken. | Mend it. |\n");
        let run = import_page(&format!("{}{odd}", table("Code | Cause | Solution", good)));
        assert_eq!((run.code, listed(&run, &KEYS).len(), run.stderr.lines().count()), (1, 1, 1), "{range}");
    }
}

#[test]
fn a_cell_of_statuses_does_not_spoil_the_rows_beside_it() {
    let page = "| Code | Type | Overview |\n|---|---|---|\n\
        | 🔴 402 | Coins spent | **Cause:** No coins. **Solution:** Add some. |\n\
        | 🔴 418 | Pot not supported | **Cause:** A teapot. **Solution:** Use a pot. |\n\
        | 🔴 502<br>🔴 504 | Slow | **Cause:** Too fast. **Solution:** Wait. |\n\
        | 429 (Too many) | Leaves | **Cause:** Too many. **Solution:** Fewer. |\n";
    let expected = [
        "402 | Coins spent | No coins. | Add some. | -",
        "418 | Pot not supported | A teapot. | Use a pot. | -",
        "502 | Slow | Too fast. | Wait. | -",
        "429 | Leaves | Too many. | Fewer. | -",
    ];
    assert_eq!(listed(&import_page(page), &KEYS), expected);
}

#[test]
fn a_status_in_brackets_follows_its_title_or_has_its_title_in_them() {
    for (cell, title) in [
        ("Coins spent (402)", "Coins spent"),
        ("Coins spent（402）", "Coins spent"),
        ("`CoinError` (HTTP 402)", "`CoinError`"),
        ("[Coins spent (402)](https://a.example)", "Coins spent"),
        ("402 (Coins spent)", "Coins spent"),
        ("402 - Coins (all) spent", "Coins (all) spent"),
        ("402 - Coins (of 100)", "Coins (of 100)"),
        ("402 - (Coins) (spent)", "(Coins) (spent)"),
    ] {
        let page = table("Error | Cause | Solution", &format!("{cell} | No coins. | Add some."));
        assert_eq!(rows(&page, &KEYS), [format!("402 | {title} | No coins. | Add some. | -")], "{cell}");
    }
}

#[test]
fn a_title_that_is_a_code_is_the_code_too() {
    let texts = "**Cause:** No coins. <br> **Solution:** Add some.";
    for (cell, title, code) in [
        ("402 — no_coins", "no_coins", "no_coins"),
        ("402 - `no_coins`", "`no_coins`", "no_coins"),
        ("`no_coins_2` (402)", "`no_coins_2`", "no_coins_2"),
        ("402 - No_coins", "No_coins", "-"),
        ("402 - coins", "coins", "-"),
        ("402 - no_coins left", "no_coins left", "-"),
    ] {
        let page = table("Code | Overview", &format!("{cell} | {texts}"));
        assert_eq!(rows(&page, &KEYS), [format!("402 | {title} | No coins. | Add some. | {code}")], "{cell}");
    }
    let said = table("Code | Overview", &format!("402 - no_coins | **Code:** `spent` <br> {texts}"));
    assert_eq!(rows(&said, &KEYS), ["402 | no_coins | No coins. | Add some. | spent"]);
    let is_type =
        table("Code | Overview", &format!("402 - coin_error | **Type:** `coin_error` <br> {texts}"));
    assert_eq!(rows(&is_type, &KEYS), ["402 | coin_error | No coins. | Add some. | -"]);
}

#[test]
fn other_labels_end_a_text_where_they_begin_a_line() {
    for (cell, cause, solution) in [
        ("**Cause:** a <br> **Solution:** b <br> **Note:** c <br> **Retry:** no", "a", "b"),
        ("**Cause:** a <br> **Note:** c **More:** d <br> **Solution:** b", "a", "b"),
        ("**Solution:** b <br> **Note:** c <br> **Cause:** a", "a", "b"),
        ("**Cause:** a **Note:** c <br> **Solution:** b **Note:** d", "a Note: c", "b Note: d"),
        // Items of a list are the text.
        ("**Cause:** a <br> **Solution:** <br> - **One:** c <br> - **Two:** d", "a", "One: c Two: d"),
        (
            "**Cause:** a <br> **Solution:** Either: <br> - **One:** c <br> - **Two:** d",
            "a",
            "Either: One: c Two: d",
        ),
    ] {
        let page = table("Code | Overview", &format!("402 - Coins spent | {cell}"));
        assert_eq!(rows(&page, &KEYS), [format!("402 | Coins spent | {cause} | {solution} | -")], "{cell}");
    }
}

#[test]
fn a_row_without_a_title_has_that_of_its_code_type_or_cause() {
    for (heads, row, expected) in [
        (
            "HTTP code | Type | Overview",
            "402 | `CoinError` | **Cause:** a. <br> **Solution:** b.",
            "`CoinError` | a. | b. | -",
        ),
        (
            "Status | Code | Type | Cause | Solution",
            "402 | no_coins | coin_error | a. | b.",
            "no_coins | a. | b. | no_coins",
        ),
        (
            "Status | Code | Cause | Solution | Retry",
            "402 | no_coins | a. | b. | Never again",
            "no_coins | a. | b. | no_coins",
        ),
        (
            "Status | Type | Overview",
            "402 | `CoinError` | Spent <br> **Cause:** a. <br> **Solution:** b.",
            "Spent | a. | b. | -",
        ),
    ] {
        assert_eq!(rows(&table(heads, row), &KEYS), [format!("402 | {expected}")], "{heads}");
    }
    let page = table("Code | Cause | Solution", "503 - Slow | Too fast. | Wait.");
    let row = |cause: &str| format!("{page}| [402](https://a.example) | {cause} | Add some. |\n");
    let expected = ["503 | Slow | Too fast. | Wait. | -", "402 | Coins spent | Coins spent | Add some. | -"];
    assert_eq!(rows(&row("Coins spent"), &KEYS), expected);
    // A sentence is not a title, nor is any cause where no row has one.
    for page in [row("The coins are spent."), row("Coins spent").replace("503 - Slow", "503")] {
        assert!(import_page(&page).stderr.contains("it has no title"), "{page}");
    }
}
