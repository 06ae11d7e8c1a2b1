//! The table module: `ErrorKind`, its rows, the policies and the look-up tables, as formatted Rust.

use std::time::Duration;

use super::expression::{array, constant, literal, option, policy, remedy, slice};
use super::layout::{lay_out, new_line, push_all, push_indent};
use super::lookup::Lookup;
use crate::duration::write;
use crate::order;
use crate::table::{Echo, ErrorRow, Pacing, Policy, Table};

/// A table that is private in its crate, or used only in part, must not cause warnings there.
const ALLOW: &str = "#[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)]";

/// About how many bytes a row becomes, with its matchers.
const ROW_SIZE: usize = 2_500;

/// Emits the table module. `crate_path` is the path of the runtime crate, usually `::openai_error_policy`; it is
/// written as it is, and a wrong one is an error where the module is compiled.
///
/// The text is data only; all behaviour is the runtime's. It has no inner attributes, so it can be `include!`d.
pub fn rust(table: &Table, crate_path: &str) -> String {
    let mut out = String::with_capacity(ROW_SIZE * table.rows.len());
    out.push_str("// @generated from error-table.toml by openai-error-policy-build. Do not edit.\n\n");
    error_kind(&mut out, table);
    policies(&mut out, table, crate_path);
    data(&mut out, table, crate_path);
    line(&mut out, 0, &format!("{crate_path}::__error_kind!(ErrorKind);"));
    out
}

fn line(out: &mut String, indent: usize, text: &str) {
    push_indent(out, indent);
    push_all(out, &[text, "\n"]);
}

/// A line of a doc comment.
fn doc(out: &mut String, indent: usize, text: &str) {
    push_indent(out, indent);
    push_all(out, &["///", if text.is_empty() { "" } else { " " }, text, "\n"]);
}

/// `HEAD<expression>;`
fn item(out: &mut String, indent: usize, head: &str, expression: &str) {
    push_indent(out, indent);
    out.push_str(head);
    lay_out(out, expression, indent, indent + head.len(), 1);
    out.push_str(";\n");
}

fn error_kind(out: &mut String, table: &Table) {
    doc(out, 0, &format!("The documented errors of the table \"{}\".", table.page.title.markdown()));
    doc(out, 0, "");
    doc(out, 0, "Displays as its title; `{:#}` adds cause, solution and links.");
    line(out, 0, "#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]");
    line(out, 0, "#[non_exhaustive]");
    line(out, 0, ALLOW);
    line(out, 0, "pub enum ErrorKind {");
    for row in &table.rows {
        row_doc(out, row);
        line(out, 4, &format!("{},", row.name.value));
    }
    line(out, 0, "}");
}

fn row_doc(out: &mut String, row: &ErrorRow) {
    doc(out, 4, &format!("**{}** {}", row.status, row.title.markdown()));
    doc(out, 4, "");
    doc(out, 4, &format!("Cause: {}", row.cause.markdown()));
    doc(out, 4, "");
    doc(out, 4, &format!("Solution: {}", row.solution.markdown()));
    doc(out, 4, "");
    let mut facts =
        format!("Id `{}`, remedy `{}`, policy `{}`", row.id, row.remedy.value.name(), row.retry.value);
    if let Some(since) = &row.since {
        facts.push_str(&format!(", since {}", since.value));
    }
    if let Some(retired) = &row.retired {
        facts.push_str(&format!(", retired {}", retired.value));
    }
    doc(out, 4, &format!("{facts}."));
}

fn policies(out: &mut String, table: &Table, crate_path: &str) {
    doc(out, 0, "The named retry policies of the table.");
    line(out, 0, ALLOW);
    line(out, 0, "pub mod policy {");
    if table.policies.iter().any(Policy::retries) {
        line(out, 4, "use ::core::time::Duration;");
    }
    line(out, 4, &format!("use {crate_path}::RetryPolicy;"));
    for policy in &table.policies {
        doc(out, 4, &policy_doc(policy));
        let head = format!("pub const {}: RetryPolicy = ", constant(&policy.name.value));
        item(out, 4, &head, &policy_value(policy));
    }
    line(out, 0, "}");
}

fn policy_doc(policy: &Policy) -> String {
    if !policy.retries() {
        return format!("`{}`: never retried.", policy.name.value);
    }
    format!(
        "`{}`: at most {} calls, waits of {} x {} up to {}, jitter {} %, a server's delay up to {}, all within {}.",
        policy.name.value,
        policy.max_attempts,
        write(policy.initial_delay),
        policy.multiplier,
        write(policy.max_delay),
        policy.jitter_percent,
        write(policy.max_server_delay),
        write(policy.time_budget),
    )
}

fn policy_value(policy: &Policy) -> String {
    let name = literal(&policy.name.value);
    if !policy.retries() {
        return format!("RetryPolicy::never({name})");
    }
    format!(
        "RetryPolicy {{ name: {name}, max_attempts: {}, initial_delay: {}, multiplier: {}, max_delay: {}, \
         jitter_percent: {}, max_server_delay: {}, time_budget: {}, pacing: {} }}",
        policy.max_attempts,
        duration(policy.initial_delay),
        policy.multiplier,
        duration(policy.max_delay),
        policy.jitter_percent,
        duration(policy.max_server_delay),
        duration(policy.time_budget),
        option(policy.pacing.as_ref().map(pacing_value)),
    )
}

