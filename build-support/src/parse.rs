//! Table text to model. What one key or one entry can get wrong is found here; what only the whole table can get
//! wrong is found by `validate`.

use std::time::Duration;

use toml::de::DeTable;

use crate::diagnostic::Problems;
use crate::fields::{self, Fields, Value};
use crate::table::{
    Echo, ErrorRow, Matcher, Messages, Pacing, Page, Policy, Sample, Spanned, Table, Unlisted,
};
use crate::text::{Text, is_https};
use crate::{message, names, order};

const STATUS: (i64, i64) = (100, 599);
const SECOND: Duration = Duration::from_secs(1);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);
const WEEK: Duration = Duration::from_secs(604_800);
const MILLISECOND: Duration = Duration::from_millis(1);

/// Reads the whole text; `None` only when it is no TOML. A table that is not whole stands on top of another one.
pub(crate) fn table(text: &str, is_whole: bool, problems: &mut Problems) -> Option<Table> {
    if let Some(path) = as_link_text(text) {
        problems.push(
            0..path.len(),
            format!("this file holds only the path `{path}`: a link to the table was checked out as its text (see git's core.symlinks)"),
        );
        return None;
    }
    let (root, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        bad_toml(text, &errors, problems);
        return None;
    }
    let allowed = ["page", "messages", "retry", "error", "unlisted"];
    let root = Fields::new(root.get_ref(), 0..0, "the table", &allowed, problems);
    if is_whole {
        must_have_rows(&root, problems);
    }
    Some(Table {
        page: page(&root, problems),
        messages: messages(&root, problems),
        policies: policies(&root, problems),
        rows: entries(&root, "error", problems, row),
        unlisted: entries(&root, "unlisted", problems, unlisted),
    })
}

fn bad_toml(text: &str, errors: &[toml::de::Error], problems: &mut Problems) {
    let place = |error: &toml::de::Error| error.span().unwrap_or(0..0);
    let end = text.trim_end().len();
    // What is open at the end has taken in all that stands behind it, each line an error.
    let is_open = errors.iter().any(|e| place(e).start >= end && e.message().starts_with("unclosed"));
    let mut line_end = 0;
    for error in errors {
        let span = place(error);
        let is_swallowed = is_open && line_end > 0 && span.start < end;
        // Further errors of a line are mostly echoes of its first.
        if span.start >= line_end && !is_swallowed {
            line_end = text[span.start..].find('\n').map_or(text.len(), |at| span.start + at);
            problems.push(span, format!("bad TOML: {}", error.message()));
        }
    }
}

/// A symbolic link that was checked out as a file holds one line: the path it pointed to.
fn as_link_text(text: &str) -> Option<&str> {
    let line = text.trim_end();
    let is_path = line.ends_with(".toml") && !line.contains(['\n', '=', '[', '#', '"']);
    is_path.then_some(line)
}

fn page(root: &Fields<'_, '_>, problems: &mut Problems) -> Page {
    let Some(value) = root.get("page") else { return Page::default() };
    let allowed = ["title", "embed", "heading", "column_widths"];
    let Some(page) = Fields::of_value(value, "`[page]`", &allowed, problems) else {
        return Page::default();
    };
    let embed = page.optional_string("embed", problems);
    if let Some(url) = embed.as_ref().filter(|url| !is_https(&url.value)) {
        problems.push(url.span.clone(), "`embed` must be an https address");
    }
    let title = page.text("title", problems);
    let heading = page.text("heading", problems);
    for (key, text) in [("title", &title), ("heading", &heading)] {
        refuse_links(text, key, &page, problems);
    }
    let column_widths = page.strings("column_widths", problems);
    for width in &column_widths {
        if width.value.parse::<f64>().is_err() {
            problems.push(width.span.clone(), "a column width must be a number in quotes");
        }
    }
    Page {
        title,
        embed: embed.map(|url| url.value),
        heading,
        column_widths: column_widths.into_iter().map(|width| width.value).collect(),
    }
}

