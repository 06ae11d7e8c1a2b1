//! The program of docs/guide.md, whole; a test keeps the two equal.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use openai_error_policy::{ApiError, OpenAiErrorPolicy, Retry, Verdict};
use serde_json::{Value, json};

/// Why a question got no answer.
#[derive(Debug, thiserror::Error, OpenAiErrorPolicy)]
#[openai(from)]
pub enum AskError {
    /// It passes: the loop waits.
    #[error("the API is busy: {0}")]
    #[openai(RateLimitReached, ServerError, EngineOverloaded, SlowDown)]
    Busy(ApiError),
    /// Somebody must pay: no wait will help.
    #[error("out of credit: {0}")]
    #[openai(QuotaExceeded, CreditBalanceExhausted)]
    Quota(ApiError),
    /// Everything else that the API says.
    #[error("the API refused: {0}")]
    #[openai(unlisted)]
    Refused(ApiError),
    /// No answer at all.
    #[error("no answer: {0}")]
    #[openai(policy = backoff)]
    Network(#[from] reqwest::Error),
}

async fn call(http: &reqwest::Client, base: &str, question: &str) -> Result<String, AskError> {
    let key = std::env::var("OPENAI_API_KEY").unwrap_or_default();
    let body = json!({"model": "gpt-5", "messages": [{"role": "user", "content": question}]});
    let request = http.post(format!("{base}/chat/completions")).bearer_auth(key).json(&body);
    let response = ApiError::check(request.send().await?).await?;
    let answer: Value = response.json().await?;
    Ok(answer["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_owned())
}

/// Asks until there is an answer, or until asking again is wrong.
pub async fn ask(http: &reqwest::Client, base: &str, question: &str) -> Result<String, AskError> {
    let mut retry = Retry::start(now());
    loop {
        let error = match call(http, base, question).await {
            Ok(answer) => return Ok(answer),
            Err(error) => error,
        };
        let verdict = retry.decide(&error, now(), || fastrand::u64(..));
        eprintln!("{verdict}");
        match verdict {
            Verdict::Retry { after, .. } => tokio::time::sleep(after).await,
            Verdict::Stop(_) => return Err(error),
        }
    }
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let base = std::env::var("OPENAI_BASE_URL").unwrap_or("https://api.openai.com/v1".to_owned());
    match ask(&reqwest::Client::new(), &base, "Hello?").await {
        Ok(answer) => println!("{answer}"),
        Err(error) => {
            eprintln!("{error}");
            if let Some(help) = error.help() {
                eprintln!("{help}");
            }
            std::process::exit(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use openai_error_policy_cli::server::{Script, Server};

    use super::{AskError, ask};

    async fn ask_one_that_answers(script: &str) -> (Result<String, AskError>, usize) {
        let script: Script = script.parse().unwrap();
        let server = Server::start(0, script).unwrap();
        let base = format!("{}/v1", server.url());
        let result = ask(&reqwest::Client::new(), &base, "Hello?").await;
        (result, server.calls().len())
    }

    #[tokio::test]
    async fn an_overload_passes() {
        let (result, calls) = ask_one_that_answers("engine_overloaded,200").await;
        assert!(result.is_ok());
        assert_eq!(calls, 2);
    }

    #[tokio::test]
    async fn an_exhausted_quota_is_one_call() {
        let (result, calls) = ask_one_that_answers("quota_exceeded,200").await;
        assert!(matches!(result, Err(AskError::Quota(_))));
        assert_eq!(calls, 1);
    }
}
