//! Lays out Rust expressions as `prettyplease` does: on one line when that fits, else one item a line.

const WIDTH: usize = 89;
const INDENT: usize = 4;

/// An expression: a text, or items between brackets.
pub(crate) enum Node {
    Atom(String),
    List { open: String, items: Vec<Node>, close: &'static str, spaced: bool },
}

impl Node {
    pub(crate) fn atom(text: impl Into<String>) -> Self {
        Self::Atom(text.into())
    }

    /// A string literal.
    pub(crate) fn string(value: &str) -> Self {
        Self::Atom(literal(value))
    }

    /// `[a, b]`, `open` being all up to and including the bracket.
    pub(crate) fn array(open: impl Into<String>, items: Vec<Self>) -> Self {
        Self::List { open: open.into(), items, close: "]", spaced: false }
    }

    /// `Name { a: b, c: d }`.
    pub(crate) fn structure(name: &str, fields: Vec<(&str, Self)>) -> Self {
        let items = fields.into_iter().map(|(name, value)| value.behind(&format!("{name}: ")));
        Self::List { open: format!("{name} {{"), items: items.collect(), close: "}", spaced: true }
    }

    /// `Name(a)`, `Some(a)`.
    pub(crate) fn call(name: &str, argument: Self) -> Self {
        Self::List { open: format!("{name}("), items: vec![argument], close: ")", spaced: false }
    }

    /// The same expression with a text in front of it.
    pub(crate) fn behind(self, text: &str) -> Self {
        match self {
            Self::Atom(atom) => Self::Atom(format!("{text}{atom}")),
            Self::List { open, items, close, spaced } => {
                Self::List { open: format!("{text}{open}"), items, close, spaced }
            }
        }
    }

    /// Writes the expression at `column`, leaving room for one character behind it.
    pub(crate) fn write(&self, out: &mut String, column: usize) {
        let start = out.len();
        if self.write_flat(out, column, WIDTH - 1) {
            return;
        }
        out.truncate(start);
        self.write_broken(out, column);
    }

    fn write_broken(&self, out: &mut String, column: usize) {
        let (open, items, close) = match self {
            Self::Atom(atom) => return out.push_str(atom),
            Self::List { open, items, close, .. } => (open, items, close),
        };
        out.push_str(open);
        let inner = (column / INDENT + 1) * INDENT;
        for item in items {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', inner));
            item.write(out, inner);
            out.push(',');
        }
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', inner - INDENT));
        out.push_str(close);
    }

    /// Writes on one line; false, with a part written, when that would end behind `limit`.
    fn write_flat(&self, out: &mut String, column: usize, limit: usize) -> bool {
        let start = out.len();
        let fits = |out: &str| column + out[start..].chars().count() <= limit;
        match self {
            Self::Atom(atom) => out.push_str(atom),
            Self::List { open, items, close, spaced } => {
                let space = if *spaced && !items.is_empty() { " " } else { "" };
                out.extend([open.as_str(), space]);
                for (i, item) in items.iter().enumerate() {
                    out.push_str(if i == 0 { "" } else { ", " });
                    if !fits(out) || !item.write_flat(out, column + out[start..].chars().count(), limit) {
                        return false;
                    }
                }
                out.extend([space, close]);
            }
        }
        fits(out)
    }
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
