//! A reference in; the facts that a lock holds of it out.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::digest::{docs_digest, settings_digest, text_digest};
use super::facts::{
    ArgumentFact, EnumFacts, Fact, Facts, MemberFact, NameFact, OperationFact, PageFacts, ParameterFact, PropertyFact,
    RouteFact, TypeFacts,
};
use super::notation::{WrittenBody, WrittenResponse, WrittenType};
use super::{VERSION, base_types, usually_written};
use crate::Reference;
use crate::api::{
    Access, Api, Argument, Enumeration, Member, Operation, Parameter, Place, Property, RequestBody, Resource, Route,
};
use crate::parallel::in_parallel;
use crate::source::{FileId, SourceMap};

/// What a lock holds of a reference.
pub(super) fn take_facts(reference: &Reference) -> Facts {
    let mut facts = facts_of(&reference.api);
    for (path, digest) in digests(&reference.sources, &reference.pages) {
        let page = facts.pages.entry(path.clone()).or_insert_with(|| page_fact(&path, None));
        page.value.digest = digest;
    }
    facts.settings = settings_fact(reference);
    facts
}

/// What a lock holds of a model. The digests of the pages are left empty.
pub(super) fn facts_of(api: &Api) -> Facts {
    let by_id = api.resources_by_id();
    let page = |operation: &Arc<Operation>| (operation.page.clone(), page_fact(&operation.page, Some(operation)));
    Facts {
        version: VERSION,
        settings: None,
        pages: api.operations.iter().map(page).collect(),
        types: api.resources.iter().map(|resource| (resource.id.clone(), type_fact(resource, &by_id))).collect(),
        enumerations: api.enumerations.iter().map(|item| (item.id.clone(), enum_fact(item))).collect(),
    }
}

/// The digest of the settings.
pub(super) fn settings_fact(reference: &Reference) -> Option<String> {
    reference.sources.settings_text().and_then(settings_digest)
}

/// The digest of each page, and of what the pages include.
fn digests(sources: &SourceMap, pages: &[FileId]) -> BTreeMap<String, String> {
    let files: Vec<FileId> = sources.with_includes(pages).into_iter().collect();
    let digests = in_parallel(&files, &|id: &FileId| {
        let file = sources.file(*id);
        (file.path.clone(), text_digest(file.original()))
    });
    digests.into_iter().collect()
}

/// A file, and the operation of which it is the page, where it is one. The digest is left empty.
pub(super) fn page_fact(path: &str, operation: Option<&Operation>) -> Fact<PageFacts> {
    match operation {
        Some(operation) => Fact::on_page(page_facts(operation), &operation.place),
        None => Fact::on_page(PageFacts::default(), &Place { file: path.to_owned(), line: 1, column: 1 }),
    }
}

/// A type, whose base types are in `by_id`.
pub(super) fn type_fact(resource: &Resource, by_id: &HashMap<&str, &Resource>) -> Fact<TypeFacts> {
    Fact::on_page(type_facts(resource, by_id), &resource.place)
}

/// An enumeration.
pub(super) fn enum_fact(item: &Enumeration) -> Fact<EnumFacts> {
    Fact::on_page(enum_facts(item), &item.place)
}

fn page_facts(operation: &Operation) -> PageFacts {
    let Operation { title, module, name, method_name, namespace, .. } = operation;
    let access = |(access, row): (&Access, Option<&Place>)| access_fact(access, row.unwrap_or(&operation.place));
    let [delegated_work, delegated_personal, application] = operation.permissions.by_kind().map(access);
    let mut routes: Vec<Fact<RouteFact>> = operation
        .routes
        .iter()
        .enumerate()
        .map(|(at, route)| route_fact(route, at == operation.default_route))
        .collect();
    routes.sort_by(|a, b| (&a.value.path, &a.value.method).cmp(&(&b.value.path, &b.value.method)));
    let parameter = |parameter: &Parameter| {
        Fact::on_page(parameter_fact(parameter), parameter.row.as_ref().unwrap_or(&operation.place))
    };
    let mut parameters: Vec<Fact<ParameterFact>> = operation.parameters.iter().map(parameter).collect();
    parameters.sort_by(|a, b| (&a.value.name, &a.value.preference).cmp(&(&b.value.name, &b.value.preference)));
    PageFacts {
        digest: String::new(),
        operation: Some(OperationFact {
            title: title.clone(),
            module: module.clone(),
            name: name.clone(),
            method: method_name.clone(),
            namespace: namespace.clone(),
        }),
        area: operation.area.clone(),
        base_url: operation.base_url.clone(),
        clouds: operation.clouds.clone(),
        deprecated: operation.deprecated.clone(),
        preview: operation.preview.clone(),
        docs: docs_of_operation(operation),
        overridden: docs_digest(operation.overridden.iter().map(String::as_str)),
        delegated_work,
        delegated_personal,
        application,
        query: operation.query_options.clone(),
        body: Some(operation.request_body.clone()).filter(|body| *body != RequestBody::NotSaid).map(WrittenBody),
        responses: operation.responses.iter().cloned().map(WrittenResponse).collect(),
        parameters,
        routes,
    }
}

