//! What an app is registered as, in; a provider for one of its flows, out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use oauth2::{DeviceAuthorizationUrl, Scope, TokenUrl};
use serde_json::Value;
use zeroize::Zeroizing;

use super::certificate::Certificate;
use super::device::{DeviceCode, DevicePrompt};
use super::flow::{ClientCredentials, RefreshToken, Rotating, Store};
use super::granted::Kept;
use super::server::{Ask, Credential, Secret, Server};
use crate::client::is_allowed;
use crate::clock::{Chance, Clock, SystemClock};
use crate::retry::{Budget, RetryPolicy};
use crate::transport::{Transport, default_transport};
use crate::{Cloud, Error};

/// What the flows set themselves, so that nothing else can.
const RESERVED: [&str; 13] = [
    "grant_type",
    "client_id",
    "client_secret",
    "client_assertion",
    "client_assertion_type",
    "scope",
    "claims",
    "refresh_token",
    "device_code",
    "code",
    "redirect_uri",
    "username",
    "password",
];

/// An app that is registered at a token server: what all flows of OAuth 2.0 start from. The last call names the flow and gives
/// its provider.
///
/// A mistake in it, such as a URL that is not `https`, is told by that last call.
///
/// ```no_run
/// use docbind::oauth::App;
/// use docbind::{Client, Cloud};
///
/// # #[cfg(feature = "reqwest")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let app = App::microsoft(Cloud::Global, "contoso.onmicrosoft.com", "00001111-aaaa-2222-bbbb-3333cccc4444");
/// let provider = app.secret(std::env::var("CLIENT_SECRET")?).client_credentials()?;
/// let client = Client::builder("https://graph.microsoft.com/v1.0").token_provider(provider).build()?;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "reqwest"))]
/// # fn main() {}
/// ```
#[must_use = "an app gives no token until a flow is named"]
pub struct App {
    client_id: String,
    token_url: String,
    device_url: Option<String>,
    /// What is asked for where no scope is named.
    default_scope: Option<&'static str>,
    credential: Credential,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
    claims: Option<Value>,
    saved: Option<Kept>,
    store: Option<Store>,
    transport: Option<Box<dyn Transport>>,
    clock: Option<Arc<dyn Clock>>,
    retry: RetryPolicy,
    timeout: Option<Duration>,
    fault: Option<&'static str>,
}

