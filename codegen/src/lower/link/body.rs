//! What a page says of its request body in; the shape of the JSON that it carries out.

use serde_json::Value;

use super::answer::Making;
use super::known::{Form, own_names};
use super::made::{Maker, primitive_kind};
use super::message::{MessageContext, structured};
use crate::api::{Origin, Primitive, Shape, Type, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::lower::draft::PropertyDraft;
use crate::lower::reference::Reference;

/// The name of the property that a reference to another entity is.
const REFERENCE: &str = "@odata.id";

/// The shape of a request body: that of the section's own table, the type that the section names, the one that the page is
/// about, or what the examples show.
pub(super) fn body_shape(
    context: &MessageContext<'_>,
    answers: &[String],
    rows: &[PropertyDraft],
    (maker, diagnostics): Making<'_, '_>,
) -> Shape {
    let said = &context.message.request;
    let shown = structured(&said.shown);
    let is_reference = !shown.is_empty() && shown.iter().all(|json| is_reference(json));
    let shape = if is_reference {
        let listed = rows.iter().find(|row| row.property.wire_name == REFERENCE).cloned();
        let row = listed.unwrap_or_else(|| maker.row(REFERENCE, Type::one(TypeKind::Primitive(Primitive::String))));
        Some(Shape::Plain(Type::one(maker.make(&[], Origin::Request, vec![row]))))
    } else if rows.is_empty() {
        named_type(context, answers, &shown, maker)
    } else {
        Some(table_type(context, answers, (rows, &shown), maker))
    };
    let shape = shape.or_else(|| shown_shape(&shown, maker));
    let shape = shape.or_else(|| Some(Shape::Plain(Type::one(context.linked(said)?))));
    shape.unwrap_or_else(|| {
        let span = context.message.span;
        diagnostics.push(
            Diagnostic::new(Code::BodyUnknown, span, "the page does not tell what the request body holds")
                .help("link to the page of the type, or list the properties in a table"),
        );
        Shape::Any
    })
}

/// `{"@odata.id": "https://graph.microsoft.com/v1.0/users/1"}`
fn is_reference(json: &Value) -> bool {
    json.as_object().is_some_and(|object| object.len() == 1 && object.contains_key(REFERENCE))
}

/// Most rows may be properties of a type that the page names; then the table says which of them to give.
fn table_type(
    context: &MessageContext<'_>,
    answers: &[String],
    (rows, shown): (&[PropertyDraft], &[&Value]),
    maker: &mut Maker<'_>,
) -> Shape {
    let section: Vec<String> = context.section(&context.message.request).into_iter().map(|(id, _)| id).collect();
    let annotated = annotated_types(context);
    let is_update = is_update(context);
    let mut candidates: Vec<String> = section.iter().chain(&annotated).cloned().collect();
    if is_update || !context.message.request.has_parameters {
        candidates.extend(answers.iter().cloned());
    }
    if is_update {
        candidates.extend(context.subjects());
    }
    let lists = |id: &&String| context.known.fit_rows(id, rows) > 0.5;
    let listed = candidates.iter().find(lists).cloned();
    let kind = match &listed {
        Some(id) => TypeKind::Named(id.clone()),
        None => TypeKind::Unknown(String::new()),
    };
    if let Some(name) = wrapper(rows, shown) {
        let inner = if listed.is_some() { kind } else { maker.make(&[&name], Origin::Request, rows.to_vec()) };
        let row = maker.row(&name, Type::one(inner));
        return Shape::Plain(Type::one(maker.make(&[], Origin::Request, vec![row])));
    }
    let kind = if listed.is_some() { kind } else { maker.make(&[], Origin::Request, rows.to_vec()) };
    let is_collection = !shown.is_empty() && shown.iter().all(|json| json.is_array());
    Shape::Plain(Type { kind, is_collection })
}

fn is_update(context: &MessageContext<'_>) -> bool {
    let method = context.operation.default_route().map(|route| route.method.as_str());
    matches!(method, Some("PATCH" | "PUT"))
}

/// The one name under which the examples have the rows: `{"passwordCredential": {"displayName": ".."}}`.
fn wrapper(rows: &[PropertyDraft], shown: &[&Value]) -> Option<String> {
    let has_row = |name: &str| rows.iter().any(|row| row.property.wire_name == name);
    let mut wrapped = shown.iter().map(|json| {
        let mut names = own_names(json);
        let (name, is_alone) = (names.next()?, names.next().is_none());
        let inner = json.get(name)?;
        let is_inner = own_names(inner).next().is_some() && own_names(inner).all(has_row);
        (is_alone && is_inner && !has_row(name)).then(|| name.to_owned())
    });
    let first = wrapped.next()??;
    wrapped.all(|name| name.as_ref() == Some(&first)).then_some(first)
}

fn annotated_types(context: &MessageContext<'_>) -> Vec<String> {
    let annotated = context.message.request.annotated.iter();
    annotated.filter_map(|annotated| context.find(&Reference::by_name(&annotated.name))).collect()
}

/// The type that the section names, or the annotation; for an update, the one that the page is about.
fn named_type(
    context: &MessageContext<'_>,
    answers: &[String],
    shown: &[&Value],
    maker: &mut Maker<'_>,
) -> Option<Shape> {
    let section: Vec<String> = context.section(&context.message.request).into_iter().map(|(id, _)| id).collect();
    let mut candidates = base_of_several(context, &section, answers).map_or(section, |base| vec![base]);
    candidates.extend(annotated_types(context));
    let is_array = !shown.is_empty() && shown.iter().all(|json| json.is_array());
    let plain = |id: &String| Shape::Plain(Type { kind: TypeKind::Named(id.clone()), is_collection: is_array });
    if let Some(id) = context.best(&candidates, shown) {
        return Some(plain(id));
    }
    if let Some(shape) = wrapped_type(context, &candidates, shown, maker) {
        return Some(shape);
    }
    // What the page names is taken also where the example has little of it, but not where it has nothing.
    let has_some = |id: &&String| context.known.fit(id, shown).is_none_or(|fit| fit > 0.0);
    if let Some(id) = candidates.iter().find(has_some) {
        return Some(plain(id));
    }
    let mut about: Vec<String> = answers.iter().filter(|id| !id.contains('#')).cloned().collect();
    if is_update(context) {
        about.extend(context.subjects());
        return context.best(&about, shown).or(about.first()).map(plain);
    }
    context.best(&about, shown).filter(|_| !shown.is_empty()).map(plain)
}

/// "a [ferry](ferry.md) or [barge](barge.md) object", where the answer is the type that both derive from.
fn base_of_several(context: &MessageContext<'_>, section: &[String], answers: &[String]) -> Option<String> {
    let derive = |base: &&String| {
        let deriving = section.iter().filter(|id| id != base && context.known.derives(id, base));
        deriving.count() > 1 && section.first().is_some_and(|first| context.known.derives(first, base))
    };
    answers.iter().find(derive).cloned()
}

/// `{"group": {"displayName": ".."}}` around the type that the section names.
fn wrapped_type(
    context: &MessageContext<'_>,
    candidates: &[String],
    shown: &[&Value],
    maker: &mut Maker<'_>,
) -> Option<Shape> {
    let json = shown.first()?;
    let mut names = own_names(json);
    let (name, is_alone) = (names.next()?, names.next().is_none());
    let inner = json.get(name)?;
    let (items, is_collection) = match inner {
        Value::Array(items) => (items.iter().collect(), true),
        inner => (vec![inner], false),
    };
    let fits = |id: &&String| context.known.fit(id, &items).is_some_and(|fit| fit >= 0.5);
    let id = candidates.iter().find(fits).filter(|_| is_alone)?;
    let row = maker.row(name, Type { kind: TypeKind::Named(id.clone()), is_collection });
    Some(Shape::Plain(Type::one(maker.make(&[], Origin::Request, vec![row]))))
}

/// A body as the examples show it.
fn shown_shape(shown: &[&Value], maker: &mut Maker<'_>) -> Option<Shape> {
    let first = shown.first()?;
    let items: Vec<&Value> = match Form::of(first) {
        Form::Array => first.as_array().into_iter().flatten().collect(),
        _ => shown.iter().copied().filter(|json| json.is_object()).collect(),
    };
    let is_collection = first.is_array();
    let is_object =
        items.iter().any(|item| own_names(item).next().is_some()) && items.iter().all(|item| item.is_object());
    let kind = if is_object { maker.infer(&[], &items) } else { primitive_kind(&items) };
    Some(Shape::Plain(Type { kind, is_collection }))
}
