//! The words of an operation in; doc attributes out, each one line, so that no text can end its comment.

use proc_macro2::TokenStream;
use quote::quote;

use crate::api::{Access, Operation, Parameter, ParameterPlace, Permissions, RequestBody, Route};
use crate::lower::clean;
use crate::lower::word::unraw;

/// How long a line of prose gets.
const WIDTH: usize = 100;

/// Lines as `#[doc = ".."]` attributes.
pub(crate) fn doc_attributes(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|line| match line.is_empty() {
        true => String::new(),
        false => format!(" {line}"),
    });
    quote!(#(#[doc = #lines])*)
}

/// The doc comment of an endpoint.
pub(crate) fn endpoint_docs(operation: &Operation) -> Vec<String> {
    let mut parts = Vec::new();
    let description = operation.description.trim();
    parts.push(if description.is_empty() { operation.summary.clone() } else { description.to_owned() });
    let notes = [("Deprecated", &operation.deprecated), ("Preview", &operation.preview)];
    for (label, note) in notes {
        if let Some(note) = note.as_ref().filter(|note| !description.contains(note.as_str())) {
            parts.push(format!("**{label}:** {}", escape_around_code(note)));
        }
    }
    parts.push(format!("# Permissions\n\n{}", permission_table(&operation.permissions)));
    if !operation.request_docs.is_empty() && operation.request_body != RequestBody::None {
        parts.push(format!("# Request body\n\n{}", operation.request_docs));
    }
    if !operation.response_docs.is_empty() {
        parts.push(format!("# Response\n\n{}", operation.response_docs));
    }
    parts.push(format!("Page: {}", code(&operation.page)));
    wrap(&parts.join("\n\n"))
}

/// The doc comment of a constructor.
pub(crate) fn route_docs(operation: &Operation, route: &Route) -> Vec<String> {
    let mut parts = vec![code(&format!("{} {}", route.method, route.written))];
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
    wrap(&parts.join("\n\n"))
}

/// The doc comment of a client's method.
pub(crate) fn method_docs(operation: &Operation, route: &Route) -> Vec<String> {
    let call = format!("{}, see [`{}`].", code(&format!("{} {}", route.method, route.written)), operation.name);
    wrap(&[operation.summary.clone(), call].join("\n\n"))
}

/// The doc comment of a setter.
pub(crate) fn parameter_docs(parameter: &Parameter) -> Vec<String> {
    let wire = match &parameter.preference {
        Some(preference) => format!("{}: {preference}", parameter.wire_name),
        None => parameter.wire_name.clone(),
    };
    let first = format!("Sets the `{wire}` {}.", place_name(parameter));
    wrap(&[first, parameter.docs.clone()].join("\n\n"))
}

/// The doc comment of a module.
pub(crate) fn module_docs(operations: &[&Operation]) -> Vec<String> {
    let pages = operations.iter().map(|operation| code(&operation.page)).collect::<Vec<_>>().join(", ");
    wrap(&format!("Endpoints from {pages}."))
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
    let mut current = prefix.to_owned();
    let mut width = prefix.len();
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
    lines.push(current);
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
