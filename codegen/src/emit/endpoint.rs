//! An operation in; its endpoint struct, constructors, setters and facts out.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::link::Links;
use super::path::Scope;
use super::rules::{self, emit_with_pages};
use super::shape::{body_parameter, response_type};
use super::usage::Usage;
use super::{Target, derive_attribute, docs, ident, list_field, query};
use crate::api::{Access, Argument, Cloud, Operation, Parameter, ParameterPlace, Permissions, Primitive, Route};
use crate::options::UseLevels;

/// An operation to emit, and where.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) operation: &'a Operation,
    /// The types that the module can name. Without, bodies and answers are raw JSON.
    pub(super) scope: Option<&'a Scope<'a>>,
    /// What the generated code is.
    pub(super) target: &'a Target,
}

impl<'a> Subject<'a> {
    pub(super) fn links(self) -> Links<'a> {
        Links { page: &self.operation.page, scope: self.scope }
    }

    /// `#[allow(deprecated)]` where the body or an answer is of a type that is deprecated.
    pub(super) fn allowance(self) -> Option<TokenStream> {
        self.scope?.paths.allowance(self.operation.needed_types())
    }
}

/// Emits the endpoint of one page under a name: the struct and all that is implemented for it. Bodies and answers are raw.
pub fn emit_endpoint(operation: &Operation, name: &Ident, visibility: &TokenStream, target: &Target) -> TokenStream {
    let mut items = emit_endpoint_items(Subject { operation, scope: None, target }, name, visibility);
    let implementation = items.pop().map(|implementation| emit_with_pages(operation, implementation));
    quote!(#(#items)* #implementation)
}

/// The items of an endpoint, one by one; the implementation of `Endpoint` is the last.
pub(super) fn emit_endpoint_items(subject: Subject<'_>, name: &Ident, visibility: &TokenStream) -> Vec<TokenStream> {
    let struct_docs = docs::doc_attributes(&docs::endpoint_docs(subject.operation, subject.links()));
    let derives = derive_attribute(&[], &subject.target.style.derives.endpoints);
    let item = quote! {
        #struct_docs
        #derives
        #[must_use = "an endpoint does nothing until it is sent"]
        #visibility struct #name {
            request: ::docbind::Request,
        }
    };
    let mut items = vec![item];
    items.extend(emit_guards(subject, name));
    items.push(emit_inherent_impl(subject, name));
    items.extend(emit_default(subject, name));
    items.push(emit_endpoint_impl(subject, name));
    items
}

/// The traits of the bounds by which uses are denied.
fn emit_guards(subject: Subject<'_>, name: &Ident) -> Vec<TokenStream> {
    denials(subject.operation, name, subject.target.uses).filter_map(|usage| usage.guard()).collect()
}

/// The names of these traits, for an endpoint of the operation's own name.
pub(super) fn guard_names(operation: &Operation, uses: UseLevels) -> Vec<Ident> {
    let name = format_ident!("{}", operation.name);
    denials(operation, &name, uses).filter_map(|usage| usage.guard_name().cloned()).collect()
}

/// What is denied: the whole operation, or some of its routes.
fn denials<'a>(operation: &'a Operation, name: &'a Ident, uses: UseLevels) -> impl Iterator<Item = Usage> + 'a {
    let whole = Some(Usage::of_operation(operation, name, uses)).filter(Usage::is_denied);
    let routes = if whole.is_some() { &[] } else { operation.routes.as_slice() };
    let routes = routes.iter().map(move |route| Usage::of_route(operation, route, name, uses));
    whole.into_iter().chain(routes.filter(Usage::is_denied))
}

/// What needs no value has a default, unless its use is denied.
fn emit_default(subject: Subject<'_>, name: &Ident) -> Option<TokenStream> {
    let route = subject.operation.default_route()?;
    let usage = Usage::of_route(subject.operation, route, name, subject.target.uses);
    let is_bare = constructor_of(subject, route).parameters.is_empty();
    let allowance = usage.allowance();
    (is_bare && !usage.is_denied()).then(|| {
        quote! {
            #allowance
            impl ::core::default::Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    })
}

fn emit_inherent_impl(subject: Subject<'_>, endpoint: &Ident) -> TokenStream {
    let operation = subject.operation;
    let is_alone = operation.routes.len() < 2;
    let default = operation.default_route().map(|route| {
        let name = format_ident!("new");
        let named = (!is_alone).then(|| ident(&route.name));
        emit_constructor(subject, &Constructor { endpoint, name, route, index: operation.default_route, named })
    });
    let named = operation.routes.iter().enumerate().filter(|_| !is_alone).map(|(index, route)| {
        emit_constructor(subject, &Constructor { endpoint, name: ident(&route.name), route, index, named: None })
    });
    let setters = operation.parameters.iter().filter(|parameter| !parameter.is_required);
    let setters = setters.map(|parameter| emit_setter(parameter, subject.links()));
    let allowance = subject.allowance();
    quote! {
        #allowance
        impl #endpoint {
            #default
            #(#named)*
            #(#setters)*
        }
    }
}

