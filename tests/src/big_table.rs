//! Valid tables of any size, to see what size costs. The same number of rows gives the same text, always.

use std::fmt::Write;

/// The most rows that a table can have: each has another subject, part or problem.
pub const MOST_ROWS: usize = SUBJECTS.len() * PARTS.len() * PROBLEMS.len();

/// Has no factor in common with [`MOST_ROWS`], so that steps of it meet every row once and mix them.
const STEP: usize = 7_919;

const SUBJECTS: [&str; 25] = [
    "Assistant",
    "Audio",
    "Batch",
    "Billing",
    "Certificate",
    "Chat",
    "Checkpoint",
    "Container",
    "Dataset",
    "Embedding",
    "Evaluation",
    "File",
    "Gateway",
    "Image",
    "Invitation",
    "Moderation",
    "Organization",
    "Project",
    "Realtime",
    "Response",
    "Storage",
    "Thread",
    "Tuning",
    "Upload",
    "Video",
];

const PARTS: [&str; 20] = [
    "Account",
    "Archive",
    "Budget",
    "Channel",
    "Entry",
    "Format",
    "Header",
    "Input",
    "Job",
    "Key",
    "Limit",
    "Member",
    "Model",
    "Output",
    "Permission",
    "Plan",
    "Region",
    "Session",
    "Tool",
    "Version",
];

/// What can be wrong with a part of a subject.
struct Problem {
    name: &'static str,
    words: &'static str,
    status: u16,
    remedy: &'static str,
    retry: &'static str,
    kind: &'static str,
}

const fn problem(
    name: &'static str,
    words: &'static str,
    status: u16,
    (remedy, retry): (&'static str, &'static str),
    kind: &'static str,
) -> Problem {
    Problem { name, words, status, remedy, retry, kind }
}

const REQUEST: (&str, &str) = ("fix-request", "never");
const CREDENTIALS: (&str, &str) = ("fix-credentials", "never");
const BILLING: (&str, &str) = ("fix-billing", "never");
const SOON: (&str, &str) = ("wait", "backoff");
const LATER: (&str, &str) = ("wait", "patient");

const PROBLEMS: [Problem; 20] = [
    problem("Missing", "is missing", 400, REQUEST, "invalid_request_error"),
    problem("Malformed", "is malformed", 400, REQUEST, "invalid_request_error"),
    problem("TooLarge", "is too large", 413, REQUEST, "invalid_request_error"),
    problem("Unsupported", "is not supported", 422, REQUEST, "invalid_request_error"),
    problem("NotFound", "was not found", 404, REQUEST, "not_found_error"),
    problem("Conflict", "is being changed by another call", 409, SOON, "conflict_error"),
    problem("Expired", "has expired", 401, CREDENTIALS, "authentication_error"),
    problem("Revoked", "was revoked", 401, CREDENTIALS, "authentication_error"),
    problem("Forbidden", "may not be used with this key", 403, CREDENTIALS, "permission_error"),
    problem("Abroad", "is not available in your region", 403, ("leave-region", "never"), "permission_error"),
    problem("Suspended", "is suspended", 403, ("contact-support", "never"), "permission_error"),
    problem("Unpaid", "is not paid for", 402, BILLING, "billing_error"),
    problem("Exhausted", "is used up", 429, BILLING, "billing_error"),
    problem("RateLimited", "is called too often", 429, SOON, "requests"),
    problem("Surging", "is called more and more", 429, ("slow-down", "slow_down"), "requests"),
    problem("Busy", "is busy", 503, SOON, "server_error"),
    problem("Overloaded", "is overloaded", 503, LATER, "server_error"),
    problem("Restarting", "is restarting", 502, LATER, "server_error"),
    problem("TimedOut", "took too long", 504, LATER, "server_error"),
    problem("Broken", "could not be read by our servers", 500, SOON, "server_error"),
];

/// Policies, messages and unlisted answers of every size.
const HEAD: &str = r#"[page]
title = "Errors of a large API"
embed = "https://docs.large.example/errors"
heading = "Error"

[messages]
delay_phrases = ["try again in"]
echoes = [{ after = "the key is wrong", until = ". See the keys" }]

[retry.never]
max_attempts = 1

[retry.backoff]
max_attempts = 3
initial_delay = "500ms"
multiplier = 2
max_delay = "8s"
jitter_percent = 25
max_server_delay = "2m"
time_budget = "10m"

[retry.patient]
max_attempts = 6
initial_delay = "2s"
multiplier = 3
max_delay = "1m"
jitter_percent = 10
max_server_delay = "5m"
time_budget = "30m"

[retry.slow_down]
max_attempts = 3
initial_delay = "1s"
multiplier = 2
max_delay = "8s"
max_server_delay = "2m"
time_budget = "10m"
pacing = { hold = "15m", raise_percent = 50, raise_every = "15m" }
"#;

