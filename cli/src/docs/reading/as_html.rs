//! Markdown as HTML: what a page's Markdown means is read from that, so that both kinds of page have one reader.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::render::escape;

/// The events of a stretch of Markdown and where they stand.
pub(crate) type Events<'a> = Vec<(Event<'a>, Range<usize>)>;

/// What pages have besides Markdown proper.
pub(crate) const SYNTAX: Options = Options::ENABLE_TABLES.union(Options::ENABLE_FOOTNOTES);

/// A whole page.
pub(crate) fn of_page(source: &str) -> String {
    written(Parser::new_ext(source, SYNTAX).map(as_written))
}

/// The cell of a table, whose Markdown stands in `source`.
pub(crate) fn of_cell<'a>(events: Events<'a>, source: &'a str) -> String {
    written(without_attributes(events, source).into_iter())
}

/// A line of Markdown between HTML tags.
pub(crate) fn of_line(markdown: &str) -> String {
    // The space of no width keeps a tag at the start from hiding the line from Markdown.
    let line = format!("\u{200b}{}", markdown.trim().replace(['\n', '\r'], " "));
    let is_frame =
        |event: &Event<'_>| matches!(event, Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph));
    let events = Parser::new(&line).into_offset_iter().filter(|(event, _)| !is_frame(event)).collect();
    of_cell(events, &line)
}

fn written<'a>(events: impl Iterator<Item = Event<'a>>) -> String {
    let mut markup = String::new();
    html::push_html(&mut markup, events);
    markup
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
pub(crate) fn attributes_len(text: &str) -> usize {
    let inside = text.strip_prefix('{').and_then(|rest| rest.split_once('}'));
    let Some((inside, _)) = inside.filter(|(inside, _)| !inside.contains(['{', '\n', '|'])) else { return 0 };
    let is_list = inside.starts_with([':', '.', '#'])
        || inside.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        });
    if is_list { inside.len() + 2 } else { 0 }
}
