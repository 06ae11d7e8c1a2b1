//! A documented error and what it says.

use core::fmt;

use crate::retry_policy::RetryPolicy;

/// A documented error: one row of a table.
///
/// Rows are made by the build step from `error-table.toml`; you get them from an [`ErrorKind`](crate::ErrorKind), an
/// [`ApiError`](crate::ApiError) or any [`OpenAiErrorPolicy`](crate::OpenAiErrorPolicy).
#[derive(Debug)]
#[allow(clippy::manual_non_exhaustive, reason = "generated code in other crates must be able to build a Row")]
pub struct Row {
    /// Position in its table, from 0.
    #[doc(hidden)]
    pub index: u16,
    /// The stable id in `snake_case`, for logs, metrics and JSON.
    pub id: &'static str,
    /// The name of its variant.
    pub name: &'static str,
    /// The HTTP status on the docs page. A real answer may have another one.
    pub status: u16,
    /// What the error is called, without markup.
    pub title: &'static str,
    /// Why it happens, without markup.
    pub cause: &'static str,
    /// What to do, without markup.
    pub solution: &'static str,
    /// What to do, as Markdown with links.
    pub solution_markdown: &'static str,
    /// The links of cause and solution, in that order.
    pub links: &'static [Link],
    /// Who must act.
    pub remedy: Remedy,
    /// Its retry policy; a matcher may give an answer another one.
    pub retry: &'static RetryPolicy,
    /// Month (`YYYY-MM`) in which the docs page began to list it, where that is known.
    pub since: Option<&'static str>,
    /// Month (`YYYY-MM`) in which the docs page ceased to list it; the API may still send it.
    pub retired: Option<&'static str>,
}

impl PartialEq for Row {
    /// Two rows are equal when they are the same row of the same table.
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
    }
}

impl Eq for Row {}

/// A link in the texts of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// What it is called.
    pub text: &'static str,
    /// An `https` address.
    pub url: &'static str,
}

/// Who must act on an error, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Remedy {
    /// Nobody: it passes.
    Wait,
    /// The program: send fewer requests for a while.
    SlowDown,
    /// Whoever holds the key, the organization or the allowlist.
    FixCredentials,
    /// Whoever pays.
    FixBilling,
    /// The program: the request can never succeed as it is.
    FixRequest,
    /// Whoever runs the program: it runs in the wrong place.
    LeaveRegion,
    /// The account's owner: only the provider can help.
    ContactSupport,
}

impl Remedy {
    /// Whether somebody must act before another call can succeed.
    pub const fn is_action(self) -> bool {
        !matches!(self, Self::Wait | Self::SlowDown)
    }

    /// The name in the table, for logs and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::SlowDown => "slow-down",
            Self::FixCredentials => "fix-credentials",
            Self::FixBilling => "fix-billing",
            Self::FixRequest => "fix-request",
            Self::LeaveRegion => "leave-region",
            Self::ContactSupport => "contact-support",
        }
    }

    /// What is to be done, as the end of a sentence.
    pub(crate) const fn advice(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::SlowDown => "send fewer requests",
            Self::FixCredentials => "check the credentials",
            Self::FixBilling => "check credits, plan and spend limits",
            Self::FixRequest => "change the request",
            Self::LeaveRegion => "call from a supported region",
            Self::ContactSupport => "contact support",
        }
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Displays cause, solution and links of a row, a line each; of an answer that asks for another action than its row,
/// that action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Help(Advice);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Advice {
    Row(&'static Row),
    Action(Remedy),
}

impl fmt::Display for Help {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let row = match self.0 {
            Advice::Row(row) => row,
            Advice::Action(remedy) => return write!(f, "solution: {}", remedy.advice()),
        };
        write!(f, "cause: {}\nsolution: {}", row.cause, row.solution)?;
        for link in row.links {
            write!(f, "\nlink: {}", link.url)?;
        }
        Ok(())
    }
}

impl Help {
    /// Help with an answer of this row: its texts, or the action where the answer asks for another one.
    pub(crate) fn new(row: &'static Row, remedy: Option<Remedy>) -> Self {
        match remedy {
            Some(action) if action.is_action() && action != row.remedy => Self(Advice::Action(action)),
            _ => row.help(),
        }
    }

    /// The row, where its texts help.
    pub(crate) const fn row(self) -> Option<&'static Row> {
        match self.0 {
            Advice::Row(row) => Some(row),
            Advice::Action(_) => None,
        }
    }
}

impl Row {
    /// Cause, solution and links as text for a person.
    pub const fn help(&'static self) -> Help {
        Help(Advice::Row(self))
    }

    /// The title; with `{:#}` also cause, solution and links.
    #[doc(hidden)]
    pub fn display(&'static self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() { write!(f, "{}\n{}", self.title, self.help()) } else { f.pad(self.title) }
    }
}
