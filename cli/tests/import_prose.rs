//! `import`: pages without a table.

mod common;

use common::{import_page, listed, run};

const ROWS: [&str; 2] = [
    "402 | Too many `coins` | No room left. | [Fill](https://a.example/b) a cup. | -",
    "503 | Slow - pour | Too fast. | Wait. | slow_pour",
];
const PLAIN: [&str; 2] =
    ["402 | Coins spent | No coins. | Add coins. | -", "503 | Slow | Too fast. | Wait. | -"];

const KEYS: [&str; 4] = ["title", "cause", "solution", "code"];

fn rows(page: &str) -> Vec<String> {
    common::rows(page, &KEYS)
}

/// Both rows, made of a title and labelled lines.
fn page(title: impl Fn(&str) -> String, line: impl Fn(&str, &str) -> String) -> String {
    let first = [
        title("402 - Too many `coins`"),
        line("Cause", "No room left."),
        line("Solution", "[Fill](https://a.example/b) a cup."),
    ];
    let second = [
        title("503 - Slow - pour"),
        line("Code", "`slow_pour`"),
        line("Cause", "Too fast."),
        line("Solution", "Wait."),
    ];
    [first.concat(), second.concat()].concat()
}

#[test]
fn titles_with_labelled_lines_are_rows() {
    let bold = |label: &str, text: &str| format!("**{label}:** {text}\n\n");
    let item = |label: &str, text: &str| format!("  - **{label}:** {text}\n");
    for page in [
        page(|title| format!("### {title}\n\n"), bold),
        page(|title| format!("**{title}**\n\n"), bold),
        page(|title| format!("{title}\n\n"), bold),
        page(|title| format!("### {title}\n\n"), |label, text| format!("#### {label}\n\n{text}\n\n")),
        page(|title| format!("### {title}\n\nIt happens.\n\n"), bold),
        page(|title| format!("- **{title}**\n"), item),
        page(|title| format!("- {title}\n"), item),
        page(|title| format!("1. {title}\n"), |label, text| format!("   - {label}: {text}\n")),
        page(
            |title| format!("## 1. Error {}\n", title.replacen(" -", ":", 1)),
            |label, text| format!("- {label}: {text}\n"),
        ),
        page(|title| format!("\n{title}\n"), |label, text| format!(": **{label}:** {text}\n")),
        page(|title| format!("{title}\n"), |label, text| format!("{label}: {text}\n")),
        page(|title| format!("- {title}"), |label, text| format!("\t{label}: {text}\n")),
        page(|title| format!("\n- **{title}**:"), |label, text| format!(" **{label}:** {text}")),
        page(|title| format!("{title} – "), |label, text| format!("**{label}:** {text}\n")),
        page(|title| format!("\n{title}\n"), |label, text| format!("**{label}:**\n{text}\n")),
        page(|title| format!("## {}\n\n", title.replacen(" -", "", 1)), bold),
        page(|title| format!("- **{}**\n", title.replacen(" -", "", 1)), item),
        page(|title| format!("## {} ({})\n\n", &title[6..], &title[..3]), bold),
        page(|title| format!("### 2. {} (HTTP {})\n\n", &title[6..], &title[..3]), bold),
        page(|title| format!("## HTTP/1.1 {title}\n\n"), bold),
        page(|title| format!("## {title} {{#err-x}}\n\n"), bold),
        page(|title| format!("{{% tab title=\"{title}\" %}}\n"), bold),
        page(
            |title| format!("<Group>\n  <Accordion title=\"{title}\">\n"),
            |label, text| {
                format!(
                    "    **{label}:** {text}\n\n{}",
                    if label == "Solution" { "  </Accordion>\n</Group>\n" } else { "" }
                )
            },
        ),
        page(
            |title| format!("## {title}\n\n{{% hint style=\"info\" %}}\n"),
            |label, text| {
                format!("**{label}:** {text}\n{}\n", if label == "Solution" { "{% endhint %}\n" } else { "" })
            },
        ),
        // Tables that no parser takes for one.
        page(|title| format!("\n{title}"), |label, text| format!(" | {label}: {text}")),
        format!(
            "| Code | Overview |\n|---|\n{}|\n",
            page(|title| format!("|\n| {title} |"), |label, text| format!(" {label}: {text}"))
        ),
    ] {
        assert_eq!(rows(&page), ROWS, "{page}");
    }
}

#[test]
fn a_table_without_its_edges_is_read_by_lines() {
    let page = "Tea\nCode | Overview |\n---|---|\n402 - Coins spent | Cause: No coins.\nSolution: Add coins. |\n503 - Slow | Cause: Too fast.\nSolution: Wait. |\n";
    assert_eq!(rows(page), PLAIN);
}

