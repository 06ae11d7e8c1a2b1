//! Each mistake that is ours to report: all at once, each at its place, and an
//! implementation all the same.

use super::{derive, render};

macro_rules! mistakes {
    ($name:ident, $source:literal) => {
        #[test]
        fn $name() {
            let output = derive($source);
            insta::with_settings!({description => $source, omit_expression => true}, {
                insta::assert_snapshot!(render(&output));
            });
            assert_implements(output.tokens);
        }
    };
}

/// The trait, the rows and, where it was asked for, the conversion.
fn assert_implements(tokens: proc_macro2::TokenStream) {
    let text = tokens.to_string();
    let file: syn::File = syn::parse2(tokens).unwrap();
    let impls = file.items.iter().filter(|item| matches!(item, syn::Item::Impl(_)));
    assert!(impls.count() >= 2, "{text}");
    assert!(text.contains(":: OpenAiErrorPolicy for"), "{text}");
    assert!(text.contains("type Kind = :: openai_error_policy :: ErrorKind"), "{text}");
}

/// A row that could not be read is not reported as missing too.
#[test]
fn coverage_is_checked_where_every_row_was_read() {
    for (cases, is_checked) in [
        ("#[openai(SlowDown)] A", true),
        ("#[openai(SlowDown)] A, #[openai(SlowDown)] B", true),
        ("#[openai(SlowDown)] A, #[openai(transparent)] B", true),
        ("#[openai(SlowDown, unlisted)] A", true),
        ("#[openai(SlowDown)] A, B", false),
        ("#[openai(SlowDown)] A, #[openai(slow_down)] B", false),
        ("#[openai(SlowDown, Rate::Limit)] A", false),
        ("", false),
    ] {
        let output = derive(&format!("#[openai(exhaustive, from)] enum Error {{ {cases} }}"));
        assert!(!output.errors.is_empty(), "{cases}");
        assert_eq!(output.tokens.to_string().contains(":: require"), is_checked, "{cases}");
    }
}

