//! A page's operation and an override of it in; the operation as the user says it is out.

use super::{Amend, Amended, Unfit, append_reason, not_there, rust_name, stale, taken};
use crate::api::{self, Access, Primitive};
use crate::lower::markdown;
use crate::lower::permission::access_of_words;
use crate::lower::word::snake_name;
use crate::page::dialect::Dialect;
use crate::settings::{Added, Amendment, Change, OverriddenPlace, OverriddenToken, Subject};

pub(super) fn amend_operation(operation: &mut api::Operation, amendment: &Amendment, amend: &Amend<'_>) -> Amended {
    match &amendment.subject {
        Subject::Route { method, template } => {
            let routes = &mut operation.routes;
            let found = routes.iter().position(|route| route.method == *method && route.written.trim() == template);
            match (found, &amendment.change) {
                (Some(at), Change::Rename(name)) => rename_route(operation, at, name),
                _ => stale("no such route of the page can be called"),
            }
        }
        Subject::Parameter(name) => amend_parameter(operation, name, amendment, amend.dialect),
        Subject::Permission(kind) => match &amendment.change {
            Change::Set { words, was } => set_access(
                operation,
                *kind,
                &Wanted { words, was: was.as_deref() },
                (amend.place(amendment), amend.dialect),
            ),
            _ => Ok(()),
        },
        Subject::Status(status) => amend_status(operation, *status, &amendment.change),
        _ => Ok(()),
    }
}

fn rename_route(operation: &mut api::Operation, at: usize, name: &str) -> Amended {
    let name = rust_name(name)?;
    let arguments = operation.parameters.iter().map(|parameter| &parameter.name);
    let others = operation.routes.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, route)| &route.name);
    if name == "new" || arguments.chain(others).any(|other| *other == name) {
        return Err(taken(&name));
    }
    if let Some(route) = operation.routes.get_mut(at) {
        route.name = name;
    }
    Ok(())
}

fn amend_parameter(operation: &mut api::Operation, name: &str, amendment: &Amendment, dialect: &Dialect) -> Amended {
    let found = operation.parameters.iter().position(|parameter| parameter.wire_name.eq_ignore_ascii_case(name));
    if let Change::Add(added) = &amendment.change {
        return match found {
            Some(_) => stale("the page has the parameter now"),
            None => add_parameter(operation, name, added, (&amendment.reason, dialect)),
        };
    }
    let Some(at) = found else { return amend_argument(operation, name, &amendment.change, dialect) };
    if let Change::Drop = &amendment.change {
        operation.parameters.remove(at);
        return Ok(());
    }
    if let Change::Rename(name) = &amendment.change {
        let name = rust_name(name)?;
        if is_taken(operation, &name) {
            return Err(taken(&name));
        }
        if let Some(parameter) = operation.parameters.get_mut(at) {
            parameter.name = name;
        }
        return Ok(());
    }
    let Some(parameter) = operation.parameters.get_mut(at) else { return Ok(()) };
    match &amendment.change {
        Change::Retype { ty, was } => retype(&mut parameter.ty, ty, was.as_deref(), dialect)?,
        Change::Require(is_required) if parameter.is_required == *is_required => return stale("the page says so now"),
        Change::Require(is_required) => parameter.is_required = *is_required,
        _ => {}
    }
    append_reason(&mut parameter.docs, &amendment.reason);
    Ok(())
}

fn add_parameter(
    operation: &mut api::Operation,
    name: &str,
    added: &Added,
    (reason, dialect): (&str, &Dialect),
) -> Amended {
    let ty = added.ty.as_deref().map_or(Ok(Primitive::String), |ty| primitive(ty, dialect))?;
    let rust_name = snake_name(name);
    if is_taken(operation, &rust_name) {
        return Err(taken(&rust_name));
    }
    let mut docs = markdown::render_words(added.description.as_deref().unwrap_or_default());
    append_reason(&mut docs, reason);
    operation.parameters.push(api::Parameter {
        name: rust_name,
        wire_name: name.to_owned(),
        preference: None,
        place: match added.place {
            Some(OverriddenPlace::Header) => api::ParameterPlace::Header,
            Some(OverriddenPlace::Query) | None => api::ParameterPlace::Query,
        },
        row: None,
        ty,
        is_required: added.is_required,
        docs,
    });
    Ok(())
}

/// Whether a function of the operation has the name, or one of its arguments.
fn is_taken(operation: &api::Operation, name: &str) -> bool {
    name == "new" || operation.routes.iter().any(|route| route.name == name) || is_argument(operation, name)
}

fn is_argument(operation: &api::Operation, name: &str) -> bool {
    let arguments = operation.routes.iter().flat_map(|route| &route.arguments).map(|argument| &argument.name);
    let mut others = operation.parameters.iter().map(|parameter| &parameter.name).chain(arguments);
    name == "body" || others.any(|other| other == name)
}

