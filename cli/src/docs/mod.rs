//! Docs pages: from a file to its rows, and from the rows to what a table lacks.

mod cell;
mod columns;
mod drift;
mod html;
mod identity;
mod into;
mod json;
mod labels;
mod links;
mod markdown;
mod matchers;
mod name;
mod proposal;
mod retitled;
mod rows;

use std::fmt;
use std::path::Path;

use openai_error_policy_build::Text;

pub(crate) use drift::{Change, Drift};
pub(crate) use identity::{Identity, identify};
pub(crate) use into::{Merge, merge};
pub(crate) use links::Links;
pub(crate) use name::propose_names;
pub(crate) use retitled::likely_before;

/// A row of a docs page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PageRow {
    /// Line of the page, from 1.
    pub(crate) line: usize,
    pub(crate) status: u16,
    pub(crate) title: Text,
    pub(crate) cause: Text,
    pub(crate) solution: Text,
    /// What the page says `error.code` is.
    pub(crate) code: Option<String>,
    /// What the page says `error.type` is.
    pub(crate) kind: Option<String>,
}

impl PageRow {
    /// Whether all but the place is the same.
    fn says_the_same(&self, other: &Self) -> bool {
        let here = Self { line: other.line, ..self.clone() };
        here == *other
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
pub(crate) fn read(name: &Path, bytes: &[u8], links: &Links) -> Result<Vec<PageRow>, Vec<Problem>> {
    let text = text(bytes).map_err(|problem| vec![problem])?;
    match Format::of(name, text) {
        Format::Json => json::rows(text),
        Format::Html => rows::read(&html::tables(text, links)),
        Format::Markdown => {
            let tables = markdown::tables(text, links);
            rows::read(&if tables.is_empty() { markdown::tables_inside_tags(text, links) } else { tables })
        }
    }
}

/// Whether what could not be read as a page is an error table: by its name, else by the key that every table has.
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
    /// What `render --format json` writes.
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
            Some("html" | "htm" | "xhtml") => Self::Html,
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
                Ok(rows) => prop_assert!(!rows.is_empty()),
                Err(problems) => prop_assert!(!problems.is_empty() && problems.iter().all(|p| p.line > 0)),
            }
        }

        #[test]
        fn what_is_read_a_table_can_hold(parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..20)) {
            let page = format!("|a|b|\n|-|-|\n| 401 - T | **Cause:** x{} <br> **Solution:** y |\n", parts.concat().replace('\n', ""));
            let links = Links::relative_to(Some("https://a.example/b"));
            for row in read(Path::new("page.md"), page.as_bytes(), &links).unwrap_or_default() {
                for text in [row.title, row.cause, row.solution] {
                    let again = openai_error_policy_build::Text::parse(&text.markdown());
                    prop_assert_eq!(again, Ok(text));
                }
            }
        }
    }
}
