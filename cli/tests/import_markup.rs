//! `import`: what pages are made of besides their words.

mod common;

use common::import_page;

const TEXTS: &str = "**Cause:** No coins left. <br /> **Solution:** Add coins.";
const SPENT: &str = "402 | Coins spent | No coins left. | Add coins.";

const KEYS: [&str; 3] = ["title", "cause", "solution"];

fn rows(page: &str) -> Vec<String> {
    common::rows(page, &KEYS)
}

/// The solution of a page's only row.
fn solution(page: &str) -> String {
    let rows = rows(page);
    assert_eq!(rows.len(), 1, "{page}");
    rows[0].rsplit(" | ").next().expect("a solution").to_owned()
}

fn html_row(solution: &str) -> String {
    format!(
        "<table><tr><th>Code</th><th>Cause</th><th>Solution</th></tr>\n\
         <tr><td>402 - Coins spent</td><td>No coins left.</td><td>{solution}</td></tr></table>"
    )
}

fn markdown_row(texts: &str) -> String {
    format!("| Code | Overview |\n| --- | --- |\n| 402 - Coins spent | {texts} |\n")
}

#[test]
fn what_a_person_does_not_see_is_no_text() {
    for (inside, seen) in [
        ("Add{\" \"}coins.", "Add coins."),
        ("Add {/* many | all */}coins.", "Add coins."),
        ("Add\u{200b} co\u{2060}ins.\u{feff}", "Add coins."),
        ("Add <code>co\u{200b}ins</code>.", "Add `coins`."),
        ("Add coins.<span class=\"x sr-only\"> (opens the slot)</span>", "Add coins."),
        ("Add coins.<span className=\"visually-hidden\"> (opens the slot)</span>", "Add coins."),
        ("Add coins.<span hidden> (opens the slot)</span>", "Add coins."),
        ("Add <code>{\"a\": 1}</code> {x}.", "Add `{\"a\": 1}` {x}."),
        ("Add co&shy;ins to <code>a_&shy;b</code>.", "Add coins to `a_b`."),
        ("Add coins.<i class=\"icon\" aria-hidden=\"true\">copy</i>", "Add coins."),
        ("Add coins.<span role=\"tooltip\" style=\"Display: none\">Now</span>", "Add coins."),
        (
            "Add <span aria-hidden=\"true\">5 coins</span><span class=\"sr-only\">five coins</span>.",
            "Add 5 coins.",
        ),
        ("Add coins.<sup><a href=\"#fn1\">1</a></sup>", "Add coins."),
        ("Add 10<sup>6</sup> coins.", "Add 106 coins."),
    ] {
        assert_eq!(solution(&format!("# Tea\n\n{}\n", html_row(inside))), seen, "{inside}");
        assert_eq!(
            solution(&markdown_row(&format!("**Cause:** x **Solution:** {inside}"))),
            seen,
            "{inside}"
        );
    }
    let commented = format!(
        "{{/*\n| 401 - Old | {TEXTS} |\n|---|---|\n| 401 - Old | {TEXTS} |\n*/}}\n\n{}",
        markdown_row(TEXTS)
    );
    assert_eq!(rows(&commented), [SPENT]);
}

#[test]
fn notes_of_markdown_are_no_text() {
    let page = markdown_row(&TEXTS.replace("coins.", "coins.[^1]"));
    assert_eq!(rows(&format!("{page}\n[^1]: In the cellar.\n")), [SPENT]);
}

#[test]
fn links_of_components_are_links() {
    for link in [
        "<Link to=\"https://a.example/b\">This</Link>",
        "<A href={\"https://a.example/b\"}>This</A>",
        "<a href={'https://a.example/b'} target=\"_blank\">This</a>",
    ] {
        let seen = solution(&markdown_row(&format!("**Cause:** x <br/> **Solution:** {link}.")));
        assert_eq!(seen, "[This](https://a.example/b).", "{link}");
        assert_eq!(solution(&format!("# Tea\n\n{}\n", html_row(&format!("{link}.")))), seen, "{link}");
    }
}

#[test]
fn no_page_is_too_deep_or_too_long() {
    let deep = |tag: &str, count: usize| tag.repeat(count);
    for page in [
        html_row(&format!("{}Add coins.", deep("<span>", 20_000))),
        format!("<!doctype html>{}{}", deep("<div>", 50_000), html_row("Add coins.")),
        format!("<!doctype html><math>{}{}", deep("<td>", 20_000), html_row("Add coins.")),
        markdown_row(&TEXTS.replace("Add", &format!("{}Add", deep("<b>", 20_000)))),
    ] {
        assert_eq!(rows(&page), [SPENT]);
    }
    let lines = "429 - x\n".repeat(20_000);
    assert_eq!(
        rows(&format!("{lines}402 - Coins spent\nCause: No coins left.\nSolution: Add coins.\n")),
        [SPENT]
    );
}

