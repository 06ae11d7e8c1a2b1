//! What each adapter makes of an error, and where it is more than a loop: see `end_to_end` for calls and waits.

mod backon;
mod miette;
mod reqwest;
mod serde;
mod tower;
mod tracing;

use openai_error_policy::ApiError;
use openai_error_policy_cli::server::Server;

/// The table of an invented gateway.
mod gateway {
    openai_error_policy::include_table!();
}

/// A server that answers so.
fn server(script: &str) -> Server {
    Server::start(0, script.parse().expect("a script")).expect("a free port")
}

/// The error that a server sends.
async fn error(script: &str) -> ApiError {
    let response = ::reqwest::get(server(script).url()).await.expect("an answer");
    ApiError::check(response).await.expect_err("an error")
}
