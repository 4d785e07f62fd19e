//! The default transport: async HTTP on reqwest, with rustls.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::cause::{self, Cause};
use super::{BoxFuture, CONNECT_TIMEOUT, SILENCE_TIMEOUT, Transport, TransportError, length};
use crate::stream::ByteStream;
use crate::{Body, Error, ResponseBody};

/// The default transport. It runs on tokio, keeps connections alive, and follows no redirect:
/// the token of a request goes nowhere but to the origin that it was meant for.
///
/// A connection may take 30 seconds, and the service may be silent for 100 seconds.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// A transport with its own pool of connections. Clones share it.
    ///
    /// # Errors
    /// [`Error::Config`] if the system's TLS roots or name resolver cannot be set up.
    pub fn new() -> Result<Self, Error> {
        let builder = reqwest::Client::builder().connect_timeout(CONNECT_TIMEOUT).read_timeout(SILENCE_TIMEOUT);
        Self::from_builder(builder)
    }

    /// A transport with settings of one's own: proxies, certificates, timeouts. Redirects and repetitions are switched off,
    /// because the client does both.
    ///
    /// # Errors
    /// [`Error::Config`] if reqwest cannot be set up so.
    pub fn from_builder(builder: reqwest::ClientBuilder) -> Result<Self, Error> {
        let client = builder
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .user_agent(concat!("docbind/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Error::Config(error.to_string()))?;
        Ok(Self { client })
    }

    async fn exchange(&self, request: http::Request<Body>) -> Result<http::Response<ResponseBody>, TransportError> {
        let (mut parts, body) = request.into_parts();
        length::tell(&parts.method, &mut parts.headers, &body);
        let body = match body.is_stream() {
            true => reqwest::Body::wrap_stream(Sent(body.into_stream().map_err(TransportError::body)?)),
            false => body.bytes().clone().into(),
        };
        let request = http::Request::from_parts(parts, body).try_into().map_err(of_reqwest)?;
        let mut answer = self.client.execute(request).await.map_err(of_reqwest)?;
        let mut response = http::Response::new(Bytes::new().into());
        *response.status_mut() = answer.status();
        *response.version_mut() = answer.version();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        *response.body_mut() = ResponseBody::stream(Pieces(Box::pin(answer.bytes_stream())));
        Ok(response)
    }
}

/// The pieces of a streamed body. Their errors are known again in what reqwest makes of them.
struct Sent(ByteStream);

impl Stream for Sent {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|piece| piece.map(|piece| piece.map_err(TransportError::body)))
    }
}

/// The pieces of an answer, with the errors of the transport.
struct Pieces<S>(Pin<Box<S>>);

impl<S: Stream<Item = Result<Bytes, reqwest::Error>>> Stream for Pieces<S> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|piece| piece.map(|piece| piece.map_err(of_reqwest)))
    }
}

/// The URL is left out of the message, because its values may be personal.
fn of_reqwest(error: reqwest::Error) -> TransportError {
    let (is_connect, is_timeout) = (error.is_connect(), error.is_timeout());
    let is_final = error.is_builder();
    let error = error.without_url();
    if let Some(Cause::Permanent(words)) = cause::of(&error) {
        return TransportError::permanent(words);
    }
    match (is_connect, is_timeout) {
        (true, _) => TransportError::connect(error),
        (false, true) => TransportError::timeout(error),
        (false, false) if is_final => TransportError::permanent(error),
        (false, false) => TransportError::new(error),
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(self.exchange(request))
    }
}
