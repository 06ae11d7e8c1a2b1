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
fn the_page_of_the_official_table() {
    insta::assert_snapshot!("official_markdown", emit::markdown(&table(OFFICIAL_TABLE)));
}

#[test]
fn the_page_of_a_small_table_lists_live_rows_only() {
    insta::assert_snapshot!("small_markdown", emit::markdown(&table(&SMALL.replace("retired", "since"))));
    assert!(!emit::markdown(&table(SMALL)).contains("418"));
}

#[test]
fn emitted_rust_is_formatted_as_prettyplease_does() {
    for text in [OFFICIAL_TABLE, SMALL] {
        let emitted = rust(text);
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
