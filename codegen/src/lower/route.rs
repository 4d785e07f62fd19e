//! The routes of a page, as written, in; named routes out, and those that no constructor is made for.

use std::collections::HashMap;

use super::parameter::Descriptions;
use super::remark::Remarks;
use super::template::{self, Group, Template, TemplateFault, Values, is_host, is_version, lower_template};
use super::word::{TakenNames, singular_name, snake_name, unraw};
use super::{Context, parameter};
use crate::api;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::page::dialect::Placeholders;
use crate::page::{self, HttpMessage, Page, RouteFault};

/// The routes of an operation.
#[derive(Debug, Default)]
pub(super) struct Routes {
    pub(super) callable: Vec<api::Route>,
    pub(super) unused: Vec<api::UnusedRoute>,
    pub(super) default: usize,
    /// Query parameters that the page puts in brackets behind a route.
    pub(super) optional_query: Vec<String>,
}

pub(super) fn lower_routes(
    page: &Page<'_>,
    remarks: &Remarks,
    context: &Context<'_>,
    diagnostics: &mut Diagnostics,
) -> Routes {
    let types = parameter::function_types(page);
    let descriptions = Descriptions::of(page);
    let mut known: HashMap<(&str, String), usize> = HashMap::new();
    let mut routes = Routes::default();
    let mut templates: Vec<Template> = Vec::new();
    for written in &page.routes {
        let sample_keys = written.annotation.as_ref().map_or(&[][..], |annotation| &annotation.sample_keys);
        let unused = |reason: &str| api::UnusedRoute {
            method: written.method.clone(),
            written: written.template.clone(),
            reason: reason.to_owned(),
            place: context.place(written.span),
        };
        let values = Values { sample_keys, types: &types, placeholders: page.dialect.placeholders };
        match lower_template(&written.template, values) {
            Err(fault) => routes.unused.push(unused(report_fault(written, &fault, diagnostics))),
            Ok(template) if written.is_example && template.arguments.is_empty() => {
                routes.unused.push(unused("it is a sample of a call"));
            }
            Ok(template) => {
                report_form(written, &template, page.dialect.placeholders, diagnostics);
                routes.optional_query.extend(template.optional_query.iter().cloned());
                let same = known.get(&(written.method.as_str(), template.text.clone()));
                match same.and_then(|at| routes.callable.get(*at)) {
                    Some(first) => routes.unused.push(unused(report_repeated(written, &template, first, diagnostics))),
                    None => {
                        known.insert((&written.method, template.text.clone()), routes.callable.len());
                        routes.callable.push(lower_route(written, &template, remarks, &descriptions, context));
                        templates.push(template);
                    }
                }
            }
        }
    }
    name_routes(&mut routes.callable, &templates);
    routes.optional_query.sort_unstable();
    routes.optional_query.dedup();
    routes.default = routes.callable.iter().position(|route| route.deprecated.is_none()).unwrap_or(0);
    report_missing(page, &routes, diagnostics);
    routes
}

fn lower_route(
    written: &page::Route,
    template: &Template,
    remarks: &Remarks,
    descriptions: &Descriptions<'_, '_>,
    context: &Context<'_>,
) -> api::Route {
    let mut arguments = template.arguments.clone();
    for argument in &mut arguments {
        argument.docs = descriptions.docs(argument);
    }
    let is_below = |prefix: &str| {
        template
            .text
            .strip_prefix(prefix.trim_end_matches('/'))
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let deprecated = remarks.deprecated_paths.iter().find(|(prefix, _)| is_below(prefix)).map(|(_, note)| note.clone());
    api::Route {
        method: written.method.clone(),
        written: written.template.clone(),
        template: template.text.clone(),
        name: String::new(),
        arguments,
        deprecated,
        place: context.place(written.span),
    }
}

/// The URL before the version and the version itself: of the first absolute route, or of the first example.
pub(super) fn find_base_url(page: &Page<'_>) -> Option<String> {
    let in_routes = page.routes.iter().find_map(|route| template::base_url_of(&route.template));
    in_routes.or_else(|| page.examples.iter().find_map(|example| base_url_of(&example.message)))
}

fn base_url_of(message: &HttpMessage) -> Option<String> {
    let HttpMessage::Request { target, .. } = message else { return None };
    let rest = target.strip_prefix("https://").or_else(|| target.strip_prefix("http://"))?;
    let mut parts = rest.split(['/', '?']);
    let host = parts.next().filter(|host| is_host(host))?;
    let version = parts.next().filter(|version| is_version(version))?;
    Some(format!("https://{host}/{version}"))
}

fn report_repeated(
    written: &page::Route,
    template: &Template,
    first: &api::Route,
    diagnostics: &mut Diagnostics,
) -> &'static str {
    // Two versions of one route, in pivots, are one route.
    if template.base_url.is_none() {
        diagnostics.push(
            Diagnostic::new(
                Code::RouteRepeated,
                written.span,
                format!("the route `{} {}` stands twice", written.method, written.template),
            )
            .help(format!("take it out here, or in line {}", first.place.line)),
        );
    }
    "it repeats another"
}

