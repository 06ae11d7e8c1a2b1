//! From what is written to what is meant. Each rule reports what it finds and
//! goes on with the part that is sound, so that one run reports everything.

use proc_macro2::Ident;
use syn::{Data, DeriveInput, GenericArgument, PathArguments, Type};

use crate::ast::{Case, Container, FieldRef, Input, Plan, Planned, Role};
use crate::attr::{Entry, Policy};
use crate::context::Ctxt;
use crate::key::{Key, Place};

impl<'a> Plan<'a> {
    pub(crate) fn new(ctxt: &mut Ctxt, mut input: Input<'a>) -> Self {
        let mut clash = false;
        if let Some(word) = &input.from {
            check_unlisted(ctxt, &input, word);
            clash = check_thiserror(ctxt, &input, word);
        }
        let is_known = |case| is_understood(case, input.default.as_ref());
        let rows_are_known = !input.cases.is_empty() && input.cases.iter().all(is_known);
        check_one_case_per_row(ctxt, &mut input.cases);
        let rules = Rules { container: &input.container, default: input.default, from: input.from.is_some() };
        let mut cases = Vec::new();
        for case in input.cases {
            cases.push(rules.plan(ctxt, case));
        }
        Plan {
            cases,
            exhaustive: input.exhaustive && rows_are_known,
            from: input.from.is_some() && !clash,
            container: input.container,
        }
    }
}

/// Reports a type that has no cases: a union, or an empty enum.
pub(crate) fn check_has_cases(ctxt: &mut Ctxt, node: &DeriveInput) {
    match &node.data {
        Data::Union(data) => {
            let message = "`OpenAiErrorPolicy` can be derived for structs and enums, \
                not for a union";
            ctxt.error(data.union_token.span, message);
        }
        Data::Enum(data) if data.variants.is_empty() => {
            ctxt.error(node.ident.span(), "an empty enum has no errors to describe");
        }
        _ => {}
    }
}

/// `from` needs one variant for the answers without a row.
fn check_unlisted(ctxt: &mut Ctxt, input: &Input, from: &Ident) {
    let words = input.cases.iter().filter_map(|case| case.attrs.word(Key::Unlisted));
    let words: Vec<_> = words.collect();
    // A variant that could not be read may be the one; a type without any was reported.
    let may_be_unread = input.cases.is_empty() || input.cases.iter().any(is_unread);
    match words.as_slice() {
        [] if may_be_unread => {}
        [] => {
            let message = "`from` needs a variant marked `#[openai(unlisted)]`, \
                which takes the answers that no other variant stands for";
            ctxt.error(from.span(), message);
        }
        [first, others @ ..] => {
            for other in others {
                let message = "`from` needs exactly one variant marked `#[openai(unlisted)]`";
                ctxt.error_twice(other.span(), message, first.span(), "first here");
            }
        }
    }
}

/// Two implementations of `From<ApiError>` would be an error far from its cause.
fn check_thiserror(ctxt: &mut Ctxt, input: &Input, from: &Ident) -> bool {
    let mut fields = input.cases.iter().flat_map(|case| &case.fields);
    let clash = fields.find_map(|field| match field.thiserror_from {
        Some(attr) if is_api_error(field.place.ty) => Some(attr),
        _ => None,
    });
    let Some(attr) = clash else {
        return false;
    };
    let message = "`from` and thiserror's `#[from]` would both implement `From<ApiError>`: \
        remove thiserror's, `from` sorts the answers into all variants";
    ctxt.error(from.span(), message);
    ctxt.error_on(&attr.meta, "thiserror's `#[from]` is here");
    true
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
            let inner = |arg: &GenericArgument| match arg {
                GenericArgument::Type(ty) => is_api_error(ty),
                _ => false,
            };
            list.args.iter().any(inner)
        }
        _ => false,
    }
}

/// Takes a row from the second case that claims it.
fn check_one_case_per_row(ctxt: &mut Ctxt, cases: &mut [Case]) {
    let mut seen: Vec<Ident> = Vec::new();
    for case in cases {
        let attrs = &mut case.attrs;
        attrs.rows.retain(|row| {
            let Some(first) = seen.iter().find(|first| *first == row) else {
                seen.push(row.clone());
                return true;
            };
            let message = format!("the row `{row}` is on two variants");
            ctxt.error_twice(row.span(), message, first.span(), "first here");
            attrs.broken = true;
            false
        });
    }
}

/// The rules that a case is judged by, one after the other.
struct Rules<'a> {
    container: &'a Container<'a>,
    default: Option<Policy>,
    from: bool,
}

