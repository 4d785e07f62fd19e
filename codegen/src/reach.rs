//! A whole reference and the pages that a user selects, in; the part of it that these pages reach, out.

use std::collections::{HashMap, HashSet};

use crate::api::{Api, Content, Operation, RequestBody, Resource, Shape, Type, TypeKind};

/// Keeps the operations and types of the selected pages, and the types that they reach: by a body, an answer, a property
/// or a base type. A navigation property reaches nothing: it would bring nearly everything else. Where its type is not
/// kept, it reads as raw JSON.
pub(crate) fn retain_reached(api: &mut Api, is_selected: &dyn Fn(&str) -> bool) {
    api.operations.retain(|operation| is_selected(&operation.page));
    let kept = reached(api, is_selected);
    api.resources.retain(|resource| kept.contains(&resource.id));
    api.enumerations.retain(|enumeration| kept.contains(&enumeration.id));
    for property in api.resources.iter_mut().flat_map(|resource| &mut resource.properties) {
        if let TypeKind::Named(id) = &property.ty.kind
            && !kept.contains(id)
        {
            property.ty.kind = TypeKind::Unknown(id.clone());
        }
    }
}

/// The ids of all types to keep.
fn reached(api: &Api, is_selected: &dyn Fn(&str) -> bool) -> HashSet<String> {
    let resources: HashMap<&str, &Resource> =
        api.resources.iter().map(|resource| (resource.id.as_str(), resource)).collect();
    let own = api.resources.iter().filter(|resource| is_selected(&resource.page)).map(|resource| resource.id.as_str());
    let enumerations = api.enumerations.iter().filter(|enumeration| is_selected(&enumeration.page));
    let mut kept: HashSet<String> = enumerations.map(|enumeration| enumeration.id.clone()).collect();
    let mut open: Vec<&str> = own.chain(api.operations.iter().flat_map(types_of_operation)).collect();
    while let Some(id) = open.pop() {
        if !kept.insert(id.to_owned()) {
            continue;
        }
        let Some(resource) = resources.get(id) else { continue };
        open.extend(resource.base.as_deref());
        let structural = resource.properties.iter().filter(|property| !property.is_navigation);
        open.extend(structural.filter_map(|property| named(&property.ty.kind)));
    }
    kept
}

/// The ids of the types of an operation's body and answers.
fn types_of_operation(operation: &Operation) -> impl Iterator<Item = &str> {
    let body = match &operation.request_body {
        RequestBody::Json(shape) => Some(shape),
        RequestBody::None | RequestBody::Bytes | RequestBody::NotSaid => None,
    };
    let answers = operation.responses.iter().filter_map(|response| match &response.content {
        Content::Json(shape) => Some(shape),
        Content::None | Content::Bytes | Content::Location | Content::NotSaid => None,
    });
    body.into_iter().chain(answers).filter_map(type_of_shape)
}

fn type_of_shape(shape: &Shape) -> Option<&str> {
    match shape {
        Shape::Any => None,
        Shape::Plain(Type { kind, .. }) | Shape::Wrapped(Type { kind, .. }) | Shape::Page(kind) => named(kind),
    }
}

fn named(kind: &TypeKind) -> Option<&str> {
    match kind {
        TypeKind::Named(id) => Some(id),
        TypeKind::Primitive(_) | TypeKind::Unknown(_) => None,
    }
}
