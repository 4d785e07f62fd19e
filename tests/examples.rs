//! The examples of `docs/api` in, and those of the real pages where `DOCBIND_CORPUS` names a folder of them; how many fit the
//! shapes that are read from the same pages out.
//!
//! ```text
//! DOCBIND_CORPUS=../shared/corpus/graph-2021 cargo test --test examples -- --nocapture
//! ```

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use docbind::__private::find_faults;
use docbind::{Bytes, FromResponse, Kind, Model, ModelType, Object, to_json};
use docbind_codegen::api::{
    self, Api, Content, Message, Operation, Primitive, RequestBody, Resource, Shape, Type, TypeKind,
};
use docbind_codegen::{Options, Reference, read_reference};
use serde_json::Value;

/// What an example writes in the place of a value of the type.
const TYPES: &[&str] = &["String", "Boolean", "Date", "Binary", "Guid", "guid", "timestamp", "DateTimeOffset"];

/// The least share of requests that fit, in thousandths. The guide lists what does not: `examples-that-differ.md`.
const LEAST_REQUESTS: usize = 990;
/// The same of responses.
const LEAST_RESPONSES: usize = 990;

/// A model of no page: it keeps what it is given.
#[derive(Clone, Debug, Default, PartialEq)]
struct Kept(Object);

impl Model for Kept {
    const TYPE: &'static ModelType = &ModelType { name: "", page: "", properties: &[], read_only: &[], subtypes: &[] };

    fn from_object(object: Object) -> Self {
        Self(object)
    }

    fn as_object(&self) -> &Object {
        &self.0
    }
}

/// What the runtime knows of each type, built as generated code has it.
struct Types<'a> {
    resources: HashMap<&'a str, (&'a Resource, &'static ModelType)>,
    enumerations: HashSet<&'a str>,
}

impl<'a> Types<'a> {
    fn of(api: &'a Api) -> Self {
        let enumerations = api.enumerations.iter().map(|enumeration| enumeration.id.as_str()).collect();
        let mut types = Self { resources: HashMap::new(), enumerations };
        for resource in &api.resources {
            let properties = resource.properties.iter().map(|property| types.property(property)).collect::<Vec<_>>();
            let ty = ModelType {
                name: leak(&resource.id),
                page: leak(&resource.page),
                properties: Box::leak(properties.into_boxed_slice()),
                read_only: &[],
                subtypes: &[],
            };
            types.resources.insert(&resource.id, (resource, Box::leak(Box::new(ty))));
        }
        types
    }

    fn property(&self, property: &api::Property) -> (&'static str, Kind) {
        let kind = match &property.ty.kind {
            TypeKind::Primitive(primitive) => kind_of(*primitive),
            TypeKind::Named(id) if self.enumerations.contains(id.as_str()) => Kind::Enum,
            // The test goes down itself.
            TypeKind::Named(_) | TypeKind::Unknown(_) => Kind::Any,
        };
        let kind = if property.ty.is_collection { Kind::List(Box::leak(Box::new(kind))) } else { kind };
        (leak(&property.wire_name), kind)
    }

    /// The faults of a value of a type, at any depth, each as `path: expected, found`.
    fn check(&self, kind: &TypeKind, json: &Value, path: &str, faults: &mut Vec<String>) {
        match kind {
            TypeKind::Named(id) if self.resources.contains_key(id.as_str()) => {
                self.check_object(id, json, path, faults)
            }
            TypeKind::Named(_) => self.check_leaf(Kind::Enum, json, path, faults),
            TypeKind::Primitive(primitive) => self.check_leaf(kind_of(*primitive), json, path, faults),
            TypeKind::Unknown(_) => {}
        }
    }

