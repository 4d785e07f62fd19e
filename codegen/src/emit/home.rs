//! The operations and types of a reference in; the crate that each lives in, and how code elsewhere names that crate, out.

use std::collections::HashMap;
use std::sync::Arc;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::area::{SHARED, Users, spread};
use super::path::Item;
use crate::api::{Api, Operation, Resource};

/// The crate that an item lives in.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Home {
    /// The one that all others can name. Where there is one crate, everything is in it.
    #[default]
    Shared,
    /// The one of an area, by its feature.
    Area(String),
}

impl Home {
    /// What its folder and its package are named after.
    pub fn name(&self) -> &str {
        match self {
            Self::Shared => SHARED,
            Self::Area(feature) => feature,
        }
    }

    /// Whether code that is about something in this crate can name what lives in another.
    fn sees(&self, other: &Self) -> bool {
        self == other || *other == Self::Shared
    }
}

/// The homes of a reference's items.
#[derive(Debug, Default)]
pub(super) struct Homes<'a> {
    /// By `id`. A type without an entry is shared.
    types: HashMap<&'a str, Home>,
    /// By page. An operation without an entry is in the shared crate.
    operations: HashMap<&'a str, Home>,
}

impl<'a> Homes<'a> {
    /// An operation lives in the crate of its area. A type lives in that of the one area that reaches it: by a body, an
    /// answer, any property or a base type. Its own area reaches it too. What several areas reach is shared, and so is what
    /// an operation without an area reaches, or what nothing reaches that has an area.
    pub(super) fn by_area(api: &'a Api) -> Self {
        let items = Item::all(api);
        let mut users: HashMap<&str, Users> = items
            .into_iter()
            .map(|item| (item.id(), Users::of_area(item.area()).unwrap_or_else(Users::none)))
            .collect();
        let mut operations = HashMap::new();
        for operation in api.callable() {
            let own = Users::of_area(operation.area.as_deref()).unwrap_or(Users::All);
            for id in operation.needed_types() {
                users.entry(id).and_modify(|users| _ = users.join(&own));
            }
            operations.extend(home_of(&own).map(|home| (operation.page.as_str(), home)));
        }
        let names = |resource: &'a Arc<Resource>| (resource.id.as_str(), resource.named_types().collect());
        spread(&mut users, &api.resources.iter().map(names).collect());
        let types = users.into_iter().filter_map(|(id, users)| Some((id, home_of(&users)?))).collect();
        Self { types, operations }
    }

    pub(super) fn of_type(&self, id: &str) -> Home {
        self.types.get(id).cloned().unwrap_or_default()
    }

    pub(super) fn of_operation(&self, operation: &Operation) -> Home {
        self.operations.get(operation.page.as_str()).cloned().unwrap_or_default()
    }
}

/// The crate of the one area that has a use for something.
fn home_of(users: &Users) -> Option<Home> {
    users.only().map(|area| Home::Area(area.to_owned()))
}

/// Which of a reference's crates some code is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Package {
    /// The only one.
    Whole,
    /// The one with the client. It shows the items of the others at paths of its own.
    Face {
        /// Its name: `graph-client`.
        name: String,
    },
    /// One with items.
    Part {
        /// The name of the face.
        face: String,
        /// What it is the home of.
        home: Home,
    },
}

impl Package {
    /// Whether it has items of this home, and not only their names.
    pub(super) fn has_items(&self) -> bool {
        !matches!(self, Self::Face { .. })
    }

    /// Whether the client is in it.
    pub(super) fn has_client(&self) -> bool {
        !matches!(self, Self::Part { .. })
    }

    /// The crate through which the code names items of a home: `graph_client_shared`. `None` where they have paths in its
    /// own crate.
    fn crate_of(&self, home: &Home) -> Option<Ident> {
        match self {
            Self::Part { face, home: own } if own != home => Some(crate_ident(face, home)),
            Self::Whole | Self::Face { .. } | Self::Part { .. } => None,
        }
    }

    /// Where the items of a home come from, in the face: `::graph_client_shared`.
    pub(super) fn source_of(&self, home: &Home) -> Option<TokenStream> {
        let Self::Face { name } = self else { return None };
        let name = crate_ident(name, home);
        Some(quote!(::#name))
    }

    /// `#[cfg(..)]` for what the face has of a home: no feature, no crate.
    pub(super) fn gate(&self, home: &Home) -> Option<TokenStream> {
        match (self, home) {
            (Self::Face { .. }, Home::Area(feature)) => Some(quote!(#[cfg(feature = #feature)])),
            _ => None,
        }
    }
}

/// The name of a part's package: `graph-client-shared`.
pub fn part_name(face: &str, home: &Home) -> String {
    format!("{face}-{}", home.name())
}

fn crate_ident(face: &str, home: &Home) -> Ident {
    format_ident!("{}", part_name(face, home).replace('-', "_"))
}

/// Where a module is that names items: what it is about decides which of them it can name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The crate that the code is written into.
    pub(super) package: &'a Package,
    /// The home of the items that the code is about.
    pub(super) home: &'a Home,
    /// The module: `["models", "user"]`.
    pub(super) module: &'a [String],
}

impl Place<'_> {
    /// The path from here to a module, with `::` at its end: `super::models::`. `None` where code here cannot name it.
    pub(super) fn path_to(&self, home: &Home, module: &[String]) -> Option<TokenStream> {
        if !self.home.sees(home) {
            return None;
        }
        let down = |names: &[String]| {
            let names = names.iter().map(|name| super::ident(name));
            quote!(#(#names::)*)
        };
        if let Some(name) = self.package.crate_of(home) {
            let down = down(module);
            return Some(quote!(::#name::#down));
        }
        let common = self.module.iter().zip(module).take_while(|(own, other)| own == other).count();
        let up = self.module.iter().skip(common).map(|_| quote!(super::));
        let down = down(module.get(common..).unwrap_or_default());
        Some(quote!(#(#up)* #down))
    }
}