/// Routes that are not written as `METHOD /path`:
/// ```text
/// GET policies/tokenLifetimePolicies
/// DELETE/identity/userFlows/{id}
/// PATCH /teams/(team-id)/channels
/// ```
fn report_form(written: &page::Route, template: &Template, placeholders: Placeholders, diagnostics: &mut Diagnostics) {
    let (what, help) = if written.fault == Some(RouteFault::NoSpace) {
        ("no space stands between the method and the route", format!("write `{} {}`", written.method, written.template))
    } else if template.has_parenthesized {
        (
            "a placeholder stands in parentheses",
            format!("write it in braces, such as `{}`", placeholders.show("team-id")),
        )
    } else if !template.is_rooted && template.base_url.is_none() {
        let path = written.template.trim_start_matches(['~', '/']);
        ("the route does not begin with `/`", format!("write `{} /{path}`", written.method))
    } else {
        return;
    };
    diagnostics.push(Diagnostic::new(Code::RouteForm, written.span, what).help(help));
}

/// Routes that cannot be called:
/// ```text
/// GET /me/mailFolders/{id}/childFolders/{id}/.../messages
/// GET /range(address='<address>'/entireRow
/// ```
fn report_fault(written: &page::Route, fault: &TemplateFault, diagnostics: &mut Diagnostics) -> &'static str {
    let route = format!("{} {}", written.method, written.template);
    let (code, reason, help) = match fault {
        TemplateFault::Elided => {
            (Code::RouteElided, "it leaves a part out", "write the route in full; until then it is left out")
        }
        TemplateFault::Broken(reason) => {
            (Code::RouteBroken, *reason, "mend the line; until then the route is left out")
        }
    };
    let message = format!("the route `{route}` cannot be called as written: {reason}");
    diagnostics.push(Diagnostic::new(code, written.span, message).help(help));
    reason
}

fn report_missing(page: &Page<'_>, routes: &Routes, diagnostics: &mut Diagnostics) {
    if !routes.callable.is_empty() {
        return;
    }
    let what = match routes.unused.is_empty() {
        true => "the page has no route",
        false => "none of the page's routes can be called",
    };
    diagnostics.push(Diagnostic::new(Code::RouteMissing, page.title_span(), what).help(format!(
        "give it an `{}` section with a fence of lines such as `GET /users/{}`",
        page.dialect.headings.http_request.first(),
        page.dialect.placeholders.show("id")
    )));
}

/// Names each route after what stands before its last literal, which the routes of a page mostly share: `/me/events` is
/// `me`, `/users/{id}/calendar/events` is `user_calendar`. The name of a route depends on no other route, unless two would
/// have the same one; then the later gets a longer name.
fn name_routes(routes: &mut [api::Route], templates: &[Template]) {
    let mut taken = TakenNames::of(["new"]);
    for (route, template) in routes.iter_mut().zip(templates) {
        let mut names = LENGTHS.iter().filter_map(|length| candidate_name(*length, route, template));
        let free = names.find(|name| !taken.has(name));
        let name = free.or_else(|| candidate_name(Length::WithMethod, route, template)).unwrap_or_default();
        route.name = taken.take(&name, "_");
    }
}

/// How much of a route its name tells.
#[derive(Clone, Copy)]
enum Length {
    /// What stands before the last literal.
    Short,
    /// The same, and the values of the path.
    WithValues,
    /// All literals of the path.
    Full,
    /// The same, and the names in the query.
    WithQuery,
    /// All literals of the path, and the method.
    WithMethod,
}

const LENGTHS: [Length; 5] = [Length::Short, Length::WithValues, Length::Full, Length::WithQuery, Length::WithMethod];

fn candidate_name(length: Length, route: &api::Route, template: &Template) -> Option<String> {
    let method = || route.method.to_lowercase();
    let short = || match template.groups.as_slice() {
        [] => method(),
        [only] => group_name(only),
        [before @ .., _] => join_groups(before),
    };
    let full = || join_groups(&template.groups);
    let name = match length {
        Length::Short => short(),
        Length::WithValues => format!("{}_by_{}", short(), path_values(route)?),
        Length::Full => full(),
        Length::WithQuery => format!("{}_with_{}", full(), query_names(&template.text)?),
        Length::WithMethod => format!("{}_{}", method(), full()),
    };
    Some(snake_name(&name))
}

fn path_values(route: &api::Route) -> Option<String> {
    let in_path = route.arguments.iter().filter(|argument| argument.encoding != api::Encoding::Query);
    let names: Vec<&str> = in_path.map(|argument| unraw(&argument.name)).collect();
    (!names.is_empty()).then(|| names.join("_and_"))
}

fn query_names(template: &str) -> Option<String> {
    let (_, query) = template.split_once('?')?;
    let names = query.split('&').filter_map(|pair| pair.split('=').next());
    Some(names.map(|name| unraw(&snake_name(name)).to_owned()).collect::<Vec<_>>().join("_and_"))
}

fn join_groups(groups: &[Group]) -> String {
    groups.iter().map(group_name).collect::<Vec<_>>().join("_")
}

fn group_name(group: &Group) -> String {
    if group.has_value { singular_name(&group.name) } else { group.name.clone() }
}
