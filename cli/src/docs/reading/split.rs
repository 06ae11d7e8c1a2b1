//! Cuts a cell at its labels, in the ways in which pages write them.

use super::cell::{Token, is_colon, is_dash};
use super::role::Role;
use super::status::Status;

/// A stretch of a cell, begun by a label except at the start of the cell.
#[derive(Debug, Default)]
pub(crate) struct Stretch {
    /// The label as the page has it; empty at the start of the cell.
    pub(crate) label: String,
    /// Whether the label is bold and begins its line.
    pub(crate) has_own_line: bool,
    pub(crate) tokens: Vec<Token>,
}

impl Stretch {
    fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }
}

/// Splits at the bold words before a colon.
pub(crate) fn at_bold(tokens: &[Token]) -> Vec<Stretch> {
    at_labels(tokens, |at| label_with_colon(tokens, at).or_else(|| word_alone(tokens, at)))
}

/// Splits at the bold words before a colon, and at known ones that begin a line without.
pub(crate) fn at_bold_words(tokens: &[Token]) -> Vec<Stretch> {
    at_labels(tokens, |at| label_with_colon(tokens, at).or_else(|| word_of_line(tokens, at)))
}

/// Splits at the known words that begin a line without a colon, as copies have them that lost the bold.
pub(crate) fn at_bare_words(tokens: &[Token]) -> Vec<Stretch> {
    at_labels(tokens, |at| bare_word(tokens, at))
}

/// A label's text, what follows it in its last token, and how many tokens it takes.
type Label = (String, Option<Token>, usize);

fn at_labels(tokens: &[Token], label_at: impl Fn(usize) -> Option<Label>) -> Vec<Stretch> {
    let mut stretches = vec![Stretch::default()];
    let mut at = 0;
    while at < tokens.len() {
        match label_at(at) {
            Some((label, rest, used)) => {
                let has_own_line = begins_line(&tokens[..at]);
                stretches.push(Stretch { label, has_own_line, tokens: rest.into_iter().collect() });
                at += used;
            }
            None => {
                push(&mut stretches, tokens[at].clone());
                at += 1;
            }
        }
    }
    stretches
}

/// A label at `at`: bold, or a known word marked as code.
fn label_with_colon(tokens: &[Token], at: usize) -> Option<Label> {
    bold_label(tokens, at).or_else(|| code_label(tokens, at))
}

/// The colon is inside the bold or right after it.
fn bold_label(tokens: &[Token], at: usize) -> Option<Label> {
    let Token::Words { text, strong: true } = tokens.get(at)? else { return None };
    if let Some((label, rest)) = split_colon(text) {
        let rest = (!rest.trim().is_empty()).then(|| Token::words(rest));
        return is_label(label).then(|| (label.to_owned(), rest, 1));
    }
    match tokens.get(at + 1) {
        Some(Token::Words { text: next, strong: false }) if next.trim_start().starts_with(is_colon) => {
            let rest = next.trim_start().trim_start_matches(is_colon);
            is_label(text).then(|| (text.clone(), Some(Token::words(rest)), 2))
        }
        _ => None,
    }
}

/// `error.code` marked as code, at the start of its line and with nothing but code after the colon: else it
/// is a word of a text.
fn code_label(tokens: &[Token], at: usize) -> Option<Label> {
    let (Token::Code(label), Token::Words { text: colon, .. }) = (tokens.get(at)?, tokens.get(at + 1)?)
    else {
        return None;
    };
    let is_code = matches!(Role::of(label), Some(Role::Type | Role::Code)) && begins_line(&tokens[..at]);
    let value = tokens[at + 2..].iter().find(|token| !token.is_blank());
    let is_colon_alone = colon.trim().chars().count() == 1 && colon.trim().starts_with(is_colon);
    (is_code && is_colon_alone && matches!(value, Some(Token::Code(_)))).then(|| (label.clone(), None, 2))
}

/// A known bold word that has its line for itself.
fn word_alone(tokens: &[Token], at: usize) -> Option<Label> {
    word_of_line(tokens, at).filter(|_| matches!(tokens.get(at + 1), Some(Token::Break)))
}

