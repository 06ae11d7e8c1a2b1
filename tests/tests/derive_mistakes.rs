//! Mistakes in a derive that rustc itself reports: the right error, at the user's own word. Not its wording, which
//! changes with the compiler.

use std::collections::BTreeMap;
use std::fs;

use openai_error_policy_tests::cargo::{cargo, workspace};
use serde_json::Value;

/// Error code, line and column.
type Error = (String, usize, usize);

#[test]
fn rustc_reports_at_the_users_word() {
    let fixture = workspace().join("tests/fixtures/derive-mistakes");
    let output = cargo(&fixture, &["check", "--bins", "--keep-going", "--message-format=json"]);
    let mut reported: BTreeMap<String, Vec<Error>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line).expect("cargo prints a message a line");
        let bin = message["target"]["name"].as_str().unwrap_or_default().to_owned();
        reported.entry(bin).or_default().extend(error(&message["message"]));
    }
    let mut count = 0;
    for entry in fs::read_dir(fixture.join("src/bin")).expect("the fixture has binaries") {
        let path = entry.expect("a file").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        // The same error twice where two places of the expansion name the same word.
        let mut found = reported.remove(&name).unwrap_or_default();
        found.dedup();
        let expected = expected(&fs::read_to_string(&path).expect("a source"));
        assert_eq!(found, [expected], "{name}: {}", String::from_utf8_lossy(&output.stderr));
        count += 1;
    }
    assert_eq!(count, 4);
}

/// The error of a compiler message; none for warnings and the closing count.
fn error(message: &Value) -> Option<Error> {
    let code = message["code"]["code"].as_str().filter(|code| code.starts_with('E'))?;
    let span = message["spans"].as_array()?.iter().find(|span| span["is_primary"] == true)?;
    let number = |key: &str| span[key].as_u64().and_then(|n| usize::try_from(n).ok());
    Some((code.to_owned(), number("line_start")?, number("column_start")?))
}

/// What the marks in the source say.
fn expected(source: &str) -> Error {
    let lines: Vec<&str> = source.lines().collect();
    let line = lines.iter().position(|line| line.contains("//~ ")).expect("a mark");
    let code = lines[line].split("//~ ").nth(1).expect("a code").trim().to_owned();
    let column = lines[line + 1].find('^').expect("a caret") + 1;
    (code, line + 1, column)
}
