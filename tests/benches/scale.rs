//! What a table costs by its size: `cargo bench -p openai-error-policy-tests --bench scale`. The rows a second stay the
//! same where the cost grows linearly. `toml` is the peer: the same text, read and thrown away.

use std::time::Duration;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use openai_error_policy_build::{Table, emit};
use openai_error_policy_tests::big_table::big_table;

const ROWS: [usize; 4] = [10, 100, 1_000, 10_000];
const CRATE_PATH: &str = "::openai_error_policy";

fn main() {
    // The largest tables take long: fewer of them are enough.
    divan::Divan::default().max_time(Duration::from_secs(3)).config_with_args().main();
}

fn table(text: &str) -> Table {
    Table::parse(text).expect("generated tables are right")
}

#[divan::bench(args = ROWS)]
fn toml_alone(bencher: Bencher<'_, '_>, rows: usize) {
    let text = big_table(rows);
    bencher.counter(ItemsCount::new(rows)).bench(|| toml::de::DeTable::parse(black_box(&text)).is_ok());
}

#[divan::bench(args = ROWS)]
fn parse_and_validate(bencher: Bencher<'_, '_>, rows: usize) {
    let text = big_table(rows);
    bencher.counter(ItemsCount::new(rows)).bench(|| table(black_box(&text)));
}

#[divan::bench(args = ROWS)]
fn emit_rust(bencher: Bencher<'_, '_>, rows: usize) {
    let table = table(&big_table(rows));
    bencher.counter(ItemsCount::new(rows)).bench(|| emit::rust(black_box(&table), CRATE_PATH));
}

#[divan::bench(args = ROWS)]
fn emit_markdown(bencher: Bencher<'_, '_>, rows: usize) {
    let table = table(&big_table(rows));
    bencher.counter(ItemsCount::new(rows)).bench(|| emit::markdown(black_box(&table), None));
}

/// What a build step does beside its files: at most 0.25 s for 10,000 rows, at most 12 times that of 1,000.
#[divan::bench(args = ROWS)]
fn parse_validate_emit(bencher: Bencher<'_, '_>, rows: usize) {
    let text = big_table(rows);
    bencher.counter(ItemsCount::new(rows)).bench(|| {
        let table = table(black_box(&text));
        (emit::rust(&table, CRATE_PATH), emit::markdown(&table, None))
    });
}

/// The worst input: a mistake in each row, all reported with their places.
#[divan::bench(args = ROWS)]
fn a_mistake_in_each_row(bencher: Bencher<'_, '_>, rows: usize) {
    let text = big_table(rows).replace("remedy = \"", "remdy = \"");
    bencher
        .counter(ItemsCount::new(rows))
        .bench(|| Table::parse(black_box(&text)).map_err(|all| all.lines()));
}
