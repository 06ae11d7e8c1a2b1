//! The tables of a Markdown page: pipe tables, and HTML tables inside it. Parsing is pulldown-cmark's; what a cell's
//! Markdown means is then read from its HTML, so that Markdown and HTML pages have one reader.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, html as cmark_html};

use super::html;
use super::links::Links;
use super::rows::{RawRow, RawTable};
use crate::render::escape;

type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// The tables of the page, in order.
pub(crate) fn tables(source: &str, links: &Links) -> Vec<RawTable> {
    let mut reader = Reader { source, links, tables: Vec::new(), row: Vec::new(), cell: None, html_until: 0 };
    for (event, range) in Parser::new_ext(source, Options::ENABLE_TABLES).into_offset_iter() {
        reader.event(event, range);
    }
    reader.tables
}

/// The tables of a page that has none at first sight: one indented like code, or hidden from Markdown between HTML tags
/// that stand on lines of their own.
pub(crate) fn tables_inside_tags(source: &str, links: &Links) -> Vec<RawTable> {
    if source.to_ascii_lowercase().contains("<table") {
        return html::tables(source, links);
    }
    let is_tag = |line: &str| line.trim().starts_with('<') && line.trim().ends_with('>');
    let lines: Vec<&str> =
        source.lines().map(|line| if is_tag(line) { "" } else { line.trim_start() }).collect();
    tables(&lines.join("\n"), links)
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
}

impl<'a> Reader<'a> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        if range.start < self.html_until {
            return;
        }
        match event {
            Event::Start(Tag::Table(_)) => self.tables.push(RawTable { rows: Vec::new() }),
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
                if let Some(at) = text.to_ascii_lowercase().find("<table") {
                    self.html_table(range.start + at);
                }
            }
            other => {
                if let Some(cell) = &mut self.cell {
                    cell.push((other, range));
                }
            }
        }
    }

    fn end_row(&mut self, is_heading: bool, range: &Range<usize>) {
        let source = self.source.get(range.clone()).unwrap_or_default();
        // A line of text right below a table is a row to the parser, and to nobody else.
        if !source.contains('|') {
            return;
        }
        let last_end = self.row.last().map_or(range.end, |(_, cell)| cell.end);
        let behind = self.source.get(last_end..range.end).unwrap_or_default();
        let too_long = behind.contains(|c: char| c != '|' && !c.is_whitespace());
        let cells = std::mem::take(&mut self.row).into_iter().map(|(events, _)| {
            let mut markup = String::new();
            cmark_html::push_html(&mut markup, without_attributes(events, self.source).into_iter());
            html::cell_of(&markup, self.links)
        });
        let row = RawRow { line: self.line(range.start), cells: cells.collect(), is_heading, too_long };
        if let Some(table) = self.tables.last_mut() {
            table.rows.push(row);
        }
    }

    fn html_table(&mut self, start: usize) {
        let rest = &self.source[start..];
        let end = rest.to_ascii_lowercase().find("</table").map_or(rest.len(), |at| at + "</table".len());
        let mut table = html::with_lines(&rest[..end], self.line(start));
        if has_blank_line(&table) {
            // Behind a blank line the cells are Markdown again.
            let flush: Vec<&str> = table.lines().map(str::trim_start).collect();
            let flush = flush.join("\n");
            let mut markup = String::new();
            cmark_html::push_html(&mut markup, Parser::new_ext(&flush, Options::ENABLE_TABLES));
            table = markup;
        }
        self.tables.extend(html::tables_with_lines(&table, self.links));
        self.html_until = start + end;
    }

    fn line(&self, at: usize) -> usize {
        1 + self.source.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count()
    }
}

fn has_blank_line(text: &str) -> bool {
    text.lines().any(|line| line.trim().is_empty())
}

/// The events without kramdown's and pandoc's attributes behind a link: `{:target="_blank"}`.
fn without_attributes<'a>(events: Events<'a>, source: &'a str) -> Vec<Event<'a>> {
    let mut until = 0;
    let mut kept = Vec::new();
    for (event, range) in events {
        let is_styled = matches!(event, Event::End(TagEnd::Link | TagEnd::Strong | TagEnd::Emphasis));
        if is_styled {
            until = range.end + attributes_len(&source[range.end..]);
        } else if range.end <= until {
            continue;
        } else if range.start < until {
            kept.push(Event::Text(source[until..range.end].into()));
            continue;
        }
        kept.push(as_written(event));
    }
    kept
}

/// A link as HTML with the address as the page has it; the writer of HTML would encode some of its characters.
fn as_written(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Start(Tag::Link { link_type, dest_url, .. }) => {
            let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
            Event::InlineHtml(format!("<a href=\"{scheme}{}\">", escape(&dest_url)).into())
        }
        Event::End(TagEnd::Link) => Event::InlineHtml("</a>".into()),
        other => other,
    }
}

/// The length of the attributes that `text` begins with.
fn attributes_len(text: &str) -> usize {
    let inside = text.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let Some((inside, _)) = inside.filter(|(inside, _)| !inside.contains(['{', '\n', '|'])) else { return 0 };
    let is_list = inside.starts_with([':', '.', '#'])
        || inside.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
    if is_list { inside.len() + 2 } else { 0 }
}
