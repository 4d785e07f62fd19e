//! Texts and settings in; their digests out.

use sha2::{Digest as _, Sha256};
use toml::Value;

/// How many letters tell one description from another.
const SHORT: usize = 8;

/// Settings that say nothing of what is generated: how faults of the pages are reported.
const LEVELS: [&str; 2] = ["lints", "page-lints"];

/// The SHA-256 of a text whose lines end with LF, in hexadecimal letters.
pub(super) fn text_digest(text: &str) -> String {
    let mut hash = Sha256::new();
    let mut parts = text.split("\r\n");
    hash.update(parts.next().unwrap_or_default());
    for part in parts {
        hash.update("\n");
        hash.update(part);
    }
    hash.finalize().iter().flat_map(|byte| [byte >> 4, byte & 15]).map(letter).collect()
}

fn letter(value: u8) -> char {
    char::from_digit(u32::from(value), 16).unwrap_or_default()
}

/// What tells descriptions from others; `None` where nothing is said.
pub(super) fn docs_digest<'a>(docs: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let docs: Vec<&str> = docs.into_iter().collect();
    let is_said = docs.iter().any(|docs| !docs.is_empty());
    is_said.then(|| text_digest(&docs.join("\0")).chars().take(SHORT).collect())
}

/// The digest of what settings mean: the order of keys, comments, what is empty, and the levels of diagnostics do not matter. `None`
/// where they say nothing.
pub(super) fn settings_digest(text: &str) -> Option<String> {
    let mut settings: toml::Table = toml::from_str(text).ok()?;
    settings.retain(|key, _| !LEVELS.contains(&key));
    let mut canonical = String::new();
    write_value(&Value::Table(settings), &mut canonical);
    (canonical != "{}").then(|| text_digest(&canonical))
}

fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Table(table) => {
            let mut entries: Vec<_> = table.iter().filter(|(_, value)| !is_empty(value)).collect();
            entries.sort_by_key(|(key, _)| *key);
            out.push('{');
            for (key, value) in entries {
                out.push_str(&format!("{key:?}:"));
                write_value(value, out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(values) => {
            out.push('[');
            for value in values {
                write_value(value, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::String(text) => out.push_str(&format!("{text:?}")),
        Value::Integer(number) => out.push_str(&number.to_string()),
        Value::Float(number) => out.push_str(&number.to_string()),
        Value::Boolean(is_so) => out.push_str(&is_so.to_string()),
        Value::Datetime(time) => out.push_str(&time.to_string()),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Array(values) => values.is_empty(),
        Value::Table(table) => table.iter().all(|(_, value)| is_empty(value)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{docs_digest, settings_digest, text_digest};

    #[test]
    fn line_ends_do_not_matter_and_all_else_does() {
        assert_eq!(text_digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(text_digest("a\r\nb\r\n"), text_digest("a\nb\n"));
        assert_ne!(text_digest("a\rb"), text_digest("a\nb"));
        assert_ne!(docs_digest(["a", "b"]), docs_digest(["ab", ""]));
        assert_eq!(docs_digest(["", ""]), None);
    }

    #[test]
    fn settings_are_told_apart_by_what_they_mean() {
        let digest = |text: &str| settings_digest(text);
        let first = digest("strict = true\n[pages]\ninclude = [\"a\"]\nexclude = []\n");
        assert_eq!(first, digest("# A comment.\npages = { include = ['a'] }\nstrict = true\n[routes]\n"));
        assert_eq!(first, digest("strict = true\npages.include = [\"a\"]\n[lints]\ntitle-missing = \"allow\"\n"));
        assert_ne!(first, digest("strict = true\n[pages]\ninclude = [\"a\", \"b\"]\n"));
        assert_eq!(digest("[pages]\n[lints]\n"), None);
        let order =
            |first, second| digest(&format!("[[override]]\npage = \"{first}\"\n[[override]]\npage = \"{second}\"\n"));
        assert_ne!(order("a", "b"), order("b", "a"));
    }
}
