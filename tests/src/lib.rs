//! What crosses the crates: the client of the README, the fuzz targets, and what several tests share.

pub mod big_table;
pub mod cargo;
pub mod client;
pub mod reference;
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
