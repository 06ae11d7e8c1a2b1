//! Tables of any size are read, checked, emitted and recognised as the official one is.

use std::fs;
use std::path::Path;

use openai_error_policy_build::{Table, emit};
use openai_error_policy_tests::big_table::{MOST_ROWS, big_table};
use openai_error_policy_tests::cargo::{cargo, text, workspace};

fn table(rows: usize) -> Table {
    Table::parse(big_table(rows)).unwrap_or_else(|problems| panic!("{rows} rows: {problems}"))
}

#[test]
fn tables_of_every_size_are_right_and_emitted() {
    for rows in [1, 10, 100, 1_000] {
        let table = table(rows);
        assert_eq!(table.rows.len(), rows);
        let emitted = emit::rust(&table, "::openai_error_policy");
        assert!(syn::parse_file(&emitted).is_ok(), "{rows} rows: the emitted Rust is no Rust");
        let listed = table.rows.iter().filter(|row| row.retired.is_none()).count();
        assert_eq!(emit::markdown(&table, None).matches("**Cause:**").count(), listed);
    }
}

#[test]
fn the_largest_table_is_right() {
    assert_eq!(table(MOST_ROWS).rows.len(), MOST_ROWS);
}

/// Runs the suite of the official table in a crate that is made of a large one.
#[test]
fn every_row_of_a_large_table_is_recognised() {
    let crate_dir = workspace().join("target/big-table");
    let source = big_table(200);
    write(&crate_dir.join("Cargo.toml"), &manifest());
    write(&crate_dir.join("table.toml"), &source);
    write(&crate_dir.join("src/lib.rs"), &emit::rust(&table(200), "::openai_error_policy"));
    write(&crate_dir.join("tests/suite.rs"), &suite());
    let output = cargo(&crate_dir, &["test", "--tests"]);
    assert!(output.status.success(), "{}", text(&output));
    assert!(text(&output).contains("test the_suite ... ok"), "{}", text(&output));
}

fn manifest() -> String {
    let dependency =
        |name: &str, dir: &str| format!("{name} = {{ path = '{}' }}\n", workspace().join(dir).display());
    format!(
        "[package]\nname = \"big-table\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{}{}",
        dependency("openai-error-policy", "runtime"),
        dependency("openai-error-policy-build", "build-support"),
    )
}

fn suite() -> String {
    let suite = workspace().join("tests/tests/suite/mod.rs");
    format!(
        r##"#[path = r#"{}"#]
mod suite;

use big_table::{{ErrorKind, classify}};

#[test]
fn the_suite() {{
    let module = suite::Module {{
        source: include_str!("../table.toml"),
        all: ErrorKind::ALL,
        of: ErrorKind::of,
        classify: |status, headers, body| classify(status, headers, body),
    }};
    module.run();
}}
"##,
        suite.display()
    )
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a file in a directory")).expect("a directory");
    fs::write(path, text).expect("a file to write");
}
