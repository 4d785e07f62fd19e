//! The default transport: async HTTP on reqwest, with rustls.

use bytes::Bytes;
use http::header::CONTENT_LENGTH;
use http::{HeaderValue, Method};

use super::{BoxFuture, Transport, TransportError};
use crate::Error;

/// The default transport. It runs on tokio, keeps connections alive, and follows no redirect:
/// the token of a request goes nowhere but to the origin that it was meant for.
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
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("docbind/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Error::Config(error.to_string()))?;
        Ok(Self { client })
    }

    async fn exchange(&self, mut request: http::Request<Bytes>) -> Result<http::Response<Bytes>, reqwest::Error> {
        tell_empty_body(&mut request);
        let mut answer = self.client.execute(request.try_into()?).await?;
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = answer.status();
        *response.version_mut() = answer.version();
        *response.headers_mut() = std::mem::take(answer.headers_mut());
        *response.body_mut() = answer.bytes().await?;
        Ok(response)
    }
}

/// Services may answer 411 to a `POST` that says nothing of its length, and reqwest is silent about
/// an empty body; RFC 9110, section 8.6, wants `Content-Length: 0`.
fn tell_empty_body(request: &mut http::Request<Bytes>) {
    let may_have_body = matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
    if may_have_body && request.body().is_empty() {
        let headers = request.headers_mut();
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async {
            // The URL is left out of the message, because its values may be personal.
            let answer = self.exchange(request).await;
            answer.map_err(|error| TransportError::new(error.without_url()))
        })
    }
}
