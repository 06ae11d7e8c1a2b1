//! Code, help and address of a diagnostic.

use std::error::Error;

use miette::Diagnostic;
use openai_error_policy::adapters::miette::Explained;
use openai_error_policy::{ApiError, ErrorKind, OpenAiErrorPolicy};

use super::error;

#[derive(Debug, thiserror::Error, OpenAiErrorPolicy)]
enum MyError {
    #[error("no money")]
    #[openai(QuotaExceeded)]
    Quota(#[source] ApiError),
    #[error("mine")]
    #[openai(never)]
    Mine,
}

fn texts(error: &dyn Diagnostic) -> [Option<String>; 3] {
    [error.code(), error.help(), error.url()].map(|text| text.map(|text| text.to_string()))
}

#[tokio::test]
async fn every_row_is_explained() {
    for kind in ErrorKind::ALL {
        let [code, help, url] = texts(&error(kind.id()).await);
        assert_eq!(code.as_deref(), Some(kind.id()));
        assert_eq!(help, Some(format!("{}\n{}", kind.cause(), kind.solution())));
        assert_eq!(url.as_deref(), kind.links().first().map(|link| link.url), "{kind:?}");
    }
}

/// "Pace your requests" would be wrong advice for a request that can never pass.
#[tokio::test]
async fn an_answer_with_a_remedy_of_its_own_says_that_one() {
    let [code, help, url] = texts(&error("429[message=Request too large for gpt-example]").await);
    assert_eq!(code.as_deref(), Some("rate_limit_reached"));
    assert_eq!(help.as_deref(), Some("waiting will not help, change the request"));
    assert_eq!(url, None);
}

#[tokio::test]
async fn an_answer_without_a_row_has_its_code_or_type() {
    let [code, help, url] = texts(&error("400[code=no_such_model; message=null]").await);
    assert_eq!(code.as_deref(), Some("no_such_model"));
    assert!(help.is_none_or(|help| help.contains("change the request")));
    assert_eq!(url, None);
    assert_eq!(texts(&error("400[type=odd]").await)[0].as_deref(), Some("odd"));
    assert_eq!(texts(&error("400").await)[0], None);
    // Worth a retry, because the server says so.
    assert_eq!(texts(&error("402[x-should-retry=true; code=odd]").await)[1], None);
    assert!(texts(&error("402[code=odd]").await)[1].is_some());
}

#[tokio::test]
async fn errors_of_a_program_are_explained_too() {
    let quota = Explained(MyError::Quota(error("quota_exceeded").await));
    assert_eq!(quota.to_string(), "no money");
    assert!(quota.source().unwrap().to_string().starts_with("429 quota_exceeded"));
    let [code, help, url] = texts(&quota);
    assert_eq!(code.as_deref(), Some("quota_exceeded"));
    assert!(help.unwrap().contains(ErrorKind::QuotaExceeded.solution()));
    assert_eq!(url.as_deref(), ErrorKind::QuotaExceeded.links().first().map(|link| link.url));
    assert_eq!(texts(&Explained(MyError::Mine)), [None, None, None]);
}
