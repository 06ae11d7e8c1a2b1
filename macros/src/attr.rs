//! From the tokens of `#[openai(..)]` to rows and keys. What cannot be read is
//! reported and left out; reading goes on after the next comma.

use std::fmt::Arguments;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Meta, Path, Token};

use crate::context::Ctxt;
use crate::key::{Key, Place, Takes};

/// All that the `#[openai(..)]` attributes of one item say.
pub(crate) struct Attrs {
    /// Each row at most once.
    pub(crate) rows: Vec<Ident>,
    /// Each key at most once, in the order written.
    pub(crate) keys: Vec<Entry>,
    /// Something was left out, and has been reported.
    pub(crate) broken: bool,
}

pub(crate) struct Entry {
    pub(crate) key: Key,
    /// The key as the user wrote it, for its span.
    pub(crate) word: Ident,
    value: Value,
}

enum Value {
    Nothing,
    Policy(Policy),
    Path(Path),
}

/// The value of `policy` and `default`.
#[derive(Clone)]
pub(crate) enum Policy {
    Never,
    /// The constant of the table, `BACKOFF` for `backoff`, at the user's word.
    Named(Ident),
}

/// Something that has been reported already.
struct Reported;

impl Attrs {
    pub(crate) fn word(&self, key: Key) -> Option<&Ident> {
        Some(&self.entry(key)?.word)
    }

    pub(crate) fn policy(&self, key: Key) -> Option<&Policy> {
        match &self.entry(key)?.value {
            Value::Policy(policy) => Some(policy),
            _ => None,
        }
    }

    pub(crate) fn path(&self, key: Key) -> Option<&Path> {
        match &self.entry(key)?.value {
            Value::Path(path) => Some(path),
            _ => None,
        }
    }

    fn entry(&self, key: Key) -> Option<&Entry> {
        self.keys.iter().find(|entry| entry.key == key)
    }
}

pub(crate) fn is_openai(attr: &Attribute) -> bool {
    attr.path().is_ident("openai")
}

/// Reads and merges the `#[openai(..)]` attributes of one item.
pub(crate) fn read(ctxt: &mut Ctxt, attrs: &[Attribute], place: Place) -> Attrs {
    let nothing = Attrs { rows: Vec::new(), keys: Vec::new(), broken: false };
    let mut reader = Reader { ctxt, place, attrs: nothing };
    for attr in attrs {
        if is_openai(attr) && reader.attribute(attr).is_err() {
            reader.attrs.broken = true;
        }
    }
    reader.attrs
}

struct Reader<'a> {
    ctxt: &'a mut Ctxt,
    place: Place,
    attrs: Attrs,
}

