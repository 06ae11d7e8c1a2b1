//! A page as one HTML document, whatever its format. Parsing is html5ever's, so any HTML a browser shows is
//! read.

use html5ever::driver::{self, ParseOpts};
use html5ever::tendril::TendrilSink;
use scraper::{ElementRef, Html, HtmlTreeSink, Node, Selector};

use super::links::Links;
use super::{Problem, markdown};

/// Where the line of a row is noted, because the parser keeps none.
pub(crate) const LINE: &str = "data-source-line";
/// The source of a row between pipes.
pub(crate) const SOURCE: &str = "data-source-row";
/// The mark of a row that has more cells than its table.
pub(crate) const TOO_LONG: &str = "data-source-too-long";

/// Most elements inside each other, as in browsers: the parser's time grows with the depth at each tag.
pub(crate) const DEEPEST: usize = 512;

pub(crate) struct Page {
    html: Html,
    links: Links,
}

impl Page {
    pub(crate) fn of_html(source: &str, links: &Links) -> Result<Self, Problem> {
        Self::new(&with_lines(source, 1), links).map_err(too_deep)
    }

    /// The lines of the HTML are not those of the page.
    pub(crate) fn of_markdown(source: &str, links: &Links) -> Result<Self, Problem> {
        Self::new(&markdown::as_html(source), links).map_err(|_| too_deep(1))
    }

    fn new(source: &str, links: &Links) -> Result<Self, usize> {
        // To HTML, the `Link` of many a site's own making is an element without words.
        let html = parse(&source.replace("<Link ", "<a ").replace("</Link>", "</a>"))?;
        let links = links.based_on(address(&html).as_deref());
        Ok(Self { html, links })
    }

    pub(crate) fn root(&self) -> ElementRef<'_> {
        self.html.root_element()
    }

    pub(crate) fn links(&self) -> &Links {
        &self.links
    }
}

fn too_deep(line: usize) -> Problem {
    Problem::new(line, format!("more than {DEEPEST} elements are inside each other, which no browser shows"))
}

/// Parses the page up to the line at which it is too deep.
fn parse(source: &str) -> Result<Html, usize> {
    let mut parser = driver::parse_document(HtmlTreeSink::new(Html::new_document()), ParseOpts::default());
    for (i, line) in source.split_inclusive('\n').enumerate() {
        for chunk in chunks(line) {
            parser.process(chunk.into());
            let page = parser.tokenizer.sink.sink.0.borrow();
            if page.tree.nodes().next_back().is_some_and(|last| last.ancestors().nth(DEEPEST).is_some()) {
                return Err(i + 1);
            }
        }
    }
    Ok(parser.finish())
}

/// A line in parts after each of which the depth is looked at.
fn chunks(line: &str) -> impl Iterator<Item = &str> {
    const LONGEST: usize = 16 * 1024;
    let mut rest = line;
    std::iter::from_fn(move || {
        let end = (0..=rest.len().min(LONGEST)).rev().find(|end| rest.is_char_boundary(*end))?;
        let (chunk, after) = rest.split_at(end);
        rest = after;
        (!chunk.is_empty()).then_some(chunk)
    })
}

/// What the page says its address is.
fn address(page: &Html) -> Option<String> {
    [("base", "href"), ("link[rel~=canonical]", "href"), ("meta[property='og:url']", "content")]
        .into_iter()
        .find_map(|(element, attribute)| {
            let selector = Selector::parse(&format!("{element}[{attribute}]")).ok()?;
            page.select(&selector).next()?.attr(attribute).map(str::to_owned)
        })
        .or_else(|| page.tree.nodes().find_map(|node| saved_from(node.value())))
}

/// What browsers and their extensions note in a saved page: `saved from url=(0017)https://a.example`.
fn saved_from(node: &Node) -> Option<String> {
    let Node::Comment(note) = node else { return None };
    let (_, address) = note.split_once("url").filter(|(before, _)| before.contains("saved "))?;
    address[address.find("http")?..].split_whitespace().next().map(str::to_owned)
}

/// Notes on each row's tag its line, counted from `first_line`. Without quotes the note does no harm where
/// `<tr` is not a tag.
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
