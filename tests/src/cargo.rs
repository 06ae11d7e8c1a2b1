//! Runs cargo on crates outside the workspace.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The root of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}

/// Runs `cargo ARGS` in `dir`, with a target directory that all such crates share.
///
/// # Panics
/// When cargo cannot be started.
#[allow(clippy::expect_used, reason = "only for tests, which cannot go on without cargo")]
pub fn cargo(dir: &Path, args: &[&str]) -> Output {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = workspace().join("target/fixtures");
    let mut command = Command::new(cargo);
    command.args(args).current_dir(dir).env("CARGO_TARGET_DIR", target);
    // What the outer cargo says about its own package and flags is not for this one.
    for name in ["RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER", "CARGO_MANIFEST_DIR", "OUT_DIR"] {
        command.env_remove(name);
    }
    command.output().expect("cargo can be started")
}

/// Standard output and error of a run, as text.
pub fn text(output: &Output) -> String {
    [output.stdout.as_slice(), &output.stderr].map(String::from_utf8_lossy).concat()
}
