//! Matchers in the text of a table: one more, one less, the comments around them kept.

use toml_edit::{Array, Item, Table, Value};

/// Adds a matcher, as TOML, behind those of a row.
pub(crate) fn add_matcher(row: &mut Table, matcher: &str) {
    let Some(array) = matchers(row) else { return };
    let Ok(mut value) = matcher.parse::<Value>() else { return };
    let mut trailing = raw(array.trailing().as_str());
    let mut indent = String::new();
    if let Some(last) = array.len().checked_sub(1).and_then(|last| array.get_mut(last)) {
        indent = own_lines(&prefix(last)).1;
        // Without a comma behind it, the last element holds what stands before the bracket.
        trailing.insert_str(0, &suffix(last));
        last.decor_mut().set_suffix("");
    }
    let indent: String = indent.chars().rev().take_while(|c| matches!(c, ' ' | '\t')).collect();
    // A comment behind the last element stands before the bracket.
    let (behind, before_bracket) = own_lines(&trailing);
    let is_long = trailing.contains('\n');
    let lead = if is_long { format!("{behind}\n{indent}") } else { " ".to_owned() };
    value.decor_mut().set_prefix(lead);
    array.push_formatted(value);
    if is_long {
        array.set_trailing(format!("\n{before_bracket}"));
    }
}

/// Takes the matcher that consists of `code` alone from a row or an entry. Returns the comment that stood at it, as
/// indented lines; `None` when there is no such matcher.
pub(crate) fn take_matcher(entry: &mut Table, code: &str) -> Option<String> {
    let is_it = |value: &Value| {
        value.as_inline_table().is_some_and(|keys| {
            keys.get("code").and_then(Value::as_str) == Some(code)
                && !["message", "type", "status"].iter().any(|key| keys.contains_key(key))
        })
    };
    let array = matchers(entry)?;
    let index = array.iter().position(is_it)?;
    let comment = remove(array, index);
    // An entry for statuses alone has no list of matchers.
    if array.is_empty() && !entry.contains_key("name") && entry.contains_key("status") {
        entry.remove("match");
    }
    Some(comment)
}

fn matchers(entry: &mut Table) -> Option<&mut Array> {
    entry.get_mut("match").and_then(Item::as_array_mut)
}

/// Removes an element with its comment, which it returns.
fn remove(array: &mut Array, index: usize) -> String {
    let removed = array.remove(index);
    let next = array.get(index).map_or_else(|| suffix(&removed) + &raw(array.trailing().as_str()), prefix);
    let (joined, comments) = if prefix(&removed).contains('\n') {
        let (above, own) = own_lines(&prefix(&removed));
        let (behind, next_own) = own_lines(&next);
        let comments = own.lines().chain([behind.as_str()]).map(str::trim).filter(|line| !line.is_empty());
        let comments = comments.map(|comment| format!("    {comment}\n")).collect();
        (format!("{above}\n{next_own}"), comments)
    } else {
        (next, String::new())
    };
    match array.get_mut(index) {
        Some(value) => value.decor_mut().set_prefix(joined),
        None => array.set_trailing(joined),
    }
    comments
}

pub(crate) fn raw(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn prefix(value: &Value) -> String {
    raw(value.decor().prefix().and_then(|prefix| prefix.as_str()))
}

fn suffix(value: &Value) -> String {
    raw(value.decor().suffix().and_then(|suffix| suffix.as_str()))
}

/// What stands before an array's element: the rest of the line above, which belongs to the element above, and the lines
/// that are its own.
fn own_lines(prefix: &str) -> (String, String) {
    match prefix.split_once('\n') {
        Some((above, own)) => (above.to_owned(), own.to_owned()),
        None => (String::new(), prefix.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use toml_edit::DocumentMut;

    use super::{add_matcher, take_matcher};

    /// The text of a row's `match` after a change, and what the change returned.
    fn changed<T>(list: &str, change: impl Fn(&mut toml_edit::Table) -> T) -> (String, T) {
        let mut document: DocumentMut = format!("match = {list}\n").parse().unwrap();
        let returned = change(document.as_table_mut());
        (document.to_string().trim_end().replacen("match = ", "", 1), returned)
    }

    #[test]
    fn a_matcher_comes_last_and_comments_stay() {
        for (before, after) in [
            ("[]", "[ { code = \"n\" }]"),
            ("[{ code = \"a\" }]", "[{ code = \"a\" }, { code = \"n\" }]"),
            ("[\n  { code = \"a\" }, # a\n]", "[\n  { code = \"a\" }, # a\n  { code = \"n\" },\n]"),
            ("[\n  { code = \"a\" } # a\n]", "[\n  { code = \"a\" }, # a\n  { code = \"n\" }\n]"),
            (
                "[\n  # a\n  { code = \"a\" },\n  # end\n]",
                "[\n  # a\n  { code = \"a\" },\n  { code = \"n\" },\n  # end\n]",
            ),
        ] {
            assert_eq!(changed(before, |row| add_matcher(row, "{ code = \"n\" }")).0, after);
        }
    }

    #[test]
    fn a_matcher_takes_its_own_comments_along() {
        for (before, after, comment) in [
            ("[{ code = \"n\" }]", "[]", ""),
            (
                "[{ code = \"a\" }, { code = \"n\" }, { code = \"b\" }]",
                "[{ code = \"a\" }, { code = \"b\" }]",
                "",
            ),
            (
                "[\n  { code = \"a\" }, # a\n  # n\n  { code = \"n\" }, # n too\n  { code = \"b\" },\n]",
                "[\n  { code = \"a\" }, # a\n  { code = \"b\" },\n]",
                "    # n\n    # n too\n",
            ),
            ("[\n  { code = \"a\" }, # a\n  { code = \"n\" }\n]", "[\n  { code = \"a\" } # a\n]", ""),
            ("[\n  { code = \"a\" }, # a\n  { code = \"n\" }]", "[\n  { code = \"a\" } # a\n]", ""),
        ] {
            let (text, found) = changed(before, |row| take_matcher(row, "n"));
            assert_eq!((text.as_str(), found.as_deref()), (after, Some(comment)));
        }
        let list = "[{ code = \"n\", status = 400 }, { message = \"n\" }]";
        assert_eq!(changed(list, |row| take_matcher(row, "n")), (list.to_owned(), None));
    }
}
