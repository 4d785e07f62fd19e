//! Endpoints in, their answers out: the one place where request, token and transport meet.

mod base_url;
mod batch;
mod cloud;
mod download;
mod exchange;
mod hooks;
mod monitor;
mod paging;
mod redirect;
mod trail;
mod upload;
mod walk;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Response, Uri};

use crate::TokenKind;
use crate::clock::{Chance, Clock, SystemClock};
use crate::endpoint::With;
use crate::error::StatusError;
use crate::query::{Draft, query_methods};
use crate::retry::{Budget, RetryPolicy};
use crate::rules::Takes;
use crate::token::{TokenCache, TokenProvider};
use crate::transport::{BoxFuture, Transport, default_transport};
use crate::{
    AnyToken, Body, Cloud, CloudCheck, Endpoint, Error, FromResponse, IntoBody, Operation, ResponseBody, Token,
    TokenMarker, request,
};

use base_url::Origin;
#[cfg(feature = "oauth")]
pub(crate) use base_url::is_allowed;
pub use batch::{Batch, BatchAnswers, BatchPart};
pub use download::Download;
#[cfg(feature = "oauth")]
pub(crate) use exchange::within;
use exchange::{Options, Reading, Subject};
use hooks::Hooks;
pub use hooks::{Facts, Outcome};
pub use monitor::{Done, Failed, Monitor, PollPolicy, Progress};
pub use paging::{Changes, Items, Pages, Resumed};
pub use upload::{Upload, UploadSource};

/// How many bytes of an answer a client reads at most, unless it is built with another limit: 256 MiB.
const ANSWER_LIMIT: usize = 256 << 20;

/// Sends endpoints to one service. Cheap to clone; clones share everything.
///
/// `K` is the kind of the tokens that it sends: [`AnyToken`], or what [`ClientBuilder::token_kind`] says. A client for one kind does not
/// compile with an endpoint whose page refuses it.
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
pub struct Client<K = AnyToken> {
    inner: Arc<Inner>,
    kind: PhantomData<fn() -> K>,
}

impl<K> Clone for Client<K> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner), kind: PhantomData }
    }
}

struct Inner {
    base_url: String,
    origin: Origin,
    allow_http: bool,
    tokens: Option<TokenCache>,
    checks_token: bool,
    token_kind: Option<TokenKind>,
    transport: Box<dyn Transport>,
    clock: Arc<dyn Clock>,
    chance: Chance,
    retry: RetryPolicy,
    budget: Budget,
    timeout: Option<Duration>,
    answer_limit: usize,
    hooks: Hooks,
    cloud: Option<Cloud>,
    cloud_check: CloudCheck,
}

impl Client {
    /// Sets up a client for the service at `base_url`, such as `https://graph.microsoft.com/beta`.
    /// Pages often name it: `Operation::base_url`.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder {
            base_url: base_url.into(),
            allow_http: false,
            token: None,
            provider: None,
            checks_token: true,
            transport: None,
            clock: None,
            chance: Chance::default(),
            retry: RetryPolicy::new(),
            timeout: None,
            answer_limit: ANSWER_LIMIT,
            hooks: Hooks::default(),
            kind: PhantomData,
            cloud: None,
            cloud_check: CloudCheck::default(),
        }
    }
}

impl<K> Client<K> {
    /// The same client, which takes every endpoint: whether its page refuses the token shows at run time.
    #[must_use]
    pub fn any_token(&self) -> Client {
        Client { inner: Arc::clone(&self.inner), kind: PhantomData }
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
    pub fn send<E: Endpoint + Takes<K>>(&self, endpoint: E) -> impl Future<Output = Result<E::Response, Error>> + Send {
        self.inner.send_with(endpoint, Options::default())
    }

    /// A call of `endpoint`, to await, or to add to first.
    pub fn call<E: Endpoint + Takes<K>>(&self, endpoint: E) -> Call<'_, E> {
        self.inner.call(endpoint)
    }
}

