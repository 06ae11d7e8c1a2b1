//! Table text to model. What one key or one entry can get wrong is found here; what only the whole table can get
//! wrong is found by `validate`.

use std::time::Duration;

use toml_parser::ParseError;

use crate::diagnostic::Problems;
use crate::document::{self, Kind, Value};
use crate::fields::{self, Fields};
use crate::format;
use crate::strings::{find_byte, joined};
use crate::table::{
    Echo, ErrorRow, Matcher, Messages, Pacing, Page, Policy, Sample, Spanned, Table, Unlisted,
};
use crate::text::{Piece, Text, is_https};
use crate::{message, names};

const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);
const WEEK: Duration = Duration::from_secs(604_800);
const MILLISECOND: Duration = Duration::from_millis(1);

/// Reads the whole text; `None` only when it is not TOML. A table that is not whole extends another one.
pub(crate) fn table(text: &str, is_whole: bool, problems: &mut Problems) -> Option<Table> {
    if let Some(path) = as_link_text(text) {
        problems.push(
            0..path.len(),
            format!("this file holds only the path `{path}`: a link to the table was checked out as its text (see git's core.symlinks)"),
        );
        return None;
    }
    let (mut rows, mut entries, mut of_elements) = (Vec::new(), Vec::new(), Problems::default());
    let (root, errors) = document::read(text, &mut |name, element| match name {
        "error" => push_some(&mut rows, row(&element, &mut of_elements)),
        "unlisted" => push_some(&mut entries, unlisted(&element, &mut of_elements)),
        _ => {}
    });
    if !errors.is_empty() {
        bad_toml(text, &errors, problems);
        return None;
    }
    problems.append(of_elements);
    let root = Fields::new(&root, 0..0, "the table", format::TABLE, problems);
    if is_whole {
        must_have_rows(&root, problems);
    }
    rows.append(&mut read_each(elements(&root, "error", problems), problems, row));
    entries.append(&mut read_each(elements(&root, "unlisted", problems), problems, unlisted));
    Some(Table {
        page: page(&root, problems),
        messages: messages(&root, problems),
        policies: policies(&root, problems),
        rows,
        unlisted: entries,
    })
}

fn bad_toml(text: &str, errors: &[ParseError], problems: &mut Problems) {
    let place = |error: &ParseError| error.unexpected().map_or(0..0, |span| span.start()..span.end());
    let end = text.trim_end().len();
    // What is open at the end has taken in all that follows it, each line an error.
    let is_open = errors.iter().any(|e| place(e).start >= end && e.description().starts_with("unclosed"));
    let mut line_end = 0;
    for error in errors {
        let span = place(error);
        let is_swallowed = is_open && line_end > 0 && span.start < end;
        // Further errors of a line are mostly echoes of its first.
        if span.start >= line_end && !is_swallowed {
            line_end = find_byte(text, span.start, |byte| byte == b'\n').unwrap_or(text.len());
            problems.push(span, format!("bad TOML: {}", document::message(error)));
        }
    }
}

/// A symbolic link that was checked out as a file holds one line: the path it pointed to.
fn as_link_text(text: &str) -> Option<&str> {
    let line = text.trim_end();
    let is_toml = find_byte(line, 0, |byte| matches!(byte, b'\n' | b'=' | b'[' | b'#' | b'"')).is_some();
    (line.ends_with(".toml") && !is_toml).then_some(line)
}

fn page(root: &Fields<'_, '_>, problems: &mut Problems) -> Page {
    let Some(value) = root.get("page") else { return Page::default() };
    let Some(page) = Fields::of_value(value, "`[page]`", format::PAGE, problems) else {
        return Page::default();
    };
    let embed = page.optional_string("embed", problems);
    if let Some(url) = &embed {
        if !is_https(&url.value) {
            problems.push(url.span.clone(), "`embed` must be an https address");
        }
    }
    Page {
        title: text_without_links(&page, "title", problems),
        embed: embed.map(|url| url.value),
        heading: text_without_links(&page, "heading", problems),
        column_widths: column_widths(&page, problems),
    }
}

fn column_widths(page: &Fields<'_, '_>, problems: &mut Problems) -> Vec<String> {
    let mut widths = Vec::new();
    for width in &page.strings("column_widths", problems) {
        if width.value.parse::<f64>().is_err() {
            problems.push(width.span.clone(), "a column width must be a number in quotes");
        }
        widths.push(width.value.clone());
    }
    widths
}

fn text_without_links(fields: &Fields<'_, '_>, key: &str, problems: &mut Problems) -> Text {
    let text = fields.text(key, problems);
    if text.pieces.iter().any(|piece| matches!(piece, Piece::Link { .. })) {
        let span = fields.get(key).map_or(fields.span.clone(), |value| value.span.clone());
        problems.push(span, format!("`{key}` can have code spans but no links"));
    }
    text
}