/// The arguments of routes, by the name on the page.
fn amend_argument(operation: &mut api::Operation, name: &str, change: &Change, dialect: &Dialect) -> Amended {
    let is_named = |argument: &api::Argument| argument.written == name || argument.name == name;
    let arguments = operation.routes.iter().flat_map(|route| &route.arguments);
    if !arguments.clone().any(is_named) {
        let others = operation.parameters.iter().map(|parameter| parameter.wire_name.as_str());
        return not_there("parameter", name, arguments.map(|argument| argument.written.as_str()).chain(others));
    }
    match change {
        Change::Rename(wanted) => {
            let wanted = rust_name(wanted)?;
            if is_argument(operation, &wanted) {
                return Err(taken(&wanted));
            }
            operation.routes.iter_mut().for_each(|route| rename_arguments(route, &is_named, &wanted));
            Ok(())
        }
        Change::Retype { ty, was } => {
            for route in &mut operation.routes {
                for argument in route.arguments.iter_mut().filter(|argument| is_named(argument)) {
                    retype(&mut argument.ty, ty, was.as_deref(), dialect)?;
                }
            }
            Ok(())
        }
        _ => Err(Unfit::Wrong(
            format!("`{name}` is an argument of a route, which every call has"),
            "override the route to change its arguments",
        )),
    }
}

fn rename_arguments(route: &mut api::Route, is_named: &dyn Fn(&api::Argument) -> bool, wanted: &str) {
    for argument in route.arguments.iter_mut().filter(|argument| is_named(argument)) {
        for mark in ["", "+"] {
            let old = format!("{{{mark}{}}}", argument.name);
            route.template = route.template.replace(&old, &format!("{{{mark}{wanted}}}"));
        }
        wanted.clone_into(&mut argument.name);
    }
}

fn primitive(words: &str, dialect: &Dialect) -> Result<Primitive, Unfit> {
    dialect.primitive_of(words.trim()).ok_or_else(|| {
        let what = format!("`{words}` is no type that a parameter can have");
        Unfit::Wrong(what, "write a primitive type, such as `String`, `Int32` or `DateTimeOffset`")
    })
}

fn retype(ty: &mut Primitive, wanted: &str, was: Option<&str>, dialect: &Dialect) -> Amended {
    let wanted = primitive(wanted, dialect)?;
    if *ty == wanted {
        return stale("the page says so now");
    }
    if let Some(was) = was
        && primitive(was, dialect)? != *ty
    {
        return stale(format!("the page says `{}` now", ty.edm_name()));
    }
    *ty = wanted;
    Ok(())
}

/// Permissions as an override says them.
struct Wanted<'a> {
    words: &'a str,
    was: Option<&'a str>,
}

fn set_access(
    operation: &mut api::Operation,
    kind: OverriddenToken,
    wanted: &Wanted<'_>,
    (place, dialect): (api::Place, &Dialect),
) -> Amended {
    let permissions = &mut operation.permissions;
    let rows = &mut permissions.rows;
    let (access, row) = match kind {
        OverriddenToken::DelegatedWork => (&mut permissions.delegated_work, &mut rows.delegated_work),
        OverriddenToken::DelegatedPersonal => (&mut permissions.delegated_personal, &mut rows.delegated_personal),
        OverriddenToken::Application => (&mut permissions.application, &mut rows.application),
    };
    let set = read_access(wanted.words, dialect)?;
    if *access == set {
        return stale("the page says so now");
    }
    if let Some(was) = wanted.was
        && read_access(was, dialect)? != *access
    {
        return stale(format!("the page does not say `{was}` any more"));
    }
    *row = Some(place);
    *access = set;
    Ok(())
}

fn read_access(words: &str, dialect: &Dialect) -> Result<Access, Unfit> {
    if words.trim().trim_end_matches('.').eq_ignore_ascii_case("not said") {
        return Ok(Access::NotSaid);
    }
    access_of_words(words, dialect).ok_or_else(|| {
        let what = format!("`{words}` does not say what permissions are needed");
        Unfit::Wrong(
            what,
            "write it as a cell of a page: `User.Read.All, A and B`, `None` or `Not supported`; or `Not said`",
        )
    })
}

fn amend_status(operation: &mut api::Operation, status: u16, change: &Change) -> Amended {
    let found = operation.responses.iter().position(|response| response.status == status);
    match (change, found) {
        (Change::Add(_), Some(_)) => stale("the page has the status now"),
        (Change::Add(_), None) => {
            let content = if status == 204 { api::Content::None } else { api::Content::NotSaid };
            operation.responses.push(api::Response { status, content });
            Ok(())
        }
        (_, None) => stale("the page does not have the status"),
        (_, Some(at)) => {
            operation.responses.remove(at);
            Ok(())
        }
    }
}
