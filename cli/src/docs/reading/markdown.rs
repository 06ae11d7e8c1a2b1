//! The tables of a Markdown page: pipe tables, and HTML tables inside it. Parsing is pulldown-cmark's; what a cell's
//! Markdown means is then read from its HTML, so that Markdown and HTML pages have one reader.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::as_html::{self, Events, SYNTAX};
use super::html;
use super::links::Links;
use super::status::Status;
use super::table::{RawRow, RawTable};
use super::wrapped::Wrapped;

/// The tables of the page, in order.
pub(crate) fn tables(source: &str, links: &Links) -> Vec<RawTable> {
    Reader::new(source, links).read()
}

/// The tables of a page that has none at first sight: one indented like code, or hidden from Markdown between HTML tags
/// that stand on lines of their own.
pub(crate) fn tables_inside_tags(source: &str, links: &Links) -> Vec<RawTable> {
    if source.to_ascii_lowercase().contains("<table") {
        return html::tables(source, links);
    }
    tables(&without_tags(source), links)
}

/// The text without the lines that are HTML tags, and without indents.
fn without_tags(source: &str) -> String {
    let is_tag = |line: &str| line.trim().starts_with('<') && line.trim().ends_with('>');
    let lines: Vec<&str> =
        source.lines().map(|line| if is_tag(line) { "" } else { line.trim_start() }).collect();
    lines.join("\n")
}

struct Reader<'a> {
    source: &'a str,
    links: &'a Links,
    tables: Vec<RawTable>,
    /// The cells of the open row and where the last one ends.
    row: Vec<(Events<'a>, Range<usize>)>,
    cell: Option<Events<'a>>,
    /// The end of an HTML table that has been read.
    html_until: usize,
    /// The words of the open heading, and the status of the last one.
    heading: Option<String>,
    section: Option<u16>,
    wrapped: Wrapped,
    /// The lines of the open HTML block.
    block: String,
    first_line: usize,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str, links: &'a Links) -> Self {
        Self {
            source,
            links,
            tables: Vec::new(),
            row: Vec::new(),
            cell: None,
            html_until: 0,
            heading: None,
            section: None,
            wrapped: Wrapped::default(),
            block: String::new(),
            first_line: 1,
        }
    }

    fn read(mut self) -> Vec<RawTable> {
        for (event, range) in Parser::new_ext(self.source, SYNTAX).into_offset_iter() {
            self.event(event, range);
        }
        self.tables
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        if range.start < self.html_until {
            return;
        }
        match event {
            Event::Start(Tag::Heading { .. }) => self.heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::Start(Tag::HtmlBlock) => self.block.clear(),
            Event::End(TagEnd::HtmlBlock) => self.end_block(&range),
            Event::Start(Tag::Table(_)) => {
                self.tables.push(RawTable { section: self.section, ..RawTable::default() });
                self.wrapped = Wrapped::default();
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => self.row.clear(),
            Event::Start(Tag::TableCell) => self.cell = Some(Vec::new()),
            Event::End(TagEnd::TableCell) => {
                let events = self.cell.take().unwrap_or_default();
                self.row.push((events, range));
            }
            Event::End(end @ (TagEnd::TableHead | TagEnd::TableRow)) => {
                self.end_row(end == TagEnd::TableHead, &range);
            }
            Event::Html(ref text) | Event::InlineHtml(ref text) if self.cell.is_none() => {
                self.block.push_str(text);
                if let Some(at) = text.to_ascii_lowercase().find("<table") {
                    self.html_table(range.start + at);
                }
            }
            other => {
                if let (Some(heading), Event::Text(text) | Event::Code(text)) = (&mut self.heading, &other) {
                    heading.push_str(text);
                }
                if let Some(cell) = &mut self.cell {
                    cell.push((other, range));
                }
            }
        }
    }

    fn end_heading(&mut self) {
        let heading = self.heading.take().unwrap_or_default();
        self.section = Status::read(&heading).map(|status| status.number);
    }

    /// Below the line of a tag Markdown goes on only behind a blank line; tables are meant to be ones nevertheless.
    fn end_block(&mut self, range: &Range<usize>) {
        let is_other = ["<!--", "<pre", "<script", "<style", "<textarea"]
            .iter()
            .any(|start| self.block.get(..start.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(start)));
        if is_other || !self.block.contains('|') {
            return;
        }
        let inside = without_tags(&self.block);
        if inside.trim_start().starts_with('<') {
            return;
        }
        let mut reader = Reader::new(&inside, self.links);
        (reader.section, reader.first_line) = (self.section, self.line(range.start));
        self.tables.extend(reader.read());
    }

    fn end_row(&mut self, is_heading: bool, range: &Range<usize>) {
        let source = self.source.get(range.clone()).unwrap_or_default();
        let last_end = self.row.last().map_or(range.end, |(_, cell)| cell.end);
        let behind = self.source.get(last_end..range.end).unwrap_or_default();
        let too_long = behind.contains(|c: char| c != '|' && !c.is_whitespace());
        let cells = std::mem::take(&mut self.row)
            .into_iter()
            .map(|(events, _)| html::cell_of(&as_html::of_cell(events, self.source), self.links));
        let row = RawRow { line: self.line(range.start), cells: cells.collect(), is_heading, too_long };
        if let Some(table) = self.tables.last_mut() {
            self.wrapped.add(table, row, source);
        }
    }

    fn html_table(&mut self, start: usize) {
        let rest = &self.source[start..];
        let end = rest.to_ascii_lowercase().find("</table").map_or(rest.len(), |at| at + "</table".len());
        let mut table = html::with_lines(&rest[..end], self.line(start));
        if has_blank_line(&table) {
            // Behind a blank line the cells are Markdown again.
            let flush: Vec<&str> = table.lines().map(str::trim_start).collect();
            table = as_html::of_page(&flush.join("\n"));
        }
        for table in html::tables_with_lines(&table, self.links) {
            self.tables.push(RawTable { section: table.section.or(self.section), ..table });
        }
        self.html_until = start + end;
    }

    fn line(&self, at: usize) -> usize {
        self.first_line + self.source.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count()
    }
}

fn has_blank_line(text: &str) -> bool {
    text.lines().any(|line| line.trim().is_empty())
}
