//! The kinds of token that a page tells apart, as types. `TokenKind` has them as values.

use std::fmt::Debug;

use crate::TokenKind;
use crate::rules::{Open, Rules};

/// A kind of token as a type, for the parameter of a [`Client`](crate::Client): [`Application`], [`DelegatedWork`],
/// [`DelegatedPersonal`], or [`AnyToken`] where it shows at run time only.
///
/// The compiler refuses to send an endpoint whose page refuses the client's kind. A page that says nothing of a kind, or tells
/// cases apart, refuses nothing here.
pub trait TokenMarker: sealed::Sealed + Clone + Debug + Send + Sync + 'static {
    /// The kind, where it is known.
    #[doc(hidden)]
    const KIND: Option<TokenKind>;

    /// What rules say of this kind.
    #[doc(hidden)]
    type Rule<R: Rules>;
}

/// A token of the application itself, without a user: that of OAuth 2.0 client credentials (RFC 6749, section 4.4).
#[derive(Clone, Copy, Debug)]
pub enum Application {}

/// A token of a user with a work or school account.
#[derive(Clone, Copy, Debug)]
pub enum DelegatedWork {}

/// A token of a user with a personal account.
#[derive(Clone, Copy, Debug)]
pub enum DelegatedPersonal {}

/// A token of a kind that is not known when the program is compiled.
#[derive(Clone, Copy, Debug)]
pub enum AnyToken {}

impl TokenMarker for Application {
    const KIND: Option<TokenKind> = Some(TokenKind::Application);
    type Rule<R: Rules> = R::Application;
}

impl TokenMarker for DelegatedWork {
    const KIND: Option<TokenKind> = Some(TokenKind::DelegatedWork);
    type Rule<R: Rules> = R::Work;
}

impl TokenMarker for DelegatedPersonal {
    const KIND: Option<TokenKind> = Some(TokenKind::DelegatedPersonal);
    type Rule<R: Rules> = R::Personal;
}

impl TokenMarker for AnyToken {
    const KIND: Option<TokenKind> = None;
    type Rule<R: Rules> = Open;
}

mod sealed {
    use super::{AnyToken, Application, DelegatedPersonal, DelegatedWork};

    pub trait Sealed {}

    impl Sealed for Application {}
    impl Sealed for DelegatedWork {}
    impl Sealed for DelegatedPersonal {}
    impl Sealed for AnyToken {}
}
