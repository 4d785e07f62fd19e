//! Properties that a page lists or shows of a body in; the types that are made for the body out.

use std::ops::Range;

use serde_json::{Number, Value};

use super::known::{KnownTypes, own_names};
use crate::api::{Operation, Origin, Primitive, Resource, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::draft::{PropertyDraft, ResourceDraft};
use crate::lower::property::type_of_object;
use crate::lower::reference::Reference;
use crate::lower::word::Words;
use crate::source::Span;

/// How deep made types are nested at most; what is deeper stays raw JSON.
const DEEPEST: usize = 4;

/// Makes the types of one message.
pub(super) struct Maker<'a> {
    pub(super) operation: &'a Operation,
    pub(super) known: &'a KnownTypes,
    pub(super) words: &'a Words,
    /// `request` or `response`.
    pub(super) part: Part,
    pub(super) span: Span,
    /// What has been made.
    pub(super) made: Vec<ResourceDraft>,
}

/// A message of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Request,
    Response,
}

impl Part {
    fn anchor(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Request => "Body",
            Self::Response => "Response",
        }
    }
}

impl Maker<'_> {
    /// Makes a type of these properties; `path` tells it apart from the message's other types.
    pub(super) fn make(&mut self, path: &[&str], origin: Origin, rows: Vec<PropertyDraft>) -> TypeKind {
        let id = self.id(path);
        if !self.made.iter().any(|draft| draft.resource.id == id) {
            let resource = self.resource(path, origin);
            self.made.push(ResourceDraft { resource, bases: Vec::new(), rows, span: self.span });
        }
        TypeKind::Named(id)
    }

    /// Makes a type that has the properties of these objects, with types for the objects in them.
    pub(super) fn infer(&mut self, path: &[&str], objects: &[&Value]) -> TypeKind {
        let origin = Origin::Example;
        let mut rows: Vec<PropertyDraft> = Vec::new();
        for (name, _) in objects.iter().filter_map(|json| json.as_object()).flatten() {
            let is_known = rows.iter().any(|row| row.property.wire_name == *name);
            if is_known || name.is_empty() || (name.contains('@') && name != "@odata.id") {
                continue;
            }
            let values: Vec<&Value> = objects.iter().filter_map(|json| json.get(name)).collect();
            let ty = self.type_of(path, name, &values);
            rows.push(self.row(name, ty));
        }
        self.make(path, origin, rows)
    }

    fn type_of(&mut self, path: &[&str], name: &str, values: &[&Value]) -> Type {
        let is_collection = values.iter().any(|value| value.is_array());
        let items: Vec<&Value> = values
            .iter()
            .flat_map(|value| match value {
                Value::Array(items) => items.iter().collect::<Vec<_>>(),
                value => vec![*value],
            })
            .filter(|value| !value.is_null())
            .collect();
        let is_object = !items.is_empty() && items.iter().all(|item| item.is_object());
        let kind = if is_object { self.object_kind(path, name, &items) } else { primitive_kind(&items) };
        Type { kind, is_collection }
    }

    /// The type that `@odata.type` names, the one that the property is called after, or a made one.
    fn object_kind(&mut self, path: &[&str], name: &str, items: &[&Value]) -> TypeKind {
        let named = items.first().and_then(|item| type_of_object(item));
        let references = named.and_then(|ty| Reference::of_kind(&ty.kind)).into_iter();
        let namespace = self.operation.namespace.as_deref();
        if let Some(id) = references.filter_map(|reference| self.known.find(&reference, namespace)).next() {
            return TypeKind::Named(id);
        }
        let called = self.known.find(&Reference::by_name(name), namespace);
        if let Some(id) = called.filter(|id| self.known.fit(id, items).is_some_and(|fit| fit >= 1.0)) {
            return TypeKind::Named(id);
        }
        let is_empty = items.iter().all(|item| own_names(item).next().is_none());
        if path.len() >= DEEPEST || is_empty {
            return TypeKind::Primitive(Primitive::Json);
        }
        let mut deeper = path.to_vec();
        deeper.push(name);
        self.infer(&deeper, items)
    }

    /// A property without a row of a table.
    pub(super) fn row(&self, name: &str, ty: Type) -> PropertyDraft {
        PropertyDraft::shown(name, ty, self.operation.place.clone(), self.span)
    }

    /// `api/user-assignlicense.md#request`, `api/user-assignlicense.md#request.addLicenses`
    fn id(&self, path: &[&str]) -> String {
        let mut id = format!("{}#{}", self.operation.page, self.part.anchor());
        path.iter().for_each(|step| id.extend([".", step]));
        id
    }

    fn resource(&self, path: &[&str], origin: Origin) -> Resource {
        let operation = self.operation;
        let words = match self.part {
            Part::Request => "request body",
            Part::Response => "response",
        };
        let summary = match path.last() {
            None => format!("The {words} of `{}`.", operation.name),
            Some(last) => {
                format!("What `{}` holds in the {words} of `{}`.", crate::lower::clean(*last), operation.name)
            }
        };
        let name = self.words.camel_name(&format!("{} {} {}", operation.name, self.part.suffix(), path.join(" ")));
        Resource {
            id: self.id(path),
            origin,
            page: operation.page.clone(),
            place: operation.place.clone(),
            wire_name: String::new(),
            namespace: operation.namespace.clone(),
            area: operation.area.clone(),
            name,
            module: None,
            base: None,
            is_abstract: false,
            is_open: false,
            description: summary.clone(),
            summary,
            deprecated: None,
            preview: None,
            properties: Vec::new(),
            listings: Vec::new(),
            overridden: Vec::new(),
        }
    }
}

