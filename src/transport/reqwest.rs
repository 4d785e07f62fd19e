//! The default transport: async HTTP on reqwest, with rustls.

use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::Uri;
use http::uri::Authority;
use http_body::{Body as _, Frame};

use super::cause::{self, Cause};
use super::{BoxFuture, CONNECT_TIMEOUT, SILENCE_TIMEOUT, Transport, TransportError, length};
use crate::stream::ByteStream;
use crate::{Body, BoxError, Error, ResponseBody};

/// The default transport. It runs on tokio, keeps connections alive, and follows no redirect:
/// the token of a request goes nowhere but to the origin that it was meant for.
///
/// A connection may take 30 seconds, and the service may be silent for 100 seconds.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    /// Where the first request went, in both forms.
    home: Arc<OnceLock<(Uri, reqwest::Url)>>,
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
        Ok(Self { client, home: Arc::default() })
    }

    async fn exchange(&self, request: http::Request<Body>) -> Result<http::Response<ResponseBody>, TransportError> {
        let (mut parts, body) = request.into_parts();
        length::tell(&parts.method, &mut parts.headers, &body);
        let url = self.url(&parts.uri).map_err(TransportError::permanent)?;
        let mut request = reqwest::Request::new(parts.method, url);
        *request.headers_mut() = parts.headers;
        *request.version_mut() = parts.version;
        if body.is_stream() {
            let stream = Sent(body.into_stream().map_err(TransportError::body)?);
            *request.body_mut() = Some(reqwest::Body::wrap_stream(stream));
        } else if !body.is_empty() {
            *request.body_mut() = Some(body.bytes().clone().into());
        }
        let response = self.client.execute(request).await.map_err(of_reqwest)?;
        Ok(http::Response::from(response).map(|body| ResponseBody::stream(Pieces(body))))
    }

    /// The URL as reqwest takes it. To read a host costs more than all else of it, and is done once where it stays the same.
    fn url(&self, uri: &Uri) -> Result<reqwest::Url, BoxError> {
        match self.home.get() {
            Some((home, url)) if is_written_alike(home, uri) => {
                let mut url = url.clone();
                url.set_path(uri.path());
                url.set_query(uri.query());
                Ok(url)
            }
            _ => {
                let url = reqwest::Url::parse(&uri.to_string())?;
                self.home.get_or_init(|| (uri.clone(), url.clone()));
                Ok(url)
            }
        }
    }
}

/// Whether two URLs have the same scheme, host and port, letter by letter.
fn is_written_alike(one: &Uri, other: &Uri) -> bool {
    one.scheme() == other.scheme() && one.authority().map(Authority::as_str) == other.authority().map(Authority::as_str)
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
struct Pieces(reqwest::Body);

impl Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame = ready!(Pin::new(&mut self.0).poll_frame(context));
            match frame.map(|frame| frame.map(Frame::into_data)) {
                Some(Ok(Ok(piece))) => return Poll::Ready(Some(Ok(piece))),
                // Trailers are no part of the body.
                Some(Ok(Err(_))) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(of_reqwest(error)))),
                None => return Poll::Ready(None),
            }
        }
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
