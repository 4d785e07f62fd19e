//! Two operations in; how what they send and answer with differs out: parameters, query options, bodies, success codes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::matching::{Link, Pair};
use super::{Kind, Log};
use crate::api::{
    Api, Content, Operation, Parameter, ParameterPlace, Primitive, QueryOption, QueryOptions, RequestBody, Response,
    Shape, Type, TypeKind,
};

/// What is needed to compare types that two models name.
pub(super) struct Types<'a> {
    /// The new pages of types that have no name but their page's, by the old pages.
    moved: HashMap<&'a str, &'a str>,
    enumerations: HashSet<&'a str>,
}

/// How two types stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Likeness {
    Same,
    /// The JSON is the same as far as the pages say; the types in Rust differ.
    SameJson,
    Other,
}

impl<'a> Types<'a> {
    pub(super) fn of((old, new): (&'a Api, &'a Api), moved: HashMap<&'a str, &'a str>) -> Self {
        let enumerations = old.enumerations.iter().chain(&new.enumerations);
        Self { moved, enumerations: enumerations.map(|enumeration| enumeration.id.as_str()).collect() }
    }

    /// An `id` of the old model, as the new one has it.
    pub(super) fn new_id(&self, id: &str) -> String {
        match id.split_once('#') {
            Some((page, part)) if self.moved.contains_key(page) => {
                format!("{}#{part}", self.moved.get(page).unwrap_or(&page))
            }
            _ => id.to_owned(),
        }
    }

    pub(super) fn compare(&self, old: &Type, new: &Type) -> Likeness {
        match old.is_collection == new.is_collection {
            true => self.compare_kinds(&old.kind, &new.kind),
            false => Likeness::Other,
        }
    }

    fn compare_kinds(&self, old: &TypeKind, new: &TypeKind) -> Likeness {
        let is_same = match (old, new) {
            (TypeKind::Named(old), TypeKind::Named(new)) => self.new_id(old) == *new,
            // What the page writes for a type that no page describes is words.
            (TypeKind::Unknown(_), TypeKind::Unknown(_)) => true,
            (old, new) => old == new,
        };
        match is_same {
            true => Likeness::Same,
            false if self.is_text(old) && self.is_text(new) => Likeness::SameJson,
            false if is_unknown(old) || is_unknown(new) => Likeness::SameJson,
            false => Likeness::Other,
        }
    }

    /// Whether values are text: those of an enumeration are, too.
    fn is_text(&self, kind: &TypeKind) -> bool {
        match kind {
            TypeKind::Primitive(Primitive::String) => true,
            TypeKind::Named(id) => self.enumerations.contains(id.as_str()),
            TypeKind::Primitive(_) | TypeKind::Unknown(_) => false,
        }
    }

    fn compare_shapes(&self, old: &Shape, new: &Shape) -> Likeness {
        match (old, new) {
            (Shape::Any, Shape::Any) => Likeness::Same,
            (Shape::Any, _) | (_, Shape::Any) => Likeness::SameJson,
            (Shape::Plain(old), Shape::Plain(new)) | (Shape::Wrapped(old), Shape::Wrapped(new)) => {
                self.compare(old, new)
            }
            (Shape::Page(old), Shape::Page(new)) => self.compare_kinds(old, new),
            _ => Likeness::Other,
        }
    }
}

fn is_unknown(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Unknown(_) | TypeKind::Primitive(Primitive::Json))
}

/// Compares all that two operations send and answer with.
pub(super) fn compare_requests(log: &mut Log<'_>, pair: &Pair<'_>, types: &Types<'_>) {
    let Pair { old, new, link } = *pair;
    compare_parameters(log, pair);
    compare_options(log, &old.query_options, &new.query_options);
    compare_bodies(log, (&old.request_body, &new.request_body), types);
    compare_responses(log, (old, new), types);
    if link == Link::Same {
        compare_parameter_words(log, old, new);
    }
}

