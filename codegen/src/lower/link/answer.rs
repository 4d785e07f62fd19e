//! What a page says of a successful response in; the shape of the JSON that it carries out.

use serde_json::Value;

use super::known::{Form, KnownTypes};
use super::made::{Maker, primitive_kind};
use super::message::MessageContext;
use crate::api::{Content, Origin, Primitive, Response, Shape, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::lower::draft::PropertyDraft;
use crate::lower::message::{Annotated, Said};
use crate::lower::reference::Reference;

/// What a shape is made with, and where faults go.
pub(super) type Making<'m, 'a> = (&'m mut Maker<'a>, &'m mut Diagnostics);

/// The type of an answer, and whether the page's words speak of a collection of it.
struct Choice {
    kind: TypeKind,
    is_collection: bool,
}

/// The id of the type that a response carries one value of.
pub(super) fn answered_type(response: &Response) -> Option<String> {
    match &response.content {
        Content::Json(Shape::Plain(Type { kind: TypeKind::Named(id), is_collection: false })) => Some(id.clone()),
        _ => None,
    }
}

/// The shape of a response. The section is trusted more than the annotation, and the annotation more than the example;
/// but whether there is a collection is what the example shows.
pub(super) fn answer_shape(
    context: &MessageContext<'_>,
    status: u16,
    rows: &[PropertyDraft],
    making: Making<'_, '_>,
) -> Shape {
    let said = &context.message.response;
    let of_status = || said.shown.iter().filter(|shown| shown.status == Some(status));
    // Without an example of its own, a status carries what others do.
    let has_own = of_status().next().is_some();
    let shown: Vec<&Value> =
        said.shown.iter().filter(|shown| !has_own || shown.status == Some(status)).map(|shown| &shown.json).collect();
    let (maker, diagnostics) = making;
    let choice = choose(context, said, (&shown, status), diagnostics);
    let own = own_kind(context, choice.as_ref(), rows, maker);
    let choice = own.or(choice).or_else(|| guess(context, &shown, maker));
    choice.map_or(Shape::Any, |choice| form(context.known, choice, &shown))
}

/// The type of the section's own table, unless it lists properties of the type that the page names.
fn own_kind(
    context: &MessageContext<'_>,
    choice: Option<&Choice>,
    rows: &[PropertyDraft],
    maker: &mut Maker<'_>,
) -> Option<Choice> {
    let is_envelope = |name: &str| name.starts_with('@') || name == "value";
    let rows: Vec<PropertyDraft> = rows.iter().filter(|row| !is_envelope(&row.property.wire_name)).cloned().collect();
    let lists_known = match choice.map(|choice| &choice.kind) {
        Some(TypeKind::Named(id)) => context.known.fit_rows(id, &rows) >= 0.5,
        Some(_) => true,
        None => false,
    };
    if rows.is_empty() || lists_known || (choice.is_some() && rows.len() < 2) {
        return None;
    }
    let kind = maker.make(&[], Origin::Response, rows);
    Some(Choice { kind, is_collection: false })
}

fn choose(
    context: &MessageContext<'_>,
    said: &Said,
    (shown, status): (&[&Value], u16),
    diagnostics: &mut Diagnostics,
) -> Option<Choice> {
    if let Some(primitive) = shown_primitive(said, shown) {
        return Some(Choice { kind: primitive, is_collection: said.is_collection });
    }
    let section = context.section(said);
    let is_own = |annotated: &&Annotated| annotated.status == Some(status);
    let has_own = said.annotated.iter().any(|annotated| is_own(&annotated));
    let annotated = said.annotated.iter().filter(|annotated| !has_own || is_own(annotated));
    let annotated: Vec<(&Annotated, String)> = annotated
        .filter_map(|annotated| Some((annotated, context.find(&Reference::by_name(&annotated.name))?)))
        .collect();
    let named = |(id, is_collection): &(String, bool)| Choice {
        kind: TypeKind::Named(id.clone()),
        is_collection: *is_collection,
    };
    let Some((annotation, annotated)) = annotated.first() else {
        return section_choice(context, &section, shown).map(named).or_else(|| said_primitive(said, shown));
    };
    let of_annotation = || Choice { kind: TypeKind::Named(annotated.clone()), is_collection: annotation.is_collection };
    let related = section.iter().find(|(id, _)| id == annotated);
    let related = related.or_else(|| section.iter().find(|(id, _)| context.known.is_related(id, annotated)));
    if let Some((id, is_collection)) = related {
        let taken = fitting(context.known, id, annotated, shown);
        return Some(named(&(taken.clone(), *is_collection || annotation.is_collection)));
    }
    let Some(first) = section_choice(context, &section, shown) else { return Some(of_annotation()) };
    let fit = |id: &str| context.known.fit(id, shown).unwrap_or_default();
    let is_wrong = fit(&first.0) < 0.5 && fit(annotated) > fit(&first.0) || fit(annotated) - fit(&first.0) > 0.25;
    let taken = if is_wrong { annotated } else { &first.0 };
    report_difference(&first.0, annotated, (annotation, taken), diagnostics);
    if is_wrong { Some(of_annotation()) } else { Some(named(first)) }
}

/// The first type of a section that fits what is shown, or the first one.
fn section_choice<'s>(
    context: &MessageContext<'_>,
    section: &'s [(String, bool)],
    shown: &[&Value],
) -> Option<&'s (String, bool)> {
    let fits = |(id, _): &&(String, bool)| context.known.fit(id, shown).is_none_or(|fit| fit >= 0.5);
    section.iter().find(fits).or(section.first())
}

