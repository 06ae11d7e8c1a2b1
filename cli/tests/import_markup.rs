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
    for (page, line) in [
        (html_row(&format!("{}Add coins.", "<span>".repeat(20_000))), 1),
        (format!("<!doctype html>\n{}{}", "<div>".repeat(50_000), html_row("Add coins.")), 2),
        (format!("<!doctype html>\n\n{}", "<div><p>é\n".repeat(50_000)), 511),
        (format!("<!doctype html><math>{}{}", "<td>".repeat(20_000), html_row("Add coins.")), 1),
        (markdown_row(&TEXTS.replace("Add", &format!("{}Add", "<b>".repeat(20_000)))), 1),
        (format!("{}{}", markdown_row(TEXTS), ">".repeat(50_000)), 1),
    ] {
        let run = import_page(&page);
        let problem = format!("error: standard input:{line}: more than 512 elements are inside each other");
        assert_eq!((run.code, run.stdout.as_str()), (2, ""));
        assert!(run.stderr.starts_with(&problem), "{}", run.stderr);
    }
    for part in [
        "<",
        "<p>a",
        "<li>a",
        "<tr><td>a",
        "<div><b>a</div>",
        "<a title='<div>'>b</a>",
        "<table><tr><td><Icon /></table>",
    ] {
        let page = format!("<!doctype html>{}<p>{}", html_row("Add coins."), part.repeat(2_000));
        let run = import_page(&page);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{part}");
        assert_eq!(common::listed(&run, &KEYS), [SPENT], "{part}");
    }
    let lines = "429 - x\n".repeat(20_000);
    assert_eq!(
        rows(&format!("{lines}402 - Coins spent\nCause: No coins left.\nSolution: Add coins.\n")),
        [SPENT]
    );
}

#[test]
fn no_tag_in_a_cell_hides_what_follows() {
    for tag in [
        "</table>",
        "</td></tr>",
        "<tr><td>",
        "<table>",
        "<template>",
        "<select>",
        "<b>",
        "<p>",
        "<div>",
        "<svg>",
    ] {
        let page = markdown_row(&TEXTS.replace("left.", &format!("left.{tag}")))
            + "| 503 - Slow | Cause: x Solution: y |\n";
        assert_eq!(rows(&page), [SPENT, "503 | Slow | x | y"], "{tag}");
    }
    for tag in ["<title>", "<script>", "<textarea>"] {
        let page = markdown_row(&TEXTS.replace("left.", &format!("left in {tag}.")));
        let spent = format!("402 | Coins spent | No coins left in \\{tag}. | Add coins.");
        assert_eq!(rows(&format!("In {tag}.\n\n{page}")), [spent], "{tag}");
    }
}

#[test]
fn a_link_to_a_mailbox_becomes_words() {
    for (link, seen) in [
        ("[us](mailto:pot@a.example)", "us (pot@a.example)"),
        ("[us](mailto:pot@a.example?subject=Tea)", "us (pot@a.example)"),
        ("<a href='MAILTO:pot@a.example'>**us**</a>", "us (pot@a.example)"),
        ("<pot@a.example>", "pot@a.example"),
        ("[Mail to pot@a.example](mailto:pot@a.example)", "Mail to pot@a.example"),
        ("[us](mailto:)", "us"),
        ("[us](tel:+1)", "us"),
    ] {
        assert_eq!(
            solution(&markdown_row(&format!("**Cause:** x <br> **Solution:** {link}"))),
            seen,
            "{link}"
        );
    }
}

#[test]
fn a_template_has_no_rows() {
    let ghost = html_row("Boo.").replace("402 - Coins spent", "503 - Ghost");
    let page = format!("<!doctype html><template><div>{ghost}</div></template>{}", html_row("Add coins."));
    assert_eq!(rows(&page), [SPENT]);
}

