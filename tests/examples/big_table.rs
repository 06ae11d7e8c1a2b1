//! `cargo run -p openai-error-policy-tests --example big_table -- ROWS`: prints a valid table of so many rows.

use openai_error_policy_tests::big_table::{MOST_ROWS, big_table};

fn main() {
    let rows = std::env::args().nth(1).and_then(|rows| rows.parse().ok());
    match rows.filter(|rows| *rows <= MOST_ROWS) {
        Some(rows) => print!("{}", big_table(rows)),
        None => eprintln!("usage: big_table ROWS, at most {MOST_ROWS}"),
    }
}
