//! `render --format json-schema`: what editors complete and check a table with.

mod common;

use std::collections::BTreeSet;

use common::{pages, read, stdout};
use jsonschema::Validator;
use openai_error_policy_build::{OFFICIAL_TABLE, Table, format};
use serde_json::Value;

/// Every key that a table can have.
const FULL: &str = r#"
[page]
title = "Full"
embed = "https://full.example"
heading = "Code"
column_widths = ["120.5"]

[messages]
delay_phrases = ["again in"]
echoes = [{ after = "Bad key", until = "." }]

[retry.never]
max_attempts = 1

[retry.slow]
max_attempts = 4
initial_delay = "500ms"
multiplier = 3
max_delay = "8s"
jitter_percent = 25
max_server_delay = "2m"
time_budget = "10m"
pacing = { hold = "15m", raise_percent = 50, raise_every = "20m" }

[[error]]
name = "Busy"
status = 503
title = "Busy"
cause = "Many."
solution = "Wait."
remedy = "wait"
retry = "slow"
match = [{ code = "busy", message = "Busy", type = "busy", status = 429, retry = "never", remedy = "slow-down" }]
sample = { status = 429, headers = { age = "2" }, body = "{}" }
since = "2024-01"
retired = "2024-02"

[[unlisted]]
match = [{ code = "other", message = "Other", type = "other", status = 429 }]
status = [408, "500-599"]
remedy = "wait"
retry = "slow"
should_retry = "slow"

[[unlisted]]
retry = "never"
"#;

fn json() -> Value {
    serde_json::from_str(&stdout(&["render", "--format", "json-schema"])).expect("JSON")
}

fn schema() -> Validator {
    jsonschema::draft7::new(&json()).expect("a schema")
}

fn value(table: &str) -> Value {
    toml_edit::de::from_str(table).expect("TOML")
}

/// What the parser says of a table.
fn parsed(table: &Value) -> Result<Table, String> {
    Table::parse(toml_edit::ser::to_string(table).expect("TOML")).map_err(|problems| problems.to_string())
}

/// The keys of all objects that `value` describes as a schema.
fn described(value: &Value, found: &mut Vec<BTreeSet<String>>) {
    if let Some(properties) = value.get("properties").and_then(Value::as_object) {
        found.push(properties.keys().cloned().collect());
    }
    let children: Vec<&Value> = match value {
        Value::Object(object) => object.values().collect(),
        Value::Array(array) => array.iter().collect(),
        _ => Vec::new(),
    };
    children.into_iter().for_each(|child| described(child, found));
}

/// The places of all keys in `value`, as pointers to their objects and the names.
fn keys(value: &Value, at: &str, found: &mut Vec<(String, String)>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Object(object) => object.iter().map(|(key, child)| (key.clone(), child)).collect(),
        Value::Array(array) => array.iter().enumerate().map(|(i, child)| (i.to_string(), child)).collect(),
        _ => Vec::new(),
    };
    for (key, child) in children {
        if value.is_object() {
            found.push((at.to_owned(), key.clone()));
        }
        keys(child, &format!("{at}/{key}"), found);
    }
}

#[test]
fn the_schema_has_the_keys_of_the_parser() {
    let mut found = Vec::new();
    described(&json(), &mut found);
    let mut allowed = [
        format::TABLE,
        format::PAGE,
        format::MESSAGES,
        format::ECHO,
        format::POLICY,
        format::PACING,
        format::ROW,
        format::MATCHER_OF_ROW,
        format::SAMPLE,
        format::UNLISTED,
        format::MATCHER_OF_UNLISTED,
    ]
    .map(|keys| keys.iter().map(|key| (*key).to_owned()).collect());
    found.sort();
    allowed.sort();
    assert_eq!(found, allowed);
}

