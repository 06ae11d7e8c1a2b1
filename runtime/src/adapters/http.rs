//! `http` 1: what most clients have their statuses and headers in.
//!
//! ```
//! use http::{HeaderMap, HeaderValue, StatusCode};
//! use openai_error_policy::classify;
//!
//! let mut headers = HeaderMap::new();
//! headers.insert("retry-after-ms", HeaderValue::from_static("250"));
//! let body = r#"{"error": {"code": "rate_limit_exceeded"}}"#;
//! let error = classify(StatusCode::TOO_MANY_REQUESTS, &headers, body).into_error();
//! assert_eq!(error.hints().retry_after_ms.unwrap().as_millis(), 250);
//! ```

use crate::headers::{Headers, Status};

impl From<::http::StatusCode> for Status {
    fn from(status: ::http::StatusCode) -> Self {
        Self(Some(status.as_u16()))
    }
}

impl Headers for ::http::HeaderMap {
    fn value(&self, name: &str) -> Option<&str> {
        self.get(name)?.to_str().ok()
    }
}
