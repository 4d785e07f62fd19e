//! The words of an operation in; doc attributes out, each one line, so that no text can end its comment.

use proc_macro2::TokenStream;
use quote::quote;

use super::link::Links;
use super::modules::MODELS;
use super::path::qualified_name;
use super::{IndexPlan, ModulePlan, query};
use crate::api::{
    Access, Cloud, Enumeration, Member, Operation, Parameter, ParameterPlace, Permissions, Property, QueryOptions,
    RequestBody, Resource, Route,
};
use crate::lower::clean;
use crate::lower::word::unraw;

/// How long a line of prose gets.
const WIDTH: usize = 100;

/// How many pages the docs of a module name.
const LISTED_PAGES: usize = 200;

/// Lines as `#[doc = ".."]` attributes.
pub(crate) fn doc_attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| match line.is_empty() {
        true => String::new(),
        false => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

/// The doc comment of an endpoint.
pub(super) fn endpoint_docs(operation: &Operation, links: Links<'_>) -> Vec<String> {
    let mut parts = Vec::new();
    let description = operation.description.trim();
    let description = if description.is_empty() { operation.summary.as_str() } else { description };
    let state = State::of_operation(operation);
    parts.push(state.lead(description));
    parts.extend(state.notes(description));
    parts.extend(clouds_line(&operation.clouds));
    parts.push(format!("# Permissions\n\n{}", permission_table(&operation.permissions)));
    if query::is_told(operation) {
        parts.push(format!("# Query options\n\n{}", query_words(&operation.query_options)));
    }
    if !operation.request_docs.is_empty() && operation.request_body != RequestBody::None {
        parts.push(format!("# Request body\n\n{}", operation.request_docs));
    }
    if !operation.response_docs.is_empty() {
        parts.push(format!("# Response\n\n{}", operation.response_docs));
    }
    parts.extend(overridden_words(&operation.overridden));
    parts.push(format!("Page: {}", code(&operation.page)));
    wrap(&links.resolve(&parts.join("\n\n")))
}

/// The doc comment of a constructor.
pub(super) fn route_docs(operation: &Operation, route: &Route, links: Links<'_>) -> Vec<String> {
    let state = State { deprecated: route.deprecated.as_deref(), preview: None };
    let mut parts = vec![state.lead(&code(&format!("{} {}", route.method, route.written)))];
    parts.extend(state.notes(""));
    let described = route.arguments.iter().filter(|argument| !argument.docs.is_empty());
    let mut items: Vec<String> =
        described.map(|argument| format!("- `{}`: {}", unraw(&argument.name), argument.docs)).collect();
    items.extend(operation.parameters.iter().filter(|parameter| parameter.is_required).map(|parameter| {
        format!(
            "- `{}`: the `{}` {}. {}",
            unraw(&parameter.name),
            parameter.wire_name,
            place_name(parameter),
            parameter.docs
        )
    }));
    if !items.is_empty() {
        parts.push(items.join("\n"));
    }
    wrap(&links.resolve(&parts.join("\n\n")))
}

/// The doc comment of a client's method.
pub(super) fn method_docs(operation: &Operation, route: &Route, links: Links<'_>) -> Vec<String> {
    let call = format!("{}, see [`{}`].", code(&format!("{} {}", route.method, route.written)), operation.name);
    let summary = State::of_operation(operation).lead(&operation.summary);
    wrap(&[links.resolve(&summary), call].join("\n\n"))
}

/// The doc comment of a setter.
pub(super) fn parameter_docs(parameter: &Parameter, links: Links<'_>) -> Vec<String> {
    let wire = match &parameter.preference {
        Some(preference) => format!("{}: {preference}", parameter.wire_name),
        None => parameter.wire_name.clone(),
    };
    let first = format!("Sets the `{wire}` {}.", place_name(parameter));
    wrap(&[first, links.resolve(&parameter.docs)].join("\n\n"))
}

/// The doc comment of a module.
pub(crate) fn module_docs(module: &ModulePlan<'_>) -> Vec<String> {
    let list = |pages: Vec<&str>| pages.into_iter().map(code).collect::<Vec<_>>().join(", ");
    if module.operations.is_empty() {
        let mut pages: Vec<&str> = module.types.iter().map(|item| item.page()).collect();
        pages.dedup();
        return wrap(&format!("Models from {}.", list(pages)));
    }
    let pages: Vec<&str> = module.operations.iter().map(|operation| operation.page.as_str()).collect();
    if pages.len() > LISTED_PAGES {
        return vec![format!("Endpoints from {} pages, and the types beside them.", pages.len())];
    }
    wrap(&format!("Endpoints from {}.", list(pages)))
}

/// The doc comment of a module of modules.
pub(crate) fn index_docs(index: &IndexPlan<'_>) -> Vec<String> {
    match index.path.as_slice() {
        [models] if models == MODELS => vec!["The types that the pages describe.".to_owned()],
        [area] => vec![format!("The operations of the area `{}`, by resource.", unraw(area))],
        path => vec![format!("The models of the namespace `{}`.", path.last().map_or("", |name| unraw(name)))],
    }
}

/// The doc comment of the constant for the base URL.
pub(super) fn base_url_docs(url: &str) -> Vec<String> {
    vec![
        format!("The URL that the routes are below: {}.", code(url)),
        String::new(),
        "For [`Client::builder`](::docbind::Client::builder).".to_owned(),
    ]
}

/// The doc comment of a resource's struct.
pub(super) fn resource_docs(resource: &Resource, links: Links<'_>) -> Vec<String> {
    let state = State { deprecated: resource.deprecated.as_deref(), preview: resource.preview.as_deref() };
    let mut parts = vec![state.lead(&described(&resource.description, &resource.summary, &qualified_name(resource)))];
    parts.extend(state.notes(&resource.description));
    if resource.is_open {
        parts.push("An open type: values can have properties that no page describes.".to_owned());
    }
    parts.extend(overridden_words(&resource.overridden));
    parts.push(format!("Page: {}", code(&resource.page)));
    wrap(&links.resolve(&parts.join("\n\n")))
}

/// The doc comment of an enum.
///
/// `left` are the members that are left out of it.
pub(super) fn enumeration_docs(enumeration: &Enumeration, left: &[&Member], links: Links<'_>) -> Vec<String> {
    let mut parts = vec![described(&enumeration.description, "", &enumeration.wire_name)];
    let of_member = |member: &&Member| {
        let notes = State::of_member(member).notes("").join(" ");
        format!("- {}, which comes as `Unlisted`. {notes}", code(&member.wire_name))
    };
    let left: Vec<String> = left.iter().map(of_member).collect();
    if !left.is_empty() {
        parts.push(format!("Left out, as their use is denied:\n\n{}", left.join("\n")));
    }
    parts.extend(overridden_words(&enumeration.overridden));
    parts.push(format!("Page: {}", code(&enumeration.page)));
    wrap(&links.resolve(&parts.join("\n\n")))
}

/// The doc comment of a member of an enum.
pub(super) fn member_docs(member: &Member, links: Links<'_>) -> Vec<String> {
    let state = State::of_member(member);
    let mut parts = vec![state.lead(&described(&member.docs, "", &member.wire_name))];
    parts.extend(state.notes(&member.docs));
    wrap(&links.resolve(&parts.join("\n\n")))
}

/// The doc comment of a property's getter.
pub(super) fn property_docs(property: &Property, links: Links<'_>) -> Vec<String> {
    let state = State::of_property(property);
    let mut parts = vec![state.lead(&described(&property.docs, "", &property.wire_name))];
    parts.extend(state.notes(&property.docs));
    wrap(&links.resolve(&parts.join("\n\n")))
}

/// The doc comment of a property's setter.
pub(super) fn setter_docs(property: &Property) -> Vec<String> {
    let line = format!("Sets {}.", code(&property.wire_name));
    vec![State::of_property(property).lead(&line)]
}

/// What a page says where it calls an item deprecated, and where it calls it a preview.
struct State<'a> {
    deprecated: Option<&'a str>,
    preview: Option<&'a str>,
}

