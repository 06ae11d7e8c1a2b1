//! What Python prints for a dictionary, as JSON: logs and gateways pass an error on that way.

use alloc::vec::Vec;

/// Whether the first string of an object or a list has single quotes.
pub(crate) fn is_python(text: &[u8]) -> bool {
    let is_opening = |byte: &u8| matches!(byte, b'{' | b'[') || byte.is_ascii_whitespace();
    text.iter().find(|byte| !is_opening(byte)) == Some(&b'\'')
}

/// The text with each string in double quotes. Python uses these itself for a string with an apostrophe in it. Words
/// such as `None` stay as they are.
pub(crate) fn to_json(text: &[u8]) -> Vec<u8> {
    let mut json = Vec::with_capacity(text.len() + 16);
    let mut bytes = text.iter().copied();
    let mut quote = None;
    while let Some(byte) = bytes.next() {
        match (byte, quote) {
            (b'\'' | b'"', None) => {
                quote = Some(byte);
                json.push(b'"');
            }
            (_, Some(open)) if byte == open => {
                quote = None;
                json.push(b'"');
            }
            (b'"', Some(_)) => json.extend(*b"\\\""),
            // JSON knows no such escape, nor needs it.
            (b'\\', Some(_)) => match bytes.next() {
                Some(b'\'') => json.push(b'\''),
                Some(escaped) => json.extend([b'\\', escaped]),
                None => {}
            },
            _ => json.push(byte),
        }
    }
    json
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    #[test]
    fn strings_get_double_quotes() {
        for (python, json) in [
            ("{'a': None, 'b': 1}", r#"{"a": None, "b": 1}"#),
            (r#"{'a': "it's"}"#, r#"{"a": "it's"}"#),
            (r#"{'a': 'say "x"'}"#, r#"{"a": "say \"x\""}"#),
            (r"{'a': 'it\'s\n'}", r#"{"a": "it's\n"}"#),
            (r"[{'a': 'b\\'}]", r#"[{"a": "b\\"}]"#),
            ("{'a': 'cut", r#"{"a": "cut"#),
            (r"{'a': 'cut\", r#"{"a": "cut"#),
            ("", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&to_json(python.as_bytes())), json, "{python}");
        }
    }

    #[test]
    fn the_first_string_tells() {
        for (text, expected) in [
            ("{'a'", true),
            ("[{ 'a'", true),
            ("{\n 'a'", true),
            (r#"{"a": 'b'"#, false),
            ("{1: 'b'", false),
            ("{", false),
        ] {
            assert_eq!(is_python(text.as_bytes()), expected, "{text}");
        }
    }
}
