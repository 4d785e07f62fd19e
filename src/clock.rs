//! Time and chance, for a client to be given: the system's, or a test's.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use crate::transport::BoxFuture;

/// What a client asks for the time, and waits by.
pub trait Clock: Send + Sync + 'static {
    /// The time of day, for dates that a service sends and for when a token expires.
    fn now(&self) -> SystemTime;

    /// The time since some fixed moment, for how long a call takes. It never goes back.
    fn elapsed(&self) -> Duration;

    /// Waits.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;
}

/// The system's time. It waits by a timer thread, so that it serves for any async runtime and for none.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// The system's time.
    #[must_use]
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(futures_timer::Delay::new(duration))
    }
}

/// Where a client has its random numbers from: for how long it waits, and for the ids of its requests.
#[derive(Clone)]
pub(crate) struct Chance(Arc<dyn Fn() -> u64 + Send + Sync>);

impl Chance {
    pub(crate) fn new(next: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(next))
    }

    /// Random bits.
    pub(crate) fn bits(&self) -> u64 {
        (self.0)()
    }

    /// A time from none to `most`, each as likely.
    pub(crate) fn up_to(&self, most: Duration) -> Duration {
        // 32 bits are all that a factor of a time needs, and a double holds them.
        let share = f64::from(u32::try_from(self.bits() >> 32).unwrap_or(u32::MAX)) / f64::from(u32::MAX);
        most.mul_f64(share)
    }
}

impl Default for Chance {
    fn default() -> Self {
        Self::new(|| fastrand::u64(..))
    }
}

impl fmt::Debug for Chance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Chance(..)")
    }
}
