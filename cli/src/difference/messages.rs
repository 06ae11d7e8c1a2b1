//! Messages: the delays that are read out of them, and the secrets that are not shown.

use openai_error_policy_build::Messages;

use super::{Effect, Finding};

pub(super) fn changes(old: &Messages, new: &Messages) -> Vec<Finding> {
    let (before, after) = (facts(old), facts(new));
    let gone = before.iter().filter(|fact| !after.contains(fact));
    let gone = gone.map(|(what, verb)| (Effect::Breaking, format!("{what} are no longer {verb}")));
    let added = after.iter().filter(|fact| !before.contains(fact));
    let added = added.map(|(what, verb)| (Effect::Additive, format!("{what} are {verb}")));
    let findings: Vec<_> = gone.chain(added).map(|(effect, text)| Finding::new(effect, text)).collect();
    if findings.is_empty() && old != new {
        return vec![Finding::new(Effect::Wording, "the order in which messages are searched")];
    }
    findings
}

/// What is done with messages, and the verb for it.
fn facts(messages: &Messages) -> Vec<(String, &'static str)> {
    let phrases = messages.delay_phrases.iter();
    let delays = phrases.map(|phrase| (format!("delays after \"{phrase}\" in a message"), "read"));
    let echoes = messages.echoes.iter();
    let secrets = echoes.map(|echo| {
        (format!("secrets between \"{}\" and \"{}\" in a message", echo.after, echo.until), "hidden")
    });
    delays.chain(secrets).collect()
}
