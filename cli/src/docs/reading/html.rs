//! The tables of an HTML page, and cells from HTML. Parsing is html5ever's, so any HTML a browser shows is read.

use openai_error_policy_build::{Piece, Text};
use scraper::{ElementRef, Html, Node, Selector};

use super::as_html;
use super::cell::{self, Cell, Token, normal, one_space};
use super::depth::{DEEPEST, bounded};
use super::links::Links;
use super::split::has_literal_label;
use super::table::{RawRow, RawTable};

/// Where the line of a row is noted, because the parser keeps none.
const LINE: &str = "data-source-line";

/// Spaces and hyphens without width, which pages have for line breaks and as a byte order mark, and marks of direction.
fn has_no_width(c: char) -> bool {
    let is_mark = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    is_mark || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// Classes of words that are only read aloud.
const HIDDEN: [&str; 4] = ["sr-only", "visually-hidden", "visuallyhidden", "screen-reader-text"];

/// The tables of a page.
pub(crate) fn tables(source: &str, links: &Links) -> Vec<RawTable> {
    tables_with_lines(&with_lines(source, 1), links)
}

/// As [`tables`], for a page that [`with_lines`] has seen.
pub(crate) fn tables_with_lines(source: &str, links: &Links) -> Vec<RawTable> {
    let page = Html::parse_document(&plain(source));
    let root = page.root_element();
    let links = &links.based_on(address(&root));
    let mut section = None;
    let mut tables = Vec::new();
    for element in select(&root, "table, h1, h2, h3, h4, h5, h6") {
        if element.value().name() != "table" {
            section = cell(&element, links).status().map(|status| status.number);
            continue;
        }
        // A table that only arranges other tables has no rows of its own.
        let is_frame = select(&element, "table").next().is_some();
        let rows = if is_frame { Vec::new() } else { table_rows(&element, links) };
        if !rows.is_empty() {
            tables.push(RawTable { rows, section });
        }
    }
    tables
}

/// The page as the parser is to see it. To HTML, the `Link` of many a site's own making is an element without words.
fn plain(source: &str) -> String {
    bounded(&source.replace("<Link ", "<a ").replace("</Link>", "</a>"))
}

/// What the page says its address is.
fn address<'a>(page: &ElementRef<'a>) -> Option<&'a str> {
    let base = select(page, "base[href]").next();
    let element = base.or_else(|| select(page, "link[rel~=canonical][href]").next())?;
    element.attr("href")
}

/// Notes on each row's tag its line, counted from `first_line`. Without quotes the note does no harm where `<tr` is no
/// tag.
pub(crate) fn with_lines(source: &str, first_line: usize) -> String {
    let mut out = String::with_capacity(source.len() + source.len() / 16);
    let mut line = first_line;
    let mut rest = source;
    while let Some(at) = rest.find(['<', '\n']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let is_row = from.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<tr"))
            && from[3..].starts_with(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/');
        if is_row {
            out.push_str(&format!("{} {LINE}={line}", &from[..3]));
            // `<tr/>` would otherwise add its slash to the number.
            if from[3..].starts_with('/') {
                out.push(' ');
            }
            rest = &from[3..];
        } else {
            line += usize::from(from.starts_with('\n'));
            out.push_str(&from[..1]);
            rest = &from[1..];
        }
    }
    out.push_str(rest);
    out
}

fn select<'a>(element: &ElementRef<'a>, selector: &str) -> impl Iterator<Item = ElementRef<'a>> {
    let selector = Selector::parse(selector).expect("the selectors of this file are valid");
    element.select(&selector).collect::<Vec<_>>().into_iter()
}

/// A cell that reaches into the rows below, by its column: the cell and for how many more rows.
type Spans = Vec<Option<(Cell, usize)>>;

fn table_rows(table: &ElementRef<'_>, links: &Links) -> Vec<RawRow> {
    let mut spans = Spans::new();
    let mut line = 1;
    let mut rows = Vec::new();
    for row in select(table, "tr") {
        line = row.attr(LINE).and_then(|number| number.parse().ok()).unwrap_or(line);
        rows.push(table_row(&row, line, &mut spans, links));
    }
    rows
}

fn table_row(row: &ElementRef<'_>, line: usize, spans: &mut Spans, links: &Links) -> RawRow {
    let mut cells = Vec::new();
    let mut is_heading = true;
    for element in row.child_elements().filter(|element| ["td", "th"].contains(&element.value().name())) {
        fill_from_above(&mut cells, spans);
        let width = span(&element, "colspan");
        is_heading &= element.value().name() == "th" || width > 1;
        let cell = table_cell(&element, links);
        let below = span(&element, "rowspan") - 1;
        for column in 0..width {
            let cell = if column == 0 { cell.clone() } else { Cell::default() };
            reach_down(spans, cells.len(), &cell, below);
            cells.push(cell);
        }
    }
    fill_from_above(&mut cells, spans);
    RawRow { line, cells, is_heading, too_long: false }
}

/// Numbers far beyond any table are a mistake of the page, or malice.
fn span(element: &ElementRef<'_>, attribute: &str) -> usize {
    element.attr(attribute).and_then(|number| number.trim().parse().ok()).unwrap_or(1).clamp(1, 100)
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
    let mut cell = cell(element, links);
    if cell.tokens.iter().any(has_literal_label) {
        cell.as_markdown = cell_of(&as_html::of_line(&element.inner_html()), links).tokens;
    }
    cell
}

/// A cell from HTML without the cell's own tags.
pub(crate) fn cell_of(html: &str, links: &Links) -> Cell {
    cell(&Html::parse_fragment(&plain(html)).root_element(), links)
}

/// All of a page but its tables, as if it were one cell.
pub(crate) fn prose(source: &str, links: &Links) -> Vec<Token> {
    let page = Html::parse_document(&plain(source));
    let root = page.root_element();
    let mut walk = Walk { tokens: Vec::new(), links: &links.based_on(address(&root)), has_tables: false };
    walk.children(&root, Style::default());
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
            "code" | "kbd" | "samp" | "tt" => self.children(element, Style { code: true, ..style }),
            "strong" | "b" | "em" | "i" | "u" | "mark" => {
                self.children(element, Style { strong: true, ..style });
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "dt" | "summary" => {
                self.block(element, Style { strong: true, ..style });
            }
            "p" | "div" | "ul" | "ol" | "li" | "dl" | "dd" | "section" | "pre" | "blockquote" => {
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
            self.tokens.append(&mut inside.tokens);
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
