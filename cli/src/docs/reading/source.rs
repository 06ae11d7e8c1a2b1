//! The text of a Markdown page without what a parser of Markdown does not know, line for line.

use super::grid::with_pipes;
use super::markdown::attributes_len;
use super::status::Status;

/// The page without MDX comments, the spaces that JSX needs, tags of GitBook and attributes of headings; with
/// tables that every parser reads whole, and with headings for the tags that have a status in their title.
pub(crate) fn plain_markdown(source: &str) -> String {
    let source = with_pipes(&without_comments(source));
    let source = [r#"{" "}"#, "{' '}", "{` `}"].iter().fold(source, |text, space| text.replace(space, " "));
    // As pandoc writes HTML inside Markdown.
    let source =
        ["`<br />`{=html}", "`<br>`{=html}"].iter().fold(source, |text, html| text.replace(html, "<br>"));
    let source = with_plain_addresses(&source);
    let has_titles = source.lines().any(|line| title_of_tag(line.trim()).is_some());
    let line = |line: &str| {
        let line = if has_titles { without_component(line) } else { line.to_owned() };
        without_tabs(&without_heading_attributes(without_liquid(&line)))
    };
    let source: String = source.split_inclusive('\n').map(line).collect();
    with_rows_together(&without_table_indents(&source))
}

/// The page without indents inside HTML tables: after a blank line, Markdown would take such lines for code.
fn without_table_indents(source: &str) -> String {
    let mut is_inside = false;
    let line = |line| {
        let flush = if is_inside { str::trim_start_matches(line, [' ', '\t']) } else { line };
        let tags = flush.to_ascii_lowercase();
        let (open, end) = (tags.rfind("<table"), tags.rfind("</table"));
        is_inside = open > end || (is_inside && end.is_none());
        flush
    };
    source.split_inclusive('\n').map(line).collect()
}

/// The page with a row of nothing for a blank line between the rows of a table, which would end it.
fn with_rows_together(source: &str) -> String {
    let lines: Vec<&str> = source.split_inclusive('\n').collect();
    let words = |at: usize| lines.get(at).map_or("", |line| line.trim());
    let is_row = |at| words(at).starts_with('|');
    let is_delimiter = |at| is_delimiter(words(at));
    let goes_on = |at| is_row(at) && !is_delimiter(at) && !is_delimiter(at + 1);
    let mut out = String::with_capacity(source.len());
    let mut in_table = false;
    for (at, line) in lines.iter().enumerate() {
        let is_gap = in_table && words(at).is_empty() && goes_on(at + 1);
        in_table = is_delimiter(at) || is_gap || (in_table && is_row(at));
        out.push_str(if is_gap { "||" } else { "" });
        out.push_str(line);
    }
    out
}

/// Whether a line is the one between the heads of a table and its rows.
fn is_delimiter(row: &str) -> bool {
    row.contains('-') && row.contains('|') && row.chars().all(|c| "|-: \t".contains(c))
}

/// JSX's `href={"..."}` as HTML has it.
fn with_plain_addresses(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, inside)) = rest.split_once("={") {
        let quoted = ["\"", "'", "`"].iter().find_map(|quote| {
            let (address, after) = inside.strip_prefix(quote)?.split_once(quote)?;
            Some((address, after.strip_prefix('}')?))
        });
        let is_address = [" href", " to"].iter().any(|name| before.ends_with(name)) && ends_in_tag(before);
        out.push_str(before);
        match quoted.filter(|(address, _)| is_address && !address.contains(['"', '<', '>', '\n'])) {
            Some((address, after)) => {
                out.push_str(&format!("=\"{address}\""));
                rest = after;
            }
            None => {
                out.push_str("={");
                rest = inside;
            }
        }
    }
    out + rest
}

/// Whether the text ends inside a tag that is neither escaped nor marked as code.
fn ends_in_tag(text: &str) -> bool {
    let line = text.rsplit('\n').next().unwrap_or_default();
    let is_tag = |(before, tag): (&str, &str)| {
        let is_code = before.matches('`').count() % 2 == 1;
        !is_code && !before.ends_with('\\') && tag.starts_with(char::is_alphabetic) && !tag.contains('>')
    };
    line.rsplit_once('<').is_some_and(is_tag)
}

/// The status and title of a line that is nothing but a tag: `<Accordion title="401 - Title">`, `{% tab
/// title="..." %}`.
fn title_of_tag(line: &str) -> Option<&str> {
    let is_tag = (line.starts_with("{%") && line.ends_with("%}")) || is_component(line);
    let (_, after) = line.split_once(" title=").filter(|_| is_tag)?;
    let quote = after.chars().next().filter(|c| "\"'".contains(*c))?;
    let (title, _) = after[1..].split_once(quote)?;
    let status = Status::read(title).or_else(|| Status::read_end(title))?;
    (!status.rest.is_empty()).then_some(title)
}

/// Whether a line is nothing but a tag of JSX, whose names begin with a capital.
fn is_component(line: &str) -> bool {
    let name = line.strip_prefix('<').map(|inside| inside.strip_prefix('/').unwrap_or(inside));
    let is_name = name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_uppercase()));
    is_name && line.ends_with('>') && line.matches('<').count() == 1
}

