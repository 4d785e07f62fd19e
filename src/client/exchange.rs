//! One request in, the answer to its last try out: token, redirects, timeouts and repetition, whatever the endpoint.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use http::request::Parts;
use http::{Response, StatusCode};
use tracing::{Instrument as _, Span};
use uuid::{Builder as UuidBuilder, Uuid};

use super::Inner;
use super::base_url::is_allowed;
use super::hooks::{Facts, Outcome};
use super::redirect::{Step, follow, location};
use crate::clock::Clock;
use crate::error::{Error, Fault, Refused};
use crate::retry::{Failure, Repeatable, RetryPolicy, Tries, is_transient, retry_after};
use crate::token::{Bearer, claims_challenge};
use crate::transport::TimeLimit;
use crate::{Body, Endpoint, Operation, Permissions, Request, ResponseBody, Route, TransportError};

/// What one call wants other than the client does.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Options {
    pub(crate) timeout: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    /// Whether no token is sent, wherever the request goes: its URL says all.
    pub(crate) is_anonymous: bool,
    /// Whether a redirect is followed that the page documents as an answer.
    pub(crate) follows_documented: bool,
}

/// How an answer with success is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// With all bytes of its body.
    Whole,
    /// With a body that is still to be read.
    Stream,
}

/// What is sent: a request as it was made, or where a redirect leads.
#[derive(Clone)]
pub(super) struct Hop {
    pub(super) parts: Parts,
    pub(super) body: Body,
    pub(super) redirects: u32,
}

/// What is called, for those who watch.
#[derive(Clone, Copy)]
pub(crate) struct Subject {
    pub(crate) operation: &'static Operation,
    pub(crate) permissions: &'static Permissions,
    pub(crate) route: Route,
    /// Why it may be called with a token that its page refuses.
    pub(crate) allowance: Option<&'static str>,
}

impl Subject {
    /// What a request of an endpoint calls.
    pub(crate) fn of<E: Endpoint>(request: &Request) -> Self {
        let (route, allowance) = (request.route(), request.allowance());
        Self { operation: const { &E::OPERATION }, permissions: const { &E::PERMISSIONS }, route, allowance }
    }

    /// What the client calls of its own accord, without a page.
    pub(crate) fn own(operation: &'static Operation, route: Route) -> Self {
        Self { operation, permissions: &Permissions::NOT_SAID, route, allowance: None }
    }
}

/// One call under way.
struct Exchange<'c> {
    client: &'c Inner,
    subject: Subject,
    reading: Reading,
    options: Options,
    first: Hop,
    span: Span,
}

/// The header by which a service and its logs name a request.
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("client-request-id");

impl Inner {
    /// Sends a request until there is an answer to give. A status that is no success is an answer, with its whole body.
    ///
    /// The future is large. Those who hand it on box it.
    pub(crate) async fn exchange(
        &self,
        subject: Subject,
        request: http::Request<Body>,
        options: Options,
        reading: Reading,
    ) -> Result<Response<ResponseBody>, Error> {
        let (mut parts, body) = request.into_parts();
        self.name_request(&mut parts.headers);
        let span = tracing::info_span!(
            "docbind",
            operation = subject.operation.name,
            http.request.method = subject.route.method,
            url.template = subject.route.template,
            http.response.status_code = tracing::field::Empty,
            tries = tracing::field::Empty,
            client_request_id = request_id(&parts.headers),
            request_id = tracing::field::Empty,
        );
        let options = Options { timeout: options.timeout.or(self.timeout), ..options };
        let first = Hop { parts, body, redirects: 0 };
        let exchange = Exchange { client: self, subject, reading, options, first, span };
        // In its place already, so that it is not moved.
        let work = pin!(exchange.repeat());
        work.instrument(exchange.span.clone()).await
    }

