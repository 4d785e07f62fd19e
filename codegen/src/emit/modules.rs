//! The operations of a reference and how its code is laid out in; the module that each operation and each model is seen in, out.

use std::collections::{BTreeMap, HashMap};

use crate::api::{Api, Operation};
use crate::lower::word::{TakenNames, snake_name};
use crate::options::ModuleLayout;

/// The module below the client's that holds the models.
pub(crate) const MODELS: &str = "models";

/// The module that holds everything, where there is one alone.
const SINGLE: &str = "api";

/// Where operations and models are.
#[derive(Debug, Default)]
pub(crate) struct Modules<'a> {
    layout: ModuleLayout,
    /// The modules of operations, by page.
    by_page: HashMap<&'a str, Vec<String>>,
}

impl<'a> Modules<'a> {
    pub(super) fn of(api: &'a Api, layout: ModuleLayout) -> Self {
        let areas = if layout == ModuleLayout::ByArea { name_areas(api) } else { BTreeMap::new() };
        let module = |operation: &'a Operation| match layout {
            ModuleLayout::Single => vec![SINGLE.to_owned()],
            ModuleLayout::ByResource | ModuleLayout::ByArea => {
                let area = area_name(operation).and_then(|area| areas.get(&area)).cloned();
                area.into_iter().chain([operation.module.clone()]).collect()
            }
        };
        let by_page = api.callable().map(|operation| (operation.page.as_str(), module(operation))).collect();
        Self { layout, by_page }
    }

    /// The module of the operation that a page describes: `["user"]`, `["users", "user"]`.
    pub(super) fn of_page(&self, page: &str) -> Option<&[String]> {
        self.by_page.get(page).map(Vec::as_slice)
    }

    /// The module in which the models of a namespace are seen: `["models", "call_records"]`.
    pub(super) fn of_models(&self, namespace: Option<&str>) -> Vec<String> {
        match self.layout {
            ModuleLayout::Single => vec![SINGLE.to_owned()],
            ModuleLayout::ByResource | ModuleLayout::ByArea => {
                [MODELS].into_iter().chain(namespace).map(str::to_owned).collect()
            }
        }
    }
}

fn area_name(operation: &Operation) -> Option<String> {
    operation.area.as_deref().map(snake_name)
}

/// The modules of areas, by the area's name. What lies beside them keeps its name.
fn name_areas(api: &Api) -> BTreeMap<String, String> {
    let beside = api.callable().filter(|operation| operation.area.is_none()).map(|operation| operation.module.as_str());
    let mut taken = TakenNames::of(beside.chain([MODELS, "mod", "lib", "main"]));
    let mut areas: BTreeMap<String, String> =
        api.callable().filter_map(area_name).map(|area| (area, String::new())).collect();
    areas.iter_mut().for_each(|(area, module)| *module = taken.take(area, "_"));
    areas
}
