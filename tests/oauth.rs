//! The flows of OAuth 2.0 against a token server on loopback that answers from a list: what each request says, and what becomes
//! of each answer.

#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy only knows the tests themselves")]

mod support;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{
    KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use docbind::oauth::{App, Certificate, OAuthError};
use docbind::transport::from_fn;
use docbind::{Cloud, Error, RetryPolicy, Token, TokenNeed, TokenProvider, TransportError, Value};
use percent_encoding::percent_decode_str;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use support::{Call, START, Service, TestClock, answer, answer_with};

/// A secret that no error and no `Debug` may show, with characters that a form encodes.
const SECRET: &str = "s3cr+t/ ~x";

/// As a form has it.
const SECRET_IN_FORM: &str = "s3cr%2Bt%2F+%7Ex";

/// What a server was asked.
#[derive(Clone, Debug)]
struct Asked {
    path: String,
    headers: BTreeMap<String, String>,
    body: String,
}

impl Asked {
    /// The parameters of the form, decoded.
    fn form(&self) -> BTreeMap<String, String> {
        let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8().unwrap().into_owned();
        let pairs: Vec<_> = self.body.split('&').map(|pair| pair.split_once('=').unwrap()).collect();
        let form: BTreeMap<_, _> = pairs.iter().map(|(name, value)| (decode(name), decode(value))).collect();
        assert_eq!(form.len(), pairs.len(), "no parameter is sent twice: {}", self.body);
        form
    }
}

/// What a server says: a status, a content type, more headers and a body. With status 0 it hangs up.
type Reply = (u16, &'static str, &'static str, String);

fn reply(status: u16, body: impl Into<String>) -> Reply {
    (status, "application/json; charset=utf-8", "", body.into())
}

fn granted(token: &str) -> Reply {
    reply(200, json!({"access_token": token, "token_type": "Bearer", "expires_in": 3600}).to_string())
}

fn granted_with(token: &str, refresh_token: &str) -> Reply {
    let body = json!({
        "access_token": token, "token_type": "bearer", "expires_in": 3600, "refresh_token": refresh_token, "scope": "a b",
    });
    reply(200, body.to_string())
}

fn refused(code: &str) -> Reply {
    reply(400, json!({"error": code, "error_description": format!("AADSTS1: {code}.\r\nTrace: 1")}).to_string())
}

/// Codes for a device, polled for every five seconds, good for 100 seconds.
fn codes() -> Reply {
    let body = json!({
        "device_code": "d3vice", "user_code": "WDJB-MJHT", "verification_uri": "https://login.example/device",
        "verification_uri_complete": "https://login.example/device?c=WDJB-MJHT", "expires_in": 100, "interval": 5,
        "message": "Go there.",
    });
    reply(200, body.to_string())
}

/// A token server on loopback.
#[derive(Clone)]
struct Server {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    async fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self { url: format!("http://{}", listener.local_addr().unwrap()), asked: Arc::default() };
        let (mut replies, asked): (VecDeque<_>, _) = (replies.into_iter().collect(), Arc::clone(&server.asked));
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let request = read(&mut stream).await;
                asked.lock().unwrap().push(request);
                let (status, content_type, headers, body) = replies.pop_front().unwrap_or_else(|| granted("more"));
                if status == 0 {
                    continue;
                }
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {status} X\r\ncontent-type: {content_type}\r\n{headers}content-length: {length}\r\n\
                     connection: close\r\n\r\n{body}"
                );
                // A client that has read enough hangs up.
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        server
    }

    /// An app at this server, by a clock, that asks once.
    fn app(&self, clock: &TestClock) -> App {
        App::new(format!("{}/token", self.url), "app")
            .device_url(format!("{}/device", self.url))
            .clock(clock.clone())
            .retry(RetryPolicy::never())
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    fn forms(&self) -> Vec<BTreeMap<String, String>> {
        self.asked().iter().map(Asked::form).collect()
    }

    /// One parameter of each request; empty where it was not there.
    fn sent(&self, name: &str) -> Vec<String> {
        self.forms().into_iter().map(|mut form| form.remove(name).unwrap_or_default()).collect()
    }
}

