//! An operation in; its endpoint struct, constructors, setters and facts out.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::{docs, ident};
use crate::api::{
    Access, Argument, Content, Operation, Parameter, ParameterPlace, Permissions, Primitive, RequestBody, Route,
};

/// Emits an operation's endpoint under a name: the struct and all that is implemented for it.
pub fn emit_endpoint(operation: &Operation, name: &Ident, visibility: &TokenStream) -> TokenStream {
    let items = emit_endpoint_items(operation, name, visibility);
    quote!(#(#items)*)
}

/// The items of an endpoint, one by one.
pub(super) fn emit_endpoint_items(operation: &Operation, name: &Ident, visibility: &TokenStream) -> Vec<TokenStream> {
    let struct_docs = docs::doc_attributes(&docs::endpoint_docs(operation));
    let item = quote! {
        #struct_docs
        #[derive(Clone, Debug)]
        #[must_use = "an endpoint does nothing until it is sent"]
        #visibility struct #name {
            request: ::docbind::Request,
        }
    };
    let mut items = vec![item, emit_inherent_impl(operation, name)];
    items.extend(emit_default(operation, name));
    items.push(emit_endpoint_impl(operation, name));
    items
}

/// What needs no value has a default.
fn emit_default(operation: &Operation, name: &Ident) -> Option<TokenStream> {
    let route = operation.default_route()?;
    let is_bare = constructor_of(operation, route).parameters.is_empty();
    is_bare.then(|| {
        quote! {
            impl ::core::default::Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    })
}

fn emit_inherent_impl(operation: &Operation, name: &Ident) -> TokenStream {
    let routes = operation.routes.iter().map(emit_route);
    let count = proc_macro2::Literal::usize_unsuffixed(operation.routes.len());
    let default = operation.default_route().map(|route| {
        let name = format_ident!("new");
        emit_constructor(operation, &Constructor { name, route, index: operation.default_route })
    });
    let is_alone = operation.routes.len() < 2;
    let named = operation
        .routes
        .iter()
        .enumerate()
        .filter(|_| !is_alone)
        .map(|(index, route)| emit_constructor(operation, &Constructor { name: ident(&route.name), route, index }));
    let setters = operation.parameters.iter().filter(|parameter| !parameter.is_required).map(emit_setter);
    quote! {
        impl #name {
            const ROUTES: [::docbind::Route; #count] = [#(#routes),*];
            #default
            #(#named)*
            #(#setters)*
        }
    }
}

/// A function that makes an endpoint by one of its routes.
struct Constructor<'a> {
    /// Its name.
    name: Ident,
    /// The route.
    route: &'a Route,
    /// The route's place among those of the operation.
    index: usize,
}

/// The parameters and the values to pass them on, of a function that takes what a route needs.
pub(super) struct Signature {
    /// `user_id: &str, body: impl ::docbind::IntoBody`
    pub(super) parameters: Vec<TokenStream>,
    /// `user_id, body`
    pub(super) arguments: Vec<Ident>,
}

