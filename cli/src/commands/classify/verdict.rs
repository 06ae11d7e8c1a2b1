//! An answer with the verdict on it, for people and as JSON.

use std::io::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use openai_error_policy::{ApiError, ErrorKind, Headers, Retry, Verdict};
use serde::Serialize;

use crate::failure::Result;
use crate::output::{self, BAD, GOOD, LABEL, TITLE};

/// Time since 1970. A clock before that reads as 1970: then HTTP dates are far away and end in a stop.
pub(crate) fn now() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// An answer with the verdict on it.
pub(crate) struct Judged {
    error: ApiError,
    verdict: Verdict,
    pub(crate) line: VerdictLine,
}

/// The fields of a line of output.
#[derive(Serialize)]
pub(crate) struct VerdictLine {
    kind: Option<&'static str>,
    status: Option<u16>,
    code: Option<String>,
    #[serde(rename = "type")]
    error_type: Option<String>,
    param: Option<String>,
    message: Option<String>,
    request_id: Option<String>,
    verdict: &'static str,
    delay_ms: Option<u64>,
    reason: String,
}

impl Judged {
    /// `calls` have been made, the last one at `now`.
    pub(crate) fn new(
        status: Option<u16>,
        headers: &(impl Headers + ?Sized),
        body: &[u8],
        calls: u32,
        now: Duration,
    ) -> Self {
        let error = openai_error_policy::classify(status, headers, body).into_error();
        let mut retry = Retry::start(now).with_calls(calls.saturating_sub(1));
        // The delay is printed before jitter, so there is none to choose.
        let verdict = retry.decide(&error, now, || 0);
        let line = VerdictLine::new(status, &error, &verdict);
        Self { error, verdict, line }
    }

    pub(crate) fn print(&self) -> Result<()> {
        let mut out = output::stdout();
        match self.error.kind() {
            Some(kind) => {
                writeln!(
                    out,
                    "{TITLE}{} {}{TITLE:#}  {LABEL}{}{LABEL:#}",
                    kind.status(),
                    kind.title(),
                    kind.id()
                )?;
            }
            None => writeln!(out, "{TITLE}not a documented error{TITLE:#}")?,
        }
        let line = &self.line;
        let status = self.error.status().map(|status| status.to_string());
        let facts = [
            ("status", status.as_ref()),
            ("code", line.code.as_ref()),
            ("type", line.error_type.as_ref()),
            ("param", line.param.as_ref()),
            ("message", line.message.as_ref()),
            ("request", line.request_id.as_ref()),
        ];
        for (label, value) in facts {
            if let Some(value) = value {
                output::field(&mut out, label, value)?;
            }
        }
        let style = if self.verdict.is_retry() { GOOD } else { BAD };
        writeln!(out, "{style}{}{style:#}", self.verdict)?;
        if let Some(kind) = self.error.kind() {
            self.print_help(&mut out, kind)?;
        }
        out.flush()?;
        Ok(())
    }

    fn print_help(&self, out: &mut impl Write, kind: ErrorKind) -> Result<()> {
        output::field(out, "cause", kind.cause())?;
        output::field(out, "solution", kind.solution())?;
        for link in kind.links() {
            output::field(out, "link", &format!("{} <{}>", link.text, link.url))?;
        }
        Ok(())
    }
}

impl VerdictLine {
    fn new(status: Option<u16>, error: &ApiError, verdict: &Verdict) -> Self {
        let text = |text: Option<&str>| text.map(str::to_owned);
        let (word, delay_ms, reason) = match verdict {
            Verdict::Retry { delay, source, .. } => {
                ("retry", Some(ceil_millis(*delay)), source.as_str().to_owned())
            }
            Verdict::Stop(stop) => ("stop", None, stop.to_string()),
        };
        Self {
            kind: error.kind().map(ErrorKind::id),
            status,
            code: text(error.code()),
            error_type: text(error.error_type()),
            param: text(error.param()),
            message: text(error.message()),
            request_id: text(error.request_id()),
            verdict: word,
            delay_ms,
            reason,
        }
    }
}

/// Rounded up: a server's delay is a minimum.
fn ceil_millis(delay: Duration) -> u64 {
    u64::try_from(delay.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}
