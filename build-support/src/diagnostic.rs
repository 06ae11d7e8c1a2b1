//! Problems of a table, each with its place.

use std::fmt;
use std::ops::Range;

use crate::order;
use crate::strings::{find_byte, joined};
use crate::table::is_of_base;

/// A place in the table's text.
#[derive(Debug, Clone)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The bytes meant, counted from 0 at the start of the text; the end is excluded.
    pub span: (usize, usize),
}

/// One problem of a table.
///
/// Displays as `12:9: message`, other places that belong to it on lines of their own.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// Where it is.
    pub place: Place,
    /// What is wrong and what is allowed, in one line.
    pub message: String,
    /// Other places that take part in it, each with a word about its role.
    pub related: Vec<(Place, String)>,
}

/// All problems of a table, in the order of their places. Never empty when returned as an error.
///
/// Displays one line a problem, `error-table.toml:12:9: message`.
#[derive(Debug, Clone)]
pub struct Diagnostics {
    file: String,
    list: Vec<Diagnostic>,
}

impl Diagnostics {
    /// The problems, sorted by place.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// The same problems under another file name (what [`Display`](fmt::Display) puts before each place).
    #[must_use]
    pub fn with_file(mut self, file: impl Into<String>) -> Self {
        self.file = file.into();
        self
    }

    /// The problems as lines, without the line ends.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for problem in &self.list {
            lines.push(self.line(&problem.place, &problem.message));
            for (place, role) in &problem.related {
                lines.push(self.line(place, role));
            }
        }
        lines
    }

    fn line(&self, place: &Place, message: &str) -> String {
        format!("{}:{}:{}: {message}", self.file, place.line, place.column)
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.place.line, self.place.column, self.message)?;
        for (place, role) in &self.related {
            write!(f, "\n{}:{}: {role}", place.line, place.column)?;
        }
        Ok(())
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&joined(&self.lines(), "\n"))
    }
}

impl std::error::Error for Diagnostic {}
impl std::error::Error for Diagnostics {}

/// Collects problems while the table is read.
#[derive(Default)]
pub(crate) struct Problems {
    list: Vec<Problem>,
}

struct Problem {
    span: Range<usize>,
    message: String,
    related: Vec<(Range<usize>, &'static str)>,
}

impl Problems {
    pub(crate) fn push(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.list.push(Problem { span, message: message.into(), related: Vec::new() });
    }

    pub(crate) fn push_pair(
        &mut self,
        span: Range<usize>,
        message: &str,
        other: Range<usize>,
        role: &'static str,
    ) {
        if is_of_base(&span) || is_of_base(&other) {
            let own = if is_of_base(&span) { other } else { span };
            let elsewhere = "the other place is in the table that this one extends";
            return self.push(own, format!("{message} ({elsewhere})"));
        }
        self.list.push(Problem { span, message: message.to_owned(), related: vec![(other, role)] });
    }

    pub(crate) fn append(&mut self, mut others: Self) {
        self.list.append(&mut others.list);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub(crate) fn into_diagnostics(self, text: &str) -> Diagnostics {
        let lines = LineIndex::new(text);
        let start = |index: usize| self.list[index].span.start;
        let mut list = Vec::new();
        for &index in &order::sort(self.list.len(), &|a, b| start(a) < start(b)) {
            let problem = &self.list[index];
            let mut related = Vec::new();
            for (span, role) in &problem.related {
                related.push((lines.place(span), (*role).to_owned()));
            }
            list.push(Diagnostic {
                place: lines.place(&problem.span),
                message: problem.message.clone(),
                related,
            });
        }
        Diagnostics { file: "error-table.toml".to_owned(), list }
    }
}

struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    fn new(text: &'a str) -> Self {
        let mut starts = vec![0];
        let mut start = 0;
        while let Some(end) = find_byte(text, start, |byte| byte == b'\n') {
            start = end + 1;
            starts.push(start);
        }
        Self { text, starts }
    }

    fn place(&self, span: &Range<usize>) -> Place {
        let start = span.start.min(self.text.len());
        let line = self.starts.partition_point(|&s| s <= start);
        let before = self.text.get(self.starts[line - 1]..start).unwrap_or_default();
        Place { line, column: before.chars().count() + 1, span: (span.start, span.end) }
    }
}
