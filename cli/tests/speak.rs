//! `explain`, `classify`, `generate` and `serve` as a person or a program uses them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn run(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_openai-errors"))
        .args(args)
        .env_remove("NO_COLOR")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("the binary ends");
    writer.join().expect("the input is written");
    output
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn lines(output: &Output) -> Vec<Value> {
    out(output).lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn explain_by_id_status_and_code() {
    insta::assert_snapshot!("explain_rate_limit", out(&run(&["explain", "rate_limit_reached"], "")));
    insta::assert_snapshot!("explain_slow_down", out(&run(&["explain", "slow_down"], "")));
    let by_code = out(&run(&["explain", "insufficient_quota"], ""));
    assert!(by_code.starts_with("429 You exceeded your current quota"), "{by_code}");
    let by_status = out(&run(&["explain", "503"], ""));
    assert!(by_status.contains("engine_overloaded") && by_status.contains("slow_down"), "{by_status}");
    let all: Value = serde_json::from_slice(&run(&["explain", "--json"], "").stdout).expect("JSON");
    assert_eq!(all.as_array().map(Vec::len), Some(openai_error_policy::ErrorKind::ALL.len()));
}

#[test]
fn explain_and_render_give_the_same_figures() {
    let rows = |args: &[&str]| -> Vec<Value> { serde_json::from_slice(&run(args, "").stdout).expect("JSON") };
    let explained = rows(&["explain", "--json"]);
    let rendered = rows(&["render", "--format", "json"]);
    assert!(rendered.len() > 9);
    for row in rendered {
        let same = explained.iter().find(|other| other["id"] == row["id"]).expect("a row of the same table");
        assert_eq!(same["retry"], row["retry"], "{}", row["id"]);
    }
    let slow_down = explained.iter().find(|row| row["id"] == "slow_down").expect("a row");
    assert_eq!(slow_down["retry"]["schedule_ms"], json!([500, 1000]));
    assert_eq!(slow_down["retry"]["pacing"]["hold_ms"], 900_000);
}

#[test]
fn explain_of_nothing_known_is_bad_usage() {
    let output = run(&["explain", "rate_limit_reachd"], "");
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(message.contains("did you mean `rate_limit_reached`?"), "{message}");
    assert!(out(&output).is_empty());
}

#[test]
fn classify_one_answer_for_a_person() {
    let body = r#"{"error": {"message": "Incorrect API key provided: sk-abc123. You can find your API key at https://x.example.", "type": "invalid_request_error", "param": null, "code": "invalid_api_key"}}"#;
    let args = ["classify", "--status", "401", "-H", "x-request-id: req_1"];
    insta::assert_snapshot!("classify_key", out(&run(&args, body)));
    insta::assert_snapshot!(
        "classify_unlisted",
        out(&run(&["classify", "--status", "502", "-"], "<title>Bad gateway</title>"))
    );
    let stream = "event: error\ndata: {\"error\": {\"code\": \"rate_limit_exceeded\", \"message\": \"Please try again in 1.5s\"}}\n";
    insta::assert_snapshot!("classify_stream", out(&run(&["classify"], stream)));
}

#[test]
fn classify_one_answer_for_a_program() {
    let output = run(&["classify", "--status", "429", "-H", "retry-after: 3", "--json"], "");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        answer,
        json!({
            "kind": "rate_limit_reached", "status": 429, "code": null, "type": null, "param": null, "message": null,
            "request_id": null, "verdict": "retry", "delay_ms": 3000, "reason": "retry-after"
        })
    );
}

