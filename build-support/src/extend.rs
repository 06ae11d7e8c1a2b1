//! A table that extends another one.

use crate::table::{ErrorRow, Matcher, OF_BASE, Table, Unlisted};

/// The rows of `base`, then those of `own`. Policies of `own` replace those of the same name; its page, messages and
/// unlisted answers count before those of `base`.
pub(crate) fn over(mut base: Table, mut own: Table) -> Table {
    forget_places(&mut base);
    for policy in own.policies {
        match base.policies.iter_mut().find(|old| old.name.value == policy.name.value) {
            Some(old) => *old = policy,
            None => base.policies.push(policy),
        }
    }
    base.rows.append(&mut own.rows);
    if own.page != crate::Page::default() {
        base.page = own.page;
    }
    let mut messages = own.messages;
    messages.delay_phrases.append(&mut base.messages.delay_phrases);
    messages.echoes.append(&mut base.messages.echoes);
    base.messages = messages;
    base.unlisted = join_unlisted(base.unlisted, own.unlisted);
    base
}

/// The entry that covers the rest comes last, and there is only one.
fn join_unlisted(base: Vec<Unlisted>, own: Vec<Unlisted>) -> Vec<Unlisted> {
    let own_has_rest = own.iter().any(Unlisted::is_rest);
    let mut joined = Vec::new();
    let mut rest = Vec::new();
    for entry in own {
        if entry.is_rest() { rest.push(entry) } else { joined.push(entry) }
    }
    for entry in base {
        if !entry.is_rest() {
            joined.push(entry);
        } else if !own_has_rest {
            rest.push(entry);
        }
    }
    joined.append(&mut rest);
    joined
}

/// Places of the base mean nothing in the text that extends it.
fn forget_places(base: &mut Table) {
    for policy in &mut base.policies {
        policy.name.span = OF_BASE;
    }
    for ErrorRow { name, remedy, retry, matchers, .. } in &mut base.rows {
        name.span = OF_BASE;
        remedy.span = OF_BASE;
        retry.span = OF_BASE;
        forget_matchers(matchers);
    }
    for Unlisted { span, matchers, retry, .. } in &mut base.unlisted {
        *span = OF_BASE;
        retry.span = OF_BASE;
        forget_matchers(matchers);
    }
}

fn forget_matchers(matchers: &mut [Matcher]) {
    for matcher in matchers {
        matcher.span = OF_BASE;
        if let Some(retry) = &mut matcher.retry {
            retry.span = OF_BASE;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = r#"
[page]
title = "Base"
heading = "Code"

[messages]
delay_phrases = ["try again in"]
echoes = [{ after = "Bad key", until = "." }]

[retry.never]
max_attempts = 1

[retry.backoff]
max_attempts = 3
initial_delay = "1s"
max_delay = "8s"
max_server_delay = "2m"
time_budget = "10m"

[[error]]
name = "Busy"
status = 503
title = "Busy"
cause = "Many."
solution = "Wait."
remedy = "wait"
retry = "backoff"
match = [{ code = "busy" }]
sample = { body = "{}" }

[[unlisted]]
status = [500]
retry = "never"

[[unlisted]]
retry = "never"
"#;

    fn on_top(own: &str) -> Table {
        let base = Table::parse(BASE).unwrap();
        Table::parse_over(own, base).unwrap_or_else(|problems| panic!("{own}: {problems}"))
    }

    #[test]
    fn a_page_of_its_own_takes_the_place_of_the_base() {
        for (own, title) in [("", "Base"), ("[page]\ntitle = \"Own\"\nheading = \"Code\"", "Own")] {
            assert_eq!(on_top(own).page.title.plain(), title);
        }
    }

    #[test]
    fn policies_of_the_same_name_are_replaced_in_their_place() {
        let backoff = BASE.split("\n\n").find(|part| part.starts_with("[retry.backoff]")).unwrap();
        let slow = backoff.replace("backoff", "slow") + "\n[[unlisted]]\nretry = \"slow\"";
        let policies = |own: &str| {
            let name_and_calls = |policy: &crate::Policy| (policy.name.value.clone(), policy.max_attempts);
            on_top(own).policies.iter().map(name_and_calls).collect::<Vec<_>>()
        };
        let [never, backoff_of_base] = [("never".to_owned(), 1), ("backoff".to_owned(), 3)];
        assert_eq!(policies(""), [never.clone(), backoff_of_base.clone()]);
        assert_eq!(policies(&slow), [never.clone(), backoff_of_base, ("slow".to_owned(), 3)]);
        assert_eq!(policies(&backoff.replace('3', "5")), [never, ("backoff".to_owned(), 5)]);
    }

    #[test]
    fn own_messages_come_first() {
        let messages =
            on_top("[messages]\ndelay_phrases = [\"in\"]\nechoes = [{ after = \"A\", until = \"B\" }]")
                .messages;
        assert_eq!(messages.delay_phrases, ["in", "try again in"]);
        assert_eq!(
            messages.echoes.iter().map(|echo| echo.after.as_str()).collect::<Vec<_>>(),
            ["a", "bad key"]
        );
    }

    #[test]
    fn unlisted_entries_come_first_and_the_rest_is_covered_once() {
        let status = "[[unlisted]]\nstatus = [502]\nretry = \"backoff\"\n";
        let rest = "[[unlisted]]\nretry = \"backoff\"\n";
        for (own, expected) in [
            ("".to_owned(), vec![(Some(500), "never"), (None, "never")]),
            (status.to_owned(), vec![(Some(502), "backoff"), (Some(500), "never"), (None, "never")]),
            (rest.to_owned(), vec![(Some(500), "never"), (None, "backoff")]),
            (
                format!("{status}{rest}"),
                vec![(Some(502), "backoff"), (Some(500), "never"), (None, "backoff")],
            ),
        ] {
            let table = on_top(&own);
            let of =
                |entry: &Unlisted| (entry.statuses.first().map(|range| range.0), entry.retry.value.clone());
            let entries: Vec<_> = table.unlisted.iter().map(of).collect();
            let expected: Vec<_> =
                expected.into_iter().map(|(status, retry)| (status, retry.to_owned())).collect();
            assert_eq!(entries, expected, "{own}");
        }
    }
}
