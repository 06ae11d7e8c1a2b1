//! From what is written to what is meant. Each rule reports what it finds and
//! goes on with the part that is sound, so that one run reports everything.

use proc_macro2::Ident;
use syn::{Attribute, Data, DeriveInput, GenericArgument, PathArguments, Type};

use crate::ast::{Case, FieldRef, Input, Plan, Planned, Role};
use crate::attr::{self, Entry, Policy};
use crate::context::Ctxt;
use crate::key::{Key, Place};

impl<'a> Plan<'a> {
    pub(crate) fn new(ctxt: &mut Ctxt, input: &'a mut Input) -> Self {
        let mut from = input.from.is_some();
        if let Some(word) = &input.from {
            check_unlisted(ctxt, input, word);
            from = !check_thiserror(ctxt, input, word);
        }
        let exhaustive = input.exhaustive && rows_are_known(input);
        check_one_case_per_row(ctxt, &mut input.cases);
        let rules = Rules { input };
        let mut cases = Vec::new();
        for case in &input.cases {
            cases.push(rules.plan(ctxt, case));
        }
        Plan { cases, exhaustive, from, container: &input.container }
    }
}

/// Reports a type that has no cases: a union, or an empty enum.
pub(crate) fn check_has_cases(ctxt: &mut Ctxt, node: &DeriveInput) {
    match &node.data {
        Data::Union(data) => {
            let message = "`OpenAiErrorPolicy` can be derived for structs and enums, \
                not for a union";
            ctxt.error(data.union_token.span, message.to_owned());
        }
        Data::Enum(data) if data.variants.is_empty() => {
            ctxt.error(node.ident.span(), "an empty enum has no errors to describe".to_owned());
        }
        _ => {}
    }
}

/// `from` needs one variant for the answers without a row.
fn check_unlisted(ctxt: &mut Ctxt, input: &Input, from: &Ident) {
    let mut first = None;
    // A variant that could not be read may be the one; a type without any was reported.
    let mut may_be_unread = input.cases.is_empty();
    for case in &input.cases {
        may_be_unread |= is_unread(case);
        match (case.attrs.word(Key::Unlisted), first) {
            (Some(word), Some(first)) => {
                let message = "`from` needs exactly one variant marked `#[openai(unlisted)]`";
                ctxt.error_twice(word, message.to_owned(), first, "first here");
            }
            (word, None) => first = word,
            (None, Some(_)) => {}
        }
    }
    if first.is_none() && !may_be_unread {
        let message = "`from` needs a variant marked `#[openai(unlisted)]`, \
            which takes the answers that no other variant stands for";
        ctxt.error(from.span(), message.to_owned());
    }
}

/// Two implementations of `From<ApiError>` would be an error far from its cause.
fn check_thiserror(ctxt: &mut Ctxt, input: &Input, from: &Ident) -> bool {
    let Some(attr) = thiserror_from(input) else {
        return false;
    };
    let message = "`from` and thiserror's `#[from]` would both implement `From<ApiError>`: \
        remove thiserror's, `from` sorts the answers into all variants";
    ctxt.error(from.span(), message.to_owned());
    ctxt.error_on(&attr.meta, "thiserror's `#[from]` is here".to_owned());
    true
}

/// The `#[from]` that makes thiserror implement `From<ApiError>`.
fn thiserror_from<'a>(input: &Input<'a>) -> Option<&'a Attribute> {
    for case in &input.cases {
        for field in &case.fields {
            for attr in field.written {
                if attr.path().is_ident("from") && is_api_error(field.place.ty) {
                    return Some(attr);
                }
            }
        }
    }
    None
}

/// `ApiError`, or an option of it, which thiserror converts from all the same.
fn is_api_error(ty: &Type) -> bool {
    let Type::Path(path) = ty else {
        return false;
    };
    let Some(last) = path.path.segments.last() else {
        return false;
    };
    match &last.arguments {
        PathArguments::None => last.ident == "ApiError",
        PathArguments::AngleBracketed(list) if last.ident == "Option" => {
            matches!(list.args.get(0), Some(GenericArgument::Type(ty)) if is_api_error(ty))
        }
        _ => false,
    }
}

/// Takes a row from the second case that claims it.
fn check_one_case_per_row(ctxt: &mut Ctxt, cases: &mut [Case]) {
    let mut seen: Vec<Ident> = Vec::new();
    for case in cases {
        let attrs = &mut case.attrs;
        let mut rows = Vec::new();
        for row in &attrs.rows {
            if let Some(first) = attr::find(&seen, row) {
                let message = format!("the row `{row}` is on two variants");
                ctxt.error_twice(row, message, first, "first here");
                attrs.broken = true;
            } else {
                seen.push(row.clone());
                rows.push(row.clone());
            }
        }
        attrs.rows = rows;
    }
}

