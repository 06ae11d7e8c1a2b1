//! Error answers as servers and gateways write them, made from a few bytes of entropy.

use arbitrary::{Result, Unstructured};
use openai_error_policy_build::{Matcher, Table};

/// Envelopes with `@` where the error object stands, the usual one first. Some echo other errors, which do not count.
const ENVELOPES: &[&str] = &[
    r#"{"error": @}"#,
    "@",
    r#"[{"error": @}]"#,
    r#"{"id": "x", "error": @, "metadata": {"error": {"code": "rate_limit_exceeded"}}}"#,
    r#"{"result": null, "errors": [@]}"#,
    r#"{"errors": {"object": "list", "data": [@, {"code": "second"}]}}"#,
    r#"{"detail": @, "message": "outer"}"#,
    r#"{"detail": {"error": @}}"#,
    r#"{"error": "sending failed", "details": {"detail": @}}"#,
    r#"{"error": {"code": "wrapped", "type": "x", "message": @}}"#,
    r#"{"error": {"error": @, "code": 502}}"#,
    r#"{"Response": {"Error": @, "RequestId": "req_1"}}"#,
    r#"{"fault": @}"#,
    r#"{"result": {"error": @}}"#,
    r#"{"msg": "bad answer", "body": {"error": @}}"#,
    r#"{"object": "thread.run", "status": "failed", "last_error": @}"#,
    r#"{"choices": [{"index": 0, "error": @}, {"index": 1, "error": null}]}"#,
    r#"{"type": "response.failed", "response": {"status": "failed", "tools": [{"error": {"code": "slow_down"}}], "error": @}}"#,
    r#"{"type": "error", "sequence_number": 3, "error": @}"#,
    r#"{"type": "response.done", "response": {"status_details": {"type": "failed", "error": @}}}"#,
    r#"{"custom_id": "1", "response": {"status_code": 400, "body": {"error": @}}, "error": null}"#,
    r#"{"error": {"message": "Provider returned error", "code": 400, "metadata": {"raw": @}}}"#,
    r#"{"status": 429, "request_id": "req_1", "data": {"errors": [@]}}"#,
    r#"{"message": "failed", "response": {"status": 429, "data": {"error": @}}}"#,
    r#"{"error": {"message": "outer", "details": {"error": @}}}"#,
    r#"{"statusCode": 500, "message": "outer", "cause": @}"#,
    r#"{"name": "RetryError", "errors": [], "lastError": {"statusCode": 429, "data": {"error": @}}}"#,
    r#"{"error": {"innererror": @, "message": "outer", "status": "UNAVAILABLE"}}"#,
    r#"{"error": @, "error": {"message": "again"}}"#,
    r#"{"tools": [[@]], "error": {"message": "outer", "details": [{"retryDelay": "39s"}]}}"#,
];

const CODES: &[&str] = &["unheard_of", "429", "503", "1300", "", "server error", "40001"];
const MESSAGES: &[&str] = &[
    "Something odd happened",
    "You wrote: slow down",
    "429 ",
    " ",
    "{not JSON",
    "Erreur \u{e9}\u{1f600}",
    "Please try again in 7m12s.",
];
const TAILS: &[&str] = &[
    "",
    ". Please try again in 20s.",
    " for gpt-example \"x\" \\ \u{201c}y\u{201d}\n",
    ": sk-example0123456789",
];
const SPACES: &[&str] = &["", " ", "\n  ", "\r\n\t"];

/// Keys beside the usual four, with their values.
const OTHERS: &[&str] = &[
    r#""innererror": {"code": "slow_down"}"#,
    r#""status": "RESOURCE_EXHAUSTED""#,
    r#""status": 503"#,
    r#""status_code": "429""#,
    r#""retry_after": 12.5"#,
    r#""request_id": "req_2""#,
    r#""msg": "said otherwise""#,
    r#""error_code": "inner_code""#,
    r#""error_msg": "said by another name""#,
    r#""Message": "said in capitals""#,
    r#""details": [{"@type": "x", "retryDelay": "39s"}]"#,
    r#""data": {"code": "inner_code"}"#,
    r#""unknown": [[[{"error": {"code": "slow_down"}}]]]"#,
];

