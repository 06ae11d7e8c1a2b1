//! The derive macro of [`openai-error-policy`], which re-exports it: depend on
//! that crate, not on this one.
//!
//! [`openai-error-policy`]: https://docs.rs/openai-error-policy

mod ast;
mod attr;
mod context;
mod expand;
mod key;
mod methods;
#[cfg(test)]
mod tests;
mod validate;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

#[doc = include_str!("derive.md")]
#[proc_macro_derive(OpenAiErrorPolicy, attributes(openai))]
pub fn derive_openai_error_policy(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::derive(&input).into_tokens().into()
}