/// By what a parameter is found again. Names of headers have no case.
type ParameterKey = (bool, String, Option<String>);

fn parameter_key(parameter: &Parameter) -> ParameterKey {
    let preference = parameter.preference.as_ref().map(|preference| preference.to_lowercase());
    (parameter.place == ParameterPlace::Header, parameter.wire_name.to_lowercase(), preference)
}

/// `$top`, `If-Match`, `Prefer: outlook.timezone`
fn parameter_name(parameter: &Parameter) -> String {
    match &parameter.preference {
        Some(preference) => format!("{}: {preference}", parameter.wire_name),
        None => parameter.wire_name.clone(),
    }
}

fn parameter_word(parameter: &Parameter) -> String {
    let word = if parameter.place == ParameterPlace::Header { "header" } else { "query parameter" };
    format!("the {word} `{}`", parameter_name(parameter))
}

fn by_name(operation: &Operation) -> BTreeMap<ParameterKey, &Parameter> {
    operation.parameters.iter().map(|parameter| (parameter_key(parameter), parameter)).collect()
}

fn compare_parameters(log: &mut Log<'_>, pair: &Pair<'_>) {
    let (old, new) = (by_name(pair.old), by_name(pair.new));
    // Where both pages list their query options, these are told as such.
    let lists = |operation: &Operation| taken_options(&operation.query_options).is_some();
    let are_listed = lists(pair.old) && lists(pair.new);
    let is_option = |parameter: &Parameter| {
        QueryOption::ALL.iter().any(|option| option.wire_name().eq_ignore_ascii_case(&parameter.wire_name))
    };
    let is_apart = |parameter: &&Parameter| !(are_listed && is_option(parameter));
    let added = new.iter().filter(|(key, _)| !old.contains_key(*key)).map(|(_, is)| *is).filter(is_apart);
    let added: Vec<&Parameter> = added.collect();
    for (key, was) in &old {
        match new.get(key) {
            Some(is) => compare_parameter(log, was, is),
            None if is_apart(was) => tell_removed(log, was, &added),
            None => {}
        }
    }
    for is in added {
        let (kind, word) = match is.is_required {
            true => (Kind::RequiredParameterAdded, "new, and required"),
            false => (Kind::ParameterAdded, "new"),
        };
        log.tell(kind, &parameter_name(is), format!("{} is {word}", parameter_word(is))).at(None, is.row.as_ref());
    }
}

fn tell_removed(log: &mut Log<'_>, was: &Parameter, added: &[&Parameter]) {
    let message = format!("{} is gone", parameter_word(was));
    let change = log.tell(Kind::ParameterRemoved, &parameter_name(was), message);
    change.at(was.row.as_ref(), None);
    let alike: Vec<&&Parameter> = added.iter().filter(|is| is.place == was.place && is.ty == was.ty).collect();
    if let [near] = alike.as_slice() {
        change.help(format!("`{}`, of the same place and type, is new: was it renamed?", parameter_name(near)));
    }
}

fn compare_parameter(log: &mut Log<'_>, was: &Parameter, is: &Parameter) {
    let (part, what) = (parameter_name(was), parameter_word(is));
    let places = (was.row.as_ref(), is.row.as_ref());
    if was.ty != is.ty {
        let message = format!("{what} is {}, and was {}", is.ty.edm_name(), was.ty.edm_name());
        log.tell(Kind::ParameterTypeChanged, &part, message).at(places.0, places.1);
    }
    match (was.is_required, is.is_required) {
        (false, true) => {
            log.tell(Kind::ParameterBecameRequired, &part, format!("{what} is required")).at(places.0, places.1);
        }
        (true, false) => {
            log.tell(Kind::ParameterBecameOptional, &part, format!("{what} is optional")).at(places.0, places.1);
        }
        _ if was.name != is.name => {
            let message = format!("{what} is set by `{}`, and was by `{}`", is.name, was.name);
            log.tell(Kind::ParameterRenamed, &part, message).at(places.0, places.1);
        }
        _ => {}
    }
}