fn messages(root: &Fields<'_, '_>, problems: &mut Problems) -> Messages {
    let Some(value) = root.get("messages") else { return Messages::default() };
    let Some(messages) = Fields::of_value(value, "`[messages]`", format::MESSAGES, problems) else {
        return Messages::default();
    };
    let mut delay_phrases = Vec::new();
    for phrase in &messages.strings("delay_phrases", problems) {
        delay_phrases.push(phrase.value.to_ascii_lowercase());
    }
    let echoes = read_each(messages.array("echoes", problems), problems, echo);
    Messages { delay_phrases, echoes }
}

fn echo(value: &Value<'_>, problems: &mut Problems) -> Option<Echo> {
    let echo = Fields::of_value(value, "an echo", format::ECHO, problems)?;
    Some(Echo {
        after: echo.string("after", problems).value.to_ascii_lowercase(),
        until: echo.string("until", problems).value.to_ascii_lowercase(),
    })
}

fn policies(root: &Fields<'_, '_>, problems: &mut Problems) -> Vec<Policy> {
    let Some(value) = root.get("retry") else { return Vec::new() };
    let Some(table) = value.as_table() else {
        fields::wrong_type(value, "`retry`", "a table of policies", problems);
        return Vec::new();
    };
    let mut policies = Vec::new();
    for document::Entry { key, value } in &table.entries {
        let name = Spanned { value: key.name.to_string(), span: key.span.clone() };
        check_policy_name(&name, problems);
        if let Some(policy) = policy(name, value, problems) {
            // The map is in alphabetical order; that of the file is the order of the places.
            let start = policy.name.span.start;
            let at = policies.partition_point(|other: &Policy| other.name.span.start < start);
            policies.insert(at, policy);
        }
    }
    policies
}

fn check_policy_name(name: &Spanned<String>, problems: &mut Problems) {
    let reason = if !names::is_snake_case(&name.value) {
        "is not snake_case"
    } else if names::is_keyword(&name.value) {
        "is a Rust keyword"
    } else {
        return;
    };
    problems.push(name.span.clone(), format!("the policy name `{}` {reason}", name.value));
}

fn policy(name: Spanned<String>, value: &Value<'_>, problems: &mut Problems) -> Option<Policy> {
    let what = format!("`[retry.{}]`", name.value);
    let mut policy = Fields::of_value(value, &what, format::POLICY, problems)?;
    policy.span = name.span.clone();
    let max_attempts = policy.integer("max_attempts", format::MAX_ATTEMPTS, problems);
    if max_attempts == Some(1) {
        refuse_waits(&policy, &what, problems);
        return Some(never(name));
    }
    policy_has_bounds(&policy, &what, problems);
    policy.require("initial_delay", problems);
    let initial_delay = policy.duration("initial_delay", (MILLISECOND, HOUR), problems);
    let max_delay = policy.duration("max_delay", (MILLISECOND, DAY), problems);
    if let (Some(initial), Some(max), Some(place)) = (initial_delay, max_delay, policy.get("max_delay")) {
        if initial > max {
            problems.push(place.span.clone(), "`max_delay` is out of range: it is less than `initial_delay`");
        }
    }
    Some(Policy {
        max_attempts: max_attempts.unwrap_or(2),
        initial_delay: initial_delay.unwrap_or(SECOND),
        multiplier: policy.integer("multiplier", format::MULTIPLIER, problems).unwrap_or(1),
        max_delay: max_delay.unwrap_or(SECOND),
        jitter_percent: policy.integer("jitter_percent", format::JITTER_PERCENT, problems).unwrap_or(0),
        max_server_delay: policy.duration("max_server_delay", (SECOND, DAY), problems).unwrap_or(SECOND),
        time_budget: policy.duration("time_budget", (SECOND, WEEK), problems).unwrap_or(SECOND),
        pacing: policy.get("pacing").and_then(|value| pacing(value, problems)),
        name,
    })
}

/// Without retries only the number of attempts has a meaning.
fn refuse_waits(policy: &Fields<'_, '_>, what: &str, problems: &mut Problems) {
    for key in format::POLICY {
        if let Some(value) = policy.get(key).filter(|_| *key != "max_attempts") {
            let message = format!("`{key}` has no meaning in {what}, which makes one call only");
            problems.push(value.span.clone(), message);
        }
    }
}

