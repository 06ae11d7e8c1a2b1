//! What would be published: the packages are unpacked outside the workspace, looked through, and a client is built
//! against them alone and run.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path};

use flate2::read::GzDecoder;
use openai_error_policy_tests::cargo::{cargo, text, workspace};
use tar::Archive;
use tempfile::TempDir;

const VERSION: &str = env!("CARGO_PKG_VERSION");
const CRATES: [&str; 4] = [
    "openai-error-policy",
    "openai-error-policy-build",
    "openai-error-policy-cli",
    "openai-error-policy-macros",
];

/// Those of them that are in the build of a client.
const CLIENTS: [&str; 3] = ["openai-error-policy", "openai-error-policy-build", "openai-error-policy-macros"];
const UNPUBLISHED: [&str; 2] = ["openai-error-policy-tests", "openai-error-policy-adapter-tests"];

/// A crate's files: paths inside of the package, and contents.
type Package = BTreeMap<String, Vec<u8>>;

/// Packages the workspace into `dir/target`: cargo takes a package of one version for the same for ever, so nothing
/// may be left of an earlier run.
fn package(dir: &Path) -> BTreeMap<String, Package> {
    let target = dir.join("target").display().to_string();
    let mut args = vec!["package", "--workspace", "--no-verify", "--allow-dirty", "--target-dir", &target];
    args.extend(UNPUBLISHED.iter().flat_map(|name| ["--exclude", name]));
    let output = cargo(&workspace(), &args);
    assert!(output.status.success(), "{}", text(&output));

    let made = fs::read_dir(dir.join("target/package")).expect("packages");
    let names = made.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let crates = names.filter_map(|name| name.strip_suffix(&format!("-{VERSION}.crate")).map(str::to_owned));
    crates.map(|name| (name.clone(), read(dir, &name))).collect()
}

/// The files of a package. All are plain files inside of the package's own folder: no links, no way out.
fn read(dir: &Path, name: &str) -> Package {
    let folder = format!("{name}-{VERSION}");
    let file = fs::File::open(dir.join(format!("target/package/{folder}.crate"))).expect("a package");
    let mut files = Package::new();
    for entry in Archive::new(GzDecoder::new(file)).entries().expect("a tar file") {
        let mut entry = entry.expect("an entry");
        let path = entry.path().expect("a path").into_owned();
        let inside = path.strip_prefix(&folder).expect("a path in the package's folder");
        assert!(inside.components().all(|part| matches!(part, Component::Normal(_))), "{}", path.display());
        assert!(entry.header().entry_type().is_file(), "{} is not a plain file", path.display());
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut bytes).expect("contents");
        let slashes = inside.to_string_lossy().replace('\\', "/");
        assert!(files.insert(slashes, bytes).is_none(), "{} stands twice", path.display());
    }
    files
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder to write");
    fs::write(path, bytes).expect("a file to write");
}

/// A client with an error type on the official table and one on its own; it prints [`SAID`].
const MAIN: &str = r##"
use std::time::Duration;

use openai_error_policy::{ApiError, ErrorKind, OpenAiErrorPolicy, Retry, Verdict, classify};

mod own {
    openai_error_policy::include_table!();
}

#[derive(Debug, OpenAiErrorPolicy)]
#[openai(from)]
enum Error {
    #[openai(RateLimitReached, SlowDown)]
    Busy(ApiError),
    #[openai(unlisted)]
    Other(ApiError),
}

#[derive(Debug, OpenAiErrorPolicy)]
#[openai(table = crate::own, from)]
enum OwnError {
    #[openai(Odd)]
    Odd(ApiError),
    #[openai(unlisted)]
    Other(ApiError),
}

