//! One module a command.

mod classify;
mod explain;
mod generate;
mod jsonl;
mod serve;

pub(crate) use classify::classify;
pub(crate) use explain::explain;
pub(crate) use generate::generate;
pub(crate) use serve::serve;
