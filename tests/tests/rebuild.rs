//! An edit of a table changes what is built; without an edit nothing is compiled; a mistake stops the build with its
//! place. On a copy of the crates, since tables are edited.

use std::fs;
use std::path::{Path, PathBuf};

use openai_error_policy_tests::cargo::{cargo, text, workspace};

/// A copy of what the `reader` is built from, in a place that stays, so that a second run has less to compile.
fn copy() -> PathBuf {
    let copy = workspace().join("target/rebuild-copy");
    for part in ["build-support", "macros", "runtime", "tests/fixtures/reader"] {
        copy_tree(&workspace().join(part), &copy.join(part));
    }
    let manifest = fs::read_to_string(workspace().join("Cargo.toml")).expect("the workspace has a manifest");
    let members = manifest.lines().find(|line| line.starts_with("members")).expect("members");
    let fewer = manifest.replace(members, r#"members = ["build-support", "macros", "runtime"]"#);
    write(&copy.join("Cargo.toml"), fewer.as_bytes());
    write(&copy.join("README.md"), b"");
    write(
        &copy.join("error-table.toml"),
        &fs::read(workspace().join("error-table.toml")).expect("the table"),
    );
    copy
}

/// Copies files, and links as links; what is gone goes in the copy, too.
fn copy_tree(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    remove_others(from, to);
    for entry in fs::read_dir(from).expect("a directory to read") {
        let (from, to) = {
            let name = entry.expect("an entry").file_name();
            (from.join(&name), to.join(&name))
        };
        let kind = fs::symlink_metadata(&from).expect("metadata").file_type();
        if kind.is_symlink() {
            link(&from, &to);
        } else if kind.is_dir() {
            if from.file_name().is_some_and(|name| name != "target") {
                copy_tree(&from, &to);
            }
        } else {
            write(&to, &fs::read(&from).expect("a file to read"));
        }
    }
}

/// Removes what an earlier run has copied and is no longer there, but nothing that cargo made.
fn remove_others(from: &Path, to: &Path) {
    for entry in fs::read_dir(to).expect("a directory to read") {
        let entry = entry.expect("an entry");
        let name = entry.file_name();
        let is_gone = fs::symlink_metadata(from.join(&name)).is_err() && name != "target";
        match entry.file_type().expect("a type").is_dir() {
            true if is_gone => fs::remove_dir_all(entry.path()).expect("a directory to remove"),
            false if is_gone && name != "Cargo.lock" => {
                fs::remove_file(entry.path()).expect("a file to remove")
            }
            _ => {}
        }
    }
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) {
    if fs::symlink_metadata(to).is_err() {
        std::os::unix::fs::symlink(fs::read_link(from).expect("a link"), to).expect("a link to write");
    }
}

#[cfg(not(unix))]
fn link(from: &Path, to: &Path) {
    write(to, &fs::read(from).expect("a link that points to a file"));
}

/// Leaves a file alone that is the same already: cargo goes by times.
fn write(path: &Path, bytes: &[u8]) {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return;
    }
    fs::write(path, bytes).expect("a file to write");
}

fn edit(path: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(path).expect("a table");
    assert!(text.contains(old), "{old}");
    fs::write(path, text.replace(old, new)).expect("a table to write");
}

fn run(reader: &Path) -> (bool, String) {
    let output = cargo(reader, &["run"]);
    (output.status.success(), text(&output))
}

#[test]
fn an_edit_of_a_table_changes_what_is_built() {
    let copy = copy();
    let reader = copy.join("tests/fixtures/reader");
    let (ok, out) = run(&reader);
    assert!(
        ok && out.contains("The server had an error while processing your request / An odd title"),
        "{out}"
    );

    let (ok, out) = run(&reader);
    assert!(ok && !out.contains("Compiling"), "a build without an edit compiles nothing: {out}");

    edit(&reader.join("own.toml"), "An odd title", "A new title");
    let (ok, out) = run(&reader);
    assert!(ok && out.contains(" / A new title"), "{out}");
    assert!(!out.contains("Compiling openai-error-policy"), "only the crate with the table is built: {out}");

    edit(&copy.join("error-table.toml"), "\"The server had an error while", "\"The API had an error while");
    let (ok, out) = run(&reader);
    assert!(ok && out.contains("The API had an error while processing your request / A new title"), "{out}");

    edit(&reader.join("own.toml"), "retry = \"never\"\nmatch", "retry = \"nevr\"\nmatch");
    let (ok, out) = run(&reader);
    let expected = "error: reader@0.0.0: own.toml:11:9: unknown policy `nevr`; did you mean `never`?";
    assert!(!ok && out.contains(expected), "{out}");

    // One mistake at a time: cargo stops at whichever build script fails first.
    edit(&reader.join("own.toml"), "retry = \"nevr\"", "retry = \"never\"");
    edit(&copy.join("error-table.toml"), "status = 403\ntitle", "status = 403\ntittle");
    let (ok, out) = run(&reader);
    assert!(!ok && out.contains("error-table.toml:") && out.contains("did you mean `title`?"), "{out}");
}
