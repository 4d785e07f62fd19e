//! The modules of a plan in; by which cargo features of a crate each is compiled, out.

use std::collections::{BTreeSet, HashMap, VecDeque};

use proc_macro2::TokenStream;
use quote::quote;

use super::path::Item;
use super::{ModulePlan, Plan};

/// By which features modules are compiled.
#[derive(Debug, Default)]
pub(super) struct Areas {
    /// By module path. A module without an entry is always compiled.
    modules: HashMap<Vec<String>, BTreeSet<String>>,
    /// The module that holds a type, by its `id`.
    homes: HashMap<String, Vec<String>>,
}

/// The feature of an area: `cloud-communications`.
fn feature(area: &str) -> String {
    let kept = area.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let name = kept.collect::<String>().split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    // Features that the crate has of its own.
    if ["default", "full", "reqwest"].contains(&name.as_str()) { format!("{name}-area") } else { name }
}

impl Areas {
    /// A module is in the areas of its pages, and in those of every module that needs one of its types: for a body, an answer,
    /// a property or a base type. Navigation properties need nothing.
    pub(super) fn of(plan: &Plan<'_>) -> Self {
        let mut areas = Self::default();
        for module in &plan.modules {
            for item in &module.types {
                areas.homes.insert(item.id().to_owned(), module.path.clone());
            }
            if let Some(own) = own_areas(module) {
                areas.modules.insert(module.path.clone(), own);
            }
        }
        let needs: HashMap<&[String], Vec<&Vec<String>>> =
            plan.modules.iter().map(|module| (module.path.as_slice(), areas.needed_by(module))).collect();
        let mut open: VecDeque<&[String]> = plan.modules.iter().map(|module| module.path.as_slice()).collect();
        let mut known = areas.modules.clone();
        while let Some(path) = open.pop_front() {
            let own = known.get(path).cloned();
            for needed in needs.get(path).into_iter().flatten() {
                let is_new = match (&own, known.get_mut(*needed)) {
                    (_, None) => false,
                    (None, Some(_)) => known.remove(*needed).is_some(),
                    (Some(own), Some(has)) => {
                        let count = has.len();
                        has.extend(own.iter().cloned());
                        has.len() > count
                    }
                };
                if is_new {
                    open.push_back(needed);
                }
            }
        }
        areas.modules = known;
        areas
    }

    /// The modules whose types a module cannot do without.
    fn needed_by(&self, module: &ModulePlan<'_>) -> Vec<&Vec<String>> {
        let of_operations = module.operations.iter().flat_map(|operation| operation.needed_types());
        let resources = module.types.iter().filter_map(|item| match item {
            Item::Resource(resource) => Some(resource),
            Item::Enumeration(_) => None,
        });
        let ids = of_operations.chain(resources.flat_map(|resource| resource.needed_types()));
        ids.filter_map(|id| self.homes.get(id)).collect()
    }

    /// `#[cfg(..)]` for a module; nothing where it is always compiled.
    pub(super) fn gate(&self, module: &[String]) -> Option<TokenStream> {
        let features = self.modules.get(module)?;
        Some(match features.iter().collect::<Vec<_>>().as_slice() {
            [feature] => quote!(#[cfg(feature = #feature)]),
            features => quote!(#[cfg(any(#(feature = #features),*))]),
        })
    }

    /// `#[cfg(..)]` for what a module has of a type that may be missing where the module is compiled.
    pub(super) fn gate_type(&self, module: &[String], id: &str) -> Option<TokenStream> {
        let home = self.homes.get(id)?;
        let features = self.modules.get(home)?;
        let is_there = self.modules.get(module).is_some_and(|own| own.is_subset(features));
        if is_there { None } else { self.gate(home) }
    }

    /// All features, by name.
    pub(super) fn features(&self) -> BTreeSet<&str> {
        self.modules.values().flatten().map(String::as_str).collect()
    }
}

/// The areas that a module's pages name. `None` where one names none.
fn own_areas(module: &ModulePlan<'_>) -> Option<BTreeSet<String>> {
    let operations = module.operations.iter().map(|operation| operation.area.as_deref());
    let types = module.types.iter().map(|item| match item {
        Item::Resource(resource) => resource.area.as_deref(),
        Item::Enumeration(enumeration) => enumeration.area.as_deref(),
    });
    let areas = operations.chain(types).map(|area| area.map(feature).filter(|feature| !feature.is_empty()));
    areas.collect()
}
