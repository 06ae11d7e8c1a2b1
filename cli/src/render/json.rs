//! The rows with all their facts, for other programs.

use std::collections::BTreeMap;

use openai_error_policy_build::{ErrorRow, Matcher, Table};
use serde::Serialize;

use super::listed;
use crate::retry_figures::RetryFigures;

pub(crate) fn rows(table: &Table, edition: Option<&str>) -> serde_json::Result<String> {
    let rows: Vec<Row<'_>> = listed(table, edition).map(|row| Row::new(row, table)).collect();
    serde_json::to_string_pretty(&rows).map(|json| json + "\n")
}

/// Texts are Markdown with code spans and links.
#[derive(Serialize)]
struct Row<'t> {
    id: &'t str,
    name: &'t str,
    status: u16,
    title: String,
    cause: String,
    solution: String,
    links: Vec<Link<'t>>,
    remedy: &'static str,
    retry: Option<RetryFigures<'t>>,
    #[serde(rename = "match")]
    matchers: Vec<Rule<'t>>,
    sample: Sample<'t>,
    since: Option<&'t str>,
    retired: Option<&'t str>,
}

#[derive(Serialize)]
pub(crate) struct Link<'t> {
    pub(crate) text: String,
    pub(crate) url: &'t str,
}

/// The links of cause and solution.
pub(crate) fn links(row: &ErrorRow) -> Vec<Link<'_>> {
    row.cause.links().chain(row.solution.links()).map(|(text, url)| Link { text, url }).collect()
}

/// All keys that are there must hold; `message` is a beginning, ASCII case ignored.
#[derive(Serialize)]
struct Rule<'t> {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'t str>,
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    kind: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry: Option<&'t str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<&'static str>,
}

#[derive(Serialize)]
struct Sample<'t> {
    status: u16,
    headers: BTreeMap<&'t str, &'t str>,
    body: &'t str,
}

impl<'t> Row<'t> {
    fn new(row: &'t ErrorRow, table: &'t Table) -> Self {
        let headers = row.sample.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        Self {
            id: &row.id,
            name: &row.name.value,
            status: row.status,
            title: row.title.markdown(),
            cause: row.cause.markdown(),
            solution: row.solution.markdown(),
            links: links(row),
            remedy: row.remedy.value.name(),
            retry: table.policy(&row.retry.value).map(RetryFigures::of),
            matchers: row.matchers.iter().map(Rule::new).collect(),
            sample: Sample { status: row.sample.status, headers: headers.collect(), body: &row.sample.body },
            since: row.since.as_ref().map(|month| month.value.as_str()),
            retired: row.retired.as_ref().map(|month| month.value.as_str()),
        }
    }
}

impl<'t> Rule<'t> {
    fn new(matcher: &'t Matcher) -> Self {
        Self {
            code: matcher.code.as_deref(),
            message: matcher.message.as_deref(),
            kind: matcher.error_type.as_deref(),
            status: matcher.status,
            retry: matcher.retry.as_ref().map(|retry| retry.value.as_str()),
            remedy: matcher.remedy.as_ref().map(|remedy| remedy.value.name()),
        }
    }
}
