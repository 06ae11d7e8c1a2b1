//! Markdown as HTML: what a page's Markdown means is read from that, so that all pages have one reader.
//! Parsing is pulldown-cmark's.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

use super::page::{LINE, SOURCE, TOO_LONG, with_lines};
use crate::render::escape;

/// What pages have besides Markdown proper.
const SYNTAX: Options = Options::ENABLE_TABLES.union(Options::ENABLE_FOOTNOTES);

/// Elements whose inside is no markup to a parser of HTML: unclosed, such a tag would hide the rest of the
/// page. In a text it is a word, as GitHub has it.
const RAW: [&str; 9] =
    ["title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script", "plaintext"];

/// Elements that a cell cannot hold: they would end it, or hide the cells after it.
const NO_CELL: [&str; 12] = [
    "caption", "col", "colgroup", "select", "table", "tbody", "td", "template", "tfoot", "th", "thead", "tr",
];

/// A whole page, whose rows of tables tell their lines.
pub(crate) fn as_html(source: &str) -> String {
    let page = Writer::new(source, 1).write();
    match front_address(source) {
        Some(address) => format!("<link rel=canonical href=\"{}\">{page}", escape(address)),
        None => page,
    }
}

/// A line of Markdown between HTML tags.
pub(crate) fn line_as_html(markdown: &str) -> String {
    // The space of no width keeps a tag at the start from hiding the line from Markdown.
    let line = format!("\u{200b}{}", markdown.trim().replace(['\n', '\r'], " "));
    Writer::new(&line, 1).write()
}

/// The text without indents, tags on lines of their own, and fences of code.
pub(crate) fn without_frames(source: &str) -> String {
    without_lines(source, |line| is_tag(line) || line.starts_with("```") || line.starts_with("~~~"))
}

fn is_tag(line: &str) -> bool {
    line.starts_with('<') && line.ends_with('>')
}

/// The text without indents, and with nothing in such lines.
fn without_lines(source: &str, is_such: impl Fn(&str) -> bool) -> String {
    let lines = source.lines().map(|line| if is_such(line.trim()) { "" } else { line.trim_start() });
    lines.collect::<Vec<_>>().join("\n")
}

/// What a page says between lines of `---` at its top that its address is.
fn front_address(source: &str) -> Option<&str> {
    let (front, _) = source.strip_prefix("---")?.split_once("\n---")?;
    front.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        let address = value.trim().trim_matches(['"', '\'']);
        (["url", "source"].contains(&key.trim()) && address.starts_with("http")).then_some(address)
    })
}

/// Writes the events of the parser as HTML.
struct Writer<'a> {
    source: &'a str,
    /// Where the lines of the source begin, and the first one's number.
    lines: Vec<usize>,
    first_line: usize,
    out: Vec<Event<'a>>,
    /// The lines of the open HTML block.
    block: String,
    /// The element of the open row's cells, whether one of them is open, and where the last one ends.
    cell: &'static str,
    in_cell: bool,
    cell_end: usize,
    /// Where kramdown's and pandoc's attributes of the last link or bold words are: `{:target="_blank"}`.
    attributes: Range<usize>,
}

impl<'a> Writer<'a> {
    fn new(source: &'a str, first_line: usize) -> Self {
        let breaks = source.match_indices('\n').map(|(at, _)| at + 1);
        Self {
            source,
            lines: [0].into_iter().chain(breaks).collect(),
            first_line,
            out: Vec::new(),
            block: String::new(),
            cell: "td",
            in_cell: false,
            cell_end: 0,
            attributes: 0..0,
        }
    }

