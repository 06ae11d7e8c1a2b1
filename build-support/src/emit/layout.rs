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
        match value.behind("Some(") {
            Self::Atom(atom) => Self::Atom(atom + ")"),
            Self::List(list) => Self::List(List { close: list.close + ")", ..list }),
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

    /// Writes the expression at `column`, leaving room for one character behind it.
    pub(crate) fn write(&self, out: &mut String, column: usize) {
        let start = out.len();
        if self.write_flat(out, column, WIDTH - 1) {
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
            if at > limit || !item.write_flat(out, at, limit) {
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
        let inner = (column / INDENT + 1) * INDENT;
        if self.form == Form::Filled {
            self.write_filled(out, inner);
        } else {
            for item in &self.items {
                new_line(out, inner);
                item.write(out, inner);
                out.push(',');
            }
        }
        new_line(out, inner - INDENT);
        out.push_str(&self.close);
    }

    fn write_filled(&self, out: &mut String, inner: usize) {
        let mut column = WIDTH;
        for item in &self.items {
            let Node::Atom(number) = item else { continue };
            if column + 1 + number.len() + 1 > WIDTH {
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
