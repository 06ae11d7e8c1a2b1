//! The same answers, recognised with the official table and with one of 1,000 more rows. Built by `tests/table-scale`
//! in a crate of its own, whose build script makes the large module.

use divan::{Bencher, black_box};

#[allow(missing_docs)]
mod large {
    openai_error_policy::include_table!();
}

/// Rows that both tables have, and an answer that neither has.
const BODIES: [(&str, &str); 5] = [
    (
        "code",
        r#"{"error": {"message": "Rate limit reached for gpt-example in organization org-example on tokens per min (TPM): Limit 60000, Used 59321, Requested 1530. Please try again in 851ms. Visit https://platform.openai.com/account/rate-limits to learn more.", "type": "tokens", "param": null, "code": "rate_limit_exceeded"}}"#,
    ),
    (
        "message",
        r#"{"error": {"message": "The server had an error while processing your request. Sorry about that! You can retry your request, or contact us through our help center if you keep seeing this error.", "type": "server_error", "param": null, "code": null}}"#,
    ),
    (
        "type",
        r#"{"error": {"message": "Something went wrong on our way to the model, and nobody knows what.", "type": "insufficient_quota", "param": null, "code": null}}"#,
    ),
    (
        "status",
        r#"{"error": {"message": "The file you asked for is on its way, but there are others before you.", "type": "queue", "param": "file", "code": null}}"#,
    ),
    (
        "unlisted_code",
        r#"{"error": {"message": "The model `gpt-invented` does not exist or you do not have access to it.", "type": "invalid_request_error", "param": null, "code": "model_not_found"}}"#,
    ),
];

fn names() -> impl Iterator<Item = &'static str> {
    BODIES.iter().map(|(name, _)| *name)
}

fn body(name: &str) -> &'static [u8] {
    let found = BODIES.iter().find(|(known, _)| *known == name);
    found.map_or(&[], |(_, body)| body.as_bytes())
}

fn main() {
    for (name, body) in BODIES {
        let [official, large] =
            [openai_error_policy::classify(429, &(), body), large::classify(429, &(), body)];
        assert_eq!(official.row().map(|row| row.id), large.row().map(|row| row.id), "{name}");
    }
    divan::main();
}

#[divan::bench(args = names())]
fn official(bencher: Bencher<'_, '_>, name: &str) {
    let body = body(name);
    bencher.bench(|| openai_error_policy::classify(429, &(), black_box(body)).row());
}

#[divan::bench(args = names())]
fn large(bencher: Bencher<'_, '_>, name: &str) {
    let body = body(name);
    bencher.bench(|| large::classify(429, &(), black_box(body)).row());
}