impl<'a> State<'a> {
    fn of_operation(operation: &'a Operation) -> Self {
        Self { deprecated: operation.deprecated.as_deref(), preview: operation.preview.as_deref() }
    }

    fn of_property(property: &'a Property) -> Self {
        Self { deprecated: property.deprecated.as_deref(), preview: property.preview.as_deref() }
    }

    fn of_member(member: &'a Member) -> Self {
        Self { deprecated: member.deprecated.as_deref(), preview: member.preview.as_deref() }
    }

    fn labelled(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
        let deprecated = self.deprecated.map(|note| ("Deprecated", note));
        deprecated.into_iter().chain(self.preview.map(|note| ("Preview", note)))
    }

    /// The description with `**Deprecated.**`, `**Preview.**` or both in front, unless it begins so itself.
    fn lead(&self, description: &str) -> String {
        let start = description.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let labels = self.labelled().filter(|(label, _)| !start.starts_with(&label.to_lowercase()));
        let labels: Vec<String> = labels.map(|(label, _)| format!("**{label}.**")).collect();
        let is_block =
            description.split_whitespace().next().is_some_and(starts_block) || description.starts_with("```");
        match (labels.is_empty(), is_block) {
            (true, _) => description.to_owned(),
            (false, true) => format!("{}\n\n{description}", labels.join(" ")),
            (false, false) => format!("{} {description}", labels.join(" ")),
        }
    }

