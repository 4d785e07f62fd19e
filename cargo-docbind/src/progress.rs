//! Work in; its result out, with a sign of life on a terminal where it takes long.

use std::io::IsTerminal as _;
use std::sync::mpsc;
use std::time::Duration;

use indicatif::ProgressBar;

use crate::session::{Session, Verbosity};

/// Work that is done sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(400);
const TICK: Duration = Duration::from_millis(100);

/// Does the work. `what` is said while it lasts: `reading docs/api`.
pub(crate) fn with_progress<T>(session: &Session, what: &str, work: impl FnOnce() -> T) -> T {
    if session.verbosity == Verbosity::Quiet || !std::io::stderr().is_terminal() {
        return work();
    }
    let (done, wait) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        scope.spawn(move || show_until_done(what, &wait));
        let result = work();
        drop(done);
        result
    })
}

fn show_until_done(what: &str, done: &mpsc::Receiver<()>) {
    if done.recv_timeout(PATIENCE) != Err(mpsc::RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::new_spinner().with_message(what.to_owned());
    bar.enable_steady_tick(TICK);
    // The sender is only ever dropped.
    let _ = done.recv();
    bar.finish_and_clear();
}
