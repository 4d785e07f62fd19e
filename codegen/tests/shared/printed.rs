//! A reference in; what its code must hold whatever the pages say, checked, out.

#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::BTreeSet;

use docbind_codegen::api::{Api, Enumeration, Operation, ParameterPlace, Place, QueryOptions, RequestBody, Resource};
use docbind_codegen::emit::{Item, Target, emit_reference, plan_modules};
use docbind_codegen::options::ModuleLayout;
use docbind_codegen::print::{File, Layout, print_reference};
use docbind_codegen::word::snake_name;
use docbind_codegen::{Code, Reference, read_texts, render};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use quote::ToTokens;

/// The languages of a fence that rustdoc does not run.
const INERT: &[&str] = &["text", "http", "json", "xml", "csv", "html"];

pub fn target() -> Target {
    Target { client: "Api".to_owned(), visibility: "pub".to_owned(), ..Target::default() }
}

/// A page `thing-get.md` with these lines where an operation's description stands, and one route.
pub fn page_about(description: &str) -> String {
    page_with(description, "GET /things/{id}", "")
}

/// A page of one operation: its description, its lines of routes, and what stands behind them.
pub fn page_with(description: &str, routes: &str, rest: &str) -> String {
    format!("# Get thing\n\n{description}\n\n## HTTP request\n\n```http\n{routes}\n```\n\n{rest}\n")
}

pub fn read_page(text: &str) -> Reference {
    read_texts([("thing-get.md", text)])
}

pub fn only_operation(reference: &Reference) -> &Operation {
    match reference.api.operations.as_slice() {
        [operation] => operation,
        all => panic!("{} operations", all.len()),
    }
}

pub fn codes(reference: &Reference) -> Vec<Code> {
    reference.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// Prints a reference in every layout and fails where the code is not what its operations make: other items, a name
/// that is none, docs that hold code or HTML.
pub fn check_printed(reference: &Reference) {
    check_rendered(reference);
    let api = &reference.api;
    let expected = expected_items(api);
    let nested = print_reference(api, &target(), &[], &Layout::SingleFile("api.rs".to_owned()));
    assert_eq!(sorted(items_of_files(&nested)), expected, "the items of the single file");
    let krate = print_reference(api, &target(), &["Docs.".to_owned()], &Layout::Crate("api".to_owned()));
    let paths: BTreeSet<String> = krate.iter().map(|file| file.path.to_lowercase()).collect();
    assert_eq!(paths.len(), krate.len(), "two files of one path");
    let mut split = sorted(items_of_files(&krate));
    split.retain(|item| !item.starts_with("mod "));
    let mut flat = expected;
    flat.retain(|item| !item.starts_with("mod "));
    assert_eq!(split, flat, "the items of the crate");
    let emitted = syn::parse2::<syn::File>(emit_reference(api, &target())).expect("what is emitted is Rust");
    check_items(&emitted.items);
}

/// As [`check_printed`] of the tokens alone: what much of something costs is seen there as well.
pub fn check_emitted(reference: &Reference) {
    check_rendered(reference);
    let emitted = syn::parse2::<syn::File>(emit_reference(&reference.api, &target())).expect("what is emitted is Rust");
    check_items(&emitted.items);
    assert_eq!(sorted(names_of(&emitted.items)), expected_items(&reference.api));
}

/// Every diagnostic renders, with a place in a file where it has one, and harms no terminal.
fn check_rendered(reference: &Reference) {
    let levels = docbind_codegen::Levels::default();
    // Many faults of a long text take long, and render alike.
    let is_long = reference.sources.files().iter().any(|file| file.text.len() > 20_000);
    for diagnostic in reference.diagnostics.iter().take(if is_long { 4 } else { 50 }) {
        let text = render::render_diagnostic(diagnostic, &reference.sources, &levels, render::Colour::Plain);
        let is_harmful = |c: char| c.is_control() && c != '\n';
        assert!(!text.contains(is_harmful), "a control character in a report: {text:?}");
        assert!(diagnostic.span.is_none_or(|span| reference.sources.location(span).is_some()), "{text}");
    }
}

fn items_of_files(files: &[File]) -> Vec<String> {
    let mut items = Vec::new();
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        check_text(&file.text);
        let parsed =
            syn::parse_file(&file.text).unwrap_or_else(|error| panic!("{}: {error}\n{}", file.path, file.text));
        check_docs(&parsed.attrs);
        check_items(&parsed.items);
        items.extend(names_of(&parsed.items));
    }
    items
}

