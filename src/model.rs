//! The types that generated models are made of: an object that keeps all JSON, and typed access to it.

use std::fmt;
use std::mem;

use serde_json::Value;

use crate::body::JSON;
use crate::{Body, BoxError, IntoBody};

mod answer;
mod change;
mod date;
mod fault;
mod node;
mod object;
mod property;
mod sent;
mod value;

pub use answer::{Accepted, Location, Page, Single};
pub use change::Change;
pub use date::{DateTimeOffset, OutOfRange};
pub use fault::find_faults;
pub use jiff::Span as Duration;
pub use jiff::civil::{Date, Time as TimeOfDay};
pub use object::Object;
pub use property::{Property, PropertyError};
pub use uuid::Uuid;
pub use value::{Decimal, Item, ParseDecimalError, Read, Write};

use node::Node;

/// A type that a page describes: a newtype around [`Object`], with a getter and setters for each property.
///
/// Generated code calls free functions, because a getter may have the name of any method here.
pub trait Model: Clone + Default + Sized + 'static {
    /// What the page says of the type.
    const TYPE: &'static ModelType;

    /// A value with these properties.
    fn from_object(object: Object) -> Self;

    /// The properties as JSON, those that no page describes among them.
    fn as_object(&self) -> &Object;

    /// The properties as JSON.
    fn into_object(self) -> Object {
        let object = self.as_object().clone();
        // With the model goes what shares the properties, so that they can be changed in place.
        drop(self);
        object
    }

    /// [`TYPE`](Self::TYPE), as a function.
    #[doc(hidden)]
    fn model_type() -> &'static ModelType {
        Self::TYPE
    }

    /// A property as JSON, also one that no page describes. `None` where it is absent.
    fn property(&self, name: &str) -> Option<Value> {
        self.as_object().get(name)
    }

    /// Sets a property to any JSON, also one that no page describes, or to a value of another type than the page says.
    #[must_use]
    fn set_property(self, name: &str, value: impl Into<Value>) -> Self {
        let mut object = self.into_object();
        object.set(name, value);
        Self::from_object(object)
    }

    /// Sets a property to null. The getter names it:
    ///
    /// ```ignore
    /// user.clear(User::department)
    /// ```
    #[must_use]
    fn clear<G>(self, getter: G) -> Self
    where
        G: for<'a> Getter<'a, Self>,
    {
        let name = name_of(getter);
        set_null(self, &name)
    }

    /// Makes a property absent. The getter names it, as for [`clear`](Self::clear).
    #[must_use]
    fn remove<G>(self, getter: G) -> Self
    where
        G: for<'a> Getter<'a, Self>,
    {
        let name = name_of(getter);
        self.remove_property(&name)
    }

    /// Makes a property absent, also one that no page describes.
    #[must_use]
    fn remove_property(self, name: &str) -> Self {
        let mut object = self.into_object();
        object.remove(name);
        Self::from_object(object)
    }

    /// What `@odata.type` says, without `#`.
    fn odata_type(&self) -> Option<&str> {
        let node = self.as_object().node("@odata.type")?;
        <&str>::read(node).map(|name| name.trim_start_matches('#'))
    }

    /// The value as a type that it derives from. `@odata.type` then says what it is.
    fn upcast<B: Model>(self) -> B
    where
        Self: Extends<B>,
    {
        B::from_object(name_type::<Self, B>(self.into_object()))
    }

    /// The value as `S`, where `@odata.type` says that it is an `S` or of a type that derives from `S`, at any depth.
    fn downcast<S: Extends<Self>>(&self) -> Option<S> {
        let name = self.odata_type()?;
        let is_of_type = name == S::TYPE.name || S::TYPE.subtypes.contains(&name);
        is_of_type.then(|| S::from_object(self.as_object().clone()))
    }

    /// The value as a type that derives from it, whatever `@odata.type` says: for answers that leave it out because the request
    /// names the type, such as those of `/groups/{id}/members/microsoft.graph.user`.
    fn cast<S: Extends<Self>>(self) -> S {
        S::from_object(self.into_object())
    }

    /// The properties that have a value of another type than their pages say, also those of nested values.
    fn faults(&self) -> Vec<PropertyError> {
        fault::find_faults(self.as_object(), Self::TYPE)
    }
}

/// A getter of a model, such as `User::department`. It stands for the property that it reads.
pub trait Getter<'a, M: 'a>: FnOnce(&'a M) -> Self::Read {
    /// What the getter gives.
    type Read: Named;
}

