//! Finds `Cause:`, `Solution:`, `Type:` and `Code:` in a cell. A page in another language has other words in their
//! places; there, order tells.

use super::cell::{self, Cell, Token, is_symbol};
use super::role::Role;
use super::split::{self, Stretch};

/// The parts of a cell.
#[derive(Debug, Default)]
pub(crate) struct Labelled {
    /// What stands before the first label.
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

    /// Splits a cell at its labels: bold ones, with a colon or without; else the words as such, where a copy lost the
    /// bold; else whatever stands before the colon of each line.
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
        let ways = [split::at_bold(&loose), split::at_words(&loose), split::into_lines(&loose)];
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
    for (stretch, role) in stretches.into_iter().zip(roles) {
        match (role, parts.last_mut()) {
            (Some(role), _) => parts.push((role, stretch.tokens)),
            // "Note:" and the like belong to the text they stand in.
            (None, Some((Role::Cause | Role::Solution, open))) => {
                open.push(Token::words(format!(" {}: ", stretch.label.trim())));
                open.extend(stretch.tokens);
            }
            (None, _) => {}
        }
    }
    Labelled { lead, parts, is_bold: false }
}

fn roles(stretches: &[Stretch]) -> Vec<Option<Role>> {
    let mut roles: Vec<Option<Role>> = Vec::new();
    for stretch in stretches {
        let role = Role::of_head(&stretch.label).filter(|role| !roles.contains(&Some(*role)));
        roles.push(role);
    }
    let unknown =
        |roles: &[Option<Role>], from: usize, to: usize| (from..to).rev().find(|i| roles[*i].is_none());
    let cause = roles.iter().position(|role| *role == Some(Role::Cause));
    let solution = roles.iter().position(|role| *role == Some(Role::Solution));
    match (cause, solution) {
        (Some(_), Some(_)) => {}
        (Some(cause), None) => {
            let next = (cause + 1..roles.len()).find(|i| roles[*i].is_none());
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

/// Labels in another language before the cause, with nothing but a code span each: type and code, or code alone.
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

/// Drops what leads over to the next label: its line's symbols, and the break before, a real one or one that was
/// escaped on its way.
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
        let words = text.trim_end_matches(|c: char| c.is_whitespace() || is_symbol(c));
        if words.contains(char::is_alphanumeric) {
            *text = words.to_owned();
        }
        if let Some(before) = strip_escaped_break(text) {
            *text = before;
        }
    }
}

/// Whether these words are none: a picture or bullet before the label.
fn leads_over(token: &Token, before: &[Token]) -> bool {
    match (token, before.last()) {
        (_, Some(Token::Break)) => token.is_mark(),
        (Token::Words { text, .. }, Some(_)) => text.chars().all(|c| c == ' ' || is_symbol(c)),
        _ => false,
    }
}

fn strip_escaped_break(text: &str) -> Option<String> {
    let text = text.trim_end();
    let inside = text.strip_suffix('>').or_else(|| text.strip_suffix("&gt;"))?;
    let inside = inside.trim_end_matches([' ', '/']);
    let before = inside.strip_suffix("br").or_else(|| inside.strip_suffix("BR"))?;
    let before = before.strip_suffix('<').or_else(|| before.strip_suffix("&lt;"))?;
    Some(before.to_owned())
}
