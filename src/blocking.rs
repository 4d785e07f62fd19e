//! The client for programs without an async runtime: endpoints in, their answers out, on the thread that calls.
//!
//! It is the async client with another transport, [`UreqTransport`], so tokens, errors, repetition and redirects are the same.
//! The feature `blocking` has it.
//!
//! ```no_run
//! use docbind::blocking::Client;
//! # use docbind::{Endpoint, Operation, Permissions, Request};
//! # struct GetUser;
//! # impl GetUser { fn me() -> Self { Self } }
//! # impl Endpoint for GetUser {
//! #     type Response = docbind::Value;
//! #     type Rules = ();
//! #     const OPERATION: Operation = Operation { routes: &["GET /me"], success: &[200], ..Operation::EMPTY };
//! #     const PERMISSIONS: Permissions = Permissions::NOT_SAID;
//! #     fn into_request(self) -> Request { Request::of::<Self>(0, &[]) }
//! # }
//!
//! let client = Client::builder("https://graph.microsoft.com/v1.0").token("a-token").build()?;
//! let me = client.send(GetUser::me())?;
//! let mut photo = client.call(GetUser::me()).query("$select", "id").stream()?.into_body();
//! std::io::copy(&mut photo, &mut std::io::sink())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Whatever else of the crate is async is called through [`block_on`], and a stream is read by [`iter`].

mod builder;
mod pieces;
mod wait;

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};
use std::time::Duration;

use bytes::Bytes;

use crate::model::Item;
use crate::query::{Draft, query_methods};
use crate::rules::Takes;
use crate::{
    AnyToken, Body, BoxError, Changes, Endpoint, Error, IntoBody, Items, Page, Pages, ResponseBody, RetryPolicy,
    TransportError,
};

pub use crate::transport::UreqTransport;
pub(crate) use pieces::Pieces;

pub use builder::ClientBuilder;
pub use wait::{Iter, block_on, iter};

/// Sends endpoints to one service, and waits for their answers. Cheap to clone; clones share everything, on all threads.
///
/// It is not for a thread of an async runtime, which would stand still.
#[derive(Clone)]
pub struct Client<K = AnyToken> {
    client: crate::Client<K>,
}

impl Client {
    /// A client for the service at `base_url`, such as `https://graph.microsoft.com/beta`; see
    /// [`Client::builder`](crate::Client::builder).
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(base_url)
    }
}

impl<K> Client<K> {
    /// The base URL, without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.client.base_url()
    }

    /// The async client inside, for what takes one, such as a generated client. What it gives is to be awaited by [`block_on`].
    #[must_use]
    pub fn as_async(&self) -> &crate::Client<K> {
        &self.client
    }

    /// Sends `endpoint` and reads its answer.
    ///
    /// # Errors
    /// As for [`Client::send`](crate::Client::send).
    pub fn send<E: Endpoint + Takes<K>>(&self, endpoint: E) -> Result<E::Response, Error> {
        block_on(self.client.send(endpoint))
    }

    /// A call of `endpoint`, to add to, and then to send.
    pub fn call<E: Endpoint + Takes<K>>(&self, endpoint: E) -> Call<'_, E> {
        Call { call: self.client.call(endpoint) }
    }
}

impl<K> fmt::Debug for Client<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.client.fmt(f)
    }
}

/// One call of an endpoint through a client; [`send`](Self::send) or [`stream`](Self::stream) sends it.
#[derive(Clone)]
#[must_use = "a call is not sent until `send` or `stream` is called"]
pub struct Call<'c, E> {
    call: crate::Call<'c, E>,
}

impl<E: Endpoint> fmt::Debug for Call<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

impl<'c, E: Endpoint> Call<'c, E> {
    /// One more query parameter; see [`Call::query`](crate::Call::query).
    pub fn query(self, name: &str, value: &str) -> Self {
        Self { call: self.call.query(name, value) }
    }

    /// One more header; see [`Call::header`](crate::Call::header).
    pub fn header(self, name: &str, value: &str) -> Self {
        Self { call: self.call.header(name, value) }
    }

