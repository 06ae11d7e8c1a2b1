//! `reqwest` 0.13: an error of a response, its body read with a limit.
//!
//! ```
//! use openai_error_policy::ApiError;
//!
//! # #[derive(Debug)]
//! # enum Error { Api(ApiError), Http(reqwest::Error) }
//! # impl From<ApiError> for Error { fn from(error: ApiError) -> Self { Self::Api(error) } }
//! # impl From<reqwest::Error> for Error { fn from(error: reqwest::Error) -> Self { Self::Http(error) } }
//! async fn models(client: &reqwest::Client, url: &str) -> Result<String, Error> {
//!     let response = client.get(url).send().await?;
//!     Ok(ApiError::check(response).await?.text().await?)
//! }
//! ```

use alloc::vec::Vec;

use reqwest::Response;

use crate::api_error::ApiError;
use crate::official;

/// The most that is read of an error's body, in bytes: 256 KiB. Errors take a few hundred bytes, proxies' pages some
/// kilobytes; gateways that repeat the whole request are the longest.
pub const BODY_LIMIT: usize = 256 * 1024;

impl ApiError {
    /// A response with a status below 400 as it is, with its body untouched; any other one as an error.
    ///
    /// # Errors
    /// The error that the response says, recognised with the official table. Its body is read as
    /// [`from_response`](Self::from_response) does.
    pub async fn check(response: Response) -> Result<Response, Self> {
        let status = response.status();
        if status.is_informational() || status.is_success() || status.is_redirection() {
            return Ok(response);
        }
        Err(Self::from_response(response).await)
    }

    /// The error that a response says, whatever its status.
    ///
    /// Reads the body up to [`BODY_LIMIT`]; the rest is dropped unread. A body that breaks off is read as far as it
    /// came, so that status, headers and what was said are never lost to it. How long that may take is for the
    /// client's own timeouts to say.
    pub async fn from_response(mut response: Response) -> Self {
        let body = body(&mut response).await;
        official::classify(response.status(), response.headers(), &body).into_error()
    }
}

/// The body as far as the limit and the connection let it be read.
async fn body(response: &mut Response) -> Vec<u8> {
    let mut body = Vec::new();
    while let Ok(Some(chunk)) = response.chunk().await {
        let left = BODY_LIMIT - body.len();
        body.extend_from_slice(&chunk[..chunk.len().min(left)]);
        if body.len() == BODY_LIMIT {
            break;
        }
    }
    body
}
