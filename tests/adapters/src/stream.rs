//! Recipe for streams: retried before the first output, never after it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use eventsource_stream::Eventsource;
use futures_util::StreamExt;
use openai_error_policy::{ApiError, OpenAiErrorPolicy, Retry, Verdict, classify};
use reqwest::RequestBuilder;
use serde_json::Value;

/// A stream that failed, when it was opened or in the midst of it.
#[derive(Debug, thiserror::Error, OpenAiErrorPolicy)]
pub enum Failure {
    /// The API said an error, as its answer or as an event.
    #[error(transparent)]
    #[openai(transparent)]
    Api(#[from] ApiError),
    /// The connection failed or ended early.
    #[error("the connection failed: {0}")]
    #[openai(policy = backoff)]
    Connection(String),
}

/// Reads the stream of a chat or of Responses and hands on its text as it comes. `request` makes the request, as often
/// as it is sent.
pub async fn read(
    request: impl Fn() -> RequestBuilder,
    mut on_text: impl FnMut(&str),
) -> Result<(), Failure> {
    let mut retry = Retry::start(now());
    loop {
        let failure = match read_once(request(), &mut retry, &mut on_text).await {
            Ok(()) => return Ok(()),
            Err(failure) => failure,
        };
        match retry.decide(&failure, now(), || fastrand::u64(..)) {
            Verdict::Retry { after, .. } => tokio::time::sleep(after).await,
            Verdict::Stop(_) => return Err(failure),
        }
    }
}

async fn read_once(
    request: RequestBuilder,
    retry: &mut Retry,
    on_text: &mut impl FnMut(&str),
) -> Result<(), Failure> {
    let connection = |error: &dyn std::fmt::Display| Failure::Connection(error.to_string());
    let response = request.send().await.map_err(|error| connection(&error))?;
    let mut events = ApiError::check(response).await?.bytes_stream().eventsource();
    while let Some(event) = events.next().await {
        let data = event.map_err(|error| connection(&error))?.data;
        if data == "[DONE]" {
            return Ok(());
        }
        let event: Value = serde_json::from_str(&data).unwrap_or_default();
        let text = match event["type"].as_str() {
            Some("error" | "response.failed") => return Err(classify(None, &(), &data).into_error().into()),
            Some("response.output_text.delta") => event["delta"].as_str(),
            Some("response.completed") => return Ok(()),
            None if !event["error"].is_null() => return Err(classify(None, &(), &data).into_error().into()),
            _ => event["choices"][0]["delta"]["content"].as_str(),
        };
        if let Some(text) = text {
            // What was handed on cannot be taken back: from here on nothing is called again.
            retry.output_consumed();
            on_text(text);
        }
    }
    Err(connection(&"the stream ended early"))
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
