//! A failed try in; whether and when the request is sent again, out.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use http::header::{HeaderMap, RETRY_AFTER};
use http::{Method, StatusCode};

use crate::clock::Chance;

/// How often a request is sent again after a failure that may pass, and how long it waits before.
///
/// A request is repeated after 408, 429, 500, 502, 503 and 504 and after a failure of the connection. One that is not
/// idempotent (RFC 9110, section 9.2.2) is repeated only where the service did not take it: after 429, after 503 with
/// `Retry-After`, and where there was no connection. A body from a stream that can be read once is not sent twice.
///
/// `Retry-After` (RFC 9110, section 10.2.3) says how long to wait. Without it, the wait is random between nothing and a bound
/// that doubles with each try.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    pub(crate) tries: u32,
    pub(crate) first_wait: Duration,
    pub(crate) longest_wait: Duration,
    pub(crate) total: Duration,
}

impl RetryPolicy {
    /// Five tries at most; waits from one second, of two minutes at most; no new try after five minutes.
    pub const fn new() -> Self {
        Self {
            tries: 5,
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(120),
            total: Duration::from_secs(300),
        }
    }

    /// One try.
    pub const fn never() -> Self {
        Self::new().tries(1)
    }

    /// How often a request is sent at most, the first time included. 0 counts as 1.
    pub const fn tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// The bound of the first wait where the service names none.
    pub const fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// The longest wait. If the service asks for a longer one, its answer is given as an error.
    pub const fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// How long a call may take when a wait ends, its first try included.
    pub const fn total(mut self, total: Duration) -> Self {
        self.total = total;
        self
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

/// Why a try gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// There was no connection, so nothing was sent.
    Connect,
    /// The connection failed, or took too long.
    Broken,
    /// The service answered.
    Status(StatusCode, Option<Duration>),
}

impl Failure {
    /// Whether another try may fare better.
    pub(crate) fn may_pass(self) -> bool {
        match self {
            Self::Connect | Self::Broken => true,
            Self::Status(status, _) => is_transient(status),
        }
    }

    /// Whether the service did not take the request.
    pub(crate) fn was_not_taken(self) -> bool {
        match self {
            Self::Connect => true,
            Self::Broken => false,
            Self::Status(..) => self.is_throttle(),
        }
    }

    /// Whether the service is well, and asks to come later.
    fn is_throttle(self) -> bool {
        match self {
            Self::Status(StatusCode::TOO_MANY_REQUESTS, _) => true,
            Self::Status(StatusCode::SERVICE_UNAVAILABLE, wait) => wait.is_some(),
            _ => false,
        }
    }
}

/// Whether a status says that the fault may pass.
pub(crate) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// What a request is like, for whether it may be repeated.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeatable {
    pub(crate) is_idempotent: bool,
    pub(crate) can_send_body: bool,
}

impl Repeatable {
    pub(crate) fn new(method: &Method, can_send_body: bool) -> Self {
        Self { is_idempotent: method.is_idempotent(), can_send_body }
    }
}

/// The tries of one call.
#[derive(Debug)]
pub(crate) struct Tries {
    policy: RetryPolicy,
    /// How often the request was sent.
    pub(crate) count: u32,
    start: Duration,
}

impl Tries {
    pub(crate) fn new(policy: RetryPolicy, start: Duration) -> Self {
        Self { policy, count: 0, start }
    }

    /// The same, before the first try, which begins at `start`.
    pub(crate) fn anew(&self, start: Duration) -> Self {
        Self::new(self.policy, start)
    }

    /// How long to wait before the next try; `None` where there is none.
    pub(crate) fn next_wait(
        &self,
        failure: Failure,
        request: Repeatable,
        now: Duration,
        (budget, chance): (&Budget, &Chance),
    ) -> Option<Duration> {
        let may_repeat = request.can_send_body && (request.is_idempotent || failure.was_not_taken());
        if !failure.may_pass() || !may_repeat || self.count >= self.policy.tries {
            return None;
        }
        let wait = match failure {
            Failure::Status(_, Some(wait)) => wait,
            _ => chance.up_to(self.backoff()),
        };
        let spent = now.saturating_sub(self.start);
        let is_in_bounds = wait <= self.policy.longest_wait && spent.saturating_add(wait) <= self.policy.total;
        let is_paid = is_in_bounds && (failure.is_throttle() || budget.spend());
        is_paid.then_some(wait)
    }

    fn backoff(&self) -> Duration {
        let doubled = 1_u32.checked_shl(self.count.saturating_sub(1)).unwrap_or(u32::MAX);
        self.policy.first_wait.saturating_mul(doubled).min(self.policy.longest_wait)
    }
}

/// How many requests a client may still repeat: a service that is down is not asked the more. Each repetition costs
/// [`COST`], and each success gives one back. Waits that the service asks for cost nothing.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

/// What there is at first, and at most.
const FULL: u32 = 500;

/// What one repetition costs.
const COST: u32 = 5;

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