/// Reads one request with the length that it tells.
async fn read(stream: &mut TcpStream) -> Asked {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let mut lines = head.lines();
            let first = lines.next().unwrap();
            let headers: BTreeMap<_, _> = lines
                .map(|line| line.split_once(": ").unwrap())
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            let length: usize = headers.get("content-length").unwrap().parse().unwrap();
            if body.len() == length {
                let path = first.strip_prefix("POST ").and_then(|rest| rest.strip_suffix(" HTTP/1.1")).unwrap();
                return Asked { path: path.to_owned(), headers, body: body.to_owned() };
            }
        }
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "the request ends early: {text}");
    }
}

async fn token(provider: &impl TokenProvider) -> Result<Token, OAuthError> {
    let token = provider.token(TokenNeed::default()).await;
    token.map_err(|error| *error.downcast::<OAuthError>().unwrap())
}

/// Seconds from the start of the clock to the end of a token.
fn life(token: &Token) -> u64 {
    (token.expires_at().unwrap()).duration_since(SystemTime::UNIX_EPOCH + START).unwrap().as_secs()
}

fn form(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// What is shown of a value, checked to have no secret in it.
fn shown(value: &impl std::fmt::Debug) -> String {
    let shown = format!("{value:?}");
    for secret in [SECRET, SECRET_IN_FORM, "s3cr", "r3fresh", "d3vice", "WDJB", "acc3ss"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    shown
}

#[tokio::test]
async fn an_app_signs_in_with_a_secret() {
    let (server, clock) = (Server::new([granted("acc3ss")]).await, TestClock::default());
    let app = server.app(&clock).secret(SECRET).scope("https://a.example/.default").scope("b");
    let provider = app.parameter("audience", "x&y=z").client_credentials().unwrap();
    let token = token(&provider).await.unwrap();
    assert_eq!(life(&token), 3600);
    let asked = &server.asked()[0];
    assert_eq!(asked.path, "/token");
    assert_eq!(asked.headers["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(asked.headers["accept"], "application/json");
    assert!(!asked.headers.contains_key("authorization"));
    let expected = form(&[
        ("grant_type", "client_credentials"),
        ("client_id", "app"),
        ("client_secret", SECRET),
        ("scope", "https://a.example/.default b"),
        ("audience", "x&y=z"),
    ]);
    assert_eq!(asked.form(), expected);
    assert!(asked.body.contains(SECRET_IN_FORM), "{}", asked.body);
    shown(&provider);
    shown(&token);
}

#[tokio::test]
async fn a_secret_can_go_in_a_header() {
    let (server, clock) = (Server::new([granted("acc3ss")]).await, TestClock::default());
    let provider = server.app(&clock).basic_secret(SECRET).client_credentials().unwrap();
    token(&provider).await.unwrap();
    let asked = &server.asked()[0];
    assert_eq!(asked.form(), form(&[("grant_type", "client_credentials")]));
    assert_eq!(asked.headers["authorization"], format!("Basic {}", STANDARD.encode(format!("app:{SECRET_IN_FORM}"))));
    shown(&provider);
}

/// A certificate whose key nobody has; an assertion names a certificate and does not show it.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBhTCCASugAwIBAgIUXdFnsDiy7xou64c9JWG73MLCdpIwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMZG9jYmluZCB0ZXN0MCAXDTI2MTEyNDE0MDcwOFoYDzIxMjYx
MDMxMTQwNzA4WjAXMRUwEwYDVQQDDAxkb2NiaW5kIHRlc3QwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARU6ZVZJoIlUNh0fT203YBe5ML58vfxPDRfCfvqlnpqRTBd
pGFifL6CE/PQBR73fSUmuyORRFmSCgoNsMKbyJAGo1MwUTAdBgNVHQ4EFgQUTJDR
LSHpl1NtU0BR8pCzuZjU36cwHwYDVR0jBBgwFoAUTJDRLSHpl1NtU0BR8pCzuZjU
36cwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiAl/HOArhqlAB/m
j/geGaZo7LITlnOGvMR8qI3JDYAmTQIhAIN1fs6eDDLE9x/R0RvIlLIfmDUPzx9S
kfWKIy4V9lKW
-----END CERTIFICATE-----
";

/// Its SHA-256, as `openssl dgst -sha256` gives it.
const THUMBPRINT: &str = "8Q-YI__9q598CpjpMtMOYp8krkLx-vke6VIoqWj4gxw";

/// A key made for the test, and its PEM.
fn key() -> (KeyPair, String) {
    let key = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der = STANDARD.encode(key.as_der().unwrap().as_ref());
    (key, format!("-----BEGIN PRIVATE KEY-----\n{der}\n-----END PRIVATE KEY-----\n"))
}

fn part(text: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

/// The header and the claims of an assertion, whose signature is verified.
fn verified(assertion: &str, key: &KeyPair, algorithm: &'static dyn VerificationAlgorithm) -> (Value, Value) {
    let (signed, signature) = assertion.rsplit_once('.').unwrap();
    let public = UnparsedPublicKey::new(algorithm, key.public_key().as_ref());
    public.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()).unwrap();
    let (header, claims) = signed.split_once('.').unwrap();
    (part(header), part(claims))
}

#[tokio::test]
async fn an_app_signs_in_with_a_certificate() {
    let (server, clock) = (Server::new([granted("1"), granted("2"), granted("3")]).await, TestClock::default());
    let (key, pem) = key();
    // One text may have both.
    let both = format!("{pem}{CERTIFICATE}");
    let certificate = Certificate::from_pem(&both, &both).unwrap();
    assert_eq!(certificate.thumbprint(), THUMBPRINT);
    let app = |certificate| server.app(&clock).certificate(certificate).scope("a").client_credentials().unwrap();
    let provider = app(certificate.clone());
    token(&provider).await.unwrap();
    token(&provider).await.unwrap();
    token(&app(certificate.clone().rs256())).await.unwrap();

    let forms = server.forms();
    let (now, audience) = (START.as_secs(), format!("{}/token", server.url));
    let mut ids = Vec::new();
    let algorithms: [(&str, &'static dyn VerificationAlgorithm); 3] = [
        ("PS256", &RSA_PSS_2048_8192_SHA256),
        ("PS256", &RSA_PSS_2048_8192_SHA256),
        ("RS256", &RSA_PKCS1_2048_8192_SHA256),
    ];
    for (mut form, (name, algorithm)) in forms.into_iter().zip(algorithms) {
        let assertion = form.remove("client_assertion").unwrap();
        let (header, mut claims) = verified(&assertion, &key, algorithm);
        assert_eq!(header, json!({"alg": name, "typ": "JWT", "x5t#S256": THUMBPRINT}));
        ids.push(claims.as_object_mut().unwrap().remove("jti").unwrap());
        let expected = json!({
            "iss": "app", "sub": "app", "aud": audience, "iat": now, "nbf": now, "exp": now + 300,
        });
        assert_eq!(claims, expected);
        let rest = [
            ("grant_type", "client_credentials"),
            ("client_id", "app"),
            ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
            ("scope", "a"),
        ];
        assert_eq!(form, self::form(&rest));
    }
    assert!(ids[0] != ids[1] && ids[0].as_str().unwrap().len() == 36, "{ids:?}");
    let shown = shown(&provider);
    assert!(shown.contains(THUMBPRINT) && !shown.contains("PRIVATE"), "{shown}");
}

#[test]
fn a_certificate_that_cannot_be_used_is_told_without_the_key() {
    let (key, pem) = key();
    // A key of another kind, and what PKCS#8 wraps.
    let pkcs8 = key.as_der().unwrap();
    let pkcs1 = STANDARD.encode(&pkcs8.as_ref()[26..]);
    let pkcs1 = format!("-----BEGIN RSA PRIVATE KEY-----\n{pkcs1}\n-----END RSA PRIVATE KEY-----\n");
    Certificate::from_pem(CERTIFICATE, pkcs1).unwrap();
    Certificate::from_der(b"any", pkcs8.as_ref()).unwrap();
    let encrypted = pem.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    let unended = pem.replace("END PRIVATE KEY", "END");
    let table = [
        (CERTIFICATE, "", "no private key"),
        (CERTIFICATE, CERTIFICATE, "no private key"),
        (CERTIFICATE, &encrypted, "not encrypted"),
        (CERTIFICATE, &unended, "no private key"),
        (CERTIFICATE, "-----BEGIN PRIVATE KEY-----\nczNjcmV0\n-----END PRIVATE KEY-----", "no RSA key"),
        (&pem, &pem, "no certificate"),
        ("", &pem, "no certificate"),
    ];
    for (certificate, key, reason) in table {
        let error = Certificate::from_pem(certificate, key).unwrap_err();
        assert!(matches!(error, Error::Config(_)) && error.to_string().contains(reason), "{error}");
        assert!(!error.to_string().contains("MII") && !error.to_string().contains("czNj"), "{error}");
    }
}

#[tokio::test]
async fn a_refresh_token_is_replaced_by_the_one_that_comes_with_an_answer() {
    let replies = [granted_with("1", "r3fresh-2"), granted("2"), granted_with("3", "r3fresh-2"), granted_with("4", "")];
    let (server, clock) = (Server::new(replies).await, TestClock::default());
    let stored: Arc<Mutex<Vec<String>>> = Arc::default();
    let store = Arc::clone(&stored);
    let app = server.app(&clock).scope("a").scope("offline_access");
    let app = app.on_refresh_token(move |token| store.lock().unwrap().push(token.to_owned()));
    let provider = app.refresh_token("r3fresh-1").unwrap();
    for _ in 0..4 {
        assert_eq!(life(&token(&provider.clone()).await.unwrap()), 3600);
    }
    let expected = form(&[
        ("grant_type", "refresh_token"),
        ("client_id", "app"),
        ("refresh_token", "r3fresh-1"),
        ("scope", "a offline_access"),
    ]);
    assert_eq!(server.forms()[0], expected);
    assert_eq!(server.sent("refresh_token"), ["r3fresh-1", "r3fresh-2", "r3fresh-2", "r3fresh-2"]);
    assert_eq!(*stored.lock().unwrap(), ["r3fresh-2"]);
    shown(&provider);
}

#[tokio::test]
async fn a_refresh_token_is_used_by_one_request_at_a_time() {
    let replies = (2..10).map(|number| granted_with("1", &format!("r{number}")));
    let (server, clock) = (Server::new(replies).await, TestClock::default());
    let provider = server.app(&clock).refresh_token("r1").unwrap();
    let tasks: Vec<_> = (0..5)
        .map(|_| {
            tokio::spawn({
                let provider = provider.clone();
                async move { token(&provider).await.map(drop) }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(server.sent("refresh_token"), ["r1", "r2", "r3", "r4", "r5"]);
}

#[tokio::test]
async fn a_refused_refresh_token_is_told_by_code_and_description() {
    let (server, clock) = (Server::new([refused("invalid_grant")]).await, TestClock::default());
    let provider = server.app(&clock).secret(SECRET).refresh_token("r3fresh").unwrap();
    let error = token(&provider).await.unwrap_err();
    assert_eq!((error.code(), error.description()), (Some("invalid_grant"), Some("AADSTS1: invalid_grant.  Trace: 1")));
    assert_eq!(error.to_string(), "the token server refused: invalid_grant: AADSTS1: invalid_grant.  Trace: 1");
    assert!(!error.is_retryable());
    assert_eq!(server.sent("client_secret"), [SECRET]);
    shown(&error);
}

/// An app whose device flow keeps what it showed.
fn device(app: App) -> (docbind::oauth::DeviceCode, Arc<Mutex<Vec<String>>>) {
    let prompts: Arc<Mutex<Vec<String>>> = Arc::default();
    let record = Arc::clone(&prompts);
    let provider = app.device_code(move |prompt| {
        shown(prompt);
        let until = prompt.expires_at().duration_since(SystemTime::UNIX_EPOCH + START).unwrap().as_secs();
        let (code, url, link) = (prompt.user_code(), prompt.verification_url(), prompt.complete_url());
        record.lock().unwrap().push(format!("{code} at {url} or {link:?} in {until} s"));
    });
    (provider.unwrap(), prompts)
}

#[tokio::test]
async fn a_person_signs_in_on_another_device() {
    let replies = [
        codes(),
        refused("authorization_pending"),
        refused("slow_down"),
        (0, "", "", String::new()),
        (503, "text/html", "", "<h1>s3cr</h1>".into()),
        granted_with("acc3ss", "r3fresh-1"),
        granted_with("acc3ss", "r3fresh-2"),
    ];
    let (server, clock) = (Server::new(replies).await, TestClock::default());
    let stored: Arc<Mutex<Vec<String>>> = Arc::default();
    let store = Arc::clone(&stored);
    let app = server.app(&clock).scope("a").on_refresh_token(move |token| store.lock().unwrap().push(token.to_owned()));
    let (provider, prompts) = device(app);
    let token_1 = token(&provider).await.unwrap();
    let link = "https://login.example/device?c=WDJB-MJHT";
    assert_eq!(
        *prompts.lock().unwrap(),
        [format!("WDJB-MJHT at https://login.example/device or Some({link:?}) in 100 s")]
    );
    // Five seconds before each poll; five more once the server says so; twice as many when it cannot be reached.
    assert_eq!(clock.sleeps(), [5, 5, 10, 20, 40]);
    assert_eq!(life(&token_1), 80 + 3600);
    let forms = server.forms();
    assert_eq!(server.asked()[0].path, "/device");
    assert_eq!(forms[0], form(&[("client_id", "app"), ("scope", "a")]));
    let poll = form(&[
        ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
        ("device_code", "d3vice"),
        ("client_id", "app"),
    ]);
    assert_eq!(forms[1..6], vec![poll; 5]);
    // The next token needs no person.
    token(&provider).await.unwrap();
    assert_eq!(server.sent("refresh_token")[6], "r3fresh-1");
    assert_eq!(*stored.lock().unwrap(), ["r3fresh-1", "r3fresh-2"]);
    assert_eq!(prompts.lock().unwrap().len(), 1);
    shown(&provider);
}

#[tokio::test]
async fn a_person_who_declines_or_is_late_gives_no_token() {
    for code in ["access_denied", "authorization_declined", "expired_token", "bad_verification_code"] {
        let replies = [codes(), refused("authorization_pending"), refused(code)];
        let (server, clock) = (Server::new(replies).await, TestClock::default());
        let error = token(&device(server.app(&clock)).0).await.unwrap_err();
        assert_eq!(error.code(), Some(code));
        assert_eq!(server.asked().len(), 3);
        shown(&error);
    }
    // An answer that is none of OAuth ends it too.
    let replies = [codes(), refused("authorization_pending"), (404, "text/html", "", "<h1>s3cr</h1>".into())];
    let (server, clock) = (Server::new(replies).await, TestClock::default());
    let error = token(&device(server.app(&clock)).0).await.unwrap_err();
    assert!(error.to_string().contains("status 404, which is no token"), "{error}");
    assert_eq!(server.asked().len(), 3);
    shown(&error);
    // A server that says `authorization_pending` for ever is not asked for ever.
    let replies = [codes()].into_iter().chain((0..100).map(|_| refused("authorization_pending")));
    let (server, clock) = (Server::new(replies).await, TestClock::default());
    let error = token(&device(server.app(&clock)).0).await.unwrap_err();
    assert_eq!(error.code(), Some("expired_token"));
    assert_eq!(clock.sleeps(), [5; 21]);
    assert_eq!(server.asked().len(), 1 + 20);
}

#[tokio::test]
async fn a_server_cannot_have_a_device_poll_without_a_wait_or_wait_for_ever() {
    let with = |expires_in: u64, interval: Value| {
        let body = json!({
            "device_code": "d", "user_code": "u", "verification_uri": "https://login.example", "expires_in": expires_in,
            "interval": interval,
        });
        reply(200, body.to_string())
    };
    let run = async |codes| {
        let (server, clock) = (Server::new([codes, granted("1")]).await, TestClock::default());
        (token(&device(server.app(&clock)).0).await, clock.sleeps())
    };
    assert_eq!(run(with(60, json!(0))).await.1, [1]);
    assert_eq!(run(with(60, json!(null))).await.1, [5]);
    assert_eq!(run(with(u64::MAX, json!(5))).await.1, [5]);
    for interval in [61, u64::MAX] {
        let (result, sleeps) = run(with(60, json!(interval))).await;
        assert!(result.unwrap_err().to_string().contains("more time between polls"));
        assert_eq!(sleeps, [0; 0]);
    }
}

#[tokio::test]
async fn a_saved_refresh_token_spares_the_person_as_long_as_it_is_taken() {
    let replies = [granted("1"), refused("invalid_grant"), codes(), granted("2")];
    let (server, clock) = (Server::new(replies).await, TestClock::default());
    let (provider, prompts) = device(server.app(&clock).saved_refresh_token("r3fresh"));
    token(&provider).await.unwrap();
    assert_eq!(prompts.lock().unwrap().len(), 0);
    token(&provider).await.unwrap();
    assert_eq!(prompts.lock().unwrap().len(), 1);
    assert_eq!(server.sent("refresh_token"), ["r3fresh", "r3fresh", "", ""]);

    // A server that is down is no reason to ask a person.
    let replies = [(503, "text/html", "", String::new())];
    let server = Server::new(replies).await;
    let (provider, prompts) = device(server.app(&clock).saved_refresh_token("r3fresh"));
    assert!(token(&provider).await.unwrap_err().is_retryable());
    assert_eq!(prompts.lock().unwrap().len(), 0);
}

#[tokio::test]
async fn answers_that_are_no_token_are_told_without_a_secret() {
    let echo = format!("grant_type=x&client_secret={SECRET_IN_FORM}&y, that is {SECRET}, is wrong");
    let refusal = json!({"error": "invalid_client", "error_description": echo}).to_string();
    let html = || format!("<html>{SECRET} {}</html>", "x".repeat(5000));
    let json_type = "application/json";
    let table: [(Reply, &str, Option<&str>); 12] = [
        (
            reply(401, refusal.clone()),
            "the token server refused: invalid_client: grant_type=x&client_secret=[hidden]&y, that is [hidden], is wrong",
            Some("invalid_client"),
        ),
        (reply(400, r#"{"error":"x"}"#), "the token server refused: x", Some("x")),
        // Some servers give errors with 200.
        (reply(200, r#"{"error":"x","error_description":"y"}"#), "the token server refused: x: y", Some("x")),
        (
            (200, "text/html", "", html()),
            "answered with status 200, which is no token: it is no JSON of OAuth (text/html, 5024 bytes)",
            None,
        ),
        ((404, "text/html", "", html()), "answered with status 404, which is no token: it is no JSON of OAuth", None),
        ((503, "text/html", "", html()), "the token server answered with status 503", None),
        (
            reply(503, r#"{"error":"temporarily_unavailable"}"#),
            "answered with status 503: temporarily_unavailable",
            Some("temporarily_unavailable"),
        ),
        (
            (302, json_type, "location: https://elsewhere.example/\r\n", String::new()),
            "answered with status 302, which is no token",
            None,
        ),
        (reply(200, ""), "it is no JSON of OAuth (application/json; charset=utf-8, 0 bytes)", None),
        (reply(200, r#"{"access_token":"acc3ss","token_type":"mac"}"#), "none of type `Bearer`", None),
        (
            reply(200, r#"{"access_token":"acc3ss","token_type":"Bearer","expires_in":"acc3ss"}"#),
            "`expires_in` is not what RFC 6749 says",
            None,
        ),
        (reply(200, r#"{"token_type":"Bearer","id_token":"acc3ss"}"#), "it lacks what RFC 6749 asks for", None),
    ];
    for (reply, told, code) in table {
        let (server, clock) = (Server::new([reply]).await, TestClock::default());
        let provider = server.app(&clock).secret(SECRET).client_credentials().unwrap();
        let error = token(&provider).await.unwrap_err();
        assert!(error.to_string().contains(told), "{error}, not {told}");
        assert_eq!(error.code(), code, "{error}");
        assert_eq!(server.asked().len(), 1);
        shown(&error);
        shown(&error.to_string());
    }
}

#[tokio::test]
async fn an_answer_without_an_end_is_not_read() {
    let (server, clock) = (Server::new([reply(200, " ".repeat(2 << 20))]).await, TestClock::default());
    let provider = server.app(&clock).secret(SECRET).client_credentials().unwrap();
    let error = token(&provider).await.unwrap_err();
    assert!(matches!(error, OAuthError::Transport(_)) && !error.is_retryable(), "{error}");
}

#[tokio::test]
async fn a_request_is_repeated_as_far_as_it_is_safe() {
    let hang_up = || (0, "", "", String::new());
    let replies = [
        (503, "text/html", "retry-after: 7\r\n", String::new()),
        hang_up(),
        reply(429, r#"{"error":"slow_down"}"#),
        granted("1"),
    ];
    let (server, clock) = (Server::new(replies).await, TestClock::default());
    let (_, pem) = key();
    let certificate = Certificate::from_pem(CERTIFICATE, pem).unwrap();
    let app = server.app(&clock).certificate(certificate).retry(RetryPolicy::new());
    let provider = app.client_credentials().unwrap();
    let granted_token = token(&provider).await.unwrap();
    let sleeps = clock.sleeps();
    assert_eq!((sleeps.len(), sleeps[0], server.asked().len()), (3, 7, 4));
    assert!(life(&granted_token) >= 3607, "it lives from the last try on");
    let mut assertions = server.sent("client_assertion");
    assertions.dedup();
    assert_eq!(assertions.len(), 4, "each try has its own assertion");

    // The server may have taken this one, and a refresh token may be good for one use.
    let server = Server::new([hang_up()]).await;
    let provider = server.app(&clock).retry(RetryPolicy::new()).refresh_token("r3fresh").unwrap();
    let error = token(&provider).await.unwrap_err();
    assert!(error.is_retryable());
    assert_eq!(server.asked().len(), 1);
    // This one it did not take.
    let server = Server::new([(429, "text/html", "retry-after: 1\r\n", String::new())]).await;
    let provider = server.app(&clock).retry(RetryPolicy::new()).refresh_token("r3fresh").unwrap();
    token(&provider).await.unwrap();
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up() {
    let app = App::new("https://login.example/token", "app").secret(SECRET).clock(TestClock::default());
    let silent = from_fn(|_| std::future::pending::<Result<http::Response<&'static str>, TransportError>>());
    let app = app.transport(silent).timeout(Duration::from_secs(20)).retry(RetryPolicy::never());
    let error = token(&app.client_credentials().unwrap()).await.unwrap_err();
    assert_eq!(error.to_string(), "the token server gave no answer: there was no whole answer within 20s");
}

#[tokio::test]
async fn a_client_asks_once_for_all_its_calls() {
    let (server, clock) = (Server::new([granted("acc3ss-1"), granted("acc3ss-2")]).await, TestClock::default());
    let provider = server.app(&clock).secret(SECRET).client_credentials().unwrap();
    let service = Service::default();
    let client = service.client(&clock).token_provider(provider).build().unwrap();
    let call = || {
        let client = client.clone();
        tokio::spawn(async move { client.send(Call::<()>::get()).await })
    };
    let calls: Vec<_> = (0..50).map(|_| call()).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.asked().len(), 1);
    assert_eq!(service.header("authorization"), vec!["Bearer acc3ss-1"; 50]);
    // Five minutes before the token ends there is another.
    clock.advance(Duration::from_secs(3301));
    call().await.unwrap().unwrap();
    assert_eq!(server.asked().len(), 2);
    assert_eq!(service.header("authorization")[50], "Bearer acc3ss-2");
}

#[tokio::test]
async fn a_claims_challenge_is_passed_on() {
    let challenge = r#"Bearer error="insufficient_claims", claims="eyJhIjoxfQ==""#;
    let (server, clock) = (Server::new([granted("t1"), granted("t2")]).await, TestClock::default());
    let app = server.app(&clock).secret(SECRET).claims(json!({"access_token": {"xms_cc": {"values": ["cp1"]}}}));
    let service = Service::new([answer_with(401, "www-authenticate", challenge), answer(200, "{}")]);
    let client = service.client(&clock).token_provider(app.client_credentials().unwrap()).build().unwrap();
    client.send(Call::<()>::get()).await.unwrap();
    assert_eq!(service.header("authorization"), ["Bearer t1", "Bearer t2"]);
    let claims: Vec<Value> = server.sent("claims").iter().map(|text| serde_json::from_str(text).unwrap()).collect();
    let always = json!({"access_token": {"xms_cc": {"values": ["cp1"]}}});
    assert_eq!(claims, [always, json!({"a": 1, "access_token": {"xms_cc": {"values": ["cp1"]}}})]);

    let server = Server::new([granted("1"), codes(), granted("2")]).await;
    let mut need = TokenNeed::default();
    need.claims = Some(r#"{"a":1}"#);
    server.app(&clock).refresh_token("r").unwrap().token(need).await.unwrap();
    device(server.app(&clock)).0.token(need).await.unwrap();
    assert_eq!(server.sent("claims"), vec![r#"{"a":1}"#; 3]);
}

#[tokio::test]
async fn a_call_fails_with_what_the_token_server_says() {
    let (server, clock) =
        (Server::new([refused("invalid_client"), refused("server_error")]).await, TestClock::default());
    let provider = server.app(&clock).secret(SECRET).client_credentials().unwrap();
    let service = Service::default();
    let client = service.client(&clock).token_provider(provider).build().unwrap();
    let error = client.send(Call::<()>::get()).await.unwrap_err();
    assert!(error.to_string().starts_with("there is no token: the token server refused: invalid_client"), "{error}");
    assert!(!error.is_retryable());
    shown(&error);
    let Error::Token(inner) = &error else { panic!("{error}") };
    assert_eq!(inner.downcast_ref::<OAuthError>().unwrap().code(), Some("invalid_client"));
    assert!(client.send(Call::<()>::get()).await.unwrap_err().is_retryable());
    assert!(service.asked().is_empty());
}

#[tokio::test]
async fn the_endpoints_of_microsoft_follow_from_cloud_and_tenant() {
    let table = [
        (Cloud::Global, "https://login.microsoftonline.com/t.example/oauth2/v2.0", "https://graph.microsoft.com"),
        (Cloud::UsGovernment, "https://login.microsoftonline.us/t.example/oauth2/v2.0", "https://graph.microsoft.us"),
        (
            Cloud::UsGovernmentDod,
            "https://login.microsoftonline.us/t.example/oauth2/v2.0",
            "https://dod-graph.microsoft.us",
        ),
        (
            Cloud::China,
            "https://login.chinacloudapi.cn/t.example/oauth2/v2.0",
            "https://microsoftgraph.chinacloudapi.cn",
        ),
    ];
    for (cloud, login, graph) in table {
        let service = Service::new([answer(200, granted("1").3), answer(200, codes().3), answer(200, granted("2").3)]);
        let app = || {
            App::microsoft(cloud, "t.example", "app").transport(service.clone()).clock(TestClock::default()).secret("s")
        };
        token(&app().client_credentials().unwrap()).await.unwrap();
        token(&app().device_code(|_| ()).unwrap()).await.unwrap();
        // The service answers `{}` from here on.
        token(&app().scope("User.Read").refresh_token("r").unwrap()).await.unwrap_err();
        let [token_url, device_url] = ["token", "devicecode"].map(|name| format!("POST {login}/{name}"));
        assert_eq!(service.asked(), [token_url.clone(), device_url, token_url.clone(), token_url]);
        let in_form = |text: &str| text.replace(':', "%3A").replace('/', "%2F");
        let scope = in_form(&format!("scope={graph}/.default"));
        let bodies = service.bodies();
        assert!(bodies[0].contains(&format!("{scope}&")), "{bodies:?}");
        assert!(bodies[1].contains(&format!("{scope}+offline_access&")), "{bodies:?}");
        assert!(bodies[3].contains("scope=User.Read&"), "{bodies:?}");
    }
    for tenant in ["", ".", "..", "a/b", "a?b", "a b", "a@b", "%2e"] {
        let error = App::microsoft(Cloud::Global, tenant, "app").secret("s").client_credentials().unwrap_err();
        assert!(error.to_string().contains("tenant"), "{error}");
    }
}

#[test]
fn an_app_that_is_not_set_up_is_refused_before_anything_is_sent() {
    let at = |url: &str| App::new(url, "app").secret("s3cret");
    let good = || at("https://login.example/token");
    let table = [
        (at("http://login.example/token"), "it is not `https`"),
        (at("ftp://login.example/token"), "it is not `https`"),
        (at("/token"), "the token URL"),
        (at(""), "the token URL"),
        (at("https://me:s3cret@login.example/token"), "has a user or a password"),
        (at("https://login.example/token#s3cret"), "has a fragment"),
        (good().device_url("http://login.example/device"), "the device URL"),
        (App::new("https://login.example", "app"), "needs a secret"),
        (App::new("https://login.example", "").secret("s"), "empty client id"),
        (good().secret(""), "empty secret"),
        (good().scope(""), "a scope"),
        (good().scope("a b"), "a scope"),
        (good().parameter("client_secret", "x"), "`client_secret`, which belongs to the flow"),
        (good().parameter("", "x"), "which belongs to the flow"),
        (good().claims(json!("x")), "no JSON object"),
    ];
    for (app, told) in table {
        shown(&app);
        let error = app.client_credentials().unwrap_err();
        assert!(matches!(error, Error::Config(_)), "{error}");
        assert!(error.to_string().contains(told) && !error.to_string().contains("s3cret"), "{error}, not {told}");
    }
    for url in
        ["http://localhost:1/token", "http://127.0.0.1/token", "http://[::1]:8080/token", "HTTPS://login.example"]
    {
        at(url).client_credentials().unwrap();
    }
    let error = good().device_code(|_| ()).unwrap_err();
    assert!(error.to_string().contains("no URL where a device asks"), "{error}");
    let error = good().refresh_token("").unwrap_err();
    assert!(error.to_string().contains("empty refresh token"), "{error}");
    let (_, pem) = key();
    let certificate = Certificate::from_pem(CERTIFICATE, pem).unwrap();
    let app = good().certificate(certificate).device_url("https://login.example/device");
    let error = app.device_code(|_| ()).unwrap_err();
    assert!(error.to_string().contains("has a certificate"), "{error}");
}
