//! `generate`: a folder of pages in; a module or a crate of Rust code out.

use std::fs;
use std::path::Path;

use docbind_codegen::api::{Api, Operation};
use docbind_codegen::emit::Target;
use docbind_codegen::lock::Lock;
use docbind_codegen::options::{FaultyPages, ModuleLayout};
use docbind_codegen::print::{File, Layout, print_reference};
use docbind_codegen::render::Counts;
use docbind_codegen::settings::{OutputSettings, Split};
use docbind_codegen::write::{Changes, WriteError, apply, compare};
use docbind_codegen::{Reference, word};

use crate::args::GenerateArgs;
use crate::failure::{Exit, Failure};
use crate::locked::require_locked;
use crate::progress::with_progress;
use crate::report::Report;
use crate::root::Wanted;
use crate::session::Session;
use crate::stale;
use crate::words::{bounded_list, counted};

/// How many left-out pages are named.
const NAMED_PAGES: usize = 10;

pub(crate) fn run(args: &GenerateArgs, session: &Session) -> Result<Exit, Failure> {
    check_out(&args.out)?;
    let levels = args.levels.levels();
    let wanted = Wanted {
        dir: &args.dir,
        selection: args.selection.selection(),
        levels: levels.clone(),
        faulty_pages: args.faulty_pages(),
    };
    let reference = wanted.read(session)?;
    let counts = Report { dir: &args.dir, reference: &reference, levels: &levels }.show_errors(session);
    check_pages(args, &reference, &counts)?;
    require_locked(&args.locked, &args.out, &reference, session)?;
    let output = &reference.settings.output;
    let layout = layout(args, output)?;
    let target = reference.target(client_name(args, output, &layout)?, args.uses.settings());
    let mut files = with_progress(session, "generating the code", || print_files(&reference.api, &target, &layout));
    files.push(Lock::of(&reference).file());
    let changes = compare(&args.out, &files).map_err(refuse_to_write)?;
    say_left_out(&reference.api, session);
    if args.check {
        stale::require_fresh(&args.out, &changes, session)?;
    } else {
        apply(&args.out, &changes).map_err(refuse_to_write)?;
    }
    session.say(summary(&args.out, &changes));
    Ok(Exit::Done)
}

/// What is written: a crate where a flag or the settings name one, split as a flag or the settings say.
fn layout(args: &GenerateArgs, output: &OutputSettings) -> Result<Layout, Failure> {
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

fn client_name(args: &GenerateArgs, output: &OutputSettings, layout: &Layout) -> Result<String, Failure> {
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

/// Nothing is written where an error is not to be skipped, or where all that was written before would go.
fn check_pages(args: &GenerateArgs, reference: &Reference, counts: &Counts) -> Result<(), Failure> {
    if counts.errors > 0 && reference.faulty_pages(args.faulty_pages()) == FaultyPages::Fail {
        let errors = counted(counts.errors, "error");
        return Err(Failure::faults(format!("{errors} in the pages, so nothing was written")).help(
            "mend the pages, leave them out with `--exclude`, or skip what is faulty by leaving out `--strict`",
        ));
    }
    if reference.api.callable().next().is_none() {
        let dir = args.dir.display();
        return Err(Failure::faults(format!(
            "no page below `{dir}` has a route that can be called, so nothing was written"
        )));
    }
    Ok(())
}

fn print_files(api: &Api, target: &Target, layout: &Layout) -> Vec<File> {
    let client = &target.client;
    let docs = [
        "A client generated by `cargo docbind` from the pages of an API reference.".to_owned(),
        String::new(),
        format!("[`{client}`] has a method for each page; the endpoints that the methods send are in the modules."),
    ];
    print_reference(api, target, &docs, layout)
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

fn say_left_out(api: &Api, session: &Session) {
    let left_out: Vec<&Operation> = api.operations.iter().filter(|operation| operation.routes.is_empty()).collect();
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
