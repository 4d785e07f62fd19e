//! The types of a reference in; where each is in Rust, and how code elsewhere names it, out.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use proc_macro2::TokenStream;
use quote::quote;

use super::area::Areas;
use super::home::{Home, Homes, Place};
use super::lookup::{Asked, Lookup};
use super::modules::{MODELS, Modules};
use super::{Target, ident, query};
use crate::api::{Api, Enumeration, Origin, Resource, TypeKind};
use crate::lower::file_stem;
use crate::lower::word::{TakenNames, snake_name, unraw};

/// Where the types of a reference are in Rust, and what code elsewhere has to know of them. `Lookup` is the way to it.
#[derive(Debug, Default)]
pub struct TypePaths {
    types: HashMap<String, TypeFacts>,
    /// What is generated from each page: the endpoint, or the type of its title. Paths in lower case: links vary in case.
    by_page: HashMap<String, TypePath>,
}

/// What code elsewhere has to know of a type.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TypeFacts {
    pub(super) path: TypePath,
    /// The `id`s of the types that it derives from, the nearest first.
    pub(super) ancestors: Vec<String>,
    /// Whether others derive from it.
    pub(super) is_base: bool,
    /// Whether its page calls it deprecated.
    pub(super) is_deprecated: bool,
    /// Whether a query can name its properties.
    pub(super) is_queried: bool,
    /// The qualified OData names of all types that derive from it, at any depth.
    pub(super) subtypes: Vec<String>,
}

/// Where one type is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TypePath {
    /// The crate that it lives in.
    pub(super) home: Home,
    /// The module in which it is seen: `["models", "call_records"]`, `["user"]`.
    pub(crate) module: Vec<String>,
    /// Its name.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: NamedKind,
}

/// What a named type is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NamedKind {
    Resource,
    Enumeration,
    Endpoint,
}

/// A type that is emitted.
#[derive(Clone, Copy, Debug)]
pub enum Item<'a> {
    /// A struct.
    Resource(&'a Arc<Resource>),
    /// An enum.
    Enumeration(&'a Arc<Enumeration>),
}

impl<'a> Item<'a> {
    /// All types of a reference, sorted by `id`.
    pub(crate) fn all(api: &'a Api) -> Vec<Self> {
        let resources = api.resources.iter().map(Item::Resource);
        let mut items: Vec<Self> = resources.chain(api.enumerations.iter().map(Item::Enumeration)).collect();
        items.sort_by_key(|item| item.id());
        items
    }

    /// The struct.
    pub(super) fn resource(&self) -> Option<&'a Arc<Resource>> {
        match self {
            Item::Resource(resource) => Some(resource),
            Item::Enumeration(_) => None,
        }
    }

    /// The enum.
    pub(super) fn enumeration(&self) -> Option<&'a Arc<Enumeration>> {
        match self {
            Item::Enumeration(enumeration) => Some(enumeration),
            Item::Resource(_) => None,
        }
    }

    pub(crate) fn id(self) -> &'a str {
        match self {
            Item::Resource(resource) => &resource.id,
            Item::Enumeration(enumeration) => &enumeration.id,
        }
    }

    pub(crate) fn name(self) -> &'a str {
        match self {
            Item::Resource(resource) => &resource.name,
            Item::Enumeration(enumeration) => &enumeration.name,
        }
    }

    pub(crate) fn page(self) -> &'a str {
        match self {
            Item::Resource(resource) => &resource.page,
            Item::Enumeration(enumeration) => &enumeration.page,
        }
    }

    pub(super) fn area(self) -> Option<&'a str> {
        match self {
            Item::Resource(resource) => resource.area.as_deref(),
            Item::Enumeration(enumeration) => enumeration.area.as_deref(),
        }
    }

    fn namespace_module(self) -> Option<&'a str> {
        match self {
            Item::Resource(resource) => resource.module.as_deref(),
            Item::Enumeration(enumeration) => enumeration.module.as_deref(),
        }
    }

    /// Whether it is what a page of its own describes.
    fn is_of_page(self) -> bool {
        match self {
            Item::Resource(resource) => resource.origin == Origin::Page,
            Item::Enumeration(enumeration) => enumeration.origin == Origin::Page,
        }
    }

    fn kind(self) -> NamedKind {
        match self {
            Item::Resource(_) => NamedKind::Resource,
            Item::Enumeration(_) => NamedKind::Enumeration,
        }
    }

    /// The module in which it is seen. A body or an answer of one page is beside the endpoint, all others are models.
    pub(crate) fn module(self, modules: &Modules<'_>) -> Vec<String> {
        let of_operation = self.id().split_once('#').and_then(|(page, _)| modules.of_page(page));
        of_operation.map_or_else(|| modules.of_models(self.namespace_module()), <[String]>::to_vec)
    }
}

