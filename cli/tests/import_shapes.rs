//! `import`: shapes of pages that people meet, rule by rule.

mod common;

use common::{FACTS, import_page, listed, markdown_table, overview};

fn rows(page: &str) -> Vec<String> {
    common::rows(page, &FACTS)
}

#[test]
fn a_column_is_what_its_head_says_it_is() {
    const SPENT: &str = "402 | Coins spent | No coins left. | Add coins. | - | -";
    for (heads, row) in [
        (
            "Code | Description | Solution | Retryable",
            "402 - Coins spent | No coins left. | Add coins. | Never",
        ),
        ("Status | Error | Solution | Description", "402 | Coins spent | Add coins. | No coins left."),
        (
            "Code | Cause | Recommended solution | Retryable",
            "402 - Coins spent | No coins left. | Add coins. | Never",
        ),
        (
            "Estado | Error | Causa | Solución | Reintentar",
            "402 | Coins spent | No coins left. | Add coins. | Nunca",
        ),
        (
            "Stato | Errore | Motivo | Rimedio | Riprovare",
            "402 | Coins spent | No coins left. | Add coins. | Mai più così",
        ),
        (
            "Status | Error | Cause | Handling | Retry",
            "402 | Coins spent | No coins left. | Add coins. | Never again",
        ),
        (
            "Code | Explanation | Actions | Docs",
            "402 - Coins spent | No coins left. | Add coins. | In the cellar",
        ),
        ("Status | Title | Explanation | What to do", "402 | Coins spent | No coins left. | Add coins."),
        ("Status | Meaning | Details | Action", "402 | Coins spent | No coins left. | Add coins."),
        ("Status | Message | Meaning | How to resolve", "402 | Coins spent | No coins left. | Add coins."),
        ("Status | Description | Cause | Action", "402 | Coins spent | No coins left. | Add coins."),
        (
            "Status | Error | Class | Cause | Advice",
            "402 | Coins spent | `CoinError` | No coins left. | Add coins.",
        ),
        ("Status | Title | Action | Details", "402 | Coins spent | Add coins. | No coins left."),
        ("Error | Status | Cause | Handling", "Coins spent | 402 | No coins left. | Add coins."),
        ("Status | Reason | Summary | Advice", "402 | Coins spent | No coins left. | Add coins."),
        (
            "Statut | Erreur | Classe | Motif | Conseil",
            "402 | Coins spent | CoinError | No coins left. | Add coins.",
        ),
    ] {
        assert_eq!(rows(&markdown_table(heads, &[row])), [SPENT], "{heads}");
    }
}

#[test]
fn a_column_of_yes_and_no_is_no_solution() {
    let answers = ["402 | Coins spent | No coins left. | Never", "503 | Slow | Too fast. | Always"];
    let run = import_page(&markdown_table("Status | Error | Cause | Retryable", &answers));
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("no causes and solutions"), "{}", run.stderr);
}

#[test]
fn titles_can_be_in_the_column_of_types() {
    const TYPED: &str = "402 | Coins spent | No coins left. | Add coins. | - | coin_error";
    const PLAIN: &str = "402 | Coins spent | No coins left. | Add coins. | - | -";
    for (heads, row, expected) in [
        ("Status | Error Type | Cause | Solution", "402 | Coins spent | No coins left. | Add coins.", PLAIN),
        (
            "Status | Type | Cause | Solution | Retry",
            "402 | Coins spent | No coins left. | Add coins. | no",
            PLAIN,
        ),
        (
            "Status | Error type | Overview",
            "402 | Coins spent | **Cause:** No coins left. **Solution:** Add coins.",
            PLAIN,
        ),
        (
            "Status | Type | Title | Cause | Solution",
            "402 | `coin_error` | Coins spent | No coins left. | Add coins.",
            TYPED,
        ),
        (
            "Status | Type | Cause | Solution",
            "402 - Coins spent | coin_error | No coins left. | Add coins.",
            TYPED,
        ),
    ] {
        assert_eq!(rows(&markdown_table(heads, &[row])), [expected], "{heads}");
    }
}