/// No character that a reader does not see or that a compiler refuses.
fn check_text(text: &str) {
    let is_hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
    };
    if let Some(at) = text.find(is_hidden) {
        let line = text.get(..at).unwrap_or_default().lines().count();
        panic!("a hidden character in line {line}: {:?}", text.lines().nth(line.saturating_sub(1)));
    }
}

fn sorted(mut items: Vec<String>) -> Vec<String> {
    items.sort();
    items
}

fn check_items(items: &[syn::Item]) {
    for item in items {
        match item {
            syn::Item::Struct(item) => check_attributes(&item.attrs),
            syn::Item::Mod(item) => {
                check_attributes(&item.attrs);
                check_items(item.content.as_ref().map_or(&[][..], |(_, items)| items));
            }
            syn::Item::Impl(item) => {
                check_attributes(&item.attrs);
                for member in &item.items {
                    match member {
                        syn::ImplItem::Fn(function) => check_attributes(&function.attrs),
                        syn::ImplItem::Const(constant) => check_attributes(&constant.attrs),
                        syn::ImplItem::Type(ty) => check_attributes(&ty.attrs),
                        _ => panic!("a member that no operation makes"),
                    }
                }
            }
            syn::Item::Enum(item) => {
                check_attributes(&item.attrs);
                item.variants.iter().for_each(|variant| check_attributes(&variant.attrs));
            }
            syn::Item::Use(item) => check_attributes(&item.attrs),
            syn::Item::Macro(item) => check_attributes(&invocation(item).1.attrs),
            _ => panic!("an item that nothing on a page makes"),
        }
    }
}

/// Which macro `::docbind::model!(#[allow(deprecated)] Name);` is, and the type that it is for, as a parameter of that name.
fn invocation(item: &syn::ItemMacro) -> (&'static str, syn::TypeParam) {
    let path = item.mac.path.to_token_stream().to_string();
    let known = ["model", "enumeration"].into_iter().find(|name| path == format!(":: docbind :: {name}"));
    let name = known.unwrap_or_else(|| panic!("a macro that no type makes: {path}"));
    let ty: syn::TypeParam = item.mac.parse_body().expect("a type's name");
    assert!(ty.bounds.is_empty() && ty.default.is_none(), "more than a type's name");
    (name, ty)
}

fn check_attributes(attributes: &[syn::Attribute]) {
    for attribute in attributes {
        let known = ["doc", "derive", "must_use", "deprecated", "allow", "non_exhaustive", "inline"];
        assert!(known.iter().any(|name| attribute.path().is_ident(name)), "an attribute that no operation makes");
    }
    check_docs(attributes);
}

/// The doc lines together, read as rustdoc reads them: no code that is run, no HTML.
fn check_docs(attributes: &[syn::Attribute]) {
    let lines: Vec<String> = attributes.iter().filter_map(doc_line).collect();
    let text = lines.join("\n");
    for event in
        Parser::new_ext(&text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES)
    {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                assert!(INERT.contains(&info.as_ref()), "a fence that may run: {info:?} in\n{text}");
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => panic!("indented code, which runs, in\n{text}"),
            Event::Html(html) | Event::InlineHtml(html) => panic!("HTML: {html:?} in\n{text}"),
            _ => {}
        }
    }
}

fn doc_line(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }) if pair.path.is_ident("doc") => {
            // As rustdoc does: the one space behind the slashes is no part.
            let line = line.value();
            Some(line.strip_prefix(' ').map(str::to_owned).unwrap_or(line))
        }
        _ => None,
    }
}

fn names_of(items: &[syn::Item]) -> Vec<String> {
    let mut names = Vec::new();
    for item in items {
        match item {
            syn::Item::Struct(item) => names.push(format!("struct {}", item.ident)),
            syn::Item::Mod(item) => {
                names.push(format!("mod {}", item.ident));
                names.extend(names_of(item.content.as_ref().map_or(&[][..], |(_, items)| items)));
            }
            syn::Item::Impl(item) => names.push(name_of_impl(item)),
            syn::Item::Enum(item) => {
                let members = item.variants.iter().map(|variant| variant.ident.to_string()).collect::<Vec<_>>();
                names.push(format!("enum {} {{ {} }}", item.ident, members.join(" ")));
            }
            syn::Item::Use(_) => names.push("use".to_owned()),
            syn::Item::Macro(item) => {
                let (name, ty) = invocation(item);
                names.push(format!("{name}! {}", ty.ident));
            }
            _ => names.push("?".to_owned()),
        }
    }
    names
}