    /// What may pass. `None` for an answer, and for a failure that stays.
    pub(super) fn failure_of<B>(&self, result: &Result<Response<B>, Error>) -> Option<Failure> {
        match result {
            Ok(response) if is_transient(response.status()) => {
                Some(Failure::Status(response.status(), retry_after(response.headers(), self.clock.now())))
            }
            Err(Error::Transport(error)) if error.is_connect() => Some(Failure::Connect),
            Err(Error::Transport(error) | Error::Timeout(error)) if error.is_transient() => Some(Failure::Broken),
            _ => None,
        }
    }

    /// Holds what a token says of itself against what the page of an operation says.
    ///
    /// # Errors
    /// [`Error::Refused`] where the service cannot take the token for the operation.
    pub(super) fn check_token(&self, bearer: &Bearer, subject: Subject) -> Result<(), Error> {
        if let Some(why) = subject.allowance {
            let Operation { name: operation, page, .. } = subject.operation;
            tracing::info!(operation, page, why, "sent with a kind of token that the page may refuse");
            return Ok(());
        }
        let reason = bearer.refusal(subject.permissions, self.token_kind).filter(|_| self.checks_token);
        let Some(reason) = reason else { return Ok(()) };
        Err(Refused::new(subject.route, Fault::new(reason).of_permissions(subject.permissions)).into())
    }

    /// Sets the id of a request, unless it has one that is text.
    fn name_request(&self, headers: &mut HeaderMap) {
        if !request_id(headers).is_empty() {
            return;
        }
        let bits = (u128::from(self.chance.bits()) << 64) | u128::from(self.chance.bits());
        let id = UuidBuilder::from_random_bytes(bits.to_be_bytes()).into_uuid();
        let id = HeaderValue::from_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
        headers.insert(CLIENT_REQUEST_ID, id.expect("an id is of hexadecimal digits and hyphens"));
    }
}

