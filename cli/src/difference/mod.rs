//! What a change of a table means for those who use it.

mod answers;
mod messages;
mod policies;
mod renamed;
mod rows;
mod treatment;

use openai_error_policy_build::Table;
use renamed::Renamed;

/// How users feel a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effect {
    /// Code stops compiling, or an answer is treated in another way.
    Breaking,
    /// There is more than before.
    Additive,
    /// Other words, or figures within the same treatment.
    Wording,
}

impl Effect {
    pub(crate) const ALL: [Self; 3] = [Self::Breaking, Self::Additive, Self::Wording];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Additive => "additive",
            Self::Wording => "wording",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) effect: Effect,
    /// Whether it waits for a semver-breaking release, as a new row does: it must be handled where all rows are.
    pub(crate) waits: bool,
    pub(crate) text: String,
}

impl Finding {
    fn new(effect: Effect, text: impl Into<String>) -> Self {
        Self { effect, waits: effect == Effect::Breaking, text: text.into() }
    }

    fn row_to_handle(text: impl Into<String>) -> Self {
        Self { waits: true, ..Self::new(Effect::Additive, text) }
    }
}

/// All changes from `old` to `new`, rows first.
pub(crate) fn between(old: &Table, new: &Table) -> Vec<Finding> {
    let renamed = Renamed::between(old, new);
    let mut findings = rows::changes(old, new, &renamed);
    findings.extend(answers::changes(old, new, &renamed));
    findings.extend(policies::changes(old, new));
    findings.extend(messages::changes(&old.messages, &new.messages));
    if old.page != new.page {
        findings.push(Finding::new(Effect::Wording, "the page's title, address, heading or widths"));
    }
    findings
}
