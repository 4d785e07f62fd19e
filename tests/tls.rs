//! Real TLS: a server on loopback whose certificate the test makes, through each transport that brings TLS along.

#![cfg(any(feature = "reqwest", feature = "blocking"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests; clippy only knows the tests themselves")]

#[path = "support/server.rs"]
mod server;
mod support;

use std::net::TcpListener as StdListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use docbind::{Endpoint, Error, RetryPolicy, Value};
use rcgen::{CertificateParams, DnType, KeyPair, date_time_ymd};
use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs::default_provider;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use server::{Asked, RUNTIME, Server, answer};
use support::Call;

/// No test waits longer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A certificate that signs itself, and its key.
struct Identity {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

impl Identity {
    fn of(name: &str, last_year: i32) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        // Names of their own, so that no certificate is taken for another's issuer.
        params.distinguished_name.push(DnType::CommonName, format!("{name} until {last_year}"));
        params.not_after = date_time_ymd(last_year, 12, 31);
        let certificate = params.self_signed(&key).unwrap().der().to_vec();
        Self { certificate, key: key.serialize_der() }
    }
}

/// A server that gives the same answer to each request, by TLS.
struct TlsServer {
    base_url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl TlsServer {
    fn new(identity: &Identity, answer: String) -> Self {
        let listener = StdListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let base_url = format!("https://{}/v1", listener.local_addr().unwrap());
        let (asked, connections) = (Arc::<Mutex<Vec<Asked>>>::default(), Arc::<AtomicUsize>::default());
        let (record, count, acceptor) = (Arc::clone(&asked), Arc::clone(&connections), acceptor(identity));
        let task = RUNTIME.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(acceptor.clone(), stream, answer.clone(), Arc::clone(&record)));
            }
        });
        Self { base_url, asked, connections, task }
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for TlsServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers until the client has gone. One that does not trust the server goes at once.
async fn serve(acceptor: TlsAcceptor, stream: TcpStream, answer: String, record: Arc<Mutex<Vec<Asked>>>) {
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    while let Ok(request) = server::read_request(&mut stream, &mut Vec::new()).await {
        record.lock().unwrap().push(request);
        stream.write_all(answer.as_bytes()).await.unwrap();
    }
}