/// The name of the OData type as `@odata.type` has it, without `#`; empty where it has none.
pub(crate) fn qualified_name(resource: &Resource) -> String {
    match &resource.namespace {
        _ if resource.wire_name.is_empty() => String::new(),
        Some(namespace) => format!("{namespace}.{}", resource.wire_name),
        None => resource.wire_name.clone(),
    }
}

impl TypePaths {
    /// Finds all types of a reference.
    pub(super) fn of(api: &Api, homes: &Homes<'_>, modules: &Modules<'_>) -> Self {
        let mut paths = Self::default();
        for item in Item::all(api) {
            let (home, module) = (homes.of_type(item.id()), item.module(modules));
            let path = TypePath { home, module, name: item.name().to_owned(), kind: item.kind() };
            if item.is_of_page() {
                paths.by_page.entry(item.page().to_lowercase()).or_insert(path.clone());
            }
            paths.types.insert(item.id().to_owned(), TypeFacts::of(path));
        }
        for operation in api.callable() {
            let module = modules.of_page(&operation.page).unwrap_or_default().to_vec();
            let home = homes.of_operation(operation);
            let path = TypePath { home, module, name: operation.name.clone(), kind: NamedKind::Endpoint };
            paths.by_page.insert(operation.page.to_lowercase(), path);
        }
        paths.add_facts(api);
        paths
    }

    fn add_facts(&mut self, api: &Api) {
        let resources = api.resources_by_id();
        for id in query::queried_types(api, &resources) {
            self.types.entry(id.to_owned()).and_modify(|facts| facts.is_queried = true);
        }
        for resource in &api.resources {
            let (name, ancestors) = (qualified_name(resource), ancestors(resource, &resources));
            for ancestor in &ancestors {
                let Some(facts) = self.types.get_mut(&ancestor.id) else { continue };
                facts.is_base = true;
                facts.subtypes.extend((!name.is_empty()).then(|| name.clone()));
            }
            if let Some(facts) = self.types.get_mut(&resource.id) {
                facts.is_deprecated = resource.deprecated.is_some();
                facts.ancestors = ancestors.into_iter().map(|ancestor| ancestor.id.clone()).collect();
            }
        }
    }

    /// What is known of a type.
    pub(super) fn facts(&self, id: &str) -> Option<&TypeFacts> {
        self.types.get(id)
    }

    /// What is generated from a page, by its path in lower case.
    pub(super) fn of_page(&self, page: &str) -> Option<&TypePath> {
        self.by_page.get(page)
    }

    /// The types and pages of which the other answers otherwise.
    pub(super) fn differing(&self, other: &Self) -> Asked {
        Asked { types: differing(&self.types, &other.types), pages: differing(&self.by_page, &other.by_page) }
    }
}

/// The keys that have another value in one map than in the other, or none.
fn differing<T: PartialEq>(a: &HashMap<String, T>, b: &HashMap<String, T>) -> HashSet<String> {
    a.keys().chain(b.keys()).filter(|key| a.get(*key) != b.get(*key)).cloned().collect()
}

impl TypeFacts {
    /// A type of which no more than its place is known.
    fn of(path: TypePath) -> Self {
        let (ancestors, subtypes) = (Vec::new(), Vec::new());
        Self { path, ancestors, is_base: false, is_deprecated: false, is_queried: false, subtypes }
    }
}

