//! Recognition (bytes to row) beside async-openai's error type parsed by serde_json from the same bytes, in one run:
//! `cargo bench -p openai-error-policy-adapter-tests`. Compare within a row group; machines differ.

use async_openai::error::WrappedError;
use divan::{AllocProfiler, Bencher, black_box};
use openai_error_policy::classify;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

/// About 300 bytes each; the second one has escapes in its message.
const PLAIN: &str = r#"{"error": {"message": "Rate limit reached for gpt-example in organization org-example0000000000000000 on tokens per min (TPM): Limit 60000, Used 59321, Requested 1530. Please try again in 851ms. Visit https://platform.openai.com/account/rate-limits to learn more.", "type": "tokens", "param": null, "code": "rate_limit_exceeded"}}"#;
const ESCAPED: &str = r#"{"error": {"message": "Rate limit reached for \"gpt-example\" in organization \u201corg-example0000000000000000\u201d on tokens per min (TPM):\nLimit 60000, Used 59321, Requested 1530. Please try again in 851ms.\nVisit https:\/\/platform.openai.com\/account\/rate-limits", "type": "tokens", "param": null, "code": "rate_limit_exceeded"}}"#;
const QUOTA: &str = r#"{"error": {"message": "You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.", "type": "insufficient_quota", "param": null, "code": "insufficient_quota"}}"#;
const PRETTY: &str = "{\n    \"error\": {\n        \"message\": \"The server had an error while processing your request. Sorry about that!\",\n        \"type\": \"server_error\",\n        \"param\": null,\n        \"code\": null\n    }\n}\n";
const SHORT: &str =
    r#"{"error":{"message":"Slow down","type":"rate_limit_error","param":null,"code":"slow_down"}}"#;

const BODIES: [(&str, &str); 5] =
    [("plain", PLAIN), ("escaped", ESCAPED), ("quota", QUOTA), ("pretty", PRETTY), ("short", SHORT)];

fn names() -> impl Iterator<Item = &'static str> {
    BODIES.iter().map(|(name, _)| *name)
}

fn body(name: &str) -> &'static [u8] {
    let found = BODIES.iter().find(|(known, _)| *known == name);
    found.map_or(&[], |(_, body)| body.as_bytes())
}

fn main() {
    for (_, body) in BODIES {
        assert!(classify(None, &(), body).row().is_some());
        assert!(serde_json::from_str::<WrappedError>(body).is_ok());
    }
    divan::main();
}

#[divan::bench(args = names())]
fn ours(bencher: Bencher<'_, '_>, name: &str) {
    let body = body(name);
    bencher.bench(|| classify(429, &(), black_box(body)).row());
}

#[divan::bench(args = names())]
fn async_openai(bencher: Bencher<'_, '_>, name: &str) {
    let body = body(name);
    bencher.bench(|| serde_json::from_slice::<WrappedError>(black_box(body)).is_ok());
}

#[divan::bench(args = names())]
fn serde_json_value(bencher: Bencher<'_, '_>, name: &str) {
    let body = body(name);
    bencher.bench(|| serde_json::from_slice::<serde_json::Value>(black_box(body)).is_ok());
}

#[divan::bench(args = names())]
fn memchr_pass(bencher: Bencher<'_, '_>, name: &str) {
    let body = body(name);
    bencher.bench(|| memchr::memchr(0, black_box(body)));
}