/// Of a type and one that it derives from, the one that the example fits better; the section's where both do.
fn fitting<'s>(known: &KnownTypes, section: &'s String, annotated: &'s String, shown: &[&Value]) -> &'s String {
    let fit = |id: &str| known.fit(id, shown).unwrap_or_default();
    if fit(annotated) > fit(section) { annotated } else { section }
}

/// A value of no structure: `{"value": true}`, `{"value": ["a"]}`, `5`.
fn shown_primitive(said: &Said, shown: &[&Value]) -> Option<TypeKind> {
    let values: Vec<&Value> = shown.iter().copied().map(unwrap).collect();
    let items: Vec<&Value> = values
        .iter()
        .flat_map(|value| match value {
            Value::Array(items) => items.iter().collect::<Vec<_>>(),
            value => vec![*value],
        })
        .collect();
    let is_bare = !items.is_empty() && items.iter().all(|item| !item.is_object() && !item.is_array());
    if !is_bare || items.iter().all(|item| item.is_null()) {
        return None;
    }
    let inferred = primitive_kind(&items);
    let annotated = said.annotated.iter().find_map(|annotated| annotated.primitive);
    let fits = |primitive: &Primitive| is_written_as(*primitive, &inferred);
    let told = said.primitive.filter(fits).or(annotated.filter(fits));
    Some(told.map_or(inferred, TypeKind::Primitive))
}

/// Whether values of a primitive type look like those of an inferred one.
fn is_written_as(primitive: Primitive, inferred: &TypeKind) -> bool {
    use Primitive::{Boolean, Byte, Decimal, Double, Int16, Int32, Int64, Json, SByte, Single, String};
    match inferred {
        TypeKind::Primitive(Boolean) => primitive == Boolean,
        TypeKind::Primitive(Int32 | Int64) => {
            matches!(primitive, Int32 | Int64 | Int16 | Byte | SByte | Double | Single | Decimal)
        }
        TypeKind::Primitive(Double) => matches!(primitive, Double | Single | Decimal),
        TypeKind::Primitive(String) => {
            !matches!(primitive, Boolean | Int32 | Int16 | Byte | SByte | Json | Double | Single | Int64)
        }
        _ => primitive == Json,
    }
}

/// `{"value": x}` as `x`.
fn unwrap(json: &Value) -> &Value {
    match Form::of(json) {
        Form::Page | Form::Wrapped => json.get("value").unwrap_or(json),
        _ => json,
    }
}

