//! `#[docbind::endpoint("page.md")] struct X;` in; the struct, filled from the page, out.

use docbind_codegen::api::Operation;
use docbind_codegen::emit::{Target, emit_endpoint};
use docbind_codegen::{Code, Reference, read_reference};
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Generics, Ident, ItemStruct};

use crate::args::{Accepts, Arguments};
use crate::place::page_options;
use crate::report::{Report, Weight, emit_tracking};

const ACCEPTS: Accepts = Accepts {
    attribute: "#[docbind::endpoint]",
    places: "the path of a page, such as \"docs/api/user-get.md\"",
    names: &["root", "settings", "deprecated", "preview", "allow", "deny"],
    with_fields: ", or, for fields of your own, `#[derive(docbind::Endpoint)]` and `#[endpoint(\"page.md\")]`",
};

/// Expands the attribute.
pub(crate) fn expand_endpoint(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let arguments = Arguments::parse(arguments, &ACCEPTS, &mut report);
    let Some(item) = parse_unit_struct(item.clone(), &ACCEPTS, &mut report) else {
        return quote!(#report #item);
    };
    let reference = page_options(&arguments, &mut report).map(|options| read_reference(&options));
    let tracking = reference.as_ref().map(emit_tracking);
    let operation = reference.as_ref().and_then(|reference| read_operation(reference, &arguments, &mut report));
    let target = reference.as_ref().map(|read| read.target("", arguments.uses)).unwrap_or_default();
    let endpoint = emit(operation, &item, &target);
    quote!(#report #tracking #endpoint)
}

/// The operation of a page, where it has a route; all faults of the page go to the report.
pub(crate) fn read_operation<'a>(
    reference: &'a Reference,
    arguments: &Arguments,
    report: &mut Report,
) -> Option<&'a Operation> {
    let before = report.error_count();
    report.read(reference, arguments, |code| if code == Code::NoPages { Weight::Silent } else { Weight::Error });
    let operation = reference.api.callable().next();
    if operation.is_none() && report.error_count() == before {
        let what = "the page describes no operation: it has no `HTTP request` section with a fence of lines such as \
                    `GET /users/{id}`";
        report.error(arguments.span(), what);
    }
    operation
}

/// The item, if it is a struct; one with fields or generics is reported.
pub(crate) fn parse_unit_struct(item: TokenStream, accepts: &Accepts, report: &mut Report) -> Option<ItemStruct> {
    let attribute = accepts.attribute;
    let Ok(item) = syn::parse2::<ItemStruct>(item.clone()) else {
        report.error_at(first_token(item), format!("`{attribute}` fills a struct; write `struct Name;` below it"));
        return None;
    };
    let name = &item.ident;
    if !item.fields.is_empty() {
        let what = format!("`{attribute}` makes the fields itself; write `struct {name};`{}", accepts.with_fields);
        report.error_at(&item.fields, what);
    }
    if !item.generics.params.is_empty() {
        let what = format!("`{attribute}` makes a struct without generics; write `struct {name};`");
        report.error_at(&item.generics, what);
    }
    Some(item)
}

fn first_token(item: TokenStream) -> TokenStream {
    item.into_iter().take(1).collect()
}

/// The user's attributes, to stand before the generated ones; an empty line parts the docs.
pub(crate) fn kept_attributes(item: &ItemStruct) -> TokenStream {
    let attributes = &item.attrs;
    let has_docs = attributes.iter().any(|attribute| attribute.path().is_ident("doc"));
    let gap = has_docs.then(|| quote!(#[doc = ""]));
    quote!(#(#attributes)* #gap)
}

fn emit(operation: Option<&Operation>, item: &ItemStruct, target: &Target) -> TokenStream {
    let (attributes, name, visibility) = (kept_attributes(item), &item.ident, &item.vis);
    match operation {
        Some(operation) => {
            let endpoint = emit_endpoint(operation, name, &visibility.to_token_stream(), target);
            quote!(#attributes #endpoint)
        }
        None => {
            let fallback = emit_fallback(name, &Generics::default());
            quote!(#attributes #visibility struct #name; #fallback)
        }
    }
}

/// An implementation without facts, so that a struct whose page cannot be read makes one error, not one at each use.
pub(crate) fn emit_fallback(name: &Ident, generics: &Generics) -> TokenStream {
    let text = name.to_string();
    let (impl_generics, type_generics, bounds) = generics.split_for_impl();
    quote! {
        #[automatically_derived]
        impl #impl_generics ::docbind::Endpoint for #name #type_generics #bounds {
            type Response = ::docbind::Raw;
            type Rules = ();
            const OPERATION: ::docbind::Operation = ::docbind::Operation {
                name: #text, ..::docbind::Operation::EMPTY
            };
            const PERMISSIONS: ::docbind::Permissions = ::docbind::Permissions::NOT_SAID;
            fn into_request(self) -> ::docbind::Request {
                ::docbind::Request::new(::docbind::Route::get("/"), &[])
            }
        }
    }
}
