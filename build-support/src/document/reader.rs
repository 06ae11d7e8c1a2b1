//! Reads TOML into the tree, a piece of the document at a time.

use std::borrow::Cow;
use std::ops::Range;

use toml_parser::decoder::ScalarKind;
use toml_parser::lexer::{Lexer, Token, TokenKind};
use toml_parser::parser::{Event, EventKind, RecursionGuard, ValidateWhitespace, parse_document};
use toml_parser::{ParseError, Source, Span};

use super::{Entry, Form, Key, Kind, Table, Value};

/// How deep values may be inside each other, as in `toml`.
const DEEPEST: u32 = 80;

/// How many tokens are read at a time, and then those up to the end of an entry: few enough to stay in the processor's
/// cache. Tests have many pieces.
const PIECE: usize = if cfg!(test) { 1 } else { 1_000 };

/// What a document says; with errors, of what could be read. The elements of a `[[name]]` are handed on as they end,
/// and leave an empty list: the tree of a large table would not fit in the processor's cache.
pub(crate) fn read<'i>(
    text: &'i str,
    hand_on: &mut dyn FnMut(&str, Value<'i>),
) -> (Table<'i>, Vec<ParseError>) {
    let source = Source::new(text);
    let mut reader = Reader {
        source,
        lexer: source.lex(),
        tokens: Vec::new(),
        events: Vec::new(),
        read: 0,
        errors: Vec::new(),
        hand_on,
    };
    (reader.document(), reader.errors)
}

fn range(span: Span) -> Range<usize> {
    span.start()..span.end()
}

/// Makes the tree of the parser's events. What does not follow from TOML's grammar has been reported by the parser.
struct Reader<'i, 'e> {
    source: Source<'i>,
    lexer: Lexer<'i>,
    /// Those of one piece.
    tokens: Vec<Token>,
    /// Those of the same piece, and how many of them are read.
    events: Vec<Event>,
    read: usize,
    errors: Vec<ParseError>,
    hand_on: &'e mut dyn FnMut(&str, Value<'i>),
}