/// The id of a request; empty where it has none that is text.
fn request_id(headers: &HeaderMap) -> &str {
    headers.get(CLIENT_REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default()
}

impl Exchange<'_> {
    async fn repeat(&self) -> Result<Response<ResponseBody>, Error> {
        let (client, first) = (self.client, &self.first);
        if !client.origin.is_of(&first.parts.uri) && !is_allowed(&first.parts.uri, client.allow_http) {
            return Err(Refused::new(self.subject.route, Fault::new("its URL is not `https`")).into());
        }
        let mut tries = Tries::new(self.options.retry.unwrap_or(client.retry), client.clock.elapsed());
        loop {
            tries.count += 1;
            let result = self.attempt(tries.count).await;
            self.record(&result, tries.count);
            let Some(failure) = client.failure_of(&result) else {
                client.budget.earn();
                return result;
            };
            let request = Repeatable::new(&first.parts.method, first.body.can_repeat());
            let means = (&client.budget, &client.chance);
            let Some(wait) = tries.next_wait(failure, request, client.clock.elapsed(), means) else { return result };
            tracing::debug!(wait_ms = wait.as_millis(), failure = ?failure, "sending again");
            client.clock.sleep(wait).await;
        }
    }

    fn record(&self, result: &Result<Response<ResponseBody>, Error>, tries: u32) {
        if self.span.is_disabled() {
            return;
        }
        self.span.record("tries", tries);
        if let Ok(response) = result {
            self.span.record("http.response.status_code", response.status().as_u16());
            if let Some(id) = response.headers().get("request-id").and_then(|id| id.to_str().ok()) {
                self.span.record("request_id", id);
            }
        }
    }

    /// One try: the request, the redirects that it leads to, and a second time with another token where the service asks.
    async fn attempt(&self, count: u32) -> Result<Response<ResponseBody>, Error> {
        let first = &self.first;
        let mut was_renewed = false;
        let mut followed = None;
        let mut authorization = self.authorization(first).await?;
        loop {
            let hop = followed.as_ref().unwrap_or(first);
            let response = self.send(hop, authorization.as_ref(), count).await?;
            let status = response.status();
            if status == StatusCode::UNAUTHORIZED && !was_renewed && hop.body.can_repeat() {
                was_renewed = true;
                let claims = claims_challenge(response.headers());
                if let Some(renewed) = self.renew(authorization.as_ref(), claims.as_deref()).await? {
                    authorization = Some(renewed);
                    continue;
                }
            }
            if self.is_answer(status) {
                return Ok(response);
            }
            match follow(hop, status, location(response.headers()), self.client.allow_http) {
                Step::Stop => return Ok(response),
                Step::Refuse(error) => return Err(error.into()),
                Step::Follow(next) => {
                    authorization = self.authorization(&next).await?;
                    followed = Some(*next);
                }
            }
        }
    }

    /// Whether an answer with this status is what was asked for.
    fn is_answer(&self, status: StatusCode) -> bool {
        let leads_on = self.options.follows_documented && status.is_redirection();
        self.subject.operation.is_success(status) && !leads_on
    }

    /// The token, where the request goes to the client's own origin.
    async fn authorization(&self, hop: &Hop) -> Result<Option<Bearer>, Error> {
        let is_home = self.client.origin.is_of(&hop.parts.uri);
        let bearer = match &self.client.tokens {
            Some(tokens) if is_home && !self.options.is_anonymous => Some(tokens.bearer().await?),
            _ => None,
        };
        self.checked(bearer)
    }

    /// Another token than the one that was refused.
    async fn renew(&self, refused: Option<&Bearer>, claims: Option<&str>) -> Result<Option<Bearer>, Error> {
        let (Some(tokens), Some(refused)) = (&self.client.tokens, refused) else { return Ok(None) };
        self.checked(tokens.renewed(refused, claims).await)
    }

    fn checked(&self, bearer: Option<Bearer>) -> Result<Option<Bearer>, Error> {
        if let Some(bearer) = &bearer {
            self.client.check_token(bearer, self.subject)?;
        }
        Ok(bearer)
    }

    /// Sends once.
    async fn send(
        &self,
        hop: &Hop,
        authorization: Option<&Bearer>,
        count: u32,
    ) -> Result<Response<ResponseBody>, Error> {
        let mut parts = hop.parts.clone();
        let facts = Facts { subject: self.subject, tries: count, request_id: request_id(&hop.parts.headers) };
        self.client.hooks.before(&facts, &mut parts.headers);
        if let Some(bearer) = authorization {
            parts.headers.insert(AUTHORIZATION, bearer.header.clone());
        }
        if let Some(limit) = self.options.timeout {
            parts.extensions.insert(TimeLimit::new(limit, self.reading == Reading::Whole));
        }
        let (clock, hooks) = (&*self.client.clock, &self.client.hooks);
        let start = hooks.has_after().then(|| clock.elapsed());
        let request = http::Request::from_parts(parts, hop.body.clone());
        let answer = pin!(self.receive(request));
        let result = within(clock, self.options.timeout, answer).await;
        if let Some(start) = start {
            hooks.after(&facts, &Outcome::of(&result, clock.elapsed().saturating_sub(start)));
        }
        result.map_err(Error::from)
    }

    /// The answer, whole where it is to be or where it is no success.
    async fn receive(&self, request: http::Request<Body>) -> Result<Response<ResponseBody>, TransportError> {
        let response = self.client.transport.send(request).await?;
        if self.reading == Reading::Stream && self.is_answer(response.status()) {
            return Ok(response);
        }
        let (parts, body) = response.into_parts();
        let body = body.collect(self.client.answer_limit).await?;
        Ok(Response::from_parts(parts, body.into()))
    }
}

/// What `work` gives, if it does so in time.
pub(crate) async fn within<T>(
    clock: &dyn Clock,
    limit: Option<Duration>,
    mut work: Pin<&mut impl Future<Output = Result<T, TransportError>>>,
) -> Result<T, TransportError> {
    let Some(limit) = limit else { return work.await };
    let mut sleep = clock.sleep(limit);
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(result) => Poll::Ready(result),
        Poll::Pending => sleep
            .as_mut()
            .poll(context)
            .map(|()| Err(TransportError::timeout(format!("there was no whole answer within {limit:?}")))),
    })
    .await
}
