//! A property as a type: what it belongs to, what its values are, and which operators the page lists for it.

use std::fmt;
use std::marker::PhantomData;

use super::column::{Column, Order};
use super::expand::Expand;
use super::operator::{AnyOperator, Contains, EndsWith, Eq, Ge, Gt, Has, In, Le, Lists, Lt, Ne, Not, StartsWith};
use super::path::{Negated, Operand, Path, Plain, Variable};
use super::{Filter, Literal, Search};
use crate::{Enumeration, Extends, Model};

/// A property of `M` with values of type `T`, for which the page lists the operators `F`. `P` is how it is named.
///
/// Generated models have a constant for each property: `User::DEPARTMENT`. One that no page describes, or a path, is made by
/// [`new`](Self::new).
pub struct Field<M, T, F = AnyOperator, P = &'static str> {
    path: P,
    of: Of<M, T, F>,
}

/// What a field is of, which no value of it holds.
type Of<M, T, F> = PhantomData<fn() -> (M, T, F)>;

/// The value type of a navigation property that leads to one entity.
#[derive(Clone, Copy, Debug)]
pub enum To<M> {
    #[doc(hidden)]
    _Model(std::convert::Infallible, PhantomData<fn() -> M>),
}

/// The value type of a navigation property that leads to entities.
#[derive(Clone, Copy, Debug)]
pub enum ToMany<M> {
    #[doc(hidden)]
    _Model(std::convert::Infallible, PhantomData<fn() -> M>),
}

/// A value type with properties of its own: a model, or a navigation property that leads to one.
#[diagnostic::on_unimplemented(message = "a value of type `{Self}` has no properties to name")]
pub trait Structured {
    /// The model that has the properties.
    type Model;
}

impl<M: Model> Structured for M {
    type Model = M;
}

impl<M> Structured for To<M> {
    type Model = M;
}

/// The value type of a collection.
#[diagnostic::on_unimplemented(message = "a value of type `{Self}` is no collection")]
pub trait Collection {
    /// The type of its items.
    type Item;
}

impl<T> Collection for Vec<T> {
    type Item = T;
}

impl<M> Collection for ToMany<M> {
    type Item = M;
}

/// The value type of a navigation property.
#[diagnostic::on_unimplemented(
    message = "only a navigation property can be expanded, and this one has values of type `{Self}`"
)]
pub trait Navigation {
    /// The model that it leads to.
    type Model;
}

impl<M> Navigation for To<M> {
    type Model = M;
}

impl<M> Navigation for ToMany<M> {
    type Model = M;
}

impl<M, T, F> Field<M, T, F> {
    /// The property or path with this name in JSON: `department`, `manager/displayName`.
    #[must_use]
    pub const fn new(name: &'static str) -> Self {
        field(name)
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.path
    }
}

/// [`Field::new`], for generated constants: a function that belongs to no generic type is found with less work for the compiler.
#[doc(hidden)]
#[must_use]
pub const fn field<M, T, F>(name: &'static str) -> Field<M, T, F> {
    Field { path: name, of: PhantomData }
}

impl<M, T, F, P: Operand> Field<M, T, F, P> {
    /// The same property with all operators, also those that the page does not list.
    #[must_use]
    pub fn unlisted(self) -> Field<M, T, AnyOperator, P> {
        Field::named(self.path)
    }

    /// The same property of a type that derives from `M`.
    #[must_use]
    pub fn of<D: Extends<M>>(self) -> Field<D, T, F, P>
    where
        M: Model,
    {
        Field::named(self.path)
    }

    /// The same property where values of a base type are asked for that are known to be of type `M`:
    /// `User::MANAGER.then(User::DISPLAY_NAME.upcast())` for a manager that the page calls a directory object.
    #[must_use]
    pub fn upcast<B: Model>(self) -> Field<B, T, F, P>
    where
        M: Extends<B>,
    {
        Field::named(self.path)
    }

    /// `eq`: equal to the value.
    #[must_use]
    pub fn eq<At>(self, value: impl Literal<T>) -> Filter<M>
    where
        F: Lists<Eq, At>,
    {
        self.compare(" eq ", value.into_literal(), false)
    }

    /// `eq null`: without a value.
    #[must_use]
    pub fn is_null<At>(self) -> Filter<M>
    where
        F: Lists<Eq, At>,
    {
        self.compare(" eq ", "null".to_owned(), false)
    }

    /// `ne`: not equal to the value.
    #[must_use]
    pub fn ne<At>(self, value: impl Literal<T>) -> Filter<M>
    where
        F: Lists<Ne, At>,
    {
        self.compare(" ne ", value.into_literal(), true)
    }

    /// `ne null`: with a value.
    #[must_use]
    pub fn is_not_null<At>(self) -> Filter<M>
    where
        F: Lists<Ne, At>,
    {
        self.compare(" ne ", "null".to_owned(), true)
    }

    /// `gt`: greater than the value.
    #[must_use]
    pub fn gt<At>(self, value: impl Literal<T>) -> Filter<M>
    where
        F: Lists<Gt, At>,
    {
        self.compare(" gt ", value.into_literal(), false)
    }

    /// `ge`: greater than or equal to the value.
    #[must_use]
    pub fn ge<At>(self, value: impl Literal<T>) -> Filter<M>
    where
        F: Lists<Ge, At>,
    {
        self.compare(" ge ", value.into_literal(), false)
    }

    /// `lt`: less than the value.
    #[must_use]
    pub fn lt<At>(self, value: impl Literal<T>) -> Filter<M>
    where
        F: Lists<Lt, At>,
    {
        self.compare(" lt ", value.into_literal(), false)
    }

