//! Closures of the user's that see each request before it is sent, and what became of it.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, Response, StatusCode};

use super::exchange::Subject;
use crate::{Operation, ResponseBody, Route, TransportError};

/// What is known of a request when it is sent. It holds no value of the request.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    pub(super) subject: Subject,
    pub(super) tries: u32,
    pub(super) request_id: &'a str,
}

impl<'a> Facts<'a> {
    /// The operation, as its page describes it.
    #[must_use]
    pub fn operation(&self) -> &'static Operation {
        self.subject.operation
    }

    /// The route that is called.
    #[must_use]
    pub fn route(&self) -> Route {
        self.subject.route
    }

    /// The how-many-th try it is, from 1.
    #[must_use]
    pub fn tries(&self) -> u32 {
        self.tries
    }

    /// The `client-request-id`. It stays the same in all tries.
    #[must_use]
    pub fn client_request_id(&self) -> &'a str {
        self.request_id
    }
}

/// What became of one try.
#[derive(Clone, Copy, Debug)]
pub struct Outcome<'a> {
    status: Option<StatusCode>,
    headers: Option<&'a HeaderMap>,
    error: Option<&'a TransportError>,
    took: Duration,
}

impl<'a> Outcome<'a> {
    pub(super) fn of(result: &'a Result<Response<ResponseBody>, TransportError>, took: Duration) -> Self {
        let response = result.as_ref().ok();
        Self {
            status: response.map(Response::status),
            headers: response.map(Response::headers),
            error: result.as_ref().err(),
            took,
        }
    }

    /// The status, where the service answered.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// The headers, where the service answered.
    #[must_use]
    pub fn headers(&self) -> Option<&'a HeaderMap> {
        self.headers
    }

    /// Why there was no answer.
    #[must_use]
    pub fn error(&self) -> Option<&'a TransportError> {
        self.error
    }

    /// How long it took, from sending to the last byte that was read.
    #[must_use]
    pub fn took(&self) -> Duration {
        self.took
    }
}

type Before = Arc<dyn Fn(&Facts<'_>, &mut HeaderMap) + Send + Sync>;
type After = Arc<dyn Fn(&Facts<'_>, &Outcome<'_>) + Send + Sync>;

/// The hooks of a client, in the order in which they were given.
#[derive(Clone, Default)]
pub(super) struct Hooks {
    pub(super) before: Vec<Before>,
    pub(super) after: Vec<After>,
}

impl Hooks {
    pub(super) fn before(&self, facts: &Facts<'_>, headers: &mut HeaderMap) {
        self.before.iter().for_each(|hook| hook(facts, headers));
    }

    /// Whether anyone is told how long a try took.
    pub(super) fn has_after(&self) -> bool {
        !self.after.is_empty()
    }

    pub(super) fn after(&self, facts: &Facts<'_>, outcome: &Outcome<'_>) {
        self.after.iter().for_each(|hook| hook(facts, outcome));
    }
}
