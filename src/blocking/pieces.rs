//! A reader in, a stream of its pieces out.

use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

/// How many bytes are read at once, at most.
const SIZE: usize = 32 << 10;

/// The pieces of a reader, each read when it is asked for, on the thread that asks.
pub(crate) struct Pieces<E> {
    /// Gone once it has ended or failed.
    reader: Option<Box<dyn Read + Send>>,
    buffer: Box<[u8]>,
    to_error: fn(io::Error) -> E,
}

impl<E> Pieces<E> {
    /// `length`, in bytes, is what the reader is expected to give, where that is known.
    pub(crate) fn of(reader: impl Read + Send + 'static, length: Option<u64>, to_error: fn(io::Error) -> E) -> Self {
        let size = length.and_then(|length| usize::try_from(length).ok()).unwrap_or(SIZE).clamp(1, SIZE);
        Self { reader: Some(Box::new(reader)), buffer: vec![0; size].into(), to_error }
    }

    fn read(&mut self) -> Option<io::Result<Bytes>> {
        let reader = self.reader.as_mut()?;
        let result = loop {
            match reader.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                result => break result,
            }
        };
        match result {
            Ok(count) if count > 0 => self.buffer.get(..count).map(|piece| Ok(Bytes::copy_from_slice(piece))),
            end => {
                self.reader = None;
                end.err().map(Err)
            }
        }
    }
}

impl<E> Stream for Pieces<E> {
    type Item = Result<Bytes, E>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let to_error = self.to_error;
        Poll::Ready(self.read().map(|piece| piece.map_err(to_error)))
    }
}
