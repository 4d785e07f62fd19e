//! The URL that tells of an accepted operation, in; how far it is, and what it ended with, out.

mod report;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{ACCEPT, LOCATION};
use http::uri::Scheme;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode, Uri};

use super::exchange::{Options, Subject};
use super::redirect::{location, resolve};
use super::{Client, Inner};
use crate::error::{DecodeError, Fault, Refused, StatusError};
use crate::request::parse_link;
use crate::retry::retry_after;
use crate::transport::BoxFuture;
use crate::{Body, Error, FromResponse, Location, Operation, Route, TransportError};

pub use report::{Done, Failed};
use report::{Place, Report};

/// A look at an operation.
const POLL: Operation = Operation {
    name: "PollOperation",
    title: "Look how far an operation is",
    routes: &["GET {+monitorUrl}"],
    // The operation has ended, and its result is elsewhere.
    success: &[302, 303],
    ..Operation::EMPTY
};

/// What an operation has made.
const RESULT: Operation = Operation {
    name: "GetOperationResult",
    title: "Read what an operation has made",
    routes: &["GET {+resourceLocation}"],
    ..Operation::EMPTY
};

/// How long a [`Monitor`] waits between two looks, where the service does not say it, and when it gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct PollPolicy {
    first_wait: Duration,
    longest_wait: Duration,
    total: Duration,
}

impl PollPolicy {
    /// Waits from one second, doubled with each look, of 30 seconds at most; no look after one hour.
    pub const fn new() -> Self {
        Self {
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(30),
            total: Duration::from_secs(3600),
        }
    }

    /// The first wait. Each is twice as long as the one before.
    pub const fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest wait. The service may ask for a longer one.
    pub const fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// How long to wait for the end in all. A wait that would pass it is not begun.
    pub const fn total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }

    fn wait(&self, looks: u32) -> Duration {
        let doubled = 1_u32.checked_shl(looks.saturating_sub(1)).unwrap_or(u32::MAX);
        self.first_wait.saturating_mul(doubled).min(self.longest_wait)
    }
}

impl Default for PollPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// How far an operation is.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Progress {
    /// It goes on.
    #[non_exhaustive]
    Running {
        /// How much is done, from 0 to 100, where the service says it. It never goes back.
        percent: Option<f64>,
        /// The service's word for the state, such as `inProgress`. Words that are not known count as running.
        status: Option<String>,
        /// How long the service asks to wait before the next look.
        retry_after: Option<Duration>,
    },
    /// It has ended well.
    Done(Done),
    /// It has ended without success.
    Failed(Failed),
}

/// Follows an operation that the service goes on with after its answer: `202 Accepted` with a URL to look at.
///
/// Made by [`Client::monitor`] and [`Client::monitor_url`]. It asks nothing until it is polled. [`wait`](Self::wait) looks
/// until the operation ends, and as a [`Stream`] it gives each look. Dropping it, or a future of it, leaves the operation as
/// it is.
///
/// The client's token is sent only if the URL is of the client's own origin.
///
/// ```
/// # use docbind::{Client, Done, Error};
/// # async fn example(client: Client, saved: &str) -> Result<(), Error> {
/// let mut monitor = client.monitor_url(saved)?;
/// let done: Done = monitor.wait().await?;
/// println!("{:?} {:?}", done.resource_id(), done.location());
/// # Ok(())
/// # }
/// ```
#[must_use = "a monitor looks at nothing until it is polled"]
pub struct Monitor {
    state: State,
    /// The look that the stream is at.
    look: Option<BoxFuture<'static, (State, Result<Progress, Error>)>>,
    is_over: bool,
}

#[derive(Clone)]
struct State {
    client: Arc<Inner>,
    url: Uri,
    policy: PollPolicy,
    /// How long the service asked to wait before the next look.
    asked: Option<Duration>,
    looks: u32,
    /// When waiting began, by the client's clock.
    start: Option<Duration>,
    percent: Option<f64>,
    end: Option<Progress>,
}

impl<K> Client<K> {
    /// Follows the operation that an answer accepted: the URL of its `Operation-Location` or `Location`. Nothing is asked
    /// before the time that its `Retry-After` says.
    ///
    /// A path such as `/teams('1')/operations('2')` is meant below the base URL, as in the page "Create team" of Microsoft Graph,
    /// unless it begins with the path of the base URL.
    ///
    /// # Errors
    /// [`Error::Refused`] if the answer has no such URL, or one that is no URL of `https` or `http`.
    pub fn monitor(&self, location: &Location) -> Result<Monitor, Error> {
        let url = location.monitor_url().ok_or_else(|| refuse("the answer names no URL to look at"))?;
        let root = format!("{}/", self.inner.base_url).parse().ok();
        let url =
            root.and_then(|root| self.inner.target(&root, url)).ok_or_else(|| refuse("the URL is no valid one"))?;
        let mut monitor = self.monitor_url(&url.to_string())?;
        monitor.state.asked = self.inner.asked_wait(location.headers());
        Ok(monitor)
    }

