//! A struct of the user's with `#[endpoint("page.md")]` in; its fields, held against the page, as an `Endpoint` out.

mod field;
mod slot;

use docbind_codegen::api::{Operation, Primitive, Route};
use docbind_codegen::emit::{emit_facts, emit_setting, emit_with_pages};
use docbind_codegen::{Reference, UseLevel, UseLevels, nearest_name, read_reference, word};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::visit::Visit;
use syn::{DeriveInput, Generics, Ident, Meta, Type, parse_quote};

use crate::args::{Accepts, Arguments};
use crate::endpoint::{emit_fallback, read_operation};
use crate::place::page_options;
use crate::report::{Report, emit_tracking};
use field::{Field, optional_type, parse_fields};
use slot::{Page, Slot, Target, fill_slots};

const ACCEPTS: Accepts = Accepts {
    attribute: "#[endpoint]",
    places: "the path of a page, such as \"docs/api/user-get.md\"",
    names: &["route", "root", "settings", "deprecated", "preview", "allow", "deny"],
    with_fields: "",
};

/// Expands the derive.
pub(crate) fn expand_derive(item: TokenStream) -> TokenStream {
    let mut report = Report::default();
    let item = match syn::parse2::<DeriveInput>(item) {
        Ok(item) => item,
        Err(error) => return error.to_compile_error(),
    };
    let fields = parse_fields(&item, &mut report);
    let arguments = parse_attribute(&item, &mut report);
    let options = arguments.as_ref().and_then(|arguments| page_options(arguments, &mut report));
    let reference = options.map(|options| read_reference(&options));
    let (Some(fields), Some(arguments), Some(reference)) = (fields, arguments, reference) else {
        let fallback = emit_fallback(&item.ident, &item.generics);
        return quote!(#report #fallback);
    };
    let tracking = emit_tracking(&reference);
    let endpoint = match find_route(&reference, &arguments, &mut report) {
        Some((operation, route)) => {
            let page = Page { reference: &reference, operation, route };
            let slots = fill_slots(&page, &fields, &item.ident, &mut report);
            emit_impl(&page, &item, &slots)
        }
        None => emit_fallback(&item.ident, &item.generics),
    };
    quote!(#report #tracking #endpoint)
}

/// What `#[endpoint(..)]` on the struct says.
fn parse_attribute(item: &DeriveInput, report: &mut Report) -> Option<Arguments> {
    let mut attributes = item.attrs.iter().filter(|attribute| attribute.path().is_ident("endpoint"));
    let Some(attribute) = attributes.next() else {
        let what = "name the page of this endpoint: write `#[endpoint(\"docs/api/page.md\")]` below the derive";
        report.error(item.ident.span(), what);
        return None;
    };
    for other in attributes {
        report.error_at(other, "one `#[endpoint(..)]` is enough; write all arguments into it");
    }
    let Meta::List(list) = &attribute.meta else {
        report.error_at(attribute, "name the page: `#[endpoint(\"docs/api/page.md\")]`");
        return None;
    };
    Some(Arguments::parse(list.tokens.clone(), &ACCEPTS, report))
}

/// The operation of the page, and the route that the user chose.
fn find_route<'a>(
    reference: &'a Reference,
    arguments: &Arguments,
    report: &mut Report,
) -> Option<(&'a Operation, &'a Route)> {
    let operation = read_operation(reference, arguments, report)?;
    let (route, span) = match &arguments.route {
        Some(name) => (named_route(operation, &name.value(), name.span(), report)?, name.span()),
        None => (operation.default_route()?, arguments.span()),
    };
    report_states((operation, route), span, reference.settings.uses.levels(arguments.uses), report);
    Some((operation, route))
}

/// Tells of what the page calls deprecated or a preview, as the levels say.
fn report_states((operation, route): (&Operation, &Route), span: Span, uses: UseLevels, report: &mut Report) {
    let Route { method, written, .. } = route;
    let UseLevels { deprecated, preview } = uses;
    let states = [
        (deprecated, &operation.deprecated, &operation.place, "the operation deprecated".to_owned()),
        (deprecated, &route.deprecated, &route.place, format!("the route `{method} {written}` deprecated")),
        (preview, &operation.preview, &operation.place, "the operation a preview".to_owned()),
    ];
    for (level, note, place, what) in states {
        let Some(note) = note else { continue };
        let text = format!("the page calls {what}: {note}");
        match level {
            UseLevel::Allow => {}
            UseLevel::Warn => report.warning(span, text),
            UseLevel::Deny => report.error(span, format!("{text}\nsee {}:{}", place.file, place.line)),
        }
    }
}

fn named_route<'a>(operation: &'a Operation, name: &str, span: Span, report: &mut Report) -> Option<&'a Route> {
    let found = operation.routes.iter().find(|route| word::unraw(&route.name) == word::unraw(name));
    if found.is_none() {
        let near = nearest_name(name, operation.routes.iter().map(|route| route.name.as_str()));
        let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        let routes =
            operation.routes.iter().map(|route| format!("\n  `{}`: {} {}", route.name, route.method, route.written));
        report.error(
            span,
            format!("the page has no route `{name}`{hint}\nits routes are:{}", routes.collect::<String>()),
        );
    }
    found
}

