//! `export`: a folder in; the API model, or its JSON Schema, as JSON out.

use std::path::Path;

use docbind_codegen::Levels;
use docbind_codegen::api::Api;
use schemars::generate::SchemaSettings;

use crate::args::ExportArgs;
use crate::failure::{Exit, Failure};
use crate::output::{print_data, write_file};
use crate::report::Report;
use crate::root::Wanted;
use crate::session::Session;

pub(crate) fn run(args: &ExportArgs, session: &Session) -> Result<Exit, Failure> {
    let json = match &args.dir {
        Some(dir) => export_model(dir, args, session)?,
        None => to_json(
            &SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<Api>(),
            Json::Laid,
        )?,
    };
    match &args.out {
        Some(path) => write_file(path, json, session)?,
        None => print_data(|out| out.write_all(json.as_bytes()))?,
    }
    Ok(Exit::Done)
}

fn export_model(dir: &Path, args: &ExportArgs, session: &Session) -> Result<String, Failure> {
    let reference = Wanted::new(dir, args.selection.selection()).read(session)?;
    let report = Report { dir, reference: &reference, levels: &Levels::default() };
    report.require_operations(session)?;
    let json = to_json(&reference.api, if args.pretty { Json::Laid } else { Json::OneLine })?;
    report.show_counts(session);
    Ok(json)
}

#[derive(Clone, Copy)]
enum Json {
    OneLine,
    Laid,
}

fn to_json(value: &impl serde::Serialize, layout: Json) -> Result<String, Failure> {
    let json = match layout {
        Json::OneLine => serde_json::to_string(value),
        Json::Laid => serde_json::to_string_pretty(value),
    };
    json.map(|json| json + "\n").map_err(|error| Failure::refused(format!("cannot write the model as JSON: {error}")))
}