    /// One more preference; see [`Call::prefer`](crate::Call::prefer).
    pub fn prefer(self, name: &str, value: &str) -> Self {
        Self { call: self.call.prefer(name, value) }
    }

    /// Asks for what is eventually consistent; see [`Call::consistency_level_eventual`](crate::Call::consistency_level_eventual).
    pub fn consistency_level_eventual(self) -> Self {
        Self { call: self.call.consistency_level_eventual() }
    }

    /// Another body than the page's type has; see [`Call::body`](crate::Call::body).
    pub fn body(self, body: impl IntoBody) -> Self {
        Self { call: self.call.body(body) }
    }

    /// Changes the endpoint by its own methods; see [`Call::with`](crate::Call::with).
    pub fn with<F: Endpoint<Rules = E::Rules>>(self, change: impl FnOnce(E) -> F) -> Call<'c, F> {
        Call { call: self.call.with(change) }
    }

    /// How long one try may take; see [`ClientBuilder::timeout`].
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { call: self.call.timeout(timeout) }
    }

    /// How often the request is sent again, in place of what the client says.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self { call: self.call.retry(policy) }
    }

    /// Sends the call and reads its answer.
    ///
    /// # Errors
    /// As for [`Client::send`].
    pub fn send(self) -> Result<E::Response, Error> {
        block_on(self.call)
    }

    /// Sends the call, and gives the answer with its body still to be read, whatever type the page gives it.
    ///
    /// # Errors
    /// As for [`Client::send`]. A failure while the body is read comes from the body.
    pub fn stream(self) -> Result<http::Response<Reader>, Error> {
        Ok(block_on(self.call.stream())?.map(Reader::of))
    }
}

impl<E, T> Call<'_, E>
where
    E: Endpoint<Response = Page<T>>,
    T: Item,
{
    /// The answer page by page; see [`Call::pages`](crate::Call::pages). No page is asked for before the iterator gives it.
    pub fn pages(self) -> Iter<Pages<T>> {
        iter(self.call.pages())
    }

    /// The items of all pages, one by one; see [`Call::items`](crate::Call::items).
    pub fn items(self) -> Iter<Items<T>> {
        iter(self.call.items())
    }

    /// What changed, to the delta link; see [`Call::changes`](crate::Call::changes). The link is that of [`Iter::get_ref`].
    pub fn changes(self) -> Iter<Changes<T>> {
        iter(self.call.changes())
    }
}

/// Typed query options; see [`query`](crate::query).
impl<E: Endpoint> Call<'_, E> {
    query_methods!();

    fn draft(&mut self) -> &mut Draft {
        self.call.draft()
    }
}

/// The body of an answer, to read.
///
/// An error has a [`TransportError`] inside; its kind is [`io::ErrorKind::TimedOut`] where it took too long.
#[derive(Debug)]
pub struct Reader {
    body: ResponseBody,
    piece: Bytes,
}

impl Reader {
    fn of(body: ResponseBody) -> Self {
        Self { body, piece: Bytes::new() }
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match block_on(self.body.next()) {
                Some(piece) => self.piece = piece.map_err(to_io)?,
                None => return Ok(0),
            }
        }
        let count = self.piece.len().min(buffer.len());
        self.piece.split_to(count).as_ref().read(buffer)
    }
}

fn to_io(error: TransportError) -> io::Error {
    let kind = if error.is_timeout() { io::ErrorKind::TimedOut } else { io::ErrorKind::Other };
    io::Error::new(kind, error)
}

/// A body from a reader, such as a file, read while it is sent. `length`, in bytes, becomes `Content-Length`; without it the body
/// is sent in chunks.
///
/// A reader can be read once, so such a request is not repeated once its body was begun; [`Body::from_fn`] makes a body that
/// can be. Reading it blocks, so it is for a blocking client.
pub fn body_from_reader(
    content_type: impl Into<Cow<'static, str>>,
    length: Option<u64>,
    reader: impl Read + Send + 'static,
) -> Body {
    Body::stream(content_type, length, Pieces::of(reader, length, BoxError::from))
}
