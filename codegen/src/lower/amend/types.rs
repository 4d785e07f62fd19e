//! What a page says of types and an override of it in; the same as the user says it out.

use super::{Amend, Amended, Unfit, append_reason, not_there, rust_name, stale, type_name};
use crate::api::{Member, Type};
use crate::block::{Inline, InlineKind, Text};
use crate::lower::LoweredPage;
use crate::lower::draft::{PropertyDraft, TypeDrafts};
use crate::lower::markdown;
use crate::lower::reference::Reference;
use crate::lower::type_cell::lower_type;
use crate::page::dialect::Dialect;
use crate::settings::{Added, Amendment, Change, Subject};
use crate::source::Span;

pub(super) fn amend_types(page: &mut LoweredPage, amendment: &Amendment, amend: &Amend<'_>) -> Amended {
    match &amendment.subject {
        Subject::Property { name, model } => match &amendment.change {
            Change::Add(added) => {
                add_property(page, &Wanted { name, model: model.as_deref(), added }, amendment, amend)
            }
            _ => amend_properties(page, (name, model.as_deref()), amendment, amend.dialect),
        },
        Subject::Member { name, model } => amend_member(&mut page.types, (name, model.as_deref()), amendment),
        Subject::Model(name) => match &amendment.change {
            Change::Rename(wanted) => rename_model(&mut page.types, name, &type_name(wanted)?),
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// A type's name on the page, with or without its namespace.
pub(super) fn is_model(model: Option<&str>, wire_name: &str) -> bool {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_lowercase();
    model.is_none_or(|model| last(model) == last(wire_name))
}

fn rename_model(types: &mut TypeDrafts, name: &str, wanted: &str) -> Amended {
    let resources = types.resources.iter_mut().map(|draft| (&draft.resource.wire_name, &mut draft.resource.name));
    let enumerations =
        types.enumerations.iter_mut().map(|draft| (&draft.enumeration.wire_name, &mut draft.enumeration.name));
    let mut found = false;
    for (_, own) in resources.chain(enumerations).filter(|(wire_name, _)| is_model(Some(name), wire_name)) {
        wanted.clone_into(own);
        found = true;
    }
    if found { Ok(()) } else { stale(format!("the page describes no type `{name}`")) }
}

/// The rows of the tables that a page has of a type, or of its request and response.
fn rows<'t>(page: &'t mut LoweredPage, model: Option<&'t str>) -> impl Iterator<Item = &'t mut Vec<PropertyDraft>> {
    let resources = page.types.resources.iter_mut().filter(move |draft| is_model(model, &draft.resource.wire_name));
    let messages = page.message.iter_mut().filter(move |_| model.is_none());
    let messages = messages.flat_map(|message| [&mut message.request.rows, &mut message.response.rows]);
    resources.map(|draft| &mut draft.rows).chain(messages)
}

/// A property to add.
struct Wanted<'a> {
    name: &'a str,
    model: Option<&'a str>,
    added: &'a Added,
}

fn add_property(page: &mut LoweredPage, wanted: &Wanted<'_>, amendment: &Amendment, amend: &Amend<'_>) -> Amended {
    let ty = wanted.added.ty.as_deref().map(|ty| read_type(ty, &amendment.page, amend.dialect)).transpose()?;
    let Some(ty) = ty else { return Ok(()) };
    let place = amend.place(amendment);
    let mut draft = PropertyDraft::shown(wanted.name, ty, place, amend.span(amendment));
    draft.property.is_required = wanted.added.is_required;
    draft.property.docs = markdown::render_words(wanted.added.description.as_deref().unwrap_or_default());
    append_reason(&mut draft.property.docs, &amendment.reason);
    let has_types = !page.types.resources.is_empty();
    let mut tables = rows(page, wanted.model);
    let target = match has_types {
        true => tables.next(),
        // An operation page without a table of its own has the property in its request.
        false => tables.next().filter(|_| wanted.model.is_none()),
    };
    let Some(rows) = target else { return stale("the page describes no such type") };
    if rows.iter().any(|row| row.property.wire_name == wanted.name) {
        return stale("the page has the property now");
    }
    rows.push(draft);
    Ok(())
}

fn amend_properties(
    page: &mut LoweredPage,
    (name, model): (&str, Option<&str>),
    amendment: &Amendment,
    dialect: &Dialect,
) -> Amended {
    let mut found = false;
    for rows in rows(page, model) {
        let has_it = rows.iter().any(|row| row.property.wire_name == name);
        found |= has_it;
        match &amendment.change {
            Change::Drop => rows.retain(|row| row.property.wire_name != name),
            change => {
                for row in rows.iter_mut().filter(|row| row.property.wire_name == name) {
                    amend_property(row, change, dialect)?;
                    append_reason(&mut row.property.docs, &amendment.reason);
                }
            }
        }
    }
    if found {
        return Ok(());
    }
    not_there("property", name, rows(page, model).flatten().map(|row| row.property.wire_name.as_str()))
}

fn amend_property(row: &mut PropertyDraft, change: &Change, dialect: &Dialect) -> Amended {
    let property = &mut row.property;
    match change {
        Change::Rename(name) => property.name = rust_name(name)?,
        Change::Retype { ty, was } => {
            let wanted = read_type(ty, "", dialect)?;
            if is_same_type(&property.ty, &wanted) {
                return stale("the page says so now");
            }
            if let Some(was) = was
                && !is_same_type(&property.ty, &read_type(was, "", dialect)?)
            {
                return stale(format!("the page says `{}` now", type_words(&property.ty)));
            }
            property.ty = wanted;
            // What the page shows or lists is of the type that it names.
            row.shown = None;
            row.values.clear();
        }
        Change::Require(is_required) if property.is_required == *is_required => return stale("the page says so now"),
        Change::Require(is_required) => property.is_required = *is_required,
        Change::Nullable(is_nullable) if property.is_nullable == Some(*is_nullable) => {
            return stale("the page says so now");
        }
        Change::Nullable(is_nullable) => property.is_nullable = Some(*is_nullable),
        _ => {}
    }
    Ok(())
}

/// The type that words name, as a cell of a page's table would.
fn read_type(words: &str, page: &str, dialect: &Dialect) -> Result<Type, Unfit> {
    let span = Span::default();
    let inline = Inline { kind: InlineKind::Words, text: words.into(), span };
    lower_type(&Text { inlines: vec![inline], span }, page, dialect).ok_or_else(|| {
        Unfit::Wrong(
            format!("`{words}` names no type"),
            "write it as a page would: `String`, `user`, `user collection`",
        )
    })
}

fn is_same_type(one: &Type, other: &Type) -> bool {
    let name = |ty: &Type| Reference::of_kind(&ty.kind).map(|reference| last_names(&reference));
    let is_same_kind = match (name(one), name(other)) {
        (None, None) => one.kind == other.kind,
        (one, other) => one == other,
    };
    one.is_collection == other.is_collection && is_same_kind
}

fn last_names(reference: &Reference) -> Vec<String> {
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_lowercase();
    reference.alternatives.iter().map(|named| last(&named.name)).collect()
}

fn type_words(ty: &Type) -> String {
    let kind = match (Reference::of_kind(&ty.kind), &ty.kind) {
        (Some(reference), _) => return reference.written,
        (None, crate::api::TypeKind::Primitive(primitive)) => primitive.edm_name().to_owned(),
        (None, crate::api::TypeKind::Named(name) | crate::api::TypeKind::Unknown(name)) => name.clone(),
    };
    if ty.is_collection { format!("{kind} collection") } else { kind }
}

fn amend_member(types: &mut TypeDrafts, (name, model): (&str, Option<&str>), amendment: &Amendment) -> Amended {
    let enumerations = types.enumerations.iter_mut().filter(|draft| is_model(model, &draft.enumeration.wire_name));
    let mut lists: Vec<&mut Vec<Member>> = enumerations.map(|draft| &mut draft.enumeration.members).collect();
    // A property's description can list the values of its type.
    let values = types.resources.iter_mut().flat_map(|draft| &mut draft.rows).map(|row| &mut row.values);
    lists.extend(values.filter(|values| model.is_none() && values.iter().any(|member| member.wire_name == name)));
    let has_it = lists.iter().any(|members| members.iter().any(|member| member.wire_name == name));
    match (&amendment.change, has_it) {
        (Change::Add(_), true) => return stale("the page has the member now"),
        (Change::Add(added), false) => {
            let Some(members) = lists.into_iter().next() else {
                return stale("the page describes no such enumeration");
            };
            let mut docs = markdown::render_words(added.description.as_deref().unwrap_or_default());
            append_reason(&mut docs, &amendment.reason);
            let wire_name = name.to_owned();
            members.push(Member { name: String::new(), wire_name, deprecated: None, preview: None, docs, place: None });
            return Ok(());
        }
        (_, false) => {
            let known = lists.iter().flat_map(|members| members.iter()).map(|member| member.wire_name.as_str());
            return not_there("member", name, known);
        }
        (_, true) => {}
    }
    for members in lists {
        match &amendment.change {
            Change::Drop => members.retain(|member| member.wire_name != name),
            Change::Rename(wanted) => {
                let wanted = type_name(wanted)?;
                for member in members.iter_mut().filter(|member| member.wire_name == name) {
                    member.name.clone_from(&wanted);
                    append_reason(&mut member.docs, &amendment.reason);
                }
            }
            _ => {}
        }
    }
    Ok(())
}
