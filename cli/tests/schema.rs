//! `render --format json-schema`: what editors complete and check a table with.

mod common;

use common::{pages, read, stdout};
use jsonschema::Validator;
use openai_error_policy_build::{OFFICIAL_TABLE, Table};
use serde_json::Value;

fn schema() -> Validator {
    let schema: Value = serde_json::from_str(&stdout(&["render", "--format", "json-schema"])).expect("JSON");
    jsonschema::draft7::new(&schema).expect("a schema")
}

fn value(table: &str) -> Value {
    toml_edit::de::from_str(table).expect("TOML")
}

#[test]
fn good_tables_fit() {
    let schema = schema();
    for table in [OFFICIAL_TABLE, &read(&pages().join("tea.toml"))] {
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