    /// Follows the operation of a URL that was saved: [`Monitor::url`].
    ///
    /// # Errors
    /// [`Error::Refused`] if it is no absolute URL of `https` or `http`.
    pub fn monitor_url(&self, url: &str) -> Result<Monitor, Error> {
        let url =
            parse_link(url).map_err(|fault| Error::from(Refused::new(route(&POLL), fault)).in_operation(&POLL))?;
        let state = State {
            client: Arc::clone(&self.inner),
            url,
            policy: PollPolicy::new(),
            asked: None,
            looks: 0,
            start: None,
            percent: None,
            end: None,
        };
        Ok(Monitor { state, look: None, is_over: false })
    }
}

fn refuse(reason: &str) -> Error {
    Error::from(Refused::new(route(&POLL), Fault::new(reason))).in_operation(&POLL)
}

/// The one route of an operation here.
fn route(operation: &'static Operation) -> Route {
    operation.route(0).unwrap_or(Route::get(""))
}

impl Monitor {
    /// How long to wait between looks, in place of what [`PollPolicy::new`] says.
    pub fn policy(mut self, policy: PollPolicy) -> Self {
        self.state.policy = policy;
        self
    }

    /// The URL to go on with later, also in another process. It may be a secret: who has it may need no token.
    #[must_use]
    pub fn url(&self) -> String {
        self.state.url.to_string()
    }

    /// Looks once, at once. After the end it gives the end again, and asks nothing.
    ///
    /// # Errors
    /// As for [`Client::send`]. The monitor can be polled again.
    pub async fn poll(&mut self) -> Result<Progress, Error> {
        self.look = None;
        self.state.look().await
    }

    /// The next look, after the time that the service asks for, or that the policy says. The first is taken at once, unless
    /// the service asked to wait. `None` after the end, and after there was no end in time.
    ///
    /// # Errors
    /// As for [`wait`](Self::wait), but an operation that failed is [`Progress::Failed`].
    pub async fn next(&mut self) -> Option<Result<Progress, Error>> {
        crate::stream::next(self).await
    }

    /// Looks until the operation ends.
    ///
    /// # Errors
    /// [`Error::Operation`] if it ended without success; [`Error::Timeout`] if it did not end in the time that the policy
    /// gives; and as for [`Client::send`]. The monitor can be waited for again.
    pub async fn wait(&mut self) -> Result<Done, Error> {
        self.look = None;
        loop {
            match self.state.next().await? {
                Progress::Running { .. } => {}
                Progress::Done(done) => return Ok(done),
                Progress::Failed(failed) => return Err(Error::Operation(Box::new(failed))),
            }
        }
    }

    /// Waits for the end, and reads what the operation has made: from where the service says that it is, or from the body of
    /// the last answer where that is no report of the operation.
    ///
    /// # Errors
    /// As for [`wait`](Self::wait), and [`Error::Decode`] if the service does not say where the result is. Some give its id
    /// alone: [`Done::resource_id`].
    pub async fn result<T: FromResponse>(&mut self) -> Result<T, Error> {
        let done = self.wait().await?;
        let Some(location) = done.location() else { return done.read().map_err(|error| error.in_operation(&POLL)) };
        let refused = |fault| Error::from(Refused::new(route(&RESULT), fault)).in_operation(&RESULT);
        let url = parse_link(location).map_err(refused)?;
        let response = self.state.client.get(&RESULT, url, T::ACCEPT).await?;
        let result = match response.status().is_success() {
            true => T::from_response(response),
            false => Err(StatusError::new(response).into()),
        };
        result.map_err(|error| error.in_operation(&RESULT))
    }
}

impl State {
    /// Waits, and looks.
    async fn next(&mut self) -> Result<Progress, Error> {
        if let Some(end) = &self.end {
            return Ok(end.clone());
        }
        let clock = &self.client.clock;
        let (now, total) = (clock.elapsed(), self.policy.total);
        let spent = now.saturating_sub(*self.start.get_or_insert(now));
        let wait = match (self.asked, self.looks) {
            (Some(asked), _) => asked,
            (None, 0) => Duration::ZERO,
            (None, looks) => self.policy.wait(looks),
        };
        if spent.saturating_add(wait) > total {
            self.start = None;
            return Err(TransportError::timeout(format!("the operation has not ended within {total:?}")).into());
        }
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
        self.look().await
    }

    async fn look(&mut self) -> Result<Progress, Error> {
        if let Some(end) = &self.end {
            return Ok(end.clone());
        }
        self.looks = self.looks.saturating_add(1);
        // What the service asked for was for this look.
        self.asked = None;
        let inner = &self.client;
        let response = inner.get(&POLL, self.url.clone(), "application/json").await?;
        self.asked = inner.asked_wait(response.headers());
        let progress = self.read(response).map_err(|error| error.in_operation(&POLL))?;
        if !matches!(progress, Progress::Running { .. }) {
            self.end = Some(progress.clone());
        }
        Ok(progress)
    }

