//! Properties and operators in; the OData query options of a call out.
//!
//! A generated model has a constant of type [`Field`] for each property of its page. A call takes them by the options that the
//! page of its operation lists (OData 4.01 protocol, section 11.2.4):
//!
//! ```
//! # use docbind::{Endpoint, FromResponse, Model, ModelType, Object, Operation, Page, Permissions, Request};
//! # #[derive(Clone, Default)]
//! # struct Boat(Object);
//! # impl Model for Boat {
//! #     const TYPE: &'static ModelType =
//! #         &ModelType { name: "harbour.boat", page: "", properties: &[], read_only: &[], subtypes: &[] };
//! #     fn from_object(object: Object) -> Self { Self(object) }
//! #     fn as_object(&self) -> &Object { &self.0 }
//! # }
//! # struct ListBoats { request: Request }
//! # impl Endpoint for ListBoats {
//! #     type Response = Page<Boat>;
//! #     type Rules = ();
//! #     const OPERATION: Operation = Operation { routes: &["GET /boats"], ..Operation::EMPTY };
//! #     const PERMISSIONS: Permissions = Permissions::NOT_SAID;
//! #     fn into_request(self) -> Request { self.request }
//! # }
//! # impl ListBoats { fn new() -> Self { Self { request: Request::of::<Self>(0, &[]) } } }
//! use docbind::query::Field;
//!
//! impl Boat {
//!     const NAME: Field<Self, String> = Field::new("name");
//!     const LENGTH: Field<Self, i32> = Field::new("length");
//! }
//!
//! let boats = ListBoats::new()
//!     .odata()
//!     .select((Boat::NAME, Boat::LENGTH))
//!     .filter(Boat::LENGTH.gt(20).and(Boat::NAME.starts_with("O'")))
//!     .order_by(Boat::NAME.desc())
//!     .top(5);
//! let filter = "length gt 20 and startswith(name,'O''')";
//! assert_eq!(
//!     boats.into_request().target(),
//!     format!(
//!         "/boats?$select=name%2Clength&$filter={}&$orderby=name%20desc&$top=5",
//!         filter.replace(' ', "%20").replace('(', "%28").replace(')', "%29").replace(',', "%2C").replace('\'', "%27")
//!     )
//! );
//! ```

mod column;
mod draft;
mod expand;
mod field;
mod filter;
mod literal;
mod methods;
pub mod operator;
pub mod option;
mod path;
mod search;

pub use column::{Column, Columns, Order, Orders};
pub(crate) use draft::Draft;
pub use expand::{Expand, Expands};
#[doc(hidden)]
pub use field::field;
pub use field::{Collection, Field, Navigation, Structured, To, ToMany};
pub use filter::Filter;
pub use literal::Literal;
pub(crate) use methods::query_methods;
pub use operator::AnyOperator;
pub use option::AnyOption;
pub use path::{Negated, Operand, Path, Plain};
pub use search::Search;

use crate::model::{Model, Page};
use crate::rules::Rules;
use crate::{Accepted, Endpoint};

/// What a page lists, and nothing else: operators for a property, options for an operation.
///
/// `Only<(Eq, StartsWith)>`. It is a type alone; there is no value of it.
#[derive(Clone, Copy, Debug)]
pub enum Only<L> {
    #[doc(hidden)]
    _List(std::convert::Infallible, std::marker::PhantomData<L>),
}

/// An answer with values of one model, whose properties a query can name.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no model whose properties a query could name",
    note = "give the option as text: `.query(\"$select\", \"id\")`"
)]
pub trait Queried {
    /// The model.
    type Model: Model;
}

impl<M: Model> Queried for M {
    type Model = M;
}

impl<M: Model> Queried for Page<M> {
    type Model = M;
}

impl<M: Model> Queried for Vec<M> {
    type Model = M;
}

impl<T: Queried> Queried for Option<T> {
    type Model = T::Model;
}

impl<T: Queried> Queried for Accepted<T> {
    type Model = T::Model;
}

/// The model that an endpoint answers with.
pub type ModelOf<E> = <<E as Endpoint>::Response as Queried>::Model;

/// The query options that the page of an endpoint lists.
pub type OptionsOf<E> = <<E as Endpoint>::Rules as Rules>::Query;

/// Implements a trait for all tuples of one to twelve, for each of the tuple's types. The last parameter tells the places apart,
/// so that the implementations do not overlap.
macro_rules! list_places {
    ($trait:ident) => {
        $crate::query::list_places!($trait; A B C D E F G H J K L M);
    };
    ($trait:ident;) => {};
    ($trait:ident; $first:ident $($rest:ident)*) => {
        $crate::query::list_places!(@each $trait; [$first $($rest)*]; $first $($rest)*);
        $crate::query::list_places!($trait; $($rest)*);
    };
    (@each $trait:ident; $all:tt;) => {};
    (@each $trait:ident; $all:tt; $place:ident $($rest:ident)*) => {
        $crate::query::list_places!(@one $trait; $all; $place);
        $crate::query::list_places!(@each $trait; $all; $($rest)*);
    };
    (@one $trait:ident; [$($all:ident)*]; $place:ident) => {
        #[diagnostic::do_not_recommend]
        impl<$($all),*> $trait<$place, $crate::query::place::$place> for $crate::query::Only<($($all,)*)> {}
    };
}
pub(crate) use list_places;

/// The places in a tuple of types.
#[doc(hidden)]
pub mod place {
    macro_rules! places {
        ($($name:ident)*) => {$(
            #[derive(Debug)]
            pub enum $name {}
        )*};
    }

    places!(A B C D E F G H J K L M);
}

#[cfg(test)]
mod tests;
