//! The commands that the documents show are run exactly as written, and print what is shown.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use openai_error_policy_cli::server::Script;
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// All Markdown of the repository that people read.
fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = [".", "docs", "build-support", "cli", "macros"].map(|folder| root.join(folder));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).expect("a folder"));
    let mut files: Vec<PathBuf> = files.map(|file| file.expect("readable").path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    files
}

/// The fenced blocks of a document in one of these languages.
fn blocks(text: &str, languages: &[&str]) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut block = None;
    for event in Parser::new(text) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if languages.contains(&&*info) => {
                block = Some(String::new());
            }
            Event::Text(text) => block.iter_mut().for_each(|block: &mut String| block.push_str(&text)),
            Event::End(TagEnd::CodeBlock) => blocks.extend(block.take()),
            _ => {}
        }
    }
    blocks
}

/// A folder with the files that commands of the documents name.
fn sandbox() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let table = fs::read_to_string(root.join("error-table.toml")).expect("the table");
    fs::create_dir(folder.path().join("docs")).expect("created");
    for (name, text) in [
        ("body.json", r#"{"error": {"code": "slow_down"}}"#.to_owned()),
        ("answers.jsonl", "{\"id\": 1, \"status\": 429, \"headers\": {}, \"body\": \"text\"}\n".to_owned()),
        ("old.toml", table.clone()),
        ("new.toml", format!("{table}\n# The end.\n")),
    ] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    for (file, name) in [
        ("docs/error-codes.md", "docs/error-codes.md"),
        ("tests/fixtures/gateway/gateway.toml", "gateway.toml"),
    ] {
        fs::copy(root.join(file), folder.path().join(name)).expect("copied");
    }
    folder
}

/// Runs a command line in `folder` with the binary of this package, and returns what it prints.
fn shell(line: &str, folder: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_openai-errors")).parent().expect("a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(binary.to_owned()).chain(std::env::split_paths(&path));
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env("PATH", std::env::join_paths(folders).expect("folders without colons"))
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{line}\n{stderr}");
    assert_eq!(stderr, "", "{line}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The lines of `sh` blocks that call `openai-errors`. What calls cargo is not run here: `cargo add` and `cargo install`
/// need a release, the rest is what CI runs.
fn lines_of_ours(document: &Path) -> Vec<String> {
    let text = fs::read_to_string(document).expect("readable");
    let lines = blocks(&text, &["sh"]);
    let lines = lines.iter().flat_map(|block| block.lines());
    lines.filter(|line| line.starts_with("openai-errors ")).map(str::to_owned).collect()
}

/// A server runs until it is ended.
fn is_server(line: &str) -> bool {
    line.starts_with("openai-errors serve")
}

#[cfg(unix)]
#[test]
fn every_command_works() {
    let mut run = 0;
    for document in documents() {
        let folder = sandbox();
        for line in lines_of_ours(&document).iter().filter(|line| !is_server(line)) {
            let printed = shell(line, folder.path());
            assert!(!printed.is_empty(), "{}: `{line}` prints nothing", document.display());
            run += 1;
        }
    }
    assert!(run > 5, "the README's commands are among them");
}

#[test]
fn every_script_of_a_server_can_be_read() {
    let lines = documents().into_iter().flat_map(|document| lines_of_ours(&document));
    let servers: Vec<String> = lines.filter(|line| is_server(line)).collect();
    assert!(!servers.is_empty());
    for line in servers {
        let script = line.split('\'').nth(1).expect("a script in quotes");
        assert!(script.parse::<Script>().is_ok(), "{line}");
    }
}

/// A command comes after `$ `, what it prints below it.
#[cfg(unix)]
#[test]
fn every_output_is_what_is_printed() {
    let mut compared = 0;
    for document in documents() {
        let text = fs::read_to_string(&document).expect("readable");
        for block in blocks(&text, &["console"]) {
            let folder = sandbox();
            let (before, commands) = block.split_once("$ ").expect("a command");
            assert_eq!(before, "", "{}: a block of commands begins with `$ `", document.display());
            for command in commands.split("\n$ ") {
                let (line, shown) = command.split_once('\n').unwrap_or((command, ""));
                let printed = shell(line, folder.path());
                assert_eq!(printed.trim_end(), shown.trim_end(), "{}: `{line}`", document.display());
                compared += 1;
            }
        }
    }
    assert!(compared > 1, "the guide's commands are among them");
}
