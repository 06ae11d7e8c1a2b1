//! A crate outside the workspace, with a table of its own and lints that deny everything, passes the common suite.

use openai_error_policy_tests::cargo::{cargo, text, workspace};

#[test]
fn a_crate_with_its_own_table_passes_the_suite() {
    let output = cargo(&workspace().join("tests/fixtures/own-table"), &["test"]);
    assert!(output.status.success(), "{}", text(&output));
    assert!(text(&output).contains("test a_foreign_table_passes_the_suite ... ok"), "{}", text(&output));
}

#[test]
fn the_example_extends_the_official_table() {
    let output = cargo(&workspace().join("tests/fixtures/gateway"), &["test"]);
    assert!(output.status.success(), "{}", text(&output));
    assert!(text(&output).contains("test both_tables_are_known ... ok"), "{}", text(&output));
}
