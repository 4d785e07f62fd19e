//! What a page allows, as types: the compiler holds a call to it.

/// What a page says of an endpoint that the compiler can hold a call to; see [`Endpoint::Rules`](crate::Endpoint::Rules).
///
/// `()` says nothing.
pub trait Rules {}

impl Rules for () {}