fn name_of_impl(item: &syn::ItemImpl) -> String {
    let last = |path: &syn::Path| path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let of = match item.self_ty.as_ref() {
        syn::Type::Path(ty) => last(&ty.path),
        _ => "?".to_owned(),
    };
    let members = item.items.iter().map(|member| match member {
        syn::ImplItem::Fn(function) => function.sig.ident.to_string(),
        syn::ImplItem::Const(constant) => constant.ident.to_string(),
        syn::ImplItem::Type(ty) => ty.ident.to_string(),
        _ => "?".to_owned(),
    });
    let members = members.collect::<Vec<_>>().join(" ");
    match &item.trait_ {
        Some((path, _)) => format!("impl {} for {of} {{ {members} }}", last(path)),
        None => format!("impl {of} {{ {members} }}"),
    }
}

/// The items that the operations and the types make, sorted, going by the model alone.
fn expected_items(api: &Api) -> Vec<String> {
    let mut items = vec!["struct Api".to_owned(), "impl Api { new send }".to_owned()];
    let urls: BTreeSet<&str> = api.callable().filter_map(|operation| operation.base_url.as_deref()).collect();
    if urls.len() == 1 {
        items.push("impl Api { BASE_URL }".to_owned());
    }
    let plan = plan_modules(api, ModuleLayout::default());
    let queried = queried(api);
    for module in &plan.modules {
        items.extend(module.path.last().map(|name| format!("mod {name}")));
        let mut methods = Vec::new();
        let refusals = module.operations.iter().map(|operation| operation.permissions.refusals());
        let places = refusals.flatten();
        let file = |place: &Place| snake_name(place.file.rsplit('/').next().unwrap_or_default());
        let pages: BTreeSet<String> = places.flatten().map(file).collect();
        items.extend(pages.iter().map(|page| format!("enum {page} {{  }}")));
        for operation in &module.operations {
            items.extend(expected_endpoint(operation));
            methods.push(operation.method_name.as_str());
        }
        if !methods.is_empty() {
            items.push(format!("impl Api {{ {} }}", methods.join(" ")));
        }
        for item in &module.types {
            match item {
                Item::Resource(resource) => {
                    items.extend(expected_resource(resource, api, queried.contains(resource.id.as_str())));
                }
                Item::Enumeration(enumeration) => items.extend(expected_enumeration(enumeration)),
            }
        }
    }
    for index in &plan.indexes {
        items.extend(index.path.last().map(|name| format!("mod {name}")));
        items.extend(index.files.iter().map(|_| "use".to_owned()));
    }
    sorted(items)
}

/// The types of answers to queries and those that a property of one names; and their parts and base types.
fn queried(api: &Api) -> BTreeSet<&str> {
    let is_query = |operation: &&Operation| match operation.query_options {
        QueryOptions::NotSaid => operation.routes.iter().any(|route| route.method == "GET"),
        QueryOptions::Unsupported => false,
        QueryOptions::Any | QueryOptions::AnyOf(_) => true,
    };
    let bodiless = |operation: &Operation| {
        let mut operation = operation.clone();
        operation.request_body = RequestBody::None;
        operation
    };
    let operations: Vec<Operation> = api.callable().filter(is_query).map(bodiless).collect();
    let answered: BTreeSet<String> =
        operations.iter().flat_map(|operation| operation.needed_types().map(str::to_owned)).collect();
    let resources = || api.resources.iter();
    let mut known: BTreeSet<&str> =
        resources().map(|resource| resource.id.as_str()).filter(|id| answered.contains(*id)).collect();
    let one_step = resources().filter(|each| answered.contains(&each.id)).flat_map(|each| each.named_types());
    let one_step: BTreeSet<&str> = one_step.collect();
    known.extend(resources().map(|each| each.id.as_str()).filter(|id| one_step.contains(id)));
    loop {
        let led_to: BTreeSet<&str> =
            resources().filter(|each| known.contains(each.id.as_str())).flat_map(|each| each.needed_types()).collect();
        let new = resources().map(|each| each.id.as_str()).filter(|id| led_to.contains(id) && !known.contains(id));
        let new: Vec<&str> = new.collect();
        if new.is_empty() {
            return known;
        }
        known.extend(new);
    }
}

