//! A folder in; a notice each time that something in it, or something that its settings depend on, may have changed, out.
//!
//! A notice is no proof: what it names is read and compared, so it does not matter that one comes too often. What it does not name
//! may have changed too, so whoever gets one looks at everything when nothing has moved for a while.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use crate::failure::Failure;
use crate::session::Session;

/// Nothing has to move for so long before the pages are read: programs write a file in more than one step.
const QUIET: Duration = Duration::from_millis(5);
/// So long at most the reading waits for that.
const LONGEST_WAIT: Duration = Duration::from_millis(200);
/// When everything is looked at after a change.
const SECOND_LOOK: Duration = Duration::from_millis(400);
/// How often a folder is looked for that is not there.
const SEARCH: Duration = Duration::from_millis(250);
/// How often pages are looked at where nothing tells of changes, and how much of the time that may take: one part in so many.
const POLL: Duration = Duration::from_secs(1);
const POLL_SHARE: u32 = 20;

/// What to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// Look at everything.
    LookAtAll,
    /// Look at these files.
    LookAt(Vec<PathBuf>),
    /// End.
    End,
}

/// What reaches the waiting thread.
enum Message {
    /// Something changed.
    Change {
        /// What: files and folders.
        paths: Vec<PathBuf>,
        /// Whether it is the folder itself, or one above it.
        is_above: bool,
    },
    /// Some changes were not told.
    Overflow,
    /// The user ends the program.
    End,
}

/// Where notices come from.
pub(super) struct Notices {
    place: Place,
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    /// `None` where the pages are looked at every now and then.
    watcher: Option<RecommendedWatcher>,
    /// Whether everything is to be looked at.
    is_all_due: bool,
}

/// What is watched.
#[derive(Clone)]
struct Place {
    /// The folder, as it is named and without links.
    dirs: Vec<PathBuf>,
    settings: Option<PathBuf>,
}

impl Notices {
    /// Begins to listen: to the file system, unless `polls`, and to Ctrl-C.
    pub(super) fn start(dir: &Path, settings: Option<&Path>, polls: bool, session: &Session) -> Result<Self, Failure> {
        let (sender, receiver) = mpsc::channel();
        let end = sender.clone();
        // The other end is gone only where the program ends.
        ctrlc::set_handler(move || _ = end.send(Message::End))
            .map_err(|error| Failure::refused(format!("cannot listen to Ctrl-C: {error}")))?;
        let settings = settings.and_then(|path| std::path::absolute(path).ok());
        let place = Place { dirs: dirs_of(dir), settings };
        let mut notices = Self { place, sender, receiver, watcher: None, is_all_due: false };
        if !polls && let Err(error) = notices.listen() {
            session
                .warn(format!("the file system tells of no changes ({error}); the pages are read every now and then"));
        }
        Ok(notices)
    }