impl Reader<'_> {
    fn attribute(&mut self, attr: &Attribute) -> Result<(), Reported> {
        let tokens = match &attr.meta {
            Meta::List(list) if !list.tokens.is_empty() => list.tokens.clone(),
            Meta::List(_) => return self.reject(&attr.meta, "`openai` is empty; "),
            _ => return self.reject(&attr.meta, "`openai` is written `#[openai(..)]`; "),
        };
        let list = |input: ParseStream| {
            while !input.is_empty() {
                self.item_and_comma(input)?;
            }
            Ok(())
        };
        // Only a comma or a token tree that is there is ever taken, so that
        // this cannot fail; if it does, it is reported like all else.
        match list.parse2(tokens) {
            Ok(()) => Ok(()),
            Err(error) => Err(self.report(attr.meta.path(), error.to_string())),
        }
    }

    fn item_and_comma(&mut self, input: ParseStream) -> syn::Result<()> {
        if self.item(input).is_err() {
            self.attrs.broken = true;
            while !input.is_empty() && !input.peek(Token![,]) {
                input.parse::<TokenTree>()?;
            }
        }
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        Ok(())
    }

    fn item(&mut self, input: ParseStream) -> Result<(), Reported> {
        let Some(word) = peek_word(input) else {
            return self.not_a_word(input);
        };
        match Path::parse_mod_style(&input.fork()) {
            Ok(path) if path.get_ident().is_none() => return self.not_alone(&path),
            _ => self.take(input, &word)?,
        }
        let name = word.unraw().to_string();
        match name.chars().next() {
            Some(first) if first.is_uppercase() => self.row(input, word),
            _ => self.key(input, word, &name),
        }
    }

    fn row(&mut self, input: ParseStream, row: Ident) -> Result<(), Reported> {
        if row == "Self" {
            return self.reject(&row, "`Self` is not a row; ");
        }
        if !self.place.takes_rows() {
            let on = self.place.words();
            let message = format!("the row `{row}` belongs on a variant or a struct; on {on}, ");
            return self.reject(&row, &message);
        }
        self.end_without_value(input, format_args!("the row `{row}`"))?;
        if let Some(first) = find(&self.attrs.rows, &row) {
            let message = format!("duplicate row `{row}`");
            self.attrs.broken = true;
            self.ctxt.error_twice(&row, message, first, "first here");
            return Ok(());
        }
        self.attrs.rows.push(row);
        Ok(())
    }

    fn key(&mut self, input: ParseStream, word: Ident, name: &str) -> Result<(), Reported> {
        let Some(key) = Key::find(name) else {
            let near = self.place.suggest(name);
            return self.reject(&word, &format!("unknown key `{word}`{near}; "));
        };
        if !key.allowed(self.place) {
            let (home, on) = (key.home(), self.place.words());
            return self.reject(&word, &format!("`{word}` belongs on {home}; on {on}, "));
        }
        let value = self.value(input, key, &word)?;
        if let Some(first) = self.attrs.word(key) {
            let message = format!("duplicate `{word}`");
            self.ctxt.error_twice(&word, message, first, "first here");
            return Ok(());
        }
        self.attrs.keys.push(Entry { key, word, value });
        Ok(())
    }

    fn value(&mut self, input: ParseStream, key: Key, word: &Ident) -> Result<Value, Reported> {
        if key.takes() == Takes::Nothing {
            self.end_without_value(input, format_args!("`{word}`"))?;
            return Ok(Value::Nothing);
        }
        let usage = key.usage();
        if input.parse::<Token![=]>().is_err() || at_end(input) {
            let message = format!("`{word}` needs a value, as in `{usage}`");
            return Err(self.report(word, message));
        }
        let Ok(path) = Path::parse_mod_style(input) else {
            let quotes = if input.peek(syn::LitStr) { ", without quotes" } else { "" };
            let message = format!("expected a value as in `{usage}`{quotes}");
            return Err(self.report_next(input, word, message));
        };
        self.end(input, format_args!("the value of `{word}`"))?;
        match key.takes() {
            Takes::Policy => Ok(Value::Policy(self.policy(&path)?)),
            _ => Ok(Value::Path(path)),
        }
    }

    fn policy(&mut self, path: &Path) -> Result<Policy, Reported> {
        if let Some(ident) = path.get_ident() {
            let name = ident.unraw().to_string();
            if name == "never" {
                return Ok(Policy::Never);
            }
            if is_constant(&name) {
                let constant = Ident::new(&name.to_ascii_uppercase(), ident.span());
                return Ok(Policy::Named(constant));
            }
        }
        let message = "expected the name of a policy in the table, \
            in snake case and without a path, as in `backoff`";
        Err(self.report(path, message.to_owned()))
    }

    /// Nothing may follow `what` but a comma.
    fn end(&mut self, input: ParseStream, what: Arguments) -> Result<(), Reported> {
        if at_end(input) {
            return Ok(());
        }
        let message = format!("expected a comma after {what}");
        Err(self.report_next(input, &TokenStream::new(), message))
    }

    fn end_without_value(&mut self, input: ParseStream, what: Arguments) -> Result<(), Reported> {
        if input.peek(Token![=]) || input.peek(syn::token::Paren) {
            let message = format!("{what} takes no value");
            return Err(self.report_next(input, &TokenStream::new(), message));
        }
        self.end(input, what)
    }

    fn not_a_word(&mut self, input: ParseStream) -> Result<(), Reported> {
        let quotes = if input.peek(syn::LitStr) { "rows and keys are written without quotes; " } else { "" };
        let message = format!("{quotes}{}", self.place.expected());
        Err(self.report_next(input, &TokenStream::new(), message))
    }

    fn not_alone(&mut self, path: &Path) -> Result<(), Reported> {
        let message = match path.segments.last() {
            Some(last) => format!("a row is named without its path: `{}`; ", last.ident),
            None => "a row is named without its path; ".to_owned(),
        };
        self.reject(path, &message)
    }

    fn take(&mut self, input: ParseStream, word: &Ident) -> Result<(), Reported> {
        match input.call(Ident::parse_any) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.report(word, error.to_string())),
        }
    }

    /// `message`, and what is allowed here.
    fn reject(&mut self, tokens: &dyn ToTokens, message: &str) -> Result<(), Reported> {
        let expected = self.place.expected();
        Err(self.report(tokens, format!("{message}{expected}")))
    }

    fn report(&mut self, tokens: &dyn ToTokens, message: String) -> Reported {
        self.ctxt.error_on(tokens, message);
        Reported
    }

    /// At the next token, which is still to be read; at `tokens` if there is none.
    fn report_next(&mut self, input: ParseStream, tokens: &dyn ToTokens, message: String) -> Reported {
        match input.fork().parse::<TokenTree>() {
            Ok(next) => self.report(&next, message),
            Err(_) => self.report(tokens, message),
        }
    }
}

/// The next token, if it is a word: keywords (`crate`) are.
fn peek_word(input: ParseStream) -> Option<Ident> {
    input.fork().call(Ident::parse_any).ok()
}

fn at_end(input: ParseStream) -> bool {
    input.is_empty() || input.peek(Token![,])
}

/// Whether an identifier is `backoff`, or `BACKOFF` as the compiler suggests
/// for a typo.
fn is_constant(name: &str) -> bool {
    let (mut lower, mut upper, mut ascii) = (false, false, true);
    for c in name.chars() {
        lower |= c.is_ascii_lowercase();
        upper |= c.is_ascii_uppercase();
        ascii &= c.is_ascii();
    }
    lower != upper && ascii && !name.starts_with('_')
}

/// The place in `rows` where `row` is named.
pub(crate) fn find<'a>(rows: &'a [Ident], row: &Ident) -> Option<&'a Ident> {
    rows.iter().find(|other| *other == row)
}
