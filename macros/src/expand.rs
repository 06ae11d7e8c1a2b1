//! From a [`Plan`] to tokens: all but the methods of the trait.

use proc_macro2::{Ident, Punct, Spacing, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;
use syn::{DeriveInput, Path};

use crate::ast::{FieldRef, Input, Plan, Planned, Role};
use crate::context::{Ctxt, Output};
use crate::validate;

pub(crate) fn derive(node: &DeriveInput) -> Output {
    let mut ctxt = Ctxt::default();
    validate::check_has_cases(&mut ctxt, node);
    let mut input = Input::read(&mut ctxt, node);
    let plan = Plan::new(&mut ctxt, &mut input);
    let tokens = Expansion::new(&plan).tokens();
    ctxt.finish(tokens)
}

pub(crate) struct Expansion<'a> {
    pub(crate) plan: &'a Plan<'a>,
    pub(crate) krate: &'a Path,
    pub(crate) table: &'a Path,
    /// A local name that cannot meet the user's, whatever those are.
    pub(crate) field: Ident,
}

impl<'a> Expansion<'a> {
    fn new(plan: &'a Plan<'a>) -> Self {
        Expansion {
            plan,
            krate: &plan.container.krate,
            table: &plan.container.table,
            field: local("__field", Span::call_site()),
        }
    }

    fn tokens(&self) -> TokenStream {
        let mut tokens = self.policy_impl();
        self.rows_impl().to_tokens(&mut tokens);
        if self.plan.from {
            self.conversion().to_tokens(&mut tokens);
        }
        if self.plan.exhaustive {
            self.coverage().to_tokens(&mut tokens);
        }
        tokens
    }

