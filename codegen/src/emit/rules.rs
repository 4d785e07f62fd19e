//! What a page refuses in; the types by which the compiler holds a call to it out.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitInt;

use super::{ident, query};
use crate::api::{Operation, Place};
use crate::lower::word::snake_name;

/// `::docbind::rules::Of<::docbind::rules::Open, ::docbind::rules::Line<participant_delete_md, 23>, ..>`, or `()`.
pub(super) fn emit_rules(operation: &Operation) -> TokenStream {
    let refusals = operation.permissions.refusals();
    let options = query::emit_options(operation);
    if refusals.iter().all(Option::is_none) && options.is_none() {
        return quote!(());
    }
    let options = options.map(|options| quote!(, #options));
    let rules = refusals.map(|place| match place {
        None => quote!(::docbind::rules::Open),
        Some(place) => {
            let (page, line) =
                (ident(&page_name(place)), LitInt::new(&place.line.to_string(), proc_macro2::Span::call_site()));
            quote!(::docbind::rules::Line<#page, #line>)
        }
    });
    quote!(::docbind::rules::Of<#(#rules),* #options>)
}

/// The names of the types by which the rules of operations name pages. Pages of one name share one.
pub(super) fn page_names<'o>(operations: impl IntoIterator<Item = &'o Operation>) -> BTreeSet<String> {
    let places = operations.into_iter().flat_map(|operation| operation.permissions.refusals());
    places.flatten().map(page_name).collect()
}

/// One of these types.
pub(super) fn emit_page(name: &str) -> TokenStream {
    let page = ident(name);
    quote!(#[doc(hidden)] #[allow(non_camel_case_types)] pub enum #page {})
}

/// An implementation of `Endpoint` by [`emit_facts`](super::emit_facts) for a module that is not docbind's, with the types that it
/// names pages by.
pub fn emit_with_pages(operation: &Operation, implementation: TokenStream) -> TokenStream {
    let names = page_names([operation]);
    if names.is_empty() {
        return implementation;
    }
    let pages = names.iter().map(|name| emit_page(name));
    // Another endpoint beside it may be of the same page.
    quote! {
        const _: () = {
            #(#pages)*
            #implementation
        };
    }
}

/// A file's name as that of a type: errors of the compiler show it.
fn page_name(place: &Place) -> String {
    snake_name(place.file.rsplit('/').next().unwrap_or_default())
}
