//! Linked types in; types, properties and members with names in Rust, no two the same where they meet, out.

use std::collections::{BTreeMap, HashMap};

use super::Endpoint;
use super::index::TypeIndex;
use crate::api::{Enumeration, Origin, Resource};
use crate::lower::Naming;
use crate::lower::word::{TakenNames, Words, unraw};
use crate::options::ModuleLayout;
use crate::parallel::in_parallel;

/// What is taken in every struct.
const METHODS: &[&str] = &["new", "default"];
/// What is taken in every enum: the variant for what no page lists.
const VARIANTS: &[&str] = &["Unlisted"];

/// Names types, properties and members.
pub(super) fn name_types(mut types: Unnamed<'_>, endpoints: &[Endpoint], index: &TypeIndex, naming: Naming<'_>) {
    let words = naming.words;
    name_modules(&mut types, index, words);
    name_items(&mut types, endpoints, naming);
    let Unnamed { resources, enumerations } = types;
    let names = in_parallel(resources, &|resource: &Resource| property_names(resource, words));
    for (resource, names) in resources.iter_mut().zip(names) {
        resource.properties.iter_mut().zip(names).for_each(|(property, name)| property.name = name);
    }
    enumerations.iter_mut().for_each(|enumeration| name_members(enumeration, words));
}

/// Linked types, in the order in which they get names.
pub(super) struct Unnamed<'t> {
    pub(super) resources: &'t mut [Resource],
    pub(super) enumerations: &'t mut [Enumeration],
}

/// `microsoft.graph.callRecords` is `call_records` below `microsoft.graph`, which has no module of its own.
fn name_modules(types: &mut Unnamed<'_>, index: &TypeIndex, spelled: &Words) {
    let mut modules: BTreeMap<String, String> = BTreeMap::new();
    let resources = types.resources.iter().filter_map(|resource| resource.namespace.clone());
    let enumerations = types.enumerations.iter().filter_map(|enumeration| enumeration.namespace.clone());
    for namespace in resources.chain(enumerations) {
        modules.entry(namespace.to_lowercase()).or_insert(namespace);
    }
    let root = index.root().map(str::to_lowercase).unwrap_or_default();
    modules.remove(&root);
    let mut taken = TakenNames::of(["mod", "models"]);
    for namespace in modules.values_mut() {
        let is_below = namespace.to_lowercase().starts_with(&format!("{root}."));
        let below = if is_below { namespace.get(root.len() + 1..) } else { None };
        let words = below.or_else(|| namespace.rsplit('.').next()).unwrap_or_default().replace('.', " ");
        *namespace = taken.take(&spelled.snake_name(&words), "_");
    }
    let module = |namespace: &Option<String>| modules.get(&namespace.as_ref()?.to_lowercase()).cloned();
    types.resources.iter_mut().for_each(|resource| resource.module = module(&resource.namespace));
    types.enumerations.iter_mut().for_each(|enumeration| enumeration.module = module(&enumeration.namespace));
}

/// Types with a page come first, so that they keep their names. Where all are in one module, no two may have the same.
fn name_items(types: &mut Unnamed<'_>, endpoints: &[Endpoint], naming: Naming<'_>) {
    let Naming { words, modules: layout } = naming;
    let is_single = layout == ModuleLayout::Single;
    let endpoints_of = |module: &str| match is_single {
        true => String::new(),
        false => format!("endpoint {module}"),
    };
    let mut taken: HashMap<String, TakenNames> = HashMap::new();
    let mut modules: HashMap<&str, &str> = HashMap::new();
    for Endpoint { page, module, name } in endpoints {
        modules.insert(page, module);
        taken.entry(endpoints_of(module)).or_default().take(name, "");
    }
    let key = |id: &str, module: &Option<String>| match id.split_once('#').and_then(|(page, _)| modules.get(page)) {
        Some(module) => endpoints_of(module),
        None if is_single => String::new(),
        None => module.clone().unwrap_or_default(),
    };
    let mut items: Vec<(&mut String, String, String, Origin)> = Vec::new();
    for Resource { name, id, module, wire_name, origin, .. } in &mut *types.resources {
        items.push((name, key(id, module), wire_name.clone(), *origin));
    }
    for Enumeration { name, id, module, wire_name, origin, .. } in &mut *types.enumerations {
        items.push((name, key(id, module), wire_name.clone(), *origin));
    }
    items.sort_by_key(|(_, _, _, origin)| *origin != Origin::Page);
    for (name, key, wire_name, _) in items {
        // A body without an OData name has its name from the operation.
        let wanted = if name.is_empty() { words.camel_name(&wire_name) } else { std::mem::take(name) };
        *name = taken.entry(key).or_default().take(&wanted, "");
    }
}

/// A property `x` is read by `x`, and set by `set_x` unless the service alone sets it.
fn property_names(resource: &Resource, words: &Words) -> Vec<String> {
    let mut taken = TakenNames::of(METHODS.iter().copied());
    let names = resource.properties.iter().map(|property| {
        let own = Some(&property.name).filter(|name| !name.is_empty());
        let wanted = own.cloned().unwrap_or_else(|| words.snake_name(&property.wire_name));
        let mut number = 1;
        let mut name = wanted.clone();
        let setter = |name: &str| format!("set_{}", unraw(name));
        let is_set = !property.is_read_only;
        while taken.has(&name) || (is_set && taken.has(&setter(&name))) {
            number += 1;
            name = format!("{}_{number}", unraw(&wanted));
        }
        taken.take(&name, "_");
        if is_set {
            taken.take(&setter(&name), "_");
        }
        name
    });
    names.collect()
}

fn name_members(enumeration: &mut Enumeration, words: &Words) {
    let mut taken = TakenNames::of(VARIANTS.iter().copied());
    for member in &mut enumeration.members {
        let own = Some(&member.name).filter(|name| !name.is_empty());
        let wanted = own.cloned().unwrap_or_else(|| words.camel_name(&member.wire_name));
        member.name = taken.take(&wanted, "");
    }
}