fn refuse_links(text: &Text, key: &str, fields: &Fields<'_, '_>, problems: &mut Problems) {
    if text.links().next().is_some() {
        let span = fields.get(key).map_or(fields.span.clone(), Value::span);
        problems.push(span, format!("`{key}` can have code spans but no links"));
    }
}

fn messages(root: &Fields<'_, '_>, problems: &mut Problems) -> Messages {
    let Some(value) = root.get("messages") else { return Messages::default() };
    let allowed = ["delay_phrases", "echoes"];
    let Some(messages) = Fields::of_value(value, "`[messages]`", &allowed, problems) else {
        return Messages::default();
    };
    let phrases = messages.strings("delay_phrases", problems);
    Messages {
        delay_phrases: phrases.into_iter().map(|p| p.value.to_ascii_lowercase()).collect(),
        echoes: messages
            .array("echoes", problems)
            .into_iter()
            .filter_map(|value| echo(value, problems))
            .collect(),
    }
}

fn echo(value: &Value<'_>, problems: &mut Problems) -> Option<Echo> {
    let echo = Fields::of_value(value, "an echo", &["after", "until"], problems)?;
    Some(Echo {
        after: echo.string("after", problems).value.to_ascii_lowercase(),
        until: echo.string("until", problems).value.to_ascii_lowercase(),
    })
}

