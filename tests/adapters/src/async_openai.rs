//! Recipe for async-openai 0.43: its errors as ours, and retries that hear what its own do not.

use async_openai::error::{OpenAIError, StreamError, WrappedError};
use async_openai::middleware::{HttpRequestFactory, ReqwestService};
use openai_error_policy::adapters::tower::Policy;
use openai_error_policy::{ApiError, OpenAiErrorPolicy, classify};
use reqwest::Response;
use tower::retry::RetryLayer;
use tower::util::AndThenLayer;
use tower::{Layer, Service};

/// What the API said, as far as async-openai kept it: all of it behind [`with_retries`]; else without headers, and
/// without the status where the body is not what async-openai expects. None for an error that is no answer of the API.
pub fn api_error(error: &OpenAIError) -> Option<ApiError> {
    match error {
        OpenAIError::Boxed(error) => error.downcast_ref::<ApiError>().cloned(),
        OpenAIError::ApiError(answer) => {
            let wrapped = WrappedError { error: answer.api_error.clone() };
            let is_bare = wrapped.error.code.is_none() && wrapped.error.r#type.is_none();
            // At 500 and above the message is the whole body.
            let body = match serde_json::to_vec(&wrapped) {
                Ok(body) if !(is_bare && answer.status_code.is_server_error()) => body,
                _ => wrapped.error.message.into_bytes(),
            };
            Some(classify(answer.status_code, &(), &body).into_error())
        }
        OpenAIError::JSONDeserialize(_, body) => in_body(body),
        OpenAIError::StreamError(error) => match error.as_ref() {
            StreamError::UnknownEvent(event) => in_body(&event.data),
            StreamError::EventStream(_) => None,
        },
        _ => None,
    }
}

/// An error in a body whose status is not known; a body that says none was a fine answer that async-openai cannot read.
fn in_body(body: &str) -> Option<ApiError> {
    let answer = classify(None, &(), body);
    let says_an_error = answer.row().is_some() || answer.code().is_some() || answer.message().is_some();
    says_an_error.then(|| answer.into_error())
}

/// A call that failed: the answer of the API, or what came in its place.
#[derive(Debug, thiserror::Error, OpenAiErrorPolicy)]
pub enum Failure {
    /// The API said an error.
    #[error(transparent)]
    #[openai(transparent)]
    Api(#[from] ApiError),
    /// There was no answer.
    #[error(transparent)]
    #[openai(policy = backoff)]
    Connection(OpenAIError),
    /// The request or the answer was not what it should be.
    #[error(transparent)]
    #[openai(never)]
    Other(OpenAIError),
}

impl From<OpenAIError> for Failure {
    fn from(error: OpenAIError) -> Self {
        match &error {
            OpenAIError::Reqwest(e) if e.is_connect() || e.is_timeout() || e.is_request() => {
                Self::Connection(error)
            }
            _ => Self::Other(error),
        }
    }
}

impl From<Failure> for OpenAIError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Api(error) => Self::Boxed(Box::new(error)),
            Failure::Connection(error) | Failure::Other(error) => error,
        }
    }
}

/// The client for `Client::with_http_service`. It takes the place of async-openai's own retries: one layer makes errors
/// of error answers, the next one decides. A stream is retried until it opens, never once it has.
pub fn with_retries(
    client: reqwest::Client,
) -> impl Service<HttpRequestFactory, Response = Response, Error = Failure, Future: Send> + Clone + Send + Sync
{
    let check = |response: Response| async { Ok::<_, Failure>(ApiError::check(response).await?) };
    let checked = AndThenLayer::new(check).layer(ReqwestService::new(client));
    RetryLayer::new(Policy::new(tokio::time::sleep)).layer(checked)
}
