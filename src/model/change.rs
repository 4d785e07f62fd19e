//! An item of a delta in; whether it changed or was removed out.

use super::node::Node;
use super::value::Read;

/// An item of a delta (OData JSON format 4.01, section 15).
#[derive(Clone, Debug, PartialEq)]
pub enum Change<T> {
    /// It was added, or something of it changed. What did not change may be absent.
    Changed(T),
    /// It was removed: it has `@removed` (section 15.3).
    Removed {
        /// Its `id`, or the URL that stands for it (`@odata.id`).
        id: Option<String>,
        /// `deleted`, or `changed` where it is no longer part of what is asked for.
        reason: Option<String>,
        /// The item as it came, often with its `id` alone.
        item: T,
    },
}

impl<T> Change<T> {
    /// Whether it was removed.
    #[must_use]
    pub fn is_removed(&self) -> bool {
        matches!(self, Self::Removed { .. })
    }

    /// The item, changed or removed.
    #[must_use]
    pub fn into_item(self) -> T {
        match self {
            Self::Changed(item) | Self::Removed { item, .. } => item,
        }
    }
}

impl<'a, T: Read<'a>> Read<'a> for Change<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(node: &'a Node) -> Option<Self> {
        let item = T::read(node)?;
        let Node::Object(object) = node else { return Some(Self::Changed(item)) };
        let Some(removed) = object.node("@removed").or_else(|| object.node("@odata.removed")) else {
            return Some(Self::Changed(item));
        };
        let text = |name| object.node(name).and_then(String::read);
        let id = ["id", "@odata.id", "@id"].into_iter().find_map(text);
        let reason = match removed {
            Node::Object(removed) => removed.node("reason").and_then(String::read),
            _ => None,
        };
        Some(Self::Removed { id, reason, item })
    }
}
