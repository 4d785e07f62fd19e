//! A future or a stream in; what it gives, on the thread that calls, out.

use std::fmt;
use std::future::IntoFuture;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake};
use std::thread::{self, Thread};

use futures_core::Stream;

use crate::stream::next;

/// What wakes a thread that waits.
struct Signal {
    thread: Thread,
    /// Another wait on the same thread may take what unparks it, so it is kept here, too.
    was_woken: AtomicBool,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.was_woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

/// Waits for a future on this thread.
///
/// The future must not need an async runtime: what a blocking client sends does not.
///
/// ```
/// assert_eq!(docbind::blocking::block_on(async { 1 + 1 }), 2);
/// ```
pub fn block_on<F: IntoFuture>(future: F) -> F::Output {
    let mut future = pin!(future.into_future());
    let signal = Arc::new(Signal { thread: thread::current(), was_woken: AtomicBool::new(false) });
    let waker = Arc::clone(&signal).into();
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        while !signal.was_woken.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// The items of a stream, each waited for on this thread when it is asked for.
pub fn iter<S: Stream>(stream: S) -> Iter<S> {
    Iter { stream: Box::pin(stream) }
}

/// The iterator that [`iter`] makes.
#[must_use = "an iterator does nothing until it is asked for an item"]
pub struct Iter<S> {
    stream: Pin<Box<S>>,
}

impl<S> Iter<S> {
    /// The stream, for what it knows beside its items: the link to go on from, for one.
    #[must_use]
    pub fn get_ref(&self) -> &S {
        &self.stream
    }
}

impl<S> fmt::Debug for Iter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Iter(..)")
    }
}

impl<S: Stream> Iterator for Iter<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        block_on(next(&mut self.stream))
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;
    use std::thread;

    use super::block_on;

    /// Pending once, and woken by another thread.
    async fn later(value: u8) -> u8 {
        let mut waits = true;
        poll_fn(|context| {
            if std::mem::replace(&mut waits, false) {
                let waker = context.waker().clone();
                drop(thread::spawn(move || waker.wake()));
                return Poll::Pending;
            }
            Poll::Ready(value)
        })
        .await
    }

    #[test]
    fn a_wait_within_a_wait_loses_nothing() {
        let outer = async {
            let mut inner = None;
            poll_fn(|context| {
                if inner.is_some() {
                    return Poll::Ready(());
                }
                // The outer wait is woken while the inner one is under way.
                context.waker().wake_by_ref();
                inner = Some(block_on(later(1)));
                Poll::Pending
            })
            .await;
            later(2).await
        };
        assert_eq!(block_on(outer), 2);
    }
}