    /// Listens to the folders as they are.
    fn listen(&mut self) -> notify::Result<()> {
        let (place, sender) = (self.place.clone(), self.sender.clone());
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if let Some(message) = place.message(event) {
                // Nobody waits any longer where this fails.
                let _ = sender.send(message);
            }
        })?;
        for dir in self.place.dirs.iter().filter(|dir| dir.is_dir()) {
            watcher.watch(dir, RecursiveMode::Recursive)?;
        }
        // Settings are looked for in the folders above, which may not all be readable.
        let above = self.place.dirs.iter().flat_map(|dir| dir.ancestors().skip(1));
        for folder in above.chain(self.place.settings.iter().filter_map(|file| file.parent())) {
            let _ = watcher.watch(folder, RecursiveMode::NonRecursive);
        }
        self.watcher = Some(watcher);
        Ok(())
    }

    /// Waits until the pages are to be looked at, or the program ends. `is_lost` says that the folder is not there, `took` how long
    /// the last look was.
    pub(super) fn wait(&mut self, is_lost: bool, took: Duration) -> Notice {
        let patience = match &self.watcher {
            _ if is_lost => Some(SEARCH),
            None => Some(POLL.max(took * POLL_SHARE)),
            Some(_) => self.is_all_due.then_some(SECOND_LOOK),
        };
        self.is_all_due = false;
        let message = match patience {
            Some(patience) => self.receiver.recv_timeout(patience),
            None => self.receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match message {
            Ok(first) => self.collect(first, took),
            Err(RecvTimeoutError::Timeout) => {
                if is_lost && self.watcher.is_some() {
                    self.listen_again();
                }
                Notice::LookAtAll
            }
            Err(RecvTimeoutError::Disconnected) => Notice::End,
        }
    }

    /// Waits until nothing moves.
    fn collect(&mut self, first: Message, took: Duration) -> Notice {
        let started = Instant::now();
        let mut message = Some(first);
        let (mut is_any, mut is_above, mut changed) = (false, false, BTreeSet::new());
        while let Some(next) = message.take() {
            match next {
                Message::End => return Notice::End,
                Message::Change { paths, is_above: own } => {
                    is_any |= paths.is_empty();
                    is_above |= own;
                    changed.extend(paths);
                }
                Message::Overflow => {
                    is_any = true;
                    // Reading the pages may be what there was too much of.
                    std::thread::sleep(POLL.max(took * POLL_SHARE));
                }
            }
            if started.elapsed() < LONGEST_WAIT {
                message = self.receiver.recv_timeout(QUIET).ok();
                if message.is_none() && changed.iter().any(|path| is_emptied(path)) {
                    message = self.receiver.recv_timeout(LONGEST_WAIT).ok();
                }
            }
        }
        if is_above && self.watcher.is_some() {
            self.listen_again();
        }
        self.is_all_due = true;
        match is_any || is_above {
            true => Notice::LookAtAll,
            false => Notice::LookAt(changed.into_iter().collect()),
        }
    }

    /// A folder that was replaced by another is no longer listened to. Where that fails, the pages are looked at every now and then.
    fn listen_again(&mut self) {
        if self.listen().is_err() {
            self.watcher = None;
        }
    }
}

impl Place {
    fn message(&self, event: notify::Result<Event>) -> Option<Message> {
        let Ok(event) = event else { return Some(Message::Overflow) };
        if event.need_rescan() {
            return Some(Message::Overflow);
        }
        // To read a file is no change.
        let is_access = matches!(event.kind, EventKind::Access(kind) if kind != AccessKind::Close(AccessMode::Write));
        let is_about_us = event.paths.is_empty() || event.paths.iter().any(|path| self.is_about(path));
        if is_access || !is_about_us {
            return None;
        }
        let is_above = event.paths.iter().any(|path| self.dirs.iter().any(|dir| dir.starts_with(path)));
        Some(Message::Change { paths: event.paths, is_above })
    }

    /// Whether a change of this file can matter: it is below the folder or above it, or settings, or ends the search for them.
    fn is_about(&self, path: &Path) -> bool {
        let is_near = |dir: &PathBuf| path.starts_with(dir) || dir.starts_with(path);
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        self.dirs.iter().any(is_near)
            || self.settings.as_deref() == Some(path)
            || ["docbind.toml", "Cargo.toml", ".git"].contains(&name)
    }
}

/// Whether a file has nothing in it. Who saves a file in place empties it first: it is about to be written.
fn is_emptied(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() == 0)
}

/// A folder as it is named, and without links.
fn dirs_of(dir: &Path) -> Vec<PathBuf> {
    let mut dirs: Vec<PathBuf> = std::path::absolute(dir).into_iter().chain(dir.canonicalize()).collect();
    dirs.dedup();
    dirs
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::is_emptied;

    #[test]
    fn a_page_that_is_emptied_is_told_from_others() {
        let folder = tempfile::tempdir().unwrap();
        let (whole, emptied) = (folder.path().join("whole.md"), folder.path().join("emptied.md"));
        fs::write(&whole, "# Whole").unwrap();
        fs::write(&emptied, "").unwrap();
        assert!(is_emptied(&emptied));
        assert!(!is_emptied(&whole));
        assert!(!is_emptied(&folder.path().join("gone.md")));
        assert!(!is_emptied(folder.path()));
    }
}