/// A known bold word that begins its line. `Type` and `Code` are words of sentences too, unless code follows.
fn word_of_line(tokens: &[Token], at: usize) -> Option<Label> {
    let Token::Words { text, strong: true } = tokens.get(at)? else { return None };
    let role = Role::of(text).filter(|_| begins_line(&tokens[..at]))?;
    let mut rest = tokens.get(at + 1..)?.iter();
    let has_code = matches!(rest.find(|token| !token.is_blank()), Some(Token::Code(_)));
    match tokens.get(at + 1) {
        Some(Token::Break) => Some((text.clone(), None, 1)),
        _ if matches!(role, Role::Type | Role::Code) && !has_code => None,
        Some(Token::Words { text: next, strong: false }) => {
            let rest = next.trim_start().trim_start_matches(is_dash);
            Some((text.clone(), Some(Token::words(rest)), 2))
        }
        _ => Some((text.clone(), None, 1)),
    }
}

/// `Cause` or `Solution` without bold and colon at the start of a line; a sentence follows.
fn bare_word(tokens: &[Token], at: usize) -> Option<Label> {
    let Token::Words { text, strong: false } = tokens.get(at)? else { return None };
    let (word, rest) = text.trim_start().split_once(char::is_whitespace)?;
    let role = Role::of(word).filter(|_| begins_line(&tokens[..at]))?;
    let is_label = matches!(role, Role::Cause | Role::Solution) && word.chars().all(char::is_alphabetic);
    let has_sentence = rest.trim_start().starts_with(|c: char| c.is_uppercase() || !c.is_ascii());
    (is_label && has_sentence).then(|| (word.to_owned(), Some(Token::words(rest)), 1))
}

/// Whether a line begins with a label: any bold one, or a known word before a colon or a sentence.
pub(crate) fn begins_with_label(line: &[Token]) -> bool {
    let at = line.iter().take_while(|token| token.is_mark()).count();
    let is_word = words_before_colon(line).is_some_and(|label| Role::of(label).is_some());
    let labels = [label_with_colon, word_of_line, bare_word];
    is_word || labels.iter().any(|label| label(line, at).is_some())
}

/// The words that a line begins with, up to a colon, where they can be a label in any language.
pub(crate) fn words_before_colon(line: &[Token]) -> Option<&str> {
    let Token::Words { text, .. } = line.iter().find(|token| !token.is_mark())? else { return None };
    split_colon(text).map(|(label, _)| label).filter(|label| is_label(label))
}

/// Whether the first of a title's labels, that of its type, code or cause, may begin this line.
pub(crate) fn begins_facts(line: &[Token]) -> bool {
    let Some(Token::Words { text, .. }) = line.iter().find(|token| !token.is_mark()) else { return false };
    let label = text.split(is_colon).next().unwrap_or_default();
    let words = [label, label.split_whitespace().next().unwrap_or_default()];
    words.into_iter().filter_map(Role::of).any(|role| role != Role::Solution)
}

fn begins_line(before: &[Token]) -> bool {
    before.iter().rev().find(|token| !token.is_mark()).is_none_or(|token| matches!(token, Token::Break))
}

fn split_colon(text: &str) -> Option<(&str, &str)> {
    let at = text.find(is_colon)?;
    let colon = text[at..].chars().next().map_or(1, char::len_utf8);
    Some((&text[..at], &text[at + colon..]))
}

fn is_label(text: &str) -> bool {
    const LONGEST: usize = 30;
    let text = text.trim();
    !text.is_empty()
        && text.chars().count() <= LONGEST
        && text.contains(char::is_alphabetic)
        && Status::read(text).is_none()
        && (!text.contains(['.', ',', '/', '{', '<']) || Role::of(text).is_some())
}

/// Whether there is a bold label that nobody rendered.
pub(crate) fn has_literal_label(token: &Token) -> bool {
    matches!(token, Token::Words { text, strong: false } if first_bold(text).is_some())
}

