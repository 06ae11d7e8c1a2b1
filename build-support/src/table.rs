//! The checked model of a table. A [`Table`] exists only when the whole file is right.

use std::ops::Range;
use std::time::Duration;

use crate::message;
use crate::text::Text;

/// The official table's text, byte for byte the `error-table.toml` of this release.
pub const OFFICIAL_TABLE: &str = include_str!("../error-table.toml");

/// A value and its place in the table's text.
#[derive(Debug, Clone, Default)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the text; empty in a table that another one extends.
    pub span: Range<usize>,
}

/// The place of what is not in the text itself but in the table that it extends.
pub(crate) const OF_BASE: Range<usize> = 0..0;

pub(crate) fn is_of_base(span: &Range<usize>) -> bool {
    span.is_empty()
}

/// A table in which everything has been checked.
#[derive(Debug)]
#[non_exhaustive]
pub struct Table {
    /// What the docs page needs beside its rows.
    pub page: Page,
    /// How messages are read.
    pub messages: Messages,
    /// The policies, in the order of the file.
    pub policies: Vec<Policy>,
    /// The documented errors, in the order of the page.
    pub rows: Vec<ErrorRow>,
    /// What happens to every other answer, in the order of the file; the last one covers the rest.
    pub unlisted: Vec<Unlisted>,
}

/// `[page]`.
#[derive(Debug, PartialEq, Default)]
#[non_exhaustive]
pub struct Page {
    /// Heading of the page.
    pub title: Text,
    /// Address of the official page.
    pub embed: Option<String>,
    /// Head of the first column.
    pub heading: Text,
    /// Widths of the first columns, as the page writes them.
    pub column_widths: Vec<String>,
}

/// `[messages]`.
#[derive(Debug, PartialEq, Default)]
#[non_exhaustive]
pub struct Messages {
    /// Words after which a message states a delay.
    pub delay_phrases: Vec<String>,
    /// Messages that repeat what the caller sent as a secret.
    pub echoes: Vec<Echo>,
}

/// A message that repeats a secret.
#[derive(Debug, PartialEq)]
#[non_exhaustive]
pub struct Echo {
    /// The text before the secret, anywhere in the message.
    pub after: String,
    /// The text after the secret.
    pub until: String,
}

/// `[retry.NAME]`.
#[derive(Debug)]
#[non_exhaustive]
pub struct Policy {
    /// In `snake_case`.
    pub name: Spanned<String>,
    /// Calls, the first included; 1 is never retried.
    pub max_attempts: u32,
    /// First wait.
    pub initial_delay: Duration,
    /// Growth from one wait to the next.
    pub multiplier: u32,
    /// Longest wait of our own choosing.
    pub max_delay: Duration,
    /// Random addition to a wait, in percent of it.
    pub jitter_percent: u32,
    /// Longest wait a server may ask for.
    pub max_server_delay: Duration,
    /// Longest time from the first call to the end of the last wait.
    pub time_budget: Duration,
    /// How to come back to speed.
    pub pacing: Option<Pacing>,
}

impl Policy {
    /// Whether the policy ever allows a second call.
    pub fn retries(&self) -> bool {
        self.max_attempts > 1
    }
}

/// How to come back to speed after a slow-down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pacing {
    /// How long the earlier rate is held.
    pub hold: Duration,
    /// The most the rate may rise per [`raise_every`](Self::raise_every), in percent.
    pub raise_percent: u32,
    /// The time between two rises.
    pub raise_every: Duration,
}

/// `[[error]]`: a documented error.
#[derive(Debug)]
#[non_exhaustive]
pub struct ErrorRow {
    /// The Rust variant.
    pub name: Spanned<String>,
    /// The name in `snake_case`.
    pub id: String,
    /// HTTP status on the page.
    pub status: u16,
    /// What the error is called; words and code spans.
    pub title: Text,
    /// Why it happens.
    pub cause: Text,
    /// What to do.
    pub solution: Text,
    /// Who must act.
    pub remedy: Spanned<Remedy>,
    /// Name of its policy.
    pub retry: Spanned<String>,
    /// What recognises it.
    pub matchers: Vec<Matcher>,
    /// An answer the API sends.
    pub sample: Sample,
    /// Month (`YYYY-MM`) in which the page began to list it.
    pub since: Option<Spanned<String>>,
    /// Month in which the page ceased to list it.
    pub retired: Option<Spanned<String>>,
}

