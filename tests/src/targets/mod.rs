//! What the fuzz targets check: each takes any bytes and panics where a promise is broken. `tests/fuzz` runs them for
//! as long as you like, `cargo test` for a few seconds.

mod bodies;
pub mod hints;
pub mod importer;
pub mod json;
pub mod recognition;
pub mod table;

use std::sync::LazyLock;

use openai_error_policy_build::{OFFICIAL_TABLE, Table};

/// A target.
pub type Target = fn(&[u8]);

/// All targets with the names of their seeds and dictionaries.
pub const ALL: [(&str, Target); 4] = [
    ("recognition", recognition::run),
    ("hints", hints::run),
    ("table", table::run),
    ("importer", importer::run),
];

static OFFICIAL: LazyLock<Table> =
    LazyLock::new(|| Table::parse(OFFICIAL_TABLE).expect("the build has read it as well"));

/// A table of a few rows: with the official one a target would be many times slower.
const BAKERY: &str = include_str!("../../fuzz/seeds/table/whole.toml");