impl<'a, M: 'a, R: Named, F: FnOnce(&'a M) -> R> Getter<'a, M> for F {
    type Read = R;
}

/// What a getter gives: a [`Property`].
pub trait Named {
    /// The name of the property, where it was read from a probe.
    #[doc(hidden)]
    fn name(self) -> String;
}

impl<T> Named for Property<T> {
    fn name(self) -> String {
        match self {
            Self::Mistyped(error) => error.path().to_owned(),
            Self::Absent | Self::Null | Self::Value(_) => String::new(),
        }
    }
}

/// The name of the property that a getter reads. The probe answers every reading with its name.
fn name_of<M: Model, G>(getter: G) -> String
where
    G: for<'a> Getter<'a, M>,
{
    getter(&M::from_object(Object::probe())).name()
}

/// What every model implements alike; for generated code. Each derive takes the compiler longer.
#[doc(hidden)]
#[macro_export]
macro_rules! model {
    ($(#[$allowance:meta])* $name:ident) => {
        $(#[$allowance])*
        impl ::core::clone::Clone for $name {
            #[inline]
            fn clone(&self) -> Self {
                Self(self.0.clone())
            }
        }

        $(#[$allowance])*
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::fmt_model(f, ::core::stringify!($name), &self.0)
            }
        }

        $(#[$allowance])*
        impl ::core::default::Default for $name {
            #[inline]
            fn default() -> Self {
                Self($crate::Object::new())
            }
        }

        $(#[$allowance])*
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }
    };
}

/// Writes a model as a derived `Debug` would: `User({"id": "1"})`.
#[doc(hidden)]
pub fn fmt_model(f: &mut fmt::Formatter<'_>, name: &str, object: &Object) -> fmt::Result {
    f.debug_tuple(name).field(object).finish()
}

/// What every enumeration implements alike but `Clone`; for generated code. Each derive takes the compiler longer.
#[doc(hidden)]
#[macro_export]
macro_rules! enumeration {
    ($name:ident) => {
        #[automatically_derived]
        impl ::core::fmt::Debug for $name {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::fmt_member(f, ::core::stringify!($name), self)
            }
        }

        #[automatically_derived]
        impl ::core::cmp::PartialEq for $name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::__private::is_same_member(self, other)
            }
        }
    };
}

/// Writes a member of an enumeration by its name in JSON: `Importance("high")`.
#[doc(hidden)]
pub fn fmt_member<E: Enumeration + PartialEq>(f: &mut fmt::Formatter<'_>, name: &str, member: &E) -> fmt::Result {
    f.debug_tuple(name).field(&member.as_str()).finish()
}

/// Whether two values of an `enum` are the same member, as a derived `PartialEq` says.
#[doc(hidden)]
pub fn is_same_member<E: Enumeration>(one: &E, other: &E) -> bool {
    mem::discriminant(one) == mem::discriminant(other) && one.as_other() == other.as_other()
}

/// What a page says of a type.
///
/// Generated code builds this with a literal, so a new field means that code is generated again.
#[derive(Clone, Copy, Debug)]
pub struct ModelType {
    /// The qualified OData name: `microsoft.graph.user`. Empty where the type has none.
    pub name: &'static str,
    /// The page, as a path below the doc root.
    pub page: &'static str,
    /// The properties, inherited ones among them, by their names in JSON.
    pub properties: &'static [(&'static str, Kind)],
    /// The names of those that the service alone sets.
    pub read_only: &'static [&'static str],
    /// The qualified names of all types that derive from it.
    pub subtypes: &'static [&'static str],
}

impl ModelType {
    /// A type of which the page says nothing: what generated code leaves out of a literal.
    pub const EMPTY: Self = Self { name: "", page: "", properties: &[], read_only: &[], subtypes: &[] };
}

/// The type of a property, as the page says it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Kind {
    /// `Edm.String`
    String,
    /// `Edm.Boolean`
    Boolean,
    /// `Edm.Int32`
    Int32,
    /// `Edm.Int64`
    Int64,
    /// `Edm.Double`
    Double,
    /// `Edm.Single`
    Single,
    /// `Edm.Decimal`
    Decimal,
    /// `Edm.Binary`
    Binary,
    /// `Edm.Guid`
    Guid,
    /// `Edm.DateTimeOffset`
    DateTimeOffset,
    /// `Edm.Date`
    Date,
    /// `Edm.TimeOfDay`
    TimeOfDay,
    /// `Edm.Duration`
    Duration,
    /// Any JSON.
    Any,
    /// A member of an enumeration.
    Enum,
    /// A value of a model, by the function that gives what its page says.
    Object(fn() -> &'static ModelType),
    /// A collection.
    List(&'static Kind),
}

/// Says that a model derives from `B`, or that other types derive from it and it is `B` itself.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `{B}`, and does not derive from it",
    label = "not a type that the page allows here"
)]
pub trait Extends<B: Model>: Model {}

/// An enumeration that a page describes.
pub trait Enumeration: Clone + Sized + 'static {
    /// The members that the page lists, by their names in JSON.
    const MEMBERS: &'static [(&'static str, Self)];

    /// A member that the page does not list.
    fn other(name: Box<str>) -> Self;

    /// The name of a member that the page does not list.
    fn as_other(&self) -> Option<&str>;

    /// The name in JSON.
    fn as_str(&self) -> &str
    where
        Self: PartialEq,
    {
        let listed = Self::MEMBERS.iter().find(|(_, member)| member == self).map(|(name, _)| *name);
        listed.or_else(|| self.as_other()).unwrap_or_default()
    }
}

