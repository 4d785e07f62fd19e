//! A part of a batch that got no answer of its own, and why.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use http::StatusCode;

use super::Error;

/// A part of a batch that got no answer of its own: [`Error::Batch`](crate::Error::Batch).
#[derive(Debug)]
pub struct BatchError {
    operation: Option<&'static str>,
    reason: Reason,
}

#[derive(Debug)]
enum Reason {
    /// The batch that it was in failed.
    Failed(Arc<Error>),
    /// A batch before it failed.
    NotSent(Arc<Error>),
    /// A part that it depends on failed. Its operation.
    Dependency(&'static str),
    /// The batch succeeded, and had no answer for it.
    NoAnswer,
    /// It was added to another batch.
    OtherBatch,
}

impl BatchError {
    pub(crate) fn failed(operation: &'static str, cause: Arc<Error>) -> Self {
        Self { operation: Some(operation), reason: Reason::Failed(cause) }
    }

    pub(crate) fn not_sent(operation: &'static str, cause: Arc<Error>) -> Self {
        Self { operation: Some(operation), reason: Reason::NotSent(cause) }
    }

    pub(crate) fn dependency(operation: &'static str, failed: &'static str) -> Self {
        Self { operation: Some(operation), reason: Reason::Dependency(failed) }
    }

    pub(crate) fn no_answer(operation: &'static str) -> Self {
        Self { operation: Some(operation), reason: Reason::NoAnswer }
    }

    pub(crate) fn other_batch(operation: &'static str) -> Self {
        Self { operation: Some(operation), reason: Reason::OtherBatch }
    }

    /// The operation of the part.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// Why the whole batch failed, where it did. The parts that failed with it share the error.
    #[must_use]
    pub fn cause(&self) -> Option<&Error> {
        match &self.reason {
            Reason::Failed(cause) | Reason::NotSent(cause) => Some(cause),
            Reason::Dependency(_) | Reason::NoAnswer | Reason::OtherBatch => None,
        }
    }

    /// Whether the part was sent, so that the service may have done what it asks for.
    #[must_use]
    pub fn was_sent(&self) -> bool {
        matches!(self.reason, Reason::Failed(_) | Reason::NoAnswer)
    }

    /// Whether a part that it depends on failed, so that it was not sent. The service answers 424 where both are in one batch.
    #[must_use]
    pub fn is_failed_dependency(&self) -> bool {
        matches!(self.reason, Reason::Dependency(_))
    }

    /// 424 for a failed dependency; of a batch that failed, its status.
    pub(crate) fn status(&self) -> Option<StatusCode> {
        match &self.reason {
            Reason::Failed(cause) | Reason::NotSent(cause) => cause.status(),
            Reason::Dependency(_) => Some(StatusCode::FAILED_DEPENDENCY),
            Reason::NoAnswer | Reason::OtherBatch => None,
        }
    }
}

impl fmt::Display for BatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.operation.unwrap_or_default();
        match &self.reason {
            Reason::Failed(cause) => write!(f, "`{name}` failed with its batch: {cause}"),
            Reason::NotSent(cause) => write!(f, "`{name}` is not sent, because a batch before it failed: {cause}"),
            Reason::Dependency(other) => {
                write!(f, "`{name}` is not sent, because it depends on a part that failed, a `{other}`")
            }
            Reason::NoAnswer => write!(f, "the answer of the batch has none for `{name}`"),
            Reason::OtherBatch => write!(f, "the `{name}` that is asked for is no part of this batch"),
        }
    }
}

impl StdError for BatchError {
    /// The cause of the batch's failure; the failure itself is in the message.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.cause().and_then(StdError::source)
    }
}