/// A function that makes an endpoint by one of its routes.
struct Constructor<'a> {
    /// The endpoint.
    endpoint: &'a Ident,
    /// Its name.
    name: Ident,
    /// The route.
    route: &'a Route,
    /// The route's place among those of the operation.
    index: usize,
    /// The route's own constructor, where there is one beside this.
    named: Option<Ident>,
}

/// The parameters and the values to pass them on, of a function that takes what a route needs.
pub(super) struct Signature {
    /// `user_id: &str, body: impl ::docbind::IntoBody`
    pub(super) parameters: Vec<TokenStream>,
    /// `user_id, body`
    pub(super) arguments: Vec<Ident>,
}

/// What a constructor for this route takes.
pub(super) fn constructor_of(subject: Subject<'_>, route: &Route) -> Signature {
    let Subject { operation, scope, .. } = subject;
    let mut signature = Signature { parameters: Vec::new(), arguments: Vec::new() };
    let required = operation.parameters.iter().filter(|parameter| parameter.is_required);
    let values = route.arguments.iter().map(|argument| (&argument.name, argument.ty));
    for (name, ty) in values.chain(required.map(|parameter| (&parameter.name, parameter.ty))) {
        let (name, ty) = (ident(name), type_of(ty));
        signature.parameters.push(quote!(#name: #ty));
        signature.arguments.push(name);
    }
    if let Some(body) = body_parameter(operation, scope) {
        let ty = body.ty;
        signature.parameters.push(quote!(body: #ty));
        signature.arguments.push(format_ident!("body"));
    }
    signature
}

fn emit_constructor(subject: Subject<'_>, constructor: &Constructor<'_>) -> TokenStream {
    let Subject { operation, scope, target } = subject;
    let Constructor { endpoint, name, route, index, named } = constructor;
    let Signature { parameters, arguments } = constructor_of(subject, route);
    let values = route.arguments.iter().map(text_of_argument);
    let required = operation.parameters.iter().filter(|parameter| parameter.is_required).map(call_setting);
    let body = body_parameter(operation, scope).map(|body| {
        let value = body.value;
        quote!(.body(#value))
    });
    let settings: Vec<TokenStream> = required.chain(body).collect();
    let usage = Usage::of_route(operation, route, endpoint, target.uses);
    let (deprecated, bound) = (usage.attribute(), usage.bound());
    let many = (arguments.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let docs = docs::doc_attributes(&docs::route_docs(operation, route, subject.links()));
    let index = syn::Index::from(*index);
    let made = match named {
        Some(named) => quote!(Self::#named(#(#arguments),*)),
        None => quote!(Self { request: ::docbind::request_of::<Self, _>(#index, [#(#values),*]) #(#settings)* }),
    };
    let allowance = named.as_ref().and_then(|_| usage.allowance());
    quote! {
        #docs
        #deprecated
        #allowance
        #many
        #[inline]
        pub fn #name(#(#parameters),*) -> Self #bound {
            #made
        }
    }
}

fn emit_setter(parameter: &Parameter, links: Links<'_>) -> TokenStream {
    let docs = docs::doc_attributes(&docs::parameter_docs(parameter, links));
    let (name, ty) = (ident(&parameter.name), type_of(parameter.ty));
    let setting = call_setting(parameter);
    quote! {
        #docs
        #[inline]
        pub fn #name(self, #name: #ty) -> Self {
            Self { request: self.request #setting }
        }
    }
}

/// `.query("$top", &top.to_string())`
fn call_setting(parameter: &Parameter) -> TokenStream {
    emit_setting(parameter, &text_of(&parameter.name, parameter.ty))
}

/// The call that sets a parameter on a request: `.query("$top", value)`.
pub fn emit_setting(parameter: &Parameter, value: &TokenStream) -> TokenStream {
    let wire_name = &parameter.wire_name;
    match (parameter.place, &parameter.preference) {
        (ParameterPlace::Header, Some(preference)) => quote!(.preference(#preference, #value)),
        (ParameterPlace::Header, None) => quote!(.header(#wire_name, #value)),
        (ParameterPlace::Query, _) => quote!(.query(#wire_name, #value)),
    }
}

fn text_of_argument(argument: &Argument) -> TokenStream {
    text_of(&argument.name, argument.ty)
}

fn text_of(name: &str, ty: Primitive) -> TokenStream {
    let name = ident(name);
    match ty {
        Primitive::Boolean | Primitive::Int32 | Primitive::Int64 | Primitive::Double => quote!(&#name.to_string()),
        _ => quote!(#name),
    }
}

/// The type that a function takes for a parameter of this type.
fn type_of(ty: Primitive) -> TokenStream {
    match ty {
        Primitive::Boolean => quote!(bool),
        Primitive::Int32 => quote!(i32),
        Primitive::Int64 => quote!(i64),
        Primitive::Double => quote!(f64),
        _ => quote!(&str),
    }
}

/// Emits the facts of an operation and how its request comes about.
fn emit_endpoint_impl(subject: Subject<'_>, name: &Ident) -> TokenStream {
    let (facts, allowance) = (emit_facts_in(subject, name), subject.allowance());
    quote! {
        #allowance
        impl ::docbind::Endpoint for #name {
            #facts

            #[inline]
            fn into_request(self) -> ::docbind::Request {
                self.request
            }
        }
    }
}

/// The type and the constants of an `Endpoint` implementation for `name`. The answer is raw.
pub fn emit_facts(operation: &Operation, name: &Ident) -> TokenStream {
    emit_facts_in(Subject { operation, scope: None, target: &Target::default() }, name)
}

fn emit_facts_in(subject: Subject<'_>, name: &Ident) -> TokenStream {
    let facts = emit_operation(subject.operation, name);
    let rules = rules::emit_rules(subject.operation);
    let permissions = emit_permissions(&subject.operation.permissions);
    let response = response_type(subject.operation, subject.scope);
    quote! {
        type Response = #response;

        type Rules = #rules;

        const OPERATION: ::docbind::Operation = #facts;

        const PERMISSIONS: ::docbind::Permissions = #permissions;
    }
}

fn emit_operation(operation: &Operation, name: &Ident) -> TokenStream {
    let name = name.to_string();
    let routes = operation.routes.iter().map(|route| format!("{} {}", route.method, route.template));
    let Operation { title, page, .. } = operation;
    let mark = format!("\u{1}docbind-operation 1 {name} {page}\u{1}");
    let base_url = operation.base_url.as_deref().unwrap_or_default();
    let success = operation
        .responses
        .iter()
        .map(|response| syn::LitInt::new(&response.status.to_string(), proc_macro2::Span::call_site()));
    let deprecated_routes = emit_deprecated_routes(&operation.routes);
    let clouds = emit_clouds(&operation.clouds);
    let has_header = query::has_consistency_level(operation);
    let consistency_level = has_header.then(|| quote!(has_consistency_level: true,));
    // Where all fields are given, clippy calls `..` needless.
    let is_whole = deprecated_routes.is_some() && clouds.is_some() && has_header;
    let rest = (!is_whole).then(|| quote!(..::docbind::Operation::EMPTY));
    quote! {
        ::docbind::Operation {
            name: #name,
            title: #title,
            page: #page,
            base_url: #base_url,
            routes: &[#(#routes),*],
            #deprecated_routes
            success: &[#(#success),*],
            mark: #mark,
            #clouds
            #consistency_level
            #rest
        }
    }
}

/// `clouds: &[::docbind::Cloud::Global],`
fn emit_clouds(clouds: &[Cloud]) -> Option<TokenStream> {
    let names = clouds.iter().map(|cloud| match cloud {
        Cloud::Global => quote!(::docbind::Cloud::Global),
        Cloud::UsGovernment => quote!(::docbind::Cloud::UsGovernment),
        Cloud::UsGovernmentDod => quote!(::docbind::Cloud::UsGovernmentDod),
        Cloud::China => quote!(::docbind::Cloud::China),
    });
    list_field("clouds", names)
}

/// `deprecated_routes: &[(1, "Use the other route.")],`
fn emit_deprecated_routes(routes: &[Route]) -> Option<TokenStream> {
    let notes = routes.iter().enumerate().filter_map(|(place, route)| Some((place, route.deprecated.as_ref()?)));
    let notes = notes.map(|(place, note)| {
        let place = syn::Index::from(place);
        quote!((#place, #note))
    });
    list_field("deprecated_routes", notes)
}

fn emit_permissions(permissions: &Permissions) -> TokenStream {
    let delegated_work = emit_access(&permissions.delegated_work);
    let delegated_personal = emit_access(&permissions.delegated_personal);
    let application = emit_access(&permissions.application);
    quote! {
        ::docbind::Permissions {
            delegated_work: #delegated_work,
            delegated_personal: #delegated_personal,
            application: #application,
        }
    }
}

fn emit_access(access: &Access) -> TokenStream {
    match access {
        Access::NotSaid => quote!(::docbind::Access::NotSaid),
        Access::Unsupported => quote!(::docbind::Access::Unsupported),
        Access::NoneNeeded => quote!(::docbind::Access::NoneNeeded),
        Access::AnyOf(alternatives) => {
            let alternatives = alternatives.iter().map(|scopes| scopes.join(" "));
            quote!(::docbind::Access::AnyOf(&[#(#alternatives),*]))
        }
        Access::ByCase(cases) => {
            let cases = cases.iter().map(|case| {
                let (name, access) = (&case.case, emit_access(&case.access));
                quote!((#name, #access))
            });
            quote!(::docbind::Access::ByCase(&[#(#cases),*]))
        }
    }
}
