//! The table's Markdown: plain words, code spans and links, nothing else.

use std::fmt;

use crate::strings::find_byte;

/// A text of the table, read from its Markdown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    /// The pieces in order.
    pub pieces: Vec<Piece>,
}

/// A piece of a [`Text`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Plain words, unescaped.
    Words(String),
    /// A code span, without its backticks.
    Code(String),
    /// A link.
    Link {
        /// What is shown: words and code spans.
        text: Text,
        /// An `https` address.
        url: String,
    },
}

/// What is wrong with a Markdown text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TextError {
    /// The byte of the text it is at.
    pub at: usize,
    /// What is wrong and what is allowed, in one line.
    pub message: String,
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TextError {}

impl Text {
    /// Words without any markup.
    pub fn words(words: impl Into<String>) -> Self {
        let words = words.into();
        if words.is_empty() { Self::default() } else { Self { pieces: vec![Piece::Words(words)] } }
    }

    /// Reads Markdown that consists of words, code spans and `https` links.
    ///
    /// # Errors
    /// Any other markup, with its place.
    pub fn parse(markdown: &str) -> Result<Self, TextError> {
        Reader { text: markdown, at: 0 }.text(Inside::Text)
    }

    /// The text for people without markup: links as their words, code spans with their backticks.
    pub fn plain(&self) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Code(code) => push_code(&mut out, code),
                Piece::Link { text, .. } => out.push_str(&text.plain()),
            }
        }
        out
    }

    /// The text as Markdown that [`Table::parse`](crate::Table::parse) reads back to the same pieces.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Words(words) => push_escaped(&mut out, words),
                Piece::Code(code) => push_code(&mut out, code),
                Piece::Link { text, url } => {
                    out.push('[');
                    out.push_str(&text.markdown());
                    out.push_str("](");
                    out.push_str(url);
                    out.push(')');
                }
            }
        }
        out
    }

    /// The links in order, as (plain text, address).
    pub fn links(&self) -> impl Iterator<Item = (String, &str)> + '_ {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Link { text, url } => Some((text.plain(), url.as_str())),
            _ => None,
        })
    }
}

/// Whether a character may be more than itself.
fn may_be_markup(byte: u8) -> bool {
    matches!(byte, b'\\' | b'`' | b'*' | b'[' | b']' | b'~' | b'_' | b'<' | b'!' | b'&')
}

/// Words with a backslash only where the bare character would be markup.
pub(crate) fn push_escaped(out: &mut String, words: &str) {
    let mut written = 0;
    let mut from = 0;
    while let Some(at) = find_byte(words, from, may_be_markup) {
        from = at + 1;
        let (before, rest) = (&words[..at], &words[from..]);
        let next = rest.chars().next();
        let is_markup = match words.as_bytes()[at] {
            b'_' => !is_in_word(before, rest),
            b'<' => next.is_none_or(opens_tag),
            // It would make an image of a link that follows it.
            b'!' => next.is_none(),
            b'&' => is_entity(rest),
            _ => true,
        };
        out.push_str(&words[written..at]);
        written = at;
        if is_markup {
            out.push('\\');
        }
    }
    out.push_str(&words[written..]);
}

/// A code span around `code`, with as many backticks as it needs.
pub(crate) fn push_code(out: &mut String, code: &str) {
    let mut fence = "`".to_owned();
    for _ in 0..longest_run(code) {
        fence.push('`');
    }
    let is_padded = code.starts_with(' ') && code.ends_with(' ') && !code.trim().is_empty();
    let pad = if is_padded || code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    out.push_str(&format!("{fence}{pad}{code}{pad}{fence}"));
}