/// The rules that a case is judged by, one after the other.
struct Rules<'a> {
    input: &'a Input<'a>,
}

impl<'a> Rules<'a> {
    fn plan(&self, ctxt: &mut Ctxt, case: &'a Case<'a>) -> Planned<'a> {
        check_marked_once(ctxt, case, Key::Hints);
        check_marked_once(ctxt, case, Key::Row);
        let role = self.role(ctxt, case);
        let role = self.check_fields(ctxt, case, role);
        Planned {
            row_field: self.row_field(case),
            answer_field: self.answer_field(case, &role),
            only_field: case.single(),
            ident: case.ident,
            rows: &case.attrs.rows,
            role,
        }
    }

    fn role(&self, ctxt: &mut Ctxt, case: &Case) -> Role {
        let row = case.attrs.rows.first();
        let mut first = None;
        let mut clash = false;
        for entry in &case.attrs.keys {
            if !is_role(entry) {
                continue;
            }
            clash |= check_alone(ctxt, entry, row, first);
            first = first.or(Some(entry));
        }
        match (row, first) {
            _ if clash => Role::Broken,
            (Some(_), _) => Role::Listed,
            (None, Some(entry)) => role_of(case, entry),
            (None, None) => self.default_role(ctxt, case),
        }
    }

    fn default_role(&self, ctxt: &mut Ctxt, case: &Case) -> Role {
        if case.attrs.broken {
            return Role::Broken;
        }
        if let Some(policy) = &self.input.default {
            return Role::Policy(policy.clone());
        }
        let (what, ident) = (self.what(), case.ident);
        let (expected, or) = if self.input.container.is_enum {
            let default = ", or `#[openai(default = never)]` on the enum";
            (Place::Variant.expected(), default)
        } else {
            (Place::Struct.expected_of_case(), "")
        };
        let message = format!("{what} `{ident}` needs `#[openai(..)]`: {expected}{or}");
        ctxt.error(ident.span(), message);
        Role::Broken
    }

    fn check_fields(&self, ctxt: &mut Ctxt, case: &'a Case<'a>, role: Role) -> Role {
        match &role {
            Role::Listed => return self.check_listed(ctxt, case),
            Role::Unlisted => {
                reject_mark(ctxt, case, Key::Row, "an unlisted answer has none");
                return self.check_holds_answer(ctxt, case, role);
            }
            Role::Transparent => {
                let why = "a transparent field is asked for everything";
                reject_mark(ctxt, case, Key::Hints, why);
                reject_mark(ctxt, case, Key::Row, why);
                return self.check_transparent(ctxt, case);
            }
            Role::Policy(policy) => {
                reject_mark(ctxt, case, Key::Row, "there is none");
                if matches!(policy, Policy::Never) {
                    reject_mark(ctxt, case, Key::Hints, "what is never retried waits for nothing");
                }
            }
            Role::Broken => {}
        }
        role
    }

    fn check_listed(&self, ctxt: &mut Ctxt, case: &'a Case<'a>) -> Role {
        let rows = &case.attrs.rows;
        if let ([row], false) = (rows.as_slice(), case.attrs.broken) {
            let why = format!("there is only `{row}`");
            reject_mark(ctxt, case, Key::Row, &why);
        }
        // Under `from` the only field says it, and there must be one anyway.
        let is_said = self.row_field(case).is_some() || self.from();
        if let ([_, second, ..], false) = (rows.as_slice(), is_said) {
            let what = self.what();
            let message = format!(
                "a {what} with several rows needs a field marked `#[openai(row)]`, \
                which says which of them it is",
            );
            ctxt.error(second.span(), message);
            return Role::Broken;
        }
        self.check_holds_answer(ctxt, case, Role::Listed)
    }

    /// Under `from` the answer is all that there is to fill a variant with.
    fn check_holds_answer(&self, ctxt: &mut Ctxt, case: &Case, role: Role) -> Role {
        if self.from() && case.single().is_none() {
            let (ident, count) = (case.ident, count(case.fields.len()));
            let message = format!(
                "variant `{ident}` needs exactly one field, which holds the `ApiError` \
                that `#[openai(from)]` fills it with; it has {count}",
            );
            ctxt.error(ident.span(), message);
        }
        role
    }

    fn check_transparent(&self, ctxt: &mut Ctxt, case: &Case) -> Role {
        if case.single().is_some() {
            return Role::Transparent;
        }
        if let Some(word) = case.attrs.word(Key::Transparent) {
            let (what, ident, count) = (self.what(), case.ident, count(case.fields.len()));
            let message = format!(
                "`transparent` needs exactly one field, which implements `OpenAiErrorPolicy`; \
                {what} `{ident}` has {count}",
            );
            ctxt.error(word.span(), message);
        }
        Role::Broken
    }

    fn row_field(&self, case: &'a Case<'a>) -> Option<&'a FieldRef<'a>> {
        case.marked(Key::Row).or(self.filled(case))
    }

    fn answer_field(&self, case: &'a Case<'a>, role: &Role) -> Option<&'a FieldRef<'a>> {
        match role {
            Role::Listed | Role::Unlisted => case.marked(Key::Hints).or(self.filled(case)),
            Role::Policy(_) => case.marked(Key::Hints),
            Role::Transparent | Role::Broken => None,
        }
    }

    /// The field that `from` puts the answer in, marked or not.
    fn filled(&self, case: &'a Case<'a>) -> Option<&'a FieldRef<'a>> {
        if self.from() { case.single() } else { None }
    }

    fn from(&self) -> bool {
        self.input.from.is_some()
    }

    fn what(&self) -> &'static str {
        if self.input.container.is_enum { "variant" } else { "struct" }
    }
}

