//! Real answers have many shapes. Every row in every shape, what wins over what, and hostile input.

use openai_error_policy::{Answer, ErrorKind, Headers, Hints, OpenAiErrorPolicy, Remedy, classify, policy};
use openai_error_policy_build::{OFFICIAL_TABLE, Table};
use proptest::prelude::*;
use serde_json::{Value, json};

fn kind(answer: &Answer<'_>) -> Option<&'static str> {
    answer.row().map(|row| row.id)
}

fn of(status: Option<u16>, body: &str) -> Option<&'static str> {
    kind(&classify(status, &(), body))
}

type Shape = fn(&Value) -> String;

/// Each shape makes a body of an error object.
const SHAPES: &[(&str, Shape)] = &[
    ("enveloped", |e| json!({"error": e}).to_string()),
    ("pretty", |e| serde_json::to_string_pretty(&json!({"error": e})).unwrap()),
    ("bare", |e| e.to_string()),
    ("after words", |e| format!("The call failed: HTTP 499 - {}", json!({"error": e}))),
    ("in what an exception says", |e| {
        let message = format!("lib.APIError: the provider sent {}", json!({"error": e}));
        json!({"error": {"message": message, "type": "odd", "code": null}}).to_string()
    }),
    ("in an array", |e| json!([{"error": e}]).to_string()),
    ("errors list", |e| json!({"result": null, "errors": [e]}).to_string()),
    ("batch errors", |e| json!({"errors": {"object": "list", "data": [e]}}).to_string()),
    ("detail", |e| json!({"detail": e}).to_string()),
    ("detail.error", |e| json!({"detail": {"error": e}}).to_string()),
    ("details.detail", |e| json!({"error": "sending failed", "details": {"detail": e}}).to_string()),
    ("message is the object", |e| {
        json!({"error": {"code": "wrapped", "type": "x", "message": e}}).to_string()
    }),
    ("result.error", |e| json!({"result": {"error": e}}).to_string()),
    ("body.error", |e| json!({"msg": "bad answer", "body": {"error": e}}).to_string()),
    ("last_error", |e| json!({"object": "thread.run", "status": "failed", "last_error": e}).to_string()),
    ("choices", |e| json!({"id": "x", "choices": [{"index": 0, "error": e}]}).to_string()),
    ("response.failed", |e| {
        json!({"type": "response.failed", "response": {"status": "failed", "tools": [{"error": {"code": "no"}}], "error": e}})
            .to_string()
    }),
    ("error event", |e| json!({"type": "error", "sequence_number": 3, "error": e}).to_string()),
    ("realtime event", |e| json!({"type": "error", "event_id": "event_1", "error": e}).to_string()),
    ("realtime response.done", |e| {
        json!({"type": "response.done", "response": {"status": "failed", "status_details": {"type": "failed", "error": e}}})
            .to_string()
    }),
    ("batch row", |e| {
        json!({"id": "b", "custom_id": "1", "response": {"status_code": 400, "body": {"error": e}}, "error": null})
            .to_string()
    }),
    ("stream line", |e| format!("data: {}\n\n", json!({"error": e}))),
    ("late in a stream", |e| {
        format!(
            "data: {{\"choices\":[{{\"delta\":{{\"content\":\"hi\"}}}}]}}\r\n\r\nevent: error\r\ndata: {}\r\n",
            json!({"error": e})
        )
    }),
    ("JSON in a string", |e| json!({"error": json!({"error": e}).to_string()}).to_string()),
    ("JSON in a message", |e| {
        json!({"error": {"code": 400, "status": "INVALID", "message": json!({"error": e}).to_string()}})
            .to_string()
    }),
    ("JSON in a string in a string", |e| {
        json!({"error": {"message": json!({"error": json!({"error": e}).to_string()}).to_string()}})
            .to_string()
    }),
    ("provider's raw answer", |e| {
        json!({"error": {"message": "Provider returned error", "code": 400, "metadata": {"raw": json!({"error": e}).to_string()}}})
            .to_string()
    }),
    ("byte order mark", |e| format!("\u{feff}{}", json!({"error": e}))),
    ("lines of JSON", |e| format!("{}\n{}\n", json!({"message": {"content": "hi"}}), json!({"error": e}))),
];

