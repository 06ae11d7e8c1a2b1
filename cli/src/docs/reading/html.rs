//! The tables of a page, its prose, and cells from HTML.

use openai_error_policy_build::{Piece, Text};
use scraper::{ElementRef, Html, Node};

use super::cell::{self, Cell, Token, normal, one_space};
use super::links::{Links, mailbox};
use super::markdown;
use super::page::{DEEPEST, LINE, Page, SOURCE, TOO_LONG};
use super::split::has_literal_label;
use super::table::{RawRow, RawTable};
use super::wrapped::joined;

/// Spaces and hyphens without width, which pages have for line breaks and as a byte order mark, and marks of
/// direction.
fn has_no_width(c: char) -> bool {
    let is_mark = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    is_mark || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Classes of words that are only read aloud.
const HIDDEN: [&str; 4] = ["sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"];

/// The tables of a page.
pub(crate) fn tables(page: &Page) -> Vec<RawTable> {
    let mut section = None;
    let mut tables = Vec::new();
    let elements = inside(page.root(), &["table", "h1", "h2", "h3", "h4", "h5", "h6"]);
    for element in elements.filter(|element| !is_in_template(element)) {
        if element.value().name() != "table" {
            section = cell(&element, page.links()).status().map(|status| status.number);
            continue;
        }
        // A table that only arranges other tables has no rows of its own.
        let is_frame = inside(element, &["table"]).next().is_some();
        let rows = if is_frame { Vec::new() } else { table_rows(&element, page.links()) };
        if !rows.is_empty() {
            tables.push(RawTable { rows, section });
        }
    }
    tables
}

/// The elements of these names inside another, in order.
fn inside<'a>(
    element: ElementRef<'a>,
    names: &'static [&'static str],
) -> impl Iterator<Item = ElementRef<'a>> {
    element.descendent_elements().skip(1).filter(|inside| names.contains(&inside.value().name()))
}

fn is_in_template(element: &ElementRef<'_>) -> bool {
    element.ancestors().filter_map(ElementRef::wrap).any(|around| around.value().name() == "template")
}

/// A cell that reaches into the rows below, by its column: the cell and for how many more rows.
type Spans = Vec<Option<(Cell, usize)>>;

fn table_rows(table: &ElementRef<'_>, links: &Links) -> Vec<RawRow> {
    let mut spans = Spans::new();
    let mut line = 1;
    let mut group = None;
    joined(inside(*table, &["tr"]).map(|row| {
        // No cell reaches beyond its part of the table.
        if group != row.parent() {
            (group, spans) = (row.parent(), Spans::new());
        }
        line = row.attr(LINE).and_then(|number| number.parse().ok()).unwrap_or(line);
        (table_row(&row, line, &mut spans, links), row.attr(SOURCE))
    }))
}

fn table_row(row: &ElementRef<'_>, line: usize, spans: &mut Spans, links: &Links) -> RawRow {
    let mut cells = Vec::new();
    let mut is_heading = true;
    let too_long = row.child_elements().any(|element| element.attr(TOO_LONG).is_some());
    let is_piped = row.attr(SOURCE).is_some();
    for element in row.child_elements().filter(|element| ["td", "th"].contains(&element.value().name())) {
        fill_from_above(&mut cells, spans);
        let width = span(&element, "colspan").max(1);
        is_heading &= element.value().name() == "th" || width > 1;
        let cell = if is_piped { cell(&element, links) } else { table_cell(&element, links) };
        // With a zero it reaches as far as it can.
        let below = span(&element, "rowspan").checked_sub(1).unwrap_or(LONGEST);
        for column in 0..width {
            let cell = if column == 0 { cell.clone() } else { Cell::default() };
            reach_down(spans, cells.len(), &cell, below);
            cells.push(cell);
        }
    }
    fill_from_above(&mut cells, spans);
    RawRow { line, cells, is_heading, too_long }
}

/// Numbers far beyond any table are a mistake of the page, or malice.
const LONGEST: usize = 100;

