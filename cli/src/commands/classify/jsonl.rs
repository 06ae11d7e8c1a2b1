//! `classify --jsonl`: a verdict a line, in the memory of one line.

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::value::RawValue;

use super::line::{BadLine, Line};
use super::verdict::{Judged, VerdictLine, now};
use crate::failure::{Failure, Outcome, Result};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// A line of output.
#[derive(Serialize)]
#[serde(untagged)]
enum OutputLine<'l> {
    Verdict {
        id: Option<&'l RawValue>,
        #[serde(flatten)]
        line: VerdictLine,
    },
    Bad {
        id: Option<&'l RawValue>,
        error: String,
    },
}

pub(crate) fn classify_lines() -> Result {
    let mut input = io::BufReader::new(io::stdin().lock());
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut progress = Progress::new();
    let mut line = Vec::new();
    let mut outcome = Outcome::Fine;
    let mut number = 0_u64;
    loop {
        line.clear();
        number += 1;
        let read = input.read_until(b'\n', &mut line);
        if read.map_err(Failure::read(Path::new("standard input")))? == 0 {
            break;
        }
        // A log may cut a body in the middle of a character.
        let text = String::from_utf8_lossy(&line);
        let text = if number == 1 { text.trim_start_matches(BYTE_ORDER_MARK) } else { &text };
        if text.trim_ascii().is_empty() {
            continue;
        }
        let answer = output_line(text, number);
        if matches!(answer, OutputLine::Bad { .. }) {
            outcome = Outcome::Finding;
        }
        serde_json::to_writer(&mut out, &answer)?;
        out.write_all(b"\n")?;
        // Whoever sends one line and waits for its verdict gets it.
        if input.buffer().is_empty() {
            out.flush()?;
        }
        progress.step();
    }
    out.flush()?;
    progress.end();
    Ok(outcome)
}

fn output_line(text: &str, number: u64) -> OutputLine<'_> {
    match Line::read(text) {
        Ok(line) => {
            let now = line.now.unwrap_or_else(now);
            let calls = line.attempt.unwrap_or(1);
            let judged = Judged::new(line.status, &line.headers, &line.body, calls, now);
            OutputLine::Verdict { id: line.id, line: judged.line }
        }
        Err(BadLine { id, column: None, problem }) => {
            OutputLine::Bad { id, error: format!("line {number}: {problem}") }
        }
        Err(BadLine { id, column: Some(column), problem }) => {
            OutputLine::Bad { id, error: format!("line {number}, column {column}: {problem}") }
        }
    }
}

/// A counter on standard error while a person waits for a file.
struct Progress {
    lines: u64,
    shown: Instant,
    visible: bool,
}

impl Progress {
    const EVERY: Duration = Duration::from_millis(200);

    fn new() -> Self {
        let visible = io::stderr().is_terminal() && !io::stdin().is_terminal() && !io::stdout().is_terminal();
        Self { lines: 0, shown: Instant::now(), visible }
    }

    fn step(&mut self) {
        self.lines += 1;
        if self.visible && self.shown.elapsed() >= Self::EVERY {
            self.shown = Instant::now();
            self.show();
        }
    }

    fn show(&self) {
        if self.visible {
            // Nobody is hurt when the counter cannot be shown.
            let _ = write!(io::stderr(), "\r{} answers", self.lines);
        }
    }

    fn end(&self) {
        self.show();
        if self.visible {
            let _ = writeln!(io::stderr());
        }
    }
}
