//! `generate`: a folder of pages in; a module or a crate of Rust code out.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use docbind_codegen::api::{Api, Operation};
use docbind_codegen::emit::Target;
use docbind_codegen::lock::LockPrinter;
use docbind_codegen::options::{FaultyPages, ModuleLayout};
use docbind_codegen::parallel::both;
use docbind_codegen::print::{File, Layout, Printer};
use docbind_codegen::render::Counts;
use docbind_codegen::settings::{OutputSettings, Split};
use docbind_codegen::write::{Changes, WriteError, apply, compare, compare_with};
use docbind_codegen::{Levels, Reference, word};

use crate::args::{CodeArgs, GenerateArgs};
use crate::failure::{Exit, Failure};
use crate::locked::{Usual, require_locked};
use crate::progress::with_progress;
use crate::report::Report;
use crate::root::Wanted;
use crate::session::Session;
use crate::stale;
use crate::words::{bounded_list, counted};

/// How many left-out pages are named.
const NAMED_PAGES: usize = 10;

pub(crate) fn run(args: &GenerateArgs, session: &Session) -> Result<Exit, Failure> {
    let job = Job::new(&args.code)?;
    let reference = job.wanted().read(session)?;
    let counts = job.report(&reference).show_errors(session);
    job.check_pages(&reference, &counts)?;
    let usual = Usual { dir: &args.code.dir, folder: &args.code.out, mend: session.call_without("--locked") };
    require_locked(&args.locked, &usual, &reference)?;
    let changes = with_progress(session, "generating the code", || {
        let files = job.files(&reference, &mut Printers::default())?;
        job.changes(&files, None)
    })?;
    say_left_out(&reference.api, session);
    if args.check {
        stale::require_fresh(&args.code.out, &changes, session)?;
    } else {
        job.write(&changes)?;
    }
    session.say(summary(&args.code.out, &changes));
    Ok(Exit::Done)
}

/// What prints the files.
#[derive(Default)]
pub(crate) struct Printers {
    code: Printer,
    lock: LockPrinter,
}

/// Code to write.
pub(crate) struct Job<'a> {
    pub(crate) args: &'a CodeArgs,
    pub(crate) levels: Levels,
}

impl<'a> Job<'a> {
    /// What is asked for, where it can be done as far as the command line tells.
    pub(crate) fn new(args: &'a CodeArgs) -> Result<Self, Failure> {
        check_out(&args.out)?;
        Ok(Self { args, levels: args.levels.levels() })
    }

    /// What is read for it.
    pub(crate) fn wanted(&self) -> Wanted<'a> {
        Wanted {
            dir: &self.args.dir,
            selection: self.args.selection.selection(),
            levels: self.levels.clone(),
            faulty_pages: self.args.faulty_pages(),
        }
    }

    /// How what is wrong in the pages is shown.
    pub(crate) fn report<'r>(&'r self, reference: &'r Reference) -> Report<'r> {
        Report { dir: &self.args.dir, reference, levels: &self.levels }
    }

    /// The files of the code, and its lock.
    pub(crate) fn files(&self, reference: &Reference, printers: &mut Printers) -> Result<Vec<File>, Failure> {
        let output = &reference.settings.output;
        let layout = layout(self.args, output)?;
        let target = reference.target(client_name(self.args, output, &layout)?, self.args.uses.settings());
        let Printers { code, lock } = printers;
        let (mut files, lock) = both(|| print_files(&reference.api, &target, &layout, code), || lock.print(reference));
        files.push(lock);
        Ok(files)
    }

    /// What writing these files would change. Where the output folder is known to hold `before`, only what differs is looked at there.
    pub(crate) fn changes(&self, files: &[File], before: Option<&[File]>) -> Result<Changes, Failure> {
        let changes = match before {
            Some(before) => compare_with(&self.args.out, before, files),
            None => compare(&self.args.out, files),
        };
        changes.map_err(refuse_to_write)
    }

    /// Writes the code.
    pub(crate) fn write(&self, changes: &Changes) -> Result<(), Failure> {
        apply(&self.args.out, changes).map_err(refuse_to_write)
    }

    /// Nothing is written where an error is not to be skipped, or where all that was written before would go.
    pub(crate) fn check_pages(&self, reference: &Reference, counts: &Counts) -> Result<(), Failure> {
        if counts.errors > 0 && reference.faulty_pages(self.args.faulty_pages()) == FaultyPages::Fail {
            let errors = counted(counts.errors, "error");
            return Err(Failure::faults(format!("{errors} in the pages, so nothing was written")).help(
                "mend the pages, leave them out with `--exclude`, or skip what is faulty by leaving out `--strict`",
            ));
        }
        if reference.api.callable().next().is_none() {
            let dir = self.args.dir.display();
            return Err(Failure::faults(format!(
                "no page below `{dir}` has a route that can be called, so nothing was written"
            )));
        }
        Ok(())
    }
}

