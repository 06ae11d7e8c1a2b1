//! `429x2,slow_down,200`: which answers come in which order.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;

use hyper::StatusCode;
use hyper::header::{CONTENT_LENGTH, HeaderName, HeaderValue, TRANSFER_ENCODING};
use openai_error_policy::{ErrorKind, Remedy};

/// What a script can say, for help and error messages.
pub(crate) const GRAMMAR: &str = "\
A script is a list of steps with commas between them:
  429, slow_down      the sample of an error, by status or row id; `explain` lists them
  204, 418            a status without a row, with an empty body
  200                 a fine answer, as a stream where the request asks for one
  error@3:slow_down   in a stream, that error after 3 chunks; without a stream, that error at once
  failed@3:slow_down  the same as `response.failed`, where the stream is one of Responses
  cut, cut@3          the connection is cut: before the answer, or after 3 chunks
A step can have changes in brackets, with `;` between them, and a count:
  429[retry-after=2]  with this header; without it when the value is empty
  429[code=no; message=No.; type=null; param=x; status=400]  with another error object, another status
  503[body=<html>]    with this body instead; any text without `;` and `]`
  429[cut=20]         the connection is cut after 20 bytes of the body
  429x2               twice
In the error of a stream there is neither `status` nor `body`, and `cut` counts the bytes of the stream.
After the last step every answer is 200.";

/// The answers of a server, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    steps: VecDeque<Step>,
    endless: bool,
}

/// One answer, and what is changed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) plan: Plan,
    pub(crate) changes: Vec<Change>,
}

/// What is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plan {
    /// The sample of a documented row.
    Row(ErrorKind),
    /// A status without a row, with an empty body.
    Status(u16),
    /// A fine answer.
    Ok,
    /// A fine stream that says an error after so many chunks.
    Broken { after: usize, row: ErrorKind, event: Event },
    /// No answer at all, or one that ends after so many chunks.
    Cut(Option<usize>),
}

/// How a stream says an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Event {
    Error,
    ResponseFailed,
}

/// A change of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    Status(u16),
    Body(String),
    /// The connection is cut after so many bytes of the body.
    Cut(usize),
    /// A field of the error object; `None` is null.
    Field(&'static str, Option<String>),
    /// A header; `None` takes it away.
    Header(HeaderName, Option<HeaderValue>),
}

impl From<Plan> for Step {
    fn from(plan: Plan) -> Self {
        Self { plan, changes: Vec::new() }
    }
}

impl Script {
    /// Every row of the table in turn, for ever.
    #[must_use]
    pub fn every_row() -> Self {
        let steps = ErrorKind::ALL.iter().map(|kind| Plan::Row(*kind).into());
        Self { steps: steps.collect(), endless: true }
    }

    /// The next answer; a script that has ended answers fine for ever.
    pub(crate) fn next(&mut self) -> Step {
        let step = self.steps.pop_front().unwrap_or(Plan::Ok.into());
        if self.endless {
            self.steps.push_back(step.clone());
        }
        step
    }
}

/// Something that is not a step of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError {
    step: String,
    problem: String,
}

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { step, problem } = self;
        write!(f, "`{step}` is not a step of a script: {problem}; see `openai-errors serve --help`")
    }
}

impl std::error::Error for ScriptError {}

impl FromStr for Script {
    type Err = ScriptError;

    fn from_str(text: &str) -> Result<Self, ScriptError> {
        let mut steps = VecDeque::new();
        for word in words(text) {
            let (step, count) = counted_step(word.trim())?;
            steps.extend(std::iter::repeat_n(step, count));
        }
        Ok(Self { steps, endless: false })
    }
}

impl FromStr for Step {
    type Err = ScriptError;

    /// A step without a count.
    fn from_str(text: &str) -> Result<Self, ScriptError> {
        match counted_step(text)? {
            (step, 1) => Ok(step),
            _ => {
                Err(ScriptError { step: text.to_owned(), problem: "a count is not allowed here".to_owned() })
            }
        }
    }
}

/// Splits at the commas outside brackets.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut in_brackets = false;
    text.split(move |c| {
        match c {
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            _ => {}
        }
        c == ',' && !in_brackets
    })
}

