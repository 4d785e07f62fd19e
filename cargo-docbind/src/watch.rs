//! `watch`: a folder of pages in; its code, written again each time that the pages change, and what the change means, out.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use docbind_codegen::diff::{Weight, diff};
use docbind_codegen::print::File;
use docbind_codegen::render::count;
use docbind_codegen::source::FileChange;
use docbind_codegen::write::Changes;
use docbind_codegen::{Reference, Rereader};

use crate::args::WatchArgs;
use crate::diff::{Detail, Origin, Shown, write_changes};
use crate::failure::{Exit, Failure};
use crate::generate::{Job, Printers, say_left_out};
use crate::root::{check_folder, check_settings};
use crate::session::Session;
use crate::words::{bounded_list, counted};

mod faults;
mod notice;

use faults::show_changed_faults;
use notice::{Notice, Notices};

/// How many files of a kind are named.
const NAMED: usize = 8;

pub(crate) fn run(args: &WatchArgs, session: &Session) -> Result<Exit, Failure> {
    let job = Job::new(&args.code)?;
    check_folder(&args.code.dir)?;
    // Changes are listened for before anything is read, so that none is missed.
    let mut notices = Notices::start(&args.code.dir, session.settings.as_deref(), args.poll, session)?;
    let mut watch = Watch::new(job, session);
    watch.first_round();
    session.say(format!("watching `{}`; Ctrl-C ends it", args.code.dir.display()));
    let mut notice = Notice::LookAtAll;
    loop {
        let started = Instant::now();
        match &notice {
            Notice::End => return Ok(Exit::Done),
            Notice::LookAtAll => watch.round(None),
            Notice::LookAt(changed) => watch.round(Some(changed)),
        }
        notice = notices.wait(watch.is_lost, started.elapsed());
    }
}

/// What is kept from one round to the next.
struct Watch<'a> {
    job: Job<'a>,
    session: &'a Session,
    reader: Rereader,
    printers: Printers,
    /// What the output folder holds, as far as this program knows.
    output: Option<Vec<File>>,
    /// What was read before settings came that cannot be used.
    good: Option<Reference>,
    /// Why nothing was written the last time: the report, and the message.
    failure: Option<(Option<String>, String)>,
    /// Whether the folder is not there.
    is_lost: bool,
}

impl<'a> Watch<'a> {
    fn new(job: Job<'a>, session: &'a Session) -> Self {
        let (reader, printers) = (Rereader::default(), Printers::default());
        Self { job, session, reader, printers, output: None, good: None, failure: None, is_lost: false }
    }

    /// Does what `generate` does. What would end that is told.
    fn first_round(&mut self) {
        let started = Instant::now();
        self.reader.read(&self.job.wanted().options(self.session));
        let reference = self.reader.reference();
        let written = match check_settings(reference) {
            Err(failure) => Err(failure),
            Ok(()) => {
                let counts = self.job.report(reference).show_errors(self.session);
                say_left_out(&reference.api, self.session);
                self.job.check_pages(reference, &counts).and_then(|()| self.write(false))
            }
        };
        self.say_written(&written, started);
    }

    /// Reads the pages again, and writes what is not as it should be. Where it is told which files changed, it looks at these, and at
    /// the files of the output that come out otherwise; else at everything.
    fn round(&mut self, changed: Option<&[PathBuf]>) {
        let started = Instant::now();
        let dir = &self.job.args.dir;
        if let Err(failure) = check_folder(dir) {
            if !std::mem::replace(&mut self.is_lost, true) {
                self.session.show_failure(&failure);
            }
            return;
        }
        let is_back = std::mem::take(&mut self.is_lost);
        if is_back {
            self.session.say(format!("`{}` is back", dir.display()));
        }
        let options = self.job.wanted().options(self.session);
        let before = match changed {
            Some(changed) => self.reader.read_files(&options, changed),
            None => self.reader.read(&options),
        };
        if let Err(failure) = check_settings(self.reader.reference()) {
            self.good.get_or_insert(before);
            self.say_written(&Err(failure), started);
            return;
        }
        let before = self.good.take().unwrap_or(before);
        let files = self.reader.reference().sources.changes_since(&before.sources);
        let counts = count(&self.reader.reference().diagnostics, &self.job.levels);
        let written =
            self.job.check_pages(self.reader.reference(), &counts).and_then(|()| self.write(changed.is_some()));
        if is_back || !files.is_empty() {
            self.say_changed(&files);
        } else if written.as_ref().is_ok_and(Changes::is_empty) && self.failure.is_none() {
            return;
        }
        self.say_written(&written, started);
        show_changed_faults(&before, self.reader.reference(), &self.job.levels, self.session);
        self.show_diff(&before);
    }