#[test]
fn a_row_that_is_shown_twice_is_one() {
    let once = "### 402 - Coins spent\n\nCause: No coins.\n\nSolution: Add coins.\n\n";
    assert_eq!(rows(&once.repeat(2)), PLAIN[..1]);
}

#[test]
fn html_without_a_table_is_read_too() {
    let texts = [
        "<b>Cause:</b> No coins.",
        "<b>Solution:</b> Add coins.",
        "<b>Cause:</b> Too fast.",
        "<b>Solution:</b> Wait.",
    ];
    let [no_coins, add, fast, wait] = texts;
    for body in [
        format!("<h3>402 - Coins spent</h3><p>{no_coins}</p><p>{add}</p><h3>503: Slow</h3><p>{fast}<br>{wait}</p>"),
        format!("<dl><dt>402 - Coins spent</dt><dd>{no_coins} {add}</dd><dt>503 - Slow</dt><dd>{fast} {wait}</dd></dl>"),
        format!("<ul><li>402 - Coins spent<ul><li>{no_coins}<li>{add}</ul><li>503 - Slow<ul><li>{fast}<li>{wait}</ul></ul><p>Bye.</p>"),
        "<pre>402 - Coins spent\nCause: No coins.\nSolution: Add coins.\n\n503 - Slow\nCause: Too fast.\nSolution: Wait.\n</pre>".to_owned(),
    ] {
        assert_eq!(rows(&format!("<!doctype html><h1>Tea</h1>{body}")), PLAIN, "{body}");
    }
}

#[test]
fn a_text_ends_where_a_person_ends_it() {
    let page = |between: &str, end: &str| {
        format!(
            "402 - Coins spent\n\nCause: No coins.\n\nSolution: Add coins.\n{between}\n503 - Slow\n\nCause: Too fast.\n\nSolution: Wait.\n{end}"
        )
    };
    for (between, end) in [
        ("", "\nWrite to us if that does not help.\n"),
        ("", "\n## Errors of pots\n\n### PotError\n\nCause: x\n\nSolution: y\n"),
        ("", "\n504 - Cold\n\n## Errors of pots\n\nPotError\n\n**Cause:** x\n\n**Solution:** y\n"),
        ("\nMore about [coins](https://a.example).\n", "\n## Cause\n\nNobody knows.\n"),
        ("\n504 - Cold\n\nA pot is not a kettle.\n", "\n- 402 - Coins spent\n- 503 - Slow\n"),
    ] {
        assert_eq!(rows(&page(between, end)), PLAIN, "{between}{end}");
    }
    let list = "### 402 - Coins spent\n\n**Cause:** No coins\nleft in\nthe slot.\n\n**Solution:**\n\n- Add coins.\n- Ask.\n\n\
                ### 503 - Slow\n\n**Cause:** Too fast.\n\n**Solution:** One of:\n\n- Wait.\n- Stop.\n\n\
                | Pot | Cups |\n|---|---|\n| Large | 4 |\n";
    assert_eq!(
        rows(list),
        [
            "402 | Coins spent | No coins left in the slot. | Add coins. Ask. | -",
            "503 | Slow | Too fast. | One of: Wait. Stop. | -"
        ]
    );
}

#[test]
fn lines_without_cause_and_solution_are_no_rows() {
    for page in [
        "402 - Coins spent\n\n503 - Slow\n",
        "402 - Coins spent\n\nCause: No coins.\n\n503 - Slow\n\nSolution: Wait.\n",
        "402 - Coins spent\n\nIt is about coins.\n\nCause: No coins.\n\nSolution: Add coins.\n",
        "### 402 - Coins spent\n\nIt is about coins.\n\n### PotError\n\n**Cause:** x\n\n**Solution:** y\n",
        "402 coins are spent.\n\nCause: No coins.\n\nSolution: Add coins.\n",
        "### 402\n\nCause: No coins.\n\nSolution: Add coins.\n",
        "4021 - Coins\n\nCause: No coins.\n\nSolution: Add coins.\n",
        "```\n402 - Coins spent\nCause: No coins.\nSolution: Add coins.\n```\n",
    ] {
        let run = import_page(page);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{page}");
        assert!(run.stderr.contains("no table of API errors on this page"), "{}", run.stderr);
    }
}