impl Rules<'_> {
    fn plan<'c>(&self, ctxt: &mut Ctxt, case: Case<'c>) -> Planned<'c> {
        check_marked_once(ctxt, &case, Key::Hints);
        check_marked_once(ctxt, &case, Key::Row);
        let role = self.role(ctxt, &case);
        let role = self.check_fields(ctxt, &case, role);
        Planned {
            row_field: self.row_field(&case),
            answer_field: self.answer_field(&case, &role),
            only_field: case.single(),
            ident: case.ident,
            rows: case.attrs.rows,
            role,
        }
    }

    fn role(&self, ctxt: &mut Ctxt, case: &Case) -> Role {
        let keys: Vec<_> = case.attrs.keys.iter().filter(|entry| is_role(entry)).collect();
        match (case.attrs.rows.as_slice(), keys.as_slice()) {
            ([], []) => self.default_role(ctxt, case),
            ([_, ..], []) => Role::Listed,
            ([], [entry]) => role_of(case, entry),
            ([row, ..], keys) => {
                for entry in keys {
                    let (word, why) = (&entry.word, why_no_row(entry.key));
                    let message = format!("`{word}` excludes the row `{row}`: {why}");
                    ctxt.error_twice(word.span(), message, row.span(), "the row is here");
                }
                Role::Broken
            }
            ([], [first, others @ ..]) => {
                for entry in others {
                    let (word, other) = (&entry.word, &first.word);
                    let message = format!("`{word}` and `{other}` exclude each other");
                    ctxt.error_twice(word.span(), message, other.span(), "first here");
                }
                Role::Broken
            }
        }
    }

    fn default_role(&self, ctxt: &mut Ctxt, case: &Case) -> Role {
        if case.attrs.broken {
            return Role::Broken;
        }
        if let Some(policy) = &self.default {
            return Role::Policy(policy.clone());
        }
        let (what, ident) = (self.what(), case.ident);
        let (expected, or) = if self.container.is_enum {
            let default = ", or `#[openai(default = never)]` on the enum";
            (Place::Variant.expected(), default)
        } else {
            (Place::Struct.expected_of_case(), "")
        };
        let message = format!("{what} `{ident}` needs `#[openai(..)]`: {expected}{or}");
        ctxt.error(ident.span(), message);
        Role::Broken
    }

    fn check_fields(&self, ctxt: &mut Ctxt, case: &Case, role: Role) -> Role {
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

    fn check_listed(&self, ctxt: &mut Ctxt, case: &Case) -> Role {
        let rows = &case.attrs.rows;
        if let ([row], false) = (rows.as_slice(), case.attrs.broken) {
            let why = format!("there is only `{row}`");
            reject_mark(ctxt, case, Key::Row, &why);
        }
        // Under `from` the only field says it, and there must be one anyway.
        let is_said = self.row_field(case).is_some() || self.from;
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
        if self.from && case.single().is_none() {
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

    fn row_field<'c>(&self, case: &Case<'c>) -> Option<FieldRef<'c>> {
        case.marked(Key::Row).or_else(|| self.filled(case))
    }

    fn answer_field<'c>(&self, case: &Case<'c>, role: &Role) -> Option<FieldRef<'c>> {
        match role {
            Role::Listed | Role::Unlisted => case.marked(Key::Hints).or_else(|| self.filled(case)),
            Role::Policy(_) => case.marked(Key::Hints),
            Role::Transparent | Role::Broken => None,
        }
    }

    /// The field that `from` puts the answer in, marked or not.
    fn filled<'c>(&self, case: &Case<'c>) -> Option<FieldRef<'c>> {
        case.single().filter(|_| self.from)
    }

    fn what(&self) -> &'static str {
        if self.container.is_enum { "variant" } else { "struct" }
    }
}

fn is_role(entry: &Entry) -> bool {
    matches!(entry.key, Key::Transparent | Key::Unlisted | Key::Policy | Key::Never)
}

/// Whether it is known which rows the case stands for: a row that could not be read is none that is missing.
fn is_understood(case: &Case, default: Option<&Policy>) -> bool {
    let is_marked = !case.attrs.rows.is_empty() || case.attrs.keys.iter().any(is_role);
    !case.attrs.broken && (is_marked || default.is_some())
}

fn is_unread(case: &Case) -> bool {
    case.attrs.broken && case.attrs.rows.is_empty() && !case.attrs.keys.iter().any(is_role)
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
    let mut words = case.fields.iter().filter_map(|field| field.attrs.word(key));
    let Some(first) = words.next() else {
        return;
    };
    for word in words {
        let message = format!("duplicate `{word}`: one field can be marked so");
        ctxt.error_twice(word.span(), message, first.span(), "first here");
    }
}

fn reject_mark(ctxt: &mut Ctxt, case: &Case, key: Key, why: &str) {
    let what = match key {
        Key::Row => "says which of several rows it is",
        _ => "says where the server's hints are kept",
    };
    for word in case.fields.iter().filter_map(|field| field.attrs.word(key)) {
        let message = format!("`{word}` {what}, but {why}");
        ctxt.error(word.span(), message);
    }
}

fn count(fields: usize) -> String {
    match fields {
        0 => "none".to_owned(),
        _ => fields.to_string(),
    }
}
