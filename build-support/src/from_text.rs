//! From text to a checked table: read, put on top of another one, check.

use crate::diagnostic::{Diagnostics, Problems};
use crate::table::Table;
use crate::{extend, parse, validate};

impl Table {
    /// Reads and checks a table: a text, or the bytes of a file.
    ///
    /// # Errors
    /// Every problem of the text, each with its place, in the order of their places; of bytes that are not UTF-8 only
    /// the place of the first of them.
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, Diagnostics> {
        Self::read(text.as_ref(), None)
    }

    /// Reads and checks a table on top of `base`: its rows are added, its policies replace those of the same name,
    /// its page, messages and unlisted answers come first. It may have as little as one row.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), of the two together.
    pub fn parse_over(text: impl AsRef<[u8]>, base: Self) -> Result<Self, Diagnostics> {
        Self::read(text.as_ref(), Some(base))
    }

    pub(crate) fn read(bytes: &[u8], base: Option<Self>) -> Result<Self, Diagnostics> {
        let mut problems = Problems::default();
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let at = error.valid_up_to();
                problems.push(at..at + 1, "not UTF-8; save the table as UTF-8 text");
                return Err(problems.into_diagnostics(&String::from_utf8_lossy(&bytes[..at])));
            }
        };
        let mut table = parse::table(text, base.is_none(), &mut problems);
        if let Some(base) = base {
            table = table.map(|own| extend::over(base, own));
        }
        if let Some(table) = &table {
            validate::table(table, &mut problems);
        }
        match table {
            Some(table) if problems.is_empty() => Ok(table),
            _ => Err(problems.into_diagnostics(text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = r#"
[page]
title = "Full"
embed = "https://full.example"
heading = "Code"
column_widths = ["120.5"]

[retry.never]
max_attempts = 1

[retry.slow]
max_attempts = 4
initial_delay = "500ms"
multiplier = 3
max_delay = "8s"
jitter_percent = 25
max_server_delay = "2m"
time_budget = "10m"
pacing = { hold = "15m", raise_percent = 50, raise_every = "20m" }

[[error]]
name = "HTTPBusy"
status = 503
title = "Busy"
cause = "Many."
solution = "Wait."
remedy = "wait"
retry = "slow"
match = [{ code = "Busy", message = "BUSY", type = "Busy", status = 429, retry = "never", remedy = "fix-request" }]
sample = { status = 429, headers = { retry-after = "1", age = "2" }, body = "{}" }
since = "2024-01"
retired = "2024-02"

[[error]]
name = "Idle"
status = 504
title = "Idle"
cause = "None."
solution = "Wait."
remedy = "wait"
retry = "slow"
match = [{ code = "idle" }]
sample = { body = "idle" }

[[unlisted]]
match = [{ code = "other" }]
status = [408, "500-599"]
remedy = "wait"
retry = "slow"
should_retry = "slow"

[[unlisted]]
retry = "never"
"#;

    #[test]
    fn every_key_arrives() {
        let table = Table::parse(FULL).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(table.page.embed.as_deref(), Some("https://full.example"));
        assert_eq!(
            (table.page.title.plain(), table.page.heading.plain()),
            ("Full".to_owned(), "Code".to_owned())
        );
        assert_eq!(table.page.column_widths, ["120.5"]);

        let row = &table.rows[0];
        assert_eq!((row.id.as_str(), row.status), ("http_busy", 503));
        let matcher = &row.matchers[0];
        let texts = [&matcher.code, &matcher.message, &matcher.error_type].map(Option::as_deref);
        assert_eq!((texts, matcher.status), ([Some("Busy"), Some("busy"), Some("Busy")], Some(429)));
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(row.sample.headers, [header("age", "2"), header("retry-after", "1")]);
        assert_eq!((row.sample.status, row.sample.body.as_str()), (429, "{}"));
        let bare = &table.rows[1].sample;
        assert_eq!((bare.status, bare.body.as_str(), bare.headers.len()), (504, "idle", 0));

        assert_eq!(table.unlisted[0].statuses, [(408, 408), (500, 599)]);
        assert!(!table.unlisted[0].is_rest() && table.unlisted[1].is_rest());

        let policy = table.policy("slow").expect("it is in the table");
        assert!(policy.retries() && !table.policy("never").expect("it is in the table").retries());
        assert_eq!((policy.max_attempts, policy.multiplier, policy.jitter_percent), (4, 3, 25));
        let pacing = policy.pacing.expect("it is in the table");
        assert_eq!(
            (pacing.hold.as_secs(), pacing.raise_percent, pacing.raise_every.as_secs()),
            (900, 50, 1_200)
        );
        assert!(table.policy("other").is_none());
    }
}