#[test]
fn a_cell_with_labels_of_markdown_is_markdown() {
    for (cell, seen) in [
        (
            "**Cause:** x <br/> **Solution:** See [this](https://a.example/b).",
            "See [this](https://a.example/b).",
        ),
        (
            "**Cause**: x **Solution**: See `that` and [this](/b).",
            "See `that` and [this](https://platform.openai.com/b).",
        ),
        (
            "<p>**Cause:** x</p><p>**Solution:** See [this](https://a.example/b).</p>",
            "See [this](https://a.example/b).",
        ),
        (
            "\n **Cause:** x\n **Solution:** See <b>[this](https://a.example/b)</b>.\n",
            "See [this](https://a.example/b).",
        ),
        // Here the labels are none of Markdown, and neither is the rest.
        (
            "<b>Cause:</b> x <b>Solution:</b> See [this](https://a.example/b).",
            "See \\[this\\](https://a.example/b).",
        ),
        (
            "<b>Cause:</b> x <b>Solution:</b> See **Note:** [this](/b).",
            "See \\*\\*Note:\\*\\* \\[this\\](/b).",
        ),
    ] {
        let table = format!("<table>\n<tr><td>402 - Coins spent</td><td>{cell}</td></tr>\n</table>\n");
        assert_eq!(solution(&format!("# Tea\n\n{table}")), seen, "{cell}");
        assert_eq!(solution(&format!("<!doctype html>\n{table}")), seen, "{cell}");
    }
}

#[test]
fn relative_links_follow_the_address_of_the_page() {
    for (head, link, absolute) in [
        ("<base href=\"https://a.example/docs/\">", "slots", "https://a.example/docs/slots"),
        ("<link rel=canonical href=\"https://a.example/docs/tea\">", "slots", "https://a.example/docs/slots"),
        (
            "<link rel=\"alternate canonical\" href=\"https://a.example/tea\">",
            "#x",
            "https://a.example/tea#x",
        ),
        (
            "<link rel=canonical href=\"https://b.example/\"><base href=\"https://a.example/\">",
            "/x",
            "https://a.example/x",
        ),
        ("<link rel=stylesheet href=\"https://b.example/\">", "/x", "https://platform.openai.com/x"),
        ("<title>Tea</title>", "/x", "https://platform.openai.com/x"),
        (
            "<base href=\"https://a.example/\">",
            "/web/20230102030405/https://b.example/x",
            "https://b.example/x",
        ),
    ] {
        let page = format!(
            "<!doctype html><head>{head}</head>{}",
            html_row(&format!("<a href=\"{link}\">This</a>"))
        );
        assert_eq!(solution(&page), format!("[This]({absolute})"), "{head}");
    }
}

#[test]
fn every_table_is_found() {
    let other = markdown_row("**Cause:** Broken. <br /> **Solution:** Mend.")
        .replace("402 - Coins spent", "503 - Broken");
    let table = markdown_row(TEXTS);
    for page in [
        format!("{other}\n<Tabs>\n{table}</Tabs>\n"),
        format!("{other}\n<Tabs>\n<Tab title=\"API\">\n{table}</Tab>\n</Tabs>\n"),
        format!("{other}\n<details>\n<summary>More</summary>\nThe errors:\n{table}</details>\n"),
        format!(
            "{other}\n> <div class=\"x\">\n{}",
            table.lines().map(|line| format!("> {line}\n")).collect::<String>()
        ),
        format!(
            "{other}\n<Tab>\n{}</Tab>\n",
            table.lines().map(|line| format!("    {line}\n")).collect::<String>()
        ),
    ] {
        assert_eq!(rows(&page), ["503 | Broken | Broken. | Mend.", SPENT], "{page}");
    }
    for page in [
        format!("{other}\n<!--\n{table}-->\n"),
        format!("{other}\n<pre>\n{table}</pre>\n"),
        format!("{other}\n```\n<Tab>\n{table}```\n"),
    ] {
        assert_eq!(rows(&page), ["503 | Broken | Broken. | Mend."], "{page}");
    }
    let errors = markdown_row("no labels").replace("| 402", "| PotError |\n| 402");
    let indented = format!(
        "{errors}\n!!! note\n\n{}",
        table.lines().map(|line| format!("    {line}\n")).collect::<String>()
    );
    assert_eq!(rows(&indented), [SPENT]);
}

