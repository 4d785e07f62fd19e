//! A value in; the JSON that a request sends of it out.

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::node::Node;
use super::object::Object;
use super::{Kind, ModelType};

/// A value as a request sends it. What came from the service goes back without the properties that the service alone sets;
/// what the program made is sent as it is.
pub(super) enum Sent<'a> {
    Object(&'a Object, Option<&'static ModelType>),
    List(&'a [Node], Kind),
    Other(&'a Node),
}

impl<'a> Sent<'a> {
    pub(super) fn object(object: &'a Object, ty: &'static ModelType) -> Self {
        Self::Object(object, Some(ty))
    }

    fn node(node: &'a Node, kind: Kind) -> Self {
        match (node, kind) {
            (Node::Object(object), Kind::Object(ty)) => Self::Object(object, Some(ty())),
            (Node::Object(object), _) => Self::Object(object, None),
            (Node::List(items), Kind::List(kind)) => Self::List(items, *kind),
            (node, _) => Self::Other(node),
        }
    }
}

impl Serialize for Sent<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Other(node) => node.serialize(serializer),
            Self::List(items, kind) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(&Sent::node(item, *kind)))?;
                list.end()
            }
            Self::Object(object, ty) => {
                let read_only = ty.map_or(&[][..], |ty| ty.read_only);
                let mut map = serializer.serialize_map(None)?;
                for (name, node) in object.nodes() {
                    if object.is_answer() && read_only.contains(&name) {
                        continue;
                    }
                    let kind = ty.and_then(|ty| kind_of(ty, name)).unwrap_or(Kind::Any);
                    map.serialize_entry(name, &Sent::node(node, kind))?;
                }
                map.end()
            }
        }
    }
}

fn kind_of(ty: &ModelType, name: &str) -> Option<Kind> {
    ty.properties.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}