fn span(element: &ElementRef<'_>, attribute: &str) -> usize {
    element.attr(attribute).and_then(|number| number.trim().parse().ok()).unwrap_or(1).min(LONGEST)
}

fn fill_from_above(cells: &mut Vec<Cell>, spans: &mut Spans) {
    while let Some(span) = spans.get_mut(cells.len()) {
        let Some((cell, rows)) = span else { return };
        cells.push(cell.clone());
        *rows -= 1;
        if *rows == 0 {
            *span = None;
        }
    }
}

fn reach_down(spans: &mut Spans, column: usize, cell: &Cell, rows: usize) {
    if rows == 0 {
        return;
    }
    if spans.len() <= column {
        spans.resize(column + 1, None);
    }
    spans[column] = Some((cell.clone(), rows));
}

/// A cell with labels of Markdown may be Markdown, on one line as MDX has it.
fn table_cell(element: &ElementRef<'_>, links: &Links) -> Cell {
    let html = cell(element, links);
    if !html.tokens.iter().any(has_literal_label) {
        return html;
    }
    let markdown = Html::parse_fragment(&markdown::line_as_html(&element.inner_html()));
    Cell { as_markdown: cell(&markdown.root_element(), links).tokens, ..html }
}

/// All of a page but its tables, as if it were one cell.
pub(crate) fn prose(page: &Page) -> Vec<Token> {
    let mut walk = Walk { tokens: Vec::new(), links: page.links(), has_tables: false };
    walk.children(&page.root(), Style::default());
    walk.tokens
}

fn cell(element: &ElementRef<'_>, links: &Links) -> Cell {
    let mut walk = Walk { tokens: Vec::new(), links, has_tables: true };
    walk.children(element, Style::default());
    Cell { tokens: walk.tokens, ..Cell::default() }
}

#[derive(Debug, Clone, Copy, Default)]
struct Style {
    strong: bool,
    code: bool,
    /// Whether lines and spaces count, as in a block of code.
    pre: bool,
    /// How many elements are around.
    depth: usize,
}

struct Walk<'l> {
    tokens: Vec<Token>,
    links: &'l Links,
    /// Whether the words of tables count.
    has_tables: bool,
}

impl Walk<'_> {
    fn children(&mut self, element: &ElementRef<'_>, style: Style) {
        let style = Style { depth: style.depth + 1, ..style };
        // The parser looks at the depth from time to time only, and parts of a cell are parsed without it.
        if style.depth > DEEPEST {
            return element.text().for_each(|text| self.text(text, style));
        }
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.text(text, style),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(&child, style);
                    }
                }
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str, style: Style) {
        let text = &text.replace(has_no_width, "");
        if style.code {
            return self.code(text);
        }
        match self.tokens.last_mut() {
            Some(Token::Words { text: before, strong }) if *strong == style.strong => before.push_str(text),
            _ => self.tokens.push(Token::Words { text: text.to_owned(), strong: style.strong }),
        }
    }

    /// A span that the page wrapped over lines is as if it stood on one.
    fn code(&mut self, text: &str) {
        let is_wrapped = text.contains(['\n', '\r']);
        let code = if is_wrapped { one_space(text).trim().to_owned() } else { one_line(text) };
        match self.tokens.last_mut() {
            _ if code.trim().is_empty() => self.text(&code, Style::default()),
            Some(Token::Code(before)) => before.push_str(&code),
            _ => self.tokens.push(Token::Code(code)),
        }
    }

    fn element(&mut self, element: &ElementRef<'_>, style: Style) {
        match element.value().name() {
            _ if is_hidden(element) => {}
            "table" if !self.has_tables => self.break_line(),
            "br" => self.tokens.push(Token::Break),
            "script" | "style" | "template" | "svg" | "button" | "head" => {}
            "a" => self.link(element, style),
            "sup" if is_footnote(element) => {}
            // A block of code outside of tables is an example: an answer in it is no row, nor are its words a text's.
            "code" if style.pre && !self.has_tables => self.break_line(),
            "code" | "kbd" | "samp" | "tt" => self.children(element, Style { code: true, ..style }),
            "strong" | "b" | "em" | "i" | "u" | "mark" => {
                self.children(element, Style { strong: true, ..style });
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "summary" => {
                self.block(element, Style { strong: true, ..style });
            }
            "pre" => self.block(element, Style { pre: true, ..style }),
            "p" | "div" | "ul" | "ol" | "li" | "dl" | "dd" | "section" | "blockquote" => {
                self.block(element, style);
            }
            _ => self.children(element, style),
        }
    }

    fn block(&mut self, element: &ElementRef<'_>, style: Style) {
        self.break_line();
        self.children(element, style);
        self.break_line();
    }

    fn break_line(&mut self) {
        if !self.tokens.iter().all(Token::is_blank) {
            self.tokens.push(Token::Break);
        }
    }

    fn link(&mut self, element: &ElementRef<'_>, style: Style) {
        let mut inside = Walk { tokens: Vec::new(), links: self.links, has_tables: self.has_tables };
        inside.children(element, style);
        let address = element.attr("href").or_else(|| element.attr("to")).unwrap_or_default();
        if address.starts_with('#') && is_mark(&inside.tokens) {
            return self.text(" ", Style::default());
        }
        let Some(url) = self.links.resolve(address) else {
            let mailbox =
                mailbox(address).filter(|mailbox| !cell::text(&inside.tokens).plain().contains(mailbox));
            self.tokens.append(&mut inside.tokens);
            mailbox.into_iter().for_each(|mailbox| self.text(&format!(" ({mailbox})"), Style::default()));
            return;
        };
        let pieces: Vec<Piece> = inside.tokens.into_iter().flat_map(pieces).collect();
        let (before, after) = (starts_with_space(&pieces), ends_with_space(&pieces));
        let text = normal(&Text { pieces });
        if before {
            self.text(" ", Style::default());
        }
        if !text.pieces.is_empty() {
            self.tokens.push(Token::Link { text, url });
        }
        if after {
            self.text(" ", Style::default());
        }
    }
}