fn is_role(entry: &Entry) -> bool {
    matches!(entry.key, Key::Transparent | Key::Unlisted | Key::Policy | Key::Never)
}

/// Whether it is known which rows the cases stand for: a row that could not be read is none that is missing.
fn rows_are_known(input: &Input) -> bool {
    for case in &input.cases {
        let is_understood = is_marked(case) || input.default.is_some();
        if case.attrs.broken || !is_understood {
            return false;
        }
    }
    !input.cases.is_empty()
}

fn is_unread(case: &Case) -> bool {
    case.attrs.broken && !is_marked(case)
}

/// Whether the case says what it stands for.
fn is_marked(case: &Case) -> bool {
    for entry in &case.attrs.keys {
        if is_role(entry) {
            return true;
        }
    }
    !case.attrs.rows.is_empty()
}

/// Reports a key that another key or a row excludes.
fn check_alone(ctxt: &mut Ctxt, entry: &Entry, row: Option<&Ident>, first: Option<&Entry>) -> bool {
    let word = &entry.word;
    if let Some(row) = row {
        let why = why_no_row(entry.key);
        let message = format!("`{word}` excludes the row `{row}`: {why}");
        ctxt.error_twice(word, message, row, "the row is here");
    } else if let Some(Entry { word: other, .. }) = first {
        let message = format!("`{word}` and `{other}` exclude each other");
        ctxt.error_twice(word, message, other, "first here");
    }
    row.is_some() || first.is_some()
}

fn role_of(case: &Case, entry: &Entry) -> Role {
    match entry.key {
        Key::Transparent => Role::Transparent,
        Key::Unlisted => Role::Unlisted,
        Key::Never => Role::Policy(Policy::Never),
        _ => match case.attrs.policy(Key::Policy) {
            Some(policy) => Role::Policy(policy.clone()),
            None => Role::Broken,
        },
    }
}

fn why_no_row(key: Key) -> &'static str {
    match key {
        Key::Transparent => "the field says which row it is",
        Key::Unlisted => "it stands for the answers without a row",
        _ => "a row brings its own policy",
    }
}

fn check_marked_once(ctxt: &mut Ctxt, case: &Case, key: Key) {
    let mut first = None;
    for field in &case.fields {
        match (field.attrs.word(key), first) {
            (Some(word), Some(first)) => {
                let message = format!("duplicate `{word}`: one field can be marked so");
                ctxt.error_twice(word, message, first, "first here");
            }
            (word, None) => first = word,
            (None, Some(_)) => {}
        }
    }
}

fn reject_mark(ctxt: &mut Ctxt, case: &Case, key: Key, why: &str) {
    let what = match key {
        Key::Row => "says which of several rows it is",
        _ => "says where the server's hints are kept",
    };
    for field in &case.fields {
        if let Some(word) = field.attrs.word(key) {
            let message = format!("`{word}` {what}, but {why}");
            ctxt.error(word.span(), message);
        }
    }
}

fn count(fields: usize) -> String {
    match fields {
        0 => "none".to_owned(),
        _ => fields.to_string(),
    }
}