/// What a constructor for this route takes.
pub(super) fn constructor_of(operation: &Operation, route: &Route) -> Signature {
    let mut signature = Signature { parameters: Vec::new(), arguments: Vec::new() };
    let required = operation.parameters.iter().filter(|parameter| parameter.is_required);
    let values = route.arguments.iter().map(|argument| (&argument.name, argument.ty));
    for (name, ty) in values.chain(required.map(|parameter| (&parameter.name, parameter.ty))) {
        let (name, ty) = (ident(name), type_of(ty));
        signature.parameters.push(quote!(#name: #ty));
        signature.arguments.push(name);
    }
    if takes_body(operation) {
        signature.parameters.push(quote!(body: impl ::docbind::IntoBody));
        signature.arguments.push(format_ident!("body"));
    }
    signature
}

fn takes_body(operation: &Operation) -> bool {
    operation.request_body != RequestBody::None
}

fn emit_constructor(operation: &Operation, constructor: &Constructor<'_>) -> TokenStream {
    let Constructor { name, route, index } = constructor;
    let Signature { parameters, arguments } = constructor_of(operation, route);
    let values = route.arguments.iter().map(text_of_argument);
    let required = operation.parameters.iter().filter(|parameter| parameter.is_required).map(call_setting);
    let body = takes_body(operation).then(|| quote!(.body(body)));
    let deprecated = route.deprecated.as_ref().map(|note| quote!(#[deprecated(note = #note)]));
    let many = (arguments.len() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    let docs = docs::doc_attributes(&docs::route_docs(operation, route));
    let index = syn::Index::from(*index);
    quote! {
        #docs
        #deprecated
        #many
        pub fn #name(#(#parameters),*) -> Self {
            Self { request: ::docbind::Request::new(Self::ROUTES[#index], &[#(#values),*]) #(#required)* #body }
        }
    }
}

fn emit_setter(parameter: &Parameter) -> TokenStream {
    let docs = docs::doc_attributes(&docs::parameter_docs(parameter));
    let (name, ty) = (ident(&parameter.name), type_of(parameter.ty));
    let setting = call_setting(parameter);
    quote! {
        #docs
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
fn emit_endpoint_impl(operation: &Operation, name: &Ident) -> TokenStream {
    let facts = emit_facts(operation, name, &quote!(&Self::ROUTES));
    quote! {
        impl ::docbind::Endpoint for #name {
            #facts

            fn into_request(self) -> ::docbind::Request {
                self.request
            }
        }
    }
}

/// The type and the constants of an `Endpoint` implementation for `name`; `routes` is an expression for all routes.
pub fn emit_facts(operation: &Operation, name: &Ident, routes: &TokenStream) -> TokenStream {
    let facts = emit_operation(operation, name, routes);
    let permissions = emit_permissions(&operation.permissions);
    let response = response_type(operation);
    quote! {
        type Response = #response;

        const OPERATION: ::docbind::Operation = #facts;

        const PERMISSIONS: ::docbind::Permissions = #permissions;
    }
}

fn emit_operation(operation: &Operation, name: &Ident, routes: &TokenStream) -> TokenStream {
    let name = name.to_string();
    let Operation { title, page, .. } = operation;
    let base_url = operation.base_url.as_deref().unwrap_or_default();
    let success = operation
        .responses
        .iter()
        .map(|response| syn::LitInt::new(&response.status.to_string(), proc_macro2::Span::call_site()));
    quote! {
        ::docbind::Operation {
            name: #name,
            title: #title,
            page: #page,
            base_url: #base_url,
            routes: #routes,
            success: &[#(#success),*],
        }
    }
}

/// Emits a route: `::docbind::Route::get("/users/{user_id}")`.
pub fn emit_route(route: &Route) -> TokenStream {
    let template = &route.template;
    let method = match route.method.as_str() {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" => {
            let name = format_ident!("{}", route.method.to_lowercase());
            quote!(#name(#template))
        }
        method => quote!(new(#method, #template)),
    };
    let deprecated = route.deprecated.as_ref().map(|note| quote!(.deprecated(#note)));
    quote!(::docbind::Route::#method #deprecated)
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
            let alternatives = alternatives.iter().map(|scopes| quote!(&[#(#scopes),*]));
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

/// What a success answers with: one type for all success codes of the page.
pub fn response_type(operation: &Operation) -> TokenStream {
    let contents = || operation.responses.iter().map(|response| &response.content);
    let is_json = |content: &Content| matches!(content, Content::Json(_));
    let has_any = contents().next().is_some();
    if has_any && contents().all(|content| *content == Content::None) {
        quote!(())
    } else if has_any && contents().all(is_json) {
        quote!(::docbind::Value)
    } else if contents().any(is_json) && contents().all(|content| is_json(content) || *content == Content::None) {
        quote!(::core::option::Option<::docbind::Value>)
    } else if has_any && contents().all(|content| *content == Content::Bytes) {
        quote!(::docbind::Bytes)
    } else {
        quote!(::docbind::Raw)
    }
}
