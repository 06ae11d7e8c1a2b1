//! The text of a Markdown page without what a parser of Markdown does not know, line for line.

/// The page without MDX comments and the spaces that JSX needs, and with delimiter rows that every parser reads.
pub(crate) fn plain_markdown(source: &str) -> String {
    let source = without_comments(source);
    let source = [r#"{" "}"#, "{' '}", "{` `}"].iter().fold(source, |text, space| text.replace(space, " "));
    source.split_inclusive('\n').map(without_tabs).collect()
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
    let is_delimiter = row.contains('-') && row.contains('|') && row.chars().all(|c| "|-: \t".contains(c));
    if !is_delimiter || !row.contains('\t') {
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
        ] {
            assert_eq!(plain_markdown(source), plain, "{source}");
        }
    }
}