/// A line of a page whose tags have titles: those are headings, other tags nothing, and what is inside is not
/// indented.
fn without_component(line: &str) -> String {
    let words = line.trim();
    let end = &line[line.trim_end().len()..];
    match title_of_tag(words) {
        Some(title) => format!("### {title}{end}"),
        None if is_component(words) => end.to_owned(),
        None => line.trim_start_matches([' ', '\t']).to_owned(),
    }
}

/// A line of nothing but `{% ... %}` as an empty one.
fn without_liquid(line: &str) -> &str {
    let mut rest = line.trim();
    while let Some((_, after)) = rest.strip_prefix("{%").and_then(|inside| inside.split_once("%}")) {
        rest = after.trim_start();
    }
    if rest.is_empty() { &line[line.trim_end().len()..] } else { line }
}

/// Removes what Docusaurus, kramdown and pandoc have after a heading: `## Title {#id}`.
fn without_heading_attributes(line: &str) -> String {
    let words = line.trim_end();
    let at = words.rfind(" {").filter(|at| attributes_len(&words[at + 1..]) == words.len() - at - 1);
    match at.filter(|_| line.starts_with('#')) {
        Some(at) => format!("{}{}", &words[..at], &line[words.len()..]),
        None => line.to_owned(),
    }
}

/// Removes `{/* ... */}`; its line breaks stay. Marked as code it is no comment.
fn without_comments(source: &str) -> String {
    const OPEN: &str = "{/*";
    const CLOSE: &str = "*/}";
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some((before, inside)) = rest.split_once(OPEN) {
        out.push_str(before);
        match inside.split_once(CLOSE).filter(|_| !before.ends_with('`')) {
            Some((comment, after)) => {
                out.extend(comment.chars().filter(|c| *c == '\n'));
                rest = after;
            }
            None => {
                out.push_str(OPEN);
                rest = inside;
            }
        }
    }
    out + rest
}

/// The row below the heads with spaces for tabs.
fn without_tabs(line: &str) -> String {
    let row = line.trim();
    if !is_delimiter(row) || !row.contains('\t') {
        return line.to_owned();
    }
    line.replacen(row, &row.replace('\t', " "), 1)
}

#[cfg(test)]
mod tests {
    use super::plain_markdown;

    #[test]
    fn lines_keep_their_places() {
        for (source, plain) in [
            ("a {/* b | c */}d", "a d"),
            ("a\n{/* b\nc */}\nd", "a\n\n\nd"),
            ("a {/* b", "a {/* b"),
            ("`{/*` a `*/}`", "`{/*` a `*/}`"),
            ("`{/*` a {/* b */}c", "`{/*` a c"),
            ("a{\" \"}b{' '}c{` `}d", "a b c d"),
            ("| a\t| b |\n| ---\t|\t:-: |\r\n", "| a\t| b |\n| --- | :-: |\r\n"),
            ("\t| --- | --- |", "\t| --- | --- |"),
            (
                "<A href={\"/b\"}>c</A> <a to={'d'}> x={\"e\"} href={f}",
                "<A href=\"/b\">c</A> <a to=\"d\"> x={\"e\"} href={f}",
            ),
            ("{% hint style=\"info\" %}\r\na{% br %}b\n  {% a %} {% b %}\n{% c", "\r\na{% br %}b\n\n{% c"),
            (
                "`<A href={'b'}>` \\<A href={'b'}> <A> href={'b'}",
                "`<A href={'b'}>` \\<A href={'b'}> <A> href={'b'}",
            ),
            ("## A {#b}\n### A {: #b .c}\r\n# A {.b}", "## A\n### A\r\n# A"),
            ("## A {b}\na {#b}\n# A {#b} c", "## A {b}\na {#b}\n# A {#b} c"),
            ("<Tab title=\"API\">\n  a\n</Tab>", "<Tab title=\"API\">\n  a\n</Tab>"),
            ("<table>\n    <td>\n\n\tb\n  </table>\n  c", "<table>\n<td>\n\nb\n</table>\n  c"),
            ("|a|\n|-|\n|b|\n\n|c|\r\n\r\n|d|", "|a|\n|-|\n|b|\n||\n|c|\r\n||\r\n|d|"),
            ("|a|\n|-|\n|b|\n\n\n|c|\n\nd\n\n|e|", "|a|\n|-|\n|b|\n\n\n|c|\n\nd\n\n|e|"),
            ("|a|\n|-|\n|b|\n\n|c|\n|-|\n\n|d|", "|a|\n|-|\n|b|\n\n|c|\n|-|\n||\n|d|"),
            ("|a|\n\n|b|\n\n|c|", "|a|\n\n|b|\n\n|c|"),
            (
                "<Group>\n  <Tab icon=\"x\" title=\"401 - A\">\n    a\n  </Tab>\n</Group>\n",
                "\n### 401 - A\na\n\n\n",
            ),
            ("{% tab title='A (401)' %}\na\n{% endtab %}", "### A (401)\na\n"),
        ] {
            assert_eq!(plain_markdown(source), plain, "{source}");
        }
    }
}
