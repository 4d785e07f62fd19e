//! A model in; the part of it that a lock holds, in the order that it keeps, out.

use std::sync::Arc;

use docbind_codegen::api::{Api, Place};

/// What a lock does not hold of a model is left out, and the order that it does not keep is made the same.
pub fn held(mut api: Api) -> Api {
    let place = || Place { file: String::new(), line: 1, column: 1 };
    for operation in api.operations.iter_mut().map(Arc::make_mut) {
        let default = operation.default_route().map(|route| route.template.clone());
        operation.routes.sort_by(|a, b| (&a.template, &a.method).cmp(&(&b.template, &b.method)));
        operation.default_route =
            operation.routes.iter().position(|route| Some(&route.template) == default.as_ref()).unwrap_or_default();
        operation.parameters.sort_by(|a, b| (&a.wire_name, &a.preference).cmp(&(&b.wire_name, &b.preference)));
        operation.place = place();
        operation.routes.iter_mut().for_each(|route| route.place = place());
        operation.routes.iter_mut().flat_map(|route| &mut route.arguments).for_each(|each| each.docs.clear());
        for parameter in &mut operation.parameters {
            parameter.docs.clear();
            parameter.row = None;
        }
        operation.permissions.rows = Default::default();
        (operation.unused_routes, operation.examples) = Default::default();
        for docs in [
            &mut operation.summary,
            &mut operation.description,
            &mut operation.request_docs,
            &mut operation.response_docs,
        ] {
            docs.clear();
        }
        operation.overridden.clear();
    }
    for resource in api.resources.iter_mut().map(Arc::make_mut) {
        resource.place = place();
        (resource.listings, resource.overridden) = Default::default();
        resource.summary.clear();
        resource.description.clear();
        resource.properties.sort_by(|a, b| a.wire_name.cmp(&b.wire_name));
        for property in &mut resource.properties {
            property.place = place();
            property.docs.clear();
        }
    }
    for enumeration in api.enumerations.iter_mut().map(Arc::make_mut) {
        enumeration.place = place();
        enumeration.description.clear();
        enumeration.overridden.clear();
        enumeration.members.sort_by(|a, b| a.wire_name.cmp(&b.wire_name));
        for member in &mut enumeration.members {
            member.docs.clear();
            member.place = None;
        }
    }
    api
}
