//! Keeps secrets out of everything that is shown.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::search::{all, find, has, rfind, run, split, trim_end};
use crate::table::Echo;

const REDACTED: &str = "[redacted]";

/// `text` without secrets: what the table says is an echo, and every word that looks like a credential.
pub(crate) fn redact<'a>(text: &'a str, echoes: &[Echo]) -> Cow<'a, str> {
    let mut shown = Cow::Borrowed(text);
    for echo in echoes {
        let places = echoed(&shown, echo);
        shown = hide(shown, places);
    }
    let places = secret_words(&shown, is_secret);
    hide(shown, places)
}

/// A request id without secrets. It is long and random as keys are, so only what marks a key counts.
pub(crate) fn redact_id(id: &str) -> Cow<'_, str> {
    hide(Cow::Borrowed(id), secret_words(id, |_, word| is_marked(word)))
}

/// Hides the bytes between these places, which are in order.
fn hide<'a>(text: Cow<'a, str>, places: Vec<(usize, usize)>) -> Cow<'a, str> {
    if places.is_empty() {
        return text;
    }
    let mut out = String::new();
    let mut kept = 0;
    for (start, end) in places {
        out.push_str(&text[kept..start]);
        out.push_str(REDACTED);
        kept = end;
    }
    out.push_str(&text[kept..]);
    Cow::Owned(out)
}

/// The words that are secret, by what is in front of them and themselves.
fn secret_words(text: &str, is_secret: fn(&str, &str) -> bool) -> Vec<(usize, usize)> {
    let mut secrets = Vec::new();
    let mut start = 0;
    // A break at the end ends the last word.
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_of_keys(c) {
            continue;
        }
        let word = trim_end(&text[start..at], |c| c == '.');
        if word.len() >= 6 && is_secret(&text[..start], word) {
            secrets.push((start, start + word.len()));
        }
        start = at + c.len_utf8();
    }
    secrets
}

/// Whether keys are made of such characters, or those of which a part is hidden.
fn is_of_keys(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*' | '.' | '+' | '/' | '•' | '…')
}

/// The bytes of the echoed secret: to the last place where the fixed text goes on, else to the end, since what is
/// echoed may hold the fixed text. An echo that is cut may follow a whole one.
fn echoed(text: &str, echo: &Echo) -> Vec<(usize, usize)> {
    let lower = text.to_ascii_lowercase();
    let mut places = Vec::new();
    let mut from = 0;
    // Gateways and logs put words in front of it.
    while let Some(found) = find(&lower[from..], echo.after) {
        let after = from + found + echo.after.len();
        // The separator stays, so that the sentence stays readable.
        let start = after + run(&lower.as_bytes()[after..], |byte| matches!(byte, b':' | b' '));
        from = match rfind(&lower[start..], echo.until) {
            Some(until) => start + until,
            None => text.len(),
        };
        if start < from {
            places.push((start, from));
        }
    }
    places
}

/// How keys and tokens begin, whoever issues them.
const PREFIXES: [&str; 8] = ["sk-", "sk_", "csk-", "sess-", "eyj", "gsk_", "aiza", "xai-"];

/// By its shape, or by the place: keys of all kinds are hidden where they are announced.
fn is_secret(before: &str, word: &str) -> bool {
    is_marked(word)
        || (looks_like_key(word) && !spells(without_joint(before).0, "requestid"))
        || (could_be_key(word) && announces_key(before))
}

/// Whether a word is as long as keys are, and neither language nor a number.
fn could_be_key(word: &str) -> bool {
    word.len() >= 16 && has(word, u8::is_ascii_digit) && has(word, u8::is_ascii_alphabetic)
}

/// How the names of credentials end.
const NAMES: [&str; 5] = ["key", "token", "secret", "password", "authorization"];

/// What may come between a name and its value, besides a colon.
const LINKS: [&str; 7] = ["provided", "received", "passed", "given", "used", "is", "was"];

