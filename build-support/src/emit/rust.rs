//! The table module: `ErrorKind`, its rows, the policies and the look-up tables, as formatted Rust.

use std::time::Duration;

use super::layout::{Node, new_line, push_all, push_indent};
use super::lookup::{constant, lookup, option, policy_path, remedy_path};
use crate::duration::write;
use crate::order;
use crate::table::{Echo, ErrorRow, Pacing, Policy, Spanned, Table, Unlisted};
use crate::text::Text;

/// A table that is private in its crate, or used only in part, must not cause warnings there.
const ALLOW: &str = "#[allow(dead_code, unreachable_pub, clippy::all, clippy::pedantic)]";

/// Emits the table module. `crate_path` is the path of the runtime crate, usually `::openai_error_policy`; it is
/// written as it is, and a wrong one is an error where the module is compiled.
///
/// The text is data only; all behaviour is the runtime's. It has no inner attributes, so it can be `include!`d.
pub fn rust(table: &Table, crate_path: &str) -> String {
    let mut out = String::new();
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
fn item(out: &mut String, indent: usize, head: &str, expression: Node) {
    push_indent(out, indent);
    out.push_str(head);
    expression.write(out, indent, indent + head.len(), 1);
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
        item(out, 4, &head, policy_node(policy));
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

fn policy_node(policy: &Policy) -> Node {
    let name = Node::string(&policy.name.value);
    if !policy.retries() {
        return Node::tuple("RetryPolicy::never", vec![name]);
    }
    let fields = vec![
        ("name", name),
        ("max_attempts", number(policy.max_attempts)),
        ("initial_delay", duration(policy.initial_delay)),
        ("multiplier", number(policy.multiplier)),
        ("max_delay", duration(policy.max_delay)),
        ("jitter_percent", number(policy.jitter_percent)),
        ("max_server_delay", duration(policy.max_server_delay)),
        ("time_budget", duration(policy.time_budget)),
        ("pacing", option(policy.pacing.as_ref().map(pacing_node))),
    ];
    Node::structure("RetryPolicy", fields)
}

fn pacing_node(pacing: &Pacing) -> Node {
    // Spelt with its path: a `use` would be unused in tables without pacing.
    Node::structure(
        "super::__private::Pacing",
        vec![
            ("hold", duration(pacing.hold)),
            ("raise_percent", number(pacing.raise_percent)),
            ("raise_every", duration(pacing.raise_every)),
        ],
    )
}

fn number(number: u32) -> Node {
    Node::atom(number.to_string())
}

fn duration(duration: Duration) -> Node {
    Node::atom(match duration.subsec_millis() {
        0 => format!("Duration::from_secs({})", duration.as_secs()),
        _ => format!("Duration::from_millis({})", duration.as_millis()),
    })
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
        names.push(Node::atom(format!("ErrorKind::{}", row.name.value)));
    }
    item(out, 4, &format!("pub static ALL: [ErrorKind; {count}] = "), Node::array(names));
    rows(out, table);
    item(out, 4, "pub static TABLE: Table = ", table_node(table));
    line(out, 4, &format!("{crate_path}::__require!(ErrorKind);"));
    line(out, 0, "}");
}

/// Row by row: all of them at once, before they are written, would take much memory in a large table.
fn rows(out: &mut String, table: &Table) {
    out.push_str(&format!("    pub static ROWS: [Row; {}] = [", table.rows.len()));
    for (index, row) in table.rows.iter().enumerate() {
        new_line(out, 8);
        row_node(index, row).write(out, 8, 8, 1);
        out.push(',');
    }
    out.push_str("\n    ];\n");
}

fn row_node(index: usize, row: &ErrorRow) -> Node {
    let month = |month: &Option<Spanned<String>>| option(month.as_ref().map(|m| Node::string(&m.value)));
    Node::structure(
        "Row",
        vec![
            ("index", Node::atom(index.to_string())),
            ("id", Node::string(&row.id)),
            ("name", Node::string(&row.name.value)),
            ("status", Node::atom(row.status.to_string())),
            ("title", Node::string(&row.title.plain())),
            ("cause", Node::string(&row.cause.plain())),
            ("solution", Node::string(&row.solution.plain())),
            ("solution_markdown", Node::string(&row.solution.markdown())),
            ("links", links(&[&row.cause, &row.solution])),
            ("remedy", Node::atom(remedy_path(row.remedy.value))),
            ("retry", Node::atom(policy_path(&row.retry.value))),
            ("since", month(&row.since)),
            ("retired", month(&row.retired)),
        ],
    )
}

fn links(texts: &[&Text]) -> Node {
    let mut nodes = Vec::new();
    for text in texts {
        for (text, url) in text.links() {
            let fields = vec![("text", Node::string(&text)), ("url", Node::string(url))];
            nodes.push(Node::structure("Link", fields));
        }
    }
    Node::slice(nodes)
}

fn table_node(table: &Table) -> Node {
    let lookup = lookup(table);
    let id = |index: usize| &table.rows[index].id;
    let by_id = order::sort(table.rows.len(), &|a, b| id(a) < id(b));
    let mut delay_phrases = Vec::new();
    for phrase in &table.messages.delay_phrases {
        delay_phrases.push(Node::string(phrase));
    }
    let mut echoes = Vec::new();
    for Echo { after, until } in &table.messages.echoes {
        let fields = vec![("after", Node::string(after)), ("until", Node::string(until))];
        echoes.push(Node::structure("Echo", fields));
    }
    let mut unlisted = Vec::new();
    for entry in &table.unlisted {
        unlisted.push(unlisted_node(entry));
    }
    Node::structure(
        "Table",
        vec![
            ("rows", Node::atom("&ROWS")),
            ("by_id", Node::numbers(&by_id)),
            ("codes", lookup.codes),
            ("messages", lookup.messages),
            ("kinds", lookup.error_types),
            ("statuses", lookup.statuses),
            ("unlisted", Node::slice(unlisted)),
            ("unlisted_statuses", Node::slice(unlisted_statuses(table))),
            ("delay_phrases", Node::slice(delay_phrases)),
            ("echoes", Node::slice(echoes)),
        ],
    )
}

fn unlisted_node(entry: &Unlisted) -> Node {
    let policy = |name: &str| Node::atom(policy_path(name));
    let remedy = entry.remedy.as_ref().map(|remedy| Node::atom(remedy_path(remedy.value)));
    Node::structure(
        "UnlistedEntry",
        vec![
            ("retry", policy(&entry.retry.value)),
            ("should_retry", option(entry.should_retry.as_ref().map(|name| policy(&name.value)))),
            ("remedy", option(remedy)),
        ],
    )
}

fn unlisted_statuses(table: &Table) -> Vec<Node> {
    let mut ranges = Vec::new();
    for (index, entry) in table.unlisted.iter().enumerate() {
        for (from, to) in &entry.statuses {
            let [from, to, index] = [from.to_string(), to.to_string(), index.to_string()];
            ranges
                .push(Node::tuple("StatusRange", vec![Node::atom(from), Node::atom(to), Node::atom(index)]));
        }
    }
    ranges
}
