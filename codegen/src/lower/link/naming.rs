//! Linked types in; the names in Rust of types, properties and members, no two the same where they meet, out.

use std::collections::{BTreeMap, HashMap};

use super::index::TypeIndex;
use super::types::Endpoint;
use crate::api::{Enumeration, Origin, Resource};
use crate::lower::Naming;
use crate::lower::word::{TakenNames, Words, unraw};
use crate::options::ModuleLayout;

/// What is taken in every struct.
const METHODS: &[&str] = &["new", "default"];
/// What is taken in every enum: the variant for what no page lists.
const VARIANTS: &[&str] = &["Unlisted"];

/// What the names of a type are made of.
pub(super) struct Unnamed<'t> {
    pub(super) id: &'t str,
    pub(super) origin: Origin,
    pub(super) wire_name: &'t str,
    pub(super) namespace: Option<&'t str>,
    /// The name that it should have; empty where nothing says it.
    pub(super) wanted: &'t str,
}

/// What a type is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Called {
    pub(super) name: String,
    /// The module below that of the models.
    pub(super) module: Option<String>,
}

/// Names types, in the order in which they get names.
pub(super) fn name_types(
    types: &[Unnamed<'_>],
    endpoints: &[Endpoint],
    index: &TypeIndex,
    naming: Naming<'_>,
) -> Vec<Called> {
    let modules = name_modules(types, index, naming.words);
    let module = |ty: &Unnamed<'_>| modules.get(&ty.namespace?.to_lowercase()).cloned();
    let mut called: Vec<Called> = types.iter().map(|ty| Called { name: String::new(), module: module(ty) }).collect();
    name_items(types, &mut called, endpoints, naming);
    called
}

/// The module of each namespace, in lower case: `microsoft.graph.callRecords` is `call_records` below `microsoft.graph`, which has no
/// module of its own.
fn name_modules(types: &[Unnamed<'_>], index: &TypeIndex, spelled: &Words) -> BTreeMap<String, String> {
    let mut modules: BTreeMap<String, String> = BTreeMap::new();
    let mut last = None;
    for namespace in types.iter().filter_map(|ty| ty.namespace) {
        if last.replace(namespace) != Some(namespace) {
            modules.entry(namespace.to_lowercase()).or_insert_with(|| namespace.to_owned());
        }
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
    modules
}

/// Types with a page come first, so that they keep their names. Where all are in one module, no two may have the same.
fn name_items(types: &[Unnamed<'_>], called: &mut [Called], endpoints: &[Endpoint], naming: Naming<'_>) {
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
    let mut items: Vec<(&Unnamed<'_>, &mut Called)> = types.iter().zip(called).collect();
    items.sort_by_key(|(ty, _)| ty.origin != Origin::Page);
    for (ty, called) in items {
        // A body without an OData name has its name from the operation.
        let wanted = if ty.wanted.is_empty() { words.camel_name(ty.wire_name) } else { ty.wanted.to_owned() };
        called.name = taken.entry(key(ty.id, &called.module)).or_default().take(&wanted, "");
    }
}

/// Names the properties of a type.
pub(super) fn name_properties(resource: &mut Resource, words: &Words) {
    let names = property_names(resource, words);
    resource.properties.iter_mut().zip(names).for_each(|(property, name)| property.name = name);
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

/// Names the members of an enumeration.
pub(super) fn name_members(enumeration: &mut Enumeration, words: &Words) {
    let mut taken = TakenNames::of(VARIANTS.iter().copied());
    for member in &mut enumeration.members {
        let own = Some(&member.name).filter(|name| !name.is_empty());
        let wanted = own.cloned().unwrap_or_else(|| words.camel_name(&member.wire_name));
        member.name = taken.take(&wanted, "");
    }
}
