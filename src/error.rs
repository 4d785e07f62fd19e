//! Everything that can go wrong with a call, as one type; facts of a fault in, a readable message out.

mod batch;
mod decode;
mod refused;
mod status;

pub use batch::BatchError;
pub use decode::DecodeError;
pub(crate) use refused::Fault;
pub use refused::Refused;
pub use status::StatusError;

use http::StatusCode;

use crate::retry::is_transient;
use crate::{BoxError, Failed, Operation, PropertyError, TransportError};

/// Why a call gave no answer.
///
/// Neither its `Display` nor its `Debug` shows the token or a value of the request, and of the
/// service's words only the beginning; [`StatusError`] and [`DecodeError`] hold the whole response.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request was refused before anything was sent.
    #[error(transparent)]
    Refused(Box<Refused>),
    /// The transport got no whole response.
    #[error("the transport failed: {0}")]
    Transport(#[source] TransportError),
    /// There was no whole response in time.
    #[error("the call took too long: {0}")]
    Timeout(#[source] TransportError),
    /// There is no token to send.
    #[error("there is no token: {0}")]
    Token(#[source] BoxError),
    /// The service answered, with a status that is no success.
    #[error(transparent)]
    Status(Box<StatusError>),
    /// The service answered with success, and a body that cannot be read.
    #[error(transparent)]
    Decode(Box<DecodeError>),
    /// An operation that the service had accepted ended without success.
    #[error(transparent)]
    Operation(Box<Failed>),
    /// The file, source or writer of the program that a transfer reads or writes failed.
    #[error("the program's end of a transfer failed: {0}")]
    Io(#[source] std::io::Error),
    /// A property of an answer has a value of another type than its page says.
    #[error(transparent)]
    Property(Box<PropertyError>),
    /// A part of a batch got no answer of its own.
    #[error(transparent)]
    Batch(Box<BatchError>),
    /// The client cannot be built, or was given a base URL that it cannot use.
    #[error("the client is not set up: {0}")]
    Config(String),
}

impl Error {
    /// The status of the response, where there is one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Status(error) => Some(error.status()),
            Self::Decode(error) => Some(error.response().status()),
            Self::Batch(error) => error.status(),
            _ => None,
        }
    }

    /// The service's own error code, such as `itemNotFound`, where it gave one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Status(error) => error.code(),
            Self::Operation(failed) => failed.code(),
            Self::Batch(error) => error.cause().and_then(Self::code),
            _ => None,
        }
    }

    /// Whether another try may fare better: after 408, 429, 500, 502, 503 and 504, and after a failure of the connection. The
    /// client has tried as often as its [`RetryPolicy`](crate::RetryPolicy) says.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Status(error) => is_transient(error.status()),
            Self::Transport(error) | Self::Timeout(error) => error.is_transient(),
            #[cfg(feature = "oauth")]
            Self::Token(error) => error.downcast_ref().is_some_and(crate::oauth::OAuthError::is_retryable),
            Self::Batch(error) => error.cause().is_some_and(Self::is_retryable),
            _ => false,
        }
    }

    /// Names the operation that failed.
    pub(crate) fn in_operation(mut self, operation: &Operation) -> Self {
        match &mut self {
            Self::Refused(error) => error.name_operation(operation),
            Self::Status(error) => error.name_operation(operation),
            Self::Decode(error) => error.name_operation(operation),
            _ => {}
        }
        self
    }
}

impl From<TransportError> for Error {
    fn from(error: TransportError) -> Self {
        if error.is_timeout() { Self::Timeout(error) } else { Self::Transport(error) }
    }
}

impl From<Refused> for Error {
    fn from(error: Refused) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl From<StatusError> for Error {
    fn from(error: StatusError) -> Self {
        Self::Status(Box::new(error))
    }
}

impl From<BatchError> for Error {
    fn from(error: BatchError) -> Self {
        Self::Batch(Box::new(error))
    }
}

impl From<PropertyError> for Error {
    fn from(error: PropertyError) -> Self {
        Self::Property(Box::new(error))
    }
}

impl From<DecodeError> for Error {
    fn from(error: DecodeError) -> Self {
        Self::Decode(Box::new(error))
    }
}

/// The most characters of a foreign text that a message shows.
const CLIPPED: usize = 160;

/// The beginning of a foreign text, on one line.
pub(crate) fn clip(text: &str) -> String {
    let mut rest = text.trim().chars();
    let mut clipped: String = rest.by_ref().take(CLIPPED).map(printable).collect();
    if rest.next().is_some() {
        clipped.push('…');
    }
    clipped
}

/// The beginning of a body, as text.
fn clip_bytes(bytes: &[u8]) -> String {
    // Four bytes at most make a character, and one more tells that there is a rest.
    let beginning = bytes.get(..4 * CLIPPED + 4).unwrap_or(bytes);
    clip(&String::from_utf8_lossy(beginning))
}

fn printable(character: char) -> char {
    if character.is_control() { ' ' } else { character }
}

#[cfg(test)]
mod tests {
    use super::{CLIPPED, Error, clip, clip_bytes};

    #[test]
    fn an_error_is_small() {
        assert!(size_of::<Error>() <= 24);
    }

    #[test]
    fn foreign_text_is_clipped_to_one_line() {
        assert_eq!(clip(" a\nb\u{1b}[31m "), "a b [31m");
        for text in ["x".repeat(1_000_000), "😀".repeat(1_000_000)] {
            let clipped = clip_bytes(text.as_bytes());
            assert_eq!(clipped.chars().count(), CLIPPED + 1);
            assert!(clipped.ends_with('…'));
        }
    }
}