    /// What the page says, where the description does not have it.
    fn notes(&self, description: &str) -> Vec<String> {
        let missing = self.labelled().filter(|(_, note)| !letters(description).contains(&letters(note)));
        missing.map(|(_, note)| as_sentence(note)).collect()
    }
}

/// A text without its marks and spaces.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Words of a page as a sentence of their own.
fn as_sentence(words: &str) -> String {
    let (first, rest) = words.split_at(words.chars().next().map_or(0, char::len_utf8));
    let stop = if words.ends_with(['.', '!', '?', ':']) { "" } else { "." };
    format!("{}{stop}", escape_around_code(&format!("{}{rest}", first.to_uppercase())))
}

/// What the user's settings say otherwise than the page. Nothing where they do not.
fn overridden_words(overridden: &[String]) -> Option<String> {
    let items: Vec<String> = overridden.iter().map(|item| format!("- {item}")).collect();
    (!items.is_empty()).then(|| format!("# Overrides\n\nNot as the page says:\n\n{}", items.join("\n")))
}

/// `Clouds: the global service, US Government L4.` Nothing where the page does not say.
fn clouds_line(clouds: &[Cloud]) -> Option<String> {
    let name = |cloud: &Cloud| match cloud {
        Cloud::Global => "the global service",
        Cloud::UsGovernment => "US Government L4",
        Cloud::UsGovernmentDod => "US Government L5 (DOD)",
        Cloud::China => "China (21Vianet)",
    };
    let names: Vec<&str> = clouds.iter().map(name).collect();
    (!names.is_empty()).then(|| format!("Clouds: {}.", names.join(", ")))
}

/// The doc comment of the constant for a property.
pub(super) fn constant_docs(property: &Property) -> Vec<String> {
    let name = code(&property.wire_name);
    let on_select = if property.query.is_only_on_select { " Returned only on `$select`." } else { "" };
    vec![format!("{name}, for queries.{on_select}")]
}

fn query_words(options: &QueryOptions) -> String {
    match options {
        QueryOptions::NotSaid => "The page does not say which OData query options it takes.".to_owned(),
        QueryOptions::Unsupported => "The page says that it takes no OData query options.".to_owned(),
        QueryOptions::Any => "The page says that it takes OData query options.".to_owned(),
        QueryOptions::AnyOf(options) => {
            options.iter().map(|option| code(option.wire_name())).collect::<Vec<_>>().join(", ")
        }
    }
}

/// The page's words, or the name where it has none.
fn described(description: &str, summary: &str, name: &str) -> String {
    let words = [description.trim(), summary.trim()].into_iter().find(|words| !words.is_empty());
    words.map_or_else(|| code(name), str::to_owned)
}

/// What a page writes, as code on one line.
fn code(written: &str) -> String {
    format!("`{}`", clean(written).replace('`', "'"))
}

fn place_name(parameter: &Parameter) -> &'static str {
    match parameter.place {
        ParameterPlace::Header => "header",
        ParameterPlace::Query => "query parameter",
    }
}

fn permission_table(permissions: &Permissions) -> String {
    let mut rows =
        vec!["| Token | Permissions, from least to most privileged |".to_owned(), "| --- | --- |".to_owned()];
    let kinds = [
        ("Delegated (work or school account)", &permissions.delegated_work),
        ("Delegated (personal account)", &permissions.delegated_personal),
        ("Application", &permissions.application),
    ];
    for (label, access) in kinds {
        match access {
            Access::ByCase(cases) => {
                rows.push(format!("| {label} | |"));
                rows.extend(
                    cases.iter().map(|case| format!("| – {} | {} |", escape(&case.case), access_words(&case.access))),
                );
            }
            access => rows.push(format!("| {label} | {} |", access_words(access))),
        }
    }
    rows.join("\n")
}

