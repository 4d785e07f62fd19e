//! Pages and a lock in; nothing where they agree, and how they disagree where they do not, out.

use std::path::Path;

use docbind_codegen::Reference;
use docbind_codegen::lock::{FILE_NAME, Lock, LockFault};
use docbind_codegen::render::Colour;

use crate::args::LockedArgs;
use crate::failure::Failure;
use crate::words::quote_for_shell;

/// Fails where the user wants the pages of a lock, and these are others. The lock is the one that is named, or `usual`.
pub(crate) fn require_locked(args: &LockedArgs, usual: &Usual<'_>, reference: &Reference) -> Result<(), Failure> {
    match (&args.lock, args.locked) {
        (_, false) => Ok(()),
        (None, true) => require_agreement(&usual.folder.join(FILE_NAME), reference, &usual.mend),
        (Some(path), true) => require_agreement(path, reference, &call_of_lock(usual.dir, path)),
    }
}

/// The lock of a command that is told none.
pub(crate) struct Usual<'a> {
    /// The folder of the pages.
    pub(crate) dir: &'a Path,
    /// Where the lock lies.
    pub(crate) folder: &'a Path,
    /// The call that writes it.
    pub(crate) mend: String,
}

/// The call that writes a lock alone.
pub(crate) fn call_of_lock(dir: &Path, path: &Path) -> String {
    let [dir, path] = [dir, path].map(|path| quote_for_shell(&path.to_string_lossy()));
    format!("cargo docbind lock {dir} -o {path}")
}

/// Fails where the pages are not as a lock says. `mend` is the call that takes them as they are.
pub(crate) fn require_agreement(path: &Path, reference: &Reference, mend: &str) -> Result<(), Failure> {
    if !path.exists() {
        return Err(Failure::refused(format!("there is no lock `{}`", path.display()))
            .help("write one with `cargo docbind lock` or `cargo docbind generate`, or name another"));
    }
    let lock = Lock::read(path).map_err(refuse)?;
    match lock.compare(&Lock::of(reference), &reference.sources) {
        None => Ok(()),
        Some(disagreement) => Err(Failure {
            report: Some(disagreement.to_string().trim_end().to_owned()),
            ..Failure::faults(format!("the pages are not as `{}` says", path.display()))
                .help(format!("to take them as they are, run `{mend}`"))
        }),
    }
}

/// A lock that cannot be read.
pub(crate) fn refuse(fault: LockFault) -> Failure {
    Failure {
        report: Some(fault.render(Colour::Ansi)),
        ..Failure::refused("the lock cannot be used, so nothing was done")
    }
}