impl Budget {
    fn spend(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST)).is_ok()
    }

    pub(crate) fn earn(&self) {
        // Nothing to do where it is full.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| (left < FULL).then_some(left + 1));
    }
}

/// What `Retry-After` says, from `now` on: seconds, or a date (RFC 9110, section 10.2.3). A date that has passed is no wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.parse().map_or(Duration::MAX, Duration::from_secs));
    }
    Some(http_date(text)?.duration_since(now).unwrap_or_default())
}

/// `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
pub(crate) fn http_date(text: &str) -> Option<SystemTime> {
    let seconds = jiff::fmt::rfc2822::parse(text).ok()?.timestamp().as_second();
    SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(seconds).ok()?))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use http::header::{HeaderMap, RETRY_AFTER};
    use http::{Method, StatusCode};

    use super::{Budget, Failure, Repeatable, RetryPolicy, Tries, retry_after};
    use crate::clock::Chance;

    const SECOND: Duration = Duration::from_secs(1);

    /// Waits as long as it may.
    fn longest() -> Chance {
        Chance::new(|| u64::MAX)
    }

    fn status(code: u16, wait: Option<u64>) -> Failure {
        Failure::Status(StatusCode::from_u16(code).unwrap(), wait.map(Duration::from_secs))
    }

    fn waits(policy: RetryPolicy, method: &Method, failure: Failure) -> Vec<u64> {
        let (budget, mut tries) = (Budget::default(), Tries::new(policy, Duration::ZERO));
        let mut waits = Vec::new();
        let mut now = Duration::ZERO;
        loop {
            tries.count += 1;
            let request = Repeatable::new(method, true);
            match tries.next_wait(failure, request, now, (&budget, &longest())) {
                Some(wait) => waits.push(wait.as_secs()),
                None => return waits,
            }
            now += Duration::from_secs(*waits.last().unwrap());
        }
    }

    #[test]
    fn waits_double_and_what_the_service_says_wins() {
        let policy = RetryPolicy::new();
        assert_eq!(waits(policy, &Method::GET, status(500, None)), [1, 2, 4, 8]);
        assert_eq!(waits(policy, &Method::GET, status(503, Some(7))), [7, 7, 7, 7]);
        assert_eq!(waits(policy, &Method::GET, Failure::Broken), [1, 2, 4, 8]);
        assert_eq!(waits(policy.longest_wait(3 * SECOND), &Method::GET, status(500, None)), [1, 2, 3, 3]);
        assert_eq!(waits(policy.longest_wait(3 * SECOND), &Method::GET, status(429, Some(4))), [0; 0]);
        assert_eq!(waits(policy.total(6 * SECOND), &Method::GET, status(500, None)), [1, 2]);
        assert_eq!(waits(RetryPolicy::never(), &Method::GET, status(500, None)), [0; 0]);
        assert_eq!(waits(policy.tries(0), &Method::GET, status(500, None)), [0; 0]);
        assert_eq!(waits(policy.tries(100).total(Duration::MAX), &Method::GET, status(502, None)).len(), 99);
    }

    #[test]
    fn what_is_not_idempotent_is_repeated_only_where_it_was_not_taken() {
        let table = [
            (status(429, None), true),
            (status(503, Some(1)), true),
            (Failure::Connect, true),
            (status(503, None), false),
            (status(500, Some(1)), false),
            (status(408, None), false),
            (Failure::Broken, false),
        ];
        for (failure, is_repeated) in table {
            for method in [Method::POST, Method::PATCH] {
                assert_eq!(!waits(RetryPolicy::new(), &method, failure).is_empty(), is_repeated, "{failure:?}");
            }
            for method in [Method::GET, Method::PUT, Method::DELETE] {
                assert_eq!(waits(RetryPolicy::new(), &method, failure).len(), 4, "{failure:?}");
            }
        }
        for code in [200, 304, 400, 401, 404, 409, 412, 501, 505] {
            assert_eq!(waits(RetryPolicy::new(), &Method::GET, status(code, Some(1))), [0; 0]);
        }
    }

    #[test]
    fn a_service_that_is_down_exhausts_the_budget_and_one_that_throttles_does_not() {
        let (budget, chance, mut tries) = (Budget::default(), longest(), Tries::new(RetryPolicy::new(), SECOND));
        tries.count = 1;
        let get = Repeatable::new(&Method::GET, true);
        let repeat = |failure| tries.next_wait(failure, get, SECOND, (&budget, &chance)).is_some();
        assert_eq!((0..1000).filter(|_| repeat(status(500, None))).count(), 100);
        assert!(repeat(status(429, None)) && repeat(status(503, Some(1))));
        (0..12).for_each(|_| budget.earn());
        assert_eq!((0..1000).filter(|_| repeat(Failure::Connect)).count(), 2);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_770);
        let table = [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(7)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("99999999999999999999999", Some(u64::MAX)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ];
        for (text, seconds) in table {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().unwrap())]);
            assert_eq!(retry_after(&headers, now).map(|wait| wait.as_secs()), seconds, "{text}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
