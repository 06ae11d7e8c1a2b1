//! The table is the one source of facts: its copy is a link, and no Rust source repeats it.

use std::fs;
use std::path::{Path, PathBuf};

use openai_error_policy_build::{OFFICIAL_TABLE, Table};
use openai_error_policy_tests::cargo::workspace;

#[test]
fn the_packaged_table_is_the_table() {
    let table = fs::read_to_string(workspace().join("error-table.toml")).expect("the table");
    assert_eq!(table, OFFICIAL_TABLE);
    let link = workspace().join("build-support/error-table.toml");
    assert!(fs::symlink_metadata(link).expect("the link").is_symlink());
}

#[test]
fn the_readme_starts_with_the_two_commands() {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("the README");
    let first_code = readme.split("```").nth(1).expect("a block of code");
    assert!(first_code.contains("cargo run --example tour") && first_code.contains("cargo test --workspace"));
}

#[test]
fn the_readme_shows_the_client_that_the_tour_runs() {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("the README");
    let client = fs::read_to_string(workspace().join("tests/src/client.rs")).expect("the client");
    let (_, code) = client.split_once("\n\n").expect("a heading comment and the code");
    assert!(readme.contains(&format!("```rust\n{code}```")), "copy tests/src/client.rs into the README");
}

/// Sources outside of tests name no status, code, type or message of the table.
#[test]
fn rust_sources_repeat_no_fact() {
    let table = Table::parse(OFFICIAL_TABLE).expect("the official table");
    let matchers = table.rows.iter().flat_map(|row| &row.matchers);
    let matchers = matchers.chain(table.unlisted.iter().flat_map(|entry| &entry.matchers));
    let mut facts: Vec<String> = Vec::new();
    for matcher in matchers {
        let texts = [&matcher.code, &matcher.error_type, &matcher.message];
        facts.extend(texts.into_iter().flatten().map(|text| text.to_ascii_lowercase()));
    }
    facts.extend(table.rows.iter().map(|row| row.status.to_string()));
    facts.sort();
    facts.dedup();
    let mut found = Vec::new();
    for folder in ["build-support/src", "macros/src", "runtime/src", "cli/src/commands"] {
        for source in rust_files(&workspace().join(folder)) {
            let text = fs::read_to_string(&source).expect("a source");
            for (number, line) in code_lines(&text) {
                let hits = facts.iter().filter(|fact| names(line, fact));
                found.extend(hits.map(|fact| format!("{}:{number}: {fact}", source.display())));
            }
        }
    }
    assert!(found.is_empty(), "facts about errors belong into the table:\n{}", found.join("\n"));
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() && !path.ends_with("tests") {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

/// The lines in front of the tests that are no comments.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let is_code = |line: &&str| !line.trim_start().starts_with("//");
    code.lines().enumerate().filter(move |(_, line)| is_code(line)).map(|(index, line)| (index + 1, line))
}

/// Whether a line has the fact as a literal: in quotes, or a status as a number of its own.
fn names(line: &str, fact: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    if fact.bytes().all(|b| b.is_ascii_digit()) {
        return lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').any(|word| word == fact);
    }
    lower.contains(&format!("\"{fact}"))
}
