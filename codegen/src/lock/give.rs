//! The facts of a lock in; the model, as far as a lock holds it, out. In the place of each description stands its digest.

use std::sync::Arc;

use super::facts::{
    ArgumentFact, At, EnumFacts, Fact, Facts, MemberFact, PageFacts, ParameterFact, PropertyFact, RouteFact, TypeFacts,
};
use super::{base_types, usually_written};
use crate::api::{
    Access, Api, Argument, Enumeration, Member, Operation, Parameter, PermissionRows, Permissions, Place, Property,
    PropertyQuery, RequestBody, Resource, Route,
};

/// Makes the model. `place` says where a fact stands.
pub(super) fn give_api(facts: &Facts, place: &dyn Fn(&At) -> Place) -> Api {
    let operations = facts.pages.iter().filter_map(|(path, page)| give_operation(path, page, place));
    let resources = facts.types.iter().map(|(id, ty)| give_resource(id, ty, place));
    let enumerations = facts.enumerations.iter().map(|(id, item)| give_enumeration(id, item, place));
    let mut api = Api {
        operations: operations.map(Arc::new).collect(),
        resources: resources.map(Arc::new).collect(),
        enumerations: enumerations.map(Arc::new).collect(),
        ..Api::default()
    };
    inherit(&mut api);
    api
}

/// Adds the properties that follow from the base types.
fn inherit(api: &mut Api) {
    let by_id = api.resources_by_id();
    let missing = |resource: &Arc<Resource>| resource.missing_properties(base_types(resource, &by_id).into_iter());
    let missing: Vec<Vec<Property>> = api.resources.iter().map(missing).collect();
    for (resource, missing) in api.resources.iter_mut().zip(missing) {
        let resource = Arc::make_mut(resource);
        resource.properties.extend(missing);
        resource.properties.sort_by(|a, b| a.wire_name.cmp(&b.wire_name));
    }
}

fn docs(digest: Option<&String>) -> String {
    digest.cloned().unwrap_or_default()
}

fn give_operation(path: &str, page: &Fact<PageFacts>, place: &dyn Fn(&At) -> Place) -> Option<Operation> {
    let (facts, own) = (&page.value, place(&page.at));
    let operation = facts.operation.as_ref()?;
    let access = |fact: &Option<Fact<Access>>| fact.as_ref().map_or(Access::NotSaid, |fact| fact.value.clone());
    let row = |fact: &Option<Fact<Access>>| fact.as_ref().map(|fact| place(&fact.at));
    Some(Operation {
        page: path.to_owned(),
        title: operation.title.clone(),
        place: own,
        name: operation.name.clone(),
        method_name: operation.method.clone(),
        module: operation.module.clone(),
        namespace: operation.namespace.clone(),
        area: facts.area.clone(),
        summary: String::new(),
        description: docs(facts.docs.as_ref()),
        base_url: facts.base_url.clone(),
        routes: facts.routes.iter().map(|route| give_route(&route.value, place(&route.at))).collect(),
        default_route: facts.routes.iter().position(|route| route.value.default).unwrap_or_default(),
        unused_routes: Vec::new(),
        permissions: Permissions {
            delegated_work: access(&facts.delegated_work),
            delegated_personal: access(&facts.delegated_personal),
            application: access(&facts.application),
            rows: PermissionRows {
                delegated_work: row(&facts.delegated_work),
                delegated_personal: row(&facts.delegated_personal),
                application: row(&facts.application),
            },
        },
        parameters: facts
            .parameters
            .iter()
            .map(|parameter| give_parameter(&parameter.value, place(&parameter.at)))
            .collect(),
        query_options: facts.query.clone(),
        request_body: facts.body.clone().map_or(RequestBody::NotSaid, |body| body.0),
        request_docs: String::new(),
        responses: facts.responses.iter().map(|response| response.0.clone()).collect(),
        response_docs: String::new(),
        deprecated: facts.deprecated.clone(),
        preview: facts.preview.clone(),
        overridden: facts.overridden.iter().cloned().collect(),
        clouds: facts.clouds.clone(),
        examples: Vec::new(),
    })
}

fn give_route(fact: &RouteFact, place: Place) -> Route {
    let RouteFact { method, path, name, written, deprecated, arguments, .. } = fact.clone();
    let written = written.unwrap_or_else(|| usually_written(&path, &arguments));
    let arguments = arguments.into_iter().map(|argument| {
        let ArgumentFact { name, written, ty, encoding, docs } = argument;
        Argument {
            written: written.unwrap_or_else(|| name.clone()),
            name,
            encoding,
            ty,
            docs: docs.unwrap_or_default(),
        }
    });
    Route { method, written, template: path, name, arguments: arguments.collect(), deprecated, place }
}

fn give_parameter(fact: &ParameterFact, row: Place) -> Parameter {
    let ParameterFact { name, place, preference, ty, rust, required, docs } = fact.clone();
    let docs = docs.unwrap_or_default();
    Parameter { name: rust, wire_name: name, preference, place, ty, is_required: required, docs, row: Some(row) }
}

fn give_resource(id: &str, ty: &Fact<TypeFacts>, place: &dyn Fn(&At) -> Place) -> Resource {
    let facts = &ty.value;
    Resource {
        id: id.to_owned(),
        origin: facts.origin,
        page: facts.page.clone(),
        place: place(&ty.at),
        wire_name: facts.name.wire.clone(),
        namespace: facts.name.namespace.clone(),
        area: facts.area.clone(),
        name: facts.name.rust.clone(),
        module: facts.name.module.clone(),
        base: facts.base.clone(),
        is_abstract: facts.is_abstract,
        is_open: facts.is_open,
        summary: String::new(),
        description: docs(facts.docs.as_ref()),
        deprecated: facts.deprecated.clone(),
        preview: facts.preview.clone(),
        properties: facts
            .properties
            .iter()
            .map(|property| give_property(&property.value, place(&property.at)))
            .collect(),
        listings: Vec::new(),
        overridden: facts.overridden.iter().cloned().collect(),
    }
}

fn give_property(fact: &PropertyFact, place: Place) -> Property {
    let fact = fact.clone();
    Property {
        name: fact.rust,
        wire_name: fact.name,
        ty: fact.ty.0,
        is_navigation: fact.navigation,
        is_read_only: fact.read_only,
        is_required: fact.required,
        is_nullable: fact.nullable,
        is_listed: !fact.unlisted,
        inherited_from: fact.inherited,
        deprecated: fact.deprecated,
        preview: fact.preview,
        docs: fact.docs.unwrap_or_default(),
        query: PropertyQuery { operators: fact.filter, options: fact.query, is_only_on_select: fact.only_on_select },
        place,
    }
}

fn give_enumeration(id: &str, item: &Fact<EnumFacts>, place: &dyn Fn(&At) -> Place) -> Enumeration {
    let facts = &item.value;
    let members = facts.members.iter().map(|member| {
        let MemberFact { name, rust, deprecated, preview, docs } = member.value.clone();
        let (docs, place) = (docs.unwrap_or_default(), Some(place(&member.at)));
        Member { name: rust, wire_name: name, deprecated, preview, docs, place }
    });
    Enumeration {
        id: id.to_owned(),
        origin: facts.origin,
        page: facts.page.clone(),
        place: place(&item.at),
        wire_name: facts.name.wire.clone(),
        namespace: facts.name.namespace.clone(),
        area: facts.area.clone(),
        name: facts.name.rust.clone(),
        module: facts.name.module.clone(),
        description: docs(facts.docs.as_ref()),
        members: members.collect(),
        overridden: facts.overridden.iter().cloned().collect(),
    }
}
