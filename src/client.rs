//! Endpoints in, their answers out: the one place where request, token and transport meet.

mod base_url;

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderValue;
use http::header::AUTHORIZATION;

use crate::endpoint::With;
use crate::transport::{BoxFuture, Transport, default_transport};
use crate::{Endpoint, Error, IntoBody, Token};

/// Sends endpoints to one service. Cheap to clone; clones share everything.
///
/// ```no_run
/// # #[cfg(feature = "reqwest")]
/// # fn main() -> Result<(), docbind::Error> {
/// let client = docbind::Client::builder("https://graph.microsoft.com/beta")
///     .token("eyJ0eXAi...")
///     .build()?;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "reqwest"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    base_url: String,
    authorization: Option<HeaderValue>,
    transport: Box<dyn Transport>,
}

impl Client {
    /// A client for the service at `base_url`, such as `https://graph.microsoft.com/beta`.
    /// Pages often name it: `Operation::base_url`.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder { base_url: base_url.into(), allow_http: false, token: None, transport: None }
    }

    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.inner.base_url
    }

    /// Sends `endpoint` and reads its answer. The request is encoded at once, and sent when the
    /// future is awaited.
    ///
    /// # Errors
    /// Every kind of [`Error`] but [`Error::Config`].
    pub fn send<E: Endpoint>(&self, endpoint: E) -> impl Future<Output = Result<E::Response, Error>> + Send {
        let request = self.authorize(endpoint);
        async move { E::read(self.inner.transport.send(request?).await?) }
    }

    /// A call of `endpoint`, to await, or to add to first.
    pub fn call<E: Endpoint>(&self, endpoint: E) -> Call<'_, E> {
        Call { client: self, endpoint: With::new(endpoint) }
    }

    fn authorize(&self, endpoint: impl Endpoint) -> Result<http::Request<Bytes>, Error> {
        let mut request = endpoint.to_http(&self.inner.base_url)?;
        if let Some(value) = &self.inner.authorization {
            request.headers_mut().insert(AUTHORIZATION, value.clone());
        }
        Ok(request)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url)
            .field("authorization", &self.inner.authorization)
            .finish_non_exhaustive()
    }
}

/// Sets up a [`Client`]; made by [`Client::builder`].
#[must_use = "a builder makes no client until `build` is called"]
pub struct ClientBuilder {
    base_url: String,
    allow_http: bool,
    token: Option<Token>,
    transport: Option<Box<dyn Transport>>,
}

impl ClientBuilder {
    /// Sends `token` with each request, as `Authorization: Bearer`.
    pub fn token(mut self, token: impl Into<Token>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sends through `transport` in place of the default one.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Allows a base URL with `http` on a host other than loopback: the token and all data go
    /// over the network in the clear.
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`Error::Config`] if the base URL is not absolute, has user information, a query or a
    /// fragment, or is `http` on a host other than loopback without
    /// [`allow_http`](Self::allow_http); if no header can carry the token; if there is no
    /// transport, because none was given and the feature `reqwest` is off.
    pub fn build(self) -> Result<Client, Error> {
        base_url::check(&self.base_url, self.allow_http)?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        let inner = Inner {
            base_url: self.base_url.trim_end_matches('/').to_owned(),
            authorization: self.token.map(|token| token.header_value()).transpose()?,
            transport,
        };
        Ok(Client { inner: Arc::new(inner) })
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("allow_http", &self.allow_http)
            .field("token", &self.token)
            .finish_non_exhaustive()
    }
}

/// One call of an endpoint through a client; `.await` sends it.
///
/// `Debug` shows the operation's name and the client, not what is sent.
#[derive(Clone)]
#[must_use = "a call is not sent until it is awaited"]
pub struct Call<'c, E> {
    client: &'c Client,
    endpoint: With<E>,
}

impl<E: Endpoint> fmt::Debug for Call<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &E::OPERATION.name)
            .field("client", self.client)
            .finish_non_exhaustive()
    }
}

impl<'c, E: Endpoint> Call<'c, E> {
    /// One more query parameter, which the page need not know; see [`Request::query`](crate::Request::query).
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.endpoint = self.endpoint.with_query(name, value);
        self
    }

    /// One more header, which the page need not know; see [`Request::header`](crate::Request::header).
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.endpoint = self.endpoint.with_header(name, value);
        self
    }

    /// Another body than the page's type has; see [`Endpoint::with_body`].
    pub fn body(mut self, body: impl IntoBody) -> Self {
        self.endpoint = self.endpoint.with_body(body);
        self
    }

    /// Changes the endpoint by its own methods: `.with(|delete| delete.if_match("1"))`.
    pub fn with<F: Endpoint>(self, change: impl FnOnce(E) -> F) -> Call<'c, F> {
        Call { client: self.client, endpoint: self.endpoint.map(change) }
    }
}

impl<'c, E: Endpoint + 'c> IntoFuture for Call<'c, E> {
    type Output = Result<E::Response, Error>;
    type IntoFuture = BoxFuture<'c, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.client.send(self.endpoint))
    }
}
