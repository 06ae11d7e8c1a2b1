//! The keys of `#[openai(..)]`: one row of [`KEYS`] says how a key is spelled,
//! where it is allowed and which value it takes. The messages derive from it.

/// A word inside `#[openai(..)]` that is not the name of a row.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Key {
    Transparent,
    Unlisted,
    Policy,
    Never,
    Hints,
    Row,
    Exhaustive,
    From,
    Default,
    Crate,
    Table,
}

/// What an `#[openai(..)]` attribute is written on.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    Enum,
    Struct,
    Variant,
    Field,
}

/// What follows a key.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Takes {
    Nothing,
    Policy,
    Path,
}

struct Spec {
    key: Key,
    name: &'static str,
    takes: Takes,
    places: &'static [Place],
}

const fn spec(key: Key, name: &'static str, takes: Takes, places: &'static [Place]) -> Spec {
    Spec { key, name, takes, places }
}

const CASE: &[Place] = &[Place::Variant, Place::Struct];
const CONTAINER: &[Place] = &[Place::Enum, Place::Struct];

const KEYS: [Spec; 11] = [
    spec(Key::Transparent, "transparent", Takes::Nothing, CASE),
    spec(Key::Unlisted, "unlisted", Takes::Nothing, &[Place::Variant]),
    spec(Key::Policy, "policy", Takes::Policy, CASE),
    spec(Key::Never, "never", Takes::Nothing, CASE),
    spec(Key::Hints, "hints", Takes::Nothing, &[Place::Field]),
    spec(Key::Row, "row", Takes::Nothing, &[Place::Field]),
    spec(Key::Exhaustive, "exhaustive", Takes::Nothing, &[Place::Enum]),
    spec(Key::From, "from", Takes::Nothing, &[Place::Enum]),
    spec(Key::Default, "default", Takes::Policy, &[Place::Enum]),
    spec(Key::Crate, "crate", Takes::Path, CONTAINER),
    spec(Key::Table, "table", Takes::Path, CONTAINER),
];

/// Words that others use for what a key of ours means.
const SYNONYMS: [(&str, &str); 9] = [
    ("retry", "policy = backoff"),
    ("backoff", "policy = backoff"),
    ("other", "unlisted"),
    ("unknown", "unlisted"),
    ("fallback", "unlisted"),
    ("ignore", "never"),
    ("skip", "never"),
    ("all", "exhaustive"),
    ("retry_after", "hints"),
];

impl Key {
    pub(crate) fn find(word: &str) -> Option<Key> {
        for spec in &KEYS {
            if spec.name == word {
                return Some(spec.key);
            }
        }
        None
    }

    pub(crate) fn name(self) -> &'static str {
        self.spec().name
    }

    pub(crate) fn takes(self) -> Takes {
        self.spec().takes
    }

    pub(crate) fn allowed(self, place: Place) -> bool {
        self.spec().places.contains(&place)
    }

    /// How the key is written, value included.
    pub(crate) fn usage(self) -> &'static str {
        match self {
            Key::Policy => "policy = backoff",
            Key::Default => "default = never",
            Key::Crate => "crate = path::to::the_crate",
            Key::Table => "table = path::to::the_table",
            _ => self.name(),
        }
    }

    /// Where the key belongs, in words.
    pub(crate) fn home(self) -> String {
        let mut places = String::new();
        for place in self.spec().places {
            push_word(&mut places, " or ", place.words());
        }
        places
    }

    fn spec(self) -> &'static Spec {
        // `KEYS` is in the order of the enum; the unit test holds it there.
        &KEYS[self as usize]
    }
}

fn push_word(words: &mut String, separator: &str, word: &str) {
    if !words.is_empty() {
        words.push_str(separator);
    }
    words.push_str(word);
}

