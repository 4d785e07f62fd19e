//! Types with the base types that their pages name in; what each inherits out.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::merge::{Merged, MergedTypes, report_base};
use crate::api::Resource;
use crate::diagnostic::Diagnostics;

/// How many base types stand above a type at most.
const DEEPEST: usize = 32;

/// The base types of types.
pub(super) struct Bases<'a> {
    merged: &'a MergedTypes,
    /// By the `id` of the type.
    bases: HashMap<&'a str, &'a Arc<Merged>>,
}

impl<'a> Bases<'a> {
    /// The base types that pages name, without those that lead back to their type.
    pub(super) fn of(merged: &'a MergedTypes, diagnostics: &mut Diagnostics) -> Self {
        // An enumeration is no base type.
        let base = |merged_one: &'a Merged| merged.get(merged_one.resource.base.as_ref()?);
        let bases = merged.iter().filter_map(|(id, one)| Some((id.as_str(), base(one)?))).collect();
        let mut all = Self { merged, bases };
        all.drop_cycles(diagnostics);
        all
    }

    fn drop_cycles(&mut self, diagnostics: &mut Diagnostics) {
        let mut is_sound: HashSet<&str> = HashSet::new();
        for one in self.merged.values() {
            let mut path = vec![one];
            let mut on_path: HashSet<&str> = HashSet::from([one.resource.id.as_str()]);
            while let Some(last) = path.last() {
                let id = last.resource.id.as_str();
                let Some(base) = self.bases.get(id).copied().filter(|_| !is_sound.contains(id)) else { break };
                let is_cycle = !on_path.insert(&base.resource.id);
                if is_cycle || path.len() > DEEPEST {
                    self.bases.remove(id);
                    let base = format!("`{}`, which derives from it or has too many base types", base.resource.id);
                    report_base(&base, &last.resource, last.span, diagnostics);
                    break;
                }
                path.push(base);
            }
            is_sound.extend(path.iter().map(|one| one.resource.id.as_str()));
        }
    }

    /// All that a type's inheritance depends on: its base types, the nearest first, and those that these have further up.
    pub(super) fn above(&self, id: &str) -> Vec<Arc<Merged>> {
        let mut above: Vec<Arc<Merged>> = Vec::new();
        let mut next = self.bases.get(id);
        while let Some(base) = next.filter(|_| above.len() < 2 * DEEPEST) {
            above.push(Arc::clone(base));
            next = self.bases.get(base.resource.id.as_str());
        }
        above
    }
}

/// A type with its base type, and with what its page leaves out of the properties that it inherits.
pub(super) fn inherit(merged: &Merged, above: &[Arc<Merged>]) -> Resource {
    let mut resource = merged.resource.clone();
    resource.base = above.first().map(|base| base.resource.id.clone());
    for (property, mark) in resource.properties.iter_mut().zip(&merged.marks) {
        property.inherited_from = inherited_from(mark, above).cloned();
    }
    let offered = above.iter().take(DEEPEST).enumerate().flat_map(|(at, base)| {
        let further = above.get(at + 1..).unwrap_or_default();
        let pairs = base.resource.properties.iter().zip(&base.marks);
        pairs.map(move |(property, mark)| (property, inherited_from(mark, further).unwrap_or(&base.resource.id)))
    });
    let missing = resource.missing_of(offered);
    resource.properties.extend(missing);
    resource
}

/// A row that says "Inherited from [x]" is inherited where `x` is a base type.
fn inherited_from<'m>(mark: &'m Option<String>, above: &[Arc<Merged>]) -> Option<&'m String> {
    mark.as_ref().filter(|mark| above.iter().take(DEEPEST).any(|base| base.resource.id == **mark))
}