/// Whether a text ends where a credential follows: `Bearer `, `"api_key": "`, `token provided is: `.
fn announces_key(before: &str) -> bool {
    let (mut name, mut is_assigned) = without_joint(before);
    while let Some(rest) = without_link(name) {
        (name, is_assigned) = (without_joint(rest).0, true);
    }
    let (header, has_scheme) = without_joint(trim_end(name, |c| c.is_ascii_alphanumeric()));
    spells_any(name, &["bearer", "apikey"])
        || (is_assigned && spells_any(name, &NAMES))
        || (has_scheme && spells(header, "authorization"))
}

/// The text without quotes and signs at its end, and whether these give a value to a name.
fn without_joint(text: &str) -> (&str, bool) {
    let name = trim_end(text, |c| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '\\' | ':' | '=' | '<' | '>' | '(' | '[' | '{')
    });
    (name, has(&text[name.len()..], |byte| matches!(byte, b':' | b'=')))
}

/// The text in front of one of the [`LINKS`] that it ends with, whatever its case.
fn without_link(text: &str) -> Option<&str> {
    for link in &LINKS {
        if ends_with(text.as_bytes(), link) {
            return Some(&text[..text.len() - link.len()]);
        }
    }
    None
}

/// Whether a text ends with a word, whatever its case.
fn ends_with(text: &[u8], word: &str) -> bool {
    let start = text.len().saturating_sub(word.len());
    text[start..].eq_ignore_ascii_case(word.as_bytes())
}

/// Whether a text ends with the letters of one of these names.
fn spells_any(text: &str, names: &[&str]) -> bool {
    for name in names {
        if spells(text, name) {
            return true;
        }
    }
    false
}

/// Whether a text ends with these letters, whatever their case and how words are joined: `API key`, `x-api-key`.
fn spells(text: &str, letters: &str) -> bool {
    let (mut text, mut letters) = (text.as_bytes(), letters.as_bytes());
    while let ([before @ .., byte], [others @ .., letter]) = (text, letters) {
        if !matches!(byte, b' ' | b'-' | b'_') {
            if !byte.eq_ignore_ascii_case(letter) {
                return false;
            }
            letters = others;
        }
        text = before;
    }
    letters.is_empty()
}

/// Whether something marks the word as a key: how a part of it begins, or stars in it.
fn is_marked(word: &str) -> bool {
    has_part(word, has_prefix) || find(word, "***").is_some() || find(word, "•••").is_some()
}

/// Whether a part begins as keys do. Such a beginning alone is not a key.
fn has_prefix(part: &str) -> bool {
    if matches!(part.as_bytes(), [.., b'-' | b'_']) && part.len() < 16 {
        return false;
    }
    for prefix in &PREFIXES {
        let head = part.as_bytes().get(..prefix.len());
        if head.is_some_and(|head| head.eq_ignore_ascii_case(prefix.as_bytes())) {
            return true;
        }
    }
    false
}

/// Whether a part of a word passes a test: keys also follow a slash or a dot, as in an address.
fn has_part(word: &str, test: fn(&str) -> bool) -> bool {
    for part in split(word, |c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))) {
        if test(part) {
            return true;
        }
    }
    false
}

/// Whether the shape of a word is that of a key.
fn looks_like_key(word: &str) -> bool {
    has_part(word, is_hex) || is_random(word)
}

/// 32 hexadecimal digits and nothing else, or after the word "key". With other names they are ids, which are of use;
/// so are decimal numbers.
fn is_hex(part: &str) -> bool {
    let name = trim_end(part, |c| !matches!(c, '-' | '_'));
    let digits = &part[name.len()..];
    let is_id = matches!(name.as_bytes(), [name @ .., _] if !ends_with(name, "key"));
    digits.len() >= 32 && all(digits, u8::is_ascii_hexdigit) && has(digits, u8::is_ascii_alphabetic) && !is_id
}

