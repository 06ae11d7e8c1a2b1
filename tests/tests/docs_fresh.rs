//! The documents that are made from the table are in step with it.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Parser;
use openai_error_policy_cli::{Cli, run};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// What the command line makes of the official table.
fn rendered(format: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("page");
    let shown = page.to_str().expect("UTF-8");
    // The exit code cannot be compared; without success there is no file.
    run(Cli::parse_from(["openai-errors", "render", "--format", format, "-o", shown]));
    fs::read_to_string(&page).expect("the page was written")
}

/// Compares, mends what differs, and then still fails: a person looks at the change and commits it.
fn fresh(name: &str, format: &str) {
    let page = rendered(format);
    let path = docs().join(name);
    let checked_in = match fs::read_to_string(&path) {
        Ok(text) => text.replace("\r\n", "\n"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => panic!("{}: {error}", path.display()),
    };
    if checked_in != page {
        fs::write(&path, page).expect("the mend is written");
        panic!(
            "docs/{name} was out of step with the table and has been written anew; look at it and commit it. \
             The command: cargo run -p openai-error-policy-cli -- render --format {format} -o docs/{name}"
        );
    }
}

#[test]
fn the_markdown_page() {
    fresh("error-codes.md", "markdown");
}

#[test]
fn the_html_page() {
    fresh("error-codes.html", "html");
}

#[test]
fn the_schema() {
    fresh("error-table.schema.json", "json-schema");
}
