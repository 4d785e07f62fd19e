//! A value in; the JSON text that a request sends of it out.
//!
//! What came from the service goes back without the properties that the service alone sets; what the program made is sent
//! as it is. The text is written here and not by way of `Serialize`, because names need no look for characters to escape, and
//! few texts have one.

use serde::Serialize;

use super::node::Node;
use super::object::{Object, needs_escape};
use super::{Kind, ModelType};

/// The text of a value that may have nothing but JSON.
type Written = Result<(), serde_json::Error>;

/// The JSON text of an object of type `ty`.
pub(super) fn object_text(object: &Object, ty: &'static ModelType) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = Vec::with_capacity(128);
    write_object(&mut out, object, Some(ty))?;
    Ok(out)
}

/// The JSON text of an array of objects of type `ty`.
pub(super) fn list_text<'a>(
    objects: impl Iterator<Item = &'a Object>,
    ty: &'static ModelType,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = Vec::with_capacity(128);
    write_list(&mut out, objects, |out, object| write_object(out, object, Some(ty)))?;
    Ok(out)
}

fn write_object(out: &mut Vec<u8>, object: &Object, ty: Option<&'static ModelType>) -> Written {
    let unsent = ty.filter(|_| object.is_answer()).map_or(&[][..], |ty| ty.read_only);
    let is_plain = object.has_plain_names();
    let mut is_first = true;
    out.push(b'{');
    for (name, node) in object.nodes().filter(|(name, _)| !unsent.contains(name)) {
        if !std::mem::take(&mut is_first) {
            out.push(b',');
        }
        if is_plain {
            write_plain(out, name);
        } else {
            write_value(out, name)?;
        }
        out.push(b':');
        let ty = ty.filter(|_| matches!(node, Node::Object(_) | Node::List(_)));
        write_node(out, node, ty.and_then(|ty| kind_of(ty, name)))?;
    }
    out.push(b'}');
    Ok(())
}

fn write_node(out: &mut Vec<u8>, node: &Node, kind: Option<Kind>) -> Written {
    match (node, kind) {
        (Node::Object(object), Some(Kind::Object(ty))) => write_object(out, object, Some(ty())),
        (Node::Object(object), _) => write_object(out, object, None),
        (Node::List(items), Some(Kind::List(kind))) => {
            write_list(out, items.iter(), |out, item| write_node(out, item, Some(*kind)))
        }
        (Node::List(items), _) => write_list(out, items.iter(), |out, item| write_node(out, item, None)),
        (Node::Text(text), _) if !needs_escape(text) => {
            write_plain(out, text);
            Ok(())
        }
        (node, _) => write_value(out, node),
    }
}

fn write_list<T>(
    out: &mut Vec<u8>,
    items: impl Iterator<Item = T>,
    write: impl Fn(&mut Vec<u8>, T) -> Written,
) -> Written {
    out.push(b'[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(out, item)?;
    }
    out.push(b']');
    Ok(())
}

/// Writes text that has no character to escape.
fn write_plain(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    out.extend_from_slice(text.as_bytes());
    out.push(b'"');
}

fn write_value(out: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) -> Written {
    serde_json::to_writer(out, value)
}

fn kind_of(ty: &ModelType, name: &str) -> Option<Kind> {
    ty.properties.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}
