//! Finds the error in a body of any shape, in one pass, borrowing from it.

mod cursor;
mod envelope;
mod found;
mod printed;
mod shapes;
mod text;

pub(crate) use found::{Fields, Found};
pub(crate) use shapes::scan;
pub(crate) use text::Text;