#[test]
fn the_table_that_lacks_something_is_named() {
    let page =
        "# Tea\n\n| Code | Pot |\n|---|---|\n| 402 | Large |\n\n<table><tr><td>Menu</td></tr></table>\n";
    let run = import_page(page);
    assert!(
        run.stderr.starts_with("error: standard input:3: this table has statuses but no causes"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_row_below_a_tag_has_its_line() {
    let unreadable = "| 503 - Slow | **Cause:** x |\n";
    let page = format!("{}\n<Tab>\n{}{unreadable}</Tab>\n", markdown_row(TEXTS), markdown_row(TEXTS));
    let run = import_page(&page);
    assert_eq!(run.code, 0);
    assert!(run.stderr.starts_with("warning: standard input:9: "), "{}", run.stderr);
}

#[test]
fn tabs_are_as_good_as_spaces() {
    let page = format!("| Code\t|\tOverview |\n| ---\t|\t:-- |\n| 402 - Coins spent\t|\t{TEXTS} |\n");
    assert_eq!(rows(&page), [SPENT]);
}

#[test]
fn a_cell_goes_on_in_the_next_line() {
    const NEXT: &str = "503 | Slow | Too fast. | Wait.";
    for page in [
        "| Code | Overview |\n|---|---|\n| 402 - Coins spent | **Cause:** No coins left.\n**Solution:** Add coins. |\n| 503 - Slow | **Cause:** Too fast.\n**Solution:** Wait. |\n",
        "Code | Overview |\n---|---|\n402 - Coins spent | Cause: No coins left.\nSolution: Add coins. |\n503 - Slow | Cause: Too fast.\nSolution: Wait. |\n",
        "| Code | Overview |\n|---|---|\n| 402 - Coins spent | **Cause:**\nNo coins\nleft. <br>\n**Solution:** Add coins. |\n| 503 - Slow | **Cause:** Too fast. **Solution:** Wait. |\n",
        "| Code | Overview | Retry |\n|---|---|---|\n| 402 - Coins spent | **Cause:** No coins left.\n**Solution:** Add coins. | no |\n| 503 - Slow | **Cause:** Too fast. **Solution:** Wait. | yes |\n",
        "| Code | Cause | Solution |\n|---|---|---|\n| 402 - Coins spent | No coins\nleft. | Add coins. |\n| 503 - Slow | Too fast. | Wait. |\n",
        // Without outer pipes, and text below.
        "Code | Overview\n---|---\n402 - Coins spent | Cause: No coins left. Solution: Add coins.\n503 - Slow | Cause: Too fast. Solution: Wait.\nNot a row, and no end of one.\n",
        "| Code | Overview\n|---|---\n| 402 - Coins spent | Cause: No coins left. Solution: Add coins.\n| 503 - Slow | Cause: Too fast. Solution: Wait. |\nNot a row.\n",
    ] {
        assert_eq!(rows(page), [SPENT, NEXT], "{page}");
    }
    let half = "Code | Overview\n---|---\n402 - Coins spent | Cause: No coins left. Solution: Add coins.\n503 - Slow |\n";
    assert!(
        import_page(half).stderr.contains(":4: unreadable row `503 - Slow`"),
        "{}",
        import_page(half).stderr
    );
}

#[test]
fn a_status_and_its_title_can_be_marked_as_code() {
    for cell in
        ["`402 - Coins spent`", "`402` Coins spent", "**`402 - Coins spent`**", "`HTTP 402: Coins spent`"]
    {
        assert_eq!(rows(&markdown_row(TEXTS).replace("402 - Coins spent", cell)), [SPENT], "{cell}");
    }
    let part = markdown_row(TEXTS).replace("402 - Coins spent", "402 - Too many `coins`");
    assert_eq!(rows(&part), ["402 | Too many `coins` | No coins left. | Add coins."]);
}

#[test]
fn the_list_that_import_prints_is_a_page() {
    let page = markdown_row(&format!("**Type:** `coin_error` <br> **Code:** `no_coin` <br> {TEXTS}"));
    let first = import_page(&page).stdout;
    assert!(first.contains("\"no_coin\"") && first.contains("\"coin_error\""), "{first}");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.json");
    std::fs::write(&path, &first).expect("written");
    let again = common::stdout(&["import", path.to_str().expect("UTF-8"), "--json"]);
    assert_eq!(again, first);
}
