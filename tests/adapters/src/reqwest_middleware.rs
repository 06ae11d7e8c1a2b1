//! Recipe for reqwest-middleware 0.5: a middleware that reads an error's body, decides and waits.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::Extensions;
use openai_error_policy::adapters::reqwest::BODY_LIMIT;
use openai_error_policy::{ApiError, OpenAiErrorPolicy, Retry, Verdict, classify};
use reqwest::{Request, Response, ResponseBuilderExt};
use reqwest_middleware::{Error, Middleware, Next, Result};

/// Calls again as the table says. In the end the caller gets the last answer, with its body put back, or the last error.
#[derive(Debug, Clone, Copy, Default)]
pub struct Retries;

#[async_trait::async_trait]
impl Middleware for Retries {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> Result<Response> {
        let mut retry = Retry::start(now());
        loop {
            // A body that is a stream cannot be sent twice.
            let Some(copy) = request.try_clone() else {
                return next.run(request, extensions).await;
            };
            let (failure, result) = match next.clone().run(copy, extensions).await {
                Ok(response) if response.status().as_u16() < 400 => return Ok(response),
                Ok(response) => {
                    let (error, response) = buffered(response).await?;
                    (Failure::Api(error), Ok(response))
                }
                Err(error) if is_connection(&error) => (Failure::Connection, Err(error)),
                Err(error) => return Err(error),
            };
            match retry.decide(&failure, now(), || fastrand::u64(..)) {
                Verdict::Retry { after, .. } => tokio::time::sleep(after).await,
                Verdict::Stop(_) => return result,
            }
        }
    }
}

#[derive(OpenAiErrorPolicy)]
enum Failure {
    #[openai(transparent)]
    Api(ApiError),
    #[openai(policy = backoff)]
    Connection,
}

fn is_connection(error: &Error) -> bool {
    error.is_connect() || error.is_timeout() || error.is_request()
}

/// The error that an answer says, and the answer with its body put back. A body that breaks off ends where it did.
async fn buffered(mut response: Response) -> Result<(ApiError, Response)> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        body.extend_from_slice(&chunk);
        if body.len() >= BODY_LIMIT {
            break;
        }
    }
    let error = classify(response.status(), response.headers(), &body).into_error();
    let answer = http::Response::builder().status(response.status()).url(response.url().clone());
    let mut answer = answer.body(body).map_err(Error::middleware)?;
    std::mem::swap(answer.headers_mut(), response.headers_mut());
    Ok((error, answer.into()))
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
