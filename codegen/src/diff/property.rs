//! The properties of two types in; which are gone, new or others, and what it means for bodies and for answers, out.

use std::collections::{BTreeMap, BTreeSet};

use super::request::{Likeness, type_word};
use super::state::{Said, compare_states};
use super::types::Context;
use super::{Kind, Log};
use crate::api::{Api, FilterOperator, Property, Resource};
use crate::nearest_name;

/// Who holds a type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Direction {
    /// Bodies of requests.
    pub(super) is_sent: bool,
    /// Answers.
    pub(super) is_received: bool,
}

/// Compares properties. What a type inherits and no page of it lists is told at the type that it comes from.
pub(super) fn compare_properties(log: &mut Log<'_>, (was, is): (&Resource, &Resource), context: &Context<'_>) {
    let (old, new) = (by_name(was), by_name(is));
    let added: Vec<&Property> = new.iter().filter(|(name, _)| !old.contains_key(*name)).map(|(_, is)| *is).collect();
    for (name, was) in &old {
        match new.get(name) {
            Some(is) if was.is_listed || is.is_listed => compare(log, was, is, context),
            Some(_) => {}
            None if is_told_at_base(was, context.new) => {}
            None => tell_removed(log, was, &added, context),
        }
    }
    for is in added.into_iter().filter(|is| is.is_listed || is.inherited_from.is_none()) {
        let (kind, word) = match is.is_required && context.direction.is_sent {
            true => (Kind::RequiredPropertyAdded, "new, and required"),
            false => (Kind::PropertyAdded, "new"),
        };
        let message = format!("the property `{}`, {}, is {word}", is.wire_name, type_word(&is.ty));
        log.tell(kind, &is.wire_name, message).at(None, Some(&is.place));
    }
}

fn by_name(resource: &Resource) -> BTreeMap<&str, &Property> {
    resource.properties.iter().map(|property| (property.wire_name.as_str(), property)).collect()
}

/// Whether a property that is gone was inherited from a type that has it no more.
fn is_told_at_base(was: &Property, new: &Api) -> bool {
    let Some(base) = was.inherited_from.as_ref().filter(|_| !was.is_listed) else { return false };
    let base = new.resources.binary_search_by(|resource| resource.id.as_str().cmp(base));
    let base = base.ok().and_then(|at| new.resources.get(at));
    base.is_none_or(|base| !base.properties.iter().any(|property| property.wire_name == was.wire_name))
}

fn tell_removed(log: &mut Log<'_>, was: &Property, added: &[&Property], context: &Context<'_>) {
    let name = &was.wire_name;
    let alike = added.iter().filter(|is| context.types.compare(&was.ty, &is.ty) == Likeness::Same);
    let alike: Vec<&str> = alike.map(|is| is.wire_name.as_str()).collect();
    let near = match alike.as_slice() {
        [only] if added.len() == 1 => Some(*only),
        names => nearest_name(name, names.iter().copied()),
    };
    let change = log.tell(Kind::PropertyRemoved, name, format!("the property `{name}` is gone"));
    change.at(Some(&was.place), None);
    if let Some(near) = near {
        change.help(format!("`{near}`, of the same type, is new: was it renamed?"));
    } else if let Some(words) = &was.deprecated {
        change.help(format!("it was deprecated: {words}"));
    }
}

fn compare(log: &mut Log<'_>, was: &Property, is: &Property, context: &Context<'_>) {
    let places = (Some(&was.place), Some(&is.place));
    let name = is.wire_name.as_str();
    let mut tell = |kind: Kind, part: &str, message: String| {
        let part = if part.is_empty() { name.to_owned() } else { format!("{name}:{part}") };
        log.tell(kind, &part, message).at(places.0, places.1);
    };
    if was.name != is.name {
        tell(
            Kind::PropertyRenamed,
            "",
            format!("the property `{name}` is `{}` in Rust, and was `{}`", is.name, was.name),
        );
    }
    let message = format!("the property `{name}` is {}, and was {}", type_word(&is.ty), type_word(&was.ty));
    match context.types.compare(&was.ty, &is.ty) {
        Likeness::Same => {}
        Likeness::SameJson => tell(Kind::PropertyRustTypeChanged, "", message),
        Likeness::Other => tell(Kind::PropertyTypeChanged, "", message),
    }
    compare_rules(&mut tell, was, is, context.direction);
    compare_queries(&mut tell, was, is);
    if was.docs != is.docs {
        tell(Kind::DescriptionChanged, "", format!("other words: the property `{name}`"));
    }
    let was = Said { deprecated: was.deprecated.as_deref(), preview: was.preview.as_deref(), place: places.0 };
    let is = Said { deprecated: is.deprecated.as_deref(), preview: is.preview.as_deref(), place: places.1 };
    compare_states(log, name, &format!("the property `{name}`"), (was, is));
}