fn compare_parameter_words(log: &mut Log<'_>, old: &Operation, new: &Operation) {
    let old = by_name(old);
    for is in &new.parameters {
        let Some(was) = old.get(&parameter_key(is)).filter(|was| was.docs != is.docs) else { continue };
        let part = format!("parameter:{}", parameter_name(was));
        log.tell(Kind::DescriptionChanged, &part, format!("other words: {}", parameter_word(is)))
            .at(was.row.as_ref(), is.row.as_ref());
    }
}

fn compare_options(log: &mut Log<'_>, old: &QueryOptions, new: &QueryOptions) {
    let (was, is) = (taken_options(old), taken_options(new));
    match (was, is) {
        (None, None) => {}
        (None, Some(is)) => {
            let names: Vec<&str> = is.iter().map(|option| option.wire_name()).collect();
            let names = if names.is_empty() { "none".to_owned() } else { super::listed(names) };
            log.tell(
                Kind::QueryOptionsDocumented,
                "",
                format!("the page lists the query options that it takes: {names}"),
            );
        }
        (Some(_), None) => {
            let message = "the page does not list the query options that it takes any more";
            log.tell(Kind::QueryOptionsUndocumented, "", message);
        }
        (Some(was), Some(is)) => {
            for option in is.difference(&was).map(|option| option.wire_name()) {
                log.tell(Kind::QueryOptionAdded, option, format!("the query option `{option}` is taken"));
            }
            for option in was.difference(&is).map(|option| option.wire_name()) {
                log.tell(
                    Kind::QueryOptionRemoved,
                    option,
                    format!("the query option `{option}` is not taken any more"),
                );
            }
        }
    }
}

/// The options that a page lists. `None` where it lists none.
fn taken_options(options: &QueryOptions) -> Option<BTreeSet<QueryOption>> {
    match options {
        QueryOptions::NotSaid | QueryOptions::Any => None,
        QueryOptions::Unsupported => Some(BTreeSet::new()),
        QueryOptions::AnyOf(options) => Some(options.iter().copied().collect()),
    }
}

fn compare_bodies(log: &mut Log<'_>, (old, new): (&RequestBody, &RequestBody), types: &Types<'_>) {
    let (was, is) = (body_word(old), body_word(new));
    let message = format!("the request carries {is}, and carried {was}");
    let kind = match (old, new) {
        (RequestBody::None, RequestBody::Json(_) | RequestBody::Bytes) => Kind::BodyAdded,
        (RequestBody::Json(_) | RequestBody::Bytes, RequestBody::None) => Kind::BodyRemoved,
        (RequestBody::Json(old), RequestBody::Json(new)) => match types.compare_shapes(old, new) {
            Likeness::Same => return,
            Likeness::SameJson => Kind::BodyRustTypeChanged,
            Likeness::Other => Kind::BodyTypeChanged,
        },
        (RequestBody::Json(_), RequestBody::Bytes) | (RequestBody::Bytes, RequestBody::Json(_)) => {
            Kind::BodyTypeChanged
        }
        (old, new) if old == new => return,
        _ => Kind::BodyRustTypeChanged,
    };
    log.tell(kind, "", message);
}

fn body_word(body: &RequestBody) -> String {
    match body {
        RequestBody::None => "nothing".to_owned(),
        RequestBody::Json(shape) => shape_word(shape),
        RequestBody::Bytes => "bytes".to_owned(),
        RequestBody::NotSaid => "what the page does not say".to_owned(),
    }
}

fn shape_word(shape: &Shape) -> String {
    match shape {
        Shape::Any => "any JSON".to_owned(),
        Shape::Plain(ty) => type_word(ty),
        Shape::Wrapped(ty) => format!("a value of {}", type_word(ty)),
        Shape::Page(kind) => format!("pages of `{kind}`"),
    }
}

