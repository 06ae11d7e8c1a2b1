//! Lays out Rust expressions as `prettyplease` does: on one line when that fits, else one item a line. Widths are in
//! bytes, as there.

use crate::strings::find_byte;

const WIDTH: usize = 89;
const INDENT: usize = 4;

/// What a line has room for behind its indent, even if it becomes wider by it.
const ROOM: usize = 60;

/// A structure that is longer is written on several lines.
const STRUCTURE_WIDTH: usize = 34;

/// Writes an expression, which is given on one line, at `column` of a line with this `indent`; `more` characters will
/// follow it.
pub(crate) fn lay_out(out: &mut String, expression: &str, indent: usize, column: usize, more: usize) {
    match List::of(expression) {
        Some(list) if !fits(expression, column + more, width_at(indent)) => list.write(out, indent),
        _ => out.push_str(expression),
    }
}

/// How wide a line with this indent may be.
fn width_at(indent: usize) -> usize {
    WIDTH.max(indent + ROOM)
}

/// Whether an expression can stay on one line of this width beside `others` characters.
fn fits(expression: &str, others: usize, line: usize) -> bool {
    others + expression.len() <= line && !has_long_structure(expression)
}

/// Only the outermost structures matter: what is inside one is shorter.
fn has_long_structure(expression: &str) -> bool {
    let mut rest = expression;
    while let Some(open) = find_brace(rest) {
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':');
        let mut start = open.saturating_sub(1);
        while start > 0 && is_name(rest.as_bytes()[start - 1]) {
            start -= 1;
        }
        let close = open + 1 + item_end(&rest[open + 1..], b'}');
        if close - start > STRUCTURE_WIDTH {
            return true;
        }
        rest = &rest[close + 1..];
    }
    false
}

/// Where the first structure opens, outside of string literals.
fn find_brace(text: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        match byte {
            b'"' => at = literal_end(text, at),
            b'{' => return Some(at),
            _ => at += 1,
        }
    }
    None
}

/// Where the string literal that begins at `at` ends.
fn literal_end(text: &str, mut at: usize) -> usize {
    loop {
        match find_byte(text, at + 1, |byte| matches!(byte, b'"' | b'\\')) {
            Some(end) if text.as_bytes()[end] == b'"' => return end + 1,
            Some(backslash) => at = backslash + 1,
            None => return text.len(),
        }
    }
}

/// Where this byte ends the item at the start of a text: outside of its own brackets and literals.
fn item_end(text: &str, end: u8) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(&byte) = text.as_bytes().get(at) {
        match byte {
            b'"' => {
                at = literal_end(text, at);
                continue;
            }
            byte if byte == end && depth == 0 => return at,
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    at
}

/// An expression with items in brackets.
struct List<'a> {
    /// All up to the opening bracket.
    head: &'a str,
    items: &'a str,
    /// The closing bracket, and those around it.
    tail: &'a str,
}

impl<'a> List<'a> {
    fn of(expression: &'a str) -> Option<Self> {
        let open = find_byte(expression, 0, |byte| matches!(byte, b'"' | b'(' | b'[' | b'{'))?;
        let (head, rest) = expression.split_at(open + 1);
        let (items, tail) = rest.split_at(rest.len() - 1);
        let items = items.trim();
        if head.ends_with('"') || items.is_empty() {
            return None;
        }
        if head.ends_with('(') && item_end(items, b',') == items.len() {
            // The bracket of a sole argument opens on the same line.
            if let Some(inner) = Self::of(items) {
                return Some(Self {
                    head: &expression[..head.len() + inner.head.len()],
                    items: inner.items,
                    tail: &expression[expression.len() - 1 - inner.tail.len()..],
                });
            }
        }
        Some(Self { head, items, tail })
    }

    /// One item a line, or as many numbers on a line as fit.
    fn write(&self, out: &mut String, indent: usize) {
        out.push_str(self.head);
        let inner = indent + INDENT;
        let is_of_no_number = |byte: u8| !(byte.is_ascii_digit() || matches!(byte, b',' | b' '));
        let are_numbers = self.head.ends_with('[') && find_byte(self.items, 0, is_of_no_number).is_none();
        let line = width_at(inner);
        let (mut rest, mut column) = (self.items, line);
        while !rest.is_empty() {
            let (item, after) = rest.split_at(item_end(rest, b','));
            // The comma after an item must fit as well; that of the last one may be beyond the width.
            let comma = usize::from(!after.is_empty());
            if !are_numbers {
                new_line(out, inner);
                lay_out(out, item, inner, inner, comma);
            } else if column + 1 + item.len() + comma > line {
                new_line(out, inner);
                out.push_str(item);
                column = inner + item.len() + 1;
            } else {
                push_all(out, &[" ", item]);
                column += 1 + item.len() + 1;
            }
            out.push(',');
            rest = after.get(1..).unwrap_or_default().trim_start();
        }
        new_line(out, indent);
        out.push_str(self.tail);
    }
}

