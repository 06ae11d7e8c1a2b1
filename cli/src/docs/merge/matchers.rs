//! Matchers in the text of a table: one more, one less, the comments around them kept.

use toml_edit::{Array, ArrayOfTables, Item, Table, TableLike, Value};

use super::comments::{comments_of, remove_key};

/// Adds a matcher, as TOML, after those of a row.
pub(crate) fn add_matcher(row: &mut Table, matcher: &str) {
    let Ok(value) = matcher.parse::<Value>() else { return };
    match (row.get_mut("match"), value) {
        (Some(Item::Value(Value::Array(array))), value) => add_to_array(array, value),
        (Some(Item::ArrayOfTables(tables)), Value::InlineTable(keys)) => {
            let mut table = Table::new();
            for (key, value) in keys {
                table.insert(&key, toml_edit::value(value.decorated(" ", "")));
            }
            table.decor_mut().set_prefix("\n");
            tables.push(table);
        }
        _ => {}
    }
}

fn add_to_array(array: &mut Array, mut value: Value) {
    let mut trailing = raw(array.trailing().as_str());
    let mut indent = String::new();
    if let Some(last) = array.len().checked_sub(1).and_then(|last| array.get_mut(last)) {
        indent = own_lines(&prefix(last)).1;
        // Without a comma after it, the last element holds what is before the bracket.
        trailing.insert_str(0, &suffix(last));
        last.decor_mut().set_suffix("");
    }
    let indent: String = indent.chars().rev().take_while(|c| matches!(c, ' ' | '\t')).collect();
    // A comment after the last element is before the bracket.
    let (after_last, before_bracket) = own_lines(&trailing);
    let is_long = trailing.contains('\n');
    let lead = if is_long { format!("{after_last}\n{indent}") } else { " ".to_owned() };
    value.decor_mut().set_prefix(lead);
    array.push_formatted(value);
    if is_long {
        array.set_trailing(format!("\n{before_bracket}"));
    }
}

/// Takes the matcher that consists of `code` alone from a row or an entry, unless it is the only thing by
/// which that is recognised. Returns the comment at it, as indented lines; `None` when nothing was
/// taken.
pub(crate) fn take_matcher(entry: &mut Table, code: &str) -> Option<String> {
    // An entry for statuses alone has no list of matchers.
    let can_be_none = !entry.contains_key("name") && entry.contains_key("status");
    let item = entry.get_mut("match")?;
    let index = position(item, code)?;
    let is_last =
        item.as_array().map(Array::len).or(item.as_array_of_tables().map(ArrayOfTables::len)) == Some(1);
    if is_last {
        return can_be_none.then(|| remove_key(entry, "match")).map(|removed| as_lines(&removed));
    }
    match item {
        Item::Value(Value::Array(array)) => Some(remove(array, index)),
        Item::ArrayOfTables(tables) => {
            let removed = tables.remove(index);
            Some(as_lines(&comments_of(&removed)))
        }
        _ => None,
    }
}

/// The index of the matcher that consists of `code` alone.
fn position(item: &Item, code: &str) -> Option<usize> {
    let is_it = |keys: &dyn TableLike| {
        keys.get("code").and_then(Item::as_str) == Some(code)
            && !["message", "type", "status"].iter().any(|key| keys.contains_key(key))
    };
    match item {
        Item::Value(Value::Array(array)) => {
            array.iter().position(|value| value.as_inline_table().is_some_and(|keys| is_it(keys)))
        }
        Item::ArrayOfTables(tables) => tables.iter().position(|keys| is_it(keys)),
        _ => None,
    }
}

fn as_lines(comments: &[String]) -> String {
    comments.iter().map(|comment| format!("    {comment}\n")).collect()
}

/// Removes an element with its comment, which it returns.
fn remove(array: &mut Array, index: usize) -> String {
    let removed = array.remove(index);
    let next = array.get(index).map_or_else(|| suffix(&removed) + &raw(array.trailing().as_str()), prefix);
    let (joined, comments) = if prefix(&removed).contains('\n') {
        let (above, own) = own_lines(&prefix(&removed));
        let (after, next_own) = own_lines(&next);
        let comments = own.lines().chain([after.as_str()]).map(str::trim).filter(|line| !line.is_empty());
        let comments = comments.map(|comment| format!("    {comment}\n")).collect();
        (format!("{above}\n{next_own}"), comments)
    } else {
        (if index == 0 { next.trim_start_matches(' ').to_owned() } else { next }, String::new())
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

/// What is before an array's element: the rest of the line above, which belongs to the element above, and the lines
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
            ("[{ code = \"n\" }, { code = \"b\" }]", "[{ code = \"b\" }]", ""),
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
        for list in ["[{ code = \"n\", status = 400 }, { message = \"n\" }]", "[{ code = \"n\" }]"] {
            assert_eq!(changed(list, |row| take_matcher(row, "n")), (list.to_owned(), None));
        }
    }

    #[test]
    fn an_entry_for_statuses_needs_no_matcher() {
        let text = "# why\nmatch = [{ code = \"n\" }] # n\nstatus = [409]\n";
        let mut document: DocumentMut = text.parse().unwrap();
        let comments = take_matcher(document.as_table_mut(), "n");
        assert_eq!(comments.as_deref(), Some("    # why\n    # n\n"));
        assert_eq!(document.to_string(), "status = [409]\n");
    }

    #[test]
    fn matchers_can_be_tables_each() {
        let text = "name = \"a\"\n\n[[match]]\ncode = \"a\"\n\n# n\n[[match]] # new\ncode = \"n\" # n too\n";
        let mut document: DocumentMut = text.parse().unwrap();
        let comments = take_matcher(document.as_table_mut(), "n");
        assert_eq!(comments.as_deref(), Some("    # n\n    # new\n    # n too\n"));
        let rest = "name = \"a\"\n\n[[match]]\ncode = \"a\"\n";
        assert_eq!(document.to_string(), rest);
        assert_eq!(take_matcher(document.as_table_mut(), "a"), None);
        add_matcher(document.as_table_mut(), "{ message = \"b\", status = 409 }");
        assert_eq!(document.to_string(), format!("{rest}\n[[match]]\nmessage = \"b\"\nstatus = 409\n"));
    }
}
