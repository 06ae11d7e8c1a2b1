//! Instructions of recognition beside those of async-openai's error type, and of one decision, counted by callgrind:
//! nearly the same on every run. Needs valgrind and the runner, in the version of `Cargo.lock`:
//!
//! ```text
//! cargo install gungraun-runner --version 0.18.2
//! cargo bench -p openai-error-policy-adapter-tests --bench instructions --features callgrind
//! ```

#![allow(missing_docs, reason = "the macros make public items")]

mod bodies;

use std::hint::black_box;
use std::time::Duration;

use async_openai::error::WrappedError;
use bodies::{Body, body};
use gungraun::{library_benchmark, library_benchmark_group, main};
use openai_error_policy::{ApiError, Retry, classify};

fn recognise(body: &Body) -> bool {
    classify(body.status, &(), body.text).row().is_some()
}

fn parse(body: &Body) -> bool {
    serde_json::from_slice::<WrappedError>(body.text.as_bytes()).is_ok()
}

/// The body of that name, after a first call of each: in it memchr chooses its way to search.
fn warm(name: &str) -> &'static Body {
    let body = body(name);
    black_box((recognise(body), parse(body)));
    body
}

/// `NAME: WORK on BODIES`: one benchmark a body.
macro_rules! benchmark {
    ($name:ident: $work:ident on $($body:ident)*) => {
        #[library_benchmark]
        $(#[bench::$body(warm(stringify!($body)))])*
        fn $name(body: &Body) -> bool {
            $work(black_box(body))
        }
    };
}

/// The bodies that async-openai reads too.
macro_rules! on_bodies_of_both {
    ($name:ident: $work:ident) => {
        benchmark!($name: $work on plain escaped quota pretty short redacted_key unlisted_code large_message
            azure azure_filter);
    };
}

on_bodies_of_both!(its_types: parse);
on_bodies_of_both!(ours: recognise);
benchmark!(only_ours: recognise on google_array detail no_envelope sse_line sse_event response_failed batch_line
    batch_errors html_page text cut empty);

#[library_benchmark]
#[bench::backoff(classify(500, &(), "").into_error())]
#[bench::message_hint(classify(429, &(), body("plain").text).into_error())]
#[bench::stop(classify(429, &(), body("quota").text).into_error())]
fn decide(error: ApiError) -> bool {
    let now = Duration::from_secs(1_795_356_000);
    let verdict = Retry::start(now).decide(black_box(&error), now, || 1 << 63);
    matches!(verdict, openai_error_policy::Verdict::Retry { .. })
}

library_benchmark_group!(name = beside_async_openai, compare_by_id = true, benchmarks = [its_types, ours]);
library_benchmark_group!(name = alone, benchmarks = [only_ours, decide]);
main!(library_benchmark_groups = [beside_async_openai, alone]);
