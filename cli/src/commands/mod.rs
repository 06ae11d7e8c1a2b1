//! One module a command.

mod check;
mod classify;
mod diff;
mod explain;
mod generate;
mod import;
mod render;
mod serve;

pub(crate) use check::check;
pub(crate) use classify::classify;
pub(crate) use diff::diff;
pub(crate) use explain::explain;
pub(crate) use generate::generate;
pub(crate) use import::import;
pub(crate) use render::render;
pub(crate) use serve::serve;