    fn check_leaf(&self, kind: Kind, json: &Value, path: &str, faults: &mut Vec<String>) {
        let properties: &'static [(&'static str, Kind)] = Box::leak(Box::new([("value", kind)]));
        let ty = Box::leak(Box::new(ModelType { name: "", page: "", properties, read_only: &[], subtypes: &[] }));
        let object: Object = [("value".to_owned(), json.clone())].into_iter().collect();
        faults.extend(
            find_faults(&object, ty).iter().map(|fault| format!("{path}: {}, {}", fault.expected(), name(json))),
        );
    }

    fn check_object(&self, id: &str, json: &Value, path: &str, faults: &mut Vec<String>) {
        let Value::Object(properties) = json else {
            if !json.is_null() {
                faults.push(format!("{path}: an object, {}", name(json)));
            }
            return;
        };
        let (resource, ty) = self.resources.get(id).unwrap();
        let model = Kept(properties.clone().into_iter().collect());
        assert_eq!(to_json(&model), *json, "a value that does not come back as it went");
        for fault in find_faults(model.as_object(), ty) {
            faults.push(format!("{path}{}: {}, {}", fault.path(), fault.expected(), name(fault.raw())));
        }
        for property in &resource.properties {
            let Some(value) = properties.get(&property.wire_name) else { continue };
            let TypeKind::Named(named) = &property.ty.kind else { continue };
            if !self.resources.contains_key(named.as_str()) {
                continue;
            }
            let below = format!("{path}{}.", property.wire_name);
            match (property.ty.is_collection, value) {
                (true, Value::Array(items)) => {
                    items.iter().for_each(|item| self.check_object(named, item, &below, faults));
                }
                (true, _) => {}
                (false, value) => self.check_object(named, value, &below, faults),
            }
        }
    }

    /// The faults of a body.
    fn check_body(&self, shape: &Shape, json: &Value, faults: &mut Vec<String>) {
        match shape {
            Shape::Any => {}
            Shape::Plain(Type { kind, is_collection: false }) => self.check(kind, json, "", faults),
            Shape::Plain(Type { kind, is_collection: true }) => self.check_items(kind, json, faults),
            Shape::Page(kind) | Shape::Wrapped(Type { kind, is_collection: true }) => {
                let items = json.get("value").unwrap_or(json);
                self.check_items(kind, items, faults);
            }
            Shape::Wrapped(Type { kind, is_collection: false }) => {
                let value = json.as_object().and_then(|object| object.get("value")).unwrap_or(json);
                self.check(kind, value, "", faults);
            }
        }
    }

    fn check_items(&self, kind: &TypeKind, items: &Value, faults: &mut Vec<String>) {
        match items {
            Value::Array(items) => items.iter().for_each(|item| self.check(kind, item, "", faults)),
            other => faults.push(format!("the body: a collection, {}", name(other))),
        }
    }
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn kind_of(primitive: Primitive) -> Kind {
    match primitive {
        Primitive::String => Kind::String,
        Primitive::Boolean => Kind::Boolean,
        Primitive::Byte | Primitive::SByte | Primitive::Int16 | Primitive::Int32 => Kind::Int32,
        Primitive::Int64 => Kind::Int64,
        Primitive::Double => Kind::Double,
        Primitive::Single => Kind::Single,
        Primitive::Decimal => Kind::Decimal,
        Primitive::Binary => Kind::Binary,
        Primitive::Guid => Kind::Guid,
        Primitive::DateTimeOffset => Kind::DateTimeOffset,
        Primitive::Date => Kind::Date,
        Primitive::TimeOfDay => Kind::TimeOfDay,
        Primitive::Duration => Kind::Duration,
        Primitive::Stream | Primitive::Json => Kind::Any,
    }
}

fn name(json: &Value) -> String {
    match json {
        Value::Null => "null".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        bare => bare.to_string().chars().take(40).collect(),
    }
}

/// The project's own pages, and the real ones where there are any.
fn references() -> Vec<Reference> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api");
    let corpus = std::env::var_os("DOCBIND_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        println!("of docs/api alone: DOCBIND_CORPUS is unset");
    }
    [own].into_iter().chain(corpus).map(|root| read_reference(&Options::folder(root))).collect()
}

/// A text that stands for a value, and is none: `datetime-value`, `String (timestamp)`, `Boolean`, `skuId-value-1`, or a
/// value that is cut off, `MIIDYDCCAki...`.
fn is_placeholder(text: &str) -> bool {
    let name = text.split(" (").next().unwrap_or_default();
    let is_type = TYPES.contains(&name);
    let bare = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-');
    is_type || bare.ends_with("-value") || text.ends_with("...")
}

/// JSON with something in it.
fn json_of(body: &str) -> Option<Value> {
    serde_json::from_str(body).ok().filter(|json: &Value| json.is_object() || json.is_array())
}

/// `startDate: Date, "Date"`
fn names_placeholder(fault: &str) -> bool {
    let text = fault.rsplit_once(", \"").and_then(|(_, text)| text.strip_suffix('"'));
    text.is_some_and(is_placeholder)
}

/// How the examples of one kind fit.
#[derive(Default)]
struct Tally {
    count: usize,
    /// Those that have a placeholder where a value of the type belongs, and fit but for that.
    placeholders: usize,
    misfits: Vec<(String, Vec<String>)>,
}

impl Tally {
    fn add(&mut self, page: &str, faults: Vec<String>) {
        self.count += 1;
        let count = faults.len();
        let faults: Vec<String> = faults.into_iter().filter(|fault| !names_placeholder(fault)).collect();
        self.placeholders += usize::from(faults.is_empty() && count > 0);
        if !faults.is_empty() {
            self.misfits.push((page.to_owned(), faults));
        }
    }