/// `impl Endpoint`, with what the fields have for the request. What is missing was reported.
fn emit_impl(page: &Page<'_>, item: &DeriveInput, slots: &[Slot<'_>]) -> TokenStream {
    let facts = emit_facts(page.operation, &item.ident);
    let place = page.operation.routes.iter().position(|route| std::ptr::eq(route, page.route));
    let place = syn::Index::from(place.unwrap_or_default());
    let values = slots.iter().filter(|slot| matches!(slot.target, Target::Argument(_))).map(emit_value);
    let settings = slots.iter().filter_map(emit_slot_setting);
    let generics = with_bounds(&item.generics, slots);
    let (impl_generics, type_generics, bounds) = generics.split_for_impl();
    let name = &item.ident;
    let implementation = quote! {
        #[automatically_derived]
        impl #impl_generics ::docbind::Endpoint for #name #type_generics #bounds {
            #facts

            fn into_request(self) -> ::docbind::Request {
                let request = ::docbind::Request::of::<Self>(#place, &[#(#values),*]);
                #(#settings)*
                request
            }
        }
    };
    emit_with_pages(page.operation, implementation)
}

/// The text of an argument of the route; a missing one has an error already.
fn emit_value(slot: &Slot<'_>) -> TokenStream {
    match slot.field {
        Some(field) => {
            let (name, text) = (&field.member, emit_text(field.ty, slot.target.primitive()));
            quote!(&#text(&self.#name))
        }
        None => quote!(""),
    }
}

/// `let request = request.query("$top", &self.top);`
fn emit_slot_setting(slot: &Slot<'_>) -> Option<TokenStream> {
    let field = slot.field?;
    let optional = optional_type(field.ty).filter(|_| !slot.is_required);
    let name = &field.member;
    let value = if optional.is_some() { quote!(value) } else { quote!(&self.#name) };
    let (setting, value) = match &slot.target {
        Target::Argument(_) => return None,
        Target::Body => (emit_body(field, optional), quote!(self.#name)),
        Target::Parameter(parameter) => {
            let text = emit_text(optional.unwrap_or(field.ty), parameter.ty);
            (emit_setting(parameter, &quote!(&#text(#value))), quote!(&self.#name))
        }
    };
    Some(match optional {
        Some(_) => quote! {
            let request = match #value {
                ::core::option::Option::Some(value) => request #setting,
                ::core::option::Option::None => request,
            };
        },
        None => quote!(let request = request #setting;),
    })
}

/// `.body(self.body)`; a field that is no body is an error at its type.
fn emit_body(field: &Field<'_>, optional: Option<&Type>) -> TokenStream {
    let place = field.ty.span();
    let here = Span::call_site().located_at(place);
    if optional.is_some() {
        return quote_spanned!(here=> .body(value));
    }
    let mut name = field.member.clone();
    name.set_span(name.span().located_at(place));
    quote_spanned!(here=> .body(self.#name))
}

/// The function that writes a field as the page's type; a field of another type is an error at that type.
fn emit_text(ty: &Type, primitive: Primitive) -> TokenStream {
    let kind = kind_of(primitive);
    quote_spanned!(ty.span()=> <#ty as ::docbind::__private::Parameter<#kind>>::text)
}

fn kind_of(primitive: Primitive) -> TokenStream {
    match primitive {
        Primitive::Boolean => quote!(::docbind::__private::Boolean),
        Primitive::Int32 => quote!(::docbind::__private::Int32),
        Primitive::Int64 => quote!(::docbind::__private::Int64),
        Primitive::Double => quote!(::docbind::__private::Double),
        _ => quote!(::docbind::__private::Text),
    }
}

/// Fields of generic types are bound by what the page needs of them.
fn with_bounds(generics: &Generics, slots: &[Slot<'_>]) -> Generics {
    let mut generics = generics.clone();
    let names: Vec<Ident> = generics.type_params().map(|parameter| parameter.ident.clone()).collect();
    for slot in slots {
        let Some(field) = slot.field else { continue };
        let ty = optional_type(field.ty).filter(|_| !slot.is_required).unwrap_or(field.ty);
        let mut mentions = Mentions { names: &names, found: false };
        mentions.visit_type(ty);
        if !mentions.found {
            continue;
        }
        let bound = match &slot.target {
            Target::Body => quote!(::docbind::IntoBody),
            target => {
                let kind = kind_of(target.primitive());
                quote!(::docbind::__private::Parameter<#kind>)
            }
        };
        generics.make_where_clause().predicates.push(parse_quote!(#ty: #bound));
    }
    generics
}

/// Whether a type names one of the type parameters.
struct Mentions<'a> {
    names: &'a [Ident],
    found: bool,
}

impl Visit<'_> for Mentions<'_> {
    fn visit_ident(&mut self, ident: &Ident) {
        self.found |= self.names.contains(ident);
    }
}
