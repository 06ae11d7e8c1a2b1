//! The fuzz targets for a few seconds, the same run each time: their seeds, changed at random places, and bodies that
//! could be real. `tests/fuzz/run` looks for longer.

use std::cell::RefCell;
use std::fs;
use std::panic::{UnwindSafe, catch_unwind};
use std::path::PathBuf;

use openai_error_policy_tests::cargo::workspace;
use openai_error_policy_tests::targets::recognition::{self, Seen};
use openai_error_policy_tests::targets::{self, Target};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

/// The same random numbers in each run.
fn runner(cases: u32) -> TestRunner {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn folder() -> PathBuf {
    workspace().join("tests/fuzz")
}

/// Names and contents of a target's seeds, in the order of their names.
fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = folder().join("seeds").join(target);
    let mut seeds: Vec<_> = fs::read_dir(folder)
        .expect("a folder of seeds")
        .map(|entry| entry.expect("a seed").path())
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a seed")))
        .collect();
    seeds.sort();
    seeds
}

/// The words of a target's dictionary, in libFuzzer's form: one in quotes a line, with `\"`, `\\` and `\x0A`.
fn words(target: &str) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(folder().join(format!("{target}.dict"))).expect("a dictionary");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| word(line).unwrap_or_else(|| panic!("{target}.dict: {line}"))).collect()
}

fn word(line: &str) -> Option<Vec<u8>> {
    let mut rest = line.strip_prefix('"')?.strip_suffix('"')?.as_bytes();
    let mut word = Vec::new();
    while let [first, tail @ ..] = rest {
        (rest, _) = match (first, tail) {
            (b'\\', [b'x', hex @ ..]) => {
                let digits = std::str::from_utf8(hex.get(..2)?).ok()?;
                (&hex[2..], word.push(u8::from_str_radix(digits, 16).ok()?))
            }
            (b'\\', [other @ (b'"' | b'\\'), tail @ ..]) => (tail, word.push(*other)),
            (b'\\', _) => return None,
            (byte, tail) => (tail, word.push(*byte)),
        };
    }
    Some(word)
}

/// A change of a seed; places and lengths wrap around.
#[derive(Debug, Clone)]
enum Edit {
    Cut(usize),
    Remove(usize, usize),
    Set(usize, u8),
    Insert(usize, usize),
    Copy(usize, usize, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = || 0..4096_usize;
    let length = || 1..40_usize;
    prop_oneof![
        1 => place().prop_map(Edit::Cut),
        2 => (place(), length()).prop_map(|(at, length)| Edit::Remove(at, length)),
        2 => (place(), any::<u8>()).prop_map(|(at, byte)| Edit::Set(at, byte)),
        4 => (place(), place()).prop_map(|(at, word)| Edit::Insert(at, word)),
        2 => (place(), length(), place()).prop_map(|(from, length, to)| Edit::Copy(from, length, to)),
    ]
}

fn apply(edit: &Edit, data: &mut Vec<u8>, words: &[Vec<u8>]) {
    let size = data.len() + 1;
    let range = |at: usize, length: usize| at % size..(at % size + length).min(size - 1);
    match *edit {
        Edit::Cut(at) => data.truncate(at % size),
        Edit::Remove(at, length) => drop(data.drain(range(at, length))),
        Edit::Set(at, byte) => data.iter_mut().skip(at % size).take(1).for_each(|old| *old = byte),
        Edit::Insert(at, word) => {
            let word = words[word % words.len()].iter().copied();
            drop(data.splice(at % size..at % size, word));
        }
        Edit::Copy(from, length, to) => {
            let copy = data[range(from, length)].to_vec();
            drop(data.splice(to % size..to % size, copy));
        }
    }
}

fn run(target: Target, data: &[u8]) -> Result<(), TestCaseError> {
    let fail = |reason| TestCaseError::fail(format!("{reason}\ninput: {:?}", String::from_utf8_lossy(data)));
    caught(|| target(data)).map_err(fail)
}

/// What `check` returns, or why it panicked.
fn caught<T>(check: impl Fn() -> T + UnwindSafe) -> Result<T, String> {
    catch_unwind(check).map_err(|panic| match panic.downcast::<String>() {
        Ok(reason) => *reason,
        Err(panic) => (*panic.downcast_ref::<&str>().unwrap_or(&"no reason")).to_owned(),
    })
}

fn seeds_and_their_neighbours_pass(name: &str, cases: u32) {
    let (_, target) = targets::ALL.into_iter().find(|(target, _)| *target == name).expect("a target");
    let (seeds, words) = (seeds(name), words(name));
    assert!(seeds.len() > 5 && words.len() > 20);
    for (path, seed) in &seeds {
        run(target, seed).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
    let changes = (0..seeds.len(), prop::collection::vec(edit(), 1..6));
    let result = runner(cases).run(&changes, |(seed, edits)| {
        let mut data = seeds[seed].1.clone();
        edits.iter().for_each(|edit| apply(edit, &mut data, &words));
        run(target, &data)
    });
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn recognition_of_seeds() {
    seeds_and_their_neighbours_pass("recognition", 2_000);
}

#[test]
fn hints_of_seeds() {
    seeds_and_their_neighbours_pass("hints", 1_000);
}

#[test]
fn tables_of_seeds() {
    seeds_and_their_neighbours_pass("table", 150);
}

#[test]
fn pages_of_seeds() {
    seeds_and_their_neighbours_pass("importer", 250);
}

/// The scanner and the look-up tables agree with the slow reference, on bodies that have something to recognise.
#[test]
fn recognition_agrees_with_the_reference() {
    let seen = RefCell::new(Vec::new());
    let entropy = prop::collection::vec(any::<u8>(), 0..400);
    let result = runner(1_000).run(&entropy, |entropy| {
        let body = caught(|| recognition::generated(&entropy));
        seen.borrow_mut().push(body.map_err(TestCaseError::fail)?);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    let seen = seen.into_inner();
    let share = |kind: Seen| seen.iter().filter(|seen| **seen == kind).count() * 100 / seen.len();
    let (listed, unlisted) = (share(Seen::Listed), share(Seen::Unlisted));
    assert!(listed >= 50, "only {listed} % of the bodies have a row");
    assert!(unlisted >= 10, "only {unlisted} % of the compared bodies have none");
    assert!(listed + unlisted >= 85, "only {} % of the bodies are compared", listed + unlisted);
}
