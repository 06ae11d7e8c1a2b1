//! What a label or a column's head names, by its words.

/// What a labelled part of a cell is, or a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Type,
    Code,
    Cause,
    Solution,
}

const WORDS: &[(&str, Role)] = &[
    ("type", Role::Type),
    ("error type", Role::Type),
    ("error.type", Role::Type),
    ("code", Role::Code),
    ("codes", Role::Code),
    ("error code", Role::Code),
    ("error codes", Role::Code),
    ("error.code", Role::Code),
    ("cause", Role::Cause),
    ("causes", Role::Cause),
    ("possible cause", Role::Cause),
    ("possible causes", Role::Cause),
    ("reason", Role::Cause),
    ("root cause", Role::Cause),
    ("why", Role::Cause),
    ("why it happens", Role::Cause),
    ("why this happens", Role::Cause),
    ("solution", Role::Solution),
    ("solutions", Role::Solution),
    ("possible solution", Role::Solution),
    ("possible solutions", Role::Solution),
    ("recommended solution", Role::Solution),
    ("suggested solution", Role::Solution),
    ("resolution", Role::Solution),
    ("recommended resolution", Role::Solution),
    ("fix", Role::Solution),
    ("fixes", Role::Solution),
    ("recommended fix", Role::Solution),
    ("suggested fix", Role::Solution),
    ("how to fix", Role::Solution),
    ("how to fix it", Role::Solution),
    ("how to resolve", Role::Solution),
    ("how to resolve it", Role::Solution),
    ("what to do", Role::Solution),
    ("recommended action", Role::Solution),
    ("suggested action", Role::Solution),
    ("next step", Role::Solution),
    ("next steps", Role::Solution),
    ("resolution steps", Role::Solution),
    ("workaround", Role::Solution),
    ("workarounds", Role::Solution),
    ("what you can do", Role::Solution),
    ("mitigation", Role::Solution),
    ("troubleshooting", Role::Solution),
];

/// The same in other languages. The list is short because order tells too.
const TRANSLATED: &[(&str, Role)] = &[
    ("原因", Role::Cause),
    ("可能原因", Role::Cause),
    ("错误原因", Role::Cause),
    ("缘由", Role::Cause),
    ("원인", Role::Cause),
    ("causa", Role::Cause),
    ("ursache", Role::Cause),
    ("причина", Role::Cause),
    ("解决", Role::Solution),
    ("解决方案", Role::Solution),
    ("解决方法", Role::Solution),
    ("解决办法", Role::Solution),
    ("处理方法", Role::Solution),
    ("处理方式", Role::Solution),
    ("处理建议", Role::Solution),
    ("解決方案", Role::Solution),
    ("解決方法", Role::Solution),
    ("解決策", Role::Solution),
    ("解決法", Role::Solution),
    ("対処", Role::Solution),
    ("対処法", Role::Solution),
    ("対処方法", Role::Solution),
    ("対応", Role::Solution),
    ("対応方法", Role::Solution),
    ("対策", Role::Solution),
    ("해결", Role::Solution),
    ("해결책", Role::Solution),
    ("해결 방법", Role::Solution),
    ("해결 방안", Role::Solution),
    ("조치", Role::Solution),
    ("solución", Role::Solution),
    ("solução", Role::Solution),
    ("soluzione", Role::Solution),
    ("lösung", Role::Solution),
    ("решение", Role::Solution),
    ("способ решения", Role::Solution),
    ("что делать", Role::Solution),
];

/// Labels of other parts. Any further label can be that of a cause or solution in a language that is not listed.
const OTHERS: [&str; 20] = [
    "note",
    "notes",
    "example",
    "examples",
    "example response",
    "sample",
    "response",
    "message",
    "see",
    "see also",
    "docs",
    "documentation",
    "reference",
    "link",
    "links",
    "more information",
    "tip",
    "warning",
    "retry",
    "retryable",
];

/// Heads of the titles' column.
const TITLES: [&str; 7] = ["title", "error", "error name", "error message", "name", "message", "meaning"];

/// Heads of columns that are a cause or solution where no other column is, the likeliest first.
const VAGUE: &[(&str, Role)] = &[
    ("description", Role::Cause),
    ("explanation", Role::Cause),
    ("details", Role::Cause),
    ("meaning", Role::Cause),
    ("action", Role::Solution),
    ("actions", Role::Solution),
    ("remedy", Role::Solution),
    ("handling", Role::Solution),
];

impl Role {
    /// The role that a label or a column's head names, whatever colon, emphasis or symbols are around its
    /// words.
    pub(crate) fn of(label: &str) -> Option<Self> {
        Self::of_english(label).or_else(|| find(TRANSLATED, label))
    }

    /// As [`Role::of`], or the cause or solution that the last word of a few names: `Most likely cause`.
    pub(crate) fn of_head(head: &str) -> Option<Self> {
        const MOST_WORDS: usize = 3;
        let bare = bare(head);
        let last = || bare.rsplit(' ').next().filter(|_| bare.split(' ').count() <= MOST_WORDS);
        let is_text = |role: &Self| matches!(role, Self::Cause | Self::Solution);
        Self::of(head).or_else(|| Self::of(last()?).filter(is_text))
    }

    /// As [`Role::of`], for English words alone.
    pub(crate) fn of_english(label: &str) -> Option<Self> {
        find(WORDS, label)
    }

    /// Whether a label is known to be that of something else.
    pub(crate) fn is_other(label: &str) -> bool {
        OTHERS.contains(&bare(label).as_str())
    }

    /// Which of the vague words of this role a column's head is: the lower, the likelier.
    pub(crate) fn vagueness(self, head: &str) -> Option<usize> {
        let head = bare(head);
        VAGUE.iter().position(|(word, role)| *role == self && *word == head)
    }

    /// The longest known word that `text` ends with, as the page has it, and its role.
    pub(crate) fn at_end(text: &str) -> Option<(&str, Self)> {
        let ending = |(word, role): &(&str, Self)| {
            let (start, _) = text.char_indices().rev().nth(word.chars().count() - 1)?;
            let found = &text[start..];
            (found.to_lowercase() == *word).then_some((found, *role))
        };
        WORDS.iter().chain(TRANSLATED).filter_map(ending).max_by_key(|(found, _)| found.len())
    }
}

/// How surely a head is that of statuses; the lower, the surer.
pub(crate) fn status_rank(head: &str) -> usize {
    let head = head.to_ascii_lowercase();
    ["http", "status"].iter().position(|word| head.contains(word)).unwrap_or(2)
}

pub(crate) fn is_title_head(head: &str) -> bool {
    TITLES.contains(&head.to_ascii_lowercase().as_str())
}

fn find(words: &[(&str, Role)], label: &str) -> Option<Role> {
    let label = bare(label);
    words.iter().find(|(word, _)| *word == label).map(|(_, role)| *role)
}

/// The words alone, in lower case: without the end of `Cause 2` and `Cause(s)`.
fn bare(label: &str) -> String {
    let words = label.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let singular = words.strip_suffix("(s").unwrap_or(&words);
    let unnumbered = singular.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches([' ', '#']);
    if unnumbered.is_empty() { words } else { unnumbered.to_owned() }
}
