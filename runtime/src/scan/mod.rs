//! Finds the error in a body of any shape, in one pass, borrowing from it.

mod cursor;
mod envelope;
mod found;
mod front;
mod json;
mod named_status;
mod printed;
mod shapes;
mod swar;
mod text;

pub(crate) use found::{Fields, Found};
pub(crate) use front::next_part;
pub(crate) use shapes::scan;
pub(crate) use swar::{first_sixteen, order};
pub(crate) use text::Text;
