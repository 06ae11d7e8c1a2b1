//! One self-contained page for people: rows to link to, a filter, light and dark, for desks and phones.

use humantime::format_duration;
use openai_error_policy_build::{ErrorRow, Policy, Remedy, Table};

use super::inline::{escape, html};
use super::listed;
use crate::recognise::codes;
use crate::retry_figures::RetryFigures;

const STYLE: &str = include_str!("html.css");
const SCRIPT: &str = include_str!("html.js");

pub(crate) fn page(table: &Table, edition: Option<&str>) -> String {
    let rows: String = listed(table, edition).map(|row| line(row, table)).collect();
    let has_title = !table.page.title.pieces.is_empty();
    let or_general = |title: String| if has_title { title } else { "API errors".to_owned() };
    let title = or_general(html(&table.page.title));
    let plain_title = or_general(escape(&table.page.title.plain()));
    let about = about(table, edition);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <title>{plain_title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <header>\n<h1>{title}</h1>\n<p class=\"about\">{about}</p>\n</header>\n\
         <div class=\"filter\" role=\"search\" hidden><input type=\"search\" aria-label=\"Filter the errors\" \
         placeholder=\"Filter by status, words or code\" autocomplete=\"off\" spellcheck=\"false\">\
         <output aria-live=\"polite\"></output></div>\n\
         <table>\n<thead><tr><th scope=\"col\">Status</th><th scope=\"col\">Error</th>\
         <th scope=\"col\">Overview</th><th scope=\"col\">Handling</th></tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n\
         <p class=\"none\" hidden>No error has all these words.</p>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n",
    )
}

fn about(table: &Table, edition: Option<&str>) -> String {
    let count = listed(table, edition).count();
    let errors = if count == 1 { "1 error".to_owned() } else { format!("{count} errors") };
    let edition = edition.map_or(String::new(), |edition| format!(", as of {}", escape(edition)));
    let source = table
        .page
        .embed
        .as_ref()
        .map_or(String::new(), |url| format!(" <a href=\"{}\">Official page</a>", escape(url)));
    format!("{errors}{edition}: what each means, what to do, and whether to retry.{source}")
}

fn line(row: &ErrorRow, table: &Table) -> String {
    let id = escape(&row.id);
    format!(
        "<tr id=\"{id}\">\n<th scope=\"row\">{}</th>\n\
         <td class=\"title\">{}&nbsp;<a class=\"anchor\" href=\"#{id}\" title=\"Link to this error\">#</a></td>\n\
         <td class=\"overview\"><p><strong>Cause:</strong> {}</p><p><strong>Solution:</strong> {}</p></td>\n\
         <td class=\"handling\">{}</td>\n</tr>\n",
        row.status,
        html(&row.title),
        html(&row.cause),
        html(&row.solution),
        handling(row, table),
    )
}

fn handling(row: &ErrorRow, table: &Table) -> String {
    let policy = table.policy(&row.retry.value);
    let retried = policy.filter(|policy| policy.retries());
    let (class, verdict) = if retried.is_some() { ("retry", "Retry") } else { ("stop", "Do not retry") };
    let schedule = retried.map_or(String::new(), |policy| format!(" {}", schedule(policy)));
    let codes: Vec<String> =
        codes(row).map(|code| format!("<li><code>{}</code></li>", escape(code))).collect();
    let codes = match codes.len() {
        0 => String::new(),
        1 => format!("<details><summary>1 code</summary><ul>{}</ul></details>", codes.concat()),
        count => format!("<details><summary>{count} codes</summary><ul>{}</ul></details>", codes.concat()),
    };
    format!(
        "<p><span class=\"verdict {class}\">{verdict}</span></p><p class=\"policy\">{}.{schedule}</p>\
         <p><code>{}</code></p>{codes}",
        advice(row.remedy.value),
        escape(&row.name.value),
    )
}

fn advice(remedy: Remedy) -> &'static str {
    match remedy {
        Remedy::Wait => "Wait, then call again",
        Remedy::SlowDown => "Slow down, then call again",
        Remedy::FixCredentials => "Fix the credentials",
        Remedy::FixBilling => "Fix billing or limits",
        Remedy::FixRequest => "Fix the request",
        Remedy::LeaveRegion => "Call from a supported region",
        Remedy::ContactSupport => "Contact support",
    }
}

fn schedule(policy: &Policy) -> String {
    let pace = RetryFigures::of(policy).pacing_sentence();
    let pace = pace.map_or(String::new(), |pace| format!(" Go {pace}."));
    format!(
        "Up to {} calls, waiting {} and more, longer when the server says so.{pace}",
        policy.max_attempts,
        format_duration(policy.initial_delay),
    )
}