fn is_hidden(element: &ElementRef<'_>) -> bool {
    let style = element.attr("style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    element.attr("hidden").is_some()
        || style.contains("display:none")
        || is_read_aloud(element)
        || is_picture(element)
}

fn is_read_aloud(element: &ElementRef<'_>) -> bool {
    // JSX has another name for the attribute.
    let mut classes = ["class", "classname"].iter().filter_map(|name| element.attr(name));
    classes.any(|classes| classes.split_whitespace().any(|class| HIDDEN.contains(&class)))
}

/// Whether nobody reads it aloud, and nothing beside it instead.
fn is_picture(element: &ElementRef<'_>) -> bool {
    let siblings = || element.parent().into_iter().flat_map(|parent| parent.children());
    element.attr("aria-hidden") == Some("true")
        && !siblings().filter_map(ElementRef::wrap).any(|sibling| is_read_aloud(&sibling))
}

/// Whether a raised number leads to a note.
fn is_footnote(element: &ElementRef<'_>) -> bool {
    let link = element.child_elements().find(|child| child.value().name() == "a");
    link.is_some_and(|link| link.attr("href").is_some_and(|address| address.starts_with('#')))
}

/// The mark beside a heading that links to itself.
fn is_mark(tokens: &[Token]) -> bool {
    ["", "#", "¶", "§", "🔗"].contains(&cell::text(tokens).plain().as_str())
}

/// A link holds no link.
fn pieces(token: Token) -> Vec<Piece> {
    match token {
        Token::Words { text, .. } => vec![Piece::Words(text)],
        Token::Code(code) => vec![Piece::Code(code)],
        Token::Link { text, .. } => text.pieces,
        Token::Break => vec![Piece::Words(" ".to_owned())],
    }
}

fn starts_with_space(pieces: &[Piece]) -> bool {
    matches!(pieces.first(), Some(Piece::Words(words)) if words.starts_with(char::is_whitespace))
}

fn ends_with_space(pieces: &[Piece]) -> bool {
    matches!(pieces.last(), Some(Piece::Words(words)) if words.ends_with(char::is_whitespace))
}

/// A table's text has no control characters.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