#[test]
fn headings_between_rows_are_no_rows() {
    const ROWS: [&str; 2] =
        ["402 | Coins spent | No coins left. | Add coins. | - | -", "503 | Slow | Too fast. | Wait. | - | -"];
    let markdown = markdown_table(
        "Code | Cause | Solution",
        &[
            "**Errors of coins** | | ",
            "402 - Coins spent | No coins left. | Add coins.",
            "Other errors | | ",
            "503 - Slow | Too fast. | Wait.",
        ],
    );
    assert_eq!(rows(&markdown), ROWS);
    for heading in [
        "<th colspan=3>402 errors</th>",
        "<td colspan=3>402 errors</td>",
        "<th>Errors 402</th><td></td><td></td>",
    ] {
        let html = format!(
            "<!doctype html><table><tr><th>Code</th><th>Cause</th><th>Solution</th></tr><tr>{heading}</tr>\
             <tr><td>402 - Coins spent</td><td>No coins left.</td><td>Add coins.</td></tr>\
             <tr><td>503 - Slow</td><td>Too fast.</td><td>Wait.</td></tr></table>"
        );
        assert_eq!(rows(&html), ROWS, "{heading}");
    }
}

#[test]
fn a_row_without_a_status_is_left_out_with_a_warning() {
    for status in ["—", "5xx - Any", "500-599", "Timeout", ""] {
        let overview = "**Cause:** c <br> **Solution:** s";
        let odd = format!("{status} | {overview}");
        let good = format!("402 - Coins spent | {overview}");
        let run =
            import_page(&markdown_table("Code | Overview", &[&good, &odd, &good.replace("402", "403")]));
        let rows = ["402 | Coins spent | c | s | - | -", "403 | Coins spent | c | s | - | -"];
        assert_eq!((run.code, listed(&run, &FACTS)), (1, rows.map(str::to_owned).to_vec()), "{status}");
        let (place, end) = ("warning: standard input:4: unreadable row `", "; the row is left out\n");
        assert!(run.stderr.starts_with(place) && run.stderr.ends_with(end), "{}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    }
}

#[test]
fn a_page_of_rows_left_out_is_refused() {
    let twice = format!(
        "{}{}",
        overview("**Cause:** c <br> **Solution:** s"),
        "| — | **Cause:** c <br> **Solution:** s |\n"
    );
    assert_eq!(import_page(&twice).code, 1);
    let run = import_page(&twice.replace("**Solution:** s |\n| —", "**Fix:** |\n| —"));
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(
        run.stderr.contains(":3: ") && run.stderr.contains(":4: ") && run.stderr.contains("2 problem(s)"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_blank_status_is_the_one_above() {
    let grouped = markdown_table(
        "Status | Error | Cause | Solution",
        &[
            "402 | Coins spent | No coins. | Add coins.",
            " | Purse lost | No purse. | Find it.",
            " | Slot shut | Shut. | Open it.",
            "503 | Slow | Too fast. | Wait.",
        ],
    );
    let expected = [
        "402 | Coins spent | No coins. | Add coins. | - | -",
        "402 | Purse lost | No purse. | Find it. | - | -",
        "402 | Slot shut | Shut. | Open it. | - | -",
        "503 | Slow | Too fast. | Wait. | - | -",
    ];
    assert_eq!(rows(&grouped), expected);
    assert_eq!(rows(&grouped.replace("Cause | Solution", "Motivo | Rimedio")), expected);
    // Below a row that is left out there is no status to take.
    let run = import_page(&grouped.replace("|  | Purse lost", "| — | Purse lost"));
    assert_eq!(
        (run.code, listed(&run, &FACTS).len(), run.stderr.lines().count()),
        (1, 2, 2),
        "{}",
        run.stderr
    );
}

#[test]
fn the_status_of_all_rows_can_be_the_heading_above() {
    const ROWS: [&str; 2] =
        ["402 | Coins spent | No coins. | Add coins. | - | -", "503 | Slow | Too fast. | Wait. | - | -"];
    for heading in ["402", "`402`", "402 errors", "HTTP 402", "402 - Coins"] {
        let section = |heading: &str, row: &str| {
            format!("### {heading}\n\n{}\n", markdown_table("Error | Cause | Solution", &[row]))
        };
        let first = section(heading, "Coins spent | No coins. | Add coins.");
        let page = format!("{first}{}", section("503", "Slow | Too fast. | Wait."));
        assert_eq!(rows(&page), ROWS, "{heading}");
        // Of a section without a status it is not known.
        let page = format!("{page}{}", section("Kettles", "KettleError | Broken. | Mend it."));
        assert_eq!(rows(&page), ROWS, "{heading}");
    }
    let html = "<!doctype html><h3>402 errors</h3><div><table><tr><th>Error</th><th>Cause</th><th>Solution</th></tr>\
                <tr><td>Coins spent</td><td>No coins.</td><td>Add coins.</td></tr></table></div><h3>503</h3>\
                <table><tr><th>Error</th><th>Details</th></tr><tr><td>Slow</td><td><b>Cause:</b> Too fast. <b>Solution:</b> Wait.</td></tr></table>";
    assert_eq!(rows(html), ROWS);
    let mixed = html.replace("<!doctype html>", "# Tea\n\n").replace("<h3>503</h3>", "\n\n### 503\n\n");
    assert_eq!(rows(&mixed.replace("<h3>402 errors</h3>", "### 402 errors\n\n")), ROWS);
    // Below such a heading a table can be of anything.
    let pots =
        markdown_table("Pot | Description | Colour", &["A large one | Four cups at once | Blue and white"]);
    assert_eq!(import_page(&format!("### 400\n\n{pots}")).code, 2);
}

#[test]
fn a_table_with_vague_heads_counts_beside_a_sure_one() {
    let sure = markdown_table(
        "Status | Title | Cause | Solution",
        &["402 | Coins spent | No coins left. | Add coins."],
    );
    let spent = "402 | Coins spent | No coins left. | Add coins. | - | -";
    let vague = |heads: &str| {
        markdown_table(
            heads,
            &["402 | coins SPENT | Coins? | Coins!", "503 | Slow pour | Too fast. | Wait a bit."],
        )
    };
    let slow = "503 | Slow pour | Too fast. | Wait a bit. | - | -";
    let heads = vague("Status | Title | Description | Action");
    assert_eq!(rows(&format!("{sure}\n{heads}")), [spent, slow]);
    assert_eq!(rows(&format!("{heads}\n{sure}")), [slow, spent]);
    // Where only the order of the columns tells, it can be a table of anything.
    let run = import_page(&format!("{sure}\n{}", vague("Status | Title | Summary | Advice")));
    assert_eq!((run.code, listed(&run, &FACTS)), (1, vec![spent.to_owned()]));
    let warning = "warning: standard input:8: unreadable row `503 | Slow pour`: its table does not say";
    assert!(run.stderr.starts_with(warning) && run.stderr.lines().count() == 1, "{}", run.stderr);
}

#[test]
fn a_row_without_its_texts_is_left_out_with_a_warning() {
    let good = "402 | Coins spent | No coins left. | Add coins.";
    for (odd, reason) in [
        ("503 | Slow pour | Too fast. |  ", "it has no solution"),
        ("503 | Slow pour |  | Wait.", "it has no cause"),
        ("503 |  | Too fast. | Wait.", "it has no title"),
        ("503 | Slow | pour | Too fast. | Wait.", "it has more cells than the table has columns"),
    ] {
        let run = import_page(&markdown_table("Status | Title | Cause | Solution", &[odd, good]));
        assert_eq!((run.code, listed(&run, &FACTS).len(), run.stderr.lines().count()), (1, 1, 1), "{odd}");
        assert!(run.stderr.starts_with("warning: ") && run.stderr.contains(reason), "{}", run.stderr);
    }
}

#[test]
fn a_row_that_a_table_has_twice_is_one() {
    let row = "402 | Coins spent | No coins left. | Add coins.";
    let page = markdown_table(
        "Status | Title | Cause | Solution",
        &[row, row, "402 | Coins spent | No purse. | Find it."],
    );
    assert_eq!(
        listed(&import_page(&page), &FACTS),
        [
            "402 | Coins spent | No coins left. | Add coins. | - | -",
            "402 | Coins spent | No purse. | Find it. | - | -"
        ]
    );
}

#[test]
fn a_status_is_no_code() {
    const SPENT: &str = "402 | Coins spent | No coins left. | Add coins. | - | -";
    let cell = "**Code:** `402` <br> **Cause:** No coins left. <br> **Solution:** Add coins.";
    assert_eq!(rows(&overview(cell)), [SPENT]);
    let column = markdown_table(
        "Status | Code | Title | Cause | Solution",
        &["402 | 402 | Coins spent | No coins left. | Add coins."],
    );
    assert_eq!(rows(&column), [SPENT]);
    assert_eq!(rows(&format!("## 402 - Coins spent\n\n{}\n", cell.replace(" <br> ", "\n\n"))), [SPENT]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.json");
    let row = r#"[{"status": 402, "title": "a", "cause": "b", "solution": "c", "code": "402"}]"#;
    std::fs::write(&path, row).expect("written");
    let json = common::stdout(&["import", path.to_str().expect("UTF-8"), "--json"]);
    assert!(json.contains("\"code\": null"), "{json}");
}

#[test]
fn own_codes_that_look_like_statuses_are_codes() {
    for heads in ["Error code | HTTP status", "Code | Status code", "Code | HTTP", "Code | Response status"] {
        let page = markdown_table(
            &format!("{heads} | Title | Cause | Solution"),
            &["101 | 402 | Coins spent | No coins left. | Add coins."],
        );
        assert_eq!(rows(&page), ["402 | Coins spent | No coins left. | Add coins. | 101 | -"], "{heads}");
    }
}

#[test]
fn a_title_follows_its_status_in_many_ways() {
    for (first, title) in [
        ("402 -- Coins spent", "Coins spent"),
        ("402, Coins spent", "Coins spent"),
        ("402 - 3 coins", "3 coins"),
        ("402 − Coins spent", "Coins spent"),
        ("HTTP/2 402: Coins spent", "Coins spent"),
        ("HTTP response code 402 - Coins spent", "Coins spent"),
    ] {
        let page =
            markdown_table("Code | Cause | Solution", &[&format!("{first} | No coins left. | Add coins.")]);
        assert_eq!(rows(&page), [format!("402 | {title} | No coins left. | Add coins. | - | -")], "{first}");
    }
}

#[test]
fn the_last_word_of_a_head_or_label_tells_what_it_is() {
    const SPENT: &str = "402 | Coins spent | No coins left. | Add coins. | - | -";
    for (cause, solution) in [
        ("Root cause", "Next steps"),
        ("Why", "Workaround"),
        ("Why it happens", "What you can do"),
        ("Most likely cause", "Quick fix"),
        ("Description", "Handling"),
    ] {
        let heads = format!("Status | Title | {solution} | {cause}");
        assert_eq!(
            rows(&markdown_table(&heads, &["402 | Coins spent | Add coins. | No coins left."])),
            [SPENT],
            "{heads}"
        );
        if cause != "Description" {
            let cell = format!("**{solution}:** Add coins. <br> **{cause}:** No coins left.");
            assert_eq!(rows(&overview(&cell)), [SPENT], "{cell}");
        }
    }
}

#[test]
fn under_heads_of_other_languages_a_column_of_code_is_the_code() {
    let titles = markdown_table(
        "HTTP | Kod | Metin",
        &["402 | `no_coins` | **Cause:** No coins. <br> **Solution:** Add some."],
    );
    for titles in [&titles, &titles.replace("Kod", ""), &titles.replace("HTTP | Kod | Metin", " | | ")] {
        assert_eq!(rows(titles), ["402 | `no_coins` | No coins. | Add some. | no_coins | -"]);
    }
    const CODED: &str = "402 | Coins spent | No coins left. | Add coins. | no_coins | -";
    for heads in [
        "HTTP | コード | メッセージ | 原因 | 対処方法",
        "HTTP | Kod | Mesaj | Neden | Çözüm",
        "HTTP | Código | Mensaje | Causa | Remedio",
    ] {
        let row = "402 | `no_coins` | Coins spent | No coins left. | Add coins.";
        assert_eq!(rows(&markdown_table(heads, &[row])), [CODED], "{heads}");
        // Without marks nobody knows which column is what.
        let run =
            import_page(&markdown_table("HTTP | Kod | Mesaj | Neden | Çözüm", &[&row.replace('`', "")]));
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{}", run.stderr);
    }
}
