#![doc = include_str!("../README.md")]

mod config;
mod diagnostic;
mod duration;
pub mod emit;
mod extend;
mod fields;
mod message;
mod names;
mod order;
mod parse;
mod read;
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
