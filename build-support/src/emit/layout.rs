//! Lays out Rust expressions as `prettyplease` does: on one line when that fits, else one item a line.

const WIDTH: usize = 89;
const INDENT: usize = 4;

/// A structure that is longer is written on several lines.
const STRUCTURE_WIDTH: usize = 34;

/// An expression: a text, or items between brackets.
pub(crate) enum Node {
    Atom(String),
    List(List),
}

pub(crate) struct List {
    /// What is written before the expression itself.
    prefix: String,
    name: &'static str,
    form: Form,
    /// The names of the fields, when it is a structure.
    labels: Vec<&'static str>,
    items: Vec<Node>,
    /// What follows the closing bracket.
    suffix: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// One item a line.
    Array,
    /// As many numbers on a line as fit.
    Numbers,
    /// One item a line, after a name.
    Tuple,
    /// One field a line, with spaces inside the braces when on one line.
    Structure,
}

impl Form {
    fn brackets(self) -> (&'static str, &'static str) {
        match self {
            Self::Array | Self::Numbers => ("[", "]"),
            Self::Tuple => ("(", ")"),
            Self::Structure => (" {", "}"),
        }
    }
}

impl Node {
    pub(crate) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    /// A string literal.
    pub(crate) fn string(value: &str) -> Self {
        Self::Atom(format!("{value:?}"))
    }

    /// `[a, b]`
    pub(crate) fn array(items: Vec<Self>) -> Self {
        Self::list("", Form::Array, items)
    }

    /// `&[a, b]`
    pub(crate) fn slice(items: Vec<Self>) -> Self {
        Self::array(items).after("&")
    }

    /// `&[1, 2]`
    pub(crate) fn numbers(numbers: &[usize]) -> Self {
        let mut items = Vec::new();
        for number in numbers {
            items.push(Self::atom(number.to_string()));
        }
        Self::list("", Form::Numbers, items).after("&")
    }

    /// `Name { a: b, c: d }`
    pub(crate) fn structure(name: &'static str, fields: Vec<(&'static str, Self)>) -> Self {
        let (mut labels, mut items) = (Vec::new(), Vec::new());
        for (label, item) in fields {
            labels.push(label);
            items.push(item);
        }
        Self::List(List { prefix: String::new(), name, form: Form::Structure, labels, items, suffix: "" })
    }

    /// `Name(a, b)`
    pub(crate) fn tuple(name: &'static str, items: Vec<Self>) -> Self {
        Self::list(name, Form::Tuple, items)
    }

    /// `Some(a)`; a structure in it opens on the same line.
    pub(crate) fn some(value: Self) -> Self {
        match value {
            Self::Atom(_) => Self::tuple("Some", vec![value]),
            Self::List(list) => Self::List(List { suffix: ")", ..list }).after("Some("),
        }
    }

    fn list(name: &'static str, form: Form, items: Vec<Self>) -> Self {
        Self::List(List { prefix: String::new(), name, form, labels: Vec::new(), items, suffix: "" })
    }

    /// The same expression after a text.
    pub(crate) fn after(self, text: &str) -> Self {
        match self {
            Self::Atom(atom) => Self::Atom(text.to_owned() + &atom),
            Self::List(list) => Self::List(List { prefix: text.to_owned() + &list.prefix, ..list }),
        }
    }

    /// Writes the expression at `column` of a line with this `indent`, leaving room for `more` characters after it.
    pub(crate) fn write(&self, out: &mut String, indent: usize, column: usize, more: usize) {
        let start = out.len();
        if self.write_flat(out, column, WIDTH - more).is_some() {
            return;
        }
        out.truncate(start);
        match self {
            Self::Atom(atom) => out.push_str(atom),
            Self::List(list) => list.write_broken(out, indent),
        }
    }

    /// Writes on one line and returns the column after it; `None`, with a part written, when that is beyond `limit`.
    fn write_flat(&self, out: &mut String, column: usize, limit: usize) -> Option<usize> {
        match self {
            Self::Atom(atom) => Some(column + push(out, atom)).filter(|end| *end <= limit),
            Self::List(list) => list.write_flat(out, column, limit),
        }
    }
}