impl<'i> Reader<'i, '_> {
    fn next(&mut self) -> Option<Event> {
        loop {
            let Some(event) = self.events.get(self.read) else {
                if self.next_piece() {
                    continue;
                }
                return None;
            };
            self.read += 1;
            match event.kind() {
                EventKind::Whitespace | EventKind::Comment | EventKind::Newline | EventKind::Error => {}
                _ => return Some(*event),
            }
        }
    }

    /// Parses the next piece; false at the end.
    fn next_piece(&mut self) -> bool {
        self.tokens.clear();
        self.events.clear();
        self.read = 0;
        // Outside of brackets a line is a whole entry. Where brackets do not match, the rest is one piece.
        let mut open = 0_isize;
        for token in self.lexer.by_ref() {
            self.tokens.push(token);
            match token.kind() {
                TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket => open += 1,
                TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => open -= 1,
                TokenKind::Newline if open == 0 && self.tokens.len() >= PIECE => break,
                _ => {}
            }
        }
        let mut checked = ValidateWhitespace::new(&mut self.events, self.source);
        parse_document(&self.tokens, &mut RecursionGuard::new(&mut checked, DEEPEST), &mut self.errors);
        !self.tokens.is_empty()
    }

    fn document(&mut self) -> Table<'i> {
        let (mut root, mut lost) = (Table::new(Form::Header), Table::new(Form::Header));
        let mut current = &mut root;
        while let Some(event) = self.next() {
            match event.kind() {
                EventKind::StdTableOpen | EventKind::ArrayTableOpen => {
                    let is_array = event.kind() == EventKind::ArrayTableOpen;
                    let (keys, end) = self.keys(None);
                    let closes = |end: &Event| {
                        matches!(end.kind(), EventKind::StdTableClose | EventKind::ArrayTableClose)
                    };
                    let table = end.filter(closes).and_then(|end| {
                        self.open(&mut root, keys, is_array, event.span().start()..end.span().end())
                    });
                    current = table.unwrap_or(&mut lost);
                }
                EventKind::SimpleKey => self.key_value(event, current),
                _ => {}
            }
        }
        for Entry { key, value } in &mut root.entries {
            if let Kind::Tables(list) = &mut value.kind {
                self.hand_on_last(&key.name, list);
            }
        }
        root
    }

    fn hand_on_last(&mut self, name: &str, elements: &mut Vec<Value<'i>>) {
        if let Some(element) = elements.pop() {
            (self.hand_on)(name, element);
        }
    }

    /// The parts of a dotted key, and the event after them.
    fn keys(&mut self, first: Option<Event>) -> (Vec<Key<'i>>, Option<Event>) {
        let mut keys = Vec::new();
        let mut next = first.or_else(|| self.next());
        while let Some(event) = next {
            match event.kind() {
                EventKind::SimpleKey => keys.push(self.key(event)),
                EventKind::KeySep => {}
                _ => break,
            }
            next = self.next();
        }
        (keys, next)
    }

    fn key(&mut self, event: Event) -> Key<'i> {
        let mut name = Cow::Borrowed("");
        if let Some(raw) = self.source.get(event) {
            raw.decode_key(&mut name, &mut self.errors);
        }
        Key { name, span: range(event.span()) }
    }

    /// `key = value`, after the first part of the key.
    fn key_value(&mut self, first: Event, table: &mut Table<'i>) {
        let (mut keys, separator) = self.keys(Some(first));
        if separator.is_none_or(|event| event.kind() != EventKind::KeyValSep) {
            return;
        }
        let Some(value) = self.next().and_then(|event| self.value(event)) else { return };
        let Some(last) = keys.pop() else { return };
        let Some(table) = self.descend(table, keys, Form::Dotted) else { return };
        match table.find(&last.name) {
            Ok(_) => self.report("duplicate key", &last.span),
            Err(at) => {
                table.add(at, last, value);
            }
        }
    }

    fn value(&mut self, first: Event) -> Option<Value<'i>> {
        match first.kind() {
            EventKind::Scalar => Some(self.scalar(first)),
            EventKind::ArrayOpen => Some(self.array(first)),
            EventKind::InlineTableOpen => Some(self.inline_table(first)),
            _ => None,
        }
    }

    fn scalar(&mut self, event: Event) -> Value<'i> {
        let mut text = Cow::Borrowed("");
        let decoded = self.source.get(event).map(|raw| raw.decode_scalar(&mut text, &mut self.errors));
        let kind = match decoded {
            None | Some(ScalarKind::String) => Kind::String(text),
            Some(ScalarKind::Integer(radix)) => Kind::Integer(text, radix.value()),
            Some(ScalarKind::Boolean(_)) => Kind::Other("boolean"),
            Some(ScalarKind::DateTime) => Kind::Other("datetime"),
            Some(ScalarKind::Float) => Kind::Other("float"),
        };
        Value { span: range(event.span()), kind }
    }

    fn array(&mut self, open: Event) -> Value<'i> {
        let (mut list, mut end) = (Vec::new(), open.span().end());
        while let Some(event) = self.next() {
            end = event.span().end();
            match self.value(event) {
                Some(value) => {
                    end = value.span.end;
                    list.push(value);
                }
                None if event.kind() == EventKind::ValueSep => {}
                None => break,
            }
        }
        Value { span: open.span().start()..end, kind: Kind::Array(list) }
    }

    fn inline_table(&mut self, open: Event) -> Value<'i> {
        let (mut table, mut end) = (Table::new(Form::Inline), open.span().end());
        while let Some(event) = self.next() {
            end = event.span().end();
            match event.kind() {
                EventKind::SimpleKey => self.key_value(event, &mut table),
                EventKind::ValueSep => {}
                _ => break,
            }
        }
        Value { span: open.span().start()..end, kind: Kind::Table(table) }
    }

    /// The table of a header, which must be new or implied; of an array's header a new element.
    fn open<'t>(
        &mut self,
        root: &'t mut Table<'i>,
        mut keys: Vec<Key<'i>>,
        is_array: bool,
        span: Range<usize>,
    ) -> Option<&'t mut Table<'i>> {
        let last = keys.pop()?;
        let is_at_top = keys.is_empty();
        let parent = self.descend(root, keys, Form::Implied)?;
        let key_span = last.span.clone();
        let at = parent.find(&last.name).unwrap_or_else(|at| {
            let new =
                if is_array { Kind::Tables(Vec::new()) } else { Kind::Table(Table::new(Form::Implied)) };
            parent.add(at, last, Value { span: span.clone(), kind: new });
            at
        });
        let Entry { key, value } = &mut parent.entries[at];
        match &mut value.kind {
            Kind::Tables(list) if is_array => {
                if is_at_top {
                    self.hand_on_last(&key.name, list);
                }
                list.push(Value { span, kind: Kind::Table(Table::new(Form::Header)) });
                list.last_mut().and_then(table_of)
            }
            Kind::Table(table) if !is_array && table.form == Form::Implied => {
                (key.span, value.span, table.form) = (key_span, span, Form::Header);
                Some(table)
            }
            _ => {
                self.report("duplicate key", &key_span);
                None
            }
        }
    }

    /// Goes down to a table, and makes those of this form that are not there.
    fn descend<'t>(
        &mut self,
        mut table: &'t mut Table<'i>,
        path: Vec<Key<'i>>,
        form: Form,
    ) -> Option<&'t mut Table<'i>> {
        for key in path {
            let span = key.span.clone();
            let value = match table.find(&key.name) {
                Ok(at) => &mut table.entries[at].value,
                Err(at) => {
                    let kind = Kind::Table(Table::new(form));
                    table.add(at, key, Value { span: span.clone(), kind })
                }
            };
            let name = value.name();
            let Some(next) = table_of(value) else {
                self.report(format!("cannot extend value of type {name} with a dotted key"), &span);
                return None;
            };
            match (next.form, form) {
                (Form::Inline, _) => {
                    self.report("cannot extend value of type inline table with a dotted key", &span);
                    return None;
                }
                (Form::Header, Form::Dotted) => {
                    self.report("duplicate key", &span);
                    return None;
                }
                (Form::Implied, Form::Dotted) => next.form = Form::Dotted,
                _ => {}
            }
            table = next;
        }
        Some(table)
    }

    fn report(&mut self, message: impl Into<Cow<'static, str>>, span: &Range<usize>) {
        let span = Span::new_unchecked(span.start, span.end);
        self.errors.push(ParseError::new(message).with_unexpected(span));
    }
}

