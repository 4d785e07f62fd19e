//! Operations in; a client with a method for each out.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::endpoint::{Signature, Subject, constructor_of};
use super::path::Scope;
use super::usage::Usage;
use super::{Target, docs, ident};
use crate::api::{Api, Operation};

/// The client's struct, and what does not depend on the operations.
pub fn emit_client(api: &Api, target: &Target) -> Vec<TokenStream> {
    let client = ident(&target.client);
    let visibility: TokenStream = target.visibility.parse().unwrap_or_default();
    let count = api.callable().count();
    let docs = docs::doc_attributes(&[
        match count {
            1 => "A client for the one operation of the reference.".to_owned(),
            count => format!("A client for the {count} operations of the reference."),
        },
        String::new(),
        "Each method makes a call by the default route of its page; [`send`](Self::send) takes any endpoint."
            .to_owned(),
        String::new(),
        "`K` is the kind of the tokens that it sends, chosen by [`token_kind`](::docbind::ClientBuilder::token_kind). What the \
         page of an endpoint refuses then does not compile."
            .to_owned(),
    ]);
    let item = quote! {
        #docs
        #[derive(Clone, Debug)]
        #visibility struct #client<K = ::docbind::AnyToken> {
            client: ::docbind::Client<K>,
        }
    };
    let implementation = quote! {
        impl<K> #client<K> {
            /// A client that sends through `client`.
            pub fn new(client: ::docbind::Client<K>) -> Self {
                Self { client }
            }

            /// A call of any endpoint; awaiting it sends it.
            pub fn send<E>(&self, endpoint: E) -> ::docbind::Call<'_, E>
            where
                E: ::docbind::Endpoint + ::docbind::rules::Takes<K>,
            {
                self.client.call(endpoint)
            }
        }
    };
    let mut items = vec![item, implementation];
    items.extend(emit_base_url(api, &client));
    items
}

/// The URL that routes are below, where the pages that name one name the same. On the client of any token alone: a constant of a generic
/// type could not be named without its parameter.
fn emit_base_url(api: &Api, client: &Ident) -> Option<TokenStream> {
    let mut named = api.callable().filter_map(|operation| operation.base_url.as_deref());
    let url = named.next().filter(|first| named.all(|other| other == *first))?;
    let docs = docs::doc_attributes(&docs::base_url_docs(url));
    Some(quote! {
        impl #client {
            #docs
            pub const BASE_URL: &'static str = #url;
        }
    })
}

/// A client's methods for some operations, from the module in which their endpoints are.
pub(super) fn emit_client_impl<'o>(
    operations: impl IntoIterator<Item = &'o Operation>,
    scope: &Scope<'_>,
) -> TokenStream {
    let client = ident(&scope.target.client);
    let methods = operations
        .into_iter()
        .filter_map(|operation| emit_method(Subject { operation, scope: Some(scope), target: scope.target }));
    let up = scope.place.module.iter().map(|_| quote!(super));
    quote! {
        impl<K> #(#up::)* #client<K> {
            #(#methods)*
        }
    }
}

fn emit_method(subject: Subject<'_>) -> Option<TokenStream> {
    let operation = subject.operation;
    let route = operation.default_route()?;
    let Signature { parameters, arguments } = constructor_of(subject, route);
    let (endpoint, method) = (format_ident!("{}", operation.name), ident(&operation.method_name));
    let docs = docs::doc_attributes(&docs::method_docs(operation, route, subject.links()));
    let many = (arguments.len() > 6).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let usage = Usage::of_route(operation, route, &endpoint, subject.target.uses);
    let (deprecated, denied) = (usage.attribute(), usage.predicate());
    let allowance = usage.allowance().or_else(|| subject.allowance());
    Some(quote! {
        #docs
        #deprecated
        #allowance
        #many
        pub fn #method(&self, #(#parameters),*) -> ::docbind::Call<'_, #endpoint>
        where
            #endpoint: ::docbind::rules::Takes<K>,
            #denied
        {
            ::docbind::call(&self.client, #endpoint::new(#(#arguments),*))
        }
    })
}
