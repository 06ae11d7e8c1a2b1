//! Names for rows that have none yet. A person confirms them.

use heck::{ToSnakeCase, ToUpperCamelCase};
use openai_error_policy_build::ErrorRow;

use super::PageRow;

/// Words that say nothing about the error.
const FILLERS: &str = "a an the this that your you we our is are was were be been has have had please provided \
                       argument currently of for to in";
const MOST_WORDS: usize = 6;

/// The name of each page row: that of its `known` row of the table, else a new one that no row `beside` has.
pub(super) fn propose_names(
    rows: &[PageRow],
    known: &[Option<&ErrorRow>],
    beside: &[ErrorRow],
) -> Vec<String> {
    let reserved = known.iter().copied().flatten().chain(beside);
    let mut taken: Vec<String> = reserved.map(|row| key(&row.name.value)).collect();
    let name = |(row, known): (&PageRow, &Option<&ErrorRow>)| match known {
        Some(known) => known.name.value.clone(),
        None => {
            let name = free_name(row, &taken);
            taken.push(key(&name));
            name
        }
    };
    rows.iter().zip(known).map(name).collect()
}

/// Names that agree in this have the same `snake_case` form, or one too near to it.
fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// By the title, else by the code, else by the title and the status, else with a number after it.
fn free_name(row: &PageRow, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.contains(&key(name));
    let title = row.title.plain();
    let by_title = camel(clause(&title));
    let by_code = row.code.as_deref().and_then(camel);
    let by_status = format!("{}{}", by_title.as_deref().unwrap_or("Status"), row.status);
    let numbered = (2_usize..).map(|number| format!("{by_status}No{number}"));
    let names = [by_title.clone(), by_code, Some(by_status.clone())].into_iter().flatten().chain(numbered);
    names.map(as_variant).find(is_free).unwrap_or_default()
}

/// A name that is more than a letter has a lower-case one: `N500` would be a constant.
fn as_variant(name: String) -> String {
    let is_constant = name.len() > 1 && !name.contains(|c: char| c.is_ascii_lowercase());
    if is_constant { name + "Error" } else { name }
}

/// The first clause, when it is more than a word. What is in full-width brackets is a translation.
fn clause(title: &str) -> &str {
    let title = title.split('（').next().filter(|title| !title.trim().is_empty()).unwrap_or(title);
    let end = title.find([',', ';', ':', '(', '.']).unwrap_or(title.len());
    let first = title.get(..end).unwrap_or(title);
    if first.split_whitespace().count() > 1 { first } else { title }
}

/// `Invalid service_tier argument` becomes `InvalidServiceTier`; `None` when there is no ASCII word.
fn camel(text: &str) -> Option<String> {
    // Of a title in another script a stray Latin word is not a name.
    if text.chars().filter(|c| c.is_alphabetic()).any(|c| !c.is_ascii()) {
        return None;
    }
    let words = text.replace(['\'', '’'], "").to_snake_case();
    let words: Vec<&str> = words.split('_').collect();
    let telling: Vec<&str> =
        words.iter().filter(|word| !FILLERS.split(' ').any(|filler| filler == **word)).copied().collect();
    let words = if telling.is_empty() { words } else { telling };
    let words = words[..words.len().min(MOST_WORDS)].join("_");
    let is_initials = words.split('_').all(|word| word.len() == 1);
    let name = if is_initials { words.replace('_', "") } else { words }.to_upper_camel_case();
    let needs_word = !name.starts_with(|c: char| c.is_ascii_alphabetic());
    match name.as_str() {
        "" => None,
        "Self" => Some("SelfError".to_owned()),
        _ if needs_word => Some(format!("Error{name}")),
        _ => Some(name),
    }
}

#[cfg(test)]
mod tests {
    use super::{as_variant, camel};

    #[test]
    fn a_name_has_a_lower_case_letter() {
        for (name, variant) in [("N500", "N500Error"), ("N", "N"), ("No500", "No500"), ("A1B2", "A1B2Error")]
        {
            assert_eq!(as_variant(name.to_owned()), variant);
        }
    }

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
            ("RateLimitError", Some("RateLimitError")),
            ("lib.APIConnectionError", Some("LibApiConnectionError")),
            ("Don’t brew", Some("DontBrew")),
            ("B C", Some("Bc")),
            ("429 太多请求 API", None),
            ("--", None),
        ] {
            assert_eq!(camel(title).as_deref(), name, "{title}");
        }
    }
}