/// [`Client::call`], for the methods of a generated client, whose own bounds say what it takes: the compiler works less on a function
/// without any.
#[doc(hidden)]
// A copy in each of thousands of methods would take the compiler longer.
#[inline(never)]
pub fn call<K, E>(client: &Client<K>, endpoint: E) -> Call<'_, E> {
    client.inner.call(endpoint)
}

impl Inner {
    fn call<E>(self: &Arc<Self>, endpoint: E) -> Call<'_, E> {
        Call { client: self, endpoint: With::new(endpoint), options: None }
    }

    fn send_with<E: Endpoint>(
        &self,
        endpoint: E,
        options: Options,
    ) -> impl Future<Output = Result<E::Response, Error>> + Send {
        let answer = self.outgoing(endpoint).map(|outgoing| self.whole(outgoing, options));
        async move { E::read(answer?.await?) }
    }

    /// An endpoint as the transport takes it, and what watchers are told of it.
    fn outgoing<E: Endpoint>(&self, endpoint: E) -> Result<(Subject, http::Request<Body>), Error> {
        let mut request = endpoint.into_request();
        request.accept(E::Response::ACCEPT);
        let subject = Subject::of::<E>(&request);
        self.check_cloud(subject).map_err(|error| error.in_operation(&E::OPERATION))?;
        let request = request.into_sendable(&self.base_url);
        Ok((subject, request.map_err(|error| error.in_operation(&E::OPERATION))?))
    }

    /// The answer with all its bytes. Nothing is sent before it is awaited.
    ///
    /// The future is boxed, so that those who hold a call hold little.
    fn whole(
        &self,
        (subject, request): (Subject, http::Request<Body>),
        options: Options,
    ) -> BoxFuture<'_, Result<Response<Bytes>, Error>> {
        Box::pin(async move {
            let response = self.exchange(subject, request, options, Reading::Whole).await;
            let (parts, body) = response.map_err(|error| error.in_operation(subject.operation))?.into_parts();
            Ok(Response::from_parts(parts, body.collect(self.answer_limit).await?))
        })
    }

    /// The answer, where it is a success, with a body that is still to be read.
    async fn stream(
        &self,
        (subject, request): (Subject, http::Request<Body>),
        options: Options,
    ) -> Result<Response<ResponseBody>, Error> {
        let response = Box::pin(self.exchange(subject, request, options, Reading::Stream)).await;
        let response = response.map_err(|error| error.in_operation(subject.operation))?;
        if subject.operation.is_success(response.status()) {
            return Ok(response);
        }
        Err(self.failed(response, subject.operation).await)
    }

    /// The error that an answer without success is.
    async fn failed(&self, response: Response<ResponseBody>, operation: &Operation) -> Error {
        let (parts, body) = response.into_parts();
        match body.collect(self.answer_limit).await {
            Ok(body) => Error::from(StatusError::new(Response::from_parts(parts, body))).in_operation(operation),
            Err(error) => error.into(),
        }
    }
}

impl<K> fmt::Debug for Client<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.base_url)
            .field("has_tokens", &self.tokens.is_some())
            .finish_non_exhaustive()
    }
}

/// Sets up a [`Client`]; made by [`Client::builder`].
#[must_use = "a builder makes no client until `build` is called"]
pub struct ClientBuilder<K = AnyToken> {
    base_url: String,
    allow_http: bool,
    token: Option<Token>,
    provider: Option<Box<dyn TokenProvider>>,
    checks_token: bool,
    transport: Option<Box<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    chance: Chance,
    retry: RetryPolicy,
    timeout: Option<Duration>,
    answer_limit: usize,
    hooks: Hooks,
    kind: PhantomData<fn() -> K>,
    cloud: Option<Cloud>,
    cloud_check: CloudCheck,
}

