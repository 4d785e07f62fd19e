//! What a blocking client is set up with.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;

use super::{Client, UreqTransport};
use crate::{
    AnyToken, Clock, Cloud, CloudCheck, Error, Facts, Outcome, RetryPolicy, Token, TokenMarker, TokenProvider,
    Transport,
};

/// Sets up a [`Client`]; made by [`Client::builder`]. It is [`ClientBuilder`](crate::ClientBuilder) with another default transport.
#[must_use = "a builder makes no client until `build` is called"]
pub struct ClientBuilder<K = AnyToken> {
    builder: crate::ClientBuilder<K>,
    has_transport: bool,
}

impl ClientBuilder {
    pub(super) fn new(base_url: impl Into<String>) -> Self {
        Self { builder: crate::Client::builder(base_url), has_transport: false }
    }
}

impl<K: TokenMarker> ClientBuilder<K> {
    /// The kind of the tokens that the client sends; see [`ClientBuilder::token_kind`](crate::ClientBuilder::token_kind).
    pub fn token_kind<T: TokenMarker>(self) -> ClientBuilder<T> {
        ClientBuilder { builder: self.builder.token_kind(), has_transport: self.has_transport }
    }

    /// Sends `token` with each request, as `Authorization: Bearer`.
    pub fn token(self, token: impl Into<Token>) -> Self {
        self.with(|builder| builder.token(token))
    }

    /// Sends the tokens that `provider` gives, in place of a fixed one. It must not need an async runtime.
    pub fn token_provider(self, provider: impl TokenProvider) -> Self {
        self.with(|builder| builder.token_provider(provider))
    }

    /// Whether a call is refused that the token cannot serve by its own account; see
    /// [`ClientBuilder::check_token`](crate::ClientBuilder::check_token).
    pub fn check_token(self, check: bool) -> Self {
        self.with(|builder| builder.check_token(check))
    }

    /// Sends through `transport` in place of [`UreqTransport`]. It must not need an async runtime, and it must keep the
    /// [`TimeLimit`](crate::transport::TimeLimit) of a request itself if it blocks.
    pub fn transport(self, transport: impl Transport) -> Self {
        Self { builder: self.builder.transport(transport), has_transport: true }
    }

    /// How often requests are sent again, and when; see [`RetryPolicy`].
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.with(|builder| builder.retry(policy))
    }

    /// How long one try may take until its answer is read; there is no limit but the transport's own unless one is set.
    ///
    /// For a streamed answer, `UreqTransport` gives this time to each step until the headers are there: finding the name,
    /// connecting, sending the head, sending the body, and waiting.
    pub fn timeout(self, timeout: Duration) -> Self {
        self.with(|builder| builder.timeout(timeout))
    }

    /// How many bytes of an answer are read at most; see [`ClientBuilder::answer_limit`](crate::ClientBuilder::answer_limit).
    pub fn answer_limit(self, bytes: usize) -> Self {
        self.with(|builder| builder.answer_limit(bytes))
    }

    /// Calls `hook` before each try of each request. It can add headers; the token is set after it.
    pub fn before_send(self, hook: impl Fn(&Facts<'_>, &mut HeaderMap) + Send + Sync + 'static) -> Self {
        self.with(|builder| builder.before_send(hook))
    }

    /// Calls `hook` after each try of each request.
    pub fn after_send(self, hook: impl Fn(&Facts<'_>, &Outcome<'_>) + Send + Sync + 'static) -> Self {
        self.with(|builder| builder.after_send(hook))
    }

    /// The time that the client goes by, in place of the system's.
    pub fn clock(self, clock: impl Clock) -> Self {
        self.with(|builder| builder.clock(clock))
    }

    /// Where random numbers come from; see [`ClientBuilder::random`](crate::ClientBuilder::random).
    pub fn random(self, next: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.with(|builder| builder.random(next))
    }

    /// Allows a base URL with `http` on a host other than loopback: the token and all data go over the network in the clear.
    pub fn allow_http(self) -> Self {
        self.with(crate::ClientBuilder::allow_http)
    }

    /// The cloud that the client is for; see [`ClientBuilder::cloud`](crate::ClientBuilder::cloud).
    pub fn cloud(self, cloud: Cloud) -> Self {
        self.with(|builder| builder.cloud(cloud))
    }

    /// What is done with a call whose page does not name the client's cloud; see
    /// [`ClientBuilder::cloud_check`](crate::ClientBuilder::cloud_check).
    pub fn cloud_check(self, check: CloudCheck) -> Self {
        self.with(|builder| builder.cloud_check(check))
    }

    /// The client.
    ///
    /// # Errors
    /// As for [`ClientBuilder::build`](crate::ClientBuilder::build).
    pub fn build(self) -> Result<Client<K>, Error> {
        let builder = match self.has_transport {
            true => self.builder,
            false => self.builder.transport(UreqTransport::new()),
        };
        Ok(Client { client: builder.build()? })
    }

    fn with(self, change: impl FnOnce(crate::ClientBuilder<K>) -> crate::ClientBuilder<K>) -> Self {
        Self { builder: change(self.builder), ..self }
    }
}

impl<K> fmt::Debug for ClientBuilder<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.builder.fmt(f)
    }
}