/// Uses every policy, so that small tables are right too.
const TAIL: &str = r#"
[[unlisted]]
status = [408, 409, "500-599"]
retry = "patient"
remedy = "wait"
should_retry = "backoff"

[[unlisted]]
status = [429]
retry = "slow_down"
remedy = "slow-down"

[[unlisted]]
retry = "never"
"#;

/// The text of a table of `rows` rows: every policy and remedy, links and code spans, matchers by code, by message and
/// by type, messages that begin with another row's, a sample for each row.
///
/// # Panics
/// When more than [`MOST_ROWS`] are asked for.
pub fn big_table(rows: usize) -> String {
    assert!(rows <= MOST_ROWS, "{rows} rows, but at most {MOST_ROWS} can differ");
    let mut out = HEAD.to_owned();
    for index in 0..rows {
        out.push_str(&Row::new(index).toml());
    }
    out + TAIL
}

/// A row, before it is written.
struct Row {
    index: usize,
    subject: &'static str,
    part: &'static str,
    problem: &'static Problem,
}

impl Row {
    fn new(index: usize) -> Self {
        let mixed = index * STEP % MOST_ROWS;
        let (rest, subject) = (mixed / SUBJECTS.len(), mixed % SUBJECTS.len());
        let (problem, part) = (rest / PARTS.len(), rest % PARTS.len());
        Self { index, subject: SUBJECTS[subject], part: PARTS[part], problem: &PROBLEMS[problem] }
    }

    /// Words and code, for example `file_key` of the file's key.
    fn thing(&self, between: &str) -> String {
        format!("{}{between}{}", self.subject, self.part).to_ascii_lowercase()
    }

    fn message(&self) -> String {
        format!("The {} {}", self.thing(" "), self.problem.words)
    }

    fn code(&self) -> String {
        format!("{}_{}", self.thing("_"), self.problem.name.to_ascii_lowercase())
    }

    /// Every fourth answer has no code, as those of the older endpoints.
    fn has_code(&self) -> bool {
        self.index % 4 != 3
    }

    fn toml(&self) -> String {
        let Self { index, subject, part, problem } = self;
        let Problem { name, words, status, remedy, retry, .. } = problem;
        let mut out = format!("\n[[error]]\nname = \"{subject}{part}{name}\"\nstatus = {status}\n");
        let (thing, code) = (self.thing(" "), self.thing("_"));
        let mut line = |text: String| writeln!(out, "{text}").expect("a String takes all text");
        line(format!("title = \"The `{code}` {words}\""));
        line(format!(
            "cause = \"The API looked at the {thing} of your request, number {index} of its [errors](https://docs.large.example/errors#{index}), and it {words}.\""
        ));
        line(format!(
            "solution = \"Read about [the {thing}](https://docs.large.example/guides/{code}), then change `{code}` or ask [support](https://help.large.example/).\""
        ));
        line(format!("remedy = \"{remedy}\"\nretry = \"{retry}\""));
        line(format!("match = [\n{}]", self.matchers()));
        line(format!("sample = {}", self.sample()));
        if index % 5 == 0 {
            line("since = \"2024-06\"".to_owned());
        }
        if index % 25 == 0 {
            line("retired = \"2026-01\"".to_owned());
        }
        out
    }

    fn matchers(&self) -> String {
        let (code, message) = (self.code(), self.message());
        let mut all = vec![format!("message = \"{message}\"")];
        if self.has_code() {
            all.push(format!("code = \"{code}\""));
        }
        match self.index % 4 {
            // No wait cures this one.
            1 => all.push(format!(
                "code = \"{code}\", message = \"{message} for good\", retry = \"never\", remedy = \"fix-request\""
            )),
            2 => all.push(format!("type = \"{code}_error\"")),
            3 => all.push(format!("message = \"Sorry, the {} {}\"", self.thing(" "), self.problem.words)),
            _ => {}
        }
        if self.problem.name == "Broken" {
            // The beginning of all messages about this thing.
            all.push(format!("message = \"The {} \"", self.thing(" ")));
        }
        all.iter().fold(String::new(), |list, keys| list + "    { " + keys + " },\n")
    }

    fn sample(&self) -> String {
        let Problem { kind, retry, .. } = self.problem;
        let code = if self.has_code() { format!("\"{}\"", self.code()) } else { "null".to_owned() };
        let hint = if *retry == "never" { "" } else { " Please try again in 2s." };
        let headers = if *retry == "never" { "" } else { "headers = { retry-after = \"2\" }, " };
        let (message, param) = (self.message(), self.thing("_"));
        format!(
            r#"{{ {headers}body = '''{{"error": {{"message": "{message}.{hint}", "type": "{kind}", "param": "{param}", "code": {code}}}}}''' }}"#
        )
    }
}