#[test]
fn a_title_with_one_of_both_is_left_out_with_a_warning() {
    let good = "### 503 - Slow\n\n**Cause:** Too fast.\n\n**Solution:** Wait.\n\n";
    for (odd, lacks) in [("**Cause:** No coins.", "solution"), ("**Solution:** Add coins.", "cause")] {
        let run =
            import_page(&format!("{good}### 402 - Coins spent\n\n{odd}\n\n### More\n\n**Solution:** x\n"));
        assert_eq!((run.code, listed(&run, &KEYS)), (1, vec![PLAIN[1].to_owned()]), "{}", run.stderr);
        let warning = format!(
            "warning: standard input:7: unreadable row `402 - Coins spent`: it has no {lacks}; the row is left out\n"
        );
        assert_eq!(run.stderr, warning);
    }
}

#[test]
fn where_a_table_has_rows_nothing_else_is_one() {
    let prose = "### 503 - Slow\n\n**Cause:** Too fast.\n\n**Solution:** Wait.\n\n";
    let table =
        "| Code | Cause | Solution |\n|---|---|---|\n| 402 - Coins spent | No coins. | Add coins. |\n";
    assert_eq!(rows(&format!("{prose}{table}")), PLAIN[..1]);
    // A table that cannot be read is a problem, not a reason to look elsewhere.
    let run = import_page(&format!("{prose}{}", table.replace("Add coins.", "")));
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("it has no solution"), "{}", run.stderr);
    // Tables of other things are none of that.
    let other = "| Pot | Cups |\n|---|---|\n| 402 - Large | 4 |\n";
    assert_eq!(rows(&format!("{prose}{other}")), PLAIN[1..]);
}

#[test]
fn rows_of_prose_have_their_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("page.txt");
    std::fs::write(&page, "402 - Coins spent\n503 - Slow\n\n402 - Coins spent\nCause: a\nSolution: b\n\n503 - Slow\nCause: c\nSolution: d\n")
        .expect("written");
    let run = run(&["check", "--table", "tea.toml", page.to_str().expect("UTF-8")]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let places: Vec<&str> =
        run.stdout.match_indices("page.txt:").map(|(at, _)| &run.stdout[at..at + 10]).collect();
    assert_eq!(places, ["page.txt:4", "page.txt:8"], "{}", run.stdout);
}

#[test]
fn text_that_is_called_html_is_markdown() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("page.html");
    std::fs::write(
        &path,
        "# Tea\n\n| Code | Overview |\n|---|---|\n| 402 - Coins spent | **Cause:** No coins.<br>**Solution:** Add [coins](https://a.example). |\n",
    )
    .expect("written");
    let run = run(&["import", path.to_str().expect("UTF-8"), "--json"]);
    assert_eq!(listed(&run, &KEYS), ["402 | Coins spent | No coins. | Add [coins](https://a.example). | -"]);
}

#[test]
fn a_line_below_goes_on_with_the_text_above() {
    for page in [
        "402 - Coins spent\nCause: No\ncoins.\nSolution: Add\ncoins.\n503 - Slow\nCause: Too\nfast.\nSolution: Wait.\nOther errors\n\nMore to come.\n",
        // Labels in a language that nobody here knows.
        "402 - Coins spent\nMotivo: No\ncoins.\nRimedio: Add\ncoins.\n503 - Slow\nMotivo: Too fast.\nRimedio: Wait.\n",
        "<!doctype html><pre>402 - Coins spent\nCause: No\ncoins.\nSolution: Add coins.\n\nBuy.\n503 - Slow\nCause: Too fast.\nSolution: Wait.</pre>",
    ] {
        assert_eq!(rows(page), PLAIN, "{page}");
    }
    // What has other titles is not of the text.
    let others = "402 - Coins spent\nCause: No coins.\nSolution: Add coins.\n503 - Slow\nCause: Too fast.\nSolution: Wait.\n\
                  Errors of pots\nPot\tOverview\nPotError\nCause: It is cold.\nSolution: Heat it.\n402 - Coins spent\n";
    assert_eq!(rows(others), PLAIN);
    // A row of a broken table ends with its pipe.
    let table = "402 - Coins spent | Cause: No coins. Solution: Add coins. |\n503 - Slow | Cause: Too fast. Solution: Wait. |\nSince May.\n";
    assert_eq!(rows(&format!("Tea\n{table}")), PLAIN);
}

#[test]
fn known_words_at_the_start_of_a_line_need_no_colon_before_a_sentence() {
    let page = "402 - Coins spent\n\nCause No coins.\n\nSolution Add coins.\n\n503 - Slow\n\nCause: Too fast.\n\nSolution: Wait.\n";
    assert_eq!(rows(page), PLAIN);
    assert_eq!(rows(&page.replace("\n\n", "\n")), PLAIN);
    let words = page.replace("Cause No", "Cause of no").replace("Solution Add", "Solution: Add");
    let run = import_page(&words);
    assert_eq!((run.code, listed(&run, &KEYS)), (0, vec![PLAIN[1].to_owned()]), "{}", run.stderr);
}

