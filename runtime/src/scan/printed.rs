//! What Python, JavaScript, Ruby, Elixir, Rust and Dart print for an object, as JSON: logs and gateways pass an error on
//! that way.

use alloc::vec::Vec;

use crate::search::run;

/// Whether the first key of an object or a list is written as JSON has none.
pub(crate) fn is_printed(text: &[u8]) -> bool {
    let opening = run(text, |byte| matches!(byte, b'{' | b'[' | b'%') || byte.is_ascii_whitespace());
    is_printed_key(&text[opening..])
}

/// Whether a key has single quotes or none, or an arrow behind it.
pub(crate) fn is_printed_key(key: &[u8]) -> bool {
    match key {
        [b'\'', ..] => true,
        [b'"', rest @ ..] => match memchr::memchr(b'"', rest) {
            Some(end) => has_arrow(&rest[end + 1..]),
            None => false,
        },
        [b':', rest @ ..] => has_arrow(&rest[word_end(rest)..]),
        _ => is_bare_key(key),
    }
}

fn has_arrow(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"=>")
}

/// The text with each string and key in double quotes, and a colon behind each key. Words such as `None` and
/// `undefined` stay as they are; what is around a value (`Some("x")`) goes.
pub(crate) fn to_json(text: &[u8]) -> Vec<u8> {
    let mut json = Vec::with_capacity(text.len() + 16);
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        rest = match *byte {
            quote @ (b'\'' | b'"' | b'`') => string(quote, tail, &mut json),
            byte if is_word(byte) => word(rest, &mut json),
            b'=' if tail.starts_with(b">") => {
                json.push(b':');
                &tail[1..]
            }
            b':' if is_printed_key(rest) => key(tail, &mut json),
            b'%' | b')' => tail,
            byte => {
                json.push(byte);
                tail
            }
        };
    }
    json
}

/// Both languages choose the quotes by what is in the string. Returns what follows it.
fn string<'t>(quote: u8, text: &'t [u8], json: &mut Vec<u8>) -> &'t [u8] {
    json.push(b'"');
    let mut rest = text;
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match (*byte, tail) {
            (byte, _) if byte == quote => {
                json.push(b'"');
                break;
            }
            (b'"', _) => json.extend(*b"\\\""),
            (b'\\', [escaped, after @ ..]) => {
                // JSON knows no escape of other quotes, nor needs it.
                if !matches!(escaped, b'\'' | b'`') {
                    json.push(b'\\');
                }
                json.push(*escaped);
                rest = after;
            }
            (b'\\', []) => {}
            (byte, _) => json.push(byte),
        }
    }
    rest
}

/// A key, a number, another word, or a sentence without quotes. Returns what follows it.
fn word<'t>(text: &'t [u8], json: &mut Vec<u8>) -> &'t [u8] {
    if is_bare_key(text) {
        return key(text, json);
    }
    let (word, rest) = text.split_at(word_end(text));
    match rest {
        [b'(', value @ ..] => value,
        [b' ', next, ..] if is_word(*next) && json.trim_ascii_end().ends_with(b":") => sentence(text, json),
        _ => {
            json.extend(word);
            rest
        }
    }
}

/// The words of a value up to the next key or the end of the object or line. Returns what follows them.
fn sentence<'t>(text: &'t [u8], json: &mut Vec<u8>) -> &'t [u8] {
    let mut end = 0;
    while let [byte, rest @ ..] = &text[end..] {
        let is_end = match byte {
            b'{' | b'}' | b'[' | b']' | b'\n' => true,
            b',' => is_bare_key(rest.trim_ascii_start()),
            _ => false,
        };
        if is_end {
            break;
        }
        end += 1;
    }
    let (words, rest) = text.split_at(end);
    json.push(b'"');
    for byte in words {
        if matches!(byte, b'"' | b'\\') {
            json.push(b'\\');
        }
        json.push(*byte);
    }
    json.push(b'"');
    rest
}

fn key<'t>(text: &'t [u8], json: &mut Vec<u8>) -> &'t [u8] {
    let (word, rest) = text.split_at(word_end(text));
    json.push(b'"');
    json.extend(word);
    json.push(b'"');
    rest
}

/// Whether the text begins with a word and a colon.
pub(crate) fn is_bare_key(text: &[u8]) -> bool {
    let (word, rest) = text.split_at(word_end(text));
    let is_name = !matches!(word, [] | [b'0'..=b'9', ..]);
    is_name && rest.trim_ascii_start().first() == Some(&b':')
}

fn word_end(text: &[u8]) -> usize {
    run(text, |byte| is_word(*byte))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;

    #[test]
    fn strings_and_keys_get_double_quotes() {
        for (printed, json) in [
            ("{'a': None, 'b': 1}", r#"{"a": None, "b": 1}"#),
            (r#"{'a': "it's"}"#, r#"{"a": "it's"}"#),
            (r#"{'a': 'say "x"'}"#, r#"{"a": "say \"x\""}"#),
            (r"{'a': 'it\'s\n'}", r#"{"a": "it's\n"}"#),
            (r"[{'a': 'b\\'}]", r#"[{"a": "b\\"}]"#),
            ("{'a': 'cut", r#"{"a": "cut"#),
            (r"{'a': 'cut\", r#"{"a": "cut"#),
            ("{ a: 'b', c_1: undefined, $d : 2e5 }", r#"{ "a": "b", "c_1": undefined, "$d" : 2e5 }"#),
            ("{ a: `it's \"x\" \\``, 'b-c': [Object] }", r#"{ "a": "it's \"x\" `", "b-c": [Object] }"#),
            ("{ a: 1e5, 2: true, b", r#"{ "a": 1e5, 2: true, b"#),
            (r#"{"a"=>{"b" => nil, :c=>"d"}}"#, r#"{"a":{"b" : nil, "c":"d"}}"#),
            (r#"%{"a" => %{"b" => :c}}"#, r#"{"a" : {"b" : :c}}"#),
            (
                r#"A { b: Some("c (d)"), e: Some(String("f")), g: None }"#,
                r#"A { "b": "c (d)", "e": "f", "g": None }"#,
            ),
            (
                r#"{a: {b: One or "two", 3., c: null, d: e f}, g: h"#,
                r#"{"a": {"b": "One or \"two\", 3.", "c": null, "d": "e f"}, "g": h"#,
            ),
            ("{a: b=c}", r#"{"a": b=c}"#),
            ("{a: b c\nd: 1", "{\"a\": \"b c\"\n\"d\": 1"),
            ("", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&to_json(printed.as_bytes())), json, "{printed}");
        }
    }

    #[test]
    fn the_first_key_tells() {
        for (text, expected) in [
            ("{'a'", true),
            ("[{ 'a'", true),
            ("{\n 'a'", true),
            ("{a: 'b'", true),
            ("[ { a_1 : 'b'", true),
            (r#"{"a": 'b'"#, false),
            (r#"{"a"=>"b""#, true),
            (r#"%{"a" => 1"#, true),
            ("{:a=>1", true),
            ("{:a, 1", false),
            (r#"{"a" = 1"#, false),
            (r#"{"a"#, false),
            ("{1: 'b'", false),
            ("{a b: 1", false),
            ("{a", false),
            ("{", false),
        ] {
            assert_eq!(is_printed(text.as_bytes()), expected, "{text}");
        }
    }
}
