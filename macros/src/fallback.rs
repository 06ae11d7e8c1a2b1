//! Stand-ins for what cannot be derived, so that the compiler has nothing to
//! say about the rest of the user's code.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::{Data, DeriveInput};

use crate::ast::{Input, Plan};
use crate::context::Ctxt;

/// Reports a type that has no cases: a union, or an empty enum. Its
/// implementation follows from that, as [`Plan`] has no cases either.
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

/// Without cases there is nothing to check the keys against.
pub(crate) fn plan_without_cases(input: Input) -> Plan {
    Plan { cases: Vec::new(), exhaustive: false, from: input.from.is_some(), container: input.container }
}

/// The value for an answer that no variant can take.
pub(crate) fn no_value(error: &Ident) -> TokenStream {
    quote! {{
        let _ = #error;
        ::core::unreachable!("the type has an error, with which nothing is built")
    }}
}
