//! The types of two models in; which are gone, new or others, out. What their properties say weighs by whether bodies or answers hold
//! the type.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::matching::Matched;
use super::operation::compare_type_words;
use super::property::{Direction, compare_properties};
use super::request::Types;
use super::state::{Said, compare_states};
use super::{Change, Kind, Log, Subject};
use crate::api::{Api, Content, Enumeration, Member, Operation, Place, RequestBody, Resource};

/// A type of a model.
#[derive(Clone, Copy)]
enum Item<'a> {
    Resource(&'a Resource),
    Enumeration(&'a Enumeration),
}

impl<'a> Item<'a> {
    fn place(self) -> &'a Place {
        match self {
            Self::Resource(resource) => &resource.place,
            Self::Enumeration(enumeration) => &enumeration.place,
        }
    }

    /// The name in Rust, with its module.
    fn path(self) -> String {
        let (name, module) = match self {
            Self::Resource(resource) => (&resource.name, &resource.module),
            Self::Enumeration(enumeration) => (&enumeration.name, &enumeration.module),
        };
        module.as_ref().map_or_else(|| name.clone(), |module| format!("{module}::{name}"))
    }
}

/// The types of a model, by `id`.
fn items(api: &Api) -> BTreeMap<&str, Item<'_>> {
    let resources = api.resources.iter().map(|resource| (resource.id.as_str(), Item::Resource(resource)));
    let enumerations =
        api.enumerations.iter().map(|enumeration| (enumeration.id.as_str(), Item::Enumeration(enumeration)));
    resources.chain(enumerations).collect()
}

/// Whether a type that is gone, or new, is told by what it is a part of: by the operation whose page describes it, or by the type
/// that has it as a property.
fn is_part_of_told(id: &str, operations: &[&Operation], is_told: impl Fn(&str) -> bool) -> bool {
    let Some((page, part)) = id.split_once('#') else { return false };
    let whole = part.rsplit_once('.').map(|(whole, _)| format!("{page}#{whole}"));
    operations.iter().any(|operation| operation.page == page) || whole.is_some_and(|whole| is_told(&whole))
}

/// Compares all types of two models.
pub(super) fn compare_types((old, new): (&Api, &Api), matched: &Matched<'_>, changes: &mut Vec<Change>) {
    let types = Types::of((old, new), matched.moved_pages());
    let (was, is) = (items(old), items(new));
    let known_old = &was;
    let reached = [Reached::of(old), Reached::of(new)];
    let mut known = HashSet::new();
    for (id, was) in &was {
        let subject = Subject::Type((*id).to_owned());
        let new_id = types.new_id(id);
        let now = is.get(new_id.as_str());
        let mut log = Log { changes, subject, old: Some(was.place()), new: now.map(|item| item.place()) };
        match now {
            Some(now) => {
                let direction = Direction {
                    is_sent: reached
                        .iter()
                        .any(|reached| reached.sent.contains(*id) || reached.sent.contains(&*new_id)),
                    is_received: reached
                        .iter()
                        .any(|reached| reached.received.contains(*id) || reached.received.contains(&*new_id)),
                };
                compare(&mut log, (*was, *now), &Context { types: &types, new, direction });
            }
            None => {
                let is_gone = |id: &str| known_old.contains_key(id) && !is.contains_key(types.new_id(id).as_str());
                if !is_part_of_told(id, &matched.removed, is_gone) {
                    log.tell(Kind::TypeRemoved, "", format!("the type `{}` is gone", was.path()));
                }
            }
        }
        known.insert(new_id);
    }
    let is_new = |id: &str| is.contains_key(id) && !known.contains(id);
    for (id, is) in is.iter().filter(|(id, _)| is_new(id) && !is_part_of_told(id, &matched.added, is_new)) {
        let subject = Subject::Type((*id).to_owned());
        let mut log = Log { changes, subject, old: None, new: Some(is.place()) };
        log.tell(Kind::TypeAdded, "", format!("the type `{}` is new", is.path()));
    }
}

/// The `id`s of the types that bodies hold, and those that answers hold.
struct Reached<'a> {
    sent: HashSet<&'a str>,
    received: HashSet<&'a str>,
}

impl<'a> Reached<'a> {
    fn of(api: &'a Api) -> Self {
        let graph = Graph::of(api);
        let bodies = api.operations.iter().filter_map(|operation| match &operation.request_body {
            RequestBody::Json(shape) => shape.kind()?.id(),
            RequestBody::None | RequestBody::Bytes | RequestBody::NotSaid => None,
        });
        let answers = api.operations.iter().flat_map(|operation| &operation.responses).filter_map(|response| {
            match &response.content {
                Content::Json(shape) => shape.kind()?.id(),
                Content::None | Content::Bytes | Content::Location | Content::NotSaid => None,
            }
        });
        Self { sent: graph.reach(bodies), received: graph.reach(answers) }
    }
}

