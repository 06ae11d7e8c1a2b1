//! The JSON of rows, verdicts and errors.

use std::time::Duration;

use openai_error_policy::{ErrorKind, Retry, classify};
use serde_json::{from_str, json, to_value};

use super::{error, gateway};

#[tokio::test]
async fn an_error_has_all_that_was_said_and_no_secret() {
    let error = error(
        "429[retry-after=1.0001; message=Key sk-live-0123456789 is busy. Try again in 2s.; param=model]",
    )
    .await;
    let limit = json!({"limit": 500, "remaining": 0, "reset_ms": 700});
    let no_limit = json!({"limit": null, "remaining": null, "reset_ms": null});
    let expected = json!({
        "kind": "rate_limit_reached",
        "status": 429,
        "code": "rate_limit_exceeded",
        "type": "requests",
        "param": "model",
        "message": "Key [redacted] is busy. Try again in 2s.",
        "request_id": "req_example0001",
        "remedy": "wait",
        "retry_policy": "backoff",
        "hints": {
            "should_retry": null,
            "retry_after_ms": null,
            "retry_after": {"delay_ms": 1001},
            "body_delay_ms": null,
            "message_delay_ms": 2000,
            "rate_limits": {"requests": limit, "tokens": no_limit, "project_tokens": no_limit},
        },
    });
    assert_eq!(to_value(&error).unwrap(), expected);
}

#[tokio::test]
async fn an_answer_without_a_row_is_null() {
    let error = error("418[retry-after=Wed, 21 Oct 2026 07:28:00 GMT; x-should-retry=true]").await;
    let json = to_value(&error).unwrap();
    assert_eq!((&json["kind"], &json["code"], &json["message"]), (&json!(null), &json!(null), &json!(null)));
    assert_eq!(json["hints"]["retry_after"], json!({"date": 1_792_567_680}));
    assert_eq!(json["hints"]["should_retry"], json!(true));
}

#[tokio::test]
async fn verdicts() {
    let verdict = |error| Retry::start(Duration::ZERO).decide(&error, Duration::ZERO, || u64::MAX);
    let retry = verdict(error("429[retry-after-ms=1000]").await);
    let expected = json!({"verdict": "retry", "after_ms": 1250, "delay_ms": 1000, "source": "retry-after-ms", "next_attempt": 2});
    assert_eq!(to_value(retry).unwrap(), expected);
    let stop = verdict(error("quota_exceeded").await);
    let json = to_value(stop).unwrap();
    assert_eq!((&json["verdict"], &json["reason"]), (&json!("stop"), &json!("action_needed")));
    assert_eq!((&json["kind"], &json["remedy"]), (&json!("quota_exceeded"), &json!("fix-billing")));
    assert!(json["message"].as_str().unwrap().contains("waiting will not help"), "{json}");
    let stop = to_value(verdict(error("500[retry-after=500]").await)).unwrap();
    assert_eq!(
        (&stop["reason"], &stop["kind"], &stop["remedy"]),
        (&json!("delay_too_long"), &json!(null), &json!(null))
    );
    let batch = r#"{"error": {"code": "token_limit_exceeded", "message": "Enqueued too much"}}"#;
    for (status, body, kind, remedy) in
        [(404, "", json!(null), "fix-request"), (429, batch, json!("rate_limit_reached"), "wait")]
    {
        let stop = to_value(verdict(classify(status, &(), body).into_error())).unwrap();
        assert_eq!(
            (&stop["reason"], &stop["kind"], &stop["remedy"]),
            (&json!("not_retryable"), &kind, &json!(remedy))
        );
    }
}

#[test]
fn a_row_has_its_texts_and_links() {
    let kind = ErrorKind::QuotaExceeded;
    let json = to_value(kind.row()).unwrap();
    assert_eq!(json["id"], json!(kind.id()));
    assert_eq!(json["status"], json!(kind.status()));
    assert_eq!(json["links"][0], json!({"text": kind.links()[0].text, "url": kind.links()[0].url}));
    assert!(json["solution"].as_str().unwrap().contains("]("), "Markdown");
    assert_eq!((&json["remedy"], &json["retry_policy"]), (&json!("fix-billing"), &json!("never")));
}

#[test]
fn kinds_are_their_ids_whatever_the_table() {
    for kind in ErrorKind::ALL {
        let json = to_value(kind).unwrap();
        assert_eq!(json, json!(kind.id()));
        assert_eq!(serde_json::from_value::<ErrorKind>(json).unwrap(), *kind);
    }
    for kind in gateway::ErrorKind::ALL {
        let text = format!("\"{}\"", kind.id());
        assert_eq!(serde_json::to_string(kind).unwrap(), text);
        assert_eq!(from_str::<gateway::ErrorKind>(&text).unwrap(), *kind);
    }
    let error = from_str::<gateway::ErrorKind>("\"slow_down\"").unwrap_err().to_string();
    assert!(error.contains("no row of the table has the id `slow_down`"), "{error}");
    assert!(from_str::<ErrorKind>("429").unwrap_err().to_string().contains("expected the id of a row"));
}

#[test]
fn an_error_of_a_foreign_table_names_its_own_row() {
    let kind = gateway::ErrorKind::ALL[0];
    let answer = gateway::classify(kind.status(), &(), "{}").into_error();
    let json = to_value(&answer).unwrap();
    assert_eq!(json["kind"], to_value(answer.row().map(|row| row.id)).unwrap());
    assert_eq!(to_value(classify(None, &(), "").into_error()).unwrap()["status"], json!(null));
}
