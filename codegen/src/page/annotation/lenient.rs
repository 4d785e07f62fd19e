//! Almost-JSON in; the entries that can be told out.

use serde_json::{Map, Value};

/// Reads the entries of an object whose commas, quotes or brackets are not all in place. `None` where it is no object.
pub(super) fn parse_object(text: &str) -> Option<Value> {
    let mut cursor = Cursor { rest: text.trim_start().strip_prefix('{')? };
    Some(Value::Object(cursor.read_entries(0)))
}

struct Cursor<'a> {
    rest: &'a str,
}

/// How deep objects and arrays are followed.
const MAX_DEPTH: usize = 16;

impl Cursor<'_> {
    fn read_entries(&mut self, depth: usize) -> Map<String, Value> {
        let mut entries = Map::new();
        loop {
            self.skip(|c| c.is_whitespace() || c == ',');
            if self.rest.is_empty() || self.take('}') {
                return entries;
            }
            let key = self.read_word();
            self.skip(char::is_whitespace);
            if self.take(':') && !key.is_empty() {
                entries.insert(key, self.read_value(depth));
            } else if key.is_empty() {
                self.bump();
            }
        }
    }

    fn read_items(&mut self, depth: usize) -> Vec<Value> {
        let mut items = Vec::new();
        loop {
            self.skip(|c| c.is_whitespace() || c == ',');
            if self.rest.is_empty() || self.rest.starts_with('}') || self.take(']') {
                return items;
            }
            items.push(self.read_value(depth));
        }
    }

    fn read_value(&mut self, depth: usize) -> Value {
        self.skip(char::is_whitespace);
        if depth < MAX_DEPTH && self.take('{') {
            return Value::Object(self.read_entries(depth + 1));
        }
        if depth < MAX_DEPTH && self.take('[') {
            return Value::Array(self.read_items(depth + 1));
        }
        let is_quoted = self.rest.starts_with('"');
        let before = self.rest.len();
        let word = self.read_word();
        if self.rest.len() == before {
            self.bump();
        }
        match word.as_str() {
            "true" if !is_quoted => Value::Bool(true),
            "false" if !is_quoted => Value::Bool(false),
            "null" if !is_quoted => Value::Null,
            _ => Value::String(word),
        }
    }

    /// A quoted string, which ends at its line's end at the latest, or a bare word.
    fn read_word(&mut self) -> String {
        let is_quoted = self.take('"');
        let ends = |c: char| match is_quoted {
            true => matches!(c, '"' | '\n'),
            false => c.is_whitespace() || matches!(c, ',' | ':' | '{' | '}' | '[' | ']' | '"'),
        };
        let end = self.rest.find(ends).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if is_quoted {
            self.take('"');
        }
        word.trim().trim_end_matches(',').to_owned()
    }

    fn skip(&mut self, skips: impl Fn(char) -> bool) {
        self.rest = self.rest.trim_start_matches(skips);
    }

    fn take(&mut self, expected: char) -> bool {
        let rest = self.rest.strip_prefix(expected);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn bump(&mut self) {
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::parse_object;
    use serde_json::json;

    #[test]
    fn what_is_clear_is_kept() {
        let cases = [
            (r#"{ "a": "b", }"#, json!({"a": "b"})),
            (r#"{ "a": "b" "c": true }"#, json!({"a": "b", "c": true})),
            ("{ \"a\": \"b,\n \"c\": [\"d\", \"e\",] }", json!({"a": "b", "c": ["d", "e"]})),
            (r#"{ a: b, "c": { "d": null } "#, json!({"a": "b", "c": {"d": null}})),
            (r#"{ ]]] : ,, } trailing"#, json!({})),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_object(text), Some(expected), "{text}");
        }
        assert_eq!(parse_object("[1]"), None);
    }
}
