//! Recognition of a JSON body, a page or plain text and a decision allocate nothing. The crate `allocation_counter` puts its allocator under this program and
//! counts by thread.

#[allow(dead_code, reason = "the benchmarks look bodies up by name")]
#[path = "../benches/bodies/mod.rs"]
mod bodies;

use std::hint::black_box;
use std::time::Duration;

use allocation_counter::measure;
use bodies::BODIES;
use openai_error_policy::{Retry, classify};

const HEADERS: [(&str, &str); 5] = [
    ("retry-after", "Sun, 22 Nov 2026 14:00:30 GMT"),
    ("x-ratelimit-limit-requests", "500"),
    ("x-ratelimit-remaining-requests", "0"),
    ("x-ratelimit-reset-requests", "700ms"),
    ("x-request-id", "req_example0000"),
];

/// 2026-11-22T14:00:00Z.
const NOW: Duration = Duration::from_secs(1_795_356_000);

#[test]
fn the_counter_counts() {
    assert_eq!(measure(|| drop(black_box(Box::new(1)))).count_total, 1);
}

#[test]
fn recognition_allocates_nothing() {
    for body in BODIES {
        let counted = measure(|| {
            let answer = classify(body.status, &HEADERS, body.text);
            black_box((answer.row(), answer.retry_policy(), answer.remedy()));
        });
        assert_eq!(counted.count_total, 0, "{}", body.name);
    }
}

#[test]
fn a_decision_allocates_nothing() {
    for body in BODIES {
        for with_headers in [false, true] {
            let headers: &[(&str, &str)] = if with_headers { &HEADERS } else { &[] };
            let error = classify(body.status, headers, body.text).into_error();
            let mut retry = Retry::start(NOW);
            let counted = measure(|| {
                black_box(retry.decide(&error, NOW, || 1 << 63));
            });
            assert_eq!(counted.count_total, 0, "{}: {} bytes", body.name, counted.bytes_total);
        }
    }
}
