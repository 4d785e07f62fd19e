//! A value and what its page says in; the properties of other types out.

use jiff::Span;
use jiff::civil::{Date, Time};
use uuid::Uuid;

use super::date::DateTimeOffset;
use super::node::Node;
use super::object::Object;
use super::property::PropertyError;
use super::value::{Decimal, Read};
use super::{Kind, ModelType};

pub(super) fn mistyped(ty: &'static ModelType, path: &str, expected: &'static str, node: &Node) -> Box<PropertyError> {
    Box::new(PropertyError { type_name: ty.name, page: ty.page, path: path.to_owned(), expected, raw: node.into() })
}

/// The properties of an object that have another type than `ty` says, at any depth.
pub fn find_faults(object: &Object, ty: &'static ModelType) -> Vec<PropertyError> {
    let mut faults = Vec::new();
    check_object(object, ty, "", &mut faults);
    faults
}

fn check_object(object: &Object, ty: &'static ModelType, path: &str, faults: &mut Vec<PropertyError>) {
    for (name, kind) in ty.properties {
        let Some(node) = object.node(name).filter(|node| **node != Node::Null) else { continue };
        let path = if path.is_empty() { (*name).to_owned() } else { format!("{path}.{name}") };
        check_node(node, *kind, &Place { ty, path }, faults);
    }
}

/// Where a value stands.
struct Place {
    ty: &'static ModelType,
    path: String,
}

fn check_node(node: &Node, kind: Kind, place: &Place, faults: &mut Vec<PropertyError>) {
    match (kind, node) {
        (Kind::Object(ty), Node::Object(object)) => check_object(object, ty(), &place.path, faults),
        (Kind::List(kind), Node::List(items)) => {
            for (at, item) in items.iter().enumerate() {
                check_node(item, *kind, &Place { ty: place.ty, path: format!("{}[{at}]", place.path) }, faults);
            }
        }
        _ => {
            let (expected, fits) = fits(kind, node);
            if !fits {
                faults.push(*mistyped(place.ty, &place.path, expected, node));
            }
        }
    }
}

/// What a kind is called, and whether a value is of it.
fn fits(kind: Kind, node: &Node) -> (&'static str, bool) {
    fn of<'a, T: Read<'a>>(node: &'a Node) -> (&'static str, bool) {
        (T::EXPECTED, T::read(node).is_some())
    }
    match kind {
        Kind::String => of::<&str>(node),
        Kind::Boolean => of::<bool>(node),
        Kind::Int32 => of::<i32>(node),
        Kind::Int64 => of::<i64>(node),
        Kind::Double => of::<f64>(node),
        Kind::Single => of::<f32>(node),
        Kind::Decimal => of::<Decimal>(node),
        Kind::Binary => of::<Vec<u8>>(node),
        Kind::Guid => of::<Uuid>(node),
        Kind::DateTimeOffset => of::<DateTimeOffset>(node),
        Kind::Date => of::<Date>(node),
        Kind::TimeOfDay => of::<Time>(node),
        Kind::Duration => of::<Span>(node),
        Kind::Any => ("JSON", true),
        Kind::Enum => ("a member's name", of::<&str>(node).1),
        Kind::Object(_) => ("an object", false),
        Kind::List(_) => ("a collection", false),
    }
}
