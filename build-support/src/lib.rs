#![doc = include_str!("../README.md")]

// Loops are written out where chains of iterators would be shorter: each chain that is collected is compiled anew in
// every consumer's build, and together they took a fifth of its time.

mod config;
mod diagnostic;
mod document;
mod duration;
pub mod emit;
mod extend;
mod fields;
#[doc(hidden)]
pub mod format;
mod from_text;
mod message;
mod names;
mod order;
mod parse;
mod strings;
mod table;
mod text;
mod validate;

pub use config::{Config, Error, build_script};
pub use diagnostic::{Diagnostic, Diagnostics, Place};
pub use table::{
    Echo, ErrorRow, Matcher, Messages, OFFICIAL_TABLE, Pacing, Page, Policy, Remedy, Sample, Spanned, Table,
    Unlisted,
};
pub use text::{Piece, Text, TextError};
