//! Makes the table module of an invented gateway.

use openai_error_policy_build::{Config, build_script};

fn main() -> std::process::ExitCode {
    build_script(Config::new().table("../fixtures/own-table/errors.toml"))
}
