//! Pages and a lock in; nothing where they agree, and how they disagree where they do not, out.

use std::path::Path;

use docbind_codegen::Reference;
use docbind_codegen::lock::{FILE_NAME, Lock, LockFault};
use docbind_codegen::render::Colour;

use crate::args::LockedArgs;
use crate::failure::Failure;
use crate::session::Session;

/// Fails where the user wants the pages of a lock, and these are others. The lock is the one that is named, or lies in `folder`.
pub(crate) fn require_locked(
    args: &LockedArgs,
    folder: &Path,
    reference: &Reference,
    session: &Session,
) -> Result<(), Failure> {
    if !args.locked {
        return Ok(());
    }
    let path = args.lock.clone().unwrap_or_else(|| folder.join(FILE_NAME));
    require_agreement(&path, reference, &session.call_without("--locked"))
}

/// Fails where the pages are not as a lock says. `mend` is the call that takes them as they are.
pub(crate) fn require_agreement(path: &Path, reference: &Reference, mend: &str) -> Result<(), Failure> {
    if !path.exists() {
        return Err(Failure::refused(format!("there is no lock `{}`", path.display()))
            .help("write one with `cargo docbind lock` or `cargo docbind generate`, or name another"));
    }
    let lock = Lock::read(path).map_err(refuse_lock)?;
    match lock.compare(&Lock::of(reference), &reference.sources) {
        None => Ok(()),
        Some(disagreement) => Err(Failure {
            report: Some(disagreement.to_string()),
            ..Failure::faults(format!("the pages are not as `{}` says", path.display()))
                .help(format!("to take them as they are, run `{mend}`"))
        }),
    }
}

/// A lock that cannot be read.
pub(crate) fn refuse_lock(fault: LockFault) -> Failure {
    Failure {
        report: Some(fault.render(Colour::Ansi)),
        ..Failure::refused("the lock cannot be used, so nothing was done")
    }
}
