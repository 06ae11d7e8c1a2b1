//! Every adapter and recipe over HTTP, against the server that answers as the API does: how often each calls, how long
//! it waits at least, and what it ends with.

mod cases;
mod clients;
mod streams;

use std::thread;
use std::time::Duration;

use cases::Case;
use clients::{CLIENTS, Client};
use openai_error_policy_cli::server::Server;

#[test]
fn by_hand() {
    run("by hand");
}

#[test]
fn by_hand_with_http_types() {
    run("http");
}

#[test]
fn backon() {
    run("backon");
}

#[test]
fn tower() {
    run("tower");
}

#[test]
fn async_openai() {
    run("async-openai");
}

#[test]
fn reqwest_middleware() {
    run("reqwest-middleware");
}

#[test]
fn stream() {
    run("stream");
}

/// Runs all cases at once, since most of their time is waiting, and tells of all that went wrong.
fn run(name: &str) {
    let (_, client) = CLIENTS.iter().find(|(client, _)| *client == name).expect("a client of the list");
    let cases = cases::all();
    let failures: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = cases.iter().map(|case| scope.spawn(|| check(case, *client))).collect();
        threads.into_iter().filter_map(|thread| thread.join().expect("no panic")).collect()
    });
    assert!(failures.is_empty(), "{name}:\n{}", failures.join("\n"));
}

/// What went wrong.
fn check(case: &Case, client: Client) -> Option<String> {
    let server = Server::start(0, case.script.parse().expect("a script")).expect("a free port");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let end = runtime.block_on(client(format!("{}/v1", server.url())));
    let calls = server.calls();
    let gaps: Vec<Duration> = calls.iter().filter_map(|call| call.gap).collect();
    let least: Vec<Duration> = case.least_ms.iter().map(|ms| Duration::from_millis(*ms)).collect();
    let waits_enough = gaps.iter().zip(&least).all(|(gap, least)| gap >= least);
    let is_right = calls.len() == case.calls && gaps.len() == least.len() && waits_enough && end == case.end;
    let found = format!("{} calls, waits {gaps:?}, {end}", calls.len());
    let expected = format!("{} calls, waits {least:?} at least, {}", case.calls, case.end);
    (!is_right).then(|| format!("{}\n    found     {found}\n    expected  {expected}", case.script))
}
