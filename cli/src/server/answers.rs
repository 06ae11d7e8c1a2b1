//! What the server sends: the samples of the table, and fine answers of the API's own shape.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use openai_error_policy_build::{OFFICIAL_TABLE, Sample, Table};

use super::script::{Script, Step};

const OK_BODY: &str = r#"{"id": "chatcmpl-example", "object": "chat.completion", "created": 1, "model": "example", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello."}, "finish_reason": "stop"}], "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}"#;

/// A script with the samples of its rows.
pub(crate) struct Answers {
    script: Script,
    samples: Vec<(String, Sample)>,
    sent: u64,
}

pub(crate) struct Answer {
    name: String,
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Answers {
    pub(crate) fn new(script: Script) -> Self {
        // The official table is checked by the build; were it wrong, there would be no rows to ask for either.
        let rows = Table::parse(OFFICIAL_TABLE).map(|table| table.rows).unwrap_or_default();
        Self { script, samples: rows.into_iter().map(|row| (row.id, row.sample)).collect(), sent: 0 }
    }

    /// The answer to a request: the row the path names, else the next one of the script.
    pub(crate) fn next(&mut self, path: &str) -> Answer {
        self.sent += 1;
        let named = path.strip_prefix("/rows/").and_then(|rest| rest.split('/').next());
        let mut answer = match named {
            Some(id) => self.sample(id).unwrap_or_else(|| no_such_row(id)),
            None => self.step(),
        };
        answer.headers.push(("x-request-id".to_owned(), format!("req_example{:04}", self.sent)));
        answer
    }

    fn step(&mut self) -> Answer {
        match self.script.next() {
            Step::Row(kind) => self.sample(kind.id()).unwrap_or_else(|| no_such_row(kind.id())),
            Step::Status(status) => Answer::new(status.to_string(), status, String::new()),
            Step::Ok => Answer::new("ok".to_owned(), StatusCode::OK.as_u16(), OK_BODY.to_owned()),
        }
    }

    fn sample(&self, id: &str) -> Option<Answer> {
        let (id, sample) = self.samples.iter().find(|(row, _)| row == id)?;
        let mut answer = Answer::new(id.clone(), sample.status, sample.body.clone());
        answer.headers.clone_from(&sample.headers);
        Some(answer)
    }
}

fn no_such_row(id: &str) -> Answer {
    let message = format!("openai-errors serve: the table has no row `{id}`");
    let body = serde_json::json!({"error": {"message": message, "type": "invalid_request_error"}});
    Answer::new("no such row".to_owned(), StatusCode::NOT_FOUND.as_u16(), body.to_string())
}

impl Answer {
    fn new(name: String, status: u16, body: String) -> Self {
        Self { name, status, headers: Vec::new(), body }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        for (name, value) in &self.headers {
            // The table's headers are plain text; one that is none of HTTP's is left out.
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                headers.insert(name, value);
            }
        }
        response
    }
}