fn main() {
    let limit = r#"{"error": {"message": "Rate limit reached.", "code": "rate_limit_exceeded"}}"#;
    let quota = r#"{"error": {"message": "You exceeded your current quota.", "code": "insufficient_quota"}}"#;
    for body in [limit, quota] {
        let error = Error::from(classify(429, &[("retry-after", "7")], body).into_error());
        let variant = if matches!(error, Error::Busy(_)) { "busy" } else { "other" };
        let row = error.kind().map_or("unlisted", ErrorKind::id);
        match Retry::start(Duration::ZERO).decide(&error, Duration::ZERO, || 0) {
            Verdict::Retry { after, .. } => println!("{variant}: {row}, wait {after:?}"),
            Verdict::Stop(_) => println!("{variant}: {row}, stop"),
        }
    }
    let error = OwnError::from(own::classify(418, &(), r#"{"error": {"code": "odd"}}"#).into_error());
    let variant = if matches!(error, OwnError::Odd(_)) { "odd" } else { "other" };
    println!("{variant}: {}", error.cause().unwrap_or("no cause"));
}
"##;

const BUILD: &str = r#"
use openai_error_policy_build::{Config, build_script};

fn main() -> std::process::ExitCode {
    build_script(Config::new().table("own.toml"))
}
"#;

const SAID: [&str; 3] = ["busy: rate_limit_reached, wait 7s", "other: quota_exceeded, stop", "odd: Odd."];

/// A client that depends on the crates as a user does, by version; where they come from is said apart.
fn manifest() -> String {
    let patches: String =
        CLIENTS.map(|name| format!("{name} = {{ path = \"../packages/{name}-{VERSION}\" }}\n")).concat();
    format!(
        r#"
[package]
name = "consumer"
version = "0.0.0"
edition = "2024"

[workspace]

[profile.dev]
debug = false

[dependencies]
openai-error-policy = "{VERSION}"

[build-dependencies]
openai-error-policy-build = "{VERSION}"

[patch.crates-io]
{patches}"#
    )
}

#[test]
fn a_client_builds_and_runs_against_the_packages_alone() {
    let dir = TempDir::new().expect("a directory");
    for (name, files) in package(dir.path()) {
        for (path, bytes) in files {
            write(&dir.path().join(format!("packages/{name}-{VERSION}/{path}")), &bytes);
        }
    }
    let consumer = dir.path().join("consumer");
    write(&consumer.join("Cargo.toml"), manifest().as_bytes());
    write(&consumer.join("build.rs"), BUILD.as_bytes());
    write(&consumer.join("src/main.rs"), MAIN.as_bytes());
    // The dependencies that the workspace is tested with, and no others to download.
    for (from, to) in [("Cargo.lock", "Cargo.lock"), ("tests/fixtures/reader/own.toml", "own.toml")] {
        write(&consumer.join(to), &fs::read(workspace().join(from)).expect("a file of the workspace"));
    }

    let target = dir.path().join("target").display().to_string();
    let output = cargo(&consumer, &["run", "--target-dir", &target]);
    assert!(output.status.success(), "{}", text(&output));
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.lines().collect::<Vec<_>>(), SAID, "{}", text(&output));
    for name in CLIENTS {
        let from = dir.path().join(format!("packages/{name}-{VERSION}"));
        let compiled = format!("Compiling {name} v{VERSION} ({})", from.display());
        assert!(text(&output).contains(&compiled), "no `{compiled}` in {}", text(&output));
    }
}

#[test]
fn each_crate_is_packaged_with_what_it_needs_and_no_more() {
    let dir = TempDir::new().expect("a directory");
    let packages = package(dir.path());
    assert_eq!(packages.keys().collect::<Vec<_>>(), CRATES.each_ref());
    for (name, files) in &packages {
        for path in files.keys() {
            assert!(!path.contains("tests/fixtures") && !path.starts_with("target/"), "{name}: {path}");
        }
    }

    let table = fs::read(workspace().join("error-table.toml")).expect("the table");
    let packaged = &packages["openai-error-policy-build"]["error-table.toml"];
    assert!(*packaged == table, "the packaged table is not the table");
}

#[test]
fn each_package_carries_its_licences_and_a_readme() {
    let dir = TempDir::new().expect("a directory");
    for (name, files) in package(dir.path()) {
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            let bytes = fs::read(workspace().join(licence)).expect("a licence");
            assert!(files.get(licence) == Some(&bytes), "{name} has no {licence}, or another");
        }
        assert!(files.get("README.md").is_some_and(|text| !text.is_empty()), "{name} has no README");
    }
}