fn compare_rules(tell: &mut dyn FnMut(Kind, &str, String), was: &Property, is: &Property, direction: Direction) {
    let name = &is.wire_name;
    compare_nullability(tell, was, is, direction);
    match (was.is_required, is.is_required) {
        (false, true) if direction.is_sent => {
            tell(Kind::PropertyBecameRequired, "", format!("in bodies, `{name}` is required"));
        }
        (true, false) if direction.is_sent => {
            tell(Kind::PropertyBecameOptional, "", format!("in bodies, `{name}` is optional"));
        }
        _ => {}
    }
    match (was.is_read_only, is.is_read_only) {
        (false, true) => tell(Kind::PropertyBecameReadOnly, "", format!("the property `{name}` is read-only")),
        (true, false) => tell(Kind::PropertyBecameWritable, "", format!("the property `{name}` can be set")),
        _ => {}
    }
    match (was.is_navigation, is.is_navigation) {
        (false, true) => tell(Kind::PropertyBecameNavigation, "", format!("the property `{name}` is a relationship")),
        (true, false) => {
            tell(Kind::PropertyBecameStructural, "", format!("the property `{name}` is no relationship any more"));
        }
        _ => {}
    }
}

/// Where a page does not say, a property can be null (OData CSDL 4.01, section 7.2.1).
fn compare_nullability(tell: &mut dyn FnMut(Kind, &str, String), was: &Property, is: &Property, direction: Direction) {
    let name = &is.wire_name;
    let can_be_null = |property: &Property| property.is_nullable != Some(false);
    let (of_answers, of_bodies, word) = match (can_be_null(was), can_be_null(is)) {
        (false, true) => (Kind::PropertyBecameNullableInAnswers, Kind::PropertyBecameNullableInBodies, "can"),
        (true, false) => (Kind::PropertyBecameNotNullableInAnswers, Kind::PropertyBecameNotNullableInBodies, "cannot"),
        _ if was.is_nullable != is.is_nullable => {
            let word = if is.is_nullable.is_some() { "says" } else { "does not say any more" };
            return tell(Kind::PropertyNullabilityDocumented, "", format!("the page {word} that `{name}` can be null"));
        }
        _ => return,
    };
    if direction.is_received {
        tell(of_answers, "", format!("in answers, `{name}` {word} be null"));
    }
    if direction.is_sent {
        tell(of_bodies, "", format!("in bodies, `{name}` {word} be null"));
    }
}

fn compare_queries(tell: &mut dyn FnMut(Kind, &str, String), was: &Property, is: &Property) {
    let name = &is.wire_name;
    match (was.query.is_only_on_select, is.query.is_only_on_select) {
        (false, true) => {
            let message = format!("answers have `{name}` only where `$select` names it");
            tell(Kind::PropertyAnsweredOnSelect, "", message);
        }
        (true, false) => tell(Kind::PropertyAnsweredAlways, "", format!("answers have `{name}` without `$select`")),
        _ => {}
    }
    match (&was.query.operators, &is.query.operators) {
        (Some(old), Some(new)) => compare_operators(tell, name, (old, new)),
        (None, Some(new)) => {
            let names: Vec<&str> = new.iter().map(|operator| operator.wire_name()).collect();
            let message = format!("the page lists operators of `$filter` for `{name}`: {}", super::listed(names));
            tell(Kind::FilterOperatorsDocumented, "", message);
        }
        (Some(_), None) => {
            let message = format!("the page does not list operators of `$filter` for `{name}` any more");
            tell(Kind::FilterOperatorsUndocumented, "", message);
        }
        (None, None) => {}
    }
    let options = |property: &Property| property.query.options.iter().copied().collect::<BTreeSet<_>>();
    let (old, new) = (options(was), options(is));
    for option in new.difference(&old).map(|option| option.wire_name()) {
        tell(Kind::PropertyQueryOptionAdded, option, format!("`{option}` can name `{name}`"));
    }
    for option in old.difference(&new).map(|option| option.wire_name()) {
        tell(
            Kind::PropertyQueryOptionRemoved,
            option,
            format!("the page does not say any more that `{option}` can name `{name}`"),
        );
    }
}

fn compare_operators(
    tell: &mut dyn FnMut(Kind, &str, String),
    name: &str,
    (old, new): (&[FilterOperator], &[FilterOperator]),
) {
    for operator in new.iter().filter(|operator| !old.contains(operator)).map(|operator| operator.wire_name()) {
        tell(Kind::FilterOperatorAdded, operator, format!("`$filter` takes `{operator}` for `{name}`"));
    }
    for operator in old.iter().filter(|operator| !new.contains(operator)).map(|operator| operator.wire_name()) {
        tell(
            Kind::FilterOperatorRemoved,
            operator,
            format!("`$filter` does not take `{operator}` for `{name}` any more"),
        );
    }
}