impl ErrorRow {
    /// Whether the page of `edition` (`YYYY-MM`) lists the row; without one, whether the page of today does.
    pub fn is_listed(&self, edition: Option<&str>) -> bool {
        match edition {
            None => self.retired.is_none(),
            Some(edition) => {
                self.since.as_ref().is_none_or(|since| since.value.as_str() <= edition)
                    && self.retired.as_ref().is_none_or(|retired| retired.value.as_str() > edition)
            }
        }
    }
}

/// An answer the API sends for a row.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Sample {
    /// HTTP status, the row's when not said.
    pub status: u16,
    /// Header names and values, sorted by name.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

/// One way to recognise an answer: all keys that are given must hold.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Matcher {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// `error.code`, equal.
    pub code: Option<String>,
    /// A beginning of the decoded message, in ASCII lower case.
    pub message: Option<String>,
    /// `error.type`, equal.
    pub error_type: Option<String>,
    /// HTTP status, equal.
    pub status: Option<u16>,
    /// A policy of its own.
    pub retry: Option<Spanned<String>>,
    /// A remedy of its own.
    pub remedy: Option<Spanned<Remedy>>,
}

impl Matcher {
    /// The longest message a matcher may have, in bytes. It is compared as a beginning: a long one no longer fits as
    /// soon as the server changes a word of it.
    pub const LONGEST_MESSAGE: usize = 96;

    /// How much the matcher's keys weigh: code 8, message 4, type 2, status 1.
    pub fn weight(&self) -> u32 {
        u32::from(self.code.is_some()) * 8
            + u32::from(self.message.is_some()) * 4
            + u32::from(self.error_type.is_some()) * 2
            + u32::from(self.status.is_some())
    }

    /// The part of an answer's message that matchers are compared with: what follows white space, a status, the names
    /// of exceptions and the like (`openai error: `, `insufficient_quota: `), which the runtime leaves out.
    pub fn compared(message: &str) -> &str {
        message::compared(message)
    }
}

/// `[[unlisted]]`: answers that the page does not document.
#[derive(Debug)]
#[non_exhaustive]
pub struct Unlisted {
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// What recognises it, weighed together with the rows' matchers.
    pub matchers: Vec<Matcher>,
    /// The statuses it covers when no matcher fits, as inclusive ranges.
    pub statuses: Vec<(u16, u16)>,
    /// Who must act, when that is known.
    pub remedy: Option<Spanned<Remedy>>,
    /// Name of its policy.
    pub retry: Spanned<String>,
    /// Name of its policy when the server asks for a retry.
    pub should_retry: Option<Spanned<String>>,
}

impl Unlisted {
    /// Whether it covers all that nothing else does.
    pub fn is_rest(&self) -> bool {
        self.matchers.is_empty() && self.statuses.is_empty()
    }
}

/// Who must act on an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "each variant is its name in the table, explained in the table's header")]
pub enum Remedy {
    #[default]
    Wait,
    SlowDown,
    FixCredentials,
    FixBilling,
    FixRequest,
    LeaveRegion,
    ContactSupport,
}

impl Remedy {
    /// All remedies with their names in the table.
    pub const ALL: [(Self, &'static str); 7] = [
        (Self::Wait, "wait"),
        (Self::SlowDown, "slow-down"),
        (Self::FixCredentials, "fix-credentials"),
        (Self::FixBilling, "fix-billing"),
        (Self::FixRequest, "fix-request"),
        (Self::LeaveRegion, "leave-region"),
        (Self::ContactSupport, "contact-support"),
    ];

    /// The name in the table.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Whether somebody must act before another call can succeed.
    pub fn is_action(self) -> bool {
        !matches!(self, Self::Wait | Self::SlowDown)
    }
}

impl Table {
    /// The policy of that name.
    pub fn policy(&self, name: &str) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.name.value == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_outweighs_all_lighter_ones_together() {
        for weight in 0..16 {
            let text = |bit: u32| (weight & bit > 0).then(String::new);
            let status = (weight & 1 > 0).then_some(500);
            let matcher = Matcher {
                code: text(8),
                message: text(4),
                error_type: text(2),
                status,
                ..Matcher::default()
            };
            assert_eq!(matcher.weight(), weight);
        }
    }

    #[test]
    fn remedies_have_the_names_of_the_list() {
        for (remedy, name) in Remedy::ALL {
            assert_eq!(remedy.name(), name);
            assert_eq!(remedy.is_action(), !["wait", "slow-down"].contains(&name));
        }
    }
}
