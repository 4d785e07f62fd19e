//! An operation in; a sheet that tells a person all that docbind knows of it out.

use std::collections::BTreeSet;
use std::io::{self, Write};

use docbind_codegen::api::{Access, Content, Operation, Parameter, ParameterPlace, RequestBody, Response, Route};
use docbind_codegen::emit::response_type;
use docbind_codegen::source::SourceMap;

use crate::signature;
use crate::words::{DIM, HEADING, LITERAL, STRONG, WARNING, printable, wrap};

/// How wide prose gets.
const WIDTH: usize = 96;
/// How wide the labels of facts are.
const LABEL: usize = 24;

/// Writes all that a page says of its operation.
pub(super) fn write_operation(operation: &Operation, sources: &SourceMap, out: &mut dyn Write) -> io::Result<()> {
    write_facts(operation, sources, out)?;
    write_routes(operation, out)?;
    write_arguments(operation, out)?;
    write_permissions(operation, out)?;
    write_parameters(&operation.parameters, out)?;
    write_messages(operation, out)
}

/// Writes the heading of a section.
pub(super) fn write_heading(heading: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n{HEADING}{heading}{HEADING:#}")
}

fn write_facts(operation: &Operation, sources: &SourceMap, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{STRONG}{}{STRONG:#}  {}", operation.name, printable(&operation.title))?;
    write_prose(&operation.summary, 2, out)?;
    writeln!(out)?;
    let place = format!("{}:{}", sources.display_path(&operation.place.file), operation.place.line);
    write_fact("page", &place, out)?;
    write_fact("module", &operation.module, out)?;
    write_fact("client's method", &operation.method_name, out)?;
    write_fact("base URL", operation.base_url.as_deref().unwrap_or("not said"), out)?;
    for (label, said) in
        [("namespace", &operation.namespace), ("deprecated", &operation.deprecated), ("preview", &operation.preview)]
    {
        if let Some(said) = said {
            write_fact(label, said, out)?;
        }
    }
    Ok(())
}

fn write_routes(operation: &Operation, out: &mut dyn Write) -> io::Result<()> {
    write_heading("Routes", out)?;
    for (at, route) in operation.routes.iter().enumerate() {
        write_route(operation, &NumberedRoute { route, is_default: at == operation.default_route }, out)?;
    }
    for route in &operation.unused_routes {
        let written = printable(&route.written);
        writeln!(out, "  {} {written}  {DIM}line {}{DIM:#}", route.method, route.place.line)?;
        writeln!(out, "      {WARNING}cannot be called{WARNING:#}: {}", printable(&route.reason))?;
    }
    if operation.routes.is_empty() && operation.unused_routes.is_empty() {
        writeln!(out, "  none")?;
    }
    Ok(())
}

struct NumberedRoute<'a> {
    route: &'a Route,
    is_default: bool,
}

fn write_route(operation: &Operation, numbered: &NumberedRoute<'_>, out: &mut dyn Write) -> io::Result<()> {
    let NumberedRoute { route, is_default } = numbered;
    let is_alone = operation.routes.len() < 2;
    let mark = if *is_default && !is_alone { "the default, " } else { "" };
    let written = printable(&route.written);
    writeln!(out, "  {STRONG}{} {written}{STRONG:#}  {DIM}{mark}line {}{DIM:#}", route.method, route.place.line)?;
    let named = (!is_alone).then_some(route.name.as_str());
    for name in is_default.then_some("new").into_iter().chain(named) {
        let call = signature::constructor(operation, route, name);
        writeln!(out, "      {LITERAL}{}::{call}{LITERAL:#}", operation.name)?;
    }
    if let Some(note) = &route.deprecated {
        writeln!(out, "      {WARNING}deprecated{WARNING:#}: {}", printable(note))?;
    }
    Ok(())
}

/// What the page says of the values in the routes, each once.
fn write_arguments(operation: &Operation, out: &mut dyn Write) -> io::Result<()> {
    let arguments = operation.routes.iter().flat_map(|route| &route.arguments);
    let mut said: Vec<(&str, &str)> = Vec::new();
    for argument in arguments.filter(|argument| !argument.docs.is_empty()) {
        let words = (argument.name.as_str(), argument.docs.as_str());
        if !said.contains(&words) {
            said.push(words);
        }
    }
    if !said.is_empty() {
        write_heading("Arguments", out)?;
    }
    said.iter().try_for_each(|(name, docs)| write_fact(name, docs, out))
}

fn write_permissions(operation: &Operation, out: &mut dyn Write) -> io::Result<()> {
    write_heading("Permissions, from least to most privileged", out)?;
    let kinds = [
        ("delegated, work", &operation.permissions.delegated_work),
        ("delegated, personal", &operation.permissions.delegated_personal),
        ("application", &operation.permissions.application),
    ];
    let mut cases: Vec<&str> = Vec::new();
    for (label, access) in kinds {
        match access {
            Access::ByCase(of_kind) => cases.extend(of_kind.iter().map(|case| case.case.as_str())),
            access => write_fact(label, &access_words(access), out)?,
        }
    }
    let mut shown = BTreeSet::new();
    for case in cases.into_iter().filter(|case| shown.insert(*case)) {
        write_prose(&format!("{case}:"), 2, out)?;
        for (label, access) in kinds {
            let Access::ByCase(of_kind) = access else { continue };
            for of_case in of_kind.iter().filter(|of_case| of_case.case == case) {
                write_fact(&format!("  {label}"), &access_words(&of_case.access), out)?;
            }
        }
    }
    Ok(())
}

fn access_words(access: &Access) -> String {
    match access {
        Access::NotSaid => "not said".to_owned(),
        Access::Unsupported => "not supported".to_owned(),
        Access::NoneNeeded => "none needed".to_owned(),
        Access::AnyOf(alternatives) => {
            alternatives.iter().map(|scopes| scopes.join(" and ")).collect::<Vec<_>>().join(", ")
        }
        Access::ByCase(cases) => {
            let cases = cases.iter().map(|case| format!("{}: {}", case.case, access_words(&case.access)));
            cases.collect::<Vec<_>>().join("; ")
        }
    }
}

fn write_parameters(parameters: &[Parameter], out: &mut dyn Write) -> io::Result<()> {
    if parameters.is_empty() {
        return Ok(());
    }
    write_heading("Parameters", out)?;
    for parameter in parameters {
        let place = match parameter.place {
            ParameterPlace::Header => "header",
            ParameterPlace::Query => "query",
        };
        let need = if parameter.is_required { "required" } else { "optional" };
        let preference = parameter.preference.as_ref().map(|name| format!(": {name}")).unwrap_or_default();
        let wire_name = printable(&format!("{}{preference}", parameter.wire_name));
        let setting = signature::setting(parameter);
        writeln!(out, "  {LITERAL}{setting}{LITERAL:#}  {place} {wire_name}, {need}")?;
        write_prose(&parameter.docs, 6, out)?;
    }
    Ok(())
}

fn write_messages(operation: &Operation, out: &mut dyn Write) -> io::Result<()> {
    write_heading("Request body", out)?;
    let body = match operation.request_body {
        RequestBody::None => "none",
        RequestBody::Json(_) => "JSON",
        RequestBody::Bytes => "bytes",
        RequestBody::NotSaid => "not said; any can be given",
    };
    writeln!(out, "  {body}")?;
    write_heading("Response", out)?;
    for Response { status, content } in &operation.responses {
        writeln!(out, "  {status}  {}", content_words(content))?;
    }
    if operation.responses.is_empty() {
        writeln!(out, "  not said")?;
    }
    let ty = response_type(operation, None).to_string().replace(' ', "");
    writeln!(
        out,
        "  {DIM}in Rust:{DIM:#} {LITERAL}{}{LITERAL:#}",
        ty.replace("::docbind::", "docbind::").replace("::core::option::", "")
    )
}

fn content_words(content: &Content) -> &'static str {
    match content {
        Content::None => "nothing",
        Content::Json(_) => "JSON",
        Content::Bytes => "bytes",
        Content::Location => "a `Location` header that leads on",
        Content::NotSaid => "the page does not say what",
    }
}

fn write_fact(label: &str, said: &str, out: &mut dyn Write) -> io::Result<()> {
    for (at, line) in wrap(said, WIDTH - LABEL).iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        writeln!(out, "  {DIM}{label:<LABEL$}{DIM:#}{line}")?;
    }
    Ok(())
}

fn write_prose(text: &str, indent: usize, out: &mut dyn Write) -> io::Result<()> {
    for line in wrap(text, WIDTH - indent).iter().filter(|line| !line.is_empty()) {
        writeln!(out, "{:indent$}{line}", "")?;
    }
    Ok(())
}
