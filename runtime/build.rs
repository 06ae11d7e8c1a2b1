//! Turns the official table into the `ErrorKind`, the policies and the look-up tables of this crate.

use openai_error_policy_build::{Config, build_script};

fn main() -> std::process::ExitCode {
    build_script(Config::new())
}
