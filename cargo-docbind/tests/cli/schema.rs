//! Values in; whether they keep to a JSON Schema, as far as the schema of the API model goes, out.

use serde_json::Value;

/// The keywords that [`check`] knows. Another one is a fault: it would go unchecked.
const KNOWN: &[&str] = &[
    "$schema",
    "$defs",
    "$ref",
    "title",
    "description",
    "format",
    "minimum",
    "maximum",
    "type",
    "const",
    "enum",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "minItems",
    "maxItems",
    "oneOf",
    "anyOf",
    "allOf",
    "default",
];

/// Checks a value against a schema whose definitions are its own.
pub(super) fn check(schema: &Value, value: &Value) -> Result<(), String> {
    Checker { root: schema }.check(schema, value, "")
}

struct Checker<'a> {
    root: &'a Value,
}

impl Checker<'_> {
    fn check(&self, schema: &Value, value: &Value, path: &str) -> Result<(), String> {
        let Some(keywords) = schema.as_object() else { return Ok(()) };
        for (keyword, rule) in keywords {
            let holds = match keyword.as_str() {
                "$ref" => {
                    let target = rule.as_str().and_then(|rule| rule.strip_prefix('#')).unwrap();
                    self.check(self.root.pointer(target).unwrap(), value, path)?;
                    true
                }
                "type" => has_type(rule, value),
                "const" => rule == value,
                "enum" => rule.as_array().unwrap().contains(value),
                "minimum" => value.as_i64().is_none_or(|number| number >= rule.as_i64().unwrap()),
                "maximum" => value.as_i64().is_none_or(|number| number <= rule.as_i64().unwrap()),
                "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap()),
                "maxItems" => value.as_array().is_none_or(|items| items.len() as u64 <= rule.as_u64().unwrap()),
                "required" => rule.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
                "oneOf" => self.count_matches(rule, value, path) == 1,
                "anyOf" => self.count_matches(rule, value, path) > 0,
                "allOf" => self.count_matches(rule, value, path) == rule.as_array().unwrap().len(),
                "properties" | "items" | "prefixItems" | "additionalProperties" => true,
                keyword => KNOWN.contains(&keyword),
            };
            if !holds {
                return Err(format!("`{keyword}: {rule}` does not hold at `{path}`"));
            }
        }
        self.check_parts(schema, value, path)
    }

    fn count_matches(&self, rules: &Value, value: &Value, path: &str) -> usize {
        rules.as_array().unwrap().iter().filter(|rule| self.check(rule, value, path).is_ok()).count()
    }

    /// Properties and items. A property that the schema does not name is a fault here: the schema is to name all, or to say what
    /// all others are like.
    fn check_parts(&self, schema: &Value, value: &Value, path: &str) -> Result<(), String> {
        let rest = schema.get("additionalProperties").filter(|rest| rest.is_object());
        let named = schema.get("properties");
        if let Some(parts) = value.as_object().filter(|_| named.or(rest).is_some()) {
            for (name, part) in parts {
                let rule = named.and_then(|rules| rules.get(name)).or(rest);
                let rule = rule.ok_or_else(|| format!("`{name}` at `{path}` is not in the schema"))?;
                self.check(rule, part, &format!("{path}/{name}"))?;
            }
        }
        let Some(parts) = value.as_array() else { return Ok(()) };
        let first = schema.get("prefixItems").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for (at, part) in parts.iter().enumerate() {
            if let Some(rule) = first.get(at).or_else(|| schema.get("items")) {
                self.check(rule, part, &format!("{path}/{at}"))?;
            }
        }
        Ok(())
    }
}

fn has_type(rule: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        name => panic!("`{name}` is no type of JSON"),
    };
    rule.as_array().map_or_else(|| is(rule), |names| names.iter().any(is))
}
