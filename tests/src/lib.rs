//! What crosses the crates: the client of the README, the fuzz targets, and what several tests share.

pub mod big_table;
pub mod cargo;
pub mod client;
/// The page reader of the command line, compiled once more: to be tested is no reason for a door in its public API.
#[allow(dead_code, unused_imports, reason = "a part of it is for commands")]
#[path = "../../cli/src/docs/mod.rs"]
mod docs;
/// What the page reader and other commands ask a table.
#[allow(dead_code, reason = "a part of it is for commands")]
#[path = "../../cli/src/lookup.rs"]
mod lookup;
pub mod reference;
/// What the page reader takes from the command line's renderer.
#[allow(dead_code, reason = "a part of it is for commands")]
#[path = "../../cli/src/render/inline.rs"]
mod render;
pub mod targets;

/// The documents: their Rust is compiled and run as doctests.
#[cfg(doctest)]
mod documents {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[doc = include_str!("../../docs/guide.md")]
    mod guide {}
    #[doc = include_str!("../../cli/README.md")]
    mod command_line {}
}