impl App {
    /// The app `client_id` at the server whose token endpoint is `token_url`. It must be `https`; `http` is allowed on loopback.
    pub fn new(token_url: impl Into<String>, client_id: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            token_url: token_url.into(),
            device_url: None,
            default_scope: None,
            credential: Credential::None,
            scopes: Vec::new(),
            parameters: Vec::new(),
            claims: None,
            saved: None,
            store: None,
            transport: None,
            clock: None,
            retry: RetryPolicy::new(),
            timeout: None,
            fault: None,
        }
    }

    /// The app `client_id` in a tenant of Microsoft Entra: by its id or one of its domains, or `organizations`, `consumers` or
    /// `common` where people of any tenant sign in.
    ///
    /// If no scope is named, the token is for Graph with all permissions that the app was granted
    /// ([`Cloud::default_scope`]); where a person signs in, a refresh token is asked for too (`offline_access`).
    pub fn microsoft(cloud: Cloud, tenant: &str, client_id: impl Into<String>) -> Self {
        let is_tenant = !tenant.is_empty()
            && tenant.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'))
            && !tenant.starts_with('.');
        let endpoint = |name| format!("https://{}/{tenant}/oauth2/v2.0/{name}", cloud.login_host());
        Self {
            device_url: Some(endpoint("devicecode")),
            default_scope: Some(cloud.default_scope()),
            fault: (!is_tenant).then_some("the tenant is neither an id nor a domain"),
            ..Self::new(endpoint("token"), client_id)
        }
    }

    /// Where a device asks for its codes (RFC 8628, section 3.1), for [`device_code`](Self::device_code).
    pub fn device_url(mut self, url: impl Into<String>) -> Self {
        self.device_url = Some(url.into());
        self
    }

    /// The app's secret, sent in the body (`client_secret_post`). The memory is wiped when it is dropped.
    pub fn secret(mut self, secret: impl Into<String>) -> Self {
        self.credential = Credential::Secret(Secret(Zeroizing::new(secret.into())));
        self
    }

    /// The app's secret, sent as `Authorization: Basic` (`client_secret_basic`; RFC 6749, section 2.3.1).
    pub fn basic_secret(mut self, secret: impl Into<String>) -> Self {
        self.credential = Credential::Basic(Secret(Zeroizing::new(secret.into())));
        self
    }

    /// The app's certificate, with which it signs an assertion for each request (`private_key_jwt`), in place of a secret.
    pub fn certificate(mut self, certificate: Certificate) -> Self {
        self.credential = Credential::Certificate(certificate);
        self
    }

    /// One more scope to ask for.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// One more parameter of each request, such as `audience` or `resource`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// The claims that each token is to have, as the parameter `claims` (OpenID Connect Core 1.0, section 5.5). Those of a
    /// challenge are added to them.
    ///
    /// Graph sends claims challenges to apps that say here that they can handle them:
    /// `{"access_token": {"xms_cc": {"values": ["cp1"]}}}`.
    pub fn claims(mut self, claims: Value) -> Self {
        self.claims = Some(claims);
        self
    }

    /// Calls `store` with each refresh token that the server gives in place of the one before, for a program that keeps it.
    pub fn on_refresh_token(mut self, store: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.store = Some(Box::new(store));
        self
    }

    /// The refresh token of an earlier sign-in, for [`device_code`](Self::device_code): it is used first, and the person is
    /// asked only if the server does not take it. An empty one counts as none.
    pub fn saved_refresh_token(mut self, refresh_token: impl Into<String>) -> Self {
        self.saved = Some(Kept::new(refresh_token.into())).filter(|kept| !kept.secret().is_empty());
        self
    }

    /// Sends through `transport` in place of the default one.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// The time that the flow goes by, in place of the system's. It should be that of the client.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// How often a request for a token is sent again, and when; see [`RetryPolicy`]. One that uses up a refresh token is
    /// repeated only where the server did not take it.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How long one request for a token may take. There is no limit but the transport's own unless one is set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Tokens for the app itself (RFC 6749, section 4.4).
    ///
    /// # Errors
    /// [`Error::Config`] if the app has neither a secret nor a certificate, if a URL is no `https` URL (`http` is allowed on
    /// loopback), if a scope, a parameter or the id cannot be used, or if there is no transport.
    pub fn client_credentials(self) -> Result<ClientCredentials, Error> {
        if matches!(self.credential, Credential::None) {
            return Err(refuse("needs a secret or a certificate, as it signs in as itself"));
        }
        Ok(ClientCredentials::new(self.into_server(&[])?))
    }

    /// Tokens for a person who signs in on another device (RFC 8628). `show` is called with what the person has to be told.
    ///
    /// # Errors
    /// As for [`client_credentials`](Self::client_credentials), but that no secret is needed; and if there is no
    /// [`device_url`](Self::device_url), or the app has a certificate: an assertion may expire before the person has signed in.
    pub fn device_code(
        mut self,
        show: impl Fn(&DevicePrompt<'_>) + Send + Sync + 'static,
    ) -> Result<DeviceCode, Error> {
        if self.device_url.is_none() {
            return Err(refuse("has no URL where a device asks for its codes"));
        }
        if matches!(self.credential, Credential::Certificate(_)) {
            return Err(refuse("has a certificate, with which no device signs in; use a secret, or neither"));
        }
        let rotating = Rotating::new(self.saved.take(), self.store.take());
        Ok(DeviceCode::new(self.into_server(&["offline_access"])?, rotating, Box::new(show)))
    }

    /// Tokens for the person who was given `refresh_token` (RFC 6749, section 6).
    ///
    /// # Errors
    /// As for [`client_credentials`](Self::client_credentials), but that no secret is needed; and if the refresh token is empty.
    pub fn refresh_token(mut self, refresh_token: impl Into<String>) -> Result<RefreshToken, Error> {
        let refresh_token = Kept::new(refresh_token.into());
        if refresh_token.secret().is_empty() {
            return Err(refuse("was given an empty refresh token"));
        }
        let rotating = Rotating::new(Some(refresh_token), self.store.take());
        Ok(RefreshToken::new(self.into_server(&["offline_access"])?, rotating))
    }

    /// The server, asked for the scopes that were named, or for the default one and `more`.
    fn into_server(self, more: &[&str]) -> Result<Server, Error> {
        self.check()?;
        let token_url = TokenUrl::new(self.token_url).map_err(|error| refuse_url("token", &error.to_string()))?;
        check_url("token", token_url.url().as_str())?;
        let device_url = self.device_url.map(DeviceAuthorizationUrl::new).transpose();
        let device_url = device_url.map_err(|error| refuse_url("device", &error.to_string()))?;
        device_url.as_ref().map(|url| check_url("device", url.url().as_str())).transpose()?;
        let mut scopes = self.scopes;
        if let Some(scope) = self.default_scope.filter(|_| scopes.is_empty()) {
            scopes.extend([scope].iter().chain(more).map(|scope| (*scope).to_owned()));
        }
        let ask = Ask {
            client_id: self.client_id,
            token_url,
            device_url,
            credential: self.credential,
            scopes: scopes.into_iter().map(Scope::new).collect(),
            parameters: self.parameters,
            claims: self.claims,
        };
        Ok(Server {
            ask,
            transport: self.transport.map_or_else(default_transport, Ok)?,
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock::new())),
            chance: Chance::default(),
            retry: self.retry,
            budget: Budget::default(),
            timeout: self.timeout,
        })
    }

    fn check(&self) -> Result<(), Error> {
        if let Some(fault) = self.fault {
            return Err(Error::Config(fault.into()));
        }
        if self.client_id.is_empty() {
            return Err(refuse("has an empty client id"));
        }
        let secret = match &self.credential {
            Credential::Secret(secret) | Credential::Basic(secret) => Some(&secret.0),
            _ => None,
        };
        if secret.is_some_and(|secret| secret.is_empty()) {
            return Err(refuse("has an empty secret"));
        }
        if self.scopes.iter().any(|scope| !is_scope(scope)) {
            return Err(refuse(
                "asks for a scope that is empty, or has a space or another character that no scope has",
            ));
        }
        if self.claims.as_ref().is_some_and(|claims| !claims.is_object()) {
            return Err(refuse("asks for claims that are no JSON object"));
        }
        let is_reserved = |name: &str| name.is_empty() || RESERVED.contains(&name);
        match self.parameters.iter().find(|(name, _)| is_reserved(name)) {
            Some((name, _)) => Err(refuse(&format!("has a parameter `{name}`, which belongs to the flow"))),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// One scope (RFC 6749, section 3.3).
fn is_scope(scope: &str) -> bool {
    !scope.is_empty() && scope.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
}

/// Checks that secrets may go to a URL, which is not repeated in the error, because it may hold a password.
fn check_url(name: &str, url: &str) -> Result<(), Error> {
    let uri: Uri = url.parse().map_err(|_| refuse_url(name, "it cannot be requested"))?;
    if uri.authority().is_none_or(|authority| authority.as_str().contains('@')) {
        return Err(refuse_url(name, "it has a user or a password, or no host"));
    }
    if url.contains('#') {
        return Err(refuse_url(name, "it has a fragment"));
    }
    if !is_allowed(&uri, false) {
        return Err(refuse_url(name, "it is not `https`"));
    }
    Ok(())
}

fn refuse_url(name: &str, reason: &str) -> Error {
    Error::Config(format!("the {name} URL of the app cannot be used: {reason}"))
}

fn refuse(reason: &str) -> Error {
    Error::Config(format!("the app {reason}"))
}
