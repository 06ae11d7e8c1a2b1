//! The derive as a function: what it expands to, where it reports what, and
//! that no input makes it panic.

mod expansion;
mod mistakes;
mod robustness;

use syn::DeriveInput;

use crate::context::Output;
use crate::expand;

fn derive(source: &str) -> Output {
    let input: DeriveInput = syn::parse_str(source).unwrap();
    expand::derive(&input)
}

/// The expansion as Rust code, the way `cargo expand` shows it.
fn expansion(source: &str) -> String {
    let output = derive(source);
    assert_eq!(render(&output), "", "not a valid input");
    prettyplease::unparse(&syn::parse2(output.tokens).unwrap())
}

/// One line per error: `line:col: message`, and below it the source it is at.
fn render(output: &Output) -> String {
    let errors = output.errors.iter().flatten();
    let lines = errors.map(|error| {
        let (span, start) = (error.span(), error.span().start());
        let (line, column) = (start.line, start.column + 1);
        let text = span.source_text().unwrap_or_default();
        format!("{line}:{column}: {error}\n    {text}\n")
    });
    lines.collect()
}
