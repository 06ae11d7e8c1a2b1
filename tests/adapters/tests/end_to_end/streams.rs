//! Streams: an error before the first output is retried as ever, one after it never.

use async_openai::config::OpenAIConfig;
use async_openai::types::responses::{CreateResponseArgs, ResponseStreamEvent};
use futures_util::{Stream, StreamExt};
use openai_error_policy_adapter_tests::{async_openai as recipe, stream};
use openai_error_policy_cli::server::Server;
use serde_json::json;

use crate::clients::{chat, label};

const ALL: &str = "Hello from the local server.";

/// The script, the interface, the calls, the text handed on, and the end.
const CASES: [(&str, &str, usize, &str, &str); 13] = [
    ("200", "chat/completions", 1, ALL, "ok"),
    ("200", "responses", 1, ALL, "ok"),
    // Before the first output.
    ("429[retry-after-ms=20]x2", "responses", 3, ALL, "ok"),
    ("error@0:slow_down", "chat/completions", 2, ALL, "ok"),
    ("failed@0:engine_overloaded", "responses", 2, ALL, "ok"),
    ("error@0:quota_exceeded", "responses", 1, "", "quota_exceeded"),
    ("cut@0", "chat/completions", 2, ALL, "ok"),
    // After it.
    ("error@1:slow_down", "chat/completions", 1, "Hello", "slow_down"),
    ("error@2:rate_limit_reached[retry-after-ms=20]", "responses", 1, "Hello from", "rate_limit_reached"),
    ("failed@1:server_error", "responses", 1, "Hello", "server_error"),
    ("error@3:quota_exceeded", "chat/completions", 1, "Hello from the", "quota_exceeded"),
    ("cut@2", "chat/completions", 1, "Hello from", "no connection"),
    ("cut@2", "responses", 1, "Hello from", "no connection"),
];

#[tokio::test]
async fn by_the_recipe_for_streams() {
    for (script, path, calls, expected, end) in CASES {
        let server = Server::start(0, script.parse().expect("a script")).expect("a free port");
        let (client, url) = (reqwest::Client::new(), format!("{}/v1/{path}", server.url()));
        let body = json!({"model": "example", "stream": true});
        let mut text = String::new();
        let result = stream::read(|| client.post(&url).json(&body), |piece| text.push_str(piece)).await;
        let found = match result {
            Ok(()) => "ok".to_owned(),
            Err(stream::Failure::Api(error)) => label(&error),
            Err(stream::Failure::Connection(_)) => "no connection".to_owned(),
        };
        assert_eq!((text.as_str(), found.as_str()), (expected, end), "{path}: {script}");
        assert_eq!(server.calls().len(), calls, "{path}: {script}");
    }
}

/// With async-openai the retries end where the stream opens.
#[tokio::test]
async fn with_async_openai() {
    for (script, calls, expected, end) in [
        ("200", 1, ALL, "ok"),
        ("429[retry-after-ms=20]x2", 3, ALL, "ok"),
        ("quota_exceeded[retry-after-ms=20]", 1, "", "quota_exceeded"),
        ("error@2:slow_down", 1, "Hello from", "slow_down"),
        ("error@0:rate_limit_reached", 1, "", "rate_limit_reached"),
        ("cut@2", 1, "Hello from", "no answer"),
    ] {
        let found = chat_stream(script).await;
        assert_eq!(found, (calls, expected.to_owned(), end.to_owned()), "chat: {script}");
        let found = responses_stream(script).await;
        assert_eq!(found, (calls, expected.to_owned(), end.to_owned()), "responses: {script}");
    }
}

type Client = async_openai::Client<OpenAIConfig>;

fn start(script: &str) -> (Server, Client) {
    let server = Server::start(0, script.parse().expect("a script")).expect("a free port");
    let config = OpenAIConfig::new().with_api_key("sk-example").with_api_base(format!("{}/v1", server.url()));
    let service = recipe::with_retries(reqwest::Client::new());
    (server, Client::with_config(config).with_http_service(service))
}

async fn chat_stream(script: &str) -> (usize, String, String) {
    let (server, client) = start(script);
    let (text, end) = match client.chat().create_stream(chat()).await {
        Ok(stream) => {
            read(stream, |chunk| chunk.choices.first().and_then(|choice| choice.delta.content.clone())).await
        }
        Err(error) => (String::new(), called(&error)),
    };
    (server.calls().len(), text, end)
}

async fn responses_stream(script: &str) -> (usize, String, String) {
    let (server, client) = start(script);
    let request = CreateResponseArgs::default().model("example").input("Hi").build().expect("a request");
    let (text, end) = match client.responses().create_stream(request).await {
        Ok(stream) => {
            let text = |event| match event {
                ResponseStreamEvent::ResponseOutputTextDelta(delta) => Some(delta.delta),
                _ => None,
            };
            read(stream, text).await
        }
        Err(error) => (String::new(), called(&error)),
    };
    (server.calls().len(), text, end)
}

async fn read<T>(
    mut stream: impl Stream<Item = Result<T, async_openai::error::OpenAIError>> + Unpin,
    text_of: impl Fn(T) -> Option<String>,
) -> (String, String) {
    let mut text = String::new();
    while let Some(item) = stream.next().await {
        match item {
            Ok(item) => text.extend(text_of(item)),
            Err(error) => return (text, called(&error)),
        }
    }
    (text, "ok".to_owned())
}

fn called(error: &async_openai::error::OpenAIError) -> String {
    recipe::api_error(error).map_or_else(|| "no answer".to_owned(), |error| label(&error))
}
