//! The adapters and recipes as clients of a server.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use ::async_openai::config::OpenAIConfig;
use ::async_openai::types::chat::{CreateChatCompletionRequest, CreateChatCompletionRequestArgs};
use ::reqwest_middleware::ClientBuilder;
use ::tower::retry::RetryLayer;
use ::tower::{Layer, ServiceExt};
use backon::Retryable;
use openai_error_policy::adapters::{backon as backed, tower as towered};
use openai_error_policy::{ApiError, OpenAiErrorPolicy, Retry, Verdict, classify, policy};
use openai_error_policy_adapter_tests::{async_openai, reqwest_middleware, stream};
use reqwest::RequestBuilder;
use serde_json::json;

/// Calls a server until it is fine or hopeless, and says how it ended: see [`Case::end`](crate::cases::Case::end).
pub(crate) type Client = fn(String) -> Pin<Box<dyn Future<Output = String>>>;

pub(crate) const CLIENTS: [(&str, Client); 7] = [
    ("by hand", |url| Box::pin(async move { end(by_hand(&url).await) })),
    ("http", |url| Box::pin(async move { end(with_http_types(&url).await) })),
    ("backon", |url| Box::pin(async move { end(with_backon(&url).await) })),
    ("tower", |url| Box::pin(async move { end(with_tower(&url).await) })),
    ("async-openai", |url| Box::pin(with_async_openai(url))),
    ("reqwest-middleware", |url| Box::pin(async move { end(with_reqwest_middleware(&url).await) })),
    ("stream", |url| Box::pin(with_stream(url))),
];

/// An error of a program that calls the API.
#[derive(Debug, Clone, OpenAiErrorPolicy)]
enum Failure {
    #[openai(transparent)]
    Api(ApiError),
    #[openai(policy = backoff)]
    Connection,
}

impl From<ApiError> for Failure {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<reqwest::Error> for Failure {
    fn from(_: reqwest::Error) -> Self {
        Self::Connection
    }
}

fn end(result: Result<String, Failure>) -> String {
    match result {
        Ok(body) if body.contains("Hello from the local server.") => "ok".to_owned(),
        Ok(body) => format!("a strange answer: {body}"),
        Err(Failure::Api(error)) => label(&error),
        Err(Failure::Connection) => "no connection".to_owned(),
    }
}

pub(crate) fn label(error: &ApiError) -> String {
    let status = error.status().map(|status| status.to_string());
    let name = error.row().map(|row| row.id).or(error.code());
    name.map(str::to_owned).or(status).unwrap_or_else(|| "nothing".to_owned())
}

fn request(url: &str, stream: bool) -> RequestBuilder {
    let body = json!({"model": "example", "stream": stream, "messages": [{"role": "user", "content": "Hi"}]});
    reqwest::Client::new().post(format!("{url}/chat/completions")).json(&body)
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

async fn call(url: &str) -> Result<String, Failure> {
    let response = ApiError::check(request(url, false).send().await?).await?;
    Ok(response.text().await?)
}

async fn by_hand(url: &str) -> Result<String, Failure> {
    let mut retry = Retry::start(now());
    loop {
        let failure = match call(url).await {
            Ok(body) => return Ok(body),
            Err(failure) => failure,
        };
        match retry.decide(&failure, now(), || fastrand::u64(..)) {
            Verdict::Retry { after, .. } => tokio::time::sleep(after).await,
            Verdict::Stop(_) => return Err(failure),
        }
    }
}

/// Whatever the client, what it has are a status and headers of `http` and a body.
async fn with_http_types(url: &str) -> Result<String, Failure> {
    let mut retry = Retry::start(now());
    loop {
        let mut failure = Failure::Connection;
        if let Ok(mut response) = request(url, false).send().await {
            let mut body = Vec::new();
            while let Ok(Some(chunk)) = response.chunk().await {
                body.extend_from_slice(&chunk);
            }
            if response.status().is_success() {
                return Ok(String::from_utf8_lossy(&body).into_owned());
            }
            let headers: &http::HeaderMap = response.headers();
            failure = classify(response.status(), headers, &body).into_error().into();
        }
        match retry.decide(&failure, now(), || fastrand::u64(..)) {
            Verdict::Retry { after, .. } => tokio::time::sleep(after).await,
            Verdict::Stop(_) => return Err(failure),
        }
    }
}

async fn with_backon(url: &str) -> Result<String, Failure> {
    (|| call(url)).retry(&policy::BACKOFF).when(backed::is_retryable).adjust(backed::adjust()).await
}

async fn with_tower(url: &str) -> Result<String, Failure> {
    let client = ::tower::service_fn(|url: String| async move { call(&url).await });
    let service = RetryLayer::new(towered::Policy::new(tokio::time::sleep)).layer(client);
    service.oneshot(url.to_owned()).await
}

async fn with_async_openai(url: String) -> String {
    let config = OpenAIConfig::new().with_api_key("sk-example").with_api_base(url);
    let service = async_openai::with_retries(reqwest::Client::new());
    let client = ::async_openai::Client::with_config(config).with_http_service(service);
    match client.chat().create(chat()).await {
        Ok(answer) => end(Ok(answer.choices[0].message.content.clone().unwrap_or_default())),
        Err(error) => {
            async_openai::api_error(&error).map_or_else(|| error.to_string(), |error| label(&error))
        }
    }
}

pub(crate) fn chat() -> CreateChatCompletionRequest {
    CreateChatCompletionRequestArgs::default().model("example").messages([]).build().expect("a request")
}

async fn with_reqwest_middleware(url: &str) -> Result<String, Failure> {
    let client = ClientBuilder::new(reqwest::Client::new()).with(reqwest_middleware::Retries).build();
    let request = request(url, false).build()?;
    let response = client.execute(request).await.map_err(|_| Failure::Connection)?;
    Ok(ApiError::check(response).await?.text().await?)
}

async fn with_stream(url: String) -> String {
    let mut text = String::new();
    match stream::read(|| request(&url, true), |piece| text.push_str(piece)).await {
        Ok(()) => end(Ok(text)),
        Err(stream::Failure::Api(error)) => label(&error),
        Err(stream::Failure::Connection(error)) => error,
    }
}