/// Appends `text` and returns its width.
fn push(out: &mut String, text: &str) -> usize {
    out.push_str(text);
    text.chars().count()
}

impl List {
    fn write_flat(&self, out: &mut String, column: usize, limit: usize) -> Option<usize> {
        let (open, close) = self.form.brackets();
        let space = if self.form == Form::Structure { " " } else { "" };
        let start = column + push(out, &self.prefix);
        let mut end = start + push(out, self.name) + push(out, open) + push(out, space);
        for (i, item) in self.items.iter().enumerate() {
            end += push(out, if i == 0 { "" } else { ", " }) + self.push_label(out, i);
            end = item.write_flat(out, end, limit)?;
        }
        end += push(out, space);
        if self.form == Form::Structure && end - start > STRUCTURE_WIDTH {
            return None;
        }
        end += push(out, close) + push(out, self.suffix);
        Some(end).filter(|end| *end <= limit)
    }

    fn write_broken(&self, out: &mut String, indent: usize) {
        let (open, close) = self.form.brackets();
        push_all(out, &[&self.prefix, self.name, open]);
        let inner = indent + INDENT;
        if self.form == Form::Numbers {
            self.write_filled(out, inner);
        } else {
            for (i, item) in self.items.iter().enumerate() {
                new_line(out, inner);
                let column = inner + self.push_label(out, i);
                item.write(out, inner, column, self.comma_width(i));
                out.push(',');
            }
        }
        new_line(out, indent);
        push_all(out, &[close, self.suffix]);
    }

    fn push_label(&self, out: &mut String, index: usize) -> usize {
        match self.labels.get(index) {
            Some(label) => push(out, label) + push(out, ": "),
            None => 0,
        }
    }

    /// The comma after an item must fit as well; that of the last one may be beyond the width.
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
            push_all(out, &[number, ","]);
            column += number.len() + 1;
        }
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

    fn written(node: &Node, column: usize) -> String {
        let mut out = String::new();
        node.write(&mut out, column, column, 1);
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
            // A structure has a width of its own, which the text before it does not use up.
            (true, Node::structure("S", vec![("a", x(26))]), 4),
            (false, Node::structure("S", vec![("a", x(27))]), 4),
            (true, Node::structure("S", vec![("a", x(26))]).after("static ITEM = "), 4),
            (false, Node::structure("S", vec![("a", x(27))]).after("static ITEM = "), 4),
            (true, Node::some(Node::structure("S", vec![("a", x(26))])), 4),
            (true, Node::tuple("A tuple has no such width", vec![x(40)]), 4),
            (true, Node::some(Node::array(vec![x(73), x(1)])), 4),
            (false, Node::some(Node::array(vec![x(74), x(1)])), 4),
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
            let text = written(&Node::numbers(&numbers.collect::<Vec<_>>()), 4);
            let lines: Vec<_> = text.lines().map(|line| line.matches(',').count()).collect();
            assert_eq!(lines, [0, in_first_line, 27, 43 - in_first_line, 0], "{text}");
            assert!(text.lines().all(|line| line.len() <= 89 && !line.ends_with(' ')), "{text}");
        }
        assert_eq!(written(&Node::numbers(&[1, 20, 3]), 4), "&[1, 20, 3]");
    }

    #[test]
    fn literals_are_read_back() {
        for (value, text) in [
            ("it's", r#""it's""#),
            (r#"a "b" \c"#, r#""a \"b\" \\c""#),
            ("π\t\u{7f}\u{301}", r#""π\t\u{7f}\u{301}""#),
        ] {
            assert_eq!(written(&Node::string(value), 0), text);
        }
    }
}
