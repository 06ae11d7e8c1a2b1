//! Finds `Cause:`, `Solution:`, `Type:` and `Code:` in a cell. A page in another language has other words in
//! their places; there, order tells.

use super::cell::{self, Cell, Token, is_colon, is_dash, is_symbol};
use super::role::Role;
use super::split::{self, Stretch};

/// The parts of a cell.
#[derive(Debug, Default)]
pub(crate) struct Labelled {
    /// What comes before the first label.
    pub(crate) lead: Vec<Token>,
    pub(crate) parts: Vec<(Role, Vec<Token>)>,
    /// Whether the labels are bold: then they are labels for certain.
    pub(crate) is_bold: bool,
}

impl Labelled {
    pub(crate) fn get(&self, role: Role) -> Option<&[Token]> {
        self.parts.iter().find(|(found, _)| *found == role).map(|(_, tokens)| tokens.as_slice())
    }

    pub(crate) fn has_cause_and_solution(&self) -> bool {
        self.get(Role::Cause).is_some() && self.get(Role::Solution).is_some()
    }

    /// The parts of a cell, which is Markdown where only that makes its labels ones.
    pub(crate) fn of(cell: &Cell) -> Self {
        let html = Self::read(&cell.tokens);
        let markdown = Self::read(&cell.as_markdown);
        let is_html = html.is_bold || !markdown.has_cause_and_solution();
        if is_html { html } else { Self { is_bold: false, ..markdown } }
    }

    /// Splits a cell at its labels: bold ones, with a colon or without; else the words as such, where a copy
    /// lost the bold; else whatever comes before the colon of each line.
    pub(crate) fn read(tokens: &[Token]) -> Self {
        let bold = parts(split::at_bold(tokens));
        if bold.has_cause_and_solution() {
            return Self { is_bold: true, ..bold };
        }
        let words = parts(split::at_bold_words(tokens));
        if words.has_cause_and_solution() {
            return Self { is_bold: true, ..words };
        }
        let loose = split::with_literal_markup(tokens);
        let ways = [
            split::at_bold(&loose),
            split::at_words(&loose),
            split::at_bare_words(&loose),
            split::into_lines(&loose),
        ];
        let mut readings = ways.map(parts).into_iter();
        readings.find(Self::has_cause_and_solution).unwrap_or(bold)
    }
}

/// Gives each stretch its role.
fn parts(mut stretches: Vec<Stretch>) -> Labelled {
    if let Some((_, before_labels)) = stretches.split_last_mut() {
        before_labels.iter_mut().for_each(|stretch| trim_end(&mut stretch.tokens));
    }
    let mut lead = stretches.remove(0).tokens;
    if !cell::text(&lead).plain().contains(char::is_alphanumeric) {
        lead.clear();
    }
    let roles = roles(&stretches);
    let mut parts: Vec<(Role, Vec<Token>)> = Vec::new();
    let mut tail = Tail::Ended;
    for (stretch, role) in stretches.into_iter().zip(roles) {
        let again = Role::of_head(&stretch.label).filter(|_| role.is_none());
        if let Some((_, text)) = parts.iter_mut().find(|(before, _)| Some(*before) == again) {
            // One more cause or solution of the same error.
            text.push(Token::Break);
            text.extend(stretch.tokens);
            continue;
        }
        match (role, parts.last_mut()) {
            (Some(role), _) => {
                tail = Tail::of(role, &stretch.tokens);
                parts.push((role, stretch.tokens));
            }
            (None, Some((_, text))) => {
                if tail == Tail::Text && stretch.has_own_line {
                    tail = Tail::Ended;
                }
                if tail != Tail::Ended {
                    text.push(Token::words(format!(" {}: ", stretch.label.trim())));
                    text.extend(stretch.tokens);
                }
            }
            (None, None) => {}
        }
    }
    Labelled { lead, parts, is_bold: false }
}

/// What other labels, such as `Note:`, are to the part before them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tail {
    /// The part is not a text, or a label at the start of a line has ended it.
    Ended,
    /// The part is a text, and those inside its lines belong to it.
    Text,
    /// They are the items of a list, which is all of the text or introduced by it.
    List,
}

impl Tail {
    fn of(role: Role, tokens: &[Token]) -> Self {
        let text = cell::text(tokens).plain();
        match role {
            Role::Type | Role::Code => Self::Ended,
            Role::Cause | Role::Solution if text.is_empty() || text.ends_with(is_colon) => Self::List,
            Role::Cause | Role::Solution => Self::Text,
        }
    }
}

