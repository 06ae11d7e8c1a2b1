//! The text that the build step emits.

use openai_error_policy_build::{OFFICIAL_TABLE, Table, emit};

const SMALL: &str = r#"
[retry.never]
max_attempts = 1

[[error]]
name = "Odd"
status = 418
title = "I'm a \"teapot\""
cause = "Tabs | pipes, \\<angles> and π."
solution = "Set `a|b` or read [the `odd` page](https://odd.example/a)."
remedy = "fix-request"
retry = "never"
match = [{ code = "odd\\one" }, { message = "i'm a" }, { message = "i'm a teapot" }]
sample = { body = "{}" }
retired = "2025-01"

[[error]]
name = "Even"
status = 419
title = "Even"
cause = "Even."
solution = "Odd it."
remedy = "fix-request"
retry = "never"
match = [{ status = 419 }]
sample = { body = "{}" }

[[unlisted]]
retry = "never"
"#;

/// Matchers of every kind, mostly the lighter ones first.
const MATCHERS: &str = r#"
[retry.never]
max_attempts = 1

[retry.backoff]
max_attempts = 2
initial_delay = "1s"
max_delay = "1500ms"
max_server_delay = "1m"
time_budget = "1h"

[[error]]
name = "Odd"
status = 418
title = "Odd"
cause = "Odd."
solution = "Even it."
remedy = "wait"
retry = "never"
match = [
    { status = 418 },
    { type = "odd" },
    { type = "odd", status = 419, retry = "backoff" },
    { message = "odd" },
    { message = "odd", status = 419, remedy = "fix-request" },
    { message = "odd", type = "even" },
    { message = "odder" },
    { message = "od" },
    { code = "odd" },
    { code = "odd", status = 419, retry = "backoff", remedy = "slow-down" },
    { code = "odd", type = "even" },
    { code = "odd", message = "no" },
    { code = "odd", message = "longer than no" },
    { code = "odd", message = "no", status = 420 },
    { code = "o" },
    { code = "even" },
]
sample = { body = "{}" }

[[unlisted]]
match = [{ code = "none" }, { type = "none", message = "none" }]
status = [500, "502-504"]
remedy = "contact-support"
retry = "never"

[[unlisted]]
retry = "backoff"
"#;

/// A table in which the texts, names and lists get longer with `length`.
fn of_length(length: usize) -> String {
    let x = "x".repeat(length);
    let numbers: Vec<String> = (0..length).map(|n| (100 + n).to_string()).collect();
    let mut text = format!(
        r#"
[messages]
delay_phrases = ["{x}"]
echoes = [{{ after = "{x}", until = "y" }}]

[retry.{x}]
max_attempts = 1

[retry.again]
max_attempts = 2
initial_delay = "1s"
max_delay = "1s"
max_server_delay = "1s"
time_budget = "1s"

[[unlisted]]
match = [{{ code = "{x}" }}, {{ code = "{x}", message = "{x}", type = "{x}" }}, {{ type = "{x}" }}]
status = [{}]
retry = "{x}"
should_retry = "again"

[[unlisted]]
retry = "{x}"
"#,
        numbers.join(", ")
    );
    let rows = length / 15;
    for row in 0..=rows {
        let (id, own) = (rows - row, if row % 2 == 0 { "" } else { ", remedy = \"wait\"" });
        text.push_str(&format!(
            r#"
[[error]]
name = "{}{id}"
status = 400
title = "{x}"
cause = "{x}"
solution = "[{x}](https://e.test) `{x}`"
remedy = "wait"
retry = "again"
match = [{{ message = "{x}{row}"{own} }}, {{ message = "{row}", status = 429, retry = "{x}" }}]
sample = {{ body = "{{}}" }}
"#,
            x.to_uppercase().replacen('X', "Xx", 1)
        ));
    }
    text
}

fn table(text: &str) -> Table {
    Table::parse(text).expect("a table without mistakes")
}

fn rust(text: &str) -> String {
    emit::rust(&table(text), "::openai_error_policy")
}

