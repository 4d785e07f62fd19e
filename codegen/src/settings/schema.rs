//! The codes of diagnostics in; what the JSON Schema of a settings file says of tables that are keyed by them, out.

use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use super::LintLevel;
use crate::diagnostic::Code;

/// A table of levels by code.
pub(super) fn lints(generator: &mut SchemaGenerator) -> Schema {
    let level = generator.subschema_for::<LintLevel>();
    let entry = |description: &str| json!({ "description": description, "allOf": [level] });
    let mut properties: Map<String, Value> =
        Code::ALL.iter().map(|code| (code.name().to_owned(), entry(code.title()))).collect();
    properties.insert("warnings".to_owned(), entry("every code that is a warning by default"));
    json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// Such a table by a glob of pages.
pub(super) fn page_lints(generator: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object", "additionalProperties": lints(generator) })
}
