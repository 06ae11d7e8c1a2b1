//! `429x2,slow_down,200`: which answers come in which order.

use std::collections::VecDeque;
use std::fmt;
use std::str::FromStr;

use openai_error_policy::ErrorKind;

/// The answers of a server, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    steps: VecDeque<Step>,
    endless: bool,
}

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The sample of a documented row.
    Row(ErrorKind),
    /// A status without a row, with an empty body.
    Status(u16),
    /// A fine answer.
    Ok,
}

impl Script {
    /// Every row of the table in turn, for ever.
    #[must_use]
    pub fn every_row() -> Self {
        Self { steps: ErrorKind::ALL.iter().copied().map(Step::Row).collect(), endless: true }
    }

    /// The next answer; a script that has ended answers fine for ever.
    pub(crate) fn next(&mut self) -> Step {
        let step = self.steps.pop_front().unwrap_or(Step::Ok);
        if self.endless {
            self.steps.push_back(step);
        }
        step
    }
}

/// A step of a script that is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError(String);

impl fmt::Display for ScriptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = ErrorKind::ALL.iter().map(|kind| kind.id()).collect();
        write!(
            f,
            "`{}` is no step of a script; expected a status (200 to 599) or a row's id, with an optional count \
             (`429x2`)\nids: {}",
            self.0,
            ids.join(", ")
        )
    }
}

impl std::error::Error for ScriptError {}

impl FromStr for Script {
    type Err = ScriptError;

    fn from_str(text: &str) -> Result<Self, ScriptError> {
        let mut steps = VecDeque::new();
        for word in text.split(',').map(str::trim) {
            let (name, count) = counted(word).ok_or_else(|| ScriptError(word.to_owned()))?;
            let step = step(name).ok_or_else(|| ScriptError(word.to_owned()))?;
            steps.extend(std::iter::repeat_n(step, count));
        }
        Ok(Self { steps, endless: false })
    }
}

/// `429x2` is 429, twice.
fn counted(word: &str) -> Option<(&str, usize)> {
    const MOST: usize = 10_000;
    match word.rsplit_once('x') {
        Some((name, count)) if !count.is_empty() && count.bytes().all(|b| b.is_ascii_digit()) => {
            Some((name, count.parse().ok().filter(|count| (1..=MOST).contains(count))?))
        }
        _ => Some((word, 1)),
    }
}

fn step(name: &str) -> Option<Step> {
    if let Ok(kind) = name.parse() {
        return Some(Step::Row(kind));
    }
    let status = name.parse().ok().filter(|status| (200..=599).contains(status))?;
    if (200..300).contains(&status) {
        return Some(Step::Ok);
    }
    let row = ErrorKind::ALL.iter().find(|kind| kind.status() == status);
    Some(row.map_or(Step::Status(status), |kind| Step::Row(*kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_by_status_id_and_count() {
        let mut script: Script = "429x2, slow_down,418,200".parse().unwrap();
        let steps: Vec<Step> = (0..6).map(|_| script.next()).collect();
        assert_eq!(
            steps,
            [
                Step::Row(ErrorKind::RateLimitReached),
                Step::Row(ErrorKind::RateLimitReached),
                Step::Row(ErrorKind::SlowDown),
                Step::Status(418),
                Step::Ok,
                Step::Ok,
            ]
        );
    }

    #[test]
    fn what_is_no_step_is_named() {
        for text in ["", "429x0", "429x", "slow", "99", "429,,200", "429x99999999999999999999"] {
            let error = text.parse::<Script>().unwrap_err().to_string();
            assert!(error.contains("is no step of a script"), "{text}: {error}");
        }
    }

    #[test]
    fn without_a_script_the_rows_come_in_turn() {
        let mut script = Script::every_row();
        for kind in ErrorKind::ALL.iter().chain(ErrorKind::ALL) {
            assert_eq!(script.next(), Step::Row(*kind));
        }
    }
}
