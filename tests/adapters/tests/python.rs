//! The openai package raises the class its documentation names for each row. It is fetched from the network, so it runs
//! only when asked for: `OPENAI_ERROR_POLICY_PYTHON=1 cargo test -p openai-error-policy-adapter-tests --test python`.

use std::io::Write;
use std::path::Path;
use std::process::Command;

use openai_error_policy_cli::server::{Script, Server};

/// Says so beside the test harness, which keeps the output of tests that pass to itself.
fn skip(reason: &str) {
    let _ = writeln!(std::io::stderr(), "skipped the_openai_package_raises_the_documented_classes: {reason}");
}

#[test]
fn the_openai_package_raises_the_documented_classes() {
    if std::env::var_os("OPENAI_ERROR_POLICY_PYTHON").is_none_or(|value| value != "1") {
        return skip("OPENAI_ERROR_POLICY_PYTHON is not 1");
    }
    let server = Server::start(0, Script::every_row()).expect("a free port");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../python/openai_classes.py");
    let output = match Command::new("python3").arg(script).arg(server.url()).output() {
        Ok(output) => output,
        Err(error) => return skip(&format!("python3 does not run: {error}")),
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    match said.trim().strip_prefix("skipped: ") {
        Some(reason) => skip(reason),
        None => {
            assert!(server.calls().len() > 50, "{said}");
            let _ = write!(std::io::stderr(), "{said}");
        }
    }
}
