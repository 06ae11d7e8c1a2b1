//! What the server sends: the samples of the table, and fine answers of the API's own shape.

use hyper::StatusCode;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use openai_error_policy::ErrorKind;
use openai_error_policy_build::{OFFICIAL_TABLE, Sample, Table};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::fine::{Api, Stream};
use super::script::{Change, Event, Plan, Script, Step, header};

/// A script with the samples of its rows.
pub(crate) struct Answers {
    script: Script,
    samples: Vec<(String, Sample)>,
    sent: u64,
}

/// What matters of a request.
pub(crate) struct Asked<'a> {
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) model: &'a str,
    pub(crate) stream: bool,
}

/// An answer in the pieces in which it is sent.
pub(crate) struct Answer {
    pub(crate) name: String,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) pieces: Vec<String>,
    pub(crate) end: End,
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// As it should; `Whole` says how long it is, `Stream` does not.
    Whole,
    Stream,
    /// Cut after the pieces.
    Cut,
    /// Cut before the first byte.
    Nothing,
}

impl Answers {
    pub(crate) fn new(script: Script) -> Self {
        // The official table is checked by the build; were it wrong, there would be no rows to ask for either.
        let rows = Table::parse(OFFICIAL_TABLE).map(|table| table.rows).unwrap_or_default();
        Self { script, samples: rows.into_iter().map(|row| (row.id, row.sample)).collect(), sent: 0 }
    }

    /// The answer to a request: the step the path names, else the next one of the script.
    pub(crate) fn next(&mut self, asked: &Asked<'_>) -> Answer {
        self.sent += 1;
        let named = asked.path.strip_prefix("/rows/").and_then(|rest| rest.split('/').next());
        let step = match named {
            Some(step) => percent_decode_str(step).decode_utf8_lossy().parse(),
            None => Ok(self.script.next()),
        };
        let (mut answer, changes) = match step {
            Ok(step) => (self.answer(&step, asked), step.changes),
            Err(error) => (no_such_step(&error), Vec::new()),
        };
        answer.set("x-request-id", &format!("req_example{:04}", self.sent));
        answer.change_headers(&changes);
        answer.change_headers(&asked.hints());
        // Last, since the length must be that of the body as changed.
        answer.cut_as_told(&changes);
        answer
    }

    /// The answer with its status and its body as changed.
    fn answer(&self, step: &Step, asked: &Asked<'_>) -> Answer {
        let api = Api::of(asked.path);
        let mut answer = match step.plan {
            Plan::Broken { after, row, event } if asked.stream => {
                let (id, name) = (row.id(), if event == Event::Error { "error" } else { "failed" });
                let mut error = self.sample(row);
                error.change(&step.changes);
                let mut answer = error.into_event(asked, after, event);
                answer.name = format!("{name}@{after}:{id}");
                return answer;
            }
            Plan::Row(row) | Plan::Broken { row, .. } => self.sample(row),
            Plan::Status(status) => Answer::whole(status.to_string(), status, String::new()),
            Plan::Ok if asked.stream => Answer::stream("ok", Stream::whole(api, asked.model), End::Stream),
            Plan::Ok => Answer::whole("ok".to_owned(), StatusCode::OK.as_u16(), api.whole(asked.model)),
            Plan::Cut(None) => Answer { status: 0, ..Answer::stream("cut", Vec::new(), End::Nothing) },
            Plan::Cut(Some(after)) => cut(asked, after),
        };
        answer.change(&step.changes);
        answer
    }

    fn sample(&self, row: ErrorKind) -> Answer {
        // The samples are those of the table that the kinds were made from.
        let Some((id, sample)) = self.samples.iter().find(|(id, _)| id == row.id()) else {
            return Answer::whole(row.id().to_owned(), row.status(), String::new());
        };
        let mut answer = Answer::whole(id.clone(), sample.status, sample.body.clone());
        for (name, value) in &sample.headers {
            answer.set(name, value);
        }
        answer
    }
}

