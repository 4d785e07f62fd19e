//! What an operation takes and answers with, in; the types of its body parameter and of its response, out.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::owned_type;
use super::path::{NamedKind, Scope};
use crate::api::{Content, Operation, Primitive, RequestBody, Shape, Type, TypeKind};

/// What a constructor takes as the body.
pub(super) struct BodyParameter {
    /// `&super::models::User`
    pub(super) ty: TokenStream,
    /// The value that goes into the request: `body`.
    pub(super) value: TokenStream,
}

/// The body parameter of an operation. `None` where it takes none. Without a scope, any body can be given.
pub(super) fn body_parameter(operation: &Operation, scope: Option<&Scope<'_>>) -> Option<BodyParameter> {
    let any = || BodyParameter { ty: quote!(impl ::docbind::IntoBody), value: quote!(body) };
    match (&operation.request_body, scope) {
        (RequestBody::None, _) => None,
        (RequestBody::Json(Shape::Plain(ty)), Some(scope)) => Some(typed_body(ty, scope).unwrap_or_else(any)),
        (RequestBody::Json(_) | RequestBody::Bytes | RequestBody::NotSaid, _) => Some(any()),
    }
}

fn typed_body(ty: &Type, scope: &Scope<'_>) -> Option<BodyParameter> {
    let TypeKind::Named(id) = &ty.kind else { return None };
    let (NamedKind::Resource, path) = scope.find(id)? else { return None };
    let value = quote!(body);
    Some(match ty.is_collection {
        true => BodyParameter { ty: quote!(&[#path]), value },
        false if scope.paths.is_base(id) => BodyParameter {
            ty: quote!(&impl ::docbind::Extends<#path>),
            value: quote!(::docbind::body_of::<#path>(body)),
        },
        false => BodyParameter { ty: quote!(&#path), value },
    })
}

/// What a success answers with: one type for all success codes of the page. Without a scope, JSON stays raw.
pub fn response_type(operation: &Operation, scope: Option<&Scope<'_>>) -> TokenStream {
    let mut json: Vec<TokenStream> = Vec::new();
    let (mut has_none, mut has_location, mut has_bytes, mut has_other) = (false, false, false, false);
    for response in &operation.responses {
        match &response.content {
            Content::None => has_none = true,
            Content::Location => has_location = true,
            Content::Bytes => has_bytes = true,
            Content::NotSaid => has_other = true,
            Content::Json(shape) => {
                let ty = shape_type(shape, scope);
                if !json.iter().any(|known| known.to_string() == ty.to_string()) {
                    json.push(ty);
                }
            }
        }
    }
    let of_json = || match json.as_slice() {
        [ty] => ty.clone(),
        _ => quote!(::docbind::Value),
    };
    match (has_none, has_location, has_bytes || has_other, json.is_empty()) {
        (true, false, false, true) => quote!(()),
        (false, false, false, false) => of_json(),
        (true, false, false, false) => {
            let ty = of_json();
            quote!(::core::option::Option<#ty>)
        }
        (false, true, false, true) => quote!(::docbind::Location),
        (true, true, false, true) => quote!(::docbind::Accepted<()>),
        (false, true, false, false) => {
            let ty = of_json();
            quote!(::docbind::Accepted<#ty>)
        }
        (false, false, true, true) if has_bytes && !has_other => quote!(::docbind::Bytes),
        _ => quote!(::docbind::Raw),
    }
}

fn shape_type(shape: &Shape, scope: Option<&Scope<'_>>) -> TokenStream {
    let Some(scope) = scope else { return quote!(::docbind::Value) };
    match shape {
        Shape::Any => quote!(::docbind::Value),
        Shape::Page(kind) => {
            let item = item_type(kind, scope);
            quote!(::docbind::Page<#item>)
        }
        Shape::Plain(ty) if ty.is_collection => {
            let item = item_type(&ty.kind, scope);
            quote!(::std::vec::Vec<#item>)
        }
        Shape::Wrapped(ty) if ty.is_collection => {
            let item = item_type(&ty.kind, scope);
            quote!(::docbind::Page<#item>)
        }
        Shape::Plain(ty) if is_object(&ty.kind, scope) || is_raw(&ty.kind, scope) => item_type(&ty.kind, scope),
        Shape::Plain(ty) | Shape::Wrapped(ty) => {
            let item = item_type(&ty.kind, scope);
            quote!(::docbind::Single<#item>)
        }
    }
}

/// An enumeration in an answer is its name.
fn item_type(kind: &TypeKind, scope: &Scope<'_>) -> TokenStream {
    match kind {
        TypeKind::Named(id) if matches!(scope.find(id), Some((NamedKind::Enumeration, _))) => {
            quote!(::std::string::String)
        }
        kind => owned_type(kind, scope),
    }
}

fn is_object(kind: &TypeKind, scope: &Scope<'_>) -> bool {
    matches!(kind, TypeKind::Named(id) if matches!(scope.find(id), Some((NamedKind::Resource, _))))
}

fn is_raw(kind: &TypeKind, scope: &Scope<'_>) -> bool {
    match kind {
        TypeKind::Unknown(_) | TypeKind::Primitive(Primitive::Json | Primitive::Stream) => true,
        TypeKind::Named(id) => scope.find(id).is_none(),
        TypeKind::Primitive(_) => false,
    }
}
