//! Endpoints in, one request for up to twenty of them; the answer of each by its handle, out.

mod read;
mod run;
mod wire;

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};

use super::exchange::{Options, Subject};
use super::{Client, Inner};
use crate::error::{BatchError, Error, Fault, Refused};
use crate::rules::Takes;
use crate::{AnyToken, Endpoint, FromResponse as _, RetryPolicy, TokenMarker};

use run::{Job, Run};
use wire::WirePart;

impl<K: TokenMarker> Client<K> {
    /// A batch, to add endpoints to and to send as one (Microsoft Graph's JSON batching; OData JSON format 4.01, section 19).
    ///
    /// ```
    /// # use docbind::{Client, Endpoint, Error, Value};
    /// # async fn many<GetUser: Endpoint<Response = Value>, Rename: Endpoint<Response = ()>>(
    /// #     client: &Client, get_user: GetUser, rename: Rename,
    /// # ) -> Result<(), Error> {
    /// let mut batch = client.batch();
    /// let rename = batch.add(rename);
    /// let user = batch.add(get_user.with_query("$select", "id")).depends_on(&rename);
    /// let mut answers = batch.send().await?;
    /// answers.take(rename)?;
    /// println!("{}", answers.take(user)?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn batch(&self) -> Batch<K> {
        Batch {
            client: Arc::clone(&self.inner),
            options: Options::default(),
            drafts: Vec::new(),
            links: Arc::default(),
            kind: PhantomData,
        }
    }
}

/// Endpoints that are sent together; made by [`Client::batch`].
///
/// One request has twenty parts at most. More parts are sent in several requests, one after the other, in the order in which they
/// were added; it is for the service in which order it does the parts of one request, but for [`BatchPart::depends_on`].
///
/// A part that is throttled, or fails otherwise in a way that may pass, is sent again without the others, by the rules of
/// [`RetryPolicy`], when all that wait have waited long enough. Redirects of a part are not followed. The hooks of the client
/// see the requests of the batch, not the parts.
#[must_use = "a batch does nothing until it is sent"]
pub struct Batch<K = AnyToken> {
    client: Arc<Inner>,
    options: Options,
    drafts: Vec<Draft>,
    links: Arc<Links>,
    kind: PhantomData<fn() -> K>,
}

/// A part as it was added.
struct Draft {
    subject: Subject,
    part: Result<WirePart, Error>,
}

impl<K: TokenMarker> Batch<K> {
    /// Adds a part; the handle takes its answer out of [`BatchAnswers`]. Headers and query parameters that the page does not know
    /// are added to the endpoint: [`Endpoint::with_header`].
    ///
    /// What cannot be sent fails alone, when its answer is taken: a value that its template refuses, a body that is a stream, a page
    /// that does not name the client's cloud, a link that is not below the client's base URL, an operation that the client's token
    /// cannot serve.
    pub fn add<E: Endpoint + Takes<K>>(&mut self, endpoint: E) -> BatchPart<E> {
        let mut request = endpoint.into_request();
        request.accept(E::Response::ACCEPT);
        let subject = Subject::of::<E>(&request);
        let part = self.client.check_cloud(subject).and_then(|()| WirePart::new(request, &self.client));
        let part = part.map_err(|error| error.in_operation(&E::OPERATION));
        self.drafts.push(Draft { subject, part });
        BatchPart { links: Arc::clone(&self.links), at: self.links.grow(), endpoint: PhantomData }
    }

    /// How many parts there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.drafts.is_empty()
    }

    /// How long one try of one request may take, in place of what the client says.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = Some(timeout);
        self
    }

    /// How often requests and parts are sent again, in place of what the client says.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.options.retry = Some(policy);
        self
    }

    /// Sends the parts, and gives the answers when all are there. A batch without parts sends nothing.
    ///
    /// # Errors
    /// As for [`Client::send`], where the first request fails as a whole: no part has an answer then. Where a later one does, its
    /// parts and those after them have an [`Error::Batch`], and the answers that came before are kept.
    pub async fn send(self) -> Result<BatchAnswers, Error> {
        let links = self.links.all();
        let jobs = self.drafts.into_iter().zip(links).enumerate().map(|(at, (draft, links))| job(at, draft, links));
        let outcomes = Run::new(&self.client, self.options, jobs.collect()).finish().await?;
        Ok(BatchAnswers { links: self.links, outcomes: outcomes.into_iter().map(Some).collect() })
    }
}

