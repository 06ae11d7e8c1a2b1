//! `ApiError::check` and `ApiError::from_response`.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use openai_error_policy::adapters::reqwest::BODY_LIMIT;
use openai_error_policy::{ApiError, ErrorKind};

use super::{error, server};

#[tokio::test]
async fn a_fine_response_comes_back_with_its_body() {
    let server = server("200");
    let response = ApiError::check(reqwest::get(server.url()).await.unwrap()).await.unwrap();
    assert!(response.text().await.unwrap().contains("chat.completion"));
}

#[tokio::test]
async fn an_error_has_status_headers_and_body() {
    let error = error("slow_down[status=429; retry-after-ms=250]").await;
    assert_eq!(error.kind(), Some(ErrorKind::SlowDown));
    assert_eq!(error.status(), Some(429));
    assert_eq!(error.hints().retry_after_ms.unwrap().as_millis(), 250);
    assert_eq!(error.request_id(), Some("req_example0001"));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_read_as_far_as_it_came() {
    let error = error("429[cut=100; retry-after-ms=250]").await;
    assert_eq!(error.status(), Some(429));
    assert!(error.hints().retry_after_ms.is_some());
    assert!(error.message().unwrap().starts_with("Rate limit reached for gpt-example"));
}

/// A server that would send for ever is left at the limit.
#[tokio::test]
async fn a_body_without_end_is_read_up_to_the_limit() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let sender = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 1024]).unwrap();
        stream
            .write_all(b"HTTP/1.1 503 Busy\r\n\r\n{\"error\": {\"code\": \"slow_down\", \"message\": \"")
            .unwrap();
        let mut sent = 0;
        let words = "so busy ".repeat(512);
        while stream.write_all(words.as_bytes()).is_ok() {
            sent += words.len();
        }
        sent
    });
    let response = reqwest::get(url).await.unwrap();
    let error = ApiError::from_response(response).await;
    assert_eq!(error.kind(), Some(ErrorKind::SlowDown));
    let message = error.message().unwrap().len();
    assert!((BODY_LIMIT - 100..BODY_LIMIT).contains(&message), "{message}");
    // Enough for a gateway that repeats a long request.
    assert!(message > 100_000, "{message}");
    // Not joined here: the connection is closed by this very runtime.
    let sent = tokio::task::spawn_blocking(|| sender.join().unwrap()).await.unwrap();
    assert!(sent >= BODY_LIMIT);
}