fn policy_has_bounds(policy: &Fields<'_, '_>, what: &str, problems: &mut Problems) {
    let mut missing = Vec::new();
    for key in &["max_attempts", "max_delay", "max_server_delay", "time_budget"] {
        if policy.get(key).is_none() {
            missing.push(format!("`{key}`"));
        }
    }
    if !missing.is_empty() {
        let message = format!("{what} retries without a bound, add {}", joined(&missing, ", "));
        problems.push(policy.span.clone(), message);
    }
}

fn never(name: Spanned<String>) -> Policy {
    Policy {
        name,
        max_attempts: 1,
        initial_delay: Duration::ZERO,
        multiplier: 1,
        max_delay: Duration::ZERO,
        jitter_percent: 0,
        max_server_delay: Duration::ZERO,
        time_budget: Duration::ZERO,
        pacing: None,
    }
}

fn pacing(value: &Value<'_>, problems: &mut Problems) -> Option<Pacing> {
    let pacing = Fields::of_value(value, "`pacing`", format::PACING, problems)?;
    for key in format::PACING {
        pacing.require(key, problems);
    }
    let hold = pacing.duration("hold", (SECOND, DAY), problems);
    let raise_percent = pacing.integer("raise_percent", format::RAISE_PERCENT, problems);
    let raise_every = pacing.duration("raise_every", (SECOND, DAY), problems);
    Some(Pacing { hold: hold?, raise_percent: raise_percent?, raise_every: raise_every? })
}

fn must_have_rows(root: &Fields<'_, '_>, problems: &mut Problems) {
    let no_rest = "no `[[unlisted]]` entry covers the answers without a row; add one with only a `retry`";
    for (key, message) in &[("error", "the table has no `[[error]]` rows"), ("unlisted", no_rest)] {
        match root.get(key) {
            None => problems.push(root.span.clone(), *message),
            Some(list) if is_empty(list) => problems.push(list.span.clone(), *message),
            Some(_) => {}
        }
    }
}

fn is_empty(list: &Value<'_>) -> bool {
    matches!(&list.kind, Kind::Array(list) if list.is_empty())
}

/// The elements of `key = [..]`; those of `[[key]]` have been read, and it is left empty.
fn elements<'a, 'i>(root: &Fields<'a, 'i>, key: &str, problems: &mut Problems) -> &'a [Value<'i>] {
    match root.get(key) {
        Some(single) if single.as_table().is_some() => {
            let message = format!("`[{key}]` must be written `[[{key}]]`: there can be many");
            problems.push(single.span.clone(), message);
            &[]
        }
        _ => root.array(key, problems),
    }
}

