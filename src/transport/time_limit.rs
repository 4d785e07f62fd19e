//! How long a try may take, for a transport that cannot be dropped while it works.

use std::time::Duration;

/// How long a try may take, among the extensions of a request that a client gives to its transport, where there is a limit
/// ([`ClientBuilder::timeout`](crate::ClientBuilder::timeout)).
///
/// The client drops the future of a transport when the time is over, so that an async transport need not look at this. One that
/// blocks its thread must keep the limit itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeLimit {
    duration: Duration,
    covers_body: bool,
}

impl TimeLimit {
    pub(crate) fn new(duration: Duration, covers_body: bool) -> Self {
        Self { duration, covers_body }
    }

    /// How long a try may take, from when it is sent.
    #[must_use]
    pub fn duration(self) -> Duration {
        self.duration
    }

    /// Whether it ends when the body of the answer is read, or when the headers are there.
    #[must_use]
    pub fn covers_body(self) -> bool {
        self.covers_body
    }
}
