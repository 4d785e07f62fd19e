//! JSON in; a tree that keeps all of it, with the names of sibling objects shared, out; and back.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Number, Value};
use smol_str::SmolStr;

use super::object::{Keys, Object};

/// Any JSON.
#[derive(Clone, PartialEq)]
pub enum Node {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number above the largest `i64`.
    Large(u64),
    /// A number with a fraction or an exponent.
    Float(f64),
    /// A string. A short one, as most are, takes no memory of its own.
    Text(SmolStr),
    /// An array.
    List(Box<[Node]>),
    /// An object.
    Object(Object),
}

impl Node {
    /// What it is, for a message: `a number`.
    pub(crate) fn describe(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) | Self::Large(_) | Self::Float(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// Reads JSON text that is expected to look like the last one of the same kind.
    pub(crate) fn from_slice(json: &[u8], kind: &'static str) -> Result<Self, serde_json::Error> {
        let mut shape = Shape::last(kind);
        let has_grown = Cell::new(false);
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let node = Seed { shape: &mut shape, has_grown: &has_grown }.deserialize(&mut deserializer)?;
        deserializer.end()?;
        // What an answer made up should not stay.
        if !has_grown.get() || shape.fit(SHAPE_KEPT).is_some() {
            shape.keep(kind);
        }
        Ok(node)
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Large(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
            Self::List(values) => f.debug_list().entries(values.iter()).finish(),
            Self::Object(object) => object.fmt(f),
        }
    }
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Large(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                values.iter().try_for_each(|value| list.serialize_element(value))?;
                list.end()
            }
            Self::Object(object) => object.serialize(serializer),
        }
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, node) in self.nodes() {
            map.serialize_entry(name, node)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Seed { shape: &mut Shape::default(), has_grown: &Cell::default() }.deserialize(deserializer)
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Node::deserialize(deserializer)? {
            Node::Object(object) => Ok(object),
            other => Err(D::Error::custom(format_args!("expected an object, found {}", other.describe()))),
        }
    }
}

impl From<Value> for Node {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(value),
            Value::Number(number) => number.into(),
            Value::String(text) => Self::Text(text.into()),
            Value::Array(values) => Self::List(values.into_iter().map(Self::from).collect()),
            Value::Object(map) => Self::Object(map.into_iter().collect()),
        }
    }
}

impl From<Number> for Node {
    fn from(number: Number) -> Self {
        match (number.as_i64(), number.as_u64()) {
            (Some(value), _) => Self::Int(value),
            (None, Some(value)) => Self::Large(value),
            (None, None) => number.as_f64().map_or(Self::Null, Self::Float),
        }
    }
}

impl From<&Node> for Value {
    fn from(node: &Node) -> Self {
        match node {
            Node::Null => Self::Null,
            Node::Bool(value) => Self::Bool(*value),
            Node::Int(value) => Self::from(*value),
            Node::Large(value) => Self::from(*value),
            Node::Float(value) => Self::from(*value),
            Node::Text(text) => Self::from(text.as_str()),
            Node::List(values) => Self::Array(values.iter().map(Self::from).collect()),
            Node::Object(object) => Self::from(object),
        }
    }
}

impl From<&Object> for Value {
    fn from(object: &Object) -> Self {
        Self::Object(object.nodes().map(|(name, node)| (name.to_owned(), Self::from(node))).collect())
    }
}

/// What the objects at one place of a document were like so far. The next is expected to have the same names in the same
/// order; then it shares them, and no name is copied.
#[derive(Default)]
struct Shape {
    keys: Arc<Keys>,
    /// By the place of the name.
    children: Vec<Shape>,
    /// How long the arrays there are.
    length: usize,
}

/// A long array is rarely followed by another.
const LONGEST_EXPECTED: usize = 32;

/// How many kinds of answers a thread remembers the shape of.
const KINDS_KEPT: usize = 8;

/// How many bytes a shape may take to be remembered: a user with all its properties takes about 8,000.
const SHAPE_KEPT: usize = 16 << 10;