/// A status and a body. Of an exhausted `u` the usual answer of the first row.
pub fn answer(u: &mut Unstructured<'_>, table: &Table) -> Result<(Option<u16>, String)> {
    let statuses = [Some(429), Some(400), Some(401), Some(500), Some(503), Some(200), Some(101), None];
    let status = if u.ratio(1, 8)? { Some(u.arbitrary()?) } else { *u.choose(&statuses)? };
    Ok((status, body(u, table, 0)?))
}

fn body(u: &mut Unstructured<'_>, table: &Table, strings: usize) -> Result<String> {
    let envelope = u.choose(ENVELOPES)?;
    let object = object(u, table)?;
    // Gateways put the answer of another one into a string.
    let inner = match u.int_in_range(0..=9)? {
        8 if strings < 4 => {
            let inner = body(u, table, strings + 1)?;
            string(u, &inner)?
        }
        9 => string(u, &object)?,
        _ => object,
    };
    Ok(envelope.replace('@', &inner))
}

fn object(u: &mut Unstructured<'_>, table: &Table) -> Result<String> {
    let rows = table.rows.iter().flat_map(|row| &row.matchers);
    let matchers: Vec<&Matcher> =
        rows.chain(table.unlisted.iter().flat_map(|entry| &entry.matchers)).collect();
    let meant = *u.choose(&matchers)?;
    let mut entries = Vec::new();
    for _ in 0..u.int_in_range(1..=2)? {
        // What one matcher asks for, now and then mixed with another's.
        let matcher = if u.ratio(1, 4)? { *u.choose(&matchers)? } else { meant };
        entries.push(format!("\"code\":{}", code(u, matcher)?));
        entries.push(format!("\"type\":{}", kind(u, matcher)?));
        let message = message(u, matcher)?;
        entries.push(format!("\"message\":{}", string(u, &message)?));
        entries.push(r#""param":"messages[0]""#.to_owned());
    }
    for _ in 0..u.int_in_range(0..=2)? {
        entries.push((*u.choose(OTHERS)?).to_owned());
    }
    let mut text = String::from("{");
    for left in (1..=entries.len()).rev() {
        let entry = entries.swap_remove(u.int_in_range(0..=left - 1)?);
        // Answers leave out what they like.
        if u.ratio(1, 6)? {
            continue;
        }
        let comma = if text.len() > 1 { "," } else { "" };
        text.extend([comma, u.choose(SPACES)?, &entry.replacen(':', &format!(":{}", u.choose(SPACES)?), 1)]);
    }
    Ok(text + u.choose(SPACES)? + "}")
}

fn code(u: &mut Unstructured<'_>, matcher: &Matcher) -> Result<String> {
    match (u.int_in_range(0..=7)?, &matcher.code) {
        (6, _) => Ok(u.int_in_range(0..=1000)?.to_string()),
        (7, _) => {
            let code = *u.choose(CODES)?;
            string(u, code)
        }
        (_, Some(code)) => string(u, code),
        (_, None) => Ok("null".to_owned()),
    }
}

fn kind(u: &mut Unstructured<'_>, matcher: &Matcher) -> Result<String> {
    match (u.int_in_range(0..=3)?, &matcher.error_type) {
        (_, Some(kind)) => string(u, kind),
        (0, None) => Ok("null".to_owned()),
        (1, None) => string(u, "error"),
        (_, None) => string(u, "invalid_request_error"),
    }
}

fn message(u: &mut Unstructured<'_>, matcher: &Matcher) -> Result<String> {
    let before = if u.ratio(1, 8)? { "503 " } else { "" };
    let known = matcher.message.as_deref().filter(|_| !u.ratio(1, 8).unwrap_or(false));
    let beginning = match known {
        Some(message) if u.arbitrary()? => message.to_ascii_uppercase(),
        Some(message) => message.to_owned(),
        None => (*u.choose(MESSAGES)?).to_owned(),
    };
    Ok(format!("{before}{beginning}{}", u.choose(TAILS)?))
}

/// A JSON string; now and then with escapes where none is needed.
fn string(u: &mut Unstructured<'_>, text: &str) -> Result<String> {
    let plain = serde_json::Value::from(text).to_string();
    let many = u.int_in_range(0..=7)?;
    if many != 7 || text.contains(['\\', '"']) || !text.is_ascii() {
        return Ok(plain);
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        if u.ratio(1, 5)? || c.is_control() {
            out.push_str(&format!("\\u{:04X}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Ok(out + "\"")
}
