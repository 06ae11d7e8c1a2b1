//! `classify --jsonl`: a verdict a line, in the memory of one line.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use serde::de::{Deserializer, Error, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

use super::classified::{Classified, Report, now};
use crate::failure::{Failure, Outcome, Result};

/// A line of input, with the body as text or as the JSON that it holds.
#[derive(Deserialize)]
struct Line<B> {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    status: Option<u16>,
    #[serde(default)]
    headers: Option<BTreeMap<String, HeaderValue>>,
    body: B,
    #[serde(default)]
    attempt: Option<u32>,
    /// Seconds since 1970.
    #[serde(default)]
    now: Option<f64>,
}

/// Text that may hold lone surrogates, which `String` refuses.
struct TextBody(Vec<u8>);

impl<'de> Deserialize<'de> for TextBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Bytes;
        impl Visitor<'_> for Bytes {
            type Value = TextBody;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the body as a string")
            }

            fn visit_bytes<E: Error>(self, bytes: &[u8]) -> std::result::Result<TextBody, E> {
                Ok(TextBody(bytes.to_vec()))
            }
        }
        deserializer.deserialize_bytes(Bytes)
    }
}

/// A body that a log has kept as JSON: its text as it stands in the line. A string is one too, so that a line that is
/// wrong elsewhere is not blamed for it.
struct JsonBody(Box<RawValue>);

impl<'de> Deserialize<'de> for JsonBody {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if raw.get().starts_with(['{', '[', '"', 'n']) {
            return Ok(Self(raw));
        }
        Err(D::Error::custom("`body` must be a string, an object, an array or null"))
    }
}

/// Header values are text; numbers are common in logs.
#[derive(Deserialize)]
#[serde(untagged)]
enum HeaderValue {
    Text(String),
    Other(Value),
}

impl HeaderValue {
    fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Other(value) => value.to_string(),
        }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Verdict {
        id: Value,
        #[serde(flatten)]
        report: Report,
    },
    Bad {
        id: Value,
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
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answer = answer(&line, number);
        if matches!(answer, Answer::Bad { .. }) {
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

fn answer(line: &[u8], number: u64) -> Answer {
    // Nearly all bodies are text; only what fails is read again.
    if let Ok(line) = serde_json::from_slice::<Line<TextBody>>(line) {
        return verdict(line, |TextBody(text)| text);
    }
    match serde_json::from_slice::<Line<JsonBody>>(line) {
        Ok(line) => verdict(line, |JsonBody(raw)| Box::<str>::from(raw).into_string().into_bytes()),
        Err(error) => {
            // The parser sees one line only, and calls it the first.
            let error = error.to_string().replace(" at line 1 ", &format!(" at line {number} "));
            Answer::Bad { id: id_of(line), error }
        }
    }
}

fn verdict<B>(line: Line<B>, bytes: fn(B) -> Vec<u8>) -> Answer {
    let body = bytes(line.body);
    let given = line.now.map(Duration::try_from_secs_f64);
    let Ok(time) = given.unwrap_or_else(|| Ok(now())) else {
        return Answer::Bad {
            id: line.id,
            error: "`now` is no time, expected seconds since 1970".to_owned(),
        };
    };
    let headers = line.headers.unwrap_or_default();
    let headers: Vec<_> = headers.into_iter().map(|(name, value)| (name, value.into_text())).collect();
    let classified = Classified::new(line.status, &headers, &body, line.attempt.unwrap_or(1), time);
    Answer::Verdict { id: line.id, report: classified.report }
}

/// The id of a line that is wrong elsewhere; the rest is skipped, however deep it is.
fn id_of(line: &[u8]) -> Value {
    #[derive(Deserialize)]
    struct OnlyId {
        #[serde(default)]
        id: Value,
    }
    serde_json::from_slice::<OnlyId>(line).map(|line| line.id).unwrap_or_default()
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
