//! A whole reference and the pages that a user selects, in; the part of it that these pages reach, out.

use std::collections::HashSet;
use std::sync::Arc;

use crate::Reference;
use crate::api::{Api, Route, TypeKind};
use crate::options::Selected;

/// Keeps the part of a reference that the selected pages reach, and what is wrong in the pages of that part.
pub(crate) fn retain_selected(reference: &mut Reference, selected: &Selected) {
    let dropped = retain_routes(&mut reference.api, selected);
    retain_reached(&mut reference.api, &|page| selected.has_page(page));
    let Reference { api, sources, diagnostics, page_count, pages, watched, .. } = reference;
    let types = api.resources.iter().map(|resource| resource.page.as_str());
    let types = types.chain(api.enumerations.iter().map(|enumeration| enumeration.page.as_str()));
    let operations = api.operations.iter().map(|operation| operation.page.as_str());
    let reached: HashSet<&str> = types.chain(operations).collect();
    let paths = pages.iter().map(|page| sources.file(*page).path.as_str());
    let left: HashSet<&str> =
        paths.filter(|page| !reached.contains(page) && (!selected.has_page(page) || dropped.contains(*page))).collect();
    let is_left = |file: &str| left.contains(file);
    let kept = pages.iter().copied().filter(|page| !is_left(&sources.file(*page).path)).collect();
    diagnostics.retain(|diagnostic| {
        let location = diagnostic.span.and_then(|span| sources.location(span));
        location.is_none_or(|location| !is_left(&location.file))
    });
    watched.retain(|path| {
        let below = path.strip_prefix(sources.root()).ok().and_then(|below| below.to_str());
        below.is_none_or(|below| !is_left(below))
    });
    *pages = kept;
    *page_count = pages.len();
}

/// Keeps the selected routes. An operation that has none left is left out; the pages of those that are.
fn retain_routes(api: &mut Api, selected: &Selected) -> HashSet<String> {
    let mut dropped = HashSet::new();
    if !selected.picks_routes() {
        return dropped;
    }
    api.operations.retain_mut(|operation| {
        if operation.routes.iter().all(|route| selected.has_route(route)) {
            return true;
        }
        let operation = Arc::make_mut(operation);
        let default = operation.default_route().cloned();
        operation.routes.retain(|route| selected.has_route(route));
        let is_default = |route: &Route| Some(route) == default.as_ref();
        let usual = |route: &Route| route.deprecated.is_none();
        let position = operation.routes.iter().position(is_default);
        operation.default_route = position.or_else(|| operation.routes.iter().position(usual)).unwrap_or(0);
        if operation.routes.is_empty() {
            dropped.insert(operation.page.clone());
        }
        !operation.routes.is_empty()
    });
    dropped
}

/// Keeps the operations and types of the selected pages, and the types that they reach: by a body, an answer, a property
/// or a base type. A navigation property reaches nothing: it would bring nearly everything else. Where its type is not
/// kept, it reads as raw JSON.
fn retain_reached(api: &mut Api, is_selected: &dyn Fn(&str) -> bool) {
    api.operations.retain(|operation| is_selected(&operation.page));
    let kept = reached(api, is_selected);
    api.resources.retain(|resource| kept.contains(&resource.id));
    api.enumerations.retain(|enumeration| kept.contains(&enumeration.id));
    let is_lost = |kind: &TypeKind| kind.id().is_some_and(|id| !kept.contains(id));
    for resource in &mut api.resources {
        if !resource.properties.iter().any(|property| is_lost(&property.ty.kind)) {
            continue;
        }
        for property in &mut Arc::make_mut(resource).properties {
            if let TypeKind::Named(id) = &property.ty.kind
                && is_lost(&property.ty.kind)
            {
                property.ty.kind = TypeKind::Unknown(id.clone());
            }
        }
    }
}

/// The ids of all types to keep.
fn reached(api: &Api, is_selected: &dyn Fn(&str) -> bool) -> HashSet<String> {
    let resources = api.resources_by_id();
    let own = api.resources.iter().filter(|resource| is_selected(&resource.page)).map(|resource| resource.id.as_str());
    let enumerations = api.enumerations.iter().filter(|enumeration| is_selected(&enumeration.page));
    let mut kept: HashSet<String> = enumerations.map(|enumeration| enumeration.id.clone()).collect();
    let mut open: Vec<&str> = own.chain(api.operations.iter().flat_map(|operation| operation.needed_types())).collect();
    while let Some(id) = open.pop() {
        if !kept.insert(id.to_owned()) {
            continue;
        }
        let Some(resource) = resources.get(id) else { continue };
        open.extend(resource.needed_types());
    }
    kept
}