impl<K: TokenMarker> ClientBuilder<K> {
    /// The kind of the tokens that the client sends: the compiler then refuses to send an endpoint whose page refuses them.
    ///
    /// ```
    /// use docbind::{Application, Client};
    ///
    /// # #[cfg(feature = "reqwest")]
    /// let client: Client<Application> = Client::builder("https://api.example/v1").token_kind::<Application>().build()?;
    /// # Ok::<(), docbind::Error>(())
    /// ```
    pub fn token_kind<T: TokenMarker>(self) -> ClientBuilder<T> {
        ClientBuilder {
            base_url: self.base_url,
            allow_http: self.allow_http,
            token: self.token,
            provider: self.provider,
            checks_token: self.checks_token,
            transport: self.transport,
            clock: self.clock,
            chance: self.chance,
            retry: self.retry,
            timeout: self.timeout,
            answer_limit: self.answer_limit,
            hooks: self.hooks,
            cloud: self.cloud,
            cloud_check: self.cloud_check,
            kind: PhantomData,
        }
    }

    /// Sends `token` with each request, as `Authorization: Bearer`.
    pub fn token(mut self, token: impl Into<Token>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Sends the tokens that `provider` gives, in place of a fixed one.
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.provider = Some(Box::new(provider));
        self
    }

    /// Whether a call is refused that the token cannot serve by its own account; it is unless this says `false`.
    ///
    /// Where the token is a JWT (RFC 7519) with the claims `scp`, `roles` or `idtyp` of Microsoft's page "Access token claims
    /// reference", they are read, unverified, and held against the permissions of the endpoint's page: [`Error::Refused`] then
    /// tells what the token has and what would do, and nothing is sent. So is one of another kind than the client's
    /// ([`token_kind`](Self::token_kind)). A token without them is sent as it is, as is one whose kind
    /// they do not tell for certain, and any token where the page says nothing.
    pub fn check_token(mut self, check: bool) -> Self {
        self.checks_token = check;
        self
    }

    /// Sends through `transport` in place of the default one.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// How often requests are sent again, and when; see [`RetryPolicy`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long one try may take until its answer is read; for a streamed answer, until its headers are there. There is no
    /// limit but the transport's own unless one is set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How many bytes of an answer are read at most: 256 MiB unless set. A longer answer is an error; one that is read as a
    /// stream has no limit.
    pub fn answer_limit(mut self, bytes: usize) -> Self {
        self.answer_limit = bytes;
        self
    }

    /// Calls `hook` before each try of each request. It can add headers; the token is set after it.
    pub fn before_send(mut self, hook: impl Fn(&Facts<'_>, &mut HeaderMap) + Send + Sync + 'static) -> Self {
        self.hooks.before.push(Arc::new(hook));
        self
    }

    /// Calls `hook` after each try of each request.
    pub fn after_send(mut self, hook: impl Fn(&Facts<'_>, &Outcome<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.after.push(Arc::new(hook));
        self
    }

    /// The time that the client goes by, in place of the system's.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Where random numbers come from, in place of a generator that the operating system seeds. They make waits differ and name
    /// requests; no secret comes from them.
    pub fn random(mut self, next: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.chance = Chance::new(next);
        self
    }

    /// Allows a base URL with `http` on a host other than loopback: the token and all data go
    /// over the network in the clear.
    pub fn allow_http(mut self) -> Self {
        self.allow_http = true;
        self
    }

    /// The cloud that the client is for, where the base URL is not that of its Graph: a proxy's, or a test's. Otherwise the host
    /// of the base URL tells it.
    ///
    /// A call whose page names the clouds that serve it, and not this one, is refused; see
    /// [`cloud_check`](Self::cloud_check).
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = Some(cloud);
        self
    }

    /// What is done with a call whose page does not name the client's cloud among those that serve it. It is refused unless set.
    pub fn cloud_check(mut self, check: CloudCheck) -> Self {
        self.cloud_check = check;
        self
    }

    /// The client.
    ///
    /// # Errors
    /// [`Error::Config`] if the base URL is not absolute, has user information, a query or a
    /// fragment, or is `http` on a host other than loopback without
    /// [`allow_http`](Self::allow_http); if no header can carry the token; if there is no
    /// transport, because none was given and the feature `reqwest` is off.
    pub fn build(self) -> Result<Client<K>, Error> {
        base_url::check(&self.base_url, self.allow_http)?;
        let uri = self.base_url.parse::<Uri>().ok();
        let origin = uri.as_ref().and_then(Origin::of).expect("the base URL was checked to have a host");
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport()?,
        };
        let clock = self.clock.unwrap_or_else(|| Arc::new(SystemClock::new()));
        if let Some(token) = &self.token {
            token.header_value()?;
        }
        let fixed = self.token.map(|token| Box::new(token) as Box<dyn TokenProvider>);
        let inner = Inner {
            base_url: self.base_url.trim_end_matches('/').to_owned(),
            origin,
            allow_http: self.allow_http,
            tokens: self.provider.or(fixed).map(|provider| TokenCache::new(provider, Arc::clone(&clock))),
            checks_token: self.checks_token,
            token_kind: K::KIND,
            transport,
            clock,
            chance: self.chance,
            retry: self.retry,
            budget: Budget::default(),
            timeout: self.timeout,
            answer_limit: self.answer_limit,
            hooks: self.hooks,
            cloud: self.cloud.or_else(|| Cloud::of_host(uri.as_ref().and_then(Uri::host).unwrap_or_default())),
            cloud_check: self.cloud_check,
        };
        Ok(Client { inner: Arc::new(inner), kind: PhantomData })
    }
}

