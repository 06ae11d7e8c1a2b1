//! Pages nested deeper than any person's: the time of a parser grows with the depth at each tag.

/// Most elements inside each other. Browsers have such a limit too.
pub(crate) const DEEPEST: usize = 512;

const VOID: [&str; 15] = [
    "area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param",
    "source", "wbr",
];
/// Elements whose inside is no markup.
const RAW: [&str; 4] = ["script", "style", "textarea", "title"];
/// Elements that end where the next of their kind begins.
const KINDS: [&[&str]; 6] =
    [&["p"], &["li"], &["dt", "dd"], &["td", "th"], &["tr"], &["thead", "tbody", "tfoot", "caption"]];
/// Elements without which the words would say something else: half of the depth is theirs alone.
const MEANING: [&str; 18] = [
    "a", "b", "body", "code", "dl", "em", "h1", "h2", "h3", "h4", "h5", "h6", "html", "i", "ol", "strong",
    "table", "ul",
];
/// Elements across which no other ends by itself.
const BLOCKS: [&str; 14] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "button",
    "details",
    "div",
    "dl",
    "main",
    "object",
    "ol",
    "section",
    "table",
    "ul",
];

/// The page without the tags that would lie deeper; their words stay. What the parser may see otherwise is
/// counted as deeper than it is.
pub(crate) fn bounded(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut open: Vec<String> = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        let (markup, behind) = from.split_at(markup_len(from));
        out.push_str(before);
        if is_kept(markup, &mut open) {
            out.push_str(markup);
        }
        rest = behind;
    }
    out + rest
}

/// The length of the tag or comment that `from` begins with; 1 where there is none. What is no markup belongs
/// to its tag.
fn markup_len(from: &str) -> usize {
    if from.starts_with("<!--") {
        return from.find("-->").map_or(from.len(), |at| at + "-->".len());
    }
    let name = name(from);
    if name.is_empty() {
        return 1;
    }
    let tag = tag_len(from);
    if from.starts_with("</") || !RAW.contains(&name.as_str()) {
        return tag;
    }
    let is_end = |at: &usize| {
        let end = from.get(at + 2..at + 2 + name.len());
        end.is_some_and(|end| end.eq_ignore_ascii_case(&name))
    };
    let ends = from[tag..].match_indices("</").map(|(at, _)| tag + at);
    { ends }.find(is_end).unwrap_or(from.len())
}

fn tag_len(from: &str) -> usize {
    let (mut quote, mut before) = (None, ' ');
    for (at, c) in from.char_indices() {
        match quote {
            Some(open) => quote = Some(open).filter(|open| *open != c),
            None if c == '>' => return at + 1,
            None => quote = Some(c).filter(|c| before == '=' && "\"'".contains(*c)),
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    from.len()
}

/// The name of the tag that `from` begins with, in lower case; empty where it is none.
fn name(from: &str) -> String {
    let inside = from.strip_prefix("</").or(from.strip_prefix('<')).unwrap_or_default();
    let end = inside.find(|c: char| c.is_whitespace() || "/>".contains(c)).unwrap_or(inside.len());
    let is_name = inside.starts_with(|c: char| c.is_ascii_alphabetic());
    if is_name { inside[..end].to_ascii_lowercase() } else { String::new() }
}

fn is_kept(markup: &str, open: &mut Vec<String>) -> bool {
    let name = name(markup);
    if name.is_empty() || VOID.contains(&name.as_str()) || RAW.contains(&name.as_str()) {
        return true;
    }
    let own_kind = [name.as_str()];
    let kind = KINDS.into_iter().find(|kind| kind.contains(&name.as_str()));
    if markup.starts_with("</") {
        close(open, &own_kind, kind.is_some() || BLOCKS.contains(&name.as_str()));
        return true;
    }
    kind.into_iter().for_each(|kind| close(open, kind, false));
    let has_meaning = kind.is_some() || MEANING.contains(&name.as_str());
    let is_kept = open.len() < if has_meaning { DEEPEST } else { DEEPEST / 2 };
    if is_kept {
        open.push(name);
    }
    is_kept
}

/// Ends the last open element of these names and those inside it, blocks among them or not, but never a
/// table.
fn close(open: &mut Vec<String>, names: &[&str], with_blocks: bool) {
    let is_wall = |name: &str| name == "table" || (!with_blocks && BLOCKS.contains(&name));
    for (at, name) in open.iter().enumerate().rev() {
        if names.contains(&name.as_str()) {
            return open.truncate(at);
        }
        if is_wall(name) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use scraper::Html;

    use super::{DEEPEST, bounded};

    #[test]
    fn only_what_is_too_deep_goes() {
        for part in [
            "<p>a",
            "<li>a",
            "<tr><td>a<td>b",
            "<div><p>a</div>",
            "<div><b>a</div>",
            "<ul><li>a<li>b</ul>",
            "<br>",
            "<table><tr><td><div>a</table>",
            "<!-- <div> -->",
            "<script>'<div>'</script>",
            "<a title=\"<div>\">b</a>",
            "a < b",
            "<p>a<i>b<p>",
            "<td><Icon /></td>",
        ] {
            let page = part.repeat(DEEPEST + 1);
            assert_eq!(bounded(&page), page, "{part}");
        }
        for part in ["<div>é", "<b>é", "<span><div>é</span>", "<ul><li>é", "<table><tr><td>é", "<x/>é"]
        {
            let kept = bounded(&part.repeat(DEEPEST * 3));
            assert_eq!(kept.matches('é').count(), DEEPEST * 3, "{part}");
            let page = Html::parse_document(&kept);
            let depth = page.tree.nodes().map(|node| node.ancestors().count()).max();
            assert!(depth.is_some_and(|depth| depth < DEEPEST * 2), "{part}: {depth:?}");
        }
    }
}
