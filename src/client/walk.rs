//! A request and the links of its answers in; one answer after the other out, each when it is asked for.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http::header::{self, HeaderMap, HeaderName};
use http::uri::Scheme;
use http::{Method, Response, Uri};

use super::Inner;
use super::base_url::has_user;
use super::exchange::{Options, Subject};
use super::trail::Trail;
use crate::Request;
use crate::error::{Error, Fault, Refused};
use crate::transport::BoxFuture;

/// Where a walk goes next.
enum Next {
    /// To what was called.
    First(Box<Request>),
    /// To a link that the service gave.
    Link(String),
    /// Nowhere.
    End,
}

/// An answer under way.
type Pending = BoxFuture<'static, Result<Response<Bytes>, Error>>;

/// A way through the pages of one answer.
pub(super) struct Walk {
    client: Arc<Inner>,
    /// What was called, which the links continue.
    subject: Subject,
    options: Options,
    /// What the call sends along, for the links that follow.
    headers: HeaderMap,
    next: Next,
    trail: Trail,
    /// The address of the page that was asked for last, where it was got by `GET`.
    address: Option<String>,
    pending: Option<Pending>,
}

/// Headers that belong to the first request, not to the pages that follow.
const OF_FIRST: [HeaderName; 8] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::CONTENT_ENCODING,
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::IF_MODIFIED_SINCE,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
];

/// Headers that go to another origin too: they say how to answer, and cannot hold a secret.
const FOR_ALL: [&str; 5] = ["accept", "accept-language", "prefer", "consistencylevel", "client-request-id"];

impl Walk {
    pub(super) fn new(client: &Arc<Inner>, subject: Subject, request: Request, options: Options) -> Self {
        let mut headers = request.headers().clone();
        for name in OF_FIRST {
            headers.remove(name);
        }
        Self {
            client: client.clone(),
            subject,
            options,
            headers,
            next: Next::First(Box::new(request)),
            trail: Trail::default(),
            address: None,
            pending: None,
        }
    }

    /// The link that is followed next; `None` where the first request is none, and at the end.
    pub(super) fn link(&self) -> Option<&str> {
        match &self.next {
            Next::First(request) => request.link(),
            Next::Link(link) => Some(link),
            Next::End => None,
        }
    }

    /// Whether there is nothing more to ask for.
    pub(super) fn is_done(&self) -> bool {
        matches!(self.next, Next::End)
    }

    /// The next answer. Until [`advance`](Self::advance) is called it is the same page again.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Response<Bytes>, Error>>> {
        if self.pending.is_none() {
            match self.start() {
                None => return Poll::Ready(None),
                Some(Ok(answer)) => self.pending = Some(answer),
                Some(Err(error)) => {
                    // What cannot be sent now cannot be sent later.
                    self.next = Next::End;
                    return Poll::Ready(Some(Err(error.in_operation(self.subject.operation))));
                }
            }
        }
        let Some(pending) = &mut self.pending else { return Poll::Ready(None) };
        let answer = ready!(pending.as_mut().poll(context));
        self.pending = None;
        Poll::Ready(Some(answer))
    }

    /// Goes on to `link`, after an answer that could be read.
    pub(super) fn advance(&mut self, link: Option<String>) {
        if let Some(address) = self.address.take() {
            self.trail.push(&address);
        }
        self.next = link.map_or(Next::End, Next::Link);
    }

    fn start(&mut self) -> Option<Result<Pending, Error>> {
        let request = match &self.next {
            Next::First(request) => (**request).clone(),
            Next::Link(link) => Request::of_link(self.subject.route, link).with_headers(self.headers.clone()),
            Next::End => return None,
        };
        Some(self.send(request))
    }

    fn send(&mut self, request: Request) -> Result<Pending, Error> {
        let subject = Subject { route: request.route(), ..self.subject };
        let mut request = request.into_sendable(&self.client.base_url)?;
        self.check(request.method(), request.uri()).map_err(|fault| Refused::new(subject.route, fault))?;
        if !self.client.origin.is_of(request.uri()) {
            limit_to(request.headers_mut(), &FOR_ALL);
        }
        self.address = (request.method() == Method::GET).then(|| request.uri().to_string());
        let (client, options) = (self.client.clone(), self.options);
        Ok(Box::pin(async move { client.whole((subject, request), options).await }))
    }

    /// Whether a page may be asked for.
    fn check(&self, method: &Method, uri: &Uri) -> Result<(), Fault> {
        if has_user(uri) {
            return Err(Fault::new("its link has a user or a password"));
        }
        if self.client.origin.is_https() && uri.scheme() != Some(&Scheme::HTTPS) {
            return Err(Fault::new("its link leads from https to http, which is not followed"));
        }
        if *method == Method::GET && self.trail.has(&uri.to_string()) {
            return Err(Fault::new(
                "its next link leads back to a page that was read before, so the pages have no end",
            ));
        }
        Ok(())
    }
}

/// Leaves the headers that have one of the names.
fn limit_to(headers: &mut HeaderMap, names: &[&str]) {
    let others: Vec<HeaderName> = headers.keys().filter(|name| !names.contains(&name.as_str())).cloned().collect();
    for name in others {
        headers.remove(name);
    }
}

impl fmt::Debug for Walk {
    /// Links are left out, because they may hold values of the request.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Walk")
            .field("operation", &self.subject.operation.name)
            .field("is_done", &self.is_done())
            .finish_non_exhaustive()
    }
}
