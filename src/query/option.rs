//! The OData query options as types, and which of them the page of an operation lists.

use super::list_places;

/// Says that a call may have the option `O`: the page of the operation lists it, or lists none. `At` is where it stands in the
/// list, which the compiler finds out.
#[diagnostic::on_unimplemented(
    message = "the page of this operation does not list the query option `{O}`",
    label = "not an option that the page lists",
    note = "where the service takes it nevertheless, give it as text: `.query(\"$name\", \"value\")`"
)]
pub trait Takes<O, At = ()> {}

/// The page lists no options: it speaks of OData's in general, or of none. So all may be used.
#[derive(Clone, Copy, Debug)]
pub enum AnyOption {}

#[diagnostic::do_not_recommend]
impl<O> Takes<O> for AnyOption {}

/// The page says that the operation takes no OData query options.
#[derive(Clone, Copy, Debug)]
pub enum NoOption {}

list_places!(Takes);

macro_rules! options {
    ($($name:ident: $written:literal),* $(,)?) => {$(
        #[doc = concat!("`", $written, "`")]
        #[derive(Clone, Copy, Debug)]
        pub enum $name {}
    )*};
}

options! {
    Select: "$select",
    Expand: "$expand",
    Filter: "$filter",
    OrderBy: "$orderby",
    Search: "$search",
    Top: "$top",
    Skip: "$skip",
    Count: "$count",
}