#[test]
fn bad_arguments_are_bad_usage() {
    for args in [
        &["classify", "--status", "42"][..],
        &["classify", "-H", "no colon"],
        &["classify", "--jsonl", "--status", "429"],
        &["classify", "/no/such/file"],
        &["generate", "--table", "/no/such/table.toml"],
        &["serve", "--script", "429x0"],
        &["no-such-command"],
    ] {
        let output = run(args, "");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn a_line_in_a_line_out() {
    let input = [
        json!({"id": 1, "status": 429, "headers": {}, "body": r#"{"error": {"code": "insufficient_quota"}}"#}),
        json!({"id": "b", "status": null, "headers": {"Retry-After-Ms": "250"}, "body": "slow down"}),
        json!({"id": null, "status": 500, "headers": {}, "body": "", "attempt": 2}),
        json!({"id": 4, "status": 500, "headers": {}, "body": "", "attempt": 3}),
        json!({"id": 5, "status": 503, "headers": {"retry-after": "Thu, 01 Jan 1970 00:01:00 GMT"}, "body": "", "now": 30}),
        json!({"id": 6, "status": 400, "headers": {"x-request-id": "req_6"}, "body": r#"{"error": {"code": 7, "param": "n"}}"#}),
    ];
    let input: String = input.iter().map(|line| format!("{line}\n")).collect();
    let output = run(&["classify", "--jsonl"], &input);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!("jsonl", out(&output));
}

#[test]
fn a_bad_line_costs_only_itself() {
    let good = json!({"id": "good", "status": 503, "headers": {}, "body": "x"}).to_string();
    let bad = [
        "not json",
        "{\"id\": 1",
        "[]",
        "{\"id\": 2, \"status\": \"429\", \"headers\": {}, \"body\": \"\"}",
        "{\"id\": 3, \"status\": 429, \"headers\": {}}",
        "{\"id\": 4, \"status\": 429, \"headers\": [], \"body\": \"\"}",
        "{\"id\": 5, \"status\": 429, \"headers\": {}, \"body\": true}",
        "{\"id\": 6, \"status\": 429, \"headers\": {}, \"body\": \"\", \"now\": -1}",
        "{\"id\": 7, \"status\": 70000, \"headers\": {}, \"body\": \"\"}",
    ];
    let input: String = bad.iter().flat_map(|line| [line, "\n", &good, "\n\n"]).collect();
    let output = run(&["classify", "--jsonl"], &input);
    assert_eq!(output.status.code(), Some(1), "a bad line is a finding");
    let answers = lines(&output);
    assert_eq!(answers.len(), 2 * bad.len());
    for pair in answers.chunks(2) {
        assert!(pair[0]["error"].is_string() && pair[0].get("verdict").is_none(), "{}", pair[0]);
        assert_eq!((&pair[1]["id"], &pair[1]["verdict"]), (&json!("good"), &json!("retry")));
    }
    assert_eq!(answers[6]["id"], 2);
}

#[test]
fn a_body_as_json_is_read_as_its_text() {
    let bodies = [
        r#"{"error": {"code": "insufficient_quota", "message": "a \ud800 b", "param": null}}"#,
        r#"[{"error": {"code": "rate_limit_exceeded", "message": "Please try again in 2s"}}]"#,
        "null",
        " {} ",
    ];
    let line = |body: &str| format!("{{\"id\": 1, \"status\": 429, \"body\": {body}, \"headers\": {{}}}}\n");
    let as_json: String = bodies.iter().map(|body| line(body)).collect();
    let as_text: String = bodies.iter().map(|body| line(&Value::from(*body).to_string())).collect();
    let output = run(&["classify", "--jsonl"], &as_json);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    assert_eq!(out(&output), out(&run(&["classify", "--jsonl"], &as_text)));
    let kinds: Vec<Value> = lines(&output).into_iter().map(|answer| answer["kind"].clone()).collect();
    assert_eq!(kinds, ["quota_exceeded", "rate_limit_reached", "rate_limit_reached", "rate_limit_reached"]);
    assert_eq!(lines(&output)[1]["delay_ms"], 2_000);
}

#[test]
fn a_line_is_told_what_is_wrong_with_it() {
    for (line, error) in [
        (r#"{"id": 1, "body": 7}"#, "`body` must be a string, an object, an array or null"),
        (r#"{"id": 1, "status": 429}"#, "missing field `body`"),
        (r#"{"id": 1, "body": "text", "status": "429"}"#, "invalid type: string \"429\", expected u16"),
        (r#"{"id": 1, "body": {}, "status": "429"}"#, "invalid type: string \"429\", expected u16"),
    ] {
        let output = run(&["classify", "--jsonl"], &format!("\n{line}\n"));
        assert_eq!(output.status.code(), Some(1));
        let answer = &lines(&output)[0];
        assert_eq!(answer["id"], 1, "{line}");
        let found = answer["error"].as_str().expect("a text");
        assert!(found.starts_with(error) && found.contains(" at line 2 column "), "{found}");
    }
}

#[test]
fn hostile_bodies_in_lines() {
    let long = "x".repeat(5_000_000);
    let bodies = [
        "[".repeat(100_000),
        format!("{{\"error\": {{\"message\": \"{long}\", \"code\": \"slow_down\"}}}}"),
        "{\"error\":".repeat(50_000),
    ];
    let mut input: String = bodies
        .iter()
        .map(|body| format!("{}\n", json!({"id": 1, "status": 429, "headers": {}, "body": body})))
        .collect();
    // A lone surrogate, which no `String` can hold.
    input.push_str("{\"id\": 2, \"status\": 429, \"headers\": {}, \"body\": \"slow down \\ud800\"}\n");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    input.push_str(&format!("{{\"id\": 3, \"status\": 429, \"headers\": {{}}, \"body\": {deep}}}\n"));
    input.push_str(&format!("{{\"id\": 4, \"status\": \"\", \"headers\": {{}}, \"body\": {deep}}}\n"));
    let output = run(&["classify", "--jsonl"], &input);
    assert_eq!(output.status.code(), Some(1), "the last line is bad");
    let answers = lines(&output);
    let kinds: Vec<&Value> = answers[..5].iter().map(|answer| &answer["kind"]).collect();
    assert_eq!(
        kinds,
        ["rate_limit_reached", "slow_down", "rate_limit_reached", "slow_down", "rate_limit_reached"]
    );
    assert!(answers[5]["id"] == 4 && answers[5]["error"].is_string(), "{}", answers[5]);
}

#[test]
fn whoever_waits_for_a_line_gets_it() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_openai-errors"))
        .args(["classify", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("piped");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    for id in 0..3 {
        writeln!(stdin, "{}", json!({"id": id, "status": 500, "headers": {}, "body": ""})).expect("it reads");
        let mut line = String::new();
        stdout.read_line(&mut line).expect("it answers before the input ends");
        assert!(line.starts_with(&format!("{{\"id\":{id},")), "{line}");
    }
    drop(stdin);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_openai-errors"))
        .args(["explain"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success());
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn generate_prints_what_the_build_step_emits() {
    use openai_error_policy_build::{OFFICIAL_TABLE, Table, emit};
    let table = Table::parse(OFFICIAL_TABLE).expect("the official table");
    assert_eq!(out(&run(&["generate"], "")), emit::rust(&table, "::openai_error_policy"));
}

#[test]
fn serve_answers_row_by_row_on_loopback() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_openai-errors"))
        .args(["serve", "--port", "0", "--script", "slow_down,200"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
    let mut first = String::new();
    stdout.read_line(&mut first).expect("it says where it listens");
    let address = first
        .split("http://")
        .nth(1)
        .expect("an address")
        .split_whitespace()
        .next()
        .expect("an address")
        .to_owned();
    let get = |path: &str| {
        let mut stream = TcpStream::connect(&address).expect("it listens");
        write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        answer
    };
    let slow_down = get("/v1/models");
    assert!(slow_down.starts_with("HTTP/1.1 503") && slow_down.contains("\"slow_down\""), "{slow_down}");
    assert!(slow_down.contains("x-request-id: req_"), "{slow_down}");
    assert!(get("/v1/models").starts_with("HTTP/1.1 200"));
    assert!(get("/rows/quota_exceeded/v1/models").contains("insufficient_quota"));
    child.kill().expect("it runs until it is ended");
    child.wait().expect("it ends");
}
