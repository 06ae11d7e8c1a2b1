//! How a command can end.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use openai_error_policy_build::Diagnostics;

use crate::docs::Problem;

/// The end of a command that did its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Fine,
    /// There is something to look at: exit code 1.
    Finding,
}

/// Why a command could not do its work: exit code 2.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was asked for makes no sense; the text says what would.
    Usage(String),
    Read(PathBuf, io::Error),
    Write(PathBuf, io::Error),
    Table(Diagnostics),
    /// What a page would make of the table of that name has problems.
    Merge(String, Diagnostics),
    /// A docs page of that name without readable rows.
    Page(String, Vec<Problem>),
    Output(io::Error),
    Serve(io::Error),
}

impl Failure {
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        |error| Self::Read(path.to_owned(), error)
    }
}

impl Failure {
    /// The problems that there are with a table or a page, a line each; the text of the failure comes after them.
    pub(crate) fn problems(&self) -> Vec<String> {
        match self {
            Self::Table(problems) => problems.lines(),
            Self::Merge(name, problems) => {
                problems.clone().with_file(format!("{name} with the page's rows")).lines()
            }
            Self::Page(name, problems) => {
                problems.iter().map(|problem| format!("{name}:{problem}")).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(message) => f.write_str(message),
            Self::Read(path, error) => write!(f, "cannot read {}: {error}", path.display()),
            Self::Write(path, error) => write!(f, "cannot write {}: {error}", path.display()),
            Self::Table(problems) => write!(f, "the table has {} problem(s)", problems.iter().count()),
            Self::Merge(name, _) => write!(f, "{name} is left as it was"),
            Self::Page(_, problems) => write!(f, "the page has {} problem(s)", problems.len()),
            Self::Output(error) => write!(f, "cannot write to standard output: {error}"),
            Self::Serve(error) if error.kind() == io::ErrorKind::AddrInUse => {
                write!(f, "cannot serve: {error}; `--port 0` takes a free port")
            }
            Self::Serve(error) => write!(f, "cannot serve: {error}"),
        }
    }
}

/// Only writing to standard output uses `?` on an `io::Error` directly.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Output(error.into())
    }
}

pub(crate) type Result<T = Outcome> = std::result::Result<T, Failure>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_port_is_advised_only_where_this_one_is_taken() {
        for (kind, helps) in [(io::ErrorKind::AddrInUse, true), (io::ErrorKind::AddrNotAvailable, false)] {
            let said = Failure::Serve(kind.into()).to_string();
            assert!(said.starts_with("cannot serve: address "), "{said}");
            assert_eq!(said.contains("`--port 0` takes a free port"), helps, "{said}");
        }
    }
}