/// Tells of a type that JSON alone tells.
pub(super) fn report_made(draft: &ResourceDraft, diagnostics: &mut Diagnostics) {
    let resource = &draft.resource;
    if resource.origin == Origin::Example {
        let name = if resource.wire_name.is_empty() { &resource.name } else { &resource.wire_name };
        let message = format!("no page describes `{name}`: its properties are those that JSON shows");
        let help = "describe it in a table of properties; what the JSON leaves out has no getter";
        diagnostics.push(Diagnostic::new(Code::TypeMade, draft.span, message).help(help));
    }
}

/// The primitive type that all values have.
pub(super) fn primitive_kind(items: &[&Value]) -> TypeKind {
    let mut kinds = items.iter().map(|item| primitive_of_value(item));
    let first = kinds.next().unwrap_or(Primitive::Json);
    TypeKind::Primitive(kinds.fold(first, wider))
}

fn primitive_of_value(value: &Value) -> Primitive {
    match value {
        Value::Bool(_) => Primitive::Boolean,
        Value::String(text) if is_date_time(text) => Primitive::DateTimeOffset,
        Value::String(_) => Primitive::String,
        Value::Number(number) => primitive_of_number(number),
        _ => Primitive::Json,
    }
}

/// Whether a text is a date and a time with an offset, as RFC 3339 writes them.
fn is_date_time(text: &str) -> bool {
    let Some((stamp, rest)) = text.split_at_checked(19) else { return false };
    let between =
        |at: Range<usize>, low: &str, high: &str| stamp.get(at).is_some_and(|part| (low..=high).contains(&part));
    let in_range = between(5..7, "01", "12") && between(8..10, "01", "31") && between(11..13, "00", "23");
    let zone = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let is_zone = zone == "Z" || zone.strip_prefix(['+', '-']).is_some_and(|offset| has_form(offset, "00:00"));
    has_form(stamp, "0000-00-00T00:00:00") && in_range && is_zone
}

/// Whether a text has digits where the form has zeros, and is like it elsewhere.
fn has_form(text: &str, form: &str) -> bool {
    let is_like = |(byte, form): (u8, u8)| if form == b'0' { byte.is_ascii_digit() } else { byte == form };
    text.len() == form.len() && text.bytes().zip(form.bytes()).all(is_like)
}

fn primitive_of_number(number: &Number) -> Primitive {
    match number.as_i64() {
        Some(whole) if i32::try_from(whole).is_ok() => Primitive::Int32,
        Some(_) => Primitive::Int64,
        None => Primitive::Double,
    }
}

fn wider(one: Primitive, other: Primitive) -> Primitive {
    match (one, other) {
        (one, other) if one == other => one,
        (Primitive::Int32, Primitive::Int64) | (Primitive::Int64, Primitive::Int32) => Primitive::Int64,
        (Primitive::Double, Primitive::Int32 | Primitive::Int64) => Primitive::Double,
        (Primitive::Int32 | Primitive::Int64, Primitive::Double) => Primitive::Double,
        (Primitive::DateTimeOffset, Primitive::String) | (Primitive::String, Primitive::DateTimeOffset) => {
            Primitive::String
        }
        _ => Primitive::Json,
    }
}
