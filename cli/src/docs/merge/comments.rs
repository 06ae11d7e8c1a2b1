//! The comments at a key of a table, when the key goes.

use toml_edit::{Decor, Item, Key, RawString, Table};

/// Removes a key. Returns the comments above and after it.
pub(crate) fn remove_key(table: &mut Table, key: &str) -> Vec<String> {
    let removed = table.remove_entry(key);
    removed.map(|(key, item)| comments_at(&key, &item)).unwrap_or_default()
}

/// As [`remove_key`], with the comments kept: below the key above, else above the next one.
pub(crate) fn remove_key_alone(table: &mut Table, key: &str) {
    let keys: Vec<String> = table.iter().map(|(key, _)| key.to_owned()).collect();
    let Some(at) = keys.iter().position(|other| other == key) else { return };
    let comments = remove_key(table, key);
    if comments.is_empty() {
        return;
    }
    let above = keys[..at].iter().rfind(|key| table.get(key).is_some_and(Item::is_value));
    if let Some(value) = above.and_then(|key| table.get_mut(key)).and_then(Item::as_value_mut) {
        let after = text(value.decor().suffix());
        value.decor_mut().set_suffix(format!("{after}\n{}", comments.join("\n")));
    } else if let Some(mut next) = keys.get(at + 1).and_then(|key| table.key_mut(key)) {
        let above = text(next.leaf_decor().prefix());
        next.leaf_decor_mut().set_prefix(format!("{above}{}\n", comments.join("\n")));
    }
}

/// The comments of a table of its own: at its head and at its keys.
pub(crate) fn comments_of(table: &Table) -> Vec<String> {
    let keys = table.iter().filter_map(|(key, _)| table.get_key_value(key));
    lines(table.decor()).into_iter().chain(keys.flat_map(|(key, item)| comments_at(key, item))).collect()
}

fn comments_at(key: &Key, item: &Item) -> Vec<String> {
    let after = item.as_value().map(|value| lines(value.decor())).unwrap_or_default();
    lines(key.leaf_decor()).into_iter().chain(after).collect()
}

fn lines(decor: &Decor) -> Vec<String> {
    let all = [decor.prefix(), decor.suffix()].map(text).join("\n");
    all.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn text(raw: Option<&RawString>) -> String {
    raw.and_then(RawString::as_str).unwrap_or_default().to_owned()
}