/// The error object of each row's sample.
fn samples() -> Vec<(String, Value)> {
    let table = Table::parse(OFFICIAL_TABLE).unwrap();
    let object = |body: &str| serde_json::from_str::<Value>(body).unwrap()["error"].clone();
    table.rows.iter().map(|row| (row.id.clone(), object(&row.sample.body))).collect()
}

#[test]
fn every_row_in_every_shape() {
    for (id, error) in samples() {
        for (shape, body) in SHAPES {
            let body = body(&error);
            assert_eq!(of(None, &body), Some(id.as_str()), "{shape}: {body}");
            assert_eq!(of(Some(200), &body), Some(id.as_str()), "{shape} after a 200: {body}");
            let spaced = body.replace("\":", "\" :");
            assert_eq!(of(None, &spaced), Some(id.as_str()), "{shape} with space after keys: {spaced}");
        }
    }
}

#[test]
fn every_field_survives_every_shape() {
    let error = json!({"message": "An \"odd\" one, \u{e9}\u{1f600}", "type": "odd_type", "param": "messages[0]", "code": "odd_code"});
    for (shape, body) in SHAPES {
        let body = body(&error);
        // Keys are also read with space after them.
        for body in [body.replace("\":", "\" :"), body] {
            let answer = classify(None, &(), &body);
            assert_eq!(kind(&answer), None, "{shape}");
            assert_eq!(answer.code().as_deref(), Some("odd_code"), "{shape}: {body}");
            assert_eq!(answer.error_type().as_deref(), Some("odd_type"), "{shape}: {body}");
            assert_eq!(answer.param().as_deref(), Some("messages[0]"), "{shape}: {body}");
            assert_eq!(
                answer.message().as_deref(),
                Some("An \"odd\" one, \u{e9}\u{1f600}"),
                "{shape}: {body}"
            );
        }
    }
}

#[test]
fn a_body_may_be_cut_anywhere_after_what_decides() {
    for (id, error) in samples() {
        let code = error["code"].as_str();
        let Some(code) = code else { continue };
        let body =
            json!({"error": {"code": code, "message": error["message"], "type": error["type"]}}).to_string();
        let decided = body.find(code).unwrap() + code.len() + 1;
        for cut in decided..body.len() {
            assert_eq!(of(None, &body[..cut]), Some(id.as_str()), "{}", &body[..cut]);
        }
    }
}

