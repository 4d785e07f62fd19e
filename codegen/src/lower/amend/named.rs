//! Operations and types with their names, and the overrides that name them otherwise, in; a report of each name that could not
//! be given out.

use std::sync::Arc;

use super::types::is_model;
use super::{Amend, Unfit, taken, type_name};
use crate::api::{Api, Operation, Property};
use crate::diagnostic::Diagnostics;
use crate::lower::Names;
use crate::lower::word::{camel_name, snake_name, unraw};
use crate::settings::{Amendment, Change, Subject};

impl Amend<'_> {
    /// Gives operations the names that the user wants.
    pub(crate) fn rename_operations(
        &self,
        operations: &[&Arc<Operation>],
        names: &mut [Names],
        diagnostics: &mut Diagnostics,
    ) {
        let renames = self.amendments.iter().filter_map(|amendment| match (&amendment.subject, &amendment.change) {
            (Subject::Operation, Change::Rename(name)) => Some((amendment, name)),
            _ => None,
        });
        for (amendment, name) in renames {
            let Some(at) = operations.iter().position(|operation| operation.page == amendment.page) else { continue };
            let renamed = type_name(name).and_then(|name| {
                let method_name = self.words.snake_name(&name);
                rename(names, at, (name, method_name))
            });
            self.note(renamed, amendment, diagnostics);
        }
    }

    /// Reports the names of types, properties and members that something else has.
    pub(super) fn check_names(&self, api: &Api, diagnostics: &mut Diagnostics) {
        for amendment in self.amendments.iter() {
            let Change::Rename(wanted) = &amendment.change else { continue };
            // What was not found, or could not be a name, is reported already.
            let is_lost = || names(api, amendment).any(|name| unraw(name) != wanted);
            if is_a_name(wanted, &amendment.subject) && (is_lost() || takes_name(api, amendment, wanted)) {
                self.note(Err(taken(wanted)), amendment, diagnostics);
            }
        }
    }
}

/// Whether something beside it would have the name otherwise.
fn takes_name(api: &Api, amendment: &Amendment, wanted: &str) -> bool {
    let is_camel = |wire_name: &str| camel_name(wire_name) == wanted;
    let mut resources = api.resources.iter().filter(|resource| resource.page == amendment.page);
    let mut enumerations = api.enumerations.iter().filter(|enumeration| enumeration.page == amendment.page);
    match &amendment.subject {
        Subject::Property { name, model } => resources.any(|resource| {
            let is_other = |it: &Property| it.wire_name != *name && unraw(&snake_name(&it.wire_name)) == wanted;
            is_model(model.as_deref(), &resource.wire_name) && resource.properties.iter().any(is_other)
        }),
        Subject::Member { name, .. } => enumerations.any(|enumeration| {
            let members = || enumeration.members.iter();
            let has_it = members().any(|it| it.wire_name == *name);
            has_it && members().any(|it| it.wire_name != *name && is_camel(&it.wire_name))
        }),
        Subject::Model(name) => {
            let own = resources.next().map(|own| &own.module).or_else(|| enumerations.next().map(|own| &own.module));
            let resources = api.resources.iter().map(|other| (&other.module, &other.wire_name));
            let mut all = resources.chain(api.enumerations.iter().map(|other| (&other.module, &other.wire_name)));
            all.any(|(module, other)| Some(module) == own && !is_model(Some(name), other) && is_camel(other))
        }
        _ => false,
    }
}

fn is_a_name(wanted: &str, subject: &Subject) -> bool {
    match subject {
        Subject::Property { .. } => unraw(&snake_name(wanted)) == wanted,
        _ => camel_name(wanted) == wanted,
    }
}

fn rename(names: &mut [Names], at: usize, (name, method_name): (String, String)) -> Result<(), Unfit> {
    let mut others = names.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, other)| other);
    let is_taken = ["new", "send", "client"].contains(&method_name.as_str())
        || others.any(|other| other.name == name || other.method_name == method_name);
    if is_taken {
        return Err(taken(&name));
    }
    let Some(own) = names.get_mut(at) else { return Ok(()) };
    if own.name == name {
        return super::stale("it has the name by its page");
    }
    (own.name, own.method_name) = (name, method_name);
    Ok(())
}

/// The names of the types, properties or members that an override is about.
fn names<'a>(api: &'a Api, amendment: &'a Amendment) -> Box<dyn Iterator<Item = &'a str> + 'a> {
    let resources = api.resources.iter().filter(|resource| resource.page == amendment.page);
    let enumerations = api.enumerations.iter().filter(|enumeration| enumeration.page == amendment.page);
    match &amendment.subject {
        Subject::Property { name, model } => {
            let resources = resources.filter(|resource| is_model(model.as_deref(), &resource.wire_name));
            let properties = resources.flat_map(|resource| &resource.properties);
            Box::new(properties.filter(|it| it.wire_name == *name).map(|it| it.name.as_str()))
        }
        Subject::Member { name, model } => {
            let enumerations = enumerations.filter(|found| is_model(model.as_deref(), &found.wire_name));
            let members = enumerations.flat_map(|enumeration| &enumeration.members);
            Box::new(members.filter(|it| it.wire_name == *name).map(|it| it.name.as_str()))
        }
        Subject::Model(name) => {
            let resources = resources.map(|resource| (&resource.wire_name, &resource.name));
            let all = resources.chain(enumerations.map(|enumeration| (&enumeration.wire_name, &enumeration.name)));
            Box::new(all.filter(|(wire_name, _)| is_model(Some(name), wire_name)).map(|(_, name)| name.as_str()))
        }
        _ => Box::new(std::iter::empty()),
    }
}