/// The table that is meant by a name on the way: of an array of tables the last one.
fn table_of<'t, 'i>(value: &'t mut Value<'i>) -> Option<&'t mut Table<'i>> {
    match &mut value.kind {
        Kind::Table(table) => Some(table),
        Kind::Tables(list) => table_of(list.last_mut()?),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::Spanned;
    use toml::de::{DeTable, DeValue};

    use super::super::message;
    use super::*;

    /// Lines of documents, good and broken; together they redefine and extend each other.
    const LINES: [&str; 46] = [
        "[a]",
        "[b]",
        "[a.b]",
        "[a.b.c]",
        "[b.a]",
        "[ a . \"b\" ]",
        "[[a]]",
        "[[b]]",
        "[[a.b]]",
        "[[c]]",
        "[c.a]",
        "[[c.b]]",
        "[a",
        "[[a]",
        "[]",
        "[a.]",
        "a = 1",
        "b = 2",
        "a.b = 3",
        "a.c = 4",
        "b.a = 5",
        "a.b.c = 6",
        "c.d.e = 7",
        "'a' = 'x'",
        "\"b\" = \"y\\u00e9\\n\"",
        "d = { a = 1, b.c = 2, d = { e = [] } }",
        "d = { a = 1, a = 2 }",
        "d = { b.c = 1, b.d = 2 }",
        "d = { b = 1, b.d = 2 }",
        "d.a = 1",
        "e = [1, [2, 'x'], { a = 1 }, ]",
        "e = [\n  1,\n  [2,\n 3],\n  { a = 1 },\n]",
        "l = {\n a = 1,\n b = [\n]\n}",
        "e = [1 2]",
        "e = [",
        "f = { a = 1",
        "g = 0x1F",
        "g = -17",
        "g = +1_000",
        "h = 1.5e3",
        "h = true",
        "h = 2024-01-02",
        "i = '''\nx\n'''",
        "j = ",
        "= 1",
        "# words",
    ];

    fn read_whole(text: &str) -> (Table<'_>, Vec<ParseError>) {
        let mut elements = Vec::new();
        let (mut root, errors) = read(text, &mut |name, value| elements.push((name.to_owned(), value)));
        for (name, element) in elements {
            let at = root.find(&name).expect("the list is there");
            let Kind::Tables(list) = &mut root.entries[at].value.kind else { panic!("{name} is no list") };
            list.push(element);
        }
        (root, errors)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn reads_what_toml_reads(lines in prop::collection::vec(prop::sample::select(&LINES[..]), 0..9)) {
            let text = lines.join("\n");
            let (ours, our_errors) = read_whole(&text);
            let (theirs, their_errors) = DeTable::parse_recoverable(&text);
            let line = |at: Range<usize>| text[..at.start].matches('\n').count();
            let words = |error: &ParseError| (message(error), error.unexpected().map(range).map(line));
            let our_errors: Vec<_> = our_errors.iter().map(words).collect();
            let their_errors: Vec<_> =
                their_errors.iter().map(|error| (error.message().to_owned(), error.span().map(line))).collect();
            prop_assert_eq!(our_errors.is_empty(), their_errors.is_empty(), "{}\n{:?}\n{:?}", text, our_errors, their_errors);
            // What follows from a first error may be reported in another order.
            if let ([ours], [theirs]) = (our_errors.as_slice(), their_errors.as_slice()) {
                prop_assert_eq!(ours, theirs, "{}", text);
            }
            if our_errors.is_empty() {
                prop_assert!(is_same_table(&ours, theirs.get_ref()), "{}", text);
            }
        }
    }

    fn is_same_table(ours: &Table<'_>, theirs: &DeTable<'_>) -> bool {
        let same = |(entry, (key, value)): (&Entry<'_>, (&Spanned<_>, &Spanned<DeValue<'_>>))| {
            entry.key.name == *key.get_ref() && entry.key.span == key.span() && is_same(&entry.value, value)
        };
        ours.entries.len() == theirs.len() && ours.entries.iter().zip(theirs.iter()).all(same)
    }

    fn is_same(ours: &Value<'_>, theirs: &Spanned<DeValue<'_>>) -> bool {
        let value = match (&ours.kind, theirs.get_ref()) {
            (Kind::String(ours), DeValue::String(theirs)) => ours == theirs,
            (Kind::Integer(digits, radix), DeValue::Integer(theirs)) => {
                digits == theirs.as_str() && *radix == theirs.radix()
            }
            (Kind::Array(ours) | Kind::Tables(ours), DeValue::Array(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs.iter()).all(|(a, b)| is_same(a, b))
            }
            (Kind::Table(ours), DeValue::Table(theirs)) => is_same_table(ours, theirs),
            (Kind::Other(ours), theirs) => *ours == theirs.type_str(),
            _ => false,
        };
        value && ours.span == theirs.span()
    }

    #[test]
    fn values_too_deep_are_an_error() {
        let text = format!("a = {}", "[".repeat(100_000));
        assert!(!read_whole(&text).1.is_empty());
    }
}
