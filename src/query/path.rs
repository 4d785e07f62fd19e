//! How an expression names a property: by its name, by a path to it, or from the variable of a lambda.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

/// A variable of `any` or `all`. It has its name when the whole filter is written, so that no two in each other have the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Variable(u64);

impl Variable {
    /// A variable unlike every other.
    pub(super) fn new() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A piece of an expression.
#[derive(Clone, Debug)]
pub(super) enum Part {
    /// Text that stands for itself.
    Text(Cow<'static, str>),
    /// Where a variable is bound: `i:`. It holds until the [`End`](Self::End).
    Bind(Variable),
    /// The name of a variable.
    Name(Variable),
    /// Where the innermost variable ends.
    End,
}

/// The text of an expression. Variables are called `i`, `i2`, `i3` by their depth.
pub(super) fn write_parts(parts: &[Part]) -> String {
    let mut text = String::new();
    let mut bound: Vec<Variable> = Vec::new();
    for part in parts {
        match part {
            Part::Text(piece) => text.push_str(piece),
            Part::Bind(variable) => {
                bound.push(*variable);
                text.push_str(&name_at(bound.len()));
                text.push(':');
            }
            Part::Name(variable) => {
                let depth = bound.iter().rposition(|known| known == variable).map_or(bound.len(), |at| at + 1);
                text.push_str(&name_at(depth));
            }
            Part::End => {
                bound.pop();
            }
        }
    }
    text
}

fn name_at(depth: usize) -> Cow<'static, str> {
    match depth {
        0 | 1 => Cow::Borrowed("i"),
        depth => Cow::Owned(format!("i{depth}")),
    }
}

/// A path to a property: `manager/displayName`.
#[derive(Clone, Debug)]
pub struct Path {
    root: Option<Variable>,
    text: Cow<'static, str>,
}

impl Path {
    pub(super) fn of_variable(variable: Variable) -> Self {
        Self { root: Some(variable), text: Cow::Borrowed("") }
    }

    /// The path to what `next` names from here.
    pub(super) fn join(self, next: &str) -> Self {
        let is_start = self.text.is_empty();
        let text = if is_start { next.to_owned() } else { [&self.text, "/", next].concat() };
        Self { text: Cow::Owned(text), ..self }
    }

    pub(super) fn into_text(self) -> Cow<'static, str> {
        self.text
    }

    fn into_parts(self) -> Vec<Part> {
        let Some(root) = self.root else { return vec![Part::Text(self.text)] };
        let mut parts = vec![Part::Name(root)];
        if !self.text.is_empty() {
            parts.extend([Part::Text(Cow::Borrowed("/")), Part::Text(self.text)]);
        }
        parts
    }
}

/// What an operator stands behind: a name, a [`Path`], or one of them with `not` before the expression.
pub trait Operand: Clone + private::Sealed {
    #[doc(hidden)]
    fn into_named(self) -> private::Named;
}

/// An [`Operand`] without `not`.
pub trait Plain: Operand {
    #[doc(hidden)]
    fn into_path(self) -> Path;
}

/// A name or a path, with `not` before the expression.
#[derive(Clone, Copy, Debug)]
pub struct Negated<P>(pub(super) P);

impl Operand for &'static str {
    fn into_named(self) -> private::Named {
        self.into_path().into_named()
    }
}

impl Plain for &'static str {
    fn into_path(self) -> Path {
        Path { root: None, text: Cow::Borrowed(self) }
    }
}

impl Operand for Path {
    fn into_named(self) -> private::Named {
        private::Named { parts: self.into_parts(), is_negated: false }
    }
}

impl Plain for Path {
    fn into_path(self) -> Path {
        self
    }
}

impl<P: Plain> Operand for Negated<P> {
    fn into_named(self) -> private::Named {
        private::Named { is_negated: true, ..self.0.into_named() }
    }
}

pub(super) mod private {
    use super::{Negated, Part, Path};

    /// What an operator stands behind, in pieces.
    #[derive(Debug)]
    pub struct Named {
        pub(in crate::query) parts: Vec<Part>,
        pub(in crate::query) is_negated: bool,
    }

    pub trait Sealed {}

    impl Sealed for &'static str {}
    impl Sealed for Path {}
    impl<P> Sealed for Negated<P> {}
}
