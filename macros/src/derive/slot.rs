//! What a route takes and the fields that the user has in; which field goes where, and what is wrong with them, out.

use docbind_codegen::api::{Argument, Operation, Parameter, ParameterPlace, Primitive, RequestBody, Route};
use docbind_codegen::{Reference, nearest_name, word};
use quote::ToTokens as _;
use syn::{Ident, Type};

use super::field::{Field, optional_type};
use crate::report::Report;

/// The page that a struct is held against.
pub(crate) struct Page<'a> {
    /// What was read.
    pub(crate) reference: &'a Reference,
    /// Its operation.
    pub(crate) operation: &'a Operation,
    /// The route that is taken.
    pub(crate) route: &'a Route,
}

/// A place in the request.
pub(crate) enum Target<'a> {
    /// A placeholder of the route.
    Argument(&'a Argument),
    /// A header or query parameter.
    Parameter(&'a Parameter),
    /// The body.
    Body,
}

/// A place in the request, and the field that fills it.
pub(crate) struct Slot<'a> {
    /// The place.
    pub(crate) target: Target<'a>,
    /// Whether every request has it.
    pub(crate) is_required: bool,
    /// The user's field, if there is one.
    pub(crate) field: Option<&'a Field<'a>>,
}

impl Target<'_> {
    /// The name that a field has which goes here, without `r#`.
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Argument(argument) => word::unraw(&argument.name),
            Self::Parameter(parameter) => word::unraw(&parameter.name),
            Self::Body => "body",
        }
    }

    /// The type on the page.
    pub(crate) fn primitive(&self) -> Primitive {
        match self {
            Self::Argument(argument) => argument.ty,
            Self::Parameter(parameter) => parameter.ty,
            Self::Body => Primitive::String,
        }
    }
}

/// The fields of a struct, each put where the page has its name. What does not fit goes to the report.
pub(crate) fn fill_slots<'a>(
    page: &Page<'a>,
    fields: &'a [Field<'a>],
    item: &Ident,
    report: &mut Report,
) -> Vec<Slot<'a>> {
    let mut slots = empty_slots(page.operation, page.route);
    let mut strangers = Vec::new();
    for field in fields {
        match slots.iter_mut().find(|slot| slot.takes(field)) {
            Some(Slot { field: Some(first), .. }) => {
                let (again, first, name) = (field.member, first.member, &field.name);
                let what = format!("the field `{again}` would fill `{name}`, which the field `{first}` fills already");
                report.error(field.span, what);
            }
            Some(slot) => slot.field = Some(field),
            None => strangers.push(field),
        }
    }
    let meant: Vec<String> =
        strangers.iter().filter_map(|field| report_stranger(page, &slots, field, report)).collect();
    for slot in slots.iter_mut().filter(|slot| slot.is_required) {
        match (slot.field, slot.field.and_then(|field| optional_type(field.ty))) {
            (Some(field), Some(inner)) => {
                report_optional(field, inner, report);
                slot.field = None;
            }
            (None, _) if !meant.iter().any(|name| name == slot.target.name()) => {
                report_missing(page, slot, item, report);
            }
            _ => {}
        }
    }
    slots
}

/// What a route takes: its arguments, the page's headers and query parameters, and the body.
fn empty_slots<'a>(operation: &'a Operation, route: &'a Route) -> Vec<Slot<'a>> {
    let arguments = route.arguments.iter().map(|argument| (Target::Argument(argument), true));
    let parameters = operation.parameters.iter().map(|parameter| (Target::Parameter(parameter), parameter.is_required));
    let body = match operation.request_body {
        RequestBody::None => None,
        RequestBody::Json(_) | RequestBody::Bytes => Some((Target::Body, true)),
        RequestBody::NotSaid => Some((Target::Body, false)),
    };
    let all = arguments.chain(parameters).chain(body);
    all.map(|(target, is_required)| Slot { target, is_required, field: None }).collect()
}

impl Slot<'_> {
    fn takes(&self, field: &Field<'_>) -> bool {
        match self.target {
            Target::Body => field.is_body || field.name == "body",
            _ => !field.is_body && field.name == self.target.name(),
        }
    }
}

fn report_optional(field: &Field<'_>, inner: &Type, report: &mut Report) {
    let (name, inner) = (&field.name, inner.to_token_stream());
    report.error_at(
        field.ty,
        format!("every request has `{name}`, so it cannot be left out: write `{inner}` without `Option`"),
    );
}

/// A field that the page has no parameter for. Returns the name that was meant, if that is clear.
fn report_stranger(page: &Page<'_>, slots: &[Slot<'_>], field: &Field<'_>, report: &mut Report) -> Option<String> {
    let name = &field.name;
    if field.is_body {
        report.error(field.span, format!("{} takes no body", page.route_words()));
        return None;
    }
    let free = slots.iter().filter(|slot| slot.field.is_none()).map(|slot| slot.target.name());
    let near = nearest_name(name, free);
    let has_it = |route: &&Route| route.arguments.iter().any(|argument| word::unraw(&argument.name) == name);
    let hint = match (page.operation.routes.iter().find(has_it), near) {
        (Some(other), _) => {
            let Route { method, written, name: route, .. } = other;
            format!("it belongs to the route `{method} {written}`: write `route = \"{route}\"` to take that one")
        }
        (None, Some(near)) => format!("did you mean `{near}`?"),
        (None, None) => names_of(slots),
    };
    report.error(field.span, format!("{} has no parameter `{name}`\n{hint}", page.route_words()));
    near.map(str::to_owned)
}

fn names_of(slots: &[Slot<'_>]) -> String {
    let names = slots.iter().map(|slot| match slot.is_required {
        true => format!("`{}`", slot.target.name()),
        false => format!("`{}` (optional)", slot.target.name()),
    });
    let names: Vec<String> = names.collect();
    if names.is_empty() { "it takes no parameters".to_owned() } else { format!("it takes {}", names.join(", ")) }
}

fn report_missing(page: &Page<'_>, slot: &Slot<'_>, item: &Ident, report: &mut Report) {
    let name = slot.target.name();
    let what = match &slot.target {
        Target::Argument(argument) => format!("fills `{{{}}}`", argument.written),
        Target::Parameter(Parameter { wire_name, place: ParameterPlace::Header, .. }) => {
            format!("is the header `{wire_name}`")
        }
        Target::Parameter(Parameter { wire_name, .. }) => format!("is the query parameter `{wire_name}`"),
        Target::Body => "is the body".to_owned(),
    };
    let ty = match &slot.target {
        Target::Body => "docbind::Value",
        target => type_words(target.primitive()),
    };
    let route = page.route_words();
    report.error(item.span(), format!("the field `{name}` is missing: it {what} of {route}\nadd `{name}: {ty}`"));
}

/// A type that a field may have.
fn type_words(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::Boolean => "bool",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::Double => "f64",
        _ => "String",
    }
}

impl Page<'_> {
    /// `DELETE /communications/calls/{id}` (docs/api/call-delete.md:21)
    fn route_words(&self) -> String {
        let Route { method, written, place, .. } = self.route;
        format!("`{method} {written}` ({}:{})", self.reference.sources.display_path(&place.file), place.line)
    }
}
