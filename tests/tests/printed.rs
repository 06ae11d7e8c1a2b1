//! What clients, gateways and logs print around an answer: words, headers, the names of exceptions, other quotes.

use std::fmt::Write;
use std::time::Duration;

use openai_error_policy::{Answer, classify};
use openai_error_policy_build::Matcher;
use proptest::prelude::*;

fn row(answer: &Answer<'_>) -> Option<&'static str> {
    answer.row().map(|row| row.id)
}

#[test]
fn json_after_words() {
    for (body, id, message) in [
        (
            r#"The call failed (429). Response text: {"error": {"message": "You have no credits remaining.", "type": null}}"#,
            Some("credit_balance_exhausted"),
            "You have no credits remaining.",
        ),
        (r#"failed: HTTP 503 - {"error": "slow down"}"#, Some("slow_down"), "slow down"),
        (r#"status_code: 503, oven: large, body: {"message": "slow down"}"#, Some("slow_down"), "slow down"),
        (r#"429 {"error": {"code": "slow_down", "message": "x"}}"#, Some("slow_down"), "x"),
        (r#"b'{"error": {"code": "slow_down", "message": "x"}}'"#, Some("slow_down"), "x"),
        (
            "HTTP/2 429 \r\nreport-to: {\"group\": \"a\", \"endpoints\": []}\r\netag: W/\"b\"\r\n\r\n{\n  \"error\": {\"code\": \"slow_down\", \"message\": \"x\"}}",
            Some("slow_down"),
            "x",
        ),
        // the first brace opens nothing
        (r#"fn {} said { "error": {"code": "slow_down", "message": "x"} }"#, Some("slow_down"), "x"),
        (
            "[API Error: [{\n  \"error\": {\"message\": \"Now\", \"code\": \"slow_down\"}}]]",
            Some("slow_down"),
            "Now",
        ),
        // no error is in it: all of it is the message
        (r#"Slow down {"host": "a.example"}"#, Some("slow_down"), r#"Slow down {"host": "a.example"}"#),
        (r#"no {"message": "Slow down"}"#, None, r#"no {"message": "Slow down"}"#),
        ("odd {", None, "odd {"),
    ] {
        let answer = classify(None, &(), body);
        assert_eq!((row(&answer), answer.message().as_deref()), (id, Some(message)), "{body}");
    }
}

#[test]
fn sentences_after_other_words_are_not_opened() {
    for body in
        ["\"one: Slow down\"", "<title>one: Slow down</title>", r#"{"error": {"message": "one: Slow down"}}"#]
    {
        assert_eq!(row(&classify(None, &(), body)), None, "{body}");
    }
}

#[test]
fn statuses_in_the_words_of_a_program() {
    for (body, status) in [
        ("HTTP 503 - down", Some(503)),
        ("HTTP/1.1 503 Down", Some(503)),
        ("http/2 503: down", Some(503)),
        ("unexpected status 429 Too Many Loaves: later", Some(429)),
        ("bad status: 429, later", Some(429)),
        ("Error code: 401 - {'error': {'message': 'x'}}", Some(401)),
        ("the oven's error (503): down", Some(503)),
        (r#"HTTP 503 {"error": {"code": 429, "message": "x"}}"#, Some(429)),
        ("503 Service Unavailable", Some(503)),
        ("RateLimitError: 429 status code (no body)", Some(429)),
        ("[API Error: 429 status code (no body)]", Some(429)),
        ("POST /buns: 503 Slow Oven", Some(503)),
        ("status_code: 503, oven: large, body: None", Some(503)),
        ("statusCode: 503", Some(503)),
        ("bread.OvenException: 503: no heat", Some(503)),
        ("Oven error 503: {\"error\": {\"message\": \"x\"}}", Some(503)),
        ("Oven error 503 Service Unavailable: x", Some(503)),
        (
            "lib.HTTPStatusError: Server error '503 Service Unavailable' for url 'https://oven.example'",
            Some(503),
        ),
        (
            "Server error: `GET https://oven.example` resulted in a `503 Service Unavailable` response",
            Some(503),
        ),
        ("The status code does not indicate success: 503 (Service Unavailable).", Some(503)),
        ("Response 503: <html>", Some(503)),
        ("Http status error [503]", Some(503)),
        ("[503]: no heat", Some(503)),
        ("[oven/large] [503]: no heat", Some(503)),
        ("no heat - 503: wait", Some(503)),
        ("[2026-01-02 03:04] Error: 503 Service Unavailable", Some(503)),
        ("[1] Error: 503 Service Unavailable", Some(503)),
        ("The oven returned an error: (503) Oven Unavailable.", Some(503)),
        ("API Error (503 <!DOCTYPE html>", Some(503)),
        ("API Error (503 {\"type\": 1}) - waiting", Some(503)),
        ("503: {\"error\": {\"message\": \"x\"}}", Some(503)),
        ("503 {\"error\": {\"message\": \"x\"}}", Some(503)),
        ("Error: 503 ничего", Some(503)),
        ("<2>12:00:00 Oven[0] HTTP status: 503", Some(503)),
        ("GET https://oven.example \"HTTP/1.1 503 Service Unavailable\"", Some(503)),
        ("HTTP status server error (503 Service Unavailable) for url (https://oven.example)", Some(503)),
        // other numbers
        ("Error: 500 loaves are too many", None),
        ("429 loaves", None),
        ("4290 Loaves", None),
        ("503Loaves", None),
        ("200 OK", None),
        ("POST /buns 503 Slow Oven", None),
        ("the loaves' status: down", None),
        ("Limit: 500 / min", None),
        ("loaves (500) are too many", None),
        ("loaves (500 Grams) are too many", None),
        ("a 500 Gram loaf", None),
        ("some `500 Grams` of bread", None),
        ("loaves [503]", None),
        ("loaves: 503: too many", None),
        ("[429, 503]", None),
        ("HTTP 200: fine", None),
        ("status 4290", None),
    ] {
        assert_eq!(classify(None, &(), body).status(), status, "{body}");
        assert_eq!(classify(418, &(), body).status(), Some(418), "{body}");
    }
    for list in ["[429]", "[429, 503]", "[-1.5e3]", "[]"] {
        assert_eq!(classify(None, &(), list).message(), None, "{list}");
    }
    let far = "a ".repeat(40) + "status 503";
    assert_eq!(classify(None, &(), &far).status(), None);
    assert_eq!(row(&classify(None, &(), "Bread service error (429): rising")), Some("rate_limit_reached"));
}

#[test]
fn what_python_prints() {
    for (body, id, message) in [
        (
            "{'error': {'message': 'Rate limit reached', 'type': 'tokens', 'param': None, 'code': 'rate_limit_exceeded'}}",
            Some("rate_limit_reached"),
            "Rate limit reached",
        ),
        (
            r#"Error code: 401 - {'error': {'message': "You didn't provide an API key.", 'code': None}}"#,
            Some("invalid_authentication"),
            "You didn't provide an API key.",
        ),
        (
            r#"[{'error': {'code': 'slow_down', 'message': 'it\'s\n\\ "x"'}}]"#,
            Some("slow_down"),
            "it's\n\\ \"x\"",
        ),
        // cut
        ("{'error': {'message': 'Slow down, the li", Some("slow_down"), "Slow down, the li"),
    ] {
        let answer = classify(None, &(), body);
        assert_eq!((row(&answer), answer.message().as_deref()), (id, Some(message)), "{body}");
    }
}

#[test]
fn what_node_prints() {
    for (body, id, message) in [
        (
            "{error: {\n    message: \"You didn't provide an API key.\",\n    type: 'invalid_request_error',\n    code: null\n  }}",
            Some("invalid_authentication"),
            "You didn't provide an API key.",
        ),
        ("{ error: { message: 'Now', code: 'slow_down', param: undefined } }", Some("slow_down"), "Now"),
        (
            "{\n  status: 503,\n  error: {\n    message: `It's \"now\"`, code: 'slow_down' } }",
            Some("slow_down"),
            "It's \"now\"",
        ),
        (
            "Error: failed { status: 503, error: { code: 'slow_down', message: 'Now' } }",
            Some("slow_down"),
            "Now",
        ),
        (
            "[API Error: [{\n  \"error\": {\"message\": \"Now\", \"code\": \"slow_down\"}}]]",
            Some("slow_down"),
            "Now",
        ),
        // no error is in it: all of it is the message
        ("{host: a.example} Slow down", None, "{host: a.example} Slow down"),
        ("Slow down {host: a.example}", Some("slow_down"), "Slow down {host: a.example}"),
        (
            "RetryError: All failed. Last error: Slow down\n  {\n  errors: [\n   CallError: Now\n  at a (b:1:2)] }",
            Some("slow_down"),
            "RetryError: All failed. Last error: Slow down\n  {\n  errors: [\n   CallError: Now\n  at a (b:1:2)] }",
        ),
        ("[429:slow] Slow down", Some("slow_down"), "[429:slow] Slow down"),
        (
            "[ERROR][2026-01-02 03:04:05][oven.py:51] - Slow down",
            Some("slow_down"),
            "[ERROR][2026-01-02 03:04:05][oven.py:51] - Slow down",
        ),
        (
            "[2026-01-02 03:04:05][ERROR] Slow down",
            Some("slow_down"),
            "[2026-01-02 03:04:05][ERROR] Slow down",
        ),
        ("[500] loaves", None, "[500] loaves"),
    ] {
        let answer = classify(None, &(), body);
        assert_eq!((row(&answer), answer.message().as_deref()), (id, Some(message)), "{body}");
    }
}

#[test]
fn what_ruby_elixir_rust_php_and_dart_print() {
    for (body, id, message) in [
        (r#"{"error"=>{"message"=>"Now", "param"=>nil, "code"=>"slow_down"}}"#, Some("slow_down"), "Now"),
        (
            r#"{"error" => {"message" => "It's \"now\"", "code" => "slow_down"}}"#,
            Some("slow_down"),
            "It's \"now\"",
        ),
        (r#"{:error=>{:message=>"Now", :param=>nil, :code=>"slow_down"}}"#, Some("slow_down"), "Now"),
        (r#"Oven said {"error"=>{"message"=>"Now", "code"=>"slow_down"}}"#, Some("slow_down"), "Now"),
        (r#"%{"error" => %{"message" => "Now", "code" => "slow_down"}}"#, Some("slow_down"), "Now"),
        (r#"{:error, %{"error" => %{"message" => "Now", "code" => "slow_down"}}}"#, Some("slow_down"), "Now"),
        (
            r#"ApiError(ApiError { message: "Now (x)", type: None, param: None, code: Some("slow_down") })"#,
            Some("slow_down"),
            "Now (x)",
        ),
        (
            r#"ApiError { message: "Slow down", type: Some("t"), code: Some(String("429")) }"#,
            Some("slow_down"),
            "Slow down",
        ),
        (
            "Array\n(\n    [error] => Array\n        (\n            [message] => Slow down\n        )\n)",
            Some("slow_down"),
            "Array\n(\n    [error] => Array\n        (\n            [message] => Slow down\n        )\n)",
        ),
        (
            r#"http 503 Service Unavailable: Some("{\n  \"error\": {\n    \"message\": \"It's \\\"now\\\"\", \"code\": \"slow_down\"}}")"#,
            Some("slow_down"),
            "It's \"now\"",
        ),
        // Dart has no quotes.
        (
            "flutter: Error [429] => Data: {error: {message: Slow down, \"please\", type: t, param: null, code: null}}",
            Some("slow_down"),
            "Slow down, \"please\"",
        ),
        // no error is in it
        (r#"Slow {"oven" => "down"}"#, None, r#"Slow {"oven" => "down"}"#),
    ] {
        let answer = classify(None, &(), body);
        assert_eq!((row(&answer), answer.message().as_deref()), (id, Some(message)), "{body}");
    }
}

#[test]
fn the_names_of_exceptions_do_not_count() {
    for prefix in [
        "Error: ",
        "RateLimitError: ",
        "some.lib.RateLimitError: RateLimitError: ",
        "lib_2.APIError: ProviderException - ",
        "APIError - ",
        "APIError: 429 ",
        "APIError: 429 \\\"",
        "ProviderException - \\n",
        "error: ",
        "x-Error: ",
        "openai error: ",
        "azure-openai error: Error: ",
        "OpenAI API error: 429 ",
        "API Error: ",
        "slow_down: ",
        "Error: rate_limit_error: ",
        "429 - ",
        "Error code: 429 - ",
        "error, status code: 429, status: 429 Too Many Requests, message: ",
    ] {
        let body = format!(r#"{{"error": {{"message": "{prefix}Slow down, please"}}}}"#);
        assert_eq!(row(&classify(None, &(), &*body)), Some("slow_down"), "{body}");
        let text = prefix.replace("\\\"", "\"").replace("\\n", "\n") + "Slow down, please";
        assert_eq!(row(&classify(None, &(), &*text)), Some("slow_down"), "{text}");
        // The build step says the same of the messages of matchers, which have no line breaks.
        assert_eq!(Matcher::compared(&text.replace('\n', "")), "Slow down, please", "{text}");
    }
    for other in [
        "Wrong: ",
        "An error occurred: ",
        "The baker API: ",
        "Errors: ",
        "Error ",
        "Error:",
        "Error: what? ",
        "note: ",
        "A_note: ",
        "1_a: ",
        " error: what? ",
    ] {
        let body = format!(r#"{{"error": {{"message": "{other}Slow down, please"}}}}"#);
        assert_eq!(row(&classify(None, &(), &*body)), None, "{body}");
        assert_ne!(Matcher::compared(&format!("{other}Slow down, please")), "Slow down, please", "{other}");
    }
}

#[test]
fn what_is_printed_around_a_message() {
    for (text, id) in [
        ("Failed after 3 attempts. Last error: Slow down, please", Some("slow_down")),
        ("HTTP 429 (some_type: some_code)\n\nSlow down, please", Some("slow_down")),
        ("the oven failed - lib.RateLimitError: 429 Slow down", Some("slow_down")),
        // openai-python before 1.0
        (
            "error_code=None error_message='Slow down, please' error_param=None error_type=ovens message='Received'",
            Some("slow_down"),
        ),
        ("it said: \"Slow down\"", Some("slow_down")),
        // The innermost counts.
        ("Slow down: Incorrect API key provided: see below", Some("incorrect_api_key")),
        ("unexpected answer of the oven: Slow down", Some("slow_down")),
        ("a: b: c: d: e: f: g: h: i: j: k: l: m: n: o: p: Slow down", Some("slow_down")),
        ("a: b: c: d: e: f: g: h: i: j: k: l: m: n: o: p: q: Slow down", None),
        ("the oven is - well - Slow and steady", None),
        // A code says more than any words.
        ("message: busy: Slow down\ntype: null\ncode: insufficient_quota", Some("quota_exceeded")),
        // Objects repeat what users sent.
        ("sent: {'words': 'Slow down'}", None),
        ("sent: Slow down {'words': 'Incorrect API key provided'}", Some("slow_down")),
        ("the oven:Slow down", None),
        ("over-Slow down", None),
    ] {
        assert_eq!(row(&classify(None, &(), text)), id, "{text}");
        // In an answer the same words may be a user's.
        let body = serde_json::json!({"error": {"message": format!("It said: {text}")}}).to_string();
        assert_eq!(row(&classify(None, &(), &*body)), None, "{body}");
    }
}

#[test]
fn json_in_what_an_exception_says() {
    for (message, id) in [
        (r#"lib.APIError: upstream said {\"error\": {\"code\": \"slow_down\"}}"#, Some("slow_down")),
        (r"lib.APIError: Error code: 503 - {'error': {'code': 'slow_down'}}", Some("slow_down")),
        (r"Error code: 503 - {'error': {'message': 'Now', 'code': 'slow_down'}}", Some("slow_down")),
        // A status in front of it says that it is an answer.
        (r#"the call failed with status 503: {\"error\": {\"code\": \"slow_down\"}}"#, Some("slow_down")),
        (r#"POST /buns: 503 Slow Oven - {\"error\": {\"code\": \"slow_down\"}}"#, Some("slow_down")),
        (r#"you sent 503 times {\"error\": {\"code\": \"slow_down\"}}"#, None),
        (r#"you sent {\"status 503 \": {\"error\": {\"code\": \"slow_down\"}}}"#, None),
        // An error object further inside says more than the exception of one beside it.
        (
            r#"lib.FooError: {\"error\": {\"code\": \"slow_down\"}}"}, "detail": {"message": "{\"error\": {\"error\": {\"code\": \"insufficient_quota\"}}}"#,
            Some("quota_exceeded"),
        ),
        (r#"baker error: {\"error\": {\"code\": \"slow_down\"}}"#, Some("slow_down")),
        // Sentences repeat what users sent, and what follows a word may.
        (r#"tool_output: {\"error\": {\"code\": \"slow_down\"}}"#, None),
        (r#"Your text {\"error\": {\"code\": \"slow_down\"}} is too long"#, None),
        (r"Your text {'error': {'code': 'slow_down'}} is too long", None),
    ] {
        let body = format!(r#"{{"error": {{"message": "{message}"}}}}"#);
        assert_eq!(row(&classify(None, &(), &*body)), id, "{body}");
    }
}

/// The outer object says which error it is, the one in its message what is wrong: neither is lost.
#[test]
fn an_object_around_a_message_that_says_no_more() {
    let inner = r"lib.RateLimitError: Error code: 429 - {'error': {'code': '429', 'message': 'Too many. Please retry after 86400 seconds.'}}";
    for body in [
        format!(r#"{{"error": {{"type": "throttling_error", "code": "429", "message": "{inner}"}}}}"#),
        format!(r#"{{"error": {{"message": "{inner}", "type": "throttling_error", "code": "429"}}}}"#),
    ] {
        let answer = classify(429, &(), body.as_str());
        assert_eq!(answer.error_type().as_deref(), Some("throttling_error"), "{body}");
        assert_eq!(answer.hints().message_delay, Some(Duration::from_secs(86_400)), "{body}");
    }
}

#[test]
fn a_secret_is_hidden_wherever_it_is_echoed() {
    let sentence =
        "Incorrect API key provided: my own words. You can find your API key at https://keys.example.";
    for before in ["lib.AuthenticationError: ProviderException - ", "Error: ", "It said: ", "\\n"] {
        let body = format!(r#"{{"error": {{"message": "{before}{sentence}"}}}}"#);
        let error = classify(401, &(), &*body).into_error();
        let shown = format!("{error} {error:#} {error:?} {:?}", error.message());
        assert!(!shown.contains("my own words") && shown.contains("[redacted]"), "{shown}");
    }
}

/// As Python's `repr` of a string.
fn repr(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => write!(out, "\\{c}").expect("a string takes all"),
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

proptest! {
    /// The first letter keeps it from being JSON or another row's message.
    #[test]
    fn every_text_survives_python(message in "z[ -~π\n\t'\"\\\\{}]{0,40}") {
        let body = format!("{{'error': {{'message': {}, 'code': 'slow_down'}}}}", repr(&message));
        let answer = classify(None, &(), &*body);
        prop_assert_eq!(row(&answer), Some("slow_down"));
        let raw = answer.raw_message().map(|raw| raw.into_owned());
        prop_assert_eq!(raw, Some(message));
    }
}
