//! The modules of a plan in; by which cargo features of a crate each is compiled, out.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use proc_macro2::TokenStream;
use quote::quote;

use super::home::Home;
use super::path::Item;
use super::{ModulePlan, Plan};

/// The part of a reference that no single area has.
pub(super) const SHARED: &str = "shared";

/// Names that features, packages and folders of generated crates have already, or that a file cannot have on Windows.
const RESERVED: [&str; 8] = ["default", "full", "reqwest", SHARED, "aux", "con", "nul", "prn"];

/// How long the name of a feature gets. Package registries allow 64 characters for a package.
const LONGEST: usize = 40;

/// By which features modules are compiled.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Areas {
    /// By module path. A module without an entry is always compiled.
    modules: HashMap<Vec<String>, BTreeSet<String>>,
    /// The module that holds a type, by its `id`.
    homes: HashMap<String, Vec<String>>,
}

/// The feature of an area: `cloud-communications`. `None` where its name has no letter or digit of ASCII.
fn feature(area: &str) -> Option<String> {
    let kept = area.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let name = kept.collect::<String>().split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    match name.get(..LONGEST).filter(|_| name.len() > LONGEST) {
        Some(start) => Some(format!("{}-{:08x}", start.trim_end_matches('-'), checksum(&name))),
        None if RESERVED.contains(&name.as_str()) => Some(format!("{name}-area")),
        None => Some(name).filter(|name| !name.is_empty()),
    }
}

/// FNV-1a: tells apart long names that begin alike.
fn checksum(name: &str) -> u32 {
    name.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The areas that have a use for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Users {
    /// All of them: it is, or is needed by, what names no area.
    All,
    /// These, by feature.
    Areas(BTreeSet<String>),
}

impl Users {
    /// The area that a page names. `None` where it names none that can be a feature.
    pub(super) fn of_area(area: Option<&str>) -> Option<Self> {
        feature(area?).map(|feature| Self::Areas(BTreeSet::from([feature])))
    }

    /// Nobody yet.
    pub(super) fn none() -> Self {
        Self::Areas(BTreeSet::new())
    }

    fn of_home(home: &Home) -> Self {
        match home {
            Home::Shared => Self::All,
            Home::Area(feature) => Self::Areas(BTreeSet::from([feature.clone()])),
        }
    }

    /// Adds users. Whether there are new ones among them.
    pub(super) fn join(&mut self, others: &Self) -> bool {
        let before = self.clone();
        match (&mut *self, others) {
            (Self::All, _) => {}
            (has, Self::All) => *has = Self::All,
            (Self::Areas(has), Self::Areas(others)) => has.extend(others.iter().cloned()),
        }
        *self != before
    }

    /// The area, where there is one alone.
    pub(super) fn only(&self) -> Option<&str> {
        match self {
            Self::Areas(areas) if areas.len() == 1 => areas.first().map(String::as_str),
            Self::Areas(_) | Self::All => None,
        }
    }
}

/// What something needs has a use for all its users too, and so on.
pub(super) fn spread<K: Copy + Eq + Hash>(users: &mut HashMap<K, Users>, needs: &HashMap<K, Vec<K>>) {
    let mut open: Vec<K> = users.keys().copied().collect();
    while let Some(key) = open.pop() {
        let Some(own) = users.get(&key).cloned() else { continue };
        for needed in needs.get(&key).into_iter().flatten() {
            if users.get_mut(needed).is_some_and(|has| has.join(&own)) {
                open.push(*needed);
            }
        }
    }
}

impl Areas {
    /// A module is in the areas of its pages, and in those of every module that needs one of its types: for a body, an answer,
    /// a property or a base type. Navigation properties need nothing.
    pub(super) fn of(plan: &Plan<'_>) -> Self {
        let types = |module: &ModulePlan<'_>| module.types.iter().map(|item| item.id().to_owned()).collect::<Vec<_>>();
        let held = plan.modules.iter().flat_map(|module| types(module).into_iter().map(|id| (id, module.path.clone())));
        let homes: HashMap<String, Vec<String>> = held.collect();
        let mut users = plan.modules.iter().map(|module| (&module.path, users_of(module))).collect();
        let needs = plan.modules.iter().map(|module| {
            let needed = needed_types(module).filter_map(|id| homes.get(id));
            (&module.path, needed.collect())
        });
        spread(&mut users, &needs.collect());
        let modules = by_feature(users);
        Self { modules, homes }
    }

    /// A module of the face is in the areas in whose crates its items live.
    pub(super) fn of_homes(plan: &Plan<'_>) -> Self {
        let modules = plan.modules.iter().map(|module| {
            let homes = plan.split(module).into_keys().map(|home| Users::of_home(&home));
            (&module.path, all_users(homes))
        });
        Self { modules: by_feature(modules.collect()), homes: HashMap::new() }
    }

    /// `#[cfg(..)]` for a module; nothing where it is always compiled.
    pub(super) fn gate(&self, module: &[String]) -> Option<TokenStream> {
        let features = self.modules.get(module)?;
        Some(match features.iter().collect::<Vec<_>>().as_slice() {
            [feature] => quote!(#[cfg(feature = #feature)]),
            features => quote!(#[cfg(any(#(feature = #features),*))]),
        })
    }

    /// `#[cfg(..)]` for what the module has of a type that may be missing where the module is compiled.
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

/// The modules that are not for all, with their features.
fn by_feature(users: HashMap<&Vec<String>, Users>) -> HashMap<Vec<String>, BTreeSet<String>> {
    let cut = users.into_iter().filter_map(|(path, users)| match users {
        Users::Areas(features) => Some((path.clone(), features)),
        Users::All => None,
    });
    cut.collect()
}

/// The areas that a module's pages name.
fn users_of(module: &ModulePlan<'_>) -> Users {
    let operations = module.operations.iter().map(|operation| operation.area.as_deref());
    let types = module.types.iter().map(|item| item.area());
    all_users(operations.chain(types).map(|area| Users::of_area(area).unwrap_or(Users::All)))
}

fn all_users(each: impl Iterator<Item = Users>) -> Users {
    let mut all = Users::none();
    for users in each {
        all.join(&users);
    }
    all
}

/// The types that a module cannot do without.
fn needed_types<'a>(module: &'a ModulePlan<'_>) -> impl Iterator<Item = &'a str> {
    let resources = module.types.iter().filter_map(Item::resource);
    let of_operations = module.operations.iter().flat_map(|operation| operation.needed_types());
    of_operations.chain(resources.flat_map(|resource| resource.needed_types()))
}
