//! What is read of a body and what is skipped: values in front, strings, statuses, lists, streams, pages and plain text.

use openai_error_policy::{Answer, classify};
use openai_error_policy_build::{OFFICIAL_TABLE, Table};

fn row(answer: &Answer<'_>) -> Option<&'static str> {
    answer.row().map(|row| row.id)
}

fn of(body: &str) -> Option<&'static str> {
    row(&classify(None, &(), body))
}

fn message(body: &str) -> Option<String> {
    classify(None, &(), body).message().map(|message| message.into_owned())
}

/// `text` with the character at `place` as an escape; it is one of the first 65,536.
fn with_escape(text: &str, place: usize) -> String {
    let c = text[place..].chars().next().expect("a character");
    format!("{}\\u{:04x}{}", &text[..place], u32::from(c), &text[place + c.len_utf8()..])
}

#[test]
fn values_in_front_are_skipped_whole() {
    const ERROR: &str = r#""error": {"code": "slow_down"}"#;
    for value in [
        r#"{}"#,
        r#"{"a": "}", "b": "{"}"#,
        r#"{"a": "\"}", "b": ["]"]}"#,
        r#"[[], "]", {"error": {"code": "server_error"}}]"#,
        r#"{"error": {"code": "server_error"}, "long": "with a quote \" and a brace } after forty bytes or so }"}"#,
        r#""a } string""#,
        r#""\\""#,
        "17",
        "-1.5e3",
        "true",
        "null",
    ] {
        for space in ["", " ", "\n    ", "\r\n\t\t\t\t\t\t\t\t\t\t", "          "] {
            let body = format!("{{{space}\"other\"{space}:{space}{value}{space},{space}{ERROR}{space}}}");
            assert_eq!(of(&body), Some("slow_down"), "{body}");
        }
    }
}