/// What is written: a crate where a flag or the settings name one, split as a flag or the settings say.
fn layout(args: &CodeArgs, output: &OutputSettings) -> Result<Layout, Failure> {
    let set = output.split.as_ref().map(|split| *split.get_ref());
    let split = match (args.features_by_area, args.crates_by_area) {
        (true, _) => Some(Split::FeaturesByArea),
        (_, true) => Some(Split::CratesByArea),
        (false, false) => set,
    };
    let Some(name) = args.crate_name.as_deref().or(output.crate_name()) else {
        return match split {
            None => Ok(Layout::Module),
            Some(_) => Err(Failure::refused("a module cannot be split by areas: only a crate can")
                .help("name the crate with `--crate NAME`, or with `crate` under `[output]` of the settings")),
        };
    };
    check_crate(name, split, output)?;
    let name = name.to_owned();
    Ok(match split {
        None => Layout::Crate(name),
        Some(Split::FeaturesByArea) => Layout::CrateByArea(name),
        Some(Split::CratesByArea) => Layout::CratesByArea(name),
    })
}

/// What settings say of a module and cannot mean for a crate.
fn check_crate(name: &str, split: Option<Split>, output: &OutputSettings) -> Result<(), Failure> {
    let visibility = output.visibility();
    if visibility != "pub" {
        return Err(Failure::refused(format!(
            "nobody could use the crate `{name}`: its client would be `{visibility}`"
        ))
        .help("leave `visibility` out of the settings"));
    }
    if split == Some(Split::FeaturesByArea) && output.modules == ModuleLayout::Single {
        return Err(Failure::refused("features leave out modules, and by the settings there is one alone")
            .help("take `modules = \"by-area\"`"));
    }
    let derived = output.derives.crates();
    let is_there = |name: &&String| output.dependencies.keys().any(|known| known.get_ref().replace('-', "_") == **name);
    match derived.iter().find(|name| !is_there(name)) {
        Some(missing) => {
            Err(Failure::refused(format!("`derives` names the crate `{missing}`, which `{name}` does not depend on"))
                .help(format!("say its version in the settings: `[output.dependencies]`, `{missing} = \"..\"`")))
        }
        None => Ok(()),
    }
}

fn client_name(args: &CodeArgs, output: &OutputSettings, layout: &Layout) -> Result<String, Failure> {
    if let Some(name) = args.client.as_deref().or(output.client()) {
        return Ok(name.to_owned());
    }
    if let Layout::Crate(name) | Layout::CrateByArea(name) | Layout::CratesByArea(name) = layout {
        return Ok(word::camel_name(name));
    }
    // `.` and `src/..` have no name of their own.
    let named = args.out.file_name().map(|name| name.to_owned());
    let name = named.or_else(|| args.out.canonicalize().ok()?.file_name().map(|name| name.to_owned()));
    match name.as_deref().and_then(|name| name.to_str()).filter(|name| name.contains(char::is_alphanumeric)) {
        Some(name) => Ok(word::camel_name(name)),
        None => Err(Failure::refused(format!("no client can be named after `{}`", args.out.display()))
            .help("name it with `--client NAME`")),
    }
}

fn check_out(out: &Path) -> Result<(), Failure> {
    match fs::metadata(out) {
        Ok(metadata) if !metadata.is_dir() => Err(Failure::refused(format!("`{}` is a file", out.display()))
            .help("name a folder with `--out`; generated code is more than one file")),
        _ => Ok(()),
    }
}

fn print_files(api: &Api, target: &Target, layout: &Layout, printer: &mut Printer) -> Vec<File> {
    let client = &target.client;
    let docs = [
        "A client generated by `cargo docbind` from the pages of an API reference.".to_owned(),
        String::new(),
        format!("[`{client}`] has a method for each page; the endpoints that the methods send are in the modules."),
    ];
    printer.print(api, target, &docs, layout)
}

fn refuse_to_write(error: WriteError) -> Failure {
    match &error {
        WriteError::Foreign(path) => {
            Failure::refused(format!("`{}` was not written by docbind, so nothing was written", path.display()))
                .help("move the file away, or name another folder with `--out`")
        }
        WriteError::Io(..) => Failure::refused(error.to_string()),
    }
}

pub(crate) fn say_left_out(api: &Api, session: &Session) {
    let left_out: Vec<&Arc<Operation>> =
        api.operations.iter().filter(|operation| operation.routes.is_empty()).collect();
    if left_out.is_empty() {
        return;
    }
    let (have, were) = if left_out.len() == 1 { ("has", "was") } else { ("have", "were") };
    let names = bounded_list(left_out.iter().map(|operation| operation.page.as_str()), NAMED_PAGES);
    let pages = counted(left_out.len(), "page");
    session.warn(format!("{pages} {have} no callable route and {were} left out: {names}"));
}

fn summary(out: &Path, changes: &Changes) -> String {
    let unchanged = changes.unchanged;
    if changes.is_empty() {
        return format!("`{}` is up to date: {}", out.display(), counted(unchanged, "file"));
    }
    let mut parts = vec![format!("wrote {}", counted(changes.write.len(), "file"))];
    if !changes.remove.is_empty() {
        parts.push(format!("removed {}", changes.remove.len()));
    }
    parts.push(format!("{unchanged} unchanged"));
    parts.join(", ")
}
