//! What an app asks a token server for, in; its answers, out: requests made by `oauth2`, sent through a `Transport`.

use std::borrow::Cow;
use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{Response, StatusCode};
use oauth2::basic::{BasicErrorResponse, BasicRevocationErrorResponse, BasicTokenIntrospectionResponse};
use oauth2::{
    AsyncHttpClient, AuthType, ClientId, ClientSecret, DeviceAuthorizationUrl, EndpointNotSet, EndpointSet, Scope,
    StandardDeviceAuthorizationResponse, StandardRevocableToken, TokenUrl,
};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use zeroize::Zeroizing;

use super::certificate::Certificate;
use super::claims;
use super::error::{OAuthError, Refusal};
use super::granted::{Granted, Kept};
use crate::client::within;
use crate::clock::{Chance, Clock};
use crate::retry::{Budget, Repeatable, RetryPolicy, Tries, is_transient, retry_after};
use crate::transport::{BoxFuture, Transport};
use crate::{Body, Token, TransportError};

/// How many bytes of an answer are read at most. A token has a few thousand.
const ANSWER_LIMIT: usize = 1 << 20;

/// The longest wait between two polls that the failures of a connection lead to.
const LONGEST_POLL: Duration = Duration::from_secs(60);

/// A client of `oauth2`, without the endpoints that no flow here has.
type Client = oauth2::Client<
    BasicErrorResponse,
    Granted,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// What a device is given to sign a person in by.
pub(super) type DeviceCodes = StandardDeviceAuthorizationResponse;

/// A token, and the refresh token that came with it.
pub(super) type Tokens = (Token, Option<Kept>);

/// How an app shows who it is.
#[derive(Debug)]
pub(super) enum Credential {
    /// By its id alone: a public client.
    None,
    /// By a secret in the body, `client_secret_post`.
    Secret(Secret),
    /// By a secret in a header, `client_secret_basic`.
    Basic(Secret),
    /// By an assertion, `private_key_jwt`.
    Certificate(Certificate),
}

/// A text that is wiped when it is dropped, and never shown.
pub(super) struct Secret(pub(super) Zeroizing<String>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// What is asked, and for what.
pub(super) struct Ask {
    pub(super) client_id: String,
    pub(super) token_url: TokenUrl,
    pub(super) device_url: Option<DeviceAuthorizationUrl>,
    pub(super) credential: Credential,
    pub(super) scopes: Vec<Scope>,
    pub(super) parameters: Vec<(String, String)>,
    pub(super) claims: Option<Value>,
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token_url = self.token_url.as_str().split('?').next();
        f.debug_struct("Ask")
            .field("client_id", &self.client_id)
            .field("token_url", &token_url.unwrap_or_default())
            .field("credential", &self.credential)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// A token server, as an app meets it.
pub(super) struct Server {
    pub(super) ask: Ask,
    pub(super) transport: Box<dyn Transport>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) chance: Chance,
    pub(super) retry: RetryPolicy,
    pub(super) budget: Budget,
    pub(super) timeout: Option<Duration>,
}

/// What one request adds to those of its flow.
struct Extras<'a> {
    ask: &'a Ask,
    /// The assertion of this request, where the app has a certificate.
    assertion: Option<Zeroizing<String>>,
    claims: Option<String>,
}

impl Extras<'_> {
    /// Names and values.
    fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let secret = match &self.ask.credential {
            Credential::Secret(secret) => Some(("client_secret", secret.0.as_str())),
            _ => None,
        };
        let assertion = self.assertion.as_ref().map(|assertion| ("client_assertion", assertion.as_str()));
        let assertion_type = assertion.map(|_| ("client_assertion_type", ASSERTION_TYPE));
        let claims = self.claims.as_deref().map(|claims| ("claims", claims));
        let others = self.ask.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        secret.into_iter().chain(assertion_type).chain(assertion).chain(claims).chain(others)
    }

    /// What no error may show.
    fn secrets<'s>(&'s self, other: &'s str) -> Vec<&'s str> {
        let secret = match &self.ask.credential {
            Credential::Secret(secret) | Credential::Basic(secret) => secret.0.as_str(),
            _ => "",
        };
        vec![secret, self.assertion.as_ref().map_or("", |assertion| assertion.as_str()), other]
    }
}

impl Server {
    /// A token for the app itself (RFC 6749, section 4.4).
    pub(super) async fn client_credentials(&self, claims: Option<&str>) -> Result<Tokens, OAuthError> {
        self.repeat(true, || Box::pin(self.client_credentials_once(claims))).await
    }

    async fn client_credentials_once(&self, claims: Option<&str>) -> Result<Tokens, OAuthError> {
        let (start, extras, client) = (self.clock.now(), self.extras(claims)?, self.client());
        let request = client.exchange_client_credentials().add_scopes(self.ask.scopes.iter().cloned());
        let request = extras.pairs().fold(request, |request, (name, value)| request.add_extra_param(name, value));
        let answer = request.request_async(self).await;
        answer.map_err(|error| OAuthError::of(error, &extras.secrets("")))?.into_tokens(start)
    }