/// Which types hold which: by properties that are no relationships, and as a base those that derive from it.
struct Graph<'a> {
    resources: HashMap<&'a str, &'a Resource>,
    derived: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Graph<'a> {
    fn of(api: &'a Api) -> Self {
        let mut derived: HashMap<&str, Vec<&str>> = HashMap::new();
        for resource in &api.resources {
            if let Some(base) = &resource.base {
                derived.entry(base).or_default().push(&resource.id);
            }
        }
        Self { resources: api.resources_by_id(), derived }
    }

    fn reach(&self, from: impl Iterator<Item = &'a str>) -> HashSet<&'a str> {
        let mut waiting: Vec<&str> = from.collect();
        let mut reached = HashSet::new();
        while let Some(id) = waiting.pop() {
            if !reached.insert(id) {
                continue;
            }
            waiting.extend(self.derived.get(id).into_iter().flatten());
            waiting.extend(self.resources.get(id).into_iter().flat_map(|resource| resource.needed_types()));
        }
        reached
    }
}

/// What the comparison of one type needs beside it.
pub(super) struct Context<'a> {
    pub(super) types: &'a Types<'a>,
    /// The new model.
    pub(super) new: &'a Api,
    pub(super) direction: Direction,
}

fn compare(log: &mut Log<'_>, (was, is): (Item<'_>, Item<'_>), context: &Context<'_>) {
    if was.path() != is.path() {
        let message = format!("the type `{}` is now `{}` in Rust", was.path(), is.path());
        log.tell(Kind::TypeRenamed, "", message).help("an override with `rename` in `docbind.toml` keeps the name");
    }
    match (was, is) {
        (Item::Resource(was), Item::Resource(is)) => compare_resources(log, was, is, context),
        (Item::Enumeration(was), Item::Enumeration(is)) => compare_enumerations(log, was, is),
        (_, Item::Enumeration(_)) => {
            log.tell(Kind::TypeKindChanged, "", "the type is an enumeration, and was a structured type");
        }
        (_, Item::Resource(_)) => {
            log.tell(Kind::TypeKindChanged, "", "the type is a structured type, and was an enumeration");
        }
    }
}

fn compare_resources(log: &mut Log<'_>, was: &Resource, is: &Resource, context: &Context<'_>) {
    if was.base.as_ref().map(|base| context.types.new_id(base)) != is.base {
        let name = |base: &Option<String>| base.as_ref().map_or("none".to_owned(), |base| format!("`{base}`"));
        let message = format!("the base type is {}, and was {}", name(&is.base), name(&was.base));
        log.tell(Kind::BaseTypeChanged, "", message);
    }
    if was.is_open != is.is_open {
        let word = if is.is_open { "is open, and was not" } else { "is not open any more" };
        log.tell(Kind::OpenTypeChanged, "", format!("the type {word}"));
    }
    let old = Said { deprecated: was.deprecated.as_deref(), preview: was.preview.as_deref(), place: None };
    let new = Said { deprecated: is.deprecated.as_deref(), preview: is.preview.as_deref(), place: None };
    compare_states(log, "", "the type", (old, new));
    compare_properties(log, (was, is), context);
    compare_type_words(log, (&was.description, &was.overridden), (&is.description, &is.overridden));
}

fn compare_enumerations(log: &mut Log<'_>, was: &Enumeration, is: &Enumeration) {
    fn by_name(enumeration: &Enumeration) -> BTreeMap<&str, &Member> {
        enumeration.members.iter().map(|member| (member.wire_name.as_str(), member)).collect()
    }
    let (old, new) = (by_name(was), by_name(is));
    for (name, was) in &old {
        match new.get(name) {
            Some(is) => compare_members(log, was, is),
            None => {
                log.tell(Kind::MemberRemoved, name, format!("the member `{name}` is gone"))
                    .at(was.place.as_ref(), None);
            }
        }
    }
    for (name, is) in new.iter().filter(|(name, _)| !old.contains_key(*name)) {
        log.tell(Kind::MemberAdded, name, format!("the member `{name}` is new")).at(None, is.place.as_ref());
    }
    compare_type_words(log, (&was.description, &was.overridden), (&is.description, &is.overridden));
}

fn compare_members(log: &mut Log<'_>, was: &Member, is: &Member) {
    let (old, new) = (was.place.as_ref(), is.place.as_ref());
    let name = &was.wire_name;
    if was.name != is.name {
        let message = format!("the member `{name}` is `{}` in Rust, and was `{}`", is.name, was.name);
        log.tell(Kind::MemberRenamed, name, message).at(old, new);
    }
    if was.docs != is.docs {
        log.tell(Kind::DescriptionChanged, name, format!("other words: the member `{name}`")).at(old, new);
    }
    let was = Said { deprecated: was.deprecated.as_deref(), preview: was.preview.as_deref(), place: old };
    let is = Said { deprecated: is.deprecated.as_deref(), preview: is.preview.as_deref(), place: new };
    compare_states(log, name, &format!("the member `{name}`"), (was, is));
}
