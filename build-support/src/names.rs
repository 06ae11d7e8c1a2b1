//! The table's names: what is allowed, what they become, what a misspelt one may have meant.

use crate::strings::{find, find_byte, joined};

/// Whether `name` can be an enum variant: `UpperCamel`, ASCII.
pub(crate) fn is_upper_camel(name: &str) -> bool {
    let lower = find_byte(name, 0, |byte| byte.is_ascii_lowercase());
    name.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
        && find_byte(name, 0, |byte| !byte.is_ascii_alphanumeric()).is_none()
        && (name.len() == 1 || lower.is_some())
}

/// Whether `name` is snake_case, ASCII.
pub(crate) fn is_snake_case(name: &str) -> bool {
    let is_other = |byte: u8| !(byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    name.as_bytes().first().is_some_and(u8::is_ascii_lowercase)
        && find_byte(name, 0, is_other).is_none()
        && !name.ends_with('_')
        && find(name, 0, "__").is_none()
}

/// `RateLimitReached` becomes `rate_limit_reached`, `HTTPError` becomes `http_error`.
pub(crate) fn snake_case(upper_camel: &str) -> String {
    let bytes = upper_camel.as_bytes();
    let mut out = String::with_capacity(upper_camel.len() + 8);
    for (i, c) in upper_camel.char_indices() {
        let after_word = i > 0 && !bytes[i - 1].is_ascii_uppercase();
        let before_word = i > 0 && bytes.get(i + 1).is_some_and(u8::is_ascii_lowercase);
        if c.is_ascii_uppercase() && (after_word || before_word) {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// Whether `word` is a Rust keyword (of any edition) that could pass for one of our names.
pub(crate) fn is_keyword(word: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
        "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
        "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
        "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof", "union", "unsafe",
        "unsized", "use", "virtual", "where", "while", "yield",
    ];
    KEYWORDS.contains(&word)
}

/// What to write instead of `word`: the name that is near it, else all that are allowed.
pub(crate) fn suggest(word: &str, allowed: &[&str]) -> String {
    match nearest(word, allowed) {
        Some(name) => format!("did you mean `{name}`?"),
        None => format!("expected {}", list(allowed)),
    }
}

/// The name that `word` is probably a misspelling of.
pub(crate) fn nearest<'a>(word: &str, allowed: &[&'a str]) -> Option<&'a str> {
    let mut nearest = None;
    let mut least = usize::MAX;
    for name in allowed {
        let distance = distance(word, name);
        if distance < least {
            least = distance;
            nearest = Some(*name);
        }
    }
    nearest.filter(|name| least <= 1 + name.len() / 4)
}

/// `one of `a`, `b`, `c``.
fn list(names: &[&str]) -> String {
    match names {
        [] => "nothing here".to_owned(),
        [one] => format!("`{one}`"),
        many => {
            let mut quoted = Vec::new();
            for name in many {
                quoted.push(format!("`{name}`"));
            }
            format!("one of {}", joined(&quoted, ", "))
        }
    }
}

/// Levenshtein distance, ASCII case ignored.
fn distance(a: &str, b: &str) -> usize {
    let mut letters = Vec::new();
    let mut row = vec![0];
    for letter in b.chars() {
        letters.push(letter);
        row.push(letters.len());
    }
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in letters.iter().enumerate() {
            let change = diagonal + usize::from(!ca.eq_ignore_ascii_case(cb));
            diagonal = row[j + 1];
            row[j + 1] = change.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[letters.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_splits_words_and_acronyms() {
        for (camel, snake) in [
            ("RateLimitReached", "rate_limit_reached"),
            ("IpNotAuthorized", "ip_not_authorized"),
            ("IPNotAuthorized", "ip_not_authorized"),
            ("HTTPError", "http_error"),
            ("Http2Error", "http2_error"),
            ("A", "a"),
            ("ErrorA", "error_a"),
            ("InvalidIP", "invalid_ip"),
            ("ABTest", "ab_test"),
        ] {
            assert_eq!(snake_case(camel), snake);
        }
    }

    #[test]
    fn which_names_a_row_can_have() {
        for good in ["A", "Ab", "NoKey", "HTTPError", "Http2", "A1b"] {
            assert!(is_upper_camel(good), "{good}");
        }
        for bad in ["", "a", "aB", "AB", "A1", "2b", "A_b", "A-b", "A b", "É", "Éa", "Aé"] {
            assert!(!is_upper_camel(bad), "{bad}");
        }
    }

    #[test]
    fn which_names_a_policy_can_have() {
        for good in ["a", "a1", "slow_down", "a_2", "a_b_c"] {
            assert!(is_snake_case(good), "{good}");
        }
        for bad in ["", "_", "_a", "a_", "a__b", "A", "aB", "a_B", "1", "1a", "a-b", "é", "aé"] {
            assert!(!is_snake_case(bad), "{bad}");
        }
    }

    #[test]
    fn near_names_are_suggested_far_ones_listed() {
        assert_eq!(suggest("backof", &["never", "backoff"]), "did you mean `backoff`?");
        assert_eq!(suggest("zzz", &["never", "backoff"]), "expected one of `never`, `backoff`");
        assert_eq!(suggest("zzz", &["never"]), "expected `never`");
        assert_eq!(suggest("zzz", &[]), "expected nothing here");
    }

    #[test]
    fn a_longer_name_may_differ_more() {
        for (word, name, is_near) in [
            ("wzt", "wit", true),
            ("zzt", "wit", false),
            ("zzit", "wait", true),
            ("zzzt", "wait", false),
            ("zzxtries", "maxtries", true),
            ("zzztries", "maxtries", true),
            ("zzzzries", "maxtries", false),
        ] {
            assert_eq!(nearest(word, &["elsewhere", name]), is_near.then_some(name), "{word}");
        }
    }

    #[test]
    fn distances_count_the_changed_letters() {
        for (a, b, expected) in [
            ("", "", 0),
            ("", "abc", 3),
            ("abc", "", 3),
            ("Status", "sTATUS", 0),
            ("status", "statis", 1),
            ("status", "tatus", 1),
            ("status", "sttatus", 1),
            ("ab", "ba", 2),
            ("kitten", "sitting", 3),
            ("lawn", "flaw", 2),
            ("abcd", "xyz", 4),
            ("ждать", "ждут", 2),
        ] {
            assert_eq!(distance(a, b), expected, "{a}, {b}");
            assert_eq!(distance(b, a), expected, "{b}, {a}");
        }
    }
}
