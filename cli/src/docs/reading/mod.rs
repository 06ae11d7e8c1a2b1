//! From a page, in Markdown, HTML or JSON, to its rows.

mod cell;
mod columns;
mod grid;
mod html;
mod json;
mod labels;
mod lines;
mod links;
mod markdown;
mod page;
mod prose;
mod role;
mod rows;
mod source;
mod split;
mod status;
mod table;
mod wrapped;

use std::fmt;
use std::ops::Deref;
use std::path::Path;

use page::Page;
use rows::Refusal;

use super::PageRow;
pub(crate) use cell::normal;
pub(crate) use links::Links;

/// The rows of a page.
#[derive(Debug)]
pub(crate) struct Reading {
    pub(crate) rows: Vec<PageRow>,
    /// Rows that were left out because something in them could not be read.
    pub(crate) skipped: Vec<Problem>,
}

impl Deref for Reading {
    type Target = [PageRow];

    fn deref(&self) -> &Self::Target {
        &self.rows
    }
}

/// Why a page could not be read, and the line, from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn new(line: usize, message: impl Into<String>) -> Self {
        Self { line, message: message.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.line, self.message)
    }
}

/// Reads the rows of the page `bytes`; `name` tells its format where the content does not.
pub(crate) fn read(name: &Path, bytes: &[u8], links: &Links) -> Result<Reading, Vec<Problem>> {
    let text = text(bytes).map_err(|problem| vec![problem])?;
    let reading = match Format::of(name, text) {
        Format::Json => return json::rows(text).map(|rows| Reading { rows, skipped: Vec::new() }),
        Format::Html => read_html(text, links),
        Format::Markdown => read_markdown(&source::plain_markdown(text), links),
    };
    reading.map_err(Refusal::problems)
}

/// A page that the parser cannot take.
impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Rows(vec![problem])
    }
}

fn read_html(source: &str, links: &Links) -> Result<Reading, Refusal> {
    let page = Page::of_html(source, links)?;
    let reading = rows::read(&html::tables(&page));
    reading.or_else(|refusal| without_table(refusal, || prose::read(&html::prose(&page), source)))
}

fn read_markdown(source: &str, links: &Links) -> Result<Reading, Refusal> {
    let page = Page::of_markdown(source, links)?;
    let tables = html::tables(&page);
    let mut reading = rows::read(&tables);
    if matches!(reading, Err(Refusal::NoTable(_))) {
        let hidden = rows::read(&html::tables(&inside_frames(source, links)?));
        if tables.is_empty() || !matches!(hidden, Err(Refusal::NoTable(_))) {
            reading = hidden;
        }
    }
    reading.or_else(|refusal| without_table(refusal, || prose::read(&html::prose(&page), source)))
}

/// A page that has no table at first sight: one may be indented like code, inside the fences of code, or
/// hidden from Markdown between HTML tags on lines of their own.
fn inside_frames(source: &str, links: &Links) -> Result<Page, Problem> {
    if source.to_ascii_lowercase().contains("<table") {
        return Page::of_html(source, links);
    }
    Page::of_markdown(&markdown::without_frames(source), links)
}

/// The rows of a page that has no table of them.
fn without_table(refusal: Refusal, read: impl FnOnce() -> Reading) -> Result<Reading, Refusal> {
    match refusal {
        Refusal::NoTable(_) => Some(read()).filter(|reading| !reading.rows.is_empty()),
        Refusal::Rows(_) => None,
    }
    .ok_or(refusal)
}

/// Whether what could not be read as a page is an error table: by its name, else by the key that every table
/// has.
pub(crate) fn is_error_table(name: &Path, bytes: &[u8]) -> bool {
    let is_named_so = name.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    let has_rows = |text: &str| {
        text.parse::<toml_edit::DocumentMut>().is_ok_and(|document| document.contains_key("error"))
    };
    is_named_so || text(bytes).is_ok_and(has_rows)
}

/// The page as text, without a byte order mark.
fn text(bytes: &[u8]) -> Result<&str, Problem> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let line = 1 + bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count();
        Problem::new(line, "not UTF-8; save the page as UTF-8 text")
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Html,
    Markdown,
    /// What `render --format json` and `import --json` write.
    Json,
}

impl Format {
    /// By the content where it is plain to see, else by the name's ending.
    fn of(name: &Path, text: &str) -> Self {
        let start: String = text.trim_start().chars().take(16).collect::<String>().to_ascii_lowercase();
        let extension = name.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase());
        if start.starts_with("<!doctype") || start.starts_with("<html") {
            return Self::Html;
        }
        match extension.as_deref() {
            Some("html" | "htm" | "xhtml") if has_blocks(text) => Self::Html,
            Some("json") => Self::Json,
            None if start.starts_with(['[', '{'])
                && serde_json::from_str::<serde_json::Value>(text).is_ok() =>
            {
                Self::Json
            }
            _ => Self::Markdown,
        }
    }
}

/// Whether a person would see more than one paragraph of this HTML. Else a page that is called HTML is text.
fn has_blocks(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    ["<table", "<p", "<div", "<h", "<ul", "<ol", "<dl", "<body"].iter().any(|tag| text.contains(tag))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;

    use super::{Links, read};

    /// Parts of pages, good and broken.
    const PARTS: [&str; 60] = [
        "|",
        "| ",
        "---|",
        "| --- | --- |",
        "\n",
        "\n\n",
        "    ",
        "> ",
        "- ",
        "```",
        "`",
        "**",
        "*",
        "__",
        "_",
        "\\",
        "\\|",
        "401 - A",
        "| 429 | ",
        "503",
        "HTTP 500",
        "Cause:",
        "**Cause:** x",
        "**Solution:** y",
        "Solution",
        ":",
        "：",
        "原因：",
        "Code | Overview",
        "**Code:** `c`",
        "<table>",
        "</table>",
        "<tr>",
        "<tr/>",
        "<td>",
        "</td>",
        "<th>",
        "<td rowspan=2>",
        "<td colspan=99999999999>",
        "<td rowspan=0 colspan=-1>",
        "<br>",
        "<br",
        "&lt;br /&gt;",
        "<b>",
        "</b>",
        "<a href='#x'>#</a>",
        "<a href='/x'>",
        "</a>",
        "[x](y)",
        "[x](",
        "](/z){:t=\"_b\"}",
        "{",
        "}",
        "<code>",
        "</code>",
        "<!--",
        "-->",
        "é",
        "\u{a0}",
        "\u{0}",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn no_page_panics(parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..60), ending in 0..3_usize) {
            let page = parts.concat();
            let name = ["page.md", "page.html", "page.json"][ending];
            let rows = read(Path::new(name), page.as_bytes(), &Links::relative_to(Some("https://a.example/b")));
            match rows {
                Ok(reading) => prop_assert!(!reading.rows.is_empty()),
                Err(problems) => prop_assert!(!problems.is_empty() && problems.iter().all(|p| p.line > 0)),
            }
        }

        #[test]
        fn what_is_read_a_table_can_hold(parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..20)) {
            let page = format!("|a|b|\n|-|-|\n| 401 - T | **Cause:** x{} <br> **Solution:** y |\n", parts.concat().replace('\n', ""));
            let links = Links::relative_to(Some("https://a.example/b"));
            let rows = read(Path::new("page.md"), page.as_bytes(), &links).map(|reading| reading.rows);
            for row in rows.unwrap_or_default() {
                for text in [row.title, row.cause, row.solution] {
                    let again = openai_error_policy_build::Text::parse(&text.markdown());
                    prop_assert_eq!(again, Ok(text));
                }
            }
        }
    }
}