fn read_each<T>(
    values: &[Value<'_>],
    problems: &mut Problems,
    read: fn(&Value<'_>, &mut Problems) -> Option<T>,
) -> Vec<T> {
    let mut list = Vec::with_capacity(values.len());
    for value in values {
        push_some(&mut list, read(value, problems));
    }
    list
}

fn push_some<T>(list: &mut Vec<T>, element: Option<T>) {
    if let Some(element) = element {
        list.push(element);
    }
}

fn row(value: &Value<'_>, problems: &mut Problems) -> Option<ErrorRow> {
    let row = Fields::of_value(value, "this `[[error]]`", format::ROW, problems)?;
    let name = row.string("name", problems);
    check_row_name(&name, problems);
    row.require("status", problems);
    let status = row.status("status", problems).unwrap_or_default();
    row.require("remedy", problems);
    if row.require("match", problems).is_some_and(is_empty) {
        problems.push(row.span.clone(), "`match` is empty: no answer is ever recognised as this row");
    }
    Some(ErrorRow {
        id: names::snake_case(&name.value),
        name,
        status,
        title: text_without_links(&row, "title", problems),
        cause: row.text("cause", problems),
        solution: row.text("solution", problems),
        remedy: row.remedy("remedy", problems).unwrap_or_default(),
        retry: row.string("retry", problems),
        matchers: read_each(row.array("match", problems), problems, matcher_of_row),
        sample: sample(&row, status, problems).unwrap_or_default(),
        since: row.month("since", problems),
        retired: row.month("retired", problems),
    })
}

fn check_row_name(name: &Spanned<String>, problems: &mut Problems) {
    if name.value.is_empty() {
        return; // missing or empty: said already
    }
    let reason = if names::is_keyword(&name.value) {
        "is a Rust keyword"
    } else if !names::is_upper_camel(&name.value) {
        "is not UpperCamel, for example `RateLimitReached`"
    } else {
        return;
    };
    problems.push(name.span.clone(), format!("the name `{}` {reason}", name.value));
}

fn matcher_of_row(value: &Value<'_>, problems: &mut Problems) -> Option<Matcher> {
    matcher(value, format::MATCHER_OF_ROW, problems)
}

fn matcher_of_unlisted(value: &Value<'_>, problems: &mut Problems) -> Option<Matcher> {
    matcher(value, format::MATCHER_OF_UNLISTED, problems)
}

fn matcher(value: &Value<'_>, allowed: &[&'static str], problems: &mut Problems) -> Option<Matcher> {
    let matcher = Fields::of_value(value, "a matcher", allowed, problems)?;
    let code = matcher.optional_string("code", problems);
    if let Some(code) = &code {
        if status_number(&code.value).is_some() {
            problems.push(code.span.clone(), "a code that is only a status is not a code; use `status`");
        }
    }
    let message = matcher.optional_string("message", problems);
    if let Some(message) = &message {
        check_message(message, problems);
    }
    if format::MATCHER_OF_UNLISTED.iter().all(|key| matcher.get(key).is_none()) {
        problems.push(
            value.span.clone(),
            "a matcher with nothing in it, expected one or more of `code`, `message`, `type`, `status`",
        );
    }
    Some(Matcher {
        span: value.span.clone(),
        code: code.map(|code| code.value),
        message: message.map(|message| message.value.to_ascii_lowercase()),
        error_type: matcher.optional_string("type", problems).map(|error_type| error_type.value),
        status: matcher.status("status", problems),
        retry: matcher.optional_string("retry", problems),
        remedy: matcher.remedy("remedy", problems),
    })
}

/// The number of a text that is only a status.
fn status_number(text: &str) -> Option<u16> {
    let number: u32 = text.parse().ok()?;
    let (least, largest) = format::STATUS;
    let is_status = text.len() == 3 && least <= number && number <= largest;
    if is_status { u16::try_from(number).ok() } else { None }
}

fn check_message(text: &Spanned<String>, problems: &mut Problems) {
    let longest = Matcher::LONGEST_MESSAGE;
    if text.value.len() > longest {
        problems.push(
            text.span.clone(),
            format!("`message` is longer than {longest} bytes; its beginning is enough"),
        );
    }
    if let Some((what, _)) = message::left_out(&text.value) {
        problems.push(
            text.span.clone(),
            format!("`message` begins with {what}, which never matches: messages are compared without it"),
        );
    }
}

fn sample(row: &Fields<'_, '_>, status_of_row: u16, problems: &mut Problems) -> Option<Sample> {
    let value = row.require("sample", problems)?;
    let sample = Fields::of_value(value, "`sample`", format::SAMPLE, problems)?;
    Some(Sample {
        status: sample.status("status", problems).unwrap_or(status_of_row),
        headers: headers(&sample, problems),
        body: sample.string("body", problems).value,
    })
}

fn headers(sample: &Fields<'_, '_>, problems: &mut Problems) -> Vec<(String, String)> {
    let Some(value) = sample.get("headers") else { return Vec::new() };
    let Some(table) = value.as_table() else {
        fields::wrong_type(value, "`headers`", "a table of strings", problems);
        return Vec::new();
    };
    let mut headers = Vec::new();
    for document::Entry { key, value } in &table.entries {
        let name: &str = &key.name;
        if let Some(value) = fields::string(value, name, problems) {
            headers.push((name.to_string(), value.value));
        }
    }
    headers
}

fn unlisted(value: &Value<'_>, problems: &mut Problems) -> Option<Unlisted> {
    let entry = Fields::of_value(value, "this `[[unlisted]]`", format::UNLISTED, problems)?;
    let mut statuses = Vec::new();
    for value in entry.array("status", problems) {
        // An unreadable one still counts as a status that was given.
        statuses.push(status_range(value, problems).unwrap_or((0, 0)));
    }
    Some(Unlisted {
        span: value.span.clone(),
        matchers: read_each(entry.array("match", problems), problems, matcher_of_unlisted),
        statuses,
        remedy: entry.remedy("remedy", problems),
        retry: entry.string("retry", problems),
        should_retry: entry.optional_string("should_retry", problems),
    })
}

/// A status or a range of them, `"500-599"`.
fn status_range(value: &Value<'_>, problems: &mut Problems) -> Option<(u16, u16)> {
    if matches!(value.kind, Kind::Integer(..)) {
        let status = fields::status(value, "status", problems)?;
        return Some((status, status));
    }
    let text = fields::string(value, "status", problems)?;
    let range = range_of_statuses(&text.value);
    if range.is_none() {
        let (least, largest) = format::STATUS;
        let expected = "expected a number or a range such as \"520-529\" between";
        problems.push(text.span, format!("`status` is out of range, {expected} {least} and {largest}"));
    }
    range
}

fn range_of_statuses(text: &str) -> Option<(u16, u16)> {
    let dash = find_byte(text, 0, |byte| byte == b'-')?;
    let (from, to) = (status_number(&text[..dash])?, status_number(&text[dash + 1..])?);
    (from <= to).then_some((from, to))
}
