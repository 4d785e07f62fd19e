//! The operators of `$filter` as types, and which of them a page lists for a property.

use super::list_places;

/// Says that the operator `O` may be used: the page lists it for the property, or lists none. `At` is where it stands in the list,
/// which the compiler finds out.
#[diagnostic::on_unimplemented(
    message = "the page does not list the operator `{O}` for this property in \"Supports `$filter`\"",
    label = "the page lists other operators",
    note = "where the service takes it nevertheless, say so: `.unlisted()` before the operator lets all through"
)]
pub trait Lists<O, At = ()> {}

/// The page lists no operators, so all may be used.
#[derive(Clone, Copy, Debug)]
pub enum AnyOperator {}

#[diagnostic::do_not_recommend]
impl<O> Lists<O> for AnyOperator {}

list_places!(Lists);

macro_rules! operators {
    ($($name:ident: $written:literal),* $(,)?) => {$(
        #[doc = concat!("`", $written, "`")]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}
    )*};
}

operators! {
    Eq: "eq",
    Ne: "ne",
    Not: "not",
    Gt: "gt",
    Ge: "ge",
    Lt: "lt",
    Le: "le",
    In: "in",
    Has: "has",
    StartsWith: "startsWith",
    EndsWith: "endsWith",
    Contains: "contains",
}
