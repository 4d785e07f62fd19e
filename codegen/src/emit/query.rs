//! What pages say of OData query options in; the constants by which queries name properties, and the types that say what an
//! operation takes, out.

use std::collections::{HashMap, HashSet};

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::model::compared_type;
use super::path::{NamedKind, Scope};
use super::{docs, ident};
use crate::api::{
    Api, Content, FilterOperator, Operation, ParameterPlace, Property, QueryOption, QueryOptions, Resource, Shape,
    TypeKind,
};
use crate::lower::word::{TakenNames, constant_name};

/// The `id`s of the types whose properties a query can name: those that an answer to a query has, those that a navigation
/// property of one leads to, and all that are part of these.
pub(super) fn queried_types<'a>(api: &'a Api, resources: &HashMap<&'a str, &'a Resource>) -> HashSet<&'a str> {
    let mut open: Vec<&str> = api.callable().filter(|operation| takes_queries(operation)).flat_map(answered).collect();
    let answered: Vec<&Resource> = open.iter().filter_map(|id| resources.get(id).copied()).collect();
    open.extend(answered.into_iter().flat_map(Resource::named_types));
    let mut found: HashSet<&str> = HashSet::new();
    while let Some(id) = open.pop() {
        let Some(resource) = resources.get(id) else { continue };
        if found.insert(&resource.id) {
            open.extend(resource.needed_types());
        }
    }
    found
}

/// Whether an operation may take query options: its page speaks of them, or it is read by `GET` and the page says nothing.
fn takes_queries(operation: &Operation) -> bool {
    match operation.query_options {
        QueryOptions::NotSaid => operation.routes.iter().any(|route| route.method == "GET"),
        QueryOptions::Unsupported => false,
        QueryOptions::Any | QueryOptions::AnyOf(_) => true,
    }
}

/// The types of the values of an answer.
fn answered(operation: &Operation) -> impl Iterator<Item = &str> {
    operation.responses.iter().filter_map(|response| match &response.content {
        Content::Json(shape) => shape.kind()?.id(),
        Content::None | Content::Bytes | Content::Location | Content::NotSaid => None,
    })
}

/// Whether the docs of an operation tell of query options: its page speaks of them, or it answers a query with a model.
pub(super) fn is_told(operation: &Operation) -> bool {
    let has_model = || {
        operation.responses.iter().any(|response| match &response.content {
            Content::Json(Shape::Plain(ty)) => ty.kind.id().is_some(),
            Content::Json(Shape::Page(kind)) => kind.id().is_some(),
            _ => false,
        })
    };
    operation.query_options != QueryOptions::NotSaid || (takes_queries(operation) && has_model())
}

/// Emits the constants of a model for queries: `pub const DEPARTMENT: ::docbind::query::Field<Self, String> = ..`.
pub(super) fn emit_constants(resource: &Resource, scope: &Scope<'_>) -> TokenStream {
    if !scope.paths.is_queried(&resource.id) {
        return TokenStream::new();
    }
    let mut taken = TakenNames::default();
    let constants = resource.properties.iter().map(|property| {
        let name = ident(&taken.take(&constant_name(&property.name), "_"));
        let wire_name = &property.wire_name;
        let docs = docs::doc_attributes(&docs::constant_docs(property));
        let gate = scope.gate(&property.ty.kind);
        let (value, operators) = (value_type(property, scope), operator_list(property));
        // A list of operators is long, and names nothing that a definition would make clearer.
        let complex = operators.is_some().then(|| quote!(#[allow(clippy::type_complexity)]));
        quote! {
            #docs
            #gate
            #complex
            pub const #name: ::docbind::query::Field<Self, #value #operators> = ::docbind::query::field(#wire_name);
        }
    });
    quote!(#(#constants)*)
}

/// `::std::string::String`; `::docbind::query::ToMany<super::models::Group>` for a navigation property.
fn value_type(property: &Property, scope: &Scope<'_>) -> TokenStream {
    let ty = compared_type(&property.ty.kind, scope);
    let leads_to_model = property.is_navigation && is_model(&property.ty.kind, scope);
    match (leads_to_model, property.ty.is_collection) {
        (true, true) => quote!(::docbind::query::ToMany<#ty>),
        (true, false) => quote!(::docbind::query::To<#ty>),
        (false, true) => quote!(::std::vec::Vec<#ty>),
        (false, false) => ty,
    }
}

fn is_model(kind: &TypeKind, scope: &Scope<'_>) -> bool {
    kind.id().and_then(|id| scope.find(id)).is_some_and(|(kind, _)| kind == NamedKind::Resource)
}

/// `, ::docbind::query::Only<(::docbind::query::operator::Eq,)>`; nothing where the page lists no operators.
fn operator_list(property: &Property) -> Option<TokenStream> {
    let operators = property.query.operators.as_ref()?.iter().map(|operator| {
        let name = match operator {
            FilterOperator::Eq => "Eq",
            FilterOperator::Ne => "Ne",
            FilterOperator::Not => "Not",
            FilterOperator::Gt => "Gt",
            FilterOperator::Ge => "Ge",
            FilterOperator::Lt => "Lt",
            FilterOperator::Le => "Le",
            FilterOperator::In => "In",
            FilterOperator::Has => "Has",
            FilterOperator::StartsWith => "StartsWith",
            FilterOperator::EndsWith => "EndsWith",
            FilterOperator::Contains => "Contains",
        };
        let name = format_ident!("{name}");
        quote!(::docbind::query::operator::#name)
    });
    Some(quote!(, ::docbind::query::Only<(#(#operators,)*)>))
}

/// The type of what a page allows of query options: `::docbind::query::Only<(..)>`. `None` where it allows all.
pub(super) fn emit_options(operation: &Operation) -> Option<TokenStream> {
    match &operation.query_options {
        QueryOptions::NotSaid | QueryOptions::Any => None,
        QueryOptions::Unsupported => Some(quote!(::docbind::query::option::NoOption)),
        QueryOptions::AnyOf(options) => {
            let options = options.iter().map(|option| {
                let name = match option {
                    QueryOption::Select => "Select",
                    QueryOption::Expand => "Expand",
                    QueryOption::Filter => "Filter",
                    QueryOption::OrderBy => "OrderBy",
                    QueryOption::Search => "Search",
                    QueryOption::Top => "Top",
                    QueryOption::Skip => "Skip",
                    QueryOption::Count => "Count",
                };
                let name = format_ident!("{name}");
                quote!(::docbind::query::option::#name)
            });
            Some(quote!(::docbind::query::Only<(#(#options,)*)>))
        }
    }
}

/// Whether the page names the request header `ConsistencyLevel`.
pub(super) fn has_consistency_level(operation: &Operation) -> bool {
    operation.parameters.iter().any(|parameter| {
        parameter.place == ParameterPlace::Header && parameter.wire_name.eq_ignore_ascii_case("ConsistencyLevel")
    })
}