    /// A token for a refresh token (RFC 6749, section 6). The server may take a refresh token once only, so a request that it
    /// may have taken is not repeated.
    pub(super) async fn refresh(&self, refresh_token: &Kept, claims: Option<&str>) -> Result<Tokens, OAuthError> {
        self.repeat(false, || Box::pin(self.refresh_once(refresh_token, claims))).await
    }

    async fn refresh_once(&self, refresh_token: &Kept, claims: Option<&str>) -> Result<Tokens, OAuthError> {
        let (start, extras, client) = (self.clock.now(), self.extras(claims)?, self.client());
        let request = client.exchange_refresh_token(refresh_token.token());
        let request = request.add_scopes(self.ask.scopes.iter().cloned());
        let request = extras.pairs().fold(request, |request, (name, value)| request.add_extra_param(name, value));
        let answer = request.request_async(self).await;
        answer.map_err(|error| OAuthError::of(error, &extras.secrets(refresh_token.secret())))?.into_tokens(start)
    }

    /// Codes for a device (RFC 8628, section 3.1).
    pub(super) async fn device_codes(&self, claims: Option<&str>) -> Result<DeviceCodes, OAuthError> {
        self.repeat(true, || Box::pin(self.device_codes_once(claims))).await
    }

    async fn device_codes_once(&self, claims: Option<&str>) -> Result<DeviceCodes, OAuthError> {
        let missing = || OAuthError::Request("the app has no URL for device codes".into());
        let url = self.ask.device_url.clone().ok_or_else(missing)?;
        let (extras, client) = (self.extras(claims)?, self.client().set_device_authorization_url(url));
        let request = client.exchange_device_code().add_scopes(self.ask.scopes.iter().cloned());
        let request = extras.pairs().fold(request, |request, (name, value)| request.add_extra_param(name, value));
        let answer = request.request_async(self).await;
        answer.map_err(|error| OAuthError::of(error, &extras.secrets("")))
    }

    /// The token for a device's codes, asked for until the user has signed in (RFC 8628, sections 3.4 and 3.5).
    pub(super) async fn device_token(
        &self,
        codes: &DeviceCodes,
        expires_at: SystemTime,
        claims: Option<&str>,
    ) -> Result<Tokens, OAuthError> {
        let (extras, client) = (self.extras(claims)?, self.client());
        let request =
            client.exchange_device_access_token(codes).set_max_backoff_interval(LONGEST_POLL.max(2 * codes.interval()));
        let request = request.set_time_fn(|| self.clock.now().into());
        let request = extras.pairs().fold(request, |request, (name, value)| request.add_extra_param(name, value));
        let sleep = |wait| self.clock.sleep(at_least_a_second(wait));
        sleep(codes.interval()).await;
        let life = expires_at.duration_since(self.clock.now()).unwrap_or_default();
        let poll = Poll { server: self, fault: Mutex::default() };
        let answer = request.request_async(&poll, sleep, Some(life)).await;
        let now = self.clock.now();
        if let Some(fault) = poll.fault.into_inner().unwrap_or_else(PoisonError::into_inner) {
            return Err(fault.without(&extras.secrets(codes.device_code().secret())));
        }
        answer.map_err(|error| OAuthError::of(error, &extras.secrets(codes.device_code().secret())))?.into_tokens(now)
    }

    fn client(&self) -> Client {
        let client = oauth2::Client::new(ClientId::new(self.ask.client_id.clone()));
        let client = match &self.ask.credential {
            Credential::Basic(secret) => client
                .set_auth_type(AuthType::BasicAuth)
                .set_client_secret(ClientSecret::new(secret.0.as_str().to_owned())),
            _ => client.set_auth_type(AuthType::RequestBody),
        };
        client.set_token_uri(self.ask.token_url.clone())
    }

