//! Names for rows that have none yet. A person confirms them.

use openai_error_policy_build::{ErrorRow, Table};

use super::PageRow;
use super::identity::Identity;

/// Words that say nothing about the error.
const FILLERS: [&str; 26] = [
    "a",
    "an",
    "the",
    "this",
    "that",
    "your",
    "you",
    "we",
    "our",
    "is",
    "are",
    "was",
    "were",
    "be",
    "been",
    "has",
    "have",
    "had",
    "please",
    "provided",
    "argument",
    "currently",
    "of",
    "for",
    "to",
    "in",
];
const MOST_WORDS: usize = 6;

/// The name of each page row: that of the table's row it is, else a new one that no row of the table has.
pub(crate) fn propose_names(rows: &[PageRow], table: &Table, identities: &[Identity]) -> Vec<String> {
    let mut taken: Vec<String> = table.rows.iter().map(|row| key(&row.name.value)).collect();
    let name = |(row, identity): (&PageRow, &Identity)| match identity {
        Identity::Row(index) => table.rows.get(*index).map(known_name).unwrap_or_default(),
        Identity::New => {
            let name = free_name(row, &taken);
            taken.push(key(&name));
            name
        }
    };
    rows.iter().zip(identities).map(name).collect()
}

fn known_name(row: &ErrorRow) -> String {
    row.name.value.clone()
}

/// Names that agree in this have the same `snake_case` form, or one too near to it.
fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// By the title, else by the code, else by the status, else with a number behind.
fn free_name(row: &PageRow, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.contains(&key(name));
    let by_title = camel(clause(&row.title.plain()));
    let by_code = row.code.as_deref().and_then(camel);
    let by_status = Some(format!("Status{}", row.status));
    let names: Vec<String> = [by_title, by_code, by_status].into_iter().flatten().collect();
    let numbered = || {
        let first = names.first().cloned().unwrap_or_default();
        (2..).map(move |number| format!("{first}{number}")).find(|name| is_free(name)).unwrap_or_default()
    };
    names.iter().find(|name| is_free(name)).cloned().unwrap_or_else(numbered)
}

/// The first clause, when it is more than a word.
fn clause(title: &str) -> &str {
    let end = title.find([',', ';', ':', '(', '.']).unwrap_or(title.len());
    let first = title.get(..end).unwrap_or(title);
    if first.split_whitespace().count() > 1 { first } else { title }
}

/// `Invalid service_tier argument` becomes `InvalidServiceTier`; `None` when there is no ASCII word.
fn camel<'t>(text: impl Into<Option<&'t str>>) -> Option<String> {
    let text = text.into()?;
    // Of a title in another script a stray Latin word is no name.
    if text.chars().filter(|c| c.is_alphabetic()).any(|c| !c.is_ascii()) {
        return None;
    }
    let words = text.replace('\'', "").to_ascii_lowercase();
    let words: Vec<&str> =
        words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let telling: Vec<&str> = words.iter().filter(|word| !FILLERS.contains(word)).copied().collect();
    let words = if telling.is_empty() { words } else { telling };
    let name: String = words.into_iter().take(MOST_WORDS).map(capitalised).collect();
    let needs_word = !name.starts_with(|c: char| c.is_ascii_alphabetic());
    match name.as_str() {
        "" => None,
        "Self" => Some("SelfError".to_owned()),
        _ if needs_word => Some(format!("Error{name}")),
        _ => Some(name),
    }
}

fn capitalised(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    format!("{}{rest}", first.to_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::camel;

    #[test]
    fn names_keep_the_telling_words() {
        for (title, name) in [
            ("Credit balance exhausted", Some("CreditBalanceExhausted")),
            ("Invalid `service_tier` argument", Some("InvalidServiceTier")),
            ("IP not authorized", Some("IpNotAuthorized")),
            (
                "The server had an error while processing your request",
                Some("ServerErrorWhileProcessingRequest"),
            ),
            ("3 strikes", Some("Error3Strikes")),
            ("Self", Some("SelfError")),
            ("Couldn't connect", Some("CouldntConnect")),
            ("The", Some("The")),
            ("slow_down", Some("SlowDown")),
            ("429 太多请求 API", None),
            ("--", None),
        ] {
            assert_eq!(camel(title).as_deref(), name, "{title}");
        }
    }
}
