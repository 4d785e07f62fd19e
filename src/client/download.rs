//! A call in, the bytes of a file out, piece by piece, also where the connection breaks on the way.

mod range;

use std::fmt;
use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::header::{ACCEPT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, RANGE};
use http::{Method, Response, StatusCode};

use super::exchange::{Options, Reading, Subject};
use super::{Call, Inner};
use crate::retry::{Failure, Repeatable, Tries};
use crate::stream::{check_size, next};
use crate::transport::BoxFuture;
use crate::{Body, Endpoint, Error, ResponseBody, TransportError};

use range::{ContentRange, Version, can_resume, content_length, is_coded, total_of_unsatisfied};

/// So many bytes between two faults make the second count as a first one.
const PROGRESS: u64 = 1 << 20;

/// A file that is read as it comes. It is a [`Stream`] of pieces.
///
/// If the connection breaks on the way, the request is sent again for the rest of the file (`Range`, RFC 9110, section 14),
/// where the method is `GET` and the service says `Accept-Ranges: bytes` or names the version by an `ETag`. A service that sends
/// all again is read past what came before. A file that has changed meanwhile is an error, and never a mix of two.
/// The [`RetryPolicy`](crate::RetryPolicy) of the call bounds the tries and the time; after 1 MiB they are counted anew.
///
/// ```
/// # use docbind::{Client, Endpoint, Error};
/// # async fn example(client: Client, content: impl Endpoint) -> Result<(), Error> {
/// let mut download = client.call(content).download().await?;
/// let mut file = std::fs::File::create("drawings.zip").map_err(Error::Io)?;
/// download.write_to(&mut file, |received, length| println!("{received} of {length:?}")).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "a download reads nothing until it is polled"]
pub struct Download {
    source: Source,
    status: StatusCode,
    headers: HeaderMap,
    version: Version,
    can_resume: bool,
    /// How many bytes of the body were given.
    received: u64,
    stage: Stage,
    faults: Faults,
}

/// What asks for the file.
#[derive(Clone)]
struct Source {
    client: Arc<Inner>,
    subject: Subject,
    request: http::Request<Body>,
    options: Options,
}

enum Stage {
    /// `skip` bytes of the body came before; after `left` more there is another answer to ask for, where that is known.
    Reading {
        body: ResponseBody,
        skip: u64,
        left: Option<u64>,
    },
    Asking(BoxFuture<'static, Result<Response<ResponseBody>, Error>>),
    Ended,
}

/// The faults since the last progress.
struct Faults {
    tries: Tries,
    /// What had been received at the last of them.
    at: u64,
}

impl<'c, E: Endpoint> Call<'c, E> {
    /// Sends the call, and gives the file that it leads to: the answer itself, or what is at the place to which it redirects
    /// (`302 Found`), also where the page documents the redirect as the answer. The token does not go to another origin.
    ///
    /// The file is asked for as it is, without a content coding, unless the call has an `Accept-Encoding`. With a `Range` of its
    /// own the call gives that part, and is not resumed.
    ///
    /// # Errors
    /// As for [`Client::send`](crate::Client::send); and [`Error::Status`] for every status but 2xx, such as `304 Not Modified`.
    pub fn download(self) -> impl Future<Output = Result<Download, Error>> + Send + 'c {
        let options = Options { follows_documented: true, ..self.options() };
        let (client, outgoing) = (Arc::clone(self.client), self.client.outgoing(self.endpoint));
        async move {
            let (subject, mut request) = outgoing?;
            let identity = HeaderValue::from_static("identity");
            request.headers_mut().entry(ACCEPT_ENCODING).or_insert(identity);
            Download::start(Source { client, subject, request, options }).await
        }
    }
}

impl Source {
    /// The answer, where it is a success. With a `version`, for the bytes from `from` on.
    async fn ask(self, wait: Duration, rest: Option<(u64, Version)>) -> Result<Response<ResponseBody>, Error> {
        let Self { client, subject, mut request, options } = self;
        if !wait.is_zero() {
            client.clock.sleep(wait).await;
        }
        let is_rest = rest.is_some();
        if let Some((from, version)) = rest.filter(|(from, _)| *from > 0) {
            version.ask(from, request.headers_mut());
        }
        let response = Box::pin(client.exchange(subject, request, options, Reading::Stream)).await;
        let response = response.map_err(|error| error.in_operation(subject.operation))?;
        let is_end = is_rest && response.status() == StatusCode::RANGE_NOT_SATISFIABLE;
        if response.status().is_success() || is_end {
            return Ok(response);
        }
        Err(client.failed(response, subject.operation).await)
    }
}

