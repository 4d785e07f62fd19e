//! `export`: a folder in; the API model, or its JSON Schema, as JSON out.

use std::path::Path;

use docbind_codegen::Levels;
use docbind_codegen::api::Api;
use docbind_codegen::print::File;
use docbind_codegen::write::{Changes, apply};
use schemars::generate::SchemaSettings;

use crate::args::ExportArgs;
use crate::failure::{Exit, Failure};
use crate::output::print_data;
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

/// Writes a file whole or not at all.
fn write_file(path: &Path, text: String, session: &Session) -> Result<(), Failure> {
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(name) = name.filter(|_| !path.is_dir()) else {
        return Err(Failure::refused(format!("`{}` is not the name of a file", path.display())));
    };
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = File { path: name.to_owned(), text: text.into() };
    apply(folder, &Changes { write: vec![file], ..Changes::default() })
        .map_err(|error| Failure::refused(error.to_string()))?;
    session.say(format!("wrote {}", path.display()));
    Ok(())
}