pub(crate) fn push_all(out: &mut String, texts: &[&str]) {
    for text in texts {
        out.push_str(text);
    }
}

pub(crate) fn new_line(out: &mut String, indent: usize) {
    out.push('\n');
    push_indent(out, indent);
}

pub(crate) fn push_indent(out: &mut String, indent: usize) {
    for _ in 0..indent / INDENT {
        out.push_str("    ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(expression: &str, column: usize) -> String {
        let mut out = String::new();
        lay_out(&mut out, expression, column, column, 1);
        out
    }

    fn x(length: usize) -> String {
        "x".repeat(length)
    }

    #[test]
    fn a_line_is_broken_where_it_would_be_too_long() {
        let pi = "π".repeat(20);
        for (fits, expression, column) in [
            (true, format!("[{}, y]", x(79)), 4),
            (false, format!("[{}, y]", x(80)), 4),
            (true, format!("[{}, y]", x(75)), 8),
            (false, format!("[{}, y]", x(76)), 8),
            (true, format!("[{}, &[]]", x(77)), 4),
            (false, format!("[{}, &[]]", x(78)), 4),
            (true, format!("T({}, [{}])", x(40), x(37)), 4),
            (false, format!("T({}, [{}])", x(40), x(38)), 4),
            // Bytes count, not letters.
            (true, format!("[{}, \"{pi}\"]", x(38)), 4),
            (false, format!("[{}, \"{pi}\"]", x(39)), 4),
            // A structure has a width of its own, which the text before it does not use up.
            (true, format!("S {{ a: {} }}", x(26)), 4),
            (false, format!("S {{ a: {} }}", x(27)), 4),
            (true, format!("field: p::S {{ a: {} }}", x(23)), 4),
            (false, format!("field: p::S {{ a: {} }}", x(24)), 4),
            (true, format!("Some(S {{ a: {} }})", x(26)), 4),
            (true, format!("[S {{ a: \"}}\" }}, S {{ a: {} }}]", x(26)), 4),
            (false, format!("[S {{ a: \"}}\" }}, S {{ a: {} }}]", x(27)), 4),
            (false, format!("[S {{ a: \"\\\"}}\", b: {} }}]", x(18)), 4),
            (true, format!("[\"{{ {}\", y]", x(40)), 4),
            (true, format!("S {{ a: T {{ }}, b: {} }}", x(16)), 4),
            (false, format!("S {{ a: T {{ }}, b: {} }}", x(17)), 4),
            // Far inside a line has room for 60 characters.
            (true, format!("[{}, y]", x(54)), 32),
            (false, format!("[{}, y]", x(55)), 32),
            (true, format!("A tuple has no such width({})", x(40)), 4),
            (true, format!("Some([{}, y])", x(73)), 4),
            (false, format!("Some([{}, y])", x(74)), 4),
            // Nothing to break.
            (true, x(200), 4),
            (true, format!("\"a, (b) {}\"", x(200)), 4),
            (true, format!("a: \"{}[b, c]\"", x(200)), 4),
        ] {
            let text = laid_out(&expression, column);
            assert_eq!(!text.contains('\n'), fits, "{text}");
        }
    }

    #[test]
    fn broken_lists_have_one_item_a_line() {
        let [fifty, forty, twenty] = [50, 40, 20].map(x);
        let text = laid_out(&format!("&[T({fifty}, {forty}), \"a, b\", y]"), 4);
        let expected = format!(
            "&[\n        T(\n            {fifty},\n            {forty},\n        ),\n        \"a, b\",\n        y,\n    ]"
        );
        assert_eq!(text, expected);
        let text = laid_out(&format!("Some(S {{ a: {twenty}, b: {twenty} }})"), 0);
        assert_eq!(text, format!("Some(S {{\n    a: {twenty},\n    b: {twenty},\n}})"));
    }

    #[test]
    fn numbers_fill_their_lines() {
        for (first, in_first_line) in [(1, 27), (10, 27), (100, 26), (1_000, 26), (10_000, 26), (100_000, 25)]
        {
            let text = laid_out(&format!("&[{first}{}]", ", 0".repeat(69)), 4);
            let lines: Vec<_> = text.lines().map(|line| line.matches(',').count()).collect();
            assert_eq!(lines, [0, in_first_line, 27, 43 - in_first_line, 0], "{text}");
            assert!(text.lines().all(|line| line.len() <= 89 && !line.ends_with(' ')), "{text}");
        }
        assert_eq!(laid_out("&[1, 20, 3]", 4), "&[1, 20, 3]");
    }
}
