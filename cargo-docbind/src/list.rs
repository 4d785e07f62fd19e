//! `list`: a folder in; a line for each operation, or for each type, out.

use std::io::{self, Write};

use docbind_codegen::api::{Access, Operation, Permissions, Place};
use docbind_codegen::{Levels, Reference};
use serde::Serialize;

use crate::args::{ListArgs, ListFormat};
use crate::failure::{Exit, Failure};
use crate::output::{print_data, print_text};
use crate::report::Report;
use crate::root::Wanted;
use crate::session::Session;
use crate::table::Table;
use crate::words::counted;

mod resources;

pub(crate) fn run(args: &ListArgs, session: &Session) -> Result<Exit, Failure> {
    let reference = Wanted::new(&args.dir, args.selection.selection()).read(session)?;
    let report = Report { dir: &args.dir, reference: &reference, levels: &Levels::default() };
    if args.resources {
        return resources::run(args.format, &report, session);
    }
    report.require_operations(session)?;
    match args.format {
        ListFormat::Jsonl => print_data(|out| write_lines(&reference, out))?,
        ListFormat::Table => print_text(|out| write_table(&reference, out))?,
    }
    session.say(counted(reference.api.operations.len(), "operation"));
    report.show_counts(session);
    Ok(Exit::Done)
}

/// An operation as programs read it.
#[derive(Serialize)]
struct Listed<'a> {
    doc: &'a str,
    title: &'a str,
    routes: Vec<(&'a str, &'a str)>,
    permissions: ListedPermissions<'a>,
    status: Option<u16>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct ListedPermissions<'a> {
    delegated_work: ListedAccess<'a>,
    delegated_personal: ListedAccess<'a>,
    application: ListedAccess<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum ListedAccess<'a> {
    Word(&'static str),
    AnyOf(&'a [Vec<String>]),
    /// `null`: the page does not say, or one answer for all its cases would be wrong.
    NoSingleAnswer,
}

impl<'a> ListedAccess<'a> {
    fn new(access: &'a Access) -> Self {
        match access {
            Access::NotSaid | Access::ByCase(_) => Self::NoSingleAnswer,
            Access::Unsupported => Self::Word("unsupported"),
            Access::NoneNeeded => Self::Word("none"),
            Access::AnyOf(alternatives) => Self::AnyOf(alternatives),
        }
    }
}

impl<'a> Listed<'a> {
    fn new(operation: &'a Operation) -> Self {
        let Permissions { delegated_work, delegated_personal, application, .. } = &operation.permissions;
        Self {
            doc: &operation.page,
            title: &operation.title,
            routes: written_routes(operation),
            permissions: ListedPermissions {
                delegated_work: ListedAccess::new(delegated_work),
                delegated_personal: ListedAccess::new(delegated_personal),
                application: ListedAccess::new(application),
            },
            status: operation.responses.first().map(|response| response.status),
        }
    }
}

/// All routes that the page writes, those that cannot be called among them, in page order.
fn written_routes(operation: &Operation) -> Vec<(&str, &str)> {
    let callable = operation.routes.iter().map(|route| (&route.place, &route.method, &route.written));
    let unused = operation.unused_routes.iter().map(|route| (&route.place, &route.method, &route.written));
    let mut routes: Vec<(&Place, &String, &String)> = callable.chain(unused).collect();
    routes.sort_by_key(|(place, ..)| *place);
    routes.into_iter().map(|(_, method, written)| (method.as_str(), written.as_str())).collect()
}

fn write_lines(reference: &Reference, out: &mut dyn Write) -> io::Result<()> {
    for operation in &reference.api.operations {
        serde_json::to_writer(&mut *out, &Listed::new(operation))?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn write_table(reference: &Reference, out: &mut dyn Write) -> io::Result<()> {
    let header = ["PAGE", "ROUTE", "WORK", "PERSONAL", "APPLICATION", "STATUS"];
    let table = Table {
        header,
        shares: [2, 2, 1, 1, 1, 1],
        rows: reference.api.operations.iter().map(|operation| row_of(operation)).collect(),
    };
    write_rows(&table, out)
}

/// Prints a table that fits the terminal.
pub(crate) fn write_rows<const N: usize>(table: &Table<N>, out: &mut dyn Write) -> io::Result<()> {
    let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
    for line in table.lines(width) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

fn row_of(operation: &Operation) -> [String; 6] {
    let Permissions { delegated_work, delegated_personal, application, .. } = &operation.permissions;
    let status = operation.responses.first().map_or_else(|| "?".to_owned(), |response| response.status.to_string());
    [
        operation.page.clone(),
        route_cell(operation),
        access_cell(delegated_work),
        access_cell(delegated_personal),
        access_cell(application),
        status,
    ]
}

fn route_cell(operation: &Operation) -> String {
    let Some(route) = operation.default_route() else { return "none can be called".to_owned() };
    let others = others(operation.routes.len());
    format!("{} {}{others}", route.method, route.written)
}

fn access_cell(access: &Access) -> String {
    match access {
        Access::NotSaid => "?".to_owned(),
        Access::Unsupported => "-".to_owned(),
        Access::NoneNeeded => "none".to_owned(),
        Access::ByCase(_) => "by case".to_owned(),
        Access::AnyOf(alternatives) => {
            let least = alternatives.first().map_or_else(String::new, |scopes| scopes.join(" and "));
            format!("{least}{}", others(alternatives.len()))
        }
    }
}

/// ` +2` for three.
fn others(count: usize) -> String {
    if count > 1 { format!(" +{}", count - 1) } else { String::new() }
}