fn roles(stretches: &[Stretch]) -> Vec<Option<Role>> {
    let mut roles: Vec<Option<Role>> = Vec::new();
    for stretch in stretches {
        let role = Role::of_head(&stretch.label).filter(|role| !roles.contains(&Some(*role)));
        roles.push(role);
    }
    let is_unknown =
        |roles: &[Option<Role>], at: usize| roles[at].is_none() && !Role::is_other(&stretches[at].label);
    let unknown =
        |roles: &[Option<Role>], from: usize, to: usize| (from..to).rev().find(|at| is_unknown(roles, *at));
    let cause = roles.iter().position(|role| *role == Some(Role::Cause));
    let solution = roles.iter().position(|role| *role == Some(Role::Solution));
    match (cause, solution) {
        (Some(_), Some(_)) => {}
        (Some(cause), None) => {
            let next = (cause + 1..roles.len()).find(|at| is_unknown(&roles, *at));
            next.into_iter().for_each(|i| roles[i] = Some(Role::Solution));
        }
        (None, Some(solution)) => {
            let last = unknown(&roles, 0, solution);
            last.into_iter().for_each(|i| roles[i] = Some(Role::Cause));
        }
        (None, None) => {
            let solution = unknown(&roles, 0, roles.len());
            let cause = solution.and_then(|solution| unknown(&roles, 0, solution));
            if let (Some(cause), Some(solution)) = (cause, solution) {
                roles[cause] = Some(Role::Cause);
                roles[solution] = Some(Role::Solution);
            }
        }
    }
    name_codes(stretches, &mut roles);
    roles
}

/// Labels in another language before the cause, with nothing but a code span each: type and code, or code
/// alone.
fn name_codes(stretches: &[Stretch], roles: &mut [Option<Role>]) {
    if stretches.iter().any(|stretch| is_english_text(&stretch.label)) {
        return;
    }
    let Some(cause) = roles.iter().position(|role| *role == Some(Role::Cause)) else { return };
    let is_code = |i: &usize| {
        let tokens: Vec<&Token> = stretches[*i].tokens.iter().filter(|token| !token.is_blank()).collect();
        roles[*i].is_none() && matches!(tokens.as_slice(), [Token::Code(_)])
    };
    let found: Vec<usize> = (0..cause).filter(is_code).collect();
    let missing: Vec<Role> =
        [Role::Type, Role::Code].into_iter().filter(|role| !roles.contains(&Some(*role))).collect();
    for (i, role) in found.iter().rev().zip(missing.iter().rev()) {
        roles[*i] = Some(*role);
    }
}

fn is_english_text(label: &str) -> bool {
    matches!(Role::of_english(label), Some(Role::Cause | Role::Solution))
}

/// Drops what leads over to the next label: its line's symbols and number, what parts it from the text on the
/// same line, and the break before, a real one or one that was escaped on its way.
fn trim_end(tokens: &mut Vec<Token>) {
    let mut had_break = false;
    while let Some((token, before)) = tokens.split_last() {
        let leads_over = !had_break && leads_over(token, before);
        if !token.is_blank() && !leads_over {
            break;
        }
        had_break |= matches!(token, Token::Break);
        tokens.pop();
    }
    if let Some(Token::Words { text, .. }) = tokens.last_mut().filter(|_| !had_break) {
        let words = without_separator(text);
        if words.contains(char::is_alphanumeric) {
            *text = words.to_owned();
        }
        if let Some(before) = strip_escaped_break(text) {
            *text = before;
        }
    }
}

/// Whether the token is a picture, bullet, number or separator before the label, and not words of a text.
fn leads_over(token: &Token, before: &[Token]) -> bool {
    match (token, before.last()) {
        (Token::Words { text, .. }, Some(Token::Break)) => token.is_mark() || is_number(text.trim()),
        (Token::Words { text, .. }, Some(_)) => without_separator(text).is_empty(),
        _ => false,
    }
}

/// The words without the symbols, `;`, `|`, ` / `, ` - ` or ` (2)` at their end.
fn without_separator(words: &str) -> &str {
    let trim = |words| {
        str::trim_end_matches(words, |c: char| c.is_whitespace() || is_symbol(c) || ";；|·".contains(c))
    };
    let words = trim(words);
    let by_sign = words.trim_end_matches(|c: char| c == '/' || is_dash(c));
    let by_number = words.rfind(['(', '（']).filter(|at| is_number(&words[*at..])).map(|at| &words[..at]);
    let before = by_number.unwrap_or(by_sign);
    let is_apart = before.is_empty() || before.ends_with(char::is_whitespace);
    if is_apart { trim(before) } else { words }
}

/// Whether a list counts with this: `2.`, `2)`, `(2)`.
fn is_number(word: &str) -> bool {
    let digits = word.trim_matches(|c: char| "().（）".contains(c));
    digits.len() < word.len()
        && matches!(digits.len(), 1 | 2)
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn strip_escaped_break(text: &str) -> Option<String> {
    let text = text.trim_end();
    let inside = text.strip_suffix('>').or_else(|| text.strip_suffix("&gt;"))?;
    let inside = inside.trim_end_matches([' ', '/']);
    let before = inside.strip_suffix("br").or_else(|| inside.strip_suffix("BR"))?;
    let before = before.strip_suffix('<').or_else(|| before.strip_suffix("&lt;"))?;
    Some(before.to_owned())
}