    /// `le`: less than or equal to the value.
    #[must_use]
    pub fn le<At>(self, value: impl Literal<T>) -> Filter<M>
    where
        F: Lists<Le, At>,
    {
        self.compare(" le ", value.into_literal(), false)
    }

    /// `in`: equal to one of the values. Without any, nothing matches: `false`.
    #[must_use]
    pub fn is_in<At, L: Literal<T>>(self, values: impl IntoIterator<Item = L>) -> Filter<M>
    where
        F: Lists<In, At>,
    {
        let values: Vec<String> = values.into_iter().map(Literal::into_literal).collect();
        match values.as_slice() {
            [] => Filter::raw("false"),
            values => self.compare(" in ", format!("({})", values.join(",")), false),
        }
    }

    /// `has`: a value of flags that has this one.
    #[must_use]
    pub fn has<At>(self, value: impl Literal<T>) -> Filter<M>
    where
        T: Enumeration,
        F: Lists<Has, At>,
    {
        self.compare(" has ", value.into_literal(), false)
    }

    fn compare(self, operator: &'static str, literal: String, is_advanced: bool) -> Filter<M> {
        Filter::compare(self.path.into_named(), operator, literal, is_advanced)
    }

    fn named(path: P) -> Self {
        Self { path, of: PhantomData }
    }
}

impl<M, F, P: Operand> Field<M, String, F, P> {
    /// `startswith`: text that begins so.
    #[must_use]
    pub fn starts_with<At>(self, text: impl Literal<String>) -> Filter<M>
    where
        F: Lists<StartsWith, At>,
    {
        Filter::call(self.path.into_named(), "startswith", text.into_literal(), false)
    }

    /// `endswith`: text that ends so.
    #[must_use]
    pub fn ends_with<At>(self, text: impl Literal<String>) -> Filter<M>
    where
        F: Lists<EndsWith, At>,
    {
        Filter::call(self.path.into_named(), "endswith", text.into_literal(), true)
    }

    /// `contains`: text that has this in it.
    #[must_use]
    pub fn contains<At>(self, text: impl Literal<String>) -> Filter<M>
    where
        F: Lists<Contains, At>,
    {
        Filter::call(self.path.into_named(), "contains", text.into_literal(), false)
    }
}

impl<M, T: Collection, F, P: Operand> Field<M, T, F, P> {
    /// `any`: at least one item is such. The closure gets the item, a property of `M` like others: of an item with properties,
    /// [`then`](Self::then) names one; on others, operators stand directly.
    #[must_use]
    pub fn any(self, condition: impl FnOnce(Field<M, T::Item, F, Path>) -> Filter<M>) -> Filter<M> {
        self.lambda("/any(", condition)
    }

    /// `all`: every item is such, or there is none; as for [`any`](Self::any).
    #[must_use]
    pub fn all(self, condition: impl FnOnce(Field<M, T::Item, F, Path>) -> Filter<M>) -> Filter<M> {
        self.lambda("/all(", condition)
    }

    fn lambda(
        self,
        function: &'static str,
        condition: impl FnOnce(Field<M, T::Item, F, Path>) -> Filter<M>,
    ) -> Filter<M> {
        let variable = Variable::new();
        let body = condition(Field::named(Path::of_variable(variable)));
        Filter::lambda(self.path.into_named(), function, variable, body)
    }
}

impl<M, T, F, P: Plain> Field<M, T, F, P> {
    /// `not`: what the operator behind it says does not hold: `User::CITY.not().starts_with("A")`.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "the operator `!` could not be held to what the page lists")]
    pub fn not<At>(self) -> Field<M, T, F, Negated<P>>
    where
        F: Lists<Not, At>,
    {
        Field::named(Negated(self.path))
    }

    /// A property of the value: `User::MANAGER.then(User::DISPLAY_NAME)` is `manager/displayName`.
    #[must_use]
    pub fn then<U, G, Q: Plain>(self, next: Field<T::Model, U, G, Q>) -> Field<M, U, G, Path>
    where
        T: Structured,
    {
        Field::named(self.path.into_path().join(&next.path.into_path().into_text()))
    }

    /// How many items the collection has: `/$count`.
    #[must_use]
    pub fn count(self) -> Field<M, i64, AnyOperator, Path>
    where
        T: Collection,
    {
        Field::named(self.path.into_path().join("$count"))
    }

    /// The property for a `$select`, whatever its type.
    #[must_use]
    pub fn column(self) -> Column<M> {
        Column::raw(self.path.into_path().into_text())
    }

    /// In ascending order, for `$orderby`.
    #[must_use]
    pub fn asc(self) -> Order<M> {
        Order::raw(self.path.into_path().into_text())
    }

    /// In descending order, for `$orderby`.
    #[must_use]
    pub fn desc(self) -> Order<M> {
        Order::raw(self.path.into_path().into_text() + " desc")
    }

    /// What the navigation property leads to, for `$expand`.
    pub fn expand(self) -> Expand<M, T::Model>
    where
        T: Navigation,
    {
        Expand::new(self.path.into_path().into_text())
    }

    /// Text that the property has in it, for `$search`: `"displayName:wa"`, as Microsoft Graph searches directory objects.
    pub fn search(self, text: &str) -> Search<M> {
        Search::phrase(&format!("{}:{text}", self.path.into_path().into_text()))
    }
}

impl<M, T, F, P: Clone> Clone for Field<M, T, F, P> {
    fn clone(&self) -> Self {
        Self { path: self.path.clone(), of: PhantomData }
    }
}

impl<M, T, F, P: Copy> Copy for Field<M, T, F, P> {}

impl<M, T, F, P: fmt::Debug> fmt::Debug for Field<M, T, F, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Field").field(&self.path).finish()
    }
}
