//! The client of the README, whole. A test keeps the two equal.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use openai_error_policy::{ApiError, OpenAiErrorPolicy, Retry, Verdict};
use serde_json::{Value, json};

/// Why a chat did not work.
#[derive(Debug, thiserror::Error, OpenAiErrorPolicy)]
#[openai(from, exhaustive)]
pub enum ChatError {
    /// Somebody must look at the key, the organization or the allowlist.
    #[error("the key does not work: {0}")]
    #[openai(InvalidAuthentication, IncorrectApiKey, NotOrganizationMember, IpNotAuthorized)]
    Credentials(ApiError),
    /// The program runs in the wrong place.
    #[error("not available here: {0}")]
    #[openai(UnsupportedRegion)]
    Region(ApiError),
    /// Somebody must pay.
    #[error("out of credit: {0}")]
    #[openai(QuotaExceeded, CreditBalanceExhausted, OrganizationSpendLimitReached)]
    #[openai(ProjectSpendLimitReached, OrganizationUsageLimitReached)]
    Quota(ApiError),
    /// The program must ask for something else.
    #[error("the request is wrong: {0}")]
    #[openai(InvalidServiceTier)]
    Request(ApiError),
    /// It passes.
    #[error("the API is busy: {0}")]
    #[openai(RateLimitReached, ServerError, EngineOverloaded, SlowDown)]
    Busy(ApiError),
    /// An answer that the docs page does not list.
    #[error("the API refused: {0}")]
    #[openai(unlisted)]
    Refused(ApiError),
    /// No answer at all.
    #[error("no answer: {0}")]
    #[openai(policy = backoff)]
    Network(#[from] reqwest::Error),
}

/// A client of the chat API, or of anything that is compatible.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    url: String,
    key: String,
}

impl Client {
    /// `url` is the base, for example `https://api.openai.com/v1`.
    pub fn new(url: &str, key: &str) -> Self {
        Self { http: reqwest::Client::new(), url: format!("{url}/chat/completions"), key: key.to_owned() }
    }

    /// Asks until there is an answer, or until asking again is wrong.
    pub async fn ask(&self, question: &str) -> Result<String, ChatError> {
        let mut retry = Retry::start(now());
        loop {
            let error = match self.call(question).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            match retry.decide(&error, now(), || fastrand::u64(..)) {
                Verdict::Retry { after, .. } => tokio::time::sleep(after).await,
                Verdict::Stop(_) => return Err(error),
            }
        }
    }

    async fn call(&self, question: &str) -> Result<String, ChatError> {
        let body = json!({"model": "gpt-5", "messages": [{"role": "user", "content": question}]});
        let request = self.http.post(&self.url).bearer_auth(&self.key).json(&body);
        let response = ApiError::check(request.send().await?).await?;
        let answer: Value = response.json().await?;
        Ok(answer["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_owned())
    }
}

fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