impl Place {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Place::Enum => "an enum",
            Place::Struct => "a struct",
            Place::Variant => "a variant",
            Place::Field => "a field",
        }
    }

    /// Whether the name of a row is allowed here.
    pub(crate) fn takes_rows(self) -> bool {
        matches!(self, Place::Variant | Place::Struct)
    }

    /// `expected ..`: all that is allowed here.
    pub(crate) fn expected(self) -> String {
        self.expected_with(true)
    }

    /// The same, without the keys of a container: a struct is a container and
    /// its own only case.
    pub(crate) fn expected_of_case(self) -> String {
        self.expected_with(false)
    }

    fn expected_with(self, paths: bool) -> String {
        let mut keys = String::new();
        for spec in &KEYS {
            if spec.key.allowed(self) && (paths || spec.takes != Takes::Path) {
                push_word(&mut keys, ", ", &format!("`{}`", spec.name));
            }
        }
        let rows = if self.takes_rows() { "the name of a row, or " } else { "" };
        format!("expected {rows}one of {keys}")
    }

    /// ` (did you mean ..?)`, or nothing where no key comes near `word`.
    pub(crate) fn suggest(self, word: &str) -> String {
        if let Some(key) = self.near(word, true) {
            return format!(" (did you mean `{}`?)", key.usage());
        }
        if let Some(key) = self.near(word, false) {
            return format!(" (did you mean `{}`, on {}?)", key.usage(), key.home());
        }
        for (other, usage) in &SYNONYMS {
            if *other == word {
                return format!(" (did you mean `{usage}`?)");
            }
        }
        match upper_camel(word) {
            Some(row) if self.takes_rows() => format!(" (did you mean the row `{row}`?)"),
            _ => String::new(),
        }
    }

    /// The first key near `word` that is allowed here, or that is not.
    fn near(self, word: &str, allowed: bool) -> Option<Key> {
        for spec in &KEYS {
            if spec.key.allowed(self) == allowed && is_near(word, spec.name) {
                return Some(spec.key);
            }
        }
        None
    }
}

/// A row's id, as in logs, to the name of its variant. What is of one word
/// only is not taken for an id.
fn upper_camel(id: &str) -> Option<String> {
    let mut name = String::new();
    let mut words = 0;
    let mut starts = true;
    for c in id.chars() {
        if c != '_' && starts {
            words += 1;
            name.push_str(&String::from(c).to_uppercase());
        } else if c != '_' {
            name.push(c);
        }
        starts = c == '_';
    }
    if words > 1 { Some(name) } else { None }
}

/// At most one edit per three letters of the key.
fn is_near(word: &str, name: &str) -> bool {
    distance(&word.to_lowercase(), name) <= name.len().div_ceil(3).min(3)
}

/// Levenshtein's distance, in one row of the matrix. The name of a key is ASCII.
fn distance(word: &str, name: &str) -> usize {
    let name = name.as_bytes();
    let mut row = Vec::new();
    while row.len() <= name.len() {
        row.push(row.len());
    }
    for from in word.chars() {
        let mut diagonal = row[0];
        row[0] += 1;
        for (j, to) in name.iter().enumerate() {
            let replaced = diagonal + usize::from(from != char::from(*to));
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[name.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_keys_is_in_the_order_of_the_enum() {
        for (index, spec) in KEYS.iter().enumerate() {
            assert_eq!(spec.key as usize, index, "{}", spec.name);
        }
    }

    #[test]
    fn distance_counts_insertions_deletions_and_replacements() {
        assert_eq!(distance("", "row"), 3);
        assert_eq!(distance("row", ""), 3);
        assert_eq!(distance("transparant", "transparent"), 1);
        assert_eq!(distance("hint", "hints"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn suggestions_are_near_keys_then_synonyms_then_rows() {
        let on_variant = |word| Place::Variant.suggest(word);
        assert_eq!(on_variant("transparant"), " (did you mean `transparent`?)");
        assert_eq!(on_variant("polcy"), " (did you mean `policy = backoff`?)");
        assert_eq!(on_variant("hint"), " (did you mean `hints`, on a field?)");
        assert_eq!(on_variant("retry"), " (did you mean `policy = backoff`?)");
        assert_eq!(on_variant("slow_down"), " (did you mean the row `SlowDown`?)");
        assert_eq!(on_variant("gzip"), "");
    }
}