fn escape(words: &str) -> String {
    let is_mark = |c: char| matches!(c, '[' | ']' | '<' | '>' | '*' | '`' | '_' | '~' | '|' | '\\');
    clean(words).chars().flat_map(|c| is_mark(c).then_some('\\').into_iter().chain(std::iter::once(c))).collect()
}

/// Words in which backticks are around code.
fn escape_around_code(words: &str) -> String {
    let is_paired = !words.contains("``") && words.matches('`').count().is_multiple_of(2);
    if !is_paired {
        return escape(words);
    }
    let parts = words.split('`').enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { code(part) } else { escape(part) }).collect()
}

fn access_words(access: &Access) -> String {
    match access {
        Access::NotSaid => "not said".to_owned(),
        Access::Unsupported => "not supported".to_owned(),
        Access::NoneNeeded => "none needed".to_owned(),
        Access::AnyOf(alternatives) => {
            let words = alternatives
                .iter()
                .map(|scopes| scopes.iter().map(|scope| format!("`{scope}`")).collect::<Vec<_>>().join(" and "));
            words.collect::<Vec<_>>().join(", ")
        }
        Access::ByCase(cases) => {
            let words = cases.iter().map(|case| format!("{}: {}", escape(&case.case), access_words(&case.access)));
            words.collect::<Vec<_>>().join("; ")
        }
    }
}

/// Breaks prose into lines; code, tables and what has no spaces stay as they are.
fn wrap(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<String> = None;
    for line in text.trim().lines() {
        let line = line.trim_end();
        let mark: String = line.trim_start_matches([' ', '>']).chars().take_while(|&c| c == '`').collect();
        let is_mark = mark.len() >= 3;
        match &fence {
            Some(open) => {
                if is_mark && *open == mark {
                    fence = None;
                }
                lines.push(line.to_owned());
            }
            None if is_mark => {
                fence = Some(mark);
                lines.push(line.to_owned());
            }
            None if line.is_empty() && lines.last().is_some_and(String::is_empty) => {}
            None if line.trim_start_matches([' ', '>']).starts_with('|') => lines.push(line.to_owned()),
            None => wrap_line(line, &mut lines),
        }
    }
    lines
}

/// Lines after the first begin as Markdown wants it: below the words of a list item, behind the mark of a quote.
fn wrap_line(line: &str, lines: &mut Vec<String>) {
    let content = line.trim_start_matches([' ', '>']);
    let prefix = line.get(..line.len() - content.len()).unwrap_or_default();
    let number = content.chars().take_while(char::is_ascii_digit).count();
    let hang = match content.get(number..) {
        _ if content.starts_with("- ") => 2,
        Some(rest) if number > 0 && rest.starts_with(". ") => number + 2,
        _ => 0,
    };
    let hanging = format!("{prefix}{}", " ".repeat(hang));
    // No line ends behind the mark of an item: the item would be empty.
    let (mark, content) = content.split_at(hang);
    let mut current = format!("{prefix}{mark}");
    let mut width = current.len();
    let mut is_fresh = true;
    for word in split_words(content) {
        let word_width = word.chars().count();
        if !is_fresh && width + 1 + word_width > WIDTH && !starts_block(word) {
            lines.push(std::mem::replace(&mut current, hanging.clone()));
            width = hanging.len();
            is_fresh = true;
        }
        if !is_fresh {
            current.push(' ');
            width += 1;
        }
        current.push_str(word);
        width += word_width;
        is_fresh = false;
    }
    lines.push(current.trim_end().to_owned());
}

/// Splits at the spaces outside of code, so that no code is broken. Code ends at as many backticks as it begins with.
fn split_words(content: &str) -> impl Iterator<Item = &str> {
    let mut open = None;
    let mut run = 0;
    let mut is_escaped = false;
    let is_break = move |c: char| {
        if c == '`' && !(is_escaped && open.is_none()) {
            run += 1;
        } else if run > 0 {
            open = match open {
                None => Some(run),
                Some(mark) if mark == run => None,
                open => open,
            };
            run = 0;
        }
        is_escaped = c == '\\' && !is_escaped;
        c == ' ' && open.is_none()
    };
    content.split(is_break).filter(|word| !word.is_empty())
}

/// Whether a word at the start of a line would be read as a mark.
fn starts_block(word: &str) -> bool {
    let digits = word.trim_end_matches(['.', ')']);
    word.starts_with(['-', '+', '#', '>', '|', '='])
        || (digits.len() < word.len() && digits.chars().all(|c| c.is_ascii_digit()))
}