#[test]
fn every_code_and_type_with_an_escape_at_any_place() {
    for (key, word, id) in [
        ("code", "slow_down", "slow_down"),
        ("code", "organization_usage_limit_exceeded", "organization_usage_limit_reached"),
        ("type", "insufficient_quota", "quota_exceeded"),
        ("type", "rate_limit_error", "rate_limit_reached"),
    ] {
        for place in 0..word.len() {
            let escaped = with_escape(word, place);
            let body = format!(r#"{{"error": {{"{key}": "{escaped}"}}}}"#);
            assert_eq!(of(&body), Some(id), "{body}");
            let other = format!(r#"{{"error": {{"{key}": "{}"}}}}"#, word.replace(&word[place..], "~"));
            assert_eq!(of(&other), None, "{other}");
        }
    }
}

#[test]
fn every_message_in_any_case_and_with_an_escape_at_any_place() {
    for row in Table::parse(OFFICIAL_TABLE).unwrap().rows {
        for message in row.matchers.iter().filter_map(|matcher| matcher.message.as_deref()) {
            let body = |text: &str| format!(r#"{{"error": {{"message": "{text}, and more"}}}}"#);
            let expected = of(&body(message));
            for text in [message.to_uppercase(), message.to_lowercase()] {
                assert_eq!(of(&body(&text)), expected, "{text}");
            }
            for (place, _) in message.char_indices() {
                let text = with_escape(message, place);
                assert_eq!(of(&body(&text)), expected, "{text}");
            }
        }
    }
}

#[test]
fn a_status_in_the_body() {
    for (body, status, id) in [
        (r#"{"error": {"code": 429}}"#, Some(429), Some("rate_limit_reached")),
        (r#"{"error": {"code": "429", "message": "x"}}"#, Some(429), Some("rate_limit_reached")),
        (r#"{"status": 429, "message": "x"}"#, Some(429), Some("rate_limit_reached")),
        (r#"{"status": "500", "message": "x"}"#, Some(500), Some("server_error")),
        (r#"{"status_code": 500, "message": "x"}"#, Some(500), Some("server_error")),
        (
            r#"{"statusCode": 429, "error": "Too Many Requests", "message": "x"}"#,
            Some(429),
            Some("rate_limit_reached"),
        ),
        (
            r#"{"response": {"status_code": 429, "body": {"message": "x"}}}"#,
            Some(429),
            Some("rate_limit_reached"),
        ),
        (
            r#"{"error": "{\"error\": {\"code\": 429, \"message\": \"x\"}}"}"#,
            Some(429),
            Some("rate_limit_reached"),
        ),
        // the first one counts
        (r#"{"status": 429, "error": {"code": 500, "message": "x"}}"#, Some(429), Some("rate_limit_reached")),
        (r#"{"error": {"code": 500, "message": "x"}, "status": 429}"#, Some(500), Some("server_error")),
        // each digit
        (r#"{"error": {"code": 100}}"#, Some(100), None),
        (r#"{"error": {"code": 418}}"#, Some(418), None),
        (r#"{"error": {"code": 596}}"#, Some(596), None),
        // no statuses
        (r#"{"error": {"code": 99}}"#, None, None),
        (r#"{"error": {"code": 600}}"#, None, None),
        (r#"{"error": {"code": 4290}}"#, None, None),
        (r#"{"error": {"code": "42x", "message": "x"}}"#, None, None),
        (r#"{"status": true, "message": "x"}"#, None, None),
        (r#"{"status": "failed", "message": "x"}"#, None, None),
    ] {
        let answer = classify(None, &(), body);
        assert_eq!((answer.status(), row(&answer)), (status, id), "{body}");
        assert_eq!(classify(418, &(), body).status(), Some(418), "{body}");
    }
}

#[test]
fn which_status_decides() {
    let body = r#"{"error": {"code": 500, "message": "x"}}"#;
    for (status, id) in [
        (None, "server_error"),
        (Some(200), "server_error"),
        (Some(299), "server_error"),
        (Some(429), "rate_limit_reached"),
    ] {
        assert_eq!(row(&classify(status, &(), body)), Some(id), "{status:?}");
    }
}

#[test]
fn a_type_is_not_the_name_of_an_event_or_a_state() {
    for (body, kind) in [
        (r#"{"type": "error", "message": "x"}"#, None),
        (r#"{"type": "odd_type", "message": "x"}"#, Some("odd_type")),
        (r#"{"error": {"type": "error", "message": "x"}}"#, Some("error")),
        (r#"{"error": {"status": "ODD_STATE", "message": "x"}}"#, Some("ODD_STATE")),
        (r#"{"error": {"status": "ODD_STATE", "type": "odd_type", "message": "x"}}"#, Some("odd_type")),
        (r#"{"error": {"type": "odd_type", "status": "ODD_STATE", "message": "x"}}"#, Some("odd_type")),
        (r#"{"status": "failed", "message": "x"}"#, None),
    ] {
        assert_eq!(classify(None, &(), body).error_type().as_deref(), kind, "{body}");
    }
}

#[test]
fn where_texts_count_as_messages() {
    for (body, expected) in [
        (r#"{"error": "x"}"#, Some("x")),
        (r#"{"detail": "x"}"#, Some("x")),
        (r#"{"detail": {"error": "x"}}"#, Some("x")),
        (r#"{"detail": {"error": "y", "message": "x"}}"#, Some("x")),
        (r#"{"fault": "x"}"#, Some("x")),
        (r#"{"errors": ["x"]}"#, Some("x")),
        (r#"{"errors": ["", "x", "y"]}"#, Some("x")),
        (r#"{"errors": ["{\"error\": {\"message\": \"x\"}}"]}"#, Some("x")),
        (r#"{"message": "x"}"#, Some("x")),
        (r#"{"msg": "x"}"#, Some("x")),
        (r#"{"message": "x", "msg": "y"}"#, Some("x")),
        (r#"{"msg": "y", "message": "x"}"#, Some("x")),
        (r#""x""#, Some("x")),
        (r#"{"error": "y", "message": "x"}"#, Some("x")),
        (r#"{"error": {"message": "'x' is wrong", "code": "odd"}}"#, Some("'x' is wrong")),
        (r#"{"error": {"message": "{x} is wrong", "code": "odd"}}"#, Some("{x} is wrong")),
        (r#"{"error": {"message": "7 is wrong", "code": "odd"}}"#, Some("7 is wrong")),
        // an answer to something else
        (r#"["x"]"#, None),
        (r#"[["x"]]"#, None),
        (r#"{"errors": [["x"]]}"#, None),
        (r#"{"body": "x"}"#, None),
        (r#"{"result": "x"}"#, None),
        (r#"{"result": {"message": "x", "code": "odd"}}"#, None),
        (r#"{"error": {"code": "odd", "data": "x"}}"#, None),
        (r#"{"data": ["x"]}"#, None),
        (r#"{"choices": ["x"]}"#, None),
        (r#"{"error": {"type": "odd", "details": ["x"]}}"#, None),
        (r#"{"error": {"code": "odd", "metadata": {"raw": "x"}}}"#, None),
        (r#"{"response": {"message": "x", "status_details": {"message": "y"}}}"#, None),
        (r#"{"choices": [{"message": "x"}], "details": {"message": "y"}}"#, None),
        (r#"{"error": {"type": "odd", "details": [{"message": "x"}], "metadata": {"message": "y"}}}"#, None),
        // JSON in a text leaves no message beside it, unless it says no more than the object around it
        (r#"{"code": "odd", "error": "{\"error\": {\"code\": \"c\"}}"}"#, None),
        (r#"{"code": "odd", "error": "{\"error\": {}}"}"#, Some("{\"error\": {}}")),
    ] {
        assert_eq!(message(body).as_deref(), expected, "{body}");
    }
}

#[test]
fn keys_have_several_names() {
    let facts = |body: &str| {
        let answer = classify(None, &(), body);
        [answer.code(), answer.message(), answer.request_id()]
            .map(|text| text.map_or("-".to_owned(), |text| text.into_owned()))
            .join("|")
    };
    for (body, expected) in [
        (r#"{"error_code": 17, "error_msg": "m", "request_id": "r"}"#, "17|m|r"),
        (r#"{"errorCode": "OVEN.1", "errorMessage": "m", "requestId": "r"}"#, "OVEN.1|m|r"),
        (r#"{"error": {"error_code": "c", "error_message": "m"}}"#, "c|m|-"),
        (r#"{"fault": {"faultstring": "m", "detail": {"errorcode": "x"}}}"#, "-|m|-"),
        (r#"{"Response": {"Error": {"Code": "c", "Message": "m"}, "RequestId": "r"}}"#, "c|m|r"),
        (r#"{"Code": "c", "Message": "m", "RequestId": "r"}"#, "c|m|r"),
        (r#"{"result": {"error": {"code": "c", "message": "m"}}}"#, "c|m|-"),
        // the usual names come first
        (r#"{"code": "c", "error_code": 17, "error_msg": "n", "message": "m"}"#, "c|m|-"),
        (r#"{"code": "c", "error_code": "d", "message": "m"}"#, "c|m|-"),
        (r#"{"error_code": 17, "code": "c", "message": "m", "error_msg": "n"}"#, "c|m|-"),
        // other keys
        (r#"{"CODE": "c", "mEssage": "m", "Error_code": 17}"#, "-|-|-"),
    ] {
        assert_eq!(facts(body), expected, "{body}");
    }
    assert_eq!(of(r#"{"error_code": 429, "error_msg": "x"}"#), Some("rate_limit_reached"));
    assert_eq!(of(r#"{"error_code": "slow_down", "message": "x"}"#), Some("slow_down"));
}

#[test]
fn a_type_alone_is_an_error_only_where_errors_are() {
    assert_eq!(of(r#"{"error": {"type": "insufficient_quota"}}"#), Some("quota_exceeded"));
    assert_eq!(of(r#"{"type": "insufficient_quota"}"#), None);
    assert_eq!(of(r#"{"type": "insufficient_quota", "message": "x"}"#), Some("quota_exceeded"));
    assert_eq!(of(r#"{"code": "slow_down"}"#), Some("slow_down"));
    assert_eq!(of(r#"{"message": "Slow down"}"#), Some("slow_down"));
}

#[test]
fn of_several_errors_the_one_that_says_most_then_the_innermost_then_the_first() {
    for (body, id) in [
        (r#"{"errors": [{"code": "slow_down"}, {"code": "server_error"}]}"#, Some("slow_down")),
        (r#"{"errors": [{"message": "Slow down"}, {"code": "server_error"}]}"#, Some("server_error")),
        (r#"{"errors": [{"code": "server_error"}, {"message": "Slow down"}]}"#, Some("server_error")),
        (r#"{"errors": [{"code": 429, "message": "x"}, {"code": "server_error"}]}"#, Some("server_error")),
        (r#"{"code": "slow_down", "error": {"code": "server_error"}}"#, Some("server_error")),
        (r#"{"error": {"code": "server_error"}, "code": "slow_down"}"#, Some("server_error")),
        (r#"{"error": {"message": "Internal server error"}, "code": "slow_down"}"#, Some("slow_down")),
        // and so of those in strings
        (
            r#"{"errors": ["{\"error\": {\"code\": \"slow_down\"}}", "{\"error\": {\"code\": \"server_error\"}}"]}"#,
            Some("slow_down"),
        ),
        (
            r#"{"errors": ["{\"error\": {\"message\": \"Slow down\"}}", "{\"error\": {\"code\": \"server_error\"}}"]}"#,
            Some("server_error"),
        ),
        (
            r#"{"errors": ["{\"error\": {\"code\": \"server_error\"}}", "{\"error\": {\"message\": \"Slow down\"}}"]}"#,
            Some("server_error"),
        ),
    ] {
        assert_eq!(of(body), id, "{body}");
    }
}

#[test]
fn json_in_strings_is_opened_three_times() {
    let mut body = r#"{"error": {"code": "slow_down"}}"#.to_owned();
    for strings in 0..6 {
        let expected = (strings <= 3).then_some("slow_down");
        assert_eq!(of(&body), expected, "{strings} strings: {body}");
        body = serde_json::json!({ "error": body }).to_string();
    }
}

#[test]
fn events_of_a_stream() {
    for (body, expected) in [
        ("event: error\ndata: Slow down\n\n", Some("Slow down")),
        ("event:error\r\ndata:Slow down\r\n\r\n", Some("Slow down")),
        ("data: Slow down\nevent: error\n", Some("Slow down")),
        (": a comment\n\nevent: error\ndata: x\n\n", Some("x")),
        ("id: 7\nevent: error\ndata: x\n\n", Some("x")),
        ("retry: 7\nevent: error\ndata: x\n\n", Some("x")),
        ("data: {\"error\":\ndata: {\"message\": \"x\"}}\n\n", Some("x")),
        ("data: {\"error\": {\"message\":\ndata: \"x\"}}\n\n", Some("x")),
        ("data: {\"id\": 1}\ndata: {\"error\": {\"message\": \"x\"}}\n\n", Some("x")),
        ("data: {\"error\": {\"message\": \"x\"}}\n\ndata: [DONE]\n\n", Some("x")),
        // texts of other events are output
        ("data: Slow down\n\n", None),
        ("event: message\ndata: Slow down\n\n", None),
        ("event: error\n\ndata: Slow down\n\n", None),
        ("event: error\nevent: message\ndata: Slow down\n\n", None),
        ("data: Slow down\n\nevent: error\n\n", None),
    ] {
        assert_eq!(message(body).as_deref(), expected, "{body:?}");
    }
}

#[test]
fn words_that_begin_as_another_shape_does() {
    for text in [
        "[proxy] upstream timed out",
        "{upstream timed out}",
        "id: 77 backend is down",
        ": down",
        "event: down",
        "retry: later",
    ] {
        assert_eq!(message(text).as_deref(), Some(text));
    }
    for (body, expected) in [
        ("[true, {\"message\": \"Slow down\"}]", Some("Slow down")),
        ("[null, {\"error\": {\"message\": \"Slow down\"}}]", Some("Slow down")),
        ("[proxy] said {\"error\": {\"message\": \"Slow down\"}}", Some("Slow down")),
    ] {
        assert_eq!(message(body).as_deref(), expected, "{body}");
    }
}

#[test]
fn lines_of_events_may_end_with_a_carriage_return() {
    let stream = "event: error\ndata: {\"error\":\ndata: {\"message\": \"Slow down\"}}\n\n";
    for end in ["\n", "\r\n", "\r"] {
        assert_eq!(message(&stream.replace('\n', end)).as_deref(), Some("Slow down"), "{end:?}");
    }
}

#[test]
fn titles_of_pages() {
    for (body, expected) in [
        ("<html><title>Bad Gateway</title></html>", Some("Bad Gateway")),
        ("<html><TITLE>\n Bad Gateway </TITLE>", Some("Bad Gateway")),
        ("<title>Bad Gate", Some("Bad Gate")),
        ("<title>B</title><title>C</title>", Some("B")),
        ("<head><Title data-x=\"1\">B</title>", Some("B")),
        ("<titles>A</titles><title\nlang=en>B</title>", Some("B")),
        ("<title", None),
        ("\n<!doctype html><title>B</title>", Some("B")),
        ("<title> </title>", None),
        ("<title></title>", None),
        ("<html><body>Bad Gateway</body></html>", None),
    ] {
        assert_eq!(message(body).as_deref(), expected, "{body:?}");
    }
}

#[test]
fn the_status_in_the_title_of_a_page() {
    for (title, status, policy) in [
        ("502 Bad Gateway", Some(502), "backoff"),
        ("429 Too Many Requests", Some(429), "backoff"),
        ("404 Not Found", Some(404), "never"),
        ("503", Some(503), "backoff"),
        ("5020 ways", None, "never"),
        ("Error 502", None, "never"),
    ] {
        let body = format!("<html><title>{title}</title>");
        let answer = classify(None, &(), &*body);
        assert_eq!((answer.status(), answer.retry_policy().name), (status, policy), "{title}");
        assert_eq!(classify(418, &(), &*body).status(), Some(418), "{title}");
    }
}

#[test]
fn error_objects_as_lines_of_text() {
    let fields = |body: &str| {
        let answer = classify(None, &(), body);
        [answer.message(), answer.error_type(), answer.param(), answer.code()]
            .map(|text| text.map_or("-".to_owned(), |text| text.into_owned()))
            .join("|")
    };
    for (body, expected) in [
        ("message: m\ntype: t\nparam: p\ncode: c", "m|t|p|c"),
        ("code: c\nparam: p\ntype: t\nmessage: m\n", "m|t|p|c"),
        ("message: m\n  of two lines\ntype: t", "m\n  of two lines|t|-|-"),
        ("message: m: type: t\ncode: c", "m: type: t|-|-|c"),
        ("message: m\ntype: null\nparam:\ncode: null", "m|-|-|-"),
        ("message:m\r\ntype:t\r\ncode:c\r\n", "m|t|-|c"),
        ("type: t", "-|t|-|-"),
        ("A message: m\ntype: t", "A message: m\ntype: t|-|-|-"),
    ] {
        assert_eq!(fields(body), expected, "{body:?}");
    }
}