fn counted_step(word: &str) -> Result<(Step, usize), ScriptError> {
    let fail = |problem: String| ScriptError { step: word.to_owned(), problem };
    let (rest, count) = counted(word).map_err(fail)?;
    let (name, changes) = match rest.strip_suffix(']') {
        Some(rest) => rest.split_once('[').ok_or_else(|| fail("`]` without `[`".to_owned()))?,
        None => (rest, ""),
    };
    let plan = plan(name.trim()).map_err(fail)?;
    let changes = changes.split(';').map(str::trim).filter(|change| !change.is_empty());
    let changes = changes.map(|text| change_of(plan, text)).collect::<Result<_, _>>().map_err(fail)?;
    Ok((Step { plan, changes }, count))
}

/// A change of that plan's answer.
fn change_of(plan: Plan, text: &str) -> Result<Change, String> {
    match (change(text)?, plan) {
        (Change::Status(_) | Change::Body(_), Plan::Broken { .. }) => {
            Err(format!("`{text}` is not allowed here: the stream began as a fine answer"))
        }
        (change, _) => Ok(change),
    }
}

/// `429x2` is 429, twice.
fn counted(word: &str) -> Result<(&str, usize), String> {
    match word.rsplit_once('x') {
        Some((name, count)) if !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit()) => {
            Ok((name, number(count, 1)?))
        }
        _ => Ok((word, 1)),
    }
}

fn number(text: &str, least: usize) -> Result<usize, String> {
    const MOST: usize = 10_000;
    let number = text.parse().ok().filter(|number| (least..=MOST).contains(number));
    number.ok_or_else(|| format!("`{text}` is not a number from {least} to {MOST}"))
}

fn plan(name: &str) -> Result<Plan, String> {
    let (verb, rest) = name.split_once('@').unwrap_or((name, ""));
    match verb {
        "cut" if name == verb => Ok(Plan::Cut(None)),
        "cut" => Ok(Plan::Cut(Some(number(rest, 0)?))),
        "error" => broken(rest, Event::Error),
        "failed" => broken(rest, Event::ResponseFailed),
        _ => named(name),
    }
}

/// `3:slow_down`.
fn broken(text: &str, event: Event) -> Result<Plan, String> {
    let (after, id) = text.split_once(':').ok_or("expected `@`, a number of chunks, `:` and a row's id")?;
    let row = id.parse().map_err(|error| format!("`{id}`: {error}"))?;
    Ok(Plan::Broken { after: number(after, 0)?, row, event })
}

fn named(name: &str) -> Result<Plan, String> {
    if let Ok(kind) = name.parse() {
        return Ok(Plan::Row(kind));
    }
    let status = status(name).map_err(|_| "neither a row's id nor a status from 200 to 599")?;
    if status == StatusCode::OK {
        return Ok(Plan::Ok);
    }
    Ok(row_of(status).map_or(Plan::Status(status), Plan::Row))
}

/// What the bare status is recognised as, else the first row that has it. Not one about a single kind of bad request:
/// a bare status means any of them.
fn row_of(status: u16) -> Option<ErrorKind> {
    let bare = openai_error_policy::classify(status, &(), "").into_error().kind();
    let could_be = |kind: &ErrorKind| kind.status() == status && kind.remedy() != Remedy::FixRequest;
    bare.or_else(|| ErrorKind::ALL.iter().copied().find(could_be))
}

fn status(text: &str) -> Result<u16, String> {
    let status = text.parse().ok().filter(|status| (200..=599).contains(status));
    status.ok_or_else(|| format!("`{text}` is not a status from 200 to 599"))
}

/// The names of the error object's fields.
const FIELDS: [&str; 4] = ["code", "type", "message", "param"];

