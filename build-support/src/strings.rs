//! Searches in strings, compiled once: those of the standard library are compiled anew in each consumer's build.

/// Where the first byte of a kind is, at `from` or after it. The searches of the standard library are several times
/// larger and slower where nothing is optimised, as in a build script.
pub(crate) fn find_byte(text: &str, from: usize, is: fn(u8) -> bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        if is(bytes[at]) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Where the first `part` is from `from` on; an empty one is nowhere.
pub(crate) fn find(text: &str, from: usize, part: &str) -> Option<usize> {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    let first = part.first()?;
    let mut at = from;
    while at < text.len() {
        if text[at] == *first && text[at..].starts_with(part) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The text with `to` in the place of each `from`.
pub(crate) fn replaced(text: &str, from: &str, to: &str) -> String {
    let mut out = String::new();
    let mut written = 0;
    while let Some(at) = find(text, written, from) {
        out.push_str(&text[written..at]);
        out.push_str(to);
        written = at + from.len();
    }
    out.push_str(&text[written..]);
    out
}

/// The texts with a separator between them.
pub(crate) fn joined(texts: &[String], separator: &str) -> String {
    let mut out = String::new();
    let mut before = "";
    for text in texts {
        out.push_str(before);
        out.push_str(text);
        before = separator;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_occurrence_is_replaced() {
        for (text, from, replaced_text) in [
            ("", "a", ""),
            ("a|b||", "|", "a-b--"),
            ("xxxxx", "xx", "--x"),
            ("x\\\\y\\", "\\\\", "x-y\\"),
            ("éaé", "é", "-a-"),
            ("aab", "ab", "a-"),
            ("abc", "", "abc"),
        ] {
            assert_eq!(replaced(text, from, "-"), replaced_text, "{text}");
        }
    }

    #[test]
    fn separators_are_between_texts_only() {
        for (texts, expected) in
            [(vec![], ""), (vec!["a"], "a"), (vec!["", "b", ""], ", b, "), (vec!["a", "b"], "a, b")]
        {
            let texts: Vec<String> = texts.into_iter().map(str::to_owned).collect();
            assert_eq!(joined(&texts, ", "), expected);
        }
    }
}
