//! `show`: one page in; what docbind makes of it, for a person, or its code out.

use std::io::{self, Write};
use std::sync::Arc;

use docbind_codegen::api::{Api, Operation};
use docbind_codegen::print::{Layout, print_reference};
use docbind_codegen::render::{Colour, count, render_all};
use docbind_codegen::settings::UseSettings;
use docbind_codegen::{Code, Levels, Reference};

use crate::args::ShowArgs;
use crate::failure::{Exit, Failure};
use crate::output::{print_data, print_text};
use crate::progress::with_progress;
use crate::root::PagePath;
use crate::session::Session;
use crate::words::{counted, printable};

mod sheet;

/// The client whose methods `--code` shows, where the settings name none.
const CLIENT: &str = "Client";

pub(crate) fn run(args: &ShowArgs, session: &Session) -> Result<Exit, Failure> {
    let path = PagePath::find(&args.page, args.root.as_deref())?;
    let page = path.read(session)?;
    let operation = match &args.root {
        Some(_) => with_progress(session, "reading the doc root", || named_in_root(&path, session))?,
        None => page.api.operations.first().cloned(),
    };
    let Some(operation) = operation else {
        session.print_error(render(&page));
        help_with_root(&page, &path, session);
        return Err(Failure::faults(format!("`{}` describes no operation", page.sources.display_path(&path.page)))
            .help("a page of an operation has a section `HTTP request` with routes in it"));
    };
    match args.code {
        true => show_code(&operation, &page, session)?,
        false => print_text(|out| write_page(&operation, &page, out))?,
    }
    help_with_root(&page, &path, session);
    Ok(Exit::Done)
}

/// The page's operation under the names that it has among all pages of the doc root.
fn named_in_root(path: &PagePath, session: &Session) -> Result<Option<Arc<Operation>>, Failure> {
    let operations = path.read_all(session)?.api.operations;
    Ok(operations.into_iter().find(|operation| operation.page == path.page))
}

fn render(page: &Reference) -> String {
    render_all(&page.diagnostics, &page.sources, &Levels::default(), Colour::Ansi).trim_end().to_owned()
}

fn write_page(operation: &Operation, page: &Reference, out: &mut dyn Write) -> io::Result<()> {
    sheet::write_operation(operation, &page.sources, out)?;
    sheet::write_heading("Diagnostics", out)?;
    let counts = count(&page.diagnostics, &Levels::default());
    if counts.errors + counts.warnings == 0 {
        return writeln!(out, "  none");
    }
    writeln!(out, "  {}, {}\n", counted(counts.errors, "error"), counted(counts.warnings, "warning"))?;
    writeln!(out, "{}", render(page))
}

fn show_code(operation: &Arc<Operation>, page: &Reference, session: &Session) -> Result<(), Failure> {
    if !page.diagnostics.is_empty() {
        session.say(format_args!("{}\n", render(page)));
    }
    let api = Api { operations: vec![Arc::clone(operation)], ..Api::default() };
    let client = page.settings.output.client().unwrap_or(CLIENT);
    let target = page.target(client, UseSettings::default());
    let files = print_reference(&api, &target, &[], &Layout::Module);
    // Beside the root there is the operation's module, and perhaps that of its area.
    let modules = files.iter().filter(|file| file.path != "mod.rs");
    let module = modules.max_by_key(|file| file.path.len()).filter(|_| !operation.routes.is_empty());
    let Some(module) = module else {
        return Err(Failure::faults(format!(
            "no route of `{}` can be called, so it has no code",
            printable(&operation.page)
        )));
    };
    print_data(|out| out.write_all(module.text.as_bytes()))
}

/// Whoever shows one page has perhaps not said where its doc root is.
fn help_with_root(page: &Reference, path: &PagePath, session: &Session) {
    if page.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::OutsideRoot) {
        let root = if path.label.is_empty() { "." } else { &path.label };
        session
            .help(format_args!("the doc root of this page was taken to be `{root}`; name another with `--root DIR`"));
    }
}
