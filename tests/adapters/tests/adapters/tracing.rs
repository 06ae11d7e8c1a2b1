//! The fields of events and spans.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use openai_error_policy::Retry;
use openai_error_policy::adapters::tracing::{emit, error_type, record};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber, subscriber};

use super::error;

/// Keeps what is recorded: level or span, field, value.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<BTreeMap<String, String>>>);

impl Visit for Recorder {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0
            .lock()
            .expect("no test panics with the lock")
            .insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl Subscriber for Recorder {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
        let level = event.metadata().level().to_string();
        self.0.lock().expect("no test panics with the lock").insert("level".to_owned(), level);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

fn recorded(run: impl FnOnce()) -> Vec<(String, String)> {
    let recorder = Recorder::default();
    subscriber::with_default(recorder.clone(), run);
    let fields = recorder.0.lock().expect("no test panics with the lock").clone();
    fields.into_iter().collect()
}

fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_retry_is_a_warning() {
    let error = error("slow_down[retry-after-ms=30; message=Slow down, sk-live-0123456789]").await;
    let mut retry = Retry::start(Duration::ZERO).with_calls(1);
    let verdict = retry.decide(&error, Duration::ZERO, || 0);
    let expected = [
        ("error.type", "\"slow_down\""),
        ("http.request.resend_count", "1"),
        ("http.response.status_code", "503"),
        ("level", "WARN"),
        ("message", "retry: call 3 after 30ms, as the server asks (retry-after-ms)"),
        ("openai.error.message", "\"Slow down, [redacted]\""),
        ("openai.request_id", "\"req_example0001\""),
        ("openai.retry_after_ms", "30"),
        ("openai.verdict", "\"retry\""),
    ];
    assert_eq!(recorded(|| emit(&error, &retry, &verdict)), pairs(&expected));
}

#[tokio::test]
async fn a_stop_is_an_error_without_a_wait() {
    let error = error("418").await;
    let mut retry = Retry::start(Duration::ZERO);
    let verdict = retry.decide(&error, Duration::ZERO, || 0);
    let fields = recorded(|| emit(&error, &retry, &verdict));
    let value = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    assert_eq!(value("level"), Some("ERROR"));
    assert_eq!(value("error.type"), Some("\"418\""));
    assert_eq!(value("openai.verdict"), Some("\"not_retryable\""));
    assert_eq!(value("http.request.resend_count"), Some("0"));
    assert_eq!((value("openai.retry_after_ms"), value("openai.error.message")), (None, None));
}

#[tokio::test]
async fn a_span_gets_the_fields_it_declares() {
    let error = error("429").await;
    let retry = Retry::start(Duration::ZERO).with_calls(2);
    let fields = recorded(|| {
        let span = tracing::info_span!("chat", error.type = tracing::field::Empty);
        record(&span, &error, &retry);
    });
    assert_eq!(fields, pairs(&[("error.type", "\"rate_limit_reached\"")]));
}

#[tokio::test]
async fn error_types_are_few() {
    let long = format!("400[code={}]", "a".repeat(65));
    for (script, expected) in [
        ("500", "server_error"),
        ("400[code=model_not_found]", "model_not_found"),
        ("400[code=no model `x`]", "400"),
        (long.as_str(), "400"),
        ("402", "402"),
    ] {
        assert_eq!(error_type(&error(script).await), expected, "{script}");
    }
    let nothing = openai_error_policy::classify(None, &(), "").into_error();
    assert_eq!(error_type(&nothing), "_OTHER");
}
