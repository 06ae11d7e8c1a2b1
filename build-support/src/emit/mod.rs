//! Checked model to text. Pure and deterministic: the same table gives the same bytes.

mod expression;
mod layout;
mod lookup;
mod markdown;
mod rust;

pub use markdown::markdown;
pub use rust::rust;
