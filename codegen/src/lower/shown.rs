//! JSON that a page shows in; the properties that it has out.

use serde_json::Value;

use super::draft::PropertyDraft;
use super::property::type_of_shown;
use crate::api::{Place, Type, TypeKind};
use crate::page::dialect::Dialect;
use crate::source::Span;

/// The properties of a JSON object; what is neither told by its value nor named stays raw JSON.
pub(crate) fn properties_of_json(json: &Value, dialect: &Dialect, place: Place, span: Span) -> Vec<PropertyDraft> {
    let entries = json.as_object().into_iter().flatten().filter(|(name, _)| !name.starts_with('@') && !name.is_empty());
    let drafts = entries.map(|(name, value)| {
        let unknown = || Type { kind: TypeKind::Unknown(String::new()), is_collection: value.is_array() };
        let ty = type_of_shown(value, dialect).unwrap_or_else(unknown);
        PropertyDraft { shown: Some(value.clone()), ..PropertyDraft::shown(name, ty, place.clone(), span) }
    });
    drafts.collect()
}