/// The types that a type derives from, the nearest first. A base that leads back to the type ends the list.
fn ancestors<'a>(resource: &'a Resource, by_id: &HashMap<&str, &'a Resource>) -> Vec<&'a Resource> {
    let mut found: Vec<&Resource> = Vec::new();
    let mut next = resource.base.as_deref();
    while let Some(base) = next.and_then(|id| by_id.get(id)) {
        if base.id == resource.id || found.iter().any(|known| known.id == base.id) {
            break;
        }
        found.push(base);
        next = base.base.as_deref();
    }
    found
}

/// A module of generated code, and the types that can be named in it.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// All types.
    pub(super) paths: &'a Lookup<'a>,
    /// Where the module is.
    pub(super) place: Place<'a>,
    /// By which features modules are compiled.
    pub(super) areas: &'a Areas,
    /// What the generated code is.
    pub(super) target: &'a Target,
}

impl Scope<'_> {
    /// How the module names a type: `super::models::User`. `None` where it cannot, as the type is in a crate that this one
    /// does not depend on.
    pub(crate) fn path(&self, target: &TypePath) -> Option<TokenStream> {
        let (module, name) = (self.place.path_to(&target.home, &target.module)?, ident(&target.name));
        Some(quote!(#module #name))
    }

    /// `#[cfg(..)]` for what the module has of a type that may be missing where the module is compiled.
    pub(crate) fn gate(&self, kind: &TypeKind) -> Option<TokenStream> {
        self.areas.gate_type(self.place.module, kind.id()?)
    }

    /// The type with an `id`, and how the module names it.
    pub(crate) fn find(&self, id: &str) -> Option<(NamedKind, TokenStream)> {
        let target = self.paths.get(id)?;
        Some((target.kind, self.path(target)?))
    }
}

/// The files of the models: a module for each page, by the module in which its types are seen and then by name.
pub(crate) fn plan_model_files<'a>(api: &'a Api, modules: &Modules<'_>) -> Vec<ModelFile<'a>> {
    let mut files: Vec<ModelFile<'a>> = Vec::new();
    let mut by_page: HashMap<(Vec<String>, &str), usize> = HashMap::new();
    for item in Item::all(api) {
        let parent = item.module(modules);
        if parent.first().is_none_or(|first| first != MODELS) {
            continue;
        }
        let at = *by_page.entry((parent.clone(), item.page())).or_insert_with(|| {
            files.push(ModelFile { parent, name: String::new(), items: Vec::new() });
            files.len() - 1
        });
        if let Some(file) = files.get_mut(at) {
            file.items.push(item);
        }
    }
    name_files(&mut files);
    files.sort_by(|a, b| (&a.parent, unraw(&a.name)).cmp(&(&b.parent, unraw(&b.name))));
    files
}

/// A file is named after the page's own type; where the page is about several or none, after the page.
fn name_files(files: &mut [ModelFile<'_>]) {
    let namespaces: HashSet<String> = files.iter().filter_map(|file| file.parent.get(1).cloned()).collect();
    let mut taken: HashMap<Vec<String>, TakenNames> = HashMap::new();
    for file in files {
        let own = file.items.iter().find(|item| item.is_of_page());
        let name = own.map_or_else(
            || file.items.first().map_or_else(String::new, |item| file_stem(item.page()).to_owned()),
            |item| item.name().to_owned(),
        );
        let names = taken.entry(file.parent.clone()).or_insert_with(|| {
            let reserved = namespaces.iter().cloned();
            TakenNames::of(reserved.chain(["mod", "lib", "main"].map(str::to_owned)))
        });
        file.name = names.take(&snake_name(&name), "_");
    }
}

/// The types of one page that are models.
#[derive(Clone, Debug)]
pub(crate) struct ModelFile<'a> {
    /// The module in which they are seen.
    pub(crate) parent: Vec<String>,
    /// The name of the private module that holds them.
    pub(crate) name: String,
    /// The types, sorted by `id`.
    pub(crate) items: Vec<Item<'a>>,
}