/// A part, checked for what it depends on.
fn job(at: usize, draft: Draft, links: PartLinks) -> Job {
    let Draft { subject, part } = draft;
    let is_bad = links.has_other || links.on.iter().any(|on| *on >= at);
    if is_bad {
        let fault = Fault::new("it depends on a part that was not added to the same batch before it");
        let refused = Error::from(Refused::new(subject.route, fault)).in_operation(subject.operation);
        return Job::new(subject, Err(refused), Vec::new());
    }
    Job::new(subject, part, links.on)
}

impl<K> fmt::Debug for Batch<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").field("parts", &self.drafts.len()).field("client", &self.client).finish_non_exhaustive()
    }
}

/// What the parts of a batch depend on. Handles and answers share it, and know by it that they belong together.
#[derive(Debug, Default)]
struct Links(Mutex<Vec<PartLinks>>);

/// What one part depends on.
#[derive(Clone, Debug, Default)]
struct PartLinks {
    on: Vec<usize>,
    /// Whether it depends on a part of another batch.
    has_other: bool,
}

impl Links {
    fn lock(&self) -> MutexGuard<'_, Vec<PartLinks>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for one more part.
    fn grow(&self) -> usize {
        let mut links = self.lock();
        links.push(PartLinks::default());
        links.len() - 1
    }

    fn all(&self) -> Vec<PartLinks> {
        self.lock().clone()
    }
}

/// A part of a [`Batch`], by which its answer is taken. Dropping it loses the answer, and nothing else.
#[must_use = "the answer of the part is taken by it; drop it where no answer is wanted"]
pub struct BatchPart<E> {
    links: Arc<Links>,
    at: usize,
    endpoint: PhantomData<fn() -> E>,
}

impl<E> BatchPart<E> {
    /// Says that the service is to do this part after `other`, and only if that succeeds (OData JSON format 4.01, section 19.1,
    /// `dependsOn`). Call it once for each part that it depends on, before the batch is sent.
    ///
    /// Where `other` fails, this part fails with 424: the service says so, or it is not sent. A part can depend on parts of the same
    /// batch that were added before it; it is refused otherwise.
    pub fn depends_on<F>(self, other: &BatchPart<F>) -> Self {
        let is_same = Arc::ptr_eq(&self.links, &other.links);
        if let Some(links) = self.links.lock().get_mut(self.at) {
            if is_same {
                links.on.push(other.at);
            } else {
                links.has_other = true;
            }
        }
        self
    }
}

impl<E: Endpoint> fmt::Debug for BatchPart<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchPart")
            .field("operation", &E::OPERATION.name)
            .field("place", &self.at)
            .finish_non_exhaustive()
    }
}

/// The answers to a [`Batch`].
pub struct BatchAnswers {
    links: Arc<Links>,
    outcomes: Vec<Option<Result<Response<Bytes>, Error>>>,
}

impl BatchAnswers {
    /// The answer to a part, as if it had been sent alone.
    ///
    /// # Errors
    /// As for [`Client::send`], and [`Error::Batch`] where the part has no answer of its own, or is of another batch.
    pub fn take<E: Endpoint>(&mut self, part: BatchPart<E>) -> Result<E::Response, Error> {
        let is_ours = Arc::ptr_eq(&self.links, &part.links);
        let outcome = self.outcomes.get_mut(part.at).filter(|_| is_ours).and_then(Option::take);
        match outcome {
            Some(response) => E::read(response?),
            None => Err(BatchError::other_batch(E::OPERATION.name).into()),
        }
    }

    /// The status that the service answered to a part, where it did.
    #[must_use]
    pub fn status<E>(&self, part: &BatchPart<E>) -> Option<StatusCode> {
        let outcome = self.outcomes.get(part.at).filter(|_| Arc::ptr_eq(&self.links, &part.links))?;
        outcome.as_ref()?.as_ref().ok().map(Response::status)
    }
}

impl fmt::Debug for BatchAnswers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BatchAnswers").field("parts", &self.outcomes.len()).finish_non_exhaustive()
    }
}
