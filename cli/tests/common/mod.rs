//! Runs the built binary.

#![allow(dead_code, reason = "every test file uses its part")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How a run of the command ended.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `openai-errors` in the folder of the sample pages.
pub(crate) fn run<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Run {
    run_with(args, "")
}

pub(crate) fn run_with<S: AsRef<std::ffi::OsStr>>(args: &[S], input: &str) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_openai-errors"))
        .args(args)
        .current_dir(pages())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary of this package");
    let mut stdin = child.stdin.take().expect("piped");
    // A command that does not read its input has closed it.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n");
    Run {
        code: output.status.code().expect("no signal"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Standard output of a run that must succeed.
pub(crate) fn stdout<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> String {
    let run = run(args);
    assert_eq!(run.code, 0, "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stderr, "");
    run.stdout
}

pub(crate) fn pages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pages")
}

/// The sample pages in a folder, by name; no folder is empty.
pub(crate) fn pages_in(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(pages().join(folder)).expect("a folder of sample pages");
    let name = |entry: std::io::Result<fs::DirEntry>| {
        entry.expect("readable").file_name().into_string().expect("ASCII")
    };
    let mut names: Vec<String> = entries.map(|entry| format!("{folder}/{}", name(entry))).collect();
    names.sort();
    assert!(!names.is_empty());
    names
}

/// A copy of the table `tests/pages/tea.toml` in a folder of its own.
pub(crate) fn tea_table() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tea.toml");
    // Git may have checked the sample out with other line ends.
    fs::write(&path, read(&pages().join("tea.toml")).replace("\r\n", "\n")).expect("written");
    (folder, path)
}

pub(crate) fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("readable")
}

/// A table with these heads and rows, the cells parted by pipes.
pub(crate) fn markdown_table(heads: &str, rows: &[&str]) -> String {
    let delimiter = heads.split('|').map(|_| "---").collect::<Vec<_>>().join(" | ");
    let body: String = rows.iter().map(|row| format!("| {row} |\n")).collect();
    format!("| {heads} |\n| {delimiter} |\n{body}")
}

/// A table of one row with this in the cell of its texts.
pub(crate) fn overview(cell: &str) -> String {
    markdown_table("Code | Overview", &[&format!("402 - Coins spent | {cell}")])
}

/// Reads a page from standard input; its rows come as JSON.
pub(crate) fn import_page(page: &str) -> Run {
    run_with(&["import", "-", "--json"], page)
}

/// All that a row has beside its status and name.
pub(crate) const FACTS: [&str; 5] = ["title", "cause", "solution", "code", "type"];

/// The rows of a page that is read without a warning, as [`listed`].
pub(crate) fn rows(page: &str, keys: &[&str]) -> Vec<String> {
    let run = import_page(page);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{page}");
    listed(&run, keys)
}

/// The rows that an import prints, a line each: the status and the texts of these keys, `-` where there is none.
pub(crate) fn listed(run: &Run, keys: &[&str]) -> Vec<String> {
    let rows: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).expect("a list");
    let line = |row: &serde_json::Value| {
        let texts: Vec<&str> = keys.iter().map(|key| row[key].as_str().unwrap_or("-")).collect();
        format!("{} | {}", row["status"], texts.join(" | "))
    };
    rows.iter().map(line).collect()
}
