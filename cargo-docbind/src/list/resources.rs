//! The types of a reference in; a line for each page that describes one out.

use std::io::{self, Write};
use std::sync::Arc;

use docbind_codegen::api::{Origin, Resource, Type};
use serde::Serialize;

use super::write_rows;
use crate::args::ListFormat;
use crate::failure::{Exit, Failure};
use crate::output::{print_data, print_text};
use crate::report::Report;
use crate::session::Session;
use crate::table::Table;
use crate::words::counted;

pub(super) fn run(format: ListFormat, report: &Report<'_>, session: &Session) -> Result<Exit, Failure> {
    let listed = listed(&report.reference.api.resources);
    if listed.is_empty() {
        return Err(Failure::faults(format!("no page below `{}` describes a type", report.dir.display())));
    }
    match format {
        ListFormat::Jsonl => print_data(|out| write_lines(&listed, out))?,
        ListFormat::Table => print_text(|out| write_table(&listed, out))?,
    }
    session.say(counted(listed.len(), "type"));
    report.show_counts(session);
    Ok(Exit::Done)
}

/// A type as programs read it.
#[derive(Serialize)]
struct Listed<'a> {
    doc: &'a str,
    #[serde(rename = "type")]
    name: &'a str,
    namespace: Option<&'a str>,
    base: Option<&'a str>,
    properties: Vec<(&'a str, String, bool)>,
}

/// Each page that describes a type, by page.
fn listed(resources: &[Arc<Resource>]) -> Vec<Listed<'_>> {
    let with_page = resources.iter().filter(|resource| resource.origin == Origin::Page);
    let mut listed: Vec<Listed<'_>> = with_page.flat_map(|resource| listed_pages(resource)).collect();
    listed.sort_by_key(|listed| listed.doc);
    listed
}

/// A type is on one page, but where several describe it.
fn listed_pages(resource: &Resource) -> Vec<Listed<'_>> {
    let of_page = |doc, properties| Listed {
        doc,
        name: &resource.wire_name,
        namespace: resource.namespace.as_deref(),
        base: resource.base.as_deref(),
        properties,
    };
    let pair = |name, ty: &Type| (name, ty.kind.to_string(), ty.is_collection);
    if resource.listings.is_empty() {
        let own = resource.properties.iter().filter(|property| property.is_listed);
        let properties = own.map(|property| pair(property.wire_name.as_str(), &property.ty)).collect();
        return vec![of_page(resource.page.as_str(), properties)];
    }
    let pages = resource.listings.iter().map(|listing| {
        let properties = listing.properties.iter().map(|(name, ty)| pair(name.as_str(), ty)).collect();
        of_page(listing.page.as_str(), properties)
    });
    pages.collect()
}

fn write_lines(listed: &[Listed<'_>], out: &mut dyn Write) -> io::Result<()> {
    for listed in listed {
        serde_json::to_writer(&mut *out, listed)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

fn write_table(listed: &[Listed<'_>], out: &mut dyn Write) -> io::Result<()> {
    let rows = listed.iter().map(|listed| {
        let base = listed.base.unwrap_or("-").to_owned();
        let namespace = listed.namespace.unwrap_or("-").to_owned();
        [listed.doc.to_owned(), listed.name.to_owned(), namespace, base, listed.properties.len().to_string()]
    });
    let header = ["PAGE", "TYPE", "NAMESPACE", "BASE", "PROPERTIES"];
    write_rows(&Table { header, shares: [2, 1, 1, 1, 1], rows: rows.collect() }, out)
}