mistakes!(
    unknown_keys,
    "
#[openai(exhastive, form, r#type = x)]
enum Error {
    #[openai(transparant)]
    A(ApiError),
    #[openai(retry)]
    B,
    #[openai(rate_limit_reached)]
    C,
    #[openai(SlowDown)]
    D(#[openai(hint)] ApiError, #[openai(kind)] u8),
    #[openai(gzip)]
    E,
}
"
);

mistakes!(
    misplaced_keys_on_an_enum,
    "
#[openai(never, transparent, unlisted, policy = backoff, hints, row, RateLimitReached)]
enum Error {
    #[openai(exhaustive, from, default = never, crate = a, table = b, hints, row)]
    A,
    #[openai(never)]
    B(#[openai(never, from, SlowDown)] u8),
}
"
);

mistakes!(
    misplaced_keys_on_a_struct,
    "
#[openai(SlowDown, exhaustive, from, unlisted, default = never, hints)]
struct Error(#[openai(crate = a)] u8);
"
);

mistakes!(
    misplaced_attribute,
    "
#[openai(default = never)]
enum Error<#[openai(row)] 'a, #[openai(transparent)] T, #[openai(never)] const N: usize> {
    A(&'a T, [u8; N]),
}
"
);

mistakes!(
    duplicates,
    "
#[openai(from, default = never, from)]
#[openai(default = backoff)]
enum Error {
    #[openai(unlisted, unlisted)]
    A(#[openai(hints, hints)] ApiError),
    #[openai(SlowDown, SlowDown)]
    B(ApiError),
    #[openai(QuotaExceeded, ServerError)]
    #[openai(QuotaExceeded)]
    C(ApiError),
}
"
);

mistakes!(
    duplicate_marks,
    "
#[openai(SlowDown, RateLimitReached)]
struct Error {
    #[openai(row)]
    a: ErrorKind,
    #[openai(row, hints)]
    b: ApiError,
    #[openai(hints)]
    c: Hints,
}
"
);

mistakes!(
    a_row_on_two_variants,
    "
#[openai(exhaustive)]
enum Error {
    #[openai(SlowDown)]
    A,
    #[openai(RateLimitReached, SlowDown)]
    B(#[openai(row)] ApiError),
    #[openai(SlowDown)]
    C,
}
"
);

mistakes!(
    variants_without_attribute,
    "
enum Error {
    A,
    #[openai(never)]
    B,
    #[error(\"c\")]
    C(u8),
}
"
);

mistakes!(
    a_struct_without_attribute,
    "
#[openai(crate = ::openai_error_policy)]
struct Error;
"
);

mistakes!(
    two_meanings,
    "
enum Error {
    #[openai(SlowDown, policy = backoff)]
    A,
    #[openai(never, ServerError)]
    B,
    #[openai(transparent, QuotaExceeded)]
    C(ApiError),
    #[openai(unlisted, EngineOverloaded)]
    D,
    #[openai(never, transparent, unlisted)]
    E(ApiError),
}
"
);

mistakes!(
    transparent_with_the_wrong_fields,
    "
enum Error {
    #[openai(transparent)]
    None,
    #[openai(transparent)]
    NoneEither {},
    #[openai(transparent)]
    Two(ApiError, u8),
}
"
);

mistakes!(
    transparent_struct_without_fields,
    "
#[openai(transparent)]
struct Error;
"
);

mistakes!(
    several_rows_without_a_row_field,
    "
enum Error {
    #[openai(RateLimitReached, SlowDown, EngineOverloaded)]
    A(#[openai(hints)] ApiError),
    #[openai(QuotaExceeded, InvalidAuthentication)]
    B,
}
"
);

mistakes!(
    several_rows_of_a_struct_without_a_row_field,
    "
#[openai(RateLimitReached)]
#[openai(SlowDown)]
struct Error(ApiError);
"
);

mistakes!(
    marks_without_a_use,
    "
enum Error {
    #[openai(SlowDown)]
    A(#[openai(row)] ErrorKind),
    #[openai(transparent)]
    B(#[openai(hints, row)] ApiError),
    #[openai(unlisted)]
    C(#[openai(row)] ApiError),
    #[openai(policy = backoff)]
    D(#[openai(row)] ApiError),
    #[openai(never)]
    E(#[openai(hints)] ApiError),
}
"
);

mistakes!(
    from_without_unlisted,
    "
#[openai(from, exhaustive)]
enum Error {
    #[openai(SlowDown)]
    A(ApiError),
    #[openai(never)]
    B,
}
"
);

mistakes!(
    from_with_two_unlisted,
    "
#[openai(from)]
enum Error {
    #[openai(unlisted)]
    A(ApiError),
    #[openai(unlisted)]
    B(ApiError),
}
"
);

mistakes!(
    from_with_variants_that_cannot_hold_it,
    "
#[openai(from)]
enum Error {
    #[openai(RateLimitReached)]
    A,
    #[openai(SlowDown)]
    B(ApiError, u8),
    #[openai(unlisted)]
    C {},
    #[openai(policy = backoff)]
    D,
    #[openai(QuotaExceeded, ServerError)]
    E(#[openai(row)] ErrorKind, ApiError),
    #[openai(EngineOverloaded, IpNotAuthorized)]
    F,
}
"
);

mistakes!(
    from_beside_thiserror,
    "
#[openai(from)]
enum Error {
    #[openai(SlowDown)]
    A(ApiError),
    #[openai(unlisted)]
    B(#[from] openai_error_policy::ApiError),
    #[openai(never)]
    C(#[from] io::Error),
}
"
);

mistakes!(
    from_beside_thiserror_of_an_option,
    "
#[openai(from)]
enum Error {
    #[openai(unlisted)]
    A { #[from] source: Option<ApiError> },
    #[openai(never)]
    B { #[from] source: Option<io::Error> },
}
"
);

mistakes!(
    values,
    "
#[openai(crate, table = , default, from = ApiError, exhaustive(all))]
enum Error {
    #[openai(policy)]
    A,
    #[openai(policy = )]
    B,
    #[openai(policy = \"backoff\")]
    C,
    #[openai(policy = Backoff)]
    D,
    #[openai(policy = policy::BACKOFF)]
    E,
    #[openai(policy(backoff))]
    F,
    #[openai(never = true)]
    G,
    #[openai(SlowDown = 429)]
    H,
    #[openai(policy = backoff = 3)]
    I,
    #[openai(policy = _)]
    J,
}
"
);

mistakes!(
    paths_as_values,
    "
#[openai(SlowDown, crate = \"renamed\", table = 3)]
struct Error;
"
);

mistakes!(
    not_a_word,
    "
enum Error {
    #[openai(\"SlowDown\")]
    A,
    #[openai(429)]
    B,
    #[openai(ErrorKind::SlowDown)]
    C,
    #[openai(::SlowDown)]
    D,
    #[openai(Self)]
    E,
    #[openai(SlowDown RateLimitReached)]
    F,
    #[openai(,)]
    G,
    #[openai(never,, transparent)]
    H,
    #[openai(_)]
    I,
}
"
);

mistakes!(
    not_a_list,
    "
#[openai]
enum Error {
    #[openai = \"SlowDown\"]
    A,
    #[openai()]
    B,
    #[openai]
    C(#[openai()] u8),
}
"
);

mistakes!(
    a_union,
    "
#[openai(SlowDown)]
union Error {
    a: u8,
    b: i8,
}
"
);

mistakes!(
    an_empty_enum,
    "
#[openai(from, exhaustive)]
enum Error {}
"
);

mistakes!(
    all_at_once,
    "
#[openai(from, exhaustive, tabel = crate::table)]
enum Error {
    #[openai(RateLimitReached, SlowDown)]
    Busy(#[from] ApiError),
    #[openai(SlowDown, hints)]
    Slow,
    #[openai(transparent)]
    Inner(u8, u8),
    Nothing,
}
"
);

#[test]
fn a_duplicate_names_both_places() {
    let output = derive("#[openai(never, never)] struct Error;");
    assert_eq!(render(&output), "1:17: duplicate `never`\n    never\n1:10: first here\n    never\n");
}

#[test]
fn the_conversion_is_there_although_it_cannot_work() {
    let output = derive("#[openai(from)] enum Error { #[openai(SlowDown)] A }");
    let text = output.tokens.to_string();
    assert!(text.contains(":: From < :: openai_error_policy :: ApiError > for Error"));
}

#[test]
fn the_conversion_is_thiserrors_beside_thiserrors() {
    let output = derive("#[openai(from)] enum Error { #[openai(unlisted)] A(#[from] ApiError) }");
    assert!(!output.tokens.to_string().contains(":: convert :: From"));
}

#[test]
fn rows_stay_named_beside_a_mistake_so_that_the_compiler_checks_them_too() {
    let source = "enum Error { #[openai(Typo, never)] A, #[openai(Typpo, Tpyo)] B }";
    let text = derive(source).tokens.to_string();
    for row in ["Typo", "Typpo", "Tpyo"] {
        assert!(text.contains(&format!("ErrorKind :: {row}")), "{text}");
    }
}

#[test]
fn each_error_becomes_a_compile_error_after_the_implementation() {
    let output = derive("enum Error { A, B }");
    let file: syn::File = syn::parse2(output.into_tokens()).unwrap();
    let is_error = |item: &syn::Item| match item {
        syn::Item::Macro(item) => item.mac.path.segments.last().unwrap().ident == "compile_error",
        _ => false,
    };
    assert_eq!(file.items.iter().filter(|item| is_error(item)).count(), 2);
    assert!(matches!(file.items[0], syn::Item::Impl(_)));
}
