//! A tower service in, a transport out.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use tower_service::Service;

use super::cause::{self, Cause};
use super::{BoxFuture, Transport, TransportError, length};
use crate::stream::ByteStream;
use crate::{Body, BoxError, ResponseBody};

/// A transport from a tower service: hyper's client, an `axum::Router` in a test, or a stack of layers.
///
/// The service takes `http::Request<HttpBody>` and gives an `http::Response` with any body of the crate `http-body`. It is cloned
/// for each request, as tower has it, and asked whether it is ready before it is called. It should neither follow redirects nor
/// repeat requests, because the client does both; a limit of concurrency or of rate is what a layer is good for.
///
/// A service's error is taken as one that may pass, after which it is not known whether the request was sent. One that is a
/// [`TransportError`] is taken as it is, so a service says what it knows with `map_err`; a refused connection is known as
/// [`TransportError::connect`].
///
/// ```
/// use docbind::transport::{HttpBody, from_service};
/// use tower::service_fn;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), docbind::Error> {
/// let service = service_fn(|request: http::Request<HttpBody>| async move {
///     assert_eq!(request.uri().path(), "/v1/me");
///     Ok::<_, std::io::Error>(http::Response::new(String::from(r#"{"id": "1"}"#)))
/// });
/// let client = docbind::Client::builder("https://api.example/v1").transport(from_service(service)).build()?;
/// # Ok(())
/// # }
/// ```
pub fn from_service<S>(service: S) -> FromService<S> {
    FromService { service: Mutex::new(service) }
}

/// The transport that [`from_service`] makes.
pub struct FromService<S> {
    /// Held for a clone only; it makes a service that is not `Sync` one that threads share.
    service: Mutex<S>,
}

impl<S> fmt::Debug for FromService<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FromService(..)")
    }
}

impl<S, R> Transport for FromService<S>
where
    S: Service<http::Request<HttpBody>, Response = http::Response<R>> + Clone + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<BoxError>,
    R: http_body::Body + Send + 'static,
    R::Data: Buf,
    R::Error: Into<BoxError>,
{
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        let mut service = self.service.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            length::tell(&parts.method, &mut parts.headers, &body);
            let request = http::Request::from_parts(parts, HttpBody::new(body)?);
            poll_fn(|context| service.poll_ready(context)).await.map_err(of_service)?;
            let response = service.call(request).await.map_err(of_service)?;
            Ok(response.map(|body| ResponseBody::stream(Pieces(Box::pin(body)))))
        })
    }
}

/// The body of a request, as the crate `http-body` has it: what a service of [`from_service`] is given.
///
/// Its size hint is exact where the length of the body is known.
pub struct HttpBody {
    stream: ByteStream,
    /// How many bytes are still to come, where that is known.
    rest: Option<u64>,
}

impl HttpBody {
    fn new(body: Body) -> Result<Self, TransportError> {
        let rest = body.len();
        Ok(Self { stream: body.into_stream().map_err(TransportError::body)?, rest })
    }
}

impl fmt::Debug for HttpBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpBody").field("rest", &self.rest).finish_non_exhaustive()
    }
}

impl http_body::Body for HttpBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let piece = ready!(self.stream.as_mut().poll_next(context));
        if let (Some(Ok(piece)), Some(rest)) = (&piece, &mut self.rest) {
            *rest = rest.saturating_sub(piece.len() as u64);
        }
        let error = |error| BoxError::from(TransportError::body(error));
        Poll::Ready(piece.map(|piece| piece.map(Frame::data).map_err(error)))
    }

    fn is_end_stream(&self) -> bool {
        self.rest == Some(0)
    }

    fn size_hint(&self) -> SizeHint {
        self.rest.map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

/// The pieces of an answer. Trailers are passed over.
struct Pieces<R>(Pin<Box<R>>);

impl<R> Stream for Pieces<R>
where
    R: http_body::Body,
    R::Error: Into<BoxError>,
{
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.0.as_mut().poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(of_service(error)))),
                Some(Ok(frame)) => {
                    if let Ok(mut data) = frame.into_data() {
                        let length = data.remaining();
                        return Poll::Ready(Some(Ok(data.copy_to_bytes(length))));
                    }
                }
            }
        }
    }
}

/// What a service's error says, where it says it in words that docbind knows.
fn of_service(error: impl Into<BoxError>) -> TransportError {
    let error = match error.into().downcast::<TransportError>() {
        Ok(error) => return *error,
        Err(error) => error,
    };
    match cause::of(&*error) {
        Some(Cause::Refused) => TransportError::connect(error),
        Some(Cause::Permanent(words)) => TransportError::permanent(words),
        None => TransportError::new(error),
    }
}