/// "a Boolean value", where no example shows otherwise.
fn said_primitive(said: &Said, shown: &[&Value]) -> Option<Choice> {
    let is_shown = shown.iter().any(|json| !matches!(unwrap(json), Value::Array(items) if items.is_empty()));
    let annotated = said.annotated.iter().find_map(|annotated| annotated.primitive);
    let primitive = said.primitive.or(annotated).filter(|_| !is_shown)?;
    let is_collection = said.is_collection || said.annotated.iter().any(|annotated| annotated.is_collection);
    Some(Choice { kind: TypeKind::Primitive(primitive), is_collection })
}

/// Where the page names no type that is known: the type that it is about, if the example fits, or one as the example shows.
fn guess(context: &MessageContext<'_>, shown: &[&Value], maker: &mut Maker<'_>) -> Option<Choice> {
    let said = &context.message.response;
    let subjects = context.subjects();
    let is_object = said.is_collection || !shown.is_empty();
    let fits = |id: &&String| context.known.fit(id, shown).map_or(is_object, |fit| fit >= 0.8);
    if let Some(id) = subjects.iter().find(fits) {
        return Some(Choice { kind: TypeKind::Named(id.clone()), is_collection: said.is_collection });
    }
    let objects: Vec<&Value> = shown
        .iter()
        .flat_map(|json| match unwrap(json) {
            Value::Array(items) => items.iter().collect::<Vec<_>>(),
            value => vec![value],
        })
        .filter(|value| value.is_object())
        .collect();
    if objects.is_empty() {
        let annotated = said.annotated.first().map(|annotated| TypeKind::Unknown(annotated.name.clone()));
        let kind = annotated.filter(|_| shown.is_empty()).or_else(|| context.linked(said))?;
        let is_collection = said.is_collection || said.annotated.iter().any(|annotated| annotated.is_collection);
        return Some(Choice { kind, is_collection });
    }
    Some(Choice { kind: maker.infer(&[], &objects), is_collection: said.is_collection })
}

/// What stands around the type: what most examples show, or what the words say.
fn form(known: &KnownTypes, choice: Choice, shown: &[&Value]) -> Shape {
    let Choice { kind, is_collection } = choice;
    let shapes: Vec<Shape> = shown.iter().filter_map(|json| shape_of(known, &kind, json)).collect();
    let count = |shape: &Shape| shapes.iter().filter(|other| *other == shape).count();
    let most = shapes.iter().rev().max_by_key(|shape| count(shape)).cloned();
    most.unwrap_or(match (is_collection, &kind) {
        (true, _) => Shape::Page(kind),
        (false, TypeKind::Primitive(Primitive::Json) | TypeKind::Named(_) | TypeKind::Unknown(_)) => {
            Shape::Plain(Type::one(kind))
        }
        (false, TypeKind::Primitive(_)) => Shape::Wrapped(Type::one(kind)),
    })
}

fn shape_of(known: &KnownTypes, kind: &TypeKind, json: &Value) -> Option<Shape> {
    let holds_value = matches!(kind, TypeKind::Named(id) if known.holds_value(id, json));
    Some(match Form::of(json) {
        Form::Array => Shape::Plain(Type::many(kind.clone())),
        Form::Page if !holds_value => Shape::Page(kind.clone()),
        Form::Wrapped if !holds_value => Shape::Wrapped(Type::one(kind.clone())),
        Form::Bare if json.is_null() => return None,
        _ => Shape::Plain(Type::one(kind.clone())),
    })
}

/// ```text
/// If successful, this method returns a [group](group.md) object.
/// <!-- { "blockType": "response", "@odata.type": "microsoft.graph.user" } -->
/// ```
fn report_difference(
    section: &str,
    annotated: &str,
    (annotation, taken): (&Annotated, &str),
    diagnostics: &mut Diagnostics,
) {
    let what = format!("the response section names `{section}`, the example's annotation `{annotated}`");
    diagnostics.push(
        Diagnostic::new(Code::AnswerDiffers, annotation.span.slice(0, 0), what)
            .help(format!("mend the one that is wrong; `{taken}` is taken")),
    );
}
