//! Properties in; the values of `$select` and `$orderby` out.

use std::borrow::Cow;
use std::marker::PhantomData;

use super::{Field, Plain};

/// A property for `$select`, without its type.
#[derive(Clone, Debug)]
pub struct Column<M> {
    text: Cow<'static, str>,
    model: PhantomData<fn() -> M>,
}

/// A property for `$orderby`, and the direction.
#[derive(Clone, Debug)]
pub struct Order<M> {
    text: Cow<'static, str>,
    model: PhantomData<fn() -> M>,
}

/// One [`Column`] or several: a field, or a tuple, an array or a vector.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no list of properties of `{M}`",
    note = "give one property, a tuple of up to sixteen, or a list of their `column()`s"
)]
pub trait Columns<M> {
    #[doc(hidden)]
    fn push_to(self, list: &mut Vec<Cow<'static, str>>);
}

/// One [`Order`] or several: a field, an order, or a tuple, an array or a vector of orders.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no order by properties of `{M}`",
    note = "give one property, its `asc()` or `desc()`, or a tuple or a list of them"
)]
pub trait Orders<M> {
    #[doc(hidden)]
    fn push_to(self, list: &mut Vec<Cow<'static, str>>);
}

impl<M> Column<M> {
    /// What `$select` takes, as text: `displayName`, `*`.
    #[must_use]
    pub fn raw(text: impl Into<Cow<'static, str>>) -> Self {
        Self { text: text.into(), model: PhantomData }
    }
}

impl<M> Order<M> {
    /// What `$orderby` takes, as text: `displayName desc`.
    #[must_use]
    pub fn raw(text: impl Into<Cow<'static, str>>) -> Self {
        Self { text: text.into(), model: PhantomData }
    }
}

impl<M> Columns<M> for Column<M> {
    fn push_to(self, list: &mut Vec<Cow<'static, str>>) {
        list.push(self.text);
    }
}

impl<M, T, F, P: Plain> Columns<M> for Field<M, T, F, P> {
    fn push_to(self, list: &mut Vec<Cow<'static, str>>) {
        Columns::<M>::push_to(self.column(), list);
    }
}

impl<M> Orders<M> for Order<M> {
    fn push_to(self, list: &mut Vec<Cow<'static, str>>) {
        list.push(self.text);
    }
}

impl<M, T, F, P: Plain> Orders<M> for Field<M, T, F, P> {
    fn push_to(self, list: &mut Vec<Cow<'static, str>>) {
        Orders::<M>::push_to(self.asc(), list);
    }
}

/// Implements a trait of lists for arrays, vectors, and tuples of up to sixteen.
macro_rules! lists_of {
    ($trait:ident, $text:ty) => {
        impl<M, C: $trait<M>, const N: usize> $trait<M> for [C; N] {
            fn push_to(self, list: &mut Vec<$text>) {
                self.into_iter().for_each(|each| each.push_to(list));
            }
        }

        impl<M, C: $trait<M>> $trait<M> for Vec<C> {
            fn push_to(self, list: &mut Vec<$text>) {
                self.into_iter().for_each(|each| each.push_to(list));
            }
        }

        $crate::query::column::lists_of!(@tuples $trait, $text; A B C D E F G H J K L N O P Q R);
    };
    (@tuples $trait:ident, $text:ty;) => {};
    (@tuples $trait:ident, $text:ty; $first:ident $($rest:ident)*) => {
        impl<M, $first: $trait<M>, $($rest: $trait<M>),*> $trait<M> for ($first, $($rest,)*) {
            #[allow(non_snake_case, reason = "each value has the name of its type")]
            fn push_to(self, list: &mut Vec<$text>) {
                let ($first, $($rest,)*) = self;
                $first.push_to(list);
                $($rest.push_to(list);)*
            }
        }

        $crate::query::column::lists_of!(@tuples $trait, $text; $($rest)*);
    };
}
pub(super) use lists_of;

lists_of!(Columns, Cow<'static, str>);
lists_of!(Orders, Cow<'static, str>);
