//! The macros of docbind.

use proc_macro::TokenStream;

mod args;
mod client;
mod derive;
mod endpoint;
mod place;
mod report;

/// Fills a struct from a page.
#[proc_macro_attribute]
pub fn endpoint(arguments: TokenStream, item: TokenStream) -> TokenStream {
    endpoint::expand_endpoint(arguments.into(), item.into()).into()
}

/// Makes a client.
#[proc_macro_attribute]
pub fn client(arguments: TokenStream, item: TokenStream) -> TokenStream {
    client::expand_client(arguments.into(), item.into()).into()
}

/// Checks a struct against a page.
#[proc_macro_derive(Endpoint, attributes(endpoint))]
pub fn derive_endpoint(item: TokenStream) -> TokenStream {
    derive::expand_derive(item.into()).into()
}
