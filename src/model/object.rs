//! The properties of a value: names and JSON, in the order in which they came.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::node::Node;

/// The names of an object's properties. Objects that came in one document share them.
#[derive(Clone, Default)]
pub(super) struct Keys {
    names: Vec<Box<str>>,
    /// Whether a name stands there twice.
    repeats: bool,
    /// Whether a name has a character that JSON escapes.
    has_escapes: bool,
}

impl Keys {
    pub(super) fn new(names: Vec<Box<str>>) -> Self {
        let repeats = has_repeats(&names);
        let has_escapes = names.iter().any(|name| needs_escape(name));
        Self { names, repeats, has_escapes }
    }

    fn push(&mut self, name: &str) {
        self.has_escapes |= needs_escape(name);
        self.names.push(name.into());
    }

    pub(super) fn names(&self) -> &[Box<str>] {
        &self.names
    }

    /// The last place of a name.
    fn position(&self, name: &str) -> Option<usize> {
        match self.repeats {
            false => self.names.iter().position(|key| key.as_ref() == name),
            true => self.names.iter().rposition(|key| key.as_ref() == name),
        }
    }
}

/// Whether a name stands there twice.
fn has_repeats(names: &[Box<str>]) -> bool {
    /// Up to so many names are compared with each other; more are hashed.
    const FEW: usize = 24;
    if names.len() > FEW {
        let mut known = HashSet::with_capacity(names.len());
        return !names.iter().all(|name| known.insert(name.as_ref()));
    }
    let mut rest = names.iter();
    while let Some(name) = rest.next() {
        if rest.as_slice().contains(name) {
            return true;
        }
    }
    false
}

/// Whether JSON escapes a character of a text (RFC 8259, section 7).
pub(super) fn needs_escape(text: &str) -> bool {
    // All bytes are looked at, so that the compiler takes many at a time.
    text.bytes().fold(false, |needs, byte| needs | (byte < b' ') | (byte == b'"') | (byte == b'\\'))
}

/// A JSON object: what a model keeps, those properties that no page describes among it.
///
/// It is cheap to clone: clones share what they hold until one of them changes. Properties stay in the order in which they
/// came. Of two properties of one name the later counts. Two objects are equal if they have the same properties with equal
/// values, in any order.
#[derive(Clone, Default)]
pub struct Object(Arc<Content>);

#[derive(Clone, Default)]
struct Content {
    keys: Arc<Keys>,
    /// As many as there are keys.
    values: Vec<Node>,
    /// Whether it came from the service.
    is_answer: bool,
    /// Whether it only tells the names by which it is read.
    is_probe: bool,
}

impl Object {
    /// An object without properties.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An object that came from the service; `keys` and `values` have the same length.
    pub(super) fn from_answer(keys: Arc<Keys>, values: Vec<Node>) -> Self {
        Self(Arc::new(Content { keys, values, is_answer: true, is_probe: false }))
    }

    /// An object that only tells the names by which it is read.
    pub(super) fn probe() -> Self {
        Self(Arc::new(Content { is_probe: true, ..Content::default() }))
    }

    /// Whether it only tells the names by which it is read.
    pub(super) fn is_probe(&self) -> bool {
        self.0.is_probe
    }

    /// Whether it came from the service, and was not made by the program.
    pub(super) fn is_answer(&self) -> bool {
        self.0.is_answer
    }

    /// How many properties there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.values.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.values.is_empty()
    }

    /// The names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys.names.iter().map(AsRef::as_ref)
    }

    /// A property as JSON. `None` where it is absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        self.node(name).map(Value::from)
    }

    /// Sets a property. The place of one that was there stays.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.set_node(name, Node::from(value.into()));
    }

    /// Makes a property absent.
    pub fn remove(&mut self, name: &str) {
        self.take_node(name);
    }

    /// Takes a property out. Of several of one name, all go, and the last is given.
    pub(super) fn take_node(&mut self, name: &str) -> Option<Node> {
        self.position(name)?;
        let content = Arc::make_mut(&mut self.0);
        let keys = Arc::make_mut(&mut content.keys);
        let names = std::mem::take(&mut keys.names);
        let values = std::mem::take(&mut content.values);
        let mut taken = None;
        for (key, value) in names.into_iter().zip(values) {
            if key.as_ref() == name {
                taken = Some(value);
            } else {
                keys.names.push(key);
                content.values.push(value);
            }
        }
        taken
    }

    /// Whether no name has a character that JSON escapes.
    pub(super) fn has_plain_names(&self) -> bool {
        !self.0.keys.has_escapes
    }

    pub(super) fn nodes(&self) -> impl Iterator<Item = (&str, &Node)> {
        self.names().zip(&self.0.values)
    }

    pub(super) fn node(&self, name: &str) -> Option<&Node> {
        self.position(name).and_then(|at| self.0.values.get(at))
    }

    pub(super) fn set_node(&mut self, name: &str, node: Node) {
        let position = self.position(name);
        let content = Arc::make_mut(&mut self.0);
        match position.and_then(|at| content.values.get_mut(at)) {
            Some(place) => *place = node,
            None => {
                Arc::make_mut(&mut content.keys).push(name);
                content.values.push(node);
            }
        }
    }

    #[cfg(test)]
    pub(super) fn shares_names(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0.keys, &other.0.keys)
    }

    fn position(&self, name: &str) -> Option<usize> {
        self.0.keys.position(name)
    }

    /// The properties that count, by name.
    fn by_name(&self) -> HashMap<&str, &Node> {
        self.nodes().collect()
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        if Arc::ptr_eq(&self.0, &other.0) {
            return true;
        }
        let is_alike = Arc::ptr_eq(&self.0.keys, &other.0.keys) || self.0.keys.names == other.0.keys.names;
        (is_alike && self.0.values == other.0.values) || self.by_name() == other.by_name()
    }
}

impl fmt::Debug for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.nodes()).finish()
    }
}

impl FromIterator<(String, Value)> for Object {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(properties: I) -> Self {
        let (keys, values): (Vec<Box<str>>, Vec<Node>) =
            properties.into_iter().map(|(name, value)| (name.into_boxed_str(), Node::from(value))).unzip();
        Self(Arc::new(Content { keys: Arc::new(Keys::new(keys)), values, ..Content::default() }))
    }
}
