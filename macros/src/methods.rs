//! The methods of the trait: one `match` each, on the cases that have something
//! of their own to say. All else is left to what the trait provides.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::ast::{FieldRef, Planned, Role};
use crate::attr::Policy;
use crate::expand::{Expansion, local, located_at};

/// What a case says of its own: the field that the value is made of, and the
/// value.
type Own<'a> = (Option<&'a FieldRef<'a>>, TokenStream);

/// Asks a case what it has to say.
type OfCase<'a> = fn(&Expansion<'a>, &'a Planned<'a>) -> Option<Own<'a>>;

impl<'a> Expansion<'a> {
    pub(crate) fn methods(&self) -> TokenStream {
        let mut methods = self.row();
        self.retry_policy().to_tokens(&mut methods);
        self.remedy().to_tokens(&mut methods);
        self.hints().to_tokens(&mut methods);
        self.answer().to_tokens(&mut methods);
        methods
    }

    fn row(&self) -> TokenStream {
        let (krate, table) = (self.krate, self.table);
        let none = quote!(::core::option::Option::None);
        let body = if self.has_one_row() {
            let kind = self.dispatch(Self::own_kind, &quote!(return #none));
            quote!(::core::option::Option::Some(#table::ErrorKind::row(#kind)))
        } else {
            self.dispatch(Self::asked_row, &none).unwrap_or(none)
        };
        method("row", &quote!(::core::option::Option<&'static #krate::Row>), &body)
    }

    /// Whether the row of any case is known from the case alone.
    fn has_one_row(&self) -> bool {
        for case in &self.plan.cases {
            if is_one_row(case) {
                return true;
            }
        }
        false
    }

    /// The kind alone: one call for all arms costs the compiler less than one each.
    fn own_kind(&self, case: &'a Planned<'a>) -> Option<Own<'a>> {
        match (is_one_row(case), case.rows) {
            (true, [row]) => Some((None, self.kind(row))),
            _ => {
                let (field, row) = self.asked_row(case)?;
                Some((field, quote!(return #row)))
            }
        }
    }

    fn asked_row(&self, case: &'a Planned<'a>) -> Option<Own<'a>> {
        match case.role {
            Role::Listed => {
                let field = case.row_field?;
                Some((Some(field), self.call_on_field(field, &self.row_field_trait(), "row")))
            }
            // An answer whose row no other case covers ends here too.
            Role::Unlisted => {
                let field = case.answer_field?;
                Some((Some(field), self.call_on_field(field, &self.answer_field_trait(), "row")))
            }
            _ => self.delegate(case, "row"),
        }
    }

    fn retry_policy(&self) -> Option<TokenStream> {
        let krate = self.krate;
        let rest = self.of_row_and_answer("retry_policy_of");
        let body = self.dispatch(Self::own_retry_policy, &rest)?;
        Some(method("retry_policy", &quote!(&'static #krate::RetryPolicy), &body))
    }

    fn own_retry_policy(&self, case: &'a Planned<'a>) -> Option<Own<'a>> {
        let table = self.table;
        match &case.role {
            Role::Policy(Policy::Named(name)) => Some((None, quote!(&#table::policy::#name))),
            _ => self.delegate(case, "retry_policy"),
        }
    }

    fn remedy(&self) -> Option<TokenStream> {
        let krate = self.krate;
        let rest = self.of_row_and_answer("remedy_of");
        let body = self.dispatch(Self::own_remedy, &rest)?;
        Some(method("remedy", &quote!(::core::option::Option<#krate::Remedy>), &body))
    }

    fn own_remedy(&self, case: &'a Planned<'a>) -> Option<Own<'a>> {
        self.delegate(case, "remedy")
    }

    fn of_row_and_answer(&self, function: &str) -> TokenStream {
        let (krate, function) = (self.krate, call_site(function));
        let (row, answer) = (self.call("row"), self.call("__answer"));
        quote!(#krate::__private::#function(#row, #answer))
    }

    fn hints(&self) -> Option<TokenStream> {
        let krate = self.krate;
        let answer = self.call("__answer");
        let rest = quote!(#krate::__private::hints_of(#answer));
        let body = self.dispatch(Self::own_hints, &rest)?;
        Some(method("hints", &quote!(#krate::Hints), &body))
    }

    fn own_hints(&self, case: &'a Planned<'a>) -> Option<Own<'a>> {
        self.delegate(case, "hints")
    }

    /// One `match` finds the field with the answer, for all that the trait asks of it.
    fn answer(&self) -> Option<TokenStream> {
        let answer_field = self.answer_field_trait();
        let none = quote!(return ::core::option::Option::None);
        let answer = self.dispatch(Self::own_answer, &none)?;
        let output = quote!(::core::option::Option<&dyn #answer_field>);
        Some(method("__answer", &output, &quote!(::core::option::Option::Some({ #answer }))))
    }

    /// The field itself, at its type for the error about a wrong one.
    fn own_answer(&self, case: &'a Planned<'a>) -> Option<Own<'a>> {
        let field = case.answer_field?;
        let local = local("__field", located_at(field.ty));
        Some((Some(field), quote!(#local)))
    }

    fn call(&self, method: &str) -> TokenStream {
        let (policy_trait, method) = (self.policy_trait(), call_site(method));
        quote!(<Self as #policy_trait>::#method(self))
    }

    /// The value of a transparent case is its field's.
    fn delegate(&self, case: &'a Planned<'a>, method: &str) -> Option<Own<'a>> {
        let field = match case.role {
            Role::Transparent => case.only_field?,
            _ => return None,
        };
        Some((Some(field), self.call_on_field(field, &self.policy_trait(), method)))
    }

    /// `None` if no case has anything of its own to say.
    fn dispatch(&self, of_case: OfCase<'a>, rest: &TokenStream) -> Option<TokenStream> {
        let mut arms = TokenStream::new();
        let mut all = true;
        for case in &self.plan.cases {
            match of_case(self, case) {
                Some(own) if self.plan.container.is_enum => self.arm(case, own).to_tokens(&mut arms),
                Some(own) => return Some(self.of_struct(own)),
                None => all = false,
            }
        }
        if arms.is_empty() {
            return None;
        }
        if !all {
            quote!(_ => { #rest }).to_tokens(&mut arms);
        }
        Some(quote!(match self { #arms }))
    }

    fn of_struct(&self, (field, value): Own) -> TokenStream {
        let Some(FieldRef { member, .. }) = field else {
            return value;
        };
        let local = &self.field;
        quote! {
            let Self { #member: #local, .. } = self;
            #value
        }
    }

    fn arm(&self, case: &Planned, (field, value): Own) -> TokenStream {
        let (variant, local) = (case.ident, &self.field);
        let binding = match field {
            Some(FieldRef { member, .. }) => quote!(#member: #local,),
            None => TokenStream::new(),
        };
        // Not `Self::`, which a variant named like the trait's `Kind` makes ambiguous.
        let ident = self.plan.container.ident;
        quote! {
            #ident::#variant { #binding .. } => #value,
        }
    }
}

fn method(name: &str, output: &TokenStream, body: &TokenStream) -> TokenStream {
    let name = call_site(name);
    quote! {
        fn #name(&self) -> #output {
            #body
        }
    }
}

/// Whether the row is known from the case alone.
fn is_one_row(case: &Planned) -> bool {
    matches!(case.role, Role::Listed) && case.rows.len() == 1
}

fn call_site(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
