//! A table on top of another one.

use crate::table::{ErrorRow, Matcher, Table, Unlisted};

/// The rows of `base`, then those of `own`. Policies of `own` replace those of the same name; its page, messages and
/// unlisted answers count before those of `base`.
pub(crate) fn over(mut base: Table, own: Table) -> Table {
    forget_places(&mut base);
    for policy in own.policies {
        match base.policies.iter().position(|old| old.name.value == policy.name.value) {
            Some(old) => base.policies[old] = policy,
            None => base.policies.push(policy),
        }
    }
    base.rows.extend(own.rows);
    if own.page != crate::Page::default() {
        base.page = own.page;
    }
    base.messages.delay_phrases.extend(own.messages.delay_phrases);
    base.messages.echoes.extend(own.messages.echoes);
    base.unlisted = join_unlisted(base.unlisted, own.unlisted);
    base
}

/// What covers the rest stands last, and there is one of it.
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
    joined.extend(rest);
    joined
}

/// Places of the base mean nothing in the text on top of it: an empty one stands for them.
fn forget_places(base: &mut Table) {
    for policy in &mut base.policies {
        policy.name.span = 0..0;
    }
    for ErrorRow { name, remedy, retry, matchers, .. } in &mut base.rows {
        name.span = 0..0;
        remedy.span = 0..0;
        retry.span = 0..0;
        forget_matchers(matchers);
    }
    for Unlisted { span, matchers, retry, .. } in &mut base.unlisted {
        *span = 0..0;
        retry.span = 0..0;
        forget_matchers(matchers);
    }
}

fn forget_matchers(matchers: &mut [Matcher]) {
    for matcher in matchers {
        matcher.span = 0..0;
        if let Some(retry) = &mut matcher.retry {
            retry.span = 0..0;
        }
    }
}
