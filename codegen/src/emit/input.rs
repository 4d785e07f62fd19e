//! A module of a plan in; a copy of all that its code is made of out, to be held against the plan of a later run.

use std::sync::Arc;

use super::area::Areas;
use super::home::{Home, Package};
use super::lookup::Asked;
use super::path::{Item, TypePaths};
use super::{IndexPlan, ModulePlan, Plan};
use crate::api::{Enumeration, Operation, Resource};

/// What all modules of a plan are made of, beside their own items.
#[derive(Clone, Debug)]
pub struct PlanInput {
    package: Package,
    areas: Arc<Areas>,
    paths: Arc<TypePaths>,
}

impl PlanInput {
    /// That of a plan.
    pub fn of(plan: &Plan<'_>) -> Self {
        Self { package: plan.package.clone(), areas: Arc::clone(&plan.areas), paths: Arc::clone(&plan.paths) }
    }

    /// The types and pages of which a plan gives other answers. `None` where it differs in more than that.
    pub fn differing(&self, plan: &Plan<'_>) -> Option<Asked> {
        let is_alike = self.package == plan.package && self.areas == plan.areas;
        is_alike.then(|| self.paths.differing(&plan.paths))
    }
}

/// What one module is made of.
#[derive(Debug)]
pub enum ModuleInput {
    /// A module of items.
    Items {
        /// Its path.
        path: Vec<String>,
        /// What it has of each home.
        parts: Vec<Part>,
    },
    /// A module of modules.
    Index {
        /// Its path.
        path: Vec<String>,
        /// The public modules in it.
        public: Vec<String>,
        /// The private ones, each with the types that are seen through this one.
        files: Vec<(String, Vec<Shown>)>,
    },
}

/// What a module has of a home.
#[derive(Debug)]
pub struct Part {
    home: Home,
    operations: Vec<Arc<Operation>>,
    resources: Vec<Arc<Resource>>,
    enumerations: Vec<Arc<Enumeration>>,
}

/// A type that is seen through another module.
#[derive(Debug, PartialEq, Eq)]
pub struct Shown {
    id: String,
    name: String,
    home: Home,
}

impl ModuleInput {
    /// That of a module of items.
    pub fn of_module(plan: &Plan<'_>, module: &ModulePlan<'_>) -> Self {
        let parts = plan.split(module).into_iter().map(|(home, part)| Part {
            home,
            operations: part.operations.iter().copied().cloned().collect(),
            resources: part.types.iter().filter_map(Item::resource).cloned().collect(),
            enumerations: part.types.iter().filter_map(Item::enumeration).cloned().collect(),
        });
        Self::Items { path: module.path.clone(), parts: parts.collect() }
    }

    /// That of a module of modules.
    pub fn of_index(plan: &Plan<'_>, index: &IndexPlan<'_>) -> Self {
        let shown = |item: &Item<'_>| {
            let (id, name) = (item.id().to_owned(), item.name().to_owned());
            Shown { home: plan.homes.of_type(&id), id, name }
        };
        let files = index.files.iter().map(|(name, items)| (name.clone(), items.iter().map(shown).collect()));
        let files = files.collect();
        Self::Index { path: index.path.clone(), public: index.public.clone(), files }
    }

    /// Whether a module of items is made of the same.
    pub fn is_of_module(&self, plan: &Plan<'_>, module: &ModulePlan<'_>) -> bool {
        let Self::Items { path, parts } = self else { return false };
        let now = plan.split(module);
        *path == module.path
            && parts.len() == now.len()
            && parts.iter().zip(&now).all(|(part, (home, now))| part.home == *home && part.is_same(now))
    }

    /// Whether a module of modules is made of the same.
    pub fn is_of_index(&self, plan: &Plan<'_>, index: &IndexPlan<'_>) -> bool {
        let Self::Index { path, public, files } = self else { return false };
        let is_shown = |shown: &Shown, item: &Item<'_>| {
            shown.id == item.id() && shown.name == item.name() && shown.home == plan.homes.of_type(item.id())
        };
        *path == index.path
            && *public == index.public
            && files.len() == index.files.len()
            && files.iter().zip(&index.files).all(|((name, shown), (now, items))| {
                let is_same = shown.iter().zip(items).all(|(shown, item)| is_shown(shown, item));
                name == now && shown.len() == items.len() && is_same
            })
    }
}

impl Part {
    /// Whether a module has the same. Types of the two kinds stand in the order of their `id`s, which are in them.
    fn is_same(&self, module: &ModulePlan<'_>) -> bool {
        self.operations.iter().eq(module.operations.iter().copied())
            && self.resources.iter().eq(module.types.iter().filter_map(Item::resource))
            && self.enumerations.iter().eq(module.types.iter().filter_map(Item::enumeration))
    }
}
