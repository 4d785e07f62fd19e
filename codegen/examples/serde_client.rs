//! A folder of pages in; the usual kind of client of the same surface out: structs with serde derives, and an async method
//! on a reqwest client for each operation. `tools/time-builds` holds docbind's output against it.
//!
//! usage: serde_client FOLDER OUTPUT.rs

use std::collections::HashMap;
use std::fmt::Write as _;
use std::{env, fs, process};

use docbind_codegen::api::{
    Api, Content, Enumeration, Operation, ParameterPlace, Primitive, RequestBody, Resource, Shape, Type, TypeKind,
};
use docbind_codegen::word::unraw;
use docbind_codegen::{Options, read_reference};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, output] = arguments.as_slice() else {
        eprintln!("usage: serde_client FOLDER OUTPUT.rs");
        process::exit(2);
    };
    let api = read_reference(&Options::folder(folder)).api;
    if let Err(error) = fs::write(output, write_client(&api)) {
        eprintln!("cannot write `{output}`: {error}");
        process::exit(1);
    }
}

/// The Rust names of the types, by `id`; a number tells those of one name apart.
fn name_types(api: &Api) -> HashMap<&str, String> {
    let resources = api.resources.iter().map(|resource| (resource.id.as_str(), resource.name.as_str()));
    let enumerations = api.enumerations.iter().map(|enumeration| (enumeration.id.as_str(), enumeration.name.as_str()));
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let names = resources.chain(enumerations).map(|(id, name)| {
        let count = counts.entry(name).or_default();
        *count += 1;
        (id, if *count == 1 { name.to_owned() } else { format!("{name}N{count}") })
    });
    names.collect()
}

fn write_client(api: &Api) -> String {
    let names = name_types(api);
    let mut out = String::from("//! A client with serde derives.\n\n");
    for resource in &api.resources {
        write_resource(&mut out, resource, &names);
    }
    for enumeration in &api.enumerations {
        write_enumeration(&mut out, enumeration, &names);
    }
    out.push_str(CLIENT);
    out.push_str("impl Client {\n");
    for operation in api.callable() {
        write_method(&mut out, operation, &names);
    }
    out.push_str("}\n");
    out
}

const CLIENT: &str = "/// A client.\npub struct Client { http: reqwest::Client, base: String, token: String }\n\n";

fn write_docs(out: &mut String, indent: &str, docs: &str) {
    let docs = if docs.trim().is_empty() { "Not described." } else { docs };
    for line in docs.lines() {
        let _ = writeln!(out, "{indent}/// {line}");
    }
}

fn write_resource(out: &mut String, resource: &Resource, names: &HashMap<&str, String>) {
    let name = names.get(resource.id.as_str()).map_or("", String::as_str);
    write_docs(out, "", &resource.description);
    let _ = writeln!(out, "#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]");
    let _ = writeln!(out, "#[serde(default)]\npub struct {name} {{");
    for property in &resource.properties {
        write_docs(out, "    ", &property.docs);
        let (wire, field) = (&property.wire_name, &property.name);
        let skip = "skip_serializing_if = \"Option::is_none\"";
        let _ = writeln!(out, "    #[serde(rename = {wire:?}, {skip})]");
        let _ = writeln!(out, "    pub {field}: std::option::Option<{}>,", field_type(&property.ty, names));
    }
    out.push_str("}\n\n");
}

/// Structures are boxed: they may hold each other.
fn field_type(ty: &Type, names: &HashMap<&str, String>) -> String {
    let value = value_type(&ty.kind, names);
    match (&ty.kind, ty.is_collection) {
        (_, true) => format!("std::vec::Vec<{value}>"),
        (TypeKind::Named(_), false) => format!("std::boxed::Box<{value}>"),
        _ => value,
    }
}

fn value_type(kind: &TypeKind, names: &HashMap<&str, String>) -> String {
    let text = match kind {
        TypeKind::Primitive(Primitive::Boolean) => "bool",
        TypeKind::Primitive(Primitive::Int32) => "i32",
        TypeKind::Primitive(Primitive::Int64) => "i64",
        TypeKind::Primitive(Primitive::Double | Primitive::Single | Primitive::Decimal) => "f64",
        TypeKind::Primitive(Primitive::Json | Primitive::Stream) | TypeKind::Unknown(_) => "serde_json::Value",
        TypeKind::Primitive(_) => "std::string::String",
        TypeKind::Named(id) => names.get(id.as_str()).map_or("serde_json::Value", String::as_str),
    };
    text.to_owned()
}