fn expected_resource(resource: &Resource, api: &Api, is_queried: bool) -> Vec<String> {
    let name = &resource.name;
    let raw = |name: &str| name.trim_start_matches("r#").to_owned();
    let mut members = vec!["new".to_owned()];
    if is_queried {
        members.extend(resource.properties.iter().map(|property| raw(&property.name).to_uppercase()));
    }
    for property in &resource.properties {
        members.push(property.name.clone());
        if !property.is_read_only {
            members.push(format!("set_{}", raw(&property.name)));
        }
    }
    let distinct: BTreeSet<&String> = members.iter().collect();
    assert_eq!(distinct.len(), members.len(), "two members of one name in {name}: {members:?}");
    let mut items = vec![
        format!("struct {name}"),
        format!("impl {name} {{ {} }}", members.join(" ")),
        format!("impl Model for {name} {{ TYPE from_object as_object }}"),
        format!("model! {name}"),
    ];
    if api.resources.iter().any(|other| other.base.as_ref() == Some(&resource.id)) {
        items.push(format!("impl Extends for {name} {{  }}"));
    }
    let mut known = vec![&resource.id];
    let mut base = &resource.base;
    while let Some(ancestor) = base.as_ref().and_then(|id| api.resources.iter().find(|other| other.id == *id)) {
        assert!(!known.contains(&&ancestor.id), "{} derives from itself", resource.id);
        known.push(&ancestor.id);
        items.push(format!("impl Extends for {name} {{  }}"));
        base = &ancestor.base;
    }
    items
}

fn expected_enumeration(enumeration: &Enumeration) -> Vec<String> {
    let name = &enumeration.name;
    let members = enumeration.members.iter().map(|member| member.name.as_str()).chain(["Unlisted"]);
    vec![
        format!("enum {name} {{ {} }}", members.collect::<Vec<_>>().join(" ")),
        format!("enumeration! {name}"),
        format!("impl Enumeration for {name} {{ MEMBERS other as_other }}"),
    ]
}

fn expected_endpoint(operation: &Operation) -> Vec<String> {
    let name = &operation.name;
    let mut members = vec!["new"];
    if operation.routes.len() > 1 {
        members.extend(operation.routes.iter().map(|route| route.name.as_str()));
    }
    let setters = operation.parameters.iter().filter(|parameter| !parameter.is_required);
    members.extend(setters.map(|parameter| parameter.name.as_str()));
    let distinct: BTreeSet<&&str> = members.iter().collect();
    assert_eq!(distinct.len(), members.len(), "two members of one name: {members:?}");
    let mut items = vec![format!("struct {name}"), format!("impl {name} {{ {} }}", members.join(" "))];
    let is_bare = operation.default_route().is_some_and(|route| route.arguments.is_empty())
        && operation.parameters.iter().all(|parameter| !parameter.is_required)
        && operation.request_body == RequestBody::None;
    if is_bare {
        items.push(format!("impl Default for {name} {{ default }}"));
    }
    items.push(format!("impl Endpoint for {name} {{ Response Rules OPERATION PERMISSIONS into_request }}"));
    items
}

/// No two endpoints and no two methods of one name, and each name of the model one that Rust takes.
pub fn check_names(api: &Api) {
    let mut endpoints = BTreeSet::new();
    let mut methods = BTreeSet::new();
    for operation in &api.operations {
        assert!(endpoints.insert(&operation.name), "two endpoints named {}", operation.name);
        assert!(methods.insert(&operation.method_name), "two methods named {}", operation.method_name);
        check_name(&operation.name);
        check_name(&operation.method_name);
        check_name(&operation.module);
        for route in &operation.routes {
            check_name(&route.name);
            route.arguments.iter().for_each(|argument| check_name(&argument.name));
        }
        for parameter in &operation.parameters {
            check_name(&parameter.name);
            let is_plain = |c: char| c.is_ascii_graphic() && (parameter.place == ParameterPlace::Query || c != ':');
            assert!(parameter.wire_name.chars().all(is_plain), "{:?} in a request", parameter.wire_name);
        }
    }
}

fn check_name(name: &str) {
    assert!(syn::parse_str::<syn::Ident>(name).is_ok(), "`{name}` is no name in Rust");
}