    /// Says what the change means for whoever calls the API.
    fn show_diff(&self, before: &Reference) {
        let now = self.reader.reference();
        let diff = diff(&before.api, &now.api);
        let name = self.job.args.dir.to_string_lossy();
        let origin = |reference| Origin { name: &name, sources: Some(reference) };
        let (old, new) = (origin(&before.sources), origin(&now.sources));
        let shown = Shown { diff: &diff, old, new, least: Weight::Docs };
        let mut text = Vec::new();
        if !diff.changes.is_empty() && write_changes(&shown, Detail::Usual, &mut text).is_ok() {
            self.session.say(String::from_utf8_lossy(&text).trim_end());
            self.session.say(shown.summary());
        }
    }

    /// Names the files that are not as they were.
    fn say_changed(&self, files: &BTreeMap<String, FileChange>) {
        for (change, words) in
            [(FileChange::Added, "new"), (FileChange::Changed, "changed"), (FileChange::Removed, "gone")]
        {
            let paths = files.iter().filter(|(_, own)| **own == change).map(|(path, _)| path.as_str());
            let names = bounded_list(paths, NAMED);
            if !names.is_empty() {
                self.session.say(format!("{words}: {names}"));
            }
        }
    }

    /// Writes the files that are not as they should be. Those of the output are looked at, unless what this program wrote there
    /// `is_trusted`.
    fn write(&mut self, is_trusted: bool) -> Result<Changes, Failure> {
        let files = self.job.files(self.reader.reference(), &mut self.printers)?;
        let changes = self.job.changes(&files, self.output.take().filter(|_| is_trusted).as_deref())?;
        self.job.write(&changes)?;
        self.output = Some(files);
        Ok(changes)
    }

    /// Says what was written, if anything was, or why nothing was, where that was not said before.
    fn say_written(&mut self, written: &Result<Changes, Failure>, started: Instant) {
        match written {
            Ok(changes) => self.session.say(summary(&self.job.args.out, changes, started.elapsed())),
            Err(failure) => {
                let why = (failure.report.clone(), failure.message.clone());
                if self.failure.as_ref() != Some(&why) {
                    self.session.show_failure(failure);
                }
                self.failure = Some(why);
                return;
            }
        }
        self.failure = None;
    }
}

/// `wrote out/user.rs in 43 ms, 120 files unchanged`
fn summary(out: &Path, changes: &Changes, time: Duration) -> String {
    let time = format!("in {} ms", time.as_millis());
    let name = |path: &str| out.join(path).display().to_string();
    let unchanged = counted(changes.unchanged, "file");
    if changes.is_empty() {
        return format!("`{}` is up to date {time}: {unchanged}", out.display());
    }
    let written: Vec<String> = changes.write.iter().map(|file| name(&file.path)).collect();
    let removed: Vec<String> = changes.remove.iter().map(|path| name(path)).collect();
    let listed = |words: &str, names: &[String]| {
        let names = bounded_list(names.iter().map(String::as_str), NAMED);
        if names.is_empty() { String::new() } else { format!("{words} {names} ") }
    };
    format!("{}{}{time}, {unchanged} unchanged", listed("wrote", &written), listed("removed", &removed))
}