#[test]
fn the_module_of_the_official_table() {
    insta::assert_snapshot!("official_rust", rust(OFFICIAL_TABLE));
}

#[test]
fn the_module_of_a_small_table() {
    insta::assert_snapshot!("small_rust", rust(SMALL));
}

#[test]
fn the_heaviest_matcher_of_a_group_comes_first() {
    let module = rust(MATCHERS);
    let lookup = &module[module.find("    pub static TABLE").expect("the look-up tables")..];
    insta::assert_snapshot!("matchers_rust", lookup);
}

#[test]
fn the_page_of_the_official_table() {
    insta::assert_snapshot!("official_markdown", emit::markdown(&table(OFFICIAL_TABLE), None));
}

#[test]
fn the_page_of_a_small_table_lists_live_rows_only() {
    insta::assert_snapshot!(
        "small_markdown",
        emit::markdown(&table(&SMALL.replace("retired", "since")), None)
    );
    assert!(!emit::markdown(&table(SMALL), None).contains("418"));
}

#[test]
fn a_page_lists_the_rows_of_its_edition() {
    let table = table(&SMALL.replace("retired", "since = \"2024-02\"\nretired"));
    for (edition, is_listed) in [
        (Some("2024-01"), false),
        (Some("2024-02"), true),
        (Some("2024-12"), true),
        (Some("2025-01"), false),
        (Some("2025-02"), false),
        (None, false),
    ] {
        let page = emit::markdown(&table, edition);
        assert_eq!(page.contains("| 418 - "), is_listed, "{edition:?}");
        assert!(page.contains("| 419 - "), "a row without months is on every page");
    }
}

#[test]
fn cells_escape_what_would_end_them() {
    for (solution, cell) in [
        ("a | b", "a \\| b"),
        ("`a|b`", "`a\\|b`"),
        ("`a\\|<b>|`", "<code>a&#92;&#124;\\<b>&#124;</code>"),
        ("[a|b](https://e.test/a|b)", "[a\\|b](https://e.test/a\\|b)"),
        ("[a](https://e.test/?a=b&lt=c&lt;)", "[a](https://e.test/?a=b&lt=c&amp;lt;)"),
        ("[a](https://e.test){b}", "[a](https://e.test)\\{b}"),
        ("[a](https://e.test) {b}", "[a](https://e.test) {b}"),
        ("{a} `b`{c}", "{a} `b`{c}"),
    ] {
        let table = table(&SMALL.replace("\"Odd it.\"", &format!("'{solution}'")));
        let page = emit::markdown(&table, None);
        let end = format!("**Solution:** {cell} |\n");
        assert!(page.ends_with(&end), "{solution}: {page}");
    }
}

#[test]
fn emitted_rust_is_formatted_as_prettyplease_does() {
    let given = [OFFICIAL_TABLE, SMALL, MATCHERS].map(str::to_owned);
    for text in given.into_iter().chain((1..90).map(of_length)) {
        let emitted = rust(&text);
        let file = syn::parse_file(&emitted).expect("emitted Rust parses");
        // The first lines are the comment that syn does not keep.
        let (comment, code) = emitted.split_once("\n\n").expect("a comment and the code");
        assert!(comment.starts_with("// @generated from error-table.toml"));
        pretty_assert(code, &prettyplease::unparse(&file));
    }
}

fn pretty_assert(ours: &str, theirs: &str) {
    for (number, (our, their)) in ours.lines().zip(theirs.lines()).enumerate() {
        assert_eq!(our, their, "line {} of the code", number + 1);
    }
    assert_eq!(ours, theirs);
}

#[test]
fn the_same_table_gives_the_same_text() {
    assert_eq!(rust(OFFICIAL_TABLE), rust(OFFICIAL_TABLE));
}

#[test]
fn another_crate_path_is_used_everywhere() {
    let emitted = emit::rust(&table(SMALL), "::my_sdk::errors");
    assert!(emitted.contains("::my_sdk::errors::__error_kind!(ErrorKind);"));
    assert!(!emitted.contains("::openai_error_policy::"));
}
