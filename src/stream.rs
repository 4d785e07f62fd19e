//! Bytes piece by piece: a streamed body or answer, without an async runtime.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use crate::{BoxError, TransportError};

/// A boxed stream of bytes, as a body gives them.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;

/// The next item of a stream.
pub(crate) async fn next<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    poll_fn(|context| Pin::new(&mut *stream).poll_next(context)).await
}

/// Bytes that are there, as a stream of one piece; of none where there are none.
pub(crate) struct Pieces(Option<Bytes>);

impl Pieces {
    pub(crate) fn of(bytes: Bytes) -> Self {
        Self(Some(bytes).filter(|bytes| !bytes.is_empty()))
    }
}

impl Stream for Pieces {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// The body of an answer: bytes that are there, or a stream of them.
///
/// It is a [`Stream`] of pieces. `Debug` shows the length, not the bytes.
pub struct ResponseBody(Inner);

enum Inner {
    Bytes(Bytes),
    Stream(Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>),
}

impl ResponseBody {
    /// What `stream` gives.
    pub fn stream(stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(Inner::Stream(Box::pin(stream)))
    }

    /// The next piece. `None` at the end.
    ///
    /// # Errors
    /// What the transport fails with.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        next(self).await
    }

    /// All bytes, `limit` of them at most.
    ///
    /// # Errors
    /// What the transport fails with, or that there are more bytes: [`TooLarge`].
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, TransportError> {
        if let Inner::Bytes(bytes) = &mut self.0 {
            return check_size(bytes.len(), limit).map(|()| std::mem::take(bytes));
        }
        let Some(first) = self.next().await.transpose()? else { return Ok(Bytes::new()) };
        check_size(first.len(), limit)?;
        let mut length = first.len();
        let mut all = Vec::new();
        let mut pieces = vec![first];
        while let Some(piece) = self.next().await.transpose()? {
            length = length.saturating_add(piece.len());
            check_size(length, limit)?;
            pieces.push(piece);
            if pieces.len() == PIECES_HELD {
                join(&mut all, &mut pieces);
            }
        }
        if let ([], [only]) = (all.as_slice(), pieces.as_slice()) {
            return Ok(only.clone());
        }
        join(&mut all, &mut pieces);
        Ok(all.into())
    }
}

/// How many pieces wait to be copied, so that room is made for all of them at once. Each may hold on to a larger buffer.
const PIECES_HELD: usize = 32;

fn join(all: &mut Vec<u8>, pieces: &mut Vec<Bytes>) {
    all.reserve(pieces.iter().map(Bytes::len).sum());
    pieces.drain(..).for_each(|piece| all.extend_from_slice(&piece));
}

pub(crate) fn check_size(size: usize, limit: usize) -> Result<(), TransportError> {
    if size > limit { Err(TransportError::permanent(TooLarge { limit })) } else { Ok(()) }
}

/// An answer has more bytes than the client takes; inside a [`TransportError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    limit: usize,
}

impl TooLarge {
    /// How many bytes the client takes at most.
    #[must_use]
    pub fn limit(self) -> usize {
        self.limit
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer has more than {} bytes; read it as a stream, or raise the client's limit", self.limit)
    }
}

impl StdError for TooLarge {}

impl Stream for ResponseBody {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.0 {
            Inner::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Inner::Bytes(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Inner::Stream(stream) => stream.as_mut().poll_next(context),
        }
    }
}

impl fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Inner::Bytes(bytes) => write!(f, "ResponseBody({} bytes)", bytes.len()),
            Inner::Stream(_) => f.write_str("ResponseBody(a stream)"),
        }
    }
}

impl From<Bytes> for ResponseBody {
    fn from(bytes: Bytes) -> Self {
        Self(Inner::Bytes(bytes))
    }
}

impl From<Vec<u8>> for ResponseBody {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for ResponseBody {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for ResponseBody {
    fn from(text: &'static str) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static [u8]> for ResponseBody {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from(bytes).into()
    }
}