/// Reads a property; for generated getters.
#[doc(hidden)]
// Thousands of functions call it: a copy in each would take the compiler longer.
#[inline(never)]
pub fn get<'a, M: Model, T: Read<'a>>(model: &'a M, name: &str) -> Property<T> {
    read_property(model, name, T::EXPECTED, T::read)
}

/// Reads a property that is a member of an enumeration; for generated getters.
#[doc(hidden)]
pub fn get_enum<M: Model, E: Enumeration>(model: &M, name: &str) -> Property<E> {
    read_property(model, name, "a member's name", value::read_member)
}

/// Reads a property that is a collection of members of an enumeration; for generated getters.
#[doc(hidden)]
pub fn get_enums<M: Model, E: Enumeration>(model: &M, name: &str) -> Property<Vec<E>> {
    read_property(model, name, "a collection of members' names", value::read_members)
}

fn read_property<'a, M: Model, T>(
    model: &'a M,
    name: &str,
    expected: &'static str,
    read: fn(&'a Node) -> Option<T>,
) -> Property<T> {
    let object = model.as_object();
    match object.node(name) {
        None if object.is_probe() => Property::Mistyped(fault::mistyped(M::TYPE, name, expected, &Node::Null)),
        None => Property::Absent,
        Some(Node::Null) => Property::Null,
        Some(node) => match read(node) {
            Some(value) => Property::Value(value),
            None => Property::Mistyped(fault::mistyped(M::TYPE, name, expected, node)),
        },
    }
}

/// Sets a property; for generated setters.
#[doc(hidden)]
#[must_use]
// Thousands of functions call it: a copy in each would take the compiler longer.
#[inline(never)]
pub fn set<M: Model>(model: M, name: &str, value: impl Write) -> M {
    set_node(model, name, value.write())
}

/// Sets a property to a member of an enumeration; for generated setters.
#[doc(hidden)]
#[must_use]
pub fn set_enum<M: Model, E: Enumeration + PartialEq>(model: M, name: &str, value: E) -> M {
    set_node(model, name, Node::Text(value.as_str().into()))
}

/// Sets a property to members of an enumeration; for generated setters.
#[doc(hidden)]
#[must_use]
pub fn set_enums<M: Model, E: Enumeration + PartialEq>(model: M, name: &str, values: &[E]) -> M {
    set_node(model, name, Node::List(values.iter().map(|value| Node::Text(value.as_str().into())).collect()))
}

fn set_null<M: Model>(model: M, name: &str) -> M {
    set_node(model, name, Node::Null)
}

fn set_node<M: Model>(model: M, name: &str, node: Node) -> M {
    let mut object = model.into_object();
    object.set_node(name, node);
    M::from_object(object)
}

/// The object with `@odata.type`, where the type of the value is not the declared one and has a name.
fn name_type<M: Model, Declared: Model>(mut object: Object) -> Object {
    let is_needed = M::TYPE.name != Declared::TYPE.name && !M::TYPE.name.is_empty();
    if is_needed && object.node("@odata.type").is_none() {
        object.set_node("@odata.type", Node::Text(format!("#{}", M::TYPE.name).into()));
    }
    object
}

/// A model as JSON, with all that it holds.
#[must_use]
pub fn to_json<M: Model>(model: &M) -> Value {
    model.as_object().into()
}

/// JSON as a model. `None` where it is no object. Properties of other types than the page says are kept, as in an answer.
#[must_use]
pub fn from_json<M: Model>(json: Value) -> Option<M> {
    match Node::from(json) {
        Node::Object(object) => Some(M::from_object(object)),
        _ => None,
    }
}

/// The body for an operation that takes a `Declared`, or what derives from it; for generated constructors. `@odata.type`
/// says which type it is, where it is another than the declared one.
#[doc(hidden)]
pub fn body_of<Declared: Model>(value: &impl Extends<Declared>) -> Result<Body, BoxError> {
    sent_as::<Declared, _>(value)
}

fn sent_as<Declared: Model, M: Model>(value: &M) -> Result<Body, BoxError> {
    let object = name_type::<M, Declared>(value.as_object().clone());
    Ok(Body::new(JSON, sent::object_text(&object, M::TYPE)?))
}

/// What is known to be a body, or why there is none.
impl IntoBody for Result<Body, BoxError> {
    fn into_body(self) -> Result<Body, BoxError> {
        self
    }
}

/// As JSON, without the properties of an answer that the service alone sets.
impl<M: Model> IntoBody for &M {
    fn into_body(self) -> Result<Body, BoxError> {
        Ok(Body::new(JSON, sent::object_text(self.as_object(), M::TYPE)?))
    }
}

/// As a JSON array.
impl<M: Model> IntoBody for &[M] {
    fn into_body(self) -> Result<Body, BoxError> {
        Ok(Body::new(JSON, sent::list_text(self.iter().map(M::as_object), M::TYPE)?))
    }
}
