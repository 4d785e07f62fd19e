//! A module of a plan in; the pieces that it is emitted in, and all that they are made of, out, to be held against the plan of a later run.

use std::sync::Arc;

use super::area::Areas;
use super::home::{Home, Package};
use super::lookup::Asked;
use super::path::{Item, TypePaths};
use super::{IndexPlan, ModulePlan, Plan, rules};
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

/// A part of a module that is emitted by itself, with all that it is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The home of what it is about.
    pub(super) home: Home,
    pub(super) content: Content,
}

/// A home, a kind of piece and a name.
pub type PieceKey<'a> = (&'a Home, &'static str, &'a str);

/// What a piece is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// The type by which rules name a page.
    Page(String),
    /// The endpoint of an operation.
    Endpoint(Arc<Operation>),
    /// A struct.
    Resource(Arc<Resource>),
    /// An enum.
    Enumeration(Arc<Enumeration>),
    /// The names of what is in another crate.
    Uses(Vec<Arc<Operation>>, Vec<Arc<Resource>>, Vec<Arc<Enumeration>>),
    /// The client's method for an operation.
    Method(Arc<Operation>),
}

impl Piece {
    /// What tells it from the other pieces of its module.
    pub fn key(&self) -> PieceKey<'_> {
        let (kind, name) = match &self.content {
            Content::Page(name) => ("page", name.as_str()),
            Content::Endpoint(operation) => ("endpoint", operation.page.as_str()),
            Content::Resource(resource) => ("type", resource.id.as_str()),
            Content::Enumeration(enumeration) => ("type", enumeration.id.as_str()),
            Content::Uses(..) => ("uses", ""),
            Content::Method(operation) => ("method", operation.page.as_str()),
        };
        (&self.home, kind, name)
    }

    /// Whether it is a method of the client. Those that follow each other stand in one block.
    pub fn is_method(&self) -> bool {
        matches!(self.content, Content::Method(_))
    }
}

impl Plan<'_> {
    /// The pieces of a module of items, in order.
    pub fn pieces(&self, module: &ModulePlan<'_>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (home, part) in self.split(module) {
            let mut contents = Vec::new();
            let operations = || part.operations.iter().copied().cloned();
            if self.package.has_items() {
                contents.extend(
                    rules::page_names(part.operations.iter().map(|operation| operation.as_ref()))
                        .into_iter()
                        .map(Content::Page),
                );
                contents.extend(operations().map(Content::Endpoint));
                contents.extend(part.types.iter().map(|item| match item {
                    Item::Resource(resource) => Content::Resource(Arc::clone(resource)),
                    Item::Enumeration(enumeration) => Content::Enumeration(Arc::clone(enumeration)),
                }));
            } else {
                let resources = part.types.iter().filter_map(Item::resource).cloned().collect();
                let enumerations = part.types.iter().filter_map(Item::enumeration).cloned().collect();
                contents.push(Content::Uses(operations().collect(), resources, enumerations));
            }
            if self.package.has_client() {
                contents.extend(operations().map(Content::Method));
            }
            pieces.extend(contents.into_iter().map(|content| Piece { home: home.clone(), content }));
        }
        pieces
    }
}

/// What a module of modules is made of.
#[derive(Debug)]
pub struct IndexInput {
    path: Vec<String>,
    /// The public modules in it.
    public: Vec<String>,
    /// The private ones, each with the types that are seen through this one.
    files: Vec<(String, Vec<Shown>)>,
}

/// A type that is seen through another module.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    id: String,
    name: String,
    home: Home,
}

impl IndexInput {
    /// That of a module of modules.
    pub fn of(plan: &Plan<'_>, index: &IndexPlan<'_>) -> Self {
        let shown = |item: &Item<'_>| {
            let (id, name) = (item.id().to_owned(), item.name().to_owned());
            Shown { home: plan.homes.of_type(&id), id, name }
        };
        let files = index.files.iter().map(|(name, items)| (name.clone(), items.iter().map(shown).collect()));
        Self { path: index.path.clone(), public: index.public.clone(), files: files.collect() }
    }

    /// Whether a module of modules is made of the same.
    pub fn is_of(&self, plan: &Plan<'_>, index: &IndexPlan<'_>) -> bool {
        let Self { path, public, files } = self;
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
