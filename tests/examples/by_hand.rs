//! `cargo run -p openai-error-policy-tests --example by_hand -- TABLE`: prints what a programmer would write without
//! this project for the rows of a table, as the peer of `tests/edit-cost`: an enum with its messages, the texts and
//! facts of each row as matches, and recognition by code and message.

use std::fmt::Write;

use openai_error_policy_build::{ErrorRow, Table};

const HEAD: &str = "\
use std::time::Duration;

#[derive(serde::Deserialize)]
struct Envelope { error: Body }

#[derive(serde::Deserialize)]
struct Body { message: Option<String>, code: Option<String> }

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy { Wait, SlowDown, FixCredentials, FixBilling, FixRequest, LeaveRegion, ContactSupport }

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
";

fn main() {
    let path = std::env::args().nth(1).expect("usage: by_hand TABLE");
    let text = std::fs::read_to_string(&path).expect("the table can be read");
    let table = Table::parse(&text).unwrap_or_else(|problems| panic!("{}", problems.with_file(path)));
    print!("{}", module(&table).expect("a String takes all text"));
}

fn module(table: &Table) -> Result<String, std::fmt::Error> {
    let mut out = HEAD.to_owned();
    for row in &table.rows {
        let title = row.title.plain().replace(['{', '}'], "");
        writeln!(out, "    #[error({title:?})]\n    {},", row.name.value)?;
    }
    out.push_str("}\n\nimpl ApiError {\n");
    function(&mut out, table, "status(self) -> u16", &|row| row.status.to_string())?;
    function(&mut out, table, "cause(self) -> &'static str", &|row| format!("{:?}", row.cause.plain()))?;
    function(&mut out, table, "solution(self) -> &'static str", &|row| {
        format!("{:?}", row.solution.plain())
    })?;
    function(&mut out, table, "links(self) -> &'static [&'static str]", &|row| {
        let urls: Vec<&str> = row.solution.links().map(|(_, url)| url).collect();
        format!("&{urls:?}")
    })?;
    function(&mut out, table, "remedy(self) -> Remedy", &|row| format!("Remedy::{:?}", row.remedy.value))?;
    function(&mut out, table, "attempts(self) -> u32", &|row| {
        table.policy(&row.retry.value).map_or(1, |policy| policy.max_attempts).to_string()
    })?;
    function(&mut out, table, "first_delay(self) -> Duration", &|row| {
        let delay = table.policy(&row.retry.value).map_or(0, |policy| policy.initial_delay.as_millis());
        format!("Duration::from_millis({delay})")
    })?;
    classify(&mut out, table)?;
    out.push_str("}\n");
    Ok(out)
}

/// A function with an arm a row.
fn function(
    out: &mut String,
    table: &Table,
    head: &str,
    value: &dyn Fn(&ErrorRow) -> String,
) -> std::fmt::Result {
    writeln!(out, "    pub fn {head} {{\n        match self {{")?;
    for row in &table.rows {
        writeln!(out, "            Self::{} => {},", row.name.value, value(row))?;
    }
    out.push_str("        }\n    }\n\n");
    Ok(())
}

fn classify(out: &mut String, table: &Table) -> std::fmt::Result {
    out.push_str("    pub fn classify(body: &[u8]) -> Option<Self> {\n");
    out.push_str("        let body = serde_json::from_slice::<Envelope>(body).ok()?.error;\n");
    out.push_str("        match body.code.as_deref() {\n");
    for row in &table.rows {
        for code in row.matchers.iter().filter(|m| m.message.is_none()).filter_map(|m| m.code.as_ref()) {
            writeln!(out, "            Some({code:?}) => return Some(Self::{}),", row.name.value)?;
        }
    }
    out.push_str("            _ => {}\n        }\n");
    out.push_str("        let message = body.message?.to_ascii_lowercase();\n        let starts = [\n");
    for row in &table.rows {
        for message in row.matchers.iter().filter(|m| m.code.is_none()).filter_map(|m| m.message.as_ref()) {
            writeln!(out, "            ({message:?}, Self::{}),", row.name.value)?;
        }
    }
    out.push_str(
        "        ];\n        let found = starts.iter().find(|(start, _)| message.starts_with(start));\n",
    );
    out.push_str("        found.map(|(_, error)| *error)\n    }\n");
    Ok(())
}