    fn write(mut self) -> String {
        for (event, range) in Parser::new_ext(self.source, SYNTAX).into_offset_iter() {
            self.event(event, range);
        }
        let mut markup = String::new();
        html::push_html(&mut markup, self.out.into_iter());
        markup
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        let in_attributes = self.attributes.contains(&range.start);
        match event {
            _ if in_attributes && range.end <= self.attributes.end => {}
            Event::Text(_) if in_attributes => {
                self.out.push(Event::Text(self.source[self.attributes.end..range.end].into()));
            }
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Html(lines) => {
                self.block.push_str(&lines);
                self.html(with_lines(&lines, self.line(range.start)));
            }
            Event::InlineHtml(tag) => self.inline_tag(tag, range.start),
            other => self.out.push(other),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Table(_) => self.html("<table>"),
            Tag::TableHead => self.start_row("th", range),
            Tag::TableRow => self.start_row("td", range),
            Tag::TableCell => {
                self.in_cell = true;
                self.html(format!("<{}>", self.cell));
            }
            Tag::HtmlBlock => self.block.clear(),
            Tag::Link { link_type, dest_url, .. } => {
                // The address as the page has it; the writer of HTML would encode some of its characters.
                let scheme = if link_type == LinkType::Email { "mailto:" } else { "" };
                self.html(format!("<a href=\"{scheme}{}\">", escape(&dest_url)));
            }
            other => self.out.push(Event::Start(other)),
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        if matches!(tag, TagEnd::Link | TagEnd::Strong | TagEnd::Emphasis) {
            self.attributes = range.end..range.end + attributes_len(&self.source[range.end..]);
        }
        match tag {
            TagEnd::Table => self.html("</table>"),
            TagEnd::TableHead | TagEnd::TableRow => self.end_row(range.end),
            TagEnd::TableCell => {
                (self.in_cell, self.cell_end) = (false, range.end);
                self.html(format!("</{}>", self.cell));
            }
            TagEnd::HtmlBlock => self.end_block(range.start),
            TagEnd::Link => self.html("</a>"),
            other => self.out.push(Event::End(other)),
        }
    }

    fn html(&mut self, markup: impl Into<CowStr<'a>>) {
        self.out.push(Event::InlineHtml(markup.into()));
    }

    fn line(&self, at: usize) -> usize {
        self.first_line + self.lines.partition_point(|start| *start <= at) - 1
    }

    fn start_row(&mut self, cell: &'static str, range: Range<usize>) {
        (self.cell, self.cell_end) = (cell, range.end);
        let line = self.line(range.start);
        self.html(format!("<tr {LINE}={line} {SOURCE}=\"{}\">", escape(&self.source[range])));
    }

    /// The parser drops the cells beyond the last column.
    fn end_row(&mut self, end: usize) {
        let after = self.source.get(self.cell_end..end).unwrap_or_default();
        if after.contains(|c: char| c != '|' && !c.is_whitespace()) {
            // The one other element that a row can hold.
            self.html(format!("<template {TOO_LONG}></template>"));
        }
        self.html("</tr>");
    }

    fn inline_tag(&mut self, tag: CowStr<'a>, at: usize) {
        let name = tag_name(&tag);
        if RAW.contains(&name.as_str()) {
            self.out.push(Event::Text(tag));
        } else if !(self.in_cell && NO_CELL.contains(&name.as_str())) {
            self.html(with_lines(&tag, self.line(at)));
        }
    }

    /// After the line of a tag Markdown goes on only below a blank line; tables are meant to be ones
    /// nevertheless.
    fn end_block(&mut self, start: usize) {
        let is_other = self.block.starts_with("<!--")
            || ["pre", "script", "style", "textarea"].contains(&tag_name(&self.block).as_str());
        if is_other || !self.block.contains('|') {
            return;
        }
        let inside = without_lines(&self.block, is_tag);
        if inside.trim_start().starts_with('<') {
            return;
        }
        let page = Writer::new(&inside, self.line(start)).write();
        if page.contains(SOURCE) {
            self.html(page);
        }
    }
}

/// The name of the element whose tag the text begins with, in lower case.
fn tag_name(tag: &str) -> String {
    let inside = tag.trim_start().trim_start_matches(['<', '/']);
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inside.len());
    inside[..end].to_ascii_lowercase()
}

/// The length of the attributes that `text` begins with.
pub(crate) fn attributes_len(text: &str) -> usize {
    let inside = text.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let Some((inside, _)) = inside.filter(|(inside, _)| !inside.contains(['{', '\n', '|'])) else { return 0 };
    let is_list = inside.starts_with([':', '.', '#'])
        || inside.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
    if is_list { inside.len() + 2 } else { 0 }
}
