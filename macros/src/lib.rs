//! The derive macro of `openai-error-policy`.

mod ast;
mod attr;
mod context;
mod expand;
mod fallback;
mod key;
mod methods;
mod validate;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// TODO
#[proc_macro_derive(OpenAiErrorPolicy, attributes(openai))]
pub fn derive_openai_error_policy(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::derive(&input).into_tokens().into()
}