/// Long words of mixed letters and digits without a separator are not language.
fn is_random(word: &str) -> bool {
    let mut longest = "";
    for part in split(word, |c| matches!(c, '-' | '.' | '/' | '_')) {
        if part.len() >= longest.len() {
            longest = part;
        }
    }
    longest.len() >= 32
        && has(longest, u8::is_ascii_digit)
        && has(longest, u8::is_ascii_lowercase)
        && has(longest, u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ECHOES: &[Echo] = &[Echo { after: "wrong key", until: ". see" }];

    #[test]
    fn echoes_and_credentials_are_hidden() {
        for (text, shown) in [
            ("Wrong key: hunter2. See https://e.test.", "Wrong key: [redacted]. See https://e.test."),
            ("wrong key provided: You are a. See b. See c", "wrong key [redacted]. See c"),
            ("Wrong key: cut in the midd", "Wrong key: [redacted]"),
            ("Wrong key: . See x", "Wrong key: . See x"),
            ("token sk-proj-abcDEF123 is bad", "token [redacted] is bad"),
            ("key ab**********cd!", "key [redacted]!"),
            ("Hash =0123456789abcdef0123456789abcdef.", "Hash =[redacted]."),
            ("plain text with gpt-4o-mini-2024-07-18", "plain text with gpt-4o-mini-2024-07-18"),
            ("(sk-live-1234567)", "([redacted])"),
            ("see /keys/sk-live-1234567 or .sk-live-1234567", "see [redacted] or [redacted]"),
        ] {
            assert_eq!(redact(text, ECHOES), shown, "{text}");
        }
    }

    #[test]
    fn an_echo_is_found_after_white_space_and_up_to_the_last_end() {
        for (text, shown) in [
            ("  Wrong key: hunter2. See x", "  Wrong key: [redacted]. See x"),
            ("\n WRONG KEY:: a. See b. SEE c", "\n WRONG KEY:: [redacted]. SEE c"),
            ("Wrong key a", "Wrong key [redacted]"),
            ("Wrong key", "Wrong key"),
            ("429 - a wrong key: hunter2. See x", "429 - a wrong key: [redacted]. See x"),
            (
                "Wrong key: hunter2. See x. Next: wrong key: hunter3",
                "Wrong key: [redacted]. See x. Next: wrong key: [redacted]",
            ),
            ("wrong key wrong key: hunter2. See x", "wrong key [redacted]. See x"),
            ("Wrong key: a. See b wrong key: c. See d", "Wrong key: [redacted]. See d"),
            ("A key, wrong: hunter2. See x", "A key, wrong: hunter2. See x"),
        ] {
            assert_eq!(redact(text, ECHOES), shown, "{text}");
        }
    }

    #[test]
    fn what_a_key_is_announced_by() {
        let keys = [
            "br_0a1b2c3d4e5f6g7h8i9j",
            "loaf0123456789abcdef0123456789abcdef",
            "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
            "OVEN0A1B2C3D4E5F6G7H",
            "br-v3/OVEN-0a1b2c3d/4e5f6g7h",
            "abcdefghijklmno1",
        ];
        for before in [
            "Authorization: Bearer ",
            r#"{\"Authorization\": \"Bearer "#,
            "Authorization: Basic ",
            "authorization=",
            "x-api-key: ",
            "api_key=",
            "config {'api_key': '",
            r#"config {\"apiKey\": \""#,
            "Invalid API key: ",
            "Incorrect API key provided: ",
            "Received API Key = ",
            "The API key ",
            "POST https://host/v1/bread?key=",
            "https://host/v1?alt=sse&key=",
            "Invalid token: ",
            "Your token is ",
            "The token provided was: <",
            "client_secret => ",
            "password: `",
        ] {
            for key in keys {
                let text = [before, key, "&alt=sse failed"].concat();
                assert_eq!(redact(&text, &[]), [before, "[redacted]&alt=sse failed"].concat());
                let twice = redact(&text, &[]).into_owned();
                assert_eq!(redact(&twice, &[]), twice);
            }
        }
    }

    #[test]
    fn what_looks_like_an_announced_key_and_is_none() {
        for text in [
            "Invalid API key provided",
            "api_key is required",
            "API key is not valid for the organization-of-bakers",
            "Limit 40000 tokens: Requested 12345",
            "max_tokens: 4096, token limit: 0123456789012345",
            "token: 1234567890123456",
            "token expired at 2026-05-15T15:00:00Z, token: 2026-05-15T15:00:00Z",
            "Get a key: https://bakery-4711.example/keys",
            "Get a token: see https://bakery-4711.example/keys",
            "key 'messages_0_content_1' is unknown",
            "Authorization for bread-with-2024-seeds",
            "keys begin with 'sk-' or 'sk-proj-'",
            "the number 01234567890123456789012345678901234567890123456789012",
            "Request id: 0123456789abcdef0123456789abcdef0123456789abcdef",
            "the request ID 0123456789abcdef0123456789abcdef in your message",
            "request_id=Abcdefghijklmnopqrstuvwxyzabcde1",
        ] {
            assert_eq!(redact(text, &[]), text);
        }
        assert_eq!(redact("Request id: sk-abc", &[]), "Request id: [redacted]");
        assert_eq!(redact("sk-abcdefghijkl-", &[]), "[redacted]");
        assert_eq!(redact("sk-abcd/x- and sk-/abcd", &[]), "[redacted] and sk-/abcd");
        assert_eq!(redact("sk-abcdefghijk-", &[]), "sk-abcdefghijk-");
    }

    #[test]
    fn an_id_is_hidden_only_where_something_marks_a_key() {
        for (id, shown) in [
            ("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef"),
            ("Abcdefghijklmnopqrstuvwxyzabcde1", "Abcdefghijklmnopqrstuvwxyzabcde1"),
            ("sk-abc", "[redacted]"),
            ("id/sk-abc", "[redacted]"),
            ("ab***cd", "[redacted]"),
        ] {
            assert_eq!(redact_id(id), shown);
        }
    }

    /// Each is hidden alone and in the middle, and shown with one thing less.
    #[test]
    fn each_kind_of_credential() {
        for (secret, harmless) in [
            ("sk-abc", "sk-ab"),
            ("SK_live", "ski_live"),
            ("sess-1a", "sesso-1a"),
            ("eyJhbGci", "eyhbGciJ"),
            ("gsk_abc", "gs_kabc"),
            ("AIzaSyD", "AIzSyDa"),
            ("xai-abc", "xa-iabc"),
            ("abc***xyz", "abc**xyz"),
            ("abc•••xyz", "abc••xyz"),
            // 32 hexadecimal digits
            ("0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcde"),
            ("0123456789ABCDEF0123456789ABCDEF", "0123456789ABCDEF0123456789ABCDEG"),
            ("0123456789abcdef0123456789abcdef.Word", "0123456789abcdef0123456789abcde.Word"),
            ("/v1/0123456789abcdef0123456789abcdef", "/v1/0123456789abcdef0123456789abcde"),
            ("api_key-0123456789abcdef0123456789abcdef", "req_0123456789abcdef0123456789abcdef"),
            ("csk-abc", "cs-kabc"),
            // 32 letters and digits, of each kind one
            ("Abcdefghijklmnopqrstuvwxyzabcde1", "Abcdefghijklmnopqrstuvwxyzabcd1"),
            ("Abcdefghijklmnopqrstuvwxyzabcde1", "abcdefghijklmnopqrstuvwxyzabcde1"),
            ("aBCDEFGHIJKLMNOPQRSTUVWXYZABCDE1", "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDE1"),
            ("Abcdefghijklmnopqrstuvwxyzabcde1", "Abcdefghijklmnopqrstuvwxyzabcdef"),
            ("v1-Abcdefghijklmnopqrstuvwxyzabcde1.x", "Abcdefghijklmnop-qrstuvwxyzabcde1"),
        ] {
            assert_eq!(redact(secret, &[]), "[redacted]", "{secret}");
            let sentence = |word: &str| ["No, ", word, " and (", word, ")."].concat();
            assert_eq!(redact(&sentence(secret), &[]), sentence("[redacted]"), "{secret}");
            assert_eq!(redact(&sentence(harmless), &[]), sentence(harmless), "{harmless}");
        }
    }
}
