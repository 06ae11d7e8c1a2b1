//! Recognition of any bytes: no panic, nothing secret shown, and of JSON what the slow reference says.

use arbitrary::Unstructured;
use openai_error_policy::{Answer, classify};

use super::{OFFICIAL, bodies};
use crate::reference::{self, Recognition};

/// What a body turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Not JSON from end to end, or a case that nobody has decided: the reference has nothing to say.
    Uncompared,
    /// The reference agrees: a row.
    Listed,
    /// The reference agrees: no row.
    Unlisted,
}

/// A line with the status (anything else is none), then the body; and the same bytes as entropy for a body that could
/// be real.
pub fn run(data: &[u8]) {
    let end = data.iter().position(|&b| b == b'\n').unwrap_or(0);
    let (line, body) = data.split_at(end);
    let status = std::str::from_utf8(line).ok().and_then(|line| line.trim().parse().ok());
    check(status, body.strip_prefix(b"\n").unwrap_or(body));
    generated(data);
}

/// Checks the body that is made from `entropy`.
pub fn generated(entropy: &[u8]) -> Seen {
    let made = bodies::answer(&mut Unstructured::new(entropy), &OFFICIAL);
    made.map_or(Seen::Uncompared, |(status, body)| check(status, body.as_bytes()))
}

fn check(status: Option<u16>, body: &[u8]) -> Seen {
    let answer = classify(status, &(), body);
    the_error_says_what_the_answer_says(&answer);
    secrets_stay_hidden(&answer);
    assert_eq!(answer.status().filter(|_| status.is_some()), status);
    let Some(expected) = reference::recognise(&OFFICIAL, status, body) else { return Seen::Uncompared };
    agrees(&answer, &expected, body);
    wrapping_changes_nothing(status, &expected, body);
    if expected.is_plain {
        a_cut_body_says_less_and_nothing_else(&expected, body);
    }
    if expected.row.is_some() { Seen::Listed } else { Seen::Unlisted }
}

fn the_error_says_what_the_answer_says(answer: &Answer<'_>) {
    let error = answer.clone().into_error();
    assert_eq!(error.row(), answer.row());
    assert_eq!(error.retry_policy(), answer.retry_policy());
    assert_eq!(error.remedy(), answer.remedy());
    assert_eq!(error.hints(), answer.hints());
    assert_eq!(error.status(), answer.status());
    assert_eq!(error.code(), answer.code().as_deref());
    assert_eq!(error.error_type(), answer.error_type().as_deref());
    assert_eq!(error.param(), answer.param().as_deref());
    assert_eq!(error.message(), answer.message().as_deref());
    assert_eq!(error.raw_message(), answer.raw_message().as_deref());
    assert_eq!(error.request_id(), answer.request_id().as_deref());
}

const REDACTED: &str = "[redacted]";

/// What is shown has no word that begins as a key does, and hiding it once more changes nothing.
fn secrets_stay_hidden(answer: &Answer<'_>) {
    let error = answer.clone().into_error();
    let shown = [format!("{error}"), format!("{error:#}"), format!("{error:?}"), format!("{answer:?}")];
    for shown in shown {
        let mut words = shown.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
        // How keys begin is shown where nothing follows.
        let is_key = |word: &&str| word.starts_with("sk-") && word.len() >= 6;
        let is_beginning = |word: &&str| word.len() < 16 && word.ends_with(['-', '_']);
        assert_eq!(words.find(|word| is_key(word) && !is_beginning(word)), None, "{shown}");
    }
    for text in [answer.code(), answer.error_type(), answer.param(), answer.message()].into_iter().flatten() {
        let body = serde_json::json!({"error": {"code": "x", "param": text}}).to_string();
        let again = classify(None, &(), &body);
        assert_eq!(again.param().as_deref().unwrap_or_default(), text);
    }
}

fn agrees(answer: &Answer<'_>, expected: &Recognition<'_>, body: &[u8]) {
    let shown = String::from_utf8_lossy(body);
    let id = expected.row.map(|row| row.id.as_str());
    assert_eq!(answer.row().map(|row| row.id), id, "the row of {shown}");
    assert_eq!(answer.retry_policy().name, expected.retry, "the policy of {shown}");
    let remedy = expected.remedy.map(openai_error_policy_build::Remedy::name);
    assert_eq!(answer.remedy().map(|remedy| remedy.as_str()), remedy, "the remedy of {shown}");
    assert_eq!(answer.status(), expected.status, "the status of {shown}");
    let error = &expected.error;
    assert_eq!(answer.raw_message().as_deref(), error.message.as_deref(), "the message of {shown}");
    for (name, found, expected) in [
        ("code", answer.code(), &error.code),
        ("type", answer.error_type(), &error.kind),
        ("param", answer.param(), &error.param),
        ("message", answer.message(), &error.message),
    ] {
        assert!(is_redaction(found.as_deref(), expected.as_deref()), "the {name} of {shown}: {found:?}");
    }
}

/// Whether `shown` is `text` with parts of it hidden.
fn is_redaction(shown: Option<&str>, text: Option<&str>) -> bool {
    let (Some(shown), Some(mut text)) = (shown, text) else { return shown == text };
    if !shown.contains(REDACTED) {
        return shown == text;
    }
    let mut kept: Vec<&str> = shown.split(REDACTED).collect();
    let last = kept.pop().unwrap_or_default();
    for part in kept {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(last)
}

/// White space, a byte order mark, a list or an event around a body say nothing.
fn wrapping_changes_nothing(status: Option<u16>, expected: &Recognition<'_>, body: &[u8]) {
    let around = |before: &str, after: &str| [before.as_bytes(), body, after.as_bytes()].concat();
    let mut wrapped = vec![around(" \r\n\t", "\n\n"), around("\u{feff}", "")];
    if body.trim_ascii_start().starts_with(b"{") {
        wrapped.push(around("[", "]"));
        if !body.contains(&b'\n') {
            wrapped.push(around("event: error\r\ndata: ", "\r\n\r\n"));
        }
    }
    for body in wrapped {
        agrees(&classify(status, &(), &body), expected, &body);
    }
}

/// A body that ends early has a beginning of each fact or nothing.
fn a_cut_body_says_less_and_nothing_else(expected: &Recognition<'_>, body: &[u8]) {
    let error = &expected.error;
    for end in (0..body.len()).step_by(body.len() / 32 + 1) {
        let answer = classify(None, &(), &body[..end]);
        for (found, whole) in [
            (answer.code(), &error.code),
            (answer.error_type(), &error.kind),
            (answer.param(), &error.param),
            (answer.raw_message(), &error.message),
        ] {
            let is_less = found.as_deref().is_none_or(|found| begins(whole.as_deref(), found));
            assert!(is_less, "{found:?} of {whole:?} in {}", String::from_utf8_lossy(&body[..end]));
        }
    }
}

/// Whether `cut` is a beginning of `whole`; its last character may be half of one.
fn begins(whole: Option<&str>, cut: &str) -> bool {
    let cut = cut.trim_end_matches('\u{fffd}');
    // A status that is cut is a code.
    let is_half_a_status = cut.len() < 3 && cut.bytes().all(|b| b.is_ascii_digit());
    let is_hidden = cut.contains(REDACTED);
    whole.is_some_and(|whole| whole.starts_with(cut)) || is_half_a_status || is_hidden
}