/// Breaks and bold labels that nobody rendered, `<br />` and `**Cause:**`, as what they were meant to be.
pub(crate) fn with_literal_markup(tokens: &[Token]) -> Vec<Token> {
    let mut out = Vec::new();
    for token in tokens {
        let Token::Words { text, strong: false } = token else {
            out.push(token.clone());
            continue;
        };
        let mut rest = text.as_str();
        while let Some((before, found, after)) = first_markup(rest) {
            out.extend([Token::words(before), found]);
            rest = after;
        }
        out.push(Token::words(rest));
    }
    out.retain(|token| !matches!(token, Token::Words { text, .. } if text.is_empty()));
    out
}

fn first_markup(text: &str) -> Option<(&str, Token, &str)> {
    let breaks = ["<br", "&lt;br", "<BR"].into_iter().filter_map(|tag| {
        let at = text.find(tag)?;
        let inside = text[at + tag.len()..].trim_start_matches([' ', '/']);
        let after = inside.strip_prefix('>').or_else(|| inside.strip_prefix("&gt;"))?;
        Some((&text[..at], Token::Break, after))
    });
    breaks.chain(first_bold(text)).min_by_key(|(before, ..)| before.len())
}

fn first_bold(text: &str) -> Option<(&str, Token, &str)> {
    text.match_indices("**").find_map(|(at, stars)| {
        let (label, after) = text[at + stars.len()..].split_once(stars)?;
        let has_colon = label.trim_end().ends_with(is_colon) || after.trim_start().starts_with(is_colon);
        let words = label.trim_end().trim_end_matches(is_colon);
        let token = Token::Words { text: label.to_owned(), strong: true };
        (has_colon && is_label(words)).then_some((&text[..at], token, after))
    })
}

/// Splits at the known words, each once, `Type` and `Code` only before the cause.
pub(crate) fn at_words(tokens: &[Token]) -> Vec<Stretch> {
    let mut stretches = vec![Stretch::default()];
    let mut seen: Vec<Role> = Vec::new();
    for token in tokens {
        let Token::Words { text, .. } = token else {
            push(&mut stretches, token.clone());
            continue;
        };
        let mut rest = text.as_str();
        while let Some((before, label, role, after)) = find_word(rest, &seen) {
            push(&mut stretches, Token::words(before));
            stretches.push(Stretch::new(label));
            seen.push(role);
            rest = after;
        }
        push(&mut stretches, Token::words(rest));
    }
    stretches
}

fn push(stretches: &mut [Stretch], token: Token) {
    if let Some(open) = stretches.last_mut() {
        open.tokens.push(token);
    }
}

/// The first known label in `text` that has not been seen: what is before it, it, its role, what follows its
/// colon. Asterisks that nobody rendered belong to the label.
fn find_word<'t>(text: &'t str, seen: &[Role]) -> Option<(&'t str, &'t str, Role, &'t str)> {
    for (colon, sign) in text.char_indices().filter(|(_, c)| is_colon(*c)) {
        let head = text[..colon].trim_end_matches(['*', ' ']);
        let Some((label, role)) = Role::at_end(head) else { continue };
        let start = head.len() - label.len();
        let begins = head[..start].ends_with(|c: char| c.is_whitespace() || "*_>.。".contains(c));
        let is_late = matches!(role, Role::Type | Role::Code) && seen.contains(&Role::Cause);
        let early_solution = role == Role::Solution && !seen.contains(&Role::Cause);
        if !(begins || start == 0) || seen.contains(&role) || is_late || early_solution {
            continue;
        }
        let before = text[..start].trim_end_matches('*');
        let after = text[colon + sign.len_utf8()..].trim_start_matches('*');
        return Some((before, label, role, after));
    }
    None
}

/// Splits into lines, each with the words before its colon as label; a line without label goes on with the
/// one above.
pub(crate) fn into_lines(tokens: &[Token]) -> Vec<Stretch> {
    let mut stretches = vec![Stretch::default()];
    let mut starts_line = true;
    for token in tokens {
        let labelled = match token {
            Token::Words { text, .. } if starts_line => {
                split_colon(text).filter(|(label, _)| is_label(label))
            }
            _ => None,
        };
        match labelled {
            Some((label, rest)) => {
                stretches.push(Stretch::new(label));
                push(&mut stretches, Token::words(rest));
            }
            None => push(&mut stretches, token.clone()),
        }
        starts_line = matches!(token, Token::Break) || (starts_line && token.is_blank());
    }
    stretches
}
