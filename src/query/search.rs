//! Words in; the expression of a `$search` out.

use std::fmt;
use std::marker::PhantomData;

/// An expression for `$search` (OData 4.01 URL conventions, section 5.1.8).
#[derive(Clone)]
#[must_use = "a search does nothing until a call takes it"]
pub struct Search<M> {
    text: String,
    /// Whether it is to stand in parentheses beside another.
    is_joined: bool,
    model: PhantomData<fn() -> M>,
}

impl<M> Search<M> {
    /// Text as one phrase: in quotes, with a `\` before each `"` and `\`.
    pub fn phrase(text: &str) -> Self {
        Self::of(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")), false)
    }

    /// An expression as the service takes it.
    pub fn raw(text: impl Into<String>) -> Self {
        Self::of(text.into(), true)
    }

    /// Both are found.
    pub fn and(self, other: Self) -> Self {
        self.join("AND", other)
    }

    /// One of them is found, or both.
    pub fn or(self, other: Self) -> Self {
        self.join("OR", other)
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    fn of(text: String, is_joined: bool) -> Self {
        Self { text, is_joined, model: PhantomData }
    }

    fn join(self, operator: &str, other: Self) -> Self {
        Self::of(format!("{} {operator} {}", self.within(), other.within()), true)
    }

    fn within(self) -> String {
        if self.is_joined { format!("({})", self.text) } else { self.text }
    }
}

/// The expression, before it is percent-encoded.
impl<M> fmt::Debug for Search<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Search").field(&self.text).finish()
    }
}
