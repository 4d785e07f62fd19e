//! A provider in; a token that is good now, as it is sent and as it describes itself, asked for once however many wait for it, out.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::HeaderValue;

use super::claims::TokenFacts;
use super::{Token, TokenNeed, TokenProvider};
use crate::TokenKind;
use crate::clock::Clock;
use crate::{Error, Permissions};

/// How long before its end a token is replaced, at most.
const AHEAD: Duration = Duration::from_secs(300);

/// How long a token that is still good is used after it could not be replaced.
const AFTER_FAILURE: Duration = Duration::from_secs(30);

/// The tokens of a client.
pub(crate) struct TokenCache {
    provider: Box<dyn TokenProvider>,
    clock: Arc<dyn Clock>,
    held: Mutex<Option<Held>>,
    /// Held by the one who asks the provider.
    asking: async_lock::Mutex<()>,
}

/// A token that can be sent.
#[derive(Clone, Debug)]
pub(crate) struct Bearer {
    /// The value of the `Authorization` header.
    pub(crate) header: HeaderValue,
    facts: Option<Arc<TokenFacts>>,
}

impl Bearer {
    fn of(token: &Token) -> Result<Self, Error> {
        Ok(Self { header: token.header_value()?, facts: token.facts().map(Arc::new) })
    }

    /// Why the service cannot take it, by what it says of itself, for an operation with these permissions and by a client
    /// for tokens of the kind `expected`.
    pub(crate) fn refusal(&self, permissions: &Permissions, expected: Option<TokenKind>) -> Option<String> {
        self.facts.as_ref()?.refusal(permissions, expected)
    }
}

/// A token that was good when it came.
#[derive(Clone)]
struct Held {
    bearer: Bearer,
    /// From when on it is to be replaced.
    replace_at: Option<SystemTime>,
    expires_at: Option<SystemTime>,
}

impl TokenCache {
    pub(crate) fn new(provider: Box<dyn TokenProvider>, clock: Arc<dyn Clock>) -> Self {
        Self { provider, clock, held: Mutex::new(None), asking: async_lock::Mutex::new(()) }
    }

    /// The token to send.
    ///
    /// # Errors
    /// [`Error::Token`] if the provider has none.
    pub(crate) async fn bearer(&self) -> Result<Bearer, Error> {
        let is_before = |at: Option<SystemTime>| at.is_none_or(|at| self.clock.now() < at);
        if let Some(held) = self.held() {
            if is_before(held.replace_at) {
                return Ok(held.bearer);
            }
            if is_before(held.expires_at) {
                return Ok(self.replace_ahead(held).await);
            }
        }
        let _asking = self.asking.lock().await;
        match self.held().filter(|held| is_before(held.expires_at)) {
            // Another call waited for the provider, and has what it gave.
            Some(held) => Ok(held.bearer),
            None => self.ask(TokenNeed::default()).await,
        }
    }

    /// The token in place of one that the service refused, with the claims that it asks for. `None` where there is no other.
    pub(crate) async fn renewed(&self, refused: &Bearer, claims: Option<&str>) -> Option<Bearer> {
        let _asking = self.asking.lock().await;
        let renewed = match self.held().filter(|held| held.bearer.header != refused.header) {
            Some(held) => held.bearer,
            None => self.ask(TokenNeed { claims }).await.ok()?,
        };
        Some(renewed).filter(|renewed| renewed.header != refused.header)
    }

    /// A new token in place of one that is still good. One call asks; the others go on with what there is.
    async fn replace_ahead(&self, held: Held) -> Bearer {
        let Some(_asking) = self.asking.try_lock() else { return held.bearer };
        match self.ask(TokenNeed::default()).await {
            Ok(bearer) => bearer,
            Err(_) => {
                let later = Held { replace_at: Some(self.clock.now() + AFTER_FAILURE), ..held.clone() };
                self.hold(later);
                held.bearer
            }
        }
    }

    async fn ask(&self, need: TokenNeed<'_>) -> Result<Bearer, Error> {
        let token = self.provider.token(need).await.map_err(Error::Token)?;
        let bearer = Bearer::of(&token).map_err(|error| Error::Token(error.into()))?;
        self.hold(Held {
            bearer: bearer.clone(),
            replace_at: replace_at(&token, self.clock.now()),
            expires_at: token.expires_at(),
        });
        Ok(bearer)
    }

    fn held(&self) -> Option<Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn hold(&self, held: Held) {
        *self.held.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
    }
}

/// Five minutes before its end, or the last tenth of its life where that is shorter.
fn replace_at(token: &Token, now: SystemTime) -> Option<SystemTime> {
    let expires_at = token.expires_at()?;
    let life = expires_at.duration_since(now).unwrap_or_default();
    expires_at.checked_sub(AHEAD.min(life / 10))
}
