//! `openai-errors serve` and the server in it, over plain sockets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use openai_error_policy_cli::server::Server;

/// Sends a request and returns all that comes until the connection ends.
fn get(url: &str, path: &str, headers: &str, body: &str) -> String {
    let address = url.strip_prefix("http://").expect("an address");
    let mut stream = TcpStream::connect(address).expect("the server listens");
    let length = body.len();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {length}\r\n"
    );
    stream.write_all(format!("{head}{headers}\r\n{body}").as_bytes()).expect("the request is sent");
    let mut answer = Vec::new();
    // A connection that is cut may end with an error.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).expect("text")
}

fn server(script: &str) -> Server {
    Server::start(0, script.parse().expect("a script")).expect("a free port")
}

fn has_header(answer: &str, line: &str) -> bool {
    answer.lines().take_while(|line| !line.is_empty()).any(|header| header == line)
}

const CHAT: &str = "/v1/chat/completions";
const STREAM: &str = r#"{"stream": true, "model": "gpt-example"}"#;

#[test]
fn steps_can_be_changed() {
    let server =
        server("429[retry-after=; code=no; message=null; x-extra=1], 503[body=<p>busy], 402[type=odd]");
    let answer = get(&server.url(), CHAT, "", "");
    assert!(answer.starts_with("HTTP/1.1 429"), "{answer}");
    assert!(!answer.contains("retry-after") && has_header(&answer, "x-extra: 1"), "{answer}");
    assert!(answer.contains(r#""code":"no""#) && answer.contains(r#""message":null"#), "{answer}");
    let answer = get(&server.url(), CHAT, "", "");
    assert!(
        answer.ends_with("\r\n\r\n<p>busy") && has_header(&answer, "content-type: text/html"),
        "{answer}"
    );
    assert!(get(&server.url(), CHAT, "", "").ends_with(r#"{"error":{"type":"odd"}}"#));
}

/// The query gives hint headers and nothing else; whatever else a client sends there is its own affair.
#[test]
fn a_request_can_ask_for_hints() {
    let server = server("500");
    let path = format!("{CHAT}?retry-after=2&x-ratelimit-reset-tokens=6m0s&api-version=1&retry-after-ms=%0A");
    let answer = get(&server.url(), &path, "", "");
    assert!(has_header(&answer, "retry-after: 2") && has_header(&answer, "x-ratelimit-reset-tokens: 6m0s"));
    assert!(!answer.contains("api-version") && !answer.contains("retry-after-ms"), "{answer}");
}

#[test]
fn a_path_names_a_step() {
    let server = server("200");
    for (path, status) in [
        ("/rows/slow_down/v1/x", "503"),
        ("/rows/slow_down%5Bstatus=429%5D/v1/x", "429"),
        ("/rows/404", "404"),
        ("/rows/nonsense/v1", "404"),
        ("/rows/429x2/v1", "404"),
        ("/v1/rows/429", "200"),
    ] {
        let answer = get(&server.url(), path, "", "");
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{path}: {answer}");
    }
    assert!(get(&server.url(), "/rows/nonsense/v1", "", "").contains("`nonsense` is not a step of a script"));
}

#[test]
fn streams_break_where_the_script_says() {
    let server = server("error@2:slow_down[x-extra=1], failed@1:server_error, cut@3, error@2:slow_down");
    let answer = get(&server.url(), CHAT, "", STREAM);
    assert!(has_header(&answer, "content-type: text/event-stream") && has_header(&answer, "x-extra: 1"));
    assert_eq!(answer.matches("chat.completion.chunk").count(), 2, "{answer}");
    assert!(
        answer.contains(r#"data: {"error":{"code":"slow_down""#) && !answer.contains("[DONE]"),
        "{answer}"
    );
    let answer = get(&server.url(), "/v1/responses", "", STREAM);
    assert_eq!(answer.matches("event: response.output_text.delta").count(), 1, "{answer}");
    assert!(answer.contains("event: response.failed") && answer.contains(r#""status":"failed""#), "{answer}");
    let answer = get(&server.url(), CHAT, "", STREAM);
    assert_eq!(answer.matches("chat.completion.chunk").count(), 3, "{answer}");
    assert!(!answer.contains("\r\n0\r\n"), "the body has an end: {answer}");
    assert!(get(&server.url(), CHAT, "", "{}").starts_with("HTTP/1.1 503"), "no stream was asked for");
}

/// The error of a stream is changed before it is an event, the cut is one of the stream.
#[test]
fn the_error_of_a_stream_can_be_changed() {
    let server = server(
        "error@1:slow_down[message=hi; code=null; retry-after=4], error@1:slow_down[cut=9], \
         200[code=odd], 200[cut=9]",
    );
    let answer = get(&server.url(), CHAT, "", STREAM);
    assert!(answer.contains(r#"data: {"error":{"code":null,"message":"hi","#), "{answer}");
    assert!(has_header(&answer, "retry-after: 4"), "{answer}");
    let answer = get(&server.url(), CHAT, "", STREAM);
    assert!(answer.contains("9\r\ndata: {\"c\r\n") && !answer.contains("error"), "{answer}");
    let answer = get(&server.url(), CHAT, "", STREAM);
    assert!(has_header(&answer, "content-type: application/json"), "{answer}");
    assert!(answer.ends_with(r#"{"error":{"code":"odd"}}"#), "{answer}");
    let answer = get(&server.url(), CHAT, "", STREAM);
    assert!(has_header(&answer, "content-type: text/event-stream") && !answer.contains("error"), "{answer}");
}

#[test]
fn request_ids_and_statuses_are_those_of_the_script() {
    let server = server("429[x-request-id=abc], 429[x-request-id=], 429, 202, 204, 200[status=201]");
    let next = || get(&server.url(), CHAT, "", "");
    assert!(has_header(&next(), "x-request-id: abc"));
    assert!(!next().contains("x-request-id"));
    assert!(has_header(&next(), "x-request-id: req_example0003"));
    for (status, is_empty) in [("202", true), ("204", true), ("201", false)] {
        let answer = next();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert_eq!(answer.ends_with("\r\n\r\n"), is_empty, "{answer}");
    }
}

#[test]
fn who_leaves_in_the_middle_of_a_request_has_not_called() {
    let server = server("429,200");
    let address = server.url().replace("http://", "");
    for request in ["POST / HTTP/1.1\r\ncontent-length: 9\r\n\r\n{", "POST / HTTP/1.1\r\nhost: x"] {
        let mut stream = TcpStream::connect(&address).expect("the server listens");
        stream.write_all(request.as_bytes()).expect("sent");
        stream.shutdown(Shutdown::Write).expect("open until now");
        let mut answer = Vec::new();
        // Nothing, or that the connection was cut.
        let _ = stream.read_to_end(&mut answer);
        assert!(!answer.starts_with(b"HTTP/1.1 429"));
    }
    assert!(server.calls().is_empty());
    assert!(get(&server.url(), CHAT, "", "").starts_with("HTTP/1.1 429"));
}

#[test]
fn connections_are_cut() {
    let server = server("cut, 429[cut=9], cut@3");
    assert_eq!(get(&server.url(), CHAT, "", ""), "");
    let answer = get(&server.url(), CHAT, "", "");
    assert!(answer.ends_with("\r\n\r\n{\"error\":"), "{answer}");
    let answer = get(&server.url(), CHAT, "", "");
    assert!(answer.starts_with("HTTP/1.1 200") && !answer.contains("usage"), "{answer}");
    let calls = server.calls();
    let told: Vec<(u16, &str)> = calls.iter().map(|call| (call.status, call.answer.as_str())).collect();
    assert_eq!(told, [(0, "cut"), (429, "rate_limit_reached"), (200, "cut@3")]);
}

#[test]
fn clients_are_told_apart() {
    let server = server("200");
    for key in ["a", "b", "a", "a"] {
        get(&server.url(), CHAT, &format!("authorization: Bearer {key}\r\n"), "");
        std::thread::sleep(Duration::from_millis(10));
    }
    let calls = server.calls();
    let told: Vec<(usize, usize)> = calls.iter().map(|call| (call.client, call.call)).collect();
    assert_eq!(told, [(1, 1), (2, 1), (1, 2), (1, 3)]);
    assert_eq!((calls[0].gap, calls[1].gap), (None, None));
    assert!(
        calls[2].gap >= Some(Duration::from_millis(20)) && calls[3].gap >= Some(Duration::from_millis(10))
    );
}

/// Ends with the test, also when that fails.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn the_command_tells_what_clients_do() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_openai-errors"));
    command
        .args(["serve", "--port", "0", "--host", "127.0.0.1", "--script", "429,cut"])
        .stdout(Stdio::piped());
    let mut running = Running(command.spawn().expect("the command starts"));
    let mut lines = BufReader::new(running.0.stdout.take().expect("piped")).lines();
    let mut line = || lines.next().expect("a line").expect("text");
    let url = line().strip_prefix("listening on ").expect("the address").to_owned();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    for expected in ["call 1             429  rate_limit_reached  POST /v1/chat/completions", "0  cut  POST"]
    {
        get(&url, CHAT, "authorization: Bearer sk-secret\r\n", "");
        let line = line();
        assert!(line.contains("client 1  ") && line.contains(expected), "{line}");
        assert!(!line.contains("secret"), "{line}");
    }
    get(&url, CHAT, "authorization: Bearer sk-secret\r\n", "");
    let line = line();
    assert!(line.contains("client 1  call 3 ") && line.contains(" +0."), "{line}");
}

#[test]
fn a_bad_script_is_explained() {
    let output = Command::new(env!("CARGO_BIN_EXE_openai-errors"))
        .args(["serve", "--port", "0", "--script", "429,error@x:slow_down"])
        .output()
        .expect("the command runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).expect("text");
    let expected = "error: `error@x:slow_down` is not a step of a script: `x` is not a number from 0 to 10000; \
                    see `openai-errors serve --help`\n";
    assert_eq!(said, expected);
}
