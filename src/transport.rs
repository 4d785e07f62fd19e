//! An `http::Request` in, an `http::Response` out: what does the I/O, for a client to be given.

#[cfg(feature = "reqwest")]
mod reqwest;

#[cfg(feature = "reqwest")]
pub use self::reqwest::ReqwestTransport;

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use crate::{BoxError, Error};

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends requests: reqwest by default, or one's own.
///
/// A transport returns every response that it got whole, whatever its status. It must not follow
/// redirects to another origin with the `Authorization` header, and must not log that header;
/// its value is marked as sensitive. [`from_fn`] makes one from a closure.
pub trait Transport: Send + Sync + 'static {
    /// Sends `request`, whose URI is absolute, and reads the whole response.
    ///
    /// # Errors
    /// A [`TransportError`] if there is no whole response.
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
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
    B: Into<Bytes>,
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
    B: Into<Bytes>,
{
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let answer = (self.send)(request);
        Box::pin(async { Ok(answer.await?.map(Into::into)) })
    }
}

/// Why a transport got no whole response: [`Error::Transport`].
///
/// Like `std::io::Error` it speaks in the words of the error inside.
#[derive(Debug)]
pub struct TransportError {
    inner: BoxError,
}

impl TransportError {
    /// An error of the transport's own, or a text. It should name neither token nor query.
    pub fn new(error: impl Into<BoxError>) -> Self {
        Self { inner: error.into() }
    }

    /// The error inside, to downcast.
    #[must_use]
    pub fn get_ref(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.inner
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source()
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
