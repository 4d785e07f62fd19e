//! Types with the base types that their pages name in; types with the properties that they inherit out.

use std::collections::{HashMap, HashSet};

use super::merge::{Merged, report_base};
use crate::api::Resource;
use crate::diagnostic::Diagnostics;
use crate::parallel::in_parallel;

/// How many base types stand above a type at most.
const DEEPEST: usize = 32;

/// Drops the base types that lead back to their type, and appends what a page leaves out of the properties it inherits.
pub(super) fn inherit_properties(merged: &mut Merged, diagnostics: &mut Diagnostics) {
    drop_unknown_bases(merged);
    drop_cycles(merged, diagnostics);
    let bases: HashMap<String, String> =
        merged.resources.iter().filter_map(|(id, resource)| Some((id.clone(), resource.base.clone()?))).collect();
    mark_inherited(merged, &bases);
    let resources: Vec<&Resource> = merged.resources.values().collect();
    let missing = in_parallel(&resources, &|resource| {
        let chain = chain_of(&resource.id, &bases).into_iter();
        resource.missing_properties(chain.filter_map(|base| merged.resources.get(base)))
    });
    for (resource, properties) in merged.resources.values_mut().zip(missing) {
        resource.properties.extend(properties);
    }
}

/// An enumeration is no base type.
fn drop_unknown_bases(merged: &mut Merged) {
    let known: HashSet<String> = merged.resources.keys().cloned().collect();
    for resource in merged.resources.values_mut() {
        resource.base = resource.base.take().filter(|base| known.contains(base));
    }
}

fn drop_cycles(merged: &mut Merged, diagnostics: &mut Diagnostics) {
    let ids: Vec<String> = merged.resources.keys().cloned().collect();
    let mut is_sound: HashSet<String> = HashSet::new();
    for id in ids {
        let mut path: Vec<String> = vec![id];
        let mut on_path: HashSet<String> = path.iter().cloned().collect();
        while let Some(last) = path.last().cloned() {
            if is_sound.contains(&last) {
                break;
            }
            let Some(base) = merged.resources.get(&last).and_then(|resource| resource.base.clone()) else { break };
            let is_cycle = !on_path.insert(base.clone());
            if is_cycle || path.len() > DEEPEST {
                drop_base(&last, merged, diagnostics);
                break;
            }
            path.push(base);
        }
        is_sound.extend(path);
    }
}

fn drop_base(id: &str, merged: &mut Merged, diagnostics: &mut Diagnostics) {
    let span = merged.spans.get(id).copied().unwrap_or_default();
    if let Some(resource) = merged.resources.get_mut(id)
        && let Some(base) = resource.base.take()
    {
        report_base(
            &format!("`{base}`, which derives from it or has too many base types"),
            resource,
            span,
            diagnostics,
        );
    }
}

/// The base types of a type, the nearest first.
fn chain_of<'a>(id: &str, bases: &'a HashMap<String, String>) -> Vec<&'a str> {
    let mut chain = Vec::new();
    let mut next = bases.get(id);
    while let Some(base) = next {
        chain.push(base.as_str());
        next = bases.get(base).filter(|_| chain.len() < DEEPEST);
    }
    chain
}

/// A row that says "Inherited from [x]" is inherited where `x` is a base type.
fn mark_inherited(merged: &mut Merged, bases: &HashMap<String, String>) {
    for (id, resource) in &mut merged.resources {
        let chain = chain_of(id, bases);
        let marks = merged.marks.get(id).map(Vec::as_slice).unwrap_or_default();
        for (property, mark) in resource.properties.iter_mut().zip(marks) {
            property.inherited_from = mark.clone().filter(|mark| chain.contains(&mark.as_str()));
        }
    }
}
