//! What crosses the crates: the client of the README, and what several tests share.

pub mod cargo;
pub mod client;
