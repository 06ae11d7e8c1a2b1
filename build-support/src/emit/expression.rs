//! The pieces of Rust that the data of a table is made of, each on one line.

use crate::strings::joined;
use crate::table::{Remedy, Spanned};

pub(crate) const NONE: &str = "None";

pub(crate) fn some(value: &str) -> String {
    format!("Some({value})")
}

/// A string literal.
pub(crate) fn literal(text: &str) -> String {
    format!("{text:?}")
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

pub(crate) fn optional_literal(text: &Option<Spanned<String>>) -> String {
    match text {
        Some(text) => some(&literal(&text.value)),
        None => NONE.to_owned(),
    }
}

pub(crate) fn optional_policy(name: &Option<Spanned<String>>) -> String {
    match name {
        Some(name) => some(&policy(&name.value)),
        None => NONE.to_owned(),
    }
}

pub(crate) fn optional_remedy(value: &Option<Spanned<Remedy>>) -> String {
    match value {
        Some(value) => some(&remedy(value.value)),
        None => NONE.to_owned(),
    }
}
