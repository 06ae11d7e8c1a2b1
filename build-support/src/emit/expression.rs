//! The pieces of Rust that the data of a table is made of, each on one line.

use crate::strings::joined;
use crate::table::Remedy;

/// A string literal.
pub(crate) fn literal(text: &str) -> String {
    format!("{text:?}")
}

/// `Some(a)` or `None`
pub(crate) fn option(value: Option<String>) -> String {
    match value {
        Some(value) => format!("Some({value})"),
        None => "None".to_owned(),
    }
}

/// `[a, b]`
pub(crate) fn array(items: &[String]) -> String {
    format!("[{}]", joined(items, ", "))
}

/// `&[a, b]`
pub(crate) fn slice(items: &[String]) -> String {
    format!("&{}", array(items))
}

/// The constant of a policy.
pub(crate) fn constant(policy: &str) -> String {
    policy.to_ascii_uppercase()
}

pub(crate) fn policy(name: &str) -> String {
    format!("&policy::{}", constant(name))
}

pub(crate) fn remedy(remedy: Remedy) -> String {
    format!("Remedy::{remedy:?}")
}
