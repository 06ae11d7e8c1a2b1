//! What the user wrote ([`Input`]), and what the expansion needs to know of it
//! ([`Plan`]), which is valid by construction.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Data, DeriveInput, Fields, Generics, Member, Path, Token, Type, Visibility};

use crate::attr::{self, Attrs, Policy};
use crate::context::Ctxt;
use crate::key::{Key, Place};

pub(crate) struct Input<'a> {
    pub(crate) container: Container<'a>,
    /// The variants of an enum, or a struct as the only case of itself.
    pub(crate) cases: Vec<Case<'a>>,
    pub(crate) exhaustive: bool,
    /// The word in `#[openai(from)]`.
    pub(crate) from: Option<Ident>,
    pub(crate) default: Option<Policy>,
}

pub(crate) struct Container<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) generics: &'a Generics,
    pub(crate) krate: Path,
    pub(crate) table: Path,
    pub(crate) is_enum: bool,
}

/// A variant or a struct.
pub(crate) struct Case<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) attrs: Attrs,
    pub(crate) fields: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub(crate) place: FieldRef<'a>,
    pub(crate) attrs: Attrs,
    /// All attributes, those of others too.
    pub(crate) written: &'a [Attribute],
}

pub(crate) struct FieldRef<'a> {
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
}

/// What the expansion is made of. Where something was reported, the case that
/// it was about is repaired or emptied.
pub(crate) struct Plan<'a> {
    pub(crate) container: &'a Container<'a>,
    pub(crate) cases: Vec<Planned<'a>>,
    pub(crate) exhaustive: bool,
    pub(crate) from: bool,
}

pub(crate) struct Planned<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) role: Role,
    /// The rows this case stands for: one, several if [`Planned::row_field`]
    /// says which, or whatever the user named where something was reported.
    pub(crate) rows: &'a [Ident],
    /// The field marked `#[openai(row)]`.
    pub(crate) row_field: Option<&'a FieldRef<'a>>,
    /// The field with the server's answer, or its hints.
    pub(crate) answer_field: Option<&'a FieldRef<'a>>,
    /// The field, if there is just one.
    pub(crate) only_field: Option<&'a FieldRef<'a>>,
}

pub(crate) enum Role {
    /// An answer of the API with a row.
    Listed,
    /// An answer of the API without a row.
    Unlisted,
    Transparent,
    Policy(Policy),
    /// Reported.
    Broken,
}

impl Role {
    /// An answer of the API, in which there may be hints.
    pub(crate) fn is_answer(&self) -> bool {
        matches!(self, Role::Listed | Role::Unlisted)
    }
}

impl<'a> Input<'a> {
    /// Nothing for a union and an empty enum, which have no cases.
    pub(crate) fn read(ctxt: &mut Ctxt, node: &'a DeriveInput) -> Self {
        let place = match node.data {
            Data::Enum(_) => Place::Enum,
            _ => Place::Struct,
        };
        let attrs = attr::read(ctxt, &node.attrs, place);
        for param in node.generics.lifetimes() {
            reject_on_param(ctxt, &param.attrs);
        }
        for param in node.generics.type_params() {
            reject_on_param(ctxt, &param.attrs);
        }
        for param in node.generics.const_params() {
            reject_on_param(ctxt, &param.attrs);
        }
        Input {
            container: Container::new(node, &attrs),
            exhaustive: attrs.word(Key::Exhaustive).is_some(),
            from: attrs.word(Key::From).cloned(),
            default: attrs.policy(Key::Default).cloned(),
            cases: cases(ctxt, node, attrs),
        }
    }
}

impl<'a> Container<'a> {
    fn new(node: &'a DeriveInput, attrs: &Attrs) -> Self {
        let krate = match attrs.path(Key::Crate) {
            Some(path) => path.clone(),
            None => default_crate(),
        };
        let table = attrs.path(Key::Table).unwrap_or(&krate).clone();
        Container {
            ident: &node.ident,
            vis: &node.vis,
            generics: &node.generics,
            krate,
            table,
            is_enum: matches!(node.data, Data::Enum(_)),
        }
    }

    /// Whether `ty` is another type for each type parameter, so that a trait
    /// on it must be asked for. A type that contains its own container needs
    /// no bound: it would be a cycle.
    pub(crate) fn is_generic_over(&self, ty: &Type) -> bool {
        for param in self.generics.type_params() {
            let tokens = ty.to_token_stream();
            if mentions(&tokens, &param.ident) {
                let this = Ident::new("Self", Span::call_site());
                return !mentions(&tokens, self.ident) && !mentions(&tokens, &this);
            }
        }
        false
    }
}

impl<'a> Case<'a> {
    fn new(ctxt: &mut Ctxt, ident: &'a Ident, fields: &'a Fields, attrs: Attrs) -> Self {
        let mut case = Case { ident, attrs, fields: Vec::new() };
        for (field, member) in fields.iter().zip(fields.members()) {
            case.fields.push(Field::read(ctxt, field, member));
        }
        case
    }

    /// The field marked with `key`.
    pub(crate) fn marked(&self, key: Key) -> Option<&FieldRef<'a>> {
        for field in &self.fields {
            if field.attrs.word(key).is_some() {
                return Some(&field.place);
            }
        }
        None
    }

    /// The only field, if there is just one.
    pub(crate) fn single(&self) -> Option<&FieldRef<'a>> {
        match self.fields.as_slice() {
            [field] => Some(&field.place),
            _ => None,
        }
    }
}

impl<'a> Field<'a> {
    fn read(ctxt: &mut Ctxt, field: &'a syn::Field, member: Member) -> Self {
        Field {
            place: FieldRef { member, ty: &field.ty },
            attrs: attr::read(ctxt, &field.attrs, Place::Field),
            written: &field.attrs,
        }
    }
}

fn cases<'a>(ctxt: &mut Ctxt, node: &'a DeriveInput, attrs: Attrs) -> Vec<Case<'a>> {
    let mut cases = Vec::new();
    match &node.data {
        Data::Struct(data) => cases.push(Case::new(ctxt, &node.ident, &data.fields, attrs)),
        Data::Enum(data) => {
            for variant in &data.variants {
                let attrs = attr::read(ctxt, &variant.attrs, Place::Variant);
                cases.push(Case::new(ctxt, &variant.ident, &variant.fields, attrs));
            }
        }
        Data::Union(_) => {}
    }
    cases
}

fn default_crate() -> Path {
    let mut path = Path::from(Ident::new("openai_error_policy", Span::call_site()));
    path.leading_colon = Some(<Token![::]>::default());
    path
}

fn reject_on_param(ctxt: &mut Ctxt, attrs: &[Attribute]) {
    for attr in attrs {
        if attr::is_openai(attr) {
            let message = "`openai` has no meaning on a generic parameter; \
                it belongs on the type, a variant or a field";
            ctxt.error_on(&attr.meta, message.to_owned());
        }
    }
}

/// Whether `name` is in `tokens`, other than as the rest of a path
/// (`module::T`) or the name of a lifetime (`'T`).
fn mentions(tokens: &TokenStream, name: &Ident) -> bool {
    let mut colons = 0;
    let mut quoted = false;
    for token in tokens.clone() {
        let found = match &token {
            TokenTree::Ident(ident) => ident == name && colons < 2 && !quoted,
            TokenTree::Group(group) => mentions(&group.stream(), name),
            _ => false,
        };
        if found {
            return true;
        }
        let punct = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        colons = if punct == ':' { colons + 1 } else { 0 };
        quoted = punct == '\'';
    }
    false
}
