//! The flows without a person: an app signs in as itself, or renews what a person granted before.

use std::fmt;
use std::sync::Arc;

use tracing::Instrument as _;

use super::error::OAuthError;
use super::granted::Kept;
use super::server::{Server, Tokens};
use crate::transport::BoxFuture;
use crate::{BoxError, Token, TokenNeed, TokenProvider};

/// Tokens for the app itself, by its secret or its certificate; made by
/// [`App::client_credentials`](super::App::client_credentials).
#[derive(Clone)]
pub struct ClientCredentials {
    server: Arc<Server>,
}

impl ClientCredentials {
    pub(super) fn new(server: Server) -> Self {
        Self { server: Arc::new(server) }
    }
}

impl TokenProvider for ClientCredentials {
    fn token<'a>(&'a self, need: TokenNeed<'a>) -> BoxFuture<'a, Result<Token, BoxError>> {
        let work = async move { Ok(self.server.client_credentials(need.claims).await?.0) };
        Box::pin(work.instrument(tracing::info_span!("docbind::oauth", flow = "client_credentials")))
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials").field("ask", &self.server.ask).finish_non_exhaustive()
    }
}

/// What is called with each refresh token that a server gives.
pub(super) type Store = Box<dyn Fn(&str) + Send + Sync>;

/// A refresh token as it changes.
pub(super) struct Rotating {
    kept: async_lock::Mutex<Option<Kept>>,
    store: Option<Store>,
}

/// The refresh token, held by the one who asks the server: it may be good for one use only.
pub(super) type Hold<'a> = async_lock::MutexGuard<'a, Option<Kept>>;

impl Rotating {
    pub(super) fn new(refresh_token: Option<Kept>, store: Option<Store>) -> Self {
        Self { kept: async_lock::Mutex::new(refresh_token), store }
    }

    pub(super) async fn hold(&self) -> Hold<'_> {
        self.kept.lock().await
    }

    /// The token of an answer; a refresh token that came with it takes the place of the one that there was.
    pub(super) fn accept(&self, hold: &mut Hold<'_>, (token, refresh_token): Tokens) -> Token {
        if let Some(new) = refresh_token {
            let is_other = hold.as_ref().is_none_or(|old| old.secret() != new.secret());
            if let Some(store) = self.store.as_ref().filter(|_| is_other) {
                store(new.secret());
            }
            **hold = Some(new);
        }
        token
    }
}

/// Tokens for the person who was given a refresh token; made by [`App::refresh_token`](super::App::refresh_token).
///
/// A refresh token that comes with an answer takes the place of the one before (RFC 6749, section 6). Clones share it, and
/// one request uses it at a time.
///
/// A call that is dropped while the server answers loses a new refresh token that was on its way. Where the server takes the
/// old one only once, the person has to sign in again.
#[derive(Clone)]
pub struct RefreshToken {
    inner: Arc<Inner>,
}

struct Inner {
    server: Server,
    rotating: Rotating,
}

impl RefreshToken {
    pub(super) fn new(server: Server, rotating: Rotating) -> Self {
        Self { inner: Arc::new(Inner { server, rotating }) }
    }

    async fn ask(&self, claims: Option<&str>) -> Result<Token, OAuthError> {
        let Inner { server, rotating } = &*self.inner;
        let mut hold = rotating.hold().await;
        let missing = || OAuthError::Request("there is no refresh token".into());
        let tokens = server.refresh(hold.as_ref().ok_or_else(missing)?, claims).await?;
        Ok(rotating.accept(&mut hold, tokens))
    }
}

impl TokenProvider for RefreshToken {
    fn token<'a>(&'a self, need: TokenNeed<'a>) -> BoxFuture<'a, Result<Token, BoxError>> {
        let work = async move { Ok(self.ask(need.claims).await?) };
        Box::pin(work.instrument(tracing::info_span!("docbind::oauth", flow = "refresh_token")))
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RefreshToken").field("ask", &self.inner.server.ask).finish_non_exhaustive()
    }
}