/// `` `String` ``, ``a collection of `microsoft.graph.user` ``
pub(super) fn type_word(ty: &Type) -> String {
    match ty.is_collection {
        true => format!("a collection of `{}`", ty.kind),
        false => format!("`{}`", ty.kind),
    }
}

fn content_word(content: &Content) -> String {
    match content {
        Content::None => "nothing".to_owned(),
        Content::Json(shape) => shape_word(shape),
        Content::Bytes => "bytes".to_owned(),
        Content::Location => "a place to go on from".to_owned(),
        Content::NotSaid => "what the page does not say".to_owned(),
    }
}

fn compare_responses(log: &mut Log<'_>, (old, new): (&Operation, &Operation), types: &Types<'_>) {
    let by_status = |operation: &'_ Operation| -> BTreeMap<u16, Content> {
        operation.responses.iter().map(|response| (response.status, response.content.clone())).collect()
    };
    let (was, is) = (by_status(old), by_status(new));
    let told = log.changes.len();
    for (status, old) in &was {
        match is.get(status) {
            Some(new) => compare_content(log, *status, (old, new), types),
            None => {
                let change = log.tell(
                    Kind::ResponseStatusRemoved,
                    &status.to_string(),
                    format!("a success is not answered with {status} any more"),
                );
                if let [only] = new.responses.as_slice() {
                    change.help(format!("the only success code is {}", only.status));
                }
            }
        }
    }
    let is_type_told = log.changes.iter().skip(told).any(|change| change.kind != Kind::ResponseStatusRemoved);
    for (status, content) in is.iter().filter(|(status, _)| !was.contains_key(status)) {
        let message = format!("a success can be answered with {status} and {}", content_word(content));
        log.tell(Kind::ResponseStatusAdded, &status.to_string(), message);
    }
    if !is_type_told && contents(&old.responses, types) != contents(&new.responses, &types.of_new()) {
        let message = "what the pages say of the answers makes another type of them".to_owned();
        log.tell(Kind::ResponseRustTypeChanged, "", message);
    }
}

impl Types<'_> {
    /// The same for `id`s of the new model, which are none of the old.
    fn of_new(&self) -> Self {
        Self { moved: HashMap::new(), enumerations: HashSet::new() }
    }
}

/// What the type of a call depends on: the contents of all success codes.
fn contents(responses: &[Response], types: &Types<'_>) -> BTreeSet<String> {
    let word = |content: &Content| match content {
        Content::Json(Shape::Plain(Type { kind: TypeKind::Named(id), is_collection })) => {
            format!("{is_collection} {}", types.new_id(id))
        }
        Content::Json(Shape::Page(TypeKind::Named(id))) => format!("pages {}", types.new_id(id)),
        content => content_word(content),
    };
    responses.iter().map(|response| word(&response.content)).collect()
}

fn compare_content(log: &mut Log<'_>, status: u16, (old, new): (&Content, &Content), types: &Types<'_>) {
    let is_paged = |content: &Content| matches!(content, Content::Json(Shape::Page(_)));
    let kind = match (old, new) {
        (Content::Json(Shape::Any), _) | (_, Content::Json(Shape::Any)) if old != new => Kind::ResponseRustTypeChanged,
        (Content::Json(was), Content::Json(is)) if is_paged(old) == is_paged(new) => {
            match types.compare_shapes(was, is) {
                Likeness::Same => return,
                Likeness::SameJson => Kind::ResponseRustTypeChanged,
                Likeness::Other => Kind::ResponseTypeChanged,
            }
        }
        (Content::Json(_), Content::Json(_)) => Kind::ResponsePagingChanged,
        (old, new) if old == new => return,
        (Content::NotSaid, _) | (_, Content::NotSaid) => Kind::ResponseRustTypeChanged,
        _ => Kind::ResponseTypeChanged,
    };
    let message = format!("{status} is answered with {}, and was with {}", content_word(new), content_word(old));
    log.tell(kind, &status.to_string(), message);
}
