//! `lock`: a folder of pages in; a lock of what they say, or how they differ from one, out.

use std::path::Path;

use docbind_codegen::Levels;
use docbind_codegen::lock::{FILE_NAME, Lock};
use docbind_codegen::print::File;
use docbind_codegen::write::{Changes, WriteError, apply, compare};

use crate::args::LockArgs;
use crate::failure::{Exit, Failure};
use crate::locked::require_agreement;
use crate::report::Report;
use crate::root::Wanted;
use crate::session::Session;

pub(crate) fn run(args: &LockArgs, session: &Session) -> Result<Exit, Failure> {
    let path = args.out.clone().unwrap_or_else(|| args.dir.join(FILE_NAME));
    let reference = Wanted::new(&args.dir, args.selection.selection()).read(session)?;
    let report = Report { dir: &args.dir, reference: &reference, levels: &Levels::default() };
    report.require_operations(session)?;
    report.show_counts(session);
    if args.check {
        require_agreement(&path, &reference, &session.call_without("--check"))?;
        session.say(format!("the pages are as `{}` says", path.display()));
    } else {
        write(&path, Lock::of(&reference).text(), session)?;
    }
    Ok(Exit::Done)
}

fn write(path: &Path, text: String, session: &Session) -> Result<(), Failure> {
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(name) = name.filter(|_| !path.is_dir()) else {
        return Err(Failure::refused(format!("`{}` is not the name of a file", path.display()))
            .help(format!("name a file with `--out`, such as `{}`", path.join(FILE_NAME).display())));
    };
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = File { path: name.to_owned(), text: text.into() };
    let refused = |error: WriteError| match &error {
        WriteError::Foreign(_) => Failure::refused(format!("`{}` was not written by docbind", path.display()))
            .help("move the file away, or name another with `--out`"),
        WriteError::Io(..) => Failure::refused(error.to_string()),
    };
    // The other files of the folder are none of a lock's.
    let changes = Changes { remove: Vec::new(), ..compare(folder, &[file]).map_err(refused)? };
    apply(folder, &changes).map_err(refused)?;
    let done = if changes.is_empty() { "is up to date" } else { "is written" };
    session.say(format!("`{}` {done}", path.display()));
    Ok(())
}
