//! What a page allows, as types: the compiler holds a call to it.

use std::convert::Infallible;
use std::marker::PhantomData;

use crate::query::AnyOption;
use crate::{Endpoint, TokenMarker};

/// What a page says of an endpoint that the compiler can hold a call to; see [`Endpoint::Rules`].
///
/// Each type is [`Open`], or the [`Line`] of the page that refuses.
///
/// `()` says nothing.
pub trait Rules {
    /// For a token of a user with a work or school account.
    type Work;
    /// For a token of a user with a personal account.
    type Personal;
    /// For a token of the application itself.
    type Application;
    /// The OData query options that the page lists: [`AnyOption`] where it lists none, [`Only`](crate::query::Only) them, or
    /// [`NoOption`](crate::query::option::NoOption).
    type Query;
}

impl Rules for () {
    type Work = Open;
    type Personal = Open;
    type Application = Open;
    type Query = AnyOption;
}

/// The rules of a page that refuses a kind of token or a query option. Generated code has it as a type; there are no values of it.
#[derive(Debug)]
pub struct Of<Work, Personal, Application, Query = AnyOption>(Never<(Work, Personal, Application, Query)>);

impl<Work, Personal, Application, Query> Rules for Of<Work, Personal, Application, Query> {
    type Work = Work;
    type Personal = Personal;
    type Application = Application;
    type Query = Query;
}

/// The page does not refuse this.
#[derive(Debug)]
pub enum Open {}

/// The line of a page, from 1, where it refuses something. `Page` has the name of the page's file.
#[derive(Debug)]
pub struct Line<Page, const NUMBER: u32>(Never<Page>);

/// What is never made.
#[derive(Debug)]
struct Never<T>(PhantomData<fn() -> T>, Infallible);

/// An endpoint that can be called with a token of the kind `K`, as far as its page says.
///
/// Every endpoint takes [`AnyToken`](crate::AnyToken): what the token's kind is shows when it is sent.
pub trait Takes<K> {}

impl<E: Endpoint, K: TokenMarker> Takes<K> for E where K::Rule<E::Rules>: Allows<E, K> {}

/// What a page says of a kind of token, where it does not refuse it.
#[diagnostic::on_unimplemented(
    message = "`{E}` cannot be called with a token of the kind `{K}`",
    label = "refused by `{Self}`, a row of its table of permissions",
    note = "a client of another kind can call it, if the page does not refuse that as well",
    note = "if the page errs, `.allow_undocumented_token_kind(\"why\")` on the endpoint lets one call through"
)]
pub trait Allows<E, K> {}

#[diagnostic::do_not_recommend]
impl<E, K> Allows<E, K> for Open {}

/// The rules `R`, without what they say of kinds of token.
#[derive(Debug)]
pub struct AnyKind<R>(Never<R>);

impl<R: Rules> Rules for AnyKind<R> {
    type Work = Open;
    type Personal = Open;
    type Application = Open;
    type Query = R::Query;
}