    /// What an answer tells.
    fn read(&mut self, response: Response<Bytes>) -> Result<Progress, Error> {
        let status = response.status();
        if !POLL.is_success(status) {
            return Err(StatusError::new(response).into());
        }
        let is_elsewhere = status.is_redirection();
        let place = match is_elsewhere || status == StatusCode::CREATED {
            true => location(response.headers()).and_then(|reference| self.resolve(reference)),
            false => None,
        };
        if is_elsewhere && place.is_none() {
            return Err(DecodeError::new(response, "the operation's result is elsewhere, at no valid URL").into());
        }
        let report = Report::of(&response);
        match report.place() {
            Place::Failed => Ok(Progress::Failed(Failed::new(&report, response))),
            Place::Running if !is_elsewhere => Ok(self.running(&report, response.headers())),
            Place::Silent if status == StatusCode::ACCEPTED => Ok(self.running(&report, response.headers())),
            Place::Silent | Place::Done | Place::Running => {
                let named = report.location().and_then(|reference| self.resolve(reference));
                let location = place.or(named).map(|url| url.to_string());
                Ok(Progress::Done(Done::new(&report, location, response)))
            }
        }
    }

    fn running(&mut self, report: &Report, headers: &HeaderMap) -> Progress {
        self.follow(headers);
        let percent = report.percent().into_iter().chain(self.percent).reduce(f64::max);
        self.percent = percent;
        Progress::Running { percent, status: report.status().map(str::to_owned), retry_after: self.asked }
    }

    /// Goes on at the URL that an answer names. One that is none, and one that would leave https, is passed over.
    fn follow(&mut self, headers: &HeaderMap) {
        let operation = HeaderName::from_static("operation-location");
        let mut names = [operation, LOCATION].into_iter();
        let named = names.find_map(|name| headers.get(name)).and_then(|value| value.to_str().ok());
        let Some(next) = named.and_then(|reference| self.resolve(reference)) else { return };
        let is_downgrade = self.url.scheme() == Some(&Scheme::HTTPS) && next.scheme() != Some(&Scheme::HTTPS);
        if !is_downgrade {
            self.url = next;
        }
    }

    fn resolve(&self, reference: &str) -> Option<Uri> {
        self.client.target(&self.url, reference)
    }
}

impl Inner {
    /// Where an answer from `from` leads. A path from the root is meant below the base URL, if the service is the client's own.
    fn target(&self, from: &Uri, reference: &str) -> Option<Uri> {
        let is_path = reference.starts_with('/') && !reference.starts_with("//");
        let is_home = self.origin.is_of(from);
        let base: Uri = self.base_url.parse().ok()?;
        let rest = reference.strip_prefix(base.path().trim_end_matches('/'));
        let is_whole = rest.is_some_and(|rest| rest.starts_with(['/', '?']));
        match is_path && is_home && !is_whole {
            true => resolve(&base, &format!("{}{reference}", self.base_url)),
            false => resolve(from, reference),
        }
    }

    /// What `Retry-After` asks for. No wait at all is as good as none that is asked for.
    fn asked_wait(&self, headers: &HeaderMap) -> Option<Duration> {
        retry_after(headers, self.clock.now()).filter(|wait| !wait.is_zero())
    }

    /// The whole answer to a `GET` of a URL that the service gave.
    async fn get(
        &self,
        operation: &'static Operation,
        url: Uri,
        accept: &'static str,
    ) -> Result<Response<Bytes>, Error> {
        let mut request = http::Request::new(Body::none());
        *request.method_mut() = Method::GET;
        *request.uri_mut() = url;
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static(accept));
        self.whole((Subject::own(operation, route(operation)), request), Options::default()).await
    }
}

impl Stream for Monitor {
    type Item = Result<Progress, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let state = self.state.clone();
        let look = self.look.get_or_insert_with(|| {
            Box::pin(async move {
                let mut state = state;
                let result = state.next().await;
                (state, result)
            })
        });
        let Poll::Ready((state, result)) = look.as_mut().poll(context) else { return Poll::Pending };
        // Only a wait that was not begun leaves no start.
        self.is_over = state.end.is_some() || state.start.is_none();
        self.state = state;
        self.look = None;
        Poll::Ready(Some(result))
    }
}

/// The URL is not shown: who has it may need no token.
impl fmt::Debug for Monitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let State { policy, looks, percent, end, .. } = &self.state;
        f.debug_struct("Monitor")
            .field("policy", policy)
            .field("looks", looks)
            .field("percent", percent)
            .field("end", end)
            .finish_non_exhaustive()
    }
}

/// The examples of the guide.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guide/src/long-operations.md")]
struct Guide;
