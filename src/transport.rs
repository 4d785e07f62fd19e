//! An `http::Request` in, an `http::Response` out: what does the I/O, for a client to be given.

#[cfg(any(feature = "reqwest", feature = "tower"))]
mod cause;
#[cfg(any(feature = "reqwest", feature = "blocking", feature = "tower"))]
mod length;
#[cfg(feature = "reqwest")]
mod reqwest;
mod time_limit;
#[cfg(feature = "tower")]
mod tower;
#[cfg(feature = "blocking")]
mod ureq;

#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;
pub use self::time_limit::TimeLimit;
#[cfg(feature = "tower")]
pub use self::tower::{FromService, HttpBody, from_service};
#[cfg(feature = "blocking")]
pub use self::ureq::UreqTransport;

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use crate::{Body, BoxError, Error, ResponseBody};

/// How long a connection may take.
#[cfg(any(feature = "reqwest", feature = "blocking"))]
const CONNECT_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(30);

/// How long a service may be silent.
#[cfg(any(feature = "reqwest", feature = "blocking"))]
const SILENCE_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(100);

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests: reqwest by default, or one's own.
///
/// A transport returns every response, whatever its status, once its headers are there. It must not follow redirects nor
/// send a request twice, because the client does that and knows where a token may go. It must not log the `Authorization`
/// header; its value is marked as sensitive. [`from_fn`] makes one from a closure.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`, whose URI is absolute. The body of the response is read when the client asks for it.
    ///
    /// # Errors
    /// A [`TransportError`] if there is no response. One of [`TransportError::connect`] says that nothing was sent.
    fn send(&self, request: http::Request<Body>)
    -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        (**self).send(request)
    }
}

/// A transport from an async closure, for tests and for other HTTP clients.
///
/// ```
/// use docbind::transport::from_fn;
///
/// let transport = from_fn(|request| async move {
///     assert_eq!(request.method(), "GET");
///     Ok(http::Response::new(r#"{"id": "1"}"#))
/// });
/// let client = docbind::Client::builder("https://api.example/v1").transport(transport).build()?;
/// # Ok::<(), docbind::Error>(())
/// ```
pub fn from_fn<F, A, B>(send: F) -> FromFn<F>
where
    F: Fn(http::Request<Bytes>) -> A + Send + Sync + 'static,
    A: Future<Output = Result<http::Response<B>, TransportError>> + Send + 'static,
    B: Into<ResponseBody>,
{
    FromFn { send }
}

/// The transport that [`from_fn`] makes.
#[derive(Clone, Copy)]
pub struct FromFn<F> {
    send: F,
}

impl<F> fmt::Debug for FromFn<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromFn(..)")
    }
}

impl<F, A, B> Transport for FromFn<F>
where
    F: Fn(http::Request<Bytes>) -> A + Send + Sync + 'static,
    A: Future<Output = Result<http::Response<B>, TransportError>> + Send + 'static,
    B: Into<ResponseBody>,
{
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(async {
            let (parts, body) = request.into_parts();
            let body = body.collect().await.map_err(TransportError::body)?;
            let answer = (self.send)(http::Request::from_parts(parts, body));
            Ok(answer.await?.map(Into::into))
        })
    }
}

/// Why a transport got no whole response: [`Error::Transport`], or [`Error::Timeout`].
///
/// It speaks in the words of the error inside, and of the last of its causes where they leave that out, as those of reqwest do.
#[derive(Debug)]
pub struct TransportError(Box<Cause>);

#[derive(Debug)]
struct Cause {
    kind: Kind,
    inner: BoxError,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Connect,
    Timeout,
    Broken,
    Final,
}

impl TransportError {
    /// The connection failed once there was one, or it cannot be told when. It should name neither token nor query.
    pub fn new(error: impl Into<BoxError>) -> Self {
        Self::of(Kind::Broken, error.into())
    }

    /// There was no connection, and nothing was sent: a name that is not found, a refused connection, a failed handshake.
    pub fn connect(error: impl Into<BoxError>) -> Self {
        Self::of(Kind::Connect, error.into())
    }

    /// It took too long.
    pub fn timeout(error: impl Into<BoxError>) -> Self {
        Self::of(Kind::Timeout, error.into())
    }

    /// Trying again would not help: the stream of a body failed, or an answer is not to be read.
    pub fn permanent(error: impl Into<BoxError>) -> Self {
        Self::of(Kind::Final, error.into())
    }

    fn of(kind: Kind, inner: BoxError) -> Self {
        Self(Box::new(Cause { kind, inner }))
    }

    /// The stream of a request's body failed.
    pub(crate) fn body(error: BoxError) -> Self {
        Self::permanent(format!("the body of the request cannot be read: {error}"))
    }

    /// Whether there was no connection, so that nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind == Kind::Connect
    }

    /// Whether it took too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == Kind::Timeout
    }

    /// Whether another try may fare better.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.0.kind != Kind::Final
    }

    /// The error inside, to downcast.
    #[must_use]
    pub fn get_ref(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.0.inner
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = self.0.inner.to_string();
        f.write_str(&inner)?;
        match root_cause(self.get_ref()).map(ToString::to_string) {
            Some(cause) if !inner.contains(&cause) => write!(f, ": {cause}"),
            _ => Ok(()),
        }
    }
}

/// The last of the causes of an error.
fn root_cause<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    let mut cause = error.source()?;
    while let Some(next) = cause.source() {
        cause = next;
    }
    Some(cause)
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.inner.source()
    }
}

/// What a client is built with when it is given no transport.
#[cfg(feature = "reqwest")]
pub(crate) fn default_transport() -> Result<Box<dyn Transport>, Error> {
    Ok(Box::new(ReqwestTransport::new()?))
}

/// What a client is built with when it is given no transport.
#[cfg(not(feature = "reqwest"))]
pub(crate) fn default_transport() -> Result<Box<dyn Transport>, Error> {
    Err(Error::Config("it has no transport; give the builder one, or enable the feature `reqwest` of docbind".into()))
}