#[test]
fn a_message_is_read_up_to_the_cut() {
    let answer = classify(401, &(), r#"{"error": {"message": "Incorrect API key provided: abc. You can fi"#);
    assert_eq!(kind(&answer), Some("incorrect_api_key"));
    assert_eq!(answer.message().as_deref(), Some("Incorrect API key provided: [redacted]"));
}

#[test]
fn what_wins_over_what() {
    for (status, body, expected) in [
        // code over message, type and status
        (Some(429), r#"{"error": {"code": "slow_down", "type": "rate_limit_error"}}"#, Some("slow_down")),
        (
            Some(429),
            r#"{"error": {"code": "project_spend_limit_exceeded", "type": "rate_limit_error"}}"#,
            Some("project_spend_limit_reached"),
        ),
        (
            Some(503),
            r#"{"error": {"code": "insufficient_quota", "message": "Slow down"}}"#,
            Some("quota_exceeded"),
        ),
        // message over type and status
        (
            Some(429),
            r#"{"error": {"message": "That model is currently overloaded", "type": "server_error"}}"#,
            Some("engine_overloaded"),
        ),
        (
            Some(503),
            r#"{"error": {"message": "The server is overloaded, come back", "type": "server_error"}}"#,
            Some("engine_overloaded"),
        ),
        (
            Some(500),
            r#"{"error": {"message": "Slow down please", "type": "server_error"}}"#,
            Some("slow_down"),
        ),
        // type over status
        (Some(429), r#"{"error": {"type": "insufficient_quota", "code": null}}"#, Some("quota_exceeded")),
        (Some(401), r#"{"error": {"type": "rate_limit_error"}}"#, Some("rate_limit_reached")),
        // type and status over type: what the client sent is no fault of the server
        (Some(429), r#"{"error": {"type": "server_error"}}"#, Some("server_error")),
        (Some(413), r#"{"error": {"type": "server_error"}}"#, None),
        // code and message over code
        (
            None,
            r#"{"error": {"code": "server_error", "message": "Our servers are currently overloaded."}}"#,
            Some("engine_overloaded"),
        ),
        // type and message over message
        (
            Some(429),
            r#"[{"error": {"code": 429, "message": "You exceeded your current quota", "status": "RESOURCE_EXHAUSTED"}}]"#,
            Some("rate_limit_reached"),
        ),
        // an unknown code leaves the rest to decide
        (
            Some(429),
            r#"{"error": {"code": "brand_new", "type": "insufficient_quota"}}"#,
            Some("quota_exceeded"),
        ),
        // a code that is only a status is not a code, but the status where there is no other
        (Some(429), r#"{"error": {"code": "429", "message": "whatever"}}"#, Some("rate_limit_reached")),
        (None, r#"{"error": {"code": 429}}"#, Some("rate_limit_reached")),
        (Some(200), r#"{"error": {"code": 400, "message": "bad"}}"#, None),
        (Some(101), r#"{"status": 500, "error": {"message": "bad"}}"#, Some("server_error")),
        (Some(200), r#"{"status": 500, "error": {"message": "bad"}}"#, Some("server_error")),
        (Some(400), r#"{"status": 500, "error": {"message": "bad"}}"#, None),
        // a message is a beginning, never a word anywhere; case does not count, nor a status in front
        (Some(400), r#"{"error": {"message": "You wrote: slow down"}}"#, None),
        (Some(400), r#"{"error": {"message": "SLOW DOWN"}}"#, Some("slow_down")),
        (
            Some(400),
            r#"{"error": {"message": "429 You exceeded your current quota"}}"#,
            Some("quota_exceeded"),
        ),
        // plain text, HTML, nothing
        (Some(429), "slow down", Some("slow_down")),
        (Some(429), "", Some("rate_limit_reached")),
        (Some(429), "<html><title>429 Too Many Requests</title></html>", Some("rate_limit_reached")),
        (Some(503), "upstream connect error", None),
        (Some(502), "<html><head><TITLE>502 Bad Gateway</TITLE>", None),
        (None, "", None),
        (Some(200), "null", None),
        (
            None,
            "message: That model is currently overloaded with\n  others\ntype: server_error\ncode: null\n",
            Some("engine_overloaded"),
        ),
        (None, r#""slow down""#, Some("slow_down")),
        // what a program sent, echoed beside the error, is not read
        (
            None,
            r#"{"response": {"error": null, "metadata": {"error": {"code": "slow_down"}}, "tools": [{"code": "slow_down"}]}}"#,
            None,
        ),
        (None, r#"{"error": {"message": "x", "innererror": {"code": "slow_down"}}}"#, None),
        (
            None,
            r#"{"id": "chatcmpl-1", "choices": [{"message": {"content": "{\"error\": {\"code\": \"slow_down\"}}"}}]}"#,
            None,
        ),
        // white space in front, written as an escape
        (None, r#"{"error": {"message": "\n\tSlow down"}}"#, Some("slow_down")),
        (
            None,
            r#"{"error": {"message": "x", "metadata": {"raw": "\n {\"error\": {\"code\": \"slow_down\"}}"}}}"#,
            Some("slow_down"),
        ),
        // a text that says nothing is no error
        (None, r#"{"errors": [""], "error": {"message": "Slow down"}}"#, Some("slow_down")),
        // an account that is closed is no rate limit
        (Some(429), r#"{"error": {"type": "access_terminated", "code": null}}"#, None),
    ] {
        assert_eq!(of(status, body), expected, "{status:?} {body}");
    }
}

#[test]
fn odd_codes_are_kept_as_text() {
    for (body, code) in [
        (r#"{"error": {"code": 7001, "message": "x"}}"#, Some("7001")),
        (r#"{"error": {"code": 429, "message": "x"}}"#, Some("429")),
        (r#"{"error": {"code": "1300", "message": "x"}}"#, Some("1300")),
        (r#"{"error": {"code": null, "message": "x"}}"#, None),
        (r#"{"error": {"code": "", "message": "x"}}"#, None),
        (r#"{"error": {"message": "x"}}"#, None),
        (r#"{"error": {"co\u0064e": "\u0073low_down"}}"#, Some("slow_down")),
        (r#"{"error": {"code": "first", "code": "last"}}"#, Some("last")),
        (r#"{"error": {"code": true, "message": "x"}}"#, None),
        (r#"{"error": {"message": "x", "code": nul"#, None),
        (
            r#"{"error": {"code": 123456789012345678901234567890, "message": "x"}}"#,
            Some("123456789012345678901234567890"),
        ),
    ] {
        assert_eq!(classify(None, &(), body).code().as_deref(), code, "{body}");
    }
}

#[test]
fn request_ids_come_from_headers_then_from_the_body() {
    let body = r#"{"error": {"message": "x", "request_id": "req_body"}}"#;
    let id = |headers: &[(&str, &str)]| classify(500, headers, body).request_id().map(|id| id.into_owned());
    assert_eq!(id(&[("X-Request-Id", "req_head")]).as_deref(), Some("req_head"));
    assert_eq!(id(&[("apim-request-id", "azure-1")]).as_deref(), Some("azure-1"));
    assert_eq!(id(&[("x-request-id", " "), ("apim-request-id", "azure-1")]).as_deref(), Some("azure-1"));
    assert_eq!(id(&[("x-request-id", "")]).as_deref(), Some("req_body"));
    // An id is long and random as a key is.
    let hex = "0123456789abcdef0123456789abcdef";
    assert_eq!(id(&[("x-request-id", hex)]).as_deref(), Some(hex));
    assert_eq!(id(&[("x-request-id", "sk-odd-0123456789")]).as_deref(), Some("[redacted]"));
    assert_eq!(id(&[]).as_deref(), Some("req_body"));
    let nested = r#"{"error": "{\"error\": {\"message\": \"x\", \"request_id\": \"req_nested\"}}"}"#;
    assert_eq!(classify(500, &(), nested).request_id().as_deref(), Some("req_nested"));
}

#[test]
fn headers_from_any_map() {
    use std::collections::{BTreeMap, HashMap};
    /// A header that is there, and one that is not.
    fn check(headers: &(impl Headers + ?Sized), there: Option<&str>) {
        assert_eq!(headers.value("retry-after"), there);
        assert_eq!(headers.value("x-request-id"), None);
        let seconds = there.map(|seconds| std::time::Duration::from_secs(seconds.parse().unwrap()));
        let delay = classify(429, headers, "").hints().delay(std::time::Duration::ZERO);
        assert_eq!(delay.map(|(delay, _)| delay), seconds);
    }
    let pairs = [("date", "now"), ("Retry-After", "7"), ("retry-after", "8")];
    let owned: Vec<(String, String)> = vec![("Retry-After".to_owned(), "7".to_owned())];
    let http = http::HeaderMap::from_iter([(http::header::RETRY_AFTER, http::HeaderValue::from_static("7"))]);
    check(&pairs, Some("7"));
    check(&pairs[..], Some("7"));
    check(&owned, Some("7"));
    check(&BTreeMap::from_iter(owned.clone()), Some("7"));
    check(&HashMap::<_, _>::from_iter(owned.clone()), Some("7"));
    check(&http, Some("7"));
    check(&Box::new(owned.clone()), Some("7"));
    check(&Some(owned.clone()), Some("7"));
    check(&&owned, Some("7"));
    let dynamic: Box<dyn Headers> = Box::new(owned);
    check(&dynamic, Some("7"));
    check(&http::HeaderMap::new(), None);
    check(&None::<http::HeaderMap>, None);
    check(&(), None);
    check(&Vec::<(String, String)>::new(), None);
}

#[test]
fn an_error_keeps_what_the_answer_says() {
    let headers = [("x-request-id", "req_1"), ("retry-after", "7")];
    let body = r#"{"error": {"message": "Slow down", "type": "odd_type", "param": "odd_param", "code": "slow_down"}}"#;
    let answer = classify(503, &headers, body);
    let error = answer.clone().into_error();
    assert_eq!(format!("{error:?}"), format!("{answer:?}").replacen("Answer", "ApiError", 1));
    assert_eq!((error.kind(), error.row()), (Some(ErrorKind::SlowDown), Some(ErrorKind::SlowDown.row())));
    assert_ne!(error.row(), Some(ErrorKind::ServerError.row()));
    assert_eq!(error.status(), Some(503));
    assert_eq!(error.code(), Some("slow_down"));
    assert_eq!(error.error_type(), Some("odd_type"));
    assert_eq!(error.param(), Some("odd_param"));
    assert_eq!((error.message(), error.raw_message()), (Some("Slow down"), Some("Slow down")));
    assert_eq!(error.request_id(), Some("req_1"));
    assert_eq!(error.hints(), Hints::after(std::time::Duration::from_secs(7)));
    assert_eq!((error.hints(), error.remedy()), (answer.hints(), Some(Remedy::SlowDown)));
    assert_eq!((error.retry_policy(), answer.retry_policy()), (&policy::SLOW_DOWN, &policy::SLOW_DOWN));

    let empty = classify(None, &(), "").into_error();
    assert_eq!((empty.kind(), empty.row(), empty.status(), empty.remedy()), (None, None, None, None));
    assert_eq!(
        (empty.code(), empty.error_type(), empty.param(), empty.request_id()),
        (None, None, None, None)
    );
    assert_eq!((empty.message(), empty.raw_message(), empty.hints()), (None, None, Hints::NONE));
    assert_eq!(empty.retry_policy(), &policy::NEVER);
}

#[test]
fn errors_as_text() {
    let text = |status: Option<u16>, body: &str| {
        classify(status, &[("x-request-id", "req_1")], body).into_error().to_string()
    };
    for (status, body, expected) in [
        (
            Some(503),
            r#"{"error": {"code": "slow_down", "message": "Now"}}"#,
            "503 slow_down: Now (request req_1)",
        ),
        (None, r#"{"error": {"code": "odd", "type": "odder"}}"#, "odd (request req_1)"),
        (Some(418), r#"{"error": {"type": "odder", "message": "x"}}"#, "418 odder: x (request req_1)"),
        (Some(418), "", "418 unlisted error (request req_1)"),
    ] {
        assert_eq!(text(status, body), expected, "{body}");
    }
    let long = format!("{:#}", classify(503, &(), r#"{"error": {"code": "slow_down"}}"#).into_error());
    assert_eq!(long, format!("503 slow_down\n{}", ErrorKind::SlowDown.row().help()));
    assert_eq!(format!("{:#}", classify(418, &(), "").into_error()), "418 unlisted error");
    // The row's advice is to pace requests, which would never help here.
    let too_large = classify(429, &(), r#"{"error": {"message": "Request too large for x"}}"#).into_error();
    let expected = "429 rate_limit_reached: Request too large for x\nsolution: change the request";
    assert_eq!(format!("{too_large:#}"), expected);
    assert_eq!((too_large.cause(), too_large.solution(), too_large.link()), (None, None, None));
    assert_eq!(format!("{:>8}|{:<6}|", Remedy::Wait, Remedy::Wait), "    wait|wait  |");
    assert_eq!(
        "no_such_row".parse::<ErrorKind>().unwrap_err().to_string(),
        "no row of the table has this id"
    );
}

#[test]
fn keys_never_show() {
    let key = "sk-proj-Zx81kQ0sVb77";
    let body = format!(
        r#"{{"error": {{"message": "Incorrect API key provided: {key}. You can find your API key at https://x.example.", "type": "t", "param": "{key}", "code": "{key}"}}}}"#
    );
    let answer = classify(401, &(), &body);
    insta::assert_snapshot!(format!("{answer:?}"), @r#"Answer { row: Some("incorrect_api_key"), status: Some(401), code: Some("[redacted]"), type: Some("t"), param: Some("[redacted]"), message: Some("Incorrect API key provided: [redacted]. You can find your API key at https://x.example."), request_id: None, retry_policy: "never", hints: Hints { should_retry: None, retry_after_ms: None, retry_after: None, body_delay: None, message_delay: None, rate_limits: RateLimits { requests: RateLimit { limit: None, remaining: None, reset: None }, tokens: RateLimit { limit: None, remaining: None, reset: None }, project_tokens: RateLimit { limit: None, remaining: None, reset: None } } } }"#);
    let error = answer.into_error();
    for shown in
        [format!("{error}"), format!("{error:#}"), format!("{error:?}"), format!("{:?}", error.message())]
    {
        assert!(!shown.contains(key), "{shown}");
    }
    assert!(error.raw_message().is_some_and(|raw| raw.contains(key)));
    insta::assert_snapshot!(error, @"401 incorrect_api_key: Incorrect API key provided: [redacted]. You can find your API key at https://x.example.");
}

#[test]
fn errors_are_errors() {
    fn is_error<T: std::error::Error + Send + Sync + Clone + 'static>() {}
    is_error::<openai_error_policy::ApiError>();
    assert_eq!(size_of::<openai_error_policy::ApiError>(), size_of::<usize>());
}

#[test]
fn hostile_bodies_cost_linear_time_and_no_stack() {
    let deep = 100_000;
    let long = "x".repeat(5_000_000);
    for body in [
        "[".repeat(deep),
        "{\"error\":".repeat(deep),
        "{\"a\":".repeat(deep) + "1",
        format!("{{\"error\": {{\"message\": \"{long}\", \"code\": \"slow_down\"}}}}"),
        format!("{{\"error\": {{\"message\": \"{}\"", "\\u00e9".repeat(1_000_000)),
        format!("{{\"error\": \"{}\"}}", "\\\"{".repeat(500_000)),
        "data: {\"error\":".repeat(deep),
        "key: 0123456789abcdefg ".repeat(40_000),
        "key is ".repeat(100_000) + "0123456789abcdefg",
        "key 0123456789abcdefg".to_owned() + &": - ".repeat(100_000),
        "data: x\n".repeat(500_000),
        "\n".repeat(1_000_000),
        "AnException ".repeat(100_000),
        "[one] ".repeat(100_000),
        "{:a=>%{b: c ".repeat(100_000),
        "a: b, c ".repeat(100_000) + "{d: e f, ",
        "message: a\n".repeat(300_000),
        "Error: ".repeat(500_000),
        format!("{{\"error\": {{\"message\": \"{}\"}}}}", "lib.Error - ".repeat(300_000)),
        "odd { ".repeat(500_000),
        "odd {'error': ".repeat(deep),
        "{'error':{'message':'{\\'error\\':{\\'message\\':\\'".repeat(20_000),
        "\"".repeat(deep),
        "{\"error\":{\"message\":\"{\\\"error\\\":{\\\"message\\\":\\\"".repeat(20_000),
        format!("{{\"error\":{{\"code\":{}}}}}", "9".repeat(1_000_000)),
        "{\"error\":{\"message\":\"\\ud800\\udc00\\ud800 \\udfff \\u12".to_owned(),
        "\u{0}\u{1}\u{2}".repeat(1000),
        "[\"".to_owned(),
        "{,,,:::}}}]]]".to_owned(),
    ] {
        let answer = classify(500, &(), &body);
        let error = answer.into_error();
        assert!(error.row().is_some());
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic(body in proptest::collection::vec(any::<u8>(), 0..300), status in any::<u16>()) {
        let error = classify(status, &(), &body).into_error();
        let _ = (error.to_string(), format!("{error:?}"), error.hints());
    }

    #[test]
    fn broken_json_never_panics(body in r#"[\{\}\[\]":,\\ue0d8a19 \n]{0,80}"#, cut in 0..80usize) {
        let body = format!(r#"{{"error": {{"message": "m", {body}"#);
        let cut = cut.min(body.len());
        let _ = classify(None, &(), &body.as_bytes()[..cut]).into_error().to_string();
    }

    #[test]
    fn strings_decode_as_serde_json_decodes_them(text in any::<String>()) {
        let body = json!({"error": {"code": "odd_code", "param": text.clone()}}).to_string();
        let answer = classify(None, &(), &body);
        let expected = Some(text).filter(|text| !text.is_empty());
        // Parts that look like keys are hidden.
        if let (Some(shown), Some(expected)) = (answer.param(), expected) {
            prop_assert!(shown == expected || shown.contains("[redacted]"));
        }
    }
}