fn access_fact(access: &Access, place: &Place) -> Option<Fact<Access>> {
    (*access != Access::NotSaid).then(|| Fact::on_page(access.clone(), place))
}

fn docs_of_operation(operation: &Operation) -> Option<String> {
    let Operation { description, request_docs, response_docs, .. } = operation;
    docs_digest([description, request_docs, response_docs].map(String::as_str))
}

fn route_fact(route: &Route, default: bool) -> Fact<RouteFact> {
    let arguments: Vec<ArgumentFact> = route.arguments.iter().map(argument_fact).collect();
    let usual = usually_written(&route.template, &arguments);
    let fact = RouteFact {
        method: route.method.clone(),
        path: route.template.clone(),
        name: route.name.clone(),
        written: (route.written != usual).then(|| route.written.clone()),
        default,
        deprecated: route.deprecated.clone(),
        arguments,
    };
    Fact::on_page(fact, &route.place)
}

fn argument_fact(argument: &Argument) -> ArgumentFact {
    let Argument { name, written, encoding, ty, docs } = argument;
    ArgumentFact {
        name: name.clone(),
        written: (written != name).then(|| written.clone()),
        ty: *ty,
        encoding: *encoding,
        docs: docs_digest([docs.as_str()]),
    }
}

fn parameter_fact(parameter: &Parameter) -> ParameterFact {
    ParameterFact {
        name: parameter.wire_name.clone(),
        place: parameter.place,
        preference: parameter.preference.clone(),
        ty: parameter.ty,
        rust: parameter.name.clone(),
        required: parameter.is_required,
        docs: docs_digest([parameter.docs.as_str()]),
    }
}

fn type_facts(resource: &Resource, by_id: &HashMap<&str, &Resource>) -> TypeFacts {
    let bases = base_types(resource, by_id);
    let own = resource.properties.iter().filter(|property| property.is_listed);
    let listed = Resource { properties: own.cloned().collect(), ..resource.clone() };
    let inherited: HashMap<String, PropertyFact> = listed
        .missing_properties(bases.into_iter())
        .iter()
        .map(|property| (property.wire_name.clone(), property_fact(property)))
        .collect();
    let property = |property: &Property| Fact::on_page(property_fact(property), &property.place);
    let mut properties: Vec<Fact<PropertyFact>> = resource.properties.iter().map(property).collect();
    properties.retain(|fact| inherited.get(&fact.value.name) != Some(&fact.value));
    properties.sort_by(|a, b| a.value.name.cmp(&b.value.name));
    TypeFacts {
        page: resource.page.clone(),
        origin: resource.origin,
        name: NameFact {
            rust: resource.name.clone(),
            module: resource.module.clone(),
            wire: resource.wire_name.clone(),
            namespace: resource.namespace.clone(),
        },
        area: resource.area.clone(),
        base: resource.base.clone(),
        is_abstract: resource.is_abstract,
        is_open: resource.is_open,
        deprecated: resource.deprecated.clone(),
        preview: resource.preview.clone(),
        docs: docs_digest([resource.description.as_str()]),
        overridden: docs_digest(resource.overridden.iter().map(String::as_str)),
        properties,
    }
}

fn property_fact(property: &Property) -> PropertyFact {
    PropertyFact {
        name: property.wire_name.clone(),
        ty: WrittenType(property.ty.clone()),
        rust: property.name.clone(),
        navigation: property.is_navigation,
        read_only: property.is_read_only,
        required: property.is_required,
        nullable: property.is_nullable,
        inherited: property.inherited_from.clone(),
        unlisted: !property.is_listed,
        deprecated: property.deprecated.clone(),
        preview: property.preview.clone(),
        filter: property.query.operators.clone(),
        query: property.query.options.clone(),
        only_on_select: property.query.is_only_on_select,
        docs: docs_digest([property.docs.as_str()]),
    }
}

fn enum_facts(enumeration: &Enumeration) -> EnumFacts {
    let member =
        |member: &Member| Fact::on_page(member_fact(member), member.place.as_ref().unwrap_or(&enumeration.place));
    let mut members: Vec<Fact<MemberFact>> = enumeration.members.iter().map(member).collect();
    members.sort_by(|a, b| a.value.name.cmp(&b.value.name));
    EnumFacts {
        page: enumeration.page.clone(),
        origin: enumeration.origin,
        name: NameFact {
            rust: enumeration.name.clone(),
            module: enumeration.module.clone(),
            wire: enumeration.wire_name.clone(),
            namespace: enumeration.namespace.clone(),
        },
        area: enumeration.area.clone(),
        docs: docs_digest([enumeration.description.as_str()]),
        overridden: docs_digest(enumeration.overridden.iter().map(String::as_str)),
        members,
    }
}

fn member_fact(member: &Member) -> MemberFact {
    MemberFact {
        name: member.wire_name.clone(),
        rust: member.name.clone(),
        deprecated: member.deprecated.clone(),
        preview: member.preview.clone(),
        docs: docs_digest([member.docs.as_str()]),
    }
}