impl Download {
    async fn start(source: Source) -> Result<Self, Error> {
        let response = source.clone().ask(Duration::ZERO, None).await?;
        let policy = source.options.retry.unwrap_or(source.client.retry);
        let tries = Tries::new(policy, source.client.clock.elapsed());
        let is_part = source.request.headers().contains_key(RANGE);
        let can_ask = source.request.method() == Method::GET && !is_part && source.request.body().can_repeat();
        let (parts, body) = response.into_parts();
        let length = content_length(&parts.headers);
        let mut download = Self {
            source,
            status: parts.status,
            version: Version::of(&parts.headers, length),
            can_resume: can_ask && can_resume(&parts.headers) && !is_coded(&parts.headers),
            received: 0,
            stage: Stage::Reading { body: ResponseBody::from(Bytes::new()), skip: 0, left: length },
            faults: Faults { tries, at: 0 },
            headers: parts.headers,
        };
        if parts.status == StatusCode::PARTIAL_CONTENT && !is_part {
            let range = ContentRange::of(&download.headers).filter(|range| range.first == 0).ok_or_else(astray)?;
            download.version.length = range.total;
            download.read_on(body, range)?;
        } else {
            download.stage = Stage::Reading { body, skip: 0, left: length };
        }
        Ok(download)
    }