    fn extras(&self, claims: Option<&str>) -> Result<Extras<'_>, OAuthError> {
        let Ask { client_id, token_url, credential, .. } = &self.ask;
        let assertion = match credential {
            Credential::Certificate(certificate) => {
                Some(certificate.assertion(client_id, token_url.as_str(), self.clock.now())?)
            }
            _ => None,
        };
        Ok(Extras { ask: &self.ask, assertion, claims: claims::join(self.ask.claims.as_ref(), claims) })
    }

    /// Asks until there is an answer, as the policy says.
    async fn repeat<'a, T>(
        &'a self,
        is_idempotent: bool,
        once: impl Fn() -> BoxFuture<'a, Result<T, OAuthError>>,
    ) -> Result<T, OAuthError> {
        let mut tries = Tries::new(self.retry, self.clock.elapsed());
        let request = Repeatable { is_idempotent, can_send_body: true };
        loop {
            tries.count += 1;
            let result = once().await;
            let Some(failure) = result.as_ref().err().and_then(OAuthError::failure) else {
                self.budget.earn();
                return result;
            };
            let means = (&self.budget, &self.chance);
            let Some(wait) = tries.next_wait(failure, request, self.clock.elapsed(), means) else { return result };
            tracing::debug!(wait_ms = wait.as_millis(), failure = ?failure, "asking the token server again");
            self.clock.sleep(wait).await;
        }
    }

    /// Sends one request.
    async fn send(&self, request: http::Request<Vec<u8>>) -> Result<Response<Vec<u8>>, OAuthError> {
        let (mut parts, form) = request.into_parts();
        if let Some(value) = parts.headers.get_mut(AUTHORIZATION) {
            value.set_sensitive(true);
        }
        // The form has secrets in it: it is wiped when the transport has done with it.
        let form = Bytes::from_owner(Zeroizing::new(form));
        let body = Body::new("application/x-www-form-urlencoded", form);
        let request = http::Request::from_parts(parts, body);
        let answer = within(&*self.clock, self.timeout, pin!(self.receive(request))).await;
        self.check(answer.map_err(OAuthError::Transport)?)
    }

    async fn receive(&self, request: http::Request<Body>) -> Result<Response<Bytes>, TransportError> {
        let (parts, body) = self.transport.send(request).await?.into_parts();
        Ok(Response::from_parts(parts, body.collect(ANSWER_LIMIT).await?))
    }

    /// An answer that is JSON with a token or codes, or with an error. No redirect is one, so none is followed.
    fn check(&self, answer: Response<Bytes>) -> Result<Response<Vec<u8>>, OAuthError> {
        let status = answer.status();
        let refusal = refusal_of(answer.body());
        if is_transient(status) {
            let retry_after = retry_after(answer.headers(), self.clock.now());
            return Err(OAuthError::Unavailable { status, retry_after, refusal });
        }
        let mut answer = answer.map(Vec::from);
        match refusal {
            // Some servers give errors with the status of a success.
            Some(_) if status == StatusCode::OK => *answer.status_mut() = StatusCode::BAD_REQUEST,
            Some(_) => {}
            None if status == StatusCode::OK && is_json(&answer) => {}
            None => return Err(OAuthError::Answer { status, reason: describe(&answer) }),
        }
        Ok(answer)
    }
}

/// The HTTP client of `oauth2`.
impl<'s> AsyncHttpClient<'s> for Server {
    type Error = OAuthError;
    type Future = BoxFuture<'s, Result<Response<Vec<u8>>, OAuthError>>;

    fn call(&'s self, request: http::Request<Vec<u8>>) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// The HTTP client of `oauth2` for polls. It goes on after any failure of its client, so one that stays is given as an answer, which
/// ends it, and kept.
struct Poll<'s> {
    server: &'s Server,
    fault: Mutex<Option<OAuthError>>,
}

impl<'p> AsyncHttpClient<'p> for Poll<'_> {
    type Error = OAuthError;
    type Future = BoxFuture<'p, Result<Response<Vec<u8>>, OAuthError>>;

    fn call(&'p self, request: http::Request<Vec<u8>>) -> Self::Future {
        Box::pin(async {
            match self.server.send(request).await {
                Err(error) if error.failure().is_none() => {
                    *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                    let mut end = Response::new(Vec::new());
                    *end.status_mut() = StatusCode::BAD_REQUEST;
                    Ok(end)
                }
                result => result,
            }
        })
    }
}

/// The error of an answer that has one, and no token.
fn refusal_of(body: &[u8]) -> Option<Refusal> {
    #[derive(Deserialize)]
    struct Said<'a> {
        #[serde(borrow)]
        error: Cow<'a, str>,
        #[serde(default)]
        error_description: Option<String>,
        #[serde(default)]
        access_token: Option<IgnoredAny>,
    }
    let said: Said<'_> = serde_json::from_slice(body).ok()?;
    said.access_token.is_none().then(|| Refusal::new(&said.error, said.error_description.as_deref()))
}

fn is_json(answer: &Response<Vec<u8>>) -> bool {
    let is_said = answer.headers().get(CONTENT_TYPE).is_none_or(|value| {
        value.to_str().is_ok_and(|value| value.to_ascii_lowercase().starts_with("application/json"))
    });
    is_said && !answer.body().is_empty()
}

/// What came, without a word of it: a page that is no answer of OAuth may show anything.
fn describe(answer: &Response<Vec<u8>>) -> String {
    let content_type = answer.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let content_type = content_type.map_or_else(|| "no content type".into(), crate::error::clip);
    format!("it is no JSON of OAuth ({content_type}, {} bytes)", answer.body().len())
}

fn at_least_a_second(wait: Duration) -> Duration {
    wait.max(Duration::from_secs(1))
}
