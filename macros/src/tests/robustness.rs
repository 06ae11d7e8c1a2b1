//! Random input: never a panic, always an implementation that parses.

use proptest::prelude::*;

use super::derive;

const WORDS: &[&str] = &[
    "RateLimitReached",
    "SlowDown",
    "QuotaExceeded",
    "Self",
    "r#Row",
    "transparent",
    "unlisted",
    "policy",
    "never",
    "hints",
    "row",
    "exhaustive",
    "from",
    "default",
    "crate",
    "table",
    "retry",
    "r#try",
    "self",
    "super",
    "_",
    "type",
    "backoff",
    "BACKOFF",
    "Backoff",
    "größe",
    "=",
    ",",
    "::",
    ";",
    "'a",
    "#",
    "!",
    "<",
    ">",
    "=>",
    "3",
    "1.5",
    "\"text\"",
    "b'x'",
    "-",
    "&",
    "..",
];

fn soup() -> impl Strategy<Value = String> {
    let word = prop::sample::select(WORDS).prop_map(str::to_owned);
    let word = word.prop_recursive(2, 8, 4, |inner| {
        let list = prop::collection::vec(inner, 0..4).prop_map(|words| words.join(" "));
        (list, 0..3usize).prop_map(|(list, delimiter)| {
            let (open, close) = [("(", ")"), ("[", "]"), ("{", "}")][delimiter];
            format!("{open}{list}{close}")
        })
    });
    prop::collection::vec(word, 0..8).prop_map(|words| words.join(" "))
}

fn likely_item() -> impl Strategy<Value = String> {
    prop::sample::select(
        &[
            "RateLimitReached",
            "SlowDown",
            "RateLimitReached, SlowDown",
            "transparent",
            "unlisted",
            "policy = backoff",
            "never",
            "hints",
            "row",
            "hints, row",
            "exhaustive",
            "from",
            "default = never",
            "crate = ::renamed",
            "table = crate::table",
            "",
        ][..],
    )
    .prop_map(str::to_owned)
}

fn attribute() -> impl Strategy<Value = String> {
    let list = prop_oneof![4 => likely_item(), 1 => soup()];
    let openai = (list, 0..4usize).prop_map(|(list, delimiter)| match delimiter {
        0 => format!("#[openai[{list}]]"),
        1 => format!("#[openai{{{list}}}]"),
        _ => format!("#[openai({list})]"),
    });
    let other = prop::sample::select(
        &["", "", "#[openai]", "#[openai = 3]", "#[from]", "#[cfg(unix)]", "#[error(\"x\")]"][..],
    );
    prop_oneof![5 => openai, 3 => other.prop_map(str::to_owned)]
}

fn attributes() -> impl Strategy<Value = String> {
    prop::collection::vec(attribute(), 0..3).prop_map(|attributes| attributes.join(" "))
}

fn ty() -> impl Strategy<Value = &'static str> {
    prop::sample::select(
        &[
            "ApiError",
            "Box<ApiError>",
            "Option<ApiError>",
            "T",
            "&'a T",
            "Box<Self>",
            "Box<dyn Error + 'a>",
            "[u8; N]",
            "(T, u8)",
            "fn(T) -> T",
            "m!(T)",
            "Box<Error<'a, T, N>>",
            "<T as Trait>::Out",
            "!",
            "*const T",
        ][..],
    )
}

fn fields() -> impl Strategy<Value = String> {
    let field = (attributes(), ty());
    (prop::collection::vec(field, 0..3), 0..3usize).prop_map(|(fields, shape)| {
        let field = |(i, (attributes, ty)): (usize, &(String, &str))| match shape {
            0 => format!("{attributes} {ty}"),
            _ => format!("{attributes} r#field{i}: {ty}"),
        };
        let fields: Vec<_> = fields.iter().enumerate().map(field).collect();
        match (shape, fields.is_empty()) {
            (2, true) => String::new(),
            (0, _) => format!("({})", fields.join(", ")),
            _ => format!("{{ {} }}", fields.join(", ")),
        }
    })
}

fn generics() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop::sample::select(
        &[
            ("", ""),
            ("<T>", ""),
            ("<'a, T: ?Sized + 'a = u8, const N: usize = 3>", "where T: Debug,"),
            ("<'a: 'static, T>", "where for<'b> &'b T: Copy, T: 'a"),
        ][..],
    )
}

fn input() -> impl Strategy<Value = String> {
    let vis = prop::sample::select(&["", "pub", "pub(crate)", "pub(in crate::a)"][..]);
    let variants = prop::collection::vec((attributes(), fields()), 0..5);
    let parts = (attributes(), vis, generics(), variants, fields(), 0..6usize);
    parts.prop_map(|(attributes, vis, (generics, bounds), variants, fields, shape)| {
        let head = format!("{attributes} {vis}");
        let variant =
            |(i, (attributes, fields)): (usize, &(String, String))| format!("{attributes} V{i} {fields}");
        let variants: Vec<_> = variants.iter().enumerate().map(variant).collect();
        match shape {
            0 => format!("{head} union Error {generics} {bounds} {{ a: u8, b: ApiError }}"),
            1 | 2 if fields.starts_with('{') => {
                format!("{head} struct Error {generics} {bounds} {fields}")
            }
            1 | 2 => format!("{head} struct Error {generics} {fields} {bounds};"),
            _ => format!("{head} enum Error {generics} {bounds} {{ {} }}", variants.join(", ")),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_input_expands_to_something_that_parses(source in input()) {
        // Not all soup is an attribute; what the compiler rejects never gets here.
        if syn::parse_str::<syn::DeriveInput>(&source).is_ok() {
            let output = derive(&source);
            let text = output.tokens.to_string();
            prop_assert!(syn::parse2::<syn::File>(output.tokens).is_ok(), "{source}\n{text}");
            prop_assert!(text.contains(":: OpenAiErrorPolicy for"), "{source}\n{text}");
        }
    }

    #[test]
    fn any_attribute_is_read_or_reported(soup in soup()) {
        let sources = [
            format!("#[openai({soup})] struct Error;"),
            format!("#[openai({soup}, default = never)] enum Error {{ A }}"),
            format!("enum Error {{ #[openai({soup})] A(#[openai({soup})] u8) }}"),
        ];
        for source in sources {
            let output = derive(&source);
            prop_assert!(syn::parse2::<syn::File>(output.tokens).is_ok(), "{source}");
        }
    }
}

#[test]
fn most_of_the_random_input_is_of_the_kind_that_a_compiler_lets_through() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::deterministic();
    let mut parsed = 0;
    let mut clean = 0;
    for _ in 0..1000 {
        let source = input().new_tree(&mut runner).unwrap().current();
        if syn::parse_str::<syn::DeriveInput>(&source).is_ok() {
            parsed += 1;
            clean += usize::from(derive(&source).errors.is_empty());
        }
    }
    assert!(parsed > 900, "{parsed} of 1000 parse");
    assert!(clean > 10, "{clean} of 1000 are free of mistakes");
}
