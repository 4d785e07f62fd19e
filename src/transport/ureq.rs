//! A transport that blocks: an `http::Request` in, ureq's answer out, read on the thread that asks for it.

use std::io::{self, Read};

use bytes::Bytes;
use ureq::config::{AutoHeaderValue, Config};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::{Agent, AsSendBody, SendBody, Timeout};

use super::{BoxFuture, CONNECT_TIMEOUT, SILENCE_TIMEOUT, TimeLimit, Transport, TransportError, length};
use crate::blocking::{Pieces, block_on};
use crate::stream::{ByteStream, next};
use crate::{Body, ResponseBody};

/// HTTP on ureq, with rustls: the default transport of a [`blocking::Client`](crate::blocking::Client).
///
/// Its future does all its work when it is polled, on the thread that polls it, and is never pending: it does not belong on a
/// thread of an async runtime. It keeps connections alive, and follows no redirect. A connection may take 30 seconds, and the
/// service may be silent for 100 seconds; a [`TimeLimit`] is kept by ureq. Certificates are checked by the system.
#[derive(Clone, Debug)]
pub struct UreqTransport {
    agent: Agent,
}

impl UreqTransport {
    /// A transport with its own pool of connections. Clones share it.
    #[must_use]
    pub fn new() -> Self {
        let roots = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
        let config = Agent::config_builder()
            .tls_config(roots)
            .timeout_connect(Some(CONNECT_TIMEOUT))
            .timeout_per_read(Some(SILENCE_TIMEOUT))
            .timeout_per_write(Some(SILENCE_TIMEOUT))
            .user_agent(concat!("docbind/", env!("CARGO_PKG_VERSION")));
        Self::from_config(config.build())
    }

    /// A transport with settings of one's own: proxies, certificates, timeouts. Each status is an answer and redirects are not
    /// followed, whatever the settings say, because the client sees to both.
    #[must_use]
    pub fn from_config(config: Config) -> Self {
        Self { agent: Agent::new_with_config(config) }
    }

    fn exchange(&self, request: http::Request<Body>) -> Result<http::Response<ResponseBody>, TransportError> {
        let (mut parts, body) = request.into_parts();
        length::tell(&parts.method, &mut parts.headers, &body);
        if body.is_stream() {
            let mut reader = StreamReader::new(body.into_stream().map_err(TransportError::body)?);
            let result = self.run(http::Request::from_parts(parts, SendBody::from_reader(&mut reader)));
            return result.map_err(|error| reader.failure.take().unwrap_or_else(|| of_ureq(error)));
        }
        let body = body.bytes();
        let result = match body.is_empty() {
            true => self.run(http::Request::from_parts(parts, ())),
            false => self.run(http::Request::from_parts(parts, &body[..])),
        };
        result.map_err(of_ureq)
    }

    fn run(&self, request: http::Request<impl AsSendBody>) -> Result<http::Response<ResponseBody>, ureq::Error> {
        let limit = request.extensions().get::<TimeLimit>().copied();
        let config = self
            .agent
            .configure_request(request)
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .accept(AutoHeaderValue::None)
            .allow_non_standard_methods(true);
        let time = limit.map(TimeLimit::duration);
        let request = match limit {
            None => config.build(),
            Some(limit) if limit.covers_body() => config.timeout_global(time).build(),
            // ureq has no limit for all that comes before the body, so each step has this one.
            Some(_) => config
                .timeout_resolve(time)
                .timeout_connect(time)
                .timeout_send_request(time)
                .timeout_send_body(time)
                .timeout_recv_response(time)
                .build(),
        };
        Ok(self.agent.run(request)?.map(pieces))
    }
}

impl Default for UreqTransport {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for UreqTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<ResponseBody>, TransportError>> {
        Box::pin(async { self.exchange(request) })
    }
}

/// The body of an answer, read when it is asked for.
fn pieces(body: ureq::Body) -> ResponseBody {
    let length = body.content_length();
    ResponseBody::stream(Pieces::of(body.into_reader(), length, |error| of_ureq(error.into())))
}

/// A streamed body, as ureq reads it. It keeps why the stream failed, because that is no fault of the connection.
struct StreamReader {
    stream: ByteStream,
    piece: Bytes,
    failure: Option<TransportError>,
}

impl StreamReader {
    fn new(stream: ByteStream) -> Self {
        Self { stream, piece: Bytes::new(), failure: None }
    }
}

impl Read for StreamReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match block_on(next(&mut self.stream)) {
                Some(Ok(piece)) => self.piece = piece,
                None => return Ok(0),
                Some(Err(error)) => {
                    self.failure = Some(TransportError::body(error));
                    return Err(io::Error::other("the stream of the body failed"));
                }
            }
        }
        let count = self.piece.len().min(buffer.len());
        self.piece.split_to(count).as_ref().read(buffer)
    }
}

/// What kind of failure it is. A URL is left out of the message, because its values may be personal.
fn of_ureq(error: ureq::Error) -> TransportError {
    use io::ErrorKind::{AddrNotAvailable, ConnectionRefused, HostUnreachable, NetworkUnreachable, TimedOut};
    match &error {
        ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect)
        | ureq::Error::HostNotFound
        | ureq::Error::ConnectionFailed
        | ureq::Error::TlsRequired
        | ureq::Error::ConnectProxyFailed(_) => TransportError::connect(error),
        ureq::Error::Io(inner) if is_bad_certificate(inner) => TransportError::connect(error),
        ureq::Error::Io(inner) => match inner.kind() {
            ConnectionRefused | HostUnreachable | NetworkUnreachable | AddrNotAvailable => {
                TransportError::connect(error)
            }
            TimedOut => TransportError::timeout(error),
            _ => TransportError::new(error),
        },
        ureq::Error::Timeout(_) => TransportError::timeout(error),
        ureq::Error::BadUri(_) | ureq::Error::RequireHttpsOnly(_) => {
            TransportError::permanent("the URL cannot be used")
        }
        ureq::Error::Http(_) | ureq::Error::LargeResponseHeader(..) => TransportError::permanent(error),
        _ => TransportError::new(error),
    }
}

/// Whether the certificate of the service is refused, which ends the handshake before anything is sent.
fn is_bad_certificate(error: &io::Error) -> bool {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
    inner.is_some_and(|inner| matches!(inner, rustls::Error::InvalidCertificate(_)))
}

#[cfg(test)]
mod tests {
    use super::of_ureq;

    #[test]
    fn a_failure_says_whether_anything_was_sent() {
        use std::io::{Error, ErrorKind};

        let refused = of_ureq(Error::from(ErrorKind::ConnectionRefused).into());
        assert!(refused.is_connect() && refused.is_transient());
        let slow = of_ureq(ureq::Error::Timeout(ureq::Timeout::Global));
        assert!(slow.is_timeout() && !slow.is_connect());
        assert!(of_ureq(ureq::Error::Timeout(ureq::Timeout::Connect)).is_connect());
        let reset = of_ureq(Error::from(ErrorKind::ConnectionReset).into());
        assert!(!reset.is_connect() && reset.is_transient());
        let uri = of_ureq(ureq::Error::BadUri("https://a.example/p3rsonal".into()));
        assert!(!uri.is_transient() && !format!("{uri} {uri:?}").contains("p3rsonal"));
    }
}
