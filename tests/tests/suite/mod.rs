//! What every table module can do, whoever's table it is. Run on the official table by `official_table.rs` and on a
//! foreign one by the crate in `fixtures/own-table`, which includes this file.

use std::str::FromStr;

use openai_error_policy::{Answer, ApiError, Kind, Remedy, Row};
use openai_error_policy_build::Table;

type Classify = for<'a> fn(Option<u16>, &'a [(String, String)], &'a [u8]) -> Answer<'a>;

/// A table module, as functions, and its source.
pub(crate) struct Module<K: 'static> {
    pub(crate) source: &'static str,
    pub(crate) all: &'static [K],
    pub(crate) of: fn(&ApiError) -> Option<K>,
    pub(crate) classify: Classify,
}

impl<K> Module<K>
where
    K: Kind + std::fmt::Display + FromStr + PartialEq + 'static,
    K::Err: std::fmt::Debug,
{
    pub(crate) fn run(&self) {
        let table = Table::parse(self.source).expect("the module was made from this table");
        self.kinds_are_the_rows_in_order(&table);
        self.display_is_the_title_and_alternate_adds_help(&table);
        self.policies_are_those_of_the_table(&table);
        self.samples_are_recognised(&table);
        self.every_matcher_is_found(&table);
        self.anything_else_is_unlisted();
    }

    fn kinds_are_the_rows_in_order(&self, table: &Table) {
        let ids: Vec<&str> = self.all.iter().map(|kind| kind.row().id).collect();
        let expected: Vec<&str> = table.rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(ids, expected);
        for (kind, row) in self.all.iter().zip(&table.rows) {
            assert_eq!(format!("{kind:?}"), row.name.value);
            assert_eq!(K::from_str(&row.id).expect("an id of the table"), *kind);
            assert_eq!(K::from_row(kind.row()), Some(*kind));
            assert_eq!(kind.row().status, row.status);
            assert_eq!(kind.row().cause, row.cause.plain());
            assert_eq!(kind.row().remedy.as_str(), row.remedy.value.name());
        }
        assert!(K::from_str("").is_err() && K::from_str("no_such_row").is_err());
    }

    fn display_is_the_title_and_alternate_adds_help(&self, table: &Table) {
        for (kind, row) in self.all.iter().zip(&table.rows) {
            assert_eq!(kind.to_string(), row.title.plain());
            let long = format!("{kind:#}");
            let links = row.cause.links().chain(row.solution.links()).map(|(_, url)| url.to_owned());
            let mut parts = vec![row.title.plain(), row.cause.plain(), row.solution.plain()];
            parts.extend(links);
            for part in parts {
                assert!(long.contains(&part), "{long}\nlacks {part}");
            }
        }
    }

    fn policies_are_those_of_the_table(&self, table: &Table) {
        for (kind, row) in self.all.iter().zip(&table.rows) {
            let policy = table.policy(&row.retry.value).expect("checked");
            let emitted = kind.row().retry;
            assert_eq!(emitted.name, policy.name.value);
            assert_eq!(emitted.max_attempts, policy.max_attempts);
            assert_eq!(emitted.initial_delay, policy.initial_delay);
            assert_eq!(emitted.max_server_delay, policy.max_server_delay);
            assert_eq!(emitted.time_budget, policy.time_budget);
            assert_eq!(emitted.pacing.is_some(), policy.pacing.is_some());
        }
    }

    fn samples_are_recognised(&self, table: &Table) {
        for row in &table.rows {
            let sample = &row.sample;
            let answer = (self.classify)(Some(sample.status), &sample.headers, sample.body.as_bytes());
            assert_eq!(id(answer.row()), Some(row.id.as_str()), "{}", sample.body);
            let error = answer.into_error();
            assert_eq!((self.of)(&error).map(|kind| kind.row().id), Some(row.id.as_str()));
        }
    }

    /// Builds an answer from each matcher's own keys and expects the matcher's row, policy and remedy.
    fn every_matcher_is_found(&self, table: &Table) {
        for row in &table.rows {
            for matcher in &row.matchers {
                let body =
                    body(matcher.code.as_deref(), matcher.error_type.as_deref(), matcher.message.as_deref());
                let answer = (self.classify)(matcher.status, &[], body.as_bytes());
                assert_eq!(id(answer.row()), Some(row.id.as_str()), "{body}");
                let retry = matcher.retry.as_ref().unwrap_or(&row.retry);
                assert_eq!(answer.retry_policy().name, retry.value, "{body}");
                let remedy = matcher.remedy.as_ref().unwrap_or(&row.remedy);
                assert_eq!(answer.remedy().map(Remedy::as_str), Some(remedy.value.name()), "{body}");
            }
        }
    }

    fn anything_else_is_unlisted(&self) {
        let body = body(Some("no_such_code_anywhere"), Some("no_such_type"), Some("no such message"));
        let answer = (self.classify)(None, &[], body.as_bytes());
        assert_eq!(id(answer.row()), None);
        assert_eq!(answer.code().as_deref(), Some("no_such_code_anywhere"));
        assert_eq!(answer.message().as_deref(), Some("no such message"));
        assert!(!answer.retry_policy().retries());
    }
}

fn id(row: Option<&'static Row>) -> Option<&'static str> {
    row.map(|row| row.id)
}

fn body(code: Option<&str>, kind: Option<&str>, message: Option<&str>) -> String {
    let text = |value: Option<&str>| value.map_or("null".to_owned(), |value| format!("{value:?}"));
    format!(
        r#"{{"error": {{"message": {}, "type": {}, "code": {}}}}}"#,
        text(message),
        text(kind),
        text(code)
    )
}