impl Asked<'_> {
    /// The hint headers that a request asks for in its query, `?retry-after=2`.
    fn hints(&self) -> Vec<Change> {
        const HINTS: [&str; 3] = ["retry-after", "retry-after-ms", "x-should-retry"];
        let is_hint = |name: &str| HINTS.contains(&name) || name.starts_with("x-ratelimit-");
        url::form_urlencoded::parse(self.query.as_bytes())
            .filter(|(name, _)| is_hint(name))
            // Anything but a header's value cannot be sent.
            .filter_map(|(name, value)| header(&name, &value).ok())
            .collect()
    }
}

fn no_such_step(error: &dyn std::fmt::Display) -> Answer {
    let message = format!("openai-errors serve: {error}");
    let body = json!({"error": {"message": message, "type": "invalid_request_error"}});
    Answer::whole("no such step".to_owned(), StatusCode::NOT_FOUND.as_u16(), body.to_string())
}

/// A stream that is cut after so many chunks; any other answer is cut in the middle.
fn cut(asked: &Asked<'_>, after: usize) -> Answer {
    let (api, name) = (Api::of(asked.path), format!("cut@{after}"));
    if asked.stream {
        let events = Stream::with_chunks(api, asked.model, after).into_events();
        return Answer::stream(&name, events, End::Cut);
    }
    let whole = api.whole(asked.model);
    let half = whole.len() / 2;
    let mut answer = Answer::whole(name, StatusCode::OK.as_u16(), whole);
    answer.cut(half);
    answer
}

impl Answer {
    fn whole(name: String, status: u16, body: String) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Self { name, status, headers, pieces: vec![body], end: End::Whole }
    }

    fn stream(name: &str, events: Vec<String>, end: End) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        Self { name: name.to_owned(), status: StatusCode::OK.as_u16(), headers, pieces: events, end }
    }

    /// The error of this answer as an event after `after` chunks.
    fn into_event(self, asked: &Asked<'_>, after: usize, event: Event) -> Self {
        let body: Value = serde_json::from_str(&self.pieces.concat()).unwrap_or_default();
        let stream = Stream::with_chunks(Api::of(asked.path), asked.model, after);
        let events = match event {
            Event::Error => stream.error(&body["error"]),
            Event::ResponseFailed => stream.failed(&body["error"]),
        };
        Self::stream(&self.name, events, End::Stream)
    }

    fn change(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Status(status) => self.status = *status,
                Change::Body(body) => self.replace_body(body),
                Change::Field(name, value) => self.change_field(name, value.as_deref()),
                Change::Cut(_) | Change::Header(..) => {}
            }
        }
    }

    fn cut_as_told(&mut self, changes: &[Change]) {
        for change in changes {
            if let Change::Cut(after) = change {
                self.cut(*after);
            }
        }
    }

    fn change_headers(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Header(name, Some(value)) => drop(self.headers.insert(name, value.clone())),
                Change::Header(name, None) => drop(self.headers.remove(name)),
                _ => {}
            }
        }
    }

    /// Ends the body early, after a head that says how long it would have been.
    fn cut(&mut self, after: usize) {
        if self.end == End::Nothing {
            return;
        }
        let mut body = self.pieces.concat();
        if self.end == End::Whole {
            self.headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        }
        let at = (0..=after.min(body.len())).rev().find(|at| body.is_char_boundary(*at));
        body.truncate(at.unwrap_or_default());
        self.pieces = vec![body];
        self.end = End::Cut;
    }

    fn replace_body(&mut self, body: &str) {
        if body.starts_with('<') {
            self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
        }
        self.pieces = vec![body.to_owned()];
    }

    /// Sets a field of the error object; a body that is not a JSON object with one is replaced.
    fn change_field(&mut self, name: &str, value: Option<&str>) {
        let body = serde_json::from_str(&self.pieces.concat()).ok();
        let mut body = body.filter(|body: &Value| body["error"].is_object()).unwrap_or(json!({"error": {}}));
        body["error"][name] = json!(value);
        self.pieces = vec![body.to_string()];
        // If it was a stream, it no longer is one.
        if self.end == End::Stream {
            self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            self.end = End::Whole;
        }
    }

    fn set(&mut self, name: &str, value: &str) {
        // The table's headers are plain text; one that HTTP does not allow is left out.
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
            self.headers.insert(name, value);
        }
    }
}
