//! Finds `Cause:`, `Solution:`, `Type:` and `Code:` in a cell. A page in another language has other words in their
//! places; there, order tells.

use super::cell::Token;

/// What a labelled part of a cell is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Type,
    Code,
    Cause,
    Solution,
}

impl Role {
    const WORDS: [(&'static str, Self); 15] = [
        ("type", Self::Type),
        ("error type", Self::Type),
        ("code", Self::Code),
        ("error code", Self::Code),
        ("cause", Self::Cause),
        ("causes", Self::Cause),
        ("possible cause", Self::Cause),
        ("reason", Self::Cause),
        ("solution", Self::Solution),
        ("solutions", Self::Solution),
        ("possible solution", Self::Solution),
        ("resolution", Self::Solution),
        ("fix", Self::Solution),
        ("how to fix", Self::Solution),
        ("what to do", Self::Solution),
    ];

    /// The role that a label or a column's head names, by its words without colon and emphasis.
    pub(crate) fn of(label: &str) -> Option<Self> {
        let label = label.trim_matches(|c: char| c.is_whitespace() || is_colon(c) || "*_`".contains(c));
        let known = Self::WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(label));
        known.map(|(_, role)| *role)
    }
}

fn is_colon(c: char) -> bool {
    matches!(c, ':' | '：' | '﹕' | '︰' | '∶')
}

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

    /// Splits a cell at its labels: bold ones; else the words as such, where a copy lost the bold; else whatever
    /// stands before the colon of each line.
    pub(crate) fn read(tokens: &[Token]) -> Self {
        let bold = parts(split_bold(tokens));
        if bold.has_cause_and_solution() {
            return Self { is_bold: true, ..bold };
        }
        let loose = with_literal_markup(tokens);
        let ways = [split_bold(&loose), split_words(&loose), split_lines(&loose)];
        let mut readings = ways.map(parts).into_iter();
        readings.find(Self::has_cause_and_solution).unwrap_or(bold)
    }
}

/// A stretch of a cell, begun by a label except at the start of the cell.
#[derive(Debug, Default)]
struct Stretch {
    /// The label as the page has it; empty at the start of the cell.
    label: String,
    tokens: Vec<Token>,
}

impl Stretch {
    fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), tokens: Vec::new() }
    }
}

fn split_bold(tokens: &[Token]) -> Vec<Stretch> {
    let mut stretches = vec![Stretch::default()];
    let mut at = 0;
    while at < tokens.len() {
        let open = stretches.len() - 1;
        match bold_label(tokens, at, &stretches[open]) {
            Some((label, rest, used)) => {
                let mut stretch = Stretch::new(label);
                stretch.tokens.extend(rest);
                stretches.push(stretch);
                at += used;
            }
            None => {
                stretches[open].tokens.push(tokens[at].clone());
                at += 1;
            }
        }
    }
    stretches
}

/// A bold label at `at`: its text, what follows it in the same token, and how many tokens it takes. The colon stands
/// inside the bold or right behind it; a known label alone on its line needs none.
fn bold_label(tokens: &[Token], at: usize, before: &Stretch) -> Option<(String, Option<Token>, usize)> {
    let Some(Token::Words { text, strong: true }) = tokens.get(at) else { return None };
    if let Some((label, rest)) = split_colon(text) {
        let rest = (!rest.trim().is_empty()).then(|| Token::words(rest));
        return is_label(label).then(|| (label.to_owned(), rest, 1));
    }
    match tokens.get(at + 1) {
        Some(Token::Words { text: next, strong: false }) if next.trim_start().starts_with(is_colon) => {
            let rest = next.trim_start().trim_start_matches(is_colon);
            is_label(text).then(|| (text.clone(), Some(Token::words(rest)), 2))
        }
        Some(Token::Break) => {
            let starts_line = before.tokens.last().is_none_or(|token| matches!(token, Token::Break));
            (starts_line && Role::of(text).is_some()).then(|| (text.clone(), None, 1))
        }
        _ => None,
    }
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
        && !text.contains(['.', ',', '/', '{', '<'])
}

