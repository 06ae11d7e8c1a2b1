//! The official table, generated from `error-table.toml` by the build script.

include!(concat!(env!("OUT_DIR"), "/error_table.rs"));