fn write_enumeration(out: &mut String, enumeration: &Enumeration, names: &HashMap<&str, String>) {
    let name = names.get(enumeration.id.as_str()).map_or("", String::as_str);
    write_docs(out, "", &enumeration.description);
    let _ = writeln!(out, "#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]");
    let _ = writeln!(out, "pub enum {name} {{");
    for member in &enumeration.members {
        write_docs(out, "    ", &member.docs);
        let _ = writeln!(out, "    #[serde(rename = {:?})]\n    {},", member.wire_name, member.name);
    }
    out.push_str("    /// Any other.\n    #[serde(untagged)]\n    Unlisted(std::string::String),\n}\n\n");
}

fn write_method(out: &mut String, operation: &Operation, names: &HashMap<&str, String>) {
    let Some(route) = operation.default_route() else { return };
    write_docs(out, "    ", &operation.description);
    let mut parameters = String::new();
    for argument in &route.arguments {
        let _ = write!(parameters, ", {}: {}", argument.name, parameter_type(argument.ty));
    }
    for parameter in operation.parameters.iter().filter(|parameter| parameter.is_required) {
        let _ = write!(parameters, ", {}: {}", parameter.name, parameter_type(parameter.ty));
    }
    let body = body_type(operation, names);
    if let Some(body) = &body {
        let _ = write!(parameters, ", body: &{body}");
    }
    let (answer, read) = answer_type(operation, names);
    let _ = writeln!(out, "    #[allow(clippy::too_many_arguments)]");
    let _ = writeln!(
        out,
        "    pub async fn {}(&self{parameters}) -> Result<{answer}, reqwest::Error> {{",
        operation.method_name
    );
    let path = route.template.replace("{+", "{").split('?').next().unwrap_or_default().to_owned();
    let path = escape_raw(&path, &route.arguments.iter().map(|argument| argument.name.as_str()).collect::<Vec<_>>());
    let method = route.method.to_lowercase();
    let _ = writeln!(out, "        let url = format!(\"{{}}{path}\", self.base);");
    let _ = writeln!(out, "        let request = self.http.{method}(url).bearer_auth(&self.token);");
    for parameter in operation.parameters.iter().filter(|parameter| parameter.is_required) {
        let (wire, name) = (&parameter.wire_name, &parameter.name);
        let _ = match parameter.place {
            ParameterPlace::Header => {
                writeln!(out, "        let request = request.header({wire:?}, {name}.to_string());")
            }
            ParameterPlace::Query => writeln!(out, "        let request = request.query(&[({wire:?}, {name})]);"),
        };
    }
    if body.is_some() {
        out.push_str("        let request = request.json(body);\n");
    }
    let _ =
        writeln!(out, "        let response = request.send().await?.error_for_status()?;\n        {read}\n    }}\n");
}

/// Names in a template as a format string takes them; those that are no argument stay text.
fn escape_raw(path: &str, arguments: &[&str]) -> String {
    let escaped = path.replace('{', "{{").replace('}', "}}");
    arguments
        .iter()
        .fold(escaped, |path, name| path.replace(&format!("{{{{{}}}}}", unraw(name)), &format!("{{{name}}}")))
}

fn parameter_type(ty: Primitive) -> &'static str {
    match ty {
        Primitive::Boolean => "bool",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::Double => "f64",
        _ => "&str",
    }
}

fn body_type(operation: &Operation, names: &HashMap<&str, String>) -> Option<String> {
    match &operation.request_body {
        RequestBody::None => None,
        RequestBody::Json(Shape::Plain(ty)) if ty.is_collection => Some(format!("[{}]", value_type(&ty.kind, names))),
        RequestBody::Json(Shape::Plain(ty)) => Some(value_type(&ty.kind, names)),
        RequestBody::Json(_) | RequestBody::Bytes | RequestBody::NotSaid => Some("serde_json::Value".to_owned()),
    }
}

/// The type of the answer, and the expression that reads it.
fn answer_type(operation: &Operation, names: &HashMap<&str, String>) -> (String, &'static str) {
    let shape = operation.responses.iter().find_map(|response| match &response.content {
        Content::Json(shape) => Some(shape),
        _ => None,
    });
    let json = "response.json().await";
    match shape {
        None => ("()".to_owned(), "drop(response);\n        Ok(())"),
        Some(Shape::Any) => ("serde_json::Value".to_owned(), json),
        Some(Shape::Plain(ty)) if ty.is_collection => (format!("std::vec::Vec<{}>", value_type(&ty.kind, names)), json),
        Some(Shape::Plain(ty) | Shape::Wrapped(ty)) => (value_type(&ty.kind, names), json),
        Some(Shape::Page(kind)) => (format!("std::vec::Vec<{}>", value_type(kind, names)), json),
    }
}