#[test]
fn a_cell_reaches_down_to_the_end_of_its_part() {
    let row = |status: &str, title: &str| format!("<tr>{status}<td>{title}</td><td>c</td><td>s</td></tr>");
    let page = format!(
        "<!doctype html><table><thead><tr><th>Status</th><th>Title</th><th>Cause</th><th>Solution</th></tr></thead>\
         <tbody>{}{}</tbody><tbody>{}</tbody></table>",
        row("<td rowspan=0>402</td>", "Coins spent"),
        row("", "Slot shut"),
        row("<td>503</td>", "Slow"),
    );
    assert_eq!(rows(&page), ["402 | Coins spent | c | s", "402 | Slot shut | c | s", "503 | Slow | c | s"]);
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
        // Here the labels are not Markdown, and neither is the rest.
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
        ("<meta property=og:url content=https://a.example/tea>", "/x", "https://a.example/x"),
        ("<!-- saved from url=(0021)https://a.example/tea -->", "x", "https://a.example/x"),
        (
            "<!--\n Page saved with A\n url: https://a.example/tea \n saved date: x-->",
            "x",
            "https://a.example/x",
        ),
        ("<!-- https://b.example/ -->", "/x", "https://platform.openai.com/x"),
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
    for (front, absolute) in [
        ("---\ntitle: Tea\nurl: https://a.example/tea\n---\n", "https://a.example/x"),
        ("---\r\nsource: \"https://a.example/tea\"\r\n---\r\n", "https://a.example/x"),
        ("---\nsource: The docs\n---\n", "https://platform.openai.com/x"),
        ("url: https://b.example/\n\n---\n", "https://platform.openai.com/x"),
        ("<!-- saved from url=(0021)https://a.example/tea -->\n\n", "https://a.example/x"),
    ] {
        let page = format!("{front}{}", markdown_row("**Cause:** x <br> **Solution:** [This](/x)"));
        assert_eq!(solution(&page), format!("[This]({absolute})"), "{front}");
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
            "{other}\n{}",
            html_row("Add coins.").replace("<tr", "\n\n        <tr").replace("<td", "\n\n            <td")
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
    for fence in ["```", "~~~"] {
        assert_eq!(rows(&format!("The page:\n\n{fence}markdown\n{table}{fence}\n")), [SPENT], "{fence}");
    }
}

#[test]
fn blank_lines_between_rows_do_not_end_the_table() {
    let row = "| 503 - Slow | **Cause:** Too fast. <br> **Solution:** Wait. |\n";
    let page = format!("{}\n{row}\n{}", markdown_row(TEXTS), row.replace("503 - Slow", "504 - Slower"));
    const SLOW: [&str; 2] = ["503 | Slow | Too fast. | Wait.", "504 | Slower | Too fast. | Wait."];
    assert_eq!(rows(&page), [SPENT, SLOW[0], SLOW[1]]);
    let half = page.replace("504 - Slower | **Cause:** Too fast.", "504 - Slower |");
    let run = import_page(&half);
    assert!(run.stderr.starts_with("warning: standard input:7: "), "{}", run.stderr);
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
    assert_eq!(run.code, 1);
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

#[test]
fn a_table_can_be_drawn_with_lines() {
    let page = "\
Errors of the pot
=================

+-----------------+---------------------------+
| Code            | Overview                  |
+=================+===========================+
| 402 - Coins     | **Cause:** No coins left. |
| spent           |                           |
|                 | **Solution:** `Add coins  |
|                 | <https://slots.example/se |
|                 | ttings>`__ or ask.        |
+-----------------+---------------------------+
| 503 - Slow      | - **Cause:** Too fast.    |
|                 | - **Solution:** Wait.     |
+-----------------+---------------------------+
| 504 - Slower    | Nobody knows.             |
+-----------------+---------------------------+
";
    let run = import_page(page);
    assert_eq!(
        common::listed(&run, &["title", "cause", "solution"]),
        [
            "402 | Coins spent | No coins left. | [Add coins](https://slots.example/settings) or ask.",
            "503 | Slow | Too fast. | Wait."
        ]
    );
    assert!(
        run.stderr.starts_with("warning: standard input:16: unreadable row `504 - Slower"),
        "{}",
        run.stderr
    );
}
