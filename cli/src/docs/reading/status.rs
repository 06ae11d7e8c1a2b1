//! The HTTP status that a cell, a line or a heading begins with.

/// A status at the start of a text, and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) number: u16,
    /// The text behind the number and its dash.
    pub(crate) rest: String,
    /// Whether a dash or colon parts the two.
    pub(crate) has_dash: bool,
}

impl Status {
    /// A status whose title stands elsewhere.
    pub(crate) fn alone(number: u16) -> Self {
        Self { number, rest: String::new(), has_dash: false }
    }

    /// Reads `401`, `401 - Title`, `HTTP 401: Title`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || "*_`#".contains(c));
        let at = text.find(|c: char| c.is_ascii_digit())?;
        let is_prefix = |word: &str| {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric()).to_ascii_lowercase();
            ["", "http", "http/1", "status", "code", "error"].contains(&word.as_str())
        };
        if !text[..at].split_whitespace().all(is_prefix) {
            return None;
        }
        let (number, rest) = text[at..].split_at_checked(3)?;
        let number = number.parse().ok().filter(|number| (100..=599).contains(number))?;
        // "4291", "429.5", "429/503" and "500-599" are no status.
        let goes_on = rest.starts_with(|c: char| c.is_alphanumeric() || c == '/' || c == '.')
            || rest
                .strip_prefix(['-', '–'])
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if goes_on {
            return None;
        }
        // The end of the markup that a status alone can stand in.
        let rest = rest.strip_prefix('`').unwrap_or(rest);
        let title = without_dash(rest);
        Some(Self { number, rest: title.unwrap_or(rest).trim().to_owned(), has_dash: title.is_some() })
    }
}

/// What stands behind the dash, if there is one.
fn without_dash(text: &str) -> Option<&str> {
    let dash = |c: char| "-:|.)−－：·•".contains(c) || ('\u{2010}'..='\u{2015}').contains(&c);
    let title = text.trim_start_matches(|c: char| c.is_whitespace() || "*_".contains(c));
    title.strip_prefix(dash)
}
