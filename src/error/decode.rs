//! A successful response that cannot be read, and why.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::header::CONTENT_TYPE;

use super::{clip, clip_bytes};
use crate::{BoxError, Operation};

/// A successful answer that cannot be read: [`Error::Decode`](crate::Error::Decode).
pub struct DecodeError {
    operation: Option<&'static str>,
    reason: BoxError,
    response: http::Response<Bytes>,
}

impl DecodeError {
    /// `response`, which cannot be read for `reason`; for implementations of
    /// [`FromResponse`](crate::FromResponse).
    pub fn new(response: http::Response<Bytes>, reason: impl Into<BoxError>) -> Self {
        Self { operation: None, reason: reason.into(), response }
    }

    pub(crate) fn name_operation(&mut self, operation: &Operation) {
        self.operation = Some(operation.name);
    }

    /// The whole response.
    #[must_use]
    pub fn response(&self) -> &http::Response<Bytes> {
        &self.response
    }

    fn content_type(&self) -> &str {
        let value = self.response.headers().get(CONTENT_TYPE);
        value.and_then(|value| value.to_str().ok()).unwrap_or("no content type")
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.operation {
            Some(name) => write!(f, "the answer of `{name}` cannot be read")?,
            None => f.write_str("the answer cannot be read")?,
        }
        let status = self.response.status().as_u16();
        let length = self.response.body().len();
        let content_type = clip(self.content_type());
        let reason = clip(&self.reason.to_string());
        write!(f, ": {reason} (status {status}, {content_type}, {length} bytes)")
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("operation", &self.operation)
            .field("reason", &clip(&self.reason.to_string()))
            .field("status", &self.response.status())
            .field("content_type", &clip(self.content_type()))
            .field("body", &clip_bytes(self.response.body()))
            .finish_non_exhaustive()
    }
}

impl StdError for DecodeError {
    /// The cause of the reason; the reason itself is in the message.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.reason.source()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::DecodeError;

    #[test]
    fn the_message_says_what_came() {
        let response =
            http::Response::builder().header("content-type", "text/html").body(Bytes::from("<html>")).unwrap();
        assert_eq!(
            DecodeError::new(response, "expected value at line 1 column 1").to_string(),
            "the answer cannot be read: expected value at line 1 column 1 (status 200, text/html, 6 bytes)"
        );
    }

    #[test]
    fn long_reasons_stay_out_of_messages() {
        let response = http::Response::new(Bytes::from("y".repeat(100_000)));
        let error = DecodeError::new(response, "x".repeat(100_000));
        assert!(error.to_string().chars().count() < 260);
        assert!(format!("{error:?}").chars().count() < 500);
    }
}