impl<K> fmt::Debug for ClientBuilder<K> {
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
    client: &'c Arc<Inner>,
    endpoint: With<E>,
    // In a box, as is what is added to an endpoint: few calls have some.
    options: Option<Box<Options>>,
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

    /// One more preference (RFC 7240), in a `Prefer` header of its own: `.prefer("outlook.timezone", "W. Europe Standard Time")`.
    ///
    /// A value that is a token, such as `50`, is sent bare, any other as a quoted string; without a value the name stands alone,
    /// as in `.prefer("respond-async", "")`.
    pub fn prefer(self, name: &str, value: &str) -> Self {
        self.header("Prefer", &request::preference(name, value))
    }

    /// Asks for data that may lag behind what was written, with `ConsistencyLevel: eventual`. Microsoft Graph wants it for
    /// `$search`, `$count` and some `$filter` expressions on directory objects (its page "Advanced query capabilities").
    pub fn consistency_level_eventual(self) -> Self {
        self.header("ConsistencyLevel", "eventual")
    }

    /// Another body than the page's type has; see [`Endpoint::with_body`].
    pub fn body(mut self, body: impl IntoBody) -> Self {
        self.endpoint = self.endpoint.with_body(body);
        self
    }

    /// Changes the endpoint by its own methods: `.with(|delete| delete.if_match("1"))`.
    pub fn with<F: Endpoint<Rules = E::Rules>>(self, change: impl FnOnce(E) -> F) -> Call<'c, F> {
        Call { client: self.client, endpoint: self.endpoint.map(change), options: self.options }
    }

    /// How long one try may take, in place of what the client says; see [`ClientBuilder::timeout`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.get_or_insert_default().timeout = Some(timeout);
        self
    }

    /// How often the request is sent again, in place of what the client says.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.get_or_insert_default().retry = Some(policy);
        self
    }

    /// Sends the call, and gives the answer with its body still to be read, whatever type the page gives it.
    ///
    /// # Errors
    /// As for [`Client::send`]. A failure while the body is read comes from the body.
    pub fn stream(self) -> impl Future<Output = Result<Response<ResponseBody>, Error>> + Send + 'c {
        let (client, options) = (self.client, self.options());
        let outgoing = client.outgoing(self.endpoint);
        async move { client.stream(outgoing?, options).await }
    }
}

/// Typed query options; see [`query`](crate::query).
impl<E: Endpoint> Call<'_, E> {
    query_methods!();

    pub(crate) fn draft(&mut self) -> &mut Draft {
        self.endpoint.draft()
    }
}

impl<E> Call<'_, E> {
    fn options(&self) -> Options {
        self.options.as_deref().copied().unwrap_or_default()
    }
}

impl<'c, E: Endpoint + 'c> IntoFuture for Call<'c, E> {
    type Output = Result<E::Response, Error>;
    type IntoFuture = BoxFuture<'c, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let options = self.options();
        Box::pin(self.client.send_with(self.endpoint, options))
    }
}
