//! Lays out Rust expressions as `prettyplease` does: on one line when that fits, else one item a line.

const WIDTH: usize = 89;
const INDENT: usize = 4;

/// A structure that is longer stands on several lines.
const STRUCTURE_WIDTH: usize = 34;

/// An expression: a text, or items between brackets.
pub(crate) enum Node {
    Atom(String),
    List(List),
}

pub(crate) struct List {
    /// What stands in front of the expression itself.
    prefix: String,
    open: String,
    items: Vec<Node>,
    close: String,
    form: Form,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// One item a line.
    Lines,
    /// As many numbers on a line as fit.
    Filled,
    /// One field a line, with spaces inside the braces when on one line.
    Structure,
}

impl Node {
    pub(crate) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    /// A string literal.
    pub(crate) fn string(value: &str) -> Self {
        Self::Atom(literal(value))
    }

    /// `[a, b]`
    pub(crate) fn array(items: Vec<Self>) -> Self {
        Self::list("[", items, "]", Form::Lines)
    }

    /// `&[a, b]`
    pub(crate) fn slice(items: Vec<Self>) -> Self {
        Self::array(items).behind("&")
    }

    /// `&[1, 2]`
    pub(crate) fn numbers(numbers: impl IntoIterator<Item = usize>) -> Self {
        let items = numbers.into_iter().map(|number| Self::atom(number.to_string())).collect();
        Self::list("[", items, "]", Form::Filled).behind("&")
    }

    /// `Name { a: b, c: d }`
    pub(crate) fn structure(name: &str, fields: Vec<(&str, Self)>) -> Self {
        let items = fields.into_iter().map(|(name, value)| value.behind(&format!("{name}: ")));
        Self::list(&format!("{name} {{"), items.collect(), "}", Form::Structure)
    }

    /// `Name(a, b)`
    pub(crate) fn tuple(name: &str, items: Vec<Self>) -> Self {
        Self::list(&format!("{name}("), items, ")", Form::Lines)
    }

    /// `Some(a)`; a structure in it opens on the same line.
    pub(crate) fn some(value: Self) -> Self {
        match value {
            Self::Atom(_) => Self::tuple("Some", vec![value]),
            Self::List(list) => Self::List(List { close: list.close + ")", ..list }).behind("Some("),
        }
    }

    fn list(open: &str, items: Vec<Self>, close: &str, form: Form) -> Self {
        Self::List(List {
            prefix: String::new(),
            open: open.to_owned(),
            items,
            close: close.to_owned(),
            form,
        })
    }

    /// The same expression with a text in front of it.
    pub(crate) fn behind(self, text: &str) -> Self {
        match self {
            Self::Atom(atom) => Self::Atom(text.to_owned() + &atom),
            Self::List(list) => Self::List(List { prefix: text.to_owned() + &list.prefix, ..list }),
        }
    }

    /// Writes the expression at `column`, leaving room for `behind` characters behind it.
    pub(crate) fn write(&self, out: &mut String, column: usize, behind: usize) {
        let start = out.len();
        if self.write_flat(out, column, WIDTH - behind) {
            return;
        }
        out.truncate(start);
        match self {
            Self::Atom(atom) => out.push_str(atom),
            Self::List(list) => list.write_broken(out, column),
        }
    }

    /// Writes on one line; false, with a part written, when that would end behind `limit`.
    fn write_flat(&self, out: &mut String, column: usize, limit: usize) -> bool {
        match self {
            Self::Atom(atom) => {
                out.push_str(atom);
                column + atom.chars().count() <= limit
            }
            Self::List(list) => list.write_flat(out, column, limit),
        }
    }
}

impl List {
    fn write_flat(&self, out: &mut String, column: usize, limit: usize) -> bool {
        let start = out.len();
        let width = |out: &str| out[start..].chars().count();
        let space = if self.form == Form::Structure { " " } else { "" };
        out.extend([self.prefix.as_str(), self.open.as_str(), space]);
        for (i, item) in self.items.iter().enumerate() {
            out.push_str(if i == 0 { "" } else { ", " });
            let at = column + width(out);
            if !item.write_flat(out, at, limit) {
                return false;
            }
        }
        out.push_str(space);
        let structure_width = width(out) - self.prefix.chars().count();
        if self.form == Form::Structure && structure_width > STRUCTURE_WIDTH {
            return false;
        }
        out.push_str(&self.close);
        column + width(out) <= limit
    }

    fn write_broken(&self, out: &mut String, column: usize) {
        out.extend([self.prefix.as_str(), self.open.as_str()]);
        let inner = column + INDENT;
        if self.form == Form::Filled {
            self.write_filled(out, inner);
        } else {
            for (i, item) in self.items.iter().enumerate() {
                new_line(out, inner);
                item.write(out, inner, self.comma_width(i));
                out.push(',');
            }
        }
        new_line(out, column);
        out.push_str(&self.close);
    }