/// Breaks and bold labels that nobody rendered, `<br />` and `**Cause:**`, as what they were meant to be.
fn with_literal_markup(tokens: &[Token]) -> Vec<Token> {
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
    let bold = text.match_indices("**").find_map(|(at, stars)| {
        let (label, after) = text[at + stars.len()..].split_once(stars)?;
        let has_colon = label.trim_end().ends_with(is_colon) || after.trim_start().starts_with(is_colon);
        let words = label.trim_end().trim_end_matches(is_colon);
        let token = Token::Words { text: label.to_owned(), strong: true };
        (has_colon && is_label(words)).then_some((&text[..at], token, after))
    });
    breaks.chain(bold).min_by_key(|(before, ..)| before.len())
}

/// Splits at the known words, each once, `Type` and `Code` only before the cause.
fn split_words(tokens: &[Token]) -> Vec<Stretch> {
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

/// The first known label in `text` that has not been seen: what is before it, it, its role, what is behind its colon.
/// Asterisks that nobody rendered belong to the label.
fn find_word<'t>(text: &'t str, seen: &[Role]) -> Option<(&'t str, &'t str, Role, &'t str)> {
    for (colon, sign) in text.char_indices().filter(|(_, c)| is_colon(*c)) {
        let head = text[..colon].trim_end_matches(['*', ' ']);
        let start = head.rfind(|c: char| !c.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        // The character before may be more than a byte.
        let start = (start..=head.len()).find(|at| head.is_char_boundary(*at)).unwrap_or(head.len());
        let begins = head[..start].ends_with(|c: char| c.is_whitespace() || "*_>.".contains(c));
        let Some(role) = Role::of(&head[start..]).filter(|_| begins || start == 0) else { continue };
        let is_late = matches!(role, Role::Type | Role::Code) && seen.contains(&Role::Cause);
        let early_solution = role == Role::Solution && !seen.contains(&Role::Cause);
        if seen.contains(&role) || is_late || early_solution {
            continue;
        }
        let before = text[..start].trim_end_matches('*');
        let after = text[colon + sign.len_utf8()..].trim_start_matches('*');
        return Some((before, &head[start..], role, after));
    }
    None
}

/// Splits into lines, each with the words before its colon as label; a line without label goes on with the one above.
fn split_lines(tokens: &[Token]) -> Vec<Stretch> {
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

/// Gives each stretch its role.
fn parts(mut stretches: Vec<Stretch>) -> Labelled {
    if let Some((_, before_labels)) = stretches.split_last_mut() {
        before_labels.iter_mut().for_each(|stretch| trim_end(&mut stretch.tokens));
    }
    let lead = stretches.remove(0).tokens;
    let roles = roles(&stretches);
    let mut parts: Vec<(Role, Vec<Token>)> = Vec::new();
    for (stretch, role) in stretches.into_iter().zip(roles) {
        match (role, parts.last_mut()) {
            (Some(role), _) => parts.push((role, stretch.tokens)),
            // "Note:" and the like belong to the text they stand in.
            (None, Some((_, open))) => {
                open.push(Token::words(format!(" {}: ", stretch.label.trim())));
                open.extend(stretch.tokens);
            }
            (None, None) => {}
        }
    }
    Labelled { lead, parts, is_bold: false }
}

fn roles(stretches: &[Stretch]) -> Vec<Option<Role>> {
    let mut roles: Vec<Option<Role>> = Vec::new();
    for stretch in stretches {
        let role = Role::of(&stretch.label).filter(|role| !roles.contains(&Some(*role)));
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

/// Drops the break before the next label: a real one, or one that was escaped on its way.
fn trim_end(tokens: &mut Vec<Token>) {
    let mut had_break = false;
    while let Some(token) = tokens.last() {
        if !token.is_blank() {
            break;
        }
        had_break |= matches!(token, Token::Break);
        tokens.pop();
    }
    if let Some(Token::Words { text, .. }) = tokens.last_mut().filter(|_| !had_break) {
        if let Some(before) = strip_escaped_break(text) {
            *text = before;
        }
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
