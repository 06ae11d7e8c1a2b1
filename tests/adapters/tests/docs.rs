//! The page of the recipes shows the code that is tested here.

use openai_error_policy::ApiError;
use openai_error_policy_adapter_tests::async_openai::{api_error, with_retries};
use openai_error_policy_adapter_tests::reqwest_middleware::Retries;
use reqwest_middleware::ClientBuilder;

const PAGE: &str = include_str!("../../../docs/recipes.md");

#[test]
fn the_page_has_the_code_of_each_recipe() {
    for (name, code) in [
        ("async_openai", include_str!("../src/async_openai.rs")),
        ("reqwest_middleware", include_str!("../src/reqwest_middleware.rs")),
        ("stream", include_str!("../src/stream.rs")),
    ] {
        assert!(
            PAGE.contains(&format!("```rust\n{code}```\n")),
            "docs/recipes.md lacks the code of {name}.rs"
        );
    }
}

/// What the page shows of the use of async-openai.
async fn use_of_async_openai(config: async_openai::config::OpenAIConfig, request: Request) {
    let service = with_retries(reqwest::Client::new());
    let client = async_openai::Client::with_config(config).with_http_service(service);
    if let Err(error) = client.chat().create(request).await {
        if let Some(error) = api_error(&error) {
            eprintln!("{error:#}");
        }
    }
}

type Request = async_openai::types::chat::CreateChatCompletionRequest;

/// What the page shows of the use of reqwest-middleware.
async fn use_of_reqwest_middleware(url: &str, body: String) -> Result<(), Box<dyn std::error::Error>> {
    let client = ClientBuilder::new(reqwest::Client::new()).with(Retries).build();
    let response = ApiError::check(client.post(url).body(body).send().await?).await?;
    drop(response);
    Ok(())
}

#[test]
fn the_page_shows_uses_that_compile() {
    // Compiled is enough: the recipes themselves are tested over HTTP.
    let _ = (use_of_async_openai, use_of_reqwest_middleware);
    let source = include_str!("docs.rs").replace("\n    ", "\n");
    let uses: Vec<&str> =
        PAGE.split("```rust,ignore\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert_eq!(uses.len(), 2);
    for code in uses {
        assert!(source.contains(code), "tests/adapters/tests/docs.rs lacks\n{code}");
    }
}
