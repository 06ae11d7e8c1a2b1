//! What a build script calls: files written, files left alone, and what it says when it can't.

use std::error::Error as _;
use std::path::Path;
use std::process::ExitCode;
use std::time::SystemTime;
use std::{fs, io};

use openai_error_policy_build::{Config, Diagnostics, Error, OFFICIAL_TABLE, Table, build_script, emit};
use tempfile::TempDir;

const OWN: &str = r#"
[[error]]
name = "Asleep"
status = 503
title = "Asleep"
cause = "It is night."
solution = "Wait for the morning."
remedy = "wait"
retry = "backoff"
match = [{ code = "asleep" }]
sample = { body = "{}" }
"#;

const CRATE: &str = "::openai_error_policy";

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

fn read(folder: &TempDir, file: &str) -> String {
    fs::read_to_string(folder.path().join(file)).unwrap()
}

fn changed(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

fn problems(error: &Error) -> &Diagnostics {
    let Error::Table(problems) = error else { panic!("{error}") };
    problems
}

#[test]
fn the_official_table_is_written_as_it_is_emitted() {
    let out = folder();
    Config::default().out_dir(out.path()).compile().unwrap();
    let table = Table::parse(OFFICIAL_TABLE).unwrap();
    assert_eq!(read(&out, "error_table.rs"), emit::rust(&table, CRATE));
    assert_eq!(read(&out, "error_table.md"), emit::markdown(&table, None));
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 2, "nothing else is left behind");
}

#[test]
fn an_own_table_in_a_crate_of_another_name() {
    let out = folder();
    let file = out.path().join("own.toml");
    fs::write(&file, OFFICIAL_TABLE).unwrap();
    Config::new().table(&file).crate_path("::my_sdk::errors").out_dir(out.path()).compile().unwrap();
    let table = Table::parse(OFFICIAL_TABLE).unwrap();
    assert_eq!(read(&out, "error_table.rs"), emit::rust(&table, "::my_sdk::errors"));
}

#[test]
fn a_table_on_top_of_the_official_one() {
    let out = folder();
    let file = out.path().join("own.toml");
    fs::write(&file, OWN).unwrap();
    let config = Config::new().table(&file).out_dir(out.path());
    config.clone().extend_official(true).compile().unwrap();
    let official = Table::parse(OFFICIAL_TABLE).unwrap();
    let both = Table::parse_over(OWN, official).unwrap();
    assert_eq!(read(&out, "error_table.rs"), emit::rust(&both, CRATE));
    assert!(config.extend_official(false).compile().is_err(), "alone it lacks much");
}

#[test]
fn without_a_table_there_is_nothing_that_extends_the_official_one() {
    let out = folder();
    let error = Config::new().extend_official(true).out_dir(out.path()).compile().unwrap_err();
    assert!(matches!(error, Error::NoTable));
    assert!(error.to_string().contains("`table`"), "{error}");
    assert!(error.source().is_none());
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 0, "nothing is written");
}

#[test]
fn what_is_right_already_is_left_alone() {
    let out = folder();
    let config = Config::new().out_dir(out.path());
    config.compile().unwrap();
    let [rust, markdown] = ["error_table.rs", "error_table.md"].map(|file| out.path().join(file));
    let long_ago = SystemTime::UNIX_EPOCH;
    fs::File::options().write(true).open(&rust).unwrap().set_modified(long_ago).unwrap();
    fs::write(&markdown, "edited by hand").unwrap();
    config.compile().unwrap();
    assert_eq!(changed(&rust), long_ago);
    let page = emit::markdown(&Table::parse(OFFICIAL_TABLE).unwrap(), None);
    assert_eq!(fs::read_to_string(markdown).unwrap(), page);
}

#[test]
fn a_broken_table_names_its_file_and_writes_nothing() {
    let out = folder();
    let file = out.path().join("own.toml");
    let config = Config::new().table(&file).out_dir(out.path());
    for (bytes, message) in [
        (OWN.replace("status", "statuz").into_bytes(), "unknown key `statuz`"),
        (b"[page]\ntitle = \"\xFF\"".to_vec(), "not UTF-8"),
    ] {
        fs::write(&file, bytes).unwrap();
        for config in [config.clone(), config.clone().extend_official(true)] {
            let error = config.compile().unwrap_err();
            let said = error.to_string();
            assert!(said.starts_with(&format!("{}:", file.display())) && said.contains(message), "{said}");
            assert_eq!(said, problems(&error).lines().join("\n"));
            assert_eq!(error.source().unwrap().to_string(), said);
        }
    }
    assert_eq!(fs::read_dir(out.path()).unwrap().count(), 1, "the table and nothing else");
}

#[test]
fn what_the_system_refuses_is_named() {
    let out = folder();
    let absent = out.path().join("absent.toml");
    let error = Config::new().table(&absent).out_dir(out.path()).compile().unwrap_err();
    assert!(matches!(&error, Error::Io { path, source, .. }
        if *path == absent && source.kind() == io::ErrorKind::NotFound));
    assert!(error.to_string().starts_with(&format!("{}: ", absent.display())), "{error}");
    assert!(error.source().unwrap().is::<io::Error>());

    let error = Config::new().out_dir(&absent).compile().unwrap_err();
    assert!(matches!(error, Error::Io { .. }), "{error}");
}

/// Cargo sets it for build scripts only.
#[test]
fn without_cargo_the_directory_must_be_said() {
    let error = Config::new().compile().unwrap_err();
    assert!(matches!(error, Error::NoOutDir));
    assert!(error.to_string().contains("`out_dir`"), "{error}");
    assert!(error.source().is_none());
}

#[test]
fn a_build_script_fails_when_the_table_is_broken() {
    let out = folder();
    let file = out.path().join("own.toml");
    fs::write(&file, OFFICIAL_TABLE).unwrap();
    let run = || build_script(Config::new().table(&file).out_dir(out.path()));
    // Exit codes cannot be compared, only shown.
    assert_eq!(format!("{:?}", run()), format!("{:?}", ExitCode::SUCCESS));
    fs::write(&file, OWN).unwrap();
    assert_eq!(format!("{:?}", run()), format!("{:?}", ExitCode::FAILURE));
}

#[test]
fn problems_are_shown_with_their_places() {
    let broken = OFFICIAL_TABLE.replacen("status = 401", "status = 999", 1);
    let problems = Table::parse(&broken).unwrap_err();
    let [problem] = &*problems.iter().collect::<Vec<_>>() else { panic!("{problems}") };
    assert_eq!(problems.into_iter().count(), 1);
    assert_eq!(problems.to_string(), format!("error-table.toml:{problem}"));
    assert_eq!(problem.to_string(), problems.clone().with_file("x").to_string().replacen("x:", "", 1));
    let (line, column) = (problem.place.line, problem.place.column);
    let at = broken.lines().nth(line - 1).unwrap();
    assert!(at[column - 1..].starts_with("999"), "{at}");
}