#[test]
fn what_follows_another_label_is_not_of_the_text() {
    let answer = "**Answer:**\n```json\n{\"a\": 1}\n```\n\nMore of it.\n\n";
    let page = |labels: &str| {
        format!(
            "### Coins spent (402)\n{labels}\n**Cause:** No coins.\n\n**Solution:** Add coins.\n\n{answer}\
             ### Slow (503)\n{labels}\n**Cause:** Too fast.\n\n**Solution:**\n- Wait.\n\n{answer}"
        )
    };
    for labels in [
        "",
        "**Error:** `\"402 Coins gone\"`\n",
        "**Error:** 402 - Coins gone\n",
        "**Message:** \"402: Coins gone.\"\n",
    ] {
        assert_eq!(rows(&page(labels)), PLAIN, "{labels}");
    }
}

#[test]
fn a_heading_that_is_a_code_is_the_code_too() {
    let page = "### 1. no_coins (HTTP 402)\n\n**Cause:** No coins.\n\n**Solution:** Add coins.\n\n\
                ## 503 - `too_fast`\n\n**Cause:** Too fast.\n\n**Solution:** Wait.\n";
    let expected = [
        "402 | no_coins | No coins. | Add coins. | no_coins",
        "503 | `too_fast` | Too fast. | Wait. | too_fast",
    ];
    assert_eq!(rows(page), expected);
}

#[test]
fn a_table_that_a_browser_copied_has_tabs_between_its_cells() {
    for page in [
        "Code\tCause\tSolution\n402 - Coins spent\tNo coins.\tAdd coins.\n503 - Slow\tToo fast.\tWait.\n",
        "Status\tTitle\tCause\tSolution\n402\tCoins spent\tNo coins.\tAdd coins.\n503\tSlow\tToo fast.\tWait.\n",
        "Title\tHTTP\tSolution\tCause\nCoins spent\t402\tAdd coins.\tNo coins.\nSlow\t503\tWait.\tToo fast.\n",
        "Code\tOverview\n402 - Coins spent\tCause: No coins. Solution: Add coins.\n503 - Slow\tCause: Too fast. Solution: Wait.\n",
        "Code\tOverview\n402 - Coins spent\tCause: No coins.\nSolution: Add coins.\n503 - Slow\tCause: Too fast.\nSolution: Wait.\n",
    ] {
        assert_eq!(rows(page), PLAIN, "{page}");
        assert_eq!(
            rows(&format!("Errors of tea\n\nTea errors\n{page}\nPots\n\nSize\tCups\tPots\n")),
            PLAIN,
            "{page}"
        );
    }
    let run = import_page("Pot\tSize\tCups\n402 ml\tLarge\t4\n503 ml\tHuge\t5\n");
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
}

#[test]
fn examples_in_code_are_neither_rows_nor_texts() {
    const ROW: &str = "402 | Coins spent | No coins left. | Add coins. | -";
    for example in [
        "```json\n{\n  \"code\": 418,\n  \"message\": \"A teapot\"\n}\n```",
        "```http\nHTTP/1.1 418 A teapot\nretry-after: 1\n```",
        "```\n418 - A teapot\n```",
        "<pre><code>418 - A teapot</code></pre>",
    ] {
        let page = |before: &str, between: &str, after: &str| {
            format!(
                "### 402 Coins spent\n\n{before}\n\n**Cause:** No coins left.\n\n{between}\n\n\
                 **Solution:** Add coins.\n\n{after}\n"
            )
        };
        for page in [page(example, "", ""), page("", example, ""), page("", "", example)] {
            assert_eq!(rows(&page), [ROW], "{page}");
        }
    }
}

#[test]
fn a_cause_goes_on_to_the_solution() {
    let page = "### 402 - Coins spent\n\n**Cause:** No coins left.\n\nThey were few:\n\n- one\n- two\n\n\
                **Solution:** Add coins.\n\nThe shop sells some.\n\n### Issue: 503 Slow\n\n\
                **Cause:** Too fast.\n\n**Solution:** Wait.\n";
    let expected = [
        "402 | Coins spent | No coins left. They were few: one two | Add coins. | -",
        "503 | Slow | Too fast. | Wait. | -",
    ];
    assert_eq!(rows(page), expected);
}
