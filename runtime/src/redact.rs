//! Keeps secrets out of everything that is shown.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use crate::table::Echo;

const REDACTED: &str = "[redacted]";

/// `text` without secrets: what the table says is an echo, and every word that looks like a credential.
pub(crate) fn redact<'a>(text: &'a str, echoes: &[Echo]) -> Cow<'a, str> {
    let without_echo = match echoes.iter().find_map(|echo| echoed(text, echo)) {
        Some((start, end)) => Cow::Owned(replace(text, start, end)),
        None => Cow::Borrowed(text),
    };
    let mut out = String::new();
    let mut kept = 0;
    for (start, word) in words(&without_echo) {
        if is_credential(word) {
            out.push_str(&without_echo[kept..start]);
            out.push_str(REDACTED);
            kept = start + word.len();
        }
    }
    if kept == 0 {
        return without_echo;
    }
    out.push_str(&without_echo[kept..]);
    Cow::Owned(out)
}

fn replace(text: &str, start: usize, end: usize) -> String {
    format!("{}{REDACTED}{}", &text[..start], &text[end..])
}

/// The bytes of the echoed secret: to the last place where the fixed text goes on, else to the end.
fn echoed(text: &str, echo: &Echo) -> Option<(usize, usize)> {
    let lower = text.to_ascii_lowercase();
    // Gateways and logs put words in front of it.
    let after = lower.find(echo.after)? + echo.after.len();
    let rest = &lower[after..];
    // The separator stays, so that the sentence stays readable.
    let start = after + (rest.len() - rest.trim_start_matches([':', ' ']).len());
    let end = lower[start..].rfind(echo.until).map_or(text.len(), |at| start + at);
    (start < end).then_some((start, end))
}

/// Runs of the characters that keys are made of, with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_break =
        |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '*' | '.' | '+' | '/' | '•' | '…'));
    let mut at = 0;
    text.split_inclusive(is_break).filter_map(move |piece| {
        let start = at;
        at += piece.len();
        let word = piece.trim_end_matches(is_break).trim_end_matches('.');
        (word.len() >= 6).then_some((start, word))
    })
}

/// How keys and tokens begin, whoever issues them.
const PREFIXES: [&str; 7] = ["sk-", "sk_", "sess-", "eyj", "gsk_", "aiza", "xai-"];

fn is_credential(word: &str) -> bool {
    let begins = |prefix: &&str| {
        // Also behind a slash or a dot, as in an address.
        let mut parts = word.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
        parts.any(|part| part.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix)))
    };
    let hex = word.len() >= 32 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let masked = word.contains("***") || word.contains("•••");
    PREFIXES.iter().any(begins) || hex || masked || is_random(word)
}

/// Long words of mixed letters and digits without a separator are no language.
fn is_random(word: &str) -> bool {
    let longest = word.split(['-', '.', '/', '_']).max_by_key(|part| part.len()).unwrap_or_default();
    let has = |test: fn(&u8) -> bool| longest.as_bytes().iter().any(test);
    longest.len() >= 32
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
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
    fn an_echo_is_found_behind_white_space_and_up_to_the_last_end() {
        for (text, shown) in [
            ("  Wrong key: hunter2. See x", "  Wrong key: [redacted]. See x"),
            ("\n WRONG KEY:: a. See b. SEE c", "\n WRONG KEY:: [redacted]. SEE c"),
            ("Wrong key a", "Wrong key [redacted]"),
            ("Wrong key", "Wrong key"),
            ("429 - a wrong key: hunter2. See x", "429 - a wrong key: [redacted]. See x"),
            ("A key, wrong: hunter2. See x", "A key, wrong: hunter2. See x"),
        ] {
            assert_eq!(redact(text, ECHOES), shown, "{text}");
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
