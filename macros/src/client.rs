//! `#[docbind::client("folder")] struct C;` in; the client, and the modules of its endpoints beside it, out.

use docbind_codegen::api::Api;
use docbind_codegen::emit::{Target, emit_reference};
use docbind_codegen::options::FaultyPages;
use docbind_codegen::{Code, Reference, read_reference};
use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::ItemStruct;

use crate::args::{Accepts, Arguments};
use crate::endpoint::{kept_attributes, parse_unit_struct};
use crate::place::folder_options;
use crate::report::{Report, Weight, emit_tracking};

const ACCEPTS: Accepts = Accepts {
    attribute: "#[docbind::client]",
    places: "folders or globs of pages, such as \"docs/api\" or \"docs/api/user-*.md\"",
    names: &["root", "settings", "include", "exclude", "strict", "deprecated", "preview", "allow", "deny"],
    with_fields: "",
};

/// Expands the attribute.
pub(crate) fn expand_client(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let arguments = Arguments::parse(arguments, &ACCEPTS, &mut report);
    let Some(item) = parse_unit_struct(item.clone(), &ACCEPTS, &mut report) else {
        return quote!(#report #item);
    };
    let Some(options) = folder_options(&arguments, &mut report) else {
        let client = emit(&Api::default(), &item, Target::default());
        return quote!(#report #client);
    };
    let reference = read_reference(&options);
    let is_empty = reference.api.callable().next().is_none();
    let before = report.error_count();
    report.read(&reference, &arguments, |code| weigh(code, &reference, &arguments));
    if is_empty && report.error_count() == before {
        report.error(arguments.span(), "no page describes an operation that can be called");
    }
    let tracking = emit_tracking(&reference);
    let client = emit(&reference.api, &item, reference.target("", arguments.uses));
    quote!(#report #tracking #client)
}

/// A bad page costs its own endpoint, and not the build, unless the user says `strict` or nothing is left.
fn weigh(code: Code, reference: &Reference, arguments: &Arguments) -> Weight {
    let is_empty = reference.api.callable().next().is_none();
    let said = arguments.strict.map(|_| FaultyPages::Fail);
    let is_strict = reference.faulty_pages(said) == FaultyPages::Fail;
    let mut codes = reference.diagnostics.iter().map(|diagnostic| diagnostic.code);
    match code {
        Code::NoPages if codes.any(Code::is_of_settings) => Weight::Silent,
        code if code.is_of_settings() => Weight::Error,
        _ if is_empty || is_strict => Weight::Error,
        _ => Weight::Warning,
    }
}

/// The user's attributes and docs stand before those of the client, which has the name and the visibility of the user's struct.
fn emit(api: &Api, item: &ItemStruct, target: Target) -> TokenStream {
    let visibility = item.vis.to_token_stream().to_string();
    let target = Target { client: item.ident.to_string(), visibility, ..target };
    let client = emit_reference(api, &target);
    let attributes = kept_attributes(item);
    quote!(#attributes #client)
}
