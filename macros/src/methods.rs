//! The methods of the trait: one `match` each, on the cases that have something
//! of their own to say. All else is left to what the trait provides.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::ast::{FieldRef, Planned, Role};
use crate::attr::Policy;
use crate::expand::{Expansion, local, located_at};

/// What a case says of its own: the field that the value is made of, and the
/// value.
type Own<'c> = (Option<&'c FieldRef<'c>>, TokenStream);

impl Expansion<'_> {
    pub(crate) fn methods(&self) -> Vec<TokenStream> {
        let mut methods = vec![self.row()];
        methods.extend(self.retry_policy());
        methods.extend(self.remedy());
        methods.extend(self.hints());
        methods.extend(self.answer());
        methods
    }

    fn row(&self) -> TokenStream {
        let (krate, table) = (self.krate, self.table);
        let none = quote!(::core::option::Option::None);
        let cases = &self.plan.cases;
        let body = if cases.iter().any(is_one_row) {
            let kind = self.dispatch(&|case| self.own_kind(case), &quote!(return #none));
            quote!(::core::option::Option::Some(#table::ErrorKind::row(#kind)))
        } else {
            let body = self.dispatch(&|case| self.asked_row(case), &none);
            body.unwrap_or(none)
        };
        quote! {
            fn row(&self) -> ::core::option::Option<&'static #krate::Row> {
                #body
            }
        }
    }

    /// The kind alone: one call for all arms costs the compiler less than one each.
    fn own_kind<'c>(&self, case: &'c Planned) -> Option<Own<'c>> {
        match (is_one_row(case), case.rows.as_slice()) {
            (true, [row]) => Some((None, self.kind(row))),
            _ => {
                let (field, row) = self.asked_row(case)?;
                Some((field, quote!(return #row)))
            }
        }
    }

    fn asked_row<'c>(&self, case: &'c Planned) -> Option<Own<'c>> {
        match case.role {
            Role::Listed => {
                let field = case.row_field.as_ref()?;
                Some((Some(field), self.call_on_field(field, &self.row_field_trait(), "row")))
            }
            // An answer whose row no other case covers ends here too.
            Role::Unlisted => {
                let field = case.answer_field.as_ref()?;
                Some((Some(field), self.call_on_field(field, &self.answer_field_trait(), "row")))
            }
            _ => self.delegate(case, "row"),
        }
    }

    fn retry_policy(&self) -> Option<TokenStream> {
        let krate = self.krate;
        let (row, answer) = (self.call("row"), self.call("__answer"));
        let rest = quote!(#krate::__private::retry_policy_of(#row, #answer));
        let body = self.dispatch(&|case| self.own_retry_policy(case), &rest)?;
        Some(quote! {
            fn retry_policy(&self) -> &'static #krate::RetryPolicy {
                #body
            }
        })
    }

    fn own_retry_policy<'c>(&self, case: &'c Planned) -> Option<Own<'c>> {
        let table = self.table;
        match &case.role {
            Role::Policy(Policy::Named(name)) => Some((None, quote!(&#table::policy::#name))),
            _ => self.delegate(case, "retry_policy"),
        }
    }

    fn remedy(&self) -> Option<TokenStream> {
        let krate = self.krate;
        let (row, answer) = (self.call("row"), self.call("__answer"));
        let rest = quote!(#krate::__private::remedy_of(#row, #answer));
        let body = self.dispatch(&|case| self.delegate(case, "remedy"), &rest)?;
        Some(quote! {
            fn remedy(&self) -> ::core::option::Option<#krate::Remedy> {
                #body
            }
        })
    }

    fn hints(&self) -> Option<TokenStream> {
        let krate = self.krate;
        let answer = self.call("__answer");
        let rest = quote!(#krate::__private::hints_of(#answer));
        let body = self.dispatch(&|case| self.delegate(case, "hints"), &rest)?;
        Some(quote! {
            fn hints(&self) -> #krate::Hints {
                #body
            }
        })
    }

    /// One `match` finds the field with the answer, for all that the trait asks of it.
    fn answer(&self) -> Option<TokenStream> {
        let answer_field = self.answer_field_trait();
        let none = quote!(return ::core::option::Option::None);
        let answer = self.dispatch(&own_answer, &none)?;
        Some(quote! {
            fn __answer(&self) -> ::core::option::Option<&dyn #answer_field> {
                ::core::option::Option::Some({ #answer })
            }
        })
    }

    fn call(&self, method: &str) -> TokenStream {
        let (policy_trait, method) = (self.policy_trait(), call_site(method));
        quote!(<Self as #policy_trait>::#method(self))
    }

    /// The value of a transparent case is its field's.
    fn delegate<'c>(&self, case: &'c Planned, method: &str) -> Option<Own<'c>> {
        let field = match case.role {
            Role::Transparent => case.only_field.as_ref()?,
            _ => return None,
        };
        Some((Some(field), self.call_on_field(field, &self.policy_trait(), method)))
    }

    /// `None` if no case has anything of its own to say.
    fn dispatch<'c>(
        &'c self,
        of_case: &dyn Fn(&'c Planned<'c>) -> Option<Own<'c>>,
        rest: &TokenStream,
    ) -> Option<TokenStream> {
        let cases = &self.plan.cases;
        let mut owns = Vec::new();
        for case in cases {
            owns.extend(of_case(case).map(|own| (case, own)));
        }
        if owns.is_empty() {
            return None;
        }
        if !self.plan.container.is_enum {
            return Some(owns.iter().map(|(_, own)| self.of_struct(own)).collect());
        }
        let rest = (owns.len() < cases.len()).then(|| quote!(_ => { #rest }));
        let arms = owns.iter().map(|(case, own)| self.arm(case, own));
        Some(quote!(match self { #(#arms)* #rest }))
    }

    fn of_struct(&self, (field, value): &Own) -> TokenStream {
        let Some(field) = field else {
            return value.clone();
        };
        let (member, local) = (&field.member, &self.field);
        quote! {
            let Self { #member: #local, .. } = self;
            #value
        }
    }

    fn arm(&self, case: &Planned, (field, value): &Own) -> TokenStream {
        let (variant, local) = (case.ident, &self.field);
        let member = field.map(|field| &field.member);
        let binding = member.map(|member| quote!(#member: #local,));
        // Not `Self::`, which a variant named like the trait's `Kind` makes ambiguous.
        let ident = self.plan.container.ident;
        quote! {
            #ident::#variant { #binding .. } => #value,
        }
    }
}

/// The field itself, at its type for the error about a wrong one.
fn own_answer<'c>(case: &'c Planned) -> Option<Own<'c>> {
    let field = case.answer_field.as_ref()?;
    let local = local("__field", located_at(field.ty));
    Some((Some(field), quote!(#local)))
}

/// Whether the row is known from the case alone.
fn is_one_row(case: &Planned) -> bool {
    case.role.is_listed() && case.rows.len() == 1
}

fn call_site(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