/// `retry-after=2`.
fn change(text: &str) -> Result<Change, String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}`: expected `name=value`"))?;
    let (name, value) = (name.trim(), value.trim());
    match name {
        "status" => Ok(Change::Status(status(value)?)),
        "body" => Ok(Change::Body(value.to_owned())),
        "cut" => Ok(Change::Cut(number(value, 0)?)),
        _ => match FIELDS.into_iter().find(|field| *field == name) {
            Some(field) => Ok(Change::Field(field, Some(value.to_owned()).filter(|value| value != "null"))),
            None => header(name, value),
        },
    }
}

/// A header with this value; without one when it is empty.
pub(crate) fn header(name: &str, value: &str) -> Result<Change, String> {
    let name = HeaderName::try_from(name).map_err(|_| format!("`{name}` is not the name of a header"))?;
    if name == CONTENT_LENGTH || name == TRANSFER_ENCODING {
        return Err(format!("`{name}` is the server's own; `cut` ends a body early"));
    }
    let value = match value {
        "" => None,
        text => {
            Some(HeaderValue::try_from(text).map_err(|_| format!("`{text}` is not the value of a header"))?)
        }
    };
    Ok(Change::Header(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_by_status_id_and_count() {
        let mut script: Script = "429x2, slow_down,418,204,200".parse().unwrap();
        let steps: Vec<Plan> = (0..7).map(|_| script.next().plan).collect();
        assert_eq!(
            steps,
            [
                Plan::Row(ErrorKind::RateLimitReached),
                Plan::Row(ErrorKind::RateLimitReached),
                Plan::Row(ErrorKind::SlowDown),
                Plan::Status(418),
                Plan::Status(204),
                Plan::Ok,
                Plan::Ok,
            ]
        );
    }

    #[test]
    fn broken_streams_and_cut_connections() {
        let mut script: Script =
            "cut, cut@0, cut@3x2, error@2:slow_down, failed@0:server_error".parse().unwrap();
        let steps: Vec<Plan> = (0..6).map(|_| script.next().plan).collect();
        assert_eq!(
            steps,
            [
                Plan::Cut(None),
                Plan::Cut(Some(0)),
                Plan::Cut(Some(3)),
                Plan::Cut(Some(3)),
                Plan::Broken { after: 2, row: ErrorKind::SlowDown, event: Event::Error },
                Plan::Broken { after: 0, row: ErrorKind::ServerError, event: Event::ResponseFailed },
            ]
        );
    }

    #[test]
    fn changes_are_in_brackets() {
        let text = "429[retry-after=Wed, 21 Oct 2026 07:28:00 GMT; Code=x; code=null; message=a=b; x-empty=; cut=9]x2, 200";
        let mut script: Script = text.parse().unwrap();
        let header = |name, value| header(name, value).unwrap();
        let expected = [
            header("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT"),
            header("code", "x"),
            Change::Field("code", None),
            Change::Field("message", Some("a=b".to_owned())),
            header("x-empty", ""),
            Change::Cut(9),
        ];
        for _ in 0..2 {
            assert_eq!(script.next().changes, expected);
        }
        assert_eq!(script.next(), Plan::Ok.into());
        assert!("500[]".parse::<Step>().unwrap().changes.is_empty());
    }

    #[test]
    fn a_wrong_step_is_named() {
        for (text, problem) in [
            ("", "neither a row's id"),
            ("429x0", "`0` is not a number from 1"),
            ("429x", "neither a row's id"),
            ("slow", "neither a row's id"),
            ("99", "neither a row's id"),
            ("429,,200", "neither a row's id"),
            ("429x99999999999999999999", "is not a number from 1 to 10000"),
            ("cut@", "`` is not a number from 0"),
            ("error", "expected `@`"),
            ("error@3", "expected `@`"),
            ("error@3:slow", "no row of the table has this id"),
            ("error@-1:slow_down", "`-1` is not a number"),
            ("429[retry-after]", "`retry-after`: expected `name=value`"),
            ("429[retry after=1]", "is not the name of a header"),
            ("429[status=99]", "`99` is not a status"),
            ("429[cut=x]", "`x` is not a number from 0"),
            ("429[Content-Length=9]", "`content-length` is the server's own"),
            ("error@1:slow_down[status=500]", "`status=500` is not allowed here"),
            ("failed@1:slow_down[retry-after=1; body=<html>]", "`body=<html>` is not allowed here"),
            ("429]", "`]` without `[`"),
            ("429[a=b", "neither a row's id"),
        ] {
            let error = text.parse::<Script>().unwrap_err().to_string();
            assert!(error.contains("is not a step of a script"), "{text}: {error}");
            assert!(error.contains(problem), "{text}: {error}");
            assert!(error.ends_with("; see `openai-errors serve --help`"), "{text}: {error}");
            assert_eq!(error.lines().count(), 1);
        }
        assert!("429x2".parse::<Step>().unwrap_err().to_string().contains("a count is not allowed here"));
    }

    #[test]
    fn without_a_script_the_rows_come_in_turn() {
        let mut script = Script::every_row();
        for kind in ErrorKind::ALL.iter().chain(ErrorKind::ALL) {
            assert_eq!(script.next(), Plan::Row(*kind).into());
        }
    }
}
