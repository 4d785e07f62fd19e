//! What a page allows, as types: the compiler holds a call to it.

/// What a page says of an endpoint that the compiler can hold a call to; see [`Endpoint::Rules`](crate::Endpoint::Rules).
///
/// `()` says nothing.
pub trait Rules {
    /// The OData query options that the page lists: [`AnyOption`](crate::query::AnyOption) where it lists none,
    /// [`Only`](crate::query::Only) them, or [`NoOption`](crate::query::option::NoOption).
    type Query;
}

impl Rules for () {
    type Query = crate::query::AnyOption;
}

/// The rules of a page that says of query options what `Q` says, and nothing else.
#[derive(Clone, Copy, Debug)]
pub enum QueryOnly<Q> {
    #[doc(hidden)]
    _Query(std::convert::Infallible, std::marker::PhantomData<Q>),
}

impl<Q> Rules for QueryOnly<Q> {
    type Query = Q;
}
