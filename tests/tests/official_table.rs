//! The common suite on the official table, and what only the official table promises.

mod suite;

use openai_error_policy::{ErrorKind, classify};
use openai_error_policy_build::OFFICIAL_TABLE;
use suite::Module;

#[test]
fn the_official_table_passes_the_suite() {
    let module = Module {
        source: OFFICIAL_TABLE,
        all: ErrorKind::ALL,
        of: ErrorKind::of,
        classify: |status, headers, body| classify(status, headers, body),
    };
    module.run();
}

#[test]
fn kinds_answer_in_constants() {
    const STATUS: u16 = ErrorKind::QuotaExceeded.status();
    const LINKS: usize = ErrorKind::QuotaExceeded.links().len();
    const RETRIES: bool = ErrorKind::QuotaExceeded.retry_policy().retries();
    assert_eq!((STATUS, LINKS, RETRIES), (429, 2, false));
}

#[test]
fn every_display_string() {
    let mut all = String::new();
    for kind in ErrorKind::ALL {
        all.push_str(&format!("--- {}\n{kind}\n--- {} with help\n{kind:#}\n", kind.id(), kind.id()));
    }
    insta::assert_snapshot!("kinds", all);
}