/// Spelt with its path: a `use` would be unused in tables without pacing.
fn pacing_value(pacing: &Pacing) -> String {
    format!(
        "super::__private::Pacing {{ hold: {}, raise_percent: {}, raise_every: {} }}",
        duration(pacing.hold),
        pacing.raise_percent,
        duration(pacing.raise_every),
    )
}

fn duration(duration: Duration) -> String {
    match duration.subsec_millis() {
        0 => format!("Duration::from_secs({})", duration.as_secs()),
        _ => format!("Duration::from_millis({})", duration.as_millis()),
    }
}

fn data(out: &mut String, table: &Table, crate_path: &str) {
    line(out, 0, "#[doc(hidden)]");
    line(out, 0, "#[allow(dead_code, missing_docs, unreachable_pub, clippy::all, clippy::pedantic)]");
    line(out, 0, "pub mod __private {");
    line(out, 4, "use super::{ErrorKind, policy};");
    line(out, 4, &format!("use {crate_path}::__private::Outcome::*;"));
    line(out, 4, &format!("pub use {crate_path}::__private::*;"));
    let count = table.rows.len();
    let mut names = Vec::new();
    for row in &table.rows {
        names.push(format!("ErrorKind::{}", row.name.value));
    }
    item(out, 4, &format!("pub static ALL: [ErrorKind; {count}] = "), &array(&names));
    rows(out, table);
    table_value(out, table);
    line(out, 4, &format!("{crate_path}::__require!(ErrorKind);"));
    line(out, 0, "}");
}

/// Row by row: all of them at once, before they are written, would take much memory in a large table.
fn rows(out: &mut String, table: &Table) {
    out.push_str(&format!("    pub static ROWS: [Row; {}] = [", table.rows.len()));
    for (index, row) in table.rows.iter().enumerate() {
        new_line(out, 8);
        lay_out(out, &row_value(index, row), 8, 8, 1);
        out.push(',');
    }
    out.push_str("\n    ];\n");
}

fn row_value(index: usize, row: &ErrorRow) -> String {
    format!(
        "Row {{ index: {index}, id: {:?}, name: {:?}, status: {}, title: {:?}, cause: {:?}, solution: {:?}, \
         solution_markdown: {:?}, links: {}, remedy: {}, retry: {}, since: {}, retired: {} }}",
        row.id,
        row.name.value,
        row.status,
        row.title.plain(),
        row.cause.plain(),
        row.solution.plain(),
        row.solution.markdown(),
        links(row),
        remedy(row.remedy.value),
        policy(&row.retry.value),
        option(row.since.as_ref().map(|month| literal(&month.value))),
        option(row.retired.as_ref().map(|month| literal(&month.value))),
    )
}

fn links(row: &ErrorRow) -> String {
    let mut links = Vec::new();
    for text in [&row.cause, &row.solution] {
        for (text, url) in text.links() {
            links.push(format!("Link {{ text: {text:?}, url: {url:?} }}"));
        }
    }
    slice(&links)
}

/// Field by field, for the same reason.
fn table_value(out: &mut String, table: &Table) {
    out.push_str("    pub static TABLE: Table = Table {");
    let lookup = Lookup::new(table);
    field(out, "rows: ", "&ROWS");
    field(out, "by_id: ", &by_id(table));
    field(out, "codes: ", &lookup.codes());
    field(out, "messages: ", &lookup.messages());
    field(out, "kinds: ", &lookup.error_types());
    field(out, "statuses: ", &lookup.statuses());
    field(out, "unlisted: ", &unlisted(table));
    field(out, "unlisted_statuses: ", &unlisted_statuses(table));
    field(out, "delay_phrases: ", &delay_phrases(table));
    field(out, "echoes: ", &echoes(table));
    out.push_str("\n    };\n");
}

fn field(out: &mut String, name: &str, expression: &str) {
    new_line(out, 8);
    out.push_str(name);
    lay_out(out, expression, 8, 8 + name.len(), 1);
    out.push(',');
}

fn by_id(table: &Table) -> String {
    let id = |index: usize| &table.rows[index].id;
    let mut by_id = Vec::new();
    for &index in &order::sort(table.rows.len(), &|a, b| id(a) < id(b)) {
        by_id.push(index.to_string());
    }
    slice(&by_id)
}

fn delay_phrases(table: &Table) -> String {
    let mut phrases = Vec::new();
    for phrase in &table.messages.delay_phrases {
        phrases.push(literal(phrase));
    }
    slice(&phrases)
}

fn echoes(table: &Table) -> String {
    let mut echoes = Vec::new();
    for Echo { after, until } in &table.messages.echoes {
        echoes.push(format!("Echo {{ after: {after:?}, until: {until:?} }}"));
    }
    slice(&echoes)
}

fn unlisted(table: &Table) -> String {
    let mut entries = Vec::new();
    for entry in &table.unlisted {
        entries.push(format!(
            "UnlistedEntry {{ retry: {}, should_retry: {}, remedy: {} }}",
            policy(&entry.retry.value),
            option(entry.should_retry.as_ref().map(|name| policy(&name.value))),
            option(entry.remedy.as_ref().map(|of| remedy(of.value))),
        ));
    }
    slice(&entries)
}

fn unlisted_statuses(table: &Table) -> String {
    let mut ranges = Vec::new();
    for (index, entry) in table.unlisted.iter().enumerate() {
        for (from, to) in &entry.statuses {
            ranges.push(format!("StatusRange({from}, {to}, Unlisted({index}))"));
        }
    }
    slice(&ranges)
}