    fn policy_impl(&self) -> TokenStream {
        let (krate, table) = (self.krate, self.table);
        let ident = self.plan.container.ident;
        let (impl_generics, ty_generics, _) = self.plan.container.generics.split_for_impl();
        let where_clause = self.where_clause(&self.policy_bounds());
        let methods = self.methods();
        quote! {
            #[automatically_derived]
            #[allow(deprecated, unused_qualifications)]
            impl #impl_generics #krate::OpenAiErrorPolicy for #ident #ty_generics #where_clause {
                type Kind = #table::ErrorKind;
                #methods
            }
        }
    }

    fn rows_impl(&self) -> TokenStream {
        let (table, vis) = (self.table, self.plan.container.vis);
        let ident = self.plan.container.ident;
        let (impl_generics, ty_generics, where_clause) = self.plan.container.generics.split_for_impl();
        let rows = self.rows();
        let doc = format!(
            " The rows of the error table that `{}` stands for, in the order of its attributes.",
            ident.unraw(),
        );
        quote! {
            #[allow(
                dead_code,
                deprecated,
                single_use_lifetimes,
                unreachable_pub,
                unused_qualifications
            )]
            impl #impl_generics #ident #ty_generics #where_clause {
                #[doc = #doc]
                #vis const ROWS: &'static [#table::ErrorKind] = #rows;
            }
        }
    }

    fn conversion(&self) -> TokenStream {
        let krate = self.krate;
        let ident = self.plan.container.ident;
        let (impl_generics, ty_generics, _) = self.plan.container.generics.split_for_impl();
        let where_clause = self.where_clause(&self.conversion_bounds());
        let error = local("__error", Span::call_site());
        let value = self.converted(&error);
        quote! {
            #[automatically_derived]
            #[allow(deprecated, unused_qualifications)]
            impl #impl_generics ::core::convert::From<#krate::ApiError> for #ident #ty_generics
            #where_clause
            {
                fn from(#error: #krate::ApiError) -> Self {
                    #value
                }
            }
        }
    }

    fn converted(&self, error: &Ident) -> TokenStream {
        let (krate, table) = (self.krate, self.table);
        let mut arms = TokenStream::new();
        let mut unlisted = None;
        for case in &self.plan.cases {
            match (&case.role, filled(case)) {
                (Role::Listed, Some(value)) => {
                    let kinds = self.pattern(case.rows);
                    quote!(::core::option::Option::Some(#kinds) => #value,).to_tokens(&mut arms);
                }
                (Role::Unlisted, Some(value)) if unlisted.is_none() => unlisted = Some(value),
                _ => {}
            }
        }
        let otherwise = match unlisted {
            Some(value) => value,
            None => no_value(error),
        };
        if arms.is_empty() {
            return otherwise;
        }
        quote! {
            match <#krate::ApiError as #krate::OpenAiErrorPolicy>::row(&#error)
                .and_then(<#table::ErrorKind as #krate::Kind>::from_row)
            {
                #arms
                _ => #otherwise,
            }
        }
    }

    fn pattern(&self, rows: &[Ident]) -> TokenStream {
        let mut kinds = TokenStream::new();
        for row in rows {
            push(&mut kinds, '|', &self.kind(row));
        }
        kinds
    }

    /// Evaluated by the compiler, whose error is then at the type's name.
    fn coverage(&self) -> TokenStream {
        let ident = self.plan.container.ident;
        let span = Span::call_site().located_at(ident.span());
        let mut table = TokenStream::new();
        for mut token in self.table.to_token_stream() {
            token.set_span(token.span().located_at(span));
            token.to_tokens(&mut table);
        }
        // The constant of a generic type has no value of its own.
        let rows =
            if self.plan.container.generics.params.is_empty() { quote!(#ident::ROWS) } else { self.rows() };
        let name = ident.unraw().to_string();
        quote_spanned! {span=>
            #[allow(deprecated)]
            const _: () = #table::__private::require(#name, #rows);
        }
    }

    fn rows(&self) -> TokenStream {
        let mut rows = TokenStream::new();
        for case in &self.plan.cases {
            for row in case.rows {
                push(&mut rows, ',', &self.kind(row));
            }
        }
        quote!(&[#rows])
    }

    /// The variant of the table, the last segment at the user's word: an unknown
    /// one is an error of the compiler's there.
    pub(crate) fn kind(&self, row: &Ident) -> TokenStream {
        let table = self.table;
        quote!(#table::ErrorKind::#row)
    }

    /// A call on a field. All of it is at the field's type, for the error
    /// about a type that does not implement the trait.
    pub(crate) fn call_on_field(
        &self,
        field: &FieldRef,
        of_trait: &TokenStream,
        method: &str,
    ) -> TokenStream {
        let ty = field.ty;
        let span = located_at(ty);
        let (method, local) = (Ident::new(method, span), local("__field", span));
        quote_spanned!(span=> <#ty as #of_trait>::#method(#local))
    }

    pub(crate) fn policy_trait(&self) -> TokenStream {
        let krate = self.krate;
        quote!(#krate::OpenAiErrorPolicy)
    }

    pub(crate) fn answer_field_trait(&self) -> TokenStream {
        let krate = self.krate;
        quote!(#krate::__private::AnswerField)
    }

    pub(crate) fn row_field_trait(&self) -> TokenStream {
        let krate = self.krate;
        quote!(#krate::__private::RowField)
    }

    fn policy_bounds(&self) -> Vec<TokenStream> {
        let mut bounds = Vec::new();
        for case in &self.plan.cases {
            match case.role {
                Role::Transparent => self.bound(&mut bounds, case.only_field, self.policy_trait()),
                Role::Listed if case.rows.len() > 1 => {
                    self.bound(&mut bounds, case.row_field, self.row_field_trait());
                }
                _ => {}
            }
        }
        for case in &self.plan.cases {
            self.bound(&mut bounds, case.answer_field, self.answer_field_trait());
        }
        bounds
    }

    fn conversion_bounds(&self) -> Vec<TokenStream> {
        let krate = self.krate;
        let mut bounds = Vec::new();
        for case in &self.plan.cases {
            if case.role.is_answer() {
                let from = quote!(::core::convert::From<#krate::ApiError>);
                self.bound(&mut bounds, case.only_field, from);
            }
        }
        bounds
    }

    fn bound(&self, bounds: &mut Vec<TokenStream>, field: Option<&FieldRef>, of_trait: TokenStream) {
        let Some(FieldRef { ty, .. }) = field else {
            return;
        };
        if !self.plan.container.is_generic_over(ty) {
            return;
        }
        let bound = quote!(#ty: #of_trait);
        for other in bounds.iter() {
            if other.to_string() == bound.to_string() {
                return;
            }
        }
        bounds.push(bound);
    }

    fn where_clause(&self, bounds: &[TokenStream]) -> TokenStream {
        let mut predicates = TokenStream::new();
        if let Some(clause) = &self.plan.container.generics.where_clause {
            let mut written = clause.predicates.clone();
            written.pop_punct();
            written.to_tokens(&mut predicates);
        }
        for bound in bounds {
            push(&mut predicates, ',', bound);
        }
        if predicates.is_empty() { predicates } else { quote!(where #predicates) }
    }
}

/// Adds to a list with separators.
fn push(list: &mut TokenStream, separator: char, item: &dyn ToTokens) {
    if !list.is_empty() {
        Punct::new(separator, Spacing::Alone).to_tokens(list);
    }
    item.to_tokens(list);
}

/// The value of a case whose only field is filled with the answer.
fn filled(case: &Planned) -> Option<TokenStream> {
    let (FieldRef { member, ty }, variant) = (case.only_field?, case.ident);
    let span = located_at(ty);
    let error = local("__error", span);
    let from = quote_spanned!(span=> ::core::convert::From::from(#error));
    Some(quote!(Self::#variant { #member: #from }))
}

/// The value for an answer that no variant can take, as the mistake that was
/// reported has it.
fn no_value(error: &Ident) -> TokenStream {
    quote! {{
        let _ = #error;
        ::core::unreachable!("the type has an error, with which nothing is built")
    }}
}

/// The place of `ty`, with the names as seen from the derive.
pub(crate) fn located_at(ty: &syn::Type) -> Span {
    Span::call_site().located_at(ty.span())
}

/// The name of a local variable, which cannot meet a name of the user's.
pub(crate) fn local(name: &str, span: Span) -> Ident {
    Ident::new(name, Span::mixed_site().located_at(span))
}