thread_local! {
    /// What the last answers on this thread looked like, by kind; the last one used stands at the end.
    static LAST: Cell<Vec<(&'static str, Shape)>> = const { Cell::new(Vec::new()) };
}

impl Shape {
    /// What the last answer of a kind looked like, taken out of the memory of the thread.
    fn last(kind: &'static str) -> Self {
        let mut shapes = LAST.try_with(Cell::take).unwrap_or_default();
        let known = shapes.iter().rposition(|(other, _)| std::ptr::eq(*other, kind));
        let shape = known.map(|at| shapes.remove(at).1).unwrap_or_default();
        remember(shapes);
        shape
    }

    /// Remembers it.
    fn keep(self, kind: &'static str) {
        let mut shapes = LAST.try_with(Cell::take).unwrap_or_default();
        if shapes.len() == KINDS_KEPT {
            shapes.remove(0);
        }
        shapes.push((kind, self));
        remember(shapes);
    }

    /// What is left of `room` in bytes without it. `None` where it does not fit in.
    fn fit(&self, room: usize) -> Option<usize> {
        let names: usize = self.keys.names().iter().map(|name| name.len() + size_of_val(name)).sum();
        let own = names + size_of_val(self.children.as_slice());
        self.children.iter().try_fold(room.checked_sub(own)?, |room, child| child.fit(room))
    }
}

/// A thread that ends remembers nothing.
fn remember(shapes: Vec<(&'static str, Shape)>) {
    let _ = LAST.try_with(|last| last.set(shapes));
}

/// Reads one value.
struct Seed<'a> {
    /// What it is expected to look like; then, what it looked like.
    shape: &'a mut Shape,
    /// Set where the document has names that were not expected.
    has_grown: &'a Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Int(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(i64::try_from(value).map_or(Node::Large(value), Node::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Float(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.into()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
        let Self { shape, has_grown } = self;
        let mut list = Vec::with_capacity(shape.length);
        while let Some(item) = items.next_element_seed(Seed { shape, has_grown })? {
            list.push(item);
        }
        shape.length = list.len().min(LONGEST_EXPECTED);
        Ok(Node::List(list.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let Self { shape, has_grown } = self;
        let mut values = Vec::with_capacity(shape.keys.names().len());
        // The names, from where they are other ones than expected.
        let mut own: Option<Vec<Box<str>>> = None;
        while let Some(key) = entries.next_key_seed(KeySeed(expected(&shape.keys, values.len(), own.is_some())))? {
            let at = values.len();
            if let Some(name) = key {
                own.get_or_insert_with(|| shape.keys.names().iter().take(at).cloned().collect()).push(name);
            }
            if shape.children.len() <= at {
                shape.children.resize_with(at + 1, Shape::default);
            }
            let child = shape.children.get_mut(at).expect("there is a child for each name");
            values.push(entries.next_value_seed(Seed { shape: child, has_grown })?);
        }
        match own {
            Some(names) => {
                has_grown.set(true);
                shape.keys = Arc::new(Keys::new(names));
            }
            None if values.len() < shape.keys.names().len() => {
                let names = shape.keys.names().iter().take(values.len()).cloned().collect();
                shape.keys = Arc::new(Keys::new(names));
            }
            None => {}
        }
        Ok(Node::Object(Object::from_answer(Arc::clone(&shape.keys), values)))
    }
}

/// The name that is expected next; none where the object has names of its own already.
fn expected(keys: &Keys, at: usize, has_own: bool) -> Option<&str> {
    if has_own { None } else { keys.names().get(at).map(AsRef::as_ref) }
}

/// Reads a name: `None` where it is the expected one.
struct KeySeed<'a>(Option<&'a str>);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Option<Box<str>>;

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_> {
    type Value = Option<Box<str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(if self.0 == Some(name) { None } else { Some(name.into()) })
    }
}

#[cfg(test)]
mod tests {
    use smol_str::SmolStr;

    use super::super::object::Object;
    use super::Node;

    fn object(json: &str, kind: &'static str) -> Object {
        match Node::from_slice(json.as_bytes(), kind) {
            Ok(Node::Object(object)) => object,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn answers_of_a_kind_share_their_names() {
        let first = object(r#"{"id": "1", "manager": {"id": "2"}}"#, "user");
        let next = object(r#"{"id": "3", "manager": {"id": "4"}}"#, "user");
        let other = object(r#"{"id": "3", "manager": {"id": "4"}}"#, "group");
        assert!(first.shares_names(&next));
        assert!(!first.shares_names(&other));
        let changed = object(r#"{"name": "x", "id": "5"}"#, "user");
        assert_eq!(changed.names().collect::<Vec<_>>(), ["name", "id"]);
        assert_eq!(first.names().collect::<Vec<_>>(), ["id", "manager"]);
    }

    #[test]
    fn names_of_a_large_answer_are_not_kept() {
        let json = format!("{{{}}}", (0..1000).map(|at| format!(r#""p{at}":0"#)).collect::<Vec<_>>().join(","));
        assert!(!object(&json, "large").shares_names(&object(&json, "large")));
        let nested = format!(r#"{{"a": [{json}, {{}}]}}"#);
        assert!(!object(&nested, "nested").shares_names(&object(&nested, "nested")));
    }

    /// Most texts are short. They stand in the node itself, and leave it as small as it would be otherwise.
    #[test]
    fn a_short_text_takes_no_memory_beside_its_node() {
        assert_eq!(size_of::<Node>(), size_of::<SmolStr>());
        let Node::Text(text) = Node::from_slice(br#""eyes of 23 bytes or so.""#, "text").unwrap() else { panic!() };
        assert_eq!((text.len(), text.is_heap_allocated()), (23, false));
    }

    #[test]
    fn only_the_last_kinds_are_kept() {
        let kinds = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let firsts = kinds.map(|kind| object(r#"{"id": 1}"#, kind));
        let again = |at: usize| object(r#"{"id": 1}"#, kinds[at]);
        assert!(firsts[8].shares_names(&again(8)));
        assert!(firsts[1].shares_names(&again(1)));
        assert!(!firsts[0].shares_names(&again(0)));
    }
}