fn policies(root: &Fields<'_, '_>, problems: &mut Problems) -> Vec<Policy> {
    let Some(value) = root.get("retry") else { return Vec::new() };
    let Some(table) = value.get_ref().as_table() else {
        fields::wrong_type(value, "`retry`", "a table of policies", problems);
        return Vec::new();
    };
    let entries: Vec<_> = table.iter().collect();
    let mut policies = Vec::new();
    // The map has its keys in alphabetical order; the file's order is that of their places.
    for index in order::sort(entries.len(), &|index| entries[index].0.span().start) {
        let (key, value) = entries[index];
        let name = Spanned { value: key.get_ref().to_string(), span: key.span() };
        check_policy_name(&name, problems);
        policies.extend(policy(name, value, problems));
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
    let bounds = ["max_attempts", "max_delay", "max_server_delay", "time_budget"];
    let others = ["initial_delay", "multiplier", "jitter_percent", "pacing"];
    let allowed: Vec<&str> = bounds.iter().chain(&others).copied().collect();
    let policy = Fields::of_value(value, &what, &allowed, problems)?;
    let attempts = policy.integer("max_attempts", (1, 100), problems);
    if attempts == Some(1) {
        for key in allowed.iter().skip(1).filter(|key| policy.get(key).is_some()) {
            let span = policy.get(key).map_or(0..0, Value::span);
            problems.push(span, format!("`{key}` has no meaning in {what}, which makes one call only"));
        }
        return Some(never(name));
    }
    let missing: Vec<String> =
        bounds.iter().filter(|key| policy.get(key).is_none()).map(|key| format!("`{key}`")).collect();
    if !missing.is_empty() {
        let message = format!("{what} retries without a bound, add {}", missing.join(", "));
        problems.push(name.span.clone(), message);
    }
    let initial_delay = policy.duration("initial_delay", (MILLISECOND, HOUR), problems);
    if policy.get("initial_delay").is_none() {
        problems.push(name.span.clone(), format!("{what} has no `initial_delay`"));
    }
    let max_delay = policy.duration("max_delay", (MILLISECOND, DAY), problems);
    if let (Some(initial), Some(max)) = (initial_delay, max_delay) {
        if initial > max {
            let span = policy.get("max_delay").map_or(0..0, Value::span);
            problems.push(span, "`max_delay` is out of range: it is less than `initial_delay`");
        }
    }
    let or = |value: Option<i64>, default: u32| value.and_then(|v| u32::try_from(v).ok()).unwrap_or(default);
    Some(Policy {
        max_attempts: or(attempts, 2),
        initial_delay: initial_delay.unwrap_or(SECOND),
        multiplier: or(policy.integer("multiplier", (1, 10), problems), 1),
        max_delay: max_delay.unwrap_or(SECOND),
        jitter_percent: or(policy.integer("jitter_percent", (0, 100), problems), 0),
        max_server_delay: policy.duration("max_server_delay", (SECOND, DAY), problems).unwrap_or(SECOND),
        time_budget: policy.duration("time_budget", (SECOND, WEEK), problems).unwrap_or(SECOND),
        pacing: policy.get("pacing").and_then(|value| pacing(value, problems)),
        name,
    })
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
    let allowed = ["hold", "raise_percent", "raise_every"];
    let pacing = Fields::of_value(value, "`pacing`", &allowed, problems)?;
    for key in allowed {
        pacing.require(key, problems);
    }
    let raise = pacing.integer("raise_percent", (1, 1_000), problems);
    Some(Pacing {
        hold: pacing.duration("hold", (SECOND, DAY), problems)?,
        raise_percent: u32::try_from(raise?).ok()?,
        raise_every: pacing.duration("raise_every", (SECOND, DAY), problems)?,
    })
}

fn must_have_rows(root: &Fields<'_, '_>, problems: &mut Problems) {
    let no_rest = "no `[[unlisted]]` entry covers the answers without a row; add one with only a `retry`";
    for (key, message) in [("error", "the table has no `[[error]]` rows"), ("unlisted", no_rest)] {
        match root.get(key) {
            None => problems.push(0..0, message),
            Some(list) if is_empty(list) => problems.push(list.span(), message),
            Some(_) => {}
        }
    }
}

fn is_empty(list: &Value<'_>) -> bool {
    list.get_ref().as_array().is_some_and(|list| list.is_empty())
}

/// The elements of an array of tables, each read by `read`.
fn entries<T>(
    root: &Fields<'_, '_>,
    key: &str,
    problems: &mut Problems,
    read: fn(&Value<'_>, &mut Problems) -> Option<T>,
) -> Vec<T> {
    let is_single = root.get(key).filter(|value| value.get_ref().is_table());
    if let Some(value) = is_single {
        problems.push(value.span(), format!("`[{key}]` must be written `[[{key}]]`: there can be many"));
        return Vec::new();
    }
    root.array(key, problems).into_iter().filter_map(|value| read(value, problems)).collect()
}

fn row(value: &Value<'_>, problems: &mut Problems) -> Option<ErrorRow> {
    let allowed = [
        "name", "status", "title", "cause", "solution", "remedy", "retry", "match", "sample", "since",
        "retired",
    ];
    let row = Fields::of_value(value, "this `[[error]]`", &allowed, problems)?;
    let name = row.string("name", problems);
    check_row_name(&name, problems);
    row.require("status", problems);
    let status = status(row.integer("status", STATUS, problems));
    let title = row.text("title", problems);
    refuse_links(&title, "title", &row, problems);
    row.require("remedy", problems);
    if row.require("match", problems).is_some_and(is_empty) {
        problems.push(row.span.clone(), "`match` is empty: no answer is ever recognised as this row");
    }
    Some(ErrorRow {
        id: names::snake_case(&name.value),
        name,
        status,
        title,
        cause: row.text("cause", problems),
        solution: row.text("solution", problems),
        remedy: row.remedy("remedy", problems).unwrap_or_default(),
        retry: row.string("retry", problems),
        matchers: matchers(&row, &["code", "message", "type", "status", "retry", "remedy"], problems),
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

fn status(number: Option<i64>) -> u16 {
    number.and_then(|n| u16::try_from(n).ok()).unwrap_or_default()
}

fn matchers(owner: &Fields<'_, '_>, allowed: &[&str], problems: &mut Problems) -> Vec<Matcher> {
    let values = owner.array("match", problems);
    values.into_iter().filter_map(|value| matcher(value, allowed, problems)).collect()
}

fn matcher(value: &Value<'_>, allowed: &[&str], problems: &mut Problems) -> Option<Matcher> {
    let matcher = Fields::of_value(value, "a matcher", allowed, problems)?;
    let code = matcher.optional_string("code", problems);
    if let Some(code) = code.as_ref().filter(|code| status_number(&code.value).is_some()) {
        problems.push(code.span.clone(), "a code that is only a status is no code; use `status`");
    }
    let message = matcher.optional_string("message", problems);
    if let Some(message) = &message {
        check_message(message, problems);
    }
    let kind = matcher.optional_string("type", problems);
    let number = matcher.integer("status", STATUS, problems);
    let keys = ["code", "message", "type", "status"];
    if keys.iter().all(|key| matcher.get(key).is_none()) {
        problems.push(
            value.span(),
            "a matcher with nothing in it, expected one or more of `code`, `message`, `type`, `status`",
        );
    }
    Some(Matcher {
        span: value.span(),
        code: code.map(|code| code.value),
        message: message.map(|message| message.value.to_ascii_lowercase()),
        kind: kind.map(|kind| kind.value),
        status: number.map(|_| status(number)),
        retry: matcher.optional_string("retry", problems),
        remedy: matcher.remedy("remedy", problems),
    })
}

/// The number of a text that is only a status.
fn status_number(text: &str) -> Option<u16> {
    let number = text.parse().ok().filter(|n| text.len() == 3 && (STATUS.0..=STATUS.1).contains(n));
    number.map(|_| status(number))
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
    let sample = Fields::of_value(value, "`sample`", &["status", "headers", "body"], problems)?;
    let number = sample.integer("status", STATUS, problems);
    Some(Sample {
        status: number.map_or(status_of_row, |_| status(number)),
        headers: headers(&sample, problems),
        body: sample.string("body", problems).value,
    })
}

fn headers(sample: &Fields<'_, '_>, problems: &mut Problems) -> Vec<(String, String)> {
    let Some(value) = sample.get("headers") else { return Vec::new() };
    let Some(table) = value.get_ref().as_table() else {
        fields::wrong_type(value, "`headers`", "a table of strings", problems);
        return Vec::new();
    };
    let header = |(name, value): (&toml::Spanned<_>, &Value<'_>), problems: &mut Problems| {
        let name: &std::borrow::Cow<'_, str> = name.get_ref();
        fields::string(value, name, problems).map(|value| (name.to_string(), value.value))
    };
    table.iter().filter_map(|entry| header(entry, problems)).collect()
}

fn unlisted(value: &Value<'_>, problems: &mut Problems) -> Option<Unlisted> {
    let allowed = ["match", "status", "retry", "remedy", "should_retry"];
    let entry = Fields::of_value(value, "this `[[unlisted]]`", &allowed, problems)?;
    let statuses = entry.array("status", problems);
    Some(Unlisted {
        span: value.span(),
        // With a policy of its own a matcher makes an entry of its own.
        matchers: matchers(&entry, &["code", "message", "type", "status"], problems),
        // An unreadable one still counts as a status that was given.
        statuses: statuses.into_iter().map(|value| status_range(value, problems).unwrap_or((0, 0))).collect(),
        remedy: entry.remedy("remedy", problems),
        retry: entry.string("retry", problems),
        should_retry: entry.optional_string("should_retry", problems),
    })
}

/// A status or a range of them, `"500-599"`.
fn status_range(value: &Value<'_>, problems: &mut Problems) -> Option<(u16, u16)> {
    if value.get_ref().as_integer().is_some() {
        let number = fields::integer(value, "status", STATUS, problems)?;
        return Some((status(Some(number)), status(Some(number))));
    }
    let text = fields::string(value, "status", problems)?;
    let range =
        text.value.split_once('-').and_then(|(from, to)| Some((status_number(from)?, status_number(to)?)));
    if range.is_none_or(|(from, to)| from > to) {
        problems.push(
            text.span,
            "`status` is out of range, expected a number or a range such as \"520-529\" between 100 and 599",
        );
        return None;
    }
    range
}
