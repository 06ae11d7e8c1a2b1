//! Recognition (bytes to row) beside async-openai's error type and `serde_json::Value` from the same bytes, and beside a
//! search for one byte, in one run: `cargo bench -p openai-error-policy-adapter-tests --bench recognition`. Compare a
//! body's lines with each other; machines differ.

mod bodies;

use async_openai::error::WrappedError;
use bodies::{BODIES, Body, body};
use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};
use openai_error_policy::classify;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    // A single recognition is about as long as the clock is exact.
    divan::Divan::default().sample_size(100).config_with_args().main();
}

/// The bodies that a peer can read; what it refuses early would be no comparison.
fn readable(reads: fn(&Body) -> bool) -> impl Iterator<Item = &'static str> {
    BODIES.iter().filter(move |body| reads(body)).map(|body| body.name)
}

fn run<T>(bencher: Bencher<'_, '_>, name: &str, read: impl Fn(Option<u16>, &'static [u8]) -> T + Sync) {
    let Body { status, text, .. } = body(name);
    let bytes = text.as_bytes();
    bencher.counter(BytesCount::of_slice(bytes)).bench(|| read(*status, black_box(bytes)));
}

#[divan::bench(args = readable(|_| true))]
fn ours(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, |status, bytes| classify(status, &(), bytes).row());
}

#[divan::bench(args = readable(|body| serde_json::from_str::<WrappedError>(body.text).is_ok()))]
fn async_openai(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, |_, bytes| serde_json::from_slice::<WrappedError>(bytes).is_ok());
}

#[divan::bench(args = readable(|body| serde_json::from_str::<serde_json::Value>(body.text).is_ok()))]
fn serde_json_value(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, |_, bytes| serde_json::from_slice::<serde_json::Value>(bytes).is_ok());
}

#[divan::bench(args = readable(|_| true))]
fn memchr_pass(bencher: Bencher<'_, '_>, name: &str) {
    run(bencher, name, |_, bytes| memchr::memchr(0, bytes));
}
