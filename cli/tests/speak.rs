//! `explain`, `classify`, `generate` and `serve` as a person or a program uses them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

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

/// `classify --jsonl`, to be written to and read from.
fn start_lines() -> Child {
    Command::new(env!("CARGO_BIN_EXE_openai-errors"))
        .args(["classify", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the binary starts")
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
    for (near, code) in [("insufficient_qota", "insufficient_quota"), ("arrearage", "Arrearage")] {
        let message = String::from_utf8_lossy(&run(&["explain", near], "").stderr).into_owned();
        assert!(message.contains(&format!("`{near}`; did you mean `{code}`?\n")), "{message}");
    }
}

/// There is no row to explain, and still the table says what to do.
#[test]
fn explain_of_what_has_no_row() {
    for (name, wanted) in
        [("status", "502"), ("client_status", "418"), ("code", "access_terminated"), ("unknown", "no_tea")]
    {
        let output = run(&["explain", wanted], "");
        assert_eq!((output.status.code(), out(&output).as_str()), (Some(2), ""));
        insta::assert_snapshot!(format!("explain_no_row_{name}"), String::from_utf8_lossy(&output.stderr));
    }
}

/// A code that tells this row only by its message is another row's.
#[test]
fn the_codes_of_a_row_are_those_that_tell_it_alone() {
    let explained: Value = serde_json::from_slice(&run(&["explain", "--json"], "").stdout).expect("JSON");
    let page = out(&run(&["render", "--format", "html", "--edition", "2026-07"], ""));
    for (id, code, is_its) in [
        ("server_error", "server_error", true),
        ("engine_overloaded", "server_error", false),
        ("engine_overloaded", "server_overloaded", true),
        ("quota_exceeded", "rate_limit_exceeded", false),
    ] {
        let row = explained.as_array().expect("rows").iter().find(|row| row["id"] == id).expect("a row");
        let codes = row["codes"].as_array().expect("codes");
        assert_eq!(codes.contains(&json!(code)), is_its, "{id} {code}");
        let (_, shown) = page.split_once(&format!("<tr id=\"{id}\">")).expect("a row");
        let shown = shown.split("</tr>").next().expect("its end");
        assert_eq!(shown.contains(&format!("<li><code>{code}</code></li>")), is_its, "{id} {code}");
    }
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

/// What a server says cannot steer a terminal.
#[test]
fn control_characters_are_escaped_for_people() {
    let message = r"a\u001b]0;b\u0007\r\u009b2Jc\n\td";
    let body =
        format!(r#"{{"error": {{"message": "{message}", "code": "e\u001b[1m\u202e", "type": "f\ng"}}}}"#);
    let text = out(&run(&["classify", "--status", "400", "-H", "x-request-id: h\u{7f}"], &body));
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
    for line in [
        "message   a\\u{1b}]0;b\\u{7}\\r\\u{9b}2Jc\n            \\td\n",
        "code      e\\u{1b}[1m\\u{202e}\n",
        "type      f\n            g\n",
        "request   h\\u{7f}\n",
    ] {
        assert!(text.contains(&format!("  {line}")), "{text}");
    }
    let output = run(&["explain", "\u{1b}[1m"], "");
    assert!(String::from_utf8_lossy(&output.stderr).contains("`\\u{1b}[1m`"), "{output:?}");
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
        &["classify", "-H", ":"],
        &["classify", "-H", ": 3"],
        &["classify", "-H", "retry after: 3"],
        &["classify", "-H", "r\u{e9}try: 3"],
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
        " {} ",
    ];
    let line = |body: &str| format!("{{\"id\": 1, \"status\": 429, \"body\": {body}, \"headers\": {{}}}}\n");
    let as_json: String = bodies.iter().map(|body| line(body)).collect();
    let as_text: String = bodies.iter().map(|body| line(&Value::from(*body).to_string())).collect();
    let output = run(&["classify", "--jsonl"], &as_json);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    assert_eq!(out(&output), out(&run(&["classify", "--jsonl"], &as_text)));
    let kinds: Vec<Value> = lines(&output).into_iter().map(|answer| answer["kind"].clone()).collect();
    assert_eq!(kinds, ["quota_exceeded", "rate_limit_reached", "rate_limit_reached"]);
    assert_eq!(lines(&output)[1]["delay_ms"], 2_000);
    let null = run(&["classify", "--jsonl"], &line("null"));
    assert_eq!(out(&null), out(&run(&["classify", "--jsonl"], &line("\"\""))));
}

#[test]
fn a_line_is_told_what_is_wrong_with_it() {
    let status =
        |found: &str| format!("line 2: `status` must be a whole number up to 65535 or null, not {found}");
    let header = "line 2: the header `a` must be a string, a number, a list of these or null".to_owned();
    for (line, error) in [
        (
            r#"{"id": 1, "body": 7}"#,
            "line 2: `body` must be a string, an object, an array or null, not 7".to_owned(),
        ),
        (r#"{"id": 1, "status": 429}"#, "line 2: missing field `body`".to_owned()),
        (r#"{"id": 1, "body": "", "body": ""}"#, "line 2: duplicate field `body`".to_owned()),
        (r#"{"id": 1, "body": "text", "status": "429"}"#, status("a string")),
        (r#"{"id": 1, "body": {}, "status": -1}"#, status("-1")),
        (r#"{"id": 1, "body": {}, "status": 70000}"#, status("70000")),
        (r#"{"id": 1, "body": {}, "status": 429.5}"#, status("429.5")),
        (r#"{"id": 1, "body": {}, "status": ["sk-invented"]}"#, status("an array")),
        (r#"{"id": 1, "body": {}, "headers": []}"#, "line 2: `headers` must be an object or null".to_owned()),
        (r#"{"id": 1, "body": {}, "headers": {"a": true}}"#, header.clone()),
        (r#"{"id": 1, "body": {}, "headers": {"a": ["b", null]}}"#, header.clone()),
        (r#"{"id": 1, "body": {}, "headers": {"a": {}}}"#, header),
        (
            r#"{"id": 1, "body": {}, "attempt": -1}"#,
            "line 2: `attempt` must be a number of calls or null, not -1".to_owned(),
        ),
        (
            r#"{"id": 1, "body": {}, "now": "noon"}"#,
            "line 2: `now` must be a time in seconds since 1970 or null, not a string".to_owned(),
        ),
        (
            r#"{"id": 1, "body": {}, "now": 1e20}"#,
            "line 2: `now` must be a time in seconds since 1970 or null, not 1e20".to_owned(),
        ),
    ] {
        let output = run(&["classify", "--jsonl"], &format!("\n{line}\n"));
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(lines(&output), [json!({"id": 1, "error": error})], "{line}");
    }
    for (id, line, error) in [
        (json!(1), r#"{"id": 1, "body": "te"#, "line 2, column 21: EOF while parsing a string"),
        (json!(1), r#" {"id": 1, "body": }"#, "line 2, column 20: expected value"),
        (json!(1), r#"{"id": 1, "body": ""} {"id": 2}"#, "line 2, column 23: trailing characters"),
        (json!(null), r#"{"body": "te", "id": "a"#, "line 2, column 23: EOF while parsing a string"),
        (json!(null), r#"[1, 429, {}, "x", 1, 2]"#, "line 2: not a JSON object"),
        (json!(null), "text", "line 2: not a JSON object"),
    ] {
        // With a line end, without one, and with that of other systems.
        for end in ["\n", "", "\r\n"] {
            let output = run(&["classify", "--jsonl"], &format!("\n{line}{end}"));
            assert_eq!(lines(&output), [json!({"id": id, "error": error})], "{line}");
        }
    }
}

#[test]
fn numbers_come_as_tables_of_floats_write_them() {
    let line = r#"{"body": "", "status": 503.0, "attempt": 3.0, "now": 1}"#;
    let answer = &lines(&run(&["classify", "--jsonl"], line))[0];
    assert_eq!((&answer["status"], &answer["reason"]), (&json!(503), &json!("all 3 calls have failed")));
    for status in [0, 99, 600, 999, 65_535] {
        let output = run(&["classify", "--jsonl"], &format!("{{\"body\": \"\", \"status\": {status}}}"));
        assert_eq!(lines(&output)[0]["status"], status);
    }
}

#[test]
fn headers_come_as_logs_write_them() {
    for (headers, delay) in [
        (r#"{"Retry-After": ["30"]}"#, json!(30_000)),
        (r#"{"retry-after": [30, 60]}"#, json!(30_000)),
        (r#"{"retry-after": 2.5}"#, json!(2_500)),
        (r#"{"retry-after": [], "x": null}"#, json!(500)),
        (r#"{"retry-after": null}"#, json!(500)),
        (r#"{"retry-after": "30", "x": "\ud800"}"#, json!(30_000)),
        ("null", json!(500)),
    ] {
        let line = format!("{{\"body\": \"\", \"status\": 429, \"headers\": {headers}}}");
        let output = run(&["classify", "--jsonl"], &line);
        assert_eq!(lines(&output)[0]["delay_ms"], delay, "{headers}");
    }
}

#[test]
fn a_byte_order_mark_and_other_keys_are_skipped() {
    let line = r#"{"id": 1, "status": 429, "body": "", "time": {"deep": [[]]}}"#;
    let output = run(&["classify", "--jsonl"], &format!("\u{feff}{line}\n"));
    assert_eq!((output.status.code(), &lines(&output)[0]["verdict"]), (Some(0), &json!("retry")));
    assert_eq!(run(&["classify", "--jsonl"], &format!("{line}\n\u{feff}{line}\n")).status.code(), Some(1));
}

#[test]
fn ids_come_back_as_written() {
    for id in ["12345678901234567890123", "1e2", "1.10", "-0", "\"\\ud800\"", "{\"a\": [1 , null]}", "null"] {
        for (body, code) in [("\"\"", 0), ("7", 1)] {
            let output = run(&["classify", "--jsonl"], &format!("{{\"id\": {id}, \"body\": {body}}}"));
            assert!(out(&output).starts_with(&format!("{{\"id\":{id},")), "{}", out(&output));
            assert_eq!(output.status.code(), Some(code), "{id}");
        }
    }
    assert!(out(&run(&["classify", "--jsonl"], "{\"body\": \"\"}")).starts_with("{\"id\":null,"));
}

/// As a log cuts it: in the middle of a character.
#[test]
fn a_body_need_not_be_utf_8() {
    let mut child = start_lines();
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(b"{\"id\": 1, \"body\": \"slow down \xe4\xbd\"}\n").expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(lines(&output)[0]["kind"], "slow_down");
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
    let mut child = start_lines();
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