#[test]
fn the_schema_has_the_ranges_of_the_parser() {
    let schema = schema();
    let (least, largest) = format::MAX_ATTEMPTS;
    // The policy of one call has nothing but that, and one of more needs the other keys.
    let mut cases = vec![
        ("/retry/never/max_attempts", i64::from(least) - 1, false),
        ("/retry/never/max_attempts", i64::from(least), true),
        ("/retry/slow/max_attempts", i64::from(largest), true),
        ("/retry/slow/max_attempts", i64::from(largest) + 1, false),
    ];
    for (pointer, range) in [
        ("/retry/slow/multiplier", format::MULTIPLIER),
        ("/retry/slow/jitter_percent", format::JITTER_PERCENT),
        ("/retry/slow/pacing/raise_percent", format::RAISE_PERCENT),
        ("/error/0/status", format::STATUS),
        ("/error/0/match/0/status", format::STATUS),
        ("/error/0/sample/status", format::STATUS),
        ("/unlisted/0/status/0", format::STATUS),
        ("/unlisted/0/match/0/status", format::STATUS),
    ] {
        let (least, largest) = (i64::from(range.0), i64::from(range.1));
        let numbers = [(least - 1, false), (least, true), (largest, true), (largest + 1, false)];
        cases.extend(numbers.map(|(number, is_right)| (pointer, number, is_right)));
    }
    for (pointer, number, is_right) in cases {
        let mut table = value(FULL);
        *table.pointer_mut(pointer).expect("a number of the table") = number.into();
        assert_eq!(schema.is_valid(&table), is_right, "{pointer} = {number}");
        assert_eq!(parsed(&table).is_ok(), is_right, "{pointer} = {number}");
    }
}

/// What only the build step says: a table that extends another one may lack it, or a policy of one call has none.
const MAY_BE_ABSENT: [&str; 9] = [
    "/error",
    "/unlisted",
    "/retry",
    "/retry/never",
    "/retry/slow",
    "/retry/slow/initial_delay",
    "/retry/slow/max_delay",
    "/retry/slow/max_server_delay",
    "/retry/slow/time_budget",
];

#[test]
fn the_schema_requires_what_the_parser_requires() {
    let (schema, full) = (schema(), value(FULL));
    let mut all = Vec::new();
    keys(&full, "", &mut all);
    for (object, key) in all {
        let mut table = full.clone();
        table.pointer_mut(&object).and_then(Value::as_object_mut).expect("an object").remove(&key);
        let place = format!("{object}/{key}");
        let is_form = !MAY_BE_ABSENT.contains(&place.as_str());
        let problems = parsed(&table).err();
        assert_eq!(schema.is_valid(&table), problems.is_none() || !is_form, "{place}: {problems:?}");
        assert!(is_form || problems.is_some(), "{place}");
    }
}

#[test]
fn lists_may_be_empty_where_the_parser_takes_them() {
    let (schema, official) = (schema(), Table::parse(OFFICIAL_TABLE).expect("the official table"));
    // One that extends another table may have nothing.
    let nothing = "error = []\nunlisted = []";
    assert!(schema.is_valid(&value(nothing)));
    assert!(Table::parse_over(nothing, official).is_ok());
    for (pointer, is_right) in [
        ("/page/column_widths", true),
        ("/messages/delay_phrases", true),
        ("/messages/echoes", true),
        ("/error/0/match", false),
        ("/unlisted/0/match", true),
        ("/unlisted/0/status", true),
    ] {
        let mut table = value(FULL);
        table.pointer_mut(pointer).and_then(Value::as_array_mut).expect("a list").clear();
        assert_eq!(schema.is_valid(&table), is_right, "{pointer}");
        assert_eq!(parsed(&table).is_ok(), is_right, "{pointer}");
    }
}

#[test]
fn good_tables_fit() {
    let schema = schema();
    for table in [OFFICIAL_TABLE, FULL, &read(&pages().join("tea.toml"))] {
        let errors: Vec<String> = schema.iter_errors(&value(table)).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
    }
}

#[test]
fn what_the_schema_refuses_the_table_refuses_too() {
    let (schema, tea) = (schema(), read(&pages().join("tea.toml")));
    for (from, to) in [
        ("status = 418", "status = 42"),
        ("status = 418", "status = \"418\""),
        ("status = 418", "state = 418"),
        ("name = \"PotNotSupported\"", "name = \"pot\""),
        ("remedy = \"wait\"", "remedy = \"weit\""),
        ("initial_delay = \"500ms\"", "initial_delay = \"500 ms\""),
        ("max_attempts = 3", "max_attempts = 0"),
        ("[retry.soon]", "[retry.Soon]"),
        ("retired = \"2024-03\"", "retired = \"2024-13\""),
        ("{ message = \"Pot not supported\" }", "{ retry = \"never\" }"),
        ("{ message = \"Pot not supported\" }", ""),
        ("embed = \"https:", "embed = \"http:"),
        ("status = [\"500-599\"]", "status = [\"5xx\"]"),
        ("column_widths = [\"100.5\"]", "column_widths = [\"wide\"]"),
        ("cause = \"This pot is a teapot.\"\n", ""),
    ] {
        let broken = tea.replacen(from, to, 1);
        assert_ne!(broken, tea, "{from}");
        assert!(!schema.is_valid(&value(&broken)), "{from} -> {to}");
        assert!(Table::parse(&broken).is_err(), "{from} -> {to}");
    }
}