    /// The comma behind an item must fit as well; that of the last one may stand beyond the width.
    fn comma_width(&self, index: usize) -> usize {
        usize::from(index + 1 < self.items.len())
    }

    fn write_filled(&self, out: &mut String, inner: usize) {
        let mut column = WIDTH;
        for (i, item) in self.items.iter().enumerate() {
            let Node::Atom(number) = item else { continue };
            if column + 1 + number.len() + self.comma_width(i) > WIDTH {
                new_line(out, inner);
                column = inner;
            } else {
                out.push(' ');
                column += 1;
            }
            out.extend([number.as_str(), ","]);
            column += number.len() + 1;
        }
    }
}

fn new_line(out: &mut String, indent: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', indent));
}

/// A Rust string literal, as `proc_macro2` prints it.
pub(crate) fn literal(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '\'' => out.push('\''),
            _ => out.extend(c.escape_debug()),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(node: &Node, column: usize) -> String {
        let mut out = String::new();
        node.write(&mut out, column, 1);
        out
    }

    fn x(length: usize) -> Node {
        Node::atom("x".repeat(length))
    }

    #[test]
    fn a_line_is_broken_where_it_would_be_too_long() {
        let pi = || Node::string(&"π".repeat(40));
        for (fits, node, column) in [
            (true, Node::array(vec![x(79), x(1)]), 4),
            (false, Node::array(vec![x(80), x(1)]), 4),
            (true, Node::array(vec![x(75), x(1)]), 8),
            (false, Node::array(vec![x(76), x(1)]), 8),
            (true, Node::array(vec![x(77), Node::slice(vec![])]), 4),
            (false, Node::array(vec![x(78), Node::slice(vec![])]), 4),
            (true, Node::tuple("T", vec![x(40), Node::array(vec![x(37)])]), 4),
            (false, Node::tuple("T", vec![x(40), Node::array(vec![x(38)])]), 4),
            // Letters count, not bytes.
            (true, Node::array(vec![x(38), pi()]), 4),
            (false, Node::array(vec![x(39), pi()]), 4),
            // A structure has a width of its own, which what stands before it does not use up.
            (true, Node::structure("S", vec![("a", x(26))]), 4),
            (false, Node::structure("S", vec![("a", x(27))]), 4),
            (true, Node::structure("S", vec![("a", x(26))]).behind("static ITEM = "), 4),
            (false, Node::structure("S", vec![("a", x(27))]).behind("static ITEM = "), 4),
            (true, Node::some(Node::structure("S", vec![("a", x(26))])), 4),
            (true, Node::tuple("A tuple has no such width", vec![x(40)]), 4),
        ] {
            let text = written(&node, column);
            assert_eq!(!text.contains('\n'), fits, "{text}");
        }
    }

    #[test]
    fn broken_lists_have_one_item_a_line() {
        let inner = Node::tuple("T", vec![x(50), x(40)]);
        let text = written(&Node::slice(vec![inner, x(1)]), 4);
        let [long, short] = [50, 40].map(|length| "x".repeat(length));
        let expected = format!(
            "&[\n        T(\n            {long},\n            {short},\n        ),\n        x,\n    ]"
        );
        assert_eq!(text, expected);
        let structure = Node::structure("S", vec![("a", x(20)), ("b", x(20))]);
        let twenty = "x".repeat(20);
        let expected = format!("Some(S {{\n    a: {twenty},\n    b: {twenty},\n}})");
        assert_eq!(written(&Node::some(structure), 0), expected);
    }

    #[test]
    fn numbers_fill_their_lines() {
        for (first, in_first_line) in [(1, 27), (10, 27), (100, 26), (1_000, 26), (10_000, 26), (100_000, 25)]
        {
            let numbers = std::iter::once(first).chain(std::iter::repeat_n(0, 69));
            let text = written(&Node::numbers(numbers), 4);
            let lines: Vec<_> = text.lines().map(|line| line.matches(',').count()).collect();
            assert_eq!(lines, [0, in_first_line, 27, 43 - in_first_line, 0], "{text}");
            assert!(text.lines().all(|line| line.len() <= 89 && !line.ends_with(' ')), "{text}");
        }
        assert_eq!(written(&Node::numbers([1, 20, 3]), 4), "&[1, 20, 3]");
    }

    #[test]
    fn literals_are_read_back() {
        for (value, text) in
            [("it's", r#""it's""#), (r#"a "b" \c"#, r#""a \"b\" \\c""#), ("π\t\u{7f}", r#""π\t\u{7f}""#)]
        {
            assert_eq!(literal(value), text);
        }
    }
}