fn acceptor(identity: &Identity) -> TlsAcceptor {
    let key = PrivateKeyDer::try_from(identity.key.clone()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![identity.certificate.clone().into()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

fn ok() -> String {
    "HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n{\"a\":1}".to_owned()
}

fn redirect(target: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nlocation: {target}\r\ncontent-length: 0\r\n\r\n")
}

/// What each transport makes of a call to `base_url`, where it trusts one certificate and no other.
fn call(base_url: &str, trusted: &Identity) -> Vec<Result<Value, Error>> {
    vec![
        #[cfg(feature = "reqwest")]
        by_reqwest(base_url, trusted, Call::get()),
        #[cfg(feature = "blocking")]
        by_ureq(base_url, trusted, Call::get()),
    ]
}

#[cfg(feature = "reqwest")]
fn by_reqwest<E: Endpoint>(base_url: &str, trusted: &Identity, endpoint: E) -> Result<E::Response, Error> {
    let root = reqwest::Certificate::from_der(&trusted.certificate).unwrap();
    let builder = reqwest::Client::builder().tls_certs_only([root]);
    let transport = docbind::transport::ReqwestTransport::from_builder(builder).unwrap();
    let client = docbind::Client::builder(base_url).token("s3cret").transport(transport);
    let client = client.timeout(PATIENCE).retry(RetryPolicy::never()).build().unwrap();
    RUNTIME.block_on(client.send(endpoint))
}

#[cfg(feature = "blocking")]
fn by_ureq<E: Endpoint>(base_url: &str, trusted: &Identity, endpoint: E) -> Result<E::Response, Error> {
    use ureq::tls::{Certificate, RootCerts, TlsConfig};

    let root = Certificate::from_der(&trusted.certificate).to_owned();
    let tls = TlsConfig::builder().root_certs(RootCerts::new_with_certs(&[root])).build();
    let config = ureq::Agent::config_builder().tls_config(tls).build();
    let transport = docbind::blocking::UreqTransport::from_config(config);
    let client = docbind::blocking::Client::builder(base_url).token("s3cret").transport(transport);
    client.timeout(PATIENCE).retry(RetryPolicy::never()).build().unwrap().send(endpoint)
}

#[test]
fn a_certificate_that_is_trusted_is_taken() {
    let identity = Identity::of("127.0.0.1", 2999);
    let server = TlsServer::new(&identity, ok());
    let answers = call(&server.base_url, &identity);
    let count = answers.len();
    for answer in answers {
        assert_eq!(answer.unwrap(), json!({"a": 1}));
    }
    let asked = server.asked();
    assert_eq!(asked.len(), count);
    for request in asked {
        assert_eq!((request.target(), request.header("authorization")), ("/v1/things", Some("Bearer s3cret")));
    }
}

#[test]
fn a_certificate_that_does_not_hold_is_refused_before_anything_is_sent() {
    let good = Identity::of("127.0.0.1", 2999);
    let other_host = Identity::of("other.example", 2999);
    let expired = Identity::of("127.0.0.1", 2001);
    let table = [
        ("not trusted", &good, &Identity::of("127.0.0.1", 2998), "UnknownIssuer"),
        ("of another host", &other_host, &other_host, "not valid for name"),
        ("expired", &expired, &expired, "expired"),
    ];
    for (case, identity, trusted, reason) in table {
        let server = TlsServer::new(identity, ok());
        let answers = call(&server.base_url, trusted);
        let count = answers.len();
        for answer in answers {
            let error = answer.unwrap_err();
            let Error::Transport(inner) = &error else { panic!("{case}: {error:?}") };
            assert!(inner.is_connect(), "{case}: {error:?}");
            let text = error.to_string();
            assert!(text.contains("invalid peer certificate") && text.contains(reason), "{case}: {text}");
            assert!(!format!("{error:?}").contains("s3cret"), "{case}");
        }
        assert_eq!(server.connections.load(Ordering::SeqCst), count, "{case}");
        assert!(server.asked().is_empty(), "{case}");
    }
}

#[test]
fn a_redirect_to_https_is_followed_without_the_token() {
    let identity = Identity::of("127.0.0.1", 2999);
    let target = TlsServer::new(&identity, ok());
    let location = format!("302 Found\r\nlocation: {}/moved", target.base_url);
    let start = Server::always([answer(&location, "")]);
    for answer in call(&start.base_url, &identity) {
        assert_eq!(answer.unwrap(), json!({"a": 1}));
    }
    assert!(start.asked().iter().all(|request| request.header("authorization") == Some("Bearer s3cret")));
    let asked = target.asked();
    assert_eq!(asked.len(), start.asked().len());
    for request in asked {
        assert_eq!((request.target(), request.header("authorization")), ("/v1/moved", None));
    }
}

#[test]
fn a_redirect_from_https_to_http_is_not_followed() {
    let identity = Identity::of("127.0.0.1", 2999);
    let target = Server::always([answer("200 OK", "{}")]);
    let start = TlsServer::new(&identity, redirect(&format!("{}/moved", target.base_url)));
    let answers = call(&start.base_url, &identity);
    let count = answers.len();
    for answer in answers {
        let error = answer.unwrap_err();
        let Error::Transport(inner) = &error else { panic!("{error:?}") };
        assert!(!inner.is_connect() && !error.is_retryable(), "{error:?}");
        assert!(error.to_string().contains("redirects from https to http"), "{error}");
    }
    assert_eq!(start.asked().len(), count);
    assert_eq!((target.connections(), target.asked().len()), (0, 0));
}
