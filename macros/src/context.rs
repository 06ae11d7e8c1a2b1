//! Where the mistakes are collected, so that all of them are reported at once.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;

/// The mistakes found so far.
///
/// There is no way to leave early: a check says what is wrong, repairs what
/// it returns and goes on. [`Output`] takes the context, so that no path
/// through the derive can forget to report.
#[derive(Default)]
pub(crate) struct Ctxt {
    errors: Vec<syn::Error>,
}

/// What the derive hands to the compiler: an implementation in every case, and
/// the mistakes beside it.
pub(crate) struct Output {
    pub(crate) tokens: TokenStream,
    pub(crate) errors: Vec<syn::Error>,
}

impl Ctxt {
    pub(crate) fn error(&mut self, span: Span, message: String) {
        self.errors.push(syn::Error::new(span, message));
    }

    /// An error that covers all of `tokens`, from the first to the last.
    pub(crate) fn error_on(&mut self, tokens: &dyn ToTokens, message: String) {
        self.errors.push(syn::Error::new_spanned(tokens, message));
    }

    /// An error with two places. A macro on stable Rust cannot attach a note,
    /// so the other place is an error of its own.
    pub(crate) fn error_twice(&mut self, word: &Ident, message: String, other: &Ident, note: &str) {
        self.error(word.span(), message);
        self.error(other.span(), note.to_owned());
    }

    pub(crate) fn finish(self, tokens: TokenStream) -> Output {
        Output { tokens, errors: self.errors }
    }
}

impl Output {
    /// The implementation, followed by one `compile_error!` per mistake.
    pub(crate) fn into_tokens(self) -> TokenStream {
        let mut tokens = self.tokens;
        for error in &self.errors {
            error.to_compile_error().to_tokens(&mut tokens);
        }
        tokens
    }
}