/// The most backticks in a row.
fn longest_run(code: &str) -> usize {
    let (mut longest, mut run) = (0, 0);
    for byte in code.as_bytes() {
        run = if *byte == b'`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

#[derive(Clone, Copy, PartialEq)]
enum Inside {
    Text,
    Link,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn text(&mut self, inside: Inside) -> Result<Text, TextError> {
        let mut pieces = Vec::with_capacity(1);
        let mut words = String::new();
        loop {
            let found = find_byte(self.text, self.at, may_be_markup);
            words.push_str(&self.text[self.at..found.unwrap_or(self.text.len())]);
            let Some(at) = found else { break };
            self.at = at;
            match self.text.as_bytes()[at] {
                b']' if inside == Inside::Link => break,
                b'`' => {
                    flush(&mut pieces, &mut words);
                    pieces.push(self.code()?);
                }
                b'[' if inside == Inside::Text => {
                    flush(&mut pieces, &mut words);
                    pieces.push(self.link()?);
                }
                byte => words.push(self.word_char(char::from(byte))?),
            }
        }
        flush(&mut pieces, &mut words);
        Ok(Text { pieces })
    }

    fn word_char(&mut self, c: char) -> Result<char, TextError> {
        let rest = &self.text[self.at + 1..];
        if c == '\\' {
            if let Some(next) = rest.chars().next().filter(char::is_ascii_punctuation) {
                self.at += 1 + next.len_utf8();
                return Ok(next);
            }
        }
        if let Some(reason) = markup_at(self.text, self.at, c, rest) {
            return Err(self.error(self.at, reason));
        }
        self.at += 1;
        Ok(c)
    }

    fn code(&mut self) -> Result<Piece, TextError> {
        let start = self.at;
        let fence = backticks(&self.text[start..]);
        let mut from = start + fence;
        while let Some(close) = find_byte(self.text, from, |byte| byte == b'`') {
            let run = backticks(&self.text[close..]);
            if run == fence {
                self.at = close + run;
                return Ok(Piece::Code(code_content(&self.text[start + fence..close]).to_owned()));
            }
            from = close + run;
        }
        Err(self.error(start, "this code span never ends; write \\` for a bare backtick"))
    }

    fn link(&mut self) -> Result<Piece, TextError> {
        let start = self.at;
        self.at += 1;
        let text = self.text(Inside::Link)?;
        let Some(rest) = self.text[self.at..].strip_prefix("](") else {
            return Err(self.error(
                start,
                "unreadable link, expected `[text](https://...)`; write \\[ for a bare bracket",
            ));
        };
        let url_at = self.at + 2;
        let ends = |byte: u8| matches!(byte, b')' | b' ' | b'(');
        let Some(end) = find_byte(rest, 0, ends).filter(|&at| rest.as_bytes()[at] == b')') else {
            return Err(self.error(start, "unreadable link: no `)` follows the address"));
        };
        if text.pieces.is_empty() {
            return Err(self.error(start, "this link has no text"));
        }
        let url = &rest[..end];
        if !is_https(url) {
            return Err(
                self.error(url_at, "a link must be an https address, such as `https://platform.openai.com/`")
            );
        }
        self.at = url_at + end + 1;
        Ok(Piece::Link { text, url: url.to_owned() })
    }

    fn error(&self, at: usize, message: impl Into<String>) -> TextError {
        TextError { at, message: message.into() }
    }
}

/// The number of backticks at the beginning of a text.
fn backticks(text: &str) -> usize {
    find_byte(text, 0, |byte| byte != b'`').unwrap_or(text.len())
}

fn flush(pieces: &mut Vec<Piece>, words: &mut String) {
    if !words.is_empty() {
        pieces.push(Piece::Words(std::mem::take(words)));
    }
}

/// `CommonMark` strips one space on both sides, so that a span can begin with a backtick.
fn code_content(inside: &str) -> &str {
    let stripped = inside.strip_prefix(' ').and_then(|s| s.strip_suffix(' '));
    stripped.filter(|s| !s.trim().is_empty()).unwrap_or(inside)
}

/// Whether `url` is `https://` with a host and nothing that could end a link or an attribute.
pub(crate) fn is_https(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let is_wrong = |byte: u8| !byte.is_ascii_graphic() || matches!(byte, b'<' | b'>' | b'"' | b'`' | b'\\');
    rest.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
        && find_byte(url, 0, is_wrong).is_none()
}

/// Why the character at `at` would be markup other than a link or code span.
fn markup_at(text: &str, at: usize, c: char, rest: &str) -> Option<&'static str> {
    let next = rest.chars().next();
    match c {
        '*' => Some("only links and code spans are allowed; write \\* for a bare asterisk"),
        '_' if !is_in_word(&text[..at], rest) => {
            Some("only links and code spans are allowed; write \\_ for a bare underscore")
        }
        '~' if next == Some('~') => Some("only links and code spans are allowed; write \\~ for a bare tilde"),
        '<' if next.is_some_and(opens_tag) => {
            Some("only links and code spans are allowed, no HTML; write \\< for a bare bracket")
        }
        '!' if next == Some('[') => {
            Some("only links and code spans are allowed, no images; write \\! for a bare mark")
        }
        '&' if is_entity(rest) => {
            Some("only links and code spans are allowed, no entities; write \\& for a bare ampersand")
        }
        ']' => Some("a `]` without its `[`; write \\] for a bare bracket"),
        '[' => Some("a link inside a link; write \\[ for a bare bracket"),
        _ => None,
    }
}

/// Whether there is a letter or digit on both sides of a place.
fn is_in_word(before: &str, rest: &str) -> bool {
    before.chars().next_back().is_some_and(char::is_alphanumeric)
        && rest.chars().next().is_some_and(char::is_alphanumeric)
}

/// Whether `<` followed by this would begin a tag.
fn opens_tag(next: char) -> bool {
    next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')
}

/// Whether `rest`, which follows an `&`, makes an entity of it.
pub(crate) fn is_entity(rest: &str) -> bool {
    let name_ends = |byte: u8| !byte.is_ascii_alphanumeric() && byte != b'#';
    let end = find_byte(rest, 0, name_ends).filter(|&end| end > 0);
    end.is_some_and(|end| rest.as_bytes()[end] == b';')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_and_markdown_of_each_piece() {
        let text = Text::parse("Set `a_b` or [the `x` page](https://e.test/a?b=c&d). 1 \\< 2").unwrap();
        assert_eq!(text.plain(), "Set `a_b` or the `x` page. 1 < 2");
        assert_eq!(text.markdown(), "Set `a_b` or [the `x` page](https://e.test/a?b=c&d). 1 < 2");
        let links: Vec<_> = text.links().collect();
        assert_eq!(links, [("the `x` page".to_owned(), "https://e.test/a?b=c&d")]);
    }

    #[test]
    fn hard_words_survive_a_round_trip() {
        for words in ["a|b", "<b>", "`x`", "[y]", "&amp;", "*_~\\", "ends with \\", "π ≤ 4", "__init__"] {
            let text = Text::words(words);
            assert_eq!(Text::parse(&text.markdown()).unwrap(), text, "{words}");
        }
        let code = Text { pieces: vec![Piece::Code("a `` b".to_owned()), Piece::Code("`".to_owned())] };
        let between = Text::parse("``` a `` b ```").unwrap();
        assert_eq!(between.pieces, [Piece::Code("a `` b".to_owned())]);
        assert_eq!(Text { pieces: vec![code.pieces[1].clone()] }.markdown(), "`` ` ``");
    }

    #[test]
    fn only_what_would_be_markup_is_escaped() {
        for (words, markdown) in [
            ("AT&T, a & b &c", "AT&T, a & b &c"),
            ("&lt; &#60;", "\\&lt; \\&#60;"),
            ("snake_case _x_ _", "snake_case \\_x\\_ \\_"),
            ("1 < 2 <b> <", "1 < 2 \\<b> \\<"),
            ("</b> <!b <?b <3", "\\</b> \\<!b \\<?b <3"),
            ("_a a_ _1 é_é _", "\\_a a\\_ \\_1 é_é \\_"),
            ("&; &a b; & a; &é;", "&; &a b; & a; &é;"),
            ("wow! !", "wow! \\!"),
            ("C:\\x", "C:\\\\x"),
        ] {
            assert_eq!(Text::words(words).markdown(), markdown);
            assert_eq!(Text::parse(markdown).unwrap(), Text::words(words));
        }
    }

    #[test]
    fn what_is_no_markup_needs_no_backslash() {
        for (markdown, plain) in [
            ("", ""),
            ("a ~ b", "a ~ b"),
            ("!", "!"),
            ("! [b](https://e.test)", "! b"),
            ("a ( b ) {c}", "a ( b ) {c}"),
            ("\\a \\é \\", "\\a \\é \\"),
            ("\\*\\_\\`\\[\\]\\\\", "*_`[]\\"),
            ("`a``b`` c`", "```a``b`` c```"),
            ("``a`b``", "``a`b``"),
            ("` a ` ` `", "`a` ` `"),
            ("[`a`](https://e.test)[b](https://e.test/%20;~)", "`a`b"),
        ] {
            let text = Text::parse(markdown).unwrap_or_else(|error| panic!("{markdown}: {error}"));
            assert_eq!(text.plain(), plain);
            assert_eq!(Text::parse(&text.markdown()).as_ref(), Ok(&text), "{markdown}");
        }
    }

    #[test]
    fn which_addresses_a_link_can_have() {
        for good in ["https://e", "https://e.test/?a=b&c#d", "https://1.test/'x'", "https://e.test/a|b"] {
            assert!(is_https(good), "{good}");
        }
        for bad in [
            "",
            "http://e.test",
            "https://",
            "https:///e",
            "https://-e.test",
            "https://é.test",
            "https://e.test/é",
            "https://e.test/a b",
            "https://e.test/<",
            "https://e.test/>",
            "https://e.test/\"",
            "https://e.test/`",
            "https://e.test/\\",
        ] {
            assert!(!is_https(bad), "{bad}");
        }
    }

    #[test]
    fn a_code_span_keeps_its_spaces() {
        for code in [" a ", " a", "a ", "  ", "` a", "a `", "a``b`", " ` "] {
            let text = Text { pieces: vec![Piece::Code(code.to_owned())] };
            assert_eq!(Text::parse(&text.markdown()).unwrap(), text, "{code:?}");
        }
    }

    #[test]
    fn other_markup_is_refused_at_its_place() {
        for (markdown, at) in [
            ("a *b*", 2),
            ("a _b_", 2),
            ("x <br> y", 2),
            ("![x](https://e.test)", 0),
            ("a &amp; b", 2),
            ("a [b", 2),
            ("a [b](http://e.test)", 6),
            ("a [b](https://e.test", 2),
            ("a [](https://e.test)", 2),
            ("a ] b", 2),
            ("a `b", 2),
            ("~~a~~", 0),
            ("a </b>", 2),
            ("a <!-- b -->", 2),
            ("a <?b?>", 2),
            ("a &#60; b", 2),
            ("_a", 0),
            ("a_", 1),
            ("a [b [c](https://e.test)](https://e.test)", 5),
            ("a [b] (https://e.test)", 2),
            ("a [b](https://e.test/ c)", 2),
            ("a [b](https://e.test/(c))", 2),
            ("a [b](https://e.test/<c>)", 6),
            ("π [`b](https://e.test)", 4),
            ("a ``b`", 2),
            ("a `b`` c", 2),
            ("[b](https://e.test) *c*", 20),
            ("`b` *c*", 4),
        ] {
            let error = Text::parse(markdown).unwrap_err();
            assert_eq!(error.at, at, "{markdown}");
            assert_eq!(error.to_string(), error.message);
        }
    }
}
