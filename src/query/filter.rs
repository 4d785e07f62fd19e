//! Comparisons in; the expression of a `$filter` out, with the parentheses that it needs.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use super::path::private::Named;
use super::path::{Part, Variable, write_parts};
use crate::{Extends, Model};

/// An expression for `$filter` over the properties of `M`.
///
/// It has the parentheses that the precedence of operators asks for (OData 4.01 URL conventions, section 5.1.1.16).
pub struct Filter<M> {
    expression: Expression,
    model: PhantomData<fn() -> M>,
}

/// What a filter says, whatever it is of.
#[derive(Clone, Debug)]
pub(crate) struct Expression {
    parts: Vec<Part>,
    binding: Binding,
    /// Whether it uses what Microsoft Graph calls an advanced query: `ne`, `not`, `endsWith`, or a count.
    pub(super) is_advanced: bool,
}

/// How tightly the outermost operator binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    /// `or`, and what is not known.
    Or,
    /// `and`.
    And,
    /// A comparison, a function or `not`.
    Tight,
}

impl<M> Filter<M> {
    /// An expression as OData writes it, for what this interface has no words for. It is percent-encoded when it is sent.
    #[must_use]
    pub fn raw(text: impl Into<Cow<'static, str>>) -> Self {
        Self::of_expression(Expression {
            parts: vec![Part::Text(text.into())],
            binding: Binding::Or,
            is_advanced: false,
        })
    }

    /// Both hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::of_expression(self.expression.and(other.expression))
    }

    /// One of them holds, or both.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self::of_expression(self.expression.join(" or ", Binding::Or, other.expression))
    }

    /// It does not hold. Whether the page lists `not` for the properties in it is not checked here; [`Field::not`] checks it.
    ///
    /// [`Field::not`]: super::Field::not
    #[must_use]
    pub fn negated(self) -> Self {
        Self::of_expression(self.expression.negated())
    }

    /// The same for the values of a type that derives from `M`.
    #[must_use]
    pub fn of<D: Extends<M>>(self) -> Filter<D>
    where
        M: Model,
    {
        Filter::of_expression(self.expression)
    }

    /// The same where values of a base type are asked for that are known to be of type `M`.
    #[must_use]
    pub fn upcast<B: Model>(self) -> Filter<B>
    where
        M: Extends<B>,
    {
        Filter::of_expression(self.expression)
    }

    pub(crate) fn into_expression(self) -> Expression {
        self.expression
    }

    fn of_expression(expression: Expression) -> Self {
        Self { expression, model: PhantomData }
    }

    /// `path eq 'x'`, or `not (path eq 'x')`.
    pub(super) fn compare(named: Named, operator: &'static str, literal: String, is_advanced: bool) -> Self {
        let Named { mut parts, is_negated } = named;
        parts.extend([Part::Text(Cow::Borrowed(operator)), Part::Text(Cow::Owned(literal))]);
        Self::tight(parts, is_negated, is_advanced)
    }

    /// `startswith(path,'x')`
    pub(super) fn call(named: Named, function: &'static str, literal: String, is_advanced: bool) -> Self {
        let Named { parts, is_negated } = named;
        let mut all = vec![Part::Text(Cow::Borrowed(function)), Part::Text(Cow::Borrowed("("))];
        all.extend(parts);
        all.extend([",".into(), literal.into(), ")".into()].map(Part::Text));
        Self::tight(all, is_negated, is_advanced)
    }

    /// `path/any(i:i/x eq 'y')`
    pub(super) fn lambda(named: Named, function: &'static str, variable: Variable, body: Self) -> Self {
        let Named { mut parts, is_negated } = named;
        parts.push(Part::Text(Cow::Borrowed(function)));
        parts.push(Part::Bind(variable));
        parts.extend(body.expression.parts);
        parts.extend([Part::End, Part::Text(Cow::Borrowed(")"))]);
        Self::tight(parts, is_negated, body.expression.is_advanced)
    }

    fn tight(parts: Vec<Part>, is_negated: bool, is_advanced: bool) -> Self {
        let expression = Expression { parts, binding: Binding::Tight, is_advanced };
        Self::of_expression(if is_negated { expression.negated() } else { expression })
    }
}

impl Expression {
    /// Both hold.
    pub(crate) fn and(self, other: Self) -> Self {
        self.join(" and ", Binding::And, other)
    }

    /// The text, as it stands behind `$filter=` before it is percent-encoded.
    pub(crate) fn text(&self) -> String {
        write_parts(&self.parts)
    }

    fn negated(self) -> Self {
        let mut parts = vec![Part::Text(Cow::Borrowed("not "))];
        parts.extend(self.in_parentheses());
        Self { parts, binding: Binding::Tight, is_advanced: true }
    }

    fn join(self, operator: &'static str, binding: Binding, other: Self) -> Self {
        let is_advanced = self.is_advanced || other.is_advanced;
        let mut parts = self.within(binding);
        parts.push(Part::Text(Cow::Borrowed(operator)));
        parts.extend(other.within(binding));
        Self { parts, binding, is_advanced }
    }

    /// The parts, in parentheses where the outermost operator binds less than `binding`.
    fn within(self, binding: Binding) -> Vec<Part> {
        if self.binding < binding { self.in_parentheses() } else { self.parts }
    }

    fn in_parentheses(self) -> Vec<Part> {
        let mut parts = vec![Part::Text(Cow::Borrowed("("))];
        parts.extend(self.parts);
        parts.push(Part::Text(Cow::Borrowed(")")));
        parts
    }
}

impl<M> Clone for Filter<M> {
    fn clone(&self) -> Self {
        Self::of_expression(self.expression.clone())
    }
}

/// The expression, before it is percent-encoded.
impl<M> fmt::Display for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.expression.text())
    }
}

impl<M> fmt::Debug for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Filter").field(&self.expression.text()).finish()
    }
}