    /// Prints what does not fit, by cause.
    fn print(&self, what: &str) {
        let fit = self.count - self.misfits.len();
        println!("{what}: {fit} of {} fit, {} of them with placeholders for values", self.count, self.placeholders);
        let mut causes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (page, faults) in &self.misfits {
            for fault in faults {
                let (path, cause) = fault.split_once(": ").unwrap_or(("", fault));
                let (expected, found) = cause.split_once(", ").unwrap_or((cause, ""));
                causes.entry(expected.to_owned()).or_default().push(format!("{page}: {path}: {found}"));
            }
        }
        for (cause, places) in causes {
            println!("  {cause} expected");
            places.iter().for_each(|place| println!("    {place}"));
        }
    }

    fn assert_rate(&self, what: &str, least: usize) {
        let fit = self.count - self.misfits.len();
        assert!(fit * 1_000 >= self.count * least, "{what}: {fit} of {} fit", self.count);
    }
}

#[test]
fn examples_fit_the_types_of_their_pages() {
    references().iter().for_each(check_examples);
}

fn check_examples(reference: &Reference) {
    let types = Types::of(&reference.api);
    let (mut requests, mut responses) = (Tally::default(), Tally::default());
    for operation in &reference.api.operations {
        for example in operation.examples.iter().filter(|example| !example.expects_error) {
            match &example.message {
                // A request of another method is of another operation.
                Message::Request { method, body, .. } if has_method(operation, method) => {
                    let faults = json_of(body).map(|json| request_faults(&types, operation, &json));
                    faults.into_iter().for_each(|faults| requests.add(&operation.page, faults));
                }
                // What stands below a 204 is never sent, RFC 9110 section 15.3.5.
                Message::Response { status, body, .. } if (200..300).contains(status) && *status != 204 => {
                    let faults = json_of(body).map(|json| response_faults(&types, operation, *status, &json));
                    faults.into_iter().for_each(|faults| responses.add(&operation.page, faults));
                }
                Message::Request { .. } | Message::Response { .. } => {}
            }
        }
    }
    requests.print("requests");
    responses.print("responses");
    requests.assert_rate("requests", LEAST_REQUESTS);
    responses.assert_rate("responses", LEAST_RESPONSES);
}

fn has_method(operation: &Operation, method: &str) -> bool {
    operation.routes.iter().any(|route| route.method == method)
}

fn request_faults(types: &Types<'_>, operation: &Operation, json: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    match &operation.request_body {
        RequestBody::Json(shape) => types.check_body(shape, json, &mut faults),
        // `{}` is as good as nothing.
        RequestBody::None if json.as_object().is_some_and(serde_json::Map::is_empty) => {}
        other => faults.push(format!("the body: {other:?}, JSON")),
    }
    faults
}

fn response_faults(types: &Types<'_>, operation: &Operation, status: u16, json: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    // The service answers with one of the codes that the page names.
    let named = operation.responses.iter().find(|response| response.status == status).or(operation.responses.first());
    match named.map(|response| &response.content) {
        Some(Content::Json(shape)) => types.check_body(shape, json, &mut faults),
        other => faults.push(format!("the body: {other:?}, JSON")),
    }
    read_back(json);
    faults
}

/// The runtime reads the body, and keeps all of it.
fn read_back(json: &Value) {
    if json.is_object() {
        let response = http::Response::new(Bytes::from(json.to_string()));
        let kept = Kept::from_response(response).unwrap();
        assert_eq!(to_json(&kept), *json);
    }
}

/// What a page describes is typed; a page that names no type and shows no example is what remains.
#[test]
fn what_the_pages_describe_has_a_type() {
    references().iter().for_each(check_typed);
}

fn check_typed(reference: &Reference) {
    let mut untyped: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for operation in &reference.api.operations {
        let request = match &operation.request_body {
            RequestBody::Json(shape) => cause("request", shape),
            RequestBody::NotSaid => Some("request: not said"),
            RequestBody::None | RequestBody::Bytes => None,
        };
        let responses = operation.responses.iter().filter_map(|response| match &response.content {
            Content::Json(shape) => cause("response", shape),
            Content::NotSaid => Some("response: not said"),
            _ => None,
        });
        if let Some(cause) = request.into_iter().chain(responses).next() {
            untyped.entry(cause).or_default().push(&operation.page);
        }
    }
    let count: usize = untyped.values().map(Vec::len).sum();
    println!("{count} of {} operations have a body without a type", reference.api.operations.len());
    for (cause, pages) in &untyped {
        println!("  {cause}: {}", pages.len());
        pages.iter().for_each(|page| println!("    {page}"));
    }
    assert!(count * 100 <= reference.api.operations.len() * 3, "{count} operations");
}

fn cause(part: &str, shape: &Shape) -> Option<&'static str> {
    let kind = match shape {
        Shape::Any => return Some(if part == "request" { "request: any" } else { "response: any" }),
        Shape::Plain(Type { kind, .. }) | Shape::Wrapped(Type { kind, .. }) | Shape::Page(kind) => kind,
    };
    let is_unknown = matches!(kind, TypeKind::Unknown(_));
    is_unknown.then_some(if part == "request" { "request: unknown type" } else { "response: unknown type" })
}