    /// The status of the first answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers of the first answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// How many bytes there are, where the service says it.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.version.length
    }

    /// The content type, where the service says it.
    #[must_use]
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// How many bytes were given so far.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// The next piece. `None` at the end, and after an error.
    ///
    /// # Errors
    /// [`Error::Transport`] and [`Error::Timeout`] if the connection broke and the rest cannot be had, or the file has changed;
    /// and as for [`Client::send`](crate::Client::send).
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        next(self).await
    }

    /// All bytes, `limit` of them at most.
    ///
    /// # Errors
    /// As for [`next`](Self::next), and that there are more bytes: [`TooLarge`](crate::TooLarge) in [`Error::Transport`].
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, Error> {
        let known = usize::try_from(self.length().unwrap_or_default()).unwrap_or(usize::MAX);
        check_size(known, limit)?;
        let mut all = Vec::new();
        while let Some(piece) = self.next().await {
            let piece = piece?;
            check_size(all.len().saturating_add(piece.len()), limit)?;
            all.extend_from_slice(&piece);
        }
        Ok(all.into())
    }

    /// Writes all bytes that were not given yet, and calls `progress` after each piece with the bytes that were given in all,
    /// and how many there are where that is known. Gives how many bytes were given in all.
    ///
    /// The writer is called between two pieces, on the thread that polls.
    ///
    /// # Errors
    /// As for [`next`](Self::next), and [`Error::Io`] if the writer fails.
    pub async fn write_to<W: Write + ?Sized>(
        &mut self,
        writer: &mut W,
        mut progress: impl FnMut(u64, Option<u64>),
    ) -> Result<u64, Error> {
        while let Some(piece) = self.next().await {
            writer.write_all(&piece?).map_err(Error::Io)?;
            progress(self.received, self.length());
        }
        writer.flush().map_err(Error::Io)?;
        Ok(self.received)
    }

    /// What came of a piece that was read. `None` where there is nothing to give yet.
    fn take(&mut self, piece: Option<Result<Bytes, TransportError>>) -> Option<Option<Result<Bytes, Error>>> {
        match piece {
            Some(Ok(bytes)) => self.give(bytes),
            Some(Err(_)) if self.length() == Some(self.received) => self.end(None),
            Some(Err(error)) => self.resume(error),
            None if self.is_whole() => self.end(None),
            None => self.resume(TransportError::new("the answer ends before the file does")),
        }
    }

    /// Whether all came, as far as it is known how much that is.
    fn is_whole(&self) -> bool {
        match &self.stage {
            Stage::Reading { skip, left, .. } => {
                let is_read = *skip == 0 && left.is_none_or(|left| left == 0);
                is_read && self.length().is_none_or(|length| length == self.received)
            }
            Stage::Asking(_) => false,
            Stage::Ended => true,
        }
    }

    fn end(&mut self, last: Option<Result<Bytes, Error>>) -> Option<Option<Result<Bytes, Error>>> {
        self.stage = Stage::Ended;
        Some(last)
    }

    /// The part of a piece that did not come before.
    fn give(&mut self, mut piece: Bytes) -> Option<Option<Result<Bytes, Error>>> {
        let Stage::Reading { skip, left, .. } = &mut self.stage else { return None };
        let size = piece.len() as u64;
        if left.is_some_and(|left| left < size) {
            let error = TransportError::permanent("the answer has more bytes than it says");
            return self.end(Some(Err(error.into())));
        }
        *left = left.map(|left| left - size);
        let passed = size.min(*skip);
        *skip -= passed;
        // No more than the length of the piece, which is one of memory.
        let new = piece.split_off(usize::try_from(passed).unwrap_or(piece.len()));
        self.received += new.len() as u64;
        (!new.is_empty()).then_some(Some(Ok(new)))
    }

    /// Asks for the rest after a fault, if that may help.
    fn resume(&mut self, error: TransportError) -> Option<Option<Result<Bytes, Error>>> {
        let inner = &self.source.client;
        let now = inner.clock.elapsed();
        if self.received.saturating_sub(self.faults.at) >= PROGRESS || self.faults.tries.count == 0 {
            self.faults.tries = self.faults.tries.anew(now);
        }
        self.faults.tries.count += 1;
        self.faults.at = self.received;
        let get = Repeatable::new(&Method::GET, true);
        let may_help = self.can_resume && error.is_transient();
        let wait = match may_help {
            true => self.faults.tries.next_wait(Failure::Broken, get, now, (&inner.budget, &inner.chance)),
            false => None,
        };
        let Some(wait) = wait else { return self.end(Some(Err(error.into()))) };
        tracing::debug!(received = self.received, wait_ms = wait.as_millis(), "asking for the rest of a file");
        let rest = (self.received, self.version.clone());
        self.stage = Stage::Asking(Box::pin(self.source.clone().ask(wait, Some(rest))));
        None
    }

    /// Goes on with the answer that was asked for.
    fn go_on(&mut self, response: Response<ResponseBody>) -> Result<(), Error> {
        let (parts, body) = response.into_parts();
        match parts.status {
            StatusCode::RANGE_NOT_SATISFIABLE => {
                // All had come, and only the end was missed.
                let is_all = total_of_unsatisfied(&parts.headers) == Some(self.received);
                self.stage = Stage::Ended;
                if is_all && self.length().is_none_or(|length| length == self.received) {
                    Ok(())
                } else {
                    Err(changed())
                }
            }
            StatusCode::PARTIAL_CONTENT => {
                let range = ContentRange::of(&parts.headers).ok_or_else(astray)?;
                self.keep(&Version::of(&parts.headers, range.total))?;
                self.read_on(body, range)
            }
            _ => {
                let length = content_length(&parts.headers);
                self.keep(&Version::of(&parts.headers, length))?;
                if length.is_some_and(|length| length < self.received) {
                    return Err(changed());
                }
                self.stage = Stage::Reading { body, skip: self.received, left: length };
                Ok(())
            }
        }
    }

    /// Checks that the file is the one that was begun.
    fn keep(&mut self, version: &Version) -> Result<(), Error> {
        if !self.version.is_same(version) {
            return Err(changed());
        }
        self.version.length = self.version.length.or(version.length);
        Ok(())
    }

    /// Reads a part that begins with what is missing, or before it.
    fn read_on(&mut self, body: ResponseBody, range: ContentRange) -> Result<(), Error> {
        let skip = self.received.checked_sub(range.first).ok_or_else(astray)?;
        self.stage = Stage::Reading { body, skip, left: Some(range.end - range.first) };
        Ok(())
    }
}

fn changed() -> Error {
    TransportError::permanent("the file has changed since its first bytes were read; read it from the beginning").into()
}

fn astray() -> Error {
    TransportError::permanent("the service sends another part of the file than the one that it was asked for").into()
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            match &mut this.stage {
                Stage::Ended => return Poll::Ready(None),
                Stage::Reading { body, .. } => {
                    let Poll::Ready(piece) = Pin::new(body).poll_next(context) else { return Poll::Pending };
                    if let Some(given) = this.take(piece) {
                        return Poll::Ready(given);
                    }
                }
                Stage::Asking(answer) => {
                    let Poll::Ready(answer) = answer.as_mut().poll(context) else { return Poll::Pending };
                    if let Err(error) = answer.and_then(|response| this.go_on(response)) {
                        this.stage = Stage::Ended;
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
        }
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("operation", &self.source.subject.operation.name)
            .field("status", &self.status)
            .field("length", &self.length())
            .field("received", &self.received)
            .field("can_resume", &self.can_resume)
            .finish_non_exhaustive()
    }
}

/// The examples of the guide.
#[cfg(doctest)]
#[doc = include_str!("../../docs/guide/src/files.md")]
struct Guide;
